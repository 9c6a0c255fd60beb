"""The stretches of a record."""

from jointlog.domain.time import Window
from jointlog.projections.lanes.stretches import STRETCHES_MAX, Stretch, stretches
from tests.grammar import at, given

POWER = "12:00 police:met s136_power_used limb=remove"
LEFT = "13:00 police:met resource_left_scene reason=other"
TAKEN = "13:40 acute:kings handover_accepted strands=DET"


def test_six_hours_of_silence_part_the_record() -> None:
    """13:40 to 19:40 is six hours and no more; to 19:41 they are apart. The gap began at 13:00."""
    lines = (POWER, LEFT, TAKEN)
    one = given(*lines, "19:40 police:met resource_arrived_at_scene")
    assert [each.entries for each in stretches(one.case())] == [4]
    two = given(*lines, "19:41 police:met resource_arrived_at_scene")
    first, second = stretches(two.case())
    assert first == Stretch(Window(at("12:00"), at("13:40")), 3, first.gaps)
    assert first.gaps >= 1
    assert second == Stretch(Window(at("19:41"), at("19:41")), 1, 0)


def test_what_has_no_time_or_is_about_the_record_makes_no_stretch() -> None:
    """An unknown time, and a dispute years later."""
    late = "2030-01-01_12:00 oversight:iopc entry_disputed position=x @corrects=#1"
    made = given(POWER, "unknown police:met resource_arrived_at_scene", late)
    assert [each.entries for each in stretches(made.case())] == [1]
    assert stretches(given().case()) == []


def test_very_many_stretches_are_parted_by_longer_silence() -> None:
    """An entry every seven hours for 60 days, then one a month later: two stretches."""
    lines = [
        f"2026-{1 + day // 28:02}-{1 + day % 28:02}_{hour:02}:00 police:met "
        "resource_arrived_at_scene"
        for day in range(56)
        for hour in (0, 8, 16)
    ]
    made = given(*lines, "2026-05-01_12:00 police:met resource_arrived_at_scene")
    assert 1 < len(stretches(made.case())) <= STRETCHES_MAX
