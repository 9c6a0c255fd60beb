"""Requests between agencies: asked, answered, changed, withdrawn (§3.3).

Unavailable (no capacity), declined (criteria or duty) and cancelled are three different facts.
"""

from enum import StrEnum
from typing import Final

from jointlog.domain.asking import RequestKind
from jointlog.domain.declare import Event, about, event
from jointlog.domain.effects import Answer, Answers, Asks, Of
from jointlog.domain.events.shared import (
    ID_LENGTH_MAX,
    ITEM_LENGTH_MAX,
    REASON_LENGTH_MAX,
    Code,
    DeclineReason,
    Grade,
    Urgency,
)
from jointlog.domain.time import Occurred
from jointlog.domain.vocabulary import Agency, Recorder, Role

KIND_TEXT: Final = "What was asked for; finds the request where the entry names none."


class CancelledBy(StrEnum):
    """Which side cancelled."""

    REQUESTER = "requester"
    RECEIVER = "receiver"
    UNKNOWN = "unknown"


class CancelReason(StrEnum):
    """Why a request was cancelled."""

    ALTERNATIVE_USED = "alternative_used"
    RESOLVED = "resolved"
    ERROR = "error"
    NO_RESOURCE = "no_resource"
    OTHER = "other"
    UNKNOWN = "unknown"


class UnavailableReason(StrEnum):
    """Why a responder was unavailable."""

    NO_RESOURCE = "no_resource"
    OUT_OF_HOURS = "out_of_hours"
    OTHER_WORK = "other_work"
    FULL = "full"
    STAFFING = "staffing"
    OTHER = "other"
    UNKNOWN = "unknown"


@event(
    "assistance_requested",
    posted_by=(Recorder.ANY,),
    effects=(Asks(kind=Of("kind"), to=Of("to")),),
)
class AssistanceRequested(Event):
    """One agency asked another for something; asking moves no responsibility.

    Asking for an AMHP, a bed, a place of safety, conveyance or transport says that it is needed.
    """

    kind: RequestKind = about("What was asked for.")
    to: Agency | None = about("The agency asked.", default=None)
    urgency: Urgency = about("How soon it was said to be needed.", default=Urgency.UNKNOWN)
    facts_given: tuple[str, ...] = about(
        "The facts given with the request.", default=(), length_max=ITEM_LENGTH_MAX
    )
    words: str = about("The words used.", default="")
    restraint_in_progress: bool | None = about(
        "Whether the asker said that the person was being restrained.", default=None
    )
    for_subject: str = about(
        "Pseudonym of the person it is for, where not the subject of the entry.",
        default="",
        length_max=ID_LENGTH_MAX,
    )


@event(
    "request_acknowledged",
    posted_by=(Recorder.ANY,),
    effects=(Answers(Answer.ACKNOWLEDGED, kind=Of("kind")),),
    own_act=True,
)
class RequestAcknowledged(Event):
    """The agency asked said that it had the request; that is not acceptance."""

    kind: RequestKind | None = about(KIND_TEXT, default=None)
    ref: str = about("The receiver's own reference.", default="", length_max=ID_LENGTH_MAX)
    by_role: Role | None = about("Role of the person who answered.", default=None)
    eta_earliest: Occurred | None = about("Earliest time given for arrival.", default=None)
    eta_latest: Occurred | None = about("Latest time given for arrival.", default=None)


@event(
    "request_accepted",
    posted_by=(Recorder.ANY,),
    effects=(Answers(Answer.ACCEPTED, kind=Of("kind")),),
    own_act=True,
)
class RequestAccepted(Event):
    """The agency asked said that it would do what was asked."""

    kind: RequestKind | None = about(KIND_TEXT, default=None)
    by_role: Role | None = about("Role of the person who answered.", default=None)
    commitment: str = about(
        "What the agency said it would do.", default="", length_max=REASON_LENGTH_MAX
    )
    eta_earliest: Occurred | None = about("Earliest time given for arrival.", default=None)
    eta_latest: Occurred | None = about("Latest time given for arrival.", default=None)


@event(
    "request_declined",
    posted_by=(Recorder.ANY,),
    effects=(Answers(Answer.DECLINED, kind=Of("kind")),),
    own_act=True,
)
class RequestDeclined(Event):
    """The agency asked said that it would not do what was asked."""

    kind: RequestKind | None = about(KIND_TEXT, default=None)
    reason_code: DeclineReason = about("Why.", default=DeclineReason.UNKNOWN)
    local_code: Code | None = about("The agency's own code for the reason.", default=None)
    alternative: Agency | None = about("The agency that it pointed to.", default=None)
    by_role: Role | None = about("Role of the person who answered.", default=None)


@event(
    "request_reprioritised",
    posted_by=(Recorder.ANY,),
    effects=(Answers(Answer.REPRIORITISED, kind=Of("kind")),),
)
class RequestReprioritised(Event):
    """The agency asked changed the urgency of an open request."""

    kind: RequestKind | None = about(KIND_TEXT, default=None)
    old: Grade | None = about("The grade before.", default=None)
    new: Grade = about("The grade from now on.")
    basis: str = about("Why.", default="", length_max=REASON_LENGTH_MAX)


@event(
    "responder_diverted_from_request",
    posted_by=(Recorder.AMBULANCE_CONTROL, Recorder.POLICE_CONTROL),
    effects=(Answers(Answer.DIVERTED, kind=Of("kind")),),
)
class ResponderDivertedFromRequest(Event):
    """A control room sent the responder to another incident; the request stays open."""

    kind: RequestKind | None = about(KIND_TEXT, default=None)
    callsign: str = about("Callsign of the responder.", default="", length_max=ID_LENGTH_MAX)
    diverted_to_category: Grade | None = about("Grade of the other incident.", default=None)
    replacement: bool | None = about("Whether another responder was sent.", default=None)


@event(
    "request_cancelled",
    posted_by=(Recorder.ANY,),
    effects=(Answers(Answer.CANCELLED, kind=Of("kind")),),
)
class RequestCancelled(Event):
    """An open request was cancelled."""

    kind: RequestKind | None = about(KIND_TEXT, default=None)
    by: CancelledBy = about("Which side cancelled.", default=CancelledBy.UNKNOWN)
    reason: CancelReason = about("Why.", default=CancelReason.UNKNOWN)


@event(
    "responder_reported_unavailable",
    posted_by=(Recorder.ANY,),
    effects=(Answers(Answer.UNAVAILABLE, kind=Of("what")),),
)
class ResponderReportedUnavailable(Event):
    """An agency said that it had nobody to send, or no place to give; the need remains."""

    what: RequestKind = about("What was unavailable.")
    since: Occurred | None = about("Since when.", default=None)
    until: Occurred | None = about("Until when, as far as it said.", default=None)
    reason: UnavailableReason = about("Why.", default=UnavailableReason.UNKNOWN)
