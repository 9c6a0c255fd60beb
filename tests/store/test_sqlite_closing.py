"""A file's connections end well: with the store, with an error, and with a write under way."""

from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from eventsourcing.persistence import ConnectionPoolClosedError, InterfaceError, PersistenceError

from jointlog.domain.errors import StoreError
from jointlog.domain.store.log import Log
from jointlog.domain.store.sqlite import SQLiteEntryRecorder
from jointlog.domain.store.sqlite_connection import DurableDatastore
from jointlog.domain.store.streams import stream_id
from tests.store.samples import AMBULANCE, NOW_MS, draft, entry


@pytest.fixture
def log(begun: Log) -> Log:
    """The log of the tests of this file: in a file, with one entry."""
    return begun


def test_a_connection_that_cannot_be_opened_frees_the_gate(
    recorder: SQLiteEntryRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a failed connection of a writer, then the next writer gets in."""

    def fail(**_: object) -> None:
        raise InterfaceError("no more file handles")

    recorder.datastore._close_writer()
    with monkeypatch.context() as patch:
        patch.setattr(recorder.datastore.pool, "make_writer", fail)
        with pytest.raises(InterfaceError), recorder.writing():
            pytest.fail("a writer without a connection")
    with recorder.writing() as to:
        assert to.version(stream_id("CAD-1")) == 1


def test_closing_waits_for_nobody_and_breaks_nobody(log: Log) -> None:
    """Given threads that read and write, when the log is closed, then each is told so, unharmed."""
    log.restore([entry(number) for number in range(2, 300)])

    def use(thread: int) -> str:
        for number in range(10_000):
            try:
                log.post(draft(1000 * thread + number), AMBULANCE, now_ms=NOW_MS)
                log.read(0, 300)
            except StoreError as error:
                return str(error)
        return "the log was never closed"

    with ThreadPoolExecutor(6) as pool:
        users = [pool.submit(use, thread) for thread in range(1, 7)]
        wait(users, timeout=0.3)
        log.close()
        assert {user.result(30) for user in users} == {"the log is closed: open it again"}


def test_a_connection_in_use_is_closed_when_it_is_given_back(
    recorder: SQLiteEntryRecorder, log: Log
) -> None:
    """Given a reader, when the log is closed, then the reader goes on and the next is refused."""
    with recorder.datastore.transaction(commit=False) as cursor:
        log.close()
        cursor.execute("SELECT COUNT(*) FROM entries")
        assert cursor.fetchone()[0] == 1
    with pytest.raises(StoreError, match="the log is closed"):
        log.head()


def test_a_writer_at_work_is_closed_when_it_is_done(file: Path) -> None:
    """Closing the store breaks no write under way; after it none begins."""
    datastore = DurableDatastore(str(file))
    with datastore.writer() as own:
        datastore.close()
        own.cursor().execute("SELECT 1")
    assert own.closed
    with pytest.raises(ConnectionPoolClosedError), datastore.writer():
        pytest.fail("a closed store gave a writer")


def test_a_connection_that_cannot_roll_back_is_closed(recorder: SQLiteEntryRecorder) -> None:
    """Given a connection that breaks in a transaction, then it is not used again."""

    def break_it() -> None:
        with recorder.datastore.transaction(commit=True) as cursor:
            cursor.connection.close()  # type: ignore[attr-defined]  # sqlite3's cursor has it
            raise KeyError

    with pytest.raises(PersistenceError):
        break_it()
    assert recorder.max_notification_id() == 1
