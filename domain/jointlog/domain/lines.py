"""Entries as lines of JSON, for export and import, and the strict reader of JSON for every door.

A line is canonical: keys sorted, no spaces, UTF-8, one entry a line. `from_line` reads it back,
and the same entry always gives the same bytes.
"""

import json
import math
import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from jointlog.domain.declare import About
from jointlog.domain.entry import Entry, incident_id
from jointlog.domain.errors import MalformedError
from jointlog.domain.statement import (
    fact_and_envelope,
    fact_and_envelope_to_plain,
    own_fields,
    read_field,
)
from jointlog.domain.time import EPOCH, FIRST_S, LAST_S
from jointlog.domain.vocabulary import Agency
from jointlog.domain.wire import INT_MAX, reader

DEPTH_MAX: Final = 40
DIGITS_MAX: Final = len(str(INT_MAX))
LINE_FIELDS: Final = ("event_id", "incident", "version", "recorded_at", "agency", "type", "facts")
RECORDED_AT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
LINE_BREAKS: Final = {"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""Characters that some readers take for the end of a line, and what is written instead."""

_STRING_OR_BRACKET: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_read_version: Final = reader(int, About("", at_least=1))


def to_line(entry: Entry) -> str:
    """The canonical line of an entry, without a line break."""
    plain = {
        "event_id": str(entry.event_id),
        "incident": entry.incident,
        "version": entry.version,
        "recorded_at": say_recorded_at(entry.recorded_at_ms),
        "agency": str(entry.agency),
        **fact_and_envelope_to_plain(entry.fact, entry.envelope),
    }
    text = json.dumps(
        plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    for character, escape in LINE_BREAKS.items():
        text = text.replace(character, escape)
    return text


def from_line(text: str) -> Entry:
    """The entry of a line.

    Raises:
        MalformedError: names the field, the problem and what is expected.
        UnknownEventError: no event type has this name.

    """
    held = own_fields(_loads(text, DEPTH_MAX), LINE_FIELDS)
    event_id = read_field(held, "event_id", UUID)
    incident = incident_id(read_field(held, "incident", str))
    recorded_at_ms = read_recorded_at(read_field(held, "recorded_at", str))
    agency = read_field(held, "agency", Agency)
    try:
        version: int = _read_version(held.get("version"))
    except MalformedError as error:
        raise error.within("version") from None
    fact, envelope = fact_and_envelope(held)
    return Entry(event_id, incident, version, recorded_at_ms, agency, fact, envelope)


def say_recorded_at(recorded_at_ms: int) -> str:
    """RFC 3339 in UTC, to the millisecond."""
    at_s, ms = divmod(recorded_at_ms, 1000)
    return f"{_say_second(at_s)}.{ms:03}Z"


@lru_cache(maxsize=64)
def _say_second(at_s: int) -> str:
    return f"{EPOCH + timedelta(seconds=at_s):%Y-%m-%dT%H:%M:%S}"


def read_recorded_at(text: str) -> int:
    """UTC milliseconds since 1970 of such a text.

    Raises:
        MalformedError: another form, no such instant, or not from 1900 to 2199.

    """
    try:
        instant = datetime.fromisoformat(text) if RECORDED_AT.fullmatch(text) else None
    except ValueError:
        instant = None
    if instant is None:
        raise MalformedError("recorded_at", f"{text[:60]!r} is no time", "2026-03-01T22:41:00.000Z")
    recorded_at_ms = (instant - EPOCH) // timedelta(milliseconds=1)
    check_recorded_at(recorded_at_ms)
    return recorded_at_ms


def check_recorded_at(recorded_at_ms: int) -> None:
    """Refuse a time of recording that no clock shows.

    Raises:
        MalformedError: not from 1900 to 2199, or not in whole milliseconds.

    """
    is_whole = type(recorded_at_ms) is int
    if not (is_whole and FIRST_S * 1000 <= recorded_at_ms < (LAST_S + 1) * 1000):
        raise MalformedError(
            "recorded_at", f"{recorded_at_ms!r:.40} ms is no time of recording", "1900 to 2199"
        )


def read_json(raw: bytes, *, depth_max: int = DEPTH_MAX) -> Any:
    """Read a JSON body into plain values.

    The caller bounds the length of ``raw``.

    Raises:
        MalformedError: not UTF-8, a byte order mark, not JSON, NaN or infinity, a key that stands
            twice, half a surrogate pair, a whole number beyond 2**53, or lists and objects nested
            deeper than ``depth_max``.

    """
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise MalformedError("", "begins with a byte order mark", "UTF-8 without one")
    if b"\x00" in raw:
        raise MalformedError("", "contains NUL bytes; is it UTF-16?", "UTF-8")
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise MalformedError("", f"is not UTF-8 at byte {error.start}", "UTF-8") from None
    return _loads(text, depth_max)


def _loads(text: str, depth_max: int) -> Any:
    if text.count("{") + text.count("[") > depth_max:
        _check_depth(text, depth_max)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise MalformedError("", f"is not JSON: {error.msg} at {where}", "JSON") from None
    if "\\u" in text and _SURROGATE.search(text):
        _check_surrogates(value)
    return value


def _check_depth(text: str, depth_max: int) -> None:
    """Count brackets outside strings, before a parser recurses into them."""
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        match found[0]:
            case "[" | "{":
                depth += 1
                if depth > depth_max:
                    raise MalformedError("", "is nested too deep", f"at most {depth_max} levels")
            case "]" | "}":
                depth -= 1
            case _:
                pass  # a string, whatever it holds


def _check_surrogates(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise MalformedError("", "contains half a surrogate pair", "valid Unicode") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise MalformedError(f"{twice!r:.60}", "stands twice", "each field once")
    return found


def _refuse_constant(text: str) -> Any:
    raise MalformedError("", f"{text} is not a number", "a finite number")


def _whole_number(text: str) -> int:
    if len(text.lstrip("-")) > DIGITS_MAX or abs(int(text)) > INT_MAX:
        raise MalformedError("", f"{text[:24]} is out of bounds", "at most 2**53 - 1")
    return int(text)


def _number(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise MalformedError("", f"{text[:24]} is out of bounds", "a finite number")
    return value


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_unique,
    parse_constant=_refuse_constant,
    parse_int=_whole_number,
    parse_float=_number,
)
