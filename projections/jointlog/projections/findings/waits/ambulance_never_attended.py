"""F-WAIT-01."""

from collections.abc import Iterator
from typing import Final

from jointlog.domain.asking import REQUEST_NAMES, REQUEST_RULES
from jointlog.domain.effects import Answer
from jointlog.domain.events.attendance import ClinicianReachedPatient, Skill
from jointlog.domain.events.requests import CancelReason, RequestCancelled
from jointlog.domain.incident import Bound, Outcome, Request
from jointlog.domain.incident.clocks import of_standard
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import Agency, AgencyKind
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge, versus
from jointlog.projections.reading.sequence import maybe_after, of_subject, surely_after, visits_of
from jointlog.projections.waits import AMBULANCE, answers, entries_of, parties_of, say_when

CODE = "F-WAIT-01"
JOURNEYS: Final = ("conveyance_started", "police_vehicle_conveyance_started")
CANCELLED_FOR_WANT: Final = (CancelReason.ALTERNATIVE_USED, CancelReason.NO_RESOURCE)
CLINICAL: Final = (
    Skill.TECHNICIAN,
    Skill.PARAMEDIC,
    Skill.DOCTOR,
    Skill.HART,
    Skill.TRIAGE_NURSE,
)
ENDED_FOR_ANOTHER: Final = (Outcome.DECLINED, Outcome.CLOSED, Outcome.CANCELLED)
"""After these, an ambulance that came under another request did attend."""
TOLD: Final = (Answer.UNAVAILABLE, Answer.DIVERTED, Answer.HELD, Answer.REPRIORITISED)


@detector(CODE, Severity.S1)
def ambulance_never_attended(case: Case) -> Iterator[Found]:
    """Report each request for an ambulance with no recorded arrival for the person.

    What it finds: a request for an ambulance or a hazardous-area team that ended in a decline, a
    closed log, other transport or a cancellation for want of a resource, or that stands open when
    the record ends, with no clinician recorded as reaching this person. Unavailable, diverted,
    declined, cancelled, replaced, closed and absent are told apart. Open requests are definite only
    beyond the threshold.

    Why it matters: the person was without the clinical care that somebody asked for.

    When it is wrong to raise it: the ambulance came under another callsign or reference; the
    request was resolved or made in error; the ambulance came, and did not engage (another finding).
    An ambulance there for another patient is no attendance.

    Example: asked for at 19:39, none available; police set off with the person at 19:59: no arrival
    is recorded for 20 min.

    Source: field dossier §4.2, §6.1; threshold [proposal].
    """
    for request in case.timeline.requests.all:
        if request.kind in AMBULANCE and _is_unattended(case, request):
            attended = _attendance(case, request)
            if attended is not Grade.DEFINITE:
                yield _report(case, request, attended)


def _is_unattended(case: Case, request: Request) -> bool:
    if request.outcome is not Outcome.CANCELLED:
        return request.outcome is not Outcome.ATTENDED
    assert request.end is not None, "a cancellation ends the wait"
    fact = case.by_version[request.end.entries[0]].fact
    assert isinstance(fact, RequestCancelled), "nothing else cancels"
    return fact.reason in CANCELLED_FOR_WANT


def _attendance(case: Case, request: Request) -> Grade | None:
    """Whether a clinician was with this person during the wait: surely, possibly or not."""
    until = request.end
    if request.outcome in ENDED_FOR_ANOTHER:
        until = _first_journey(case, request)
    found = [_overlap(case, visit, request.start, until) for visit in _visits(case, request)]
    return Grade.DEFINITE if Grade.DEFINITE in found else next(filter(None, found), None)


def _first_journey(case: Case, request: Request) -> Bound | None:
    """When the person was first taken away after the request; None where nobody did.

    Who comes for a later journey did not attend this one.
    """
    for journey in of_subject(case, request.subject, *JOURNEYS):
        bound = case.bound_of(journey)
        if not case.is_after(request.start, bound):
            return bound
    return None


def _is_responder(request: Request, agency: Agency) -> bool:
    return agency.kind is AgencyKind.AMBULANCE or request.is_asked_of(agency)


def _visits(case: Case, request: Request) -> Iterator[tuple[Bound, Bound | None]]:
    """From when to when clinicians were with the person, under whatever callsign."""
    for visit in visits_of(case, request.subject):
        if _is_responder(request, visit.agency):
            yield visit.start, visit.end
    for statement in of_subject(case, request.subject, "clinician_reached_patient"):
        fact = statement.fact
        assert isinstance(fact, ClinicianReachedPatient)
        if fact.skill in CLINICAL:
            yield case.bound_of(statement), case.bound_of(statement)


def _overlap(
    case: Case, visit: tuple[Bound, Bound | None], start: Bound, end: Bound | None
) -> Grade | None:
    """Whether they were there between the two: possibly where a time is not known at all."""
    begun, left = visit
    pairs = [(later, earlier) for later, earlier in ((end, begun), (left, start)) if later]
    if all(_follows(case, *pair) for pair in pairs):
        return Grade.DEFINITE
    unknown = (p for p in pairs if not (p[0].window.is_bounded and p[1].window.is_bounded))
    may = {pair for pair in unknown if maybe_after(pair[0].window, pair[1].window)}
    return Grade.POSSIBLE if all(p in may or _follows(case, *p) for p in pairs) else None


def _follows(case: Case, later: Bound, earlier: Bound) -> bool:
    """Whether it comes after, in this order; the order has no place for an unknown time."""
    if later.window.is_bounded and earlier.window.is_bounded:
        return later == earlier or case.is_after(later, earlier)
    return surely_after(later.window, earlier.window)


def _report(case: Case, request: Request, attended: Grade | None) -> Found:
    length = request.length(case.horizon)
    limit_s = case.limit_s(CODE, "open")
    grade, settle = Grade.DEFINITE, ""
    if attended is Grade.POSSIBLE:
        grade, settle = Grade.POSSIBLE, "exact times of the ambulance's arrival and of its leaving"
    elif request.is_open and judge(length, limit_s) is not Grade.DEFINITE:
        grade = Grade.POSSIBLE
        settle = "a record of whether an ambulance reached the person after the record ends"
    rule = REQUEST_RULES[request.kind]
    return Found(
        subject=request.subject,
        sentence=_sentence(case, request, length),
        grade=grade,
        entries=entries_of(request),
        start=request.start,
        end=request.end,
        length=length,
        strands=(rule.offers,) if rule.offers is not None else (),
        parties=parties_of(request),
        limit_s=limit_s if request.is_open else None,
        settle=settle,
    )


def _sentence(case: Case, request: Request, length: Length) -> str:
    said = [answer for answer in answers(case, request) if answer.answer in TOLD]
    meanwhile = ", ".join(f"{each.answer} at {say_when(case, each.at)}" for each in said)
    again = f"; repeated requests: {len(request.repeats)}" if request.repeats else ""
    return (
        f"{request.by} asked for {REQUEST_NAMES[request.kind]}: {request.outcome}; "
        f"no arrival for this person "
        f"is recorded between {say_when(case, request.start)} and {say_when(case, request.end)}: "
        f"{length}{f'; meanwhile {meanwhile}' if meanwhile else ''}{again}"
        f"{_compared(case, request)}"
    )


def _compared(case: Case, request: Request) -> str:
    """Which response standards had been reached when the wait ended; a comparison only."""
    end = request.end.window if request.end is not None else case.horizon
    told = []
    for run in of_standard(case.runs, "F-WAIT-02"):
        is_over = run.end is not None and not maybe_after(run.end.window, request.start.window)
        is_later = not maybe_after(end, run.start.window)
        if run.subject != request.subject or run.limit_s is None or is_over or is_later:
            continue
        grade = judge(Length.between(run.start.window, end), run.limit_s)
        word = {Grade.DEFINITE: "passed", Grade.POSSIBLE: "possibly passed"}
        reached = word[grade] if grade is not None else "not reached"
        told.append(f"{versus(run.standard, run.limit_s)} {reached} by then")
    return f"; for comparison only: {'; '.join(told)}" if told else ""
