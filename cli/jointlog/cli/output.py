r"""The only place that prints.

Everything printed is escaped here, so no text of an entry can move the cursor, change a title or
turn a line around: control, format and bidirectional characters appear as ``\x1b`` or ``\u202e``.
Colour is an ink beside a text, never a code inside it.
"""

import csv
import io
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import chain, islice, zip_longest
from shutil import get_terminal_size
from typing import Any, Final, NamedTuple

import click

from jointlog.cli.progress import hush

WIDTH_MIN: Final = 80
WIDTH_DEFAULT: Final = 80
TOGETHER: Final = re.compile(
    r"(?<=\d) (?=(?:min|h|d|s|[A-Z][a-z]{2})\b)|(?<=\b[dh]) (?=\d)|(?<= [A-Z][a-z]{2}) (?=\d{4}\b)"
)
"""Spaces inside of a length or a day, at which no line is broken."""
NO_BREAK: Final = "\u00a0"
MARKS: Final = re.compile(r"(?<=[:/_.-])(?=\w)")
"""Where a word of a table is broken, if it must be."""
ESCAPED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
FALLBACKS: Final = str.maketrans(
    {
        "░": "/",
        "▚": "X",
        "━": "=",
        "─": "-",
        "┄": ".",
        "·": ".",
        "│": "|",
        "├": "|",
        "┤": "|",
        "┣": "[",
        "┫": "]",
        "┬": "+",
        "┼": "+",
        "→": ">",
        "▶": ">",
        "◀": "<",
        "…": ".",
        "±": "~",
        "«": '"',
        "»": '"',
    }
)
"""What stands for our own signs where the terminal's character set has none of them."""


AS_CSV: Final = "jointlog.csv"
"""Set in the context of a command that is to print CSV."""
NO_PAGER: Final = "jointlog.no_pager"
"""Set in the context of a command that is not to use the pager."""


class Ink(Enum):
    """What a colour means; no line needs it to be understood."""

    HEADING = "heading"
    GAP = "gap"
    CONTESTED = "contested"
    HELD = "held"
    WAIT = "wait"
    QUIET = "quiet"


STYLES: Final[dict[Ink, dict[str, Any]]] = {
    Ink.HEADING: {"bold": True},
    Ink.GAP: {"fg": "red", "bold": True},
    Ink.CONTESTED: {"fg": "yellow"},
    Ink.HELD: {"fg": "cyan"},
    Ink.WAIT: {"fg": "magenta"},
    Ink.QUIET: {"dim": True},
}


class Inked(NamedTuple):
    """A text with its ink."""

    text: str
    ink: Ink


Part = str | Inked


def escaped(text: str) -> str:
    """The text with every control, format and unassigned character written as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(character) for character in text)


def _escaped(character: str) -> str:
    if unicodedata.category(character) not in ESCAPED_CATEGORIES:
        return character
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
    if named is not None:
        return named
    code = ord(character)
    if code <= 0xFF:  # noqa: PLR2004 - two hex digits
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - four


def say(*parts: Part, err: bool = False) -> None:
    """Print one line."""
    line = "".join(_shown(part) for part in parts)
    stream = sys.stderr if err else sys.stdout
    hush(is_terminal=stream.isatty())
    click.echo(_encodable(line, stream), err=err)


def say_all(lines: Iterable[Sequence[Part] | str]) -> None:
    """Print lines: each a text, or parts."""
    for line in lines:
        say(*((line,) if isinstance(line, str) else line))


def show(lines: Iterable[Sequence[Part] | str]) -> None:
    """Print lines, through the pager where a terminal has fewer rows than there are lines.

    They are taken as they come: the pager shows the first before the last is made.
    """
    context = click.get_current_context(silent=True)
    rows = get_terminal_size((WIDTH_DEFAULT, 24)).lines
    is_unwanted = context is not None and context.meta.get(NO_PAGER)
    if not sys.stdout.isatty() or is_unwanted:
        say_all(lines)
        return
    rest = iter(lines)
    held = list(islice(rest, rows))
    if len(held) < rows:
        say_all(held)
        return
    os.environ.setdefault("LESS", "FRX")  # colours as they are; nothing to leave on one screen
    parts = (((line,) if isinstance(line, str) else line) for line in chain(held, rest))
    text = ("".join(map(_shown, line)) + "\n" for line in parts)
    hush(for_good=True)
    click.echo_via_pager(_encodable(line, sys.stdout) for line in text)


def say_json(value: Any) -> None:
    """Print one value as JSON, without members that are None, in ASCII; or as CSV if asked."""
    context = click.get_current_context(silent=True)
    if context is not None and context.meta.get(AS_CSV):
        from jointlog.cli.flat import flat_table  # noqa: PLC0415 - where it is asked for

        head, rows = flat_table(value)
        if head:  # nothing at all where there is no row
            say_csv(head, rows)
        return
    text = json.dumps(_told(value), indent=2, ensure_ascii=True, allow_nan=False)
    hush(is_terminal=sys.stdout.isatty())
    click.echo(text)


def say_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table as CSV in UTF-8; no cell can begin a formula where a spreadsheet opens it."""
    from jointlog.projections.wording.harmless import guarded  # noqa: PLC0415 - where it is asked for

    def told(cell: object) -> object:
        return guarded(cell) if isinstance(cell, str) else "" if cell is None else cell

    written = csv.writer(stream := io.StringIO(), lineterminator="\n")
    written.writerow(head)
    written.writerows([told(cell) for cell in row] for row in rows)
    text = stream.getvalue()
    say_page("\n".join(map(escaped, text.split("\n"))) if sys.stdout.isatty() else text)


def _told(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _told(held) for name, held in value.items() if held is not None}
    return [_told(item) for item in value] if isinstance(value, list) else value


def say_line(line: str) -> None:
    """Print one line of JSON as it is kept; a terminal gets escapes for what could disturb it."""
    stream = sys.stdout.buffer
    hush(is_terminal=stream.isatty())
    if stream.isatty():
        line = "".join(_json_escaped(character) for character in line)
    stream.write(line.encode() + b"\n")


def say_page(text: str) -> None:
    """Print a generated page, byte for byte."""
    say_bytes(text.encode())


def say_bytes(made: bytes) -> None:
    """Print what was made as it is."""
    hush(is_terminal=sys.stdout.isatty())
    sys.stdout.buffer.write(made)


def _json_escaped(character: str) -> str:
    if unicodedata.category(character) not in ESCAPED_CATEGORIES:
        return character
    return json.dumps(character)[1:-1]


def _shown(part: Part) -> str:
    if isinstance(part, Inked):
        return click.style(escaped(part.text), **STYLES[part.ink])
    return escaped(part)


def _encodable(line: str, stream: Any) -> str:
    """The line in signs that the stream can take."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        return line.translate(FALLBACKS).encode(encoding, "backslashreplace").decode(encoding)
    return line


def wants_colour(choice: str, environ: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Whether to colour: the option, then NO_COLOR, FORCE_COLOR, TERM=dumb, then the terminal."""
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return is_terminal and environ.get("TERM") != "dumb"


def terminal_width() -> int:
    """The width to draw in: the terminal's, ``COLUMNS``, or 80."""
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        return WIDTH_DEFAULT
    return max(get_terminal_size((WIDTH_DEFAULT, 24)).columns, WIDTH_MIN)


def wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """The text, escaped, in lines of at most ``width``, after ``first`` and then ``rest``."""
    indent = " " * len(first) if rest is None else rest
    lines, line = [], first
    room = False
    for word in escaped(text).split(" "):
        if room and len(line) + 1 + len(word) > width:
            lines.append(line)
            line, room = indent, False
        line += f" {word}" if room else word
        room = True
    return [*lines, line]


def table(head: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> list[list[Part]]:
    """Columns under their headings; where they are too wide together, the widest are wrapped."""
    held = [[TOGETHER.sub(NO_BREAK, escaped(cell)) for cell in row] for row in rows]
    widths, gap = _fitted([list(head), *held], width)
    lines: list[list[Part]] = [
        [Inked(line, Ink.HEADING)] for line in _row_lines(head, widths, " " * gap)
    ]
    lines += [[line] for row in held for line in _row_lines(row, widths, " " * gap)]
    return lines


def fits(head: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> bool:
    """Whether a table stands in this width with no word broken."""
    held = [[TOGETHER.sub(NO_BREAK, escaped(cell)) for cell in row] for row in rows]
    return sum(_least([list(head), *held], _longest)) + 2 * (len(head) - 1) <= width


def _fitted(rows: Sequence[Sequence[str]], width: int) -> tuple[list[int], int]:
    """The widths of the columns, and of the space between them.

    Columns are as wide as they are, or less; no word is broken, unless there is no other way:
    then at its marks (``police:`` ``west-`` ``midlands``), and at last anywhere.
    """
    full = [max(map(len, column)) for column in zip(*rows, strict=True)]
    widths, least, room, gap = full[:-1], [WORD_LEAST] * (len(full) - 1), 0, 1
    for gap, last, longest in WAYS:
        words = _least(rows, longest)
        room = width - gap * len(widths) - max(last, words[-1])
        if sum(words[:-1]) <= room:
            least = words[:-1]
            break
    while sum(widths) > room and any(each > few for each, few in zip(widths, least, strict=True)):
        at = max((i for i, few in enumerate(least) if widths[i] > few), key=widths.__getitem__)
        widths[at] -= 1
    return [*widths, max(width - sum(widths) - gap * len(widths), WORD_LEAST)], gap


def _least(rows: Sequence[Sequence[str]], longest: Callable[[str], int]) -> list[int]:
    """How wide each column must be for its longest word."""
    return [
        max(longest(word) for row in rows for word in row[i].split(" "))
        for i in range(len(rows[0]))
    ]


def _longest(word: str) -> int:
    """Words stay whole."""
    return len(word)


def _longest_part(word: str) -> int:
    """Words are broken behind their marks."""
    return max(map(len, MARKS.split(word)))


WORD_LEAST: Final = 4
WAYS: Final = ((2, 20, _longest), (2, 12, _longest), (2, 12, _longest_part), (1, 4, _longest_part))
"""How a table is made to fit, the best first: space between, least of the last column, words."""


def _row_lines(cells: Sequence[str], widths: Sequence[int], gap: str) -> Iterator[str]:
    parts = [_cell_lines(cell, size) for cell, size in zip(cells, widths, strict=True)]
    for told in zip_longest(*parts, fillvalue=""):
        line = gap.join(f"{text:<{size}}" for text, size in zip(told, widths, strict=True))
        yield line.replace(NO_BREAK, " ").rstrip()


def _cell_lines(cell: str, size: int) -> Iterator[str]:
    """The cell in lines; a word that is longer than one is broken behind a mark, if it has one."""
    for each in wrapped(cell, size):
        line = each
        while len(line) > size:
            cut = max((at.end() for at in MARKS.finditer(line, 0, size)), default=0) or size
            yield line[:cut]
            line = line[cut:]
        yield line
