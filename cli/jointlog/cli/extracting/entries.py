"""Entries read back from the events of an extract, incident by incident.

    for path in event_files(folder):
        for entries in incidents_in(path):
            fold(entries)

Rows of one incident stand together and in order of version, and an incident is in one file only.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pyarrow.parquet as pq

from jointlog.cli.extracting.parquet import SUFFIX
from jointlog.domain.entry import Entry
from jointlog.domain.errors import CorruptEntryError, LogError
from jointlog.domain.store.codec import decode, stream_id
from jointlog.projections.extract import BUCKET

EVENTS: Final = "events"
COLUMNS: Final = ("incident", "key", "version", "type", "state")
"""The columns that an entry is read from: all of it is in them."""
ROWS_AT_ONCE: Final = 8192


def event_files(folder: Path) -> list[Path]:
    """The files of events of an extract, by bucket."""
    found = (folder / EVENTS).glob(f"{BUCKET}=*/*{SUFFIX}")
    return sorted(found, key=lambda path: int(path.parent.name.partition("=")[2]))


def incidents_in(path: Path) -> Iterator[list[Entry]]:
    """The entries of each incident of a file of events, in order of version.

    Raises:
        CorruptEntryError: a row is of no entry.

    """
    with pq.ParquetFile(path) as file:
        for _, rows in groupby(_rows(file), key=lambda row: row[0]):
            yield [entry_of(*row) for row in rows]


def _rows(file: Any) -> Iterator[tuple[Any, ...]]:
    for batch in file.iter_batches(ROWS_AT_ONCE, columns=list(COLUMNS)):
        by_name = {name: batch.column(name).to_pylist() for name in COLUMNS}
        yield from zip(*by_name.values(), strict=True)


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
