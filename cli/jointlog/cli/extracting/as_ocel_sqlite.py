"""OCEL 2.0 as a SQLite file: a table a type of event and of object, and their relations."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jointlog.cli.extracting.as_ocel_json import ALWAYS
from jointlog.cli.extracting.as_sqlite import open_new
from jointlog.projections.extract.ocel import (
    OBJECT_TYPES,
    SHARED,
    Happening,
    Story,
    Thing,
    event_types,
    instant,
)

TYPES: Final = {
    "string": "TEXT",
    "time": "TIMESTAMP",
    "integer": "INTEGER",
    "float": "REAL",
    "boolean": "BOOLEAN",
}
TABLES: Final = """
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES event_map_type(ocel_type));
CREATE TABLE object (
    ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES object_map_type(ocel_type)
);
CREATE TABLE event_object (
    ocel_event_id TEXT REFERENCES event(ocel_id), ocel_object_id TEXT REFERENCES object(ocel_id),
    ocel_qualifier TEXT, PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier)
);
CREATE TABLE object_object (
    ocel_source_id TEXT REFERENCES object(ocel_id), ocel_target_id TEXT REFERENCES object(ocel_id),
    ocel_qualifier TEXT, PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier)
);
CREATE TABLE extract (name TEXT PRIMARY KEY, value TEXT);
"""


class OcelSqlite:
    """Writes one file; `finish` completes it."""

    def __init__(self, path: Path, stamp: Mapping[str, str]) -> None:
        self._to = open_new(path)
        self._declared = event_types()
        self._types: set[str] = set()
        self._seen: set[str] = set()
        for statement in filter(str.strip, TABLES.split(";")):
            self._to.execute(statement)
        self._to.executemany("INSERT INTO extract VALUES (?, ?)", stamp.items())
        for name, attributes in OBJECT_TYPES.items():
            columns = {**attributes, "ocel_time": "time", "ocel_changed_field": "string"}
            self._make("object", name, columns)

    def _make(self, what: str, name: str, columns: Mapping[str, str]) -> None:
        told = "".join(f', "{each}" {TYPES[kind]}' for each, kind in columns.items())
        self._to.execute(
            f'CREATE TABLE "{what}_{name}" (ocel_id TEXT PRIMARY KEY REFERENCES {what}(ocel_id)'
            f"{told})"
        )
        self._to.execute(f"INSERT INTO {what}_map_type VALUES (?, ?)", (name, name))  # noqa: S608

    def add(self, story: Story) -> None:
        """Write an incident."""
        for thing in story.things.values():
            if thing.id not in self._seen:
                self._add_object(thing)
        for happening in story.happenings:
            self._add_event(happening)

    def _add_object(self, thing: Thing) -> None:
        if thing.type in SHARED:
            self._seen.add(thing.id)
        self._to.execute("INSERT INTO object VALUES (?, ?)", (thing.id, thing.type))
        told = {"ocel_id": thing.id, **thing.attributes, "ocel_time": ALWAYS}
        self._insert(f"object_{thing.type}", told)
        self._to.executemany(
            "INSERT INTO object_object VALUES (?, ?, ?)",
            [(thing.id, *link) for link in thing.links],
        )

    def _add_event(self, happening: Happening) -> None:
        if happening.type not in self._types:
            self._types.add(happening.type)
            columns = {"ocel_time": "time", **self._declared[happening.type]}
            self._make("event", happening.type, columns)
        self._to.execute("INSERT INTO event VALUES (?, ?)", (happening.id, happening.type))
        told = {
            "ocel_id": happening.id,
            "ocel_time": instant(happening.at_ms),
            **happening.attributes,
        }
        self._insert(f"event_{happening.type}", told)
        self._to.executemany(
            "INSERT INTO event_object VALUES (?, ?, ?)",
            [(happening.id, *link) for link in happening.links],
        )

    def _insert(self, table: str, told: Mapping[str, Any]) -> None:
        names = ", ".join(f'"{name}"' for name in told)
        marks = ", ".join("?" * len(told))
        statement = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608 - our names
        self._to.execute(statement, tuple(told.values()))

    def finish(self) -> None:
        """Commit, and close the file."""
        self._to.execute("COMMIT")
        self._to.close()
