"""A restore that is tried: into a place of its own, opened as the log is, and read whole."""

from pathlib import Path

from jointlog.domain.errors import StoreError
from jointlog.domain.store.backup.manifest import Manifest
from jointlog.domain.store.backup.reading import Tell, check, read_all
from jointlog.domain.store.backup.sqlite import restore
from jointlog.domain.store.log import Log
from jointlog.domain.store.settings import Settings


def drill(path: Path, folder: Path, *, now_ms: int, tell: Tell | None = None) -> Manifest:
    """Restore a copy into an empty folder, open it as a log, and read every entry.

    Args:
        path: the copy, or its manifest.
        folder: where the log is put; the caller removes it.
        now_ms: UTC milliseconds since 1970.
        tell: is told how many more entries were read; each is read twice.

    Raises:
        NotFoundError: there is no such copy, or no manifest of it.
        StoreError: the copy is damaged, or what was restored is not what was copied.

    """
    place = folder / "drill.sqlite"
    manifest = restore(path, place, now_ms=now_ms, tell=tell).manifest
    with Log.open(Settings(place), must_exist=True) as log:
        check(read_all(log.rows_after, tell=tell), manifest, "the restored log")
        named = sum(head.version for head in log.incidents())
        if named != manifest.entries:
            raise StoreError(f"the restored log lists {named} entries of {manifest.entries}")
    return manifest
