"""Hours that were waited, counted once: by the clock, and for every officer who waited.

Waits of one agency for one person in one incident may overlap, when it waits for an ambulance and
for a bed at once. By the clock such time counts once. Person-hours count it for as many people as
are recorded with the person; where no number is recorded, the time is told apart and no number is
guessed.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

from jointlog.domain.time import FIRST_S, LAST_S, Length
from jointlog.projections.units.cover import Stretch, merged, seconds

Bounds = tuple[int | None, int | None, int | None, int | None]
"""Begins at or after, at or before; ends at or after, at or before (UTC seconds, or None)."""


@dataclass(frozen=True, slots=True)
class Waited:
    """A stretch of waiting.

    Attributes:
        of: whose time it is; overlapping stretches of one count once.
        sure: from when to when it surely ran; empty where that is nowhere.
        widest: from when to when it may have run.
        people: how many waited; None where no number is recorded.

    """

    of: Hashable
    sure: Stretch
    widest: Stretch
    people: int | None = None

    @classmethod
    def between(cls, of: Hashable, bounds: Sequence[Bounds], people: int | None = None) -> "Waited":
        """The time that all of several windows have in common."""
        sure, widest = (FIRST_S, LAST_S), (FIRST_S, LAST_S)
        for from_earliest, from_latest, to_earliest, to_latest in bounds:
            sure = (
                max(sure[0], LAST_S if from_latest is None else from_latest),
                min(sure[1], FIRST_S if to_earliest is None else to_earliest),
            )
            widest = (
                max(widest[0], FIRST_S if from_earliest is None else from_earliest),
                min(widest[1], LAST_S if to_latest is None else to_latest),
            )
        return cls(of, sure, widest, people)


@dataclass(frozen=True, slots=True)
class Hours:
    """Time that was waited, each length at least and at most (seconds).

    Attributes:
        clock: by the clock, overlapping time once.
        person: for every officer, where a number is recorded.
        without_number: by the clock, where no number is recorded.

    """

    clock: Length
    person: Length
    without_number: Length


Parts = tuple[int, int, int, int, int, int]
"""Least and most by the clock, for every officer, and without a number (seconds)."""
NO_BOUND: Final = 1 << 80
"""A most that is not bounded, in `Parts`: no sum of bounded ones reaches it."""


def attributed(waited: Iterable[Waited]) -> Hours:
    """The time of all stretches together, overlapping ones of the same once."""
    groups: dict[Hashable, list[Waited]] = {}
    for each in waited:
        groups.setdefault(each.of, []).append(each)
    return added(map(parts, groups.values()))


def both(one: Parts, other: Parts) -> Parts:
    """The time of two that do not overlap."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return a + p, b + q, c + r, d + s, e + t, f + u


def added(every: Iterable[Parts]) -> Hours:
    """The hours of several that do not overlap."""
    sums = reduce(both, every, (0, 0, 0, 0, 0, 0))
    clock, person, apart = (
        Length(least_s, None if most_s >= NO_BOUND else most_s)
        for least_s, most_s in zip(sums[::2], sums[1::2], strict=True)
    )
    return Hours(clock, person, apart)


def parts(group: Sequence[Waited]) -> Parts:
    """The time of stretches whose time is one's, overlaps once; there is one or more."""
    if len(group) == 1 and (alone := _alone(group[0])) is not None:
        return alone
    numbered = [each for each in group if each.people is not None]
    others = [each for each in group if each.people is None]
    made = (Length(_sure(group), _widest(group)), _person(numbered), _apart(others, numbered))
    clock, person, apart = ((x.min_s, NO_BOUND if x.max_s is None else x.max_s) for x in made)
    return (*clock, *person, *apart)


def _alone(waited: Waited) -> Parts | None:
    """The time of one bounded stretch."""
    (sure_start, sure_end), (start, end) = waited.sure, waited.widest
    if start <= FIRST_S or end >= LAST_S:
        return None
    sure_s, widest_s, people = max(0, sure_end - sure_start), max(0, end - start), waited.people
    if people is None:
        return sure_s, widest_s, 0, 0, sure_s, widest_s
    return sure_s, widest_s, sure_s * people, widest_s * people, 0, 0


def _sure(waited: Iterable[Waited]) -> int:
    """Seconds that were surely waited, by the clock."""
    return seconds(merged(each.sure for each in waited))


def _widest(waited: Iterable[Waited]) -> int | None:
    """Seconds that may have been waited, by the clock; None where there is no bound."""
    whole = merged(each.widest for each in waited)
    if any(start_s <= FIRST_S or end_s >= LAST_S for start_s, end_s in whole):
        return None
    return seconds(whole)


def _person(numbered: Sequence[Waited]) -> Length:
    """The time of every officer: each further one for as long as so many are there."""
    made, last = Length(0, 0), 0
    for people in sorted({each.people or 0 for each in numbered}):
        many = [each for each in numbered if (each.people or 0) >= people]
        most_s = _widest(many)
        more = people - last
        made = made.plus(Length(_sure(many) * more, None if most_s is None else most_s * more))
        last = people
    return made


def _apart(others: Sequence[Waited], numbered: Sequence[Waited]) -> Length:
    """The time without a number that is not also time with one."""
    counted = [Waited(each.of, each.widest, each.sure) for each in numbered]  # the other way round
    sure_s = seconds(merged(each.sure for each in (*others, *counted)))
    least_s = sure_s - _sure(counted)
    most_s = _widest([*others, *counted])
    return Length(least_s, None if most_s is None else most_s - (_widest(counted) or 0))
