"""Powers and detention: under which power a person is held, since when, until when (§3.7)."""

from enum import StrEnum

from jointlog.domain.declare import Event, about, event
from jointlog.domain.effects import (
    Beside,
    Ends,
    Fills,
    Lapses,
    Loses,
    Needs,
    Suspends,
    Takes,
    When,
)
from jointlog.domain.events.shared import (
    ID_LENGTH_MAX,
    PLACE_LENGTH_MAX,
    REASON_LENGTH_MAX,
    Code,
    PlaceKind,
    Risk,
)
from jointlog.domain.time import Occurred
from jointlog.domain.vocabulary import Agency, Recorder, Role, Strand


class ConsultedRole(StrEnum):
    """Whom a constable consulted before using the power."""

    DOCTOR = "doctor"
    NURSE = "nurse"
    AMHP = "amhp"
    OCCUPATIONAL_THERAPIST = "occupational_therapist"
    PARAMEDIC = "paramedic"
    OTHER = "other"


class Limb(StrEnum):
    """Whether the person was removed to a place of safety or kept at one."""

    REMOVE = "remove"
    KEEP = "keep"
    UNKNOWN = "unknown"


class WarrantSubsection(StrEnum):
    """Which warrant of section 135."""

    ONE = "s135_1"
    TWO = "s135_2"


class WarrantOutcome(StrEnum):
    """What followed the execution of a warrant."""

    REMOVE = "remove"
    KEEP = "keep"
    NONE = "none"


class Present(StrEnum):
    """Who was there when a warrant was executed."""

    CONSTABLE = "constable"
    AMHP = "amhp"
    DOCTOR = "doctor"
    AMBULANCE_CREW = "ambulance_crew"
    FAMILY = "family"
    OTHER = "other"


class ExtensionCondition(StrEnum):
    """Why an assessment was said not to be practicable in time."""

    INTOXICATION = "intoxication"
    PHYSICAL_ILLNESS = "physical_illness"
    MENTAL_STATE = "mental_state"
    OTHER = "other"
    UNKNOWN = "unknown"


class EndedHow(StrEnum):
    """How an authority to detain ended."""

    DISCHARGED = "discharged"
    ADMITTED = "admitted"
    INFORMAL = "informal"
    ARRESTED = "arrested"
    RELEASED = "released"
    EXPIRED = "expired"
    OTHER = "other"
    UNKNOWN = "unknown"


class LegalStatus(StrEnum):
    """The law a person was held under, or not."""

    S135 = "s135"
    S136 = "s136"
    S2 = "s2"
    S3 = "s3"
    S4 = "s4"
    S5 = "s5"
    INFORMAL = "informal"
    ARRESTED = "arrested"
    MENTAL_CAPACITY_ACT = "mental_capacity_act"
    NOT_DETAINED = "not_detained"
    OTHER = "other"
    UNKNOWN = "unknown"


class RetakingPower(StrEnum):
    """The power under which a person was taken back."""

    S18 = "s18"
    S138 = "s138"
    OTHER = "other"
    UNKNOWN = "unknown"


@event("s136_consultation_recorded", posted_by=(Recorder.CONSTABLE,))
class S136ConsultationRecorded(Event):
    """A constable recorded whether a professional was consulted before the power was used."""

    made: bool = about("Whether somebody was consulted.")
    with_role: ConsultedRole | None = about("Who was consulted.", default=None)
    why_not_practicable: str = about(
        "Why consulting was said not to be practicable.", default="", length_max=REASON_LENGTH_MAX
    )
    advice: str = about("The advice given.", default="")


@event(
    "s136_power_used",
    posted_by=(Recorder.CONSTABLE,),
    effects=(Takes(Strand.DET), Beside(), Fills(Strand.CONTACT)),
)
class S136PowerUsed(Event):
    """A constable used the power to remove a person to a place of safety, or keep them there.

    In Scotland the same fact is section 297, in Northern Ireland article 130: say the jurisdiction.
    """

    limb: Limb = about("Whether the person was removed or kept.", default=Limb.UNKNOWN)
    place_kind: PlaceKind | None = about("Where the power was used.", default=None)
    grounds: str = about("The grounds.", default="", length_max=REASON_LENGTH_MAX)
    warned_words: str = about("The words said to the person.", default="")


@event("s136_power_not_used", posted_by=(Recorder.CONSTABLE,), effects=(Ends(Strand.DET),))
class S136PowerNotUsed(Event):
    """A constable considered the power and did not use it."""

    reason: str = about("Why.", default="", length_max=REASON_LENGTH_MAX)
    alternative_left_in_place: str = about(
        "What was arranged instead.", default="", length_max=REASON_LENGTH_MAX
    )


@event(
    "s135_warrant_executed",
    posted_by=(Recorder.CONSTABLE, Recorder.AMHP),
    effects=(Takes(Strand.DET, when=When("outcome", ("remove", "keep"))),),
)
class S135WarrantExecuted(Event):
    """A constable entered premises under a warrant."""

    subsection: WarrantSubsection | None = about("Which warrant.", default=None)
    first_entry_at: Occurred | None = about("When premises were first entered.", default=None)
    present: tuple[Present, ...] = about("Who was there.", default=())
    outcome: WarrantOutcome = about("What followed.")


@event(
    "person_arrested",
    posted_by=(Recorder.CONSTABLE,),
    effects=(Takes(Strand.DET), Beside(), Fills(Strand.CONTACT)),
)
class PersonArrested(Event):
    """A constable arrested the person."""

    offence_kind: str = about("The kind of offence.", default="", length_max=PLACE_LENGTH_MAX)
    offence_code: Code | None = about("The code of the offence.", default=None)
    relevant_time: Occurred | None = about(
        "The relevant time, from which the custody clock runs.", default=None
    )
    also_mh_concern: bool | None = about(
        "Whether there was also a concern for the person's mental health.", default=None
    )


@event("mental_capacity_act_relied_on", posted_by=(Recorder.ANY,))
class MentalCapacityActReliedOn(Event):
    """Somebody acted for a person whom they took to lack capacity for a decision."""

    decision: str = about("The decision concerned.", length_max=REASON_LENGTH_MAX)
    assessor: Role | None = about("Role of the person who assessed capacity.", default=None)
    necessity: str = about("Why it was necessary.", default="", length_max=REASON_LENGTH_MAX)
    proportionality: str = about(
        "Why it was proportionate.", default="", length_max=REASON_LENGTH_MAX
    )


@event("detention_extended", posted_by=(Recorder.DOCTOR,))
class DetentionExtended(Event):
    """A doctor authorised detention at a place of safety for longer."""

    reason_condition: ExtensionCondition = about(
        "The condition of the person that was the ground.", default=ExtensionCondition.UNKNOWN
    )
    new_expiry: Occurred | None = about("When the authority now ends.", default=None)
    superintendent_approved: bool | None = about(
        "Whether a superintendent approved, as a police station needs.", default=None
    )


@event(
    "detention_authority_ended",
    posted_by=(Recorder.DOCTOR, Recorder.AMHP, Recorder.CUSTODY, Recorder.CONSTABLE),
    effects=(
        Ends(Strand.DET, when=When("how", ("expired",), negated=True)),
        Lapses(Strand.DET, when=When("how", ("expired",))),
    ),
)
class DetentionAuthorityEnded(Event):
    """The authority to detain the person ended."""

    how: EndedHow = about("How it ended.")


@event(
    "person_absconded",
    posted_by=(Recorder.ANY,),
    effects=(Suspends(Strand.DET), Loses(Strand.SAFE)),
)
class PersonAbsconded(Event):
    """The person left those who held or watched them."""

    from_place: str = about("Where from.", default="", length_max=PLACE_LENGTH_MAX)
    lawful_status_then: LegalStatus = about(
        "The law that the person was held under then.", default=LegalStatus.UNKNOWN
    )
    risk: Risk = about("The risk, as stated.", default=Risk.UNKNOWN)


@event(
    "person_retaken",
    posted_by=(Recorder.ANY,),
    effects=(Takes(Strand.DET), Ends(Strand.CONTACT)),
)
class PersonRetaken(Event):
    """A person who had absconded was taken back."""

    power: RetakingPower = about("Under which power.", default=RetakingPower.UNKNOWN)
    by_role: Role | None = about("Role of the person who took them back.", default=None)


@event(
    "absence_reported",
    posted_by=(Recorder.WARD, Recorder.PLACE_OF_SAFETY, Recorder.EMERGENCY_DEPARTMENT),
    effects=(Needs(Strand.CONTACT),),
)
class AbsenceReported(Event):
    """Staff reported to another agency that the person was absent."""

    to: Agency | None = about("The agency told.", default=None)
    retake_power_expires_at: Occurred | None = about(
        "When the power to take the person back ends.", default=None
    )
    risk_grade: Risk = about("The risk, as reported.", default=Risk.UNKNOWN)
    report_ref: str = about("Reference of the report.", default="", length_max=ID_LENGTH_MAX)
