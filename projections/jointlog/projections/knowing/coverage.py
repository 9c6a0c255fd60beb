"""Coverage: which agency supplied which source for which period, and where its record is silent.

A finding that rests on the absence of an entry is sure only where the agency's record is complete
for the time it speaks of (`Coverage.is_complete_for`). Silence is measured against the agency's
own usual spacing of entries, never against another's. Figures are proposals of this project.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import median
from typing import Final

from jointlog.domain.effects import Answer
from jointlog.domain.incident import Bound, Statement, Visit
from jointlog.domain.time import FIRST_S, LAST_S, Length, Window
from jointlog.domain.vocabulary import Agency, AgencyKind, EvidenceGrade, SourceKind
from jointlog.projections.case import Case
from jointlog.projections.finding import Grade, judge
from jointlog.projections.reading.keeping import recorded_by

SILENCE: Final = ("F-REC-05", "open")
"""The protocol's threshold that no silence is shorter than."""
SPACINGS: Final = 4
"""A silence is longer than so many of the agency's own median spacings [proposal]."""
SPACINGS_MIN: Final = 3
"""With fewer spacings there is no usual spacing, and the threshold alone counts [proposal]."""
KEPT_WIDTH_MAX_S: Final = 600
"""An entry timed less sharply than "about" (five minutes either way) shows no continuous record."""
KEPT_AT_THE_TIME: Final = frozenset({EvidenceGrade.MACHINE, EvidenceGrade.CONTEMPORANEOUS})
"""Only entries of these grades make a record complete: the others were gathered later."""

OUTSIDE: Final = frozenset({AgencyKind.FAMILY, AgencyKind.PUBLIC})
"""They keep no log, so no entry of their own is to be expected."""


class NamedAs(StrEnum):
    """What says that an agency was there, where no entry of its own does."""

    VISIT = "with the person"
    ACTOR = "named as acting"
    HOLDER = "recorded as holding a responsibility"
    ACCEPTED = "recorded as having accepted"


@dataclass(frozen=True, slots=True)
class Supply:
    """What one agency supplied from one kind of source; None where the source is not named.

    ``period`` runs from the earliest to the latest instant that these entries speak of;
    `jointlog.domain.time.FIRST_S` and ``LAST_S`` where no bound is recorded.
    """

    agency: Agency
    source: SourceKind | None
    period: Window
    entries: int


@dataclass(frozen=True, slots=True)
class Silence:
    """A stretch without an entry of an agency that was with a person.

    Attributes:
        agency: whose record is silent.
        subject: the person it was with.
        start: its entry before, or its arrival.
        end: its entry after, or its leaving; None at the end of the record.
        length: how long.
        limit_s: what its own spacing allows.
        grade: definite or possible, by the windows of both ends; nothing is said to be possible
            from an end whose own window is wider than the shortest silence.

    """

    agency: Agency
    subject: str
    start: Bound
    end: Bound | None
    length: Length
    limit_s: int
    grade: Grade


@dataclass(frozen=True, slots=True)
class Unheard:
    """An agency that others record as present, with no entry of its own."""

    agency: Agency
    named: tuple[NamedAs, ...]
    entries: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """Neutral words: what is recorded and what is not."""
        return f"{self.agency} is {', '.join(self.named)}; no entry of its own is recorded"


@dataclass(frozen=True, slots=True)
class Pace:
    """The times of one agency's own entries, in order, and how far apart they may lie.

    Attributes:
        agency: whose entries.
        bounds: when, of each entry with a bounded time.
        kept: of those, the sharply timed ones whose source was made at the time.
        limit_s: what is not yet a silence (seconds).

    """

    agency: Agency
    bounds: tuple[Bound, ...]
    kept: tuple[Bound, ...]
    limit_s: int

    def has(self, window: Window) -> bool:
        """Whether its record made at the time runs through the window without a silence."""
        first = bisect_right(self.kept, window.earliest_s, key=_earliest_s) - 1
        if first < 0:
            return False
        through: list[Bound] = []
        for bound in self.kept[first:]:
            through.append(bound)
            if bound.window.latest_s >= window.latest_s:
                break
        else:
            return False
        lengths = (Length.between(one.window, after.window) for one, after in pairwise(through))
        return all(judge(length, self.limit_s) is None for length in lengths)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the record of one incident covers, by agency."""

    rows: tuple[Supply, ...]
    silences: tuple[Silence, ...]
    unheard: tuple[Unheard, ...]
    paces: tuple[Pace, ...]

    def is_complete_for(self, agency: Agency, window: Window) -> bool:
        """Whether the absence of an entry of this agency in the window says something.

        Its entries made at the time (machine or contemporaneous) begin by the start of the
        window, go on to its end, and leave no silence in between. An agency without id means
        each of its kind that is in the record.
        """
        paces = [pace for pace in self.paces if pace.agency.matches(agency)]
        return window.is_bounded and bool(paces) and all(pace.has(window) for pace in paces)


def coverage(case: Case) -> Coverage:
    """Who supplied what, where it is silent, and who is not heard."""
    own = recorded_by(case)
    paces = {agency: _pace(case, agency, made) for agency, made in sorted(own.items())}
    return Coverage(
        rows=tuple(_rows(own)),
        silences=tuple(_silences(case, paces)),
        unheard=tuple(_unheard(case, own)),
        paces=tuple(paces.values()),
    )


def holes(case: Case, agencies: Collection[Agency]) -> tuple[list[Silence], list[Unheard]]:
    """Where the records of these agencies are silent, and who came and is not heard in any."""
    own = recorded_by(case)
    visits = case.timeline.presence.visits
    long = [visit for visit in visits if _longest_s(case, visit) > case.limit_s(*SILENCE)]
    silent = [each for each in sorted(agencies) if any(each.matches(v.agency) for v in long)]
    paces = {agency: _pace(case, agency, own[agency]) for agency in silent}
    is_any_unheard = any(not _is_heard(visit.agency, own) for visit in visits)
    return list(_silences(case, paces)), list(_unheard(case, own)) if is_any_unheard else []


def _rows(own: dict[Agency, list[Statement]]) -> Iterator[Supply]:
    for agency, made in sorted(own.items()):
        by_source: dict[SourceKind | None, list[Window]] = {}
        for statement in made:
            source = statement.entry.envelope.source
            kind = None if source is None else source.kind
            by_source.setdefault(kind, []).append(statement.window)
        for kind, windows in sorted(by_source.items(), key=lambda item: item[0] or ""):
            yield Supply(agency, kind, _period(windows), len(windows))


def _period(windows: Sequence[Window]) -> Window:
    bounded = [window for window in windows if window.is_bounded]
    low_s = min((window.earliest_s for window in bounded), default=FIRST_S)
    return Window(low_s, max((window.latest_s for window in bounded), default=LAST_S))


def _earliest_s(bound: Bound) -> int:
    return bound.window.earliest_s


def _width_s(window: Window) -> int:
    return window.latest_s - window.earliest_s


def _is_kept(statement: Statement) -> bool:
    """Whether the entry can show that its agency kept a record just then."""
    is_sharp = _width_s(statement.window) <= KEPT_WIDTH_MAX_S
    return statement.evidence in KEPT_AT_THE_TIME and is_sharp


def _pace(case: Case, agency: Agency, made: Sequence[Statement]) -> Pace:
    timed = sorted((s.window.earliest_s, s.version, s) for s in made if s.window.is_bounded)
    bounds = tuple(Bound(statement.window, (version,)) for _, version, statement in timed)
    spacings = [after[0] - one[0] for one, after in pairwise(timed)]
    limit_s = case.limit_s(*SILENCE)
    if len(spacings) >= SPACINGS_MIN:
        limit_s = max(limit_s, int(SPACINGS * median(spacings)))
    kept = tuple(bound for bound, each in zip(bounds, timed, strict=True) if _is_kept(each[2]))
    return Pace(agency, bounds, kept, limit_s)


def _silences(case: Case, paces: dict[Agency, Pace]) -> Iterator[Silence]:
    """The silences of each agency that was with a person, from its arrival to its leaving."""
    for visit in case.timeline.presence.visits:
        for agency, pace in paces.items():
            if agency.matches(visit.agency):
                yield from _silent(case, visit, pace)


def _silent(case: Case, visit: Visit, pace: Pace) -> Iterator[Silence]:
    end = visit.end_window(case.horizon)
    first = bisect_left(pace.bounds, visit.start.window.earliest_s, key=_earliest_s)
    last = bisect_right(pace.bounds, end.latest_s, key=_earliest_s)
    points: list[Bound | None] = [visit.start, *pace.bounds[first:last], visit.end]
    for start, until in pairwise(points):
        assert start is not None, "only the last point of a visit can be open"
        over = case.horizon if until is None else until.window
        if over.latest_s - start.window.earliest_s <= pace.limit_s:
            continue
        length = Length.between(start.window, over)
        grade = judge(length, pace.limit_s)
        is_vague = max(_width_s(start.window), _width_s(over)) > case.limit_s(*SILENCE)
        if grade is Grade.DEFINITE or (grade is Grade.POSSIBLE and not is_vague):
            yield Silence(pace.agency, visit.subject, start, until, length, pace.limit_s, grade)


def _unheard(case: Case, own: dict[Agency, list[Statement]]) -> Iterator[Unheard]:
    named: dict[Agency, dict[NamedAs, list[int]]] = {}
    for agency, named_as, versions in _named(case):
        named.setdefault(agency, {}).setdefault(named_as, []).extend(versions)
    for agency in [*named]:
        if agency.kind in OUTSIDE or _is_heard(agency, own):
            del named[agency]
    for agency, found in sorted(named.items()):
        entries = sorted({version for versions in found.values() for version in versions})
        yield Unheard(agency, tuple(each for each in NamedAs if each in found), tuple(entries))


def _is_heard(agency: Agency, own: Collection[Agency]) -> bool:
    return any(agency.matches(other) for other in own)


def _longest_s(case: Case, visit: Visit) -> int:
    return visit.end_window(case.horizon).latest_s - visit.start.window.earliest_s


def _named(case: Case) -> Iterator[tuple[Agency, NamedAs, tuple[int, ...]]]:
    """Each agency that the record speaks of as present, with what says so."""
    for visit in case.timeline.presence.visits:
        yield visit.agency, NamedAs.VISIT, visit.start.entries
    for statement in case.statements:
        if statement.entry.envelope.actor is not None:
            yield statement.actor, NamedAs.ACTOR, (statement.version,)
        accepted = getattr(statement.fact, "accepted_by", None)
        if accepted is not None:
            yield accepted, NamedAs.ACCEPTED, (statement.version,)
    for span in case.timeline.all_spans():
        for holder in span.holders:
            yield holder, NamedAs.HOLDER, span.start.entries
    for request in case.timeline.requests.all:
        for said in request.answers:
            if said.answer is Answer.ACCEPTED:
                yield said.by, NamedAs.ACCEPTED, said.bound.entries
