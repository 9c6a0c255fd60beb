"""Words and local times: what the page and the documents say."""

import pytest

from jointlog.domain.errors import MalformedError
from jointlog.domain.time import FIRST_S, LAST_S, Window
from jointlog.domain.timetext import parse
from jointlog.projections.wording.times import Clock
from jointlog.projections.wording.words import entry_numbers, headed, plain_words, said
from tests.grammar import given

LONDON = "Europe/London"


def clock(first: str, last: str) -> Clock:
    """The clock of London for a stretch of time."""
    return Clock(LONDON, Window(at(first), at(last)))


def at(text: str) -> int:
    """UTC seconds of a time."""
    return parse(text, zone="UTC").window.earliest_s


DAY = clock("2026-01-10 12:00", "2026-01-10 18:00")


def test_a_window_is_said_as_far_as_it_is_known() -> None:
    """In January London is on UTC: 12:00:00 to 12:00:59 is 12:00, to 12:05 says both ends."""
    noon = at("2026-01-10 12:00")
    said_of = {
        (noon, noon + 59): "12:00",
        (noon, noon): "12:00:00",
        (noon + 7, noon + 7): "12:00:07",
        (noon, noon + 300): "12:00-12:05",
        (noon, noon + 86_400): "12:00 to 11 Jan 12:00",
        (FIRST_S, noon + 59): "before 12:01",
        (FIRST_S, noon): "before 12:00",
        (noon, LAST_S): "after 12:00",
        (FIRST_S, LAST_S): "no time recorded",
        (at("2026-01-11 00:00"), at("2026-01-12 00:00") - 1): "11 Jan",
        (at("2025-12-30 00:00"), at("2026-01-02 00:00") - 1): "30 Dec 2025 to 1 Jan",
        (at("2025-01-10 12:00"), at("2025-01-10 12:00") + 59): "10 Jan 2025 12:00",
    }
    assert {bounds: DAY.says_window(Window(*bounds)) for bounds in said_of} == said_of


def test_the_repeated_hour_has_two_names() -> None:
    """On 25 October 2026 clocks go back: 01:30 is 00:30 UTC (BST) and 01:30 UTC (GMT)."""
    night = clock("2026-10-25 00:00", "2026-10-25 03:00")
    told = [night.says(at(f"2026-10-25 {when}")) for when in ("00:30", "01:30")]
    assert told == ["01:30 BST", "01:30 GMT"]
    week = clock("2026-10-20 00:00", "2026-10-27 00:00")
    told = [week.says(at(f"2026-10-25 {when}")) for when in ("00:30", "01:30", "02:30")]
    assert told == ["25 Oct 01:30 BST", "25 Oct 01:30 GMT", "25 Oct 02:30"]
    assert {"01:00 BST", "01:00 GMT"} <= {tick.label for tick in night.ticks(night.window)}


def test_ticks_are_round_and_midnight_names_its_day() -> None:
    """Thirty hours in six-hour steps; three days in whole days; years in months."""
    hours = clock("2026-01-10 05:00", "2026-01-11 11:00")
    assert [tick.label for tick in hours.ticks(hours.window)] == [
        "06:00",
        "12:00",
        "18:00",
        "11 Jan",
        "06:00",
    ]
    days = clock("2026-01-10 05:00", "2026-01-17 11:00")
    assert [tick.label for tick in days.ticks(days.window)][:2] == ["11 Jan", "12 Jan"]
    years = clock("2010-01-10 05:00", "2040-01-17 11:00")
    assert all(" 20" in tick.label for tick in years.ticks(years.window))


def test_the_title_names_days_and_zone() -> None:
    """One day once; the zone by its name then. The head of a page of text has the first day."""
    assert DAY.title() == "Saturday 10 January 2026, times in Europe/London (GMT)"
    assert DAY.heading() == "Sat 10 January 2026 · times in Europe/London"
    days = clock("2026-01-10 05:00", "2026-01-17 11:00")
    assert days.title().startswith("Saturday 10 January 2026 to Saturday 17 January 2026, times")
    assert days.heading() == "Sat 10 January 2026 and after · times in Europe/London"


def test_a_year_is_said_where_there_are_several() -> None:
    """From 30 December 2025 to 2 January 2026 each day has its year."""
    turn = clock("2025-12-30 12:00", "2026-01-02 12:00")
    assert [turn.says(at(f"{day} 12:00")) for day in ("2025-12-30", "2026-01-02")] == [
        "30 Dec 2025 12:00",
        "2 Jan 2026 12:00",
    ]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["12:00 police:met resource_left_scene reason=other"], "Sun 1 March 2026 · times in UTC"),
        (
            ["2026-03-01T23:30:00Z police:met resource_left_scene reason=other"],
            "Sun 1 March 2026 · times in Europe/London",
        ),
        (
            [
                "12:00 police:met resource_arrived_at_scene",
                "2030-01-01_12:00 oversight:iopc entry_disputed position=x @corrects=#1",
            ],
            "Sun 1 March 2026 · times in UTC",
        ),
        (
            ["2030-01-01_12:00 oversight:iopc oversight_referral_made to=iopc"],
            "Tue 1 January 2030 · times in UTC",
        ),
    ],
)
def test_the_clock_of_an_incident_is_that_of_what_happened(lines: list[str], says: str) -> None:
    """Its commonest zone, London where none is named; years later about the record is not it."""
    case = given(*lines).case()
    assert Clock.of(case.statements, case.entries).heading() == says


def test_an_incident_without_any_time_is_of_the_day_it_was_recorded() -> None:
    """No time is said: recorded in 1970 in London, an hour ahead of UTC that year."""
    case = given("unknown police:met resource_arrived_at_scene").case()
    recorded = case.entries[0].recorded_at_ms // 1000
    assert Clock.of(case.statements, case.entries).window == Window(recorded, recorded)
    assert Clock.of([]).heading() == "Thu 1 January 1970 · times in Europe/London"


def test_times_of_a_reader_are_of_the_first_day_and_zone() -> None:
    """--from 12:30 on the 10th; one end alone leaves the other where the record has it."""
    assert DAY.between("", "", DAY.window) is None
    assert DAY.between("12:30", "", DAY.window) == Window(
        at("2026-01-10 12:30"), at("2026-01-10 18:00")
    )
    assert DAY.between("", "12:30", DAY.window) == Window(
        at("2026-01-10 12:00"), at("2026-01-10 12:30")
    )
    for begins, ends, told in (
        ("13:00", "12:00", "not after --from"),
        ("soon", "", "--from"),
        ("", "before 12:00", "no instant"),
    ):
        with pytest.raises(MalformedError, match=told):
            DAY.between(begins, ends, DAY.window)


def test_plain_values_become_words() -> None:
    """Codes lose their underscores, free text keeps them."""
    value = {"is_open": True, "kinds": ["a_b", "Free_Text", 3, False]}
    assert plain_words(value) == "is open yes, kinds a b; Free_Text; 3; no"
    assert (said("a_b"), headed("a b"), headed("")) == ("a b", "A b", "")


def test_entries_are_named_by_ranges() -> None:
    """Three in a row and more are a range; two are two; none is nothing."""
    assert entry_numbers((1, 2, 4, 5, 6, 9)) == "#1, #2, #4 to #6, #9"
    assert entry_numbers(()) == ""
