"""Information and ongoing care: what was asked, told, missing, and heard (§3.6)."""

from enum import StrEnum

from jointlog.domain.asking import RequestKind
from jointlog.domain.declare import Event, about, event
from jointlog.domain.effects import Answer, Answers, Asks, Fulfils, Of
from jointlog.domain.events.shared import (
    CENTURY_S,
    ITEM_LENGTH_MAX,
    PLACE_LENGTH_MAX,
    REASON_LENGTH_MAX,
    YEAR_S,
    Urgency,
)
from jointlog.domain.time import Occurred
from jointlog.domain.vocabulary import Agency, Gateway, Recorder


class Completeness(StrEnum):
    """How much of what was asked for was given."""

    FULL = "full"
    PARTIAL = "partial"
    MINIMAL = "minimal"
    NIL_HELD = "nil_held"
    UNKNOWN = "unknown"


class Relation(StrEnum):
    """What somebody is to the person."""

    PARENT = "parent"
    PARTNER = "partner"
    CHILD = "child"
    SIBLING = "sibling"
    OTHER_FAMILY = "other_family"
    CARER = "carer"
    FRIEND = "friend"
    NEAREST_RELATIVE = "nearest_relative"
    HOUSING_STAFF = "housing_staff"
    ADVOCATE = "advocate"
    OTHER = "other"
    UNKNOWN = "unknown"


class CareContactKind(StrEnum):
    """How a team was in contact with the person."""

    FACE_TO_FACE_INSIDE = "face_to_face_inside"
    DOORSTEP = "doorstep"
    PHONE = "phone"
    VIDEO = "video"
    ATTEMPTED = "attempted"
    OTHER = "other"


class MissedReason(StrEnum):
    """Why a planned contact did not take place."""

    NOT_IN = "not_in"
    NO_ANSWER = "no_answer"
    DECLINED_BY_PERSON = "declined_by_person"
    STAFFING = "staffing"
    SAFETY = "safety"
    CANCELLED = "cancelled"
    OTHER = "other"
    UNKNOWN = "unknown"


@event(
    "information_requested",
    posted_by=(Recorder.ANY,),
    effects=(Asks(RequestKind.INFORMATION, to=Of("to")),),
)
class InformationRequested(Event):
    """One agency asked another for information about the person."""

    items: tuple[str, ...] = about("What was asked for.", default=(), length_max=ITEM_LENGTH_MAX)
    to: Agency | None = about("The agency asked.", default=None)
    purpose: str = about("What for.", default="", length_max=REASON_LENGTH_MAX)
    urgency: Urgency = about("How soon it was said to be needed.", default=Urgency.UNKNOWN)
    gateway_relied_on: Gateway | None = about(
        "The lawful basis that the asker relied on.", default=None
    )


@event(
    "information_provided",
    posted_by=(Recorder.ANY,),
    effects=(Fulfils((RequestKind.INFORMATION, RequestKind.ADVICE), by_actor=True),),
)
class InformationProvided(Event):
    """An agency gave information that it held to another."""

    items: tuple[str, ...] = about("What was given.", default=(), length_max=ITEM_LENGTH_MAX)
    to: Agency | None = about("The agency told.", default=None)
    completeness: Completeness = about(
        "How much of what was asked for.", default=Completeness.UNKNOWN
    )
    unsolicited: bool | None = about("Whether nobody had asked for it.", default=None)
    age_of_info_s: int | None = about(
        "How old the information was.", default=None, unit="s", at_most=CENTURY_S
    )


@event(
    "information_declined",
    posted_by=(Recorder.ANY,),
    effects=(Answers(Answer.DECLINED, kinds=(RequestKind.INFORMATION, RequestKind.ADVICE)),),
    own_act=True,
)
class InformationDeclined(Event):
    """An agency said that it would not give information that it was asked for."""

    items: tuple[str, ...] = about("What was not given.", default=(), length_max=ITEM_LENGTH_MAX)
    reason: str = about("Why.", default="", length_max=REASON_LENGTH_MAX)
    gateway_position: str = about(
        "What it says about the lawful basis for sharing.",
        default="",
        length_max=REASON_LENGTH_MAX,
    )


@event("information_found_incomplete", posted_by=(Recorder.ANY,))
class InformationFoundIncomplete(Event):
    """Information that was given was found to lack something."""

    items_missing: tuple[str, ...] = about("What was missing.", length_max=ITEM_LENGTH_MAX)
    held_by: Agency | None = about("The agency that held it.", default=None)
    effect: str = about("What came of it.", default="", length_max=REASON_LENGTH_MAX)


@event("crisis_plan_checked", posted_by=(Recorder.ANY,))
class CrisisPlanChecked(Event):
    """An agency looked for the person's crisis plan."""

    found: bool = about("Whether a plan was found.")
    usable: bool | None = about("Whether it could be used.", default=None)
    key_contents: str = about("What it says.", default="")


@event("family_concern_raised", posted_by=(Recorder.ANY,))
class FamilyConcernRaised(Event):
    """Somebody close to the person told an agency of a concern."""

    by_relation: Relation = about("Who told it.")
    content: str = about("What was said.", default="")
    to: Agency | None = about("The agency told.", default=None)
    wants_reply: bool | None = about("Whether a reply was wanted.", default=None)


@event("protective_person_asked_to_leave", posted_by=(Recorder.ANY,))
class ProtectivePersonAskedToLeave(Event):
    """Somebody who was with the person, and a protection to them, was asked to leave."""

    by_relation: Relation = about("Who was asked to leave.")
    asked_by: Agency | None = about("The agency that asked.", default=None)
    reason: str = about("Why.", default="", length_max=REASON_LENGTH_MAX)
    own_wish: bool | None = about("Whether the person wished it.", default=None)


@event("contact_cadence_set", posted_by=(Recorder.COMMUNITY_TEAM,))
class ContactCadenceSet(Event):
    """A team set how often it means to be in contact with the person."""

    interval_s: int = about(
        "The longest time between two contacts.",
        unit="s",
        at_least=60,
        at_most=YEAR_S,
        example=86_400,
    )
    contact_kind_that_counts: CareContactKind | None = about(
        "The kind of contact that counts.", default=None
    )
    since: Occurred | None = about("Since when, where not at the time of the entry.", default=None)


@event("care_contact_made", posted_by=(Recorder.COMMUNITY_TEAM,))
class CareContactMade(Event):
    """A team was in contact with the person, or tried to be."""

    kind: CareContactKind = about("How.")
    substantive: bool | None = about("Whether they talked about how the person is.", default=None)
    medication_seen: bool | None = about("Whether staff saw the medication taken.", default=None)
    place: str = about("Where.", default="", length_max=PLACE_LENGTH_MAX)


@event("care_contact_missed", posted_by=(Recorder.COMMUNITY_TEAM,))
class CareContactMissed(Event):
    """A contact that a team had planned did not take place."""

    reason: MissedReason = about("Why.", default=MissedReason.UNKNOWN)
    escalation: str = about(
        "Who was told, and what was decided.", default="", length_max=REASON_LENGTH_MAX
    )
