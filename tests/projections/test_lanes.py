"""Lanes: which bars an incident has, what is late, and how little is drawn of a large one."""

import json
from dataclasses import replace

import pytest

from jointlog.domain.time import Window
from jointlog.projections.case import Case, examine
from jointlog.projections.lanes.drawing import (
    BARS_MAX,
    LANES_MAX,
    Bar,
    Group,
    Lanes,
    Look,
    lanes,
    plain_lanes,
)
from jointlog.projections.lanes.parts import MARKS
from tests.grammar import RECORDED_MS, Given, at, given

POWER = "12:00 police:met s136_power_used limb=remove"
OFFERED = "12:30 police:met handover_offered strands=DET to=acute:kings"
LEFT = "13:00 police:met resource_left_scene reason=other"


def shown(drawn: Lanes, group: Group) -> list[tuple[str, str, str]]:
    """Each bar of a group as (lane, look, label)."""
    return [
        (lane.name, bar.look.value, bar.label)
        for lane in drawn.lanes
        if lane.group is group
        for bar in lane.bars
    ]


def of_lines(*lines: str) -> Lanes:
    """The picture of these lines."""
    return lanes(given(*lines).case())


def of_id(drawn: Lanes, name: str) -> Bar:
    """The bar of this id."""
    return next(bar for bar in drawn.bars if bar.id == name)


def many(count: int, *, people: int = 1) -> Case:
    """An incident of many arrivals and departures, a minute after the other."""
    lines = []
    for number in range(count):
        minute = number % 600
        when = f"{8 + minute // 60:02}:{minute % 60:02}"
        what = ("resource_arrived_at_scene", "resource_left_scene reason=other")[
            number // people % 2
        ]
        lines.append(f"{when} police:met {what} @subject=P{number % people}")
    return given(*lines).case()


def test_a_gap_is_a_bar_with_its_bounds_and_stands_in_the_top_lane() -> None:
    """Who left at 13:00 dropped detention; the gap names entry 2 and its length to the end."""
    drawn = of_lines(POWER, LEFT, "13:40 police:met s136_power_used limb=remove")
    gap = of_id(drawn, "open-p0-DET-2")
    assert drawn.gaps == [bar for bar in drawn.bars if bar.id.startswith("open-")]
    assert drawn.lanes[0].rows == 1
    assert (gap.look, gap.label, gap.entries) == (Look.GAP, "nobody", (2, 3))
    assert (gap.length.min_s, gap.length.max_s) == (2341, 2459)
    assert of_id(drawn, "p0-DET-2") == replace(gap, id="p0-DET-2", row=0)


def test_the_top_lane_stays_where_nothing_is_open() -> None:
    """The first lane is there for every person, also without bars."""
    drawn = of_lines("12:00 police:met s136_power_used limb=remove")
    assert [(lane.group, lane.bars) for lane in drawn.lanes[:1]] == [(Group.OPEN, ())]
    assert lanes(given(POWER).case(), subject="nobody").lanes == ()


@pytest.mark.parametrize(
    ("lines", "look", "label"),
    [
        ((POWER,), "held", "police:met"),
        ((POWER, OFFERED), "held", "police:met, offered to acute:kings"),
        ((POWER, OFFERED, LEFT), "gap", "nobody, offered to acute:kings"),
        ((POWER, LEFT), "gap", "nobody"),
        ((POWER, f"unknown{LEFT[5:]}"), "unknown", "holder not known"),
        ((POWER, "12:30 police:met person_absconded"), "suspended", "police:met, suspended"),
        (
            (POWER, "13:00 police:met detention_authority_ended how=expired"),
            "gap",
            "nobody, authority lapsed",
        ),
        (
            (POWER, "13:00 fire:lfb responsibility_assumed strand=DET"),
            "contested",
            "police:met / fire:lfb",
        ),
        (
            ("12:10 police:met responsibility_delegated strand=DET delegate=security:g4s",),
            "held",
            "security:g4s for police:met",
        ),
    ],
)
def test_holders_in_words(lines: tuple[str, ...], look: str, label: str) -> None:
    """A bar of detention: what it looks like, and who is named."""
    assert ("detention", look, label) in shown(of_lines(*lines), Group.HOLDERS)


def test_waits_visits_and_clocks_have_lanes() -> None:
    """A request names who asked whom; a visit its agency; a clock its standard and limit."""
    drawn = of_lines(
        "12:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las",
        "12:10 police:met assistance_requested kind=advice",
        "13:00 ambulance:las resource_arrived_at_scene callsign=A1",
    )
    waits = shown(drawn, Group.WAITS)
    assert [name for name, _, _ in waits] == [
        "ambulance treat: police:met → ambulance:las",
        "advice: police:met",
    ]
    assert shown(drawn, Group.PRESENT) == [("ambulance:las", "present", "ambulance:las")]
    clocks = [bar for bar in drawn.bars if bar.look is Look.CLOCK]
    assert clocks
    assert all(bar.limit_s for bar in clocks)


def test_late_is_what_a_live_log_learnt_an_hour_after() -> None:
    """Recorded at 21:20: what happened at 21:00 is in time, what happened at 12:00 is late."""
    drawn = of_lines(
        POWER,
        "21:00 police:met resource_arrived_at_scene",
        "22:00 police:met resource_arrived_at_scene",
    )
    assert drawn.learnt == {1: RECORDED_MS + 1000}
    assert [bar.look for bar in drawn.bars if bar.look in MARKS][:2] == [Look.LATE, Look.ENTRY]
    assert of_id(drawn, "p0-DET-1").late == (1,)


def test_a_log_made_afterwards_knows_late_only_from_first_written() -> None:
    """All was recorded after the end: only an entry first written hours later is late."""
    drawn = of_lines(
        "12:00 police:met resource_arrived_at_scene",
        "12:10 police:met resource_arrived_at_scene @first_written_at=18:00",
    )
    assert list(drawn.learnt) == [2]


def test_the_days_of_a_picture_are_those_of_the_record() -> None:
    """The axis has a margin before and behind; the title names the day of what happened."""
    case = given(
        "00:00 police:met resource_arrived_at_scene",
        "23:59 police:met resource_left_scene reason=other",
    ).case()
    drawn = lanes(case)
    assert drawn.window.earliest_s < at("00:00")
    assert drawn.clock.title() == "Sunday 1 March 2026, times in UTC"
    part = lanes(case, Window(at("12:00") - 86_400, at("13:00")))
    assert part.clock.title() == "Saturday 28 February 2026 to Sunday 1 March 2026, times in UTC"


def test_a_window_shows_its_part_and_the_whole_stays_known() -> None:
    """Bars outside the window are gone; ids stay the same."""
    case = given(POWER, LEFT, "15:00 police:met s136_power_used limb=remove").case()
    part = lanes(case, Window(at("12:30"), at("12:40")))
    assert [bar.id for bar in part.bars] == ["p0-DET-1", "p0-CONTACT-1", "p0-with0-1"]
    assert part.whole == lanes(case).window
    assert part.window == Window(at("12:30"), at("12:40"))


def test_what_is_said_of_the_record_years_later_does_not_stretch_the_picture() -> None:
    """A dispute of 2030 is an entry, and the picture still ends in 2026."""
    drawn = of_lines(
        POWER, LEFT, "2030-01-01_12:00 oversight:iopc entry_disputed position=x @corrects=#1"
    )
    assert drawn.window.latest_s < at("20:00")


def test_no_time_at_all_gives_an_empty_picture() -> None:
    """An entry of unknown time is not placed; the window is where it was recorded."""
    drawn = of_lines("unknown police:met resource_arrived_at_scene")
    assert [bar for bar in drawn.bars if bar.look in MARKS] == []
    assert drawn.window.earliest_s <= RECORDED_MS // 1000 <= drawn.window.latest_s


def test_nothing_recorded_is_an_empty_picture() -> None:
    """No entries: no lanes."""
    assert lanes(examine([])).lanes == ()


def test_marks_stand_where_their_time_says() -> None:
    """A minute at its start, an interval in its middle, before at its end, after at its start."""
    drawn = of_lines(
        "before_12:00 police:met resource_arrived_at_scene",
        "12:30/12:40 police:met resource_arrived_at_scene",
        "13:00 police:met resource_arrived_at_scene",
        "after_14:00 police:met resource_arrived_at_scene",
    )
    marks = [bar.start.window for bar in drawn.bars if bar.look in MARKS]
    assert len(marks) == 4
    assert [bar.id for bar in drawn.bars if bar.look in MARKS] == [f"mark-{n}" for n in range(1, 5)]


@pytest.mark.parametrize("count", [300, 2000])
def test_a_large_incident_is_few_bars_that_count_all(count: int) -> None:
    """At most 300 bars; merged ones say how many they are, and every entry is among them."""
    drawn = lanes(many(count))
    assert len(drawn.bars) <= BARS_MAX
    marked = [bar for bar in drawn.bars if bar.look in MARKS]
    assert sum(bar.count for bar in marked) == count
    assert {v for bar in marked for v in bar.start.entries} == set(range(1, count + 1))
    merged = [bar for bar in drawn.bars if bar.count > 1]
    assert merged
    assert all(bar.label == f"{bar.count} {bar.label.split()[1]}" for bar in merged)


def test_very_many_people_leave_lanes_out_and_say_so() -> None:
    """No more than 60 lanes; one person asked for is shown whole."""
    case = many(200, people=100)
    drawn = lanes(case)
    assert len(drawn.lanes) == LANES_MAX
    assert drawn.left_out > 0
    assert lanes(case, subject="P7").left_out == 0


def test_merging_keeps_gaps_gaps() -> None:
    """Gaps of seconds in a long record merge with each other, never into other events."""
    lines = ["01:00 police:met s136_power_used limb=remove"]
    for minute in range(10, 40, 2):
        lines.append(f"02:{minute}:00 police:met resource_left_scene reason=other")
        lines.append(f"02:{minute}:10 police:met s136_power_used limb=remove")
    drawn = of_lines(*lines, "2026-03-03_23:50 police:met resource_arrived_at_scene")
    small = lanes(given(*lines).case(), Window(at("02:00"), at("02:20")))
    assert [bar.look for bar in drawn.gaps] == [Look.GAP] * len(drawn.gaps)
    assert sum(bar.count for bar in drawn.gaps) == 15
    assert len(small.gaps) == 6
    assert len(drawn.gaps) < 15


def test_disputes_merge_with_disputes() -> None:
    """Several short disputes in a long record are one bar, which says so."""
    lines = ["01:00 police:met responsibility_assumed strand=SAFE"]
    for minute in range(10, 16):
        lines.append(f"02:{minute}:00 acute:kings responsibility_assumed strand=SAFE")
        lines.append(f"02:{minute}:05 police:met dispute_resolved strand=SAFE")
    gaps = of_lines(*lines, "2026-03-09_12:00 police:met resource_arrived_at_scene").gaps
    assert [(bar.look, bar.label) for bar in gaps][:1] == [(Look.CONTESTED, "6 disputes")]


def test_a_long_row_of_short_events_stays_several_bars() -> None:
    """Six hours of gaps of seconds are not one gap of six hours."""
    lines = []
    for number in range(240):
        when = f"{10 + number // 60:02}:{number % 60:02}"
        lines.append(f"{when}:00 police:met s136_power_used limb=remove")
        lines.append(f"{when}:40 police:met resource_left_scene reason=other")
    gaps = of_lines(*lines).gaps
    assert sum(bar.count for bar in gaps) == 240
    assert len(gaps) > 4


def test_what_is_of_another_person_is_on_no_lane_of_this_one() -> None:
    """Requests, visits and clocks of P2 stand with P2."""
    drawn = of_lines(
        POWER,
        "12:00 police:btp s136_power_used limb=remove @subject=P2",
        "12:10 police:btp assistance_requested kind=ambulance_treat to=ambulance:las @subject=P2",
        "12:20 ambulance:las call_graded scheme=arp grade=category_2 @subject=P2",
        "13:00 ambulance:las resource_arrived_at_scene callsign=A1 @subject=P2",
    )
    first = [lane for lane in drawn.lanes if lane.subject == "P1"]
    assert "police:btp" not in str(first)
    assert {lane.subject for lane in drawn.lanes} == {"P1", "P2"}


def test_the_plain_form_is_json_and_says_none_for_no_bound() -> None:
    """Every bar is there with its windows, entries and row."""
    drawn = of_lines("before_12:00 police:met s136_power_used limb=remove", LEFT)
    plain = json.loads(json.dumps(plain_lanes(drawn)))
    bars = [bar for lane in plain["lanes"] for bar in lane["bars"]]
    assert len(bars) == len(drawn.bars)
    held = next(bar for bar in bars if bar["id"] == "p0-DET-1")
    assert held["start"]["earliest_s"] is None
    assert held["end_entries"] == [2]
    assert {bar["end"] is None for bar in bars} == {True, False}
    assert {"look", "label", "min_s", "max_s", "strand", "limit_s", "over", "late"} <= set(held)


def test_lanes_do_not_depend_on_the_order_of_entries() -> None:
    """The same entries in another order give the same picture."""
    made = given(POWER, LEFT, "13:40 police:met s136_power_used limb=remove")
    assert lanes(Given(tuple(reversed(made.entries))).case()) == lanes(made.case())
