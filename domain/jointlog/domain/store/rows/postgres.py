"""Rows in the log's schema in PostgreSQL: LISTEN first, then pull, then poll.

The follower's connection holds an advisory lock for as long as it lives, so that of several
processes one follows; the row of the position is locked in each transaction besides.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import Event
from types import MappingProxyType
from typing import Any, Final

import psycopg
from psycopg import Connection, Cursor

from jointlog.domain.store.contract import refusing
from jointlog.domain.store.postgres_connection import Pool, as_library_error
from jointlog.domain.store.postgres_schema import LOCK_CLASS
from jointlog.domain.store.rows.contract import Run, Values

CHANNEL: Final = "entries"
FOLLOWING: Final = LOCK_CLASS + 1
"""The lease is the advisory lock (this, oid of the log's table)."""
SLICE_S: Final = 0.5
"""A wait looks so often whether it was told to return."""


class PostgresRun:
    """One transaction."""

    def __init__(self, cursor: Cursor[Any]) -> None:
        self._cursor = cursor

    def execute(self, statement: str, values: Sequence[Any] = ()) -> list[Values]:
        """Run a statement, with ``?`` for values; its rows, if it has any."""
        self._cursor.execute(_marked(statement), values or None, prepare=False)
        return self._cursor.fetchall() if self._cursor.description else []

    def many(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """Run a statement once for each."""
        self._cursor.executemany(_marked(statement), values)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
        """Add rows to a table."""
        statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with self._cursor.copy(statement.encode()) as copy:
            for row in rows:
                copy.write_row(row)


def _marked(statement: str) -> bytes:
    return statement.replace("%", "%%").replace("?", "%s").encode()


class PostgresRows:
    """The rows of a log, in its schema."""

    types: Mapping[str, str] = MappingProxyType(
        {"text": "text", "integer": "bigint", "boolean": "boolean"}
    )
    is_sqlite = False

    def __init__(self, url: str) -> None:
        self._pool = Pool(url)
        self._listener: Connection[Any] | None = None
        self._told = Event()

    @contextmanager
    def writing(self) -> Iterator[Run]:
        """One write transaction: committed at the end, undone by any exception."""
        with self._transaction() as run:
            yield run

    @contextmanager
    def reading(self) -> Iterator[Run]:
        """One read transaction, of one state."""
        with self._transaction() as run:
            run.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield run

    @contextmanager
    def _transaction(self) -> Iterator[Run]:
        with refusing():
            try:
                connection = self._pool.get()
                try:
                    with connection.transaction(), connection.cursor() as cursor:
                        yield PostgresRun(cursor)
                finally:
                    self._pool.put(connection)
            except psycopg.Error as error:
                raise as_library_error(error) from error

    def has(self, table: str) -> bool:
        """Whether there is such a table."""
        with self.reading() as run:
            ((found,),) = run.execute("SELECT to_regclass(?) IS NOT NULL", (table,))
            return bool(found)

    def lease(self) -> bool:
        """Whether this process may follow; it LISTENs from then on."""
        if self._listener is not None and not self._listener.closed:
            return True
        with refusing():
            try:
                return self._listen()
            except psycopg.Error as error:
                raise as_library_error(error) from error

    def _listen(self) -> bool:
        connection = self._pool.connect()
        try:
            row = connection.execute(
                "SELECT pg_try_advisory_lock(%s, to_regclass('entries')::oid::integer)",
                (FOLLOWING,),
            ).fetchone()
            is_ours = row is not None and bool(row[0])
            if is_ours:
                connection.execute(f"LISTEN {CHANNEL}".encode())
        except BaseException:
            connection.close()
            raise
        if is_ours:
            self._listener = connection
        else:
            connection.close()
        return is_ours

    def release(self) -> None:
        """Let another process follow."""
        if self._listener is not None:
            with suppress(psycopg.Error):
                self._listener.close()
            self._listener = None

    def wait(self, timeout_s: float) -> None:
        """Return once an entry was committed or `wake` called, or after so many seconds."""
        assert self._listener is not None, "who waits has the lease"
        with refusing():
            try:
                for _ in range(max(1, round(timeout_s / SLICE_S))):
                    if self._told.is_set():
                        break
                    if any(self._listener.notifies(timeout=SLICE_S, stop_after=1)):
                        break
            except psycopg.Error as error:
                raise as_library_error(error) from error
        self._told.clear()

    def wake(self) -> None:
        """Let `wait` return, at its next look."""
        self._told.set()

    def close(self) -> None:
        """Give back what is held open."""
        self.release()
        self._pool.close()
