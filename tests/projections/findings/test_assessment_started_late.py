"""F-WAIT-11: from arrival to the start of the assessment."""

import pytest

from jointlog.projections.findings.waits.assessment_started_late import assessment_started_late
from tests.grammar import given

USED = "09:00:00 police:met s136_power_used limb=remove"
ARRIVED = "09:40:00 police:met arrived_at_place_of_safety kind=emergency_department"
STARTED = "14:10:00 local_authority:l assessment_started"
LATE = ("definite", 16200, 16200, "MHA")


def delayed(ground: str) -> str:
    """A delay recorded at 11:00 on this ground."""
    return f"11:00:00 local_authority:l assessment_delayed ground={ground}"


def test_later_than_three_hours_with_its_ground() -> None:
    """Arrival 09:40, start 14:10, for want of an assessor: 4 h 30 min against 3 h."""
    found = given(USED, ARRIVED, delayed("assessor"), STARTED).when_examined(
        assessment_started_late
    )
    found.then(LATE)
    assert "grounds recorded: assessor" in found.findings[0].found.sentence


def test_in_time_is_nothing() -> None:
    """Start at 12:30: 2 h 50 min."""
    given(USED, ARRIVED, STARTED.replace("14:10", "12:30")).when_examined(
        assessment_started_late
    ).then_nothing()


def test_uncertain_times_make_it_possible() -> None:
    """Start about 12:40, five minutes either way: 2 h 55 to 3 h 05."""
    given(USED, ARRIVED, STARTED.replace("14:10:00", "~12:40:00")).when_examined(
        assessment_started_late
    ).then(("possible", 10500, 11100, "MHA"))


@pytest.mark.parametrize("ground", ["clinical", "intoxication"])
def test_on_clinical_grounds_it_is_measured_from_being_fit(ground: str) -> None:
    """Not measured without a time of being fit; fit at 10:40: 3 h 30; fit at 12:00: in time."""
    before = "09:10:00 ambulance:las physical_health_cleared"
    given(USED, before, ARRIVED, delayed(ground), STARTED).when_examined(
        assessment_started_late
    ).then_nothing()
    fit = "10:40:00 acute:a physical_health_cleared"
    given(USED, ARRIVED, delayed(ground), fit, STARTED).when_examined(assessment_started_late).then(
        ("definite", 12600, 12600, "MHA")
    )
    given(USED, ARRIVED, delayed(ground), fit.replace("10:40", "12:00"), STARTED).when_examined(
        assessment_started_late
    ).then_nothing()


def test_a_delay_recorded_after_the_start_is_no_ground() -> None:
    """A clinical delay at 15:00 is of another assessment."""
    given(USED, ARRIVED, STARTED, delayed("clinical").replace("11:00", "15:00")).when_examined(
        assessment_started_late
    ).then(LATE)


def test_a_person_not_detained_waits_for_no_such_assessment() -> None:
    """In an emergency department without section 135 or 136; a warrant that led to nothing."""
    given(ARRIVED, STARTED).when_examined(assessment_started_late).then_nothing()
    given("09:00:00 police:met s135_warrant_executed outcome=none", ARRIVED, STARTED).when_examined(
        assessment_started_late
    ).then_nothing()


def test_a_health_based_place_of_safety_is_for_those_detained() -> None:
    """The place itself shows it."""
    place = ARRIVED.replace("emergency_department", "health_based_place_of_safety")
    given(place, STARTED).when_examined(assessment_started_late).then(LATE)


def test_no_start_recorded_is_possible_where_one_was_sought() -> None:
    """An AMHP was asked or allocated, and no start is recorded in 4 h."""
    for sought in (
        "10:00:00 police:met assistance_requested kind=amhp",
        "10:00:00 local_authority:l amhp_allocated",
    ):
        found = given(USED, ARRIVED, sought).when_examined(
            assessment_started_late, until="13:40:00"
        )
        found.then(("possible", 0, 14400, "MHA"))
        assert found.findings[0].found.settle == "a record of when the assessment started"


def test_no_start_and_none_sought_is_nothing() -> None:
    """The record just ends, or the person died."""
    given(USED, ARRIVED).when_examined(assessment_started_late, until="15:00").then_nothing()
    given(
        USED, ARRIVED, "15:00:00 acute:a serious_injury_or_death_recorded what=death"
    ).when_examined(assessment_started_late).then_nothing()


def test_concluded_without_a_recorded_start_is_possible_at_most() -> None:
    """Concluded at 14:00, 4 h 20 after arrival: it began at most 4 h 20 after."""
    given(
        USED, ARRIVED, "14:00:00 local_authority:l assessment_concluded outcome=s2"
    ).when_examined(assessment_started_late).then(("possible", 0, 15600, "MHA"))


def test_ended_without_assessment_after_more_than_three_hours() -> None:
    """Released at 14:40 with no assessment recorded: at most 5 h."""
    given(
        USED, ARRIVED, "14:40:00 police:met detention_authority_ended how=released"
    ).when_examined(assessment_started_late).then(("possible", 0, 18000, "MHA"))
