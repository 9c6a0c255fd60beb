"""A dump of PostgreSQL, made by its own tools while the log is in use, restored and compared."""

from dataclasses import replace
from pathlib import Path

import pytest

from jointlog.domain.errors import NotFoundError, StoreError
from jointlog.domain.store.backup.database import create, verify
from jointlog.domain.store.backup.manifest import Manifest, manifest_path
from jointlog.domain.store.backup.sqlite import create as copy_file
from jointlog.domain.store.log import Log
from jointlog.domain.store.settings import Settings
from tests.network.serving import PEPPER
from tests.network.serving import key_for as key_at
from tests.store.postgres_server import Server
from tests.store.samples import AMBULANCE, NOW_MS, draft


def opened(url: str) -> Log:
    """The log at this place."""
    return Log.open(Settings.of({"JOINTLOG_DATABASE": url, "JOINTLOG_PEPPER": PEPPER}))


def test_a_restored_dump_is_the_log_and_may_have_more(postgres: Server, tmp_path: Path) -> None:
    """Manifest at 5, dump at 7, restored by pg_restore: the first 5 entries are compared.

    The server's triggers are restored too: an entry cannot be changed, and positions go on.
    """
    source, target = postgres.database(), postgres.database()
    key_at(source)
    told: list[int] = []
    with opened(source) as log:
        for number in range(5):
            log.post(draft(number), AMBULANCE, now_ms=NOW_MS)
        path, manifest = create(log, tmp_path, now_ms=NOW_MS, made_by="test", tell=told.append)
        for number in range(5, 7):
            log.post(draft(number), AMBULANCE, now_ms=NOW_MS)
    assert path.name == "jointlog-20260301T224100Z.postgresql.json"
    assert (manifest.entries, manifest.keys, sum(told), manifest.bytes) == (5, 1, 5, 0)
    dump = postgres.data.parent / f"{target.rpartition('/')[2]}.dump"
    postgres.run("pg_dump", "--format=custom", f"--file={dump}", f"--dbname={source}")
    postgres.run("pg_restore", "--exit-on-error", f"--dbname={target}", str(dump))
    with opened(target) as restored:
        assert verify(path, restored) == manifest
        assert restored.post(draft(8), AMBULANCE, now_ms=NOW_MS).version == 8
        assert verify(path, restored) == manifest
        with pytest.raises(NotFoundError, match="no manifest"):
            verify(tmp_path / "none", restored)
    with pytest.raises(Exception, match="never changed or deleted"):
        postgres.sql("DELETE FROM entries", target)


def test_a_restored_database_that_lacks_something_is_refused(
    postgres: Server, tmp_path: Path
) -> None:
    """An entry fewer, or a key fewer, than the manifest says."""
    source = postgres.database()
    key_at(source)
    with opened(source) as log:
        log.post(draft(1), AMBULANCE, now_ms=NOW_MS)
        path, manifest = create(log, tmp_path, now_ms=NOW_MS, made_by="test")
        rewritten(path, keys=2)
        with pytest.raises(StoreError, match="has 1 keys, and the manifest says 2"):
            verify(path, log)
        rewritten(path, entries=2)
        with pytest.raises(StoreError, match="number of entries is 1, and the manifest says 2"):
            verify(path, log)
    assert manifest.store == "postgresql"


def test_a_log_out_of_order_has_no_manifest(postgres: Server, tmp_path: Path) -> None:
    """A version that was written twice by another program's hand is told."""
    source = postgres.database()
    with opened(source) as log:
        log.post(draft(1), AMBULANCE, now_ms=NOW_MS)
        log.post(draft(2), AMBULANCE, now_ms=NOW_MS)
        postgres.sql("ALTER TABLE entries DISABLE TRIGGER entries_are_kept", source)
        postgres.sql("DELETE FROM entries WHERE position = 1", source)
        with pytest.raises(StoreError, match="is version 2 of its incident, and 1 is next"):
            create(log, tmp_path, now_ms=NOW_MS, made_by="test")
    assert list(tmp_path.iterdir()) == []


def test_both_stores_have_one_digest(postgres: Server, tmp_path: Path) -> None:
    """The same posts, at the same positions: the digest does not tell where they are stored."""
    digests = []
    file = tmp_path / "log.sqlite"
    for place in (str(file), postgres.database()):
        with opened(place) as log:
            for number in range(3):
                log.post(draft(number), AMBULANCE, now_ms=NOW_MS)
            if place == str(file):
                made = copy_file(file, tmp_path / "copies", now_ms=NOW_MS, made_by="test")
            else:
                made = create(log, tmp_path, now_ms=NOW_MS, made_by="test")
            digests.append(made[1].digest)
    assert digests[0] == digests[1]


def rewritten(path: Path, **changes: int) -> None:
    """The manifest, with other numbers."""
    held = Manifest.read(manifest_path(path))
    path.unlink()
    replace(held, **changes).write(path)  # type: ignore[arg-type]
