"""Entries read back from the events of an extract, incident by incident.

    for path in event_files(folder):
        for entries in incidents_in(path):
            fold(entries)

Rows of one incident stand together and in order of version, and an incident is in one file only.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final
from uuid import UUID

from jointlog.cli.extracting.parquet import rows_of_file, table_files
from jointlog.domain.entry import Entry
from jointlog.domain.errors import CorruptEntryError, LogError
from jointlog.domain.store.codec import decode
from jointlog.domain.store.streams import stream_id

EVENTS: Final = "events"
COLUMNS: Final = ("incident", "key", "version", "type", "state")
"""The columns that an entry is read from: all of it is in them."""


def event_files(folder: Path) -> list[Path]:
    """The files of events of an extract, by bucket."""
    return table_files(folder, EVENTS)


def incidents_in(path: Path) -> Iterator[list[Entry]]:
    """The entries of each incident of a file of events, in order of version.

    Raises:
        CorruptEntryError: a row is of no entry.

    """
    for _, rows in groupby(rows_of_file(path, COLUMNS), key=lambda row: row[0]):
        yield [entry_of(*row) for row in rows]


def entry_of(incident: str, key: str, version: int, name: str, state: bytes) -> Entry:
    """The entry of `COLUMNS` of a row.

    Raises:
        CorruptEntryError: they are of no entry.

    """
    try:
        return decode(name, state, event_id=UUID(key), stream=stream_id(incident), version=version)
    except (LogError, ValueError, TypeError, LookupError, AttributeError) as error:
        where = f"incident {incident!r:.80}, version {version}, {name!r:.80}"
        raise CorruptEntryError(f"{where}: {error!s:.300}") from error
