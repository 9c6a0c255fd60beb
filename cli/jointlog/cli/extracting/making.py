"""From the log to the tables of an extract: each bucket by itself, by several processes."""

import multiprocessing
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from jointlog.cli.extracting.parquet import TableFile, bucket_file, write_empty
from jointlog.cli.extracting.stamp import Stamp
from jointlog.domain.entry import Entry
from jointlog.domain.store.codec import encode
from jointlog.domain.store.log import Located, Log
from jointlog.domain.store.settings import Settings
from jointlog.domain.table import Row
from jointlog.projections.extract import EVENTS, TABLES, bucket_of, columns_of, event_row
from jointlog.projections.rows import rows_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What to write where: ``tables`` are names, the events are always among them."""

    folder: Path
    stamp: Stamp
    tables: tuple[str, ...]


@dataclass(slots=True)
class Made:
    """What is written of a bucket, or of all.

    Attributes:
        rows: rows by table.
        incidents: how many incidents they are of.
        unreadable: entries that cannot be read: position and why.
        unmade: incidents of which no rows can be made: their ids and why.

    """

    rows: Counter[str] = field(default_factory=Counter)
    incidents: int = 0
    unreadable: list[tuple[int, str]] = field(default_factory=list)
    unmade: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: "Made") -> None:
        """Count another bucket's."""
        self.rows.update(other.rows)
        self.incidents += other.incidents
        self.unreadable += other.unreadable
        self.unmade += other.unmade


def make_buckets(
    log: Log, settings: Settings, asked: Asked, incidents: Sequence[str], processes: int
) -> Iterator[Made]:
    """Write every bucket; gives what was written as each is done, in any order."""
    parts: dict[int, list[str]] = {}
    for incident in incidents:
        parts.setdefault(bucket_of(incident, asked.stamp.buckets), []).append(incident)
    is_alone = processes <= 1 or (settings.database is None and not settings.postgresql)
    if is_alone:
        for bucket, part in parts.items():
            yield make_bucket(log, asked, bucket, part)
        return
    with ProcessPoolExecutor(
        min(processes, max(len(parts), 1)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_open_here,
        initargs=(settings,),
    ) as pool:
        waiting = [pool.submit(_make_here, asked, *part) for part in parts.items()]
        for done in as_completed(waiting):
            yield done.result()


_here: list[Log] = []
"""In a process of `make_buckets`: its log."""


def _open_here(settings: Settings) -> None:
    _here.append(Log.open(settings, must_exist=True))


def _make_here(asked: Asked, bucket: int, incidents: Sequence[str]) -> Made:
    return make_bucket(_here[0], asked, bucket, incidents)


def make_bucket(log: Log, asked: Asked, bucket: int, incidents: Sequence[str]) -> Made:
    """Write the rows of these incidents, in this order."""
    made = Made()
    with ExitStack() as stack:
        files = {
            table.name: stack.enter_context(
                TableFile(
                    bucket_file(asked.folder, table.name, bucket),
                    columns_of(table),
                    asked.stamp.short(),
                )
            )
            for table in TABLES
            if table.name in asked.tables
        }
        for incident in incidents:
            _add(files, made, incident, log.located(incident), asked)
    made.rows.update({name: file.rows for name, file in files.items()})
    return made


def _add(
    files: dict[str, TableFile], made: Made, incident: str, located: list[Located], asked: Asked
) -> None:
    stamp = asked.stamp
    entries: list[Entry] = []
    for each in located:
        entry = each.entry
        if each.position > stamp.position:
            continue
        if entry is None:
            made.unreadable.append((each.position, each.problem))
        elif stamp.known_at_ms is None or entry.recorded_at_ms <= stamp.known_at_ms:
            entries.append(entry)
            values = EVENTS.values(event_row(entry, each.position))
            files[EVENTS.name].add((*values, encode(entry)))
    made.incidents += bool(entries)
    if entries and len(files) > 1:
        for row in _rows(entries, incident, made):
            table = row.declared
            if table.name in files:
                files[table.name].add(table.values(row))


def _rows(entries: list[Entry], incident: str, made: Made) -> list[Row]:
    """The rows of an incident; none where they cannot be made, which is noted."""
    try:
        return rows_of(entries)
    except Exception as error:  # noqa: BLE001 - one incident's fault must not stop the others
        made.unmade.append((incident, f"{type(error).__name__}: {error!s:.300}"))
        return []


def make_empty(asked: Asked, made: Made) -> None:
    """Write an empty file for each table without rows, so that every table can be read."""
    for table in TABLES:
        if table.name in asked.tables and not made.rows[table.name]:
            path = bucket_file(asked.folder, table.name, 0)
            write_empty(path, columns_of(table), asked.stamp.short())
