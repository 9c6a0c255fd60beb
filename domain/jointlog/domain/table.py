"""How a table of rows is declared: one dataclass, from which columns, reader and pages come.

    @table("waits")
    class WaitRow(Row):
        \"\"\"One wait.\"\"\"

        min_s: int = about("It surely lasted this long.", unit="s")

A column is text, a whole number or a truth value; a number may be absent (``int | None``), a text
is empty instead. Every row has an ``incident`` and a ``key`` that is unique in it.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, ClassVar, Final, Protocol, TypeVar, dataclass_transform

from jointlog.domain.declare import about, fields_of
from jointlog.domain.entry import Entry

KINDS: Final[dict[Any, str]] = {str: "text", int: "integer", int | None: "integer", bool: "boolean"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``kind`` is text, integer or boolean; an optional one may be null."""

    name: str
    kind: str
    is_optional: bool
    text: str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row; each table is a subclass made by `table`."""

    declared: ClassVar["Table"]

    incident: str = about("The incident's id.")
    key: str = about("Names the row in its incident; the same for as long as it is the same thing.")


class Table:
    """A table of rows: its name, its class and its columns."""

    def __init__(self, name: str, cls: type[Row]) -> None:
        assert cls.__doc__, f"{cls.__name__} says what it is"
        self.name = name
        self.cls = cls
        self.summary = cls.__doc__.strip()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in order."""
        return tuple(
            Column(
                field.name,
                KINDS[field.hint],
                field.hint == int | None,
                field.about.text,
                field.about.unit,
            )
            for field in fields_of(self.cls)
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def values(self) -> Callable[[Row], tuple[Any, ...]]:
        """A function that gives the values of a row, in the order of the columns."""
        return attrgetter(*self.names)

    def read(self, values: Iterator[Any]) -> Row:
        """The row of as many values as there are columns."""
        given: dict[str, Any] = {}
        for column in self.columns:
            value = next(values)
            given[column.name] = bool(value) if column.kind == "boolean" else value
        return self.cls(**given)


R = TypeVar("R", bound=Row)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(about,))
def table(name: str) -> Callable[[type[R]], type[R]]:
    """Declare a table under this name."""

    def declare(cls: type[R]) -> type[R]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        made.declared = Table(name, made)
        return made

    return declare


Maker = Callable[[Sequence[Entry]], Sequence[Row]]
"""Makes the rows of one incident from its entries; pure, and may raise."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows that can be kept: their tables, and what makes them."""

    tables: tuple[Table, ...]
    make: Maker


class Query(Protocol):
    """Asks the rows of one state, in SQL."""

    def __call__(
        self, statement: str, values: Sequence[Any] = (), /
    ) -> Generator[Sequence[tuple[Any, ...]]]:
        """The rows of a statement, some at a time, with ``?`` for values."""


MS: Final = 1000
HISTORY: Final = (
    Column("version", "integer", is_optional=False, text="Entries of the incident it rests on."),
    Column("position", "integer", is_optional=False, text="Place in the log of the last of them."),
    Column(
        "known_from_ms",
        "integer",
        is_optional=False,
        text="When the log recorded the last of them: from then on this was known.",
        unit="ms",
    ),
    Column(
        "known_until_ms",
        "integer",
        is_optional=True,
        text="When the log recorded what changed it; null while it stands.",
        unit="ms",
    ),
    Column(
        "until_version",
        "integer",
        is_optional=True,
        text="Entries of the incident by then; null while it stands.",
    ),
)
"""Columns that every table has behind its own: since when and until when it was known so."""


def known_at(at_ms: int | None) -> tuple[str, tuple[int, ...]]:
    """The condition that a row stood at a moment, to the second; None is now."""
    if at_ms is None:
        return "known_until_ms IS NULL", ()
    until_ms = at_ms - at_ms % MS + MS - 1
    condition = "known_from_ms <= ? AND (known_until_ms IS NULL OR known_until_ms > ?)"
    return condition, (until_ms, until_ms)
