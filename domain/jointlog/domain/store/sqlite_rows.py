"""Rows of an SQLite file as they are read, also where a column is damaged.

One bit of a record makes a BLOB a text, which is no UTF-8 then, and which sqlite3 refuses together
with every other row that is asked for. What is damaged here hides nothing else.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

from eventsourcing.sqlite import SQLiteCursor

from jointlog.domain.store.codec import LocatedRow
from jointlog.domain.store.columns import located_row

_COLUMNS: Final = "position, originator_id, originator_version, topic, state, event_id"
_AS_BYTES: Final = (
    "position, CAST(originator_id AS BLOB), originator_version, CAST(topic AS BLOB), "
    "CAST(state AS BLOB), CAST(event_id AS BLOB)"
)
SELECT_ENTRIES: Final = f"SELECT {_COLUMNS} FROM entries "  # noqa: S608 - constants only


def located_rows(
    c: SQLiteCursor | sqlite3.Cursor, statement: str, values: Sequence[Any] = ()
) -> list[LocatedRow]:
    """The rows that a statement beginning with `SELECT_ENTRIES` gives.

    A damaged text of one, which is no UTF-8 any more, hides none of the others.
    """
    return [located_row(row) for row in fetched(c, statement, values)]


def fetched(
    c: SQLiteCursor | sqlite3.Cursor, statement: str, values: Sequence[Any] = ()
) -> list[Any]:
    """All rows; where a text of one is no UTF-8, they are read once more, texts as bytes."""
    try:
        c.execute(statement, values)
        return c.fetchall()
    except sqlite3.OperationalError as error:
        if "UTF-8" not in str(error):
            raise
    as_bytes = statement.replace(_COLUMNS, _AS_BYTES)
    c.execute(as_bytes.replace("SELECT incident", "SELECT CAST(incident AS BLOB)"), values)
    return c.fetchall()
