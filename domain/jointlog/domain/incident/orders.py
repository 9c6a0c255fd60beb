"""Every admissible order of an incident's statements, as far as it can change anything.

Where two windows overlap, either act may have come first, unless an entry says that it follows
from the other. Two statements that move nothing in common give the same timeline in either order;
so only the pairs that do are turned round (`jointlog.domain.incident.footprints`). In each order
the windows are narrowed to what the order allows, so that lengths are exact for it.

    orders = orders_of(statements, protocol)
    for way in orders.ways:
        fold(way.statements)

Of two reports of one act each in turn is when it happened
(`jointlog.domain.incident.versions`). A statement without any bound keeps its place in the record.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, product
from math import prod
from typing import Final, TypeVar
from uuid import UUID

from jointlog.domain.incident.beside import comes
from jointlog.domain.incident.footprints import Aspect, Footprints, Key, leavers_of, likeness
from jointlog.domain.incident.links import causes_of, joined
from jointlog.domain.incident.statements import Statement, horizon
from jointlog.domain.incident.versions import acts_told_twice
from jointlog.domain.protocol import Protocol
from jointlog.domain.time import FIRST_S, LAST_S, Window, anchor_s
from jointlog.domain.vocabulary import Agency

WAYS_MAX: Final = 360
"""Orders that are folded for one incident; beyond, one group of entries is varied at a time."""
EFFORT_MAX: Final = 12_000
"""Statements folded for all orders together, so that a long incident stays answerable."""

PAIRS_MAX: Final = 400
"""Pairs without a recorded order that are looked at; beyond, none is turned round."""

T = TypeVar("T")
Pair = tuple[int, int]
"""Versions of two entries, the first before the second."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which it may have happened.

    Attributes:
        statements: in this order, each with what the order leaves of its window.
        horizon: the end of the record.
        before: which of the entries whose order is not recorded stands first here.
        taken: the report that is taken for each act that two sources tell.
        bounds: of an entry that others bound, those that give its earliest and its latest.

    """

    statements: Sequence[Statement]
    horizon: Window
    before: frozenset[Pair] = frozenset()
    taken: frozenset[int] = frozenset()
    bounds: dict[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Orders:
    """The ways that were looked at.

    Attributes:
        ways: at least one.
        is_complete: whether no admissible way can differ from all of them.
        acts: for each report of an act told twice, the report that names the act.

    """

    ways: tuple[Way, ...]
    is_complete: bool
    acts: dict[int, int] = field(default_factory=dict)


def orders_of(
    statements: Sequence[Statement],
    protocol: Protocol,
    *,
    aspect: Aspect | None = None,
    at_most: int = WAYS_MAX,
) -> Orders | None:
    """The admissible ways of a record; None where there is only the one, and nothing narrows it.

    Args:
        statements: as `view` orders them by the time they occurred.
        protocol: whose clocks can depend on the order.
        aspect: what is read of the record; None for all that it moves.
        at_most: so many ways.

    """
    told_twice = acts_told_twice(statements)
    if not told_twice and not _is_any_overlap(statements):
        return None
    prints = Footprints(statements, protocol, aspect)
    at_most = max(2, min(at_most, EFFORT_MAX // len(statements)))
    taken, is_complete = _choices([list(group) for group in told_twice], at_most)
    share = max(2, at_most // len(taken))
    ways: list[Way] = []
    for chosen in taken:
        made = _Ordering(statements, told_twice, chosen, prints)
        some, is_all = made.ways(share)
        ways += some
        is_complete &= is_all
    if len(ways) == 1 and is_complete and _is_as_told(ways[0], statements):
        return None
    acts = {each.version: group[0].version for group in told_twice for each in group}
    return Orders(tuple(ways), is_complete, acts)


def _is_any_overlap(statements: Sequence[Statement]) -> bool:
    """Whether the windows of any two statements with a bound overlap."""
    windows = [(s.window.earliest_s, s.window.latest_s) for s in statements]
    placed = sorted(each for each in windows if each != (FIRST_S, LAST_S))
    return any(later[0] <= one[1] for one, later in pairwise(placed))


def _is_as_told(way: Way, statements: Sequence[Statement]) -> bool:
    """Whether the one way there is narrows nothing and moves nothing."""
    told = [(each.version, each.window) for each in statements]
    is_same = told == [(each.version, each.window) for each in way.statements]
    return is_same and way.horizon == horizon(statements)


def _is_placeless(statement: Statement) -> bool:
    return anchor_s(statement.window, statement.occurred.precision) is None


def _choices(groups: Sequence[Sequence[T]], at_most: int) -> tuple[list[tuple[T, ...]], bool]:
    """One of each group in every combination; too many: one group at a time, the others first."""
    if prod(map(len, groups)) <= at_most:
        return list(product(*groups)), True
    first = tuple(group[0] for group in groups)
    varied = (
        (*first[:place], each, *first[place + 1 :])
        for place, group in enumerate(groups)
        for each in group[1:]
    )
    return [first, *islice(varied, at_most - 1)], False


class _Ordering:
    """The orders of one incident, with one report taken for each act that is told twice."""

    def __init__(
        self,
        statements: Sequence[Statement],
        told_twice: Sequence[tuple[Statement, ...]],
        taken: tuple[Statement, ...],
        prints: Footprints,
    ) -> None:
        self._prints = prints
        self._taken = frozenset(each.version for each in taken)
        self._aside: dict[int, list[Statement]] = {}  # the other reports, with the one taken
        names: dict[UUID, UUID] = {}
        for group, chosen in zip(told_twice, taken, strict=True):
            self._aside[chosen.version] = [each for each in group if each is not chosen]
            names |= {each.entry.event_id: chosen.entry.event_id for each in group}
        aside = {each.version for others in self._aside.values() for each in others}
        self._all = [s for s in statements if s.version not in aside]
        self._own_places = {
            i: (_anchor(s, s.window.earliest_s, s.window.latest_s), 0, i)
            for i, s in enumerate(self._all)
            if not _is_placeless(s)
        }
        self._at = list(self._own_places)
        self._after: dict[int, set[int]] = {}  # what surely comes after, whatever the windows say
        self._moved: dict[int, frozenset[Key]] = {}
        self._follow_links(names)
        self._came = self._comings()
        self._follow_likes()
        self._led_by: dict[int, set[int]] = {}  # versions of what each surely follows
        for one, other in ((one, other) for one, each in self._after.items() for other in each):
            led_by = self._led_by.setdefault(self._all[other].version, set())
            led_by.add(self._all[one].version)

    def _follow_links(self, names: dict[UUID, UUID]) -> None:
        """What an entry says that it followed stands before it."""
        index_of = {self._all[index].entry.event_id: index for index in self._at}
        for index in self._at:
            for name in causes_of(self._all[index]):
                cause = index_of.get(names.get(name, name))
                if cause is not None and cause != index and self._may(cause, index):
                    self._after.setdefault(cause, set()).add(index)

    def _comings(self) -> list[tuple[int, list[int]]]:
        """For each leaving, when the agency may have come before: who leaves has come."""
        came = [index for index in self._at if comes(self._all[index])]
        found = []
        for index in self._at:
            for leaver in leavers_of(self._all[index]):
                before = [one for one in came if self._brings(one, leaver, index)]
                sure = (self._all[one].window.latest_s for one in before)
                if before and min(sure) >= self._all[index].window.earliest_s:
                    found.append((index, before))
        return found

    def _brings(self, one: int, leaver: Agency, left: int) -> bool:
        statement, leaving = self._all[one], self._all[left]
        is_same = statement.subject == leaving.subject and statement.actor.matches(leaver)
        return is_same and one != left and self._may(one, left)

    def _follow_likes(self) -> None:
        """Entries that say the same with the same time may change places: one order will do."""
        named = {name for index in self._at for name in causes_of(self._all[index])}
        known: dict[object, int] = {}
        for index in self._at:
            statement = self._all[index]
            if statement.entry.event_id in named or any(causes_of(statement)):
                continue
            key = likeness(statement)
            if key in known:
                self._after.setdefault(known[key], set()).add(index)
            known[key] = index

    def _may(self, one: int, other: int) -> bool:
        """Whether ``one`` may have come before ``other``, by their own windows."""
        return self._all[one].window.earliest_s <= self._all[other].window.latest_s

    def ways(self, at_most: int) -> tuple[list[Way], bool]:
        """At most so many ways, and whether they are all."""
        groups = self._groups()
        if groups is None:
            return [self._way((), ())], False
        found: list[list[_Closure]] = []
        is_complete = True
        for members, pairs in groups:
            orientations = self._orientations(members, pairs)
            some = list(islice(orientations, at_most + 1))
            is_complete &= len(some) <= at_most
            found.append(some[:at_most])
        combined, is_all = _choices(found, at_most)
        turned = [pair for _, pairs in groups for pair in pairs]
        return [self._way(each, turned) for each in combined], is_complete and is_all

    def _groups(self) -> list[tuple[list[int], list[Pair]]] | None:
        """Statements whose order hangs together, with the pairs that may stand either way."""
        near: list[tuple[int, int]] = []
        undecided: list[Pair] = []
        open_now: list[int] = []
        for later in sorted(self._at, key=lambda i: (self._all[i].window.earliest_s, i)):
            earliest_s = self._all[later].window.earliest_s
            open_now = [i for i in open_now if self._all[i].window.latest_s >= earliest_s]
            for one in open_now:
                if later in self._after.get(one, ()) or one in self._after.get(later, ()):
                    near.append((one, later))
                elif self._moves(one) & self._moves(later):
                    undecided.append((min(one, later), max(one, later)))
                    if len(undecided) > PAIRS_MAX:
                        return None
            open_now.append(later)
        groups = joined([*near, *undecided])
        group_of = {index: place for place, members in enumerate(groups) for index in members}
        pairs: list[list[Pair]] = [[] for _ in groups]
        for pair in sorted(undecided):
            pairs[group_of[pair[0]]].append(pair)
        return list(zip(groups, pairs, strict=True))

    def _moves(self, index: int) -> frozenset[Key]:
        """What the statement can move; saying again that a strand is needed moves nothing."""
        made = self._moved.get(index)
        if made is None:
            statement = self._all[index]
            same = {k for k in self._prints.only_needs(statement) if self._is_needed(k, statement)}
            made = self._moved[index] = self._prints.of(statement) - same
        return made

    def _is_needed(self, key: Key, statement: Statement) -> bool:
        """Whether the strand surely is needed already, and stays so until then."""
        earlier = self._causes(statement)
        return any(
            opener.window.latest_s < statement.window.earliest_s or opener.version in earlier
            for opener in self._prints.openers.get(key, ())
        ) and not any(
            ender.window.earliest_s <= statement.window.latest_s
            for ender in self._prints.enders.get(key, ())
        )

    def _causes(self, statement: Statement) -> set[int]:
        """Versions of what the statement follows by its own words, at any remove."""
        found, open_now = {statement.version}, [statement.version]
        while open_now:
            more = self._led_by.get(open_now.pop(), set()) - found
            found |= more
            open_now += more
        return found - {statement.version}

    def _orientations(self, members: Sequence[int], pairs: Sequence[Pair]) -> Iterator["_Closure"]:
        closure: _Closure = {index: set() for index in members}
        for one in members:
            for other in self._after.get(one, ()):
                if other in closure:
                    closure = self._with(closure, one, other) or closure
        stack = [(closure, 0)]
        while stack:
            closure, place = stack.pop()
            while place < len(pairs) and _is_decided(closure, pairs[place]):
                place += 1
            if place == len(pairs):
                if all(
                    index not in closure or any(index in closure.get(one, ()) for one in before)
                    for index, before in self._came
                ):
                    yield closure
                continue
            one, other = pairs[place]
            for first, second in ((other, one), (one, other)):
                made = self._with(closure, first, second)
                if made is not None:
                    stack.append((made, place + 1))

    def _with(self, closure: "_Closure", first: int, second: int) -> "_Closure | None":
        """The order with ``first`` before ``second`` and all that follows; None if impossible."""
        if second in closure[first]:
            return closure
        earlier = [first, *(i for i, after in closure.items() if first in after)]
        later = {second, *closure[second]}
        if any(one in later or not self._may(one, other) for one in earlier for other in later):
            return None
        made = dict(closure)
        for one in earlier:
            made[one] = closure[one] | later
        return made

    def _way(self, closures: Sequence["_Closure"], undecided: Iterable[Pair]) -> Way:
        """The statements in the order of the closures, with narrowed windows."""
        after = {one: others for closure in closures for one, others in closure.items()}
        ranks = dict.fromkeys(after, 0)
        for others in after.values():
            for other in others:
                ranks[other] += 1
        low = {i: self._all[i].window.earliest_s for i in after}
        high = {i: self._all[i].window.latest_s for i in after}
        first, last = {i: i for i in after}, {i: i for i in after}  # who bounds it
        ordered = sorted(after, key=lambda i: (ranks[i], i))
        for one in ordered:
            for other in after[one]:
                if low[one] > low[other]:
                    low[other], first[other] = low[one], first[one]
                if self._all[other].window.latest_s < high[one]:
                    high[one], last[one] = self._all[other].window.latest_s, other
        stand = {i: _anchor(self._all[i], low[i], high[i]) for i in after}
        for one in ordered:
            for other in after[one]:
                stand[other] = max(stand[other], stand[one])
        placed = dict(self._own_places)
        placed |= {i: (at_s, ranks[i], i) for i, at_s in stand.items()}
        made: list[Statement] = []
        acts: list[Statement] = []
        for index in self._places(placed):
            statement = self._all[index]
            window = statement.window
            is_same = window.earliest_s == low.get(index) and window.latest_s == high.get(index)
            if index in after and not is_same:
                statement = statement._replace(window=Window(low[index], high[index]))
            acts.append(statement)
            aside = self._aside.get(statement.version, ())
            made += [statement, *(each._replace(window=statement.window) for each in aside)]
        before = {(a, b) if b in after[a] else (b, a) for a, b in undecided}
        versions = frozenset((self._all[a].version, self._all[b].version) for a, b in before)
        number = [s.version for s in self._all]
        later = {number[one]: {number[i] for i in others} for one, others in after.items()}
        bound = (i for i in after if first[i] != i or last[i] != i)
        bounds = {number[i]: (number[first[i]], number[last[i]]) for i in bound}
        return Way(tuple(made), horizon(acts, later), versions, self._taken, bounds)

    def _places(self, placed: dict[int, tuple[int, int, int]]) -> Iterator[int]:
        """The order; what has no bound stays behind all that it stands behind in the record."""
        ordered = sorted(placed, key=placed.__getitem__)
        place_of = {index: place for place, index in enumerate(ordered)}
        followers: dict[int, list[int]] = {}
        behind = -1
        for index in range(len(self._all)):
            behind = max(behind, place_of.get(index, -1))
            if index not in placed:
                followers.setdefault(behind, []).append(index)
        yield from followers.get(-1, ())
        for place, index in enumerate(ordered):
            yield index
            yield from followers.get(place, ())


_Closure = dict[int, set[int]]
"""For each statement of a group, all that come after it."""


def _is_decided(closure: _Closure, pair: Pair) -> bool:
    one, other = pair
    return other in closure[one] or one in closure[other]


def _anchor(statement: Statement, low_s: int, high_s: int) -> int:
    at_s = anchor_s(statement.window, statement.occurred.precision)
    assert at_s is not None, "a statement without a bound is not placed by time"
    return min(max(at_s, low_s), high_s)
