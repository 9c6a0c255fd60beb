"""F-WAIT-03."""

from collections.abc import Iterator
from typing import Final

from jointlog.domain.events.conveyance import PoliceVehicleConveyanceStarted, PoliceVehicleReason
from jointlog.domain.incident import Outcome, Request, Statement
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import Agency, AgencyKind, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.sequence import maybe_after, visits_of
from jointlog.projections.waits import AMBULANCE, parties_of

CODE = "F-WAIT-03"
OTHER_REASONS: Final = (PoliceVehicleReason.RISK_OR_BEHAVIOUR, PoliceVehicleReason.OTHER)
NOT_RECORDED: Final = "a record of why a police vehicle was used"


@detector(CODE, Severity.S2)
def police_vehicle_no_ambulance(case: Case) -> Iterator[Found]:
    """Report each journey in a police vehicle where no ambulance was there to take the person.

    What it finds: police set off with the person, and the reason recorded is that no ambulance was
    available, came in time, was asked for, stayed or took the person. Possible where the reason is
    not recorded, or is another while no ambulance is recorded with the person.

    Why it matters: a police vehicle has no clinician and no equipment, and the person has not
    necessarily done anything.

    When it is wrong to raise it: the vehicle was chosen for risk or behaviour while an ambulance
    was there. In an emergency it can be the safer and faster choice; it is still reported.

    Example: asked for at 12:00, police set off at 12:40 with the reason no ambulance within 30 min:
    a wait of 40 min.

    Source: field dossier §1.5 (Home Office categories), §4.2.
    """
    for statement in case.named("police_vehicle_conveyance_started"):
        fact = statement.fact
        assert isinstance(fact, PoliceVehicleConveyanceStarted)
        if fact.reason_code in OTHER_REASONS and _ambulance_came(case, statement):
            continue
        yield _report(case, statement, fact.reason_code)


def _ambulance_came(case: Case, statement: Statement) -> bool:
    """Whether an ambulance may have been with the person before the police vehicle left."""
    return any(
        visit.agency.kind is AgencyKind.AMBULANCE
        and maybe_after(statement.window, visit.start.window)
        for visit in visits_of(case, statement.subject)
    )


def _report(case: Case, statement: Statement, reason: PoliceVehicleReason | None) -> Found:
    known = reason is not None and reason not in OTHER_REASONS
    asked = [
        request
        for request in case.timeline.requests.all
        if request.kind in AMBULANCE
        and request.subject == statement.subject
        and maybe_after(statement.window, request.start.window)
    ]
    waiting = [request for request in asked if _waited(request, statement)]
    first = min(waiting, key=_since_s, default=None)
    length = None
    if first is not None:
        length = Length.between(first.start.window, statement.window)
    said = "the reason is not recorded"
    if reason is not None:
        said = f"reason recorded: {reason.replace('_', ' ')}"
    start = first.start.entries if first is not None else ()
    return Found(
        subject=statement.subject,
        sentence=(
            f"police set off with the person in a police vehicle at {statement.occurred}; {said}"
            f"; {_requests(asked, length)}"
        ),
        grade=Grade.DEFINITE if known else Grade.POSSIBLE,
        entries=(statement.version, *start),
        start=first.start if first is not None else None,
        end=case.bound_of(statement),
        length=length,
        strands=(Strand.CONV,),
        parties=(
            parties_of(first)
            if first is not None
            else (statement.actor, Agency(AgencyKind.AMBULANCE))
        ),
        settle="" if known else NOT_RECORDED,
    )


def _waited(request: Request, statement: Statement) -> bool:
    """Whether the request was still open, or ended because police set off."""
    if request.end is None:
        return True
    return request.outcome is Outcome.REPLACED and request.end.entries == (statement.version,)


def _since_s(request: Request) -> int:
    return request.start.window.earliest_s


def _requests(asked: list[Request], length: Length | None) -> str:
    if not asked:
        return "no request for an ambulance is recorded before that"
    if length is None:
        ends = ", ".join(dict.fromkeys(str(request.outcome) for request in asked))
        return f"the requests for an ambulance recorded before that had ended: {ends}"
    return f"an ambulance was asked for {length} before, with no arrival recorded"
