"""What is written beside a copy of a log: the manifest, and the note that the copy was verified.

`jointlog-20261122T203000Z.sqlite` is a copy, `<copy>.json` its manifest, `<copy>.verified` the
note. A dump of PostgreSQL is another program's; its manifest is `jointlog-<when>.postgresql.json`.
"""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final, Self

from jointlog.domain.errors import NotFoundError, StoreError
from jointlog.domain.lines import say_recorded_at
from jointlog.domain.store.owner import MODE_OWNER

FORMAT: Final = 1
PREFIX: Final = "jointlog-"
MANIFEST: Final = ".json"
VERIFIED: Final = ".verified"
MS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a copy of a log must hold.

    Attributes:
        format: of this file.
        made_by: program and version.
        store: ``sqlite`` or ``postgresql``.
        schema: version of the stored form.
        created_ms: when the copy was begun, UTC milliseconds since 1970.
        last_position: position of the last entry; 0 for none.
        entries: how many.
        incidents: of how many incidents.
        keys: how many keys.
        unreadable: entries that could not be read in the log either.
        digest: SHA-256 over the columns of all entries in order, in hex.
        bytes: length of the copy's file; 0 where it is another program's.
        sha256: of that file, in hex; empty where it is another program's.

    """

    format: int = FORMAT
    made_by: str
    store: str
    schema: int
    created_ms: int
    last_position: int
    entries: int
    incidents: int
    keys: int
    unreadable: int
    digest: str
    bytes: int = 0
    sha256: str = ""

    @property
    def created(self) -> str:
        """When the copy was begun, RFC 3339 in UTC."""
        return say_recorded_at(self.created_ms)

    @classmethod
    def read(cls, path: Path) -> Self:
        """The manifest in a file.

        Raises:
            NotFoundError: there is none.
            StoreError: it is no manifest, or of a later version.

        """
        held = _read_json(path, f"no manifest at {path}: was the copy made by 'jointlog backup'?")
        held.pop("created", None)
        wanted = {field.name: field.type for field in fields(cls)}
        if held.get("format") != FORMAT:
            raise StoreError(
                f"{path} is of format {held.get('format')!r:.20}, and this program knows {FORMAT}: "
                "install a later jointlog"
            )
        if held.keys() != wanted.keys() or any(
            type(held[name]) is not kind for name, kind in wanted.items()
        ):
            raise StoreError(f"{path} is no manifest of a log: its members are others")
        return cls(**held)

    def write(self, path: Path) -> None:
        """Write it to a file, whole or not at all."""
        write_whole(path, {**asdict(self), "created": self.created})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """That a copy was read whole and is as its manifest says.

    Attributes:
        digest: of the manifest.
        created_ms: when the copy was begun, UTC milliseconds since 1970.
        verified_ms: when it was read.
        how: ``created``, ``read`` or ``drill``.
        took_s: how long that took, seconds.

    """

    digest: str
    created_ms: int
    verified_ms: int
    how: str
    took_s: float


@dataclass(frozen=True, slots=True)
class Age:
    """How old the newest verified copy is; ``age_ms`` is None where there is none."""

    age_ms: int | None
    is_too_old: bool


@dataclass(frozen=True, slots=True)
class Backups:
    """The folder of copies that whoever runs the log has named.

    Attributes:
        folder: where they are.
        age_max_ms: age from which on the newest verified one is too old, milliseconds.

    """

    folder: Path
    age_max_ms: int

    def age(self, now_ms: int) -> Age:
        """How old the newest verified copy is: what is younger is in no copy."""
        newest = latest_verified(self.folder)
        if newest is None:
            return Age(None, is_too_old=True)
        age_ms = max(0, now_ms - newest.created_ms)
        return Age(age_ms, is_too_old=age_ms > self.age_max_ms)


def stamp(created_ms: int) -> str:
    """The part of a name that says when: ``20261122T203000Z``."""
    text = say_recorded_at(created_ms)
    return f"{text[:19].replace('-', '').replace(':', '')}Z"


def manifest_path(copy: Path) -> Path:
    """Where the manifest of a copy is; a manifest's own path is itself."""
    return copy if copy.name.endswith(MANIFEST) else copy.with_name(copy.name + MANIFEST)


def copy_path(path: Path) -> Path:
    """The copy of which this is the copy, or the manifest."""
    return path.with_name(path.name.removesuffix(MANIFEST))


def note_verified(path: Path, manifest: Manifest, *, now_ms: int, how: str, took_s: float) -> None:
    """Note beside a copy that it was read whole."""
    note = Verified(
        digest=manifest.digest,
        created_ms=manifest.created_ms,
        verified_ms=now_ms,
        how=how,
        took_s=round(took_s, 3),
    )
    copy = copy_path(path)
    write_whole(copy.with_name(copy.name + VERIFIED), asdict(note))


def copies(folder: Path) -> list[tuple[Path, Manifest]]:
    """The copies in a folder with their manifests, oldest first; what cannot be read is left out.

    Raises:
        NotFoundError: there is no such folder.

    """
    if not folder.is_dir():
        raise NotFoundError(f"there is no folder {folder}: run 'jointlog backup create {folder}'")
    found = []
    for path in sorted(folder.glob(f"{PREFIX}*{MANIFEST}")):
        try:
            found.append((copy_path(path), Manifest.read(path)))
        except (StoreError, NotFoundError):
            continue
    return sorted(found, key=lambda each: each[1].created_ms)


def verified(copy: Path, manifest: Manifest) -> Verified | None:
    """The note that this copy was verified; None where there is none, or it is of another."""
    try:
        note = Verified(**_read_json(copy.with_name(copy.name + VERIFIED), "not verified"))
    except (StoreError, NotFoundError, TypeError):
        return None
    return note if note.digest == manifest.digest else None


def latest_verified(folder: Path) -> Verified | None:
    """The note of the newest copy in a folder that was verified, by when it was begun."""
    try:
        notes = list(_notes(folder))
    except NotFoundError:
        return None
    return max(notes, key=lambda note: note.created_ms, default=None)


def _notes(folder: Path) -> Iterator[Verified]:
    for copy, manifest in copies(folder):
        note = verified(copy, manifest)
        if note is not None and (not manifest.bytes or copy.exists()):
            yield note


def write_whole(path: Path, plain: dict[str, Any]) -> None:
    """Write JSON under another name, sync it with its folder, and give it its own."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE_OWNER)
    try:
        with os.fdopen(descriptor, "w") as stream:
            json.dump(plain, stream, indent=2)
            stream.write("\n")
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_json(path: Path, missing: str) -> dict[str, Any]:
    try:
        held = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise NotFoundError(missing) from error
    except ValueError as error:
        raise StoreError(f"{path} is damaged: it is no JSON") from error
    if not isinstance(held, dict):
        raise StoreError(f"{path} is damaged: it is no JSON object")
    return held
