"""Assignments, holds, gaps and relief: the arithmetic of each stands beside it."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from jointlog.domain.entry import Entry
from jointlog.domain.vocabulary import AgencyKind
from jointlog.projections.units.assignments import Assignment, Lapse, Stage
from jointlog.projections.units.cover import levels, merged, most_at_once, outside, seconds
from jointlog.projections.units.cover import seconds_with_several as several
from jointlog.projections.units.resources import Gap, allocated_twice, resources_across
from jointlog.projections.units.spread import percentile, spread
from tests.profile.making import at, entry, event_id, resources

STRETCHES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8)


def sent(version: int, clock: str, unit: str = "A1", agency: str = "police:met") -> Entry:
    """An allocation."""
    skill = "paramedic" if agency.startswith("ambulance") else "constable"
    return entry(version, "resource_allocated", at(clock), agency, callsign=unit, skill=skill)


def came(version: int, clock: str, unit: str = "A1", agency: str = "police:met") -> Entry:
    """An arrival."""
    return entry(version, "resource_arrived_at_scene", at(clock), agency, callsign=unit)


def left(version: int, clock: str, unit: str = "A1", agency: str = "police:met") -> Entry:
    """A departure."""
    return entry(version, "resource_left_scene", at(clock), agency, callsign=unit)


def call(version: int, clock: str) -> Entry:
    """A first contact."""
    facts = {"channel": "999", "caller_kind": "public", "call_ref": "C1"}
    return entry(version, "contact_received", at(clock), **facts)


def one(*entries: Entry) -> Assignment:
    """The only assignment of the entries."""
    (found,) = resources(*entries).assignments
    return found


@given(STRETCHES)
def test_cover_and_what_is_outside_are_the_whole(stretches: list[tuple[int, int]]) -> None:
    """Second by second: merged stretches, gaps and levels say what counting says."""
    at_once = [sum(a <= s < b for a, b in stretches) for s in range(41)]
    assert seconds(merged(stretches)) == sum(n > 0 for n in at_once)
    assert most_at_once(stretches) == max(at_once)
    assert several(stretches) == sum(n > 1 for n in at_once)
    assert seconds(outside(stretches, (5, 30))) == sum(n == 0 for n in at_once[5:30])
    assert sum(n * (b - a) for (a, b), n in levels(stretches)) == sum(at_once)
    assert outside(stretches, (30, 5)) == []


def test_a_spread_counts_reversed_lengths_and_leaves_them_out() -> None:
    """Of -5, 0, 10, 20: three are counted, the middle is 10, type 7 puts p90 at 10 + 0.8 x 10."""
    found = spread([20, -5, 0, 10])
    assert (found.n, found.negative, found.zero, found.sum_s) == (3, 1, 1, 30)
    assert (found.min_s, found.median_s, found.mean_s, found.max_s) == (0, 10, 10, 20)
    assert (found.p90_s, found.p90_nearest_s) == (18, 20)
    assert spread([-1]).median_s is None
    assert percentile([7], Fraction(1, 2)) == 7


def test_stages_follow_the_allocation_that_led_to_them() -> None:
    """What has no callsign is attributed by its cause, at any remove; words are kept."""
    found = resources(
        call(1, "10:00:00"),
        entry(2, "call_graded", at("10:00:30"), scheme="police", grade="immediate"),
        sent(3, "10:01:00"),
        sent(4, "10:01:00", "A2"),
        came(5, "10:05:00"),
        entry(6, "conveyance_started", at("10:20:00"), caused_by=str(event_id(5))),
        entry(7, "conveyance_ended", at("10:30:00"), replies_to=str(event_id(3))),
        entry(8, "conveyance_ended", at("10:31:00")),
        entry(
            9,
            "call_information_recorded",
            at("10:01:00"),
            item="unit type",
            value_recorded="VAN",
            caused_by=str(event_id(3)),
        ),
        entry(10, "call_information_recorded", at("10:01:00"), item="x", value_recorded="y"),
    )
    first, second = found.assignments
    assert found.refs == ("C1",)
    assert list(first.stamps) == [
        Stage.ALLOCATED,
        Stage.ARRIVED,
        Stage.CONVEYING,
        Stage.CONVEYED,
        Stage.CONTACT,
        Stage.GRADED,
    ]
    assert (first.told, found.told, found.unattributed) == ({"unit type": "VAN"}, {"x": "y"}, (8,))
    assert second.is_non_attendance
    assert not first.is_non_attendance
    assert first.lapse(Stage.CONTACT, Stage.ARRIVED) == Lapse(300, 300)
    assert first.lapse(Stage.CONTACT, Stage.LEFT) is None
    assert first.scene is not None
    assert first.scene.sure[1] - first.scene.sure[0] == 15 * 60


def test_a_second_allocation_of_the_same_unit_is_a_second_assignment() -> None:
    """Stages go to the latest allocation before them; one before any goes to the first."""
    found = resources(
        sent(1, "10:00:00"),
        left(2, "10:10:00"),
        sent(3, "11:00:00"),
        came(4, "11:05:00"),
        came(5, "09:00:00", "A2"),
        sent(6, "09:30:00", "A2"),
    )
    first, again, other = sorted(
        found.assignments, key=lambda a: (a.callsign, not a.stamps, str(a.stamps))
    )
    assert {first.has_attended, again.has_attended} == {True, False}
    assert other.out_of_order() == [(Stage.ALLOCATED, Stage.ARRIVED)]
    assert other.scene is not None


def test_a_resource_that_came_unsent_is_held_from_its_arrival() -> None:
    """An arrival without an allocation makes an assignment; with no callsign, one of its agency."""
    found = one(came(1, "10:00:00"), left(2, "10:30:00"))
    assert found.hold is not None
    assert found.hold.sure[1] - found.hold.sure[0] == 1800
    assert not found.is_non_attendance
    bare = one(
        entry(1, "resource_arrived_at_scene", at("10:00:00")),
        entry(2, "resource_left_scene", at("10:10:00"), reason="conveying"),
        entry(3, "resource_left_scene", at("10:30:00")),
        entry(4, "resource_left_scene", at("10:20:00")),
    )
    assert bare.scene is not None
    assert bare.scene.sure[1] - bare.scene.sure[0] == 600
    assert sorted(bare.stamps[Stage.LEFT].entries) == [3, 4]
    assert bare.hold is not None
    assert bare.hold.sure[1] - bare.hold.sure[0] == 1800
    stranger = resources(sent(1, "10:00:00"), left(2, "10:30:00", "B9"))
    assert stranger.unattributed == (2,)


def test_an_arrival_without_a_time_is_an_attendance_without_lengths() -> None:
    """No length is made up where a bound of a time is missing."""
    found = one(
        sent(1, "10:00:00"),
        entry(2, "resource_arrived_at_scene", "unknown", callsign="A1"),
    )
    assert found.has_attended
    assert found.scene is None
    assert found.lapse(Stage.ALLOCATED, Stage.ARRIVED) is None
    unsent = one(entry(1, "resource_arrived_at_scene", "unknown", callsign="A1"))
    assert unsent.hold is None
    assert resources(call(1, "10:00:00")).cover_gaps(sure=True) == []
    assert resources(sent(1, "10:00:00")).open() is None


def test_gaps_are_before_the_first_resource_or_between_two() -> None:
    """Open from 10:00 to 11:00, held 10:10 to 10:20 and 10:50 to 11:00: gaps of 10 and 30 min."""
    found = resources(
        call(1, "10:00:00"),
        sent(2, "10:10:00"),
        came(3, "10:12:00"),
        left(4, "10:20:00"),
        sent(5, "10:50:00", "A2"),
        came(6, "10:55:00", "A2"),
        left(7, "11:00:00", "A2"),
    )
    gaps = found.cover_gaps(sure=True)
    assert [(gap.end_s - gap.start_s, gap.is_before_first) for gap in gaps] == [
        (600, True),
        (1800, False),
    ]
    (scene,) = found.scene_gaps(sure=True)
    assert isinstance(scene, Gap)
    assert scene.end_s - scene.start_s == 35 * 60


def test_a_gap_between_times_to_the_minute_is_sure_or_possible() -> None:
    """10:20 and 10:21, each to the minute: surely 1 s apart at least, possibly 119 s."""
    found = resources(
        call(1, "10:10:00"),
        sent(2, "10:10:00"),
        entry(3, "resource_left_scene", "2017-03-01T10:20Z", callsign="A1"),
        entry(4, "resource_allocated", "2017-03-01T10:21Z", callsign="A2", skill="constable"),
        left(5, "10:30:00", "A2"),
    )
    sure, possible = (found.cover_gaps(sure=each) for each in (True, False))
    assert [gap.end_s - gap.start_s for gap in sure] == [1]
    assert [gap.end_s - gap.start_s for gap in possible] == [119]


def test_relief_is_the_wait_of_those_who_came_first() -> None:
    """Police there 10:00 to 10:10, ambulance at 10:15: a wait of 15 min, nobody for 5."""
    police = (sent(1, "09:50:00"), came(2, "10:00:00"), left(3, "10:10:00"))
    crew = "ambulance:las"
    ambulance = (sent(4, "09:55:00", "M1", crew), came(5, "10:15:00", "M1", crew))
    found = resources(*police, *ambulance).relief(AgencyKind.AMBULANCE)
    assert found is not None
    assert (found.wait, found.alone) == (Lapse(900, 900), Lapse(300, 300))
    stayed = resources(*police[:2], left(3, "10:20:00"), *ambulance).relief(AgencyKind.AMBULANCE)
    assert stayed is not None
    assert stayed.alone is None
    assert resources(*police).relief(AgencyKind.AMBULANCE) is None
    assert resources(*ambulance).relief(AgencyKind.AMBULANCE) is None
    same = came(5, "10:00:00", "M1", crew)
    minute = entry(2, "resource_arrived_at_scene", "2017-03-01T09:59Z", callsign="A1")
    assert resources(police[0], minute, same).relief(AgencyKind.AMBULANCE) is not None
    same = entry(5, "resource_arrived_at_scene", "2017-03-01T09:59Z", crew, callsign="M1")
    maybe = resources(police[0], minute, same).relief(AgencyKind.AMBULANCE)
    assert maybe is not None
    assert (maybe.wait, maybe.alone) == (Lapse(-59, 59), None)


def test_a_unit_sent_while_held_elsewhere_is_found() -> None:
    """Held 10:00 to 11:00, sent elsewhere at 10:30 and 11:00: only the former is twice."""
    here = one(sent(1, "10:00:00"), left(2, "11:00:00"))
    there = one(sent(1, "10:30:00"), left(2, "10:40:00"))
    later = one(sent(1, "11:00:00"), left(2, "12:00:00"))
    unsent = one(entry(1, "resource_arrived_at_scene", "unknown", callsign="A1"))
    assert allocated_twice([later, there, here, unsent]) == [(there, here)]


def test_resources_of_a_log_come_incident_by_incident() -> None:
    """A source is read one incident at a time, and an empty one has nothing."""

    class Head:
        incident = "T-1"

    class Log:
        def incidents(self) -> list[Head]:
            return [Head()]

        def entries(self, incident: str) -> list[Entry]:
            assert incident == "T-1"
            return [sent(1, "10:00:00")]

    (found,) = resources_across(Log())
    assert found.incident == "T-1"
    assert resources().scene_gaps(sure=True) == []
