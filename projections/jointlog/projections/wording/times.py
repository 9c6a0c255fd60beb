"""Times as the incident's own people read them: in their zone, with the day where it matters."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from jointlog.domain.entry import Entry
from jointlog.domain.errors import MalformedError
from jointlog.domain.incident import Statement
from jointlog.domain.incident.statements import ABOUT_THE_RECORD
from jointlog.domain.time import FIRST_S, LAST_S, MINUTE_S, Window, from_s, to_s
from jointlog.domain.timetext import parse, zone_named

ZONE: Final = "Europe/London"
"""The zone where no entry names one."""
HOUR: Final = 3600
DAY: Final = 86_400
STEPS_S: Final = (
    *(n * MINUTE_S for n in (1, 2, 5, 10, 15, 30)),
    *(n * HOUR for n in (1, 2, 3, 6, 12)),
    *(n * DAY for n in (1, 2, 7, 14, 28, 91, 182, 364, 3640, 36_400)),
)
TICKS_MAX: Final = 8
WHOLE_DAYS: Final = (0, 0, 23, 59)


def commonest_zone(zones: Iterable[str]) -> str:
    """The zone that most were written in, the first of those alike; London where none is named."""
    found = Counter(zone for zone in zones if zone)
    return found.most_common(1)[0][0] if found else ZONE


def span_of(windows: Iterable[Window]) -> Window | None:
    """From the first time that is recorded to the last; None where there is none."""
    held = list(windows)
    times = [w.earliest_s for w in held if w.earliest_s > FIRST_S]
    times += [w.latest_s for w in held if w.latest_s < LAST_S]
    return Window(min(times), max(times)) if times else None


def is_minute(window: Window) -> bool:
    """Whether it is a time given to the minute."""
    return window.latest_s - window.earliest_s == MINUTE_S - 1 and window.earliest_s % 60 == 0


@dataclass(frozen=True, slots=True)
class Tick:
    """A round time on the axis."""

    at_s: int
    label: str


@dataclass(frozen=True)
class Clock:
    """The zone that times are shown in, and the time that is looked at.

    Attributes:
        zone: IANA name.
        window: what is looked at: where it is one day, times are said without it.

    """

    zone: str
    window: Window

    @classmethod
    def of(cls, statements: Sequence[Statement], entries: Iterable[Entry] = ()) -> "Clock":
        """The zone that most were written in, from the first time that the incident gives.

        What was said of the record, often years later, does not count; where nothing else has a
        time it does, and where nothing has one, when the entries were recorded.
        """
        told = [s.window for s in statements if not isinstance(s.fact, ABOUT_THE_RECORD)]
        span = span_of(told) or span_of(s.window for s in statements)
        if span is None:
            recorded = [entry.recorded_at_ms // 1000 for entry in entries] or [0]
            span = Window(min(recorded), max(recorded))
        return cls(commonest_zone(s.occurred.zone for s in statements), span)

    @cached_property
    def tz(self) -> ZoneInfo:
        """The zone itself."""
        return zone_named(self.zone)

    @property
    def first_day(self) -> date:
        """The first day that is looked at."""
        return self._days[0]

    @cached_property
    def day(self) -> date | None:
        """The day that need not be said: all that is looked at lies in it."""
        first, last = self._days
        return first if first == last else None

    @cached_property
    def _days(self) -> tuple[date, date]:
        low_s, high_s = self._ends
        return self.local(low_s).date(), self.local(high_s).date()

    @property
    def _ends(self) -> tuple[int, int]:
        return self.window.earliest_s, self.window.latest_s

    @cached_property
    def _is_changed(self) -> bool:
        return self._changes(*self._ends)

    def _changes(self, low_s: int, high_s: int) -> bool:
        """Whether clocks are changed in a few days: an hour is there twice, or missing."""
        is_short = high_s - low_s <= 4 * DAY
        return is_short and self.local(low_s).utcoffset() != self.local(high_s).utcoffset()

    def local(self, at_s: int) -> datetime:
        """The local time of an instant."""
        return from_s(at_s).astimezone(self.tz)

    def says(self, at_s: int, *, seconds: bool = False) -> str:
        """An instant: ``19:39``, with its day where the window has several."""
        told = self._told.get((at_s, seconds))
        if told is None:
            at = self.local(at_s)
            day = "" if at.date() == self.day else f"{self.says_day(at.date())} "
            told = self._told[at_s, seconds] = f"{day}{self._says_clock(at, seconds=seconds)}"
        return told

    @cached_property
    def _told(self) -> dict[tuple[int, bool], str]:
        """What was said before: a page says the same few instants very often."""
        return {}

    def _says_clock(self, at: datetime, *, seconds: bool = False) -> str:
        """The time of the day; by its name where clocks are changed, or the hour is there twice."""
        is_twice = at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()
        name = f" {at.tzname()}" if is_twice or self._is_changed else ""
        return f"{at:%H:%M:%S}{name}" if seconds else f"{at:%H:%M}{name}"

    def says_day(self, day: date) -> str:
        """A day: ``18 Apr``, with its year where it is not that of all that is looked at."""
        first, last = self._days
        year = "" if first.year == last.year == day.year else f" {day.year}"
        return f"{day.day} {day:%b}{year}"

    def says_window(self, window: Window) -> str:
        """An instant as far as it is known."""
        low, high = window.earliest_s, window.latest_s
        if low <= FIRST_S and high >= LAST_S:
            return "no time recorded"
        if low <= FIRST_S:  # before the end of a minute is before the next one
            return f"before {self.says(high + 1 if high % MINUTE_S == MINUTE_S - 1 else high)}"
        if high >= LAST_S:
            return f"after {self.says(low)}"
        if is_minute(window):
            return self.says(low)
        if low == high:
            return self.says(low, seconds=True)
        first, last = self.local(low), self.local(high)
        if (first.hour, first.minute, last.hour, last.minute) == WHOLE_DAYS:
            days = [self.says_day(each.date()) for each in (first, last)]
            return " to ".join(dict.fromkeys(days))
        if first.date() == last.date():
            return f"{self.says(low)}-{self._says_clock(last)}"
        return f"{self.says(low)} to {self.says(high)}"

    def heading(self) -> str:
        """The first day and the zone, for the head of a page of text."""
        day = self.first_day
        more = "" if self.day else " and after"
        return f"{day:%a} {day.day} {day:%B %Y}{more} · times in {self.zone}"

    def title(self) -> str:
        """The days that are looked at, and the zone by its names then."""
        days = [f"{day:%A} {day.day} {day:%B %Y}" for day in self._days]
        return f"{' to '.join(dict.fromkeys(days))}, times in {self.zone_named()}"

    def zone_named(self) -> str:
        """The zone, and its names at that time: ``Europe/London (BST)``."""
        names = " and ".join(dict.fromkeys(str(self.local(at_s).tzname()) for at_s in self._ends))
        return self.zone if names == self.zone else f"{self.zone} ({names})"

    def ticks(self, axis: Window, most: int = TICKS_MAX) -> list[Tick]:
        """The round times of an axis, as many as asked for at most.

        A repeated hour is there by two names; midnight is the day that begins.
        """
        low_s, high_s = axis.earliest_s, axis.latest_s
        step = next((s for s in STEPS_S if (high_s - low_s) / s <= most), STEPS_S[-1])
        is_named = self._changes(low_s, high_s)
        return [
            Tick(to_s(at), _label(at, step, is_named=is_named))
            for at in self._round(low_s, high_s, step)
        ]

    def _round(self, low_s: int, high_s: int, step: int) -> Iterator[datetime]:
        """Round local times: steps of days keep to midnight, shorter ones to elapsed time."""
        at = _midnight(self.local(low_s))
        while (at_s := to_s(at)) <= high_s:
            if at_s >= low_s:
                yield at
            if step >= DAY:
                at = _midnight(at + timedelta(days=step // DAY))
                continue
            moved = self.local(at_s + step)
            at = moved if moved.date() == at.date() else _midnight(moved)

    def between(self, begins: str, ends: str, whole: Window) -> Window | None:
        """The window of ``--from`` and ``--to``; None for all of it.

        Raises:
            MalformedError: not a time, or the second is not after the first.

        """
        if not begins and not ends:
            return None
        low_s = self.instant_s(begins, "--from") if begins else whole.earliest_s
        high_s = self.instant_s(ends, "--to") if ends else whole.latest_s
        if low_s >= high_s:
            raise MalformedError("--to", "is not after --from", "two times, the earlier one first")
        return Window(low_s, high_s)

    def instant_s(self, text: str, field: str) -> int:
        """The instant that a reader means, in this zone and on the first day unless it says so.

        Raises:
            MalformedError: not a time; names the option.

        """
        expected = f"a time such as 19:50 or '{self.first_day} 19:50', in {self.zone}"
        try:
            window = parse(text, zone=self.zone, on=self.first_day).window
        except MalformedError as error:
            raise MalformedError(field, error.problem, expected) from None
        if not window.is_bounded:
            raise MalformedError(field, f"{text!r:.60} is no instant", expected)
        return window.earliest_s


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _label(at: datetime, step: int, *, is_named: bool) -> str:
    if step >= DAY:
        return f"{at.day} {at:%b}" if step < STEPS_S[-4] else f"{at:%b %Y}"
    if (at.hour, at.minute) == (0, 0):
        return f"{at.day} {at:%b}"
    return f"{at:%H:%M} {at.tzname()}" if is_named else f"{at:%H:%M}"
