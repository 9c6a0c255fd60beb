"""Our lines as text of the session: escaped first, then coloured; nothing in them is markup."""

import sys
from collections.abc import Iterable

from rich.style import Style
from rich.text import Text

from jointlog.cli.output import FALLBACKS, STYLES, Ink, Inked, Part, escaped
from jointlog.projections.replay import Replay

Line = list[Part]
SIGNS = "░▲─"
RICH_STYLES = {
    ink: Style(color=style.get("fg"), bold=style.get("bold"), dim=style.get("dim"))
    for ink, style in STYLES.items()
}


def signs(text: str) -> str:
    """The text in signs that the terminal's character set has."""
    encoding = getattr(sys.__stdout__, "encoding", None) or "utf-8"
    try:
        SIGNS.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(FALLBACKS).replace("▲", "^")
    return text


def shown(lines: Iterable[Line]) -> Text:
    """The lines as one text."""
    made = Text(no_wrap=False, end="")
    for number, line in enumerate(lines):
        made.append("\n" if number else "")
        for part in line:
            text, ink = part if isinstance(part, Inked) else (part, None)
            made.append(signs(escaped(text)), None if ink is None else RICH_STYLES[ink])
    return made


def strip(session: Replay, index: int, width: int) -> list[Line]:
    """Two rows: where among the entries nobody held something, and where the reader is."""
    count = max(len(session.steps), 1)
    gaps = [" "] * width
    for place in session.places:
        if place.is_gap:
            first, last = (_column(each, count, width) for each in (place.first, place.last))
            gaps[first : last + 1] = "░" * (last + 1 - first)
    at = _column(index, count, width)
    rule = ["─"] * width
    rule[at] = "▲"
    return [[Inked("".join(gaps), Ink.GAP)], ["".join(rule)]]


def _column(index: int, count: int, width: int) -> int:
    return index * (width - 1) // max(count - 1, 1)
