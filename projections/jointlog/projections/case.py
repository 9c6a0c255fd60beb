"""One incident, examined: its statements, timeline and clocks under one protocol."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import Any, Final, TypeVar
from uuid import UUID

from jointlog.domain.entry import Entry
from jointlog.domain.events import catalogue
from jointlog.domain.incident import (
    Bound,
    Order,
    Span,
    Statement,
    Timeline,
    fold,
    horizon,
    view,
)
from jointlog.domain.incident.clocks import Run, moving, runs
from jointlog.domain.incident.footprints import Aspect
from jointlog.domain.incident.orders import Orders, Way, orders_of
from jointlog.domain.incident.spans import weakest
from jointlog.domain.protocol import Library, Protocol
from jointlog.domain.time import FIRST_S, Window, from_s
from jointlog.domain.vocabulary import EvidenceGrade, Jurisdiction, Strand
from jointlog.projections.detention import Overrun, overruns

CONTACT: Final = "contact_received"
PLACE: Final = itemgetter(0)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """Which view of an incident is asked for; the default is all that is known now.

    Attributes:
        order: as recorded, or by the time things occurred.
        known_at_ms: only what this log had recorded by then (UTC milliseconds).
        until_s: only what occurred by then; also the end of the record (UTC seconds).
        protocol: name such as ``england@2011-04-18``; "" lets the incident choose.

    """

    order: Order = Order.OCCURRED
    known_at_ms: int | None = None
    until_s: int | None = None
    protocol: str = ""


EVERYTHING = Question()


@dataclass(frozen=True, slots=True)
class Case:
    """What the detectors read. ``horizon`` is the end of the record, as a window."""

    incident: str
    entries: tuple[Entry, ...]
    statements: Sequence[Statement]
    protocol: Protocol
    runs: Sequence[Run]
    horizon: Window
    question: Question
    by_version: dict[int, Statement]
    by_name: dict[str, list[tuple[int, Statement]]]
    ways: "Ways" = field(compare=False, repr=False)
    kept: dict[Hashable, Any] = field(compare=False, repr=False)
    lists: dict[Hashable, list[Statement]] = field(compare=False, repr=False)
    always: dict[Hashable, Any] = field(compare=False, repr=False)

    @property
    def timeline(self) -> Timeline:
        """Who held what, was there, asked and knew; folded when it is first asked for."""
        made = self.kept.get("timeline")
        if made is None:
            made = self.kept["timeline"] = fold(self.statements)
            _lapse(self)
        timeline: Timeline = made
        return timeline

    def overruns(self) -> Sequence[Overrun]:
        """Each clock of detention that ran beyond its limit."""
        return self.once("overruns", lambda: tuple(overruns(self)))

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` gives for this case, made when it is first asked for."""
        if key not in self.kept:
            self.kept[key] = make()
        made: T = self.kept[key]
        return made

    def in_any_order(self, key: Hashable, make: Callable[[], T]) -> T:
        """The same, of what the order of the statements cannot change: once for all orders."""
        if key not in self.always:
            self.always[key] = make()
        made: T = self.always[key]
        return made

    def named(self, *names: str) -> list[Statement]:
        """The statements of these event types, in order; the list is shared, and only read."""
        made = self.lists.get(names)
        if made is None:
            found = map(self.by_name.get, dict.fromkeys(names))
            present = [each for each in found if each is not None]
            placed = present[0] if len(present) == 1 else sorted(chain(*present), key=PLACE)
            made = self.lists[names] = [statement for _, statement in placed]
        return made

    def about(self, subject: str, *names: str) -> list[Statement]:
        """The statements of these event types about a person, in order; as `named`."""
        if len(self.timeline.people) == 1 and subject in self.timeline.people:
            return self.named(*names)
        key = (subject, names)
        made = self.lists.get(key)
        if made is None:
            made = self.lists[key] = [s for s in self.named(*names) if s.subject == subject]
        return made

    def of_event(self, event_id: UUID) -> Statement | None:
        """The statement of the entry of this id, None where the case has none."""
        known = self.once(
            "of_event", lambda: {each.entry.event_id.int: each for each in self.statements}
        )
        return known.get(event_id.int)

    def weakest(self, versions: Iterable[int]) -> EvidenceGrade:
        """The weakest evidence grade of the entries."""
        return weakest(self.by_version[v].evidence for v in versions if v in self.by_version)

    def bound_of(self, statement: Statement) -> Bound:
        """When the statement's fact happened, resting on its entry."""
        return Bound(statement.window, (statement.version,))

    def is_after(self, later: Bound, earlier: Bound) -> bool:
        """Whether one stands after the other: by their times, or by this order where they meet."""
        if later.window.earliest_s > earlier.window.latest_s:
            return True
        if later.window.latest_s < earlier.window.earliest_s:
            return False
        return self._place(later) > self._place(earlier)

    def _place(self, bound: Bound) -> int:
        """Where the entry of a bound stands in the order; before all where it rests on none."""
        return self.places[bound.entries[0]] if bound.entries else -1

    @property
    def places(self) -> dict[int, int]:
        """Where each entry stands in the order."""
        return self.once(
            "places", lambda: {s.version: place for place, s in enumerate(self.statements)}
        )

    def limit_s(self, finding: str, name: str) -> int:
        """A finding's threshold from the protocol."""
        return self.protocol.threshold(finding, name)

    def spans(self, strand: Strand) -> list[Span]:
        """The spans of a strand, of every person."""
        return [
            span
            for subject, tracked in sorted(self.timeline.tracks)
            if tracked is strand
            for span in self.timeline.spans(subject, tracked)
        ]


@dataclass(slots=True)
class Ways:
    """The case in every admissible order of what happened, made when it is first asked for.

    One set of orders is of all that the statements move; an aspect has a set of its own, of what
    its findings read.
    """

    is_single: bool = False
    made: dict[Aspect | None, tuple[Orders | None, Sequence[Case]]] = field(default_factory=dict)

    def of(self, case: Case, aspect: Aspect | None = None) -> Sequence[Case]:
        """One case for each way; none where the record allows one way only."""
        return self._made(case, aspect)[1]

    def orders_of(self, case: Case, aspect: Aspect | None = None) -> Orders | None:
        """The orders that these cases stand in; None where the record allows one only."""
        return self._made(case, aspect)[0]

    def _made(self, case: Case, aspect: Aspect | None) -> tuple[Orders | None, Sequence[Case]]:
        if self.is_single or case.question.order is not Order.OCCURRED:
            return None, ()
        if aspect not in self.made:
            orders = orders_of(case.statements, case.protocol, aspect=aspect)
            self.made[aspect] = orders, () if orders is None else _cases(case, orders.ways)
        return self.made[aspect]


def _cases(case: Case, ways: Iterable[Way]) -> list[Case]:
    """The case in each of the ways; clocks run once for those that stand alike on them.

    They are so for every aspect.
    """
    names = moving(case.protocol)
    known: dict[object, Sequence[Run]] = case.in_any_order("clocks of ways", dict)
    made = []
    for way in ways:
        watched = tuple(
            (statement.version, statement.window.earliest_s, statement.window.latest_s)
            for statement in way.statements
            if statement.name in names
        )
        clocks = known.get(watched)
        if clocks is None:
            clocks = known[watched] = runs(way.statements, case.protocol)
        made.append(
            _case(
                case.entries,
                way.statements,
                case.protocol,
                case.question,
                end=way.horizon,
                clocks=clocks,
                always=case.always,
            )
        )
        made[-1].ways.is_single = True  # it is one order, and has no others
    return made


def examine(entries: Iterable[Entry], question: Question = EVERYTHING) -> Case:
    """Examine one incident's entries, in any order, under a question.

    Raises:
        NotFoundError: the question names a protocol that does not exist.

    """
    held = tuple(entries)
    statements = view(
        held,
        order=question.order,
        recorded_by_ms=question.known_at_ms,
        until_s=question.until_s,
    )
    protocol = _protocol(statements, held, question.protocol)
    clocks = runs(statements, protocol)
    end = horizon(statements)
    return _case(held, statements, protocol, question, end=end, clocks=clocks, always={})


def _case(
    held: tuple[Entry, ...],
    statements: Sequence[Statement],
    protocol: Protocol,
    question: Question,
    *,
    end: Window,
    clocks: Sequence[Run],
    always: dict[Hashable, Any],
) -> Case:
    """Fold the statements in the order given, with the clocks that run in it."""
    until_s = question.until_s
    return Case(
        incident=held[0].incident if held else "",
        entries=held,
        statements=statements,
        protocol=protocol,
        runs=clocks,
        horizon=end if until_s is None else Window(until_s, until_s),
        question=question,
        by_version={statement.version: statement for statement in statements},
        by_name=_by_name(statements),
        ways=Ways(),
        kept={},
        lists={},
        always=always,
    )


def _protocol(statements: Sequence[Statement], held: Sequence[Entry], name: str) -> Protocol:
    """The protocol named, or the one of the incident's jurisdiction and day.

    The day is that of the first contact, or of the first entry where no contact is recorded: years
    of care before an incident do not choose its standards.
    """
    library = Library.load(catalogue())
    if name:
        return library.named(name)
    said = (s.entry.envelope.jurisdiction for s in statements)
    jurisdiction = next((place for place in said if place is not None), Jurisdiction.ENGLAND)
    contacts = [s for s in statements if s.name == CONTACT and s.window.earliest_s > FIRST_S]
    times = [
        (s.window.earliest_s, s.occurred.offset_s or 0)
        for s in contacts or statements
        if s.window.earliest_s > FIRST_S
    ]
    if not times:
        recorded = (entry.recorded_at_ms // 1000 for entry in held)
        times = [(min(recorded, default=0), 0)]
    first_s, offset_s = min(times)
    return library.choose(jurisdiction, from_s(first_s + offset_s).date())


def _by_name(statements: Sequence[Statement]) -> dict[str, list[tuple[int, Statement]]]:
    """The statements of each event type with their place in the order."""
    found: dict[str, list[tuple[int, Statement]]] = {}
    for index, statement in enumerate(statements):
        found.setdefault(statement.name, []).append((index, statement))
    return found


def _lapse(case: Case) -> None:
    """Detention surely past its limit is lapsed, from the limit to what ended it."""
    for overrun in case.overruns():
        track = case.timeline.tracks.get((overrun.run.subject, Strand.DET))
        if track is not None and overrun.is_definite:
            until = overrun.end.window if overrun.end is not None else case.horizon
            track.lapse(overrun.limit, until, overrun.start.entries)
