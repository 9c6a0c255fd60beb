"""Lengths summed up: how many, how long together, the middle, the tail, the longest.

Percentiles are by linear interpolation between order statistics (type 7 of Hyndman and Fan);
``p90_nearest`` is the ceil(0.9 n)-th smallest.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

P50: Final = Fraction(1, 2)
P90: Final = Fraction(9, 10)


@dataclass(frozen=True, slots=True)
class Spread:
    """Lengths in whole seconds, summed up; those below zero are counted and left out.

    Attributes:
        n: how many are zero or longer.
        negative: how many are below zero: the later time is before the earlier one.
        zero: how many are zero.
        min_s: the shortest; None where ``n`` is 0, as are all below.
        median_s: the middle.
        mean_s: the mean.
        p90_s: nine of ten are no longer, interpolated.
        p90_nearest_s: nine of ten are no longer, one of the lengths.
        max_s: the longest.
        sum_s: all together; 0 where ``n`` is 0.

    """

    n: int
    negative: int
    zero: int
    min_s: int | None
    median_s: float | None
    mean_s: float | None
    p90_s: float | None
    p90_nearest_s: int | None
    max_s: int | None
    sum_s: int


def spread(lengths_s: Iterable[int]) -> Spread:
    """Sum up signed lengths in whole seconds."""
    given = sorted(lengths_s)
    held = [each for each in given if each >= 0]
    negative, zero = len(given) - len(held), held.count(0)
    if not held:
        return Spread(0, negative, 0, None, None, None, None, None, None, 0)
    return Spread(
        n=len(held),
        negative=negative,
        zero=zero,
        min_s=held[0],
        median_s=percentile(held, P50),
        mean_s=sum(held) / len(held),
        p90_s=percentile(held, P90),
        p90_nearest_s=held[math.ceil(P90 * len(held)) - 1],
        max_s=held[-1],
        sum_s=sum(held),
    )


def percentile(ordered: Sequence[int], share: Fraction) -> float:
    """The percentile of ordered values (at least one) by linear interpolation, type 7."""
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (place - low) * (ordered[high] - ordered[low]))
