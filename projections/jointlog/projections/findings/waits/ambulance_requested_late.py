"""F-WAIT-04."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jointlog.domain.events.attendance import ClinicianReachedPatient
from jointlog.domain.events.conveyance import ConveyanceStarted, Mode
from jointlog.domain.events.force import MedicalEmergencyRecognised
from jointlog.domain.events.force_terms import EmergencySign
from jointlog.domain.events.powers import Limb, S136PowerUsed
from jointlog.domain.events.requests import CancelledBy, CancelReason, RequestCancelled
from jointlog.domain.events.shared import PlaceKind
from jointlog.domain.incident import Bound, Outcome, Request, Statement
from jointlog.domain.time import Length, say_seconds
from jointlog.domain.vocabulary import Agency, AgencyKind, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.findings.waits.ambulance_never_attended import CLINICAL
from jointlog.projections.reading.sequence import comes_after, named_by, of_subject, visits_of
from jointlog.projections.waits import AMBULANCE, say_when

CODE = "F-WAIT-04"
TRIGGERS: Final = ("medical_emergency_recognised", "person_became_unresponsive", "s136_power_used")
CLINICIANS: Final = (
    AgencyKind.AMBULANCE,
    AgencyKind.ACUTE,
    AgencyKind.DOCTOR,
    AgencyKind.CUSTODY_HEALTH,
)
HEALTH_PLACES: Final = (
    PlaceKind.HEALTH_BASED_PLACE_OF_SAFETY,
    PlaceKind.EMERGENCY_DEPARTMENT,
    PlaceKind.WARD,
)
JOURNEYS: Final = (
    "arrived_at_place_of_safety",
    "conveyance_started",
    "police_vehicle_conveyance_started",
)
MET_OTHERWISE: Final = (CancelReason.ALTERNATIVE_USED, CancelReason.NO_RESOURCE)
"""Cancellations that only another finding speaks of."""


@dataclass(frozen=True, slots=True)
class _Late:
    """From when no request is recorded, and what came then: a request, an ambulance, or nothing."""

    trigger: Statement
    since: Bound
    limit_s: int
    request: Request | None
    came: Bound | None
    length: Length
    grade: Grade

    @property
    def key(self) -> tuple[str, tuple[int, ...]]:
        return self.trigger.subject, self.came.entries if self.came is not None else ()


@detector(CODE, Severity.S1)
def ambulance_requested_late(case: Case) -> Iterator[Found]:
    """Report each emergency or use of the power with no request for an ambulance in time.

    What it finds: a medical emergency was recognised, the person became unresponsive, or the power
    was used, and no request for an ambulance is recorded within the threshold (2 min for acute
    behavioural disturbance and unresponsiveness, 10 min otherwise). A request that the requester
    cancelled while the need stands counts as none from then on. Several triggers that wait for the
    same request are one finding.

    Why it matters: nobody comes who was not asked.

    When it is wrong to raise it: an ambulance was already asked for or there, a clinician was with
    the person, the person was at a hospital, or an ambulance conveyed; the request is recorded
    under another reference (then it is possible only). Where a clinician, a request or an arrival
    at a hospital may have come before the emergency or after it, it is possible.

    Example: acute behavioural disturbance recognised at 12:00, ambulance asked for at 12:09: 9 min,
    beyond 2 min.

    Source: field dossier §1.5, §4.2, §6.22; thresholds [proposal].
    """
    found: dict[tuple[str, tuple[int, ...]], list[_Late]] = {}
    for trigger in case.named(*TRIGGERS):
        if not _is_covered(case, trigger):
            late = _late(case, trigger)
            if late is not None:
                found.setdefault(late.key, []).append(late)
    for several in found.values():
        sure = [late for late in several if late.grade is Grade.DEFINITE]
        yield _report(case, (sure or several)[0], several)


def _limit_s(case: Case, trigger: Statement) -> int:
    fact = trigger.fact
    quick = trigger.name == "person_became_unresponsive" or (
        isinstance(fact, MedicalEmergencyRecognised)
        and fact.sign is EmergencySign.ACUTE_BEHAVIOURAL_DISTURBANCE
    )
    return case.limit_s(CODE, "abd" if quick else "other")


def _is_covered(case: Case, trigger: Statement) -> bool:
    """Whether the person was in clinicians' hands, or an ambulance took them."""
    fact = trigger.fact
    if trigger.actor.kind in CLINICIANS:
        return True
    if isinstance(fact, S136PowerUsed):
        in_hospital = fact.limb is Limb.KEEP and fact.place_kind in HEALTH_PLACES
        return in_hospital or _ambulance_conveyed(case, trigger)
    journeys = [
        statement
        for statement in of_subject(case, trigger.subject, *JOURNEYS)
        if comes_after(case, trigger, statement)
    ]
    place = getattr(journeys[-1].fact, "kind", None) if journeys else None
    return place is PlaceKind.EMERGENCY_DEPARTMENT


def _ambulance_conveyed(case: Case, trigger: Statement) -> bool:
    for statement in of_subject(case, trigger.subject, "conveyance_started"):
        fact = statement.fact
        assert isinstance(fact, ConveyanceStarted)
        by_ambulance = fact.mode in (Mode.AMBULANCE, Mode.AIR_AMBULANCE)
        by_crew = fact.mode is Mode.UNKNOWN and statement.actor.kind is AgencyKind.AMBULANCE
        if comes_after(case, statement, trigger) and (by_ambulance or by_crew):
            return True
    return False


def _late(case: Case, trigger: Statement) -> _Late | None:
    """The first stretch without a request that is longer than the threshold."""
    since = case.bound_of(trigger)
    limit_s = _limit_s(case, trigger)
    asked = _requests(case, trigger, since)
    if _with_person(case, trigger, since):
        return None
    while True:
        first = asked[0] if asked else None
        came = _next(case, first, _arrival(case, trigger, since))
        end = came.window if came is not None else case.horizon
        length = Length.between(since.window, end)
        grade = judge(length, limit_s)
        if grade is not None:
            by_request = first is not None and came is first.start
            sure = grade if by_request else Grade.POSSIBLE
            request = first if by_request else None
            return _Late(trigger, since, limit_s, request, came, length, sure)
        if first is None or not _withdrawn(case, trigger, first):
            return None
        assert first.end is not None, "a cancellation ends the wait"
        since = first.end
        asked = [request for request in asked[1:] if _is_open_after(case, request, since)]


def _requests(case: Case, trigger: Statement, since: Bound) -> list[Request]:
    """The requests for an ambulance for this person that were not over by then, oldest first."""
    found = [
        request
        for request in case.timeline.requests.all
        if request.kind in AMBULANCE
        and request.subject == trigger.subject
        and _is_open_after(case, request, since)
    ]
    return sorted(found, key=lambda request: request.start.window.earliest_s)


def _is_open_after(case: Case, request: Request, since: Bound) -> bool:
    return request.end is None or case.is_after(request.end, since)


def _visits(case: Case, trigger: Statement) -> Iterator[tuple[Bound, Bound | None]]:
    """From when to when clinicians were with the person."""
    for visit in visits_of(case, trigger.subject):
        if visit.agency.kind in CLINICIANS:
            yield visit.start, visit.end
    for statement in of_subject(case, trigger.subject, "clinician_reached_patient"):
        fact = statement.fact
        assert isinstance(fact, ClinicianReachedPatient)
        if fact.skill in CLINICAL:
            yield case.bound_of(statement), case.bound_of(statement)


def _with_person(case: Case, trigger: Statement, at: Bound) -> bool:
    return any(
        (start.window == at.window and at.window.earliest_s == at.window.latest_s)
        or (not case.is_after(start, at) and (left is None or not case.is_after(at, left)))
        for start, left in _visits(case, trigger)
    )


def _arrival(case: Case, trigger: Statement, since: Bound) -> Bound | None:
    """When a clinician next came, under whatever request."""
    later = [start for start, _ in _visits(case, trigger) if case.is_after(start, since)]
    return min(later, key=lambda start: case.places[start.entries[0]], default=None)


def _next(case: Case, request: Request | None, arrival: Bound | None) -> Bound | None:
    asked = request.start if request is not None else None
    if asked is None or arrival is None:
        return asked or arrival
    return arrival if case.is_after(asked, arrival) else asked


def _withdrawn(case: Case, trigger: Statement, request: Request) -> bool:
    """Whether the requester cancelled it while the need stood."""
    if request.outcome is not Outcome.CANCELLED:
        return False
    assert request.end is not None, "a cancellation ends the wait"
    cancelled = case.by_version[request.end.entries[0]]
    fact = cancelled.fact
    assert isinstance(fact, RequestCancelled), "nothing else cancels"
    if fact.reason in MET_OTHERWISE:
        return False
    own = fact.by is CancelledBy.REQUESTER or (
        fact.by is CancelledBy.UNKNOWN and request.by.matches(cancelled.actor)
    )
    alone = not _with_person(case, trigger, request.end)
    return own and alone and _stands(case, trigger, cancelled)


def _stands(case: Case, trigger: Statement, cancelled: Statement) -> bool:
    """Whether nothing recorded before the cancellation says that the need was over."""
    by_power = trigger.name == "s136_power_used"
    over = (*JOURNEYS, "detention_authority_ended") if by_power else ("responsibility_ended",)
    return not any(
        comes_after(case, statement, trigger)
        and comes_after(case, cancelled, statement)
        and named_by(statement) in ((), (Strand.CLIN,))
        for statement in of_subject(case, trigger.subject, *over)
    )


def _report(case: Case, late: _Late, several: list[_Late]) -> Found:
    trigger = late.trigger
    to = late.request.to if late.request is not None else None
    others = [other.trigger.name.replace("_", " ") for other in several if other is not late]
    also = f"; the same is so after: {', '.join(dict.fromkeys(others))}" if others else ""
    cancelled = ""
    if late.since.entries != (trigger.version,):
        cancelled = f"; the requester cancelled a request at {say_when(case, late.since)}"
    then = ""
    if late.request is None and late.came is not None:
        then = "; then a clinician is recorded with the person"
    settle = (
        "exact times of both"
        if late.request is not None
        else ("a record of a request for an ambulance, perhaps under another reference")
    )
    came = late.came.entries if late.came is not None else ()
    return Found(
        subject=trigger.subject,
        sentence=(
            f"{trigger.name.replace('_', ' ')} at {trigger.occurred}{cancelled}; from then until "
            f"{say_when(case, late.came)} no request for an ambulance is recorded: {late.length} "
            f"(threshold {say_seconds(late.limit_s)}){then}{also}"
        ),
        grade=late.grade,
        entries=tuple(dict.fromkeys((trigger.version, *late.since.entries, *came))),
        start=late.since,
        end=late.came,
        length=late.length,
        strands=(Strand.CLIN,),
        parties=(trigger.actor, to or Agency(AgencyKind.AMBULANCE)),
        limit_s=late.limit_s,
        settle="" if late.grade is Grade.DEFINITE else settle,
    )
