"""What a chronology consists of, as texts: every form of it is written from this."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of a table: its lines, and for each line the anchor it leads to, or "".

    ``is_headed`` says that the first line is what the others are about.
    """

    lines: tuple[str, ...]
    to: tuple[str, ...] = ()
    is_headed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; ``anchor`` is its name for links, or ""."""

    cells: tuple[Cell, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with what stands above it; ``widths`` are shares of the page, of 100."""

    key: str
    title: str
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[Row, ...]
    note: str = ""
    empty: str = "None is recorded."


@dataclass(frozen=True, slots=True)
class Document:
    """The whole chronology.

    Attributes:
        title: its heading.
        days: which days it is of, and the zone of its times.
        about: name and value of what it rests on: log, standards, program, what is withheld.
        tables: the entries first, then all that follows from them.
        limits: what it does not say.
        sheet: the entries once more, a column a property, for a spreadsheet.

    """

    title: str
    days: str
    about: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    limits: tuple[str, ...]
    sheet: Table


ENTRIES: Final = "entries"


def cell(*lines: str, is_headed: bool = False) -> Cell:
    """A cell of these lines, empty ones left out."""
    return Cell(tuple(line for line in lines if line), is_headed=is_headed)


def links(*pairs: tuple[str, str]) -> Cell:
    """A cell of lines that lead somewhere: text and anchor."""
    return Cell(tuple(text for text, _ in pairs), tuple(to for _, to in pairs))


def numbers(versions: tuple[int, ...]) -> Cell:
    """A cell that names entries."""
    return links(*((f"#{version}", f"e{version}") for version in versions))
