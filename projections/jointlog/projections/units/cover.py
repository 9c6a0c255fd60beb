"""Stretches of time in whole UTC seconds: what they cover, what they leave, how many at once.

A stretch is ``(start_s, end_s)``: from the start up to, and not with, the end.
"""

from collections.abc import Iterable, Iterator
from typing import Final

Stretch = tuple[int, int]

SEVERAL: Final = 2


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time as stretches that do not touch, in order; empty ones are left out."""
    found: list[Stretch] = []
    for start_s, end_s in sorted(each for each in stretches if each[0] < each[1]):
        if found and start_s <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end_s))
        else:
            found.append((start_s, end_s))
    return found


def outside(stretches: Iterable[Stretch], whole: Stretch) -> list[Stretch]:
    """The parts of ``whole`` that no stretch covers, in order."""
    gaps: list[Stretch] = []
    at_s, end_s = whole
    for first_s, last_s in merged(stretches):
        if at_s < first_s and at_s < end_s:
            gaps.append((at_s, min(first_s, end_s)))
        at_s = max(at_s, last_s)
    if at_s < end_s:
        gaps.append((at_s, end_s))
    return gaps


def seconds(stretches: Iterable[Stretch]) -> int:
    """Seconds of all stretches, each counted by itself."""
    return sum(end_s - start_s for start_s, end_s in stretches)


def levels(stretches: Iterable[Stretch]) -> Iterator[tuple[Stretch, int]]:
    """Each part of the time with the number of stretches that cover it, where there is one."""
    changes: dict[int, int] = {}
    for start_s, end_s in stretches:
        if start_s < end_s:
            changes[start_s] = changes.get(start_s, 0) + 1
            changes[end_s] = changes.get(end_s, 0) - 1
    level, last_s = 0, 0
    for at_s in sorted(changes):
        if level:
            yield (last_s, at_s), level
        level, last_s = level + changes[at_s], at_s


def most_at_once(stretches: Iterable[Stretch]) -> int:
    """The greatest number of stretches that cover one instant; 0 where all are empty."""
    return max((level for _, level in levels(stretches)), default=0)


def seconds_with_several(stretches: Iterable[Stretch]) -> int:
    """Seconds that two or more stretches cover."""
    return seconds(part for part, level in levels(stretches) if level >= SEVERAL)
