"""The PostgreSQL recorder: the library's own tests, and what a server or schema is refused for."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from unittest.mock import Mock
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.application import Application
from eventsourcing.persistence import (
    ConnectionPoolClosedError,
    ConnectionUnavailableError,
    EventStore,
    IntegrityError,
    PersistenceError,
    StoredEvent,
)

from jointlog.domain.errors import StoreBusyError, StoreError
from jointlog.domain.store import postgres_connection, postgres_schema
from jointlog.domain.store.codec import EntryEvent, to_row
from jointlog.domain.store.contract import AnswerLostError, refusing
from jointlog.domain.store.keys import Scope
from jointlog.domain.store.log import Log, open_log
from jointlog.domain.store.postgres import (
    PostgresEntryFactory,
    PostgresEntryRecorder,
    open_recorder,
)
from jointlog.domain.store.postgres_connection import as_library_error
from jointlog.domain.store.postgres_schema import SCHEMA_VERSION
from jointlog.domain.store.postgres_statements import Statements
from jointlog.domain.store.settings import Settings
from jointlog.domain.store.streams import stream_id
from tests.store import postgres_server
from tests.store.postgres_server import Server, throwaway
from tests.store.samples import AMBULANCE, NOW_MS, draft, entry, event_id

with pytest.MonkeyPatch.context() as patch:
    # The module of cases imports ciphers that need a package we never use.
    patch.setitem(sys.modules, "eventsourcing.cipher", Mock())
    from eventsourcing.tests.persistence import (
        ApplicationRecorderTestCase,
        NonInterleavingNotificationIDsBaseCase,
    )


class OnServer:
    """Gives the library's cases our recorder on a database of its own."""

    server: Server

    @pytest.fixture(autouse=True)
    def _on_server(self, postgres: Server) -> None:
        self.server = postgres

    def create_recorder(self) -> PostgresEntryRecorder:
        """A recorder on a new database."""
        recorder = open_recorder(self.server.database())
        cast("Any", self).addCleanup(recorder.close)
        return recorder


class TestLibraryCases(OnServer, ApplicationRecorderTestCase[PostgresEntryRecorder]):
    """The library's contract of an application recorder."""

    def test_subscription(self) -> None:
        """The library's subscriptions are told of what our functions write."""
        self.optional_test_insert_subscribe()


class TestLibraryOrder(OnServer, NonInterleavingNotificationIDsBaseCase):
    """The library's contract that concurrent inserts do not interleave."""


@pytest.fixture
def url(postgres: Server) -> str:
    """An empty database."""
    return postgres.database()


@pytest.fixture
def log(url: str) -> Iterator[Log]:
    """A log in that database with one entry."""
    with open_log(url) as opened:
        opened.post(draft(1), AMBULANCE, now_ms=NOW_MS)
        yield opened


@pytest.fixture
def recorder(log: Log) -> PostgresEntryRecorder:
    """The recorder behind that log."""
    return cast("PostgresEntryRecorder", log._recorder)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE entries SET topic = 'other'", "DELETE FROM entries", "TRUNCATE entries"],
)
def test_entries_cannot_be_changed(log: Log, url: str, postgres: Server, statement: str) -> None:
    """Another program's UPDATE, DELETE and TRUNCATE are refused by the database itself."""
    with pytest.raises(psycopg.errors.RaiseException, match="never changed or deleted"):
        postgres.sql(statement, url)
    assert log.head() == 1


def test_a_failed_insert_takes_no_position_again(log: Log, url: str, postgres: Server) -> None:
    """Given an INSERT that is undone, then its position is left out and never used again."""
    again = "INSERT INTO entries (originator_id, originator_version, topic, state) SELECT "
    with pytest.raises(psycopg.errors.UniqueViolation):
        postgres.sql(again + "originator_id, 1, '', '' FROM entries", url)
    assert log.post(draft(2), AMBULANCE, now_ms=NOW_MS).position == 3


def test_a_repeat_takes_no_position(log: Log) -> None:
    """Given a repeat, then the next entry has the next position."""
    assert log.post(draft(1), AMBULANCE, now_ms=NOW_MS).is_repeat
    assert log.post(draft(2), AMBULANCE, now_ms=NOW_MS).position == 2


def test_a_later_schema_is_refused(log: Log, url: str, postgres: Server) -> None:
    """A log of a later version is refused, and says so."""
    log.close()
    assert SCHEMA_VERSION == 1
    postgres.sql("UPDATE jointlog_schema SET version = 2", url)
    with pytest.raises(StoreError, match="install a later jointlog"):
        open_log(url)


def test_another_programs_tables_are_left_alone(url: str, postgres: Server) -> None:
    """A schema with tables is refused; a schema of its own in the same database is taken."""
    postgres.sql("CREATE TABLE theirs (name text)", url)
    with pytest.raises(StoreError, match="another program's tables"):
        open_log(url)
    assert postgres.sql("SELECT to_regclass('entries')", url) is None
    postgres.sql("CREATE SCHEMA jointlog", url)
    with open_log(f"{url}?options=-csearch_path%3Djointlog") as log:
        log.post(draft(1), AMBULANCE, now_ms=NOW_MS)
    assert postgres.sql("SELECT count(*) FROM jointlog.entries", url) == 1
    with pytest.raises(StoreError, match="CREATE SCHEMA"):
        open_log(f"{url}?options=-csearch_path%3Dnowhere")


def test_a_log_that_must_exist(url: str, postgres: Server) -> None:
    """Opening for reading makes nothing by mistake."""
    settings = Settings.of({"JOINTLOG_DATABASE": url})
    with pytest.raises(StoreError, match="there is no log in schema 'public'"):
        Log.open(settings, must_exist=True)
    assert postgres.sql("SELECT to_regclass('entries')", url) is None
    open_log(url).close()
    Log.open(settings, must_exist=True).close()


def test_two_makers_make_one_schema(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given another process that makes the schema meanwhile, then it is used."""
    open_log(url).close()
    answers = iter([False])
    there = postgres_schema._is_there
    monkeypatch.setattr(
        postgres_schema, "_is_there", lambda *of: next(answers, None) is None and there(*of)
    )
    with open_log(url) as log:
        assert log.post(draft(1), AMBULANCE, now_ms=NOW_MS).position == 1


@pytest.mark.parametrize("setting", ["synchronous_commit", "fsync"])
def test_a_server_that_forgets_is_refused(url: str, postgres: Server, setting: str) -> None:
    """A role or server that answers before the disk has it is refused, with how to mend it."""
    if setting == "synchronous_commit":
        place = f"{url}?options=-csynchronous_commit%3Doff"
        with pytest.raises(StoreError, match="synchronous_commit=off, fsync=on"):
            open_log(place)
        return
    with throwaway(extra="-c fsync=off") as server, pytest.raises(StoreError, match="fsync=off"):
        open_log(server.url())
    assert postgres.sql("SHOW fsync") == "on"


def test_a_standby_is_refused() -> None:
    """A server in recovery is refused, and the parameter that finds the primary is named."""
    with throwaway() as server:
        server.stop()
        (server.data / "standby.signal").touch()
        server.start()
        with pytest.raises(StoreError, match="target_session_attrs=read-write"):
            open_log(server.url())


def test_an_old_server_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server before the least version is refused."""
    monkeypatch.setattr(postgres_connection, "SERVER_VERSION_MIN", 990_000)
    with pytest.raises(StoreError, match="is too old: use 15 or later"):
        open_log(url)


def test_several_hosts_pass_to_libpq(postgres: Server) -> None:
    """Given a host that does not answer before one that does, then the log is found there."""
    closed = postgres_server.free_port()
    name = postgres.database().rpartition("/")[2]
    hosts = f"127.0.0.1:{closed},127.0.0.1:{postgres.port}"
    with open_log(f"postgresql://tester@{hosts}/{name}?target_session_attrs=read-write") as log:
        assert log.post(draft(1), AMBULANCE, now_ms=NOW_MS).position == 1


def test_no_server_and_no_url() -> None:
    """A server that does not answer, and a URL that cannot be read, are refused as set-up."""
    with pytest.raises(StoreError, match="check JOINTLOG_DATABASE"):
        open_log(f"postgresql://tester@127.0.0.1:{postgres_server.free_port()}/postgres")
    with pytest.raises(StoreError, match="no URL of PostgreSQL"):
        open_log("postgresql://host/db?no_such_parameter=1")


def test_the_librarys_application(url: str) -> None:
    """The library's event store and application write and read entries through our parts."""
    environ = {
        "PERSISTENCE_MODULE": "jointlog.domain.store.postgres:PostgresEntryFactory",
        "JOINTLOG_DATABASE": url,
    }
    app: Application[Any] = Application(environ)
    app.save(EntryEvent(entry(1)))
    assert [n.topic for n in app.notification_log.select(1, 10)] == ["resource_arrived_at_scene"]
    app.close()
    factory = PostgresEntryFactory(environ)
    store: EventStore[Any] = factory.event_store()
    assert list(store.get(stream_id("CAD-1"))) == [EntryEvent(entry(1))]
    factory.close()
    with pytest.raises(StoreError, match="POSTGRES_ENABLE_DB_FUNCTIONS is set"):
        PostgresEntryFactory(environ | {"POSTGRES_ENABLE_DB_FUNCTIONS": "y"})


def test_select_events_by_bounds(recorder: PostgresEntryRecorder, log: Log) -> None:
    """The library's bounds, order and limit hold; rows of no entry have no event id."""
    log.restore([entry(number) for number in (2, 3, 4)])
    rows = recorder.select_events(stream_id("CAD-1"), gt=1, lte=4, desc=True, limit=2)
    assert [row.originator_version for row in rows] == [4, 3]
    recorder.insert_events([StoredEvent(uuid4(), 1, "theirs", b"")])
    assert [row.event_id for row in recorder.select_notifications(5, 1)] == [None]
    assert len(log.incidents()) == 1


def test_a_conflict_undoes_the_whole_insert(recorder: PostgresEntryRecorder, log: Log) -> None:
    """Given an id that is taken, when two rows are inserted, then neither is."""
    rows = [to_row(entry(2, incident="CAD-2", version=1)), to_row(entry(1, incident="CAD-3"))]
    with pytest.raises(IntegrityError):
        recorder.insert_events(rows)
    with pytest.raises(IntegrityError):
        recorder.record(rows)
    assert (log.entry(event_id(2)), log.head()) == (None, 1)


def test_keys_are_kept(url: str) -> None:
    """A key outlives the process; without the pepper none is made and none is checked."""
    environ = {"JOINTLOG_DATABASE": url, "JOINTLOG_PEPPER": "p" * 32}
    with Log.open(Settings.of(environ)) as log:
        text = log.keys.issue(AMBULANCE, Scope.AGENCY, now_ms=NOW_MS, expires_ms=NOW_MS + 1)
    with Log.open(Settings.of(environ)) as log:
        holder = log.keys.check(text, now_ms=NOW_MS)
        assert holder.agency == AMBULANCE
        log.keys.revoke(holder.key_id, now_ms=NOW_MS)
        assert [row.revoked_ms for row in log.keys.issued()] == [NOW_MS]
    with open_log(url) as log, pytest.raises(StoreError, match="it must be the pepper they have"):
        log.keys.check(text, now_ms=NOW_MS)


def test_a_read_survives_a_cut_connection(log: Log, url: str, postgres: Server) -> None:
    """Given connections that an administrator cuts, then a read is asked again on a new one."""
    cut(url, postgres)
    assert log.version("CAD-1") == 1


def test_a_post_survives_a_cut_connection(log: Log, url: str, postgres: Server) -> None:
    """Given a cut connection, then the post is sent again, once its id is looked up."""
    cut(url, postgres)
    assert log.post(draft(2), AMBULANCE, now_ms=NOW_MS).version == 2


def cut(url: str, postgres: Server) -> None:
    """End every connection to this database but the one that asks."""
    postgres.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        url,
    )


def test_a_lost_answer_to_commit_is_looked_up(
    log: Log, url: str, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a connection that breaks behind the commit, then the entry is found, once."""
    stock, left = Statements.run, iter([True])

    def run(self: Statements, c: Any, *statement: Any) -> None:
        stock(self, c, *statement)
        if next(left, False):
            cut(url, postgres)
            c.execute("SELECT 1")

    monkeypatch.setattr(Statements, "run", run)
    receipt = log.post(draft(2), AMBULANCE, now_ms=NOW_MS)
    assert (receipt.version, receipt.is_repeat, log.head()) == (2, True, 2)


def test_a_lock_held_by_another_program(
    log: Log, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given another program's lock, then a post is refused as busy and readers go on."""
    log.close()
    patient = f"'{postgres_connection.LOCK_TIMEOUT_S}s'"
    monkeypatch.setattr(
        postgres_connection, "_SET", postgres_connection._SET.replace(patient, "'1s'")
    )
    with open_log(url) as second, psycopg.connect(url) as other:
        other.execute("LOCK TABLE entries IN EXCLUSIVE MODE")
        with pytest.raises(StoreBusyError, match="55P03"):
            second.post(draft(2), AMBULANCE, now_ms=NOW_MS)
        assert second.head() == 1
        other.rollback()
        assert second.post(draft(2), AMBULANCE, now_ms=NOW_MS).version == 2


def test_the_pool_is_bounded(
    recorder: PostgresEntryRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given every connection in use, then the next waits, and is refused as busy."""
    monkeypatch.setattr(postgres_connection, "CONNECTIONS_MAX", 1)
    monkeypatch.setattr(postgres_connection, "LOCK_TIMEOUT_S", 0.01)
    pool = recorder.datastore.connections
    held = pool.get()
    with pytest.raises(ConnectionUnavailableError):
        pool.get()
    recorder.close()
    pool.put(held)
    assert held.closed
    with pytest.raises(ConnectionPoolClosedError):
        pool.get()


def test_a_connection_within_a_transaction_is_not_used_again(
    recorder: PostgresEntryRecorder,
) -> None:
    """Given a connection that is given back within a transaction, then it is closed."""
    pool = recorder.datastore.connections
    held = pool.get()
    held.execute("BEGIN")
    pool.put(held)
    assert held.closed


def refuse(error: Exception, cause: Exception) -> None:
    """Raise this error where a store would."""
    with refusing():
        raise error from cause


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (psycopg.OperationalError("cut"), AnswerLostError),
        (psycopg.errors.AdminShutdown("end"), AnswerLostError),
        (psycopg.errors.ReadOnlySqlTransaction("standby"), AnswerLostError),
        (psycopg.errors.LockNotAvailable("late"), StoreBusyError),
        (psycopg.errors.DiskFull("full"), StoreError),
        (psycopg.errors.InsufficientPrivilege("no"), StoreError),
        (psycopg.Error("other"), StoreError),
    ],
)
def test_the_servers_errors_are_refusals(cause: psycopg.Error, expected: type[Exception]) -> None:
    """Each error of the server becomes one that users meet, and that says whether to retry."""
    with pytest.raises(expected) as caught:
        refuse(as_library_error(cause), cause)
    assert type(caught.value) is expected
    assert type(as_library_error(psycopg.Error("x"))) is PersistenceError


def test_a_missing_server_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests fail loudly where PostgreSQL is not installed."""
    monkeypatch.setattr(postgres_server, "DEBIAN", Path("/nowhere"))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(RuntimeError, match="apt-get install postgresql"):
        postgres_server.binaries()
