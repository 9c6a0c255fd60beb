"""Times as the incident's own people read them: in their zone, with the day where it matters."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from jointlog.domain.time import FIRST_S, LAST_S, Window, from_s, to_s
from jointlog.domain.timetext import zone_named

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400
STEPS_S: Final = (
    *(n * MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * HOUR for n in (1, 2, 3, 6, 12)),
    *(n * DAY for n in (1, 2, 7, 14, 28, 91, 182, 364, 3640, 36_400)),
)
TICKS_MAX: Final = 8
WHOLE_DAYS: Final = (0, 0, 23, 59)


@dataclass(frozen=True, slots=True)
class Tick:
    """A round time on the axis."""

    at_s: int
    label: str


@dataclass(frozen=True)
class Clock:
    """The zone that times are shown in, and the time that is looked at."""

    zone: str
    window: Window

    @cached_property
    def tz(self) -> ZoneInfo:
        """The zone itself."""
        return zone_named(self.zone)

    @cached_property
    def day(self) -> date | None:
        """The day that need not be said: all that is looked at lies in it."""
        first, last = (self.local(at_s).date() for at_s in self._ends)
        return first if first == last else None

    @cached_property
    def is_changed(self) -> bool:
        """Whether clocks are changed in what is looked at: an hour is there twice, or missing."""
        first, last = (self.local(at_s).utcoffset() for at_s in self._ends)
        return first != last and self._ends[1] - self._ends[0] <= 4 * DAY

    @property
    def _ends(self) -> tuple[int, int]:
        return self.window.earliest_s, self.window.latest_s

    def local(self, at_s: int) -> datetime:
        """The local time of an instant."""
        return from_s(at_s).astimezone(self.tz)

    def says(self, at_s: int, *, seconds: bool = False) -> str:
        """An instant: ``19:39``, with its day where the window has several."""
        told = self._told.get((at_s, seconds))
        if told is None:
            told = self._told[at_s, seconds] = self._says(at_s, seconds=seconds)
        return told

    @cached_property
    def _told(self) -> dict[tuple[int, bool], str]:
        """What was said before: a page says the same few instants very often."""
        return {}

    def _says(self, at_s: int, *, seconds: bool) -> str:
        at = self.local(at_s)
        clock = f"{at:%H:%M:%S}" if seconds else f"{at:%H:%M}"
        name = f" {at.tzname()}" if self.is_changed else ""
        day = "" if at.date() == self.day else f"{self.says_day(at.date())} "
        return f"{day}{clock}{name}"

    def says_day(self, day: date) -> str:
        """A day: ``18 Apr``, with its year where it is another one than what is looked at."""
        year = "" if day.year == self.local(self.window.latest_s).year else f" {day.year}"
        return f"{day.day} {day:%b}{year}"

    def says_window(self, window: Window) -> str:
        """An instant as far as it is known."""
        low, high = window.earliest_s, window.latest_s
        if low <= FIRST_S and high >= LAST_S:
            return "no time recorded"
        if low <= FIRST_S:
            return f"before {self.says(high + 1 if high % MINUTE == MINUTE - 1 else high)}"
        if high >= LAST_S:
            return f"after {self.says(low)}"
        if low == high:
            return self.says(low, seconds=low % MINUTE != 0)
        if high - low == MINUTE - 1 and low % MINUTE == 0:
            return self.says(low)
        first, last = self.local(low), self.local(high)
        if (first.hour, first.minute, last.hour, last.minute) == WHOLE_DAYS:
            days = [self.says_day(each.date()) for each in (first, last)]
            return " to ".join(dict.fromkeys(days))
        return f"{self.says(low)} to {self.says(high)}"

    def title(self) -> str:
        """The days that are looked at, and the zone by its names then."""
        first, last = (self.local(at_s) for at_s in self._ends)
        names = " and ".join(dict.fromkeys(str(each.tzname()) for each in (first, last)))
        days = [f"{each:%A} {each.day} {each:%B %Y}" for each in (first, last)]
        named = "" if names == self.zone else f" ({names})"
        return f"{' to '.join(dict.fromkeys(days))}, times in {self.zone}{named}"

    def ticks(self) -> list[Tick]:
        """The round times of the axis, eight at most; a repeated hour is there by two names."""
        low_s, high_s = self._ends
        step = next((s for s in STEPS_S if (high_s - low_s) / s <= TICKS_MAX), STEPS_S[-1])
        at = self.local(low_s).replace(hour=0, minute=0, second=0, microsecond=0)
        ticks: list[Tick] = []
        while (at_s := to_s(at)) <= high_s:
            if at_s >= low_s:
                ticks.append(Tick(at_s, self._label(at, step, is_first=not ticks)))
            at = self._after(at, step)
        return ticks

    def _label(self, at: datetime, step: int, *, is_first: bool) -> str:
        if step >= DAY:
            return f"{at.day} {at:%b}" if step < STEPS_S[-4] else f"{at:%b %Y}"
        if (at.hour, at.minute) == (0, 0) or (is_first and self.day is None):
            return f"{at.day} {at:%b}" if (at.hour, at.minute) == (0, 0) else f"{at:%H:%M}"
        return f"{at:%H:%M} {at.tzname()}" if self.is_changed else f"{at:%H:%M}"

    def _after(self, at: datetime, step: int) -> datetime:
        """The next round local time: steps of days keep to midnight, shorter ones to elapsed."""
        if step >= DAY:
            return (at + timedelta(days=step // DAY)).replace(hour=0, minute=0)
        moved = from_s(to_s(at) + step).astimezone(self.tz)
        if moved.date() != at.date():
            return moved.replace(hour=0, minute=0, second=0, microsecond=0)
        return moved
