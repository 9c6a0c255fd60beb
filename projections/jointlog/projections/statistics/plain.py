"""The answers as plain values: members for JSON, and flat columns for CSV, NDJSON and Arrow."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jointlog.domain.protocol.standard import Threshold
from jointlog.domain.time import Length
from jointlog.projections.statistics.asking import Asked
from jointlog.projections.statistics.attribution import Hours
from jointlog.projections.statistics.listing import READABLE, Listed
from jointlog.projections.statistics.subjects import Subject
from jointlog.projections.statistics.tabling import METHOD, Line, Measures, Tabled

Plain = dict[str, Any]
ALL: Final = "all"
"""The name of a total."""
LENGTHS: Final = ("total", "median", "p90", "longest")
HOURS: Final = ("clock", "person", "without_number")
ENDS: Final = ("min_s", "max_s")
EXACT: Final = "no number is kept back or rounded: not for publication"


@dataclass(frozen=True, slots=True)
class Flat:
    """A table of text, numbers and truth values; ``kinds`` are text, integer or boolean."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def query_text(of: str, asked: Asked, **more: Any) -> str:
    """The question in one line, to stand beside its answer."""
    told = {"of": of, **asked.plain(), **{n: v for n, v in more.items() if v not in ("", (), None)}}
    return "&".join(f"{name}={_word(value)}" for name, value in told.items())


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def table_query(subject: Subject, asked: Asked, table: Tabled) -> str:
    """The question of a table in one line."""
    return query_text(
        subject.name,
        asked,
        by=table.by,
        zone=table.zone,
        suppress_below=table.least or "nothing",
    )


def table_plain(subject: Subject, asked: Asked, table: Tabled, threshold: Threshold) -> Plain:
    """A table; a cell that is kept back has no numbers, and says so."""
    return {
        "of": subject.name,
        "by": list(table.by),
        "query": table_query(subject, asked, table),
        "position": table.position,
        "zone": table.zone,
        "percentiles": METHOD,
        "control": control(table, threshold),
        "tables": [
            {
                **({"grade": block.grade} if subject.is_graded else {}),
                "cells": [_cell(table.by, line) for line in block.lines],
            }
            for block in table.blocks
        ],
    }


def control(table: Tabled, threshold: Threshold) -> Plain:
    """How small numbers were kept back, and where the threshold comes from."""
    if not table.least:
        return {"suppress_below": 0, "note": EXACT}
    return {
        "suppress_below": table.least,
        "mark": threshold.mark.value,
        "source": threshold.source,
        "note": "counts of fewer people, and what they could be reckoned from, are kept back; "
        "median and p90 are rounded to the minute, the longest to the hour",
    }


def _cell(by: Sequence[str], line: Line) -> Plain:
    names = {
        name: ALL if value is None else value for name, value in zip(by, line.names, strict=True)
    }
    is_total = None in line.names or not line.names
    if line.measures is None:
        return {**names, "is_total": is_total, "is_kept_back": True}
    return {**names, "is_total": is_total, "is_kept_back": False, **_measures(line.measures)}


def _measures(made: Measures) -> Plain:
    lengths = {name: _length(getattr(made, name)) for name in LENGTHS}
    return {"count": made.count, **lengths, **_hours(made.hours)}


def _hours(hours: Hours | None) -> Plain:
    if hours is None:
        return {}
    return {name: _length(getattr(hours, name)) for name in HOURS}


def _length(length: Length) -> Plain:
    return {"min_s": length.min_s, "max_s": length.max_s}


def flat_table(subject: Subject, asked: Asked, table: Tabled) -> Flat:
    """A table as flat rows; each has the question and the log position behind it."""
    has_hours = any(
        line.measures is not None and line.measures.hours is not None
        for block in table.blocks
        for line in block.lines
    )
    lengths = [f"{n}_{end}" for n in (*LENGTHS, *(HOURS if has_hours else ())) for end in ENDS]
    names = (
        *("grade", *table.by, "is_total", "is_kept_back", "count"),
        *lengths,
        *("log_position", "query"),
    )
    query = table_query(subject, asked, table)
    rows = [
        (block.grade, *_flat(line, has_hours=has_hours), table.position, query)
        for block in table.blocks
        for line in block.lines
    ]
    return Flat(names, tuple(map(_kind, names)), tuple(rows))


def _kind(name: str) -> str:
    if name in ("is_total", "is_kept_back"):
        return "boolean"
    return "integer" if name in ("count", "log_position") or name.endswith(ENDS) else "text"


def _flat(line: Line, *, has_hours: bool) -> tuple[Any, ...]:
    names = tuple(ALL if name is None else name for name in line.names)
    is_total = None in line.names or not line.names
    made = line.measures
    if made is None:
        width = 1 + len(ENDS) * (len(LENGTHS) + (len(HOURS) if has_hours else 0))
        return (*names, is_total, True, *(None,) * width)
    lengths = [getattr(made, name) for name in LENGTHS]
    if made.hours is not None:
        lengths += [getattr(made.hours, name) for name in HOURS]
    ends = [end for length in lengths for end in (length.min_s, length.max_s)]
    return (*names, is_total, False, made.count, *ends)


def flat_rows(found: Listed) -> Flat:
    """Listed rows as flat rows, with the log position."""
    kinds: dict[str, str] = {}
    for column in found.columns:
        kinds[column.name] = column.kind
        if column.name in READABLE:
            kinds[READABLE[column.name]] = "text"
    kinds |= {"version": "integer", "position": "integer", "known_from": "text"}
    names = tuple(kinds)
    rows = tuple((*(row[name] for name in names), found.position) for row in found.rows)
    return Flat((*names, "log_position"), (*kinds.values(), "integer"), rows)


def dicts(flat: Flat) -> Iterator[Mapping[str, Any]]:
    """Each row by name."""
    for row in flat.rows:
        yield dict(zip(flat.names, row, strict=True))
