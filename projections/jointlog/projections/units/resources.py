"""Who was sent, who came, who was held how long, and when nobody was there.

    resources = resources_of(view(entries))
    for assignment in resources.assignments:
        print(assignment.callsign, assignment.lapse(Stage.ALLOCATED, Stage.ARRIVED))
    resources.cover_gaps(sure=True)

Times are windows, so a gap is sure, or only possible.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from jointlog.domain.entry import Entry
from jointlog.domain.incident import Bound, Statement, view
from jointlog.domain.time import Window
from jointlog.domain.vocabulary import Agency, AgencyKind
from jointlog.projections.units.assignments import Assignment, Extent, Lapse, Sorter, Stage
from jointlog.projections.units.cover import Stretch, outside


class Source(Protocol):
    """A log of entries."""

    def incidents(self) -> "Iterable[Head]":
        """All incidents, in the order of their first entries."""

    def entries(self, incident: str) -> Sequence[Entry]:
        """An incident's entries."""


class Head(Protocol):
    """An incident of a log."""

    @property
    def incident(self) -> str:
        """Its id."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which no resource covered what was open (UTC seconds).

    ``is_before_first`` says that it ends as the first resource was allocated.
    """

    start_s: int
    end_s: int
    is_before_first: bool = False


@dataclass(frozen=True, slots=True)
class Relief:
    """Others came first: their wait for a kind of agency, and how long nobody was left at the end.

    They surely came first where ``wait.least_s`` is above zero, else possibly. ``alone`` is None
    where one of the others was, or may have been, still there.
    """

    wait: Lapse
    alone: Lapse | None


@dataclass(frozen=True, slots=True)
class Resources:
    """The assignments of an incident.

    Attributes:
        incident: its id.
        refs: the agencies' own references of its contacts.
        stamps: the first contact and the first grade.
        told: what was recorded of the incident, by item.
        assignments: in the order of allocation.
        unattributed: versions of entries whose resource is not said.

    """

    incident: str
    refs: tuple[str, ...]
    stamps: Mapping[Stage, Bound]
    told: Mapping[str, str]
    assignments: Sequence[Assignment]
    unattributed: tuple[int, ...]

    def holds(self) -> list[Extent]:
        """When each resource was held, those that surely end before they start left out."""
        found = (assignment.hold for assignment in self.assignments)
        return [hold for hold in found if hold is not None and not hold.is_inverted]

    def scenes(self) -> list[Extent]:
        """When each resource was at the scene, those that surely end before they start left out."""
        found = (assignment.scene for assignment in self.assignments)
        return [scene for scene in found if scene is not None and not scene.is_inverted]

    def open(self) -> Extent | None:
        """From the first contact to the end of the last hold; None where one lacks."""
        holds, contact = self.holds(), self.stamps.get(Stage.CONTACT)
        if contact is None or not contact.window.is_bounded or not holds:
            return None
        return Extent(contact.window, max((each.end for each in holds), key=_latest))

    def cover_gaps(self, *, sure: bool) -> list[Gap]:
        """The times in which it was open and no resource was held: surely, or possibly."""
        whole, holds = self.open(), self.holds()
        if whole is None:
            return []
        first_s = min(hold.start.earliest_s if sure else hold.start.latest_s for hold in holds)
        return [
            Gap(start_s, end_s, is_before_first=end_s <= first_s)
            for start_s, end_s in _uncovered(holds, whole, sure=sure)
        ]

    def scene_gaps(self, *, sure: bool) -> list[Gap]:
        """The times between the first arrival and the last leaving with nobody at the scene."""
        scenes = self.scenes()
        if not scenes:
            return []
        first = min((each.start for each in scenes), key=lambda window: window.latest_s)
        whole = Extent(first, max((each.end for each in scenes), key=_latest))
        return [Gap(*each) for each in _uncovered(scenes, whole, sure=sure)]

    def first(self, stage: Stage, kind: AgencyKind | None = None) -> Bound | None:
        """The first time of a stage, of any assignment or of those of a kind of agency."""
        found = [
            assignment.stamps[stage]
            for assignment in self.assignments
            if stage in assignment.stamps and kind in (None, assignment.agency.kind)
        ]
        return min(found, key=lambda bound: bound.window.earliest_s, default=None)

    def relief(self, kind: AgencyKind) -> Relief | None:
        """How others at the scene waited for a kind of agency; None where none came before."""
        came = self.first(Stage.ARRIVED, kind)
        if came is None or not came.window.is_bounded:
            return None
        scenes = [
            each.scene
            for each in self.assignments
            if each.agency.kind is not kind and each.scene is not None
        ]
        before = [each for each in scenes if each.start.earliest_s < came.window.latest_s]
        if not before:
            return None
        first = min((each.start for each in before), key=lambda window: window.earliest_s)
        wait = Lapse.between(first, came.window)
        alone = Lapse.between(max((each.end for each in before), key=_latest), came.window)
        return Relief(wait, alone if alone.least_s > 0 else None)


def resources_of(statements: Iterable[Statement]) -> Resources:
    """The assignments of one incident's statements.

    A statement belongs to the allocation that it says led to it, else to the resource of its
    callsign, else to the only resource of its agency.
    """
    sorter = Sorter()
    held = list(statements)
    for statement in held:
        sorter.allocate(statement)
    for statement in held:
        sorter.take(statement)
    for assignment in sorter.assignments:
        assignment.stamps.update(sorter.stamps)
    incident = held[0].entry.incident if held else ""
    return Resources(
        incident,
        tuple(dict.fromkeys(sorter.refs)),
        sorter.stamps,
        sorter.told,
        sorter.assignments,
        tuple(sorter.unattributed),
    )


def resources_across(source: Source) -> Iterator[Resources]:
    """The resources of every incident of a log, one incident in memory at a time."""
    for head in source.incidents():
        yield resources_of(view(source.entries(head.incident)))


def allocated_twice(assignments: Iterable[Assignment]) -> list[tuple[Assignment, Assignment]]:
    """Each assignment made while the same resource was surely held elsewhere, with that other."""
    by_unit: dict[tuple[Agency, str], list[tuple[Extent, Assignment]]] = {}
    for assignment in assignments:
        hold = assignment.hold
        if hold is not None:
            key = assignment.agency, assignment.callsign
            by_unit.setdefault(key, []).append((hold, assignment))
    found = []
    for held in by_unit.values():
        held.sort(key=lambda each: each[0].start.earliest_s)
        last, other = held[0]
        for hold, assignment in held[1:]:
            if hold.start.latest_s < last.end.earliest_s and hold.start != last.start:
                found.append((assignment, other))
            if hold.end.earliest_s > last.end.earliest_s:
                last, other = hold, assignment
    return found


def _latest(window: Window) -> int:
    return window.latest_s


def _uncovered(extents: Iterable[Extent], whole: Extent, *, sure: bool) -> list[Stretch]:
    """The parts of the whole outside the extents; surely so, or possibly so."""
    if sure:
        return outside((each.widest for each in extents), whole.sure)
    return outside((each.sure for each in extents), whole.widest)
