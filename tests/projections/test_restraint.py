"""How long a person was held: the union of all reports, against a count second by second."""

from dataclasses import dataclass

from hypothesis import given as for_all
from hypothesis import strategies as st

from jointlog.domain.incident import Bound
from jointlog.domain.time import ANY_TIME, FIRST_S, LAST_S, Length, Window
from jointlog.domain.vocabulary import Agency, AgencyKind
from jointlog.projections.findings.force.long_restraint import ends_restraint
from jointlog.projections.reading.restraint import Report, longest, reports, union
from tests.grammar import given

END_S = 100
HORIZON = Window(END_S, END_S)
POLICE = Agency(AgencyKind.POLICE, "met")
WARD = Agency(AgencyKind.MENTAL_HEALTH, "slam")


def found_in(*lines: str) -> list[Report]:
    """The reports of P1 in these lines."""
    return reports(
        given(*lines).statements,
        "P1",
        begins=lambda statement: statement.name == "restraint_started",
        goes_on=lambda statement: statement.name == "restraint_position_changed",
        ends=ends_restraint,
    )


@dataclass(frozen=True)
class Sampled:
    """A report with uncertain ends, and one admissible reading of it."""

    report: Report
    reading: tuple[int, int]


@st.composite
def sampled(draw: st.DrawFn) -> Sampled:
    """A clocked report, or one with a start and a duration; each of an agency of its own."""
    start = sorted(draw(st.tuples(st.integers(0, 60), st.integers(0, 60))))
    at_s = draw(st.integers(*start))
    window = Window(start[0], start[1])
    agency = Agency(AgencyKind.POLICE, f"p{draw(st.integers(0, 9))}")
    if draw(st.booleans()):
        low_s, high_s = sorted(draw(st.tuples(st.integers(0, 30), st.integers(0, 30))))
        lasted_s = draw(st.integers(low_s, high_s))
        report = Report(agency, 0, Bound(window, (1,)), lasted=Length(low_s, high_s))
        return Sampled(report, (at_s, at_s + lasted_s))
    end = sorted(draw(st.tuples(st.integers(start[1], 90), st.integers(start[1], 90))))
    report = Report(agency, 0, Bound(window, (1,)), Bound(Window(end[0], end[1]), (2,)))
    return Sampled(report, (at_s, draw(st.integers(end[0], end[1]))))


def held_seconds(readings: list[tuple[int, int]]) -> set[int]:
    """Each second in which somebody had hands on."""
    return {second for start_s, end_s in readings for second in range(start_s, end_s)}


def longest_run(seconds: set[int]) -> int:
    """The longest run of neighbouring seconds."""
    best = run = 0
    for second in range(END_S * 2):
        run = run + 1 if second in seconds else 0
        best = max(best, run)
    return best


@for_all(st.lists(sampled(), min_size=1, max_size=5, unique_by=lambda each: each.report.reporter))
def test_the_union_holds_every_reading(several: list[Sampled]) -> None:
    """Any admissible reading, counted second by second, lies within the bounds."""
    held = held_seconds([each.reading for each in several])
    every = [each.report for each in several]
    total, unbroken = union(every, HORIZON), longest(every, HORIZON)
    assert total.max_s is not None
    assert unbroken.max_s is not None
    assert total.min_s <= len(held) <= total.max_s
    assert unbroken.min_s <= longest_run(held) <= unbroken.max_s
    assert unbroken.min_s <= total.min_s
    assert unbroken.max_s <= total.max_s


@for_all(
    st.lists(
        sampled().filter(lambda each: each.report.lasted is None),
        min_size=1,
        max_size=5,
        unique_by=lambda each: each.report.reporter,
    )
)
def test_the_bounds_of_clocked_reports_are_reached(several: list[Sampled]) -> None:
    """The shortest and the longest reading of every report give exactly the bounds."""
    shortest, widest = [], []
    for each in several:
        assert each.report.end is not None
        start, end = each.report.start.window, each.report.end.window
        shortest.append((start.latest_s, end.earliest_s))
        widest.append((start.earliest_s, end.latest_s))
    every = [each.report for each in several]
    exact = Length(len(held_seconds(shortest)), len(held_seconds(widest)))
    assert union(every, HORIZON) == exact


def test_durations_without_a_clock_from_the_longer_to_the_sum() -> None:
    """8 and 6 min by two agencies: at least 8, at most 14 min."""
    every = found_in(
        "for_8_min police:met restraint_started",
        "for_6_min mental_health:slam restraint_started",
    )
    assert union(every, HORIZON) == Length(480, 840)
    assert longest(every, HORIZON) == Length(480, 840)


def test_durations_with_an_end_between_add_up() -> None:
    """8 and 6 min by one agency, with an end between: 14 min, 8 min at the longest."""
    every = found_in(
        "for_8_min police:met restraint_started",
        "unknown police:met restraint_ended",
        "for_6_min police:met restraint_started",
    )
    assert union(every, HORIZON) == Length(840, 840)
    assert longest(every, HORIZON) == Length(480, 480)


def test_two_accounts_of_one_agency_with_no_end_between() -> None:
    """Two officers of one force, 8 and 10 min: 10 to 18 min."""
    every = found_in(
        "for_8_min police:met restraint_started", "for_10_min police:met restraint_started"
    )
    assert union(every, HORIZON) == Length(600, 1080)


def test_one_end_closes_all_that_its_agency_reports() -> None:
    """Two starts and one end of one force: 12:00 to 12:10."""
    every = found_in(
        "12:00:00 police:met restraint_started",
        "12:02:00 police restraint_started",
        "12:10:00 police:met restraint_ended",
    )
    assert union(every, HORIZON) == Length(600, 600)


def test_an_end_by_another_agency_closes_what_is_never_closed() -> None:
    """Police never record an end; the ward's end at 12:09 is it, not its later one."""
    every = found_in(
        "12:00:00 police:met restraint_started",
        "12:09:00 mental_health:slam restraint_ended",
        "12:30:00 mental_health:slam restraint_ended",
        "12:40:00 police:met restraint_ended @subject=P2",
    )
    assert union(every, HORIZON) == Length(540, 540)


def test_an_end_by_another_agency_does_not_close_what_is_closed_later() -> None:
    """Police record 12:12 themselves; the ward's 12:09 is the ward's."""
    every = found_in(
        "12:00:00 police:met restraint_started",
        "12:09:00 mental_health:slam restraint_ended",
        "12:12:00 police:met restraint_ended",
    )
    assert union(every, HORIZON) == Length(720, 720)


def test_more_than_a_length_ends_with_a_recorded_end() -> None:
    """More than 5 min from 12:00, an end at 12:09: 5 to 9 min."""
    every = found_in(
        "12:00:00_for_>5_min police:met restraint_started", "12:09:00 police:met restraint_ended"
    )
    assert union(every, HORIZON) == Length(300, 540)
    assert longest(every, HORIZON) == Length(300, 540)


def test_more_than_a_length_without_an_end_has_no_upper_bound() -> None:
    """At least 5 min; with another agency's 8 min, at least 8 min."""
    every = found_in("12:00:00_for_>5_min police:met restraint_started")
    assert union(every, HORIZON) == Length(300, None)
    assert longest(every, HORIZON) == Length(300, None)
    every += found_in("12:00:00_for_8_min mental_health:slam restraint_started")
    assert union(every, HORIZON) == Length(480, None)
    assert longest(every, HORIZON) == Length(480, None)


def test_a_position_of_unknown_time_shows_nothing() -> None:
    """Without a time it does not say until when the restraint went on; nor after the end."""
    (report,) = found_in(
        "12:00:00 police:met restraint_started",
        "unknown police:met restraint_position_changed position=side",
    )
    assert report.is_open
    assert report.seen_s == FIRST_S
    (closed,) = found_in(
        "12:00:00 police:met restraint_started",
        "12:01:00 police:met restraint_ended",
        "12:02:00 police:met restraint_position_changed position=side",
    )
    assert closed.seen_s == FIRST_S


def test_no_time_at_all_bounds_nothing() -> None:
    """A restraint of unknown time with no end lasted from nothing to no bound."""
    report = Report(POLICE, 0, Bound(ANY_TIME, (1,)))
    assert report.hull(HORIZON) is None
    assert report.core() is None
    assert union([report], HORIZON) == Length(0, None)
    late = Report(WARD, 0, Bound(Window(5, LAST_S), (1,)), Bound(Window(9, 9), (2,)))
    assert late.hull(HORIZON) is None
