"""The disclosed columns in one SQLite file, made from the Parquet files."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from jointlog.cli.extracting.dictionary import how_disclosed
from jointlog.cli.extracting.parquet import rows_in
from jointlog.cli.progress import progress
from jointlog.projections.extract import columns_of
from jointlog.projections.extract.disclosed import Disclosed

TYPES = {"text": "TEXT", "integer": "INTEGER", "boolean": "INTEGER", "bytes": "BLOB"}


class Numbers:
    """Numbers for references: one an incident, and one a person in the incident; empty is 0."""

    def __init__(self) -> None:
        self._incidents: dict[str, int] = {}
        self._people: dict[str, dict[str, int]] = {}

    def of(self, column: str, incident: str, text: str) -> int:
        """The number of the incident, or of a person in it."""
        if column == "incident":
            return self._incidents.setdefault(incident, len(self._incidents) + 1)
        people = self._people.setdefault(incident, {})
        return people.setdefault(text, len(people) + 1) if text else 0


def open_new(path: Path) -> sqlite3.Connection:
    """A new database in a folder that is not there yet for anybody else: nothing to protect."""
    made = sqlite3.connect(path, isolation_level=None)
    made.execute("PRAGMA journal_mode = OFF")
    made.execute("PRAGMA synchronous = OFF")
    made.execute("BEGIN")
    return made


def write_disclosed(
    path: Path, folder: Path, disclosed: Sequence[Disclosed], stamp: Mapping[str, str]
) -> None:
    """Write the tables, the stamp and the meaning of each column."""
    numbers = Numbers()
    with closing(open_new(path)) as to:
        to.execute("CREATE TABLE extract (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        to.executemany("INSERT INTO extract VALUES (?, ?)", sorted(stamp.items()))
        _write_dictionary(to, disclosed)
        for each in disclosed:
            columns = ", ".join(f"{c.name} {_type(each, c.name, c.kind)}" for c in each.columns)
            to.execute(f"CREATE TABLE {each.table.name} ({columns})")
            marks = ", ".join("?" * len(each.columns))
            rows = progress(_rows(folder, each, numbers), f"rows of {each.table.name}")
            to.executemany(f"INSERT INTO {each.table.name} VALUES ({marks})", rows)  # noqa: S608
        to.execute("COMMIT")


def _type(disclosed: Disclosed, name: str, kind: str) -> str:
    return "INTEGER" if name in disclosed.numbered else TYPES[kind]


def _write_dictionary(to: sqlite3.Connection, disclosed: Sequence[Disclosed]) -> None:
    to.execute(
        "CREATE TABLE dictionary (table_name TEXT, column_name TEXT, kind TEXT, unit TEXT, "
        "meaning TEXT, disclosed TEXT)"
    )
    rows = [
        (each.table.name, c.name, c.kind, c.unit, c.text, how_disclosed(c, each))
        for each in disclosed
        for c in columns_of(each.table)
    ]
    to.executemany("INSERT INTO dictionary VALUES (?, ?, ?, ?, ?, ?)", rows)


def _rows(folder: Path, disclosed: Disclosed, numbers: Numbers) -> Iterator[tuple[Any, ...]]:
    names = [column.name for column in disclosed.columns]
    numbered = [(names.index(name), name) for name in sorted(disclosed.numbered)]
    for incident, *held in rows_in(folder, disclosed.table.name, ["incident", *names]):
        for index, name in numbered:
            held[index] = numbers.of(name, incident, held[index])
        yield tuple(held)
