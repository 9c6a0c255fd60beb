"""Lists of rows: what is asked for, a page at a time or the longest first.

A page ends behind a row's incident and key. Neither changes while the row is the same thing, so
no row is skipped or told twice when others change, come or go between two pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from jointlog.domain.lines import say_recorded_at
from jointlog.domain.table import Column, known_at
from jointlog.domain.time import say_instant
from jointlog.projections.statistics.asking import BEGUN, Asked, condition, length_columns
from jointlog.projections.statistics.subjects import WAITS, Rows, Subject

Behind = tuple[str, str]
"""The incident and the key of the last row of a page."""
LENGTH, TIME = "length", "time"
SORTS: Final = (LENGTH, TIME)
SAME: Final = (
    "incident",
    "subject",
    "waiting",
    "for_agency",
    "why",
    "from_earliest_s",
    "from_latest_s",
    "to_earliest_s",
    "to_latest_s",
)
"""Waits that are equal in these are one wait, offered for several responsibilities."""
READABLE: Final = {
    "from_earliest_s": "from_earliest",
    "from_latest_s": "from_latest",
    "to_earliest_s": "to_earliest",
    "to_latest_s": "to_latest",
}
"""Columns of seconds, and the member of readable time beside each."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Some rows.

    Attributes:
        position: the log position that they rest on.
        columns: the columns of the table, in order.
        rows: by column; with readable times beside the seconds, and since when it was known so.
        behind: where to go on; None where there is nothing more now, or they are sorted.
        problems: incidents whose rows may be wrong, each with the reason.

    """

    position: int
    columns: tuple[Column, ...]
    rows: tuple[dict[str, Any], ...]
    behind: Behind | None
    problems: tuple[tuple[str, str], ...]


def listed(
    rows: Rows,
    subject: Subject,
    asked: Asked,
    *,
    limit: int,
    behind: Behind | None = None,
    sort: str = "",
    once: bool = False,
) -> Listed:
    """The rows asked for.

    Args:
        rows: who is asked.
        subject: which rows.
        asked: what narrows them.
        limit: at most so many.
        behind: behind which row; only where they are not sorted.
        sort: ``length`` (the surely longest first) or ``time``; else by incident and key.
        once: waits of one agency for another, for one person and reason and over the same time,
            are told once; they differ only in the responsibility that is offered.

    Raises:
        MalformedError: a filter that this subject does not have.

    """
    text, values = condition(subject, asked)
    if behind is not None:
        text, values = f"{text} AND (incident, key) > (?, ?)", (*values, *behind)
    if once and subject is WAITS:
        known, moments = known_at(asked.known_at_ms)
        text, values = f"{text} AND NOT EXISTS ({_twin(known)})", (*values, *moments)
    names = (*subject.table.names, "version", "position", "known_from_ms")
    statement = (
        f"SELECT {', '.join(names)} FROM rows_{subject.table.name} WHERE {text} "  # noqa: S608 - own names
        f"ORDER BY {_order(sort, asked)} LIMIT {int(limit) + 1}"
    )
    problems = "SELECT incident, problem FROM rows_heads WHERE problem <> '' ORDER BY incident"
    position, (found, wrong) = rows.queries([(statement, values), (problems, ())])
    shown = tuple(_row(subject, names, each) for each in found[:limit])
    last = shown[-1] if len(found) > limit and shown and not sort else None
    return Listed(
        position,
        subject.table.columns,
        shown,
        None if last is None else (last["incident"], last["key"]),
        tuple((incident, problem) for incident, problem in wrong),
    )


def _twin(known: str) -> str:
    """Another row of the same time whose key comes before, in SQL."""
    same = " AND ".join(f"twin.{name} = rows_waits.{name}" for name in SAME)
    return f"SELECT 1 FROM rows_waits twin WHERE {known} AND {same} AND twin.key < rows_waits.key"  # noqa: S608


def _order(sort: str, asked: Asked) -> str:
    if sort == LENGTH:
        least, most = length_columns(asked)
        return f"{least} DESC, {most} IS NULL DESC, {most} DESC, incident, key"
    return f"{BEGUN}, incident, key" if sort == TIME else "incident, key"


def _row(subject: Subject, names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """A row by column; times to read stand behind their seconds."""
    made: dict[str, Any] = {}
    kinds = {column.name: column.kind for column in subject.table.columns}
    for name, value in zip(names, values, strict=True):
        made[name] = bool(value) if kinds.get(name) == "boolean" else value
        if name in READABLE:
            made[READABLE[name]] = None if value is None else say_instant(value)
    made["known_from"] = say_recorded_at(made.pop("known_from_ms"))
    return made
