"""F-WAIT-03: police took the person because no ambulance did."""

import pytest

from jointlog.projections.findings.waits.police_vehicle_no_ambulance import (
    police_vehicle_no_ambulance,
)
from tests.grammar import given

ASKED = "12:00:00 police:met assistance_requested kind=ambulance_convey to=ambulance:las"
LEFT = "12:40:00 police:met police_vehicle_conveyance_started"


@pytest.mark.parametrize(
    "reason",
    [
        "no_ambulance_within_30_min",
        "no_ambulance_available",
        "ambulance_diverted",
        "crew_refused",
        "ambulance_not_requested",
    ],
)
def test_each_reason_of_no_ambulance(reason: str) -> None:
    """Asked for at 12:00, police set off at 12:40: a wait of 40 min."""
    found = given(ASKED, f"{LEFT} reason_code={reason}").when_examined(police_vehicle_no_ambulance)
    found.then(("definite", 2400, 2400, "CONV"))
    assert "an ambulance was asked for 40 min before" in found.findings[0].found.sentence


def test_the_wait_runs_from_the_earliest_open_request() -> None:
    """Asked for treatment at 11:50 and for conveyance at 12:00: 50 min."""
    given(
        "11:50:00 police:met assistance_requested kind=ambulance_treat",
        ASKED,
        f"{LEFT} reason_code=no_ambulance_available",
    ).when_examined(police_vehicle_no_ambulance).then(("definite", 3000, 3000, "CONV"))


def test_an_open_request_for_a_special_team_counts() -> None:
    """The journey ends no request for a hazardous-area team: it is open, since 12:10."""
    given(
        "12:10:00 police:met assistance_requested kind=hart",
        f"{LEFT} reason_code=no_ambulance_available",
    ).when_examined(police_vehicle_no_ambulance).then(("definite", 1800, 1800, "CONV"))


def test_no_reason_is_possible() -> None:
    """The record of the reason would settle it; about 12:40 is five minutes either way."""
    found = given(ASKED, LEFT.replace("12:40:00", "~12:40")).when_examined(
        police_vehicle_no_ambulance
    )
    found.then(("possible", 2100, 2759, "CONV"))
    assert found.findings[0].found.settle == "a record of why a police vehicle was used"


def test_no_request_recorded_is_said() -> None:
    """Without a request there is no wait to measure."""
    found = given(f"{LEFT} reason_code=ambulance_not_requested").when_examined(
        police_vehicle_no_ambulance
    )
    found.then(("definite", "CONV"))
    assert "no request for an ambulance is recorded" in found.findings[0].found.sentence


def test_requests_that_had_ended_are_said() -> None:
    """Declined at 12:10: nothing was waiting when police set off."""
    found = given(
        ASKED,
        "12:10:00 ambulance:las request_declined",
        f"{LEFT} reason_code=no_ambulance_available",
    ).when_examined(police_vehicle_no_ambulance)
    found.then(("definite", "CONV"))
    assert "had ended: declined" in found.findings[0].found.sentence


@pytest.mark.parametrize("reason", ["risk_or_behaviour", "other"])
def test_another_reason_with_an_ambulance_there_is_nothing(reason: str) -> None:
    """The crew was there; the vehicle was chosen for another reason."""
    given(
        ASKED,
        "12:20:00 ambulance:las resource_arrived_at_scene callsign=A1",
        f"{LEFT} reason_code={reason}",
    ).when_examined(police_vehicle_no_ambulance).then_nothing()


def test_another_reason_without_an_ambulance_is_possible() -> None:
    """Another reason is recorded while no ambulance is; still reported, as possible."""
    found = given(ASKED, f"{LEFT} reason_code=risk_or_behaviour").when_examined(
        police_vehicle_no_ambulance
    )
    found.then(("possible", 2400, 2400, "CONV"))
    assert "reason recorded: risk or behaviour" in found.findings[0].found.sentence


def test_an_ambulance_for_another_patient_and_a_later_request_do_not_count() -> None:
    """P2's ambulance and a request after the journey are no part of P1's wait."""
    found = given(
        "12:20:00 ambulance:las resource_arrived_at_scene callsign=A1 for_subject=P2",
        f"{LEFT} reason_code=other",
        "13:00:00 police:met assistance_requested kind=ambulance_treat",
    ).when_examined(police_vehicle_no_ambulance)
    found.then(("possible", "CONV"))


def test_conveyed_by_ambulance_is_nothing() -> None:
    """No police vehicle, no finding."""
    given(ASKED, "12:40:00 ambulance:las conveyance_started mode=ambulance").when_examined(
        police_vehicle_no_ambulance
    ).then_nothing()
