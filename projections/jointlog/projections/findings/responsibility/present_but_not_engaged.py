"""F-PRES-01."""

from collections.abc import Iterator

from jointlog.domain.events.force import ObservationsRecorded
from jointlog.domain.incident import Bound, Statement, Visit
from jointlog.domain.time import Length, say_seconds
from jointlog.domain.vocabulary import Agency, AgencyKind, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.sequence import of_subject

CODE = "F-PRES-01"
CLINICAL = {
    AgencyKind.AMBULANCE,
    AgencyKind.CUSTODY_HEALTH,
    AgencyKind.DOCTOR,
    AgencyKind.ACUTE,
    AgencyKind.MENTAL_HEALTH,
}
CLINICIANS = {"technician", "paramedic", "doctor", "hart", "triage_nurse"}
CARE = ("observations_recorded", "medication_given")
GOES_ON = ("conveyance_started", "police_vehicle_conveyance_started")
DEATH = "serious_injury_or_death_recorded"


@detector(CODE, Severity.S1)
def present_but_not_engaged(case: Case) -> Iterator[Found]:
    """Report each clinical agency that was with the person with no care by a clinician recorded.

    What it finds: from the arrival of a clinical agency until it leaves, the journey begins or the
    record ends, no clinician is recorded as holding clinical care and no observations by a
    clinician are recorded, for longer than the thresholds.

    Why it matters: others take it that the clinicians have taken over.

    When it is wrong to raise it: the scene was unsafe and the crew was held at a rendezvous; the
    observations were taken and stand in a clinical record not yet in this one.

    Example: a crew arrives at 14:05 and watches; police take the person away at 14:20; no
    observations are recorded in 15 min.

    Source: field dossier §4.1 and §6.5 (Luton 2013: present, not absent); thresholds [proposal]. An
    ambulance that never came is F-WAIT-01.
    """
    for visit in case.timeline.presence.visits:
        if visit.agency.kind in CLINICAL or visit.skills & CLINICIANS:
            start = _reached(case, visit)
            if start is not None:
                yield from _report(case, visit, start)


def _reached(case: Case, visit: Visit) -> Bound | None:
    """When it was at the person's side; None where it waited at a rendezvous and did not go on."""
    held = _own(case, visit, "resource_held_at_rendezvous")
    held = [statement for statement in held if _is_during(case, statement, visit)]
    if not held:
        return visit.start
    side = _own(case, visit, "clinician_reached_patient")
    after = [s for s in side if case.is_after(case.bound_of(s), case.bound_of(held[-1]))]
    return case.bound_of(after[0]) if after else None


def _own(case: Case, visit: Visit, *names: str) -> list[Statement]:
    return [
        statement
        for statement in of_subject(case, visit.subject, *names)
        if statement.actor.matches(visit.agency)
    ]


def _is_during(case: Case, statement: Statement, visit: Visit) -> bool:
    at = case.bound_of(statement)
    is_over = visit.end is not None and case.is_after(at, visit.end)
    return case.is_after(at, visit.start) and not is_over


def _report(case: Case, visit: Visit, start: Bound) -> Iterator[Found]:
    end, until = _end(case, visit, start)
    if end is not None and end.entries == start.entries:
        return  # what shows that it is there is its care
    length = Length.between(start.window, end.window if end is not None else case.horizon)
    warn_s, find_s = case.limit_s(CODE, "warn"), case.limit_s(CODE, "find")
    graded = [(judge(length, limit_s), limit_s) for limit_s in (find_s, warn_s)]
    sure = [each for each in graded if each[0] is Grade.DEFINITE]
    grade, limit_s = next(iter(sure or [each for each in graded if each[0]]), graded[0])
    said = [
        statement
        for statement in _own(case, visit, "observations_recorded")
        if _is_untaken(statement) and _is_during(case, statement, visit)
    ]
    if said:
        grade = Grade.DEFINITE
    if grade is None:
        return
    told = " (it is recorded that they were not taken)" if said else ""
    entries = (*start.entries, *(s.version for s in said), *(end.entries if end else ()))
    yield Found(
        subject=visit.subject,
        sentence=(
            f"{visit.agency} is recorded with the person, and no observations{told} and no "
            f"clinical care (CLIN) by a clinician are recorded until {until}: {length} "
            f"(threshold {say_seconds(limit_s)})"
        ),
        grade=grade,
        entries=tuple(dict.fromkeys(entries)),
        start=start,
        end=end,
        length=length,
        strands=(Strand.CLIN,),
        parties=(visit.agency,),
        limit_s=limit_s,
        settle="" if grade is Grade.DEFINITE else "exact times of the arrival and of what ended it",
        severity=Severity.S1 if limit_s == find_s else Severity.S2,
    )


def _end(case: Case, visit: Visit, start: Bound) -> tuple[Bound | None, str]:
    """What came first: care by a clinician, the journey, a death or the leaving."""
    care = [s for s in of_subject(case, visit.subject, *CARE) if _is_care(case, s, visit)]
    ends = [(case.bound_of(s), "care is recorded") for s in care]
    ends += [
        (span.start, "care is recorded")
        for span in case.timeline.spans(visit.subject, Strand.CLIN)
        if any(_is_clinical(holder, visit) for holder in span.holders)
        and (span.end is None or case.is_after(span.end, start))
    ]
    others = [
        (case.bound_of(s), "the journey began" if s.name in GOES_ON else "the death is recorded")
        for s in of_subject(case, visit.subject, *GOES_ON, DEATH)
        if s.name in GOES_ON or s.text("what") == "death"
    ]
    if visit.end is not None:
        others.append((visit.end, "it left"))
    ends += [(bound, why) for bound, why in others if case.is_after(bound, start)]
    if not ends:
        return None, "the end of the record"
    return min(ends, key=lambda each: (each[0].window.latest_s, case.places[each[0].entries[0]]))


def _is_care(case: Case, statement: Statement, visit: Visit) -> bool:
    """Whether the statement is care of this person by a clinician, during the visit."""
    return (
        _is_clinical(statement.actor, visit)
        and not _is_untaken(statement)
        and _is_during(case, statement, visit)
    )


def _is_untaken(statement: Statement) -> bool:
    """Whether it says that observations were not taken."""
    return isinstance(statement.fact, ObservationsRecorded) and not statement.fact.taken


def _is_clinical(agency: Agency, visit: Visit) -> bool:
    return agency.kind in CLINICAL or agency.matches(visit.agency)
