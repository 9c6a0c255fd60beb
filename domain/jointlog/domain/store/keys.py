"""Keys of agencies, reviewers and analysts: shown once, stored as HMAC-SHA-256, expiring.

A key is ``jl_<key id>_<secret>``. The log keeps the HMAC of the secret under a pepper that is not
in the database, so that neither a copy of the database nor of the pepper alone opens anything.
"""

import hashlib
import hmac
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from jointlog.domain.errors import KeyRefusedError, MalformedError, NotFoundError, StoreError
from jointlog.domain.store.contract import KeyRow, KeyRows
from jointlog.domain.store.owner import MODE_OWNER
from jointlog.domain.store.settings import PEPPER, PEPPER_LENGTH_MIN, Settings
from jointlog.domain.vocabulary import Agency

PREFIX: Final = "jl"
KEY_LENGTH_MAX: Final = 200
KEY_ID_BYTES: Final = 6
SECRET_BYTES: Final = 32
KNOWN_S: Final = 1.0
"""How long a key that was found good is not looked up again."""
KNOWN_MAX: Final = 1_000


class Pepper(Protocol):
    """Where the pepper comes from."""

    def __call__(self, *, may_create: bool) -> bytes:
        """The pepper; a new one may be made while there is no key."""


class Scope(StrEnum):
    """What a key lets its holder do."""

    AGENCY = "agency"  # post as the agency, and read
    REVIEWER = "reviewer"  # read
    ANALYST = "analyst"  # read across incidents


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a key proves, and what it lets them do."""

    agency: Agency
    scope: Scope
    key_id: str


@dataclass(frozen=True, slots=True)
class Known:
    """A key that was checked: its holder, when it expires, and until when that is not asked."""

    holder: Holder
    expires_ms: int
    until_s: float


class KeyRing:
    """The keys of one log."""

    def __init__(
        self, table: KeyRows, pepper: Pepper, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._table = table
        self._pepper = pepper
        self._pepper_held = b""
        self._clock = clock
        self._known: dict[bytes, Known] = {}

    def issue(self, agency: Agency, scope: Scope, *, now_ms: int, expires_ms: int) -> str:
        """Make a key and return its text, which is not kept and cannot be shown again.

        Args:
            agency: one organisation, such as ``police:met``.
            scope: what the key lets its holder do.
            now_ms: UTC milliseconds since 1970.
            expires_ms: when the key ends, UTC milliseconds since 1970.

        Raises:
            MalformedError: the agency names no one organisation, or the key would have ended.
            StoreError: the pepper cannot be read or made.

        """
        if not agency.id:
            raise MalformedError("agency", f"{agency} is no one agency", "kind:id: police:met")
        if expires_ms <= now_ms:
            raise MalformedError("expires_ms", "is not in the future", "a later time, in ms")
        secret = secrets.token_urlsafe(SECRET_BYTES)
        key_id = secrets.token_hex(KEY_ID_BYTES)
        row = KeyRow(key_id, str(agency), scope.value, self._mac(secret), now_ms, expires_ms)
        self._table.add(row)
        return f"{PREFIX}_{key_id}_{secret}"

    def check(self, key_text: str, *, now_ms: int) -> Holder:
        """The holder of this key.

        Raises:
            KeyRefusedError: the key is unknown, expired or revoked.
            StoreError: the pepper cannot be read.

        """
        asked_s = self._clock()
        prefix, _, rest = key_text[:KEY_LENGTH_MAX].partition("_")
        key_id, _, secret = rest.partition("_")
        row = self._table.find(key_id) if prefix == PREFIX and key_text.isascii() else None
        expected = row.mac if row is not None else b""
        is_proved = hmac.compare_digest(expected, self._mac(secret))
        if row is None or not is_proved:
            raise KeyRefusedError("the key is unknown: ask whoever runs the log for another")
        if row.revoked_ms is not None:
            raise KeyRefusedError(f"key {key_id} is revoked: ask for another")
        if row.expires_ms <= now_ms:
            raise KeyRefusedError(f"key {key_id} has expired: ask for another")
        holder = Holder(Agency.parse(row.agency), Scope(row.scope), key_id)
        if len(self._known) >= KNOWN_MAX:
            self._known.clear()
        self._known[_digest(key_text)] = Known(holder, row.expires_ms, asked_s + KNOWN_S)
        return holder

    def known(self, key_text: str, *, now_ms: int) -> Holder | None:
        """The holder of a key that was checked within the last second; None asks for a check.

        So a key that another process revokes opens nothing a second later, and at once where this
        one does.
        """
        known = self._known.get(_digest(key_text))
        if known is None or known.until_s <= self._clock() or known.expires_ms <= now_ms:
            return None
        return known.holder

    def issued(self) -> list[KeyRow]:
        """All keys, oldest first, without their secrets."""
        return self._table.rows()

    def revoke(self, key_id: str, *, now_ms: int) -> None:
        """End a key now; what it posted stays.

        Raises:
            NotFoundError: no such key.

        """
        if self._table.find(key_id) is None:
            raise NotFoundError(f"there is no key {key_id!r:.40}")
        self._table.revoke(key_id, now_ms)
        self._known.clear()

    def derived(self, purpose: str) -> bytes:
        """A secret of the log's for another purpose; nothing of the pepper can be told from it.

        Raises:
            StoreError: the pepper cannot be read or made.

        """
        return self._mac(f"derived\0{purpose}")  # no key's secret has a NUL

    def _mac(self, secret: str) -> bytes:
        if not self._pepper_held:
            self._pepper_held = self._pepper(may_create=not self._table.rows())
        return hmac.digest(self._pepper_held, secret.encode(errors="replace"), "sha256")


def _digest(key_text: str) -> bytes:
    """What a key is known by in memory: not the key."""
    return hashlib.sha256(key_text.encode(errors="replace")).digest()


def pepper_of(settings: Settings) -> Pepper:
    """Where the pepper comes from: the environment, else the file, else (in memory) chance.

    With PostgreSQL it comes from the environment only: every process that serves the log needs the
    same one.
    """
    given, file = settings.pepper, settings.pepper_file
    if given is not None:
        return lambda may_create: given  # noqa: ARG005 - the protocol names it
    if file is not None:
        return partial(read_pepper, file)
    if settings.postgresql:
        return _no_pepper
    return lambda may_create: secrets.token_bytes(SECRET_BYTES)  # noqa: ARG005 - as above


def _no_pepper(*, may_create: bool) -> bytes:
    raise StoreError(
        f"keys are hashed with a pepper, and a log in PostgreSQL keeps none: set {PEPPER} to "
        f"{PEPPER_LENGTH_MIN} random characters or more, the same for every process"
        + ("" if may_create else "; there are keys already, so it must be the pepper they have")
    )


def read_pepper(file: Path, *, may_create: bool) -> bytes:
    """The pepper in this file, which is made (mode 0600) if there is none and it may be.

    Raises:
        StoreError: there is none though keys exist, or it cannot be read.

    """
    try:
        if may_create and not file.exists():
            _make_pepper(file)
        pepper = file.read_bytes()
    except OSError as error:
        raise StoreError(
            f"the pepper cannot be read ({error}): restore the file from a backup, or set "
            "JOINTLOG_PEPPER; without it every key must be issued again"
        ) from error
    if len(pepper) < SECRET_BYTES:
        raise StoreError(f"{file} is cut short: restore it from a backup")
    return pepper


def _make_pepper(file: Path) -> None:
    """Write a whole file first and then give it its name, which only one process can."""
    part = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE_OWNER)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_hex(SECRET_BYTES).encode())
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):
            os.link(part, file)
    finally:
        part.unlink()
    with suppress(PermissionError):  # where a directory cannot be opened, its names are durable
        directory = os.open(file.parent, os.O_RDONLY)
        os.fsync(directory)
        os.close(directory)
