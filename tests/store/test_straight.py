"""Stored bytes straight into entries: what is read so is what the strict reader reads.

`straight` may be unsure of any state, and then the strict reader decides; of a state that it reads
it must say exactly what the strict reader says, type by type, and of none that is refused.
"""

import struct
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jointlog.domain.declare import Event, fields_of
from jointlog.domain.entry import Entry
from jointlog.domain.errors import CorruptEntryError
from jointlog.domain.events import catalogue
from jointlog.domain.store.codec import StoredEntry, from_row, from_row_strictly, to_row
from jointlog.domain.store.straight import Unsure, straight
from tests.store.samples import ENTRIES, UNHURRIED, entry
from tests.strategies import LAWS, declared, envelopes

WILD: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(["police:met", "met", "a\0b", "x" * 2001, "0190b6a07e57700080000000000000a2"])
    | st.uuids().map(str)
    | st.uuids().map(lambda each: each.bytes)
    | st.binary(max_size=20)
    | st.just(msgpack.Timestamp(1))
    | st.just(msgpack.ExtType(5, b"x")),
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
"""Any value that MessagePack can say."""


def told(read: Callable[[StoredEntry], Entry], row: StoredEntry) -> str:
    """What a reader says of a row: the entry with the types of all its parts, or the refusal."""
    try:
        return repr(read(row))
    except CorruptEntryError as error:
        return f"refused: {error}"


def is_straight(row: StoredEntry) -> bool:
    """Whether `straight` reads it; if so, the strict reader says the same."""
    stream, version = row.originator_id, row.originator_version
    try:
        found = straight(row.topic, row.state, row.event_id, stream.bytes, version)  # type: ignore[union-attr]
    except Unsure:
        return False
    strict = from_row_strictly(row)
    assert found == strict
    assert repr(found) == repr(strict)
    return True


def alike(row: StoredEntry) -> None:
    """Both readers say the same of a row, be it the entry or the refusal."""
    is_straight(row)
    assert told(from_row, row) == told(from_row_strictly, row)


@pytest.mark.parametrize("cls", tuple(catalogue()), ids=lambda cls: cls.declared.name)
def test_every_event_type_is_read_straight_and_alike(cls: type[Event]) -> None:
    """A dozen facts of each type, each in any envelope: read straight, as the strict reader does.

    The strict reader is left the times before 19 February 1970, and texts that may be ids.
    """
    rows: list[StoredEntry] = []

    @LAWS
    @given(declared(cls), envelopes())
    def law(fact: Event, envelope: Any) -> None:
        row = to_row(replace(entry(1), fact=fact, envelope=envelope))
        alike(row)
        rows.append(row)

    law()
    assert any(map(is_straight, rows))


@UNHURRIED
@given(ENTRIES)
def test_every_entry_is_read_alike(made: Entry) -> None:
    """Any entry of any incident, agency and time of recording."""
    row = to_row(made)
    alike(row)
    assert from_row(row) == made


@settings(UNHURRIED, max_examples=400)
@given(ENTRIES, st.integers(0), st.integers(0, 255))
def test_a_wrong_byte_is_read_or_refused_alike(made: Entry, at: int, byte: int) -> None:
    """One byte changed, anywhere: the same entry or the same sentence."""
    row = to_row(made)
    state = bytearray(row.state)
    state[at % len(state)] = byte
    alike(replace(row, state=bytes(state)))


@settings(UNHURRIED, max_examples=400)
@given(ENTRIES, st.data())
def test_a_wrong_value_is_read_or_refused_alike(made: Entry, data: st.DataObject) -> None:
    """One value of the state or of its facts is any other, or stands under any other key."""
    row = to_row(made)
    state = msgpack.unpackb(row.state)
    whole = state.get("f", state) if data.draw(st.booleans()) else state
    known = [*state, *(field.name for field in fields_of(type(made.fact))), "co", "ac", "cl"]
    whole[data.draw(st.sampled_from(known) | st.text(max_size=3))] = data.draw(WILD)
    alike(replace(row, state=msgpack.packb(state)))


@settings(UNHURRIED, max_examples=400)
@given(ENTRIES, st.data())
def test_a_state_in_other_words_is_read_alike(made: Entry, data: st.DataObject) -> None:
    """Wider headers than need be, keys in any order or twice: the same entry or sentence."""
    row = to_row(made)
    alike(replace(row, state=sloppy(msgpack.unpackb(row.state), data)))


def sloppy(value: Any, data: st.DataObject) -> bytes:
    """A value in any of the forms that MessagePack allows, with keys that may stand twice."""
    wide = data.draw(st.booleans())
    match value:
        case dict():
            pairs = data.draw(st.permutations(list(value.items())))
            pairs += pairs[: data.draw(st.integers(0, 2))]
            head = struct.pack(">BH", 0xDE, len(pairs)) if wide else _head(0x80, len(pairs))
            return head + b"".join(sloppy(k, data) + sloppy(v, data) for k, v in pairs)
        case list():
            head = struct.pack(">BI", 0xDD, len(value)) if wide else _head(0x90, len(value))
            return head + b"".join(sloppy(each, data) for each in value)
        case str() if wide:
            raw = value.encode()
            return struct.pack(">BH", 0xDA, len(raw)) + raw
        case int() if wide and not isinstance(value, bool):
            return struct.pack(">Bq", 0xD3, value) if value < 1 << 63 else msgpack.packb(value)
        case bytes() if wide:
            return struct.pack(">BH", 0xC5, len(value)) + value
    packed: bytes = msgpack.packb(value)
    return packed


def _head(kind: int, count: int) -> bytes:
    return bytes([kind | count]) if count < 16 else struct.pack(">BH", kind // 8 + 0xCC, count)


STATE: dict[str, Any] = msgpack.unpackb(to_row(entry(1)).state)
ID = "0190b6a0-7e57-7000-8000-0000000000a2"
LONG = {"f": {"callsign": "A1", "vehicle": "x" * 600}}


@pytest.mark.parametrize(
    ("state", "is_sure"),
    [
        (STATE, True),
        (STATE | {"s": "a\0b"}, False),
        (STATE | {"f": {"callsign": "a\0"}}, False),
        (STATE | {"ac": {"agency": "police:met", "person": "\0"}}, False),
        (STATE | {"ac": {"agency": "police:met", "person": "x"}}, True),
        (STATE | {"ac": {"agency": "nobody:met"}}, False),
        (STATE | {"o": [0, 0, 1, "a\0b", 0]}, True),  # the words of a time are kept as they are
        (STATE | {"o": [0, 0, 1, "x", None, None, 5]}, True),
        (STATE | {"o": [0, 0, 1, "x", 0, "UTC", 1, 2]}, True),
        (STATE | {"fw": [0, 0, 0, "x"]}, True),
        (STATE | {"co": ID}, False),
        (STATE | {"co": ID.replace("-", "")}, False),
        (STATE | {"co": b"0" * 16}, True),
        (STATE | {"person": "x"}, False),
        (STATE | {"r": 5}, True),
        (STATE | {"r": -(2**40)}, True),
        (STATE | {"r": True}, False),
        (STATE | {"f": None}, False),
        (STATE | {"a": 5}, False),
        (STATE | {"a": []}, False),
        (STATE | {"so": {"kind": "cad_log", "ref": "r" * 190, "locator": "l" * 190}}, True),
        (STATE | {"so": {"kind": "cad_log", "ref": "ÞßàΞ" * 40, "locator": "é" * 200}}, True),
        (STATE | {"so": {"kind": "cad_log", "ref": "\u07c0" * 190, "locator": "l" * 200}}, False),
    ],
)
def test_what_is_left_to_the_strict_reader(state: dict[str, Any], *, is_sure: bool) -> None:
    """Each is read straight or not, as said here, and then told alike."""
    row = replace(to_row(entry(1)), state=msgpack.packb(state))
    alike(row)
    assert is_straight(row) is is_sure


def test_a_map_of_too_many_items_is_refused_alike() -> None:
    """257 times the same key is one field to `msgspec`; the strict reader takes 256 items."""
    row = to_row(entry(1))
    for count, is_read in ((256, True), (257, False)):
        packed = struct.pack(">BH", 0xDE, count) + count * msgpack.packb("callsign")[:0]
        packed += b"".join(map(msgpack.packb, ("callsign", "A1") * count))
        held = msgpack.packb(STATE | {"f": 0})
        state = held.removesuffix(b"\0") + packed
        damaged = replace(row, state=state)
        alike(damaged)
        assert not is_straight(damaged)
        assert told(from_row, damaged).startswith("Entry") is is_read


def test_a_row_of_other_types_is_refused_alike() -> None:
    """An unknown name, no event id, one that is text or too short, and a state that is text."""
    row = to_row(entry(1))
    changes: list[dict[str, Any]] = [
        {"topic": "os:system"},
        {"event_id": None},
        {"event_id": "x" * 16},
        {"event_id": b"short"},
        {"event_id": b"\xc4" * 17},
        {"state": "text"},
        {"state": b""},
        {"state": b"\x91" * 5000},
        {"originator_id": "b602d79f-ecc9-57f7-8db4-db9ee882b2ee"},
        {"originator_id": "none"},
    ]
    for change in changes:
        damaged = replace(row, **change)
        assert told(from_row, damaged) == told(from_row_strictly, damaged)
