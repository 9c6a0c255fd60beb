"""Journeys of a person: by whom, in what, why by police, and what came of the ambulance."""

from collections.abc import Iterator
from typing import Any, Final

from jointlog.domain.asking import RequestKind
from jointlog.domain.events.conveyance import ConveyanceStarted, PoliceVehicleConveyanceStarted
from jointlog.domain.incident import Bound, Statement
from jointlog.domain.time import FIRST_S, LAST_S, Length
from jointlog.domain.vocabulary import AgencyKind
from jointlog.projections.case import Case
from jointlog.projections.rows.tables import ConveyanceRow

STARTS: Final = ("conveyance_started", "police_vehicle_conveyance_started")
STOPS: Final = ("conveyance_ended", "arrived_at_place_of_safety")
AMBULANCE: Final = (
    RequestKind.AMBULANCE_CONVEY,
    RequestKind.AMBULANCE_TREAT,
    RequestKind.TRANSPORT,
    RequestKind.HART,
)
NOT_REQUESTED: Final = "not requested"
POLICE_VEHICLE: Final = "police_vehicle"


def conveyance_rows(case: Case, shared: dict[str, Any]) -> Iterator[ConveyanceRow]:
    """Every journey of the case; the next one of the same person ends one without an end."""
    moves = case.named(*STARTS, *STOPS)
    for index, start in enumerate(moves):
        if start.name not in STARTS:
            continue
        later = (move for move in moves[index + 1 :] if move.subject == start.subject)
        yield _row(case, start, next(later, None), shared)


def _row(
    case: Case, start: Statement, end: Statement | None, shared: dict[str, Any]
) -> ConveyanceRow:
    window = case.horizon if end is None else end.window
    length = Length.between(start.window, window)
    ended = () if end is None else (end.version,)
    rests_on = (start.version, *ended)
    return ConveyanceRow(
        key=str(start.entry.event_id),
        subject=start.subject,
        conveyed_by=str(start.actor),
        is_police=start.actor.kind is AgencyKind.POLICE,
        **_told(start, end),
        **_ambulance(case, start),
        is_open=end is None,
        from_earliest_s=_bound(start.window.earliest_s),
        from_latest_s=_bound(start.window.latest_s),
        to_earliest_s=_bound(window.earliest_s),
        to_latest_s=_bound(window.latest_s),
        min_s=length.min_s,
        max_s=length.max_s,
        evidence=case.weakest(rests_on).value,
        entries=" ".join(map(str, rests_on)),
        **shared,
    )


def _bound(at_s: int) -> int | None:
    return at_s if FIRST_S < at_s < LAST_S else None


def _told(start: Statement, end: Statement | None) -> dict[str, Any]:
    """What the statements of start and end say of the journey."""
    told = {
        "vehicle": POLICE_VEHICLE,
        "reason": "",
        "authorised_by": "",
        "authority": "",
        "escorts": "",
        "from_place": "",
        "to_place": getattr(end.fact, "place", "") or getattr(end.fact, "place_id", "")
        if end is not None
        else "",
    }
    fact = start.fact
    if isinstance(fact, PoliceVehicleConveyanceStarted):
        told["reason"] = fact.reason_code.value if fact.reason_code is not None else ""
        told["authorised_by"] = fact.authorised_by.value if fact.authorised_by is not None else ""
    if isinstance(fact, ConveyanceStarted):
        told["vehicle"] = fact.mode.value
        told["authority"] = fact.authority.value
        told["escorts"] = " ".join(map(str, fact.escorts))
        told["from_place"] = fact.from_place
        told["to_place"] = fact.to_place or told["to_place"]
    return told


def _ambulance(case: Case, start: Statement) -> dict[str, Any]:
    """The last request for an ambulance that began before the journey, and how long it had run."""
    asked = [
        request
        for request in case.timeline.requests.all
        if request.subject == start.subject
        and request.kind in AMBULANCE
        and request.start.window.earliest_s <= start.window.latest_s
    ]
    if not asked:
        return {"ambulance": NOT_REQUESTED, "ambulance_min_s": None, "ambulance_max_s": None}
    last = asked[-1]
    until = Bound(start.window, (start.version,))
    ran = Length.between(last.start.window, until.window)
    return {
        "ambulance": last.outcome.value,
        "ambulance_min_s": ran.min_s,
        "ambulance_max_s": ran.max_s,
    }
