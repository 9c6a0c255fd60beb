"""Contact, call and triage: who asked for help, and what was made of it (§3.2)."""

from enum import StrEnum
from typing import Final
from uuid import UUID

from jointlog.domain.asking import RequestKind
from jointlog.domain.declare import Event, about, event
from jointlog.domain.effects import Answer, Answers, Closes, Declines, Needs, Relinquishes
from jointlog.domain.events.shared import (
    ID_LENGTH_MAX,
    ITEM_LENGTH_MAX,
    PLACE_LENGTH_MAX,
    REASON_LENGTH_MAX,
    Channel,
    Code,
    DeclineReason,
    Grade,
    LogRef,
)
from jointlog.domain.time import Occurred
from jointlog.domain.vocabulary import Agency, Recorder, Role, Strand


class CallerKind(StrEnum):
    """Who made contact."""

    PUBLIC = "public"
    FAMILY = "family"
    PROFESSIONAL = "professional"
    PERSON = "person"  # the person concerned
    OTHER = "other"
    UNKNOWN = "unknown"


class Scheme(StrEnum):
    """The set of grades that a grade is taken from."""

    POLICE = "police"
    ARP = "arp"
    PRE_ARP = "pre_arp"
    OTHER = "other"


class CheckResult(StrEnum):
    """What an intelligence check showed."""

    NIL = "nil"
    HIT = "hit"
    UNKNOWN = "unknown"


class ThresholdLimb(StrEnum):
    """The limb of the Right Care Right Person threshold that was considered."""

    CRIME = "crime"
    ARTICLE_2 = "article_2"
    ARTICLE_3 = "article_3"
    OTHER_DUTY = "other_duty"
    NONE = "none"


class Confidence(StrEnum):
    """How sure it is that two logs are of one incident."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"


CONTROL_ROOMS: Final = (Recorder.POLICE_CONTROL, Recorder.AMBULANCE_CONTROL)


@event("contact_received", posted_by=(Recorder.ANY,), effects=(Needs(Strand.CONTACT),))
class ContactReceived(Event):
    """An agency was told of a person who may need help."""

    channel: Channel = about("How the contact came.", example=Channel.CALL_999)
    caller_kind: CallerKind = about("Who made contact.")
    call_ref: str = about("The agency's own reference.", default="", length_max=ID_LENGTH_MAX)
    location: str = about(
        "Where the person is, as the caller said it.", default="", length_max=PLACE_LENGTH_MAX
    )
    callback: str = about(
        "How the caller can be reached: a pseudonym or reference, never a number.",
        default="",
        length_max=ID_LENGTH_MAX,
    )
    is_repeat_of: UUID | None = about("Id of the earlier contact that it repeats.", default=None)


@event("call_information_recorded", posted_by=CONTROL_ROOMS)
class CallInformationRecorded(Event):
    """A control room wrote down something that a caller said."""

    item: str = about("What the information is about.", length_max=PLACE_LENGTH_MAX)
    value_recorded: str = about("What was written down.")
    caller_words: str = about("The caller's own words.", default="")


@event("call_information_found_inaccurate", posted_by=(Recorder.ANY,))
class CallInformationFoundInaccurate(Event):
    """Something written down about a call was found to differ from what was so."""

    item: str = about("What the information is about.", length_max=PLACE_LENGTH_MAX)
    recorded_value: str = about("What was written down.", default="")
    true_value: str = about("What was found to be so.", default="")
    found_how: str = about("How it was found.", default="", length_max=REASON_LENGTH_MAX)
    who_relied_on_it: tuple[Agency, ...] = about(
        "The agencies that relied on what was written down.", default=()
    )


@event("call_graded", posted_by=CONTROL_ROOMS)
class CallGraded(Event):
    """A control room gave a call a grade of urgency."""

    scheme: Scheme = about("The set of grades that it is taken from.")
    grade: Grade = about("The grade given.")
    previous_grade: Grade | None = about("The grade that it had before.", default=None)
    reason: str = about("Why this grade.", default="", length_max=REASON_LENGTH_MAX)
    local_code: Code | None = about("The code of the agency's own triage system.", default=None)
    supervisor_reviewed: bool | None = about("Whether a supervisor reviewed it.", default=None)


@event(
    "intelligence_check_performed",
    posted_by=(Recorder.POLICE_CONTROL, Recorder.CONSTABLE),
)
class IntelligenceCheckPerformed(Event):
    """Police looked a person or place up in their systems."""

    systems: tuple[str, ...] = about("The systems looked in.", default=(), length_max=ID_LENGTH_MAX)
    markers: tuple[str, ...] = about(
        "The warning markers found.", default=(), length_max=ITEM_LENGTH_MAX
    )
    result: CheckResult = about("Whether anything was found.", default=CheckResult.UNKNOWN)


@event("information_passed_to_resources", posted_by=CONTROL_ROOMS)
class InformationPassedToResources(Event):
    """A control room told the resources it had sent what it knew."""

    items: tuple[str, ...] = about("What was passed on.", length_max=ITEM_LENGTH_MAX)
    to: tuple[str, ...] = about(
        "Callsigns of the resources told.", default=(), length_max=ID_LENGTH_MAX
    )
    channel: Channel | None = about("How it was passed on.", default=None)
    read_back: bool | None = about("Whether it was read back.", default=None)


@event("critical_information_found_not_passed_on", posted_by=(Recorder.ANY,))
class CriticalInformationFoundNotPassedOn(Event):
    """Information that one agency held was found not to have reached another."""

    item: str = about("The information.", length_max=ITEM_LENGTH_MAX)
    held_by: Agency | None = about("The agency that held it.", default=None)
    held_since: Occurred | None = about("Since when it was held.", default=None)
    intended_for: tuple[Agency, ...] = about("The agencies that it did not reach.", default=())
    effect: str = about("What came of it.", default="", length_max=REASON_LENGTH_MAX)


@event("rcrp_threshold_assessed", posted_by=(Recorder.POLICE_CONTROL,))
class RCRPThresholdAssessed(Event):
    """Police decided whether a call meets their threshold for attending."""

    met: bool = about("Whether the threshold was found to be met.")
    limb: ThresholdLimb | None = about("The limb of the threshold relied on.", default=None)
    factors: tuple[str, ...] = about(
        "What was taken into account.", default=(), length_max=ITEM_LENGTH_MAX
    )
    decider_role: Role | None = about("Role of the person who decided.", default=None)


@event(
    "attendance_declined",
    posted_by=(*CONTROL_ROOMS, Recorder.COMMUNITY_TEAM),
    effects=(
        Declines(Strand.CONTACT),
        Answers(
            Answer.DECLINED,
            kinds=(
                RequestKind.POLICE,
                RequestKind.AMBULANCE_TREAT,
                RequestKind.AMBULANCE_CONVEY,
            ),
        ),
    ),
)
class AttendanceDeclined(Event):
    """An agency said that it would not go to the person."""

    reason_code: DeclineReason = about("Why.", default=DeclineReason.UNKNOWN)
    local_code: Code | None = about("The agency's own code for the reason.", default=None)
    advice_given: str = about("What advice was given.", default="")
    alternative_named: Agency | None = about("The agency that it pointed to.", default=None)
    told_whom: str = about(
        "Who was told: a role, not a name.", default="", length_max=ID_LENGTH_MAX
    )


@event(
    "incident_closed_without_attendance",
    posted_by=CONTROL_ROOMS,
    effects=(Relinquishes(Strand.CONTACT), Closes()),
)
class IncidentClosedWithoutAttendance(Event):
    """A control room closed its log; none of its resources had gone to the person."""

    reason_code: DeclineReason = about("Why.", default=DeclineReason.UNKNOWN)
    local_code: Code | None = about("The agency's own closing code.", default=None)
    authorised_by: Role | None = about("Role of the person who authorised it.", default=None)
    open_needs: tuple[Strand, ...] = about(
        "The responsibilities that the agency says were still needed.", default=()
    )


@event("incident_reopened", posted_by=CONTROL_ROOMS, effects=(Needs(Strand.CONTACT),))
class IncidentReopened(Event):
    """A control room opened a log again that it had closed."""

    reason: str = about("Why.", default="", length_max=REASON_LENGTH_MAX)


@event("agency_logs_linked", posted_by=(Recorder.ANY,))
class AgencyLogsLinked(Event):
    """The logs that agencies keep of one incident were linked."""

    refs: tuple[LogRef, ...] = about("The logs.")
    link_basis: str = about(
        "What says that they are of one incident.", default="", length_max=REASON_LENGTH_MAX
    )
    confidence: Confidence = about("How sure that is.", default=Confidence.UNKNOWN)
