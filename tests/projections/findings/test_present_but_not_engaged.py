"""F-PRES-01 and its traps."""

import pytest

from jointlog.projections.findings.responsibility.present_but_not_engaged import (
    present_but_not_engaged,
)
from tests.grammar import given

CAME = "14:05:00 ambulance:eeast resource_arrived_at_scene callsign=A1"
TAKEN = "14:20:00 police:beds police_vehicle_conveyance_started"


def test_present_without_care_is_found() -> None:
    """As in Luton 2013: the crew is there from 14:05, police drive off at 14:20: 900 s."""
    found = given(CAME, TAKEN).when_examined(present_but_not_engaged)
    found.then(("definite", 900, 900, "CLIN"))
    assert found.findings[0].severity == "S1"
    assert "until the journey began" in found.findings[0].found.sentence


def test_a_shorter_stay_is_a_warning() -> None:
    """From 14:05 to 14:09, when the crew leaves: 240 s, above 120 and below 300: S2."""
    found = given(CAME, "14:09:00 ambulance:eeast resource_left_scene callsign=A1").when_examined(
        present_but_not_engaged
    )
    found.then(("definite", 240, 240, "CLIN"))
    assert found.findings[0].severity == "S2"


@pytest.mark.parametrize(
    "care",
    [
        "14:06 ambulance:eeast observations_recorded taken=true",
        "14:06 ambulance:eeast medication_given drug=lorazepam",
        "14:06 ambulance:eeast responsibility_assumed strand=CLIN",
        "14:00 acute:luton responsibility_assumed strand=CLIN",
        "14:06 ambulance:eeast conveyance_started",
        "14:06 police:beds serious_injury_or_death_recorded what=death",
    ],
)
def test_care_in_time_is_no_finding(care: str) -> None:
    """Observations, a drug, care taken or already held, the journey, a death."""
    given(CAME, care, "14:20:00 police:beds restraint_ended").when_examined(
        present_but_not_engaged
    ).then_nothing()


def test_others_acts_are_no_care() -> None:
    """Police observations, another person's, an injury, and care long over."""
    given(
        "13:00 acute:luton responsibility_assumed strand=CLIN",
        "13:10 acute:luton responsibility_ended strand=CLIN",
        CAME,
        "14:06 police:beds observations_recorded taken=true",
        "14:06 ambulance:eeast observations_recorded taken=true @subject=P2",
        "14:06 police:beds serious_injury_or_death_recorded what=serious_injury",
        "14:04 police:beds conveyance_started",
        TAKEN,
    ).when_examined(present_but_not_engaged).then(("definite", 900, 900, "CLIN"))


def test_not_taken_is_definite() -> None:
    """It is recorded that no observations were taken, although the stay may be of 100 s only."""
    found = given(
        CAME,
        "14:06 ambulance:eeast observations_recorded taken=false",
        "14:06:40 ambulance:eeast resource_left_scene callsign=A1",
    ).when_examined(present_but_not_engaged)
    found.then(("definite", 100, 100, "CLIN"))
    assert "it is recorded that they were not taken" in found.findings[0].found.sentence


def test_a_visit_of_uncertain_times_is_possible() -> None:
    """There from about 14:05 (14:00 to 14:10:59) to 14:12: 61 to 720 s."""
    found = given(
        "~14:05 ambulance:eeast resource_arrived_at_scene callsign=A1",
        "14:12:00 ambulance:eeast resource_left_scene callsign=A1",
    ).when_examined(present_but_not_engaged)
    found.then(("possible", 61, 720, "CLIN"))
    assert found.findings[0].found.settle


def test_held_at_a_rendezvous_is_no_finding() -> None:
    """The crew waited for police and never went on."""
    given(
        CAME,
        "14:05:30 ambulance:eeast resource_held_at_rendezvous reason=scene_unsafe",
        TAKEN,
    ).when_examined(present_but_not_engaged).then_nothing()


def test_the_stay_begins_at_the_persons_side() -> None:
    """Held until 14:15, at the side from then to 14:19: 240 s."""
    given(
        CAME,
        "14:05:30 ambulance:eeast resource_held_at_rendezvous reason=scene_unsafe",
        "14:15:00 ambulance:eeast clinician_reached_patient skill=paramedic",
        "14:19:00 police:beds police_vehicle_conveyance_started",
    ).when_examined(present_but_not_engaged).then(("definite", 240, 240, "CLIN"))


def test_a_wait_before_an_earlier_or_later_visit_does_not_count() -> None:
    """Held at a rendezvous at 13:00, long before the visit; and at 14:30, after it."""
    given(
        "13:00 ambulance:eeast resource_held_at_rendezvous reason=scene_unsafe",
        CAME,
        "14:20:00 ambulance:eeast resource_left_scene callsign=A1",
        "14:30 ambulance:eeast resource_held_at_rendezvous reason=scene_unsafe",
    ).when_examined(present_but_not_engaged).then(("definite", 900, 900, "CLIN"))


def test_skills_make_a_clinician_and_police_do_not() -> None:
    """A triage nurse in a police car counts; constables do not."""
    nurse = "14:05:00 police:beds clinician_reached_patient skill=triage_nurse"
    given(nurse).when_examined(present_but_not_engaged, until="14:20").then(
        ("definite", 900, 900, "CLIN")
    )
    given("14:05 police:beds resource_arrived_at_scene").when_examined(
        present_but_not_engaged, until="14:20"
    ).then_nothing()
