"""F-WAIT-04 at its edges: who was there when, which request, which trigger, and its words."""

import pytest

from jointlog.projections.findings.waits.ambulance_requested_late import ambulance_requested_late
from jointlog.projections.found import Found
from tests.grammar import given, told

ABD = "12:00:00 police:met medical_emergency_recognised sign=acute_behavioural_disturbance"
UNRESPONSIVE = "12:00:00 police:met person_became_unresponsive"
POWER = "12:00:00 police:met s136_power_used limb=remove"
NEVER = ("possible", 3600, 3600, "CLIN")


def ask(clock: str, kind: str = "ambulance_treat") -> str:
    """A request for an ambulance."""
    return f"{clock} police:met assistance_requested kind={kind} to=ambulance:las"


def read(*lines: str) -> list[Found]:
    """What the rule finds over every order, to 13:00."""
    case = given(*lines).case(until="13:00:00")
    return [each.found for each in ambulance_requested_late.find(case)]


def length(found: Found) -> tuple[int, int | None]:
    """The bounds of its length."""
    assert found.length is not None
    return found.length.min_s, found.length.max_s


def possible(*lines: str) -> tuple[int, int | None]:
    """The bounds of the one find there is, which is possible."""
    (found,) = read(*lines)
    assert found.grade.value == "possible"
    return length(found)


@pytest.mark.parametrize("actor", ["ambulance:las", "acute:a", "doctor:d", "custody_health:c"])
def test_what_a_clinician_saw_wants_no_ambulance(actor: str) -> None:
    """They recorded it at the person's side."""
    given(UNRESPONSIVE.replace("police:met", actor)).when_examined(
        ambulance_requested_late, until="13:00:00"
    ).then_nothing()


@pytest.mark.parametrize("actor", ["acute:a", "doctor:d", "custody_health:c"])
def test_whoever_clinician_is_there_is_enough(actor: str) -> None:
    """With the person from 11:50."""
    given(f"11:50:00 {actor} resource_arrived_at_scene callsign=D", UNRESPONSIVE).when_examined(
        ambulance_requested_late, until="13:00:00"
    ).then_nothing()


@pytest.mark.parametrize(
    "journey", ["conveyance_started mode=secure_transport", "police_vehicle_conveyance_started"]
)
def test_after_a_journey_from_the_department_it_counts(journey: str) -> None:
    """Taken on from the department at 11:45, in whatever vehicle."""
    given(
        "11:30:00 police:met arrived_at_place_of_safety kind=emergency_department",
        f"11:45:00 police:met {journey}",
        UNRESPONSIVE,
    ).when_examined(ambulance_requested_late, until="13:00:00").then(NEVER)


def test_a_department_reached_only_afterwards_does_not_cover() -> None:
    """At the department from 12:30: not there yet. About 12:00, or in that second: perhaps."""
    arrived = "police:met arrived_at_place_of_safety kind=emergency_department"
    given(UNRESPONSIVE, f"12:30:00 {arrived}").when_examined(
        ambulance_requested_late, until="13:00:00"
    ).then(NEVER)
    assert possible(f"~12:00 {arrived}", UNRESPONSIVE) == (3600, 3600)
    assert possible(f"12:00:00 {arrived}", UNRESPONSIVE.replace("12:00:00", "~12:00"))
    assert possible(f"12:00:00 {arrived}", UNRESPONSIVE) == (3600, 3600)


def test_cancelled_for_want_of_a_resource_is_another_finding() -> None:
    """The requester cancelled, as none was to be had."""
    given(
        UNRESPONSIVE,
        ask("12:01:00"),
        "12:03:00 police:met request_cancelled by=requester reason=no_resource",
    ).when_examined(ambulance_requested_late, until="13:00:00").then_nothing()


def test_the_trigger_that_is_surely_late_names_the_finding() -> None:
    """The power about 11:50, perhaps in time; unresponsive at 11:55, surely not: 5 min."""
    (found,) = read(
        POWER.replace("12:00:00", "~11:50"),
        UNRESPONSIVE.replace("12:00:00", "11:55:00"),
        ask("12:00:00"),
    )
    assert found.grade.value == "definite"
    assert told(found) == (
        "person became unresponsive at 11:55:00; from then until 12:00:00 "
        "no request for an ambulance is recorded: 5 min (threshold 2 min); "
        "the same is so after: s136 power used"
    )
    assert list(map(str, found.parties)) == ["police:met", "ambulance:las"]


def test_removed_from_a_ward_is_not_kept_there() -> None:
    """The power to remove was used at a ward: an ambulance is wanted."""
    given(f"{POWER} place_kind=ward").when_examined(
        ambulance_requested_late, until="13:00:00"
    ).then(NEVER)


def test_which_journey_was_by_ambulance() -> None:
    """By air ambulance; not in a vehicle that is not told; about then is perhaps before."""
    given(POWER, "12:30:00 police:met conveyance_started mode=air_ambulance").when_examined(
        ambulance_requested_late, until="13:00:00"
    ).then_nothing()
    given(POWER, "12:30:00 police:met conveyance_started").when_examined(
        ambulance_requested_late, until="13:00:00"
    ).then(NEVER)
    assert read(POWER, "12:30:00 ambulance:las conveyance_started mode=secure_transport")
    taken = "police:met conveyance_started mode=ambulance"
    assert possible(f"~11:57 {taken}", POWER) == (3600, 3600)
    assert not read(f"12:00:01 {taken}", POWER)


def test_a_request_after_the_ambulance_came_is_no_late_request() -> None:
    """It came at 12:20, asked for at 12:30: 20 min, and only possible."""
    given(
        UNRESPONSIVE,
        "12:20:00 ambulance:las resource_arrived_at_scene callsign=A1",
        ask("12:30:00"),
    ).when_examined(ambulance_requested_late, until="13:00:00").then(
        ("possible", 1200, 1200, "CLIN")
    )


def test_asked_for_as_it_came_is_a_late_request() -> None:
    """Both at 12:20: late in both orders; where it came first it may have been asked for."""
    came = "12:20:00 ambulance:las resource_arrived_at_scene callsign=A1"
    assert possible(UNRESPONSIVE, came, ask("12:20:00")) == (1200, 1200)


def test_of_a_request_and_an_arrival_the_one_that_can_be_first_counts() -> None:
    """Asked about 12:20 (12:15 to 12:25:59), it came at 12:18; and the other way round.

    What is first is so at 12:15 at the earliest, and at 12:18 at the latest.
    """
    came = "ambulance:las resource_arrived_at_scene callsign=A1"
    assert possible(UNRESPONSIVE, ask("~12:20"), f"12:18:00 {came}") == (900, 1080)
    assert possible(UNRESPONSIVE, ask("12:18:00"), f"~12:20 {came}") == (900, 1080)


def test_the_first_clinician_counts() -> None:
    """A paramedic at 12:20, another at 12:40: 20 min; about 12:20 and 12:18: 15 to 18 min."""
    one, other = "skill=paramedic", "skill=doctor"
    reached = "police:met clinician_reached_patient"
    (found,) = read(UNRESPONSIVE, f"12:20:00 {reached} {one}", f"12:40:00 {reached} {other}")
    assert length(found) == (1200, 1200)
    (found,) = read(UNRESPONSIVE, f"12:18:00 {reached} {one}", f"~12:20 {reached} {other}")
    assert length(found) == (900, 1080)


def test_a_second_request_that_had_ended_does_not_stand() -> None:
    """The other request was declined at 12:01:30; cancelled at 12:03: nothing stands from then."""
    given(
        UNRESPONSIVE,
        ask("12:00:30"),
        ask("12:01:00", "ambulance_convey"),
        "12:01:30 ambulance:las request_declined kind=ambulance_convey @replies_to=#3",
        "12:03:00 police:met request_cancelled by=requester @replies_to=#2",
    ).when_examined(ambulance_requested_late, until="13:00:00").then(
        ("possible", 3420, 3420, "CLIN")
    )


def test_a_request_for_a_bed_is_none_for_an_ambulance() -> None:
    """A bed was asked for at 12:01."""
    given(UNRESPONSIVE, "12:01:00 police:met assistance_requested kind=bed").when_examined(
        ambulance_requested_late, until="13:00:00"
    ).then(NEVER)


def test_of_two_requests_the_one_that_can_be_first_counts() -> None:
    """About 12:10 (12:05 to 12:15:59) to treat, 12:08 to convey: 300 to 480 s."""
    (found,) = read(UNRESPONSIVE, ask("12:08:00", "ambulance_convey"), ask("~12:10"))
    assert length(found) == (300, 480)


def test_what_may_have_been_there_or_under_way_perhaps_covers() -> None:
    """Declined about 12:00; a crew from about 12:05, or until about 11:58: it may have been.

    The crew that comes from 12:00:00 to 12:10:59 comes up to 629 s after 12:00:30.
    """
    declined = "~12:00 ambulance:las request_declined"
    assert possible(ask("11:50:00"), declined, UNRESPONSIVE) == (3600, 3600)
    came = "ambulance:las resource_arrived_at_scene callsign=A1"
    late = UNRESPONSIVE.replace("12:00:00", "12:00:30")
    assert possible(late, f"~12:05 {came}") == (0, 629)
    left = "~11:58 ambulance:las resource_left_scene callsign=A1"
    assert possible(f"11:30:00 {came}", left, UNRESPONSIVE) == (3600, 3600)


def test_cancelled_by_the_receiver_though_police_record_it() -> None:
    """Police write that the service cancelled: they asked in time."""
    given(
        UNRESPONSIVE, ask("12:01:00"), "12:03:00 police:met request_cancelled by=receiver"
    ).when_examined(ambulance_requested_late, until="13:00:00").then_nothing()


def test_cancelled_with_a_doctor_there_is_nothing() -> None:
    """A doctor came at 12:02 and stayed."""
    given(
        UNRESPONSIVE,
        ask("12:01:00"),
        "12:02:00 doctor:d resource_arrived_at_scene callsign=D1",
        "12:03:00 police:met request_cancelled by=requester",
    ).when_examined(ambulance_requested_late, until="13:00:00").then_nothing()


def test_a_need_that_may_have_been_over_stood_perhaps() -> None:
    """Care ended about 12:30, cancelled at 12:28; or about 11:58, cancelled at 12:05: 55 min."""
    over = "police:met responsibility_ended strand=CLIN reason=need_ceased"
    cancelled = "police:met request_cancelled by=requester"
    asked = ask("12:01:00")
    assert possible(UNRESPONSIVE, asked, f"12:28:00 {cancelled}", f"~12:30 {over}") == (1920, 1920)
    assert possible(f"~11:58 {over}", UNRESPONSIVE, asked, f"12:05:00 {cancelled}") == (3300, 3300)


def test_the_words_of_each_kind() -> None:
    """Never asked for; cancelled and never asked for again; came without a request."""
    (found,) = read(UNRESPONSIVE)
    assert told(found) == (
        "person became unresponsive at 12:00:00; from then until the end of the record "
        "no request for an ambulance is recorded: 1 h 00 min (threshold 2 min); "
        "this is possible, not certain"
    )
    (found,) = read(ABD, ask("12:01:00"), "12:03:00 police:met request_cancelled by=requester")
    assert told(found) == (
        "medical emergency recognised at 12:00:00; the requester cancelled a request "
        "at 12:03:00; from then until the end of the record no request for an "
        "ambulance is recorded: 57 min (threshold 2 min); this is possible, not certain"
    )
    assert found.entries == (1, 3)
    (found,) = read(UNRESPONSIVE, "12:20:00 ambulance:las resource_arrived_at_scene callsign=A1")
    assert found.sentence.endswith(
        "no request for an ambulance is recorded: 20 min (threshold 2 min); then a clinician is "
        "recorded with the person; this is possible, not certain"
    )
