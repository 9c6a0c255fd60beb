"""The real course of events for one person: acts at true instants, before anybody records them."""

from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from jointlog.domain.simulation.plan import CAME, TAKEN, Handover, Plan, Ride, chance

POLICE: Final = "police:sim"
AMBULANCE: Final = "ambulance:sim"
COUNCIL: Final = "local_authority:sim"
TRUST: Final = "mental_health:sim"
HOSPITAL: Final = "acute:sim"
TRANSPORT: Final = "patient_transport:sim"
MINUTE_S: Final = 60
HOUR_S: Final = 3600


@dataclass(slots=True)
class Act:
    """Something an agency truly did, and would record.

    Attributes:
        key: its name in the course, such as ``left``.
        agency: who did it.
        name: the event type.
        at_s: when, in true UTC seconds.
        facts: the facts.
        cause: key of the act that led to it, or "".
        answers: whether it answers that act.
        recorded: whether anybody records it.
        undated: whether the record says that the time is not known.
        actor: who did it, where another agency reports it.

    """

    key: str
    agency: str
    name: str
    at_s: int
    facts: dict[str, Any]
    cause: str = ""
    answers: bool = False
    recorded: bool = True
    undated: bool = False
    actor: str = ""


@dataclass(slots=True)
class Course:
    """What truly happens to one person."""

    subject: str
    plan: Plan
    acts: dict[str, Act] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Who runs the place of safety."""
        return HOSPITAL if self.plan.to_department else TRUST

    def add(
        self,
        key: str,
        agency: str,
        name: str,
        at_s: int,
        *,
        cause: str = "",
        answers: bool = False,
        **facts: Any,
    ) -> int:
        """Let an act happen; return when."""
        self.acts[key] = Act(key, agency, name, at_s, facts, cause, answers)
        return at_s

    def at(self, key: str) -> int | None:
        """When an act truly happened; None where it did not."""
        act = self.acts.get(key)
        return None if act is None else act.at_s

    @property
    def end_s(self) -> int:
        """The last true instant."""
        return max(act.at_s for act in self.acts.values())


def call(rng: Random, course: Course, at_s: int) -> int:
    """Somebody calls, and police are sent; return when they arrive."""
    course.add("call", POLICE, "contact_received", at_s, channel="999", caller_kind="public")
    slow = 900 if chance(rng, 25) else 100
    at_s = course.add(
        "sent",
        POLICE,
        "resource_allocated",
        at_s + rng.randint(20, slow),
        cause="call",
        callsign="S21",
        skill="constable",
    )
    return at_s + rng.randint(180, 900)


def scene(rng: Random, course: Course, at_s: int) -> int:
    """Police arrive, watch the person, use the power, and may hold them by force."""
    plan = course.plan
    cause = "sent" if "sent" in course.acts else ""
    course.add(
        "came",
        POLICE,
        "resource_arrived_at_scene",
        at_s,
        cause=cause,
        callsign="S21",
        skill="constable",
        people=2,
    )
    for strand in ("CMD", "SAFE"):
        at_s += rng.randint(5, 40)
        course.add(
            strand.lower(),
            POLICE,
            "responsibility_assumed",
            at_s,
            cause="came",
            strand=strand,
            basis="first_on_scene",
        )
    at_s = course.add(
        "s136",
        POLICE,
        "s136_power_used",
        at_s + rng.randint(60, 900),
        cause="came",
        limb="remove",
        place_kind="public_place",
    )
    if plan.is_restrained:
        position = "prone" if plan.is_prone else "standing"
        held_s = at_s + rng.randint(5, 90)
        course.add(
            "held",
            POLICE,
            "restraint_started",
            held_s,
            cause="s136",
            position=position,
            people=2,
        )
        turned_s = held_s + rng.randint(15, 330)
        if plan.is_prone:
            course.add(
                "turned",
                POLICE,
                "restraint_position_changed",
                turned_s,
                cause="held",
                position="side",
            )
        at_s = course.add(
            "freed",
            POLICE,
            "restraint_ended",
            turned_s + rng.randint(20, 700),
            cause="held",
            released_into="seated",
        )
    return at_s


def journey(rng: Random, course: Course, at_s: int) -> int:
    """An ambulance is asked for; it or a police vehicle takes the person to the place."""
    ride, s136_s = course.plan.ride, course.acts["s136"].at_s
    late_s = 1500 if chance(rng, 12) else 420
    asked_s = course.add(
        "asked",
        POLICE,
        "assistance_requested",
        s136_s + rng.randint(20, late_s),
        cause="s136",
        kind="ambulance_convey",
        to=AMBULANCE,
        urgency="urgent",
    )
    at_s = max(at_s, asked_s)
    if ride in CAME:
        return _by_ambulance(rng, course, at_s)
    said_s = asked_s + rng.randint(120, 1500)
    reason = "no_ambulance_within_30_min"
    if ride is Ride.DECLINED:
        _answer(course, AMBULANCE, "request_declined", said_s, reason_code="capacity")
        reason = "no_ambulance_available"
    elif ride is Ride.TURNED_AWAY:
        _answer(course, AMBULANCE, "responder_diverted_from_request", said_s, replacement=False)
        reason = "ambulance_diverted"
    elif ride is Ride.CANCELLED:
        _answer(
            course, POLICE, "request_cancelled", said_s, by="requester", reason="alternative_used"
        )
        reason = "risk_or_behaviour"
    at_s = max(at_s, said_s) + rng.randint(30, 1800)
    given: dict[str, Any] = {"reason_code": reason} if course.plan.reason_kept else {}
    course.add("off", POLICE, "police_vehicle_conveyance_started", at_s, cause="asked", **given)
    return _arrive(rng, course, at_s, POLICE)


def _answer(course: Course, agency: str, name: str, at_s: int, **facts: Any) -> None:
    facts = {"kind": "ambulance_convey", **facts}
    course.add("answer", agency, name, at_s, cause="asked", answers=True, **facts)


def _by_ambulance(rng: Random, course: Course, at_s: int) -> int:
    asked_s = course.acts["asked"].at_s
    said_s = asked_s + rng.randint(60, 300)
    if course.plan.ride is Ride.REGRADED:
        _answer(course, AMBULANCE, "request_reprioritised", said_s, new="category_3")
    elif course.plan.ride is Ride.DIVERTED:
        _answer(course, AMBULANCE, "responder_diverted_from_request", said_s, replacement=True)
    else:
        _answer(course, AMBULANCE, "request_acknowledged", said_s)
    slow = 4800 if chance(rng, 35) else 1500
    crew_s = course.add(
        "crew",
        AMBULANCE,
        "resource_arrived_at_scene",
        said_s + rng.randint(240, slow),
        cause="asked",
        answers=True,
        callsign="A7",
        skill="paramedic",
    )
    course.add(
        "observed",
        AMBULANCE,
        "observations_recorded",
        crew_s + rng.randint(30, 200),
        cause="crew",
        taken=True,
        avpu="alert",
    )
    at_s = course.add(
        "off",
        AMBULANCE,
        "conveyance_started",
        max(at_s, crew_s + 220) + rng.randint(60, 900),
        cause="crew",
        mode="ambulance",
        escorts=[POLICE],
        authority="s136",
    )
    return _arrive(rng, course, at_s, AMBULANCE)


def _arrive(rng: Random, course: Course, at_s: int, by: str) -> int:
    department = course.plan.to_department
    return course.add(
        "arrived",
        by,
        "arrived_at_place_of_safety",
        at_s + rng.randint(300, 2400),
        cause="off",
        kind="emergency_department" if department else "health_based_place_of_safety",
        run_by=course.place,
    )


def _offer_care(course: Course, at_s: int) -> None:
    """The crew offers the care of the person to the place."""
    course.add(
        "offered-care",
        AMBULANCE,
        "handover_offered",
        at_s,
        cause="arrived",
        strands=["CLIN"],
        to=course.place,
        legal_status_stated=True,
    )


def handover(rng: Random, course: Course, at_s: int) -> int:
    """The handover is offered and answered, or not; those who brought the person leave."""
    plan = course.plan
    offered_s = course.add(
        "offered",
        POLICE,
        "handover_offered",
        at_s + rng.randint(30, 300),
        cause="arrived",
        strands=["DET", "SAFE"],
        to=course.place,
        legal_status_stated=True,
    )
    strands = ["DET", "SAFE", "PLACE"]
    if plan.ride in CAME:
        strands.append("CLIN")
        _offer_care(course, offered_s + rng.randint(1, 60))
    at_s = offered_s + rng.randint(70, 4500)
    if plan.handover in (Handover.REFUSED, Handover.REFUSED_FIRST):
        refused: dict[str, Any] = {"strands": strands, "reason_code": "full"}
        course.add(
            "refused",
            course.place,
            "handover_refused",
            at_s,
            cause="offered",
            answers=True,
            **refused,
        )
        at_s += rng.randint(300, 6000)
    left_s = taken_s = at_s
    if plan.handover is Handover.LATE:
        taken_s = left_s + (rng.randint(1, 90) if chance(rng, 30) else rng.randint(90, 2700))
    elif plan.handover in TAKEN:
        left_s = taken_s + (rng.randint(1, 90) if chance(rng, 40) else rng.randint(90, 4500))
    if plan.handover in TAKEN:
        course.add(
            "taken",
            course.place,
            "handover_accepted",
            taken_s,
            cause="offered",
            answers=True,
            strands=strands,
            legal_status_acknowledged=True,
        )
    course.add(
        "left",
        POLICE,
        "resource_left_scene",
        left_s,
        cause="offered",
        callsign="S21",
        reason="handed_over",
    )
    if plan.ride in CAME:
        early = left_s if plan.handover not in TAKEN else max(left_s, taken_s)
        course.add(
            "crew-left",
            AMBULANCE,
            "resource_left_scene",
            early + rng.randint(5, 600),
            cause="offered-care",
            callsign="A7",
            reason="handed_over",
        )
    return max(left_s, taken_s)


def trail(rng: Random, course: Course) -> None:
    """Nothing more of it is arranged; the record ends with a call between trust and family."""
    asked_s = course.acts["arrived"].at_s + rng.randint(60, 1200)
    if course.plan.handover in TAKEN:
        course.add(
            "amhp",
            course.place,
            "assistance_requested",
            asked_s,
            cause="arrived",
            kind="amhp",
            to=COUNCIL,
        )
    course.add(
        "told",
        course.place,
        "information_provided",
        course.end_s + rng.randint(1800, 7200),
        items=["where the person is"],
        to="family",
    )
