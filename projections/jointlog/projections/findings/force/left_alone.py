"""F-ALONE-01."""

import re
from collections.abc import Iterator
from typing import Final

from jointlog.domain.events.force import MedicationGiven, RestraintEnded, WelfareCheckMade
from jointlog.domain.events.force_terms import CheckMethod, Route
from jointlog.domain.incident import Statement
from jointlog.domain.time import say_seconds
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.sequence import (
    earliest,
    follows,
    may_follow,
    maybe_after,
    of_subject,
    people,
    since,
    versions,
    visits_of,
)

CODE = "F-ALONE-01"
SHUT_IN: Final = re.compile(r"\bcell\b|seclu|locked|\bcaged?\b", re.IGNORECASE)
BY_NEEDLE: Final = (Route.INTRAMUSCULAR, Route.INTRAVENOUS)
AFTER: Final = ("restraint_ended", "medication_given")
WITH_THEM: Final = (
    "welfare_check_made",
    "observations_recorded",
    "clinician_reached_patient",
    "restraint_started",
    "resource_arrived_at_scene",
    "conveyance_started",
    "police_vehicle_conveyance_started",
    "safety_monitor_assigned",
    "assessment_started",
    "patient_received_at_hospital",
)
FOUND: Final = ("person_became_unresponsive", "person_found", "serious_injury_or_death_recorded")


@detector(CODE, Severity.S1)
def left_alone(case: Case) -> Iterator[Found]:
    """Report each time a person was left after force or sedation with no check in person.

    What it finds: restraint ended in a cell, seclusion or other locked place, or an injection was
    given and those present left; the next check in person, or what was found instead, comes later
    than the threshold.

    Why it matters: people die in the minutes after they are let go.

    When it is wrong to raise it: somebody stayed (so without more it is possible at most). A camera
    is not a check in person: a gap watched by camera alone is told of as such, and graded lower.

    Example: put into a cell at 14:25; found not breathing at 14:31; no check is recorded.

    Source: field dossier §4.4 and §6.5; threshold [proposal].
    """
    for subject in people(case, *AFTER):
        for statement in of_subject(case, subject, *AFTER):
            left = _left(case, statement)
            if left is not None:
                yield from _report(case, statement, left)


def _left(case: Case, statement: Statement) -> Statement | None:
    """The entry from which the person is alone: shut in at once, or the others' leaving."""
    match statement.fact:
        case RestraintEnded(place=place) if SHUT_IN.search(place):
            return statement
        case MedicationGiven(route=route) if route not in BY_NEEDLE:
            return None
        case _:
            pass
    for secluded in of_subject(case, statement.subject, "seclusion_started"):
        if follows(case, secluded, statement):
            return secluded
    return _all_gone(case, statement)


def _all_gone(case: Case, statement: Statement) -> Statement | None:
    """The last leaving after it, where everybody who was there is recorded as having left."""
    there = [
        visit
        for visit in visits_of(case, statement.subject)
        if maybe_after(statement.window, visit.start.window)
        and (visit.end is None or maybe_after(visit.end.window, statement.window))
    ]
    ends = [visit.end for visit in there if visit.end is not None]
    if not there or len(ends) < len(there):
        return None
    last = max(ends, key=lambda end: end.window.latest_s)
    return case.by_version[last.entries[0]]


def _is_camera(statement: Statement) -> bool:
    fact = statement.fact
    return isinstance(fact, WelfareCheckMade) and fact.method is CheckMethod.CAMERA


def _is_in_person(statement: Statement) -> bool:
    return not _is_camera(statement) and bool(getattr(statement.fact, "taken", True))


def _report(case: Case, statement: Statement, left: Statement) -> Iterator[Found]:
    later = [
        s
        for s in of_subject(case, statement.subject, *WITH_THEM, *FOUND)
        if may_follow(case, s, left) and s.version != statement.version
    ]
    ends = [s for s in later if s.name in FOUND or _is_in_person(s)]
    end = earliest(ends)
    if end is None:
        return
    length = since(case, case.bound_of(left), case.bound_of(end))
    limit_s = case.limit_s(CODE, "open")
    grade = judge(length, limit_s)
    if grade is None or (end.name not in FOUND and length.min_s == 0):
        return
    cameras = [s for s in later if _is_camera(s) and follows(case, end, s)]
    grade = grade if cameras else Grade.POSSIBLE
    told = f"; {len(cameras)} checks by camera alone are recorded" if cameras else ""
    until = end.name.replace("_", " ")
    yield Found(
        subject=statement.subject,
        sentence=(
            f"after {statement.name.replace('_', ' ')} no check in person is recorded until "
            f"{until}: {length} (threshold {say_seconds(limit_s)}){told}"
        ),
        grade=grade,
        entries=versions(statement, left, *cameras, end),
        start=case.bound_of(left),
        end=case.bound_of(end),
        length=length,
        strands=(Strand.SAFE, Strand.CLIN),
        parties=tuple(dict.fromkeys((statement.actor, end.actor))),
        limit_s=limit_s,
        settle="" if grade is Grade.DEFINITE else "a record of who was with the person then",
        severity=Severity.S2 if cameras else None,
    )
