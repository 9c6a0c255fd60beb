"""Rows of CSV, NDJSON, XLSX and lines of text, one at a time, as column name to text.

A row that cannot be read is a `BadRow` with the reason; the rows behind it are still read.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib import import_module
from io import TextIOWrapper
from typing import Any, BinaryIO, Final

from jointlog.domain.errors import MalformedError
from jointlog.domain.lines import read_json

LINE_LENGTH_MAX: Final = 1_000_000
COLUMNS_MAX: Final = 1_000
SHOWN_MAX: Final = 20
XLSX_MISSING: Final = (
    "reading XLSX needs openpyxl: pip install 'jointlog[xlsx]', or save the sheet as CSV"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number in the file, from 1, and its cells without outer spaces.

    ``section`` counts the headings above it, where lines have some.
    """

    number: int
    cells: Mapping[str, str]
    section: int = 0


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read: its number, what there is of it, and why."""

    number: int
    raw: Any
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a file holds its rows.

    Attributes:
        format: ``csv``, ``ndjson``, ``xlsx`` or ``lines``.
        encoding: of its text.
        delimiter: between the cells of a CSV row.
        sheet: of an XLSX file; "" is the first.
        line: of ``lines``: the expression that a line matches whole; its named groups are columns.
        heading: of ``lines``: that of lines whose groups are columns of the lines below; or None.
        heading_row: of a table: the row of the column names; rows above it are not read.
        each: of ``ndjson``: the path of a list, each item of which is a row; "" makes one row.

    """

    format: str
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str = ""
    line: re.Pattern[str] | None = None
    heading: re.Pattern[str] | None = None
    heading_row: int = 1
    each: str = ""


def rows_of(shape: Shape, file: BinaryIO) -> Iterator[Row | BadRow]:
    """The rows of a file, streaming; the caller opens and closes it.

    Raises:
        MalformedError: the file has no heading, names a column twice, is no XLSX file or has no
            such sheet; or openpyxl is not installed.

    """
    if shape.format == "csv":
        return _csv_rows(shape, file)
    if shape.format == "ndjson":
        return _json_rows(shape, file)
    if shape.format == "xlsx":
        return _sheet_rows(shape, file)
    assert shape.line is not None, "lines have an expression"
    return _line_rows(shape, shape.line, file)


def _csv_rows(shape: Shape, file: BinaryIO) -> Iterator[Row | BadRow]:
    encoding = "utf-8-sig" if shape.encoding == "utf-8" else shape.encoding
    text = TextIOWrapper(file, encoding, errors="surrogateescape", newline="")
    table = csv.reader(text, delimiter=shape.delimiter, strict=True)
    try:
        for _ in range(shape.heading_row - 1):
            next(table, [])
        number = shape.heading_row
        names = _heading(next(table, []), number)
        while True:
            number += 1
            try:
                cells = next(table)
            except StopIteration:
                return
            except csv.Error as error:
                yield BadRow(number, None, f"is not CSV: {error} (line {table.line_num})")
                continue
            if cells:
                yield _row(number, names, cells, shape.encoding)
    finally:
        text.detach()


def _heading(cells: Sequence[str], number: int) -> list[str]:
    row = f"row {number}"
    names = [cell.strip() for cell in cells]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if not any(names):
        raise MalformedError(row, "is no heading", "the names of the columns; or heading_row")
    if twice:
        raise MalformedError(row, f"names {twice[0]!r:.60} twice", "each column once")
    if len(names) > COLUMNS_MAX:
        raise MalformedError(row, f"names {len(names)} columns", f"at most {COLUMNS_MAX}")
    return names


def _row(number: int, names: Sequence[str], cells: Sequence[str], encoding: str) -> Row | BadRow:
    if len(cells) != len(names):
        reason = f"has {len(cells)} cells under {len(names)} headings"
        if len(names) == 1:
            reason += f" ({names[0]!r:.80}: is the delimiter another, or heading_row?)"
        return BadRow(number, [_clean(cell) for cell in cells], reason)
    held = dict(zip(names, map(str.strip, cells), strict=True))
    if not _is_text("".join(cells)):
        cleaned = {name: _clean(cell) for name, cell in held.items()}
        return BadRow(number, cleaned, f"is not {encoding}, or has NUL")
    return Row(number, held)


def _is_text(text: str) -> bool:
    if text.isascii():
        return "\x00" not in text
    return "\x00" not in text and not any("\ud800" <= each <= "\udfff" for each in text)


def _clean(text: str) -> str:
    """The text with what could not be decoded written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers; a line too long comes in its first part only."""
    number = 0
    while line := file.readline(LINE_LENGTH_MAX + 1):
        number += 1
        yield number, line
        while len(line) > LINE_LENGTH_MAX and not line.endswith(b"\n"):
            line = file.readline(LINE_LENGTH_MAX + 1)


def _json_rows(shape: Shape, file: BinaryIO) -> Iterator[Row | BadRow]:
    for number, line in _lines(file):
        if not line.strip():
            continue
        if len(line) > LINE_LENGTH_MAX:
            yield BadRow(number, None, f"is longer than {LINE_LENGTH_MAX} bytes")
            continue
        try:
            plain = read_json(line)
        except MalformedError as error:
            yield BadRow(number, line.decode(errors="backslashreplace"), str(error))
            continue
        if isinstance(plain, dict):
            yield from _object_rows(number, plain, shape.each)
        else:
            yield BadRow(number, plain, "is not an object")


def _object_rows(number: int, plain: dict[str, Any], each: str) -> Iterator[Row | BadRow]:
    """One row of an object; or one of each item of the list at a path, at least one."""
    items: Any = plain
    for name in each.split(".") if each else ():
        items = items.get(name) if isinstance(items, dict) else None
    if not each:
        yield Row(number, dict(_flat("", plain)))
    elif items is not None and not isinstance(items, list):
        yield BadRow(number, plain, f"has no list at {each!r:.80}")
    else:
        outer = {
            name: text for name, text in _flat("", plain) if not f"{name}.".startswith(f"{each}.")
        }
        yield from (
            Row(number, {**outer, **dict(_flat(each, item)), f"{each}.#": str(place)})
            for place, item in enumerate(items or [{}], start=1 if items else 0)
        )


def _flat(path: str, plain: Any) -> Iterable[tuple[str, str]]:
    """Cells of nested values, named by the path: ``unit.callsign``, ``stamps.0``."""
    if isinstance(plain, dict | list):
        items = plain.items() if isinstance(plain, dict) else enumerate(plain)
        for name, value in items:
            yield from _flat(f"{path}.{name}" if path else str(name), value)
    elif isinstance(plain, str):
        yield path, plain.strip()
    else:
        yield path, "" if plain is None else json.dumps(plain)


def _line_rows(shape: Shape, expression: re.Pattern[str], file: BinaryIO) -> Iterator[Row | BadRow]:
    section, carried = 0, dict.fromkeys(shape.heading.groupindex if shape.heading else (), "")
    for number, raw in _lines(file):
        line = raw[: LINE_LENGTH_MAX + 1].removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
        text = line.decode(shape.encoding, "backslashreplace").strip()
        if not text:
            continue
        if shape.heading is not None and (above := shape.heading.fullmatch(text)):
            told = {name: cell.strip() for name, cell in above.groupdict().items() if cell}
            section, carried = section + bool(told), {**carried, **told}
            continue
        found = expression.fullmatch(text)
        if found is None or "\x00" in text or len(raw) > LINE_LENGTH_MAX:
            yield BadRow(number, text[:LINE_LENGTH_MAX], "is not a line of the form of the profile")
        else:
            cells = {name: (cell or "").strip() for name, cell in found.groupdict().items()}
            yield Row(number, {**carried, **cells}, section)


def _sheet_rows(shape: Shape, file: BinaryIO) -> Iterator[Row | BadRow]:
    try:
        openpyxl = import_module("openpyxl")
    except ModuleNotFoundError:
        raise MalformedError("", XLSX_MISSING) from None
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except Exception as error:  # noqa: BLE001 - a broken archive raises whatever it meets
        raise MalformedError("", f"is no XLSX file: {error!s:.200}", "a workbook") from None
    try:
        names = book.sheetnames
        if shape.sheet and shape.sheet not in names:
            raise MalformedError("sheet", f"there is no {shape.sheet!r:.60}", ", ".join(names))
        table = book[shape.sheet or names[0]].iter_rows(values_only=True)
        for _ in range(shape.heading_row - 1):
            next(table, ())
        heading = [_said(cell) for cell in next(table, ())]
        while heading and not heading[-1]:
            heading.pop()
        columns = _heading(heading, shape.heading_row)
        for number, cells in enumerate(table, start=shape.heading_row + 1):
            said = [_said(cell) for cell in cells]
            while len(said) > len(columns) and not said[-1]:
                said.pop()
            if any(said):
                said += [""] * (len(columns) - len(said))
                yield _row(number, columns, said, "text")
    finally:
        book.close()


def _said(cell: Any) -> str:
    """A cell of a sheet as text: times as ``YYYY-MM-DD hh:mm:ss``, whole numbers without point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).strip()


def shown(cells: Mapping[str, str]) -> str:
    """Names of columns, for a message."""
    names = [name for name in cells if name]
    more = f" and {len(names) - SHOWN_MAX} more" if len(names) > SHOWN_MAX else ""
    return ", ".join(names[:SHOWN_MAX]) + more
