"""Connections to one SQLite file that keep what they acknowledge.

Every connection is in WAL mode with ``synchronous=FULL``, both checked; a write transaction takes
its lock before it reads, and one thread at a time writes. No connection writes the WAL back by
itself: that is done while another connection of ours holds the write lock, so that no commit of any
process falls into it (docs/decisions/0012).
"""

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, Final, cast

from eventsourcing import persistence
from eventsourcing.sqlite import (
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
)

from jointlog.domain.errors import StoreError
from jointlog.domain.store.turn import Turn

SYNCHRONOUS_FULL: Final = 2
LOCK_TIMEOUT_S: Final = 10
STATEMENTS_CACHED: Final = 256
PAGES_BEFORE_CHECKPOINT: Final = 1_000
"""Pages in the WAL, about, from which on it is written back."""
PAGES_PER_COMMIT: Final = 4
PAGES_PER_ROW: Final = 2
WAL_BYTES_MAX: Final = 4_194_304
"""Length of the WAL's file from which on a process that ends writes it back."""
PRIMARY_CODE: Final = 0xFF
"""The bits of SQLite's code of an error that say which it is, without the occasion."""
OF_THE_SYSTEM: Final = ("SQLITE_IOERR", "SQLITE_PROTOCOL", "SQLITE_CANTOPEN")

logger = logging.getLogger("jointlog.store")


class DurableConnection(SQLiteConnection):
    """A connection whose write transactions take their lock first, and their turn before it."""

    turn: Turn

    @property
    def changes(self) -> int:
        """How many rows it has written since it was opened."""
        return self._sqlite_conn.total_changes

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """One transaction: committed or rolled back at the end, rolled back by any exception.

        With ``commit`` no other connection of any process commits meanwhile.
        """
        with self.begun("COMMIT" if commit else "ROLLBACK", alone=commit), self.cursor() as cursor:
            yield cast("SQLiteCursor", cursor)

    @contextmanager
    def begun(self, end: str, *, alone: bool) -> Iterator[sqlite3.Connection]:
        """One transaction on SQLite's own connection; with ``alone`` nobody commits meanwhile."""
        raw = self._sqlite_conn
        try:
            if alone:
                self.turn.begin(raw.execute)
            else:
                raw.execute("BEGIN")
            try:
                yield raw
                raw.execute(end)
            except BaseException:
                self._undo()
                raise
        except sqlite3.Error as error:
            raise as_library_error(error) from error

    def has_run(self, statement: str, values: Sequence[Any]) -> bool:
        """Run one statement that writes as a transaction of its own, which takes one step.

        Whether it was done: not where another process writes, or may want to. By itself a statement
        takes the same lock, before it reads, and commits as durably as with BEGIN and COMMIT.
        """
        if not self.turn.is_ours:
            return False
        raw = self._sqlite_conn
        try:
            raw.execute(statement, values)
        except sqlite3.Error as error:
            if raw.in_transaction:
                self._undo()
            if getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE == sqlite3.SQLITE_BUSY:
                return False
            raise as_library_error(error) from error
        return True

    def _undo(self) -> None:
        with suppress(sqlite3.Error):
            self.rollback()
            return
        self.close()  # a connection that cannot roll back is not used again


def as_library_error(error: sqlite3.Error) -> persistence.PersistenceError:
    """The library's error of the same name (both follow PEP 249)."""
    named = (getattr(persistence, cls.__name__, None) for cls in type(error).__mro__)
    found = next((cls for cls in named if cls is not None), persistence.PersistenceError)
    return cast("persistence.PersistenceError", found(error))


class DurablePool(SQLiteConnectionPool):
    """Connections in WAL mode with ``synchronous=FULL``, both checked.

    The library's pool closes connections that other threads are using, which ends the process
    with a segmentation fault; here each is closed when it is given back.
    """

    turn: Turn

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
            self.renew()

    def renew(self) -> None:
        """Close what is idle now."""
        with self._put_condition:
            while self._pool:
                self._pool.popleft().close()

    def _create_connection(self) -> DurableConnection:
        made = DurableConnection(self.make_connection(), max_age=self.max_age)
        made.turn = self.turn
        return made

    def make_writer(self) -> DurableConnection:
        """A connection that is not of the pool and does not wait for locks: its turn does."""
        if self.closed:
            raise persistence.ConnectionPoolClosedError
        made = self._create_connection()
        made.cursor().execute("PRAGMA busy_timeout = 0")  # SQLite's sleeps get long
        self.turn.close()
        return made

    def make_connection(self) -> sqlite3.Connection:
        """A connection that is not of the pool; whoever asked for it closes it."""
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
            raise as_library_error(error) from error
        try:
            _set_durable(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def _set_durable(connection: sqlite3.Connection) -> None:
    connection.row_factory = sqlite3.Row
    try:
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        connection.execute(f"PRAGMA synchronous = {SYNCHRONOUS_FULL}")
        (synchronous,) = connection.execute("PRAGMA synchronous").fetchone()
        (automatic,) = connection.execute("PRAGMA wal_autocheckpoint = 0").fetchone()
    except sqlite3.Error as error:
        raise as_library_error(error) from error
    if mode != "wal" or synchronous != SYNCHRONOUS_FULL or automatic:
        raise StoreError(
            f"SQLite is set to journal_mode={mode}, synchronous={synchronous}, "
            f"wal_autocheckpoint={automatic}, and the log needs WAL, FULL (2) and 0 to keep what "
            "it acknowledges: put the file on a local disk"
        )


class DurableDatastore(SQLiteDatastore):
    """The library's datastore on our connections, with a gate for writers.

    The library's own writer lock keeps readers waiting behind waiting writers, and is never given
    back when a connection cannot be opened.
    """

    def __init__(self, db_name: str, *, lock_timeout_s: int = LOCK_TIMEOUT_S) -> None:
        self._has_written = False
        self._pages = 0
        self._turn = Turn(db_name, lock_timeout_s)
        self._writer = Lock()
        self._writers_own: DurableConnection | None = None
        super().__init__(db_name)
        self.lock_timeout_s = lock_timeout_s
        self.pool: DurablePool = DurablePool(
            db_name=db_name, lock_timeout=lock_timeout_s, pool_timeout=float(lock_timeout_s)
        )
        self.pool.turn = self._turn

    @contextmanager
    def get_connection(self, *, commit: bool) -> Iterator[SQLiteConnection]:
        """A connection of the pool, or the writer's own; one writer at a time."""
        if commit:
            with self.writer() as own:
                yield own
            return
        connection = cast("DurableConnection", self.pool.get_connection())
        try:
            yield connection
        except persistence.PersistenceError as error:
            self._mend(connection, error)
            raise
        finally:
            self.pool.put_connection(connection)

    @contextmanager
    def writer(self) -> Iterator[DurableConnection]:
        """The connection that writes, for one thread at a time."""
        if not self._writer.acquire(timeout=self.lock_timeout_s):
            raise persistence.ConnectionUnavailableError("Timed out waiting for the writer before")
        try:
            connection = self._writers_own
            if connection is None or connection.closed:
                connection = self._writers_own = self.pool.make_writer()
            before = connection.changes
            try:
                yield connection
                rows = connection.changes - before
                if rows:
                    self._after_commit(connection, rows)
            except persistence.PersistenceError as error:
                self._mend(connection, error)
                raise
        finally:
            self._writer.release()
            if self.pool.closed:
                self._close_writer()

    def _close_writer(self) -> None:
        """Close the connection that writes; one that is writing is closed when it is done."""
        if self._writer.acquire(blocking=False):
            if self._writers_own is not None:
                self._writers_own.close()
                self._writers_own = None
            self._turn.close()
            self._writer.release()

    def _mend(self, connection: DurableConnection, error: Exception) -> None:
        """After an error of the system, use no connection again that was there before it.

        One of them may hold a lock that it could not give back, which SQLite does not report to it
        but to the others, for as long as it is open.
        """
        name = getattr(error.__cause__, "sqlite_errorname", "")
        if name.startswith(OF_THE_SYSTEM):
            connection.close()
            self.pool.renew()
            self._close_writer()

    def _after_commit(self, connection: DurableConnection, rows: int) -> None:
        """Write the WAL back once much was committed."""
        self._has_written = True
        self._pages += PAGES_PER_COMMIT + PAGES_PER_ROW * rows
        if self._pages >= PAGES_BEFORE_CHECKPOINT:
            self._write_back(connection)

    def _write_back(self, connection: DurableConnection) -> None:
        """Write the WAL back into the file while this connection shuts out every other writer.

        What was committed is durable without it, so a failure is noted, and tried again later.
        """
        try:
            with connection.begun("ROLLBACK", alone=True):
                other = self.pool.make_connection()
                try:
                    other.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                finally:
                    other.close()
        except (sqlite3.Error, persistence.PersistenceError, StoreError) as error:
            logger.warning("the WAL was not written back, which is tried again: %s", error)
            self._mend(connection, error)
        self._pages = 0

    def close(self) -> None:
        """Close every connection; a long WAL that other processes go on with is written back."""
        if self._has_written and self._writer.acquire(blocking=False):
            try:
                self._has_written = False
                own = self._writers_own
                if own is not None and length(f"{self.pool.db_name}-wal") > WAL_BYTES_MAX:
                    self._write_back(own)
            finally:
                self._writer.release()
        super().close()
        self._close_writer()


def length(path: str) -> int:
    """Bytes of a file; 0 where there is none."""
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0
