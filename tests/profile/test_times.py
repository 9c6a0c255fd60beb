"""Times of tables: patterns, precision, and the hours that clocks repeat or skip."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jointlog.domain.errors import MalformedError
from jointlog.domain.time import Occurred, Precision, say_instant
from jointlog.projections.profile.times import UNIX, WRITTEN, Times, has_two_readings

LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("pattern", "text", "precision", "earliest", "latest"),
    [
        ("%d/%m/%Y %H:%M:%S", "01/07/2017 10:00:05", Precision.SECOND, "09:00:05", "09:00:05"),
        ("%d/%m/%Y %H:%M", "01/07/2017 10:00", Precision.MINUTE, "09:00:00", "09:00:59"),
        ("%d/%m/%Y %I:%M %p", "01/07/2017 10:00 PM", Precision.MINUTE, "21:00:00", "21:00:59"),
        ("%Y-%m-%d %H:%M:%S.%f", "2017-07-01 10:00:05.25", Precision.EXACT, "09:00:05", "09:00:05"),
        (
            "%Y-%m-%dT%H:%M:%S%z",
            "2017-07-01T10:00:05+0300",
            Precision.SECOND,
            "07:00:05",
            "07:00:05",
        ),
        ("%Y-%m-%dT%H:%M%z", "2017-07-01T10:00+03:00", Precision.MINUTE, "07:00:00", "07:00:59"),
        (UNIX, "1498899605", Precision.SECOND, "09:00:05", "09:00:05"),
        (UNIX, "1498899605.75", Precision.SECOND, "09:00:05", "09:00:05"),
        (UNIX, "1498899605999", Precision.SECOND, "09:00:05", "09:00:05"),
        (WRITTEN, "~2017-07-01 10:00 ±1 min", Precision.ABOUT, "08:59:00", "09:01:59"),
    ],
)
def test_a_time_is_read_as_sharply_as_its_pattern_says(
    pattern: str, text: str, precision: Precision, earliest: str, latest: str
) -> None:
    """The window is in UTC, and the text stays that of the source."""
    found = Times([pattern], LONDON).read(text)
    assert found.precision is precision
    assert say_instant(found.window.earliest_s) == f"2017-07-01T{earliest}Z"
    assert say_instant(found.window.latest_s) == f"2017-07-01T{latest}Z"
    assert found.text.startswith(text)
    assert not has_two_readings(found)


@pytest.mark.parametrize("pattern", ["%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M", "%m/%d/%Y %I:%M:%S %p"])
@given(seconds=st.integers(0, 2_114_380_800))  # to 2037
def test_digits_are_read_as_strptime_reads_them(pattern: str, seconds: int) -> None:
    """The quick way and the slow one give the same time, or the same refusal, at any moment."""
    text = datetime.fromtimestamp(seconds, UTC).strftime(pattern)
    times, slow = Times([pattern], LONDON), Times([pattern], LONDON)
    slow._formats = [(form, precision, None) for form, precision, _ in slow._formats]

    def said(reader: Times) -> Occurred | str:
        try:
            return reader.read(text)
        except MalformedError as error:
            return str(error)

    assert said(times) == said(slow)


@pytest.mark.parametrize(
    ("text", "hour"), [("01/03/2017 12:05 AM", 0), ("01/03/2017 12:05 PM", 12), ("", None)]
)
def test_noon_and_midnight_of_half_a_day(text: str, hour: int | None) -> None:
    """12 AM is the first hour and 12 PM the thirteenth; 13 PM is no time."""
    times = Times(["%d/%m/%Y %I:%M %p"], "UTC")
    if hour is not None:
        assert times.read(text).window.earliest_s % 86_400 == hour * 3600 + 300
    with pytest.raises(MalformedError, match="is not a time"):
        times.read("01/03/2017 13:05 PM")


def test_a_day_is_a_day_of_its_zone() -> None:
    """1 July in London is from 23:00Z on 30 June to 22:59:59Z."""
    found = Times(["%d %B %Y"], LONDON).read("1 July 2017")
    assert found.precision is Precision.DAY
    assert say_instant(found.window.earliest_s) == "2017-06-30T23:00:00Z"
    assert not has_two_readings(found)


@pytest.mark.parametrize("pattern", ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"])
def test_the_repeated_hour_is_the_interval_of_both_readings(pattern: str) -> None:
    """01:30 on 30 October 2011 is 00:30Z or 01:30Z."""
    text = "2011-10-30 01:30:00" if "%S" in pattern else "2011-10-30 01:30"
    found = Times([pattern], LONDON).read(text)
    assert say_instant(found.window.earliest_s) == "2011-10-30T00:30:00Z"
    assert say_instant(found.window.latest_s).startswith("2011-10-30T01:30:")
    assert found.text == text
    assert has_two_readings(found)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2011-03-27 01:30", "does not exist in Europe/London"),
        ("2011-02-30 01:30", "is not a time"),
        ("1066-10-14 09:00", "out of range"),
        ("soon", "is not a time"),
    ],
)
def test_what_is_no_time_is_refused(text: str, problem: str) -> None:
    """A skipped hour, a day that is none, a year out of bounds, a word."""
    with pytest.raises(MalformedError, match=problem):
        Times(["%Y-%m-%d %H:%M"], LONDON).read(text)


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("%H:%M", "gives no date"),
        ("%Y-%m-%d %H", "an hour and no minute"),
        ("%Y-%m-%d %I:%M", "half a day"),
        ("%Y-%m-%d %M", "half a day"),
        ("%Y-%m-%d %Q", "no pattern"),
    ],
)
def test_a_pattern_that_cannot_give_a_time_is_refused(pattern: str, problem: str) -> None:
    """A pattern is tried when the profile is read."""
    with pytest.raises(MalformedError, match=problem):
        Times([pattern], LONDON)


@pytest.mark.parametrize("text", ["12345678", "14988996050", "-1498899605", "9999999999", "now"])
def test_digits_that_are_no_count_of_seconds_are_refused(text: str) -> None:
    """9 or 10 digits are seconds, 12 or 13 milliseconds; the year 2286 is beyond what is kept."""
    with pytest.raises(MalformedError):
        Times([UNIX], LONDON).read(text)


def test_a_count_of_seconds_stands_beside_patterns() -> None:
    """What is no count is read by the next pattern."""
    found = Times([UNIX, "%d/%m/%Y %H:%M"], LONDON).read("01/07/2017 10:00")
    assert found.precision is Precision.MINUTE
