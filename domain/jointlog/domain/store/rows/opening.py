"""Opens the rows of a log where its settings say."""

from collections.abc import Iterator
from contextlib import contextmanager

from jointlog.domain.errors import StoreError
from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.contract import RowsDatabase, RowsOf
from jointlog.domain.store.rows.sqlite import SQLiteRows
from jointlog.domain.store.settings import Settings
from jointlog.domain.table import Kind


@contextmanager
def open_rows(log: Log, settings: Settings, kind: Kind) -> Iterator[RowsOf]:
    """The rows of the log of these settings; nothing is made in it yet.

    Raises:
        StoreError: PostgreSQL is named and its driver is missing.

    """
    database = _database_of(settings)
    try:
        yield RowsOf(log, database, kind, settings)
    finally:
        database.close()


def _database_of(settings: Settings) -> RowsDatabase:
    """The database of rows of these settings.

    Raises:
        StoreError: PostgreSQL is named and its driver is missing.

    """
    if not settings.postgresql:
        return SQLiteRows(settings.database)
    try:
        from jointlog.domain.store.rows.postgres import PostgresRows  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise StoreError(
            f"PostgreSQL needs {error.name}: pip install 'jointlog[postgres]'"
        ) from error
    return PostgresRows(settings.postgresql)
