"""Steps: what one entry changed, and how everything stood after it.

A step has the holding of every strand, the waits, visits and clocks that were open, and the
findings that begin or end with it. Nothing here is known to the detectors: a step is what a
reader sees of the same fold.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from jointlog.domain.incident import Bound, Change, Request, Statement, Timeline, Visit, advance
from jointlog.domain.incident.clocks import Run
from jointlog.domain.incident.spans import UNHELD, Holding, Span, State
from jointlog.domain.time import FIRST_S, LAST_S, Length, Window
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.overall import run_for, waited

STRAND_ORDER: Final = {strand: number for number, strand in enumerate(Strand)}


class Limit(StrEnum):
    """How a running clock stands to its limit after an entry."""

    NONE = "no limit"
    WITHIN = "within"
    PERHAPS = "perhaps passed"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Standing:
    """One strand of one person after an entry: its holding, since when, and if it changed."""

    subject: str
    strand: Strand
    holding: Holding
    since: Bound
    is_changed: bool

    @property
    def is_unheld(self) -> bool:
        """Whether it is needed and nobody is recorded as holding it."""
        return self.holding.state in UNHELD and not self.holding.holders

    @property
    def is_contested(self) -> bool:
        """Whether agencies are recorded as disagreeing about it."""
        return self.holding.state is State.CONTESTED


@dataclass(frozen=True, slots=True)
class Ticking:
    """A clock that runs, or that this entry started or ended; ``elapsed`` up to the entry."""

    run: Run
    elapsed: Length
    limit: Limit
    is_started: bool
    is_ended: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A wait that is open, or that this entry opened or ended.

    ``elapsed`` is up to the entry; of a wait that it ended, how long that was over all orders.
    """

    request: Request
    elapsed: Length
    is_started: bool
    is_ended: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One entry, and how things stood after it.

    Attributes:
        index: its place in the order, from 0.
        statement: the entry as it counts.
        now: when it happened, as far as is known; else when the entry before it did.
        changes: what it changed.
        standings: every strand that the record has spoken of so far.
        waits: open waits, and those that it ended.
        visits: who is with whom.
        clocks: open clocks, and those that it ended.

    """

    index: int
    statement: Statement
    now: Window
    changes: tuple[Change, ...]
    standings: tuple[Standing, ...]
    waits: tuple[Waiting, ...]
    visits: tuple[Visit, ...]
    clocks: tuple[Ticking, ...]

    @property
    def at_s(self) -> int:
        """The latest instant at which it can have happened (UTC seconds)."""
        return self.now.latest_s


class _Bounded(Protocol):
    """What has a start and perhaps an end."""

    start: Bound
    end: Bound | None


B = TypeVar("B", bound=_Bounded)


def steps(case: Case) -> Iterator[Step]:
    """The steps of a case, in its order."""
    place = {statement.version: index for index, statement in enumerate(case.statements)}
    opened_waits = _opened(case.timeline.requests.all, place)
    opened_visits = _opened(case.timeline.presence.visits, place)
    opened_clocks = _opened(case.runs, place)
    waits: list[Request] = []
    visits: list[Visit] = []
    clocks: list[Run] = []
    lapses = [span for span in case.spans(Strand.DET) if span.state is State.LAPSED]
    lapsed: dict[str, Span] = {}
    timeline = Timeline()
    now = _begins(case)
    for index, statement in enumerate(case.statements):
        changes = tuple(advance(timeline, statement))
        now = _now(statement, now)
        waits += opened_waits.get(index, ())
        visits += opened_visits.get(index, ())
        visits = [each for each in visits if not _is_over(each, index, place)]
        clocks += opened_clocks.get(index, ())
        known, lapsed = lapsed, dict(_lapsed(lapses, lapsed, index, place, now))
        yield Step(
            index=index,
            statement=statement,
            now=now,
            changes=changes,
            standings=tuple(_standings(timeline, statement.version, known, lapsed)),
            waits=tuple(_waiting(case, each, index, place, now) for each in waits),
            visits=tuple(visits),
            clocks=tuple(_ticking(case, each, index, place, now) for each in clocks),
        )
        waits = [each for each in waits if not _is_over(each, index, place)]
        clocks = [each for each in clocks if not _is_over(each, index, place)]


def _opened(items: Iterable[B], place: dict[int, int]) -> dict[int, list[B]]:
    """What begins with which step."""
    found: dict[int, list[B]] = {}
    for each in items:
        found.setdefault(_last(each.start, place), []).append(each)
    return found


def _last(bound: Bound, place: dict[int, int]) -> int:
    """The step of the last entry that a bound rests on."""
    return max((place[version] for version in bound.entries), default=0)


def _is_over(each: _Bounded, index: int, place: dict[int, int]) -> bool:
    return each.end is not None and _last(each.end, place) <= index


def _begins(case: Case) -> Window:
    """The first time that the record knows, for entries before it without any."""
    known = (s.window for s in case.statements if s.window.earliest_s > FIRST_S)
    first = next(known, case.horizon)
    return Window(first.earliest_s, first.earliest_s)


def _now(statement: Statement, before: Window) -> Window:
    """When it happened; an unknown end is taken from what is known of it, else from before."""
    low, high = statement.window.earliest_s, statement.window.latest_s
    if low <= FIRST_S and high >= LAST_S:
        return before
    if low <= FIRST_S:
        return Window(high, high)
    return Window(low, low) if high >= LAST_S else statement.window


def _lapsed(
    lapses: Iterable[Span], known: dict[str, Span], index: int, place: dict[int, int], now: Window
) -> Iterator[tuple[str, Span]]:
    """Whose detention had run out by then, surely: its limit passed before the entry."""
    for span in lapses:
        is_past = span.start.window.latest_s < now.earliest_s or known.get(span.subject) is span
        is_over = span.end is not None and _last(span.end, place) <= index
        if is_past and not is_over:
            yield span.subject, span


def _standings(
    timeline: Timeline, version: int, known: dict[str, Span], lapsed: dict[str, Span]
) -> Iterator[Standing]:
    """Every strand; detention that had run out is held by nobody, from its limit on."""
    keys = sorted(timeline.tracks, key=lambda key: (key[0], STRAND_ORDER[key[1]]))
    changed = {(change.subject, change.strand) for change in timeline.changes}
    for key in keys:
        span = lapsed.get(key[0]) if key[1] is Strand.DET else None
        if span is not None:
            is_new = known.get(key[0]) is not span
            yield Standing(*key, span.holding, span.start, is_new)
            continue
        track = timeline.tracks[key]
        is_changed = key in changed and version in track.start.entries
        yield Standing(*key, track.holding, track.start, is_changed)


def _waiting(
    case: Case, request: Request, index: int, place: dict[int, int], now: Window
) -> Waiting:
    is_ended = _is_over(request, index, place)
    elapsed = Length.between(request.start.window, now)
    return Waiting(
        request,
        waited(case, request).length if is_ended else elapsed,
        is_started=_last(request.start, place) == index,
        is_ended=is_ended,
    )


def _ticking(case: Case, run: Run, index: int, place: dict[int, int], now: Window) -> Ticking:
    is_ended = _is_over(run, index, place)
    elapsed = run_for(case, run).length if is_ended else Length.between(run.start.window, now)
    return Ticking(
        run,
        elapsed,
        _limit(elapsed, run.limit_s),
        is_started=_last(run.start, place) == index,
        is_ended=is_ended,
    )


def _limit(elapsed: Length, limit_s: int | None) -> Limit:
    if limit_s is None:
        return Limit.NONE
    if elapsed.min_s > limit_s:
        return Limit.PASSED
    return Limit.PERHAPS if elapsed.max_s is None or elapsed.max_s > limit_s else Limit.WITHIN
