"""Attendance and scene: who was sent, who came, who left (§3.4)."""

from enum import StrEnum
from typing import Final

from jointlog.domain.asking import RequestKind
from jointlog.domain.declare import Event, about, event
from jointlog.domain.effects import (
    Answer,
    Answers,
    Attends,
    Beside,
    Ends,
    Fills,
    Fulfils,
    Leaves,
    Of,
    When,
)
from jointlog.domain.vocabulary import Agency, Recorder, Strand

CALLSIGN_LENGTH_MAX: Final = 40


class Skill(StrEnum):
    """What a resource can do."""

    CONSTABLE = "constable"
    TECHNICIAN = "technician"
    PARAMEDIC = "paramedic"
    DOCTOR = "doctor"
    HART = "hart"
    TRIAGE_NURSE = "triage_nurse"
    TRANSPORT = "transport"
    FIRE = "fire"
    OTHER = "other"


AMBULANCE_SKILLS: Final = ("technician", "paramedic", "doctor", "hart")
AMBULANCE_WAITS: Final = (
    RequestKind.AMBULANCE_TREAT,
    RequestKind.AMBULANCE_CONVEY,
    RequestKind.HART,
)


class ArrivalBasis(StrEnum):
    """How an arrival is known."""

    AVL = "avl"
    BUTTON = "button"
    VOICE = "voice"
    CCTV = "cctv"
    RECORD = "record"


class LeavingReason(StrEnum):
    """Why a resource left."""

    CONVEYING = "conveying"  # goes with the person: leaves the scene, not the person
    HANDED_OVER = "handed_over"
    TASK_COMPLETE = "task_complete"
    STOOD_DOWN = "stood_down"
    DIVERTED = "diverted"
    END_OF_SHIFT = "end_of_shift"
    OTHER = "other"


class RendezvousReason(StrEnum):
    """Why a resource waited away from the scene."""

    AWAITING_POLICE = "awaiting_police"
    SCENE_UNSAFE = "scene_unsafe"
    AWAITING_SPECIALIST = "awaiting_specialist"
    OTHER = "other"


class Condition(StrEnum):
    """How a person was found."""

    WELL = "well"
    INJURED = "injured"
    UNRESPONSIVE = "unresponsive"
    DEAD = "dead"


@event(
    "resource_allocated",
    posted_by=(Recorder.POLICE_CONTROL, Recorder.AMBULANCE_CONTROL),
    effects=(Fills(Strand.CONTACT),),
)
class ResourceAllocated(Event):
    """A control room sent a resource: that agency is going to see the person."""

    callsign: str = about("Callsign of the resource.", length_max=CALLSIGN_LENGTH_MAX)
    skill: Skill = about("What the resource can do.")
    crew_size: int | None = about("People on board.", default=None, unit="people", at_most=100)


@event(
    "resource_arrived_at_scene",
    posted_by=(
        Recorder.POLICE_CONTROL,
        Recorder.AMBULANCE_CONTROL,
        Recorder.CREW,
        Recorder.CONSTABLE,
    ),
    effects=(Attends(callsign=Of("callsign"), subject=Of("for_subject")), Fills(Strand.CONTACT)),
)
class ResourceArrivedAtScene(Event):
    """A resource reached the scene.

    It ends a wait only for the person it came for: an ambulance for someone else does not
    stop this person's clock.
    """

    callsign: str = about("Callsign of the resource.", default="", length_max=CALLSIGN_LENGTH_MAX)
    skill: Skill | None = about("What the resource can do.", default=None)
    basis: ArrivalBasis | None = about("How the arrival is known.", default=None)
    for_subject: str = about(
        "Pseudonym of the person it came for, where not the subject of the entry.",
        default="",
        length_max=64,
    )
    people: int | None = about("How many came.", default=None, unit="people", at_most=1000)


@event(
    "resource_held_at_rendezvous",
    posted_by=(Recorder.AMBULANCE_CONTROL, Recorder.CREW),
    effects=(Answers(Answer.HELD),),
)
class ResourceHeldAtRendezvous(Event):
    """A resource waited away from the scene."""

    reason: RendezvousReason = about("Why it waited.")
    waiting_for: Agency | None = about("The agency it waited for.", default=None)
    distance_m: int | None = about("Distance to the scene.", default=None, unit="m")


@event(
    "clinician_reached_patient",
    posted_by=(Recorder.CREW, Recorder.CONSTABLE),
    effects=(
        Attends(),
        Fulfils(AMBULANCE_WAITS, when=When("skill", AMBULANCE_SKILLS)),
    ),
)
class ClinicianReachedPatient(Event):
    """A clinician was at the person's side; who cares for the person is a separate fact."""

    who: str = about("Callsign or pseudonym of the clinician.", default="", length_max=64)
    skill: Skill = about("What the clinician can do.", example=Skill.PARAMEDIC)


@event(
    "resource_left_scene",
    posted_by=(Recorder.ANY,),
    effects=(
        Beside(asked_only=True, when=When("reason", ("conveying", "handed_over"))),
        Leaves(callsign=Of("callsign"), when=When("reason", ("conveying",), negated=True)),
    ),
)
class ResourceLeftScene(Event):
    """A resource left.

    What its agency still held, and nobody accepted, is held by nobody from then on.
    """

    callsign: str = about(
        "Callsign of the resource; without one, all of the agency left.",
        default="",
        length_max=CALLSIGN_LENGTH_MAX,
    )
    reason: LeavingReason = about("Why it left.", default=LeavingReason.OTHER)
    handed_to: Agency | None = about(
        "Whom the leaving agency says it handed to; no acceptance is inferred.", default=None
    )


@event(
    "person_found",
    posted_by=(Recorder.ANY,),
    effects=(Ends(Strand.CONTACT),),
)
class PersonFound(Event):
    """A person being looked for was found."""

    by_whom: str = about("Who found the person: a role, not a name.", length_max=64)
    place: str = about("Where, as the source says it.", default="", length_max=200)
    condition: Condition = about("How the person was.")
    missing_s: int | None = about("How long the person was missing.", default=None, unit="s")
