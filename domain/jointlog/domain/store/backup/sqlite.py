"""Copies of an SQLite log, made while it is in use, and put back in its place.

A copy is made with SQLite's own backup in one step: one state of the log, whatever is posted
meanwhile, and no post waits for it. It gets its name once it is whole, read and synced.
"""

import hashlib
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from jointlog.domain.errors import NotFoundError, StoreBusyError, StoreError
from jointlog.domain.store.backup.manifest import (
    PREFIX,
    Manifest,
    copy_path,
    manifest_path,
    stamp,
    sync_folder,
)
from jointlog.domain.store.backup.reading import Tally, Tell, check, read_all
from jointlog.domain.store.codec import LocatedRow
from jointlog.domain.store.owner import DIRECTORY_OWNER, MODE_OWNER
from jointlog.domain.store.sqlite import (
    APPLICATION_ID,
    SCHEMA_VERSION,
)
from jointlog.domain.store.sqlite_rows import SELECT_ENTRIES, located_rows
from jointlog.domain.store.turn import WAL

SUFFIX: Final = ".sqlite"
SHARED_MEMORY: Final = "-shm"
ROWS: Final = ".rows"
SHARED_FIRST: Final = 0x40000002
SHARED_SIZE: Final = 510
"""The bytes of a file on which every open connection of SQLite holds a lock in WAL mode."""

fcntl: Any = import_module("fcntl") if find_spec("fcntl") else None


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where the log that stood there is now."""

    manifest: Manifest
    set_aside: Path | None


def create(
    log: Path, folder: Path, *, now_ms: int, made_by: str, tell: Tell | None = None
) -> tuple[Path, Manifest]:
    """Copy a log into a folder while it is in use, read the copy whole, and give it its name.

    Args:
        log: the log's file, which the caller has opened as a log before.
        folder: where copies are; made, for its owner only, if there is none.
        now_ms: UTC milliseconds since 1970; part of the name.
        made_by: program and version, for the manifest.
        tell: is told how many more entries were read.

    Raises:
        StoreError: the log cannot be read, or the copy be written.

    """
    folder.mkdir(mode=DIRECTORY_OWNER, parents=True, exist_ok=True)
    copy = folder / f"{PREFIX}{stamp(now_ms)}{SUFFIX}"
    if copy.exists() or manifest_path(copy).exists():
        raise StoreError(f"{copy} is there already: wait a second, and run it again")
    with _part_of(copy) as part:
        with _refusing(log), closing(sqlite3.connect(_read_only(log), uri=True)) as source:
            _copy(source, part)
        tally, incidents, keys = read_copy(part, tell=tell)
        if tally.problems or incidents != tally.incidents:
            raise StoreError(
                f"{log} is damaged: {'; '.join(tally.problems) or 'incidents do not fit entries'}"
            )
        _sync(part)
        manifest = Manifest(
            made_by=made_by,
            store="sqlite",
            schema=SCHEMA_VERSION,
            created_ms=now_ms,
            last_position=tally.last_position,
            entries=tally.entries,
            incidents=tally.incidents,
            keys=keys,
            unreadable=tally.unreadable,
            digest=tally.digest,
            bytes=part.stat().st_size,
            sha256=sha256_of(part),
        )
        part.replace(copy)
    sync_folder(folder)
    manifest.write(manifest_path(copy))
    return copy, manifest


def verify(path: Path, *, tell: Tell | None = None) -> Manifest:
    """Read a copy whole, and compare it with its manifest.

    Args:
        path: the copy, or its manifest.
        tell: is told how many more entries were read.

    Raises:
        NotFoundError: there is no such copy, or no manifest of it.
        StoreError: the copy is damaged, or not what its manifest says.

    """
    manifest, copy = Manifest.read(manifest_path(path)), copy_path(path)
    check_file(copy, manifest)
    tally, incidents, keys = read_copy(copy, tell=tell)
    check(tally, manifest, str(copy))
    if (incidents, keys) != (manifest.incidents, manifest.keys):
        raise StoreError(f"{copy} is not what was copied: its incidents or keys are others")
    return manifest


def restore(
    path: Path, log: Path, *, now_ms: int, overwrite: bool = False, tell: Tell | None = None
) -> Restored:
    """Put a copy in the place of a log, once it was read whole there.

    Args:
        path: the copy, or its manifest.
        log: the file that is to be the log.
        now_ms: UTC milliseconds since 1970; part of the name of what is set aside.
        overwrite: whether a log that is there may be set aside, under another name.
        tell: is told how many more entries were read.

    Raises:
        NotFoundError: there is no such copy, or no manifest of it.
        StoreBusyError: a process has the log open.
        StoreError: a log is there and ``overwrite`` is not given, or the copy is damaged.

    """
    manifest, copy = Manifest.read(manifest_path(path)), copy_path(path)
    check_file(copy, manifest)
    there = [each for each in _files_of(log) if each.exists()]
    if there and not overwrite:
        raise StoreError(
            f"there is a log at {log}: restore to another place, or say --overwrite to set it aside"
        )
    log.parent.mkdir(mode=DIRECTORY_OWNER, parents=True, exist_ok=True)
    with _part_of(log) as part:
        shutil.copyfile(copy, part)
        _sync(part)
        check_file(part, manifest)
        tally, _, _ = read_copy(part, tell=tell)
        check(tally, manifest, str(copy))
        if is_in_use(log):
            raise StoreBusyError(f"{log} is in use: stop every process that has it open")
        aside = _set_aside(log, there, stamp(now_ms))
        _give_to_owner_of(log.parent, part)
        part.replace(log)
    sync_folder(log.parent)
    return Restored(manifest, aside)


def read_copy(copy: Path, *, tell: Tell | None = None) -> tuple[Tally, int, int]:
    """Everything in a file that nobody writes; also the numbers of its incidents and keys.

    Raises:
        StoreError: it is no log of ours, of a later version, or damaged.

    """
    with _refusing(copy), closing(sqlite3.connect(_read_only(copy, is_still=True), uri=True)) as at:
        at.row_factory = sqlite3.Row
        application, schema = (_one(at, f"PRAGMA {n}") for n in ("application_id", "user_version"))
        if application != APPLICATION_ID or schema > SCHEMA_VERSION:
            raise StoreError(f"{copy} is no log of this program, or of a later version of it")
        said = _one(at, "PRAGMA integrity_check(1)")
        if said != "ok":
            raise StoreError(f"{copy} is damaged: {said}")

        def rows_after(position: int, limit: int) -> Sequence[LocatedRow]:
            statement = f"{SELECT_ENTRIES} WHERE position > ? ORDER BY position LIMIT ?"
            return located_rows(at.cursor(), statement, (position, limit))

        tally = read_all(rows_after, tell=tell)
        return (
            tally,
            _one(at, "SELECT COUNT(*) FROM incidents"),
            _one(at, "SELECT COUNT(*) FROM agency_keys"),
        )


def check_file(copy: Path, manifest: Manifest) -> None:
    """Refuse a copy whose bytes are not those that were written.

    Raises:
        NotFoundError: there is no such file.
        StoreError: its length or its SHA-256 is another.

    """
    if not copy.is_file():
        raise NotFoundError(f"there is no copy of a log at {copy}")
    size = copy.stat().st_size
    if size != manifest.bytes:
        raise StoreError(f"{copy} has {size} bytes, and its manifest says {manifest.bytes}")
    if sha256_of(copy) != manifest.sha256:
        raise StoreError(f"{copy} is damaged: its SHA-256 is not that of its manifest")


def is_in_use(log: Path) -> bool:
    """Whether another process has the log open; False where files cannot be locked.

    This process must have no connection to it: its locks would be lost.
    """
    if fcntl is None or not log.exists():
        return False
    descriptor = os.open(log, os.O_RDWR)
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, SHARED_SIZE, SHARED_FIRST)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _copy(source: sqlite3.Connection, part: Path) -> None:
    with closing(sqlite3.connect(part)) as target:
        source.backup(target)
        (mode,) = target.execute("PRAGMA journal_mode = DELETE").fetchone()
        assert mode == "delete", "nobody else has it open"


def _set_aside(log: Path, there: Sequence[Path], when: str) -> Path | None:
    """Give what stands in the log's place another name; its rows are made again."""
    for suffix in ("", WAL, SHARED_MEMORY):
        log.with_name(f"{log.name}{ROWS}{suffix}").unlink(missing_ok=True)
    if not there:
        return None
    aside = log.with_name(f"{log.name}.before-{when}")
    for each in there:
        each.rename(f"{aside}{each.name.removeprefix(log.name)}")
    sync_folder(log.parent)
    return aside


def _give_to_owner_of(folder: Path, part: Path) -> None:
    """What root restores belongs to whoever the folder belongs to, as the log did."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        owner = folder.stat()
        os.chown(part, owner.st_uid, owner.st_gid)


def _files_of(log: Path) -> list[Path]:
    """The log's file, and what stands beside it while it is open; the file last."""
    return [log.with_name(log.name + suffix) for suffix in (WAL, SHARED_MEMORY, "")]


@contextmanager
def _part_of(path: Path) -> Iterator[Path]:
    """A file under another name beside it, for its owner only; gone at the end if it is there."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE_OWNER))
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be read or copied: {error!s:.200}") from error


def _read_only(path: Path, *, is_still: bool = False) -> str:
    return f"file:{quote(str(path))}?mode=ro{'&immutable=1' if is_still else ''}"


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _one(at: sqlite3.Connection, statement: str) -> Any:
    return at.execute(statement).fetchone()[0]
