"""Types and limits that several subjects share; no event type is declared here."""

from enum import StrEnum
from typing import Final

from jointlog.domain.declare import about, declared
from jointlog.domain.vocabulary import Agency

ID_LENGTH_MAX: Final = 64
PLACE_LENGTH_MAX: Final = 200
REASON_LENGTH_MAX: Final = 500
ITEM_LENGTH_MAX: Final = 500
DISTANCE_MAX_M: Final = 2_000_000
"""Longer than the road from one end of Great Britain to the other."""
YEAR_S: Final = 31_622_400
"""A leap year: the longest interval, cadence or delay that a field takes."""
CENTURY_S: Final = 100 * YEAR_S


class Grade(StrEnum):
    """How urgent a control room says a call is, under the scheme in force then and there."""

    IMMEDIATE = "immediate"  # police
    IMMEDIATE_RURAL = "immediate_rural"
    PRIORITY = "priority"
    SCHEDULED = "scheduled"
    NO_ATTENDANCE = "no_attendance"
    CATEGORY_1 = "category_1"  # ambulance response programme, from 2017
    CATEGORY_2 = "category_2"
    CATEGORY_3 = "category_3"
    CATEGORY_4 = "category_4"
    CATEGORY_5 = "category_5"
    CAT_A = "cat_a"  # ambulance, before 2017
    CAT_A_TRANSPORT = "cat_a_transport"
    CAT_B = "cat_b"
    RED_1 = "red_1"
    RED_2 = "red_2"
    C1_AMBER = "c1_amber"  # London 2011
    C2_AMBER = "c2_amber"
    OTHER = "other"


class DeclineReason(StrEnum):
    """Why an agency does not take what it was asked to take."""

    CRITERIA = "criteria"
    CAPACITY = "capacity"
    GEOGRAPHY = "geography"
    AGE = "age"
    INTOXICATION = "intoxication"
    BEHAVIOUR = "behaviour"
    NO_DUTY = "no_duty"
    CLINICAL_DESK = "clinical_desk"
    OTHER = "other"
    UNKNOWN = "unknown"


class RefusalReason(StrEnum):
    """Why a place does not take a person."""

    FULL = "full"
    STAFFING = "staffing"
    AGE = "age"
    INTOXICATION = "intoxication"
    BEHAVIOUR = "behaviour"
    PHYSICAL_HEALTH = "physical_health"
    OUT_OF_AREA = "out_of_area"
    PAPERS = "papers"
    OTHER = "other"
    UNKNOWN = "unknown"


class Urgency(StrEnum):
    """How soon the asker says that it is needed."""

    IMMEDIATE = "immediate"
    URGENT = "urgent"
    SAME_DAY = "same_day"
    ROUTINE = "routine"
    UNKNOWN = "unknown"


class PlaceKind(StrEnum):
    """What sort of place a person is at, or is taken to."""

    HEALTH_BASED_PLACE_OF_SAFETY = "health_based_place_of_safety"
    EMERGENCY_DEPARTMENT = "emergency_department"
    POLICE_STATION = "police_station"
    PRIVATE_PREMISES = "private_premises"
    PUBLIC_PLACE = "public_place"
    WARD = "ward"
    CARE_HOME = "care_home"
    OTHER = "other"
    UNKNOWN = "unknown"


class Channel(StrEnum):
    """How words reached another person."""

    CALL_999 = "999"
    CALL_101 = "101"
    CALL_111 = "111"
    PHONE = "phone"
    RADIO = "radio"
    MOBILE_DATA = "mobile_data"
    CAD_LINK = "cad_link"
    WALK_UP = "walk_up"
    IN_PERSON = "in_person"
    EMAIL = "email"
    OTHER = "other"
    UNKNOWN = "unknown"


class BodyPosition(StrEnum):
    """How a person's body lies, sits or stands."""

    PRONE = "prone"
    SUPINE = "supine"
    SIDE = "side"
    SEATED = "seated"
    KNEELING = "kneeling"
    STANDING = "standing"
    CARRIED = "carried"
    OTHER = "other"
    UNKNOWN = "unknown"


class Avpu(StrEnum):
    """Level of consciousness: alert, or what the person responds to."""

    ALERT = "alert"
    VOICE = "voice"
    PAIN = "pain"
    UNRESPONSIVE = "unresponsive"


class ObservationLevel(StrEnum):
    """How closely staff watch a person."""

    GENERAL = "general"
    INTERMITTENT = "intermittent"
    CONSTANT = "constant"
    CLOSE_PROXIMITY = "close_proximity"
    OTHER = "other"
    UNKNOWN = "unknown"


class Risk(StrEnum):
    """How great somebody says a risk is."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    UNKNOWN = "unknown"


@declared(frozen=True, slots=True, kw_only=True)
class Code:
    """A code of somebody else's system, kept as that system writes it."""

    system: str = about(
        "The code system, such as AMPDS, NCRS, dm+d or SNOMED CT.", length_max=ID_LENGTH_MAX
    )
    code: str = about("The code.", length_max=ID_LENGTH_MAX)


@declared(frozen=True, slots=True, kw_only=True)
class LogRef:
    """An agency's own reference for its log of the incident."""

    agency: Agency = about("The agency whose log it is.")
    ref: str = about("The reference.", length_max=ID_LENGTH_MAX)
