"""A large incident of varied course: few bars, and nothing untrue in them."""

from collections.abc import Iterable
from itertools import pairwise

import pytest

from benchmarks.merged import merged_entries
from jointlog.domain.time import Window
from jointlog.projections.case import Case, examine
from jointlog.projections.lanes.drawing import BARS_MAX, Bar, Group, Lanes, Look, lanes
from jointlog.projections.lanes.parts import MARKS, surely_s
from jointlog.projections.lanes.shapes import (
    Shape,
    name_of,
    picture,
    says_entries,
    says_learnt,
)
from jointlog.projections.lanes.standing import standing
from jointlog.projections.wording.times import Clock
from tests.grammar import given

DAY_S = 86_400


def long_case(entries: int, days: int, people: int) -> Case:
    """An examined incident of many simulated ones, recorded as it went on."""
    told = merged_entries("long", entries=entries, span_s=days * DAY_S, people=people)
    return examine(told)


@pytest.fixture(scope="module")
def large() -> Case:
    """2,000 entries about one person in two weeks."""
    return long_case(2000, 14, 1)


@pytest.fixture(scope="module")
def drawn(large: Case) -> Lanes:
    """Its lanes."""
    return lanes(large)


def stretches(bars: Iterable[Bar], look: Look) -> set[int]:
    """Every minute that bars of a look surely cover."""
    told = [part for bar in bars if bar.look is look for part in bar.parts or (surely_s(bar),)]
    return {minute for low, high in told for minute in range(low // 60, high // 60 + 1)}


def shapes_of(drawn: Lanes, horizon: Window) -> list[Shape]:
    """Everything drawn."""
    shown = picture(drawn, Clock(drawn.zone, drawn.window), horizon, lambda bar: bar.id)
    return [shape for part in shown.sections for row in part.rows for shape in row.shapes]


def test_merging_neither_loses_nor_invents_a_gap(drawn: Lanes) -> None:
    """The minutes of the top lane's gaps are those of every gap, however many are one bar."""
    top, full = drawn.lanes[0], drawn.full[0]
    assert any(bar.count > 1 for bar in top.bars)
    for look in (Look.GAP, Look.CONTESTED):
        assert stretches(top.bars, look) == stretches(full.bars, look)


def test_every_lane_has_its_share(drawn: Lanes) -> None:
    """One crowded lane does not make the others coarse; what is open stays finest, clocks not."""
    assert len(drawn.bars) <= BARS_MAX
    full = {lane.id: len(lane.bars) for lane in drawn.full}
    held = [each for each in drawn.lanes if each.group is Group.HOLDERS and full[each.id] > 20]
    clocks = [each for each in drawn.lanes if each.group is Group.CLOCKS]
    assert len(held) > 8
    assert all(len(lane.bars) >= 4 for lane in held)
    assert len(drawn.lanes[0].bars) > max(len(lane.bars) for lane in held)
    assert max(len(lane.bars) for lane in clocks) < 10


def test_stretches_of_one_lane_share_a_row_where_they_do_not_overlap(drawn: Lanes) -> None:
    """On each row no two bars surely last at the same time."""
    for lane in drawn.lanes:
        for row in range(lane.rows):
            told = sorted(
                part
                for bar in lane.bars
                if bar.row == row and bar.look not in MARKS
                for part in bar.parts or (surely_s(bar),)
            )
            assert all(low >= end for (_, end), (low, _) in pairwise(told))


def test_several_bars_are_one_path_of_their_stretches(large: Case, drawn: Lanes) -> None:
    """As many pieces as stretches that are told apart; a mark, or one bar, has none."""
    for shape in shapes_of(drawn, large.horizon):
        assert bool(shape.path) == (shape.count > 1 and shape.kind not in ("entry", "late"))
        assert shape.path.count("M") <= shape.count
    svg = standing(drawn, large.horizon, "long")
    assert 'fill="url(#hatch-gap)"' in svg
    assert svg.count('<path transform="translate(') == sum(
        1 for shape in shapes_of(drawn, large.horizon) if shape.path
    )


def test_many_people_are_few_bars() -> None:
    """Six people in five days, 2,000 entries: the bars of all are few enough."""
    assert len(lanes(long_case(2000, 5, 6)).bars) <= BARS_MAX


def test_a_lane_of_an_agency_keeps_its_name() -> None:
    """Agencies are written as they are; what people write in capitals is."""
    drawn = lanes(
        given(
            "12:00 police:met resource_arrived_at_scene",
            "12:05 police:met assistance_requested kind=amhp to=local_authority:x",
        ).case()
    )
    names = {lane.group: name_of(lane) for lane in drawn.lanes}
    assert names[Group.PRESENT] == "police:met"
    assert names[Group.WAITS] == "AMHP: police:met → local_authority:x"


def test_very_many_entries_are_told_in_short() -> None:
    """Eight are named; of more how many, and the first and last. Of late ones three are named."""
    assert says_entries([3]) == "Entry 3"
    assert says_entries(range(1, 9)) == "Entries 1, 2, 3, 4, 5, 6, 7, 8"
    assert says_entries(range(1, 11)) == "10 entries, 1 to 10"
    lines = [f"12:0{n} police:met resource_arrived_at_scene" for n in range(5)]
    drawn = lanes(given(*lines, "22:00 police:met resource_arrived_at_scene").case())
    clock = Clock("UTC", drawn.window)
    assert says_learnt(drawn, clock, [1, 6]) == ["entry 1 learnt 21:20"]
    assert says_learnt(drawn, clock, [1, 2, 3, 4]) == [
        "entry 1 learnt 21:20",
        "entry 2 learnt 21:20",
        "entry 3 learnt 21:20",
        "1 more learnt late",
    ]


def test_a_sure_stretch_needs_a_start() -> None:
    """What began before noon is sure from then on; what began after 13:00, from 13:00 on."""
    drawn = lanes(
        given(
            "before_12:00 police:met s136_power_used limb=remove",
            "after_13:00 fire:lfb resource_arrived_at_scene",
            "14:00 police:met resource_left_scene reason=other",
        ).case()
    )
    sure = {bar.id: surely_s(bar) for bar in drawn.bars}
    assert sure["p0-DET-1"][1] - sure["p0-DET-1"][0] == 2 * 3600
    assert sure["p0-with1-2"][0] == sure["p0-DET-1"][0] + 3600
