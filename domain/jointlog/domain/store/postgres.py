"""The log in PostgreSQL 15 or later: the library's recorder, with our tables and one round trip.

Differences to the library's: a post without conflict is one call of a function of the database,
which takes the lock, finds the version, writes and commits; event ids are unique; rows cannot be
changed or deleted; nothing is sent twice without a look whether the first is stored.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, LiteralString
from uuid import UUID

from eventsourcing.persistence import (
    BaseInfrastructureFactory,
    IntegrityError,
    Mapper,
    StoredEvent,
    Transcoder,
)
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresFactory
from eventsourcing.utils import Environment, EnvType
from psycopg import Cursor

from jointlog.domain.errors import StoreBusyError, StoreError
from jointlog.domain.store import postgres_schema
from jointlog.domain.store.address import DATABASE
from jointlog.domain.store.codec import EntryMapper, LocatedRow, NullTranscoder, StoredEntry
from jointlog.domain.store.columns import Columns
from jointlog.domain.store.contract import (
    NEXT,
    IncidentHead,
    KeyRows,
    Place,
    Writing,
    refusing,
)
from jointlog.domain.store.postgres_array import Bytes, Integers, Texts, UUIDs
from jointlog.domain.store.postgres_connection import PostgresEntryDatastore
from jointlog.domain.store.postgres_statements import PostgresKeyRows, Statements
from jointlog.domain.store.settings import DB_FUNCTIONS

FIRST_VERSION: Final = 1

_COLUMNS: Final = "position, originator_id, originator_version, topic, state, event_id"
_SELECT: Final = f"SELECT {_COLUMNS} FROM {{schema}}.entries"  # noqa: S608 - constants only
_RAW: Final = """SELECT position, uuid_send(originator_id), originator_version, topic, state,
uuid_send(event_id) FROM {schema}.entries"""
_OF_STREAM: Final = (
    f"{_RAW} WHERE originator_id = %s AND originator_version > %s ORDER BY originator_version"
)
_AFTER: Final = f"{_RAW} WHERE position > %s ORDER BY position LIMIT %s"
_VERSION: Final = (
    "SELECT coalesce(max(originator_version), 0) FROM {schema}.entries WHERE originator_id = %s"
)
_HEADS: Final = """SELECT i.incident, e.originator_version, e.position
FROM {schema}.incidents AS i CROSS JOIN LATERAL (
    SELECT originator_version, position FROM {schema}.entries
    WHERE originator_id = i.originator_id ORDER BY originator_version DESC LIMIT 1
) AS e ORDER BY i.number"""
_INCIDENT: Final = "SELECT incident FROM {schema}.incidents WHERE originator_id = %s"
_STRAYS: Final = (
    f"{_SELECT} AS e WHERE NOT EXISTS (SELECT FROM {{schema}}.incidents AS i "
    "WHERE i.originator_id = e.originator_id) ORDER BY position"
)
_LOCK: Final = "SELECT pg_advisory_xact_lock({lock}, {table}::regclass::oid::integer)"
_INSERT: Final = (
    "INSERT INTO {schema}.entries (originator_id, originator_version, event_id, topic, state) "
    "VALUES (%s, %s, %s, %s, %s) RETURNING position"
)
_BEGIN: Final = "INSERT INTO {schema}.incidents (originator_id, incident) VALUES (%s, %s)"
_RECORD_ONE: Final = (
    "SELECT place, version FROM {schema}.entries_record_one("
    "%b, %b::text, %b::bigint, %b, %b::text, %b)"
)
_HOLDS: Final = (
    "EXISTS (SELECT FROM unnest(%s::bytea[]) AS v(said) WHERE position(said IN state) > 0)"
)
_RECORD: Final = (
    "SELECT places, heads FROM {schema}.entries_record(%b, %b, %b::bigint[], %b, %b, %b, %b, %b)"
)


class PostgresWriting:
    """One write transaction, behind the lock."""

    def __init__(self, recorder: "PostgresEntryRecorder", cursor: Cursor[Any]) -> None:
        self._recorder = recorder
        self._cursor = cursor

    def version(self, stream: UUID) -> int:
        """The number of entries of the incident; 0 for none."""
        self._recorder.statements.run(self._cursor, _VERSION, (stream,))
        (version,) = self._cursor.fetchall()[0]
        return int(version)

    def find(self, event_id: UUID) -> LocatedRow | None:
        """The row of this event id."""
        self._recorder.statements.run(self._cursor, f"{_SELECT} WHERE event_id = %s", (event_id,))
        return next(map(_located, self._cursor.fetchall()), None)

    def append(self, stored: StoredEntry) -> int:
        """Write one row and return its position."""
        (position,) = self._recorder.insert_within(self._cursor, [stored])
        return position


class PostgresEntryRecorder(PostgresApplicationRecorder):
    """The library's application recorder, on the table `entries`; it meets `EntryRecorder`."""

    datastore: PostgresEntryDatastore

    def __init__(
        self, datastore: PostgresEntryDatastore, *, events_table_name: str = "entries"
    ) -> None:
        super().__init__(datastore, events_table_name="entries")
        self.asked_table_name = events_table_name
        self.statements = Statements(datastore)
        self.key_rows: KeyRows = PostgresKeyRows(self.statements)

    def create_table(self, *, must_exist: bool = False) -> None:
        """Check the schema, or make it.

        Raises:
            StoreError: it is another program's, of a later version, or missing though it must
                exist.

        """
        with self.datastore.get_connection() as connection:
            row = connection.execute("SELECT current_schema()").fetchone()
            assert row is not None, "it is of one row"
            self.datastore.schema = row[0]
            postgres_schema.ensure(connection, row[0], must_exist=must_exist)

    def record(self, rows: Sequence[StoredEntry]) -> list[Place]:
        """Write all rows in one transaction, or none, and return their places."""
        if len(rows) != 1:
            return self._record_many(rows)
        (row,) = rows
        values = (
            row.originator_id,
            row.incident,
            None if row.originator_version == NEXT else row.originator_version,
            _uuid(row.event_id),
            row.topic,
            row.state,
        )
        ((position, version),) = self.statements.commit(_RECORD_ONE, values)
        if position is None:
            raise IntegrityError("the event id or the version is taken")
        return [Place(position, version)]

    def _record_many(self, rows: Sequence[StoredEntry]) -> list[Place]:
        numbers: dict[bytes, int] = {}
        incidents: list[bytes] = []
        heads: list[int | None] = []
        stream_of, offsets = [], []
        counts: list[int] = []
        for row in rows:
            stream = _stream(row).bytes
            number = numbers.setdefault(stream, len(numbers))
            if number == len(counts):
                counts.append(0)
                heads.append(None)
                incidents.append(row.incident.encode())
            counts[number] += 1
            stream_of.append(number + 1)
            offsets.append(counts[number])
            if row.originator_version != NEXT:
                head = row.originator_version - counts[number]
                if heads[number] not in (None, head):
                    raise IntegrityError("the versions of an incident are not contiguous")
                heads[number] = head
        values = (
            UUIDs.of(list(numbers)),
            Texts.of(incidents),
            heads if any(head is not None for head in heads) else None,
            Integers.of_numbers(stream_of),
            Integers.of_numbers(offsets),
            UUIDs.of([row.event_id for row in rows]),
            Texts.of([row.topic.encode() for row in rows]),
            Bytes.of([row.state for row in rows]),
        )
        ((positions, found),) = self.statements.commit(_RECORD, values)
        return [
            Place(position, found[number - 1] + offset)
            for position, number, offset in zip(positions, stream_of, offsets, strict=True)
        ]

    def found(self, event_ids: Sequence[bytes]) -> Sequence[LocatedRow]:
        """The rows of those of the event ids that are recorded."""
        statement: LiteralString = f"{_SELECT} WHERE event_id = ANY(%s::uuid[])"
        return self._located(statement, (UUIDs.of(event_ids),))

    def insert_within(self, c: Cursor[Any], stored: Sequence[StoredEvent]) -> list[int]:
        """Write rows within a transaction and return their positions."""
        positions = []
        for row in stored:
            event_id, incident = None, ""
            if isinstance(row, StoredEntry):
                event_id, incident = _uuid(row.event_id), row.incident
            values = (_stream(row), row.originator_version, event_id, row.topic, row.state)
            self.statements.run(c, _INSERT, values)
            positions.append(c.fetchall()[0][0])
            if incident and row.originator_version == FIRST_VERSION:
                self.statements.run(c, _BEGIN, (_stream(row), incident))
        return positions

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int]:
        """Write rows of the library's application in one transaction; never sent twice."""
        with self.datastore.transaction(commit=True) as c:
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
        statement: LiteralString = (
            f"{_SELECT} WHERE originator_id = %s AND originator_version > coalesce(%s, -1::bigint) "
            "AND originator_version <= coalesce(%s, 9223372036854775807) "
            f"ORDER BY originator_version {'DESC' if desc else 'ASC'} LIMIT %s"
        )
        return self._located(statement, (originator_id, gt, lte, limit))

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
        statement: LiteralString = (
            f"{_SELECT} WHERE position {'>=' if inclusive_of_start else '>'} %s "
            "AND position <= coalesce(%s, 9223372036854775807) "
            f"{'AND topic = ANY(%s) ' if topics else ''}ORDER BY position LIMIT %s"
        )
        chosen = (list(topics),) if topics else ()
        return self._located(statement, (start or 0, stop, *chosen, limit))

    def _located(self, statement: LiteralString, values: Sequence[Any]) -> list[LocatedRow]:
        return [_located(row) for row in self.statements.read(statement, values)]

    def max_notification_id(self) -> int | None:
        """The last position, or None while there is none."""
        ((position,),) = self.statements.read("SELECT max(position) FROM {schema}.entries")
        return position if position is None else int(position)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One write transaction: committed at the end, undone by any exception."""
        with self.datastore.transaction(commit=True) as c:
            self.statements.run(c, _LOCK)
            yield PostgresWriting(self, c)

    def version(self, stream: UUID) -> int:
        """The number of entries of the incident; 0 for none."""
        ((version,),) = self.statements.read(_VERSION, (stream,))
        return int(version)

    def find(self, event_id: UUID) -> LocatedRow | None:
        """The row of this event id."""
        return next(iter(self._located(f"{_SELECT} WHERE event_id = %s", (event_id,))), None)

    def columns_of(self, stream: UUID, after_version: int) -> Sequence[Columns]:
        """The rows of one incident in order of version."""
        return self.statements.read(_OF_STREAM, (stream, after_version))

    def columns_after(self, position: int, limit: int) -> Sequence[Columns]:
        """At most ``limit`` rows behind this position, in order."""
        return self.statements.read(_AFTER, (position, limit))

    def rows_after(self, position: int, limit: int) -> Sequence[LocatedRow]:
        """At most ``limit`` rows behind this position, in order."""
        return self.select_notifications(position, limit, inclusive_of_start=False)

    def rows_holding(self, values: Sequence[bytes], limit: int) -> Sequence[LocatedRow]:
        """At most ``limit`` rows whose state has one of these byte strings, in order."""
        return self._located(
            f"{_SELECT} WHERE {_HOLDS} ORDER BY position LIMIT %s", (list(values), limit)
        )

    def incident_heads(self) -> list[IncidentHead]:
        """All incidents, in the order of their first entries."""
        return [IncidentHead(*row) for row in self.statements.read(_HEADS)]

    def incident_of(self, stream: UUID) -> str:
        """The incident of a stream; the stream's id where none is noted."""
        rows = self.statements.read(_INCIDENT, (stream,))
        return next((str(incident) for (incident,) in rows), str(stream))

    def strays(self) -> Sequence[LocatedRow]:
        """The rows whose stream is of no incident."""
        return self._located(_STRAYS, ())

    def close(self) -> None:
        """Close every connection."""
        self.datastore.close()


class PostgresEntryFactory(PostgresFactory):
    """The library's factory, which makes our recorder and mapper from ``JOINTLOG_DATABASE``."""

    application_recorder_class: type[PostgresApplicationRecorder] = PostgresEntryRecorder

    def __init__(self, env: Environment | EnvType | None) -> None:
        BaseInfrastructureFactory.__init__(self, env)
        if self.env.get(DB_FUNCTIONS):
            raise StoreError(f"{DB_FUNCTIONS} is set, which commits events out of order: unset it")
        self.datastore = PostgresEntryDatastore(self.env.get(DATABASE) or "")

    def mapper(
        self,
        transcoder: Transcoder | None = None,
        mapper_class: type[Mapper[Any]] | None = None,
    ) -> Mapper[Any]:
        """The mapper of entries."""
        return super().mapper(transcoder or NullTranscoder(), mapper_class or EntryMapper)


def open_recorder(url: str, *, must_exist: bool = False) -> PostgresEntryRecorder:
    """A recorder on this database, whose schema is made if it is missing and may be.

    Raises:
        StoreError: the database cannot be reached or used; says how to mend it.

    """
    datastore = PostgresEntryDatastore(url)
    recorder = PostgresEntryRecorder(datastore)
    try:
        with refusing():
            recorder.create_table(must_exist=must_exist)
    except BaseException as error:
        datastore.close()
        if isinstance(error, StoreBusyError):
            raise StoreError(f"{error}: check {DATABASE} and the server") from error
        raise
    return recorder


def _stream(row: StoredEvent) -> UUID:
    assert isinstance(row.originator_id, UUID), "streams are named by UUIDs"
    return row.originator_id


def _uuid(event_id: bytes | None) -> UUID | None:
    return None if event_id is None else UUID(bytes=event_id)


def _located(row: Any) -> LocatedRow:
    position, stream, version, topic, state, event_id = row
    return LocatedRow(
        id=position,
        originator_id=stream,
        originator_version=version,
        topic=topic,
        state=state,
        event_id=None if event_id is None else event_id.bytes,
    )
