"""Force, monitoring and clinical care: who had hands on, who watched, what was measured (§3.8)."""

from typing import Final

from jointlog.domain.declare import Event, about, event
from jointlog.domain.effects import Beside, Ends, Fills, Joins, Needs, Of, Takes, When
from jointlog.domain.events.force_terms import (
    CheckMethod,
    CheckSetting,
    Device,
    DeviceChange,
    EmergencySign,
    ForceKind,
    Medicine,
    NotTakenReason,
    Route,
    Technique,
    WeightBasis,
)
from jointlog.domain.events.shared import (
    ID_LENGTH_MAX,
    PLACE_LENGTH_MAX,
    REASON_LENGTH_MAX,
    Avpu,
    BodyPosition,
    Code,
    ObservationLevel,
)
from jointlog.domain.time import Occurred
from jointlog.domain.vocabulary import Agency, Recorder, Role, Strand

DAY_S: Final = 86_400


@event(
    "restraint_started",
    posted_by=(Recorder.ANY,),
    effects=(Joins(Strand.FORCE, by=Of("by")), Beside()),
)
class RestraintStarted(Event):
    """People began to hold the person by force."""

    by: tuple[Agency, ...] = about(
        "The agencies whose people held the person, besides the actor's.", default=()
    )
    people: int | None = about(
        "How many people had hands on.", default=None, unit="people", at_most=50
    )
    technique: tuple[Technique, ...] = about("How the person was held.", default=())
    position: BodyPosition | None = about("How the person's body was.", default=None)
    reason: str = about("Why.", default="", length_max=REASON_LENGTH_MAX)
    bystanders_involved: int | None = about(
        "How many of them were members of the public.", default=None, unit="people", at_most=50
    )


@event("restraint_position_changed", posted_by=(Recorder.ANY,))
class RestraintPositionChanged(Event):
    """The body of a person being held was brought into another position."""

    position: BodyPosition = about("The position from now on.")


@event("restraint_device_changed", posted_by=(Recorder.ANY,))
class RestraintDeviceChanged(Event):
    """A device was put on the person or taken off."""

    device: Device = about("The device.")
    change: DeviceChange = about("Whether it was put on or taken off.")
    face_covered: bool | None = about("Whether the face was covered from then on.", default=None)


@event("force_used", posted_by=(Recorder.CONSTABLE, Recorder.WARD))
class ForceUsed(Event):
    """Force other than holding was used on the person."""

    kind: ForceKind = about("The kind of force.")
    count: int | None = about(
        "How many times.", default=None, unit="times", at_least=1, at_most=1000
    )


@event(
    "safety_monitor_assigned",
    posted_by=(Recorder.CONSTABLE, Recorder.WARD, Recorder.CREW),
    effects=(Fills(Strand.SAFE),),
)
class SafetyMonitorAssigned(Event):
    """Somebody was given the task of watching the person's airway, breathing and alertness."""

    who: str = about("Callsign or pseudonym.", default="", length_max=ID_LENGTH_MAX)
    who_role: Role | None = about("Role of the one who watches.", default=None)
    since: Occurred | None = about("Since when, where not at the time of the entry.", default=None)


@event("restraint_ended", posted_by=(Recorder.ANY,), effects=(Ends(Strand.FORCE),))
class RestraintEnded(Event):
    """People stopped holding the person by force."""

    released_into: BodyPosition | None = about("How the person's body was then.", default=None)
    place: str = about("Where.", default="", length_max=PLACE_LENGTH_MAX)
    avpu: Avpu | None = about("How conscious the person was.", default=None)


@event(
    "observations_recorded",
    posted_by=(
        Recorder.CREW,
        Recorder.EMERGENCY_DEPARTMENT,
        Recorder.WARD,
        Recorder.CUSTODY,
        Recorder.CONSTABLE,
    ),
    effects=(
        Beside(asked_only=True, when=When("taken", ("true",))),
        Fills(Strand.CLIN, when=When("taken", ("true",))),
    ),
)
class ObservationsRecorded(Event):
    """Physical observations were taken, or were recorded as not taken."""

    taken: bool = about("Whether they were taken.")
    why_not: NotTakenReason | None = about("Why they were not.", default=None)
    heart_rate_per_min: int | None = about(
        "Heart rate.", default=None, unit="beats/min", at_most=350
    )
    respiratory_rate_per_min: int | None = about(
        "Breathing rate.", default=None, unit="breaths/min", at_most=150
    )
    oxygen_saturation_percent: int | None = about(
        "Oxygen saturation (SpO2).", default=None, unit="%", at_most=100
    )
    systolic_mmhg: int | None = about(
        "Systolic blood pressure.", default=None, unit="mmHg", at_most=350
    )
    diastolic_mmhg: int | None = about(
        "Diastolic blood pressure.", default=None, unit="mmHg", at_most=250
    )
    temperature_c: float | None = about(
        "Body temperature.", default=None, unit="°C", at_least=10, at_most=50
    )
    avpu: Avpu | None = about("How conscious the person was.", default=None)
    gcs: int | None = about(
        "Glasgow Coma Scale.", default=None, unit="points", at_least=3, at_most=15
    )


@event("distress_statement_heard", posted_by=(Recorder.ANY,))
class DistressStatementHeard(Event):
    """The person said something that shows distress, such as that they cannot breathe."""

    words: str = about("The words.")
    heard_by: tuple[Agency, ...] = about("The agencies whose people heard it.", default=())
    response: str = about("What was done.", default="", length_max=REASON_LENGTH_MAX)


@event(
    "medical_emergency_recognised",
    posted_by=(Recorder.ANY,),
    effects=(Needs(Strand.CLIN),),
)
class MedicalEmergencyRecognised(Event):
    """Somebody said that the person was in a medical emergency."""

    sign: EmergencySign = about("The sign.")
    by_role: Role | None = about("Role of the person who said so.", default=None)


@event(
    "medication_given",
    posted_by=(Recorder.DOCTOR, Recorder.CREW, Recorder.WARD),
    effects=(Beside(asked_only=True), Fills(Strand.CLIN)),
)
class MedicationGiven(Event):
    """A drug was given to the person."""

    drug: Medicine = about("The drug.")
    product_code: Code | None = about("The code of the product.", default=None)
    dose_mg: float | None = about("The dose.", default=None, unit="mg", at_least=0, at_most=100_000)
    route: Route = about("How it was given.", default=Route.UNKNOWN)
    weight_kg: float | None = about(
        "The body weight that the dose was reckoned from.",
        default=None,
        unit="kg",
        at_least=1,
        at_most=700,
    )
    weight_basis: WeightBasis | None = about("How that weight is known.", default=None)


@event(
    "person_became_unresponsive",
    posted_by=(Recorder.ANY,),
    effects=(Needs(Strand.CLIN),),
)
class PersonBecameUnresponsive(Event):
    """The person stopped responding, or was found not responding."""

    found_by: Role | None = about("Role of the person who noticed.", default=None)
    last_known_responsive: Occurred | None = about("When the person last responded.", default=None)
    cpr_started_at: Occurred | None = about("When resuscitation began.", default=None)
    equipment_problem: str = about(
        "What equipment was missing or did not work.", default="", length_max=REASON_LENGTH_MAX
    )


@event("seclusion_started", posted_by=(Recorder.WARD,), effects=(Takes(Strand.SAFE),))
class SeclusionStarted(Event):
    """Staff of a ward began to keep the person alone in a room."""

    reason: str = about("Why.", default="", length_max=REASON_LENGTH_MAX)
    authoriser: Role | None = about("Role of the person who authorised it.", default=None)


@event("seclusion_ended", posted_by=(Recorder.WARD,))
class SeclusionEnded(Event):
    """Staff of a ward stopped keeping the person alone in a room."""

    reason: str = about("Why.", default="", length_max=REASON_LENGTH_MAX)


@event(
    "welfare_check_made",
    posted_by=(Recorder.CUSTODY, Recorder.WARD, Recorder.PLACE_OF_SAFETY),
    effects=(Fills(Strand.SAFE),),
)
class WelfareCheckMade(Event):
    """Staff looked how the person was."""

    setting: CheckSetting = about("Where.")
    level: ObservationLevel = about(
        "The level of observation in force.", default=ObservationLevel.UNKNOWN
    )
    roused: bool | None = about("Whether the person was roused.", default=None)
    response: str = about("What the person did or said.", default="", length_max=REASON_LENGTH_MAX)
    duration_s: int | None = about(
        "How long the check took.", default=None, unit="s", at_most=DAY_S
    )
    method: CheckMethod = about("How it was made.", default=CheckMethod.UNKNOWN)
