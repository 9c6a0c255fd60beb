"""Waits: six ends, and what only annotates them; presence counted by resource (§2.4, §1.10)."""

import pytest

from jointlog.domain.effects import Answer
from jointlog.domain.incident import Outcome, Request, State, Timeline, horizon
from jointlog.domain.time import Length, Window
from jointlog.domain.vocabulary import Agency, Strand
from tests.grammar import at, given

TREAT = "12:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las"
CONVEY = "12:00 police:met assistance_requested kind=ambulance_convey to=ambulance:las"


def requests(*lines: str) -> list[Request]:
    """The waits."""
    return given(*lines).when_folded().requests.all


def outcome(*lines: str) -> str:
    """How the first wait ended, or stands."""
    return requests(*lines)[0].outcome.value


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("12:10 ambulance:las clinician_reached_patient skill=paramedic", Outcome.ATTENDED),
        ("12:10 ambulance:las resource_arrived_at_scene callsign=A1", Outcome.ATTENDED),
        ("12:10 ambulance:las request_declined kind=ambulance_treat", Outcome.DECLINED),
        ("12:10 police:met request_cancelled kind=ambulance_treat", Outcome.CANCELLED),
        ("12:10 police:met police_vehicle_conveyance_started", Outcome.REPLACED),
        ("12:10 ambulance:las incident_closed_without_attendance", Outcome.CLOSED),
    ],
)
def test_six_ends_are_six_facts(end: str, expected: Outcome) -> None:
    """Attended, declined, cancelled, replaced, closed: each ends the wait and says how."""
    (request,) = requests(TREAT, end)
    assert (request.outcome, request.is_open) == (expected, False)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("responder_reported_unavailable what=ambulance_treat", Outcome.UNAVAILABLE),
        ("responder_diverted_from_request kind=ambulance_treat", Outcome.DIVERTED),
        ("request_reprioritised kind=ambulance_treat new=category_1", Outcome.ABSENT),
        ("request_acknowledged kind=ambulance_treat", Outcome.ABSENT),
        ("request_accepted kind=ambulance_treat", Outcome.ABSENT),
        ("resource_held_at_rendezvous reason=scene_unsafe", Outcome.ABSENT),
    ],
)
def test_what_is_said_of_a_wait_does_not_end_it(said: str, expected: Outcome) -> None:
    """Unavailable, diverted, recategorised, acknowledged, accepted, held: still waiting."""
    (request,) = requests(TREAT, f"12:10 ambulance:las {said}")
    assert (request.outcome, request.is_open) == (expected, True)
    assert request.answers[0].by == Agency.parse("ambulance:las")


def test_recategorised_and_diverted_waits_run_from_the_first_request() -> None:
    """Asked at 12:00, recategorised, diverted, there at 12:40: 40 min, give or take a minute."""
    entries = given(
        TREAT,
        "12:10 ambulance:las request_reprioritised kind=ambulance_treat new=category_1",
        "12:20 ambulance:las responder_diverted_from_request kind=ambulance_treat",
        "12:30 police:met assistance_requested kind=ambulance_treat to=ambulance",
        "12:40 ambulance:las resource_arrived_at_scene callsign=A2",
    )
    (request,) = entries.when_folded().requests.all
    assert request.length(horizon(entries.statements)) == Length(2341, 2459)
    assert (request.repeats, request.version) == ([4], 1)
    assert request.answered(Answer.DIVERTED) is not None
    assert request.answered(Answer.DECLINED) is None


def test_another_patients_ambulance_does_not_end_the_wait() -> None:
    """An ambulance came for an officer, another for this person's neighbour."""
    assert outcome(TREAT, "12:10 ambulance:las resource_arrived_at_scene for_subject=P2") == (
        Outcome.ABSENT
    )
    assert outcome(TREAT, "12:10 fire:lfb resource_arrived_at_scene") == Outcome.ABSENT


def test_an_open_wait_runs_to_the_end_of_the_record() -> None:
    """From 12:00 to 12:30."""
    lines = given(TREAT, "12:30 police:met restraint_ended")
    (request,) = lines.when_folded().requests.all
    assert request.length(horizon(lines.statements)) == Length(1741, 1859)


def test_a_request_to_another_is_another_wait() -> None:
    """Of another agency, another kind, another asker."""
    made = requests(
        TREAT,
        TREAT.replace("las", "eoe"),
        CONVEY,
        TREAT.replace("police:met", "acute:kings"),
        "12:05 police:met assistance_requested kind=ambulance_treat",
    )
    assert len(made) == 4
    assert made[1].repeats == []


def test_an_answer_finds_the_request_it_names_or_the_latest_that_fits() -> None:
    """By id, even one that has ended; by kind; by who was asked; else none."""
    again = "12:05 police:met assistance_requested kind=ambulance_treat to=ambulance:eoe"
    named = requests(TREAT, again, "12:10 ambulance request_accepted @replies_to=#1")
    assert [len(request.answers) for request in named] == [1, 0]
    latest = requests(TREAT, again, "12:10 ambulance request_accepted")
    assert [len(request.answers) for request in latest] == [0, 1]
    other = requests(TREAT, "12:10 ambulance:las request_declined kind=bed")
    assert other[0].is_open
    stranger = requests(TREAT, "12:10 fire:lfb request_declined")
    assert stranger[0].is_open
    ended = requests(
        TREAT,
        "12:10 police:met request_cancelled kind=ambulance_treat",
        "12:11 ambulance:las request_declined @replies_to=#1",
        "12:12 ambulance:las request_cancelled @replies_to=#1",
    )
    assert ended[0].outcome is Outcome.CANCELLED
    assert len(ended[0].answers) == 3


def strand_of(timeline: Timeline, strand: Strand) -> tuple[str, ...]:
    """The last state of the strand and its holders."""
    last = timeline.spans("P1", strand)[-1]
    return (last.state.value, *map(str, last.holders))


def test_asking_offers_and_accepting_the_task_moves_what_can_move() -> None:
    """Conveyance moves by acceptance; care of a patient only at the patient's side."""
    accepted = "12:05 ambulance:las request_accepted kind={}"
    timeline = given(CONVEY, accepted.format("ambulance_convey")).when_folded()
    assert strand_of(timeline, Strand.CONV) == ("held", "ambulance:las")
    need = "11:59 police:met medical_emergency_recognised sign=collapse"
    timeline = given(need, TREAT, accepted.format("ambulance_treat")).when_folded()
    assert strand_of(timeline, Strand.CLIN) == ("offered",)
    declined = "12:05 ambulance:las request_declined kind=ambulance_treat"
    assert strand_of(given(need, TREAT, declined).when_folded(), Strand.CLIN) == (
        "needed, held by nobody",
    )
    assert given(TREAT).when_folded().spans("P1", Strand.CLIN)[-1].state is State.NOT_NEEDED


def test_a_cancelled_request_withdraws_its_offer() -> None:
    """Back to needed, to the holder, or to who else was asked; an offer by words stands."""
    cancelled = "12:10 police:met request_cancelled kind=ambulance_convey"
    assert strand_of(given(CONVEY, cancelled).when_folded(), Strand.CONV) == (
        "needed, held by nobody",
    )
    held = "11:50 police:met responsibility_assumed strand=CONV"
    assert strand_of(given(held, CONVEY, cancelled).when_folded(), Strand.CONV) == (
        "held",
        "police:met",
    )
    other = CONVEY.replace("ambulance:las", "patient_transport:x")
    (last,) = (
        given(CONVEY, other, f"{cancelled} @replies_to=#1")
        .when_folded()
        .spans("P1", Strand.CONV)[-1:]
    )
    assert last.holding.offered_to == (Agency.parse("patient_transport:x"),)
    words = "12:01 police:met responsibility_offered strand=CONV to=ambulance:las"
    assert strand_of(given(CONVEY, words, cancelled).when_folded(), Strand.CONV) == ("offered",)
    nobody = CONVEY.replace(" to=ambulance:las", "")
    assert strand_of(given(nobody, cancelled).when_folded(), Strand.CONV)[0].startswith("needed")


def test_what_was_asked_for_is_here() -> None:
    """By any agency, by the one that was asked, or in reply to one request only."""
    place = "12:00 police:met assistance_requested kind=place_of_safety to=mental_health:slam"
    assert outcome(place, "13:00 acute:kings handover_accepted strands=SAFE") == Outcome.ATTENDED
    asked = "12:00 police:met information_requested to=mental_health:slam"
    told = "12:10 {} information_provided"
    assert outcome(asked, told.format("fire:lfb")) == Outcome.ABSENT
    assert outcome(asked, told.format("mental_health:slam")) == Outcome.ATTENDED
    anybody = asked.replace(" to=mental_health:slam", "")
    assert outcome(anybody, told.format("fire:lfb")) == Outcome.ATTENDED
    assert outcome(anybody, told.format("police:met")) == Outcome.ABSENT
    two = requests(
        asked,
        "12:01 acute:kings information_requested to=mental_health:slam",
        f"{told.format('mental_health:slam')} @replies_to=#2",
    )
    assert [request.is_open for request in two] == [True, False]


def test_conveying_fulfils_or_replaces() -> None:
    """The ambulance that was asked conveys: attended. Another agency does: replaced."""
    assert outcome(CONVEY, "12:30 ambulance:las conveyance_started") == Outcome.ATTENDED
    assert outcome(CONVEY, "12:30 local_authority:x conveyance_started") == Outcome.REPLACED
    police = "12:00 acute:x assistance_requested kind=police to=police:met"
    assert outcome(police, "12:30 local_authority:x conveyance_started") == Outcome.ABSENT


def test_closing_the_log_of_one_agency_leaves_the_others() -> None:
    """The ambulance service closes its log; police were not asked by it."""
    police = "12:00 acute:x assistance_requested kind=police to=police:met"
    made = requests(police, TREAT, "12:30 ambulance:las incident_closed_without_attendance")
    assert [request.is_open for request in made] == [True, False]


def test_presence_counts_resources_and_people() -> None:
    """Two cars, one of them told twice: one visit of five people, with the skills of both."""
    timeline = given(
        "12:00 police:met resource_arrived_at_scene callsign=P1 people=2 skill=constable",
        "12:01 police:met resource_arrived_at_scene callsign=P1 people=2",
        "12:02 police:met resource_arrived_at_scene callsign=P2 people=3 skill=triage_nurse",
        "12:03 police:met s136_power_used",
    ).when_folded()
    (visit,) = timeline.presence.visits
    assert (visit.people, visit.skills) == (5, {"constable", "triage_nurse"})
    assert [change.what for change in timeline.changes] == ["strand"]


def test_conveying_crews_do_not_leave_the_person() -> None:
    """'Conveying' as the reason for leaving is no departure at all."""
    timeline = given(
        "12:00 ambulance:las resource_arrived_at_scene callsign=A1",
        "12:30 ambulance:las resource_left_scene callsign=A1 reason=conveying",
    ).when_folded()
    assert timeline.presence.departures == []
    escorted = given(
        "12:00 police:met s136_power_used",
        "12:30 ambulance:las conveyance_started escorts=police:met",
        "12:31 police:met resource_left_scene",
    ).when_folded()
    assert escorted.presence.departures == []


def test_a_visit_of_a_departed_agency_has_an_end() -> None:
    """Until the end of the record, or until it left."""
    lines = given(
        "12:00 ambulance:las resource_arrived_at_scene callsign=A1",
        "12:00 police:met resource_arrived_at_scene callsign=P1",
        "12:30 ambulance:las resource_left_scene callsign=A1",
    )
    one, other = lines.when_folded().presence.visits
    end = horizon(lines.statements)
    assert one.end is not None
    assert one.end_window(end) == one.end.window
    assert other.end_window(end) == end


ASKED_TO_CONVEY = "12:00:00 police:met assistance_requested kind=ambulance_convey to=ambulance:las"


@pytest.mark.parametrize(
    "shown",
    [
        "ambulance:las observations_recorded taken=true",
        "ambulance:las medication_given drug=lorazepam",
        "ambulance:las conveyance_started mode=ambulance",
        "ambulance:las arrived_at_place_of_safety kind=emergency_department",
        "ambulance:las resource_left_scene reason=handed_over",
        "ambulance:las resource_left_scene reason=conveying",
    ],
)
def test_what_a_crew_does_shows_that_it_has_come(shown: str) -> None:
    """No arrival is recorded: the wait ended from the request, 12:00, to what it did, 12:20."""
    timeline = given(ASKED_TO_CONVEY, f"12:20:00 {shown}").when_folded()
    (request,) = timeline.requests.all
    assert (request.outcome, request.is_by_then) == (Outcome.ATTENDED, True)
    assert request.end is not None
    assert request.end.window == Window(at("12:00:00"), at("12:20:00"))
    assert [visit.start.window for visit in timeline.presence.visits] == [
        Window(at("12:20:00"), at("12:20:00"))
    ]


@pytest.mark.parametrize(
    "said",
    [
        "acute:rlh observations_recorded taken=true",
        "ambulance:las observations_recorded taken=false",
        "ambulance:las resource_left_scene reason=stood_down",
        "ambulance:las medication_given drug=lorazepam @subject=P2",
    ],
)
def test_what_is_no_sign_of_the_crew_ends_no_wait(said: str) -> None:
    """A hospital's observations, none taken, a stand-down, another person: the wait is open."""
    timeline = given(ASKED_TO_CONVEY, f"12:20:00 {said}").when_folded()
    assert [request.is_open for request in timeline.requests.all] == [True]


def test_a_recorded_arrival_stands_whatever_follows() -> None:
    """Arrived at 12:10, observed at 12:20: the wait is 10 min."""
    timeline = given(
        ASKED_TO_CONVEY,
        "12:10:00 ambulance:las resource_arrived_at_scene callsign=A1",
        "12:20:00 ambulance:las observations_recorded taken=true",
    ).when_folded()
    (request,) = timeline.requests.all
    assert request.end is not None
    assert (request.end.window, request.is_by_then) == (
        Window(at("12:10:00"), at("12:10:00")),
        False,
    )


def test_police_who_use_force_have_come_by_then() -> None:
    """Asked for at 12:00, restraint at 12:20 and no arrival: at some time until then."""
    timeline = given(
        "12:00:00 ambulance:las assistance_requested kind=police to=police:met",
        "12:20:00 police:met restraint_started",
    ).when_folded()
    (request,) = timeline.requests.all
    assert (request.outcome, request.is_by_then) == (Outcome.ATTENDED, True)
