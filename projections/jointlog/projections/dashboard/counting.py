"""Counts and waits across incidents: over time, by kind, by pair of agencies, by hour of day.

    rows = across.findings(limit=ROWS_MAX).rows
    for tally in tallied(rows, lambda row: row.finding.code, least=10):
        print(tally.name, tally.definite, tally.possible)

What is surely and what is possibly so are never added up. A count of fewer people than may be
shown is kept back (None), and with it the next smallest where it would follow from the total; a
person counts once for each incident.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median_high, median_low
from typing import Final, Generic, TypeVar
from zoneinfo import ZoneInfo

from jointlog.domain.time import FIRST_S, LAST_S, Window, from_s
from jointlog.projections.asked import FindingRow, WaitRow
from jointlog.projections.finding import Grade, judge
from jointlog.projections.patterns.suppression import Cell, hidden_sizes

BUCKETS_MAX: Final = 24
HOUR_UNSURE: Final = ""
"""The name of the hour of what may have begun in one hour or in another."""
NO_LIMIT_S: Final = LAST_S - FIRST_S
"""A wait without an upper bound is longer than any record."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings of a name there are, by how sure they are; None is kept back."""

    name: str
    definite: int | None
    possible: int | None
    indeterminate: int | None

    @property
    def known(self) -> int:
        """All that is not kept back, to order by."""
        return sum(each or 0 for each in (self.definite, self.possible, self.indeterminate))


@dataclass(frozen=True, slots=True)
class Waited:
    """The waits of a name; None is kept back, or not to be said.

    Attributes:
        name: what they have in common.
        count: how many waits.
        over: how many surely lasted longer than their standard allows.
        possibly_over: how many possibly did.
        least_s: the median of what they surely lasted (seconds).
        most_s: the median of what they lasted at most; None also where it has no upper bound.

    """

    name: str
    count: int | None
    over: int | None
    possibly_over: int | None
    least_s: int | None
    most_s: int | None


@dataclass(frozen=True, slots=True)
class Bucket:
    """A part of the calendar; both days are in it."""

    name: str
    first: date
    last: date


Row = TypeVar("Row", FindingRow, WaitRow)
Name = Callable[[Row], str | None]
"""What a row is counted under; None leaves it out."""


@dataclass(slots=True)
class _Cell(Generic[Row]):
    rows: list[Row] = field(default_factory=list)
    people: set[tuple[str, str]] = field(default_factory=set)


def tallied(
    rows: Iterable[FindingRow],
    name_of: Callable[[FindingRow], str | None],
    least: int,
    names: Sequence[str] = (),
) -> list[Tally]:
    """Findings by name; those of ``names`` first, also without any, then the most frequent.

    Args:
        rows: the findings.
        name_of: what each is counted under; None leaves it out.
        least: counts of fewer people are kept back; 0 keeps nothing back.
        names: names that are there in any case, in this order.

    """
    cells: dict[tuple[str, str], _Cell[FindingRow]] = {}
    for row in rows:
        name = name_of(row)
        if name is not None:
            cell = cells.setdefault((name, row.finding.found.grade.value), _Cell())
            cell.rows.append(row)
            cell.people.add((row.incident, row.finding.found.subject))
    hidden = _hidden(cells, least)

    def count(name: str, grade: Grade) -> int | None:
        key = name, grade.value
        if key in hidden:
            return None
        return len(cells[key].rows) if key in cells else 0

    found = dict.fromkeys((*names, *(name for name, _ in cells)))
    made = [
        Tally(
            name,
            count(name, Grade.DEFINITE),
            count(name, Grade.POSSIBLE),
            count(name, Grade.INDETERMINATE),
        )
        for name in found
    ]
    return [*made[: len(names)], *sorted(made[len(names) :], key=lambda t: (-t.known, t.name))]


def waited(
    rows: Iterable[WaitRow],
    name_of: Callable[[WaitRow], str | None],
    least: int,
    names: Sequence[str] = (),
) -> list[Waited]:
    """Waits by name, as `tallied` orders and keeps back."""
    cells: dict[tuple[str, str], _Cell[WaitRow]] = {}
    for row in rows:
        name = name_of(row)
        if name is not None:
            cell = cells.setdefault((name, ""), _Cell())
            cell.rows.append(row)
            cell.people.add((row.incident, row.wait.subject))
    hidden = _hidden(cells, least)
    made = [
        Waited(name, None, None, None, None, None)
        if (name, "") in hidden
        else _waited(name, cells[name, ""].rows if (name, "") in cells else [], least)
        for name in dict.fromkeys((*names, *(name for name, _ in cells)))
    ]
    rest = sorted(made[len(names) :], key=lambda each: (-(each.count or 0), each.name))
    return [*made[: len(names)], *rest]


def _hidden(cells: dict[tuple[str, str], _Cell[Row]], least: int) -> set[tuple[str, str]]:
    """The cells whose count is kept back."""
    sizes = {"\n".join(key): Cell(len(cell.people), 0) for key, cell in cells.items()}
    hidden = hidden_sizes(sizes, least)
    return {key for key in cells if "\n".join(key) in hidden}


def _waited(name: str, rows: Sequence[WaitRow], least: int) -> Waited:
    """The waits of one name, none of them kept back but for the small numbers beyond a limit."""
    if not rows:
        return Waited(name, 0, 0, 0, None, None)
    over: dict[Grade | None, set[tuple[str, str]]] = {}
    counts: dict[Grade | None, int] = {}
    for row in rows:
        limit_s = row.wait.limit_s
        grade = None if limit_s is None else judge(row.wait.length, limit_s)
        over.setdefault(grade, set()).add((row.incident, row.wait.subject))
        counts[grade] = counts.get(grade, 0) + 1

    def beyond(grade: Grade) -> int | None:
        people = len(over.get(grade, ()))
        return None if 0 < people < least else counts.get(grade, 0)

    lengths = [row.wait.length for row in rows]
    most_s = median_high(NO_LIMIT_S if each.max_s is None else each.max_s for each in lengths)
    return Waited(
        name,
        len(rows),
        beyond(Grade.DEFINITE),
        beyond(Grade.POSSIBLE),
        median_low(each.min_s for each in lengths),
        None if most_s == NO_LIMIT_S else most_s,
    )


def begins(row: FindingRow | WaitRow) -> Window:
    """When what a row tells of began; where that is not said, the time it speaks of."""
    start = row.wait.start if isinstance(row, WaitRow) else row.finding.found.start
    return row.window if start is None else start.window


def day_of(row: FindingRow | WaitRow, zone: ZoneInfo) -> date | None:
    """The day on which it began, in this zone; None where no bound is recorded."""
    window = begins(row)
    at_s = window.earliest_s if window.earliest_s > FIRST_S else window.latest_s
    return None if at_s >= LAST_S else from_s(at_s).astimezone(zone).date()


def hour_of(row: FindingRow | WaitRow, zone: ZoneInfo) -> str:
    """The hour in which it began, ``00`` to ``23``; `HOUR_UNSURE` where it may be another."""
    window = begins(row)
    if not window.is_bounded:
        return HOUR_UNSURE
    low, high = (from_s(at).astimezone(zone) for at in (window.earliest_s, window.latest_s))
    is_one = (low.date(), low.hour) == (high.date(), high.hour)
    return f"{low:%H}" if is_one else HOUR_UNSURE


def pair_of(row: WaitRow) -> str:
    """Who waited for whom."""
    return f"{row.wait.by} → {row.wait.to if row.wait.to is not None else 'nobody named'}"


def buckets(days: Iterable[date]) -> list[Bucket]:
    """The days, months, quarters or years from the first day to the last, 24 of them if it goes."""
    held = sorted(days)
    if not held:
        return []
    first, last = held[0], held[-1]
    made: list[Bucket] = []
    for make in (_days, _months, _quarters, _years):
        made = list(make(first, last))
        if len(made) <= BUCKETS_MAX:
            break
    return made


def _days(first: date, last: date) -> Iterator[Bucket]:
    for number in range(min((last - first).days, BUCKETS_MAX) + 1):
        day = first + timedelta(days=number)
        yield Bucket(f"{day.day} {day:%b %Y}", day, day)


def _months(first: date, last: date, step: int = 1) -> Iterator[Bucket]:
    at = (first.year * 12 + first.month - 1) // step * step
    while at <= last.year * 12 + last.month - 1:
        begin, behind = _month(at), _month(at + step)
        name = f"{begin:%b %Y}" if step == 1 else f"{begin.year} Q{begin.month // 3 + 1}"
        yield Bucket(name, begin, behind - timedelta(days=1))
        at += step


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _quarters(first: date, last: date) -> Iterator[Bucket]:
    return _months(first, last, 3)


def _years(first: date, last: date) -> Iterator[Bucket]:
    for year in range(first.year, last.year + 1):
        yield Bucket(str(year), date(year, 1, 1), date(year, 12, 31))


def bucket_of(held: Sequence[Bucket], day: date | None) -> str | None:
    """The name of the bucket that a day is in; None where it is in none."""
    return next((b.name for b in held if day is not None and b.first <= day <= b.last), None)
