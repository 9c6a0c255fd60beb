"""F-WAIT-04: an emergency or the power, and no request for an ambulance in time."""

import pytest

from jointlog.projections.findings.waits.ambulance_requested_late import ambulance_requested_late
from tests.grammar import given

ABD = "12:00:00 police:met medical_emergency_recognised sign=acute_behavioural_disturbance"
COLLAPSE = "12:00:00 police:met medical_emergency_recognised sign=collapse"
UNRESPONSIVE = "12:00:00 police:met person_became_unresponsive"
POWER = "12:00:00 police:met s136_power_used limb=remove"


def ask(clock: str, kind: str = "ambulance_treat") -> str:
    """A request for an ambulance."""
    return f"{clock} police:met assistance_requested kind={kind} to=ambulance:las"


@pytest.mark.parametrize("trigger", [ABD, UNRESPONSIVE])
def test_beyond_2_min(trigger: str) -> None:
    """12:00 to 12:09: 9 min, beyond 2 min; at 12:02 it is not beyond."""
    found = given(trigger, ask("12:09:00")).when_examined(
        ambulance_requested_late, until="13:00:00"
    )
    found.then(("definite", 540, 540, "CLIN"))
    assert found.findings[0].found.limit_s == 120
    assert "then a clinician" not in found.findings[0].found.sentence
    given(trigger, ask("12:02:00")).when_examined(
        ambulance_requested_late, until="13:00:00"
    ).then_nothing()


@pytest.mark.parametrize("trigger", [COLLAPSE, POWER])
def test_beyond_10_min(trigger: str) -> None:
    """12:00 to 12:11 is beyond 10 min; 12:10 is not."""
    given(trigger, ask("12:11:00")).when_examined(ambulance_requested_late, until="13:00:00").then(
        ("definite", 660, 660, "CLIN")
    )
    given(trigger, ask("12:10:00")).when_examined(
        ambulance_requested_late, until="13:00:00"
    ).then_nothing()


def test_minutes_that_allow_both_are_possible() -> None:
    """12:00 to 12:10, each to the minute: 9:01 to 10:59 against 10 min."""
    found = given(POWER.replace("12:00:00", "12:00"), ask("12:10")).when_examined(
        ambulance_requested_late, until="13:00:00"
    )
    found.then(("possible", 541, 659, "CLIN"))
    assert found.findings[0].found.settle == "exact times of both"


def test_never_recorded_is_possible_to_the_end_of_the_record() -> None:
    """No request by 13:00; at 12:05 the threshold is not reached."""
    found = given(POWER).when_examined(ambulance_requested_late, until="13:00:00")
    found.then(("possible", 3600, 3600, "CLIN"))
    (finding,) = found.findings
    assert "a record of a request for an ambulance" in finding.found.settle
    assert "no request for an ambulance is recorded" in finding.found.sentence
    assert [str(a) for a in finding.found.parties] == ["police:met", "ambulance"]
    given(POWER).when_examined(ambulance_requested_late, until="12:05:00").then_nothing()


def test_already_under_way_is_nothing() -> None:
    """Asked for before, and open or about to arrive."""
    given(ask("11:50:00"), UNRESPONSIVE).when_examined(
        ambulance_requested_late, until="13:00:00"
    ).then_nothing()
    given(
        ask("11:50:00"),
        UNRESPONSIVE,
        "12:05:00 ambulance:las resource_arrived_at_scene callsign=A1",
    ).when_examined(ambulance_requested_late, until="13:00:00").then_nothing()


def test_a_request_that_had_ended_does_not_count() -> None:
    """Declined at 11:55: nothing was under way; asked for again at 12:20."""
    given(
        ask("11:50:00"), "11:55:00 ambulance:las request_declined", POWER, ask("12:20:00")
    ).when_examined(ambulance_requested_late, until="13:00:00").then(
        ("definite", 1200, 1200, "CLIN")
    )


@pytest.mark.parametrize(
    "present",
    [
        "11:50:00 ambulance:las resource_arrived_at_scene callsign=A1",
        "12:00:00 police:met clinician_reached_patient skill=paramedic",
    ],
)
def test_a_clinician_with_the_person_is_nothing(present: str) -> None:
    """The crew was there when the person became unresponsive."""
    given(present, UNRESPONSIVE).when_examined(
        ambulance_requested_late, until="13:00:00"
    ).then_nothing()


def test_a_crew_that_had_left_or_was_with_another_does_not_count() -> None:
    """The crew left at 11:55, P2's paramedic is P2's, and a constable is no clinician."""
    given(
        "11:30:00 ambulance:las resource_arrived_at_scene callsign=A1",
        "11:55:00 ambulance:las resource_left_scene callsign=A1",
        "12:00:00 police:met clinician_reached_patient skill=paramedic @subject=P2",
        "12:00:00 police:met clinician_reached_patient skill=constable",
        UNRESPONSIVE,
    ).when_examined(ambulance_requested_late, until="13:00:00").then(
        ("possible", 3600, 3600, "CLIN")
    )


def test_an_ambulance_that_came_with_no_request_recorded_is_possible() -> None:
    """It came at 12:20; who asked for it, and when, is not recorded. At 12:01 it is in time."""
    found = given(
        UNRESPONSIVE, "12:20:00 ambulance:las resource_arrived_at_scene callsign=A1"
    ).when_examined(ambulance_requested_late, until="13:00:00")
    found.then(("possible", 1200, 1200, "CLIN"))
    assert "then a clinician is recorded with the person" in found.findings[0].found.sentence
    given(
        UNRESPONSIVE,
        "12:01:00 ambulance:las resource_arrived_at_scene callsign=A1",
        ask("12:30:00"),
    ).when_examined(ambulance_requested_late, until="13:00:00").then_nothing()


def test_recognised_by_a_clinician_or_in_an_emergency_department_is_nothing() -> None:
    """A crew that recognises it is there; so is an emergency department."""
    given(ABD.replace("police:met", "ambulance:las")).when_examined(
        ambulance_requested_late, until="13:00:00"
    ).then_nothing()
    given(
        "11:30:00 police:met arrived_at_place_of_safety kind=emergency_department", UNRESPONSIVE
    ).when_examined(ambulance_requested_late, until="13:00:00").then_nothing()


def test_after_the_journey_from_the_department_it_counts_again() -> None:
    """Taken on from the department at 11:45: the person is in a vehicle."""
    given(
        "11:30:00 police:met arrived_at_place_of_safety kind=emergency_department",
        "11:45:00 police:met police_vehicle_conveyance_started",
        UNRESPONSIVE,
    ).when_examined(ambulance_requested_late, until="13:00:00").then(
        ("possible", 3600, 3600, "CLIN")
    )


def test_kept_at_a_hospital_or_conveyed_by_ambulance_is_nothing() -> None:
    """No ambulance is needed at a place of safety; and one that conveys was there."""
    for place in ("health_based_place_of_safety", "emergency_department", "ward"):
        given(f"12:00:00 police:met s136_power_used limb=keep place_kind={place}").when_examined(
            ambulance_requested_late, until="13:00:00"
        ).then_nothing()
    for journey in (
        "police:met conveyance_started mode=ambulance",
        "ambulance:las conveyance_started",
    ):
        given(POWER, f"12:30:00 {journey}").when_examined(
            ambulance_requested_late, until="13:00:00"
        ).then_nothing()


def test_another_journey_does_not_cover() -> None:
    """A secure vehicle, P2's ambulance, and an ambulance journey before the power: none count."""
    given(
        "11:00:00 ambulance:las conveyance_started mode=ambulance",
        "11:10:00 ambulance:las conveyance_ended",
        "11:20:00 ambulance:las resource_left_scene",
        POWER,
        "12:30:00 police:met conveyance_started mode=secure_transport",
        "12:30:00 ambulance:las conveyance_started mode=ambulance @subject=P2",
    ).when_examined(ambulance_requested_late, until="13:00:00").then(
        ("possible", 3600, 3600, "CLIN")
    )


def test_kept_at_a_police_station_counts() -> None:
    """Kept where no clinician is: 60 min without a request."""
    given("12:00:00 police:met s136_power_used limb=keep place_kind=police_station").when_examined(
        ambulance_requested_late, until="13:00:00"
    ).then(("possible", 3600, 3600, "CLIN"))


@pytest.mark.parametrize("by", ["requester", "unknown"])
def test_cancelled_by_the_requester_while_the_need_stands(by: str) -> None:
    """Cancelled at 12:03, asked for again at 12:30: 27 min without a request."""
    found = given(
        UNRESPONSIVE,
        ask("12:01:00"),
        f"12:03:00 police:met request_cancelled by={by} reason=resolved",
        ask("12:30:00"),
    ).when_examined(ambulance_requested_late, until="13:00:00")
    found.then(("definite", 1620, 1620, "CLIN"))
    assert "the requester cancelled a request at" in found.findings[0].found.sentence


def test_cancelled_and_never_asked_for_again() -> None:
    """57 min from the cancellation to the end of the record."""
    given(
        UNRESPONSIVE,
        ask("12:01:00"),
        "12:03:00 police:met request_cancelled by=requester",
    ).when_examined(ambulance_requested_late, until="13:00:00").then(
        ("possible", 3420, 3420, "CLIN")
    )


def test_cancelled_while_a_second_request_stands_is_nothing() -> None:
    """The ambulance asked for by control is still under way."""
    given(
        UNRESPONSIVE,
        ask("12:00:30"),
        ask("12:01:00", "ambulance_convey"),
        "12:03:00 police:met request_cancelled by=requester @replies_to=#2",
    ).when_examined(ambulance_requested_late, until="13:00:00").then_nothing()


@pytest.mark.parametrize(
    "ends",
    [
        "12:03:00 police:met request_cancelled by=requester reason=alternative_used",
        "12:03:00 ambulance:las request_cancelled by=receiver",
        "12:03:00 ambulance:las request_cancelled",
        "12:03:00 ambulance:las request_declined",
        "12:03:00 ambulance:las attendance_declined",
    ],
)
def test_other_ends_are_another_finding(ends: str) -> None:
    """Declined, cancelled by the receiver or for an alternative: it was asked for in time."""
    given(UNRESPONSIVE, ask("12:01:00"), ends).when_examined(
        ambulance_requested_late, until="13:00:00"
    ).then_nothing()


def test_cancelled_when_the_need_was_over_is_nothing() -> None:
    """Care ended, or the person had been taken on, before the request was cancelled."""
    cancelled = "12:30:00 police:met request_cancelled by=requester reason=resolved"
    given(
        UNRESPONSIVE,
        ask("12:01:00"),
        "12:10:00 police:met responsibility_ended strand=CLIN reason=need_ceased",
        cancelled,
    ).when_examined(ambulance_requested_late, until="13:00:00").then_nothing()
    given(
        POWER,
        ask("12:01:00", "hart"),
        "12:20:00 police:met detention_authority_ended how=released",
        cancelled,
    ).when_examined(ambulance_requested_late, until="13:00:00").then_nothing()


def test_the_end_of_another_need_is_not_the_end_of_this_one() -> None:
    """Supervision ended, P2's care ended, care ended before or after: the need stands."""
    given(
        "11:00:00 police:met responsibility_ended strand=CLIN reason=need_ceased",
        UNRESPONSIVE,
        ask("12:01:00"),
        "12:02:00 police:met responsibility_ended strand=SAFE reason=need_ceased",
        "12:02:00 police:met responsibility_ended strand=CLIN reason=need_ceased @subject=P2",
        "12:03:00 police:met request_cancelled by=requester",
        "12:04:00 police:met responsibility_ended strand=CLIN reason=need_ceased",
    ).when_examined(ambulance_requested_late, until="13:00:00").then(
        ("possible", 3420, 3420, "CLIN")
    )


def test_several_triggers_for_one_late_request_are_one_finding() -> None:
    """The power at 11:40, unresponsive at 12:00, one request at 12:30: 50 min from the first."""
    found = given(POWER.replace("12:00", "11:40"), UNRESPONSIVE, ask("12:30:00")).when_examined(
        ambulance_requested_late, until="13:00:00"
    )
    found.then(("definite", 3000, 3000, "CLIN"))
    assert "the same is so after: person became unresponsive" in found.findings[0].found.sentence


def test_two_people_are_two_findings() -> None:
    """P1 and P2 each wait."""
    given(UNRESPONSIVE, f"{UNRESPONSIVE} @subject=P2").when_examined(
        ambulance_requested_late, until="13:00:00"
    ).then(("possible", 3600, 3600, "CLIN"), ("possible", 3600, 3600, "CLIN"))


def test_an_unknown_time_alone_is_no_finding() -> None:
    """A length without an upper bound is no evidence."""
    given(UNRESPONSIVE.replace("12:00:00", "before_12:00"), ask("11:59:00")).when_examined(
        ambulance_requested_late, until="13:00:00"
    ).then_nothing()
