"""F-REC-06 and its traps."""

import pytest

from jointlog.projections.findings.record.clock_restarted import clock_restarted
from tests.grammar import given

POWER = "09:00:00 police:met s136_power_used limb=remove"
FIRST = (
    "10:00:00 police:met arrived_at_place_of_safety place_id=one kind=health_based_place_of_safety"
)
SECOND = (
    "16:00:00 police:met arrived_at_place_of_safety place_id=two kind=health_based_place_of_safety"
)
EXTENDED = (
    "2026-03-02_09:00:00 doctor:d detention_extended reason_condition=intoxication"
    " new_expiry=2026-03-03_04:00:00"
)


def test_an_expiry_counted_from_the_second_place_is_definite() -> None:
    """36 h from 16:00 on 1 March is 04:00 on 3 March; from 10:00 it is 22:00 on 2 March."""
    found = given(POWER, FIRST, SECOND, EXTENDED).when_examined(clock_restarted)
    found.then(("definite", 21_600, 21_600, "DET"))
    told = found.findings[0].found
    assert told.entries == (4, 2, 3)
    assert "2026-03-03T04:00:00Z, fits police:met's arrival at a further place" in told.sentence
    assert told.sentence.endswith("ends by 2026-03-02T22:00:00Z")
    assert told.standard is not None
    assert found.findings[0].severity == "S2"


def test_a_first_place_that_may_be_none_in_law_is_possible() -> None:
    """An emergency department first, then a suite."""
    first = FIRST.replace("health_based_place_of_safety", "emergency_department")
    found = given(POWER, first, SECOND, EXTENDED).when_examined(clock_restarted)
    found.then(("possible", 21_600, 21_600, "DET"))


def test_kept_at_a_place_counts_from_the_decision() -> None:
    """Kept at 10:00, moved to a second suite at 16:00."""
    kept = "10:00:00 police:met s136_power_used limb=keep"
    moved = "15:30:00 police:met transferred_between_places_of_safety"
    given(kept, moved, SECOND, EXTENDED).when_examined(clock_restarted).then(
        ("definite", 21_600, 21_600, "DET")
    )


@pytest.mark.parametrize(
    "lines",
    [
        (POWER, FIRST, SECOND, EXTENDED.replace("03-03_04:00", "03-02_22:00")),
        (POWER, FIRST, SECOND, EXTENDED.replace("03-03_04:00:00", "03-02_22:01:00")),
        (POWER, FIRST, SECOND, EXTENDED.replace("03-03_04:00", "03-05_04:00")),
        (POWER, FIRST, EXTENDED),
        (POWER, FIRST, SECOND, EXTENDED.partition(" new_expiry")[0]),
        (POWER, FIRST, SECOND, EXTENDED.replace("2026-03-03_04:00:00", "unknown")),
        (POWER, FIRST.replace("10:00:00", "before_10:00"), SECOND, EXTENDED),
        (EXTENDED,),
        (
            POWER,
            FIRST,
            SECOND.replace("16:00:00", "2026-03-02_12:00:00"),
            "2026-03-01_20:00:00 doctor:d detention_authority_ended how=discharged",
            EXTENDED,
        ),
    ],
)
def test_an_expiry_that_fits_the_first_start_or_none_is_no_finding(lines: tuple[str, ...]) -> None:
    """In time, by a minute, fitting neither, one place, no expiry, no known start, no power."""
    given(*lines).when_examined(clock_restarted).then_nothing()


def test_the_law_of_the_day_may_know_no_extension_or_no_such_clock() -> None:
    """In 2016 there was none; Scotland has another power and another clock."""
    given(POWER, FIRST, SECOND, EXTENDED).when_examined(
        clock_restarted, protocol="england@2016-03-01"
    ).then_nothing()
    given(POWER, FIRST, SECOND, EXTENDED).when_examined(
        clock_restarted, protocol="other@2026-03-01"
    ).then_nothing()


def test_two_expiries_of_one_detention_are_possible() -> None:
    """22:00 and 21:00 on 2 March: 3,600 s."""
    one = EXTENDED.replace("03-03_04:00", "03-02_22:00")
    other = EXTENDED.replace("03-03_04:00", "03-02_21:00")
    found = given(POWER, FIRST, one, other).when_examined(clock_restarted)
    found.then(("possible", 3600, 3600, "DET"))
    assert "2026-03-02T21:00:00Z and 2026-03-02T22:00:00Z" in found.findings[0].found.sentence


@pytest.mark.parametrize(
    "lines",
    [
        (EXTENDED, EXTENDED.partition(" new_expiry")[0]),
        (EXTENDED, EXTENDED.replace("04:00:00", "04:01:00")),
        (
            EXTENDED,
            "2026-03-02_10:00:00 doctor:d detention_authority_ended how=released",
            EXTENDED.replace("02_09", "02_12").replace("04:00:00", "07:00:00"),
        ),
    ],
)
def test_one_expiry_rounding_or_two_detentions_are_no_finding(lines: tuple[str, ...]) -> None:
    """Only one says when; a minute apart; an end between."""
    given(*lines).when_examined(clock_restarted).then_nothing()


AGAIN = "16:10:00 police:met s136_power_used limb=keep"


def test_the_power_used_again_about_a_move_is_possible() -> None:
    """First arrival 10:00, second 16:00, the power used again at 16:10: 22,200 s from the first."""
    found = given(POWER, FIRST, SECOND, AGAIN).when_examined(clock_restarted)
    found.then(("possible", 22_200, 22_200, "DET"))
    assert found.findings[0].found.sentence.endswith(
        "no end of the detention recorded; this is possible, not certain"
    )
    moved = "15:30:00 police:met transferred_between_places_of_safety"
    given(POWER, FIRST, moved, AGAIN).when_examined(clock_restarted).then(
        ("possible", 22_200, 22_200, "DET")
    )


def test_an_end_just_before_is_said() -> None:
    """Expired at 16:05, used again at 16:10."""
    end = "16:05:00 police:met detention_authority_ended how=expired"
    found = given(POWER, FIRST, SECOND, end, AGAIN).when_examined(clock_restarted)
    found.then(("possible", 22_200, 22_200, "DET"))
    assert found.findings[0].found.sentence.endswith(
        "an end of the authority just before; this is possible, not certain"
    )


@pytest.mark.parametrize(
    "lines",
    [
        (POWER, AGAIN),
        (POWER, FIRST, AGAIN),
        (POWER, FIRST, FIRST.replace("10:00:00", "16:00:00"), AGAIN),
        (POWER, FIRST, SECOND.replace("16:00", "13:00"), AGAIN),
        (POWER, FIRST, SECOND, "15:00 mental_health:m person_absconded", AGAIN),
        (
            POWER,
            FIRST,
            SECOND,
            "15:50 police:met contact_received channel=phone caller_kind=public",
            AGAIN,
        ),
        (POWER, FIRST, SECOND, "16:05 doctor:d detention_authority_ended how=discharged", AGAIN),
        (POWER, FIRST, SECOND, "12:00 doctor:d detention_authority_ended how=expired", AGAIN),
        (POWER, FIRST, SECOND, f"{AGAIN} @subject=P2"),
        (POWER, POWER.replace("09:00", "09:12"), FIRST, SECOND),
    ],
)
def test_free_or_not_moved_or_told_twice_is_no_finding(lines: tuple[str, ...]) -> None:
    """No arrival, no move, the arrival told again, long after, absconded, called about, let go."""
    given(*lines).when_examined(clock_restarted).then_nothing()
