"""Tables of counts and lengths: grouped by one or two names, with totals, small numbers kept back.

Every length is at least and at most, and so is each measure of them. A percentile is that of the
nearest rank: of n lengths in order, the one at the place that p times n, rounded up, tells (the
inverse of the empirical distribution; type 1 of Hyndman and Fan 1996). What is surely and what is
possibly so is never added up: gaps have a table for each grade.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from jointlog.domain.errors import MalformedError
from jointlog.domain.table import known_at
from jointlog.domain.time import FIRST_S, LAST_S, Length
from jointlog.projections.statistics.asking import Asked, condition, length_columns
from jointlog.projections.statistics.attribution import Bounds, Hours, Waited, attributed
from jointlog.projections.statistics.dimensions import (
    OF_TIME,
    TO_S,
    expression,
    label,
    order_of,
    span_statement,
)
from jointlog.projections.statistics.disclosure import Count, Name, kept_back
from jointlog.projections.statistics.subjects import WAITS, Rows, Subject

MEDIAN, P90 = 50, 90
METHOD: Final = "nearest rank (inverse of the empirical distribution; Hyndman and Fan 1996, type 1)"
BY_MAX: Final = 2
CELLS_MAX: Final = 2_000
NO_BOUND_S: Final = LAST_S - FIRST_S
"""A length without an upper bound is longer than any other."""
YEARS_S: Final = 2 * 366 * 86_400
MINUTE_S: Final = 60
HOUR_S: Final = 3600


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


@dataclass(slots=True)
class _Cell:
    """The lengths of a cell; of its people only so many as matter are kept."""

    lows: list[int] = field(default_factory=list)
    highs: list[int] = field(default_factory=list)
    people: set[tuple[str, str]] = field(default_factory=set)
    waited: list[Waited] = field(default_factory=list)

    def add(self, other: "_Cell", least: int) -> None:
        """Take in another's."""
        self.lows += other.lows
        self.highs += other.highs
        self.waited += other.waited
        if len(self.people) < least:
            self.people |= other.people


Cells = dict[str, dict[Name, _Cell]]
"""By block, then by names."""


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
    span = (0, TO_S)
    if any(name in OF_TIME for name in by):
        _, (((low, high),),) = rows.queries([(span_statement(subject), ())])
        span = (low or 0, (high or 0) + YEARS_S)  # what came meanwhile is no later than this
    groups = [expression(name, subject, zone, span) for name in by]
    statements = [_lengths(subject, asked, groups)]
    if with_hours:
        statements.append(_stretches(subject, asked, groups))
    position, answers = rows.queries(statements)
    cells = _collected(answers[0], by, least)
    if sum(map(len, cells.values())) > CELLS_MAX:
        raise MalformedError("by", f"gives more than {CELLS_MAX} cells", "fewer, or a narrower one")
    if with_hours:
        _timed(cells, answers[1], by)
    blocks = [
        _block(grade, cells[grade], by, least, with_hours=with_hours) for grade in sorted(cells)
    ]
    return Tabled(position, tuple(by), least, zone.key, tuple(blocks))


def _lengths(subject: Subject, asked: Asked, groups: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
    """One row a thing counted: its block, its names, its length and its person."""
    text, values = condition(subject, asked)
    block = "grade" if subject.is_graded else "''"
    columns = (block, *groups, *length_columns(asked), "incident", "subject")
    table = f"rows_{subject.table.name}"
    return f"SELECT {', '.join(columns)} FROM {table} WHERE {text}", values  # noqa: S608 - own names


def _stretches(
    subject: Subject, asked: Asked, groups: Sequence[str]
) -> tuple[str, tuple[Any, ...]]:
    """One row a stretch of time: as `_lengths`, with whose it is, how many, and its bounds."""
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
    if not asked.detaining:
        return f"SELECT {shown}, {times} FROM ({inner}) w", values  # noqa: S608
    known, moments = known_at(asked.known_at_ms)
    held = f"SELECT incident, subject, holders, {', '.join(bounds)} FROM rows_holds WHERE {known}"  # noqa: S608
    joint = (
        "h.incident = w.incident AND h.subject = w.subject AND (' ' || h.holders || ' ' "
        "LIKE '% ' || w.who || ' %' OR ' ' || h.holders LIKE '% ' || w.who || ':%')"
    )
    when = ", ".join(f"h.{name}" for name in bounds)
    statement = (
        f"SELECT {shown}, {times}, {when} FROM ({inner}) w "  # noqa: S608
        f"JOIN ({held} AND strand = 'DET') h ON {joint}"
    )
    return statement, (*values, *moments)


def _collected(found: Iterable[tuple[Any, ...]], by: Sequence[str], least: int) -> Cells:
    """The rows by block and names; lengths in order, so that those of totals are soon in order."""
    width = 1 + len(by)
    groups: defaultdict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row in found:
        groups[row[:width]].append(row)
    cells: Cells = {}
    for (block, *values), rows in groups.items():
        highs = [row[width + 1] for row in rows]
        cell = _Cell(
            sorted([row[width] or 0 for row in rows]),
            sorted([NO_BOUND_S if high is None else high for high in highs]),
            _people((row[width + 2 :] for row in rows), least),
        )
        held = cells.setdefault(block, {})
        name = _named(by, values)
        if name in held:
            held[name].add(cell, least)
        else:
            held[name] = cell
    return cells


def _people(every: Iterable[tuple[str, str]], least: int) -> set[tuple[str, str]]:
    """So many different people as matter."""
    found: set[tuple[str, str]] = set()
    for person in every:
        if len(found) >= least:
            break
        found.add(person)
    return found


def _named(by: Sequence[str], values: Sequence[Any]) -> Name:
    return tuple(label(name, value) for name, value in zip(by, values, strict=True))


def _timed(cells: Cells, found: Iterable[tuple[Any, ...]], by: Sequence[str]) -> None:
    """Add the stretches of time to their cells."""
    width = 1 + len(by)
    for row in found:
        name = _named(by, row[1:width])
        incident, person, who, people = row[width : width + 4]
        bounds: list[Bounds] = []
        for at in range(width + 4, len(row), 4):
            from_earliest, from_latest, to_earliest, to_latest = row[at : at + 4]
            bounds.append((from_earliest, from_latest, to_earliest, to_latest))
        of = (incident, person, who)
        cells[row[0]][name].waited.append(Waited.between(of, bounds, people))


def _block(
    grade: str, cells: dict[Name, _Cell], by: Sequence[str], least: int, *, with_hours: bool
) -> Block:
    """The lines of one table, cells first, each total behind what it is of."""
    every = dict(cells)
    for name, cell in cells.items():
        for total in _totals(name):
            every.setdefault(total, _Cell()).add(cell, least)
    counts = {n: Count(len(c.lows), len(c.people) < least) for n, c in every.items()}
    hidden = kept_back(counts, least) if least else set()
    names = sorted(every, key=lambda name: _order(by, name))
    return Block(
        grade,
        tuple(
            Line(
                name,
                None if name in hidden else _measures(every[name], least, with_hours=with_hours),
            )
            for name in names
        ),
    )


def _totals(name: Name) -> Iterator[Name]:
    """The totals that a cell is part of."""
    if len(name) == BY_MAX:
        yield name[0], None
        yield None, name[1]
    if name:
        yield (None,) * len(name)


def _order(by: Sequence[str], name: Name) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        (1, 0, "") if each is None else (0, *order_of(dimension, each))
        for dimension, each in zip(by, name, strict=True)
    )


def _measures(cell: _Cell, least: int, *, with_hours: bool) -> Measures:
    """What is told of a cell; the lengths of single people are rounded where small counts are."""
    lows, highs = sorted(cell.lows), sorted(cell.highs)
    made = Measures(
        len(lows),
        Length(sum(lows), None if highs[-1] == NO_BOUND_S else sum(highs)),
        Length(ranked(lows, MEDIAN), _bounded(ranked(highs, MEDIAN))),
        Length(ranked(lows, P90), _bounded(ranked(highs, P90))),
        Length(lows[-1], _bounded(highs[-1])),
        attributed(cell.waited) if with_hours else None,
    )
    if not least:
        return made
    return replace(
        made,
        median=_rounded(made.median, MINUTE_S),
        p90=_rounded(made.p90, MINUTE_S),
        longest=_rounded(made.longest, HOUR_S),
    )


def ranked(ordered: Sequence[int], percent: int) -> int:
    """The length at the nearest rank; of lengths in order."""
    return ordered[-(-percent * len(ordered) // 100) - 1]


def _bounded(length_s: int) -> int | None:
    return None if length_s == NO_BOUND_S else length_s


def _rounded(length: Length, unit_s: int) -> Length:
    """Down and up to a whole unit: still true, and no single person's own."""
    most = None if length.max_s is None else -(-length.max_s // unit_s) * unit_s
    return Length(length.min_s // unit_s * unit_s, most)
