"""Lines of an export, byte for byte, and the strict reader of JSON."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jointlog.domain.entry import Entry
from jointlog.domain.errors import MalformedError, UnknownEventError
from jointlog.domain.lines import (
    LINE_FIELDS,
    from_line,
    read_json,
    read_recorded_at,
    say_recorded_at,
    to_line,
)
from jointlog.domain.statement import ENVELOPE_FIELDS
from tests.store.samples import ENTRIES, UNHURRIED, entry


@UNHURRIED
@given(ENTRIES)
def test_an_export_is_read_back_byte_for_byte(made: Entry) -> None:
    """Any entry comes back equal from its line, and gives the same line again."""
    line = to_line(made)
    assert from_line(line) == made
    assert to_line(from_line(line)) == line
    assert line.splitlines() == [line]


def test_a_line_in_full() -> None:
    """The canonical form: sorted keys, no spaces, times in RFC 3339 with milliseconds."""
    assert to_line(entry(1)) == (
        '{"agency":"ambulance:las","event_id":"b2c2b209-e180-549d-98c4-b87fd532f3f9",'
        '"facts":{"callsign":"A1"},"incident":"CAD-1","occurred":'
        '{"earliest":"2026-03-01T22:41:00Z","latest":"2026-03-01T22:41:00Z","offset_s":0,'
        '"precision":"second","text":"2026-03-01T22:41:00Z"},'
        '"recorded_at":"2026-03-01T22:41:00.124Z","type":"resource_arrived_at_scene","version":1}'
    )


def test_the_fields_of_a_line_are_apart() -> None:
    """No field of the envelope has the name of a field of the line."""
    assert not set(LINE_FIELDS) & set(ENVELOPE_FIELDS)


LINE: dict[str, Any] = json.loads(to_line(entry(1)))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"event_id": "1"}, "event_id"),
        ({"incident": "a/b"}, "incident"),
        ({"version": 0}, "version"),
        ({"version": True}, "version"),
        ({"recorded_at": "2026-03-01T22:41:00Z"}, "recorded_at"),
        ({"recorded_at": "2026-02-30T22:41:00.000Z"}, "recorded_at"),
        ({"agency": "nobody"}, "agency"),
        ({"facts": {"crew": 1}}, "facts.'crew'"),
        ({"occurred": "22:41"}, "occurred"),
        ({"colour": "red"}, "'colour'"),
    ],
)
def test_a_spoilt_line_names_its_field(change: dict[str, Any], field: str) -> None:
    """Each spoilt value is refused with the path of its field."""
    with pytest.raises(MalformedError) as caught:
        from_line(json.dumps(LINE | change))
    assert caught.value.field == field


@pytest.mark.parametrize("name", [name for name in LINE_FIELDS if name != "facts"])
def test_a_missing_field_is_named(name: str) -> None:
    """A line without one of its own fields is refused by that name."""
    with pytest.raises(MalformedError) as caught:
        from_line(json.dumps({key: value for key, value in LINE.items() if key != name}))
    assert caught.value.field == name


def test_a_line_of_an_unknown_type() -> None:
    """An unknown event type is refused with the nearest name."""
    with pytest.raises(UnknownEventError, match="resource_arrived_at_scene"):
        from_line(json.dumps(LINE | {"type": "resource_arrived_at_the_scene"}))


@given(st.integers(0, 4 * 10**12))
def test_the_time_of_recording(recorded_at_ms: int) -> None:
    """Every millisecond is written and read back."""
    assert read_recorded_at(say_recorded_at(recorded_at_ms)) == recorded_at_ms


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b'"\\', "is not JSON"),
        (b"{} {}", "is not JSON"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        ('{"a":1}'.encode("utf-16"), "byte order mark"),
        ('{"a":1}'.encode("utf-16-le"), "is it UTF-16"),
        (b'"\xff"', "not UTF-8 at byte 1"),
        (b"[NaN]", "NaN is not a number"),
        (b"[-Infinity]", "Infinity is not a number"),
        (b"1e999", "out of bounds"),
        (b"9007199254740992", "out of bounds"),
        (b"9" * 5000, "out of bounds"),
        (b"-" + b"9" * 5000, "out of bounds"),
        (b'{"a":1,"b":{"c":1,"c":2}}', "'c': stands twice"),
        (b'["\\ud800"]', "half a surrogate pair"),
        (b'{"\\udc00":1}', "half a surrogate pair"),
        (b"[" * 41 + b"]" * 41, "nested too deep"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a":' * 100_000, "nested too deep"),
        (b'"' + b'\\"' * 100_000, "is not JSON"),
    ],
)
def test_hostile_json_is_malformed(raw: bytes, problem: str) -> None:
    """Each hostile body is refused with its problem, and soon."""
    with pytest.raises(MalformedError, match=problem):
        read_json(raw)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 40 + "]" * 40,
        "[" + ",".join(['["[{"]'] * 41) + "]",
        '"[[[[\\"[[[["',
        '{"a":[1,-2.5,true,null,"\\ud83d\\ude91"]}',
        "[][]"[:2],
    ],
)
def test_json_within_the_bounds_is_read(text: str) -> None:
    """Forty levels, brackets in strings and whole surrogate pairs are read as json reads them."""
    assert read_json(text.encode()) == json.loads(text)


@given(
    st.binary(max_size=60)
    | st.text(alphabet='[]{}",:\\u0019eE.-dD8aN', max_size=40).map(str.encode)
)
def test_no_json_breaks_the_reader(raw: bytes) -> None:
    """Any bytes are a value or malformed, never another error."""
    with suppress(MalformedError):
        read_json(raw)
