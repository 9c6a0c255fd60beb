"""F-RST-01: held by force for longer than the threshold in all."""

from jointlog.projections.findings.force.long_restraint import long_restraint
from tests.grammar import given


def held(clock: str, agency: str = "police:met", more: str = "") -> str:
    """A restraint begins."""
    return f"{clock} {agency} restraint_started {more}"


def let_go(clock: str, agency: str = "police:met") -> str:
    """A restraint ends."""
    return f"{clock} {agency} restraint_ended"


def test_eleven_minutes() -> None:
    """12:00 to 12:11: 11 min, beyond 10 min; 10 min is not beyond."""
    found = given(held("12:00:00", more="by=mental_health:slam"), let_go("12:11:00")).when_examined(
        long_restraint
    )
    found.then(("definite", 660, 660, "FORCE"))
    (finding,) = found.findings
    assert "comparator 10 min (T-RST-MAN@undated, memory: to be verified)" in finding.found.sentence
    assert [str(a) for a in finding.found.parties] == ["police:met", "mental_health:slam"]
    given(held("12:00:00"), let_go("12:10:00")).when_examined(long_restraint).then_nothing()


def test_two_reports_of_one_restraint_are_a_union() -> None:
    """Police 12:00 to 12:08, ward 12:05 to 12:14: 14 min, not 17."""
    given(
        held("12:00:00"),
        held("12:05:00", "mental_health:slam"),
        let_go("12:08:00"),
        let_go("12:14:00", "mental_health:slam"),
    ).when_examined(long_restraint).then(("definite", 840, 840, "FORCE"))


def test_overlapping_reports_that_sum_beyond_are_nothing() -> None:
    """Two reports of the same 6 min are 6 min, not 12."""
    given(
        held("12:00:00"),
        held("12:00:00", "mental_health:slam"),
        let_go("12:06:00"),
        let_go("12:06:00", "mental_health:slam"),
    ).when_examined(long_restraint).then_nothing()


def test_episodes_add_up_and_the_longest_is_told() -> None:
    """6 min and 7 min with a break: 13 min in all, 7 min at the longest."""
    found = given(
        held("12:00:00"), let_go("12:06:00"), held("12:30:00"), let_go("12:37:00")
    ).when_examined(long_restraint)
    found.then(("definite", 780, 780, "FORCE"))
    assert "13 min in all, 7 min at the longest" in found.findings[0].found.sentence


def test_two_durations_with_an_end_between() -> None:
    """About 10 and about 20 min (a fifth either way), an end between: 24 to 36 min."""
    given(
        held("for_~10_min"), let_go("unknown"), held("for_~20_min"), let_go("unknown")
    ).when_examined(long_restraint).then(("definite", 1440, 2160, "FORCE"))


def test_two_durations_without_order_are_from_the_longer_to_both() -> None:
    """8 min by police and 6 min by the ward may be the same: 8 to 14 min, possible."""
    found = given(held("for_8_min"), held("for_6_min", "mental_health:slam")).when_examined(
        long_restraint
    )
    found.then(("possible", 480, 840, "FORCE"))
    assert found.findings[0].found.settle == "exact times of when the restraint began and ended"


def test_minutes_that_allow_both_are_possible() -> None:
    """12:00 to 12:10, each to the minute: 9:01 to 10:59."""
    given(held("12:00"), let_go("12:10")).when_examined(long_restraint).then(
        ("possible", 541, 659, "FORCE")
    )


def test_no_end_recorded_is_indeterminate() -> None:
    """Held at 12:00, still changing position at 12:05, nothing more by 12:30: 5 to 30 min."""
    found = given(
        held("12:00:00"), "12:05:00 police:met restraint_position_changed position=side"
    ).when_examined(long_restraint, until="12:30:00")
    found.then(("indeterminate", 300, 1800, "FORCE"))
    assert found.findings[0].found.settle == "a record of when the restraint ended"


def test_seen_going_on_beyond_the_threshold_is_definite() -> None:
    """Still held at 12:12, with no end recorded: at least 12 min."""
    given(
        held("12:00:00"), "12:12:00 police:met restraint_position_changed position=side"
    ).when_examined(long_restraint, until="12:30:00").then(("definite", 720, 1800, "FORCE"))


def test_collapse_and_a_journey_end_no_restraint() -> None:
    """Unresponsive at 12:05, conveyed at 12:08, the end recorded at 12:20: 20 min."""
    given(
        held("12:00:00"),
        "12:05:00 police:met person_became_unresponsive",
        "12:08:00 police:met police_vehicle_conveyance_started",
        let_go("12:20:00"),
    ).when_examined(long_restraint).then(("definite", 1200, 1200, "FORCE"))


def test_death_ends_it_and_an_injury_does_not() -> None:
    """Injured at 12:05, dead at 12:15: 15 min."""
    given(
        held("12:00:00"),
        "12:05:00 police:met serious_injury_or_death_recorded what=serious_injury",
        "12:15:00 police:met serious_injury_or_death_recorded what=death",
    ).when_examined(long_restraint, until="13:00:00").then(("definite", 900, 900, "FORCE"))


def test_another_person_is_another_restraint() -> None:
    """P1 and P2 for 6 min each are not 12 min of one."""
    given(
        held("12:00:00"),
        let_go("12:06:00"),
        held("12:10:00", more="@subject=P2"),
        f"{let_go('12:16:00')} @subject=P2",
        "12:20:00 police:met person_became_unresponsive @subject=P3",
    ).when_examined(long_restraint).then_nothing()


def test_where_no_standard_is_in_force_the_threshold_stands() -> None:
    """Under another jurisdiction the threshold alone is named."""
    found = given(held("12:00:00", more="@jurisdiction=other"), let_go("12:11:00")).when_examined(
        long_restraint
    )
    found.then(("definite", 660, 660, "FORCE"))
    assert found.findings[0].standard_reference == ""


def test_two_reports_whose_order_is_open_are_one_restraint() -> None:
    """From 12:00 to 12:11, told by police and by the crew: whichever began it, 601 to 719 s.

    No order has both beginnings, and each rests on the same four entries. To 12:09 it is none.
    """
    police = ("12:00 police:met restraint_started", "12:11 police:met restraint_ended")
    crew = (
        "12:00 ambulance:las restraint_started @actor=police:met",
        "12:11 ambulance:las restraint_ended @actor=police:met",
    )
    given(*police, *crew).when_examined(long_restraint).then(("definite", 601, 719, "FORCE"))
    short = (line.replace("12:11", "12:09") for line in (*police, *crew))
    given(*short).when_examined(long_restraint).then_nothing()
