"""Commitments: what is withheld can be shown later to be what it was, and cannot be guessed now.

    salt = salt_of(secret, event_id, "facts.location")
    commitment = SHA-256(salt + the value in UTF-8)

The secret is a file that whoever made the document keeps. Without it a value of few possibilities
could be found by trying them all, so without it no commitment is printed. To prove one field, show
its salt and its value: nothing else is revealed.
"""

import hashlib
import hmac
from typing import Final

from jointlog.domain.entry import Entry
from jointlog.domain.errors import MalformedError
from jointlog.domain.lines import to_line
from jointlog.projections.chronology.masking import Withheld

SECRET_BYTES_MIN: Final = 16
ENTRY: Final = "entry"


def checked(secret: bytes) -> bytes:
    """The secret, if it is long enough.

    Raises:
        MalformedError: it is shorter than 16 bytes.

    """
    if len(secret) < SECRET_BYTES_MIN:
        what = f"at least {SECRET_BYTES_MIN} random bytes, such as 'openssl rand -hex 32' writes"
        raise MalformedError("", f"has {len(secret)} bytes", what)
    return secret


def salt_of(secret: bytes, entry: Entry, path: str) -> bytes:
    """The salt of one field of one entry, 32 bytes."""
    return hmac.digest(secret, f"{entry.event_id}|{path}".encode(), "sha256")


def commitment(secret: bytes, entry: Entry, withheld: Withheld) -> str:
    """The commitment to a withheld value, in hex."""
    salt = salt_of(secret, entry, withheld.path)
    return hashlib.sha256(salt + withheld.value.encode()).hexdigest()


def digest(secret: bytes, entry: Entry) -> str:
    """The commitment to a whole entry as exported, in hex: the same in every profile."""
    salt = salt_of(secret, entry, ENTRY)
    return hashlib.sha256(salt + to_line(entry).encode()).hexdigest()


def record_digest(entries: list[Entry]) -> str:
    """SHA-256 over the exported lines of the entries, each with its line break, in hex."""
    lines = "".join(f"{to_line(entry)}\n" for entry in entries)
    return hashlib.sha256(lines.encode()).hexdigest()
