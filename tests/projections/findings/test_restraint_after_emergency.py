"""F-RST-06: restraint went on after an emergency was recognised."""

import pytest

from jointlog.projections.findings.force.restraint_after_emergency import (
    restraint_after_emergency,
)
from tests.grammar import given

HELD = "19:35:00 police:met restraint_started"
ABD = "19:40:00 police:met medical_emergency_recognised sign=acute_behavioural_disturbance"
FREED = "19:52:00 police:met restraint_ended"
PRONE = f"{HELD} position=prone"
CARE = "19:43:00 ambulance:las responsibility_accepted strand=CLIN"
PLANNED = (
    "19:41:00 ambulance:las risk_plan_agreed agencies=police:met,ambulance:las "
    'force_arrangements="hold the legs only"'
)
LONG = ("definite", 720, 720, "FORCE", "CLIN")


def test_held_on_for_twelve_minutes_with_no_clinician() -> None:
    """Recognised 19:40, freed 19:52: 12 min against 5."""
    given(HELD, ABD, FREED).when_examined(restraint_after_emergency).then(LONG)


def test_recognised_again_is_told_of_once() -> None:
    """Recognised at 19:40 and again at 19:42: the restraint is one finding, from the first."""
    given(HELD, ABD, ABD.replace("19:40", "19:42"), FREED).when_examined(
        restraint_after_emergency
    ).then(LONG)


def test_it_counts_until_a_clinician_has_care() -> None:
    """Care accepted at 19:43: 3 min; at 19:48: 8 min; had before, and after: nothing."""
    given(HELD, ABD, CARE, FREED).when_examined(restraint_after_emergency).then_nothing()
    given(HELD, ABD, CARE.replace("19:43", "19:48"), FREED).when_examined(
        restraint_after_emergency
    ).then(("definite", 480, 480, "FORCE", "CLIN"))
    given(CARE.replace("19:43", "19:30"), HELD, ABD, FREED).when_examined(
        restraint_after_emergency
    ).then_nothing()


def test_care_that_ended_before_the_emergency_is_none() -> None:
    """A crew had care from 19:00 to 19:20."""
    given(
        CARE.replace("19:43", "19:00"),
        "19:20:00 ambulance:las responsibility_ended strand=CLIN",
        HELD,
        ABD,
        FREED,
    ).when_examined(restraint_after_emergency).then(LONG)


def test_face_down_counts_whoever_has_care() -> None:
    """Prone before and after 19:40, or turned prone after it, with a crew in charge: 12 min."""
    given(PRONE, ABD, CARE, FREED).when_examined(restraint_after_emergency).then(LONG)
    turned = "19:44:00 police:met restraint_position_changed position=prone"
    given(HELD, ABD, CARE, turned, FREED).when_examined(restraint_after_emergency).then(LONG)


def test_turned_off_the_face_before_it_is_not_prone() -> None:
    """Turned on the side at 19:38, care at 19:43."""
    given(
        PRONE,
        "19:38:00 police:met restraint_position_changed position=side",
        ABD,
        CARE,
        "19:45:00 police:met restraint_position_changed position=seated",
        FREED,
    ).when_examined(restraint_after_emergency).then_nothing()


def test_freed_in_time_or_before_is_nothing() -> None:
    """Freed at 19:43, 3 min after; freed at 19:38, before it; an injury is no such emergency."""
    given(HELD, ABD, FREED.replace("19:52", "19:43")).when_examined(
        restraint_after_emergency
    ).then_nothing()
    given(HELD, ABD, FREED.replace("19:52", "19:38")).when_examined(
        restraint_after_emergency
    ).then_nothing()
    injury = ABD.replace("acute_behavioural_disturbance", "injury")
    given(HELD, injury, FREED).when_examined(restraint_after_emergency).then_nothing()


def test_uncertain_times_make_it_possible() -> None:
    """Recognised about 19:45, five minutes either way; freed 19:52: 2 to 12 min."""
    given(HELD, ABD.replace("19:40:00", "~19:45:00"), FREED).when_examined(
        restraint_after_emergency
    ).then(("possible", 120, 720, "FORCE", "CLIN"))


@pytest.mark.parametrize(
    "explained",
    [
        PLANNED,
        '19:41:00 police:met restraint_started reason="no safe alternative: on the carriageway"',
    ],
)
def test_no_safe_alternative_recorded_is_nothing(explained: str) -> None:
    """The record says why holding went on."""
    given(HELD, ABD, explained, FREED).when_examined(restraint_after_emergency).then_nothing()


@pytest.mark.parametrize(
    "other",
    [
        "19:41:00 ambulance:las risk_plan_agreed agencies=police:met plan=wait",
        "19:30:00 police:met risk_plan_agreed agencies=police:met force_arrangements=arms",
    ],
)
def test_a_plan_that_says_nothing_of_force_or_is_older_explains_nothing(other: str) -> None:
    """No arrangement of force, or one from before the emergency."""
    given(HELD, ABD, other, FREED).when_examined(restraint_after_emergency).then(LONG)


def test_how_long_is_not_recorded() -> None:
    """Held after it, and no end recorded, or an end with no bound: indeterminate."""
    after = HELD.replace("19:35", "19:45")
    found = given(ABD, after).when_examined(restraint_after_emergency)
    found.then(("indeterminate", "FORCE", "CLIN"))
    assert found.findings[0].found.settle == "a record of when the restraint began and ended"
    given(
        ABD,
        "after_20:27 police:met restraint_started position=prone",
        "after_20:27 police:met serious_injury_or_death_recorded what=death",
    ).when_examined(restraint_after_emergency).then(("indeterminate", "FORCE", "CLIN"))
    given(
        ABD,
        after,
        "20:00:00 police:met serious_injury_or_death_recorded what=serious_injury",
    ).when_examined(restraint_after_emergency).then(("indeterminate", "FORCE", "CLIN"))


def test_an_end_not_recorded_of_a_restraint_begun_before_says_nothing() -> None:
    """It may have ended before the emergency was recognised."""
    given(HELD, ABD).when_examined(restraint_after_emergency).then_nothing()


def test_seen_to_go_on_is_a_lower_bound() -> None:
    """No end recorded, turned at 19:50: at least 10 min."""
    given(HELD, ABD, "19:50:00 police:met restraint_position_changed position=side").when_examined(
        restraint_after_emergency
    ).then(("definite", 600, None, "FORCE", "CLIN"))


def test_a_duration_that_the_source_tells_ends_it() -> None:
    """Held 19:35 for 20 min: to 19:55, 15 min after; "more than 8 min" tells no end."""
    given(HELD.replace("19:35:00", "19:35:00_for_20_min"), ABD).when_examined(
        restraint_after_emergency
    ).then(("definite", 900, 900, "FORCE", "CLIN"))
    given(HELD.replace("19:35:00", "19:35:00_for_>8_min"), ABD).when_examined(
        restraint_after_emergency
    ).then_nothing()


def test_how_a_restraint_before_was_held_is_nothing_to_this_one() -> None:
    """On the side at 19:30, held face down from 19:35: face down after 19:40, so care ends nothing.

    And who is turned face down in another restraint, after this one, was not so in this.
    """
    side = "19:30:00 police:met restraint_position_changed position=side"
    given(side, PRONE, ABD, CARE, FREED).when_examined(restraint_after_emergency).then(LONG)
    prone = "19:55:00 police:met restraint_position_changed position=prone"
    given(HELD, ABD, CARE, FREED, prone).when_examined(restraint_after_emergency).then_nothing()


def test_seen_to_go_on_for_less_than_the_threshold_how_long_is_not_recorded() -> None:
    """No end recorded: turned 4 min after the emergency, or 4 to 6 min, with 5 allowed."""
    turned = "police:met restraint_position_changed position=side"
    given(HELD, ABD, f"19:44:00 {turned}").when_examined(restraint_after_emergency).then(
        ("indeterminate", 240, None, "FORCE", "CLIN")
    )
    given(HELD, ABD, f"19:44:00/19:46:00 {turned}").when_examined(restraint_after_emergency).then(
        ("possible", 240, None, "FORCE", "CLIN")
    )


def test_care_after_the_end_does_not_shorten_it() -> None:
    """Freed 19:52, care from 20:00: what ends it is that the person was let go."""
    late = CARE.replace("19:43", "20:00")
    found = given(HELD, ABD, FREED, late).when_examined(restraint_after_emergency).then(LONG)
    assert found.findings[0].found.end is not None
    assert found.findings[0].found.end.entries == (3,)
