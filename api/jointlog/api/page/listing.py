"""The list of incidents: what each shows, what is open in it, and which are asked for."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import Query

from jointlog.api.door import Door
from jointlog.api.page.asked import Begins, Ends, Text
from jointlog.domain.errors import MalformedError
from jointlog.domain.lines import say_recorded_at
from jointlog.domain.time import ANY_TIME, FIRST_S, LAST_S, NOT_RECORDED, Window
from jointlog.domain.timetext import parse
from jointlog.domain.vocabulary import Agency
from jointlog.projections.asked import FindingRow, WaitRow, in_order
from jointlog.projections.findings import TABLE
from jointlog.projections.wording.times import ZONE, Clock
from jointlog.projections.wording.words import finding_length, finding_title, said

ROWS: Final = 100
COMPARED_MAX: Final = 500
ALL_ROWS: Final = 10**9
TOP: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAsked:
    """Which incidents are asked for; what is left out does not narrow."""

    search: Text = ""
    agency: Text = ""
    finding: Text = ""
    severity: Text = ""
    begins: Begins = ""
    ends: Ends = ""
    state: Text = ""
    sort: Annotated[str, Query(pattern="^(begins|gravest|name)?$")] = ""
    after: Annotated[int, Query(ge=0, le=10**9)] = 0
    new_since: Annotated[int | None, Query(ge=0, le=10**12)] = None

    def url(self, **changes: Any) -> str:
        """The address of the list with something else asked."""
        asked = replace(self, **changes)
        held = {
            "search": asked.search,
            "agency": asked.agency,
            "finding": asked.finding,
            "severity": asked.severity,
            "from": asked.begins,
            "to": asked.ends,
            "state": asked.state,
            "sort": asked.sort,
            "after": str(asked.after or ""),
            "new_since": "" if asked.new_since is None else str(asked.new_since),
        }
        query = urlencode({name: text for name, text in held.items() if text})
        return f"/{'?' if query else ''}{query}"


@dataclass(frozen=True, slots=True)
class Seen:
    """Up to which position of the log its reader has seen it, and when that was recorded."""

    position: int
    recorded: str

    @property
    def text(self) -> str:
        """The moment as people read it."""
        return f"{self.recorded[:16].replace('T', ' ')} UTC" if self.recorded else ""

    @classmethod
    def of(cls, door: Door, position: int) -> "Seen":
        """The moment of a position; "" where nothing is recorded there."""
        entry = next((each.entry for each in door.log.read(position - 1, 1)), None)
        is_there = entry is not None and position > 0
        return cls(position, say_recorded_at(entry.recorded_at_ms) if is_there and entry else "")


@dataclass(slots=True)
class Item:
    """One incident of the list."""

    incident: str
    version: int
    position: int
    problem: str = ""
    findings: list[FindingRow] = field(default_factory=list)
    waits: list[WaitRow] = field(default_factory=list)
    recorders: set[Agency] = field(default_factory=set)
    clock: Clock | None = None

    @property
    def first_s(self) -> int | None:
        """When it begins; None where nothing of it can be read."""
        return None if self.clock is None else self.clock.window.earliest_s

    @property
    def agencies(self) -> list[Agency]:
        """Who recorded in it, and the parties of its findings and waits."""
        parties = set(self.recorders)
        parties |= {party for row in self.findings for party in row.finding.found.parties}
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

    def has_before(self, seen: Seen) -> bool:
        """Whether something found in it was recorded before, so that changes can be told.

        Of a very large incident they are not told from the list: that takes long.
        """
        places = [row.place for row in self.findings] + [row.place for row in self.waits]
        first = min((place[0] for place in places), default=None)
        return self.version <= COMPARED_MAX and first is not None and first <= seen.position

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
    for incident, recorders in door.across.agencies().items():
        if incident in held:
            held[incident].recorders = recorders
    for incident, clock in door.across.clocks().items():
        if incident in held:
            held[incident].clock = clock
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


def list_context(door: Door, asked: ListAsked, seen: Seen) -> dict[str, Any]:
    """What the list's template shows; new is what was recorded behind what its reader has seen.

    Raises:
        MalformedError: a day that cannot be read.

    """
    every = items_of(door)
    period = period_of(asked.begins, asked.ends)
    shown = [item for item in every if _matches(item, asked, period, seen)]
    shown.sort(key=ORDERS[asked.sort])
    part = shown[asked.after : asked.after + ROWS]
    agencies = sorted({str(agency) for item in every for agency in item.agencies})
    return {
        "asked": asked,
        "items": [_shown(item, seen) for item in part],
        "seen": seen,
        "head": max((item.position for item in every), default=0),
        "new_count": sum(item.position > seen.position for item in every),
        "count": len(shown),
        "total": len(every),
        "more": asked.after + ROWS if len(shown) > asked.after + ROWS else 0,
        "agencies": agencies,
        "findings": [(each.code, said(each.name)) for each in TABLE],
        "open_count": sum(item.is_open for item in every),
    }


def _shown(item: Item, seen: Seen) -> dict[str, Any]:
    counts = Counter(row.finding.severity.value for row in item.findings)
    return {
        "incident": item.incident,
        "version": item.version,
        "day": "" if item.clock is None else f"{item.clock.first_day:%-d %b %Y}",
        "problem": item.problem,
        "counts": [(name, counts[name]) for name in ("S1", "S2", "S3") if counts[name]],
        "is_open": item.is_open,
        "is_new": item.position > seen.position,
        "since": seen.recorded if item.has_before(seen) else "",
        "top": list(_top(item)),
        "agencies": [str(agency) for agency in item.agencies],
    }


def _top(item: Item) -> Iterator[str]:
    """The gravest findings, the longest first, each once."""
    told: set[str] = set()
    for row in sorted(item.findings, key=_gravity):
        found, text = row.finding.found, finding_title(row.finding)
        if text not in told and len(told) < TOP:
            told.add(text)
            length = finding_length(found)
            yield text if length in ("", NOT_RECORDED) else f"{text}, {length}"


def _gravity(row: FindingRow) -> tuple[str, bool, int]:
    length = row.finding.found.length
    return row.finding.severity.value, length is None, -(length.min_s if length is not None else 0)


def _newest(item: Item) -> int:
    return -item.position


def _latest(item: Item) -> tuple[bool, int]:
    return item.first_s is None, -(item.first_s or 0)


def _gravest(item: Item) -> tuple[int, ...]:
    counts = Counter(row.finding.severity.value for row in item.findings)
    return tuple(-counts[name] for name in ("S1", "S2", "S3"))


ORDERS: Final[dict[str, Callable[[Item], Any]]] = {
    "": _newest,
    "begins": _latest,
    "gravest": _gravest,
    "name": attrgetter("incident"),
}


def _matches(item: Item, asked: ListAsked, period: Window, seen: Seen) -> bool:
    return (
        all(word in item.text() for word in said(asked.search).casefold().split())
        and _has_agency(item, asked.agency)
        and (not asked.finding or any(row.finding.code == asked.finding for row in item.findings))
        and (
            not asked.severity
            or any(row.finding.severity.value == asked.severity for row in item.findings)
        )
        and (asked.state != "open" or item.is_open)
        and (asked.state != "new" or item.position > seen.position)
        and _overlaps(item.clock, period)
    )


def _has_agency(item: Item, text: str) -> bool:
    if not text:
        return True
    wanted = Agency.parse(text)
    return any(agency == wanted or agency.kind == text for agency in item.agencies)


def _overlaps(clock: Clock | None, period: Window) -> bool:
    """Whether an incident went on in the period; one that cannot be read is in no period."""
    if period == ANY_TIME:
        return True
    if clock is None:
        return False
    window = clock.window
    return window.earliest_s <= period.latest_s and window.latest_s >= period.earliest_s


def period_of(begins: str, ends: str) -> Window:
    """The days asked for, both included.

    Raises:
        MalformedError: a day that cannot be read, or the last one before the first.

    """
    low = FIRST_S if not begins else _day("from", begins).earliest_s
    high = LAST_S if not ends else _day("to", ends).latest_s
    in_order(low, high)
    return Window(low, high)


def _day(field_name: str, text: str) -> Window:
    try:
        window = parse(text[:40], zone=ZONE).window
    except MalformedError:
        window = Window(FIRST_S, LAST_S)
    if not window.is_bounded:
        raise MalformedError(field_name, f"{text[:40]!r} is no day", "a date such as 2026-03-01")
    return window
