"""The lengths, the people and the hours of each cell and total, read from the rows some at a time.

The lengths of a cell are put in order once; a total is its cells, and its percentiles are looked
for in their ordered lengths. Of people it is only asked whether there are so many as may be
shown: rows are looked at until that is known of each cell and total.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, Final

from jointlog.domain.table import Query
from jointlog.domain.time import FIRST_S, LAST_S
from jointlog.projections.statistics.attribution import (
    Bounds,
    Hours,
    Parts,
    Waited,
    added,
    both,
    parts,
)
from jointlog.projections.statistics.dimensions import label
from jointlog.projections.statistics.disclosure import Name

NO_BOUND_S: Final = LAST_S - FIRST_S
"""A length without an upper bound is longer than any other."""
TRIED: Final = 20_000
"""So many rows are looked at for people before those of the cells that lack some are asked for."""
FEW_EACH: Final = 64
"""Below so many lengths a cell, all are put in order rather than looked for in each."""
SIDES: Final = 2

Raw = tuple[Any, ...]
"""The block and the values of the dimensions, as the database has them."""
Add = Callable[[Any], None]
Statement = tuple[str, tuple[Any, ...]]
Place = tuple[str, Name]
"""A cell or a total: its block and its name."""
Few = set[Place]
"""What is of too few people to be shown."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The lengths of a cell, each list in order."""

    name: Name
    lows: list[int]
    highs: list[int]


Cells = dict[Raw, Cell]
Sums = dict[Place, list[Cell]]
"""The cells of each cell and total."""


def lengths(query: Query, statement: Statement, by: Sequence[str]) -> Cells:
    """The cells of rows of a block, the values of the dimensions, a least and a greatest length."""
    places: dict[Raw, Place] = {}
    named: dict[Place, tuple[list[Any], list[Any]]] = {}
    adding: dict[Raw, tuple[Add, Add]] = {}
    width = 1 + len(by)
    for rows in query(*statement):
        for row in rows:
            try:
                add_low, add_high = adding[row[:width]]
            except KeyError:
                block, *values = at = row[:width]
                place = places[at] = block, tuple(map(label, by, values))
                lows, highs = named.setdefault(place, ([], []))
                add_low, add_high = adding[at] = lows.append, highs.append
            add_low(row[width])
            add_high(row[width + 1])
    cells = {
        place: Cell(place[1], _ordered(lows, 0), _ordered(highs, NO_BOUND_S))
        for place, (lows, highs) in named.items()
    }
    return {at: cells[place] for at, place in places.items()}


def _ordered(found: list[Any], absent: int) -> list[int]:
    """Lengths in order; those that are not recorded are ``absent``."""
    if None in found:
        return sorted(absent if each is None else each for each in found)
    return sorted(found)


def sums(cells: Cells) -> Sums:
    """Every cell and every total, by block and name."""
    made: dict[Place, dict[int, Cell]] = {}
    for at, cell in cells.items():
        for name in names_of(at[0], cell.name):
            made.setdefault(name, {})[id(cell)] = cell
    return {name: list(held.values()) for name, held in made.items()}


def names_of(block: str, name: Name) -> tuple[Place, ...]:
    """A cell, and the totals that it is part of."""
    names: list[Name] = [name]
    if len(name) == SIDES:
        names += [(name[0], None), (None, name[1])]
    if name:
        names.append((None,) * len(name))
    return tuple((block, each) for each in names)


def of_few(query: Query, statement: Statement, first: str, cells: Cells, least: int) -> Few:
    """The cells and totals that are of fewer people than ``least``.

    Args:
        query: who is asked.
        statement: gives the block, the dimensions, the incident and the person of each row, and
            ends with its conditions.
        first: the expression of the first dimension, empty without one.
        cells: what was found.
        least: of how many people a count must be, one or more.

    """
    people = _People(cells, least)
    people.look(query, statement, TRIED)
    if people.lacking and first:
        text, values = statement
        asked = people.firsts()
        text = f"{text} AND {first} IN ({', '.join('?' * len(asked))})"
        people.look(query, (text, (*values, *asked)), None)
    elif people.lacking:
        people.look(query, statement, None)
    return people.few | people.lacking.keys()


class _People:
    """The people seen of each cell and total, until there are enough."""

    def __init__(self, cells: Cells, least: int) -> None:
        counts = {name: sum(len(c.lows) for c in held) for name, held in sums(cells).items()}
        self.few: Few = {name for name, count in counts.items() if count < least}
        self.lacking: dict[Place, set[tuple[str, str]]] = {
            name: set() for name in counts if name not in self.few
        }
        self._least = least
        self._names = {
            at: [name for name in names_of(at[0], cell.name) if name in self.lacking]
            for at, cell in cells.items()
        }
        """What is still lacking of those that a row counts for."""

    def look(self, query: Query, statement: Statement, most: int | None) -> None:
        """Note the people of rows, of about ``most`` at most, until none is needed."""
        seen = 0
        with closing(query(*statement)) as chunks:
            for rows in chunks:
                for *raw, incident, person in rows:
                    if names := self._names[tuple(raw)]:
                        self._note(names, (incident, person))
                seen += len(rows)
                if not self.lacking or (most is not None and seen >= most):
                    return

    def _note(self, names: list[Place], person: tuple[str, str]) -> None:
        for name in tuple(names):
            people = self.lacking.get(name)
            if people is not None:
                people.add(person)
                if len(people) < self._least:
                    continue
                del self.lacking[name]
            names.remove(name)

    def firsts(self) -> list[Any]:
        """The values of the first dimension of rows that are still needed."""
        lacking = {
            at[1]: None
            for at, names in self._names.items()
            if any(name in self.lacking for name in names)
        }
        return list(lacking)


def hours(query: Query, statement: Statement, cells: Cells) -> dict[Place, Hours]:
    """The hours of each cell and total.

    Rows come by incident. They have a block and the values of the dimensions, then the incident,
    the person, whose time it is, how many people, and the bounds of one or more windows.
    """
    width = len(next(iter(cells), ()))
    names = {at: names_of(at[0], cell.name) for at, cell in cells.items()}
    totals: dict[Place, Parts] = {}
    rows = chain.from_iterable(query(*statement))
    for _, of_incident in groupby(rows, key=itemgetter(width)):
        groups: dict[Hashable, list[tuple[Raw, Waited]]] = {}
        for row in of_incident:
            of = row[width : width + 3]
            bounds: list[Bounds] = [row[at : at + 4] for at in range(width + 4, len(row), 4)]
            waited = Waited.between(of, bounds, row[width + 3])
            groups.setdefault(of, []).append((row[:width], waited))
        for group in groups.values():
            _add_group(totals, group, names)
    return {name: added([each]) for name, each in totals.items()}


def _add_group(
    totals: dict[Place, Parts],
    group: Sequence[tuple[Raw, Waited]],
    names: Mapping[Raw, Sequence[Place]],
) -> None:
    """Add the time of one to each cell and total that it is in."""
    at: dict[Place, list[int]] = {}
    for number, (raw, _) in enumerate(group):
        for name in names[raw]:
            at.setdefault(name, []).append(number)
    made: dict[tuple[int, ...], Parts] = {}  # cells and totals of the same stretches
    for name, numbers in at.items():
        key = tuple(numbers)
        found = made.get(key)
        if found is None:
            found = made[key] = parts([group[number][1] for number in numbers])
        held = totals.get(name)
        totals[name] = found if held is None else both(held, found)


def ranked(runs: Sequence[Sequence[int]], percent: int) -> int:
    """The length at the nearest rank, of lengths in order in one list or more, none empty."""
    count = sum(map(len, runs))
    place = -(-percent * count // 100)
    if len(runs) == 1:
        return runs[0][place - 1]
    if count < FEW_EACH * len(runs):
        return sorted(chain.from_iterable(runs))[place - 1]
    low, high = min(run[0] for run in runs), max(run[-1] for run in runs)
    while low < high:
        middle = (low + high) // 2
        if sum(bisect_right(run, middle) for run in runs) >= place:
            high = middle
        else:
            low = middle + 1
    return low
