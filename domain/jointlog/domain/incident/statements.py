"""What counts of an incident's entries, and in which order.

Nothing recorded is changed: a correction is an entry, and so is a declared clock offset. This
module reads them and gives the statements that a view rests on, each with its entry.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from operator import attrgetter, itemgetter
from types import MappingProxyType
from typing import Final, NamedTuple
from uuid import UUID

from jointlog.domain.declare import Event, fields_of
from jointlog.domain.entry import Entry
from jointlog.domain.errors import MalformedError
from jointlog.domain.events.oversight import (
    ClockOffsetDeclared,
    ContradictionNoted,
    DisclosureMade,
    EntryAmended,
    EntryDisputed,
    EntryRetracted,
    FindingAnswered,
    LateEntryMade,
    OversightReferralMade,
)
from jointlog.domain.time import (
    FIRST_S,
    LAST_S,
    Latest,
    Occurred,
    Precision,
    Window,
    anchor_s,
)
from jointlog.domain.timetext import parse
from jointlog.domain.vocabulary import Agency, AgencyKind, EvidenceGrade
from jointlog.domain.wire import reader

ABOUT_THE_RECORD: Final = (
    ClockOffsetDeclared,
    ContradictionNoted,
    DisclosureMade,
    EntryAmended,
    EntryDisputed,
    EntryRetracted,
    FindingAnswered,
    LateEntryMade,
    OversightReferralMade,
)
"""Facts about the record, often years later: the incident does not go on until they are made."""


class Order(StrEnum):
    """In which order the statements are folded."""

    RECORDED = "recorded"
    OCCURRED = "occurred"


class Statement(NamedTuple):
    """An entry as it counts in a view.

    Attributes:
        entry: the entry, as recorded.
        fact: what it states, amendments applied.
        occurred: when, amendments applied, as its source wrote it.
        window: when, corrected for the known offset of the source's clock.
        name: the event type's name.
        version: the entry's place in the incident.
        actor: the agency that did it.
        subject: the person it is about: the one in ``for_subject``, or the entry's own.
        evidence: how good the source is.
        amended_by: versions of the entries that amended it.

    """

    entry: Entry
    fact: Event
    occurred: Occurred
    window: Window
    name: str
    version: int
    actor: Agency
    subject: str
    evidence: EvidenceGrade
    amended_by: tuple[int, ...] = ()

    def text(self, field: str) -> str:
        """The stored text of a field of the fact, as conditions compare it.

        ``actor`` and ``asserted_by`` are the kinds of the agency that acted and that says so.
        """
        if field == "actor":
            return self.actor.kind.value
        if field == "asserted_by":
            return self.entry.agency.kind.value
        value = getattr(self.fact, field)
        if value is None:
            return "none"
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value)


def view(
    entries: Iterable[Entry],
    *,
    order: Order = Order.OCCURRED,
    recorded_by_ms: int | None = None,
    until_s: int | None = None,
) -> list[Statement]:
    """The statements of an incident that count, ordered.

    Args:
        entries: the incident's entries, in any order.
        order: by the time they occurred, or as they were recorded.
        recorded_by_ms: only what this log held then (UTC milliseconds); None is everything.
        until_s: only what occurred by then (UTC seconds); None is everything.

    """
    known = sorted(
        (e for e in entries if recorded_by_ms is None or e.recorded_at_ms <= recorded_by_ms),
        key=attrgetter("version"),
    )
    retracted: set[UUID] = set()
    amendments: dict[UUID, list[Entry]] = {}
    if any(entry.envelope.corrects is not None for entry in known):
        retracted = _retracted(known)
        amendments = _amendments(known, retracted)
    offsets = [e for e in known if isinstance(e.fact, ClockOffsetDeclared)]
    statements = [
        _state(entry, amendments.get(entry.event_id, ()) if amendments else (), offsets)
        for entry in known
        if not retracted or entry.event_id not in retracted
    ]
    placed = _placed(_counted(statements))
    if until_s is not None:
        placed = [(at, statement) for at, statement in placed if at[0] <= until_s]
    if order is Order.OCCURRED:
        placed.sort(key=itemgetter(0))
    return [statement for _, statement in placed]


_NOT_OF_THE_INCIDENT: Final = frozenset(cls.declared.name for cls in ABOUT_THE_RECORD)


def horizon(
    statements: Sequence[Statement], after: Mapping[int, Collection[int]] = MappingProxyType({})
) -> Window:
    """The end of the record: the latest instant that a statement of the incident speaks of.

    Args:
        statements: in order.
        after: for a version, the versions that surely come after it.

    """
    told = [s for s in statements if s.name not in _NOT_OF_THE_INCIDENT] or statements
    low_s = max((s.window.earliest_s for s in told), default=FIRST_S)
    ends = [s for s in told if s.window.latest_s < LAST_S]
    if not ends:
        return Window(low_s, LAST_S)
    end_s = max(s.window.latest_s for s in ends)
    last = next(s for s in reversed(ends) if s.window.latest_s == end_s)
    latest_s = max(low_s, end_s)
    free = (s for s in ends if s is not last and last.version not in after.get(s.version, ()))
    others_s = max((s.window.latest_s for s in free), default=last.window.earliest_s)
    if latest_s > last.window.latest_s:  # something has no latest bound
        others_s = latest_s
    return Latest(low_s, latest_s, last.window, others_s)


def _retracted(known: Sequence[Entry]) -> set[UUID]:
    """Ids of the entries their own agency took back; a retraction can itself be retracted."""
    by_id = {entry.event_id: entry for entry in known}
    retracted: set[UUID] = set()
    for entry in reversed(known):
        named = entry.envelope.corrects
        if not isinstance(entry.fact, EntryRetracted) or entry.event_id in retracted:
            continue
        if named is not None and named in by_id and by_id[named].agency == entry.agency:
            retracted.add(named)
    return retracted


def _amendments(known: Sequence[Entry], retracted: set[UUID]) -> dict[UUID, list[Entry]]:
    by_id = {entry.event_id: entry for entry in known}
    amendments: dict[UUID, list[Entry]] = {}
    for entry in known:
        named = entry.envelope.corrects
        if not isinstance(entry.fact, EntryAmended) or entry.event_id in retracted:
            continue
        if named is not None and named in by_id and by_id[named].agency == entry.agency:
            amendments.setdefault(named, []).append(entry)
    return amendments


def _state(entry: Entry, amendments: Iterable[Entry], offsets: Sequence[Entry]) -> Statement:
    fact, envelope = entry.fact, entry.envelope
    occurred, actor = envelope.occurred, envelope.actor
    applied = []
    for amendment in amendments:
        assert isinstance(amendment.fact, EntryAmended)
        try:
            fact, occurred = _amended(fact, occurred, amendment.fact)
        except MalformedError:
            continue  # kept and shown as an entry; it cannot be read into the field it names
        applied.append(amendment.version)
    window = occurred.window
    clock = envelope.clock
    if clock is not None:
        offset_s, uncertainty_s = clock.offset_s, clock.uncertainty_s
        for declared in offsets:
            if _covers(declared, entry):
                assert isinstance(declared.fact, ClockOffsetDeclared)
                offset_s, uncertainty_s = declared.fact.offset_s, declared.fact.uncertainty_s
        window = window.shifted(-offset_s, uncertainty_s)
    return Statement(
        entry,
        fact,
        occurred,
        window,
        fact.declared.name,
        entry.version,
        entry.agency if actor is None else actor.agency,
        getattr(fact, "for_subject", "") or envelope.subject,
        envelope.evidence,
        tuple(applied),
    )


def _counted(statements: list[Statement]) -> list[Statement]:
    """Give entries whose only time is a length the window that it leaves them.

    Such an entry came that long after the entry that it answers, or says that it was caused by.
    One that names no other, or one without a time, keeps the window without bounds.
    """
    relative = [s for s in statements if s.occurred.precision is Precision.RELATIVE]
    if not relative:
        return statements
    windows = {statement.entry.event_id: statement.window for statement in statements}
    for _ in relative[:LINKS_DEEP_MAX]:  # each round counts at least one more of a chain
        windows |= {s.entry.event_id: _counted_from(s, windows) for s in relative}
    return [s._replace(window=windows[s.entry.event_id]) for s in statements]


def _counted_from(statement: Statement, windows: Mapping[UUID, Window]) -> Window:
    """The window that a length leaves, counted from what the statement names."""
    envelope, lasted = statement.entry.envelope, statement.occurred.lasted
    named = envelope.replies_to or envelope.caused_by
    begun = windows.get(named) if named is not None else None
    if begun is None or lasted is None:
        return statement.window
    low_s, high_s = begun.earliest_s, begun.latest_s
    if low_s > FIRST_S:
        low_s = min(low_s + lasted.min_s, LAST_S)
    if high_s < LAST_S and lasted.max_s is not None:
        return Window(low_s, min(high_s + lasted.max_s, LAST_S))
    return Window(low_s, LAST_S)


def _amended(fact: Event, occurred: Occurred, amendment: EntryAmended) -> tuple[Event, Occurred]:
    """Read the new value into the field that the amendment names."""
    name = amendment.field.removeprefix("facts.")
    if amendment.field == "occurred":
        return fact, parse(amendment.new, zone=occurred.zone)
    for field in fields_of(type(fact)):
        if field.name == name:
            read = reader(field.hint, field.about)
            try:
                value = read(amendment.new)
            except MalformedError:
                value = read(_plain(amendment.new))
            return replace(fact, **{name: value}), occurred
    raise MalformedError(amendment.field, "no such field")


def _plain(text: str) -> object:
    try:
        plain: object = json.loads(text)
    except ValueError:
        raise MalformedError("new", "is not a value of the field") from None
    return plain


def _covers(declared: Entry, entry: Entry) -> bool:
    """Whether a declared clock offset speaks of the clock that this entry was read from."""
    offset = declared.fact
    clock = entry.envelope.clock
    assert isinstance(offset, ClockOffsetDeclared)
    assert clock is not None
    if offset.system != clock.system:
        return False
    owner = offset.agency
    if owner is None and declared.agency.kind is not AgencyKind.OVERSIGHT:
        owner = declared.agency
    if owner is not None and not owner.matches(entry.agency):
        return False
    window = entry.envelope.occurred.window
    if offset.valid_from is not None and window.latest_s < offset.valid_from.window.earliest_s:
        return False
    return offset.valid_to is None or window.earliest_s <= offset.valid_to.window.latest_s


Place = tuple[int, int, int, int]
"""Where a statement stands: anchor, version it follows, steps behind that, own version."""
LINKS_DEEP_MAX: Final = 20
"""Answers to answers that are followed, so that a circle of links ends."""


def _placed(statements: Sequence[Statement]) -> list[tuple[Place, Statement]]:
    """Each statement with its place by occurred.

    A statement without any bound stands where it was recorded; an answer never stands before what
    it answers unless its own time says so, whichever of them was recorded first.
    """
    places: dict[int, Place] = {}
    linked: list[tuple[Statement, tuple[UUID, ...]]] = []
    previous_s = min(
        (s.window.earliest_s for s in statements if s.window.earliest_s > FIRST_S),
        default=FIRST_S,
    )
    for statement in statements:
        version, envelope = statement.version, statement.entry.envelope
        at_s = anchor_s(statement.window, statement.occurred.precision)
        place = (previous_s if at_s is None else at_s, version, 0, version)
        if envelope.caused_by is not None or envelope.replies_to is not None:
            links = (envelope.caused_by, envelope.replies_to)
            named = tuple(each for each in links if each is not None)
            linked.append((statement, named))
            place = _behind(place, statement, named, places)
        previous_s = place[0]
        places[statement.entry.event_id.int] = place
    for _ in range(LINKS_DEEP_MAX):
        moved = False
        for statement, named in linked:
            place = places[statement.entry.event_id.int]
            behind = _behind(place, statement, named, places)
            moved |= behind != place
            places[statement.entry.event_id.int] = behind
        if not moved:
            break
    return [(places[each.entry.event_id.int], each) for each in statements]


def _behind(
    place: Place, statement: Statement, named: tuple[UUID, ...], places: dict[int, Place]
) -> Place:
    """The place, or the one right behind what the statement names, if its time allows it."""
    for name in named:
        before = places.get(name.int)
        if before is not None and before[0] <= statement.window.latest_s:
            place = max(place, (before[0], before[1], before[2] + 1, statement.version))
    return place
