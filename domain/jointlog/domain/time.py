"""Time as people record it: an interval of UTC seconds, how it was written, and how long it lasted.

Instants are whole UTC seconds since 1970 (``int``), so elapsed time is subtraction and a clock
change costs nothing. `FIRST_S` and `LAST_S` stand for "no bound is recorded".
Text forms are read by `jointlog.domain.timetext`.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final, Self

import msgspec

from jointlog.domain.compact import compact

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_S: Final = -2_208_988_800
"""1900-01-01T00:00:00Z: nothing is recorded before; also "no earliest bound"."""
LAST_S: Final = 7_258_118_399
"""2199-12-31T23:59:59Z: nothing is recorded after; also "no latest bound"."""


class Precision(StrEnum):
    """How sharply a time is known."""

    EXACT = "exact"  # with a fraction of a second
    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    ABOUT = "about"
    BETWEEN = "between"
    BEFORE = "before"
    AFTER = "after"
    UNKNOWN = "unknown"
    RELATIVE = "relative"  # a duration without a clock


@compact(frozen=True, slots=True)
class Window:
    """An instant known to lie in ``earliest_s``..``latest_s``, both ends included (UTC seconds)."""

    earliest_s: int
    latest_s: int

    @property
    def is_bounded(self) -> bool:
        """Whether both ends are recorded."""
        return self.earliest_s > FIRST_S and self.latest_s < LAST_S

    def shifted(self, offset_s: int, uncertainty_s: int = 0) -> "Window":
        """The same instant by another clock; recorded bounds move, missing bounds stay missing."""
        earliest_s, latest_s = self.earliest_s, self.latest_s
        if earliest_s > FIRST_S:
            earliest_s += offset_s - uncertainty_s
        if latest_s < LAST_S:
            latest_s += offset_s + uncertainty_s
        return Window(earliest_s, latest_s)


@compact(frozen=True, slots=True)
class Latest(Window):
    """The latest of several instants.

    Measured from ``last``, the instant that can be latest of all, the others reach to ``others_s``
    at most: nothing is later than itself. It is told by identity, as two acts may have windows
    that are equal.
    """

    last: Window
    others_s: int


MINUTE_S: Final = 60
HOUR_S: Final = 3600
SECONDS_SHOWN_MAX: Final = 5 * MINUTE_S
"""Shorter lengths are told to the second by `few`."""
ROUNDING_S: Final = 2 * MINUTE_S
NOT_RECORDED: Final = "length not recorded"
"""Two times to the minute bound a length to within two minutes: `short` tells one number."""

ANY_TIME: Final = Window(FIRST_S, LAST_S)


@compact(frozen=True, slots=True)
class Length:
    """An elapsed time: at least ``min_s`` and at most ``max_s`` seconds.

    ``max_s`` is None when no upper bound is recorded.
    """

    min_s: int
    max_s: int | None

    @classmethod
    def between(cls, start: Window, end: Window) -> Self:
        """The time from ``start`` to ``end``; never negative."""
        low = max(0, end.earliest_s - start.latest_s)
        if start.earliest_s <= FIRST_S or end.latest_s >= LAST_S:
            return cls(low, None)
        latest_s = end.latest_s
        if isinstance(end, Latest) and start is end.last:
            latest_s = end.others_s
        return cls(low, max(0, latest_s - start.earliest_s))

    def plus(self, other: "Length") -> "Length":
        """The length of both, one after the other."""
        if self.max_s is None or other.max_s is None:
            return Length(self.min_s + other.min_s, None)
        return Length(self.min_s + other.min_s, self.max_s + other.max_s)

    def __str__(self) -> str:
        if self.max_s is None:
            return f"at least {say_seconds(self.min_s)}" if self.min_s else NOT_RECORDED
        if self.max_s - self.min_s == 0:
            return say_seconds(self.min_s)
        return f"{say_seconds(self.min_s)} to {say_seconds(_not_less(self.max_s))}"


def _not_less(seconds: int) -> int:
    """As many seconds, or those that `say_seconds` would leave out made up to a minute."""
    return seconds if seconds < HOUR_S else -(-seconds // MINUTE_S) * MINUTE_S


@compact(frozen=True, slots=True)
class Occurred:
    """When something happened, as its source says it.

    Attributes:
        window: the instant's bounds in UTC seconds.
        precision: how the source gives it.
        text: the source's own words, kept for ever.
        offset_s: the source's offset from UTC in seconds at that instant, where it is known.
        zone: IANA name of the zone the source wrote in, or "".
        lasted: how long it went on, where the source says so.

    """

    window: Window
    precision: Precision
    text: str
    offset_s: int | None = None
    zone: str = ""
    lasted: Length | None = None

    def __str__(self) -> str:
        return self.text

    @property
    def anchor_s(self) -> int | None:
        """Where the instant stands in a list by time, or None when no bound is recorded."""
        return anchor_s(self.window, self.precision)


class StoredTime(
    msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, gc=False
):
    """The list as which a time is stored, as it is read; `jointlog.domain.stored_time` tells of it.

    It stands where an `Occurred` will, until it is made of it.
    """

    earliest_s: int
    latest_s: int
    number: Annotated[int, msgspec.Meta(ge=0, lt=len(Precision))]
    text: str
    offset_s: int | None = None
    zone: str | None = None
    lasted_min_s: int | None = None
    lasted_max_s: int | None = None


def anchor_s(window: Window, precision: Precision) -> int | None:
    """The instant that orders a window in a list; lengths never use it.

    The middle of "about" and "between", the end of "before", the start of all others.
    """
    if precision in (Precision.ABOUT, Precision.BETWEEN) and window.is_bounded:
        return (window.earliest_s + window.latest_s) // 2
    if window.earliest_s > FIRST_S:
        return window.earliest_s
    if window.latest_s < LAST_S:
        return window.latest_s
    return None


def until(start: Window, latest: Window) -> Window:
    """When something was that is not before ``start`` and not after ``latest``."""
    return Window(min(start.earliest_s, latest.latest_s), latest.latest_s)


def exactly(instant: datetime) -> Occurred:
    """An instant known to the second, from an aware ``datetime``."""
    at_s = to_s(instant)
    offset = instant.utcoffset()
    assert offset is not None, "an instant has an offset"
    text = instant.replace(microsecond=0).isoformat()
    window = Window(at_s, at_s)
    return Occurred(window, Precision.SECOND, text, round(offset.total_seconds()))


def to_s(instant: datetime) -> int:
    """Whole UTC seconds of an aware ``datetime``, rounded down."""
    assert instant.tzinfo is not None, "an instant has a zone"
    return (instant - EPOCH) // timedelta(seconds=1)


def from_s(at_s: int) -> datetime:
    """The UTC ``datetime`` of whole seconds."""
    return EPOCH + timedelta(seconds=at_s)


def say_instant(at_s: int) -> str:
    """RFC 3339 in UTC, to the second."""
    return from_s(at_s).strftime("%Y-%m-%dT%H:%M:%SZ")


def say_seconds(seconds: int) -> str:
    """A length for people: ``48 min``, ``2 h 05 min``, ``3 d 04 h``, ``1 min 20 s``."""
    minutes, rest_s = divmod(seconds, 60)
    hours, minutes_rest = divmod(minutes, 60)
    days, hours_rest = divmod(hours, 24)
    if days:
        return f"{days} d {hours_rest:02d} h {minutes_rest:02d} min"
    if hours:
        return f"{hours} h {minutes_rest:02d} min"
    if minutes and rest_s:
        return f"{minutes} min {rest_s:02d} s"
    return f"{minutes} min" if minutes else f"{rest_s} s"


def short(length: Length) -> str:
    """A length in a few characters: ``48 min``, ``20 to 35 min``, ``at least 20 min``."""
    low, high = length.min_s, length.max_s
    if high is None:
        return f"at least {few(low)}" if low else NOT_RECORDED
    if low < MINUTE_S and high < MINUTE_S and low != high:
        return "under 1 min"
    if high == low:
        return few(low)
    if high - low <= ROUNDING_S and high > MINUTE_S:
        return few(round((low + high) / 2 / MINUTE_S) * MINUTE_S)
    if low == 0:
        return f"up to {few(high)}"
    first, last = few(low), few(high)
    number, _, unit = first.partition(" ")
    is_same_unit = " " not in unit and last.partition(" ")[2] == unit
    return f"{number} to {last}" if is_same_unit else f"{first} to {last}"


def few(seconds: int) -> str:
    """Seconds in at most two units: ``48 min``, ``2 h 05 min``, ``3 d 7 h``."""
    minutes = round(seconds / MINUTE_S)
    hours, minutes_rest = divmod(minutes, 60)
    days, hours_rest = divmod(hours, 24)
    if days:
        return f"{days} d {hours_rest} h" if hours_rest else f"{days} d"
    if hours:
        return f"{hours} h {minutes_rest:02d} min" if minutes_rest else f"{hours} h"
    return say_seconds(seconds if seconds < SECONDS_SHOWN_MAX else minutes * MINUTE_S)
