"""Rows in order of time under one date: behind midnight their clock begins anew.

23:55    under 2 November
00:40    so of 3 November: half a day and more before the row above
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from jointlog.domain.errors import MalformedError

CLOCK: Final = re.compile(
    r"(?ai:(\d{1,2})[:.h ]?([0-5]\d)(?:[:.]?([0-5]\d)(?:\.\d+)?)?\s*(?:([ap])\.?m\.?)?)"
)
"""A time of day: 14:05, 1405, 14.05, 2.05 pm, 14:05:30."""
HOUR_S: Final = 3600
MINUTE_S: Final = 60
DAY_H: Final = 24
NOON_H: Final = 12
BACK_S: Final = 12 * HOUR_S
"""A clock that is so much before the row above is of the next day."""
AHEAD_S: Final = 18 * HOUR_S
"""Once past midnight, a clock so much behind the row above may be of the evening before."""


@dataclass(slots=True)
class PastMidnight:
    """Counts the days since the date that rows have; each row is told once, in order.

    Attributes:
        date: the column of the date; another date, or another heading, begins anew.
        clock: the column of the time of day.

    """

    date: str
    clock: str
    _under: tuple[int, str] | None = field(default=None, init=False)
    _last_s: int = field(default=0, init=False)
    _days: int = field(default=0, init=False)

    def days(self, cells: Mapping[str, str], section: int) -> int:
        """How many days after its date a row is; a row without a clock is with the row above.

        Raises:
            MalformedError: its clock is none, or it may be of one day or of that before.

        """
        under = (section, cells[self.date])
        if under != self._under:
            self._under, self._days, self._last_s = under, 0, 0
        text = cells[self.clock]
        if not text:
            return self._days
        clock_s = second_of_day(text)
        if self._last_s - clock_s >= BACK_S:
            self._days += 1
        elif self._days and clock_s - self._last_s >= AHEAD_S:
            raise MalformedError(
                self.clock,
                f"{text[:20]!r} is 18 hours or more behind the row above, or was written late",
                "rows in order of time, or a heading with their date",
            )
        self._last_s = clock_s
        return self._days


def second_of_day(text: str) -> int:
    """The second of the day of a clock's text.

    Raises:
        MalformedError: it is no time of day.

    """
    found = CLOCK.fullmatch(text)
    hour = int(found[1]) if found else DAY_H
    if found and found[4]:
        is_hour = 1 <= hour <= NOON_H
        hour = hour % NOON_H + (NOON_H if found[4] in "pP" else 0) if is_hour else DAY_H
    if found is None or hour >= DAY_H:
        raise MalformedError("", f"{text[:60]!r} is no time of day", "14:05, 1405 or 2.05 pm")
    return hour * HOUR_S + int(found[2]) * MINUTE_S + int(found[3] or 0)
