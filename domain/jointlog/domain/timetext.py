"""The text forms in which people write a time, read into `Occurred` and written in full.

    2011-04-18 19:39 Europe/London            to the minute
    2011-04-18T19:39:07+01:00                 to the second, with an offset
    ~2011-04-18 19:59 Europe/London           about: five minutes either way
    ~2011-04-18 19:59 ±2 min Europe/London    about, with the tolerance said
    before 2011-04-18 19:34 Europe/London     also: after ...
    2011-04-18 19:34/19:39 Europe/London      between two times
    2011-04-18 Europe/London                  on that day
    unknown                                   no time is known
    for 8 min                                 a duration without a clock; also "for 4/8 min",
                                              "for >13 min", "for <5 min", "for ~20 min"
    2011-04-18 19:39 Europe/London for 8 min  both

A date or zone that the text leaves out is taken from ``on`` and ``zone``; with neither it is asked
for, never guessed. The hour that occurs twice when clocks go back becomes the interval of both
readings; a time that clocks skipped is an error that says so.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from jointlog.domain.errors import MalformedError
from jointlog.domain.time import (
    ANY_TIME,
    FIRST_S,
    LAST_S,
    Length,
    Occurred,
    Precision,
    Window,
    to_s,
)

ABOUT_S: Final = 300
"""Tolerance of "about" where the source says none: five minutes either way, our own choice."""
ABOUT_DURATION_PERCENT: Final = 20
"""Tolerance of "for ~n": a fifth either way, our own choice."""
OFFSET_MAX_S: Final = 14 * 3600
MINUTES_MAX: Final = 59
TEXT_LENGTH_MAX: Final = 120
FIRST_DAY: Final = date(1900, 1, 2)
LAST_DAY: Final = date(2199, 12, 30)
"""A day inside the bounds of `jointlog.domain.time`, so that no zone leads out of them."""
UNIT_S: Final = {"s": 1, "min": 60, "h": 3600, "d": 86400}
EXPECTED: Final = (
    "a time such as '2011-04-18 19:39 Europe/London', '2011-04-18T19:39:00+01:00', "
    "'~2011-04-18 19:59 Europe/London', 'before ...', 'after ...', "
    "'2011-04-18 19:34/19:39 Europe/London', 'unknown' or 'for 8 min'"
)

_STAMP = (
    r"(?:(?P<date{n}>\d{{4}}-\d\d-\d\d)(?:[T ](?=\d)|(?!\d)))?"
    r"(?P<clock{n}>(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?P<fraction{n}>\.\d{{1,9}})?)?)?"
    r"(?P<offset{n}>Z|[+-]\d\d:\d\d)?"
)
_WHEN = re.compile(
    r"(?P<mark>~|before |after )?\s*"
    + _STAMP.format(n="")
    + r"(?:/(?=\d)"
    + _STAMP.format(n="2")
    + r")?"
    + r"(?:\s*(?:±|\+-)\s*(?P<tolerance>\d{1,5})\s*(?P<unit>s|min|h))?"
    + r"(?:\s+(?P<zone>[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*))?",
    re.ASCII,
)
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(\.\d{1,9})?Z", re.ASCII)
"""The form that most programs write; it is read by itself, as the others would be."""
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - of readings of a clock in UTC
_SECOND: Final = timedelta(seconds=1)
_DURATION = re.compile(
    r"(?P<mark>[<>~])?\s*(?P<low>\d{1,6})(?:/(?P<high>\d{1,6}))?\s*(?P<unit>s|min|h|d)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class _Stamp:
    """One written time: its bounds, precision, and the text in full."""

    window: Window
    precision: Precision
    text: str
    offset_s: int | None
    zone: str


def parse(text: str, *, zone: str = "", on: date | None = None) -> Occurred:
    """Read one written time.

    Args:
        text: one of the forms above.
        zone: IANA zone of the source, used where the text names none.
        on: the day meant, used where the text gives only a clock time.

    Raises:
        MalformedError: the text is none of the forms, or names no zone or day and none is given,
            or the local time does not exist.

    """
    if (plain := _INSTANT.fullmatch(text)) and (known := _instant(plain)):
        return known
    text = " ".join(text.split())
    if len(text) > TEXT_LENGTH_MAX:
        raise MalformedError("", f"{len(text)} characters of time", f"at most {TEXT_LENGTH_MAX}")
    if text == "unknown":
        return Occurred(ANY_TIME, Precision.UNKNOWN, text)
    head, lasting, tail = (
        ("", "for", text[4:]) if text.startswith("for ") else text.partition(" for ")
    )
    lasted = _duration(tail) if lasting else None
    if lasted and not head:
        return Occurred(ANY_TIME, Precision.RELATIVE, text, lasted=lasted)
    stamp = _when(head, zone, on)
    full = f"{stamp.text} for {tail}" if lasting else stamp.text
    return Occurred(stamp.window, stamp.precision, full, stamp.offset_s, stamp.zone, lasted)


def _instant(found: re.Match[str]) -> Occurred | None:
    """The time of an instant in UTC; None where it is refused."""
    try:
        read = datetime.fromisoformat(found[1])
    except ValueError:
        return None
    if not FIRST_DAY <= read.date() <= LAST_DAY:
        return None
    at_s = (read - _EPOCH) // _SECOND
    precision = Precision.EXACT if found[2] else Precision.SECOND
    return Occurred(Window(at_s, at_s), precision, found[0], 0)


def _when(text: str, zone: str, on: date | None) -> _Stamp:
    found = _WHEN.fullmatch(text)
    if found is None or not (found["date"] or found["clock"]):
        raise MalformedError("", f"{text!r} is not a time", EXPECTED)
    zone = found["zone"] or zone
    mark = (found["mark"] or "").strip()
    first = _stamp(found, "", zone, on)
    if found["date2"] or found["clock2"]:
        return _between(found, first, zone, mark)
    if found["tolerance"] and mark != "~":
        raise MalformedError("", f"{text!r} has a tolerance but no '~'", EXPECTED)
    suffix = f" {first.zone}" if first.zone else ""
    stem = first.text.removesuffix(suffix)
    match mark:
        case "~":
            tolerance_s = ABOUT_S
            said = ""
            if found["tolerance"]:
                tolerance_s = int(found["tolerance"]) * UNIT_S[found["unit"]]
                said = f" ±{int(found['tolerance'])} {found['unit']}"
            window = first.window.shifted(0, tolerance_s)
            if window.earliest_s <= FIRST_S or window.latest_s >= LAST_S:
                raise _out_of_range(text)
            full = f"~{stem}{said}{suffix}"
            return _Stamp(window, Precision.ABOUT, full, first.offset_s, first.zone)
        case "before":
            window = Window(FIRST_S, first.window.earliest_s)
            full = f"before {first.text}"
            return _Stamp(window, Precision.BEFORE, full, first.offset_s, first.zone)
        case "after":
            window = Window(first.window.earliest_s, LAST_S)
            full = f"after {first.text}"
            return _Stamp(window, Precision.AFTER, full, first.offset_s, first.zone)
        case _:
            return first


def _between(found: re.Match[str], first: _Stamp, zone: str, mark: str) -> _Stamp:
    if mark or found["tolerance"]:
        raise MalformedError("", "two times and a tolerance", "either 'A/B' or '~A'")
    day = date.fromisoformat(first.text[:10])
    second = _stamp(found, "2", zone, day)
    if second.window.latest_s < first.window.earliest_s:
        raise MalformedError("", f"{second.text} is before {first.text}", "the earlier time first")
    suffix = f" {first.zone}" if first.zone else ""
    window = Window(first.window.earliest_s, second.window.latest_s)
    later = second.text.removesuffix(suffix)
    if later[:10] == first.text[:10] and later[10:11] == " ":
        later = later[11:]
    full = f"{first.text.removesuffix(suffix)}/{later}{suffix}"
    return _Stamp(window, Precision.BETWEEN, full, first.offset_s, first.zone)


def _stamp(found: re.Match[str], n: str, zone: str, on: date | None) -> _Stamp:
    """Read one stamp of the match, with the day and zone of its context."""
    day_text = found[f"date{n}"] or (on.isoformat() if on else "")
    clock = found[f"clock{n}"] or ""
    offset = found[f"offset{n}"] or (found["offset2"] if not n else found["offset"]) or ""
    if not day_text:
        raise MalformedError("", f"{clock!r} has no date", EXPECTED)
    if not (offset or zone):
        raise MalformedError(
            "",
            f"'{day_text} {clock}' has no time zone",
            "an offset such as +01:00, Z, or a zone such as Europe/London",
        )
    if offset and found["zone"]:
        raise MalformedError("", "both an offset and a zone are given", "one of the two")
    try:
        day = date.fromisoformat(day_text)
    except ValueError as error:
        raise MalformedError("", f"'{day_text}' is no date", str(error)) from error
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _out_of_range(day_text)
    low = datetime.combine(day, time.fromisoformat(clock[:8] or "00:00"))
    span_s = 0 if clock[5:] else 59 if clock else 86_399
    window, offset_s = _to_utc(low, low + timedelta(seconds=span_s), offset, zone)
    precision = (
        Precision.EXACT
        if found[f"fraction{n}"]
        else Precision.SECOND
        if clock[5:]
        else Precision.MINUTE
        if clock
        else Precision.DAY
    )
    suffix = offset or f" {zone}"
    joint = "T" if offset and clock else " " if clock else ""
    full = f"{day_text}{joint}{clock}{suffix}"
    return _Stamp(window, precision, full, offset_s, "" if offset else zone)


def _to_utc(low: datetime, high: datetime, offset: str, zone: str) -> tuple[Window, int]:
    if offset:
        offset_s = _offset_s(offset)
        start_s = to_s(low.replace(tzinfo=UTC)) - offset_s
        return Window(start_s, start_s + round((high - low).total_seconds())), offset_s
    info = zone_named(zone)
    readings = [_reading(moment, info, fold) for moment in (low, high) for fold in (0, 1)]
    if any(reading is None for reading in readings[:2]):
        raise MalformedError(
            "",
            f"{low:%Y-%m-%d %H:%M} does not exist in {zone}: clocks went forward over it",
            "the time shown by the source's clock, or an offset such as +01:00",
        )
    known = [reading for reading in readings if reading is not None]
    first = low.replace(tzinfo=info).utcoffset() or timedelta()
    return Window(min(known), max(known)), round(first.total_seconds())


def _offset_s(offset: str) -> int:
    if offset == "Z":
        return 0
    hours, minutes = int(offset[1:3]), int(offset[4:])
    offset_s = hours * 3600 + minutes * 60
    if offset_s > OFFSET_MAX_S or minutes > MINUTES_MAX:
        raise MalformedError("", f"{offset} is not an offset", "±hh:mm, at most 14 hours")
    return -offset_s if offset[0] == "-" else offset_s


def _reading(moment: datetime, info: ZoneInfo, fold: int) -> int | None:
    """UTC seconds of a local clock reading, or None where the zone's clocks skipped it."""
    local = moment.replace(tzinfo=info, fold=fold)
    back = local.astimezone(UTC).astimezone(info)
    return to_s(local) if back.replace(tzinfo=None) == moment else None


@cache
def zone_named(zone: str) -> ZoneInfo:
    """The zone of this IANA name.

    Raises:
        MalformedError: no such zone is known.

    """
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise _no_zone(zone) from error


def _no_zone(zone: str) -> MalformedError:
    return MalformedError("", f"{zone!r} is not a time zone", "an IANA name: Europe/London")


def _out_of_range(text: str) -> MalformedError:
    return MalformedError("", f"{text} is out of range", f"a date from {FIRST_DAY} to {LAST_DAY}")


def _duration(text: str) -> Length:
    found = _DURATION.fullmatch(text)
    if found is None:
        raise MalformedError("", f"{text!r} is not a duration", "'8 min', '4/8 min', '>13 min'")
    unit_s = UNIT_S[found["unit"]]
    low_s = int(found["low"]) * unit_s
    if found["high"]:
        high_s = int(found["high"]) * unit_s
        if found["mark"] or high_s < low_s:
            raise MalformedError("", f"{text!r} is not a duration", "the shorter length first")
        return Length(low_s, high_s)
    match found["mark"]:
        case ">":
            return Length(low_s, None)
        case "<":
            return Length(0, low_s)
        case "~":
            slack_s = low_s * ABOUT_DURATION_PERCENT // 100
            return Length(low_s - slack_s, low_s + slack_s)
        case _:
            return Length(low_s, low_s)
