"""Rows in memory, kept up at each question: for a program that keeps none in a database."""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, TypeVar

from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.contract import RowsOf, Values
from jointlog.domain.store.rows.loop import FollowerLoop
from jointlog.domain.store.rows.reading import Lag, RowsReader
from jointlog.domain.store.rows.sqlite import SQLiteRows
from jointlog.domain.store.settings import Settings
from jointlog.domain.table import Kind, Query

T = TypeVar("T")


class OwnRows:
    """Answers as a `RowsReader` does, after applying what the log has recorded; thread-safe."""

    is_sqlite = True

    def __init__(self, log: Log, kind: Kind) -> None:
        of = RowsOf(log, SQLiteRows(None), kind, Settings(None))
        self._reader = RowsReader(of)
        self._loop = FollowerLoop(of)
        self._lock = Lock()

    def queries(
        self, statements: Sequence[tuple[str, Sequence[Any]]]
    ) -> tuple[int, list[list[Values]]]:
        """The rows of several queries on one state, and the position of that state."""
        self._catch_up()
        return self._reader.queries(statements)

    def ask(self, work: Callable[[Query], T]) -> tuple[int, T]:
        """What is made of queries on one state, and its log position."""
        self._catch_up()
        return self._reader.ask(work)

    def lag(self, now_ms: int) -> Lag:
        """How far the rows are behind the log: not at all."""
        self._catch_up()
        return self._reader.lag(now_ms)

    def _catch_up(self) -> None:
        with self._lock:
            self._loop.catch_up()
