"""The words of force, monitoring and clinical care that `force` takes its values from."""

from enum import StrEnum


class Technique(StrEnum):
    """How a person was held."""

    GUIDING_HOLD = "guiding_hold"
    ARM_HOLD = "arm_hold"
    LEG_HOLD = "leg_hold"
    HEAD_HOLD = "head_hold"
    BODY_WEIGHT = "body_weight"
    TAKEDOWN = "takedown"
    GROUND_HOLD = "ground_hold"
    HANDCUFFS = "handcuffs"
    MECHANICAL = "mechanical"
    CARRYING = "carrying"
    OTHER = "other"
    UNKNOWN = "unknown"


class Device(StrEnum):
    """What was put on a person."""

    CUFFS_REAR = "cuffs_rear"
    CUFFS_FRONT = "cuffs_front"
    LIMB_RESTRAINT = "limb_restraint"
    SPIT_HOOD = "spit_hood"
    EMERGENCY_RESPONSE_BELT = "emergency_response_belt"
    BODY_CUFF = "body_cuff"
    BLANKET = "blanket"
    OTHER = "other"


class DeviceChange(StrEnum):
    """Whether a device was put on or taken off."""

    APPLIED = "applied"
    REMOVED = "removed"


class ForceKind(StrEnum):
    """The kind of force used."""

    STRIKE = "strike"
    BATON = "baton"
    IRRITANT_SPRAY = "irritant_spray"  # PAVA or CS
    CED_DRAWN = "ced_drawn"
    CED_RED_DOT = "ced_red_dot"
    CED_FIRED = "ced_fired"
    DOG = "dog"
    OTHER = "other"


class NotTakenReason(StrEnum):
    """Why observations were not taken."""

    DECLINED_BY_PERSON = "declined_by_person"
    UNSAFE = "unsafe"
    NO_EQUIPMENT = "no_equipment"
    BEING_RESTRAINED = "being_restrained"
    ASLEEP = "asleep"
    OTHER = "other"
    UNKNOWN = "unknown"


class EmergencySign(StrEnum):
    """The sign by which an emergency was recognised."""

    ACUTE_BEHAVIOURAL_DISTURBANCE = "acute_behavioural_disturbance"
    COLLAPSE = "collapse"
    OVERDOSE = "overdose"
    INJURY = "injury"
    BREATHING = "breathing"
    SEIZURE = "seizure"
    LIGATURE = "ligature"
    OTHER = "other"
    UNKNOWN = "unknown"


class Medicine(StrEnum):
    """The drug given; the exact product goes in its code."""

    LORAZEPAM = "lorazepam"
    MIDAZOLAM = "midazolam"
    DIAZEPAM = "diazepam"
    HALOPERIDOL = "haloperidol"
    OLANZAPINE = "olanzapine"
    PROMETHAZINE = "promethazine"
    DROPERIDOL = "droperidol"
    ARIPIPRAZOLE = "aripiprazole"
    KETAMINE = "ketamine"
    NALOXONE = "naloxone"
    OTHER = "other"
    UNKNOWN = "unknown"


class Route(StrEnum):
    """How a drug was given."""

    ORAL = "oral"
    INTRAMUSCULAR = "intramuscular"
    INTRAVENOUS = "intravenous"
    INTRANASAL = "intranasal"
    BUCCAL = "buccal"
    INHALED = "inhaled"
    OTHER = "other"
    UNKNOWN = "unknown"


class WeightBasis(StrEnum):
    """How the weight behind a dose is known."""

    MEASURED = "measured"
    ESTIMATED = "estimated"
    RECORDED_EARLIER = "recorded_earlier"
    UNKNOWN = "unknown"


class CheckSetting(StrEnum):
    """Where a welfare check was made."""

    POLICE_CELL = "police_cell"
    WARD = "ward"
    SECLUSION = "seclusion"
    PLACE_OF_SAFETY = "place_of_safety"
    OTHER = "other"


class CheckMethod(StrEnum):
    """How a welfare check was made."""

    IN_PERSON = "in_person"
    HATCH = "hatch"
    CAMERA = "camera"
    OTHER = "other"
    UNKNOWN = "unknown"
