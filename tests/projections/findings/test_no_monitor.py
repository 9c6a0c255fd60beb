"""F-RST-03: restraint with nobody recorded as monitoring."""

import pytest

from jointlog.projections.findings.force.no_monitor import no_monitor
from tests.grammar import given

HELD = "12:00:00 police:met restraint_started position=prone"
FREED = "12:13:00 police:met restraint_ended"
REFUSED = "12:05:00 ambulance:las observations_recorded taken=false"
SIGN = "12:12:00 police:met person_became_unresponsive"
LONG = (780, 780, "FORCE", "CLIN")


def test_an_entry_that_says_observations_were_not_taken_makes_it_definite() -> None:
    """Held 12:00 to 12:13, observations not taken at 12:05: 13 min against 5."""
    given(HELD, REFUSED, FREED).when_examined(no_monitor).then(("definite", *LONG))


@pytest.mark.parametrize(
    "meaning",
    [
        SIGN,
        '12:10:00 police:met distress_statement_heard words="cannot breathe"',
        "12:04:00 ambulance:las resource_arrived_at_scene",
        "14:00:00 acute:a serious_injury_or_death_recorded what=serious_injury",
    ],
)
def test_signs_of_harm_or_a_crew_give_the_absence_a_meaning(meaning: str) -> None:
    """Possible: somebody may have watched without writing it down."""
    found = given(HELD, meaning, FREED).when_examined(no_monitor)
    found.then(("possible", *LONG))
    assert found.findings[0].found.settle == "a record of who watched the person's breathing"


@pytest.mark.parametrize(
    "lines",
    [
        (HELD, FREED),
        (HELD, SIGN.replace("12:12", "11:00"), FREED),
        (HELD, "12:04:00 security:s resource_arrived_at_scene", FREED),
        (HELD, "12:40:00 ambulance:las resource_arrived_at_scene", FREED),
        (HELD, REFUSED.replace("12:05", "12:40"), FREED),
    ],
)
def test_absence_alone_is_nothing(lines: tuple[str, ...]) -> None:
    """No sign, one before the restraint, others than a crew, or a crew after it."""
    given(*lines).when_examined(no_monitor).then_nothing()


@pytest.mark.parametrize(
    "watched",
    [
        "12:01:00 police:met safety_monitor_assigned",
        "12:06:00 ambulance:las observations_recorded taken=true",
    ],
)
def test_a_monitor_or_observations_in_it_is_nothing(watched: str) -> None:
    """Somebody is recorded as watching."""
    given(HELD, watched, SIGN, FREED).when_examined(no_monitor).then_nothing()


def test_a_monitor_of_another_time_is_none() -> None:
    """Observations an hour before and after it."""
    given(
        "11:00:00 ambulance:las observations_recorded taken=true",
        HELD,
        SIGN,
        FREED,
        "13:00:00 ambulance:las observations_recorded taken=true",
    ).when_examined(no_monitor).then(("possible", *LONG))


def test_short_restraint_is_nothing_and_about_the_threshold_possible() -> None:
    """4 min: nothing; "for 4/8 min" with observations not taken: possible."""
    given(HELD, REFUSED.replace("12:05", "12:02"), FREED.replace("12:13", "12:04")).when_examined(
        no_monitor
    ).then_nothing()
    given(
        HELD.replace("12:00:00", "12:00:00_for_4/8_min"), REFUSED.replace("12:05", "12:03")
    ).when_examined(no_monitor).then(("possible", 240, 480, "FORCE", "CLIN"))


def test_somewhere_in_one_day_says_nothing() -> None:
    """Restraint and death of one day: 0 s to 24 h."""
    given(
        "2026-03-01 police:met restraint_started",
        "2026-03-01 police:met serious_injury_or_death_recorded what=death",
    ).when_examined(no_monitor).then_nothing()


def test_a_restraint_whose_bounds_are_open_may_hold_any_instant() -> None:
    """Held from before 12:00 for more than 10 min, freed 12:13; not taken 12:05: definite."""
    given(
        "before_12:00 police:met restraint_started @source=cctv/a",
        "12:01:00 police:met restraint_position_changed position=prone",
        REFUSED,
        FREED,
    ).when_examined(no_monitor).then(("definite", 780, None, "FORCE", "CLIN"))


def test_more_than_eight_minutes_and_no_end_is_watched_by_any_later_monitor() -> None:
    """A lower bound only: a monitor assigned at 12:30 can be of it."""
    line = HELD.replace("12:00:00", "12:00:00_for_>8_min")
    given(line, SIGN).when_examined(no_monitor).then(("possible", 480, None, "FORCE", "CLIN"))
    given(line, SIGN, "12:30:00 police:met safety_monitor_assigned").when_examined(
        no_monitor
    ).then_nothing()


def test_a_monitor_of_the_minute_it_began_may_have_been_before() -> None:
    """Held from some second of 12:00, the monitor is assigned at 12:00:00: in it, or not."""
    given(
        "12:00 police:met restraint_started position=prone",
        "12:00:00 police:met safety_monitor_assigned who=P2",
        SIGN,
        FREED,
    ).when_examined(no_monitor).then(("possible", 721, 780, "FORCE", "CLIN"))


def test_a_crew_that_came_before_is_there_in_it() -> None:
    """The crew comes at 11:50 and stays: it was with the person. One that left did not see it."""
    came = "11:50:00 ambulance:las resource_arrived_at_scene callsign=A1"
    gone = "11:55:00 ambulance:las resource_left_scene callsign=A1"
    given(came, HELD, FREED).when_examined(no_monitor).then(("possible", *LONG))
    given(came, gone, HELD, FREED).when_examined(no_monitor).then_nothing()
