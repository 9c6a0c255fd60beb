"""A batch cut into its items before any of them is read, so that a bad item spoils no other."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from jointlog.api.problems import BodyTooLargeError
from jointlog.domain.errors import MalformedError

ITEMS_MAX: Final = 1_000

_JSON_TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{},]', re.DOTALL)
_JSON_SPACE: Final = b" \t\r\n"


def json_items(raw: bytes) -> list[bytes]:
    """The items of a JSON list, each as its own bytes, unread.

    Raises:
        MalformedError: no list, or its brackets do not match.
        BodyTooLargeError: more than 1000 items.

    """
    body = raw.strip(_JSON_SPACE)
    if not (body.startswith(b"[") and body.endswith(b"]")):
        raise MalformedError("", "is not a list", "a JSON list of at most 1000 statements")
    items = _bounded(_json_items(body))
    return [] if items == [b""] else items


def msgpack_items(raw: bytes) -> list[bytes]:
    """The items of a MessagePack array, each as its own bytes, unread.

    Raises:
        MalformedError: no array, or the bytes end before it does.
        BodyTooLargeError: more than 1000 items.

    """
    first = raw[:1]
    if first and 0x90 <= first[0] <= 0x9F:  # noqa: PLR2004 - the format's own table
        count, at = first[0] & 0x0F, 1
    elif first in (b"\xdc", b"\xdd"):
        at = 3 if first == b"\xdc" else 5
        count = int.from_bytes(raw[1:at], "big")
    else:
        raise MalformedError("", "is not a list", "a MessagePack array of at most 1000 statements")
    if count > ITEMS_MAX:
        raise _too_many()
    items = []
    for _ in range(count):
        end = _msgpack_end(raw, at)
        items.append(raw[at:end])
        at = end
    if at != len(raw):
        raise MalformedError("", "has bytes behind the list", "one MessagePack array")
    return items


def _too_many() -> BodyTooLargeError:
    return BodyTooLargeError(f"more than {ITEMS_MAX} items: send them in several batches")


def _bounded(found: Iterator[bytes]) -> list[bytes]:
    items = list(islice(found, ITEMS_MAX + 1))
    if len(items) > ITEMS_MAX:
        raise _too_many()
    return items


def _json_items(body: bytes) -> Iterator[bytes]:
    depth, start = 0, 1
    for found in _JSON_TOKEN.finditer(body):
        match found[0]:
            case b"[" | b"{":
                depth += 1
            case b"]" | b"}":
                depth -= 1
                if depth == 0 and found.end() != len(body):
                    raise MalformedError("", "has text behind the list", "one JSON list")
            case b"," if depth == 1:
                yield body[start : found.start()].strip(_JSON_SPACE)
                start = found.end()
            case _:
                pass  # a string, or a comma inside an item
    if depth != 0:
        raise MalformedError("", "the brackets do not match", "one JSON list")
    yield body[start:-1].strip(_JSON_SPACE)


_FIXED: Final = {
    **dict.fromkeys((0xC0, 0xC2, 0xC3), 0),  # nil, false, true
    0xCA: 4,
    0xCB: 8,  # floats
    0xCC: 1,
    0xCD: 2,
    0xCE: 4,
    0xCF: 8,
    0xD0: 1,
    0xD1: 2,
    0xD2: 4,
    0xD3: 8,  # integers
    0xD4: 2,
    0xD5: 3,
    0xD6: 5,
    0xD7: 9,
    0xD8: 17,  # fixed extensions
}
"""Length of what follows these first bytes."""
_SIZED: Final = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
"""Binary and text: length of the length that follows."""
_SIZED_EXTENSION: Final = {0xC7: 1, 0xC8: 2, 0xC9: 4}
_COUNTED: Final = {0xDC: (2, 1), 0xDD: (4, 1), 0xDE: (2, 2), 0xDF: (4, 2)}
"""Arrays and maps: length of the count that follows, and values for each of it."""


def _msgpack_end(raw: bytes, at: int) -> int:
    """Where the value that begins at ``at`` ends; nothing is built, nothing recurses."""
    open_values = 1
    while open_values:
        if at >= len(raw):
            raise MalformedError("", "ends before the list does", "a whole MessagePack array")
        first = raw[at]
        at += 1
        open_values -= 1
        length, inner = _msgpack_head(raw, at, first)
        at += length
        open_values += inner
    if at > len(raw):
        raise MalformedError("", "ends before the list does", "a whole MessagePack array")
    return at


def _msgpack_head(raw: bytes, at: int, first: int) -> tuple[int, int]:
    """How many bytes follow the first one of a value, and how many values after them."""
    if first <= 0x7F or first >= 0xE0:  # noqa: PLR2004 - the format's own table
        return 0, 0
    if first <= 0x8F:  # noqa: PLR2004
        return 0, 2 * (first & 0x0F)
    if first <= 0x9F:  # noqa: PLR2004
        return 0, first & 0x0F
    if first <= 0xBF:  # noqa: PLR2004
        return first & 0x1F, 0
    if first in _FIXED:
        return _FIXED[first], 0
    if first in _SIZED:
        size = _SIZED[first]
        return size + _number(raw, at, size), 0
    if first in _SIZED_EXTENSION:
        size = _SIZED_EXTENSION[first]
        return size + 1 + _number(raw, at, size), 0
    if first in _COUNTED:
        size, each = _COUNTED[first]
        return size, each * _number(raw, at, size)
    raise MalformedError("", "is no MessagePack", "a MessagePack array")  # 0xC1 is never used


def _number(raw: bytes, at: int, size: int) -> int:
    return int.from_bytes(raw[at : at + size], "big")
