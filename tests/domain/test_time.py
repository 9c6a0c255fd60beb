"""Times as people write them, and the arithmetic of intervals."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jointlog.domain.errors import MalformedError
from jointlog.domain.time import (
    ANY_TIME,
    FIRST_S,
    LAST_S,
    Length,
    Occurred,
    Precision,
    Window,
    exactly,
    from_s,
    say_instant,
    say_seconds,
    to_s,
)
from jointlog.domain.timetext import parse, zone_named
from tests.strategies import time_texts

LONDON = "Europe/London"


def _utc(text: str) -> int:
    return to_s(datetime.fromisoformat(text).replace(tzinfo=UTC))


@given(text=time_texts())
def test_a_time_printed_in_full_reads_back(text: str) -> None:
    """The full text of a time says all that was read from it."""
    occurred = parse(text)
    assert parse(str(occurred)) == occurred


@given(
    at=st.datetimes(datetime(1899, 12, 30), datetime(2200, 1, 2)),  # noqa: DTZ001 - its zone is Z
    fraction=st.sampled_from(("", ".1", ".123456789")),
)
def test_the_form_that_most_programs_write_is_read_as_the_others(
    at: datetime, fraction: str
) -> None:
    """An instant in UTC has a way of its own, which a space before it does not take."""
    text = f"{at:%Y-%m-%dT%H:%M:%S}{fraction}Z"
    assert _read(text) == _read(f" {text}")


def _read(text: str) -> Occurred | str:
    """The time of a text, or why it is refused."""
    try:
        return parse(text)
    except MalformedError as refusal:
        return str(refusal)


@pytest.mark.parametrize("text", ["2026-02-30T12:00:00Z", "2026-03-01T24:00:00Z"])
def test_no_such_instant_is_refused(text: str) -> None:
    """There is no thirtieth of February, and no hour 24."""
    with pytest.raises(MalformedError):
        parse(text)


@given(text=st.text(st.sampled_from("0123456789-:/ ~±<>+TZforbemina.Europ"), max_size=40))
def test_any_text_is_a_time_or_is_refused(text: str) -> None:
    """No text breaks the reader."""
    with suppress(MalformedError):
        assert parse(text, zone=LONDON, on=date(2026, 3, 1)).text


@pytest.mark.parametrize(
    ("text", "precision", "earliest", "latest"),
    [
        ("2011-04-18 19:39 Europe/London", "minute", "2011-04-18T18:39:00", "2011-04-18T18:39:59"),
        ("2011-04-18T19:39:07+01:00", "second", "2011-04-18T18:39:07", "2011-04-18T18:39:07"),
        ("2011-04-18T19:39:07.9-00:30", "exact", "2011-04-18T20:09:07", "2011-04-18T20:09:07"),
        ("2011-04-18 Europe/London", "day", "2011-04-17T23:00:00", "2011-04-18T22:59:59"),
        ("~2011-04-18 19:59 UTC", "about", "2011-04-18T19:54:00", "2011-04-18T20:04:59"),
        ("~2011-04-18 19:59 ±2 min UTC", "about", "2011-04-18T19:57:00", "2011-04-18T20:01:59"),
        ("2011-04-18 19:34/19:39 UTC", "between", "2011-04-18T19:34:00", "2011-04-18T19:39:59"),
        (
            "2011-04-18 23:50/2011-04-19 00:10 UTC",
            "between",
            "2011-04-18T23:50:00",
            "2011-04-19T00:10:59",
        ),
    ],
)
def test_each_form_has_its_bounds(text: str, precision: str, earliest: str, latest: str) -> None:
    """A minute is 60 seconds long, about is 5 minutes either way, a day is the local day."""
    occurred = parse(text)
    assert occurred.precision.value == precision
    assert occurred.window == Window(_utc(earliest), _utc(latest))


def test_before_and_after_have_one_bound() -> None:
    """The other bound is not recorded."""
    at_s = _utc("2011-04-18T19:34:00")
    assert parse("before 2011-04-18 19:34 UTC").window == Window(FIRST_S, at_s)
    assert parse("after 2011-04-18 19:34 UTC").window == Window(at_s, LAST_S)
    assert parse("unknown").window == ANY_TIME


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("for 8 min", Length(480, 480)),
        ("for 4/8 min", Length(240, 480)),
        ("for >13 min", Length(780, None)),
        ("for <5 s", Length(0, 5)),
        ("for ~20 min", Length(960, 1440)),
        ("for 2 h", Length(7200, 7200)),
        ("for 1 d", Length(86_400, 86_400)),
    ],
)
def test_a_length_needs_no_clock(text: str, length: Length) -> None:
    """A duration alone says how long, and nothing about when; about is a fifth either way."""
    occurred = parse(text)
    assert (occurred.precision, occurred.window) == (Precision.RELATIVE, ANY_TIME)
    assert occurred.lasted == length


def test_a_time_may_say_how_long() -> None:
    """Instant and length stand side by side."""
    occurred = parse("2011-04-18 19:39 Europe/London for 8 min")
    assert (occurred.precision, occurred.lasted) == (Precision.MINUTE, Length(480, 480))
    assert str(occurred) == "2011-04-18 19:39 Europe/London for 8 min"


def test_day_and_zone_come_from_the_context() -> None:
    """A clock time alone is completed, and printed in full."""
    occurred = parse("19:39", zone=LONDON, on=date(2011, 4, 18))
    assert str(occurred) == "2011-04-18 19:39 Europe/London"
    assert (occurred.offset_s, occurred.zone) == (3600, LONDON)


def test_the_hour_that_occurs_twice_is_both_readings() -> None:
    """On 26 October 2025 it is 01:30 in London at 00:30 and at 01:30 UTC; neither is guessed."""
    window = parse("2025-10-26 01:30 Europe/London").window
    assert window == Window(_utc("2025-10-26T00:30:00"), _utc("2025-10-26T01:30:59"))


def test_an_hour_that_was_skipped_is_an_error() -> None:
    """On 29 March 2026 there is no 01:30 in London."""
    with pytest.raises(MalformedError, match="clocks went forward over it"):
        parse("2026-03-29 01:30 Europe/London")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "'' is not a time"),
        ("yesterday", "'yesterday' is not a time"),
        ("Europe/London", "'Europe/London' is not a time"),
        ("x" * 121, "121 characters of time"),
        ("19:39 Europe/London", "'19:39' has no date"),
        ("2011-04-18 19:39", "'2011-04-18 19:39' has no time zone"),
        ("2011-04-18T19:39Z Europe/London", "both an offset and a zone are given"),
        ("2011-02-30 19:39 UTC", "'2011-02-30' is no date"),
        ("2011-04-18 24:00 UTC", "'2011-04-18 24:00 UTC' is not a time"),
        ("2011-04-1819:39 UTC", "'2011-04-1819:39 UTC' is not a time"),
        ("2011-04-18 19:34/ UTC", "'2011-04-18 19:34/ UTC' is not a time"),
        ("2011-04-18 19:39 Europe/Nowhere", "'Europe/Nowhere' is not a time zone"),
        ("2011-04-18T19:39+14:01", "+14:01 is not an offset"),
        ("2011-04-18T19:39+01:60", "+01:60 is not an offset"),
        ("1899-12-31 19:39 UTC", "1899-12-31 is out of range"),
        ("9999-12-31 19:39 America/New_York", "9999-12-31 is out of range"),
        ("~1900-01-02 00:00 ±2000 h UTC", "~1900-01-02 00:00 ±2000 h UTC is out of range"),
        ("~2199-12-30 00:00 ±2000 h UTC", "~2199-12-30 00:00 ±2000 h UTC is out of range"),
        ("2011-04-18 19:39/19:34 UTC", "2011-04-18 19:34 UTC is before 2011-04-18 19:39 UTC"),
        ("~2011-04-18 19:34/19:39 UTC", "two times and a tolerance"),
        ("2011-04-18 19:34/19:39 ±2 min UTC", "two times and a tolerance"),
        (
            "2011-04-18 19:34 ±2 min UTC",
            "'2011-04-18 19:34 ±2 min UTC' has a tolerance but no '~'",
        ),
        ("for a while", "'a while' is not a duration"),
        ("for 8/4 min", "'8/4 min' is not a duration"),
        ("for >4/8 min", "'>4/8 min' is not a duration"),
    ],
)
def test_what_is_no_time_is_named(text: str, problem: str) -> None:
    """Each refusal says what is wrong and what would be accepted."""
    with pytest.raises(MalformedError) as caught:
        parse(text)
    assert caught.value.problem == problem
    assert caught.value.expected


def test_a_zone_is_an_iana_name() -> None:
    """Neither a path nor an abbreviation of summer time is a zone."""
    assert zone_named(LONDON).key == LONDON
    for name in ("BST", "../etc/passwd", "Europe", ""):
        with pytest.raises(MalformedError, match="is not a time zone"):
            zone_named(name)


def test_a_known_instant_is_exact_to_the_second() -> None:
    """It reads back from its own text."""
    zone = timezone(timedelta(hours=1))
    occurred = exactly(datetime(2026, 3, 1, 22, 41, 5, 999_999, tzinfo=zone))
    assert str(occurred) == "2026-03-01T22:41:05+01:00"
    assert parse(str(occurred)) == occurred
    assert from_s(occurred.window.earliest_s) == datetime(2026, 3, 1, 21, 41, 5, tzinfo=UTC)
    assert say_instant(occurred.window.latest_s) == "2026-03-01T21:41:05Z"


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("1970-01-01 00:01 UTC", 60),
        ("1970-01-01 00:01/00:03 UTC", (60 + 239) // 2),
        ("~1970-01-01T00:10:00Z", 600),
        ("before 1970-01-01 00:01 UTC", 60),
        ("after 1970-01-01 00:01 UTC", 60),
        ("unknown", None),
    ],
)
def test_the_anchor_orders_a_list(text: str, anchor: int | None) -> None:
    """The middle of about and between, the end of before, the start of all others."""
    assert parse(text).anchor_s == anchor


def test_a_length_is_as_uncertain_as_its_ends() -> None:
    """From 60..119 s to 300..359 s it is 181 to 299 s; without a bound there is no maximum."""
    start, end = Window(60, 119), Window(300, 359)
    assert Length.between(start, end) == Length(181, 299)
    assert Length.between(end, start) == Length(0, 0)
    assert Length.between(Window(FIRST_S, 119), end) == Length(181, None)
    assert Length.between(start, Window(300, LAST_S)) == Length(181, None)


def test_lengths_add_up() -> None:
    """One part without an upper bound leaves the sum without one."""
    assert Length(1, 2).plus(Length(3, 4)) == Length(4, 6)
    assert Length(1, None).plus(Length(3, 4)) == Length(4, None)
    assert Length(1, 2).plus(Length(3, None)) == Length(4, None)


def test_another_clock_moves_recorded_bounds_only() -> None:
    """A clock 10 s behind, known to 2 s: both ends move by 10 s and widen by 2 s."""
    assert Window(100, 200).shifted(10, 2) == Window(108, 212)
    assert ANY_TIME.shifted(10, 2) == ANY_TIME
    assert Window(100, 200).is_bounded
    assert not Window(100, LAST_S).is_bounded
    assert not Window(FIRST_S, 200).is_bounded


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (Length(45, 45), "45 s"),
        (Length(80, 80), "1 min 20 s"),
        (Length(2880, 2880), "48 min"),
        (Length(7500, 7500), "2 h 05 min"),
        (Length(273_600, 273_600), "3 d 04 h 00 min"),
        (Length(60, 120), "1 min to 2 min"),
        (Length(60, None), "at least 1 min"),
        (Length(0, None), "length not recorded"),
        (Length(3541, 3599), "59 min 01 s to 59 min 59 s"),
        (Length(0, 6959), "0 s to 1 h 56 min"),
        (Length(5941, 7259), "1 h 39 min to 2 h 01 min"),
        (Length(86_399, 86_399), "23 h 59 min"),
        (Length(0, 86_399), "0 s to 1 d 00 h 00 min"),
    ],
)
def test_a_length_is_said_for_people(length: Length, text: str) -> None:
    """Seconds are said only where they count; the longest is never said shorter than it is."""
    assert str(length) == text
    assert say_seconds(0) == "0 s"
