"""OCEL 2.0 as JSON, written event by event; the objects wait in a file beside it."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jointlog.projections.extract.ocel import (
    OBJECT_TYPES,
    SHARED,
    Happening,
    Story,
    Thing,
    as_text,
    event_types,
    instant,
)

ALWAYS: Final = "1970-01-01T00:00:00Z"
"""The time of an attribute that does not change."""


class OcelJson:
    """Writes one file; `finish` completes it."""

    def __init__(self, path: Path, stamp: Mapping[str, str]) -> None:
        self._path = path
        self._objects_path = path.with_name(f"{path.name}.objects")
        self._to = path.open("w", encoding="utf-8", newline="\n")
        self._objects = self._objects_path.open("w", encoding="utf-8", newline="\n")
        self._seen: set[str] = set()
        self._types: set[str] = set()
        self._is_first = self._is_first_object = True
        self._to.write(f'{{"extract":{_json(dict(stamp))},\n"events":[')

    def add(self, story: Story) -> None:
        """Write an incident."""
        for happening in story.happenings:
            self._types.add(happening.type)
            self._to.write("\n" if self._is_first else ",\n")
            self._to.write(_json(_event(happening)))
            self._is_first = False
        for thing in story.things.values():
            if thing.id in self._seen:
                continue
            if thing.type in SHARED:
                self._seen.add(thing.id)
            self._objects.write("\n" if self._is_first_object else ",\n")
            self._objects.write(_json(_object(thing)))
            self._is_first_object = False

    def finish(self) -> None:
        """Write the objects and the types."""
        self._objects.close()
        self._to.write('],\n"objects":[')
        with self._objects_path.open(encoding="utf-8", newline="\n") as objects:
            shutil.copyfileobj(objects, self._to)
        self._objects_path.unlink()
        declared = event_types()
        used = {name: declared[name] for name in sorted(self._types)}
        self._to.write(f'],\n"eventTypes":{_json(_types(used))}')
        self._to.write(f',\n"objectTypes":{_json(_types(OBJECT_TYPES))}}}\n')
        self._to.close()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _types(types: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "attributes": [{"name": each, "type": kind} for each, kind in attributes.items()],
        }
        for name, attributes in types.items()
    ]


def _links(links: Any) -> list[dict[str, str]]:
    return [{"objectId": name, "qualifier": qualifier} for name, qualifier in links]


def _event(happening: Happening) -> dict[str, Any]:
    told = happening.attributes.items()
    return {
        "id": happening.id,
        "type": happening.type,
        "time": instant(happening.at_ms),
        "attributes": [{"name": name, "value": as_text(value)} for name, value in told],
        "relationships": _links(happening.links),
    }


def _object(thing: Thing) -> dict[str, Any]:
    told = thing.attributes.items()
    return {
        "id": thing.id,
        "type": thing.type,
        "attributes": [{"name": name, "time": ALWAYS, "value": value} for name, value in told],
        "relationships": _links(thing.links),
    }
