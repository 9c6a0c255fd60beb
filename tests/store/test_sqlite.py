"""The SQLite recorder: the library's own tests, durable settings, and what a file refuses."""

import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from typing import Any, cast
from unittest.mock import Mock
from uuid import uuid4

import pytest
from eventsourcing.application import Application
from eventsourcing.persistence import (
    ConnectionUnavailableError,
    EventStore,
    IntegrityError,
    PersistenceError,
    StoredEvent,
)

from jointlog.domain.errors import CorruptEntryError, StoreBusyError, StoreError
from jointlog.domain.store.codec import EntryEvent, EntryMapper, NullTranscoder, to_row
from jointlog.domain.store.contract import RaceLostError, refusing
from jointlog.domain.store.log import Log, open_log
from jointlog.domain.store.memory import MemoryEntryRecorder
from jointlog.domain.store.sqlite import (
    SCHEMA_VERSION,
    SQLiteEntryFactory,
    SQLiteEntryRecorder,
)
from jointlog.domain.store.sqlite_connection import DurableDatastore, as_library_error
from jointlog.domain.store.streams import stream_id
from tests.store.samples import AMBULANCE, NOW_MS, draft, entry, event_id

with pytest.MonkeyPatch.context() as patch:
    # The module of cases imports ciphers that need a package we never use.
    patch.setitem(sys.modules, "eventsourcing.cipher", Mock())
    from eventsourcing.tests.persistence import (
        ApplicationRecorderTestCase,
        NonInterleavingNotificationIDsBaseCase,
    )


class InFile:
    """Gives the library's cases our recorder on a file of its own."""

    def create_recorder(self) -> SQLiteEntryRecorder:
        """A recorder on a new file."""
        case = cast("Any", self)
        folder = tempfile.TemporaryDirectory()
        case.addCleanup(folder.cleanup)
        factory = SQLiteEntryFactory({"SQLITE_DBNAME": f"{folder.name}/log.sqlite"})
        case.addCleanup(factory.close)
        return cast("SQLiteEntryRecorder", factory.application_recorder())


class TestLibraryCases(InFile, ApplicationRecorderTestCase[SQLiteEntryRecorder]):
    """The library's contract of an application recorder."""


class TestLibraryOrder(InFile, NonInterleavingNotificationIDsBaseCase):
    """The library's contract that concurrent inserts do not interleave."""


class TestMemoryLibraryCases(ApplicationRecorderTestCase[MemoryEntryRecorder]):
    """The library's contract, in memory."""

    def create_recorder(self) -> MemoryEntryRecorder:
        """An empty recorder."""
        return MemoryEntryRecorder()


@pytest.fixture
def log(begun: Log) -> Log:
    """The log of the tests of this file: in a file, with one entry."""
    return begun


def run(file: Path, statement: str) -> Any:
    """The first value that another program's SQL gives."""
    with closing(sqlite3.connect(file)) as connection, connection:
        row = connection.execute(statement).fetchone()
        return None if row is None else row[0]


def test_every_connection_is_durable(recorder: SQLiteEntryRecorder) -> None:
    """Readers and writers have WAL and synchronous=FULL (2), asked of the connections."""
    for commit in (False, True):
        with recorder.datastore.get_connection(commit=commit) as connection:
            cursor = connection.cursor()
            for name, expected in (("synchronous", 2), ("journal_mode", "wal")):
                cursor.execute(f"PRAGMA {name}")
                assert cursor.fetchone()[0] == expected


def test_less_than_full_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that does not take the setting is refused, with how to mend it."""
    monkeypatch.setattr("jointlog.domain.store.sqlite_connection.SYNCHRONOUS_FULL", 7)
    with pytest.raises(StoreError, match="put the file on a local disk"):
        open_log(str(file))


def test_entries_cannot_be_changed_or_deleted(log: Log, file: Path) -> None:
    """Another program's UPDATE and DELETE are refused by the file itself."""
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        run(file, "UPDATE entries SET topic = 'other'")
    with pytest.raises(sqlite3.IntegrityError, match="never deleted"):
        run(file, "DELETE FROM entries")
    assert log.head() == 1


def test_positions_are_not_used_again(log: Log, file: Path) -> None:
    """Given three entries, when the last is deleted by force, then the next takes position 4."""
    for number in (2, 3):
        log.post(draft(number), AMBULANCE, now_ms=NOW_MS)
    run(file, "DROP TRIGGER entries_are_never_deleted")
    run(file, "DELETE FROM entries WHERE position = 3")
    assert log.post(draft(4), AMBULANCE, now_ms=NOW_MS).position == 4


def test_a_damaged_state_is_shown(log: Log, file: Path) -> None:
    """Given a state overwritten on disk, then the row is read as unreadable."""
    run(file, "DROP TRIGGER entries_are_never_changed")
    run(file, "UPDATE entries SET state = x'c1'")
    (located,) = log.read(0, 10)
    assert located.entry is None


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (f"PRAGMA user_version = {SCHEMA_VERSION + 1}", "install a later jointlog"),
        ("PRAGMA application_id = 7", "another program's"),
    ],
)
def test_a_file_of_another_program(log: Log, file: Path, statement: str, problem: str) -> None:
    """A later schema and a foreign file are refused, and say so."""
    log.close()
    run(file, statement)
    with pytest.raises(StoreError, match=problem):
        open_log(str(file))


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE theirs (name TEXT)", "PRAGMA user_version = 1"]
)
def test_a_foreign_database_is_left_alone(file: Path, statement: str) -> None:
    """A database without our mark is refused, and no table of ours is put into it."""
    run(file, statement)
    with pytest.raises(StoreError, match="another program's"):
        open_log(str(file))
    assert run(file, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'entries'") == 0


def test_a_file_that_is_no_database(file: Path) -> None:
    """A text file is refused with the setting to change."""
    file.write_text("not a database, " * 100)
    with pytest.raises(StoreError, match="JOINTLOG_DATABASE"):
        open_log(str(file))


def test_a_directory_that_does_not_exist(tmp_path: Path) -> None:
    """A path into nowhere is refused with what to check."""
    with pytest.raises(StoreError, match="check that its directory exists"):
        open_log(str(tmp_path / "missing" / "log.sqlite"))


def test_a_lock_held_by_another_program(file: Path, log: Log) -> None:
    """Given another program's write lock, then a post is refused as busy and readers go on."""
    impatient = SQLiteEntryRecorder(DurableDatastore(str(file), lock_timeout_s=1))
    second = Log(impatient, log.keys._pepper)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError, match="SQLITE_BUSY"):
            second.post(draft(2), AMBULANCE, now_ms=NOW_MS)
        assert second.head() == 1
        other.execute("ROLLBACK")
    assert second.post(draft(2), AMBULANCE, now_ms=NOW_MS).version == 2
    second.close()


def test_a_writer_does_not_wait_for_ever(recorder: SQLiteEntryRecorder) -> None:
    """Given a writer that holds the gate, then another is refused as busy, and a reader is not."""
    recorder.datastore.lock_timeout_s = 0
    begun, done = Event(), Event()

    def hold() -> None:
        with recorder.writing():
            begun.set()
            done.wait(10)

    holder = Thread(target=hold)
    holder.start()
    begun.wait(10)
    with pytest.raises(StoreBusyError, match="busy"), refusing(), recorder.writing():
        pytest.fail("a second writer got in")
    assert recorder.version(stream_id("CAD-1")) == 1
    done.set()
    holder.join()


@pytest.mark.parametrize(
    ("name", "is_new"), [("SQLITE_PROTOCOL", True), ("SQLITE_IOERR_FSYNC", True), ("SQLITE", False)]
)
def test_after_an_error_of_the_system_connections_are_new(
    recorder: SQLiteEntryRecorder,
    log: Log,
    name: str,
    is_new: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """An idle connection may hold a lock that it could not give back: it is not used again."""
    log.head()
    idle, own = recorder.datastore.pool._pool[0], recorder.datastore._writers_own
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = name
    with pytest.raises(PersistenceError), recorder.datastore.transaction(commit=False):
        raise error
    assert own is not None
    assert (idle.closed, own.closed) == (is_new, is_new)
    assert log.head() == 1


def test_errors_keep_their_names() -> None:
    """Each error of sqlite3 becomes the library's of the same name, any other the base."""
    assert type(as_library_error(sqlite3.IntegrityError("x"))) is IntegrityError
    assert type(as_library_error(sqlite3.Error("x"))) is PersistenceError


def refuse(error: Exception) -> None:
    """Raise this error where a store would."""
    with refusing():
        raise error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (IntegrityError("UNIQUE"), RaceLostError),
        (ConnectionUnavailableError("none"), StoreBusyError),
        (PersistenceError("other"), StoreError),
    ],
)
def test_the_librarys_errors_are_refusals(error: Exception, expected: type[Exception]) -> None:
    """The library's errors become those that users meet."""
    with pytest.raises(expected) as caught:
        refuse(error)
    assert type(caught.value) is expected


def test_a_full_disk_says_so(recorder: SQLiteEntryRecorder, log: Log) -> None:
    """Given a file that may not grow, then a post says that space is needed; nothing is half in."""
    with recorder.datastore.get_connection(commit=True) as connection:
        connection.cursor().execute("PRAGMA max_page_count = 1")
    drafts = [draft(number, callsign="x" * 40) for number in range(2, 400)]
    with pytest.raises(StoreError, match="free some space"):
        log.post_many(drafts, AMBULANCE, now_ms=NOW_MS, atomic=False)
    assert log.head() == 1


def test_the_librarys_store_and_application(tmp_path: Path) -> None:
    """The library's event store and application write and read entries through our parts."""
    factory = SQLiteEntryFactory({"SQLITE_DBNAME": str(tmp_path / "log.sqlite")})
    store: EventStore[Any] = factory.event_store()
    (recording,) = store.put([EntryEvent(entry(1))])
    assert recording.notification.id == 1
    assert list(store.get(stream_id("CAD-1"))) == [EntryEvent(entry(1))]
    factory.close()
    env = {
        "PERSISTENCE_MODULE": "jointlog.domain.store.sqlite:SQLiteEntryFactory",
        "SQLITE_DBNAME": str(tmp_path / "app.sqlite"),
    }
    app: Application[Any] = Application(env)
    app.save(EntryEvent(entry(1)))
    assert [n.topic for n in app.notification_log.select(1, 10)] == ["resource_arrived_at_scene"]
    app.close()


def test_select_events_by_bounds(recorder: SQLiteEntryRecorder, log: Log) -> None:
    """The library's bounds, order and limit hold; rows of no entry have no event id."""
    log.restore([entry(number) for number in (2, 3, 4)] if log.version("CAD-1") else [])
    stream = stream_id("CAD-1")
    rows = recorder.select_events(stream, gt=1, lte=4, desc=True, limit=2)
    assert [row.originator_version for row in rows] == [4, 3]
    recorder.insert_events([StoredEvent(uuid4(), 1, "theirs", b"")])
    assert [row.event_id for row in recorder.select_notifications(5, 1)] == [None]
    assert len(log.incidents()) == 1


def test_a_conflict_undoes_the_whole_insert(recorder: SQLiteEntryRecorder, log: Log) -> None:
    """Given an id that is taken, when two rows are inserted, then neither is."""
    rows = [to_row(entry(2, incident="CAD-2", version=1)), to_row(entry(1, incident="CAD-3"))]
    with pytest.raises(IntegrityError):
        recorder.insert_events(rows)
    assert (log.entry(event_id(2)), log.head()) == (None, 1)


def test_memory_refuses_a_taken_id() -> None:
    """In memory too, an event id is unique among the stored and the new."""
    recorder = MemoryEntryRecorder()
    row, other = to_row(entry(1)), to_row(entry(1, incident="CAD-2"))
    with pytest.raises(IntegrityError):
        recorder.insert_events([row, other])
    recorder.insert_events([row])
    with pytest.raises(IntegrityError):
        recorder.insert_events([other])
    assert recorder.max_notification_id() == 1


def test_the_mapper_takes_entries_only() -> None:
    """A row of another writer, a compressor and a transcoder are refused."""
    mapper = EntryMapper()
    with pytest.raises(CorruptEntryError, match="no entry"):
        mapper.to_domain_event(StoredEvent(uuid4(), 1, "os:system", b""))
    with pytest.raises(StoreError, match="encrypt the disk"):
        EntryMapper(compressor=cast("Any", object()))
    with pytest.raises(StoreError, match="own codec"):
        NullTranscoder().encode({})
    with pytest.raises(StoreError, match="own codec"):
        NullTranscoder().decode(b"")
