"""Copies of a log: made under load, read whole, refused when damaged, put back with care."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path
from threading import Event

import pytest

from jointlog.domain.errors import NotFoundError, StoreBusyError, StoreError
from jointlog.domain.store.backup import sqlite
from jointlog.domain.store.backup.drill import drill
from jointlog.domain.store.backup.manifest import Manifest, manifest_path
from jointlog.domain.store.backup.reading import Tally
from jointlog.domain.store.backup.sqlite import create, restore, verify
from jointlog.domain.store.codec import LocatedRow
from jointlog.domain.store.log import open_log
from tests.store.copying import copied, fill, sealed
from tests.store.samples import AMBULANCE, NOW_MS, draft

HOLDER = """
import sqlite3, sys
at = sqlite3.connect(sys.argv[1])
at.execute("SELECT COUNT(*) FROM entries").fetchone()
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of 5 entries of 2 incidents, and a key."""
    path = tmp_path / "log.sqlite"
    fill(path, range(5))
    return path


def changed(copy: Path, *statements: str) -> Path:
    """The copy after a stock program wrote to it, sealed again."""
    with closing(sqlite3.connect(copy)) as at, at:
        for statement in statements:
            at.execute(statement)
    return sealed(copy)


def test_a_copy_made_under_load_is_one_state_of_the_log(tmp_path: Path) -> None:
    """Given 4 threads that post, then 3 copies are prefixes of the log, and no post fails.

    Each copy holds positions 1 to n, n grows from copy to copy, and posts are acknowledged while
    a copy is made.
    """
    path, numbers, is_enough = tmp_path / "log.sqlite", count(), Event()
    with open_log(str(path)) as log, ThreadPoolExecutor(4) as pool:

        def post() -> int:
            done = 0
            while not is_enough.is_set():
                number = next(numbers)
                log.post(draft(number, incident=f"CAD-{number % 7}"), AMBULANCE, now_ms=NOW_MS)
                done += 1
            return done

        try:
            posting = [pool.submit(post) for _ in range(4)]
            made, before = [], 0
            for number in range(3):
                while log.head() < before + 50:
                    assert not any(each.done() for each in posting)
                before = log.head()
                made.append(copied(path, now_ms=NOW_MS + number * 1000))
        finally:
            is_enough.set()
        acknowledged = sum(each.result() for each in posting)
        assert log.head() == acknowledged
    held = [verify(copy) for copy in made]
    assert [each.entries for each in held] == [each.last_position for each in held]
    assert 50 <= held[0].entries < held[1].entries < held[2].entries <= acknowledged
    with open_log(str(path)) as log:
        rows = log.rows_after(0, acknowledged)
    for manifest in held:
        tally = Tally()
        for row in rows[: manifest.entries]:
            tally.add(row)
        assert tally.digest == manifest.digest


def test_a_copy_says_what_it_holds(log: Path) -> None:
    """5 entries of 2 incidents and one key; the copy and its manifest are the owner's only."""
    told: list[int] = []
    copy, manifest = create(log, log.parent / "b", now_ms=NOW_MS, made_by="test", tell=told.append)
    assert copy.name == "jointlog-20260301T224100Z.sqlite"
    held = (manifest.entries, manifest.incidents, manifest.keys, manifest.unreadable)
    assert (held, manifest.last_position, sum(told)) == ((5, 2, 1, 0), 5, 5)
    assert {each.stat().st_mode & 0o777 for each in copy.parent.iterdir()} == {0o600}
    assert sorted(each.name for each in copy.parent.iterdir()) == [copy.name, f"{copy.name}.json"]
    assert verify(manifest_path(copy)) == Manifest.read(manifest_path(copy)) == manifest
    with pytest.raises(StoreError, match="is there already"):
        create(log, copy.parent, now_ms=NOW_MS, made_by="test")


def test_a_copy_is_the_log_byte_for_byte_as_rows(log: Path) -> None:
    """Another program reads the same rows in both."""
    statement = "SELECT * FROM entries ORDER BY position"
    held = []
    for path in (log, copied(log)):
        with closing(sqlite3.connect(path)) as at:
            held.append(at.execute(statement).fetchall())
    assert held[0] == held[1]


def test_an_unreadable_entry_is_copied_and_counted(log: Path) -> None:
    """An entry of a later version is in the copy, and the manifest says that it was so."""
    with closing(sqlite3.connect(log)) as at, at:
        at.execute(
            "INSERT INTO entries (originator_id, originator_version, event_id, topic, state) "
            "SELECT originator_id, 4, x'00112233445566778899aabbccddeeff', 'of_tomorrow', x'80' "
            "FROM entries WHERE originator_version = 3"
        )
    copy = copied(log)
    assert (verify(copy).entries, verify(copy).unreadable) == (6, 1)


@pytest.mark.parametrize(
    ("statements", "problem"),
    [
        (["DELETE FROM incidents WHERE number = 1"], "incidents do not fit"),
        (
            [
                "DROP TRIGGER entries_are_never_deleted",
                "DELETE FROM entries WHERE originator_version = 1",
            ],
            "is version 2 of its incident, and 1 is next",
        ),
    ],
)
def test_a_damaged_log_gives_no_copy(log: Path, statements: list[str], problem: str) -> None:
    """What is missing in the log is told, and the folder of copies stays empty."""
    with closing(sqlite3.connect(log)) as at, at:
        for statement in statements:
            at.execute(statement)
    with pytest.raises(StoreError, match=problem):
        copied(log)
    assert list(log.with_name("backups").iterdir()) == []


def test_what_is_no_database_is_not_copied(tmp_path: Path) -> None:
    """A text file is refused, and leaves nothing."""
    path = tmp_path / "log.sqlite"
    path.write_text("no database at all, but long enough to be looked at by a program" * 100)
    with pytest.raises(StoreError, match="cannot be read or copied"):
        copied(path)
    assert list(path.with_name("backups").iterdir()) == []


def test_a_copy_with_other_bytes_is_refused(log: Path) -> None:
    """One byte changed, cut short, gone; each is told."""
    copy = copied(log)
    whole = copy.read_bytes()
    copy.write_bytes(whole[:9000] + bytes([whole[9000] ^ 1]) + whole[9001:])
    with pytest.raises(StoreError, match="SHA-256"):
        verify(copy)
    copy.write_bytes(whole[:-4096])
    with pytest.raises(StoreError, match="bytes, and its manifest says"):
        verify(copy)
    copy.unlink()
    with pytest.raises(NotFoundError, match="no copy of a log"):
        verify(copy)
    manifest_path(copy).unlink()
    with pytest.raises(NotFoundError, match="no manifest"):
        verify(copy)


@pytest.mark.parametrize(
    ("statements", "problem"),
    [
        (["DELETE FROM agency_keys"], "incidents or keys are others"),
        (["PRAGMA user_version = 2"], "a later version"),
        (["PRAGMA application_id = 1"], "no log of this program"),
        (["DROP TABLE agency_keys"], "cannot be read"),
        (
            [
                "DROP TRIGGER entries_are_never_changed",
                "UPDATE entries SET state = x'80' WHERE position = 2",
            ],
            "unreadable entries is 1, and the manifest says 0; the digest is",
        ),
        (
            ["DROP TRIGGER entries_are_never_deleted", "DELETE FROM entries WHERE position = 5"],
            "number of entries is 4, and the manifest says 5; the last position is 4",
        ),
    ],
)
def test_a_copy_with_another_content_is_refused(
    log: Path, statements: list[str], problem: str
) -> None:
    """Although the file is whole and its SHA-256 fits: every entry is read, and compared."""
    with pytest.raises(StoreError, match=problem):
        verify(changed(copied(log), *statements))


def test_a_copy_with_a_damaged_page_is_refused(log: Path) -> None:
    """Although its SHA-256 fits: SQLite's own check is run."""
    copy = copied(log)
    whole = copy.read_bytes()
    index = next(n for n in range(2, len(whole) // 4096) if whole[n * 4096] == 10)
    copy.write_bytes(whole[: index * 4096 + 3] + b"\xff\xff" + whole[index * 4096 + 5 :])
    with pytest.raises(StoreError, match=r"damaged|cannot be read"):
        verify(sealed(copy))


def test_positions_that_go_back_are_told_and_problems_end() -> None:
    """Four rows at one place: three problems are kept, however many there are."""
    tally = Tally()
    row = LocatedRow(
        id=1,
        originator_id=draft(1).event_id,
        originator_version=1,
        topic="x",
        state=b"",
        event_id=b"",
    )
    for _ in range(4):
        tally.add(row)
    assert tally.problems == [
        "position 1 stands behind 1",
        "position 1 is version 1 of its incident, and 2 is next",
        "position 1 stands behind 1",
    ]


def test_a_restored_log_is_the_log_of_then(log: Path) -> None:
    """Given 5 entries copied and 3 more, when restored: the log goes on at position 6 again.

    What stood there has another name, is whole, and opens; the rows of it are gone.
    """
    copy = copied(log)
    fill(log, range(5, 8))
    rows = log.with_name("log.sqlite.rows")
    rows.write_text("rows")
    with pytest.raises(StoreError, match="there is a log at"):
        restore(copy, log, now_ms=NOW_MS)
    done = restore(copy, log, now_ms=NOW_MS, overwrite=True)
    assert done.set_aside == log.with_name("log.sqlite.before-20260301T224100Z")
    with open_log(str(log)) as restored, open_log(str(done.set_aside)) as before:
        assert (restored.head(), before.head()) == (5, 8)
        assert restored.post(draft(9), AMBULANCE, now_ms=NOW_MS).position == 6
    assert not rows.exists()
    assert log.stat().st_uid == log.parent.stat().st_uid


def test_a_log_that_was_killed_is_set_aside_with_its_wal(log: Path) -> None:
    """The WAL beside it goes with it under the new name, where the two are still one log."""
    copy = copied(log)
    held = sqlite3.connect(log)
    held.execute("SELECT COUNT(*) FROM entries").fetchone()
    fill(log, range(5, 6))
    for name in ("log.sqlite", "log.sqlite-wal"):
        log.with_name(name).rename(log.with_name(f"moved-{name}"))
    held.close()
    log.with_name("log.sqlite-shm").unlink(missing_ok=True)
    for name in ("log.sqlite", "log.sqlite-wal"):
        log.with_name(f"moved-{name}").rename(log.with_name(name))
    aside = restore(copy, log, now_ms=NOW_MS, overwrite=True).set_aside
    assert aside is not None
    with open_log(str(aside)) as before, open_log(str(log)) as restored:
        assert (before.head(), restored.head()) == (6, 5)


def test_a_log_in_use_is_not_replaced(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has it open, even idle, is told of; where files have no locks nobody is."""
    copy = copied(log)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(log)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(StoreBusyError, match="is in use"):
            restore(copy, log, now_ms=NOW_MS, overwrite=True)
        monkeypatch.setattr(sqlite, "fcntl", None)
        assert not sqlite.is_in_use(log)
        monkeypatch.undo()
        holder.stdin.close()
    restore(copy, log, now_ms=NOW_MS, overwrite=True)


def test_a_restore_by_another_than_root_leaves_the_owner(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is the restorer's own, who is the log's owner then."""
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("os.chown", None)
    assert restore(copied(log), log.with_name("other"), now_ms=NOW_MS).set_aside is None


def test_a_drill_restores_and_reads_and_changes_nothing(log: Path, tmp_path: Path) -> None:
    """Each entry is read twice; a copy whose incidents are not all listed is refused."""
    copy, told, place = copied(log), [0], tmp_path / "drill"
    assert drill(copy, place, now_ms=NOW_MS, tell=told.append).entries == 5
    assert sum(told) == 10
    bad = changed(copy, "UPDATE incidents SET originator_id = x'00' WHERE number = 1")
    with pytest.raises(StoreError, match="lists 3 entries of 5"):
        drill(bad, tmp_path / "again", now_ms=NOW_MS)


@pytest.fixture(autouse=True)
def _no_part_is_left(tmp_path: Path) -> Iterator[None]:
    """No test leaves a file under a temporary name."""
    yield
    assert list(tmp_path.rglob(".*")) == []
