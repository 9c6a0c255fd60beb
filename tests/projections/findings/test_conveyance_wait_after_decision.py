"""F-WAIT-17: from the application to the journey."""

import pytest

from jointlog.projections.findings.waits.conveyance_wait_after_decision import (
    conveyance_wait_after_decision,
)
from tests.grammar import given

APPLIED = "12:00:00 local_authority:l application_made section=s2"
ASKED = "12:05:00 local_authority:l assistance_requested kind=transport to=patient_transport:p"
WENT = "20:00:00 patient_transport:p conveyance_started"
EIGHT_HOURS = ("definite", 28800, 28800, "CONV")


def test_eight_hours_after_the_application() -> None:
    """Signed 12:00, journey 20:00: 8 h against 4."""
    given(APPLIED, WENT).when_examined(conveyance_wait_after_decision).then(EIGHT_HOURS)


def test_in_time_is_nothing_and_about_the_threshold_possible() -> None:
    """Journey at 14:00: nothing; about 16:00, five minutes either way: possible."""
    given(APPLIED, WENT.replace("20:00", "14:00")).when_examined(
        conveyance_wait_after_decision
    ).then_nothing()
    given(APPLIED, WENT.replace("20:00:00", "~16:00:00")).when_examined(
        conveyance_wait_after_decision
    ).then(("possible", 14100, 14700, "CONV"))


@pytest.mark.parametrize("eta", ["eta_latest=19:30:00", "eta_earliest=19:30:00"])
def test_a_booked_slot_is_measured_from_its_end(eta: str) -> None:
    """Accepted for 19:30, left at 20:00: 30 min."""
    accepted = f"12:10:00 patient_transport:p request_accepted kind=transport {eta}"
    given(APPLIED, ASKED, accepted, WENT).when_examined(
        conveyance_wait_after_decision
    ).then_nothing()


def test_later_than_the_slot_is_reported_from_the_slot() -> None:
    """Accepted for 13:00, left at 20:00: 7 h."""
    found = given(
        APPLIED,
        "12:10:00 patient_transport:p request_accepted kind=transport eta_latest=13:00:00",
        WENT,
    ).when_examined(conveyance_wait_after_decision)
    found.then(("definite", 25200, 25200, "CONV"))
    assert "from the booked time" in found.findings[0].found.sentence


@pytest.mark.parametrize(
    "bed",
    [
        "18:00:00 mental_health:m bed_identified",
        "11:00:00 mental_health:m bed_identified available_from=18:00:00",
    ],
)
def test_without_a_bed_no_journey_is_due(bed: str) -> None:
    """The bed is found, or free, only from 18:00: 2 h."""
    given(APPLIED, bed, WENT).when_examined(conveyance_wait_after_decision).then_nothing()


@pytest.mark.parametrize(
    "other",
    [
        "12:10:00 patient_transport:p request_accepted kind=transport",
        "12:10:00 mental_health:m request_accepted kind=bed eta_latest=19:30:00",
        "11:00:00 mental_health:m bed_identified",
    ],
)
def test_no_slot_and_a_bed_in_time_change_nothing(other: str) -> None:
    """Accepted "as soon as we can"; an acceptance of a bed; a bed found before."""
    given(APPLIED, other, WENT).when_examined(conveyance_wait_after_decision).then(EIGHT_HOURS)


def test_police_take_the_person_after_eight_hours() -> None:
    """A police vehicle ended the wait; it did last."""
    given(APPLIED, "20:00:00 police:met police_vehicle_conveyance_started").when_examined(
        conveyance_wait_after_decision
    ).then(EIGHT_HOURS)


def test_without_a_recorded_journey_it_needs_a_request() -> None:
    """Received at 20:00 and no journey: the same hospital, unless transport was asked for."""
    received = "20:00:00 mental_health:m patient_received_at_hospital"
    given(APPLIED, received).when_examined(conveyance_wait_after_decision).then_nothing()
    given(APPLIED, ASKED, received).when_examined(conveyance_wait_after_decision).then(
        ("possible", 28800, 28800, "CONV")
    )


def test_still_waiting_at_the_end_of_the_record_is_possible() -> None:
    """Asked at 12:05, nothing by 20:00; a request before the application is of another journey."""
    given(APPLIED, ASKED).when_examined(conveyance_wait_after_decision, until="20:00:00").then(
        ("possible", 28800, 28800, "CONV")
    )
    given(ASKED.replace("12:05", "09:00"), APPLIED).when_examined(
        conveyance_wait_after_decision, until="20:00:00"
    ).then_nothing()


@pytest.mark.parametrize("kind", ["transport", "ambulance_convey", "ambulance_treat"])
def test_each_kind_of_transport_is_transport(kind: str) -> None:
    """Asked for at 12:05 and not recorded as come by 20:00: possible."""
    asked = ASKED.replace("kind=transport", f"kind={kind}")
    given(APPLIED, asked).when_examined(conveyance_wait_after_decision, until="20:00:00").then(
        ("possible", 28800, 28800, "CONV")
    )
    accepted = f"12:10:00 patient_transport:p request_accepted kind={kind} eta_latest=19:30:00"
    given(APPLIED, accepted, WENT).when_examined(conveyance_wait_after_decision).then_nothing()


def test_transport_for_another_person_or_another_request_was_not_asked_for() -> None:
    """Transport for P2, and a bed for P1."""
    given(
        APPLIED,
        f"{ASKED} @subject=P2",
        "12:06:00 local_authority:l assistance_requested kind=bed",
    ).when_examined(conveyance_wait_after_decision, until="20:00:00").then_nothing()


@pytest.mark.parametrize(
    ("lines", "until"),
    [
        ((APPLIED, WENT), "the journey began"),
        (
            (APPLIED, "20:00:00 police:met police_vehicle_conveyance_started"),
            "police set off with the person",
        ),
        (
            (APPLIED, ASKED, "20:00:00 mental_health:m patient_received_at_hospital"),
            "the person was received at hospital",
        ),
        ((APPLIED, ASKED), "the end of the record"),
    ],
)
def test_what_it_ran_to(lines: tuple[str, ...], until: str) -> None:
    """Its words, its end, its standard, and what it rests on."""
    found = given(*lines).when_examined(conveyance_wait_after_decision, until="20:00:00")
    (only,) = found.findings
    assert f"8 h 00 min from the application until {until} (threshold 4 h 00 min; T-135-AMB@" in (
        only.found.sentence
    )
    assert (only.found.end is None) is (until == "the end of the record")
    assert only.standard_reference.startswith("T-135-AMB@")
    assert only.found.entries[0] == 1


def test_the_later_end_of_what_was_waited_for_counts() -> None:
    """A slot to about 13:00 (12:55 to 13:05:59), then a bed at 13:02, then a slot to 13:00."""
    accepted = "12:{}:00 patient_transport:p request_accepted kind=transport eta_latest={}"
    found = given(
        APPLIED,
        accepted.format("10", "~13:00"),
        "13:02:00 mental_health:m bed_identified",
        WENT,
    ).when_examined(conveyance_wait_after_decision)
    assert found.findings[0].found.start is not None
    assert found.findings[0].found.start.entries == (2,)
    assert found.findings[0].found.entries == (1, 2, 4)
    same = given(
        APPLIED, accepted.format("10", "13:00:00"), accepted.format("11", "13:00:00"), WENT
    ).when_examined(conveyance_wait_after_decision)
    assert same.findings[0].found.entries == (1, 2, 4)
