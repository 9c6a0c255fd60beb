"""Writing the WAL back: no commit of any process falls into it, and it fails no post."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from jointlog.domain.store import sqlite_connection
from jointlog.domain.store.log import Log, open_log
from jointlog.domain.store.sqlite import SQLiteEntryRecorder
from jointlog.domain.store.sqlite_connection import DurablePool
from tests.store.samples import AMBULANCE, NOW_MS, draft

ROOT = Path(__file__).parents[2]


@pytest.fixture
def log(begun: Log) -> Log:
    """The log of the tests of this file: in a file, with one entry."""
    return begun


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every commit is followed by a checkpoint."""
    monkeypatch.setattr(sqlite_connection, "PAGES_BEFORE_CHECKPOINT", 1)


def pages_waiting(file: Path) -> int:
    """Pages in the WAL that are not in the file yet."""
    with closing(sqlite3.connect(file)) as other:
        other.execute("SELECT COUNT(*) FROM entries").fetchone()
        before = file.read_bytes()
        _, in_wal, _ = other.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return in_wal if file.read_bytes() != before else 0


def test_no_connection_writes_the_wal_back_by_itself(log: Log) -> None:
    """Readers and writers have wal_autocheckpoint = 0."""
    recorder = cast("SQLiteEntryRecorder", log._recorder)
    for commit in (False, True):
        with recorder.datastore.get_connection(commit=commit) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA wal_autocheckpoint")
            assert cursor.fetchone()[0] == 0


def test_each_place_that_opens_a_file_of_sqlite_is_known() -> None:
    """Each is in the table of decision 0012: a new one must not checkpoint beside a commit.

    The pool's, the rows' and their watch and lease (a file of its own), a backup's two that only
    read and one for the copy, the disclosed file of an extract, and the notes of an import.
    """
    opened = Counter[str]()
    for source in ("domain", "projections", "api", "cli"):
        for path in (ROOT / source).rglob("*.py"):
            opened[path.name] += path.read_text("utf-8").count("sqlite3.connect(")
    rows, backup = 3, 3
    files = {
        "sqlite_connection.py": 1,
        "as_sqlite.py": 1,
        "import_references.py": 1,
        "sqlite.py": rows + backup,
    }
    assert +opened == files


@pytest.mark.usefixtures("soon")
def test_nobody_commits_during_a_checkpoint(
    log: Log, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the WAL is written back, another program's write transaction is refused at once."""
    said = []
    make = DurablePool.make_connection

    def made(pool: DurablePool) -> sqlite3.Connection:
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
            with pytest.raises(sqlite3.OperationalError) as caught:
                other.execute("BEGIN IMMEDIATE")
            said.append(str(caught.value))
        return make(pool)

    monkeypatch.setattr(DurablePool, "make_connection", made)
    log.post(draft(2), AMBULANCE, now_ms=NOW_MS)
    assert said == ["database is locked"]
    assert pages_waiting(file) == 0


def test_the_wal_is_written_back_after_many_commits(log: Log, file: Path) -> None:
    """399 posts are counted as 6 pages each, 2,394: two checkpoints, so the WAL was begun anew."""
    for number in range(2, 400):
        log.post(draft(number), AMBULANCE, now_ms=NOW_MS)
    wal = file.with_name(file.name + "-wal")
    assert wal.stat().st_size < 2 * sqlite_connection.WAL_BYTES_MAX
    assert file.stat().st_size > 20 * 4096


@pytest.mark.usefixtures("soon")
def test_a_checkpoint_that_fails_fails_no_post(
    log: Log, file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The post is durable in the WAL; the failure is noted, and the next commit tries again."""

    def fail(_pool: DurablePool) -> sqlite3.Connection:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(DurablePool, "make_connection", fail)
        assert log.post(draft(2), AMBULANCE, now_ms=NOW_MS).version == 2
    assert "the WAL was not written back" in caplog.text
    assert log.post(draft(3), AMBULANCE, now_ms=NOW_MS).version == 3
    assert pages_waiting(file) == 0


@pytest.mark.parametrize("longest", [0, 1 << 30])
def test_a_process_that_ends_writes_a_long_wal_back(
    file: Path, monkeypatch: pytest.MonkeyPatch, longest: int
) -> None:
    """Given another process that goes on, then one that posted and ends leaves no long WAL."""
    monkeypatch.setattr(sqlite_connection, "WAL_BYTES_MAX", longest)
    with open_log(str(file)):
        with open_log(str(file)) as second:
            second.post(draft(1), AMBULANCE, now_ms=NOW_MS)
        assert (pages_waiting(file) == 0) is (longest == 0)


def test_a_log_that_was_only_read_writes_nothing_back(log: Log, file: Path) -> None:
    """Reading does not touch the file."""
    before = file.read_bytes()
    with open_log(str(file)) as reader:
        assert reader.head() == 1
    assert file.read_bytes() == before
    log.close()


def test_a_file_that_is_gone_has_no_length(tmp_path: Path) -> None:
    """A log whose WAL somebody removed is closed without a word."""
    assert sqlite_connection.length(str(tmp_path / "none")) == 0
