"""One resource sent to one incident, with the time of each stage that is recorded of it.

A stage that is not recorded stays missing; stages out of order stay as they are recorded. Times are
windows: a length has a least and a greatest value.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

from jointlog.domain.events.attendance import LeavingReason, ResourceAllocated, ResourceLeftScene
from jointlog.domain.events.contact import CallInformationRecorded, ContactReceived
from jointlog.domain.incident import Bound, Statement
from jointlog.domain.time import Window
from jointlog.domain.vocabulary import Agency
from jointlog.projections.units.cover import Stretch


class Stage(StrEnum):
    """What is recorded of an assignment, in the order in which it is expected."""

    CONTACT = "contact"  # of the incident: the first contact
    GRADED = "graded"  # of the incident: the first grade
    ALLOCATED = "allocated"
    ACKNOWLEDGED = "acknowledged"
    ARRIVED = "arrived"
    CONVEYING = "conveying"  # left the scene with the person
    CONVEYED = "conveyed"
    LEFT = "left"


STAGES: Final = {
    "contact_received": Stage.CONTACT,
    "call_graded": Stage.GRADED,
    "resource_allocated": Stage.ALLOCATED,
    "request_acknowledged": Stage.ACKNOWLEDGED,
    "resource_arrived_at_scene": Stage.ARRIVED,
    "conveyance_started": Stage.CONVEYING,
    "police_vehicle_conveyance_started": Stage.CONVEYING,
    "conveyance_ended": Stage.CONVEYED,
    "arrived_at_place_of_safety": Stage.CONVEYED,
    "resource_left_scene": Stage.LEFT,
}
OF_INCIDENT: Final = (Stage.CONTACT, Stage.GRADED)


@dataclass(frozen=True, slots=True)
class Lapse:
    """The time from one stage to another in seconds, at least and at most; below zero if reversed.

    Both are the same where both times are known to the second.
    """

    least_s: int
    most_s: int

    @classmethod
    def between(cls, start: Window, end: Window) -> "Lapse":
        """The signed time from ``start`` to ``end``."""
        return cls(end.earliest_s - start.latest_s, end.latest_s - start.earliest_s)


@dataclass(frozen=True, slots=True)
class Extent:
    """A stretch of time whose ends are windows."""

    start: Window
    end: Window

    @property
    def is_inverted(self) -> bool:
        """Whether it surely ends before it starts."""
        return self.end.latest_s < self.start.earliest_s

    @property
    def sure(self) -> Stretch:
        """What it surely covers; may be empty."""
        return self.start.latest_s, self.end.earliest_s

    @property
    def widest(self) -> Stretch:
        """All that it can cover."""
        return self.start.earliest_s, self.end.latest_s


@dataclass(slots=True)
class Assignment:
    """One resource sent to one incident.

    Attributes:
        incident: the incident's id.
        callsign: of the resource.
        agency: whose resource it is.
        ref: where the source has the allocation, such as a row id; "" where it is not said.
        stamps: when each stage was, resting on entries; the incident's contact and grade too.
        told: what was recorded of the resource, by item.

    """

    incident: str
    callsign: str
    agency: Agency
    ref: str = ""
    stamps: dict[Stage, Bound] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)

    @property
    def has_attended(self) -> bool:
        """Whether an arrival is recorded."""
        return Stage.ARRIVED in self.stamps

    @property
    def is_non_attendance(self) -> bool:
        """Whether it was allocated and no arrival is recorded."""
        return Stage.ALLOCATED in self.stamps and not self.has_attended

    @property
    def hold(self) -> Extent | None:
        """From the allocation, or else the arrival, until it left or the last recorded of it.

        None where no time of the beginning is recorded.
        """
        start = self._at(Stage.ALLOCATED) or self._at(Stage.ARRIVED)
        if start is None:
            return None
        timed = [bound.window for bound in self.stamps.values() if bound.window.is_bounded]
        end = self._at(Stage.LEFT) or max(timed, key=lambda window: window.latest_s)
        return Extent(start, end)

    @property
    def scene(self) -> Extent | None:
        """From the arrival until it left the scene with the person, or else the hold's end."""
        hold, start = self.hold, self._at(Stage.ARRIVED)
        if hold is None or start is None:
            return None
        return Extent(start, self._at(Stage.CONVEYING) or hold.end)

    def _at(self, stage: Stage) -> Window | None:
        """When a stage was, where both bounds of its time are recorded."""
        bound = self.stamps.get(stage)
        return bound.window if bound is not None and bound.window.is_bounded else None

    def lapse(self, first: Stage, second: Stage) -> Lapse | None:
        """The time from one stage to another, below zero where reversed; None where one lacks."""
        start, end = self._at(first), self._at(second)
        return None if start is None or end is None else Lapse.between(start, end)

    def out_of_order(self) -> list[tuple[Stage, Stage]]:
        """The pairs of stages of which the later one is surely recorded before the earlier one."""
        pairs = [(one, two) for place, one in enumerate(Stage) for two in list(Stage)[place + 1 :]]
        lapses = ((pair, self.lapse(*pair)) for pair in pairs)
        return [pair for pair, lapse in lapses if lapse is not None and lapse.most_s < 0]


class Sorter:
    """Puts each statement to its assignment."""

    def __init__(self) -> None:
        self.assignments: list[Assignment] = []
        self.stamps: dict[Stage, Bound] = {}
        self.told: dict[str, str] = {}
        self.refs: list[str] = []
        self.unattributed: list[int] = []
        self._by_event: dict[UUID, Assignment] = {}

    def allocate(self, statement: Statement) -> None:
        """Begin an assignment where the statement is an allocation."""
        fact = statement.fact
        if not isinstance(fact, ResourceAllocated):
            return
        made = self._add(statement, fact.callsign)
        made.stamps[Stage.ALLOCATED] = Bound(statement.window, (statement.version,))
        self._by_event[statement.entry.event_id] = made

    def _add(self, statement: Statement, callsign: str) -> Assignment:
        source = statement.entry.envelope.source
        ref = source.locator if source is not None else ""
        made = Assignment(statement.entry.incident, callsign, statement.actor, ref)
        self.assignments.append(made)
        return made

    def take(self, statement: Statement) -> None:
        """Put a statement where it belongs."""
        fact, stage = statement.fact, STAGES.get(statement.name)
        if isinstance(fact, ContactReceived) and fact.call_ref:
            self.refs.append(fact.call_ref)
        if isinstance(fact, CallInformationRecorded):
            caused_by = statement.entry.envelope.caused_by
            of = self._by_event.get(caused_by) if caused_by is not None else None
            (self.told if of is None else of.told)[fact.item] = fact.value_recorded
        if isinstance(fact, ResourceLeftScene) and fact.reason is LeavingReason.CONVEYING:
            stage = Stage.CONVEYING
        if stage is None or stage is Stage.ALLOCATED:
            return
        if stage in OF_INCIDENT:
            _stamp(self.stamps, stage, statement)
            return
        whose = self._whose(statement, stage)
        if not whose:
            self.unattributed.append(statement.version)
        for assignment in whose:
            _stamp(assignment.stamps, stage, statement)
            self._by_event.setdefault(statement.entry.event_id, assignment)

    def _whose(self, statement: Statement, stage: Stage) -> list[Assignment]:
        envelope = statement.entry.envelope
        for named in (envelope.caused_by, envelope.replies_to):
            if named is not None and named in self._by_event:
                return [self._by_event[named]]
        own = [each for each in self.assignments if each.agency.matches(statement.actor)]
        callsign = getattr(statement.fact, "callsign", "")
        if callsign:
            named_so = [each for each in own if each.callsign == callsign]
            before = [each for each in named_so if _allocated_by(each, statement.window)]
            if named_so:
                return before[-1:] or named_so[:1]
            if stage is Stage.ARRIVED:
                return [self._add(statement, callsign)]
        elif not own and stage is Stage.ARRIVED:
            return [self._add(statement, "")]
        elif len(own) == 1 or stage is Stage.LEFT:
            return own
        return []


def _stamp(stamps: dict[Stage, Bound], stage: Stage, statement: Statement) -> None:
    """Keep the first time of a stage, and the last of leaving, with all entries that say it."""
    window = statement.window
    entries: tuple[int, ...] = (statement.version,)
    held = stamps.get(stage)
    if held is not None:
        is_later = window.earliest_s >= held.window.earliest_s
        window = window if is_later is (stage is Stage.LEFT) else held.window
        entries = (*held.entries, *entries)
    stamps[stage] = Bound(window, entries)


def _allocated_by(assignment: Assignment, window: Window) -> bool:
    bound = assignment.stamps.get(Stage.ALLOCATED)
    return bound is None or bound.window.earliest_s <= window.latest_s
