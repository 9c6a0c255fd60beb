"""Markdown by hand: headings, tables and code that every renderer reads alike."""

import json
from collections.abc import Iterable, Sequence
from typing import Any


def heading(level: int, text: str) -> str:
    """A heading; a name alone is its own anchor."""
    return f"{'#' * level} {text}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; bars and line breaks in a cell are written so that they stay in it."""
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join(['---'] * len(head))}|"]
    lines += [f"| {' | '.join(map(_cell, row))} |" for row in rows]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str, language: str = "") -> str:
    """A block of code."""
    return f"```{language}\n{text.rstrip()}\n```"


def json_code(value: Any) -> str:
    """A value as a block of JSON."""
    return code(json.dumps(value, indent=2, ensure_ascii=False), "json")


def joined(blocks: Iterable[str]) -> str:
    """Blocks with an empty line between them, and a line break at the end."""
    return "\n\n".join(block for block in blocks if block) + "\n"


def paragraph(text: str) -> str:
    """Running text on one line."""
    return " ".join(text.split())
