"""The data dictionary: what each file, table and column is, as JSON and as Markdown."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jointlog.cli.extracting.stamp import Stamp
from jointlog.cli.pages.markdown import heading, joined, paragraph, table
from jointlog.domain.table import Column, Table
from jointlog.projections.extract import columns_of
from jointlog.projections.extract.disclosed import Disclosed
from jointlog.projections.extract.ocel import OBJECT_TYPES, QUALIFIERS
from jointlog.projections.extract.values import COMMON

INTRODUCTION = """Times are UTC seconds since 1970 (`_s`) or milliseconds (`_ms`); a bound that is
not recorded is null. Lengths are at least `min_s` and at most `max_s`. A list is a text with
spaces between; a text that says nothing is empty. No entry is not no act: a wait, gap or finding
says what is recorded and what is not."""

LOGS = """In OCEL and XES each entry is one event, of its event type, whatever was said of it
later. Its time is the anchor of when it occurred; `log_time_from` is `recorded` where no bound is
recorded, and the time is then that of recording. Its facts are attributes with the names of
docs/events.md, lists as one text; these stand beside them:"""


def dictionary_plain(
    stamp: Stamp, tables: Sequence[Table], disclosed: Sequence[Disclosed], files: Mapping[str, str]
) -> dict[str, Any]:
    """The dictionary as JSON."""
    shown = {each.table.name: each for each in disclosed}
    return {
        "extract": stamp.plain(),
        "files": dict(files),
        "tables": [
            {
                "name": each.name,
                "summary": each.summary,
                "columns": [_column(column, shown.get(each.name)) for column in columns_of(each)],
            }
            for each in tables
        ],
    }


def ocel_plain() -> dict[str, Any]:
    """What the event logs hold besides the facts of each type, which are in docs/events.md."""
    return {
        "objects": {name: dict(attributes) for name, attributes in OBJECT_TYPES.items()},
        "qualifiers": dict(QUALIFIERS),
        "attributes": dict(COMMON),
    }


def _column(column: Column, disclosed: Disclosed | None) -> dict[str, Any]:
    return {
        "name": column.name,
        "kind": column.kind,
        "unit": column.unit,
        "may_be_null": column.is_optional,
        "meaning": column.text,
        "disclosed": how_disclosed(column, disclosed),
    }


def how_disclosed(column: Column, disclosed: Disclosed | None) -> str:
    """How a column stands in the disclosed tables: shown, numbered or left out."""
    if disclosed is None or column not in disclosed.columns:
        return "left out"
    return "numbered" if column.name in disclosed.numbered else "shown"


def dictionary_page(plain: Mapping[str, Any]) -> str:
    """The dictionary as Markdown."""
    told = {name: value for name, value in plain["extract"].items() if value is not None}
    blocks = [
        heading(1, "What is in this extract"),
        table(("what", "value"), [(name, str(value)) for name, value in told.items()]),
        paragraph(INTRODUCTION),
        heading(2, "Files"),
        _pairs(("file", "what"), plain["files"]),
    ]
    for each in plain["tables"]:
        blocks += [heading(2, each["name"]), paragraph(each["summary"]), _rows(each["columns"])]
    if logs := plain.get("logs"):
        blocks += _logs(logs)
    return joined(blocks)


def _logs(logs: Mapping[str, Any]) -> list[str]:
    return [
        heading(2, "Event logs"),
        paragraph(LOGS),
        table(
            ("attribute", "kind"),
            [(f"`{name}`", kind) for name, kind in logs["attributes"].items()],
        ),
        heading(3, "Objects"),
        _pairs(
            ("object", "attributes"),
            {name: ", ".join(told) for name, told in logs["objects"].items()},
        ),
        heading(3, "Qualifiers"),
        table(
            ("qualifier", "meaning"), [(f"`{n}`", what) for n, what in logs["qualifiers"].items()]
        ),
    ]


def _pairs(head: tuple[str, str], told: Mapping[str, str]) -> str:
    return table(head, [(f"`{name}`", what) for name, what in told.items()])


def _rows(columns: Iterable[Mapping[str, Any]]) -> str:
    return table(
        ("column", "kind", "meaning", "in `disclosed.sqlite`"),
        [(f"`{c['name']}`", _kind(c), c["meaning"], c["disclosed"]) for c in columns],
    )


def _kind(column: Mapping[str, Any]) -> str:
    unit = f", {column['unit']}" if column["unit"] else ""
    return f"{column['kind']}{unit}{' or null' if column['may_be_null'] else ''}"
