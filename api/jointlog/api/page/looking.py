"""An incident as an address asks for it."""

from dataclasses import dataclass
from typing import Final

from jointlog.api.door import Record
from jointlog.api.page.asked import Asked
from jointlog.domain.incident import Bound
from jointlog.domain.time import Window
from jointlog.projections.case import Case, Question, examine
from jointlog.projections.finding import Finding, Grade
from jointlog.projections.findings import find
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


def look(record: Record, asked: Asked) -> Looked:
    """Examine what is recorded, as the address asks.

    Raises:
        MalformedError: a time that cannot be read.
        NotFoundError: no such protocol.

    """
    question = Question(known_at_ms=asked.known_at_ms, protocol=asked.protocol)
    case = examine(record.entries, question)
    drawn = lanes(case, subject=asked.subject)
    window = asked.window(drawn.whole, drawn.zone)
    if window is not None:
        drawn = lanes(case, window, asked.subject)
    found = [each for each in find(case) if asked.subject in ("", each.found.subject)]
    found.sort(key=_gravity)
    return Looked(asked, record, case, drawn, drawn.clock, found, corrections(case))


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
