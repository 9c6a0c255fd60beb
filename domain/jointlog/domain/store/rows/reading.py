"""Queries on the rows, and how far they are behind the log."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from jointlog.domain.errors import NotFoundError
from jointlog.domain.store.contract import AnswerLostError
from jointlog.domain.store.rows.contract import RowsOf, Run, Values
from jointlog.domain.store.rows.history import Parked
from jointlog.domain.store.rows.schema import (
    PARKED_COLUMNS,
    all_names,
    fingerprint,
    table_name,
)
from jointlog.domain.table import Query, Row, Table, known_at

T = TypeVar("T")

MS: Final = 1000
NONE_YET: Final = (
    "there are no rows yet: run 'jointlog rows follow' or 'jointlog serve' on this log first"
)


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row, with since when and until when it was known so (UTC milliseconds)."""

    row: Row
    version: int
    position: int
    known_from_ms: int
    known_until_ms: int | None


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the rows are behind the log; ``events`` may count numbers that are of no entry."""

    position: int
    head: int
    seconds: float

    @property
    def events(self) -> int:
        """Positions behind."""
        return max(0, self.head - self.position)


@dataclass(frozen=True, slots=True)
class Status:
    """How the rows stand.

    Attributes:
        is_made: whether there are any tables.
        is_current: whether their columns are those of this program; else they are made anew.
        lag: how far they are behind.
        counts: by table: rows that stand, and rows with those of before.
        parked: how many entries and states are parked.
        marked: how many incidents have a problem.
        generation: how often the rows were made anew, and once.

    """

    is_made: bool
    is_current: bool
    lag: Lag
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    parked: int = 0
    marked: int = 0
    generation: int = 0


class RowsReader:
    """Queries on the live rows; safe to use from several threads."""

    def __init__(self, of: RowsOf) -> None:
        self._log = of.log
        self._database = of.database
        self._kind = of.kind

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that can be asked."""
        return self._kind.tables

    @property
    def is_sqlite(self) -> bool:
        """Whether SQL is SQLite's; else it is PostgreSQL's."""
        return self._database.is_sqlite

    def query(self, statement: str, values: Sequence[Any] = ()) -> list[Values]:
        """The rows of a query in SQL, with ``?`` for values, on ``rows_<table>``.

        Raises:
            NotFoundError: no rows were ever made.
            StoreError: the database cannot answer.

        """
        return self._ask(lambda run: run.execute(statement, values))

    def queries(
        self, statements: Sequence[tuple[str, Sequence[Any]]]
    ) -> tuple[int, list[list[Values]]]:
        """The rows of several queries on one state, and the position of that state."""

        def ask(run: Run) -> tuple[int, list[list[Values]]]:
            answers = [run.execute(statement, values) for statement, values in statements]
            return _position(run), answers

        return self._ask(ask)

    def ask(self, work: Callable[[Query], T]) -> tuple[int, T]:
        """What is made of queries on one state, and its log position.

        ``work`` may run twice, where a connection turns out to be broken.
        """
        return self._ask(lambda run: (_position(run), work(run.chunks)))

    def select(
        self,
        table: Table,
        where: str = "",
        values: Sequence[Any] = (),
        *,
        known_at_ms: int | None = None,
        order: str = "incident, key",
        limit: int | None = None,
    ) -> list[KnownRow]:
        """Rows of a table.

        Args:
            table: one of `tables`.
            where: a condition in SQL, with ``?`` for values.
            values: its values.
            known_at_ms: as known then (UTC milliseconds, to the second); None is now.
            order: columns in SQL.
            limit: at most so many.

        """
        known, known_values = known_at(known_at_ms)
        statement = (
            f"SELECT {', '.join(all_names(table))} FROM {table_name(table)} "  # noqa: S608
            f"WHERE {known}{f' AND ({where})' if where else ''} ORDER BY {order}"
        )
        if limit is not None:
            statement += f" LIMIT {int(limit)}"
        rows = self.query(statement, (*known_values, *values))
        return list(_known(table, rows))

    def parked(self) -> list[Parked]:
        """What could not be made rows of, in the order of the log."""
        columns = ", ".join(PARKED_COLUMNS)
        rows = self.query(f"SELECT {columns} FROM rows_parked ORDER BY position, what")  # noqa: S608
        return [Parked(*row) for row in rows]

    def parked_number(self) -> int:
        """How many entries and states are parked; none where no rows were ever made."""
        try:
            ((number,),) = self.query("SELECT count(*) FROM rows_parked")
        except NotFoundError:
            return 0
        return int(number)

    def marked(self) -> list[tuple[str, str]]:
        """Incidents whose rows may be wrong, each with the reason."""
        statement = "SELECT incident, problem FROM rows_heads WHERE problem <> '' ORDER BY incident"
        return [(incident, problem) for incident, problem in self.query(statement)]

    def position(self) -> int:
        """Position of the last entry that the rows rest on."""
        return self._ask(_position)

    def lag(self, now_ms: int) -> Lag:
        """How far the rows are behind the log; all of it where none were made."""
        head = self._log.head()
        try:
            position = self._ask(_position)
        except NotFoundError:
            position = 0
        if position >= head:
            return Lag(position, position, 0.0)
        first = next((e.entry for e in self._log.read(position, 1) if e.entry is not None), None)
        waited_ms = 0 if first is None else max(0, now_ms - first.recorded_at_ms)
        return Lag(position, head, waited_ms / MS)

    def status(self, now_ms: int) -> Status:
        """How the rows stand."""
        lag = self.lag(now_ms)
        try:
            return self._ask(lambda run: self._status(run, lag))
        except NotFoundError:
            return Status(
                is_made=False,
                is_current=False,
                lag=lag,
                counts={},
                parked=0,
                marked=0,
                generation=0,
            )

    def _status(self, run: Run, lag: Lag) -> Status:
        ((columns, generation),) = run.execute("SELECT columns, generation FROM rows_position")
        is_current = columns == fingerprint(self._kind.tables)
        counts = {}
        for table in self._kind.tables if is_current else ():
            statement = (
                "SELECT count(*), coalesce(sum(CASE WHEN known_until_ms IS NULL THEN 1 "  # noqa: S608
                f"ELSE 0 END), 0) FROM {table_name(table)}"
            )
            ((total, standing),) = run.execute(statement)
            counts[table.name] = int(standing), int(total)
        ((parked,),) = run.execute("SELECT count(*) FROM rows_parked")
        ((marked,),) = run.execute("SELECT count(*) FROM rows_heads WHERE problem <> ''")
        return Status(
            is_made=True,
            is_current=is_current,
            lag=lag,
            counts=counts,
            parked=parked,
            marked=marked,
            generation=generation,
        )

    def _ask(self, work: Callable[[Run], T]) -> T:
        """Read in one transaction, again on a new connection if that of before is broken.

        Raises:
            NotFoundError: no rows were ever made.

        """
        try:
            return self._ask_once(work)
        except AnswerLostError:
            return self._ask_once(work)

    def _ask_once(self, work: Callable[[Run], T]) -> T:
        if not self._database.has("rows_position"):
            raise NotFoundError(NONE_YET)
        with self._database.reading() as run:
            return work(run)


def _position(run: Run) -> int:
    ((position,),) = run.execute("SELECT position FROM rows_position")
    return int(position)


def _known(table: Table, rows: Sequence[Values]) -> Iterator[KnownRow]:
    width = len(table.names)
    for values in rows:
        version, position, from_ms, until_ms = values[width : width + 4]
        row = table.read(iter(values[:width]))
        yield KnownRow(row, version, position, from_ms, until_ms)
