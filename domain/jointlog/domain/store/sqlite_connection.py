"""Connections to one SQLite file that keep what they acknowledge.

Every connection is in WAL mode with ``synchronous=FULL``, both checked; a write transaction takes
its lock before it reads, and one thread at a time writes.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Final, cast

from eventsourcing import persistence
from eventsourcing.sqlite import (
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
)

from jointlog.domain.errors import StoreError

SYNCHRONOUS_FULL: Final = 2
LOCK_TIMEOUT_S: Final = 10
STATEMENTS_CACHED: Final = 64


class DurableConnection(SQLiteConnection):
    """A connection whose write transactions take their lock first."""

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """One transaction: committed or rolled back at the end, rolled back by any exception."""
        try:
            with self.cursor() as cursor:
                cursor.execute("BEGIN IMMEDIATE" if commit else "BEGIN")
                try:
                    yield cast("SQLiteCursor", cursor)
                    cursor.execute("COMMIT" if commit else "ROLLBACK")
                except BaseException:
                    self._undo()
                    raise
        except sqlite3.Error as error:
            raise _as_library_error(error) from error

    def _undo(self) -> None:
        with suppress(sqlite3.Error):
            self.rollback()
            return
        self.close()  # a connection that cannot roll back is not used again


def _as_library_error(error: sqlite3.Error) -> persistence.PersistenceError:
    """The library's error of the same name (both follow PEP 249)."""
    named = (getattr(persistence, cls.__name__, None) for cls in type(error).__mro__)
    found = next((cls for cls in named if cls is not None), persistence.PersistenceError)
    return cast("persistence.PersistenceError", found(error))


class DurablePool(SQLiteConnectionPool):
    """Connections in WAL mode with ``synchronous=FULL``, both checked.

    The library's pool closes connections that other threads are using, which ends the process
    with a segmentation fault; here each is closed when it is given back.
    """

    def put_connection(self, conn: SQLiteConnection) -> None:
        """Take a connection back, and close it if the pool is closed."""
        with self._put_condition:
            if not self._closed:
                super().put_connection(conn)
                return
            del self._in_use[id(conn)]
            conn.close()

    def close(self) -> None:
        """Close what is idle now, and what is in use once it is given back."""
        with self._put_condition:
            self._closed = True
            while self._pool:
                self._pool.popleft().close()

    def _create_connection(self) -> DurableConnection:
        try:
            connection = sqlite3.connect(
                self.db_name,
                uri=True,
                check_same_thread=False,
                isolation_level=None,
                cached_statements=STATEMENTS_CACHED,
                timeout=self.lock_timeout or LOCK_TIMEOUT_S,
            )
        except sqlite3.Error as error:
            raise _as_library_error(error) from error
        try:
            _set_durable(connection)
        except BaseException:
            connection.close()
            raise
        return DurableConnection(connection, max_age=self.max_age)


def _set_durable(connection: sqlite3.Connection) -> None:
    connection.row_factory = sqlite3.Row
    try:
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        connection.execute(f"PRAGMA synchronous = {SYNCHRONOUS_FULL}")
        (synchronous,) = connection.execute("PRAGMA synchronous").fetchone()
    except sqlite3.Error as error:
        raise _as_library_error(error) from error
    if mode != "wal" or synchronous != SYNCHRONOUS_FULL:
        raise StoreError(
            f"SQLite is set to journal_mode={mode}, synchronous={synchronous}, and the log needs "
            "WAL and FULL (2) to keep what it acknowledges: put the file on a local disk"
        )


class DurableDatastore(SQLiteDatastore):
    """The library's datastore on our connections, with a gate for writers.

    The library's own writer lock keeps readers waiting behind waiting writers, and is never given
    back when a connection cannot be opened.
    """

    def __init__(self, db_name: str, *, lock_timeout_s: int = LOCK_TIMEOUT_S) -> None:
        super().__init__(db_name)
        self.lock_timeout_s = lock_timeout_s
        self.pool = DurablePool(
            db_name=db_name, lock_timeout=lock_timeout_s, pool_timeout=float(lock_timeout_s)
        )
        self._writer = Lock()

    @contextmanager
    def get_connection(self, *, commit: bool) -> Iterator[SQLiteConnection]:
        """A connection of the pool; one writer at a time."""
        if commit and not self._writer.acquire(timeout=self.lock_timeout_s):
            raise persistence.ConnectionUnavailableError("Timed out waiting for the writer before")
        try:
            connection = self.pool.get_connection()
            try:
                yield connection
            finally:
                self.pool.put_connection(connection)
        finally:
            if commit:
                self._writer.release()
