"""Reads how a profile's file holds its rows, and how its times go past midnight."""

from typing import Final

from jointlog.projections.profile.midnight import PastMidnight
from jointlog.projections.profile.rows import Shape
from jointlog.projections.profile.toml_table import TomlTable

FORMATS: Final = ("csv", "ndjson", "xlsx", "lines")
HEADED: Final = ("csv", "xlsx")


def shape_of(head: TomlTable) -> Shape:
    """How the file holds its rows.

    Raises:
        MalformedError: names the key.

    """
    kind = head.one_of("format", FORMATS)
    encoding = head.maybe("encoding", str, "utf-8").lower()
    try:
        "".encode(encoding)
    except LookupError:
        raise head.error("encoding", f"{encoding!r:.60} is not known", "utf-8, cp1252") from None
    delimiter = head.maybe("delimiter", str, ",")
    if len(delimiter) != 1:
        raise head.error("delimiter", f"is {delimiter!r:.60}", "one character")
    line = head.expression("line")
    if (line is not None) is not (kind == "lines"):
        raise head.error("line", "goes with format lines, and only with it", "both or neither")
    if line is not None and not line.groupindex:
        raise head.error("line", "names no column", "groups such as (?P<text>.*)")
    heading = head.expression("heading_line")
    if heading is not None and line is None:
        raise head.error("heading_line", "goes with format lines", "heading_row for tables")
    if heading is not None and line is not None:
        for name in heading.groupindex.keys() & line.groupindex.keys():
            raise head.error("heading_line", f"has {name!r:.60}, as line has", "other groups")
    first = head.maybe("heading_row", int, 1)
    if first < 1 or (first > 1 and kind not in HEADED):
        raise head.error("heading_row", f"is {first}, of {kind}", "1 or more, of csv or xlsx")
    each = head.maybe("each", str, "")
    if each and kind != "ndjson":
        raise head.error("each", "goes with format ndjson", "the path of a list")
    return Shape(
        format=kind,
        encoding=encoding,
        delimiter=delimiter,
        sheet=head.maybe("sheet", str, ""),
        line=line,
        heading=heading,
        heading_row=first,
        each=each,
    )


def past_midnight_of(head: TomlTable) -> PastMidnight | None:
    """Which rows have the date of a day before, where the profile says so.

    Raises:
        MalformedError: names the key.

    """
    if not head.has("past_midnight"):
        return None
    said = TomlTable(f"{head.where} past_midnight:", head.take("past_midnight", dict))
    made = PastMidnight(said.take("date", str), said.take("clock", str))
    said.close()
    if made.date == made.clock:
        raise said.error("", "names one column twice", "that of the date and that of the clock")
    return made
