"""From instants to columns, and the axis with its round times."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from jointlog.cli.clock import Clock, is_minute
from jointlog.domain.time import FIRST_S, LAST_S, Window

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400
STEPS_S: Final = (
    *(n * MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * HOUR for n in (1, 2, 3, 6, 12)),
    *(n * DAY for n in (1, 2, 7, 14, 28, 91, 182, 364, 3640)),
)
LABEL_WIDTH: Final = 9
"""A time, and room before the next one."""
LABEL_WIDTH_NAMED: Final = 13
"""The same with the name of the offset: ``01:30 BST``."""


def point_s(window: Window) -> int | None:
    """Where a window is drawn: a minute at its start, an interval in its middle."""
    low, high = window.earliest_s, window.latest_s
    if low > FIRST_S and high < LAST_S:
        return low if is_minute(window) else (low + high) // 2
    if low > FIRST_S:
        return low
    return high if high < LAST_S else None


@dataclass(frozen=True, slots=True)
class Scale:
    """Columns 0 to ``width`` for the time from ``start_s`` to ``end_s``."""

    start_s: int
    end_s: int
    width: int

    def column(self, at_s: int) -> int:
        """The column of an instant, from 0 to ``width``."""
        inside = min(max(at_s, self.start_s), self.end_s)
        return round((inside - self.start_s) * self.width / (self.end_s - self.start_s))

    def ticks(self, clock: Clock) -> list[tuple[int, str]]:
        """Column and label of each round time, as many as fit."""
        span = self.end_s - self.start_s
        shifts = clock.local(self.start_s).utcoffset() != clock.local(self.end_s).utcoffset()
        fit = max(1, self.width // (LABEL_WIDTH_NAMED if shifts else LABEL_WIDTH))
        step = next((each for each in STEPS_S if span / each <= fit), STEPS_S[-1])
        first = clock.local(self.start_s)
        midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
        ticks: list[tuple[int, str]] = []
        at = midnight
        day_said = clock.day
        while at.timestamp() <= self.end_s:
            if at.timestamp() >= self.start_s:
                label = _label(at, step)
                if step < DAY and clock.day is None and at.date() != day_said:
                    label = f"{at.day} {at:%b}" if at == _midnight(at) else f"{at:%H:%M}"
                    day_said = at.date()
                if shifts and step < DAY:  # on a night of changing clocks a time alone may be two
                    label = f"{label} {at:%Z}"
                ticks.append((self.column(int(at.timestamp())), label))
            at = _after(at, step)
        return ticks

    def axis(self, clock: Clock) -> tuple[str, str]:
        """The line of labels and the line of marks."""
        labels = [" "] * (self.width + 8)
        marks = ["─"] * self.width
        free = 0
        for column, label in self.ticks(clock):
            if column < self.width:
                marks[column] = "┬"
            begin = max(0, min(column - len(label) // 2, self.width - len(label)))
            if begin < free:
                continue
            labels[begin : begin + len(label)] = label
            free = begin + len(label) + 1
        return "".join(labels).rstrip(), "".join(marks)


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _label(at: datetime, step: int) -> str:
    if step < DAY:
        return f"{at:%H:%M}"
    return f"{at.day} {at:%b}" if step < STEPS_S[-4] else f"{at:%b %Y}"


def _after(at: datetime, step: int) -> datetime:
    """The next round local time: steps of a day keep to midnight, shorter ones to the clock."""
    if step >= DAY:
        return _midnight(at + timedelta(days=step // DAY))
    moved = datetime.fromtimestamp(at.timestamp() + step, tz=at.tzinfo)
    if moved.date() != at.date():
        return _midnight(moved)
    return moved
