"""From the log to every file of an extract that is asked for: the tables first, then the others.

The other files are made from the Parquet files, so all say the same of the same entries.
"""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from jointlog.cli.extracting import making
from jointlog.cli.extracting.as_ocel_json import OcelJson
from jointlog.cli.extracting.as_ocel_sqlite import OcelSqlite
from jointlog.cli.extracting.as_sqlite import write_disclosed
from jointlog.cli.extracting.as_xes import Xes
from jointlog.cli.extracting.dictionary import dictionary_page, dictionary_plain, ocel_plain
from jointlog.cli.extracting.entries import event_files, incidents_in
from jointlog.cli.extracting.formats import DICTIONARY, FILES, PAGE, Format
from jointlog.cli.extracting.making import Asked, Made
from jointlog.cli.extracting.stamp import STAMP_FILE, Stamp, incidents_of
from jointlog.cli.progress import progress
from jointlog.domain.store.log import Log
from jointlog.domain.store.settings import Settings
from jointlog.projections.extract import EVENTS, TABLES, bucket_of
from jointlog.projections.extract.disclosed import Disclosed
from jointlog.projections.extract.ocel import story_of
from jointlog.projections.extract.views import views

SINKS: Final[dict[Format, Any]] = {
    Format.OCEL_JSON: OcelJson,
    Format.OCEL_SQLITE: OcelSqlite,
    Format.XES: Xes,
}
"""What is written entry by entry, incident by incident."""
OF_ROWS: Final = frozenset({Format.PARQUET, Format.SQLITE, Format.DUCKDB})
KEPT: Final = frozenset({Format.PARQUET, Format.DUCKDB})
"""Formats that keep the Parquet files."""


def asked_for(
    folder: Path, stamp: Stamp, formats: frozenset[Format], *, events_only: bool
) -> Asked:
    """The tables that are needed for these formats."""
    tables = TABLES if formats & OF_ROWS and not events_only else (EVENTS,)
    return Asked(folder, stamp, tuple(each.name for each in tables))


def write_tables(log: Log, settings: Settings, asked: Asked, processes: int) -> Made:
    """Write the Parquet files of every table; gives what was written."""
    incidents = incidents_of(log)
    parts = len({bucket_of(incident, asked.stamp.buckets) for incident in incidents})
    made = Made()
    done = making.make_buckets(log, settings, asked, incidents, processes)
    for each in progress(done, "parts", parts):
        made.add(each)
    making.make_empty(asked, made)
    return made


def write_others(
    asked: Asked, made: Made, formats: frozenset[Format], disclosed: Sequence[Disclosed]
) -> Stamp:
    """Write the other files; gives the whole stamp."""
    folder = asked.folder
    tables = [each for each in TABLES if each.name in asked.tables]
    stamp = replace(
        asked.stamp,
        events=made.rows[EVENTS.name],
        incidents=made.incidents,
        unreadable=len(made.unreadable),
    )
    disclosed = [each for each in disclosed if each.table in tables]
    if Format.SQLITE in formats:
        path = folder / FILES[Format.SQLITE][0]
        write_disclosed(path, folder, disclosed, stamp.told())
    if Format.DUCKDB in formats:
        (folder / FILES[Format.DUCKDB][0]).write_text(views(tables), "utf-8")
    _write_entries(folder, stamp, [each for each in SINKS if each in formats])
    if not formats & KEPT:
        for each in tables:
            shutil.rmtree(folder / each.name)
    _write_stamp(folder, stamp, made, formats)
    files = {name: what for each in Format if each in formats for name, what in [FILES[each]]}
    plain = dictionary_plain(stamp, tables if formats & OF_ROWS else [], disclosed, files)
    if formats & set(SINKS):
        plain["logs"] = ocel_plain()
    (folder / DICTIONARY).write_text(json.dumps(plain, indent=2) + "\n", "utf-8")
    (folder / PAGE).write_text(dictionary_page(plain), "utf-8")
    return stamp


def _write_entries(folder: Path, stamp: Stamp, formats: Sequence[Format]) -> None:
    """Write the formats of entries, all in one pass."""
    if not formats:
        return
    sinks = [SINKS[each](folder / FILES[each][0], stamp.told()) for each in formats]
    for entries in progress(_incidents(folder), "incidents", stamp.incidents):
        story = story_of(entries)
        for sink in sinks:
            sink.add(story)
    for sink in sinks:
        sink.finish()


def _incidents(folder: Path) -> Iterator[list[Any]]:
    for path in event_files(folder):
        yield from incidents_in(path)


def _write_stamp(folder: Path, stamp: Stamp, made: Made, formats: frozenset[Format]) -> None:
    told = {
        **stamp.plain(),
        "formats": [each.value for each in Format if each in formats],
        "rows": dict(sorted(made.rows.items())),
        "unmade": [{"incident": name, "problem": why} for name, why in sorted(made.unmade)],
    }
    (folder / STAMP_FILE).write_text(json.dumps(told, indent=2) + "\n", "utf-8")
