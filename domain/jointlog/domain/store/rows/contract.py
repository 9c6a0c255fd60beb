"""What the follower asks of a database of rows, and what it is given to make rows with."""

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final, Protocol

from jointlog.domain.store.log import Log
from jointlog.domain.store.settings import Settings
from jointlog.domain.table import Kind

Values = tuple[Any, ...]
EDITION: Final = 1
"""Raised where the same columns are filled by another rule: the rows are then made anew."""


class Run(Protocol):
    """One transaction."""

    def execute(self, statement: str, values: Sequence[Any] = ()) -> list[Values]:
        """Run a statement, with ``?`` for values; its rows, if it has any."""

    def chunks(self, statement: str, values: Sequence[Any] = ()) -> Generator[list[Values]]:
        """The rows of a query, some at a time."""

    def many(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """Run a statement once for each."""

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
        """Add rows to a table."""


class RowsDatabase(Protocol):
    """A database of rows.

    `writing` is one transaction in which the row of the position is locked, so that two followers
    never apply the same entries; `reading` sees one state.
    """

    @property
    def types(self) -> Mapping[str, str]:
        """The type of a column, by its kind."""

    @property
    def is_sqlite(self) -> bool:
        """Whether SQL is SQLite's; else it is PostgreSQL's."""

    def writing(self, *, bulk: bool = False) -> AbstractContextManager[Run]:
        """One write transaction: committed at the end, undone by any exception.

        With ``bulk`` it is made for many rows, else for few round trips.
        """

    def reading(self) -> AbstractContextManager[Run]:
        """One read transaction."""

    def has(self, table: str) -> bool:
        """Whether there is such a table."""

    def lease(self) -> bool:
        """Whether this process may follow; at most one does."""

    def release(self) -> None:
        """Let another process follow."""

    def wait(self, timeout_s: float) -> None:
        """Return once the log may have grown, or after so many seconds."""

    def wake(self) -> None:
        """Let `wait` return."""

    def close(self) -> None:
        """Give back what is held open."""


@dataclass(frozen=True, slots=True)
class RowsOf:
    """The rows of a log: what is followed, where the rows are, what they are.

    ``settings`` are those of the log, for processes of a rebuild that open it too.
    """

    log: Log
    database: RowsDatabase
    kind: Kind
    settings: Settings
