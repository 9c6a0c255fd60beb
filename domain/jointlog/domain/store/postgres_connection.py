"""Connections to PostgreSQL that keep what they acknowledge, or are refused.

Each is checked when it is made: a primary of version 15 or later, which writes to disk before it
answers. A connection that breaks is dropped, with the idle ones: a server's end ends them all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Any, Final, cast

import psycopg
from eventsourcing import persistence
from eventsourcing.postgres import PostgresDatastore
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow

from jointlog.domain.errors import StoreError
from jointlog.domain.store import postgres_array
from jointlog.domain.store.address import check_postgresql
from jointlog.domain.store.contract import AnswerLostError

LOCK_TIMEOUT_S: Final = 10
CONNECTIONS_MAX: Final = 16
SERVER_VERSION_MIN: Final = 150_000
DEFAULTS: Final = {
    "application_name": "jointlog",
    "client_encoding": "UTF8",
    "connect_timeout": "5",
    "tcp_user_timeout": "20000",  # ms until a server that went away without a word is given up
    "keepalives_idle": "5",  # s: it is asked whether it is there, also while an answer is awaited
    "keepalives_interval": "5",
    "keepalives_count": "3",
}
"""Parameters of a connection, where the URL does not set them."""
ANSWER_S_MAX: Final = 30
"""How long an answer is awaited: longer than the server itself waits for a lock."""

_SET: Final = f"""SELECT
    set_config('default_transaction_isolation', 'read committed', false),
    set_config('idle_in_transaction_session_timeout', '{LOCK_TIMEOUT_S}s', false),
    set_config('lock_timeout', '{LOCK_TIMEOUT_S}s', false),
    set_config('statement_timeout', '0', false)"""
_STATE: Final = """SELECT current_setting('server_version_num')::integer, pg_is_in_recovery(),
    current_setting('synchronous_commit'), current_setting('fsync'), current_schema()"""


class PatientConnection(Connection[TupleRow]):
    """A connection that gives a server up which is there and does not answer.

    That is one that hangs, or a primary whose synchronous standby is lost.
    """

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for an answer; after too long it is lost, like that of a broken connection."""
        return super().wait(gen, interval, ANSWER_S_MAX if timeout is None else timeout)


class Pool:
    """Open connections: the last one given back is the first to be used again.

    The library's pool (psycopg's) opens connections in threads of its own and waits longer between
    tries than a server takes to restart.
    """

    def __init__(self, url: str) -> None:
        check_postgresql(url)
        try:
            given = {key: str(value) for key, value in conninfo_to_dict(url).items()}
            self._conninfo = make_conninfo(**{**DEFAULTS, **given})
        except psycopg.ProgrammingError as error:
            raise StoreError(
                f"JOINTLOG_DATABASE is no URL of PostgreSQL: {str(error).strip()}"
            ) from error
        self._idle: list[Connection[TupleRow]] = []
        self._open = 0
        self._is_closed = False
        self._freed = Condition()

    def get(self) -> Connection[TupleRow]:
        """A connection that is idle, or a new one."""
        with self._freed:
            if not self._freed.wait_for(self._may_go_on, LOCK_TIMEOUT_S):
                raise persistence.ConnectionUnavailableError("Timed out waiting for a connection")
            if self._is_closed:
                raise persistence.ConnectionPoolClosedError
            if self._idle:
                return self._idle.pop()
            self._open += 1
        try:
            return self.connect()
        except BaseException:
            with self._freed:
                self._forget(1)
            raise

    def put(self, connection: Connection[TupleRow]) -> None:
        """Take a connection back, or close it if it cannot be used again."""
        with self._freed:
            is_whole = connection.info.transaction_status is TransactionStatus.IDLE
            if is_whole and not self._is_closed:
                self._idle.append(connection)
                self._freed.notify()
                return
            connection.close()
            self._forget(1)
            if not is_whole:
                self._close_idle()

    def close(self) -> None:
        """Close what is idle now, and what is in use once it is given back."""
        with self._freed:
            self._is_closed = True
            self._close_idle()

    def _may_go_on(self) -> bool:
        return bool(self._is_closed or self._idle or self._open < CONNECTIONS_MAX)

    def _close_idle(self) -> None:
        for connection in self._idle:
            connection.close()
        self._forget(len(self._idle))
        self._idle.clear()

    def _forget(self, number: int) -> None:
        self._open -= number
        self._freed.notify_all()

    def connect(self) -> Connection[TupleRow]:
        """A new connection, checked; not one of the pool."""
        connection = PatientConnection.connect(self._conninfo, autocommit=True)
        try:
            _check(connection)
            connection.execute(_SET)
        except BaseException:
            connection.close()
            raise
        postgres_array.register(connection)
        return connection


def _check(connection: Connection[TupleRow]) -> None:
    row = connection.execute(_STATE).fetchone()
    assert row is not None, "it is of one row"
    version, is_standby, synchronous, fsync, schema = row
    if version < SERVER_VERSION_MIN:
        raise StoreError(f"PostgreSQL {version // 10_000} is too old: use 15 or later")
    if is_standby:
        raise StandbyError(
            "the server is a standby, which cannot write: name the primary, or every host and "
            "target_session_attrs=read-write, in JOINTLOG_DATABASE"
        )
    if "off" in (synchronous, fsync):
        raise StoreError(
            f"the server is set to synchronous_commit={synchronous}, fsync={fsync}, and the log "
            "needs both on to keep what it acknowledges: ALTER ROLE ... SET synchronous_commit = on"
        )
    if schema is None:
        raise StoreError("no schema of the search path exists: CREATE SCHEMA, or mend search_path")


class StandbyError(AnswerLostError):
    """The server is a standby: another try may find the primary."""


class PostgresEntryDatastore(PostgresDatastore):
    """The library's datastore on our connections, which hand on the library's errors."""

    def __init__(self, url: str) -> None:
        super().__init__("", "", "", "", "")
        self.connections = Pool(url)

    def register_type_adapters(self) -> None:
        """Nothing to register: rows are sent as arrays of plain types."""

    @contextmanager
    def get_connection(self) -> Iterator[Connection[Any]]:
        """A connection that commits each statement, unless a transaction is begun."""
        try:
            connection = self.connections.get()
            try:
                yield connection
            finally:
                self.connections.put(connection)
        except psycopg.Error as error:
            raise as_library_error(error) from error

    def close(self) -> None:
        """Close every connection."""
        if hasattr(self, "connections"):
            self.connections.close()


def as_library_error(error: psycopg.Error) -> persistence.PersistenceError:
    """The library's error of the same name (both follow PEP 249)."""
    named = (getattr(persistence, cls.__name__, None) for cls in type(error).__mro__)
    found = next((cls for cls in named if cls is not None), persistence.PersistenceError)
    return cast("persistence.PersistenceError", found(str(error)))
