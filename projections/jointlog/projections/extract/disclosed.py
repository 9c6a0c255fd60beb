"""Which columns are disclosed: data, read from TOML; what is not listed is left out."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from typing import Any, Final

from jointlog.domain.errors import MalformedError
from jointlog.domain.table import Column, Table
from jointlog.projections.extract.tables import TABLES

NUMBERABLE: Final = ("incident", "subject")
LISTS: Final = ("numbered", "shown")


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What is shown of a table: its columns in order; those in ``numbered`` as numbers."""

    table: Table
    columns: tuple[Column, ...]
    numbered: frozenset[str]


def default_text() -> str:
    """The list that comes with the program: no free text, no reference to a person."""
    return (files(__package__) / "data" / "disclosed.toml").read_text("utf-8")


def disclosed_of(text: str) -> tuple[Disclosed, ...]:
    """The tables that a list shows, in the order of the extract.

    Raises:
        MalformedError: no TOML, or it names a table or column that there is not, or twice.

    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MalformedError("", f"is not TOML: {error}") from None
    by_name = {table.name: table for table in TABLES}
    for name in told:
        _check(name, by_name, "", "table")
    return tuple(_disclosed(table, told[table.name]) for table in TABLES if table.name in told)


def _disclosed(table: Table, told: Any) -> Disclosed:
    lists = told if isinstance(told, dict) else {}
    if not lists or not set(lists) <= set(LISTS):
        raise MalformedError(table.name, "is no such table", f"lists named {' and '.join(LISTS)}")
    numbered, shown = (_names(table, which, lists.get(which, [])) for which in LISTS)
    for name in numbered:
        _check(name, NUMBERABLE, f"{table.name}.numbered", "column that can be numbered")
    if twice := set(numbered) & set(shown):
        raise MalformedError(
            table.name, f"{min(twice)!r} is both shown and numbered", "one of them"
        )
    chosen = {*numbered, *shown}
    columns = tuple(column for column in table.columns if column.name in chosen)
    return Disclosed(table, columns, frozenset(numbered))


def _names(table: Table, which: str, told: Any) -> list[str]:
    path = f"{table.name}.{which}"
    if not isinstance(told, list) or not all(isinstance(name, str) for name in told):
        raise MalformedError(path, "is no list of texts", "a list of columns")
    for name in told:
        _check(name, table.names, path, "column")
    return told


def _check(name: str, known: Iterable[str], path: str, what: str) -> None:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise MalformedError(
            path, f"{name[:60]!r} is no {what}{hint}", f"one of {', '.join(known)}"
        )
