"""The stored form: entries to bytes and back, and MessagePack bodies read as strictly as JSON."""

from contextlib import suppress
from dataclasses import fields, replace
from typing import Any
from uuid import UUID, uuid4, uuid5

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jointlog.domain.entry import KEYS, Entry, Envelope
from jointlog.domain.errors import CorruptEntryError, MalformedError
from jointlog.domain.store import codec
from jointlog.domain.store.codec import (
    FIELDS,
    EntryEvent,
    EntryMapper,
    encode,
    from_row,
    read_msgpack,
    to_row,
)
from jointlog.domain.store.streams import STREAMS, stream_id
from tests.store.samples import ENTRIES, UNHURRIED, entry


@UNHURRIED
@given(ENTRIES)
def test_an_entry_is_read_as_it_was_written(made: Entry) -> None:
    """Any entry comes back equal from its row, through the library's mapper too."""
    assert from_row(to_row(made)) == made
    mapper = EntryMapper()
    assert mapper.to_domain_event(mapper.to_stored_event(EntryEvent(made))) == EntryEvent(made)
    assert encode(from_row(to_row(made))) == encode(made)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(state: bytes) -> None:
    """Any bytes are an entry or unreadable, never another error."""
    with suppress(CorruptEntryError):
        assert isinstance(from_row(replace(to_row(entry(1)), state=state)), Entry)


@UNHURRIED
@given(ENTRIES, st.integers(0), st.integers(0, 255))
def test_one_wrong_byte_is_an_entry_or_unreadable(made: Entry, at: int, byte: int) -> None:
    """A state with one byte changed is read, or refused as unreadable, never another error."""
    row = to_row(made)
    state = bytearray(row.state)
    state[at % len(state)] = byte
    with suppress(CorruptEntryError):
        assert isinstance(from_row(replace(row, state=bytes(state))), Entry)


STATE: dict[str, Any] = msgpack.unpackb(encode(entry(1)))


@pytest.mark.parametrize(
    "state",
    [
        {},
        [],
        7,
        STATE | {"a": "nobody:x"},
        STATE | {"a": None},
        STATE | {"r": "now"},
        STATE | {"r": 1.5},
        STATE | {"i": "CAD-2"},
        STATE | {"i": None},
        {key: STATE[key] for key in STATE if key != "i"},
        STATE | {"o": [0, 0, 1, "x", None, 5]},
        STATE | {"o": [0, 0, 1, "x", 0, "UTC", 1, 2, 3]},
        STATE | {"zz": 1},
        STATE | {"f": {"nothing": 1}},
        STATE | {"f": [1]},
        STATE | {"o": 5},
        STATE | {"o": [0, 0, 99, "x"]},
        STATE | {"cb": b"short"},
        STATE | {"s": msgpack.Timestamp(1)},
        STATE | {"s": msgpack.ExtType(5, b"x")},
        STATE | {"s": [0] * 1000},
    ],
)
def test_a_damaged_state_is_unreadable(state: object) -> None:
    """Each damage is one refusal that names the place."""
    with pytest.raises(CorruptEntryError, match="version 1"):
        from_row(replace(to_row(entry(1)), state=msgpack.packb(state)))


def test_a_damaged_row_is_unreadable() -> None:
    """An unknown name, no event id and an oversized state are unreadable; nothing is imported."""
    row = to_row(entry(1))
    for damaged in (
        replace(row, topic="os:system"),
        replace(row, event_id=None),
        replace(row, state=b"\xc0" * (codec.STATE_BYTES_MAX + 1)),
    ):
        with pytest.raises(CorruptEntryError):
            from_row(damaged)


def test_an_oversized_entry_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry larger than the limit is refused before it is stored."""
    monkeypatch.setattr(codec, "STATE_BYTES_MAX", 10)
    with pytest.raises(MalformedError, match="bytes as stored"):
        encode(entry(1))


def test_every_envelope_field_has_a_key() -> None:
    """A new field of the envelope needs a key of its own; keys never mean two fields."""
    assert list(KEYS) == [field.name for field in fields(Envelope)]
    assert len(FIELDS) == len(KEYS)
    assert not {"a", "r", "i", "f"} & FIELDS.keys()


def test_streams_of_incidents() -> None:
    """A UUID is its own stream, but for a named one, which could fall on another's."""
    own = uuid4()
    assert stream_id(str(own).upper()) == own
    named = stream_id("CAD-1")
    assert named == uuid5(STREAMS, "CAD-1")
    assert stream_id(str(named)) != named
    assert uuid5(UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8"), "https://jointlog/streams") == (
        STREAMS
    )


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(PLAIN)
def test_a_messagepack_body_is_read(value: Any) -> None:
    """What JSON can say is read from MessagePack unchanged."""
    assert read_msgpack(msgpack.packb(value)) == value


@given(st.binary(max_size=100))
def test_no_body_breaks_the_reader(raw: bytes) -> None:
    """Any bytes are a plain value or malformed, never another error."""
    with suppress(MalformedError):
        read_msgpack(raw)


def nested(depth: int) -> bytes:
    """A list in a list, so deep."""
    return b"\x91" * depth + b"\xc0"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "not readable"),
        (b"\xc1", "not readable"),
        (b"\x01\x02", "extra data"),
        (b"\xa1\xff", "not readable"),
        (b"\x82\xa1a\x01\xa1a\x02", "stands twice"),
        (b"\x81\x01\x02", "not allowed for map key"),
        (b"\x81\xc4\x01a\x02", "is not text"),
        (b"\xc4\x01a", "bytes is not allowed"),
        (msgpack.packb(msgpack.Timestamp(1)), "Timestamp is not allowed"),
        (msgpack.packb(msgpack.ExtType(5, b"x")), "extension type 5"),
        (msgpack.packb(float("nan")), "not a number"),
        (msgpack.packb(float("inf")), "not a number"),
        (msgpack.packb(2**53), "out of bounds"),
        (msgpack.packb(-(2**63)), "out of bounds"),
        (b"\xdd\xff\xff\xff\xff", "max_array_len"),
        (b"\xdf\xff\xff\xff\xff", "max_map_len"),
        (nested(41), "too deep"),
        (nested(100_000), "too deep"),
    ],
)
def test_hostile_bodies_are_malformed(raw: bytes, problem: str) -> None:
    """Each hostile body is refused with its problem."""
    with pytest.raises(MalformedError, match=problem):
        read_msgpack(raw)


def test_the_deepest_body() -> None:
    """Forty levels are read."""
    assert read_msgpack(nested(40))
