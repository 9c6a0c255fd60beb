"""The same rows kept by the library's `ProjectionRunner`: one transaction an event.

The log is in memory, since the library's SQLite recorder cannot be subscribed to, and so are the
incident's entries; the rows and the tracking position are in a SQLite file.
"""

import time
from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import StoredEvent, Tracking
from eventsourcing.popo import POPOFactory
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.sqlite import SQLiteTrackingRecorder

from jointlog.domain.entry import Entry
from jointlog.domain.store.codec import EntryEvent, EntryMapper, NullTranscoder, StoredEntry, decode
from jointlog.domain.store.rows.schema import table_name
from jointlog.projections.rows import TABLES, rows_of


class RowMapper(EntryMapper):
    """Our codec; the event ids, which the library's rows in memory lack, are kept beside."""

    ids: ClassVar[dict[tuple[UUID | str, int], UUID]] = {}

    def to_stored_event(self, domain_event: Any) -> StoredEntry:
        """The row, whose event id is noted."""
        row = super().to_stored_event(domain_event)
        self.ids[row.originator_id, row.originator_version] = domain_event.entry.event_id
        return row

    def to_domain_event(self, stored_event: StoredEvent) -> EntryEvent:
        """The entry of a row."""
        stream, version = stored_event.originator_id, stored_event.originator_version
        assert isinstance(stream, UUID), "streams are named by UUIDs"
        event_id = self.ids[stream, version]
        name, state = stored_event.topic, stored_event.state
        return EntryEvent(decode(name, state, event_id=event_id, stream=stream, version=version))


class Factory(POPOFactory):
    """A log in memory with our codec."""

    def mapper(self, transcoder: Any = None, mapper_class: Any = None) -> Any:
        """Our mapper."""
        return super().mapper(transcoder or NullTranscoder(), mapper_class or RowMapper)


class Entries(Application[UUID]):
    """The application that is followed."""

    env = {"PERSISTENCE_MODULE": f"{__name__}:Factory"}  # noqa: RUF012 - as the library has it


class RowsView(SQLiteTrackingRecorder):
    """The rows, with the library's tracking in the same transaction."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.held: dict[str, list[Entry]] = {}
        with self.datastore.transaction(commit=True) as c:
            for table in TABLES:
                name = table_name(table)
                c.execute(f"CREATE TABLE {name} ({', '.join(table.names)})")
                c.execute(f"CREATE INDEX {name}_of ON {name} (incident)")

    def apply(self, entry: Entry, tracking: Tracking) -> None:
        """Make the incident's rows anew, and note the position."""
        entries = self.held.setdefault(entry.incident, [])
        entries.append(entry)
        made = rows_of(entries)
        with self.datastore.transaction(commit=True) as c:
            self._insert_tracking(c, tracking)
            for table in TABLES:
                c.execute(f"DELETE FROM {table_name(table)} WHERE incident = ?", (entry.incident,))  # noqa: S608
            for row in made:
                marks = ",".join("?" * len(row.declared.names))
                c.execute(
                    f"INSERT INTO {table_name(row.declared)} VALUES ({marks})",  # noqa: S608
                    row.declared.values(row),
                )


class RowsProjection(Projection[RowsView]):
    """Hands each event to the view."""

    name = "rows"

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """One event."""
        self.view.apply(domain_event.entry, tracking)


def library_runner(entries: Sequence[Entry], file: str) -> float:
    """Seconds that the library's runner takes to make the rows of these entries."""
    env = {"ROWS_PERSISTENCE_MODULE": "eventsourcing.sqlite", "ROWS_SQLITE_DBNAME": file}
    with ProjectionRunner(
        application_class=Entries, projection_class=RowsProjection, view_class=RowsView, env=env
    ) as runner:
        start = time.perf_counter()
        runner.app.save(*(EntryEvent(entry) for entry in entries))
        while (runner.view.max_tracking_id("Entries") or 0) < len(entries):
            time.sleep(0.01)
        return time.perf_counter() - start
