"""Findings and waits as text, and the filters of `findings`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import wraps
from shlex import quote
from typing import Any, Final, TypeVar
from uuid import UUID

import click

from jointlog.cli import completing
from jointlog.cli.output import Ink, Inked, Part, escaped, say, table, wrapped
from jointlog.cli.progress import progress
from jointlog.cli.reading import View
from jointlog.cli.words import agencies, said
from jointlog.domain.entry import Entry
from jointlog.domain.errors import MalformedError
from jointlog.domain.incident import Bound
from jointlog.domain.store.log import Log
from jointlog.domain.time import FIRST_S, LAST_S, Length, say_seconds, short
from jointlog.domain.timetext import parse
from jointlog.domain.vocabulary import STRAND_NAMES, Agency, Strand
from jointlog.projections.across import spoken_of
from jointlog.projections.asked import ALL, Filter, FindingRow, WaitRow
from jointlog.projections.case import Case
from jointlog.projections.finding import Finding, Grade, Severity
from jointlog.projections.findings import TABLE, find
from jointlog.projections.review.busiest import busiest
from jointlog.projections.review.corrections import Said
from jointlog.projections.waits import Wait, waits
from jointlog.projections.wording.times import ZONE, Clock
from jointlog.projections.wording.words import finding_length

Line = list[Part]
ListedFinding = tuple[str, Finding, Clock]
ListedWait = tuple[str, Wait, Clock]
F = TypeVar("F", bound=Callable[..., Any])
SURE: Final = (Grade.DEFINITE, Grade.POSSIBLE, Grade.INDETERMINATE)
SEVERITY_INK = {Severity.S1: Ink.GAP, Severity.S2: Ink.CONTESTED, Severity.S3: Ink.QUIET}


_FILTERS: Final[dict[str, Callable[[Any], Any]]] = {
    "agency": click.option(
        "--agency",
        default="",
        metavar="KIND[:ID]",
        shell_complete=completing.agencies,
        help="A party to it.",
    ),
    "strand": click.option(
        "--strand",
        type=click.Choice([each.value for each in Strand], case_sensitive=False),
        help="The responsibility concerned.",
    ),
    "grade": click.option(
        "--grade", type=click.Choice([each.value for each in Grade]), help="How sure it is."
    ),
    "severity": click.option(
        "--severity",
        type=click.Choice([each.value for each in Severity], case_sensitive=False),
        help="How much it matters.",
    ),
    "from_text": click.option(
        "--from",
        "from_text",
        default="",
        metavar="TIME",
        help="Only what lasted until then or longer.",
    ),
    "to_text": click.option(
        "--to", "to_text", default="", metavar="TIME", help="Only what began before then."
    ),
    "min_minutes": click.option(
        "--min",
        "min_minutes",
        type=click.IntRange(0),
        metavar="MINUTES",
        help="Only those that surely lasted this long.",
    ),
}


def filter_options(command: F) -> F:
    """Add the filters of the API: ``--agency``, ``--strand``, ``--grade`` and the others."""

    @wraps(command)
    def with_filter(*args: Any, **options: Any) -> Any:
        asked = _filter(**{name: options.pop(name) for name in _FILTERS})
        return command(*args, asked=asked, **options)

    made: Any = with_filter
    for name in reversed(_FILTERS):
        made = _FILTERS[name](made)
    result: F = made
    return result


def _filter(
    *,
    agency: str,
    from_text: str,
    to_text: str,
    min_minutes: int | None,
    strand: str | None,
    grade: str | None,
    severity: str | None,
) -> Filter:
    return Filter(
        agency=Agency.parse(agency) if agency else None,
        strand=Strand(strand) if strand else None,
        grade=Grade(grade) if grade else None,
        severity=Severity(severity) if severity else None,
        from_s=instant_s(from_text, "--from"),
        to_s=instant_s(to_text, "--to"),
        min_s=None if min_minutes is None else min_minutes * 60,
    )


def instant_s(text: str, option: str) -> int | None:
    """The instant of an option; None where it is not given."""
    if not text:
        return None
    expected = f"a day such as 2011-04-18, or '2011-04-18 19:50', in {ZONE}"
    try:
        window = parse(text, zone=ZONE).window
    except MalformedError as error:
        raise MalformedError(option, error.problem, expected) from None
    if window.earliest_s <= FIRST_S:
        raise MalformedError(option, f"{text!r:.60} is no instant", expected)
    return window.earliest_s


def cases_of(log: Log, view: View) -> Iterator[tuple[Case, Clock]]:
    """Every incident examined under the view; what cannot be read is told on stderr."""
    heads = log.incidents()
    for head in progress(heads, "incidents", len(heads)):
        located = log.located(head.incident)
        entries: list[Entry] = [each.entry for each in located if each.entry is not None]
        for each in located:
            if each.entry is None:
                say(f"jointlog: {head.incident}: {each.problem}", err=True)
        if entries:
            yield view.case(entries)


def check_codes(codes: Iterable[str]) -> None:
    """Refuse what is no finding: a slip of the pen is not an all-clear.

    Raises:
        MalformedError: names the nearest that there is.

    """
    known = {name for each in TABLE for name in (each.code, each.name)}
    for code in codes:
        if not {code.upper(), code.lower()} & known:
            near = get_close_matches(code, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            what = "a code or name of docs/findings.md"
            raise MalformedError("--code", f"there is no finding {code[:60]!r}{hint}", what)


def findings_of(
    case: Case, asked: Filter, codes: Iterable[str] = (), subject: str = ""
) -> list[Finding]:
    """The case's findings that the filter asks for, the gravest and surest first, then by time."""
    wanted = {code.upper() for code in codes} | {code.lower() for code in codes}
    rows = [
        FindingRow(case.incident, (0, 0, f.id, 0), spoken_of(case, f.found.start, f.found.end), f)
        for f in find(case)
        if subject in ("", f.found.subject)
    ]
    made = [
        row.finding
        for row in rows
        if row.matches(asked) and (not wanted or {row.finding.code, row.finding.name} & wanted)
    ]
    return sorted(made, key=_gravity)


def _gravity(finding: Finding) -> tuple[Severity, int, int, str]:
    found = finding.found
    return finding.severity, SURE.index(found.grade), start_s(found.start), finding.id


def waits_of(case: Case, subject: str = "", asked: Filter = ALL) -> list[Wait]:
    """The case's waits that the filter asks for, of one person where one is named."""
    rows = [
        WaitRow(case.incident, (0, 0, "", 0), spoken_of(case, w.start, w.end), UUID(int=0), w)
        for w in waits(case)
        if subject in ("", w.subject)
    ]
    return [row.wait for row in rows if row.matches(asked)]


def start_s(start: Bound | None) -> int:
    """When it began, for sorting; what has no recorded begin comes first."""
    return FIRST_S if start is None else start.window.earliest_s


FINDING_KEYS: Final[Mapping[str, Callable[[ListedFinding], Any]]] = {
    "severity": lambda row: (row[1].severity, _shortness(row[1].found.length)),
    "time": lambda row: start_s(row[1].found.start),
    "length": lambda row: _shortness(row[1].found.length),
    "code": lambda row: row[1].code,
    "incident": lambda row: row[0],
}
"""By what findings are sorted; the gravest and the longest come first."""
WAIT_KEYS: Final[Mapping[str, Callable[[ListedWait], Any]]] = {
    "time": lambda row: start_s(row[1].start),
    "length": lambda row: _shortness(row[1].length),
    "kind": lambda row: row[1].kind,
    "outcome": lambda row: row[1].outcome,
    "incident": lambda row: row[0],
}
"""By what waits are sorted; the longest come first."""


def _shortness(length: Length | None) -> tuple[int, int]:
    """Sorts the surely longest first, then the possibly longest; without a length comes last."""
    if length is None:
        return 1, 0
    high = LAST_S if length.max_s is None else length.max_s
    return -length.min_s, -high


def when_words(start: Bound | None, end: Bound | None, clock: Clock) -> str:
    """From when to when, in the incident's own zone."""
    if start is None:
        return ""
    begins = clock.says_window(start.window)
    if end is None:
        return f"from {begins}"
    ends = clock.says_window(end.window)
    return begins if ends == begins else f"{begins} to {ends}"


def heading_lines(incident: str, clock: Clock, width: int) -> list[Line]:
    """The incident and its days; on two lines where one is too short."""
    if len(escaped(incident)) + 2 + len(clock.heading()) > width:
        return [[Inked(incident, Ink.HEADING)], [clock.heading()]]
    return [[Inked(incident, Ink.HEADING), f"  {clock.heading()}"]]


def text_lines(
    text: str, width: int, first: str = "", rest: str | None = None, ink: Ink | None = None
) -> Iterator[Line]:
    """A text wrapped to the width, after ``first`` and then ``rest``."""
    for line in wrapped(text, width, first, rest):
        yield [line if ink is None else Inked(line, ink)]


def busiest_lines(found: Iterable[Finding], clock: Clock, width: int, incident: str) -> list[Line]:
    """Where to look first in a long record, and what shows it; nothing where nothing stands out."""
    told = busiest(found)
    if told is None:
        return []
    low_s, high_s = told.window.earliest_s, told.window.latest_s
    text = (
        f"{told.begin} of the {told.of} {told.severity} findings begin within "
        f"{clock.says_window(told.window)}, the most in any twenty minutes:"
    )
    begins, ends = (f"'{clock.local(each_s):%Y-%m-%d %H:%M}'" for each_s in (low_s, high_s))
    first = f"  jointlog timeline {quote(incident)}"
    shown = [f"{first} --from {begins} --to {ends}"]
    if len(shown[0]) > width:  # continued as a shell takes it
        shown = [f"{first} \\", f"    --from {begins} --to {ends}"]
    lines: list[Line] = [*text_lines(text, width)]
    lines += [[Inked(line, Ink.HEADING)] for line in shown]
    return [*lines, []]


def finding_lines(finding: Finding, clock: Clock, width: int, incident: str = "") -> list[Line]:
    """A finding in a few lines: what, how sure, when, the sentence, what it rests on."""
    found = finding.found
    length = finding_length(found)
    head = f" {found.grade}  {finding.code} {said(finding.name)}"
    lines: list[Line] = [
        [Inked(str(finding.severity), SEVERITY_INK[finding.severity]), Inked(head, Ink.HEADING)]
    ]
    place = (
        incident,
        when_words(found.start, found.end, clock),
        length,
        ", ".join(STRAND_NAMES[strand] for strand in found.strands),
        agencies(found.parties, ", "),
        found.subject,
    )
    indent = "   "
    lines += [[line] for line in wrapped(" · ".join(p for p in place if p), width, indent)]
    lines += [[line] for line in wrapped(found.sentence, width, indent)]
    if found.settle:
        lines += [[line] for line in wrapped(f"To settle it: {found.settle}.", width, indent)]
    for answer in finding.answers:
        proof = f" Supported by: {answer.supported_by}." if answer.supported_by else ""
        text = f"Answered by {answer.agency} (#{answer.version}): {answer.explanation}{proof}"
        lines += [[line] for line in wrapped(text, width, indent)]
    rests = ", ".join(f"#{version}" for version in found.entries)
    limit = f" · limit {say_seconds(found.limit_s)}" if found.limit_s is not None else ""
    standard = f" · {finding.standard_reference}" if finding.standard_reference else ""
    foot = f"{finding.id} · entries {rests} ({finding.evidence} at weakest){standard}{limit}"
    lines += [[Inked(line, Ink.QUIET)] for line in wrapped(foot, width, indent)]
    return lines


def said_lines(said: Iterable[Said], clock: Clock, width: int, indent: str) -> Iterator[Line]:
    """What was said later of an entry: what and why, by which entry of whom, and when."""
    for each in said:
        when = clock.says_window(each.window)
        text = f"{each.remark} by {each.agency}, {when} (#{each.version}): {each.text}"
        yield from text_lines(text, width, f"{indent}! ", f"{indent}  ", Ink.CONTESTED)


def wait_table(rows: Iterable[tuple[str, Wait, Clock]], width: int) -> list[Line]:
    """Waits in columns; with several incidents, which one first."""
    held = list(rows)
    several = len({incident for incident, _, _ in held}) > 1
    people = len({wait.subject for _, wait, _ in held}) > 1
    head = ["what", "asked", "ended", "waited", "outcome"]
    cells = []
    for incident, wait, clock in held:
        who = f"{wait.by} to {wait.to}" if wait.to is not None else f"{wait.by}"
        limit = f", {wait.standard} {say_seconds(wait.limit_s)}" if wait.limit_s else ""
        ends = clock.says_window(wait.end.window) if wait.end is not None else "-"
        cells.append(
            [
                *([incident] if several else []),
                *([wait.subject] if people else []),
                said(wait.kind),
                clock.says_window(wait.start.window),
                ends,
                short(wait.length),
                f"{wait.outcome} ({who}{limit})",
            ]
        )
    lead = [*(["incident"] if several else []), *(["person"] if people else [])]
    return table([*lead, *head], cells, width)
