"""The statement of one rule in a row: what rows share is read once and kept for the next.

A row costs little beside what is new in it: its times, its ids, and the cells that no row before
had.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache, partial
from hashlib import sha1
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

from jointlog.domain.decide import check_may_state
from jointlog.domain.declare import Event, fields_of
from jointlog.domain.entry import Draft, Envelope
from jointlog.domain.errors import MalformedError
from jointlog.domain.time import Occurred
from jointlog.domain.vocabulary import Agency
from jointlog.domain.wire import read, reader
from jointlog.projections.profile.times import Times
from jointlog.projections.profile.values import MISSING, Cell, Cells, Condition, Object, Value

T = TypeVar("T")

HELD_MAX: Final = 4096
UNKNOWN: Final = "unknown"
HALF_DAY_S: Final = 12 * 3600
DAYS: Final = "#days"
"""Pseudo-column: how many days the row is after its date; "" where it is of that day."""
UUID_BYTES: Final = 16
VERSION_5: Final = (0xF000_C000_0000_0000_0000, 0x5000_8000_0000_0000_0000)
"""Bits of a UUID that tell its version and variant, and their values in one made from a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One event that a row can state.

    Attributes:
        name: its name in the profile; part of the event's id.
        cls: the event type.
        occurred: the column of its time; None where the profile says it is not known.
        is_required: whether a row without that time is refused.
        when: the conditions that all have to hold.
        is_shared: rows of an incident that say the same of it record it once.
        agency: who states it.
        is_carried: whether its date may be that of a day before, as `past_midnight` counts.
        after: name of a rule before; a time half a day before its is of the next day. Or "".
        facts: the fields of the fact.
        envelope: the fields of the envelope, without time and links.
        reference: the agency's own reference of this event, from which its id is made; or None.
        links: ``caused_by`` and ``replies_to``: the name of another rule of the same row, or the
            reference of an event of any row.

    """

    name: str
    cls: type[Event]
    occurred: Cell | None
    is_required: bool
    when: tuple[Condition, ...]
    is_shared: bool
    is_carried: bool
    after: str
    agency: Value
    facts: Object
    envelope: Object
    reference: Cell | None
    links: Mapping[str, str | Cell]

    @property
    def columns(self) -> frozenset[str]:
        """Every column that it reads."""
        parts: list[Value] = [self.agency, self.facts, self.envelope]
        parts += [each for each in (self.occurred, self.reference) if each is not None]
        parts += [each for each in self.links.values() if isinstance(each, Cell)]
        tested = frozenset(condition.column for condition in self.when)
        tested |= {DAYS} if self.is_carried else set()
        return tested.union(*(part.columns for part in parts))


class Named(NamedTuple):
    """A reference to an event of another row: the field, what it says, and the id it stands for."""

    field: str
    text: str
    event_id: UUID


class Made(NamedTuple):
    """A statement of a row: the rule's name, who states it, and what.

    ``because`` is the text in which the conditions of the rule found it; "" without such a text.
    ``named`` are the references in it to events of other rows, which may be recorded or not;
    ``is_next_day`` says that its time is of a day after that of the row.
    """

    name: str
    agency: Agency
    draft: Draft
    because: str = ""
    named: tuple[Named, ...] = ()
    is_next_day: bool = False


class Maker:
    """Makes the statement of one rule; keeps the facts and envelopes that rows share."""

    def __init__(self, rule: Rule, times: Times, namespace: UUID, references: UUID) -> None:
        self.rule = rule
        self._times = times
        self._namespace = namespace
        self._references = references
        self._head = items(rule.name)
        tested = (each.column for each in rule.when if each.matches is not None)
        self._read_in = tuple(dict.fromkeys(tested))
        self._fact = by_cells(rule.facts.columns, self._read_fact)
        said, celled = _parts_of(rule.envelope)
        self._envelope = said
        self._said = by_cells(rule.agency.columns | said.columns, self._read_said)
        self._celled = [(name, by_cells(value.columns, read)) for name, value, read in celled]
        self._columns = sorted(rule.columns)
        self._links = tuple(rule.links.items())
        self._in_row = tuple(name for name in rule.links.values() if isinstance(name, str))
        self._once = by_cells(rule.columns, self._make_shared)

    def make(
        self, cells: Cells, incident: str, key: str, before: Mapping[str, Made]
    ) -> Made | None:
        """What a row states by the rule, or None where it does not.

        Args:
            cells: the row, with every column of the profile.
            incident: its incident.
            key: its incident and the cells of its key, as `items`.
            before: what it states by the rules before; `linked` adds links to those behind.

        Raises:
            LogError: a value cannot be read; names the field. Or the agency may not state it.

        """
        if self.rule.is_shared and not self._in_row:
            return self._once(cells, incident)
        return self._make(cells, incident, key, before)

    def linked(self, made: Made, parts: Mapping[str, Made]) -> Made:
        """The statement with the links to others of its row."""
        ids: dict[str, Any] = {
            field: parts[link].draft.event_id
            for field, link in self._links
            if isinstance(link, str) and link in parts
        }
        envelope = replace(made.draft.envelope, **ids)
        return made._replace(draft=replace(made.draft, envelope=envelope))

    def _make_shared(self, cells: Cells, incident: str) -> Made | None:
        return self._make(cells, incident, "", {})

    def _make(
        self, cells: Cells, incident: str, key: str, before: Mapping[str, Made]
    ) -> Made | None:
        rule = self.rule
        more: dict[str, Any] = {}
        is_next_day = False
        text = rule.occurred.text(cells) if rule.occurred is not None else ""
        if rule.occurred is not None and not text:
            if rule.is_required:
                raise MalformedError("occurred", "is empty", "a time")
            return None
        for condition in rule.when:
            if not condition.holds(cells):
                return None
        if text:
            try:
                occurred, is_next_day = self._read_time(text, cells.get(DAYS, ""), before)
            except MalformedError as error:
                raise error.within("occurred") from None
            more["occurred"] = occurred
        agency, envelope = self._said(cells)
        for name, read_value in self._celled:
            value = read_value(cells)
            if value is not MISSING:
                more[name] = value
        named: tuple[Named, ...] = ()
        for field, link in self._links:
            if isinstance(link, Cell):
                found = self._named(field, link.text(cells), incident)
                named += found
                more |= {each.field: each.event_id for each in found}
            elif link in before:
                more[field] = before[link].draft.event_id
        event_id = self._event_id(cells, incident, key)
        draft = Draft(event_id, incident, self._fact(cells), envelope(**more))
        because = " ".join([cells[column] for column in self._read_in])
        return Made(rule.name, agency, draft, because, named, is_next_day)

    def _read_time(self, text: str, days: str, before: Mapping[str, Made]) -> tuple[Occurred, bool]:
        """The time, and whether it is of a later day: the row's date was that of another event."""
        carried = int(days) if days and self.rule.is_carried else 0
        occurred = self._times.read_later(text, carried) if carried else self._times.read(text)
        earlier = before.get(self.rule.after)
        if earlier is None:
            return occurred, carried > 0
        begun_s = earlier.draft.envelope.occurred.window.earliest_s
        if begun_s - occurred.window.latest_s < HALF_DAY_S:
            return occurred, carried > 0
        later = self._times.read_later(text, carried + 1)
        return later, later != occurred

    def _event_id(self, cells: Cells, incident: str, key: str) -> UUID:
        """The id: of the agency's reference, of the row's key, or of all that is shared."""
        rule = self.rule
        if rule.reference is not None:
            text = rule.reference.text(cells)
            if not text:
                raise MalformedError("reference", "is empty", "the event's own reference")
            return event_id_of(self._references, items(incident, text))
        if rule.is_shared:
            key = items(incident, *[cells[name] for name in self._columns])
        return event_id_of(self._namespace, f"{self._head}, {key}")

    def _named(self, field: str, text: str, incident: str) -> tuple[Named, ...]:
        """The reference of another event, where there is one."""
        if not text:
            return ()
        return (Named(field, text, event_id_of(self._references, items(incident, text))),)

    def _read_fact(self, cells: Cells) -> Event:
        try:
            return read(self.rule.cls, self.rule.facts.own(cells))
        except MalformedError as error:
            raise error.within("facts") from None

    def _read_said(self, cells: Cells) -> tuple[Agency, Callable[..., Envelope]]:
        """Who states it, and what makes the envelope of times and links; both permitted."""
        try:
            agency = self._read_agency(cells)
        except MalformedError as error:
            raise error.within("agency") from None
        envelope = read(Envelope, {"occurred": UNKNOWN, **self._envelope.own(cells)})
        check_may_state(self.rule.cls.declared, envelope.actor, agency)
        held = {each.name: getattr(envelope, each.name) for each in fields(envelope)}
        plain = Envelope(occurred=envelope.occurred)
        told = {name: same(value) for name, value in held.items() if value != getattr(plain, name)}
        return agency, partial(Envelope, **{"occurred": envelope.occurred, **told})

    def _read_agency(self, cells: Cells) -> Agency:
        plain = self.rule.agency.plain(cells)
        if plain is MISSING:
            raise MalformedError("", "is empty", "who states it, as kind:id")
        agency = read(Agency, plain)
        if not agency.id:
            raise MalformedError("", f"{agency} is no one agency", "kind:id, such as police:met")
        return agency


def _parts_of(envelope: Object) -> tuple[Object, list[tuple[str, Value, Callable[[Cells], Any]]]]:
    """The envelope without the fields that rows fill in, and each of these with its reader.

    The actor stays in it: what an agency may state depends on it.
    """
    celled = [
        (name, value)
        for name, value in envelope.fields.items()
        if value.columns and name != "actor"
    ]
    filled = {name for name, _ in celled}
    said = {name: value for name, value in envelope.fields.items() if name not in filled}
    return Object(said), [(name, value, _field_reader(name, value)) for name, value in celled]


def _field_reader(name: str, value: Value) -> Callable[[Cells], Any]:
    """Reads one field of the envelope, or says that it is `MISSING`."""
    (field,) = (each for each in fields_of(Envelope) if each.name == name)
    read_field = reader(field.hint, field.about)

    def read_value(cells: Cells) -> Any:
        try:
            plain = value.plain(cells)
            return plain if plain is MISSING else read_field(plain)
        except MalformedError as error:
            raise error.within(name) from None

    return read_value


def items(*texts: str) -> str:
    """Texts as JSON writes them in a list, without its brackets."""
    return ", ".join(map(encode_basestring, texts))


def event_id_of(namespace: UUID, texts: str) -> UUID:
    """The UUID of version 5 of a list of texts, which `items` wrote."""
    digest = sha1(namespace.bytes + f"[{texts}]".encode(), usedforsecurity=False).digest()
    mask, version = VERSION_5
    return UUID(int=int.from_bytes(digest[:UUID_BYTES], "big") & ~mask | version)


def same(value: T) -> T:
    """The value, or the same object for one that equals another: rules then share their clock."""
    if not is_dataclass(value):
        return value
    found: T = _SAME(value)
    return found


_SAME: Final[Callable[[Any], Any]] = lru_cache(HELD_MAX)(lambda value: value)


def by_cells(columns: frozenset[str], make: Callable[..., T]) -> Callable[..., T]:
    """Make something of these columns, and of what else is given, once for each set of texts."""
    names = sorted(columns)

    @lru_cache(HELD_MAX)
    def made(texts: tuple[str, ...], *more: str) -> T:
        return make(dict(zip(names, texts, strict=True)), *more)

    if len(names) > 1:
        pick = itemgetter(*names)
        return lambda cells, *more: made(pick(cells), *more)
    return lambda cells, *more: made(tuple([cells[name] for name in names]), *more)
