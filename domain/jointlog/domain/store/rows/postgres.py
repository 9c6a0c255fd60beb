"""Rows in the log's schema in PostgreSQL: LISTEN first, then pull, then poll.

The follower's connection holds an advisory lock for as long as it lives, so that of several
processes one follows; the row of the position is locked in each transaction besides.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from threading import Event
from types import MappingProxyType
from typing import Any, Final

import psycopg
from psycopg import Connection

from jointlog.domain.store.contract import refusing
from jointlog.domain.store.postgres_connection import Pool, as_library_error
from jointlog.domain.store.postgres_schema import LOCK_CLASS
from jointlog.domain.store.rows.contract import Run, Values

CHANNEL: Final = "entries"
FOLLOWING: Final = LOCK_CLASS + 1
"""The lease is the advisory lock (this, oid of the log's table)."""
ROWS_AT_ONCE: Final = 5_000
SLICE_S: Final = 0.5
"""A wait looks so often whether it was told to return."""


class PostgresRun:
    """One transaction."""

    def __init__(self, connection: Connection[Any], *, bulk: bool) -> None:
        self._connection = connection
        self._bulk = bulk
        self._cursors = 0

    def execute(self, statement: str, values: Sequence[Any] = ()) -> list[Values]:
        """Run a statement, with ``?`` for values; its rows, if it has any."""
        # Without values the driver reads no marks, and a % stands for itself.
        marked = _marked(statement) if values else statement.encode()
        cursor = self._connection.execute(marked, values or None, prepare=False)
        if self._bulk:
            return cursor.fetchall() if cursor.description else []
        return cursor.fetchall() if statement.startswith("SELECT") else []

    def chunks(self, statement: str, values: Sequence[Any] = ()) -> Generator[list[Values]]:
        """The rows of a query, some at a time, from a cursor of the server."""
        self._cursors += 1
        marked = _marked(statement) if values else statement.encode()
        with self._connection.cursor(name=f"rows_{self._cursors}") as cursor:
            cursor.execute(marked, values or None)
            while found := cursor.fetchmany(ROWS_AT_ONCE):
                yield found

    def many(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """Run a statement once for each."""
        with self._connection.cursor() as cursor:
            cursor.executemany(_marked(statement), values)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
        """Add rows to a table."""
        if not self._bulk:
            marks = ", ".join("?" * len(columns))
            self.many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608
            return
        statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with self._connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
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
    def writing(self, *, bulk: bool = False) -> Iterator[Run]:
        """One write transaction: committed at the end, undone by any exception.

        It does not wait for the disk: rows and position go back together after a power cut, and
        what the log has committed is applied again.
        """
        with self._transaction(bulk=bulk) as run:
            run.execute("SET LOCAL synchronous_commit = off")
            yield run

    @contextmanager
    def reading(self) -> Iterator[Run]:
        """One read transaction, of one state."""
        with self._transaction(bulk=True) as run:
            run.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield run

    @contextmanager
    def _transaction(self, *, bulk: bool) -> Iterator[Run]:
        with refusing():
            try:
                connection = self._pool.get()
                try:
                    together = nullcontext() if bulk else connection.pipeline()
                    with together, connection.transaction():
                        yield PostgresRun(connection, bulk=bulk)
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
        with refusing():
            try:
                return self._listen()
            except psycopg.Error as error:
                raise as_library_error(error) from error

    def _listen(self) -> bool:
        with ExitStack() as undo:
            connection = undo.enter_context(closing(self._pool.connect()))
            rows = connection.execute(
                "SELECT pg_try_advisory_lock(%s, to_regclass('entries')::oid::integer)",
                (FOLLOWING,),
            ).fetchall()
            if rows != [(True,)]:
                return False
            connection.execute(f"LISTEN {CHANNEL}".encode())
            undo.pop_all()
            self._listener = connection
            return True

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
