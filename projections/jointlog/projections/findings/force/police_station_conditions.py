"""F-CUS-02."""

from collections.abc import Iterator
from typing import Final

from jointlog.domain.events.contact import CallInformationRecorded
from jointlog.domain.events.conveyance import (
    ArrivedAtPlaceOfSafety,
    PoliceStationUseAuthorised,
    RegulationLimb,
)
from jointlog.domain.events.powers import WarrantOutcome
from jointlog.domain.events.shared import PlaceKind
from jointlog.domain.incident import Statement
from jointlog.domain.incident.clocks import Ending, of_standard
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, exceeds, versus
from jointlog.projections.reading.sequence import (
    is_of_the_time,
    may_follow,
    of_subject,
    people,
    versions,
)

CODE = "F-CUS-02"
CHECKS: Final = "T-POS-30"
NEEDED: Final = {
    RegulationLimb.IMMINENT_RISK,
    RegulationLimb.NO_OTHER_PLACE,
    RegulationLimb.HEALTHCARE_AVAILABLE,
}
ADULT_YEARS: Final = 18
POWERS: Final = ("s136_power_used", "s135_warrant_executed", "person_arrested")


@detector(CODE, Severity.S1)
def police_station_conditions(case: Case) -> Iterator[Found]:
    """Report each use of a police station as a place of safety with conditions not recorded.

    What it finds: under section 135 or 136 at a police station: no authorisation, one below
    inspector, or one without a condition of the regulations; a person under 18; more than 30 min
    between recorded checks by a healthcare professional.

    Why it matters: a cell is a place of last resort, with conditions that make it bearable.

    When it is wrong to raise it: the person was arrested and the station is no place of safety; the
    regulations were not yet in force (before 11 December 2017); the authorisation is on a form not
    yet in this record (so with no entry it is possible at most).

    Example: arrival at the station 23:00, no inspector's authority recorded; next check by a nurse
    at 23:50: 50 min against 30.

    Source: field dossier §1.3, §1.10 T-POS-30 (S03, S03b, S03c), §4.4.
    """
    if not any(standard.id == CHECKS for standard in case.protocol.for_finding(CODE)):
        return
    for subject in people(case, "police_station_use_authorised", "arrived_at_place_of_safety"):
        used = _use(case, subject)
        if used is not None:
            yield from _conditions(case, used)
            yield from _checks(case, subject)


def _use(case: Case, subject: str) -> Statement | None:
    """The entry that makes the station the place of safety: the authorisation, or the arrival."""
    for statement in of_subject(case, subject, "police_station_use_authorised"):
        return statement
    for statement in of_subject(case, subject, "arrived_at_place_of_safety"):
        fact = statement.fact
        assert isinstance(fact, ArrivedAtPlaceOfSafety)
        if fact.kind is PlaceKind.POLICE_STATION and _is_held(case, statement):
            return statement
    return None


def _is_held(case: Case, arrival: Statement) -> bool:
    """Whether the last power before the arrival is section 135 or 136, not an arrest."""
    powers = [p for p in of_subject(case, arrival.subject, *POWERS) if may_follow(case, arrival, p)]
    if not powers or powers[-1].name == "person_arrested":
        return False
    return getattr(powers[-1].fact, "outcome", None) is not WarrantOutcome.NONE


def _conditions(case: Case, used: Statement) -> Iterator[Found]:
    grades: list[tuple[Grade, str]] = []
    fact = used.fact
    if isinstance(fact, PoliceStationUseAuthorised):
        grades += _of_authority(fact)
    else:
        grades.append((Grade.POSSIBLE, "no authorisation of its use is recorded"))
    ages = _ages(case, used.subject)
    if ages:
        grades.append((Grade.DEFINITE, "the person's age is recorded as under 18"))
    if not grades:
        return
    is_definite = any(grade is Grade.DEFINITE for grade, _ in grades)
    yield Found(
        subject=used.subject,
        sentence=(
            "a police station is recorded as place of safety: "
            + "; ".join(text for _, text in grades)
        ),
        grade=Grade.DEFINITE if is_definite else Grade.POSSIBLE,
        entries=versions(used, *ages),
        start=case.bound_of(used),
        strands=(Strand.PLACE,),
        parties=(used.actor,),
        standard=case.protocol.standard(CHECKS),
        settle="" if is_definite else "the form on which the use of the station was authorised",
    )


def _of_authority(fact: PoliceStationUseAuthorised) -> list[tuple[Grade, str]]:
    """What the authorisation says, or leaves open, of its own conditions."""
    told: list[tuple[Grade, str]] = []
    if fact.inspector_rank is False:
        told.append((Grade.DEFINITE, "authorised below the rank of inspector"))
    if fact.hcp_present is False:
        told.append((Grade.DEFINITE, "no healthcare professional being present"))
    missing = sorted(NEEDED - set(fact.reg2_limbs))
    if fact.reg2_limbs and missing:
        named = ", ".join(str(limb).replace("_", " ") for limb in missing)
        told.append((Grade.DEFINITE, f"conditions not among those relied on: {named}"))
    elif not fact.reg2_limbs:
        told.append((Grade.POSSIBLE, "no conditions relied on are recorded"))
    return told


def _ages(case: Case, subject: str) -> list[Statement]:
    """Entries that give the person's age as under 18."""
    found = []
    for statement in of_subject(case, subject, "call_information_recorded"):
        fact = statement.fact
        assert isinstance(fact, CallInformationRecorded)
        words = fact.value_recorded.split()
        years = words[0] if words and "age" in fact.item.lower().split() else ""
        if years.isdigit() and int(years) < ADULT_YEARS:
            found.append(statement)
    return found


def _checks(case: Case, subject: str) -> Iterator[Found]:
    """Gaps between recorded checks by a healthcare professional."""
    for run in of_standard(case.runs, CODE):
        if run.standard.id != CHECKS or run.subject != subject or run.end is None:
            continue
        grade = exceeds(run, case)
        if grade is None or run.limit_s is None:
            continue
        length = run.length(case.horizon)
        if run.ending is not Ending.STOPPED or not is_of_the_time(case, run.entries):
            grade = Grade.POSSIBLE
        yield Found(
            subject=subject,
            sentence=(
                f"no check by a healthcare professional is recorded for {length} at the police "
                f"station; {versus(run.standard, run.limit_s)}"
            ),
            grade=grade,
            entries=run.entries,
            start=run.start,
            end=run.end,
            length=length,
            strands=(Strand.CLIN,),
            standard=run.standard,
            limit_s=run.limit_s,
            settle="" if grade is Grade.DEFINITE else "the custody record of healthcare checks",
        )
