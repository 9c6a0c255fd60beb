"""Rows in a SQLite file of their own beside the log's: queries and writes never hold up a post.

The file can be deleted at any time: the follower makes it again from the log. So it is in WAL mode
with ``synchronous=NORMAL``: after a power cut it is as it was some transactions ago, its position
too.
"""

import sqlite3
import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Event, RLock
from types import MappingProxyType
from typing import Any, Final

from jointlog.domain.errors import StoreError
from jointlog.domain.store.contract import refusing
from jointlog.domain.store.owner import for_owner
from jointlog.domain.store.rows.contract import Run, Values
from jointlog.domain.store.sqlite_connection import WAL_BYTES_MAX, as_library_error, length

BESIDE: Final = ".rows"
LEASE: Final = ".rows-lease"
LOOK_EVERY_S: Final = 0.004
"""How often the file of the log is looked at for what another process wrote."""
LOOK_SOON_S: Final = 0.001
"""The same while it grows."""
QUIET_S: Final = 1.0
"""It grows no more when it has not grown for so long."""
DAMAGED: Final = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
ROWS_AT_ONCE: Final = 500
LOCK_TIMEOUT_S: Final = 10


class SQLiteRun:
    """One transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[Any] = ()) -> list[Values]:
        """Run a statement, with ``?`` for values; its rows, if it has any."""
        return self._connection.execute(statement, values).fetchall()

    def chunks(self, statement: str, values: Sequence[Any] = ()) -> Generator[list[Values]]:
        """The rows of a query, some at a time."""
        with closing(self._connection.execute(statement, values)) as cursor:
            while found := cursor.fetchmany(ROWS_AT_ONCE):
                yield found

    def many(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """Run a statement once for each."""
        self._connection.executemany(statement, values)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
        """Add rows to a table."""
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
        self._connection.executemany(statement, rows)


class SQLiteRows:
    """The rows of a log in a file; without one they are in memory, on one connection."""

    types: Mapping[str, str] = MappingProxyType(
        {"text": "TEXT", "integer": "INTEGER", "boolean": "INTEGER"}
    )
    is_sqlite = True

    def __init__(self, log: Path | None) -> None:
        self._log = log
        self._lock = RLock()
        self._idle: list[sqlite3.Connection] = []
        self._watch: sqlite3.Connection | None = None
        self._leased: sqlite3.Connection | None = None
        self._seen = -1
        self._told = Event()
        self._is_closed = False

    @property
    def file(self) -> str:
        """The file of the rows."""
        if self._log is None:
            return ":memory:"
        return str(self._log.with_name(self._log.name + BESIDE))

    @contextmanager
    def writing(self, *, bulk: bool = False) -> Iterator[Run]:
        """One write transaction: committed at the end, undone by any exception."""
        del bulk  # a file has no round trips
        with self._connected("BEGIN IMMEDIATE") as run:
            yield run
        if self._log is not None and length(f"{self.file}-wal") > WAL_BYTES_MAX:
            self._write_back()

    @contextmanager
    def reading(self) -> Iterator[Run]:
        """One read transaction."""
        with self._connected("BEGIN") as run:
            yield run

    @contextmanager
    def _connected(self, begin: str) -> Iterator[Run]:
        with refusing():
            try:
                with self._borrowed() as connection:
                    connection.execute(begin)
                    try:
                        yield SQLiteRun(connection)
                        connection.execute("COMMIT")
                    except BaseException:
                        with suppress(sqlite3.Error):
                            connection.execute("ROLLBACK")
                        raise
            except sqlite3.Error as error:
                if getattr(error, "sqlite_errorcode", None) in DAMAGED:
                    raise StoreError(
                        f"{self.file} is damaged: delete it with its -wal and -shm, and the rows "
                        "are made again from the log"
                    ) from error
                raise as_library_error(error) from error

    @contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        if self._log is None:  # one connection for all: its content is gone when it is closed
            with self._lock:
                if not self._idle:
                    self._idle.append(self._connect())
                yield self._idle[0]
            return
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            connection = self._connect()
        try:
            yield connection
        finally:
            with self._lock:
                if self._is_closed:
                    connection.close()
                else:
                    self._idle.append(connection)

    def _connect(self) -> sqlite3.Connection:
        if self._log is not None:
            for_owner(Path(self.file))
        connection = sqlite3.connect(
            self.file, check_same_thread=False, isolation_level=None, timeout=LOCK_TIMEOUT_S
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA wal_autocheckpoint = 0")
        except BaseException:
            connection.close()
            raise
        return connection

    def _write_back(self) -> None:
        """Write the WAL back while the write lock shuts out every commit (0012)."""
        with (
            self._connected("BEGIN IMMEDIATE"),
            self._borrowed() as other,
            suppress(sqlite3.OperationalError),  # a checkpoint of another: tried again later
        ):
            other.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    def has(self, table: str) -> bool:
        """Whether there is such a table."""
        if self._log is not None and not Path(self.file).exists():
            return False
        with self.reading() as run:
            return bool(run.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)))

    def lease(self) -> bool:
        """Whether this process may follow: it holds the lock of a file that is used for nothing."""
        if self._log is None:
            return True
        file = for_owner(self._log.with_name(self._log.name + LEASE))
        with refusing():
            try:
                connection = sqlite3.connect(
                    str(file), check_same_thread=False, isolation_level=None, timeout=0
                )
                try:
                    connection.execute("BEGIN EXCLUSIVE")
                except BaseException:
                    connection.close()
                    raise
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                    return False
                raise as_library_error(error) from error
        self._leased = connection
        return True

    def release(self) -> None:
        """Let another process follow."""
        for connection in (self._leased, self._watch):
            if connection is not None:
                connection.close()
        self._leased = self._watch = None

    def wait(self, timeout_s: float) -> None:
        """Return once the log may have grown: told in this process, or its file was changed."""
        now_s = time.monotonic()
        until_s, quiet_s = now_s + timeout_s, now_s + QUIET_S
        while now_s < until_s:
            if self._told.wait(LOOK_SOON_S if now_s < quiet_s else LOOK_EVERY_S):
                break
            if self._is_changed():
                return
            now_s = time.monotonic()
        self._told.clear()

    def _is_changed(self) -> bool:
        if self._log is None:
            return False
        try:
            if self._watch is None:
                name = f"{self._log.as_uri()}?mode=ro"
                self._watch = sqlite3.connect(name, uri=True, check_same_thread=False)
            (seen,) = self._watch.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error:
            return True  # the next read tells what is wrong
        is_changed = bool(seen != self._seen)
        self._seen = seen
        return is_changed

    def wake(self) -> None:
        """Let `wait` return."""
        self._told.set()

    def close(self) -> None:
        """Give back what is held open."""
        self.release()
        with self._lock:
            self._is_closed = True
            while self._idle:
                self._idle.pop().close()
