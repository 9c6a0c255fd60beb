"""How long a wait or a clock ran, over every admissible order: the one place that says it.

    waited(case, request).length        # of a request
    run_for(case, run).length           # of a clock

The order that is shown is one of several; what an entry follows or comes before by its own words
bounds its time in all of them. Views and findings tell these lengths, so that they are the same.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from jointlog.domain.incident import Bound, Request
from jointlog.domain.incident.clocks import Run
from jointlog.domain.incident.footprints import Aspect, aspect_of_clock
from jointlog.domain.time import Length, Window
from jointlog.projections.case import Case

Key = tuple[Hashable, ...]


class Lasting(Protocol):
    """What has a start, perhaps an end, and a length."""

    start: Bound
    end: Bound | None

    def length(self, horizon: Window) -> Length:
        """How long it ran."""


@dataclass(frozen=True, slots=True)
class Lasted:
    """One stretch of time over all orders.

    Attributes:
        start: when it began.
        end: when it ended; None where it stands at the end of the record.
        length: from the shortest to the longest of the orders that have it.
        bounded_by: versions of other entries that bound its start or its end.

    """

    start: Bound
    end: Bound | None
    length: Length
    bounded_by: tuple[int, ...] = ()


def waited(case: Case, request: Request) -> Lasted:
    """How long a request of the case waited."""

    def find() -> Lasted:
        seen = [
            (number, way, each)
            for number, way in enumerate(case.ways.of(case))
            for each in way.timeline.requests.all
            if request.version in (each.version, *each.repeats) and each.kind is request.kind
        ]
        return _over(case, request, seen)

    return case.once(("waited", request.version, request.kind), find)


def run_for(case: Case, run: Run) -> Lasted:
    """How long a clock of the case ran."""
    aspect = aspect_of_clock(run.standard.id)

    def find() -> Lasted:
        ran = case.once(("runs", aspect), lambda: _ran(case, aspect))
        return _over(case, run, ran.get(_run_key(case, run), ()), aspect)

    return case.once(("run", *_run_key(case, run)), find)


def _ran(case: Case, aspect: Aspect | None) -> dict[Key, list[tuple[int, Case, Run]]]:
    """Each clock in every order that has it."""
    ran: dict[Key, list[tuple[int, Case, Run]]] = {}
    for number, way in enumerate(case.ways.of(case, aspect)):
        for each in way.runs:
            ran.setdefault(_run_key(case, each), []).append((number, way, each))
    return ran


def _run_key(case: Case, run: Run) -> Key:
    orders = case.ways.orders_of(case)
    version = run.start.entries[0]
    act = version if orders is None else orders.acts.get(version, version)
    return run.standard.id, run.subject, act


def _over(
    case: Case,
    shown: Lasting,
    seen: Sequence[tuple[int, Case, Lasting]],
    aspect: Aspect | None = None,
) -> Lasted:
    lengths = [each.length(way.horizon) for _, way, each in seen]
    if not lengths:
        return Lasted(shown.start, shown.end, shown.length(case.horizon))
    start = hull(shown.start, [each.start for *_, each in seen])
    end = hull(shown.end, [each.end for *_, each in seen])
    assert start is not None, "what lasts has a start"
    ways = [number for number, *_ in seen]
    ends = (*start.entries, *(end.entries if end is not None else ()))
    more = tuple(bounding(case, ways, ends, aspect))
    return Lasted(start, end, union(lengths), more)


def union(lengths: Sequence[Length]) -> Length:
    """From the shortest to the longest."""
    highs = [length.max_s for length in lengths]
    known = [high for high in highs if high is not None]
    low_s = min(length.min_s for length in lengths)
    return Length(low_s, max(known) if known == highs else None)


def hull(shown: Bound | None, bounds: Iterable[Bound | None]) -> Bound | None:
    """When it begins or ends in the orders that have it, where all rest on the same entries."""
    windows: list[Window] = []
    for bound in bounds:
        if shown is None or bound is None or bound.entries != shown.entries:
            return shown
        windows.append(bound.window)
    assert shown is not None, "there is one in each order that has it"
    low_s = min(window.earliest_s for window in windows)
    return Bound(Window(low_s, max(window.latest_s for window in windows)), shown.entries)


def bounding(
    case: Case, ways: Iterable[int], versions: Iterable[int], aspect: Aspect | None = None
) -> Iterator[int]:
    """The entries that bound the times of others, in each of the ways.

    Args:
        case: the case as it is shown.
        ways: numbers of its ways.
        versions: the entries whose times count.
        aspect: what is read of the case.

    """
    orders, cases = case.ways.orders_of(case, aspect), case.ways.of(case, aspect)
    numbers = tuple(ways)
    if orders is None or not numbers:
        return
    for version in dict.fromkeys(versions):
        own = case.by_version[version].window
        windows = [cases[number].by_version[version].window for number in numbers]
        low_s = min(window.earliest_s for window in windows)
        high_s = max(window.latest_s for window in windows)
        for number, window in zip(numbers, windows, strict=True):
            first, last = orders.ways[number].bounds.get(version, (version, version))
            if low_s > own.earliest_s and window.earliest_s == low_s and first != version:
                yield first
            if high_s < own.latest_s and window.latest_s == high_s and last != version:
                yield last
