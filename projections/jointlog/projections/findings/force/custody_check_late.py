"""F-CUS-01."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from jointlog.domain.events.force import WelfareCheckMade
from jointlog.domain.events.force_terms import CheckMethod
from jointlog.domain.events.shared import ObservationLevel, PlaceKind
from jointlog.domain.incident import Bound, Statement
from jointlog.domain.incident.clocks import Ending, Run, of_standard
from jointlog.domain.protocol import Standard
from jointlog.domain.time import Length, say_seconds
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge, versus
from jointlog.projections.reading.sequence import (
    comes_after,
    earliest,
    is_of_the_time,
    joined,
    of_subject,
)

CODE = "F-CUS-01"
CLOSE: Final = (ObservationLevel.CONSTANT, ObservationLevel.CLOSE_PROXIMITY)
BRIEF: Final = (CheckMethod.HATCH, CheckMethod.CAMERA)
SECONDS_MAX: Final = 10 * 366 * 86_400
"""Ten years, the longest limit: a standard without a figure exceeds nothing."""
HOURLY: Final = "T-CUS-OBS1"
COLLAPSE: Final = "person_became_unresponsive"
SEEN: Final = (
    "welfare_check_made",
    "observations_recorded",
    "clinician_reached_patient",
    "medication_given",
    "restraint_started",
    "restraint_ended",
    "assessment_started",
    "assessor_arrived",
    COLLAPSE,
)
"""Entries after which somebody is recorded as having been with the person."""


@detector(CODE, Severity.S2)
def custody_check_late(case: Case) -> Iterator[Found]:
    """Report each check in a cell or in seclusion that came late, or was too short to be one.

    What it finds: from one recorded check, or anything else that shows the person seen, to the
    next, longer than the level of observation allows; no check between arrival at a police station
    and being found not responding; a check said to have roused the person in a few seconds.

    Why it matters: the checks are what stands between a cell and a death in it.

    When it is wrong to raise it: a look through the hatch is brief by its nature; somebody watched
    all the time; the checks stand in a custody record not yet in this one (so accounts from later
    than that day make it possible at most). Where it is not recorded which of two came first, of a
    check, of what shows the person seen and of the end of detention, it is possible.

    Example: checks at 02:00 and 03:20, level 2 (30 min): 1 h 20.

    Source: field dossier §1.8, §1.10 T-CUS-OBS, T-SEC-15 [memory], §4.4; 10 s [proposal].
    """
    for run in of_standard(case.runs, CODE):
        yield from _late(case, run, run.limit_s or SECONDS_MAX)
    yield from _unchecked(case)
    for statement in case.named("welfare_check_made"):
        yield from _token(case, statement)


def _late(case: Case, run: Run, limit_s: int) -> Iterator[Found]:
    """The longest stretch of a run in which nobody is recorded as having seen the person."""
    seen = [run.start]
    for statement in of_subject(case, run.subject, *SEEN):
        at = case.bound_of(statement)
        is_within = case.is_after(at, run.start) and (
            run.end is None or not case.is_after(at, run.end)
        )
        is_run = statement.version in run.entries
        if is_within and not is_run and getattr(statement.fact, "taken", True):
            seen.append(at)
    if run.end is not None and run.ending in (Ending.STOPPED, Ending.SUPERSEDED):
        seen.append(run.end)
    for start, end in pairwise(seen):
        length = Length.between(start.window, end.window)
        grade = judge(length, limit_s)
        if grade is None or _is_watched(case, run.subject, (start, end)):
            continue
        if grade is Grade.POSSIBLE and _is_close(case.by_version[end.entries[0]]):
            continue  # watched all the time, from a moment that is not told
        if not is_of_the_time(case, (*start.entries, *end.entries)):
            if not all(_is_check(case, bound) for bound in (start, end)):
                continue
            grade = Grade.POSSIBLE
        yield _found(case, run, (start, end), grade)


def _is_watched(case: Case, subject: str, stretch: tuple[Bound, Bound]) -> bool:
    """Whether watching all the time is recorded for a part of the stretch."""
    start, end = stretch
    return any(
        _is_close(check)
        and not case.is_after(start, case.bound_of(check))
        and case.is_after(end, case.bound_of(check))
        for check in of_subject(case, subject, "welfare_check_made")
    )


def _is_close(statement: Statement) -> bool:
    """Whether it is a check of somebody who watches all the time."""
    return isinstance(statement.fact, WelfareCheckMade) and statement.fact.level in CLOSE


def _is_check(case: Case, bound: Bound) -> bool:
    """Whether it rests on a check, or on finding the person not responding."""
    return case.by_version[bound.entries[0]].name in ("welfare_check_made", COLLAPSE)


def _found(case: Case, run: Run, stretch: tuple[Bound, Bound], grade: Grade) -> Found:
    start, end = stretch
    limit_s = run.limit_s or 0
    length = Length.between(start.window, end.window)
    return Found(
        subject=run.subject,
        sentence=(
            f"no check is recorded for {length} between two entries that show the person seen; "
            f"{versus(run.standard, limit_s)}"
        ),
        grade=grade,
        entries=joined(start.entries, end.entries),
        start=start,
        end=end,
        length=length,
        strands=(Strand.SAFE,),
        parties=(case.by_version[end.entries[0]].actor,),
        standard=run.standard,
        limit_s=limit_s,
        settle="" if grade is Grade.DEFINITE else "the custody record or seclusion record",
    )


def _unchecked(case: Case) -> Iterator[Found]:
    """Found not responding at a police station, with no check recorded since arrival."""
    standards = [s for s in case.protocol.for_finding(CODE) if s.id == HOURLY]
    for collapse in case.named(COLLAPSE):
        for arrival in of_subject(case, collapse.subject, "arrived_at_place_of_safety"):
            at_station = getattr(arrival.fact, "kind", None) is PlaceKind.POLICE_STATION
            if at_station and comes_after(case, collapse, arrival) and standards:
                yield from _between(case, arrival, collapse, standards[0])


def _between(
    case: Case, arrival: Statement, collapse: Statement, standard: Standard
) -> Iterator[Found]:
    seen = earliest(
        statement
        for statement in of_subject(case, collapse.subject, "welfare_check_made")
        if comes_after(case, statement, arrival) and comes_after(case, collapse, statement)
    )
    length = Length.between(arrival.window, collapse.window)
    limit_s = standard.limit_s
    if seen is not None or limit_s is None or judge(length, limit_s) is None:
        return
    yield Found(
        subject=collapse.subject,
        sentence=(
            f"no check is recorded in the {length} from arrival at the police station to the "
            f"person being found not responding; {versus(standard, limit_s)}"
        ),
        grade=Grade.POSSIBLE,
        entries=(arrival.version, collapse.version),
        start=case.bound_of(arrival),
        end=case.bound_of(collapse),
        length=length,
        strands=(Strand.SAFE,),
        parties=(collapse.actor,),
        standard=standard,
        limit_s=limit_s,
        settle="the custody record",
    )


def _token(case: Case, statement: Statement) -> Iterator[Found]:
    """A check that says that the person was roused, in fewer seconds than that takes."""
    fact = statement.fact
    assert isinstance(fact, WelfareCheckMade)
    limit_s = case.limit_s(CODE, "token")
    duration_s = fact.duration_s
    if duration_s is None or duration_s >= limit_s or not fact.roused or fact.method in BRIEF:
        return
    yield Found(
        subject=statement.subject,
        sentence=(
            f"a check is recorded as rousing the person in {say_seconds(duration_s)} "
            f"(threshold {say_seconds(limit_s)})"
        ),
        grade=Grade.DEFINITE,
        entries=(statement.version,),
        start=case.bound_of(statement),
        length=Length(duration_s, duration_s),
        parties=(statement.actor,),
        limit_s=limit_s,
    )
