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
    """It is recorded that no observations were taken, although the stay is of 100 s only.

    Said at 14:06, which is until 14:06:59, it may be of after 14:06:40: then it is possible.
    """
    left = "14:06:40 ambulance:eeast resource_left_scene callsign=A1"
    untaken = "ambulance:eeast observations_recorded taken=false"
    for when, grade in (("14:06:00", "definite"), ("14:06", "possible")):
        found = given(CAME, f"{when} {untaken}", left).when_examined(present_but_not_engaged)
        found.then((grade, 100, 100, "CLIN"))
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


@pytest.mark.parametrize("agency", ["custody_health:c", "doctor:d", "acute:a", "mental_health:m"])
def test_each_clinical_service_is_expected_to_look(agency: str) -> None:
    """There from 14:05 to 14:20 with nothing recorded: 900 s."""
    given(f"14:05:00 {agency} resource_arrived_at_scene callsign=A1").when_examined(
        present_but_not_engaged, until="14:20"
    ).then(("definite", 900, 900, "CLIN"))


@pytest.mark.parametrize("skill", ["technician", "paramedic", "doctor", "hart"])
def test_each_clinical_skill_is_expected_to_look(skill: str) -> None:
    """A clinician in a police car, from 14:05 to 14:20."""
    given(f"14:05:00 police:beds clinician_reached_patient skill={skill}").when_examined(
        present_but_not_engaged, until="14:20"
    ).then(("definite", 900, 900, "CLIN"))


POLICE_HOLD = "14:00 police:beds responsibility_assumed strand=CLIN"


@pytest.mark.parametrize(
    "care",
    [
        "14:06 ambulance:eeast observations_recorded taken=true",
        "14:06 ambulance:eeast medication_given drug=lorazepam",
        "14:06 custody_health:c medication_given drug=lorazepam",
    ],
)
def test_care_counts_though_another_holds_it(care: str) -> None:
    """Police said that they give first aid; a clinician's act at 14:06 is care within 2 min."""
    given(POLICE_HOLD, CAME, care).when_examined(
        present_but_not_engaged, until="14:20"
    ).then_nothing()


def test_a_clinician_under_a_police_callsign_gives_care() -> None:
    """The triage nurse in the police car takes observations after a minute."""
    given(
        POLICE_HOLD,
        "14:05:00 police:beds clinician_reached_patient skill=triage_nurse",
        "14:06:00 police:beds observations_recorded taken=true",
    ).when_examined(present_but_not_engaged, until="14:20").then_nothing()


def test_what_was_not_taken_is_no_care() -> None:
    """Police hold clinical care, the crew records that it took no observations: to 14:20."""
    found = given(
        POLICE_HOLD, CAME, "14:06 ambulance:eeast observations_recorded taken=false"
    ).when_examined(present_but_not_engaged, until="14:20")
    found.then(("definite", 900, 900, "CLIN"))
    assert found.findings[0].found.entries == (2, 3)


def test_at_the_side_before_waiting_is_not_going_on() -> None:
    """Seen at 14:05:10, sent back to a rendezvous at 14:05:30, and no more: another finding."""
    given(
        CAME,
        "14:05:10 ambulance:eeast clinician_reached_patient skill=paramedic",
        "14:05:30 ambulance:eeast resource_held_at_rendezvous reason=scene_unsafe",
        TAKEN,
    ).when_examined(present_but_not_engaged).then_nothing()


def test_anothers_rendezvous_is_not_this_crews() -> None:
    """Another service waits at 14:06; the crew is with the person to 14:20."""
    given(
        CAME, "14:06 ambulance:las resource_held_at_rendezvous reason=scene_unsafe", TAKEN
    ).when_examined(present_but_not_engaged).then(("definite", 900, 900, "CLIN"))


def test_a_crew_that_waited_and_left_was_not_with_the_person() -> None:
    """At the rendezvous from 14:05:30, away at 14:20."""
    given(
        CAME,
        "14:05:30 ambulance:eeast resource_held_at_rendezvous reason=scene_unsafe",
        "14:20:00 ambulance:eeast resource_left_scene callsign=A1",
    ).when_examined(present_but_not_engaged).then_nothing()


def test_observations_not_taken_before_or_after_the_visit_are_not_its() -> None:
    """The crew is there from 14:05 to 14:06:40, below 120 s; what it says of 13:00 and 14:30."""
    left = "14:06:40 ambulance:eeast resource_left_scene callsign=A1"
    untaken = "ambulance:eeast observations_recorded taken=false"
    for when in ("13:00", "14:30"):
        given(CAME, left, f"{when} {untaken}").when_examined(present_but_not_engaged).then_nothing()
    found = given(CAME, left, f"~14:03 {untaken}").when_examined(present_but_not_engaged)
    found.then(("possible", 100, 100, "CLIN"))
    assert found.findings[0].found.entries == (1, 3, 2)


def test_what_is_surely_beyond_the_first_threshold_is_told_of_that() -> None:
    """There for 200 to 400 s: surely beyond 120 s, perhaps beyond 300 s: definite, and S2."""
    found = given(
        CAME, "14:08:20/14:11:40 ambulance:eeast resource_left_scene callsign=A1"
    ).when_examined(present_but_not_engaged)
    found.then(("definite", 200, 400, "CLIN"))
    assert found.findings[0].found.limit_s == 120
    assert found.findings[0].severity == "S2"


def test_what_may_be_beyond_the_first_threshold_only() -> None:
    """There for 0 to 200 s: perhaps beyond 120 s; for exactly 120 s: nothing."""
    found = given(
        CAME, "14:05:00/14:08:20 ambulance:eeast resource_left_scene callsign=A1"
    ).when_examined(present_but_not_engaged)
    found.then(("possible", 0, 200, "CLIN"))
    assert found.findings[0].found.limit_s == 120
    for left, expected in (("14:07:00", ()), ("14:07:01", (("definite", 121, 121, "CLIN"),))):
        given(CAME, f"{left} ambulance:eeast resource_left_scene callsign=A1").when_examined(
            present_but_not_engaged
        ).then(*expected)


def test_not_taken_in_a_short_stay_is_told_of_the_threshold_that_is_reported() -> None:
    """The stay of 100 s is below both; the entry itself says it: S1, against 300 s."""
    found = given(
        CAME,
        "14:06 ambulance:eeast observations_recorded taken=false",
        "14:06:40 ambulance:eeast resource_left_scene callsign=A1",
    ).when_examined(present_but_not_engaged)
    assert found.findings[0].found.limit_s == 300
    assert found.findings[0].severity == "S1"


def test_care_held_from_before_that_ended_meanwhile_is_care() -> None:
    """A hospital doctor held clinical care from 14:00 to 14:10; the crew came at 14:05."""
    given(
        "14:00 acute:luton responsibility_assumed strand=CLIN",
        CAME,
        "14:10 acute:luton responsibility_ended strand=CLIN",
    ).when_examined(present_but_not_engaged, until="14:20").then_nothing()


def test_the_first_end_counts() -> None:
    """Driven off at 14:20, the crew left at 14:30; and the words that say so."""
    found = given(
        CAME, TAKEN, "14:30:00 ambulance:eeast resource_left_scene callsign=A1"
    ).when_examined(present_but_not_engaged)
    found.then(("definite", 900, 900, "CLIN"))
    assert found.findings[0].found.sentence == (
        "ambulance:eeast is recorded with the person, and no observations and no clinical care "
        "(CLIN) by a clinician are recorded until the journey began: 15 min (threshold 5 min)"
    )


def test_the_end_that_surely_came_first_counts() -> None:
    """Care at 14:06 to 14:30, driven off at 14:20: no later than the journey."""
    lines = (POLICE_HOLD, CAME, "14:06/14:30 ambulance:eeast observations_recorded taken=true")
    (found,) = present_but_not_engaged.detect(given(*lines, TAKEN).case())
    assert "until the journey began" in found.sentence
