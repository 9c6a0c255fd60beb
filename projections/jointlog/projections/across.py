"""Findings and waits of all incidents, kept up with the log, for analysts.

A follower in memory: each query first reads what the log has recorded since the last one, and
examines again only the incidents that changed. A row has a place that stays while the incident
does, so that a reader can go on where a page ended.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Final, TypeVar
from uuid import UUID

from jointlog.domain.incident import Bound
from jointlog.domain.time import FIRST_S, Window
from jointlog.domain.vocabulary import Agency
from jointlog.projections.asked import (
    ALL,
    Filter,
    FindingRow,
    Narrow,
    Narrowed,
    Page,
    Place,
    Row,
    WaitRow,
    Wanted,
)
from jointlog.projections.case import Case, examine
from jointlog.projections.finding import Finding
from jointlog.projections.findings import find
from jointlog.projections.patterns.across_incidents import Seen
from jointlog.projections.review.hindsight import AsKnown, variants_of
from jointlog.projections.source import LocatedEntry, Source
from jointlog.projections.waits import Wait, waits
from jointlog.projections.wording.times import Clock

READ_AT_ONCE: Final = 500
PAGE_ROWS_MAX: Final = 500

logger = logging.getLogger("jointlog.projections")


@dataclass(slots=True)
class _Held:
    """What is kept of one incident; its rows are made when they are asked for."""

    incident: str
    first: int
    last: int
    agencies: set[Agency] = field(default_factory=set)
    is_examined: bool = False
    problem: str = ""
    findings: tuple[FindingRow, ...] = ()
    waits: tuple[WaitRow, ...] = ()
    seen: Seen | None = None
    clock: Clock | None = None
    known: dict[str, AsKnown] = field(default_factory=dict)
    """Both variants of findings that were asked for, by id."""


class Across:
    """Follows a log; safe to use from several threads."""

    def __init__(self, source: Source, narrow: Narrow = lambda _asked: None) -> None:
        self._source = source
        self._narrow = narrow
        self._lock = Lock()
        self._position = 0
        self._held: dict[str, _Held] = {}

    def findings(
        self,
        asked: Filter = ALL,
        after: Place | None = None,
        limit: int = PAGE_ROWS_MAX,
        visible_to: Agency | None = None,
        *,
        with_variants: bool = False,
    ) -> Page[FindingRow]:
        """The findings asked for, behind a place; only those ``visible_to`` an agency.

        ``with_variants`` each also as known at its own end, and as established later.
        """
        narrowed = self._narrow(asked)  # before the log is read: never ahead of what is
        held, position = self._examined(visible_to, narrowed, Wanted(asked, after, limit))
        rows = (row for each in held for row in each.findings if row.matches(asked))
        page = _page(rows, after, limit, held, position)
        if not with_variants:
            return page
        of = {each.incident: each for each in held}
        for incident in {row.incident for row in page.rows}:
            self._tell_variants(of[incident], page)
        known = [of[row.incident].known[row.finding.id] for row in page.rows]
        told = zip(page.rows, known, strict=True)
        return replace(page, rows=tuple(replace(row, known=both) for row, both in told))

    def _tell_variants(self, held: _Held, page: Page[FindingRow]) -> None:
        """Examine an incident as it was read, for the variants that are not held yet."""
        wanted = [row.finding for row in page.rows if row.incident == held.incident]
        if missing := [each for each in wanted if each.id not in held.known]:
            located = self._source.located(held.incident)
            read = (each.entry for each in located if each.position <= page.position)
            case = examine([entry for entry in read if entry is not None])
            for finding, both in zip(missing, variants_of(case, missing), strict=True):
                held.known[finding.id] = both

    def waits(
        self,
        asked: Filter = ALL,
        after: Place | None = None,
        limit: int = PAGE_ROWS_MAX,
        visible_to: Agency | None = None,
    ) -> Page[WaitRow]:
        """The waits asked for, behind a place; only those ``visible_to`` an agency."""
        held, position = self._examined(visible_to)
        rows = (row for each in held for row in each.waits if row.matches(asked))
        return _page(rows, after, limit, held, position)

    def seen(self, visible_to: Agency | None = None) -> tuple[list[Seen], int]:
        """What each incident adds to a pattern, and how far the log was read."""
        held, position = self._examined(visible_to)
        return [each.seen for each in held if each.seen is not None], position

    def clocks(self) -> dict[str, Clock]:
        """From when to when each incident goes, and in which zone; none that cannot be read."""
        held, _ = self._examined(None)
        return {each.incident: each.clock for each in held if each.clock is not None}

    def incidents_of(self, agency: Agency) -> set[str]:
        """The incidents in which an agency has recorded an entry."""
        with self._lock:
            self._follow()
            return {name for name, held in self._held.items() if agency in held.agencies}

    def agencies(self) -> dict[str, set[Agency]]:
        """The agencies that recorded an entry, by incident."""
        with self._lock:
            self._follow()
            return {name: set(held.agencies) for name, held in self._held.items()}

    def _examined(
        self,
        visible_to: Agency | None,
        narrowed: Narrowed | None = None,
        wanted: Wanted | None = None,
    ) -> tuple[list[_Held], int]:
        """Incidents as they stand: all, or where rows narrow the question, those of the page."""
        with self._lock:
            self._follow()
            held = [
                each
                for each in self._held.values()
                if visible_to is None or visible_to in each.agencies
            ]
            if narrowed is not None and wanted is not None:
                held = list(self._of_page(held, narrowed, wanted))
            for each in held:
                self._examine(each)
            return [replace(each) for each in held], self._position

    def _of_page(
        self, held: Iterable[_Held], narrowed: Narrowed, wanted: Wanted
    ) -> Iterator[_Held]:
        """Those with a problem or with news, and the others until the page is full."""
        count = 0
        for each in sorted(held, key=lambda each: each.first):
            if narrowed.may_leave_out(each.incident, each.last):
                continue
            is_sure = each.last <= narrowed.position and each.incident not in narrowed.marked
            if is_sure and (count > wanted.limit or wanted.is_behind(each.first)):
                continue
            self._examine(each)
            count += sum(map(wanted.has, each.findings))
            yield each

    def _examine(self, held: _Held) -> None:
        if not held.is_examined:
            _examine(held, self._source.located(held.incident))

    def _follow(self) -> None:
        """Read what is new, and note which incidents changed."""
        while found := self._source.read(self._position, READ_AT_ONCE):
            for located in found:
                if located.entry is not None:
                    held = self._changed(located.entry.incident, located.position)
                    held.agencies.add(located.entry.agency)
            lost = [located.position for located in found if located.entry is None]
            if lost:  # which incident it is of is told by the heads, not by the entry
                for head in self._source.incidents():
                    if head.position >= lost[0]:
                        self._changed(head.incident, head.position)
            self._position = found[-1].position

    def _changed(self, incident: str, position: int) -> _Held:
        held = self._held.setdefault(incident, _Held(incident, position, position))
        held.last = max(held.last, position)
        held.is_examined = False
        return held


def _page(
    rows: Iterable[Row],
    after: Place | None,
    limit: int,
    held: Iterable[_Held],
    position: int,
) -> Page[Row]:
    behind = sorted(
        (row for row in rows if after is None or row.place > after), key=lambda row: row.place
    )
    shown = tuple(behind[:limit])
    last = shown[-1].place if len(behind) > len(shown) and shown else None
    unreadable = tuple((each.incident, each.problem) for each in held if each.problem)
    return Page(shown, last, unreadable, position)


def _examine(held: _Held, located: Sequence[LocatedEntry]) -> None:
    """Make the rows of an incident from what can be read of it."""
    lost = sum(each.entry is None for each in located)
    held.problem = f"{lost} of {len(located)} entries cannot be read" if lost else ""
    held.is_examined = True
    held.findings, held.waits, held.seen, held.clock = (), (), None, None
    held.known = {}  # not cleared: an answer that is being made has the one of before
    try:
        case = examine([each.entry for each in located if each.entry is not None])
        held.clock = Clock.of(case.statements, case.entries) if case.entries else None
        held.findings = tuple(_finding_rows(held, case))
        held.waits = tuple(_wait_rows(held, case))
        held.seen = Seen.of(case, [row.finding for row in held.findings])
    except Exception:
        logger.exception("incident %s cannot be examined", held.incident)
        held.problem = "it cannot be examined: the cause stands in the server's log"


def _finding_rows(held: _Held, case: Case) -> Iterator[FindingRow]:
    def row(place: Place, finding: Finding) -> FindingRow:
        found = finding.found
        window = spoken_of(case, found.start, found.end)
        return FindingRow(held.incident, place, window, finding)

    made = find(case)
    keys = [(_start_s(finding.found.start), finding.id) for finding in made]
    return _placed(held, zip(keys, made, strict=True), row)


def _wait_rows(held: _Held, case: Case) -> Iterator[WaitRow]:
    def row(place: Place, wait: Wait) -> WaitRow:
        window = spoken_of(case, wait.start, wait.end)
        return WaitRow(held.incident, place, window, asked_by(case, wait), wait)

    made = waits(case)
    keys = [(_start_s(wait.start), str(asked_by(case, wait))) for wait in made]
    return _placed(held, zip(keys, made, strict=True), row)


def asked_by(case: Case, wait: Wait) -> UUID:
    """The id of the event that a wait began with."""
    return case.by_version[wait.entries[0]].entry.event_id


Item = TypeVar("Item", Finding, Wait)


def _placed(
    held: _Held,
    keyed: Iterable[tuple[tuple[int, str], Item]],
    row: Callable[[Place, Item], Row],
) -> Iterator[Row]:
    """Rows in order of start and id; those that are equal in both are counted."""
    seen: dict[tuple[int, str], int] = {}
    for pair in sorted(keyed, key=_key):
        start_s, name = _key(pair)
        count = seen[start_s, name] = seen.get((start_s, name), 0) + 1
        yield row((held.first, start_s, name, count), pair[1])


def _key(keyed: tuple[tuple[int, str], Item]) -> tuple[int, str]:
    return keyed[0]


def _start_s(start: Bound | None) -> int:
    return FIRST_S if start is None else start.window.earliest_s


def spoken_of(case: Case, start: Bound | None, end: Bound | None) -> Window:
    """The time from a start to an end; where one is not said, that of the record."""
    times = [s.window.earliest_s for s in case.statements if s.window.earliest_s > FIRST_S]
    low_s = min(times, default=FIRST_S) if start is None else start.window.earliest_s
    high_s = case.horizon.latest_s if end is None else end.window.latest_s
    return Window(low_s, max(low_s, high_s))
