"""Small numbers kept back from a table, so that none can be reckoned from what is shown.

A count of fewer people than may be shown is kept back. A table with its totals is a set of sums;
each is seen as a node at which as much comes in as goes out, and each count as a flow between two
nodes: the total of all flows to the rows, from the rows to the columns, and back. A count that is
kept back can be reckoned exactly if no closed way leads through it and others that are kept back;
and it is as uncertain as the most that can flow around such a way. So for each small count the
cheapest closed way is kept back on which it could be greater by as many as may not be shown.
"""

import heapq
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final

Name = tuple[str | None, ...]
"""A cell by its names; None in the place of a name is the total over it."""
Node = Hashable
ALL: Final = "all"
BACK: Final = "back"


@dataclass(frozen=True, slots=True)
class Count:
    """A cell or a total: how many rows it counts, and whether they are of too few people."""

    rows: int
    is_small: bool


@dataclass(frozen=True, slots=True)
class _Flow:
    name: Name
    tail: Node
    head: Node
    rows: int


@dataclass(frozen=True, slots=True)
class _Step:
    """One flow, followed (``is_up``: it would be greater) or against it; its cost if kept back."""

    to: Node
    flow: _Flow
    is_up: bool


def kept_back(counts: Mapping[Name, Count], least: int) -> set[Name]:
    """The cells and totals that are not shown.

    Args:
        counts: cells of one or two names and all their totals, without empty ones.
        least: counts of fewer people are small; a small count could then be any of so many values.

    """
    flows = [_flow(name, each.rows) for name, each in sorted(counts.items(), key=_by_name)]
    steps: dict[Node, list[_Step]] = {}
    for flow in flows:
        steps.setdefault(flow.tail, []).append(_Step(flow.head, flow, is_up=True))
        steps.setdefault(flow.head, []).append(_Step(flow.tail, flow, is_up=False))
    small = [flow for flow in flows if counts[flow.name].is_small]
    hidden = {flow.name for flow in small}
    for flow in small:
        hidden |= {each.name for each in _way_back(flow, steps, hidden, least - 1)}
    return hidden


def _by_name(item: tuple[Name, Count]) -> tuple[str, ...]:
    return tuple("" if each is None else f"={each}" for each in item[0])


def _flow(name: Name, rows: int) -> _Flow:
    """Where a count flows; totals lead to the rows, from the columns, and from end to begin."""
    match name:
        case () | (None,) | (None, None):
            return _Flow(name, BACK, ALL, rows)
        case (str(),):
            return _Flow(name, ALL, BACK, rows)
        case (str(row), None):
            return _Flow(name, ALL, ("row", row), rows)
        case (None, str(column)):
            return _Flow(name, ("column", column), BACK, rows)
        case _:
            return _Flow(name, ("row", name[0]), ("column", name[1]), rows)


def _way_back(
    flow: _Flow, steps: Mapping[Node, list[_Step]], hidden: set[Name], room: int
) -> Iterator[_Flow]:
    """The flows on the cheapest way from the head of a flow back to its tail.

    On it ``room`` more could flow: up without bound, down to what leaves at least one.
    """
    number = count()
    seen: dict[Node, tuple[Node, _Flow] | None] = {}
    waiting: list[tuple[int, int, Node, tuple[Node, _Flow] | None]] = []
    heapq.heappush(waiting, (0, next(number), flow.head, None))
    while waiting:
        cost, _, node, came = heapq.heappop(waiting)
        if node in seen:
            continue
        seen[node] = came
        if node == flow.tail:
            break
        for step in steps[node]:
            has_room = step.is_up or step.flow.rows - 1 >= room
            if step.flow.name == flow.name or step.to in seen or not has_room:
                continue
            more = 0 if step.flow.name in hidden else step.flow.rows
            heapq.heappush(waiting, (cost + more, next(number), step.to, (node, step.flow)))
    at = seen.get(flow.tail)
    while at is not None:
        yield at[1]
        at = seen[at[0]]
