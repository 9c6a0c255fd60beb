"""Statements on the schema of a log, and the table of keys in it."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from eventsourcing.persistence import InterfaceError, OperationalError
from psycopg import Cursor
from psycopg.sql import Composed

from jointlog.domain.store.contract import KeyRow, refusing
from jointlog.domain.store.postgres_connection import PostgresEntryDatastore
from jointlog.domain.store.postgres_schema import compose

_KEY_COLUMNS: Final = "key_id, agency, scope, hmac, created_ms, expires_ms, revoked_ms"
_SELECT_KEYS: Final = f"SELECT {_KEY_COLUMNS} FROM {{schema}}.agency_keys"  # noqa: S608 - constants only
_ADD_KEY: Final = (
    f"INSERT INTO {{schema}}.agency_keys ({_KEY_COLUMNS}) "  # noqa: S608 - as above
    "VALUES (%s, %s, %s, %s, %s, %s, %s)"
)
_REVOKE_KEY: Final = (
    "UPDATE {schema}.agency_keys SET revoked_ms = %s WHERE key_id = %s AND revoked_ms IS NULL"
)


class Statements:
    """Statements on one schema; each is sent prepared, with binary values."""

    def __init__(self, datastore: PostgresEntryDatastore) -> None:
        self._datastore = datastore
        self._composed: dict[str, Composed] = {}

    def run(self, c: Cursor[Any], statement: LiteralString, values: Sequence[Any] = ()) -> None:
        """Run a statement on a cursor."""
        composed = self._composed.get(statement)
        if composed is None:
            composed = compose(statement, self._datastore.schema)
            self._composed[statement] = composed
        c.execute(composed, values, prepare=True, binary=True)

    def commit(self, statement: LiteralString, values: Sequence[Any] = ()) -> list[Any]:
        """Run a statement as a transaction of its own, once, and return its rows."""
        with self._datastore.get_connection() as connection, connection.cursor() as c:
            self.run(c, statement, values)
            return c.fetchall() if c.description else []

    def read(self, statement: LiteralString, values: Sequence[Any] = ()) -> list[Any]:
        """The rows of a query; asked again on a new connection if that of before is broken."""
        try:
            return self.commit(statement, values)
        except (InterfaceError, OperationalError):
            return self.commit(statement, values)


class PostgresKeyRows:
    """The table of keys in the log's schema."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def add(self, row: KeyRow) -> None:
        """Write a new row."""
        values = (row.key_id, row.agency, row.scope, row.mac, row.created_ms, row.expires_ms, None)
        with refusing():
            self._statements.commit(_ADD_KEY, values)

    def find(self, key_id: str) -> KeyRow | None:
        """The row of this key id."""
        with refusing():
            rows = self._statements.read(f"{_SELECT_KEYS} WHERE key_id = %s", (key_id,))
        return next((KeyRow(*row) for row in rows), None)

    def rows(self) -> list[KeyRow]:
        """All rows, oldest first."""
        with refusing():
            rows = self._statements.read(f"{_SELECT_KEYS} ORDER BY number")
        return [KeyRow(*row) for row in rows]

    def revoke(self, key_id: str, now_ms: int) -> None:
        """Note when the key was revoked, unless it was before."""
        with refusing():
            self._statements.commit(_REVOKE_KEY, (now_ms, key_id))
