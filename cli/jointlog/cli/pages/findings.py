"""`docs/findings.md`: every finding, from its detector's docstring."""

import inspect

from jointlog.cli.pages import NOTICE
from jointlog.cli.pages.markdown import heading, joined, paragraph, table
from jointlog.domain.events import catalogue
from jointlog.domain.protocol import Library
from jointlog.projections.finding import Detector
from jointlog.projections.findings import TABLE
from jointlog.projections.patterns.across_incidents import PATTERNS, Pattern

INTRODUCTION = """A finding says what the record shows and how sure that is: *definite* for every
reading of the times recorded, *possible* for some, *indeterminate* where a record is missing, which
it then names. It is no verdict. S1 is risk or a legal limit, S2 a wait or dispute, S3 the quality
of the record."""


def page() -> str:
    """The page."""
    library = Library.load(catalogue())
    rules: tuple[Detector | Pattern, ...] = (*TABLE, *PATTERNS)
    rows = [(f"[{d.name}](#{d.name})", d.code, d.severity.value, _summary(d)) for d in rules]
    blocks = [
        heading(1, "Findings"),
        NOTICE,
        paragraph(INTRODUCTION),
        table(("finding", "code", "severity", "what"), rows),
    ]
    for rule in rules:
        blocks += _finding(rule, library)
    return joined(blocks)


def _summary(detector: Detector | Pattern) -> str:
    return inspect.cleandoc(detector.page).partition("\n\n")[0]


def _finding(detector: Detector | Pattern, library: Library) -> list[str]:
    parts = [paragraph(part) for part in inspect.cleandoc(detector.page).split("\n\n")]
    marked = [_strong(part) for part in parts]
    blocks = [
        heading(2, detector.name),
        f"`{detector.code}` · {detector.severity.value}",
        *marked,
    ]
    thresholds = [row for row in library.thresholds if row.finding == detector.code]
    if thresholds:
        rows = [(f"`{t.name}`", f"{t.value} {t.unit}", t.text, t.mark.value) for t in thresholds]
        blocks += ["Thresholds:", table(("name", "value", "bounds", "mark"), rows)]
    standards = {s.id: s for s in library if s.finding == detector.code}
    if standards:
        links = [f"[{name}](standards.md#{name.lower()})" for name in standards]
        blocks.append(f"Standards: {', '.join(links)}.")
    return blocks


def _strong(part: str) -> str:
    """The heading words of a paragraph in bold."""
    head, colon, rest = part.partition(": ")
    known = ("What it finds", "Why it matters", "When it is wrong to raise it", "Example", "Source")
    return f"**{head}{colon}**{rest}".replace(": **", ":** ") if head in known else part
