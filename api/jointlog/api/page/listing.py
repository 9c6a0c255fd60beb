"""The list of incidents: what each shows, what is open in it, and which are asked for."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from jointlog.api.door import Door
from jointlog.domain.errors import MalformedError
from jointlog.domain.time import FIRST_S, LAST_S, Window, short
from jointlog.domain.timetext import parse
from jointlog.domain.vocabulary import Agency
from jointlog.projections.across import FindingRow, WaitRow
from jointlog.projections.findings import TABLE
from jointlog.projections.lanes.drawing import ZONE
from jointlog.projections.wording.times import Clock
from jointlog.projections.wording.words import finding_title, said

ROWS: Final = 100
ALL_ROWS: Final = 10**9
TOP: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAsked:
    """Which incidents are asked for; what is left out does not narrow."""

    search: str = ""
    agency: str = ""
    finding: str = ""
    severity: str = ""
    begins: str = ""
    ends: str = ""
    state: str = ""
    after: int = 0


@dataclass(slots=True)
class Item:
    """One incident of the list."""

    incident: str
    version: int
    position: int
    problem: str = ""
    findings: list[FindingRow] = field(default_factory=list)
    waits: list[WaitRow] = field(default_factory=list)

    @property
    def windows(self) -> list[Window]:
        """The times that it speaks of."""
        return [row.window for row in self.findings] + [row.window for row in self.waits]

    @property
    def first_s(self) -> int | None:
        """When it begins; None where no time is recorded."""
        times = [w.earliest_s for w in self.windows if w.earliest_s > FIRST_S]
        return min(times, default=None)

    @property
    def agencies(self) -> list[Agency]:
        """The parties of its findings and waits."""
        parties = {party for row in self.findings for party in row.finding.found.parties}
        for row in self.waits:
            parties |= {party for party in (row.wait.by, row.wait.to) if party is not None}
        return sorted(parties)

    @property
    def is_open(self) -> bool:
        """Whether a wait or a finding stands at the end of its record."""
        return any(row.wait.end is None for row in self.waits) or any(
            row.finding.found.start is not None and row.finding.found.end is None
            for row in self.findings
        )

    def text(self) -> str:
        """What a search looks in."""
        parts = [self.incident, *map(str, self.agencies)]
        parts += [f"{row.finding.name} {row.finding.found.sentence}" for row in self.findings]
        parts += [said(row.wait.kind) for row in self.waits]
        return said(" ".join(parts)).casefold()


def items_of(door: Door) -> list[Item]:
    """Every incident of the log, the newest first."""
    held = {
        head.incident: Item(head.incident, head.version, head.position)
        for head in door.log.incidents()
    }
    found = door.across.findings(limit=ALL_ROWS)
    for finding_row in found.rows:
        if finding_row.incident in held:
            held[finding_row.incident].findings.append(finding_row)
    for wait_row in door.across.waits(limit=ALL_ROWS).rows:
        if wait_row.incident in held:
            held[wait_row.incident].waits.append(wait_row)
    for incident, problem in found.unreadable:
        held[incident].problem = problem
    return sorted(held.values(), key=lambda item: -item.position)


def list_context(door: Door, asked: ListAsked) -> dict[str, Any]:
    """What the list's template shows.

    Raises:
        MalformedError: a day that cannot be read.

    """
    every = items_of(door)
    period = period_of(asked.begins, asked.ends)
    shown = [item for item in every if _matches(item, asked, period)]
    part = shown[asked.after : asked.after + ROWS]
    agencies = sorted({str(agency) for item in every for agency in item.agencies})
    return {
        "asked": asked,
        "items": [_shown(item) for item in part],
        "count": len(shown),
        "total": len(every),
        "more": asked.after + ROWS if len(shown) > asked.after + ROWS else 0,
        "agencies": agencies,
        "findings": [(each.code, said(each.name)) for each in TABLE],
        "open_count": sum(item.is_open for item in every),
    }


def _shown(item: Item) -> dict[str, Any]:
    counts = Counter(row.finding.severity.value for row in item.findings)
    first_s = item.first_s
    clock = Clock(ZONE, Window(first_s or 0, first_s or 0))
    return {
        "incident": item.incident,
        "version": item.version,
        "day": "" if first_s is None else f"{clock.local(first_s):%-d %b %Y}",
        "problem": item.problem,
        "counts": [(name, counts[name]) for name in ("S1", "S2", "S3") if counts[name]],
        "is_open": item.is_open,
        "top": list(_top(item)),
        "agencies": [str(agency) for agency in item.agencies],
    }


def _top(item: Item) -> Iterator[str]:
    """The gravest findings, the longest first, each once."""
    told: set[str] = set()
    for row in sorted(item.findings, key=_gravity):
        length = row.finding.found.length
        text = finding_title(row.finding)
        if text not in told and len(told) < TOP:
            told.add(text)
            has_length = length is not None and (length.max_s is not None or length.min_s > 0)
            yield f"{text}, {short(length)}" if length is not None and has_length else text


def _gravity(row: FindingRow) -> tuple[str, bool, int]:
    length = row.finding.found.length
    return row.finding.severity.value, length is None, -(length.min_s if length is not None else 0)


def _matches(item: Item, asked: ListAsked, period: Window) -> bool:
    return (
        all(word in item.text() for word in said(asked.search).casefold().split())
        and _has_agency(item, asked.agency)
        and (not asked.finding or any(row.finding.code == asked.finding for row in item.findings))
        and (
            not asked.severity
            or any(row.finding.severity.value == asked.severity for row in item.findings)
        )
        and (asked.state != "open" or item.is_open)
        and _overlaps(item.windows, period)
    )


def _has_agency(item: Item, text: str) -> bool:
    if not text:
        return True
    wanted = Agency.parse(text)
    return any(agency == wanted or agency.kind == text for agency in item.agencies)


def _overlaps(windows: Iterable[Window], period: Window) -> bool:
    if period == Window(FIRST_S, LAST_S):
        return True
    return any(_touches(window, period) for window in windows)


def _touches(window: Window, period: Window) -> bool:
    """Whether a time may lie in the period; a bound that is not recorded says nothing of it."""
    low_s = window.earliest_s if window.earliest_s > FIRST_S else window.latest_s
    high_s = window.latest_s if window.latest_s < LAST_S else window.earliest_s
    return low_s <= period.latest_s and high_s >= period.earliest_s


def period_of(begins: str, ends: str) -> Window:
    """The days asked for, both included.

    Raises:
        MalformedError: a day that cannot be read.

    """
    low = FIRST_S if not begins else _day("from", begins).earliest_s
    high = LAST_S if not ends else _day("to", ends).latest_s
    return Window(low, high)


def _day(field_name: str, text: str) -> Window:
    try:
        window = parse(text[:40], zone=ZONE).window
    except MalformedError:
        window = Window(FIRST_S, LAST_S)
    if not window.is_bounded:
        raise MalformedError(field_name, f"{text[:40]!r} is no day", "a date such as 2026-03-01")
    return window
