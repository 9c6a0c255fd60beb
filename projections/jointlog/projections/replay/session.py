"""Replay: the steps of an incident, and every way of going through them.

    session = replay(case)
    index = session.at_time(at_s)            # the last entry by then
    place = session.next_gap(index)          # where the next gap begins
    session.worst                            # the findings, the gravest and longest first

It keeps no cursor: each way takes the step where the reader is and says where to go.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final
from uuid import UUID

from jointlog.domain.time import FIRST_S, LAST_S
from jointlog.domain.vocabulary import Agency
from jointlog.projections.case import Case
from jointlog.projections.finding import Finding, Grade
from jointlog.projections.findings import find
from jointlog.projections.knowing.knowledge import Awareness, Knowledge, knowledge
from jointlog.projections.knowing.learning import Known, normal
from jointlog.projections.replay.steps import Step, steps
from jointlog.projections.review.corrections import Said, corrections

GAP_CODES: Final = frozenset({"F-GAP-01", "F-GAP-03"})
"""Held by nobody, and left without a recorded acceptance."""
GRADE_RANK: Final = {grade: rank for rank, grade in enumerate(Grade)}
DELAY_S_MIN: Final = 0.2
DELAY_S_MAX: Final = 4.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is: the step it begins with, the one it ends with, and its time.

    ``last`` is the last step where it stands at the end of the record. ``start_s`` and ``end_s``
    are UTC seconds.
    """

    finding: Finding
    first: int
    last: int
    start_s: int
    end_s: int

    @property
    def is_gap(self) -> bool:
        """Whether it is a responsibility that nobody held."""
        return self.finding.code in GAP_CODES


@dataclass(frozen=True, slots=True)
class Learnt:
    """One thing that an entry says, and who is recorded as having had it when it happened.

    ``not_known`` are agencies that had to do with the person by then, and of which no record
    shows it.
    """

    item: str
    known: tuple[Known, ...]
    not_known: tuple[Agency, ...]


@dataclass(frozen=True)
class Replay:
    """An incident's steps, and where its findings are among them."""

    case: Case
    steps: Sequence[Step]
    places: Sequence[Place]

    @cached_property
    def worst(self) -> Sequence[Place]:
        """All findings: by severity, then the surely longest, then the possibly longest."""
        return sorted(self.places, key=_gravity)

    @cached_property
    def worst_gaps(self) -> Sequence[Place]:
        """The gaps in that order."""
        return [place for place in self.worst if place.is_gap]

    @cached_property
    def said(self) -> dict[int, tuple[Said, ...]]:
        """What was said later of each entry, by its version."""
        return corrections(self.case)

    @cached_property
    def _knowledge(self) -> Knowledge:
        return knowledge(self.case)

    @cached_property
    def _shown_by(self) -> dict[int, list[Known]]:
        found: dict[int, list[Known]] = {}
        for known in self._knowledge.known:
            found.setdefault(known.version, []).append(known)
        return found

    @cached_property
    def _had(self) -> dict[tuple[str, str], list[Known]]:
        found: dict[tuple[str, str], list[Known]] = {}
        for known in self._knowledge.known:
            if known.is_item:
                found.setdefault((known.subject, known.key), []).append(known)
        return found

    def clamped(self, index: int) -> int:
        """The nearest step that there is; 0 where there is none."""
        return max(0, min(index, len(self.steps) - 1))

    def at_time(self, at_s: int) -> int:
        """The last step that happened by then; the first where none did."""
        return max((step.index for step in self.steps if step.at_s <= at_s), default=0)

    def of_version(self, version: int) -> int | None:
        """The step of an entry."""
        return next((s.index for s in self.steps if s.statement.version == version), None)

    def of_event(self, event_id: UUID) -> int | None:
        """The step of an event."""
        found = (s.index for s in self.steps if s.statement.entry.event_id == event_id)
        return next(found, None)

    def search(self, index: int, says: Callable[[Step], bool]) -> int | None:
        """The next step of which it is true, going round at the end."""
        count = len(self.steps)
        order = ((index + 1 + more) % count for more in range(count))
        return next((each for each in order if says(self.steps[each])), None)

    def next_place(self, index: int, *, gaps: bool) -> Place | None:
        """The finding, or gap, that begins next after a step."""
        later = (place for place in self.places if place.first > index)
        return next((each for each in later if each.is_gap or not gaps), None)

    def previous_place(self, index: int, *, gaps: bool) -> Place | None:
        """The finding, or gap, that begins last before a step."""
        before = (place for place in reversed(self.places) if place.first < index)
        return next((each for each in before if each.is_gap or not gaps), None)

    def bearing_on(self, index: int) -> list[Place]:
        """The findings that rest on the entry of a step, the gravest first."""
        version = self.steps[index].statement.version
        return [place for place in self.worst if version in place.finding.found.entries]

    def delay_s(self, index: int, speed: float) -> float:
        """How long playing waits after a step, in seconds.

        It is the time to the next step, ``speed`` times as fast, within bounds in which a reader
        can follow and does not fall asleep.
        """
        last = self.clamped(index + 1)
        apart_s = self.steps[last].at_s - self.steps[index].at_s
        return max(DELAY_S_MIN, min(apart_s / speed, DELAY_S_MAX))

    def learnt(self, index: int) -> list[Learnt]:
        """What the entry of a step says, and who had it when it happened."""
        step = self.steps[index]
        subject, moment = step.statement.subject, step.at_s
        here = {
            each.agency
            for each in self._knowledge.engaged
            if each.subject == subject and each.since.earliest_s <= moment
        }
        found: dict[str, list[Known]] = {}
        for known in self._shown_by.get(step.statement.version, ()):
            found.setdefault(known.item, []).append(known)
        return [
            self._learnt(item, shown, here, moment)
            for item, shown in found.items()
            if shown[0].is_item or len(found) == 1
        ]

    def _learnt(self, item: str, shown: list[Known], here: set[Agency], at_s: int) -> Learnt:
        """What the entry shows, with what earlier entries show of the same item."""
        first = shown[0]
        had = self._had[first.subject, normal(item)] if first.is_item else shown
        by_then = [each for each in had if each.state(at_s) is not Awareness.NOT_KNOWN]
        who = {each.agency: each for each in reversed([*shown, *by_then])}
        lacking = (each for each in sorted(here) if not any(map(each.matches, who)))
        return Learnt(item, tuple(who.values()), tuple(lacking))


def replay(case: Case, subject: str = "") -> Replay:
    """The replay of a case, of one person where one is named."""
    made = [step for step in steps(case) if subject in ("", step.statement.subject)]
    held = [_renumbered(step, index) for index, step in enumerate(made)]
    findings = (each for each in find(case) if subject in ("", each.found.subject))
    return Replay(case, held, sorted(_places(findings, held, case), key=_order))


def _renumbered(step: Step, index: int) -> Step:
    return step if step.index == index else replace(step, index=index)


def _places(findings: Iterable[Finding], held: Sequence[Step], case: Case) -> Iterable[Place]:
    index_of = {step.statement.version: step.index for step in held}
    for finding in findings:
        found = finding.found
        rests = [index_of[version] for version in found.entries if version in index_of]
        if not rests:
            continue
        begins = [index_of[v] for v in found.start.entries if v in index_of] if found.start else []
        ends = [index_of[v] for v in found.end.entries if v in index_of] if found.end else []
        first = max(begins, default=min(rests))
        last = max(ends, default=len(held) - 1 if found.length else max(rests))
        start_s = held[first].now.earliest_s
        end_s = held[last].at_s
        if found.start is not None and found.start.window.earliest_s > FIRST_S:
            start_s = found.start.window.earliest_s
        if found.end is not None and found.end.window.latest_s < LAST_S:
            end_s = found.end.window.latest_s
        elif found.length is not None:
            end_s = case.horizon.latest_s
        yield Place(finding, first, max(first, last), start_s, max(start_s, end_s))


def _order(place: Place) -> tuple[int, str, str]:
    return place.first, place.finding.severity, place.finding.id


def _gravity(place: Place) -> tuple[str, int, int, int, str]:
    length = place.finding.found.length
    low, high = (length.min_s, length.max_s or length.min_s) if length is not None else (0, 0)
    grade = GRADE_RANK[place.finding.found.grade]
    return place.finding.severity, -low, -high, grade, place.finding.id
