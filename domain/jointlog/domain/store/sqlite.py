"""The log in one SQLite file: the library's recorder, with our table and durable settings.

Differences to the library's: positions are never used again (AUTOINCREMENT), event ids are unique,
rows cannot be changed or deleted, every connection has ``synchronous=FULL``, and a write takes its
lock before it reads (BEGIN IMMEDIATE), so that no version race can be lost.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from eventsourcing.persistence import Mapper, StoredEvent, Transcoder
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
)
from eventsourcing.utils import Environment, EnvType

from jointlog.domain.errors import StoreError
from jointlog.domain.store.codec import EntryMapper, LocatedRow, NullTranscoder, StoredEntry
from jointlog.domain.store.columns import Columns, text_of
from jointlog.domain.store.contract import (
    IncidentHead,
    KeyRow,
    KeyRows,
    Place,
    Writing,
    refusing,
)
from jointlog.domain.store.sqlite_connection import LOCK_TIMEOUT_S, DurableDatastore
from jointlog.domain.store.sqlite_record import (
    BEGIN,
    FIRST_VERSION,
    INSERT,
    VERSION,
    RowWriter,
)
from jointlog.domain.store.sqlite_rows import SELECT_ENTRIES, fetched, located_rows

APPLICATION_ID: Final = 0x4A4C4F47  # "JLOG", in the header of the file
SCHEMA_VERSION: Final = 1

_SCHEMA: Final = (
    """CREATE TABLE entries (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    originator_id BLOB NOT NULL,
    originator_version INTEGER NOT NULL,
    event_id BLOB UNIQUE,
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    UNIQUE (originator_id, originator_version)
)""",
    """CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END""",
    """CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END""",
    # Written once an incident, with its first entry: a list of incidents then costs one index
    # look-up each, and names an incident even where its first entry is unreadable. Version and
    # position are not kept here: that would be one more page to write for every entry.
    """CREATE TABLE incidents (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    originator_id BLOB NOT NULL UNIQUE,
    incident TEXT NOT NULL
)""",
    """CREATE TABLE agency_keys (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    key_id TEXT NOT NULL UNIQUE,
    agency TEXT NOT NULL,
    scope TEXT NOT NULL,
    hmac BLOB NOT NULL,
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    revoked_ms INTEGER
)""",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)

_HEADS: Final = (
    "SELECT incident, originator_version, position FROM incidents AS i JOIN entries AS e "
    "ON e.originator_id = i.originator_id AND e.originator_version = (SELECT "
    "MAX(originator_version) FROM entries WHERE originator_id = i.originator_id) ORDER BY number"
)
_INCIDENT: Final = "SELECT incident FROM incidents WHERE originator_id = ?"
_OF_STREAM: Final = (
    f"{SELECT_ENTRIES} WHERE originator_id = ? AND originator_version > ? "
    "ORDER BY originator_version"
)
_AFTER: Final = f"{SELECT_ENTRIES} WHERE position > ? ORDER BY position LIMIT ?"
_STRAYS: Final = (
    f"{SELECT_ENTRIES} WHERE originator_id NOT IN "  # noqa: S608 - constants only
    "(SELECT originator_id FROM incidents) ORDER BY position"
)
_KEY_COLUMNS: Final = "key_id, agency, scope, hmac, created_ms, expires_ms, revoked_ms"
_SELECT_KEYS: Final = f"SELECT {_KEY_COLUMNS} FROM agency_keys"  # noqa: S608 - constants only
_ADD_KEY: Final = f"INSERT INTO agency_keys ({_KEY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_REVOKE_KEY: Final = "UPDATE agency_keys SET revoked_ms = ? WHERE key_id = ? AND revoked_ms IS NULL"


class SQLiteWriting:
    """One write transaction."""

    def __init__(self, recorder: "SQLiteEntryRecorder", cursor: SQLiteCursor) -> None:
        self._recorder = recorder
        self._cursor = cursor

    def version(self, stream: UUID) -> int:
        """The number of entries of the incident; 0 for none."""
        return _version(self._cursor, stream.bytes)

    def find(self, event_id: UUID) -> LocatedRow | None:
        """The row of this event id."""
        return _find(self._cursor, event_id)

    def append(self, stored: StoredEntry) -> int:
        """Write one row and return its position."""
        (position,) = self._recorder.insert_within(self._cursor, [stored])
        return position


class SQLiteEntryRecorder(SQLiteApplicationRecorder):
    """The library's application recorder, on the table `entries`; it meets `EntryRecorder`."""

    datastore: DurableDatastore

    def __init__(self, datastore: SQLiteDatastore, events_table_name: str = "entries") -> None:
        assert isinstance(datastore, DurableDatastore), "the factory makes ours"
        super().__init__(datastore, events_table_name)
        self.key_rows: KeyRows = SQLiteKeyRows(datastore)
        self._row_writer = RowWriter()

    def construct_create_table_statements(self) -> list[str]:
        """The whole schema."""
        return list(_SCHEMA)

    def _create_table(self, c: SQLiteCursor) -> None:
        """Create the schema in an empty file, or check that the file's is ours.

        Raises:
            StoreError: the file is another program's, or of a later version of this one.

        """
        application_id, version = (
            _one(c, f"PRAGMA {name}") for name in ("application_id", "user_version")
        )
        if application_id == APPLICATION_ID and version <= SCHEMA_VERSION:
            return
        if application_id == APPLICATION_ID:
            raise StoreError(
                f"the log has schema {version} and this program knows {SCHEMA_VERSION}: "
                "install a later jointlog"
            )
        if application_id or version or _one(c, "SELECT COUNT(*) FROM sqlite_master"):
            raise StoreError(
                "the SQLite file is another program's: set JOINTLOG_DATABASE to another path"
            )
        super()._create_table(c)

    def insert_within(self, c: SQLiteCursor, stored: Sequence[StoredEvent]) -> list[int]:
        """Write rows within a transaction and return their positions."""
        positions = []
        for row in stored:
            event_id, incident = None, ""
            if isinstance(row, StoredEntry):
                event_id, incident = row.event_id, row.incident
            stream = _blob(row.originator_id)
            c.execute(INSERT, (stream, row.originator_version, row.topic, row.state, event_id))
            positions.append(c.lastrowid)
            if incident and row.originator_version == FIRST_VERSION:
                c.execute(BEGIN, (stream, incident))
        return positions

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **_: Any
    ) -> Sequence[int]:
        return self.insert_within(c, stored_events)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[LocatedRow]:
        """The rows of one stream, with their positions."""
        wheres = {
            "originator_id = ?": _blob(originator_id),
            "originator_version > ?": gt,
            "originator_version <= ?": lte,
        }
        order = "originator_version DESC" if desc else "originator_version"
        return self._rows(wheres, order, limit)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[LocatedRow]:
        """At most ``limit`` rows by position."""
        wheres: dict[str, Any] = {
            "position >= ?" if inclusive_of_start else "position > ?": start,
            "position <= ?": stop,
            f"topic IN ({','.join('?' * len(topics))})": tuple(topics) or None,
        }
        return self._rows(wheres, "position", limit)

    def _rows(self, wheres: dict[str, Any], order: str, limit: int | None) -> list[LocatedRow]:
        held = {where: value for where, value in wheres.items() if value is not None}
        where = " AND ".join(held) or "TRUE"
        statement = f"{SELECT_ENTRIES} WHERE {where} ORDER BY {order} LIMIT ?"
        values: list[Any] = []
        for value in held.values():
            values.extend(value if isinstance(value, tuple) else (value,))
        with self.datastore.transaction(commit=False) as c:
            return located_rows(c, statement, (*values, -1 if limit is None else limit))

    def record(self, rows: Sequence[StoredEntry]) -> list[Place]:
        """Write all rows in one transaction, or none, and return their places."""
        with self.datastore.writer() as own:
            return self._row_writer.record(own, rows)

    def found(self, event_ids: Sequence[bytes]) -> Sequence[LocatedRow]:
        """The rows of those of the event ids that are recorded."""
        marks = ",".join("?" * len(event_ids))
        return self._rows({f"event_id IN ({marks})": tuple(event_ids)}, "position", None)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One write transaction: committed at the end, undone by any exception."""
        with self.datastore.transaction(commit=True) as c:
            yield SQLiteWriting(self, c)

    def version(self, stream: UUID) -> int:
        """The number of entries of the incident; 0 for none."""
        with self.datastore.transaction(commit=False) as c:
            return _version(c, stream.bytes)

    def find(self, event_id: UUID) -> LocatedRow | None:
        """The row of this event id."""
        with self.datastore.transaction(commit=False) as c:
            return _find(c, event_id)

    def columns_of(self, stream: UUID, after_version: int) -> Sequence[Columns]:
        """The rows of one incident in order of version."""
        with self.datastore.transaction(commit=False) as c:
            return fetched(c, _OF_STREAM, (stream.bytes, after_version))

    def columns_after(self, position: int, limit: int) -> Sequence[Columns]:
        """At most ``limit`` rows behind this position, in order."""
        with self.datastore.transaction(commit=False) as c:
            return fetched(c, _AFTER, (position, limit))

    def rows_after(self, position: int, limit: int) -> Sequence[LocatedRow]:
        """At most ``limit`` rows behind this position, in order."""
        return self.select_notifications(position, limit, inclusive_of_start=False)

    def rows_holding(self, values: Sequence[bytes], limit: int) -> Sequence[LocatedRow]:
        """At most ``limit`` rows whose state has one of these byte strings, in order."""
        holds = " OR ".join("instr(state, ?) > 0" for _ in values)
        return self._rows({f"({holds})": tuple(values)}, "position", limit)

    def incident_heads(self) -> list[IncidentHead]:
        """All incidents, in the order of their first entries."""
        with self.datastore.transaction(commit=False) as c:
            return [IncidentHead(text_of(name), *rest) for name, *rest in fetched(c, _HEADS)]

    def incident_of(self, stream: UUID) -> str:
        """The incident of a stream; the stream's id where none is noted."""
        with self.datastore.transaction(commit=False) as c:
            rows = fetched(c, _INCIDENT, (stream.bytes,))
            return text_of(rows[0][0]) if rows else str(stream)

    def strays(self) -> Sequence[LocatedRow]:
        """The rows whose stream is of no incident."""
        with self.datastore.transaction(commit=False) as c:
            return located_rows(c, _STRAYS)

    def close(self) -> None:
        """Close every connection; the last one writes the WAL back into the file."""
        self.datastore.close()


class SQLiteEntryFactory(SQLiteFactory):
    """The library's factory, which makes our recorder and mapper."""

    application_recorder_class = SQLiteEntryRecorder

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        stock = self.datastore.pool
        self.datastore = DurableDatastore(
            stock.db_name, lock_timeout_s=stock.lock_timeout or LOCK_TIMEOUT_S
        )

    def mapper(
        self,
        transcoder: Transcoder | None = None,
        mapper_class: type[Mapper[Any]] | None = None,
    ) -> Mapper[Any]:
        """The mapper of entries."""
        return super().mapper(transcoder or NullTranscoder(), mapper_class or EntryMapper)


class SQLiteKeyRows:
    """The table of keys in the log's file."""

    def __init__(self, datastore: SQLiteDatastore) -> None:
        self._datastore = datastore

    def add(self, row: KeyRow) -> None:
        """Write a new row."""
        values = (row.key_id, row.agency, row.scope, row.mac, row.created_ms, row.expires_ms, None)
        with refusing(), self._datastore.transaction(commit=True) as c:
            c.execute(_ADD_KEY, values)

    def find(self, key_id: str) -> KeyRow | None:
        """The row of this key id."""
        with refusing(), self._datastore.transaction(commit=False) as c:
            c.execute(f"{_SELECT_KEYS} WHERE key_id = ?", (key_id,))
            row = c.fetchone()
            return None if row is None else KeyRow(*row)

    def rows(self) -> list[KeyRow]:
        """All rows, oldest first."""
        with refusing(), self._datastore.transaction(commit=False) as c:
            c.execute(f"{_SELECT_KEYS} ORDER BY number")
            return [KeyRow(*row) for row in c.fetchall()]

    def revoke(self, key_id: str, now_ms: int) -> None:
        """Note when the key was revoked, unless it was before."""
        with refusing(), self._datastore.transaction(commit=True) as c:
            c.execute(_REVOKE_KEY, (now_ms, key_id))


def _blob(originator_id: UUID | str) -> bytes:
    return _uuid(originator_id).bytes


def _uuid(originator_id: UUID | str) -> UUID:
    assert isinstance(originator_id, UUID), "streams are named by UUIDs"
    return originator_id


def _one(c: SQLiteCursor, statement: str, values: tuple[Any, ...] = ()) -> Any:
    c.execute(statement, values)
    return c.fetchone()[0]


def _version(c: SQLiteCursor, stream: bytes) -> int:
    return _one(c, VERSION, (stream,)) or 0


def _find(c: SQLiteCursor, event_id: UUID) -> LocatedRow | None:
    found = located_rows(c, f"{SELECT_ENTRIES} WHERE event_id = ?", (event_id.bytes,))
    return found[0] if found else None
