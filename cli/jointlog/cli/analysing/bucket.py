"""One bucket of events: read it in batches, analyse it, write its findings; nothing half."""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pyarrow as pa

from jointlog.cli.extracting.entries import entry_of
from jointlog.cli.extracting.parquet import TableFile, bucket_file, rows_of_file, write_empty
from jointlog.domain.errors import CorruptEntryError, LogError
from jointlog.projections.analysis import TABLES, Recorded, analyse

COLUMNS: Final = ("incident", "version", "position", "key", "type", "state")
"""The columns of events that are read: all of the entry is in them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the findings go, and what is told in each of their files."""

    folder: Path
    stamp: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Done:
    """What was made of a bucket; with a problem nothing was, and no file of it is there."""

    bucket: int
    incidents: int = 0
    entries: int = 0
    findings: int = 0
    parked: int = 0
    problem: str = ""


def read_bucket(path: Path) -> Iterator[Recorded]:
    """The entries of a file of events, in its order."""
    yield from map(recorded, rows_of_file(path, COLUMNS))


def recorded(row: Sequence[Any]) -> Recorded:
    """The entry of a row's `COLUMNS`, or why it cannot be read."""
    incident, version, position, key, name, state = row
    try:
        entry = entry_of(incident, key, version, name, state)
    except CorruptEntryError as error:
        return Recorded(incident, version, position, name, None, str(error))
    return Recorded(incident, version, position, name, entry)


def analyse_bucket(bucket: int, entries: Iterable[Recorded], place: Place) -> Done:
    """Write the findings of a bucket; where it cannot be read, say why and write nothing.

    The files take their names when all are written. A bucket that is analysed twice, as a cluster
    may do, is there once.
    """
    part = place.folder / f".part-{uuid4().hex}"
    try:
        done = _write(bucket, entries, Place(part, place.stamp))
        for table in TABLES:
            made = bucket_file(part, table.name, bucket)
            if made.exists():
                target = bucket_file(place.folder, table.name, bucket)
                target.parent.mkdir(parents=True, exist_ok=True)
                made.replace(target)
    except (LogError, pa.ArrowException, OSError, KeyError) as error:
        return Done(bucket, problem=f"{error!s:.500}")
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return done


def _write(bucket: int, stated: Iterable[Recorded], place: Place) -> Done:
    incidents = entries = findings = parked = 0
    with ExitStack() as stack:
        files = [
            stack.enter_context(
                TableFile(bucket_file(place.folder, table.name, bucket), table.columns, place.stamp)
            )
            for table in TABLES
        ]
        for each in analyse(stated):
            rows = (each.findings, (each.incident,), each.parked)
            for table, file, made in zip(TABLES, files, rows, strict=True):
                for row in made:
                    file.add(table.values(row))
            incidents += 1
            entries += each.incident.entries
            findings += len(each.findings)
            parked += len(each.parked)
    return Done(bucket, incidents, entries, findings, parked)


def write_missing(place: Place) -> None:
    """Write an empty file for each table that has no row at all, so that all can be read."""
    for table in TABLES:
        if not (place.folder / table.name).exists():
            path = bucket_file(place.folder, table.name, 0)
            write_empty(path, table.columns, place.stamp)
