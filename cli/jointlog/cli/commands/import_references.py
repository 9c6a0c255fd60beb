"""References of an import to events of other rows: which of them nothing is recorded under.

They are kept in a temporary file, so that memory does not grow with the table.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from types import TracebackType
from typing import Final, NamedTuple, Self
from uuid import UUID

from jointlog.domain.store.log import Log
from jointlog.projections.profile import Named

LOOKED_UP_AT_ONCE: Final = 500


class Missing(NamedTuple):
    """A link of a row to a reference that no event has."""

    row: int
    field: str
    text: str


class References:
    """The links of one run, and the events that a dry run would record."""

    def __init__(self) -> None:
        self.count = 0
        self._file = sqlite3.connect("")  # a file of its own, which goes with the connection
        self._file.execute("CREATE TABLE named (row INTEGER, field TEXT, text TEXT, id BLOB)")
        self._file.execute("CREATE TABLE stated (id BLOB PRIMARY KEY) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, row: int, named: Iterable[Named]) -> None:
        """Note the links of a row."""
        values = [(row, each.field, each.text, each.event_id.bytes) for each in named]
        self.count += len(values)
        self._file.executemany("INSERT INTO named VALUES (?, ?, ?, ?)", values)

    def state(self, event_ids: Iterable[UUID]) -> None:
        """Note what would be recorded."""
        values = ((each.bytes,) for each in event_ids)
        self._file.executemany("INSERT OR IGNORE INTO stated VALUES (?)", values)

    def missing(self, log: Log | None) -> Iterator[Missing]:
        """The links that lead to nothing, in the order of the rows.

        Raises:
            LogError: the log cannot be read.

        """
        left = "SELECT * FROM named WHERE id NOT IN (SELECT id FROM stated) ORDER BY rowid"
        with closing(self._file.execute(left)) as rows:
            while some := list(islice(rows, LOOKED_UP_AT_ONCE)):
                ids = {UUID(bytes=raw) for *_, raw in some}
                known = log.recorded(ids) if log is not None else {}
                for row, field, text, raw in some:
                    if UUID(bytes=raw) not in known:
                        yield Missing(row, field, text)
