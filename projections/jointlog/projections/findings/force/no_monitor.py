"""F-RST-03."""

from collections.abc import Iterator
from typing import Final

from jointlog.domain.incident import Bound, Statement
from jointlog.domain.time import Length, say_seconds
from jointlog.domain.vocabulary import Agency, AgencyKind, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge, versus
from jointlog.projections.reading.restraint import Report, longest, reports
from jointlog.projections.reading.sequence import (
    is_telling,
    of_subject,
    people,
    versions,
    visits_of,
)

CODE = "F-RST-03"
STANDARD: Final = "T-RST-MON"
SIGNS: Final = (
    "distress_statement_heard",
    "medical_emergency_recognised",
    "person_became_unresponsive",
    "serious_injury_or_death_recorded",
)
CLINICAL: Final = (AgencyKind.AMBULANCE, AgencyKind.DOCTOR, AgencyKind.CUSTODY_HEALTH)


@detector(CODE, Severity.S1)
def no_monitor(case: Case) -> Iterator[Found]:
    """Report each restraint longer than the threshold in which nobody is recorded as monitoring.

    What it finds: restraint beyond the threshold with no safety monitor assigned and no
    observations recorded as taken in it.

    Why it matters: those who hold do not see the face; somebody has to watch the breathing.

    When it is wrong to raise it: somebody watched and it is not in the record. So it is definite
    only where an entry says that observations were not taken, and otherwise raised only where signs
    of harm or a crew on the spot give the absence a meaning. Who was assigned in the minute in
    which it began may have been assigned before: then it is possible.

    Example: held face down for more than 13 min; a crew records that it took no observations.

    Source: field dossier §1.10 T-RST-MON (S88), §4.4 and §6.5; threshold [proposal].
    """
    for subject in people(case, "restraint_started"):
        found = reports(case.statements, subject, begins=_begins, goes_on=_goes_on, ends=_ends)
        length = longest(found, case.horizon)
        grade = judge(length, case.limit_s(CODE, "open"))
        if not is_telling(length, case.limit_s(CODE, "open")):
            continue
        if grade is not None and not _is_watched(case, subject, found):
            yield from _report(case, subject, found, (length, grade))


def _begins(statement: Statement) -> bool:
    return statement.name == "restraint_started"


def _goes_on(statement: Statement) -> bool:
    return statement.name == "restraint_position_changed"


def _ends(statement: Statement) -> bool:
    if statement.name == "serious_injury_or_death_recorded":
        return statement.text("what") == "death"
    return statement.name == "restraint_ended"


def _is_in(case: Case, found: list[Report], statement: Statement) -> bool:
    """Whether an instant lies in one of the stretches."""
    at = case.bound_of(statement)
    return _reaches(case, found, at, at)


def _reaches(case: Case, found: list[Report], start: Bound, end: Bound | None) -> bool:
    """Whether what lasts until ``end``, or to the end of the record, is in one of the stretches."""
    for report in found:
        if end is not None and case.is_after(report.start, end):
            continue
        if report.end is not None and case.is_after(start, report.end):
            continue
        hull = report.hull(case.horizon) if report.end is None else None
        if hull is None or start.window.earliest_s <= hull[1]:
            return True
    return False


def _is_watched(case: Case, subject: str, found: list[Report]) -> bool:
    """Whether a monitor or observations are recorded that can be of the restraint."""
    monitors = [
        statement
        for statement in of_subject(
            case, subject, "safety_monitor_assigned", "observations_recorded"
        )
        if getattr(statement.fact, "taken", True)
    ]
    return any(_is_in(case, found, statement) for statement in monitors)


def _report(
    case: Case, subject: str, found: list[Report], judged: tuple[Length, Grade]
) -> Iterator[Found]:
    length, grade = judged
    refused = [
        statement
        for statement in of_subject(case, subject, "observations_recorded")
        if _is_in(case, found, statement)
    ]
    signs = [
        statement
        for statement in of_subject(case, subject, *SIGNS)
        if not case.is_after(found[0].start, case.bound_of(statement))
    ]
    crews = _crews(case, subject, found)
    if not (refused or signs or crews):
        return
    grade = grade if refused else Grade.POSSIBLE
    limit_s = case.limit_s(CODE, "open")
    standard = case.protocol.standard(STANDARD)
    told = "; an entry says that observations were not taken" if refused else ""
    entries = dict.fromkeys(version for report in found for version in report.entries)
    yield Found(
        subject=subject,
        sentence=(
            f"restraint for {length} at the longest, and no safety monitor and no observations are "
            f"recorded in it{told} (threshold {say_seconds(limit_s)}); "
            f"{versus(standard, limit_s)}"
        ),
        grade=grade,
        entries=tuple(dict.fromkeys((*entries, *versions(*refused, *signs[:1])))),
        start=found[0].start,
        end=found[-1].end,
        length=length,
        strands=(Strand.FORCE, Strand.CLIN),
        parties=tuple(dict.fromkeys((*(report.reporter for report in found), *crews))),
        standard=standard,
        limit_s=limit_s,
        settle="" if grade is Grade.DEFINITE else "a record of who watched the person's breathing",
    )


def _crews(case: Case, subject: str, found: list[Report]) -> list[Agency]:
    """Clinicians who can have been with the person during the restraint."""
    return [
        visit.agency
        for visit in visits_of(case, subject)
        if visit.agency.kind in CLINICAL and _reaches(case, found, visit.start, visit.end)
    ]
