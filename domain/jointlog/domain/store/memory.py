"""The log in memory, for tests and demonstrations: the same contract, gone when it is closed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import Any
from uuid import UUID

from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.popo import POPOApplicationRecorder

from jointlog.domain.store.codec import LocatedRow, StoredEntry
from jointlog.domain.store.columns import Columns, columns_of
from jointlog.domain.store.contract import NEXT, IncidentHead, KeyRow, KeyRows, Place


class MemoryEntryRecorder(POPOApplicationRecorder):
    """The library's recorder in memory, with unique event ids; it meets `EntryRecorder`."""

    def __init__(self) -> None:
        super().__init__()
        self.key_rows: KeyRows = MemoryKeyRows()
        self._position_by_event: dict[bytes, int] = {}
        self._incidents: dict[UUID, str] = {}

    def _assert_uniqueness(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super()._assert_uniqueness(stored_events, **kwargs)
        new = [i for row in stored_events if (i := _event_id(row)) is not None]
        if len(set(new)) < len(new) or not self._position_by_event.keys().isdisjoint(new):
            raise IntegrityError("the event id is already recorded")

    def _update_table(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        positions = super()._update_table(stored_events, **kwargs)
        assert positions is not None, "the library numbers what it keeps in memory"
        for position, row in zip(positions, stored_events, strict=True):
            if isinstance(row, StoredEntry) and row.event_id is not None:
                self._position_by_event[row.event_id] = position
                self._incidents.setdefault(_stream(row), row.incident)
        return positions

    def record(self, rows: Sequence[StoredEntry]) -> list[Place]:
        """Write all rows in one transaction, or none, and return their places."""
        with self.writing():
            places = []
            for row in rows:
                version = self.version(_stream(row)) + 1
                if row.originator_version not in (NEXT, version):
                    raise IntegrityError(f"the next version is {version}")
                position = self.append(replace(row, originator_version=version))
                places.append(Place(position, version))
            return places

    def found(self, event_ids: Sequence[bytes]) -> Sequence[LocatedRow]:
        """The rows of those of the event ids that are recorded."""
        with self._database_lock:
            rows = (self.find(UUID(bytes=event_id)) for event_id in event_ids)
            return [row for row in rows if row is not None]

    @contextmanager
    def writing(self) -> Iterator["MemoryEntryRecorder"]:
        """One write transaction: nobody else reads or writes; undone by any exception."""
        with self._database_lock:
            length = len(self._stored_events)
            try:
                yield self
            except BaseException:
                self._undo(length)
                raise
        self._notify_listeners()

    def _undo(self, length: int) -> None:
        for row in self._stored_events[length:]:
            index = self._stored_events_index[str(row.originator_id)]
            del index[row.originator_version]
            if not index:
                self._incidents.pop(_stream(row), None)
            self._position_by_event.pop(_event_id(row) or b"", None)
        del self._stored_events[length:]

    def append(self, stored: StoredEntry) -> int:
        """Write one row within `writing` and return its position."""
        positions = self._insert_events([stored])
        assert positions is not None, "the library numbers what it keeps in memory"
        return positions[0]

    def version(self, stream: UUID) -> int:
        """The number of entries of the incident; 0 for none."""
        with self._database_lock:
            index = self._stored_events_index.get(str(stream), {})
            return next(reversed(index), 0)

    def find(self, event_id: UUID) -> LocatedRow | None:
        """The row of this event id."""
        with self._database_lock:
            position = self._position_by_event.get(event_id.bytes)
            return None if position is None else self._located(position)

    def columns_of(self, stream: UUID, after_version: int) -> Sequence[Columns]:
        """The rows of one incident in order of version."""
        with self._database_lock:
            index = self._stored_events_index.get(str(stream), {})
            held = [at + 1 for version, at in index.items() if version > after_version]
            return [columns_of(self._located(at)) for at in held]

    def columns_after(self, position: int, limit: int) -> Sequence[Columns]:
        """At most ``limit`` rows behind this position, in order."""
        return [columns_of(row) for row in self.rows_after(position, limit)]

    def rows_holding(self, values: Sequence[bytes], limit: int) -> Sequence[LocatedRow]:
        """At most ``limit`` rows whose state has one of these byte strings, in order."""
        with self._database_lock:
            held = (
                at
                for at, row in enumerate(self._stored_events, 1)
                if any(value in row.state for value in values)
            )
            return [self._located(at) for at in islice(held, limit)]

    def rows_after(self, position: int, limit: int) -> Sequence[LocatedRow]:
        """At most ``limit`` rows behind this position, in order."""
        with self._database_lock:
            last = min(len(self._stored_events), position + limit)
            return [self._located(at) for at in range(position + 1, last + 1)]

    def incident_heads(self) -> list[IncidentHead]:
        """All incidents, in the order of their first entries."""
        with self._database_lock:
            heads = []
            for stream, incident in self._incidents.items():
                version, at = next(reversed(self._stored_events_index[str(stream)].items()))
                heads.append(IncidentHead(incident, version, at + 1))
            return heads

    def incident_of(self, stream: UUID) -> str:
        """The incident of a stream; the stream's id where none is noted."""
        with self._database_lock:
            return self._incidents.get(stream, str(stream))

    def strays(self) -> list[LocatedRow]:
        """The rows whose stream is of no incident."""
        with self._database_lock:
            return [
                self._located(position)
                for position, row in enumerate(self._stored_events, 1)
                if _stream(row) not in self._incidents
            ]

    def _located(self, position: int) -> LocatedRow:
        row = self._stored_events[position - 1]
        return LocatedRow(
            id=position,
            originator_id=row.originator_id,
            originator_version=row.originator_version,
            topic=row.topic,
            state=row.state,
            event_id=_event_id(row),
        )

    def close(self) -> None:
        """Nothing is held open."""


class MemoryKeyRows:
    """The table of keys, in memory."""

    def __init__(self) -> None:
        self._rows: dict[str, KeyRow] = {}

    def add(self, row: KeyRow) -> None:
        """Write a new row."""
        assert row.key_id not in self._rows, "key ids are random"
        self._rows[row.key_id] = row

    def find(self, key_id: str) -> KeyRow | None:
        """The row of this key id."""
        return self._rows.get(key_id)

    def rows(self) -> list[KeyRow]:
        """All rows, oldest first."""
        return list(self._rows.values())

    def revoke(self, key_id: str, now_ms: int) -> None:
        """Note when the key was revoked, unless it was before."""
        row = self._rows[key_id]
        if row.revoked_ms is None:
            self._rows[key_id] = replace(row, revoked_ms=now_ms)


def _event_id(row: StoredEvent) -> bytes | None:
    return row.event_id if isinstance(row, StoredEntry) else None


def _stream(row: StoredEvent) -> UUID:
    assert isinstance(row.originator_id, UUID), "streams are named by UUIDs"
    return row.originator_id
