"""Cursors: where a page of rows ended, bound to the filter that it was asked with."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from typing import Any, Final

from jointlog.api.problems import CursorError
from jointlog.domain.errors import MalformedError
from jointlog.domain.lines import read_json
from jointlog.projections.asked import Place

LENGTH_MAX: Final = 1_000
NOT_OURS: Final = "the cursor is not one that was given here: begin without it"
HASH_LENGTH: Final = 16


def write_cursor(place: Place, asked: object) -> str:
    """The cursor behind a place, for this filter only."""
    packed = json.dumps([_hash(asked), *place], separators=(",", ":"))
    return urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def read_cursor(text: str, asked: object) -> Place:
    """The place of a cursor.

    Raises:
        CursorError: it was not given for this filter, or not given at all.

    """
    match _unpacked(text, asked):
        case [int(first), int(start_s), str(key), int(count)]:
            return first, start_s, key, count
        case _:
            raise CursorError(NOT_OURS)


def write_text_cursor(behind: tuple[str, str], asked: object) -> str:
    """The cursor behind a row of this incident and key, for this filter only."""
    packed = json.dumps([_hash(asked), *behind], separators=(",", ":"), ensure_ascii=False)
    return urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def read_text_cursor(text: str, asked: object) -> tuple[str, str]:
    """The incident and key of a cursor.

    Raises:
        CursorError: it was not given for this filter, or not given at all.

    """
    match _unpacked(text, asked):
        case [str(incident), str(key)]:
            return incident, key
        case _:
            raise CursorError(NOT_OURS)


def _unpacked(text: str, asked: object) -> list[Any]:
    """What a cursor holds, behind what it was made for."""
    padding = "=" * (-len(text) % 4)
    try:
        plain = read_json(urlsafe_b64decode(text[:LENGTH_MAX] + padding))
    except (MalformedError, Base64Error, ValueError):
        raise CursorError(NOT_OURS) from None
    match plain:
        case [str(made_for), *held]:
            if made_for != _hash(asked):
                raise CursorError(
                    "the cursor was given for another filter: send the same query parameters, "
                    "or begin without it"
                )
            return held
        case _:
            raise CursorError(NOT_OURS)


def _hash(asked: object) -> str:
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:HASH_LENGTH]
