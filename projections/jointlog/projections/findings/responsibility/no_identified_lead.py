"""F-CMD-01."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import accumulate
from typing import Final

from jointlog.domain.events.force import RestraintStarted
from jointlog.domain.incident import Bound, Span, Visit
from jointlog.domain.time import FIRST_S, LAST_S, Length, Window, say_seconds
from jointlog.domain.vocabulary import Agency, AgencyKind, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.sequence import named_by, of_subject, visits_of

CODE = "F-CMD-01"
NEEDED = ("responsibility_identified", "responsibility_relinquished")
NOT_RESPONDERS = {AgencyKind.FAMILY, AgencyKind.PUBLIC, AgencyKind.OVERSIGHT, AgencyKind.HOUSING}

BEFORE: Final = Bound(Window(FIRST_S, FIRST_S), ())


@dataclass(frozen=True, slots=True)
class Episode:
    """A stretch in which a lead is wanted: why, who was there, from when to when."""

    why: str
    agencies: tuple[Agency, ...]
    start: Bound
    end: Bound | None

    def cut(self, start: Bound, end: Bound | None) -> "Episode":
        """The part of it between two bounds."""
        return Episode(self.why, self.agencies, _later(self.start, start), _earlier(self.end, end))

    def length(self, horizon: Window) -> Length:
        """How long it lasted."""
        return Length.between(self.start.window, self.end.window if self.end else horizon)


@detector(CODE, Severity.S2)
def no_identified_lead(case: Case) -> Iterator[Found]:
    """Report each stretch in which several were with the person and no lead is recorded.

    What it finds: two agencies or more with the person, or several people holding them by force,
    and nobody recorded as holding scene command, for longer than the threshold. A restraint that
    began before the second agency came, as CCTV may show, counts from its own start. Where no entry
    says how many held, officers count while they are there: not before they came, nor after.

    Why it matters: without a lead nobody decides when to stop, and nobody watches the whole.

    When it is wrong to raise it: a lead was obvious to all and is not logged. The finding is
    therefore possible, unless the record says that a lead was needed or given up.

    Example: police and an ambulance crew are both with the person from 14:05 to 14:25, and no lead
    is recorded.

    Source: field dossier §2.3 (CMD), §4.1 and §6.2 (absence of leadership); thresholds [proposal].
    """
    limit_s = case.limit_s(CODE, "unheld")
    for subject in case.timeline.subjects:
        unled = _Unled(_unled(case, subject))
        together = list(_together(case, subject))
        for episode in _joined(case, together, list(_restraints(case, subject))):
            for start, end in unled.of(episode, case.horizon):
                yield from _report(case, subject, episode.cut(start, end), limit_s)


class _Unled:
    """Stretches without a lead, in order, so that those an episode can meet are found at once."""

    def __init__(self, stretches: list[tuple[Bound, Bound | None]]) -> None:
        self._stretches = stretches
        ends = (LAST_S if end is None else end.window.latest_s for _, end in stretches)
        self._ended_s = list(accumulate(ends, max))
        starts = (start.window.earliest_s for start, _ in reversed(stretches))
        self._begun_s = list(accumulate(starts, min))[::-1]

    def of(self, episode: Episode, horizon: Window) -> list[tuple[Bound, Bound | None]]:
        """The stretches that the episode can meet."""
        until = episode.end.window if episode.end else horizon
        first = bisect_left(self._ended_s, episode.start.window.earliest_s)
        return self._stretches[first : bisect_right(self._begun_s, until.latest_s)]


def _unled(case: Case, subject: str) -> list[tuple[Bound, Bound | None]]:
    """The stretches in which nobody held scene command."""
    spans = case.timeline.spans(subject, Strand.CMD)
    if not spans:
        return [(BEFORE, None)]
    spans[0] = spans[0]._replace(start=BEFORE)  # nobody led before the record began, either
    stretches: list[tuple[Bound, Bound | None]] = []
    is_open = False
    for span in spans:
        if span.holders:
            is_open = False
        elif is_open:
            stretches[-1] = (stretches[-1][0], span.end)
        else:
            stretches.append((span.start, span.end))
            is_open = True
    return stretches


def _together(case: Case, subject: str) -> Iterator[Episode]:
    """The stretches with enough agencies; those that touch are one."""
    needed = case.limit_s(CODE, "agencies")
    visits = [
        visit for visit in visits_of(case, subject) if visit.agency.kind not in NOT_RESPONDERS
    ]
    found: Episode | None = None
    here: list[Visit] = []
    for visit in visits:
        here = [v for v in here if v.end is None or case.is_after(v.end, visit.start)]
        others = [v for v in here if not v.agency.matches(visit.agency)]
        here.append(visit)
        agencies = _distinct((*(v.agency for v in others), visit.agency))
        if len(agencies) < needed:
            continue
        end = _earlier(visit.end, _latest(v.end for v in others))
        made = Episode("agencies with the person", agencies, visit.start, end)
        if found is not None and _touches(case, found, made):
            joined = _distinct((*found.agencies, *agencies))
            ends = _latest((found.end, end))
            made = Episode(found.why, joined, found.start, ends)
        elif found is not None:
            yield found
        found = made
    if found is not None:
        yield found


def _joined(case: Case, together: list[Episode], restraints: list[Episode]) -> Iterator[Episode]:
    """The stretches of both kinds; those that touch are one, from the earlier start."""
    held: list[Episode] = []
    ordered = sorted((*together, *restraints), key=lambda e: e.start.window.earliest_s)
    for episode in ordered:
        last = held[-1] if held else None
        if last is None or not _touches(case, last, episode):
            held.append(episode)
            continue
        why = " and ".join(dict.fromkeys((last.why, episode.why)))
        start = episode.start if case.is_after(last.start, episode.start) else last.start
        agencies = _distinct((*last.agencies, *episode.agencies))
        held[-1] = Episode(why, agencies, start, _latest((last.end, episode.end)))
    yield from held


def _restraints(case: Case, subject: str) -> Iterator[Episode]:
    """The restraints by enough people, or while enough officers were there."""
    officers = case.limit_s(CODE, "officers")
    held = [span for span in case.timeline.spans(subject, Strand.FORCE) if span.holders]
    for span in held:
        said = _people(case, span)
        if said >= officers:
            why = f"{said} people holding the person"
            yield Episode(why, span.holders, span.start, span.end)
            continue
        for start, end, number in _officers(case, span, officers):
            is_before = end is not None and not case.is_after(end, span.start)
            if is_before or (span.end is not None and not case.is_after(span.end, start)):
                continue
            why = f"{number} officers there while the person was held"
            yield Episode(why, span.holders, span.start, span.end).cut(start, end)


def _people(case: Case, span: Span) -> int:
    """The most people that an entry says held the person in this span; 0 where none says."""
    facts = (case.by_version[version].fact for version in span.start.entries)
    said = (fact.people or 0 for fact in facts if isinstance(fact, RestraintStarted))
    return max(said, default=0)


def _officers(case: Case, span: Span, needed: int) -> Iterator[tuple[Bound, Bound | None, int]]:
    """From when to when so many officers of the agencies that held were there, and the most."""

    def follows(one: tuple[Bound, int], other: tuple[Bound, int]) -> int:
        return 1 if case.is_after(one[0], other[0]) else -1

    changes = [
        (bound, number)
        for visit in visits_of(case, span.subject)
        if visit.agency.kind is AgencyKind.POLICE and visit.agency in span.holders
        for each in visit.resources
        for bound, number in ((each.start, each.people), (each.end, -each.people))
        if bound is not None
    ]
    changes.sort(key=cmp_to_key(follows))
    here, most = 0, 0
    begun: Bound | None = None
    for bound, number in changes:
        here += number
        most = max(most, here)
        if here >= needed and begun is None:
            begun, most = bound, here
        elif here < needed and begun is not None:
            yield begun, bound, most
            begun = None
    if begun is not None:
        yield begun, None, most


def _report(case: Case, subject: str, episode: Episode, limit_s: int) -> Iterator[Found]:
    if episode.end is not None and not case.is_after(episode.end, episode.start):
        return
    length = episode.length(case.horizon)
    grade = judge(length, limit_s)
    if grade is None:
        return
    said = _said_needed(case, subject, episode)
    settle = "exact times of who came and left"
    if grade is Grade.DEFINITE and not said:
        grade, settle = Grade.POSSIBLE, "a record of who led, if one did without its being logged"
    yield Found(
        subject=subject,
        sentence=(
            f"{episode.why} ({', '.join(map(str, episode.agencies))}) with no holder of scene "
            f"command (CMD) recorded: {length} (threshold {say_seconds(limit_s)})"
        ),
        grade=grade,
        entries=tuple(
            dict.fromkeys(
                (*episode.start.entries, *said, *(episode.end.entries if episode.end else ()))
            )
        ),
        start=episode.start,
        end=episode.end,
        length=length,
        strands=(Strand.CMD,),
        parties=episode.agencies,
        limit_s=limit_s,
        settle="" if grade is Grade.DEFINITE else settle,
    )


def _said_needed(case: Case, subject: str, episode: Episode) -> tuple[int, ...]:
    """Entries by then that say that a lead was needed, or given up."""
    return tuple(
        statement.version
        for statement in of_subject(case, subject, *NEEDED)
        if Strand.CMD in named_by(statement)
        and (episode.end is None or not case.is_after(case.bound_of(statement), episode.end))
    )


def _distinct(agencies: Iterable[Agency]) -> tuple[Agency, ...]:
    """Each agency once; one without id is no other than one of its kind that is named."""
    kept: list[Agency] = []
    for agency in sorted(set(agencies), key=lambda a: (not a.id, a)):
        if not any(agency.matches(other) for other in kept):
            kept.append(agency)
    return tuple(sorted(kept))


def _later(one: Bound, other: Bound) -> Bound:
    """The later of two; where one is surely so it is that very act, which may end the record."""
    a, b = one.window, other.window
    for bound, each, than in ((one, a, b), (other, b, a)):
        if each.earliest_s >= than.earliest_s and each.latest_s >= than.latest_s:
            return bound
    window = Window(max(a.earliest_s, b.earliest_s), max(a.latest_s, b.latest_s))
    return Bound(window, (one if a.latest_s >= b.latest_s else other).entries)


def _earlier(one: Bound | None, other: Bound | None) -> Bound | None:
    if one is None or other is None:
        return one or other
    a, b = one.window, other.window
    window = Window(min(a.earliest_s, b.earliest_s), min(a.latest_s, b.latest_s))
    return Bound(window, (one if a.earliest_s <= b.earliest_s else other).entries)


def _latest(ends: Iterable[Bound | None]) -> Bound | None:
    """The last of the ends; None where one has none."""
    last: Bound | None = None
    for end in ends:
        if end is None:
            return None
        if last is None or end.window.latest_s > last.window.latest_s:
            last = end
    return last


def _touches(case: Case, one: Episode, other: Episode) -> bool:
    """Whether neither ended before the other began, in this order."""
    return all(
        earlier.end is None or case.is_after(earlier.end, later.start)
        for earlier, later in ((one, other), (other, one))
    )
