"""Times as a table writes them: patterns of `strptime` in one zone, read into `Occurred`.

The hour that occurs twice when clocks go back becomes the interval of both readings; a time that
clocks skipped is refused. The text of the source is kept as it stands.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import Final

from jointlog.domain.errors import MalformedError
from jointlog.domain.time import Occurred, Precision, Window
from jointlog.domain.timetext import parse, zone_named

WRITTEN: Final = "written"
"""Instead of a pattern: the forms of `docs/time.md`, such as ``~2011-04-18 19:59``."""
UNIX: Final = "unix"
"""Instead of a pattern: seconds since 1970 in 9 or 10 digits, or milliseconds in 12 or 13."""
UNIX_TEXT: Final = re.compile(r"(?a:(\d{9,10})(?:\.\d+)?|(\d{9,10})\d{3})")
HELD_MAX: Final = 4096
SAMPLE: Final = datetime(2017, 3, 4, 17, 6, 7, tzinfo=UTC)
YEARS: Final = range(1901, 2199)
"""Inside the bounds of `jointlog.domain.time`, whatever the zone; others are left to `parse`."""
MINUTE_S: Final = 60
HALF_DAY_H: Final = 12
LOCAL_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - wall-clock time, of no zone
SECOND: Final = timedelta(seconds=1)
DIGITS: Final = {
    "%Y": r"(?P<Y>[0-9]{4})",
    "%m": r"(?P<m>[0-9]{2})",
    "%d": r"(?P<d>[0-9]{2})",
    "%H": r"(?P<H>[0-9]{2})",
    "%I": r"(?P<I>[0-9]{2})",
    "%M": r"(?P<M>[0-5][0-9])",
    "%S": r"(?P<S>[0-5][0-9])",
    "%p": r"(?P<p>AM|PM)",
}
"""Directives that are read without `strptime`, where they stand in two or four digits."""


class Times:
    """Reads the times of one source."""

    def __init__(self, formats: Sequence[str], zone: str, *, days: int = 0) -> None:
        """Check the patterns and the zone; ``days`` are added to each date read by a pattern.

        Raises:
            MalformedError: no such zone; a pattern that is no pattern, has no date, or has an hour
                but no minute.

        """
        self.zone = zone
        self._info = zone_named(zone)
        self._days = timedelta(days)
        self._formats = [(each, _precision(each), _digits(each)) for each in formats]
        self._hour = lru_cache(HELD_MAX)(self._plain_hour)
        self.read = lru_cache(HELD_MAX)(self._read)
        """The time of a text, kept for the next row that has it; see `_read`."""
        self._later: Callable[[int], Times] = lru_cache(HELD_MAX)(partial(_later, formats, zone))

    def read_later(self, text: str, days: int) -> Occurred:
        """The time of a text whose date is that of so many days before.

        Raises:
            MalformedError: as `read`.

        """
        return self._later(days).read(text)

    def _read(self, text: str) -> Occurred:
        """Read a text by the first pattern that fits.

        Raises:
            MalformedError: no pattern fits, or the local time does not exist.

        """
        for pattern, precision, digits in self._formats:
            if digits and (found := digits.fullmatch(text)):
                said = self._of_digits(found.groupdict(), text)
                if said is not None:
                    return said
            if pattern == UNIX:
                if found := UNIX_TEXT.fullmatch(text):
                    counted = datetime.fromtimestamp(int(found[1] or found[2]), self._info)
                    return self._aware(counted, Precision.SECOND, text)
                continue
            if precision is None:
                return parse(text, zone=self.zone)
            try:
                moment = datetime.strptime(text, pattern) + self._days  # noqa: DTZ007 - zone is ours
            except (ValueError, OverflowError):
                continue
            if moment.tzinfo is not None:
                return self._aware(moment, precision, text)
            return self._local(moment, precision, text)
        shown = " or ".join(repr(pattern) for pattern, _, _ in self._formats)
        raise MalformedError("", f"{text[:60]!r} is not a time", f"text of the form {shown}")

    def _of_digits(self, found: Mapping[str, str], text: str) -> Occurred | None:
        """The time of digits in an hour without a change of clocks; None where it is another."""
        hour = int(found["H"] if "H" in found else found["I"])
        if "p" in found:
            if not 1 <= hour <= HALF_DAY_H:
                return None
            hour = hour % HALF_DAY_H + (HALF_DAY_H if found["p"] == "PM" else 0)
        plain = self._hour(int(found["Y"]), int(found["m"]), int(found["d"]), hour)
        if plain is None:
            return None
        low_s = plain[0] + MINUTE_S * int(found["M"])
        if "S" in found:
            low_s += int(found["S"])
            window, precision = Window(low_s, low_s), Precision.SECOND
        else:
            window, precision = Window(low_s, low_s + MINUTE_S - 1), Precision.MINUTE
        return Occurred(window, precision, text, plain[1], self.zone)

    def _plain_hour(self, year: int, month: int, day: int, hour: int) -> tuple[int, int] | None:
        """The UTC second in which a local hour begins, and its offset from UTC in seconds.

        None for an hour that is none, or in which the offset changes or has two readings.
        """
        try:
            begun = datetime(year, month, day, hour, tzinfo=self._info) + self._days
        except (ValueError, OverflowError):
            return None
        if begun.year not in YEARS:
            return None
        ends = (begun, begun.replace(minute=59, second=59))
        offsets = {each.replace(fold=fold).utcoffset() for each in ends for fold in (0, 1)}
        offset = offsets.pop()
        assert offset is not None, "a zone has an offset"
        if offsets:
            return None
        naive = begun.replace(tzinfo=None)
        return (naive - LOCAL_EPOCH - offset) // SECOND, offset // SECOND

    def _local(self, moment: datetime, precision: Precision, text: str) -> Occurred:
        first = moment.replace(tzinfo=self._info)
        offset, other = first.utcoffset(), first.replace(fold=1).utcoffset()
        assert offset is not None, "a zone has an offset"
        if offset != other or precision is Precision.DAY or moment.year not in YEARS:
            form = "%Y-%m-%d" if precision is Precision.DAY else "%Y-%m-%d %H:%M:%S"
            if precision is Precision.MINUTE:
                form = "%Y-%m-%d %H:%M"
            said = parse(moment.strftime(form), zone=self.zone)
            return replace(said, text=text, precision=precision)
        low_s = (moment - LOCAL_EPOCH - offset) // SECOND
        high_s = low_s + (MINUTE_S - 1 if precision is Precision.MINUTE else 0)
        offset_s = offset // SECOND
        return Occurred(Window(low_s, high_s), precision, text, offset_s, self.zone)

    def _aware(self, moment: datetime, precision: Precision, text: str) -> Occurred:
        """The time of a text that has its own offset, to the minute or second."""
        stamp = f"{moment:%Y-%m-%dT%H:%M:%S%z}" if precision is not Precision.MINUTE else ""
        stamp = stamp or f"{moment:%Y-%m-%dT%H:%M%z}"
        return replace(parse(f"{stamp[:-2]}:{stamp[-2:]}"), text=text, precision=precision)


def _later(formats: Sequence[str], zone: str, days: int) -> Times:
    return Times(formats, zone, days=days)


def has_two_readings(occurred: Occurred) -> bool:
    """Whether a time to the minute or second stands for both readings of a repeated hour."""
    window, precision = occurred.window, occurred.precision
    span_s = window.latest_s - window.earliest_s
    if precision is Precision.MINUTE:
        return span_s >= MINUTE_S
    return span_s > 0 and precision in (Precision.SECOND, Precision.EXACT)


def _digits(pattern: str) -> re.Pattern[str] | None:
    """What reads texts of a pattern that has all its parts in digits; None for other patterns."""
    parts = re.split("(%.)", pattern)
    found = set(parts[1::2])
    is_whole = {"%Y", "%m", "%d", "%M"} <= found <= DIGITS.keys()
    has_hour = found & {"%H", "%I", "%p"} in ({"%H"}, {"%I", "%p"})
    if not is_whole or not has_hour or len(found) < len(parts) // 2:
        return None
    return re.compile("".join(DIGITS.get(each) or re.escape(each) for each in parts))


def _precision(pattern: str) -> Precision | None:
    """How sharp the times of a pattern are; None for `WRITTEN` and `UNIX`."""
    if pattern in (WRITTEN, UNIX):
        return None
    try:
        back = datetime.strptime(SAMPLE.strftime(pattern), pattern)  # noqa: DTZ007 - a trial
    except ValueError as error:
        raise MalformedError("", f"{pattern!r} is no pattern of a time: {error}") from None
    if back.date() != SAMPLE.date():
        raise MalformedError("", f"{pattern!r} gives no date", "day, month and year: %d/%m/%Y")
    if back.hour == back.minute == 0:
        return Precision.DAY
    if back.hour != SAMPLE.hour:
        raise MalformedError("", f"{pattern!r} has half a day", "%H, or %I with %p")
    if back.minute != SAMPLE.minute:
        raise MalformedError("", f"{pattern!r} has an hour and no minute", "%H:%M")
    if back.second != SAMPLE.second:
        return Precision.MINUTE
    return Precision.EXACT if "%f" in pattern else Precision.SECOND
