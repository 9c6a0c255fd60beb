"""Rows of CSV, NDJSON, XLSX and lines: what can be read is read, the rest is named."""

import sys
from datetime import date, datetime
from importlib import import_module
from io import BytesIO
from types import ModuleType
from typing import Any

import pytest

from jointlog.domain.errors import MalformedError
from jointlog.projections.profile import BadRow, Row, rows_of
from jointlog.projections.profile.rows import LINE_LENGTH_MAX, XLSX_MISSING, Shape, shown
from tests.profile.making import HEAD, ROW, profile, rows, stated

JSON = Shape(format="ndjson")


def read(shape: Shape, raw: bytes) -> list[Row | BadRow]:
    """The rows of these bytes."""
    return list(rows_of(shape, BytesIO(raw)))


def reasons(found: list[Row | BadRow]) -> list[str]:
    """The reasons of the rows that cannot be read; "" for the others."""
    return [each.reason if isinstance(each, BadRow) else "" for each in found]


def test_csv_keeps_good_rows_beside_bad_ones() -> None:
    """Cells too few, bytes that are no UTF-8, NUL, a quote inside quotes, an empty line."""
    raw = b'\xef\xbb\xbfid,text\n1,one\n2\n3,\xff\n4,a\x00b\n5,"a"b\n\n6, six \n'
    found = read(Shape(format="csv"), raw)
    assert [each.number for each in found] == [2, 3, 4, 5, 6, 8]
    bad = reasons(found)
    assert bad[0] == bad[5] == ""
    assert bad[1] == "has 1 cells under 2 headings"
    assert bad[2] == bad[3] == "is not utf-8, or has NUL"
    assert bad[4].startswith("is not CSV")
    last = found[5]
    assert isinstance(last, Row)
    assert last.cells == {"id": "6", "text": "six"}
    accent = read(Shape(format="csv", encoding="cp1252", delimiter=";"), b"a;b\n\xe9;2\n")
    assert accent == [Row(2, {"a": "\xe9", "b": "2"})]


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "is no heading"),
        (b" ,\n1,2\n", "is no heading"),
        (b"a,b,a\n", "names 'a' twice"),
        (b",".join(b"%d" % n for n in range(1001)), "names 1001 columns"),
    ],
)
def test_a_table_without_a_usable_heading_is_refused(raw: bytes, problem: str) -> None:
    """No row could be read."""
    with pytest.raises(MalformedError, match=problem):
        read(Shape(format="csv"), raw)


def test_the_first_row_shows_whether_the_columns_are_there() -> None:
    """A column that the profile reads must be there; what is to be given must be given."""
    made = profile(('row_key = ["id"]', 'row_key = ["id", "force"]\ngiven = ["force"]'))
    (row,) = rows(made, HEAD + ROW)
    assert isinstance(row, Row)
    made.check_columns(row, {"force": "met"})
    for given, cells, problem in (
        ({}, dict(row.cells), "force: is not given"),
        ({"force": "met", "x": "y"}, dict(row.cells), "x: is not to be given"),
        ({"force": "met"}, {"id": "1"}, "no such column .expected one of id"),
    ):
        with pytest.raises(MalformedError, match=problem):
            made.check_columns(Row(2, cells), given)
    assert shown({str(n): "" for n in range(22)}).endswith("19 and 2 more")


def test_ndjson_names_nested_values_by_their_path() -> None:
    """Null is no value, numbers and truth are their JSON; a field left out is an empty cell."""
    found = read(JSON, b'{"a": {"b": [1, " x "]}, "c": null, "d": true}\n\n[1]\n{"a"\n')
    assert found[0] == Row(1, {"a.b.0": "1", "a.b.1": "x", "c": "", "d": "true"})
    assert [each.number for each in found] == [1, 3, 4]
    assert reasons(found)[1] == "is not an object"
    assert "is not JSON" in reasons(found)[2]
    made = profile(('"csv"', '"ndjson"'))
    row = '{"id": 1, "log": "L1", "unit": "A1", "sent": "01/03/2017 10:00"}'
    assert [each.name for each in stated(made, row)] == ["sent"]
    (read_row,) = rows(made, row)
    assert isinstance(read_row, Row)
    made.check_columns(read_row, {})


def test_a_line_too_long_is_left_out_and_the_next_is_read() -> None:
    """Memory stays flat whatever a line holds."""
    long = b'{"a": "' + b"x" * (2 * LINE_LENGTH_MAX) + b'"}\n{"a": 1}\n'
    found = read(JSON, long)
    assert reasons(found) == [f"is longer than {LINE_LENGTH_MAX} bytes", ""]


def test_lines_are_split_by_the_expression() -> None:
    """A group that took no part is an empty cell; a line of another form is named."""
    line = r"(?P<id>\d) (?P<log>\w+) (?P<unit>\w+) (?P<sent>[^|]+)(\|(?P<came>.*))?"
    made = profile(('"csv"', f"'lines'\nline = '{line}'"))
    found = rows(made, b"\xef\xbb\xbf1 L1 A1 01/03/2017 10:00\n\nnone\n2 L1 A1 x\x00|\n")
    assert found[0] == Row(
        1, {"id": "1", "log": "L1", "unit": "A1", "sent": "01/03/2017 10:00", "came": ""}
    )
    assert reasons(found)[1:] == ["is not a line of the form of the profile"] * 2


class Book(ModuleType):
    """Stands in for openpyxl: one sheet of these rows."""

    def __init__(self, table: list[tuple[Any, ...]]) -> None:
        super().__init__("openpyxl")
        self.sheetnames = ["First"]
        self.is_closed = False
        self._table = table

    def load_workbook(self, file: BytesIO, **options: bool) -> "Book":
        """The book, unless the file is broken."""
        assert options == {"read_only": True, "data_only": True}
        if file.read() == b"broken":
            raise KeyError("no archive")
        return self

    def __getitem__(self, name: str) -> "Book":
        assert name == "First"
        return self

    def iter_rows(self, *, values_only: bool) -> Any:
        """The rows."""
        assert values_only
        return iter(self._table)

    def close(self) -> None:
        """Note it."""
        self.is_closed = True


def test_xlsx_cells_are_read_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times as year-month-day, whole numbers without point; empty rows and columns are left out."""
    book = Book(
        [
            ("n", "at", "day", "yes", "none", None),
            (1.0, datetime(2017, 3, 1, 10, 0, 5), date(2017, 3, 1), True, None, None),  # noqa: DTZ001
            (None, None),
            (1.5, " x ", 2, False, "", None),
            ("a",),
            (1, 2, 3, 4, 5, 6),
        ]
    )
    monkeypatch.setitem(sys.modules, "openpyxl", book)
    found = read(Shape(format="xlsx"), b"")
    assert found[0] == Row(
        2, {"n": "1", "at": "2017-03-01 10:00:05", "day": "2017-03-01", "yes": "true", "none": ""}
    )
    assert found[1] == Row(4, {"n": "1.5", "at": "x", "day": "2", "yes": "false", "none": ""})
    assert found[2] == Row(5, {"n": "a", "at": "", "day": "", "yes": "", "none": ""})
    assert reasons(found)[3] == "has 6 cells under 5 headings"
    assert book.is_closed
    with pytest.raises(MalformedError, match="sheet: there is no 'Other'"):
        read(Shape(format="xlsx", sheet="Other"), b"")
    with pytest.raises(MalformedError, match="is no XLSX file"):
        read(Shape(format="xlsx"), b"broken")


def test_xlsx_without_the_extra_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the extra."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MalformedError) as caught:
        read(Shape(format="xlsx"), b"")
    assert str(caught.value) == XLSX_MISSING


def test_a_real_workbook_is_read() -> None:
    """Where openpyxl is installed, a workbook that it wrote is read."""
    openpyxl = import_module("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["id", "at"])
    book.active.append([1, datetime(2017, 3, 1, 10, 0)])  # noqa: DTZ001 - as a sheet has it
    raw = BytesIO()
    book.save(raw)
    assert read(Shape(format="xlsx"), raw.getvalue()) == [
        Row(2, {"id": "1", "at": "2017-03-01 10:00:00"})
    ]


def test_one_heading_and_more_cells_may_be_another_delimiter() -> None:
    """The reason shows the heading, so that the delimiter can be seen in it."""
    (found,) = rows(profile(), "id;log;km\n1;L1;2,5\n")
    assert isinstance(found, BadRow)
    assert (
        found.reason
        == "has 2 cells under 1 headings ('id;log;km': is the delimiter another, or heading_row?)"
    )
