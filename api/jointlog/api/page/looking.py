"""An incident as an address asks for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from jointlog.api.door import Door, Record
from jointlog.api.page.asked import Asked
from jointlog.domain.incident import Bound
from jointlog.domain.time import Window
from jointlog.projections.case import Case, Question
from jointlog.projections.finding import Finding, Grade
from jointlog.projections.lanes.drawing import Lanes, lanes
from jointlog.projections.review.corrections import Said, corrections
from jointlog.projections.wording.times import Clock

SURE: Final = (Grade.DEFINITE, Grade.POSSIBLE, Grade.INDETERMINATE)


@dataclass(frozen=True, slots=True)
class Looked:
    """An incident as it is asked for."""

    asked: Asked
    record: Record
    case: Case
    drawn: Lanes
    clock: Clock
    findings: list[Finding]
    said: dict[int, tuple[Said, ...]]

    @property
    def is_whole(self) -> bool:
        """Whether no window of time is asked for."""
        return not self.asked.begins and not self.asked.ends

    def shows(self, window: Window) -> bool:
        """Whether what happened then belongs to the window that is asked for."""
        low_s, high_s = self.drawn.window.earliest_s, self.drawn.window.latest_s
        return self.is_whole or (window.earliest_s <= high_s and window.latest_s >= low_s)


@contextmanager
def look(door: Door, record: Record, asked: Asked) -> Iterator[Looked]:
    """What is recorded, examined as the address asks; for one request at a time.

    Raises:
        MalformedError: a time that cannot be read.
        NotFoundError: no such protocol.

    """
    question = Question(known_at_ms=asked.known_at_ms, protocol=asked.protocol)
    with door.examined.of(record, question) as examination:
        case = examination.case
        drawn = examination.lanes(asked.subject)
        window = asked.window(drawn.whole, drawn.zone)
        if window is not None:
            drawn = lanes(case, window, asked.subject)
        every = examination.findings()
        found = [each for each in every if asked.subject in ("", each.found.subject)]
        found.sort(key=_gravity)
        yield Looked(asked, record, case, drawn, drawn.clock, found, corrections(case))


def _gravity(finding: Finding) -> tuple[str, int, int]:
    """The gravest and surest first, and of these the longest."""
    length = finding.found.length
    longest_s = -1 if length is None else length.min_s
    return finding.severity, SURE.index(finding.found.grade), -longest_s


def reach(start: Bound | None, end: Bound | None, horizon: Window) -> Window:
    """All the time from a start to an end; what is not said is the end of the record."""
    low = horizon if start is None else start.window
    high = horizon if end is None else end.window
    return Window(low.earliest_s, high.latest_s)
