"""Conveyance and place of safety: who took the person where, and who took them over (§3.9)."""

from enum import StrEnum
from typing import Final

from jointlog.domain.asking import RequestKind
from jointlog.domain.declare import Event, about, event
from jointlog.domain.effects import (
    Answer,
    Answers,
    Arrives,
    Beside,
    Declines,
    Ends,
    Fulfils,
    Leaves,
    Needs,
    Of,
    Offers,
    Replaces,
    Takes,
    Travels,
)
from jointlog.domain.events.shared import (
    DISTANCE_MAX_M,
    ID_LENGTH_MAX,
    ITEM_LENGTH_MAX,
    PLACE_LENGTH_MAX,
    REASON_LENGTH_MAX,
    BodyPosition,
    ObservationLevel,
    PlaceKind,
    RefusalReason,
)
from jointlog.domain.time import Occurred
from jointlog.domain.vocabulary import Agency, AgencyKind, Recorder, Role, Strand

AMBULANCE_KINDS: Final = (
    RequestKind.AMBULANCE_CONVEY,
    RequestKind.TRANSPORT,
    RequestKind.AMBULANCE_TREAT,
)
POLICE: Final = Agency(AgencyKind.POLICE)
PLACES: Final = (
    Recorder.PLACE_OF_SAFETY,
    Recorder.EMERGENCY_DEPARTMENT,
    Recorder.WARD,
    Recorder.CUSTODY,
)


class Mode(StrEnum):
    """What a person was taken in."""

    AMBULANCE = "ambulance"
    MENTAL_HEALTH_CAR = "mental_health_car"
    SECURE_TRANSPORT = "secure_transport"
    POLICE_VEHICLE = "police_vehicle"
    AIR_AMBULANCE = "air_ambulance"
    ON_FOOT = "on_foot"
    OTHER = "other"
    UNKNOWN = "unknown"


class ConveyanceAuthority(StrEnum):
    """The law that a person was conveyed under."""

    S135 = "s135"
    S136 = "s136"
    S6 = "s6"
    ARREST = "arrest"
    VOLUNTARY = "voluntary"
    MENTAL_CAPACITY_ACT = "mental_capacity_act"
    OTHER = "other"
    UNKNOWN = "unknown"


class PoliceVehicleReason(StrEnum):
    """Why a person was taken in a police vehicle."""

    NO_AMBULANCE_WITHIN_30_MIN = "no_ambulance_within_30_min"
    NO_AMBULANCE_AVAILABLE = "no_ambulance_available"
    AMBULANCE_NOT_REQUESTED = "ambulance_not_requested"
    AMBULANCE_DIVERTED = "ambulance_diverted"
    CREW_REFUSED = "crew_refused"
    RISK_OR_BEHAVIOUR = "risk_or_behaviour"
    OTHER = "other"


class ArrivalPoint(StrEnum):
    """What counts as the arrival in the source."""

    APRON = "apron"
    QUEUE = "queue"
    DOOR = "door"
    ENTRY = "entry"


class RegulationLimb(StrEnum):
    """The conditions under which a police station may be a place of safety."""

    IMMINENT_RISK = "imminent_risk"
    NO_OTHER_PLACE = "no_other_place"
    HEALTHCARE_AVAILABLE = "healthcare_available"
    OTHER = "other"


@event(
    "conveyance_started",
    posted_by=(Recorder.CREW, Recorder.CONSTABLE, Recorder.AMHP),
    effects=(
        Takes(Strand.CONV),
        Travels(escorts=Of("escorts")),
        Beside(),
        Fulfils(AMBULANCE_KINDS, by_actor=True),
        Replaces(AMBULANCE_KINDS),
    ),
)
class ConveyanceStarted(Event):
    """An agency set off with the person."""

    mode: Mode = about("What the person was taken in.", default=Mode.UNKNOWN)
    from_place: str = about("Where from.", default="", length_max=PLACE_LENGTH_MAX)
    to_place: str = about("Where to.", default="", length_max=PLACE_LENGTH_MAX)
    escorts: tuple[Agency, ...] = about("The other agencies that went with them.", default=())
    authority: ConveyanceAuthority = about(
        "The law that the person was conveyed under.", default=ConveyanceAuthority.UNKNOWN
    )


@event(
    "police_vehicle_conveyance_started",
    posted_by=(Recorder.CONSTABLE,),
    effects=(Takes(Strand.CONV), Travels(), Beside(), Replaces(AMBULANCE_KINDS)),
)
class PoliceVehicleConveyanceStarted(Event):
    """Police set off with the person in a police vehicle."""

    reason_code: PoliceVehicleReason | None = about("Why in a police vehicle.", default=None)
    authorised_by: Role | None = about("Role of the person who authorised it.", default=None)
    position_in_vehicle: BodyPosition | None = about(
        "How the person's body was in the vehicle.", default=None
    )
    monitor: str = about(
        "Callsign or pseudonym of the one who watched the person.",
        default="",
        length_max=ID_LENGTH_MAX,
    )


@event(
    "conveyance_ended",
    posted_by=(Recorder.CREW, Recorder.CONSTABLE),
    effects=(Ends(Strand.CONV), Arrives()),
)
class ConveyanceEnded(Event):
    """The journey of the person was over."""

    place: str = about("Where.", default="", length_max=PLACE_LENGTH_MAX)
    distance_m: int | None = about(
        "How far the person was taken.", default=None, unit="m", at_most=DISTANCE_MAX_M
    )


@event(
    "place_of_safety_refused",
    posted_by=(Recorder.PLACE_OF_SAFETY, Recorder.EMERGENCY_DEPARTMENT, Recorder.CONSTABLE),
    effects=(
        Declines(Strand.PLACE),
        Answers(Answer.DECLINED, kinds=(RequestKind.PLACE_OF_SAFETY,)),
    ),
)
class PlaceOfSafetyRefused(Event):
    """A place said that it would not take the person."""

    reason_code: RefusalReason = about("Why.", default=RefusalReason.UNKNOWN)
    place_id: str = about("The place.", default="", length_max=ID_LENGTH_MAX)
    by_role: Role | None = about("Role of the person who said so.", default=None)
    until: Occurred | None = about("Until when, as far as it was said.", default=None)


@event(
    "arrived_at_place_of_safety",
    posted_by=(
        Recorder.CONSTABLE,
        Recorder.CREW,
        Recorder.PLACE_OF_SAFETY,
        Recorder.EMERGENCY_DEPARTMENT,
    ),
    effects=(
        Beside(asked_only=True),
        Needs(Strand.PLACE),
        Offers(Strand.PLACE, to=Of("run_by")),
        Ends(Strand.CONV),
        Arrives(),
    ),
)
class ArrivedAtPlaceOfSafety(Event):
    """The person reached a place of safety; whether it took them is a separate fact."""

    place_id: str = about("The place.", default="", length_max=ID_LENGTH_MAX)
    kind: PlaceKind = about("What sort of place.", default=PlaceKind.UNKNOWN)
    arrival_basis: ArrivalPoint | None = about(
        "What counts as the arrival: the apron, the queue, the door or the entry.", default=None
    )
    run_by: Agency | None = about("The agency that runs the place.", default=None)


@event(
    "handover_offered",
    posted_by=(Recorder.CONSTABLE, Recorder.CREW),
    effects=(Offers(Of("strands"), to=Of("to")),),
)
class HandoverOffered(Event):
    """Those who brought the person offered responsibilities to the place; they still hold them."""

    strands: tuple[Strand, ...] = about("The responsibilities offered.")
    to: Agency | None = about("The agency that they were offered to.", default=None)
    to_role: Role | None = about("Role of the person told.", default=None)
    risk_given: tuple[str, ...] = about("The risks told.", default=(), length_max=ITEM_LENGTH_MAX)
    legal_status_stated: bool | None = about(
        "Whether the person's legal status was said.", default=None
    )
    papers: bool | None = about("Whether papers were handed over.", default=None)


@event(
    "handover_accepted",
    posted_by=PLACES,
    effects=(Takes(Of("strands")), Fulfils((RequestKind.PLACE_OF_SAFETY,))),
    own_act=True,
)
class HandoverAccepted(Event):
    """Staff of the place accepted the responsibilities named."""

    strands: tuple[Strand, ...] = about("The responsibilities accepted.")
    by_role: Role | None = about("Role of the person who accepted.", default=None)
    observation_level: ObservationLevel | None = about(
        "How closely staff are to watch the person.", default=None
    )
    legal_status_acknowledged: bool | None = about(
        "Whether staff acknowledged the person's legal status.", default=None
    )


@event(
    "handover_refused",
    posted_by=PLACES,
    effects=(Declines(Of("strands")),),
    own_act=True,
)
class HandoverRefused(Event):
    """Staff of the place did not accept the responsibilities named; they stay where they were."""

    strands: tuple[Strand, ...] = about("The responsibilities refused.")
    reason_code: RefusalReason = about("Why.", default=RefusalReason.UNKNOWN)
    until: Occurred | None = about("Until when, as far as it was said.", default=None)


@event(
    "police_asked_to_remain",
    posted_by=(Recorder.PLACE_OF_SAFETY, Recorder.EMERGENCY_DEPARTMENT),
)
class PoliceAskedToRemain(Event):
    """Staff of the place asked police to stay."""

    reason: str = about("Why.", default="", length_max=REASON_LENGTH_MAX)
    agreed: bool | None = about("Whether police agreed.", default=None)
    review_at: Occurred | None = about("When that is to be looked at again.", default=None)


@event(
    "police_released",
    posted_by=(Recorder.PLACE_OF_SAFETY, Recorder.CONSTABLE),
    effects=(Leaves(who=Of("police")),),
)
class PoliceReleased(Event):
    """Police were told that they may go, and left."""

    police: Agency = about("The police that left.", default=POLICE)
    agreed_by: Role | None = about("Role of the person who agreed.", default=None)


@event(
    "physical_health_cleared",
    posted_by=(
        Recorder.EMERGENCY_DEPARTMENT,
        Recorder.CREW,
        Recorder.CUSTODY,
        Recorder.DOCTOR,
    ),
)
class PhysicalHealthCleared(Event):
    """A clinician said that the person's physical health allows the next step."""

    by_role: Role | None = about("Role of the person who said so.", default=None)
    cleared_for: str = about(
        "For what, such as transfer or assessment.", default="", length_max=PLACE_LENGTH_MAX
    )


@event("transferred_between_places_of_safety", posted_by=(Recorder.ANY,))
class TransferredBetweenPlacesOfSafety(Event):
    """The person was taken from one place of safety to another; the permitted period runs on."""

    from_place: str = about("The place before.", default="", length_max=PLACE_LENGTH_MAX)
    to_place: str = about("The place after.", default="", length_max=PLACE_LENGTH_MAX)
    reason: str = about("Why.", default="", length_max=REASON_LENGTH_MAX)


@event(
    "police_station_use_authorised",
    posted_by=(Recorder.POLICE_SUPERVISOR, Recorder.CUSTODY),
    effects=(Takes(Strand.PLACE),),
)
class PoliceStationUseAuthorised(Event):
    """An officer authorised the use of a police station as a place of safety."""

    inspector_rank: bool | None = about(
        "Whether the officer was an inspector or above.", default=None
    )
    reg2_limbs: tuple[RegulationLimb, ...] = about(
        "The conditions that the officer relied on.", default=()
    )
    hcp_present: bool | None = about("Whether a healthcare professional was present.", default=None)
