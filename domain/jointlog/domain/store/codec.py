"""Entries as bytes, and back: the stored form that `docs/storage.md` describes.

The state is a MessagePack map with short keys. The event type's name, the event id, the incident's
stream id and the version stand in columns of their own and not in the state. A name is looked up in
the catalogue and never imported. The same file reads MessagePack bodies, as strictly as JSON.
"""

import math
from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import UUID, SafeUUID

import msgpack
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Cipher, Compressor, Mapper, Notification, StoredEvent
from eventsourcing.persistence import Transcoder as LibraryTranscoder

from jointlog.domain.declare import Event
from jointlog.domain.entry import KEYS, Entry, Envelope
from jointlog.domain.errors import CorruptEntryError, LogError, MalformedError, StoreError
from jointlog.domain.events import catalogue
from jointlog.domain.lines import check_recorded_at
from jointlog.domain.store.straight import Unsure, agency_of, straight
from jointlog.domain.store.streams import incident_of, is_named, stream_id
from jointlog.domain.wire import (
    INT_MAX,
    Form,
    agency_text,
    object_reader,
    object_writer,
    read,
    write,
)

UUID_BYTES: Final = 16
STATE_BYTES_MAX: Final = 1 << 20
BODY_ITEMS_MAX: Final = 10_000
"""Most items of a list or map in a MessagePack body; also what a false length can make us take."""
STATE_ITEMS_MAX: Final = 256
DEPTH_MAX: Final = 40

FIELDS: Final = {key: name for name, key in KEYS.items()}

_read_envelope: Final = object_reader(Envelope, Form.STORED, KEYS)
_write_envelope: Final = object_writer(Envelope, Form.STORED, KEYS)
_pack: Final = msgpack.Packer().pack


@dataclass(frozen=True)
class StoredEntry(StoredEvent):
    """The library's row with the event id, which is unique in the log, and the incident's id.

    Both are absent only in rows that were not written by `jointlog.domain.store.log`.
    """

    event_id: bytes | None = None
    incident: str = ""


@dataclass(frozen=True)
class LocatedRow(Notification):
    """A row with its position (``id``) and its event id."""

    event_id: bytes | None = None


def encode(entry: Entry) -> bytes:
    """The state of an entry; the same entry always gives the same bytes.

    Raises:
        MalformedError: it holds what could not be read again, or is larger than 1 MiB; names the
            field.

    """
    check_recorded_at(entry.recorded_at_ms)
    if catalogue().named(entry.name) is not type(entry.fact):
        raise MalformedError("type", f"{type(entry.fact).__name__} is not in the catalogue")
    state: dict[str, Any] = {"a": agency_text(entry.agency), "r": entry.recorded_at_ms}
    if is_named(entry.incident):
        state["i"] = entry.incident
    state |= _write_envelope(entry.envelope)
    try:
        facts = write(entry.fact, Form.STORED)
    except MalformedError as error:
        raise error.within("facts") from None
    if facts:
        state["f"] = facts
    packed: bytes = _pack(state)
    if len(packed) > STATE_BYTES_MAX:
        raise MalformedError("", f"{len(packed)} bytes as stored", f"at most {STATE_BYTES_MAX}")
    return packed


def text_bytes(text: str) -> bytes:
    """The bytes of a text that stands in a state as a whole value."""
    packed: bytes = msgpack.packb(text)
    return packed


def to_row(entry: Entry) -> StoredEntry:
    """The row of an entry."""
    return StoredEntry(
        originator_id=stream_id(entry.incident),
        originator_version=entry.version,
        topic=entry.name,
        state=encode(entry),
        event_id=entry.event_id.bytes,
        incident=entry.incident,
    )


class Row(Protocol):
    """The columns that an entry is read from."""

    @property
    def originator_id(self) -> UUID | str:
        """The stream id."""

    @property
    def originator_version(self) -> int:
        """The entry's place in its incident, from 1."""

    @property
    def topic(self) -> str:
        """Name of the event type."""

    @property
    def state(self) -> bytes:
        """The packed map."""

    @property
    def event_id(self) -> bytes | None:
        """The event id's 16 bytes."""


def from_row(row: Row) -> Entry:
    """The entry of a row.

    Raises:
        CorruptEntryError: the name is not in the catalogue, or the bytes are no entry.

    """
    try:
        stream = row.originator_id
        return straight(row.topic, row.state, row.event_id, stream.bytes, row.originator_version)  # type: ignore[union-attr]
    except (Unsure, AttributeError):
        return from_row_strictly(row)


def from_row_strictly(row: Row) -> Entry:
    """The entry of a row, as the strict reader tells it: what decides where `straight` is unsure.

    Raises:
        CorruptEntryError: the name is not in the catalogue, or the bytes are no entry.

    """
    try:
        return decode(
            row.topic,
            row.state,
            event_id=uuid_of(row.event_id or b""),
            stream=stream if isinstance(stream := row.originator_id, UUID) else UUID(stream),
            version=row.originator_version,
        )
    except (LogError, ValueError, TypeError, LookupError, AttributeError) as error:
        where = f"stream {row.originator_id}, version {row.originator_version}"
        said = str(error) or f"the bytes are no MessagePack ({type(error).__name__})"
        raise CorruptEntryError(f"{where}, {row.topic!r:.80}: {said:.300}") from error


def decode(name: str, state: bytes, *, event_id: UUID, stream: UUID, version: int) -> Entry:
    """The entry of its columns; `from_row` turns everything that this raises into one refusal.

    Raises:
        UnknownEventError: no event type has this name.
        MalformedError: a value is not of its field's type.
        ValueError, TypeError, LookupError, AttributeError: the bytes are no such map.

    """
    cls = catalogue().named(name)
    if len(state) > STATE_BYTES_MAX:
        raise MalformedError("", f"{len(state)} bytes of state", f"at most {STATE_BYTES_MAX}")
    held: dict[str, Any] = msgpack.unpackb(
        state, ext_hook=_refuse_ext, max_array_len=STATE_ITEMS_MAX, max_map_len=STATE_ITEMS_MAX
    )
    agency = agency_of(held.pop("a"))
    recorded_at_ms = held.pop("r")
    incident = incident_of(stream.bytes, held.pop("i", None))
    if type(recorded_at_ms) is not int:
        raise MalformedError("", "the time of recording is of no entry")
    fact: Event = read(cls, held.pop("f", {}), Form.STORED)
    envelope: Envelope = _read_envelope(held)
    return Entry(event_id, incident, version, recorded_at_ms, agency, fact, envelope)


def uuid_of(raw: bytes) -> UUID:
    """The UUID of 16 bytes, as ``UUID(bytes=raw)`` makes it and in half the time.

    Raises:
        ValueError: another number of bytes.

    """
    if len(raw) != UUID_BYTES:
        raise ValueError(f"{len(raw)} bytes are no UUID")
    made = _new(UUID)
    _set(made, "int", int.from_bytes(raw, "big"))
    _set(made, "is_safe", SafeUUID.unknown)
    return made


_new: Final = object.__new__
_set: Final = object.__setattr__


def _refuse_ext(code: int, _data: bytes) -> Any:
    raise MalformedError("", f"extension type {code}", "MessagePack without extension types")


def read_msgpack(raw: bytes, *, depth_max: int = DEPTH_MAX, items_max: int = BODY_ITEMS_MAX) -> Any:
    """Read a MessagePack body into the plain values that JSON has too.

    The caller bounds the length of ``raw``.

    Raises:
        MalformedError: no MessagePack, more than one value, an extension type or binary, a key that
            is no text or stands twice, NaN or infinity, a whole number beyond 2**53, or lists and
            maps nested deeper than ``depth_max`` or longer than ``items_max``.

    """
    try:
        value = msgpack.unpackb(
            raw,
            ext_hook=_refuse_ext,
            object_pairs_hook=_unique,
            max_array_len=items_max,
            max_map_len=items_max,
        )
    except ValueError as error:
        detail = f": {error}" if str(error) else ": nested too deep, or no MessagePack at all"
        raise MalformedError("", f"is not readable as MessagePack{detail}") from error
    _check_plain(value, depth_max)
    return value


def _unique(pairs: list[tuple[Any, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if not isinstance(key, str):
            raise MalformedError("", f"the key {key!r:.60} is not text", "text as key")
        if key in found:
            raise MalformedError("", f"the key {key!r:.60} stands twice", "each key once")
        found[key] = value
    return found


def _check_plain(value: Any, depth_left: int) -> None:
    match value:
        case None | bool() | str():
            return
        case int():
            if abs(value) > INT_MAX:
                raise MalformedError("", f"{value} is out of bounds", "at most 2**53 - 1")
        case float():
            if not math.isfinite(value):
                raise MalformedError("", f"{value} is not a number", "a finite number")
        case dict() | list():
            if depth_left == 0:
                raise MalformedError("", "is nested too deep", "fewer levels")
            for item in value.values() if isinstance(value, dict) else value:
                _check_plain(item, depth_left - 1)
        case _:
            raise MalformedError("", f"{type(value).__name__} is not allowed", "text")


@dataclass(frozen=True, slots=True)
class EntryEvent:
    """An entry as the library wants to see it: with an originator's id and version."""

    entry: Entry

    @property
    def originator_id(self) -> UUID:
        """The incident's stream id."""
        return stream_id(self.entry.incident)

    @property
    def originator_version(self) -> int:
        """The entry's place in its incident."""
        return self.entry.version


class NullTranscoder(LibraryTranscoder):
    """Stands where the library wants a transcoder; `EntryMapper` needs none."""

    def encode(self, obj: Any) -> bytes:
        """Refuse: entries are encoded by `encode`."""
        raise StoreError(f"no transcoder for {type(obj).__name__}: entries have their own codec")

    def decode(self, data: bytes) -> Any:
        """Refuse: entries are decoded by `decode`."""
        raise StoreError(f"no transcoder for {len(data)} bytes: entries have their own codec")


class EntryMapper(Mapper[UUID]):
    """The library's mapper, on this codec: a row's name never imports anything."""

    def __init__(
        self,
        transcoder: LibraryTranscoder | None = None,
        compressor: Compressor | None = None,
        cipher: Cipher | None = None,
    ) -> None:
        if compressor is not None or cipher is not None:
            raise StoreError(
                "the log neither compresses nor encrypts entries: unset COMPRESSOR_TOPIC, "
                "CIPHER_TOPIC and CIPHER_KEY, and encrypt the disk instead"
            )
        super().__init__(transcoder or NullTranscoder())

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEntry:
        """The row of an `EntryEvent`."""
        assert isinstance(domain_event, EntryEvent), "the log stores entries only"
        return to_row(domain_event.entry)

    def to_domain_event(self, stored_event: StoredEvent) -> EntryEvent:
        """The entry of a row.

        Raises:
            CorruptEntryError: the name is not in the catalogue, or the bytes are no entry.

        """
        if not isinstance(stored_event, StoredEntry | LocatedRow):
            raise CorruptEntryError("a row without an event id is no entry")
        return EntryEvent(from_row(stored_event))
