"""From instants to columns, and the axis with its round times."""

from dataclasses import dataclass
from typing import Final

from jointlog.domain.time import FIRST_S, LAST_S, Window
from jointlog.projections.wording.times import Clock, is_minute

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
        axis = Window(self.start_s, self.end_s)
        shifts = clock.local(self.start_s).utcoffset() != clock.local(self.end_s).utcoffset()
        fit = max(1, self.width // (LABEL_WIDTH_NAMED if shifts else LABEL_WIDTH))
        return [(self.column(tick.at_s), tick.label) for tick in clock.ticks(axis, fit)]

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
