"""Cases: real incidents from published chronologies, and a synthetic one, as data files.

A file is one incident in TOML: its head, ``[sources]``, one ``[[entry]]`` a fact in the order of
recording, and what the log has to find in it (``[[must_find]]``), may find (``[[may_find]]``) and
must not find (``[[must_not]]``). Roles only; each fact of a real case names its source and how
sure it is (`FactMark`).
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeVar, get_args
from uuid import UUID, uuid5

from jointlog.domain.declare import Event, about, fields_of
from jointlog.domain.entry import Draft, Envelope, incident_id
from jointlog.domain.errors import LogError, MalformedError
from jointlog.domain.events import catalogue
from jointlog.domain.time import Occurred
from jointlog.domain.timetext import parse, zone_named
from jointlog.domain.vocabulary import (
    Agency,
    EvidenceGrade,
    Gateway,
    Jurisdiction,
    Role,
    SourceKind,
    Strand,
)
from jointlog.domain.wire import read as read_plain

T = TypeVar("T")

NAMESPACE: Final = UUID("7a0c6f0e-6f0a-4b52-9c39-5f6f8d7d0002")
"""Event ids of a case are UUIDs under this one, so that a case has the same ids everywhere."""
SUFFIX: Final = ".toml"
TABLES: Final = ("entry", "must_find", "may_find", "must_not")


class FactMark(StrEnum):
    """How sure a fact of a case is; the confidence marks of the field dossier."""

    CONFIRMED = "confirmed"  # in the source named
    MEMORY = "memory"  # to be verified
    DERIVED = "derived"  # by arithmetic or inference from confirmed facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """A finding that a case must, may or must not give; what is left out is not looked at.

    The finding's length is [min, max]: ``at_least_s`` bounds its min, ``at_most_s`` its max, and
    ``contains_s`` lies in it.
    """

    finding: str = about("Code of the finding.", length_max=20)
    why: str = about("The dossier's words, or why it is right.")
    times: int | None = about("How often.", default=None, at_least=1)
    subject: str = about("The person.", default="")
    grade: str = about("The grade.", default="")
    strands: tuple[Strand, ...] = about("Strands that it is about.", default=())
    parties: tuple[Agency, ...] = about("Agencies that it is about.", default=())
    at_least_s: int | None = about("Least length.", default=None, unit="s")
    at_most_s: int | None = about("Greatest length.", default=None, unit="s")
    contains_s: int | None = about("A length that it contains.", default=None, unit="s")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case, read.

    Attributes:
        id: the incident's id.
        title: what happened, in a few words.
        place: where.
        year: when; None where the sources do not say.
        summary: the case in a sentence or two.
        jurisdiction: whose law.
        zone: IANA zone of the sources' clocks.
        day: the day of times that name none.
        until: the end of the record that findings are asked for; None is all of it.
        sources: what each source id stands for.
        drafts: the facts and the agencies that post them, in the order of recording.
        must_find: what has to be found.
        may_find: what is found besides, and rightly.
        must_not: what would be wrong to find.
        notes: what a reader has to know of the data.

    """

    id: str
    title: str
    place: str
    year: int | None
    summary: str
    jurisdiction: Jurisdiction
    zone: str
    day: date
    until: Occurred | None
    sources: Mapping[str, str]
    drafts: tuple[tuple[Draft, Agency], ...]
    must_find: tuple[Expectation, ...]
    may_find: tuple[Expectation, ...]
    must_not: tuple[Expectation, ...]
    notes: str

    @property
    def until_s(self) -> int | None:
        """The end of the record in UTC seconds, as a question takes it."""
        return self.until.window.latest_s if self.until is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    id: str = about("Incident id.")
    title: str = about("What happened.")
    place: str = about("Where.")
    year: int | None = about("When.", default=None)
    summary: str = about("The case in a sentence or two.")
    jurisdiction: Jurisdiction = about("Whose law.")
    zone: str = about("IANA zone of the clocks.")
    day: str = about("The day of times that name none, such as 2011-04-18.")
    until: str = about("The end of the record.", default="")
    evidence: EvidenceGrade = about("Grade of rows without one.", default=EvidenceGrade.HEARSAY)
    notes: str = about("What to know of the data.", default="", length_max=4_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class _SourceRow:
    kind: SourceKind = about("The kind of record.")
    text: str = about("What it is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _EntryRow:
    at: str = about("When it happened, as in docs/time.md; the day and zone may be left out.")
    by: Agency = about("The agency that posts it.")
    type: str = about("The event type.")
    label: str = about("A name for other rows to refer to.", default="")
    role: Role | None = about("Role of the person who states it.", default=None)
    person: str = about("Pseudonym of the person who states it.", default="")
    actor: Agency | None = about("The agency that did it, where another.", default=None)
    subject: str = about("Pseudonym of the person it is about.", default="")
    replies_to: str = about("Label.", default="")
    caused_by: str = about("Label.", default="")
    corrects: str = about("Label.", default="")
    evidence: EvidenceGrade | None = about("How good the source is.", default=None)
    gateway: Gateway | None = about("Lawful basis for sharing.", default=None)
    clock: str = about("The system whose clock was read.", default="")
    first_written_at: str = about("When it was first written.", default="")
    source: str = about("Source id.", default="")
    mark: FactMark | None = about("How sure the fact is.", default=None)


@dataclass(frozen=True, slots=True)
class _Context:
    """What the rows of a file share."""

    head: _Head
    incident: str
    day: date
    sources: Mapping[str, _SourceRow]
    ids: Mapping[str, UUID] = field(default_factory=dict)

    def when(self, text: str, where: str) -> str:
        """A time in full, with the file's day and zone where the text leaves them out."""
        try:
            return parse(text, zone=self.head.zone, on=self.day).text
        except MalformedError as error:
            raise error.within(where) from None

    def event_id(self, label: str, where: str) -> str:
        """The event id of the row with this label."""
        if label not in self.ids:
            raise MalformedError(where, f"{label!r} is the label of no entry", "a label")
        return str(self.ids[label])


def names() -> list[str]:
    """The cases that ship with the package."""
    folder = files("jointlog.domain.cases")
    found = [file.name for file in folder.iterdir() if file.name.endswith(SUFFIX)]
    return sorted(name.removesuffix(SUFFIX) for name in found)


@cache
def load(name: str) -> CaseFile:
    """A case that ships with the package.

    Raises:
        MalformedError: there is none of this name, or its file cannot be read; names the row.

    """
    if name not in names():
        raise MalformedError("case", f"there is no case {name!r:.80}", ", ".join(names()))
    file = f"{name}{SUFFIX}"
    return read((files("jointlog.domain.cases") / file).read_text("utf-8"), file)


def read(text: str, file: str) -> CaseFile:
    """Read the text of a case.

    Raises:
        MalformedError: names the file, the row, the field and the problem.

    """
    try:
        return _read(text)
    except MalformedError as error:
        raise error.within(file) from None


def _read(text: str) -> CaseFile:
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MalformedError("", f"is not TOML: {error}") from None
    tables = {key: _tables(plain, key) for key in TABLES}
    sources = _sources(plain.pop("sources", {}))
    head = read_plain(_Head, plain)
    context = _context(head, sources, tables["entry"])
    drafts = [
        _at(f"entry {number}", _draft, context, number, row)
        for number, row in enumerate(tables["entry"], 1)
    ]
    return CaseFile(
        id=context.incident,
        title=head.title,
        place=head.place,
        year=head.year,
        summary=head.summary,
        jurisdiction=head.jurisdiction,
        zone=head.zone,
        day=context.day,
        until=parse(context.when(head.until, "until")) if head.until else None,
        sources={name: row.text for name, row in sources.items()},
        drafts=tuple(drafts),
        must_find=tuple(_expectations(tables, "must_find")),
        may_find=tuple(_expectations(tables, "may_find")),
        must_not=tuple(_expectations(tables, "must_not")),
        notes=head.notes,
    )


def _tables(plain: dict[str, Any], key: str) -> list[dict[str, Any]]:
    rows = plain.pop(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise MalformedError(key, "is not a list of tables", f"[[{key}]]")
    return rows


def _sources(plain: object) -> dict[str, _SourceRow]:
    if not isinstance(plain, dict):
        raise MalformedError("sources", "is not a table", "[sources]")
    return {
        name: _at(f"sources.{name}", read_plain, _SourceRow, row) for name, row in plain.items()
    }


def _at(where: str, function: Any, *given: Any) -> Any:
    """Call the function, and say where in the file it refused."""
    try:
        return function(*given)
    except MalformedError as error:
        raise error.within(where) from None
    except LogError as error:
        raise MalformedError(where, str(error)) from None


def _context(
    head: _Head, sources: Mapping[str, _SourceRow], rows: list[dict[str, Any]]
) -> _Context:
    incident = _at("id", incident_id, head.id)
    _at("zone", zone_named, head.zone)
    try:
        day = date.fromisoformat(head.day)
    except ValueError as error:
        raise MalformedError("day", f"{head.day!r} is no date", str(error)) from None
    space = uuid5(NAMESPACE, incident)
    ids: dict[str, UUID] = {}
    for number, row in enumerate(rows, 1):
        label = str(row.get("label") or number)
        if label in ids:
            raise MalformedError(f"entry {number}.label", f"{label!r} stands twice")
        ids[label] = uuid5(space, label)
    return _Context(head, incident, day, sources, ids)


def _draft(context: _Context, number: int, plain: dict[str, Any]) -> tuple[Draft, Agency]:
    facts = plain.get("facts", {})
    row = read_plain(_EntryRow, {key: plain[key] for key in plain if key != "facts"})
    cls = catalogue().named(row.type)
    fact = _at("facts", _fact, context, cls, facts)
    envelope = read_plain(Envelope, dict(_envelope(context, row)))
    event_id = context.ids[row.label or str(number)]
    return Draft(event_id, context.incident, fact, envelope), row.by


def _fact(context: _Context, cls: type[Event], plain: object) -> Event:
    """The fact, with times in full and labels as the ids that they stand for."""
    resolved: Any = dict(plain) if isinstance(plain, dict) else plain
    for each in fields_of(cls) if isinstance(resolved, dict) else ():
        kinds = (each.hint, *get_args(each.hint))
        value = resolved.get(each.name)
        if Occurred in kinds and isinstance(value, str):
            resolved[each.name] = context.when(value, each.name)
        elif UUID in kinds and isinstance(value, str):
            resolved[each.name] = context.event_id(value, each.name)
        elif UUID in kinds and isinstance(value, list):
            resolved[each.name] = [context.event_id(str(one), each.name) for one in value]
    return read_plain(cls, resolved)


def _envelope(context: _Context, row: _EntryRow) -> Iterator[tuple[str, Any]]:
    """The envelope as plain values."""
    yield "occurred", context.when(row.at, "at")
    yield "evidence", (row.evidence or context.head.evidence).value
    yield "jurisdiction", context.head.jurisdiction.value
    for name in ("person", "subject"):
        if value := getattr(row, name):
            yield name, value
    for name in ("role", "gateway"):
        if value := getattr(row, name):
            yield name, value.value
    for name in ("replies_to", "caused_by", "corrects"):
        if label := getattr(row, name):
            yield name, context.event_id(label, name)
    if row.actor is not None:
        yield "actor", {"agency": str(row.actor)}
    if row.clock:
        yield "clock", {"system": row.clock}
    if row.first_written_at:
        yield "first_written_at", context.when(row.first_written_at, "first_written_at")
    if row.source or row.mark:
        yield "source", _source(context, row)


def _source(context: _Context, row: _EntryRow) -> dict[str, str]:
    found = context.sources.get(row.source)
    if found is None:
        raise MalformedError("source", f"{row.source!r} is no source", ", ".join(context.sources))
    if row.mark is None:
        raise MalformedError("mark", "is missing", ", ".join(FactMark))
    return {"kind": found.kind.value, "ref": row.source, "locator": f"mark: {row.mark}"}


def _expectations(tables: Mapping[str, list[dict[str, Any]]], key: str) -> Iterator[Expectation]:
    for number, row in enumerate(tables[key], 1):
        yield _at(f"{key} {number}", read_plain, Expectation, row)
