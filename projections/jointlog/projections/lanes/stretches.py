"""The stretches of a record: where its entries lie close together, with long silence between.

    for stretch in stretches(case):
        print(stretch.window, stretch.entries, stretch.gaps)

A record of years, or one with a mistyped year, is read stretch by stretch.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jointlog.domain.incident import State
from jointlog.domain.incident.statements import ABOUT_THE_RECORD
from jointlog.domain.time import Window
from jointlog.projections.case import Case

SILENCE_LEAST_S: Final = 6 * 3600
STRETCHES_MAX: Final = 40


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the record.

    Attributes:
        window: from its first to its last entry (UTC seconds).
        entries: how many entries lie in it.
        gaps: how many stretches that nobody held, or that were contested, begin in it.

    """

    window: Window
    entries: int
    gaps: int


def stretches(case: Case) -> list[Stretch]:
    """The parts of a record, in order; six hours of silence part them, or more if they are many."""
    times = sorted(
        statement.window.earliest_s
        for statement in case.statements
        if statement.window.is_bounded and not isinstance(statement.fact, ABOUT_THE_RECORD)
    )
    silence_s = SILENCE_LEAST_S
    while len(parts := list(_parts(times, silence_s))) > STRETCHES_MAX:
        silence_s *= 2
    opened = _opened(case)
    return [
        Stretch(
            Window(part[0], part[-1]),
            len(part),
            sum(part[0] <= at_s <= part[-1] for at_s in opened),
        )
        for part in parts
    ]


def _parts(times: list[int], silence_s: int) -> Iterator[list[int]]:
    part: list[int] = []
    for at_s in times:
        if part and at_s - part[-1] > silence_s:
            yield part
            part = []
        part.append(at_s)
    if part:
        yield part


def _opened(case: Case) -> list[int]:
    """When each stretch began that nobody held or that was contested."""
    begun = []
    for subject, strand in case.timeline.tracks:
        was_open = False
        for span in case.timeline.spans(subject, strand):
            is_open = span.is_unheld or span.state is State.CONTESTED
            if is_open and not was_open:
                begun.append(span.start.window.earliest_s)
            was_open = is_open
    return begun
