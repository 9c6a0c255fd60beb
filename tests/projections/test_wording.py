"""Words and local times: what the page and the documents say."""

from jointlog.domain.time import FIRST_S, LAST_S, Window
from jointlog.domain.timetext import parse
from jointlog.projections.wording.times import Clock
from jointlog.projections.wording.words import headed, plain_words, said

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
        (noon, noon): "12:00",
        (noon + 7, noon + 7): "12:00:07",
        (noon, noon + 300): "12:00 to 12:05",
        (FIRST_S, noon + 59): "before 12:01",
        (FIRST_S, noon): "before 12:00",
        (noon, LAST_S): "after 12:00",
        (FIRST_S, LAST_S): "no time recorded",
        (at("2026-01-11 00:00"), at("2026-01-12 00:00") - 1): "11 Jan",
        (at("2025-12-30 00:00"), at("2026-01-02 00:00") - 1): "30 Dec 2025 to 1 Jan",
    }
    assert {bounds: DAY.says_window(Window(*bounds)) for bounds in said_of} == said_of


def test_the_repeated_hour_has_two_names() -> None:
    """On 25 October 2026 clocks go back: 01:30 is 00:30 UTC (BST) and 01:30 UTC (GMT)."""
    night = clock("2026-10-25 00:00", "2026-10-25 03:00")
    told = [night.says(at(f"2026-10-25 {when}")) for when in ("00:30", "01:30")]
    assert told == ["01:30 BST", "01:30 GMT"]
    assert {"01:00 BST", "01:00 GMT"} <= {tick.label for tick in night.ticks()}


def test_ticks_are_round_and_midnight_names_its_day() -> None:
    """Thirty hours in six-hour steps; three days in whole days; years in months."""
    hours = clock("2026-01-10 05:00", "2026-01-11 11:00")
    assert [tick.label for tick in hours.ticks()] == ["06:00", "12:00", "18:00", "11 Jan", "06:00"]
    days = clock("2026-01-10 05:00", "2026-01-17 11:00")
    assert [tick.label for tick in days.ticks()][:2] == ["11 Jan", "12 Jan"]
    years = clock("2010-01-10 05:00", "2040-01-17 11:00")
    assert all(" 20" in tick.label for tick in years.ticks())


def test_the_title_names_days_and_zone() -> None:
    """One day once; the zone by its name then."""
    assert DAY.title() == "Saturday 10 January 2026, times in Europe/London (GMT)"


def test_plain_values_become_words() -> None:
    """Codes lose their underscores, free text keeps them."""
    value = {"is_open": True, "kinds": ["a_b", "Free_Text", 3, False]}
    assert plain_words(value) == "is open yes, kinds a b; Free_Text; 3; no"
    assert (said("a_b"), headed("a b"), headed("")) == ("a b", "A b", "")
