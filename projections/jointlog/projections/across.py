"""Findings and waits of all incidents, kept up with the log, for analysts.

A follower in memory: each query first reads what the log has recorded since the last one, and
examines again only the incidents that changed. A row has a place that stays while the incident
does, so that a reader can go on where a page ended.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Final, Generic, TypeVar
from uuid import UUID

from jointlog.domain.asking import REQUEST_RULES
from jointlog.domain.errors import MalformedError
from jointlog.domain.incident import Bound, Outcome
from jointlog.domain.time import FIRST_S, LAST_S, Length, Window, say_instant
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.case import Case, examine
from jointlog.projections.finding import Finding, Grade, Severity
from jointlog.projections.findings import find
from jointlog.projections.patterns.across_incidents import Seen
from jointlog.projections.review.hindsight import AsKnown, variants_of
from jointlog.projections.source import LocatedEntry, Source
from jointlog.projections.waits import LATE, POSSIBLY_LATE, Wait, waits
from jointlog.projections.wording.times import Clock

READ_AT_ONCE: Final = 500
PAGE_ROWS_MAX: Final = 500
OUTCOMES: Final = (*(outcome.value for outcome in Outcome), LATE, POSSIBLY_LATE)
"""Every outcome that a wait can have."""

logger = logging.getLogger("jointlog.projections")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which findings or waits are asked for; what is left out does not narrow.

    Attributes:
        kind: a finding's code or name, or a wait's kind.
        agency: a party to it; an agency without id is any of its kind.
        strand: the responsibility it concerns.
        from_s: it lasted until then or longer (UTC seconds).
        to_s: it began before then (UTC seconds).
        min_s: it surely lasted this long.
        grade: how sure a finding is.
        severity: how much a finding matters.
        outcome: how a wait ended, one of `OUTCOMES`.

    """

    kind: str = ""
    agency: Agency | None = None
    strand: Strand | None = None
    from_s: int | None = None
    to_s: int | None = None
    min_s: int | None = None
    grade: Grade | None = None
    severity: Severity | None = None
    outcome: str = ""

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        in_order(self.from_s, self.to_s)


def in_order(from_s: int | None, to_s: int | None) -> None:
    """Check a period (UTC seconds), either end of which may not be asked for.

    Raises:
        MalformedError: it ends before it begins.

    """
    if from_s is not None and to_s is not None and from_s > to_s:
        given = f"{say_instant(to_s)} is before from, {say_instant(from_s)}"
        raise MalformedError("to", given, "two times, the earlier one first")


ALL: Final = Filter()

Place = tuple[int, int, str, int]
"""Where a row stands: position of its incident's first entry, start, id, and a count of equals."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with its incident and place; ``window`` is the time it speaks of.

    ``known`` has both its variants, where they were asked for.
    """

    incident: str
    place: Place
    window: Window
    finding: Finding
    known: AsKnown | None = None

    def matches(self, asked: Filter) -> bool:
        """Whether the filter asks for it."""
        found = self.finding.found
        return (
            asked.kind in ("", self.finding.code, self.finding.name)
            and asked.grade in (None, found.grade)
            and asked.severity in (None, self.finding.severity)
            and asked.strand in (None, *found.strands)
            and _has_party(asked.agency, found.parties)
            and _lasted(asked.min_s, found.length)
            and _overlaps(asked, self.window)
        )


@dataclass(frozen=True, slots=True)
class WaitRow:
    """A wait with its incident and place; ``window`` is the time it speaks of.

    ``event_id`` is the id of the event that asked first.
    """

    incident: str
    place: Place
    window: Window
    event_id: UUID
    wait: Wait

    def matches(self, asked: Filter) -> bool:
        """Whether the filter asks for it."""
        wait = self.wait
        return (
            asked.kind in ("", wait.kind)
            and asked.outcome in ("", wait.outcome)
            and asked.strand in (None, REQUEST_RULES[wait.kind].offers)
            and _has_party(asked.agency, [each for each in (wait.by, wait.to) if each is not None])
            and _lasted(asked.min_s, wait.length)
            and _overlaps(asked, self.window)
        )


Row = TypeVar("Row", FindingRow, WaitRow)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, in order.

    Attributes:
        rows: the rows.
        last: the place to go on from; None where there is nothing more now.
        unreadable: incidents whose rows may be wrong, each with the reason.
        position: how far the log was read.

    """

    rows: tuple[Row, ...]
    last: Place | None
    unreadable: tuple[tuple[str, str], ...]
    position: int


@dataclass(slots=True)
class _Held:
    """What is kept of one incident; its rows are made when they are asked for."""

    incident: str
    first: int
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

    def __init__(self, source: Source) -> None:
        self._source = source
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
        held, position = self._examined(visible_to)
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

    def _examined(self, visible_to: Agency | None) -> tuple[list[_Held], int]:
        with self._lock:
            self._follow()
            held = [
                each
                for each in self._held.values()
                if visible_to is None or visible_to in each.agencies
            ]
            for each in held:
                if not each.is_examined:
                    _examine(each, self._source.located(each.incident))
            return [replace(each) for each in held], self._position

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
        held = self._held.setdefault(incident, _Held(incident, position))
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


def _has_party(asked: Agency | None, parties: Iterable[Agency]) -> bool:
    return asked is None or any(asked.matches(party) for party in parties)


def _lasted(min_s: int | None, length: Length | None) -> bool:
    return min_s is None or (length is not None and length.min_s >= min_s)


def _overlaps(asked: Filter, window: Window) -> bool:
    begins_in_time = window.earliest_s < (LAST_S + 1 if asked.to_s is None else asked.to_s)
    return begins_in_time and window.latest_s >= (FIRST_S if asked.from_s is None else asked.from_s)
