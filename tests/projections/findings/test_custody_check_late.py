"""F-CUS-01: checks in a cell that came late, or were too short to be one."""

import pytest

from jointlog.projections.findings.force.custody_check_late import custody_check_late
from tests.grammar import given


def check(clock: str, more: str = "level=intermittent") -> str:
    """A check in a cell at this time."""
    return f"{clock} police:c welfare_check_made setting=police_cell {more}"


FIRST, SECOND = check("02:00:00"), check("03:20:00")
LATE = ("definite", 4800, 4800, "SAFE")


def test_eighty_minutes_between_checks_of_level_two() -> None:
    """02:00 and 03:20 against 30 min."""
    found = given(FIRST, SECOND).when_examined(custody_check_late)
    found.then(LATE)
    assert "T-CUS-OBS2" in found.findings[0].found.sentence


def test_in_time_is_nothing_and_about_it_possible() -> None:
    """02:25: 25 min; about 02:30, five minutes either way: possible."""
    given(FIRST, check("02:25:00")).when_examined(custody_check_late).then_nothing()
    given(FIRST, check("~02:30:00")).when_examined(custody_check_late).then(
        ("possible", 1500, 2100, "SAFE")
    )


def test_anything_that_shows_the_person_seen_splits_the_gap() -> None:
    """Observations at 02:25 and 02:50, check at 03:15: 25 min each; refused ones show nothing."""
    seen = "{} custody_health:h observations_recorded taken={}"
    given(
        FIRST, seen.format("02:25:00", "true"), seen.format("02:50:00", "true"), check("03:15:00")
    ).when_examined(custody_check_late).then_nothing()
    given(FIRST, seen.format("02:40:00", "false"), SECOND).when_examined(custody_check_late).then(
        LATE
    )


def test_found_not_responding_ends_an_open_gap() -> None:
    """Checked 02:00, found 03:20; a record that just ends shows no gap."""
    given(FIRST, "03:20:00 police:c person_became_unresponsive").when_examined(
        custody_check_late
    ).then(LATE)
    given(FIRST).when_examined(custody_check_late, until="06:00").then_nothing()


def test_a_gap_that_ends_with_leaving_is_not_measured() -> None:
    """Released at 03:20: nobody was in the cell after; what follows is of no cell."""
    given(
        FIRST,
        "03:20:00 police:c detention_authority_ended how=released",
        "04:00:00 ambulance:las observations_recorded taken=true",
    ).when_examined(custody_check_late).then_nothing()


def test_watching_all_the_time_leaves_no_gap() -> None:
    """Constant between 02:10 and 03:00: none; begun at 03:20 only: 1 h 20 against 1 h."""
    watched = check("02:10/03:00", "level=constant")
    given(FIRST, watched, SECOND).when_examined(custody_check_late).then_nothing()
    given(check("02:00:00", "level=general"), check("03:20:00", "level=constant")).when_examined(
        custody_check_late
    ).then(("definite", 4800, 4800, "SAFE"))


def test_an_account_from_later_is_possible_and_only_between_checks() -> None:
    """Two checks told of in statements: possible; a statement of another contact shows no gap."""
    later = " @evidence=statement"
    given(f"{FIRST}{later}", f"{SECOND}{later}").when_examined(custody_check_late).then(
        ("possible", 4800, 4800, "SAFE")
    )
    given(f"{FIRST}{later}", f"03:20:00 local_authority:l assessment_started{later}").when_examined(
        custody_check_late
    ).then_nothing()


def test_in_seclusion_a_quarter_of_an_hour() -> None:
    """Secluded 02:00, first check 02:20: 20 min against 15."""
    given(
        "02:00:00 mental_health:m seclusion_started",
        "02:20:00 mental_health:m welfare_check_made setting=seclusion",
    ).when_examined(custody_check_late).then(("definite", 1200, 1200, "SAFE"))


ARRIVED = "14:25:00 police:met arrived_at_place_of_safety kind=police_station"
SILENT = "14:30/16:15 police:c person_became_unresponsive"


def test_no_check_from_arrival_to_being_found_is_possible() -> None:
    """Arrival 14:25, found between 14:30 and 16:15: up to 1 h 50 against 1 h."""
    given(ARRIVED, SILENT).when_examined(custody_check_late).then(("possible", 300, 6659, "SAFE"))


@pytest.mark.parametrize(
    "lines",
    [
        (ARRIVED, check("14:40", "level=general"), SILENT.replace("14:30/16:15", "15:30")),
        (ARRIVED, SILENT.replace("14:30/16:15", "14:50")),
        (ARRIVED.replace("police_station", "emergency_department"), SILENT),
        (SILENT.replace("14:30/16:15", "13:00"), ARRIVED),
    ],
)
def test_checked_or_found_within_the_hour_or_elsewhere_is_nothing(lines: tuple[str, ...]) -> None:
    """A check between, 25 min only, at a hospital, or a collapse before arrival."""
    given(*lines).when_examined(custody_check_late).then_nothing()


def test_where_no_code_sets_an_interval_nothing_is_measured() -> None:
    """Scotland has no row for it."""
    given(FIRST, SECOND, ARRIVED, SILENT).when_examined(
        custody_check_late, protocol="scotland@2026-03-01"
    ).then_nothing()


def test_roused_in_four_seconds_is_a_token() -> None:
    """The entry says roused, and 4 s: against 10."""
    line = check("02:00:00", "level=intermittent roused=true duration_s=4 method=in_person")
    given(line).when_examined(custody_check_late).then(("definite", 4, 4))


@pytest.mark.parametrize(
    "more",
    [
        "roused=true duration_s=4 method=hatch",
        "roused=false duration_s=4",
        "roused=true duration_s=30",
        "roused=true",
    ],
)
def test_brief_by_its_nature_or_long_enough_is_nothing(more: str) -> None:
    """A look through the hatch, not roused, 30 s, or no duration told."""
    given(check("02:00:00", more)).when_examined(custody_check_late).then_nothing()


def test_found_at_some_time_after_a_check_is_possible() -> None:
    """Checked at 14:40, found between 14:30 and 16:15:59: up to 95 min 59 s after, or before it."""
    given(check("14:40:00", "level=general"), SILENT).when_examined(custody_check_late).then(
        ("possible", 0, 5759, "SAFE")
    )


def test_the_end_of_detention_is_held_against_what_is_seen_after_it() -> None:
    """Checked 12:15, seen 14:15, let go about 14:15 (to 14:30): 2 h, if it was before he went."""
    given(
        check("12:15:00", "level=general"),
        "14:15:00 custody_health:h observations_recorded taken=true",
        "13:45:00/14:30:00 police:met detention_authority_ended how=discharged",
    ).when_examined(custody_check_late).then(("possible", 7200, 7200, "SAFE"))
