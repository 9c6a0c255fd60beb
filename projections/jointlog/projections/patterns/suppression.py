"""Small numbers kept back from a table of groups, so that none can be reckoned from the rest.

A count of people is shown only where it is not small, and neither is the count of the others in
its group. Where a hidden count would follow from the total and the counts shown, more are hidden
until it does not, and at last the total itself.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One group: its people, and those of them that something is found of."""

    people: int
    found: int

    @property
    def others(self) -> int:
        """Those that it is not found of."""
        return self.people - self.found


def total_of(cells: Collection[Cell]) -> Cell:
    """All groups together."""
    return Cell(sum(cell.people for cell in cells), sum(cell.found for cell in cells))


def is_small(cell: Cell, least: int) -> bool:
    """Whether either count of the group is smaller than may be shown."""
    return min(cell.found, cell.others) < least


def hidden_sizes(cells: Mapping[str, Cell], least: int) -> set[str]:
    """The groups whose very size is not shown; the total of all is shown if not all are hidden.

    Sizes too are counts of people: small ones are hidden, and one more where one alone would be
    the total less the others.
    """
    hidden = {name for name, cell in cells.items() if cell.people < least}
    while hidden and (len(hidden) == 1 or _sum(cells, hidden).people < least):
        shown = [name for name in cells if name not in hidden]
        if not shown:
            break
        hidden.add(min(shown, key=lambda name: (cells[name].people, name)))
    return hidden


def hidden_counts(cells: Mapping[str, Cell], least: int) -> set[str]:
    """The groups whose count is not shown, beside a total that is."""
    hidden = hidden_sizes(cells, least)
    hidden |= {name for name, cell in cells.items() if is_small(cell, least)}
    while hidden and not is_protected(cells, hidden, least):
        shown = [name for name in cells if name not in hidden]
        if not shown:
            break
        hidden.add(min(shown, key=lambda name: (_smaller(cells[name]), name)))
    return hidden


def is_protected(cells: Mapping[str, Cell], hidden: Collection[str], least: int) -> bool:
    """Whether no small count follows from the total, the counts shown and the sizes.

    What the hidden groups have together is known from the total. It must not be small, and each
    small count among them must still be open to all values of its size, or to as many as `least`.
    """
    together = _sum(cells, hidden)
    if len(hidden) == 1 or is_small(together, least):
        return False
    for name in hidden:
        people = cells[name].people
        low = max(0, together.found - (together.people - people))
        high = min(people, together.found)
        if is_small(cells[name], least) and high - low < min(people, least):
            return False
    return True


def is_total_shown(cells: Mapping[str, Cell], hidden: Collection[str], least: int) -> bool:
    """Whether the total can stand beside the groups shown."""
    if is_small(total_of(list(cells.values())), least):
        return False
    return not hidden or is_protected(cells, hidden, least)


def _sum(cells: Mapping[str, Cell], names: Collection[str]) -> Cell:
    return total_of([cells[name] for name in names])


def _smaller(cell: Cell) -> int:
    return min(cell.found, cell.others)
