"""The manifest of a log that another program copies: PostgreSQL's own tools.

Entries are only added, so the manifest of a log is that of every later copy up to its last
position: it is made before the dump, and the restored database is compared with it.
"""

from pathlib import Path

from jointlog.domain.errors import StoreError
from jointlog.domain.store.backup.manifest import (
    PREFIX,
    Manifest,
    manifest_path,
    stamp,
)
from jointlog.domain.store.backup.reading import Tell, check, read_all
from jointlog.domain.store.log import Log
from jointlog.domain.store.owner import DIRECTORY_OWNER

SUFFIX = ".postgresql"
SCHEMA_VERSION = 1
"""Of the tables, as in `postgres_schema`, which needs the driver."""


def create(
    log: Log, folder: Path, *, now_ms: int, made_by: str, tell: Tell | None = None
) -> tuple[Path, Manifest]:
    """Read a log whole, and write its manifest into a folder.

    Args:
        log: it may be in use.
        folder: where manifests are; made, for its owner only, if there is none.
        now_ms: UTC milliseconds since 1970; part of the name.
        made_by: program and version, for the manifest.
        tell: is told how many more entries were read.

    Raises:
        StoreError: the log cannot be read, or its entries are out of order.

    """
    keys = len(log.keys.issued())
    tally = read_all(log.rows_after, until=log.head(), tell=tell)
    if tally.problems:
        raise StoreError(f"the log is damaged: {'; '.join(tally.problems)}")
    manifest = Manifest(
        made_by=made_by,
        store="postgresql",
        schema=SCHEMA_VERSION,
        created_ms=now_ms,
        last_position=tally.last_position,
        entries=tally.entries,
        incidents=tally.incidents,
        keys=keys,
        unreadable=tally.unreadable,
        digest=tally.digest,
    )
    folder.mkdir(mode=DIRECTORY_OWNER, parents=True, exist_ok=True)
    named = folder / f"{PREFIX}{stamp(now_ms)}{SUFFIX}"
    manifest.write(manifest_path(named))
    return manifest_path(named), manifest


def verify(path: Path, log: Log, *, tell: Tell | None = None) -> Manifest:
    """Read a restored log whole, and compare it with a manifest up to the manifest's end.

    Raises:
        NotFoundError: there is no such manifest.
        StoreError: an entry or a key is missing, or is another.

    """
    manifest = Manifest.read(manifest_path(path))
    check(read_all(log.rows_after, until=manifest.last_position, tell=tell), manifest, "the log")
    keys = len(log.keys.issued())
    if keys < manifest.keys:
        raise StoreError(f"the log has {keys} keys, and the manifest says {manifest.keys}")
    return manifest
