"""`docs/standards.md`: every edition of every time standard, and every threshold."""

from jointlog.cli.commands.protocols import limit_words
from jointlog.cli.pages import NOTICE
from jointlog.cli.pages.markdown import heading, joined, paragraph, table
from jointlog.domain.events import catalogue
from jointlog.domain.protocol import LateReason, Library, Mark, Standard
from jointlog.domain.vocabulary import Jurisdiction

INTRODUCTION = """Which standards measure an incident is chosen by its jurisdiction and first day.
A mark says how well a row is known: *confirmed* was read in the source named; *memory*, *derived*
and *proposal* are to be verified before they are relied on. One incident cannot be in breach of a
percentile, a mean, or a professional, local or proposed figure: these are comparators."""

REASONS = """`late_entry_made` says in `why_late` why an entry is late. A text gives a reason of the
list by its id, its name or another way to write it, alone or with more behind a stop. Every other
reason is kept and shown as not on the list; it does not clear
[late_entry](findings.md#late_entry)."""


def page() -> str:
    """The page."""
    library = Library.load(catalogue())
    by_id: dict[str, list[Standard]] = {}
    for standard in library:
        by_id.setdefault(standard.id, []).append(standard)
    rows = [
        (f"[{s.id}](#{s.id.lower()})", s.version, limit_words(s), s.kind.value, s.owed_by, s.mark)
        for s in library
    ]
    blocks = [
        heading(1, "Time standards"),
        NOTICE,
        paragraph(INTRODUCTION),
        f"{len(library.standards)} editions of {len(by_id)} standards:",
        table(("id", "in force from", "limit", "kind", "owed by", "mark"), rows),
    ]
    for name, editions in by_id.items():
        blocks.append(heading(2, name))
        for edition in editions:
            blocks += _edition(edition)
    thresholds = [
        (t.finding, f"`{t.name}`", f"{t.value} {t.unit}", t.text, t.mark.value, t.source)
        for t in library.thresholds
    ]
    head = ("finding", "name", "value", "bounds", "mark", "source")
    reasons = [
        (f"`{r.id}`", r.name, ", ".join(r.words), _in_force(r), r.mark.value, r.source)
        for r in library.late_reasons
    ]
    return joined(
        [
            *blocks,
            heading(1, "Thresholds of findings"),
            table(head, thresholds),
            heading(1, "Reasons for a late entry"),
            paragraph(REASONS),
            table(("reason", "name", "also written", "on the list", "mark", "source"), reasons),
        ]
    )


def _edition(standard: Standard) -> list[str]:
    verify = "" if standard.mark is Mark.CONFIRMED else ": to be verified"
    comparator = ", a comparator" if standard.is_comparator else ""
    told = {
        "Limit": f"{limit_words(standard)} ({standard.limit_mark})",
        "Kind": f"{standard.kind}{comparator}",
        "Owed by": standard.owed_by,
        "Where": ", ".join(sorted(standard.jurisdictions, key=[*map(str, Jurisdiction)].index)),
        "In force": _in_force(standard),
        "Starts": _triggers(standard.start),
        "Stops": _triggers(standard.stop),
        "Stopped by then": _triggers(standard.stopped_by),
        "Next segment": _triggers(standard.supersede),
        "Cancelled by": _triggers(standard.cancel),
        "Extends": standard.extends or "",
        "Finding": standard.finding or "",
        "Source": standard.source,
        "Mark": f"{standard.mark}{verify}",
        "Note": standard.note,
    }
    lines = [f"- {name}: {paragraph(text)}" for name, text in told.items() if text]
    return [f"**{standard.reference}**: {standard.name}", "\n".join(lines)]


def _in_force(standard: Standard | LateReason) -> str:
    begins = standard.in_force_from.isoformat() if standard.in_force_from else "no first day known"
    return begins + (f" to {standard.in_force_to.isoformat()}" if standard.in_force_to else "")


def _triggers(triggers: tuple[object, ...]) -> str:
    return " or ".join(f"`{trigger}`" for trigger in triggers)
