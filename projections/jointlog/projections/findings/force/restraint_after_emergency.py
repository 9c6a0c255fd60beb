"""F-RST-06."""

import re
from collections.abc import Iterator
from typing import Final

from jointlog.domain.events.force import (
    MedicalEmergencyRecognised,
    RestraintPositionChanged,
    RestraintStarted,
)
from jointlog.domain.events.force_terms import EmergencySign
from jointlog.domain.events.responsibility import RiskPlanAgreed
from jointlog.domain.events.shared import BodyPosition
from jointlog.domain.incident import Bound, Statement
from jointlog.domain.time import Length, Window, say_seconds
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.restraint import Report, reports
from jointlog.projections.reading.sequence import (
    comes_after,
    joined,
    of_subject,
    versions,
)

CODE = "F-RST-06"
SIGNS: Final = (
    EmergencySign.ACUTE_BEHAVIOURAL_DISTURBANCE,
    EmergencySign.BREATHING,
    EmergencySign.COLLAPSE,
    EmergencySign.SEIZURE,
)
NO_OTHER_WAY: Final = re.compile(r"no (safe(r)? |other )*(alternative|way|option)", re.IGNORECASE)


@detector(CODE, Severity.S1)
def restraint_after_emergency(case: Case) -> Iterator[Found]:
    """Report each restraint that went on after an emergency was recognised.

    What it finds: an emergency such as acute behavioural disturbance is recorded as recognised, and
    the person is held for longer than the threshold after it, with clinical care held by nobody or
    face down. Where how long is not recorded, it is indeterminate: no end is told, and it is seen
    to go on for no more than the threshold.

    Why it matters: in such an emergency it is the holding that kills; it is to end as soon as can
    be.

    When it is wrong to raise it: the record says that there was no safe alternative, or that the
    agencies agreed how force was to be used from then on.

    Example: disturbance recognised 19:40, restraint ends 19:52, no clinician: 12 min (threshold 5).

    Source: field dossier §1.7 (S90), §4.4 and §6.1; threshold [proposal].
    """
    reported: set[int] = set()
    for emergency in case.named("medical_emergency_recognised"):
        fact = emergency.fact
        assert isinstance(fact, MedicalEmergencyRecognised)
        if fact.sign not in SIGNS or _is_explained(case, emergency):
            continue
        found = reports(
            case.statements, emergency.subject, begins=_begins, goes_on=_goes_on, ends=_ends
        )
        for report in found:
            begun = report.start.entries[0]
            told = [] if begun in reported else list(_report(case, emergency, report))
            reported |= {begun for _ in told}
            yield from told


def _begins(statement: Statement) -> bool:
    return statement.name == "restraint_started"


def _goes_on(statement: Statement) -> bool:
    return statement.name == "restraint_position_changed"


def _ends(statement: Statement) -> bool:
    if statement.name == "serious_injury_or_death_recorded":
        return statement.text("what") == "death"
    return statement.name == "restraint_ended"


def _is_explained(case: Case, emergency: Statement) -> bool:
    """Whether the record says why holding went on."""
    for statement in of_subject(case, emergency.subject, "risk_plan_agreed", "restraint_started"):
        if not comes_after(case, statement, emergency):
            continue
        match statement.fact:
            case RiskPlanAgreed(force_arrangements=arranged) if arranged:
                return True
            case RestraintStarted(reason=reason) if NO_OTHER_WAY.search(reason):
                return True
            case _:
                continue
    return False


def _is_prone(case: Case, report: Report, emergency: Statement) -> bool:
    """Whether the person was held face down in the stretch after the emergency."""
    begun = case.by_version[report.start.entries[0]]
    changes = [
        statement
        for statement in of_subject(case, emergency.subject, "restraint_position_changed")
        if comes_after(case, statement, begun)
        and (report.end is None or not case.is_after(case.bound_of(statement), report.end))
    ]
    last: BodyPosition | None = None
    for statement in (begun, *changes):
        fact = statement.fact
        assert isinstance(fact, RestraintStarted | RestraintPositionChanged)
        if not comes_after(case, statement, emergency):
            last = fact.position
        elif fact.position is BodyPosition.PRONE:
            return True
    return last is BodyPosition.PRONE and not comes_after(case, begun, emergency)


def _report(case: Case, emergency: Statement, report: Report) -> Iterator[Found]:
    begun = case.by_version[report.start.entries[0]]
    is_prone = _is_prone(case, report, emergency)
    care = None if is_prone else _care(case, emergency)
    is_later = comes_after(case, begun, emergency)
    start = report.start if is_later else case.bound_of(emergency)
    if care is not None and not case.is_after(care, start):
        return
    limit_s = case.limit_s(CODE, "open")
    length = _length(case, report, start, care)
    if length is None and not is_later:
        return
    grade = _grade(report, start, length, limit_s)
    if grade is None:
        return
    end = _first(case, care, report.end)
    told = "face down" if is_prone else "with no holder of clinical care (CLIN) recorded"
    lasted = f" for {length}" if length is not None else "; how long is not recorded"
    yield Found(
        subject=emergency.subject,
        sentence=(
            f"an emergency is recorded as recognised, and restraint {told} after it{lasted} "
            f"(threshold {say_seconds(limit_s)})"
        ),
        grade=grade,
        entries=joined(report.start.entries, versions(emergency), end.entries if end else ()),
        start=start,
        end=end,
        length=length,
        strands=(Strand.FORCE, Strand.CLIN),
        parties=(report.reporter,),
        limit_s=limit_s,
        settle={
            Grade.DEFINITE: "",
            Grade.POSSIBLE: "exact times of the recognition and of the restraint",
            Grade.INDETERMINATE: "a record of when the restraint began and ended",
        }[grade],
    )


def _care(case: Case, emergency: Statement) -> Bound | None:
    """When somebody first held clinical care, after the emergency or already then."""
    for span in case.timeline.spans(emergency.subject, Strand.CLIN):
        over = span.end is not None and case.is_after(case.bound_of(emergency), span.end)
        if span.holders and not over:
            return span.start
    return None


def _first(case: Case, care: Bound | None, end: Bound | None) -> Bound | None:
    """What came first, of care and the end of the restraint."""
    if care is None or end is None:
        return care or end
    return end if case.is_after(care, end) else care


def _length(case: Case, report: Report, start: Bound, care: Bound | None) -> Length | None:
    """How long it went on after the emergency; None where that is not recorded."""
    end = _end(report)
    ends = [window for window in (end, care.window if care is not None else None) if window]
    if ends:
        length = Length.between(start.window, min(ends, key=lambda window: window.latest_s))
        return None if length == Length(0, None) else length
    if report.seen is None or not case.is_after(report.seen, start):
        return None
    return Length(max(0, report.seen_s - start.window.latest_s), None)


def _grade(report: Report, start: Bound, length: Length | None, limit_s: int) -> Grade | None:
    """How sure it is; with no end recorded it goes by what is seen of it."""
    if length is None:
        return Grade.INDETERMINATE
    grade = judge(length, limit_s)
    if grade is not None or length.max_s is not None or report.seen is None:
        return grade
    is_seen = report.seen.window.latest_s - start.window.earliest_s > limit_s
    return Grade.POSSIBLE if is_seen else Grade.INDETERMINATE


def _end(report: Report) -> Window | None:
    """When it ended, by its recorded end or by how long its source says that it lasted."""
    if report.lasted is None:
        return report.end.window if report.end is not None else None
    if report.lasted.max_s is None:
        return None
    begun = report.start.window
    return Window(begun.earliest_s + report.lasted.min_s, begun.latest_s + report.lasted.max_s)
