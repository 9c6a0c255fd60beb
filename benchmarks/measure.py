"""Ratios inside one run: both sides interleaved, the median of the rounds, the machine named."""

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping


def interleave(
    sides: Mapping[str, Callable[[], None]],
    *,
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, list[float]]:
    """Seconds of each side, round by round, after one unmeasured round of each."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for side in sides.values():
        side()
    for number in range(rounds):
        names = list(sides) if number % 2 == 0 else list(sides)[::-1]
        for name in names:
            start = clock()
            sides[name]()
            taken[name].append(clock() - start)
    return taken


def report(
    title: str, taken: Mapping[str, list[float]], *, base: str, per: int = 1, is_least: bool = False
) -> None:
    """Print a table: median time of one unit (or the least), and the ratio to that of the base."""
    of = min if is_least else statistics.median
    medians = {name: of(values) for name, values in taken.items()}
    print(f"\n### {title}\n")
    print(f"| side | {'least' if is_least else 'median'} | ratio to {base} |")
    print("|---|---|---|")
    for name, median in medians.items():
        print(f"| {name} | {median / per * 1e6:,.1f} µs | {median / medians[base]:.2f} |")


def machine() -> str:
    """What this was measured on, without its name."""
    version = ".".join(map(str, sys.version_info[:3]))
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {version}"
