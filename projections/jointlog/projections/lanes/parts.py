"""The parts of a picture of lanes: what a bar and a lane are."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from jointlog.domain.incident import Bound
from jointlog.domain.time import FIRST_S, LAST_S, Length, Window
from jointlog.domain.vocabulary import Strand
from jointlog.projections.finding import Grade

MINUTE_S: Final = 60


class Look(StrEnum):
    """What a bar says."""

    GAP = "gap"  # needed, held by nobody
    CONTESTED = "contested"
    HELD = "held"
    SUSPENDED = "suspended"
    UNKNOWN = "unknown"
    WAIT = "wait"
    PRESENT = "present"
    CLOCK = "clock"
    ENTRY = "entry"
    LATE = "late"  # an entry that was learnt late
    MERGED = "merged"  # several events, too short to be told apart


MARKS: Final = frozenset({Look.LATE, Look.ENTRY})
"""Looks that are a point, not a stretch."""
ALONE: Final = MARKS | {Look.GAP, Look.CONTESTED}
"""Looks that merge only with their like."""


class Group(StrEnum):
    """What a lane is about."""

    OPEN = "unheld or contested"
    ENTRIES = "entries"
    HOLDERS = "who held what"
    WAITS = "who waited for whom"
    PRESENT = "who was with the person"
    CLOCKS = "clocks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stretch of time on a lane, or the mark of an entry.

    Attributes:
        id: stable for the same start, whatever the window; the page's fragment.
        look: what it says.
        label: who, or what came of it.
        start: when it began, and the entries that this rests on.
        end: when it ended; None where it still stands at the end of the record.
        until: the end, or the end of the record.
        length: how long it lasted.
        strand: the responsibility, where it is of one.
        limit_s: a clock's limit.
        over: whether a clock's limit is passed.
        late: versions of its entries that were learnt late.
        count: how many events it stands for.
        parts: where it is of several: the stretches that they last, first to last (UTC seconds).
        row: its row on the lane, where bars overlap.

    """

    id: str
    look: Look
    label: str
    start: Bound
    end: Bound | None
    until: Window
    length: Length
    strand: Strand | None = None
    limit_s: int | None = None
    over: Grade | None = None
    late: tuple[int, ...] = ()
    count: int = 1
    parts: tuple[tuple[int, int], ...] = ()
    row: int = 0

    @property
    def entries(self) -> tuple[int, ...]:
        """Versions of the entries that bound it."""
        return (*self.start.entries, *(self.end.entries if self.end is not None else ()))


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the picture; ``name`` says what of, ``subject`` of whom."""

    id: str
    group: Group
    subject: str
    name: str
    bars: tuple[Bar, ...]

    @property
    def rows(self) -> int:
        """How many rows its bars need."""
        return 1 + max((bar.row for bar in self.bars), default=0)


def surely_s(bar: Bar) -> tuple[int, int]:
    """The stretch that a bar surely lasts; its start where no part of it is sure."""
    low_s, high_s = bar.start.window.latest_s, bar.until.earliest_s
    if low_s >= LAST_S:
        low_s = bar.start.window.earliest_s
    return low_s, max(low_s, high_s)


def begins_s(bar: Bar) -> int:
    """Where it begins to be drawn (UTC seconds)."""
    return point_s(bar) if bar.look in MARKS else bar.start.window.earliest_s


def point_s(bar: Bar) -> int:
    """Where a mark stands: a minute at its start, an interval in its middle."""
    low_s, high_s = bar.start.window.earliest_s, bar.start.window.latest_s
    if low_s <= FIRST_S:
        return high_s
    return low_s if high_s >= LAST_S or high_s - low_s < MINUTE_S else (low_s + high_s) // 2
