"""Times as the incident's own people wrote them: in their zone, with the date where it matters."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cached_property

from jointlog.domain.entry import Entry
from jointlog.domain.errors import MalformedError
from jointlog.domain.time import FIRST_S, LAST_S, MINUTE_S, Window, from_s, to_s
from jointlog.domain.timetext import parse, zone_named


def commonest_zone(zones: Iterable[str]) -> str:
    """The zone that most were written in, the first of those alike; UTC where none is named."""
    found = Counter(zone for zone in zones if zone)
    return found.most_common(1)[0][0] if found else "UTC"


def day_of(at_s: int, zone: str) -> date:
    """The day of an instant in this zone."""
    return from_s(at_s).astimezone(zone_named(zone)).date()


WHOLE_DAYS = (0, 0, 23, 59)


@dataclass(frozen=True)
class Clock:
    """The zone to show times in.

    Attributes:
        zone: IANA name.
        day: the day that need not be said; None where every time is shown with its date.
        first_day: the first day of the record.

    """

    zone: str
    day: date | None
    first_day: date

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Clock":
        """The zone that most entries were written in, or UTC."""
        held = list(entries)
        zone = commonest_zone(e.envelope.occurred.zone for e in held)
        windows = [e.envelope.occurred.window for e in held]
        times = [w.earliest_s for w in windows if w.earliest_s > FIRST_S]
        times += [w.latest_s for w in windows if w.latest_s < LAST_S]
        times = times or [entry.recorded_at_ms // 1000 for entry in held] or [0]
        days = [day_of(at, zone) for at in (min(times), max(times))]
        return cls(zone, days[0] if days[0] == days[1] else None, days[0])

    @cached_property
    def tz(self) -> tzinfo:
        """The zone itself."""
        return zone_named(self.zone)

    def local(self, at_s: int) -> datetime:
        """The local time of an instant."""
        return from_s(at_s).astimezone(self.tz)

    def says(self, at_s: int, *, seconds: bool = False) -> str:
        """An instant: ``19:39``, or ``18 Apr 19:39`` where the record runs over several days."""
        at = self.local(at_s)
        clock = f"{at:%H:%M:%S}" if seconds else f"{at:%H:%M}"
        clock += _which(at)
        return clock if at.date() == self.day else f"{self._date(at)} {clock}"

    def _date(self, at: datetime) -> str:
        year = "" if at.year == self.first_day.year else f" {at.year}"
        return f"{at.day} {at:%b}{year}"

    def window(self, window: Window) -> str:
        """An instant as far as it is known."""
        low, high = window.earliest_s, window.latest_s
        if low <= FIRST_S and high >= LAST_S:
            return "no time recorded"
        if low <= FIRST_S:
            return f"before {self.says(high)}"
        if high >= LAST_S:
            return f"after {self.says(low)}"
        if is_minute(window):
            return self.says(low)
        if low == high:
            return self.says(low, seconds=True)
        return self._between(self.local(low), self.local(high))

    def _between(self, low: datetime, high: datetime) -> str:
        """Two times, or whole days without their hours."""
        if (low.hour, low.minute, high.hour, high.minute) == WHOLE_DAYS:
            first, last = self._date(low), self._date(high)
            return first if first == last else f"{first} to {last}"
        is_same_day = high.date() == low.date()
        last = f"{high:%H:%M}{_which(high)}" if is_same_day else f" {self.says(to_s(high))}"
        return f"{self.says(to_s(low))}-{last}"

    def title(self) -> str:
        """The day and zone, for the head of a page."""
        day = self.first_day
        more = "" if self.day else " and after"
        return f"{day:%a} {day.day} {day:%B %Y}{more} · times in {self.zone}"

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
        try:
            window = parse(text, zone=self.zone, on=self.first_day).window
        except MalformedError as error:
            raise error.within(field) from None
        if not window.is_bounded:
            raise MalformedError(field, f"{text!r:.60} is no instant", "a date and time")
        return window.earliest_s


def _which(at: datetime) -> str:
    """The name of the offset, in the hour that occurs twice."""
    is_twice = at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()
    return f" {at:%Z}" if is_twice else ""


def is_minute(window: Window) -> bool:
    """Whether it is a time given to the minute."""
    return window.latest_s - window.earliest_s == MINUTE_S - 1 and window.earliest_s % 60 == 0
