"""Assessment, beds, admission and follow-up (§3.10)."""

from enum import StrEnum
from typing import Final

from jointlog.domain.asking import RequestKind
from jointlog.domain.declare import Event, about, event
from jointlog.domain.effects import (
    Answer,
    Answers,
    Arrives,
    Delegates,
    Ends,
    Fills,
    Fulfils,
    Needs,
    Of,
    Offers,
    Takes,
    When,
)
from jointlog.domain.events.shared import (
    DISTANCE_MAX_M,
    ITEM_LENGTH_MAX,
    PLACE_LENGTH_MAX,
    REASON_LENGTH_MAX,
)
from jointlog.domain.time import Occurred
from jointlog.domain.vocabulary import Agency, Recorder, Role, Strand


class Service(StrEnum):
    """Which AMHP service took the assessment on."""

    DAY = "day"
    OUT_OF_HOURS = "out_of_hours"
    UNKNOWN = "unknown"


class AmhpUnavailableReason(StrEnum):
    """Why no AMHP was available."""

    OUT_OF_HOURS = "out_of_hours"
    NONE_ON_DUTY = "none_on_duty"
    OTHER_ASSESSMENT = "other_assessment"
    OTHER = "other"
    UNKNOWN = "unknown"


class Assessor(StrEnum):
    """Who takes part in an assessment."""

    AMHP = "amhp"
    SECTION_12 = "section_12"
    RMP = "rmp"


class DelayGround(StrEnum):
    """Why an assessment waited."""

    CLINICAL = "clinical"
    INTOXICATION = "intoxication"
    ASSESSOR = "assessor"
    INTERPRETER = "interpreter"
    BED = "bed"
    OTHER = "other"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What an assessment concluded."""

    S2 = "s2"
    S3 = "s3"
    S4 = "s4"
    INFORMAL = "informal"
    COMMUNITY = "community"
    CRISIS_TEAM = "crisis_team"
    DISCHARGE = "discharge"
    NO_MENTAL_DISORDER = "no_mental_disorder"
    OTHER = "other"


class BedEscalation(StrEnum):
    """To whom the want of a bed was taken."""

    SECTION_140 = "section_140"
    DIRECTOR = "director"
    COMMISSIONER = "commissioner"
    OTHER = "other"


class NoBedReason(StrEnum):
    """Why no bed was found."""

    NONE_VACANT = "none_vacant"
    NONE_SUITABLE = "none_suitable"
    OUT_OF_AREA_REFUSED = "out_of_area_refused"
    DISAGREEMENT = "disagreement"
    OTHER = "other"
    UNKNOWN = "unknown"


class Section(StrEnum):
    """The section of the Mental Health Act that an application was made under."""

    S2 = "s2"
    S3 = "s3"
    S4 = "s4"
    S7 = "s7"
    OTHER = "other"


class ApplicantKind(StrEnum):
    """Who applied."""

    AMHP = "amhp"
    NEAREST_RELATIVE = "nearest_relative"
    UNKNOWN = "unknown"


class Arranged(StrEnum):
    """Who or what was to be looked after."""

    CHILD = "child"
    ADULT_AT_RISK = "adult_at_risk"
    PET = "pet"
    KEYS = "keys"
    PROPERTY = "property"
    PREMISES = "premises"
    MEDICATION = "medication"
    OTHER = "other"


ASSESSORS_WANTED: Final = (RequestKind.AMHP, RequestKind.S12_DOCTOR)
DELEGATION_ACCEPTED: Final = When("accepted", ("true",))
DELEGATION_OPEN: Final = When("accepted", ("true",), negated=True)


@event(
    "amhp_allocated",
    posted_by=(Recorder.AMHP,),
    effects=(Takes(Strand.MHA), Answers(Answer.ACCEPTED, kinds=(RequestKind.AMHP,))),
)
class AMHPAllocated(Event):
    """The AMHP service gave the assessment to an AMHP."""

    service: Service = about("Which service.", default=Service.UNKNOWN)


@event(
    "amhp_unavailable",
    posted_by=(Recorder.AMHP,),
    effects=(Needs(Strand.MHA), Answers(Answer.UNAVAILABLE, kinds=(RequestKind.AMHP,))),
)
class AMHPUnavailable(Event):
    """The AMHP service said that it had no AMHP to send."""

    reason: AmhpUnavailableReason = about("Why.", default=AmhpUnavailableReason.UNKNOWN)
    next_available: Occurred | None = about("When one is to be available.", default=None)


@event(
    "assessor_arrived",
    posted_by=(Recorder.AMHP, Recorder.DOCTOR, Recorder.PLACE_OF_SAFETY),
    effects=(
        Fulfils((RequestKind.AMHP,), when=When("assessor", ("amhp",))),
        Fulfils((RequestKind.S12_DOCTOR,), when=When("assessor", ("section_12", "rmp"))),
    ),
)
class AssessorArrived(Event):
    """Somebody who takes part in the assessment came to the person."""

    assessor: Assessor = about("Who came.")


@event(
    "assessment_started",
    posted_by=(Recorder.AMHP, Recorder.DOCTOR),
    effects=(Fulfils(ASSESSORS_WANTED),),
)
class AssessmentStarted(Event):
    """The assessment of the person began."""

    present: tuple[Assessor, ...] = about("Who took part.", default=())


@event("assessment_delayed", posted_by=(Recorder.DOCTOR, Recorder.AMHP))
class AssessmentDelayed(Event):
    """The assessment was put off."""

    ground: DelayGround = about("Why.")
    until: Occurred | None = about("Until when, as far as it was said.", default=None)


@event("nearest_relative_consulted", posted_by=(Recorder.AMHP,))
class NearestRelativeConsulted(Event):
    """An AMHP recorded whether the nearest relative was consulted."""

    consulted: bool = about("Whether the relative was consulted.")
    objected: bool | None = about("Whether the relative objected.", default=None)
    why_not: str = about(
        "Why the relative was not consulted.", default="", length_max=REASON_LENGTH_MAX
    )


@event(
    "assessment_concluded",
    posted_by=(Recorder.AMHP, Recorder.DOCTOR),
    effects=(
        Ends(Strand.MHA),
        Needs(Strand.BED, when=When("outcome", ("s2", "s3", "s4", "informal"))),
        Needs(
            Strand.FOLLOW,
            when=When("outcome", ("community", "crisis_team", "discharge", "no_mental_disorder")),
        ),
        Fulfils(ASSESSORS_WANTED),
    ),
)
class AssessmentConcluded(Event):
    """The assessment of the person came to a decision."""

    outcome: Outcome = about("The decision.")
    recommendations: int | None = about(
        "How many medical recommendations were made.",
        default=None,
        unit="recommendations",
        at_most=10,
    )


@event(
    "bed_identified",
    posted_by=(Recorder.BED_MANAGER, Recorder.AMHP),
    effects=(Takes(Strand.BED), Fulfils((RequestKind.BED,))),
)
class BedIdentified(Event):
    """A bed was found for the person."""

    hospital: str = about("The hospital.", default="", length_max=PLACE_LENGTH_MAX)
    distance_m: int | None = about("How far it is.", default=None, unit="m", at_most=DISTANCE_MAX_M)
    available_from: Occurred | None = about("From when it is free.", default=None)


@event(
    "no_bed_found",
    posted_by=(Recorder.BED_MANAGER, Recorder.AMHP),
    effects=(Needs(Strand.BED), Answers(Answer.UNAVAILABLE, kinds=(RequestKind.BED,))),
)
class NoBedFound(Event):
    """A bed was looked for and none was found."""

    searched: tuple[str, ...] = about(
        "The hospitals asked.", default=(), length_max=PLACE_LENGTH_MAX
    )
    reason: NoBedReason = about("Why none was found.", default=NoBedReason.UNKNOWN)
    escalated_to: BedEscalation | None = about("To whom it was taken.", default=None)


@event("application_made", posted_by=(Recorder.AMHP,), effects=(Takes(Strand.DET),))
class ApplicationMade(Event):
    """An application for the person's admission was signed."""

    section: Section = about("The section.")
    hospital: str = about("The hospital.", default="", length_max=PLACE_LENGTH_MAX)
    applicant_kind: ApplicantKind = about("Who applied.", default=ApplicantKind.UNKNOWN)


@event(
    "conveyance_authority_delegated",
    posted_by=(Recorder.AMHP,),
    effects=(
        Delegates(Strand.CONV, to=Of("to"), when=DELEGATION_ACCEPTED),
        Delegates(Strand.DET, to=Of("to"), when=DELEGATION_ACCEPTED),
        Offers(Strand.CONV, to=Of("to"), when=DELEGATION_OPEN),
        Offers(Strand.DET, to=Of("to"), when=DELEGATION_OPEN),
    ),
)
class ConveyanceAuthorityDelegated(Event):
    """An AMHP authorised another agency to convey the person to hospital."""

    to: Agency = about("The agency authorised.")
    accepted: bool | None = about("Whether it accepted.", default=None)
    information_given: tuple[str, ...] = about(
        "The information given with it.", default=(), length_max=ITEM_LENGTH_MAX
    )


@event(
    "patient_received_at_hospital",
    posted_by=(Recorder.WARD,),
    effects=(
        Takes(Strand.DET),
        Fills(Strand.SAFE),
        Ends(Strand.BED),
        Ends(Strand.CONV),
        Ends(Strand.PLACE),
        Arrives(),
    ),
    own_act=True,
)
class PatientReceivedAtHospital(Event):
    """A ward received the person and the papers."""

    papers_received_by: Role | None = about(
        "Role of the person who received the papers.", default=None
    )
    ward: str = about("The ward.", default="", length_max=PLACE_LENGTH_MAX)


@event(
    "follow_up_arranged",
    posted_by=(Recorder.ANY,),
    effects=(
        Takes(Strand.FOLLOW, by=Of("by_whom"), when=When("by_whom", ("none",), negated=True)),
    ),
)
class FollowUpArranged(Event):
    """An agency recorded who sees to the person afterwards, or why nobody does."""

    by_whom: Agency | None = about("The agency that sees to it.", default=None)
    due: Occurred | None = about("By when.", default=None)
    none_reason: str = about("Why nothing was arranged.", default="", length_max=REASON_LENGTH_MAX)


@event(
    "dependant_or_property_arranged",
    posted_by=(Recorder.ANY,),
    effects=(
        Takes(Strand.DEP, by=Of("held_by"), when=When("held_by", ("none",), negated=True)),
        Ends(Strand.DEP, when=When("held_by", ("none",))),
    ),
)
class DependantOrPropertyArranged(Event):
    """Care of somebody or something that depends on the person was arranged."""

    what: Arranged = about("Who or what.")
    held_by: Agency | None = about(
        "The agency that looks after it; without one, nobody needs to any more.", default=None
    )
    details: str = about("How.", default="", length_max=REASON_LENGTH_MAX)
