"""Tables of counts and lengths: grouped by one or two names, with totals, small numbers kept back.

Every length is at least and at most, and so is each measure of them. A percentile is that of the
nearest rank: of n lengths in order, the one at the place that p times n, rounded up, tells (the
inverse of the empirical distribution; type 1 of Hyndman and Fan 1996). What is surely and what is
possibly so is never added up: gaps have a table for each grade.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from jointlog.domain.errors import MalformedError
from jointlog.domain.table import Query, known_at
from jointlog.domain.time import Length
from jointlog.projections.statistics.asking import Asked, condition, length_columns
from jointlog.projections.statistics.attribution import Hours, added
from jointlog.projections.statistics.dimensions import (
    OF_TIME,
    TO_S,
    expression,
    order_of,
    span_statement,
)
from jointlog.projections.statistics.disclosure import Count, Name, kept_back
from jointlog.projections.statistics.gathering import (
    NO_BOUND_S,
    Cell,
    Few,
    Place,
    Statement,
    Sums,
    hours,
    lengths,
    of_few,
    ranked,
    sums,
)
from jointlog.projections.statistics.subjects import WAITS, Rows, Subject

MEDIAN, P90 = 50, 90
METHOD: Final = "nearest rank (inverse of the empirical distribution; Hyndman and Fan 1996, type 1)"
BY_MAX: Final = 2
CELLS_MAX: Final = 2_000
MINUTE_S: Final = 60
HOUR_S: Final = 3600
SAME_WHO: Final = (
    "' ' || h.holders || ' ' LIKE '% ' || w.who || ' %' "
    "OR ' ' || h.holders LIKE '% ' || w.who || ':%' "
    "OR h.holders <> '' AND ' ' || h.holders || ' ' "
    "LIKE '% ' || rtrim(rtrim(w.who, replace(w.who, ':', '')), ':') || ' %'"
)
"""A holder may be the one who waited: the same agency, or one of them is any of the kind."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What is counted and measured of a cell; each length at least and at most."""

    count: int
    total: Length
    median: Length
    p90: Length
    longest: Length
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A cell or a total: None among its names is the total over it, None measures are kept back."""

    names: Name
    measures: Measures | None


@dataclass(frozen=True, slots=True)
class Block:
    """One table; ``grade`` is how sure it is what it counts, where that keeps tables apart."""

    grade: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Tabled:
    """The answer: tables, what they rest on, and how they were made."""

    position: int
    by: tuple[str, ...]
    least: int
    zone: str
    blocks: tuple[Block, ...]


def tabled(
    rows: Rows,
    subject: Subject,
    asked: Asked,
    by: Sequence[str],
    *,
    least: int,
    zone: ZoneInfo,
    with_hours: bool = False,
) -> Tabled:
    """The table asked for.

    Args:
        rows: who is asked.
        subject: what is counted.
        asked: what narrows it.
        by: at most two dimensions; none gives the total alone.
        least: counts of fewer people are kept back; 0 keeps nothing back.
        zone: whose hours and days count.
        with_hours: whether hours by the clock and person-hours are told too.

    Raises:
        MalformedError: too many dimensions or cells, or what this subject does not have.

    """
    if len(by) > BY_MAX or len(set(by)) != len(by):
        raise MalformedError("by", f"{', '.join(by)[:60]!r}", "one or two different dimensions")

    def gather(query: Query) -> _Gathered:
        groups = _groups(query, subject, by, zone)
        cells = lengths(query, _lengths(subject, asked, groups), by)
        if len({id(cell) for cell in cells.values()}) > CELLS_MAX:
            problem = f"gives more than {CELLS_MAX} cells"
            raise MalformedError("by", problem, "fewer, or a narrower one")
        few: Few = set()
        if least:
            first = groups[0] if groups else ""
            few = of_few(query, _people(subject, asked, groups), first, cells, least)
        times = hours(query, _stretches(subject, asked, groups), cells) if with_hours else None
        return _Gathered(sums(cells), few, times)

    position, found = rows.ask(gather)
    grades = sorted({grade for grade, _ in found.sums})
    blocks = tuple(Block(grade, _lines(found, grade, by, least)) for grade in grades)
    return Tabled(position, tuple(by), least, zone.key, blocks)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What was read: the cells of each cell and total, what is of few people, and hours."""

    sums: Sums
    few: Few
    times: Mapping[Place, Hours] | None

    def hours(self, at: Place) -> Hours | None:
        """The hours of a cell or a total, where they are asked for."""
        return None if self.times is None else self.times.get(at, added([]))


def _groups(query: Query, subject: Subject, by: Sequence[str], zone: ZoneInfo) -> list[str]:
    """The expression of each dimension."""
    span = (0, TO_S)
    if any(name in OF_TIME for name in by):
        (((low, high),),) = query(span_statement(subject))
        span = (low or 0, high or 0)
    return [expression(name, subject, zone, span) for name in by]


def _lengths(subject: Subject, asked: Asked, groups: Sequence[str]) -> Statement:
    """One row a thing counted: its block, its names and its length."""
    return _chosen(subject, asked, (*groups, *length_columns(asked)))


def _people(subject: Subject, asked: Asked, groups: Sequence[str]) -> Statement:
    """One row a thing counted: its block, its names and its person."""
    return _chosen(subject, asked, (*groups, "incident", "subject"))


def _chosen(subject: Subject, asked: Asked, columns: Sequence[str]) -> Statement:
    text, values = condition(subject, asked)
    block = "grade" if subject.is_graded else "''"
    chosen = ", ".join((block, *columns))
    return f"SELECT {chosen} FROM rows_{subject.table.name} WHERE {text}", values  # noqa: S608 - own names


def _stretches(subject: Subject, asked: Asked, groups: Sequence[str]) -> Statement:
    """One row a stretch of time, as `hours` reads them; by incident."""
    text, values = condition(subject, asked)
    named = [f"{group} AS name_{number}" for number, group in enumerate(groups)]
    block = "grade" if subject.is_graded else "''"
    people = "people" if subject is WAITS else "NULL"
    who = "''" if subject.is_graded else subject.who
    bounds = ("from_earliest_s", "from_latest_s", "to_earliest_s", "to_latest_s")
    columns = (f"{block} AS block", *named, "incident", "subject", f"{who} AS who")
    inner = (
        f"SELECT {', '.join((*columns, f'{people} AS people', *bounds))} "  # noqa: S608 - own names
        f"FROM rows_{subject.table.name} WHERE {text}"
    )
    names = ["block", *(f"name_{number}" for number in range(len(groups)))]
    shown = ", ".join(f"w.{name}" for name in (*names, "incident", "subject", "who", "people"))
    times = ", ".join(f"w.{name}" for name in bounds)
    ordered = "ORDER BY w.incident"
    if not asked.detaining:
        return f"SELECT {shown}, {times} FROM ({inner}) w {ordered}", values  # noqa: S608
    known, moments = known_at(asked.known_at_ms)
    held = f"SELECT incident, subject, holders, {', '.join(bounds)} FROM rows_holds WHERE {known}"  # noqa: S608
    joint = f"h.incident = w.incident AND h.subject = w.subject AND ({SAME_WHO})"
    when = ", ".join(f"h.{name}" for name in bounds)
    statement = (
        f"SELECT {shown}, {times}, {when} FROM ({inner}) w "  # noqa: S608
        f"JOIN ({held} AND strand = 'DET') h ON {joint} {ordered}"
    )
    return statement, (*values, *moments)


def _lines(found: _Gathered, grade: str, by: Sequence[str], least: int) -> tuple[Line, ...]:
    """The lines of one table, cells first, each total behind what it is of."""
    every = {name: cells for (block, name), cells in found.sums.items() if block == grade}
    counts = {
        name: Count(sum(len(cell.lows) for cell in cells), (grade, name) in found.few)
        for name, cells in every.items()
    }
    hidden = kept_back(counts, least) if least else set()

    def line(name: Name) -> Line:
        if name in hidden:
            return Line(name, None)
        return Line(name, _measures(every[name], found.hours((grade, name)), least))

    return tuple(map(line, sorted(every, key=lambda name: _order(by, name))))


def _order(by: Sequence[str], name: Name) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        (1, 0, "") if each is None else (0, *order_of(dimension, each))
        for dimension, each in zip(by, name, strict=True)
    )


def _measures(cells: Sequence[Cell], times: Hours | None, least: int) -> Measures:
    """What is told of a cell; the lengths of single people are rounded where small counts are."""
    lows, highs = [cell.lows for cell in cells], [cell.highs for cell in cells]
    longest = _bounded(max(each[-1] for each in highs))
    made = Measures(
        sum(map(len, lows)),
        Length(sum(map(sum, lows)), None if longest is None else sum(map(sum, highs))),
        Length(ranked(lows, MEDIAN), _bounded(ranked(highs, MEDIAN))),
        Length(ranked(lows, P90), _bounded(ranked(highs, P90))),
        Length(max(each[-1] for each in lows), longest),
        times,
    )
    if not least:
        return made
    return replace(
        made,
        median=_rounded(made.median, MINUTE_S),
        p90=_rounded(made.p90, MINUTE_S),
        longest=_rounded(made.longest, HOUR_S),
    )


def _bounded(length_s: int) -> int | None:
    return None if length_s == NO_BOUND_S else length_s


def _rounded(length: Length, unit_s: int) -> Length:
    """Down and up to a whole unit: still true, and no single person's own."""
    most = None if length.max_s is None else -(-length.max_s // unit_s) * unit_s
    return Length(length.min_s // unit_s * unit_s, most)
