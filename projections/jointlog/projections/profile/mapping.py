"""A profile, applied: the statements of a row, or the reason why it cannot be read."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar
from uuid import UUID, uuid5

from jointlog.domain.decide import check_permission
from jointlog.domain.declare import Event
from jointlog.domain.entry import Draft, Envelope, incident_id
from jointlog.domain.errors import MalformedError
from jointlog.domain.time import Occurred
from jointlog.domain.vocabulary import Agency
from jointlog.domain.wire import read
from jointlog.projections.profile.rows import Row, Shape, shown
from jointlog.projections.profile.times import Times, has_two_readings
from jointlog.projections.profile.values import MISSING, Cell, Cells, Condition, Object, Value

T = TypeVar("T")

NUMBER: Final = "#"
"""Pseudo-column: the row's number in the file, from 1."""
HASH: Final = "#sha256"
"""Pseudo-column: SHA-256 of the row's cells as canonical JSON."""
LINKS: Final = ("caused_by", "replies_to")
"""References between the events of one row."""
HELD_MAX: Final = 4096
UNKNOWN: Final = "unknown"
REPEATED_HOUR: Final = "times in a repeated hour, kept as the interval of both readings"
OUT_OF_ORDER: Final = "rows with times out of order, kept as they are"


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
        facts: the fields of the fact.
        envelope: the fields of the envelope, without time and references.
        references: ``caused_by`` and ``replies_to``, by name of another rule of the same row.

    """

    name: str
    cls: type[Event]
    occurred: Cell | None
    is_required: bool
    when: tuple[Condition, ...]
    is_shared: bool
    agency: Value
    facts: Object
    envelope: Object
    references: Mapping[str, str]

    @property
    def columns(self) -> frozenset[str]:
        """Every column that it reads."""
        parts: list[Value] = [self.agency, self.facts, self.envelope]
        parts += [self.occurred] if self.occurred is not None else []
        tested = frozenset(condition.column for condition in self.when)
        return tested.union(*(part.columns for part in parts))


@dataclass(frozen=True, slots=True)
class Made:
    """A statement of a row: the rule's name, who states it, and what.

    ``because`` is the text in which the conditions of the rule found it; "" without such a text.
    """

    name: str
    agency: Agency
    draft: Draft
    because: str = ""


@dataclass(eq=False, slots=True, kw_only=True)
class Profile:
    """What the rows of a table state; made by `read_profile`.

    Attributes:
        name: for messages and reports.
        shape: how the file holds its rows.
        zone: IANA name of the zone of times without offset.
        given: columns that whoever imports gives, the same for every row.
        effects: what was read in a way worth knowing, counted; grows with each row.
        columns: every column that a row must have, those given included.

    """

    name: str
    shape: Shape
    zone: str
    times: Times
    namespace: UUID
    nulls: frozenset[str]
    given: tuple[str, ...]
    row_key: tuple[str, ...]
    incident: Cell
    skip: tuple[Condition, ...]
    takes_first: bool
    order: tuple[str, ...]
    rules: tuple[Rule, ...]
    effects: "Counter[str]"
    makers: "Sequence[Maker]"
    columns: frozenset[str] = field(init=False)
    _references: Mapping[str, Mapping[str, str]] = field(init=False)
    _is_hashed: bool = field(init=False)

    def __post_init__(self) -> None:
        named = frozenset(self.row_key) | self.incident.columns
        named |= frozenset(condition.column for condition in self.skip)
        named = named.union(*(rule.columns for rule in self.rules))
        self._is_hashed = HASH in named
        self.columns = named - {NUMBER, HASH}
        self._references = {rule.name: rule.references for rule in self.rules}

    def check_columns(self, row: Row, given: Mapping[str, str]) -> None:
        """Make sure that a table's first row has the columns; objects may leave theirs out.

        Raises:
            MalformedError: names a column that is not there, or that is to be given and is not.

        """
        for name in self.given:
            if not given.get(name):
                raise MalformedError(name, "is not given", f"--set {name}=...")
        for name in sorted(given.keys() - set(self.given)):
            raise MalformedError(name, "is not to be given", ", ".join(self.given) or "nothing")
        if self.shape.format == "ndjson":
            return
        for name in sorted(self.columns - row.cells.keys() - given.keys()):
            raise MalformedError(f"{name!r:.60}", "no such column", f"one of {shown(row.cells)}")

    def statements(self, row: Row, given: Mapping[str, str]) -> list[Made]:
        """The statements of a row, in the profile's order; none where the row is skipped.

        Args:
            row: the row.
            given: value of each column in `given`.

        Raises:
            LogError: the row cannot be read, states nothing, or states what its agency may not;
                nothing of it may be recorded.

        """
        cells = self._cells(row, given)
        if any(condition.holds(cells) for condition in self.skip):
            self.effects["rows skipped by the profile"] += 1
            return []
        incident = incident_id(within("incident", lambda: self.incident.text(cells)))
        key = [cells[name] for name in self.row_key]
        if not all(key):
            lacking = self.row_key[key.index("")]
            raise MalformedError(lacking, "is empty", "a value: it is part of the row's key")
        parts: dict[str, _Part] = {}
        for maker in self.makers:
            if self.takes_first and parts:
                break
            try:
                found = maker.make(cells, incident, key)
            except MalformedError as error:
                raise error.within(maker.rule.name) from None
            if found is not None:
                parts[maker.rule.name] = found
        if not parts:
            raise MalformedError("", "states no event of the profile", "a row that one fits")
        made = [self._made(name, parts, incident) for name in parts]
        self._note(parts)
        return made

    def _cells(self, row: Row, given: Mapping[str, str]) -> dict[str, str]:
        nulls, held = self.nulls, row.cells
        cells = {}
        for name in self.columns:
            text = held.get(name, "")
            cells[name] = "" if text in nulls else text
        cells.update(given)
        cells[NUMBER] = str(row.number)
        if self._is_hashed:
            plain = json.dumps(dict(row.cells), sort_keys=True, ensure_ascii=False)
            cells[HASH] = hashlib.sha256(plain.encode()).hexdigest()
        return cells

    def _made(self, name: str, parts: "Mapping[str, _Part]", incident: str) -> Made:
        """The statement, with the ids of those that it refers to, where the row made them."""
        part, named = parts[name], self._references[name]
        ids = [parts[named[link]].event_id if named.get(link) in parts else None for link in LINKS]
        occurred = part.occurred or part.envelope.occurred
        envelope = replace(part.envelope, occurred=occurred, caused_by=ids[0], replies_to=ids[1])
        made = Made(
            name, part.agency, Draft(part.event_id, incident, part.fact, envelope), part.because
        )
        check_permission(made.draft, made.agency)
        return made

    def _note(self, parts: "Mapping[str, _Part]") -> None:
        """Count what is worth knowing of a row that can be read."""
        for part in parts.values():
            if part.occurred is not None and has_two_readings(part.occurred):
                self.effects[REPEATED_HOUR] += 1
        times = (parts[name].occurred for name in self.order if name in parts)
        windows = [occurred.window for occurred in times if occurred is not None]
        for place, window in enumerate(windows):
            if any(window.latest_s < before.earliest_s for before in windows[:place]):
                self.effects[OUT_OF_ORDER] += 1
                return


class _Part(NamedTuple):
    """What a rule reads in a row, before it is linked to the row's other events."""

    agency: Agency
    event_id: UUID
    fact: Event
    envelope: Envelope
    occurred: Occurred | None
    because: str


class Maker:
    """Makes the statement of one rule; keeps facts and envelopes that rows share."""

    def __init__(self, rule: Rule, namespace: UUID, times: Times) -> None:
        self.rule = rule
        self._namespace = namespace
        self._times = times
        self._columns = sorted(rule.columns)
        tested = (each.column for each in rule.when if each.matches is not None)
        self._read_in = tuple(dict.fromkeys(tested))
        self._fact = _by_cells(rule.facts, lambda cells: read(rule.cls, rule.facts.own(cells)))
        self._envelope = _by_cells(rule.envelope, self._read_envelope)
        self._agency = _by_cells(rule.agency, self._read_agency)

    def make(self, cells: Cells, incident: str, key: Sequence[str]) -> _Part | None:
        """What a row states by the rule, or None where it does not.

        Raises:
            MalformedError: a value cannot be read; names the field.

        """
        rule = self.rule
        occurred: Occurred | None = None
        if rule.occurred is not None:
            text = rule.occurred.text(cells)
            if not text:
                if rule.is_required:
                    raise MalformedError("occurred", "is empty", "a time")
                return None
            if not all(condition.holds(cells) for condition in rule.when):
                return None
            occurred = within("occurred", lambda: self._times.read(text))
        elif not all(condition.holds(cells) for condition in rule.when):
            return None
        agency = within("agency", lambda: self._agency(cells))
        fact = within("facts", lambda: self._fact(cells))
        event_id = uuid5(self._namespace, self._id_text(cells, incident, key))
        because = " ".join(cells[column] for column in self._read_in)
        return _Part(agency, event_id, fact, self._envelope(cells), occurred, because)

    def _id_text(self, cells: Cells, incident: str, key: Sequence[str]) -> str:
        """What the event's id is made from: the row's key, or all that a shared event says."""
        said = key if not self.rule.is_shared else [cells[name] for name in self._columns]
        return json.dumps([self.rule.name, incident, *said], ensure_ascii=False)

    def _read_envelope(self, cells: Cells) -> Envelope:
        return read(Envelope, {"occurred": UNKNOWN, **self.rule.envelope.own(cells)})

    def _read_agency(self, cells: Cells) -> Agency:
        plain = self.rule.agency.plain(cells)
        if plain is MISSING:
            raise MalformedError("", "is empty", "who states it, as kind:id")
        agency = read(Agency, plain)
        if not agency.id:
            raise MalformedError("", f"{agency} is no one agency", "kind:id, such as police:met")
        return agency


def within(name: str, run: Callable[[], T]) -> T:
    """Run, and name the field of a refusal."""
    try:
        return run()
    except MalformedError as error:
        raise error.within(name) from None


def _by_cells(value: Value, make: Callable[[Cells], T]) -> Callable[[Cells], T]:
    """Make something of the cells that a value reads, once for each set of their texts."""
    names = sorted(value.columns)

    @lru_cache(HELD_MAX)
    def made(*texts: str) -> T:
        return make(dict(zip(names, texts, strict=True)))

    return lambda cells: made(*(cells[name] for name in names))
