"""Texts as others said them, so that they do no harm where they are shown or opened."""

from typing import Final

UNSEEN: Final = "\ufffd"
CONTROLS: Final = (*range(32), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
"""What no document can hold, and what a program may take for a command."""
TURNING: Final = (
    0x061C,
    0x180E,
    0x200B,
    *range(0x200E, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2060, 0x2070),
    0xFEFF,
    *range(0xFFF9, 0xFFFC),
    0xE0001,
    *range(0xE0020, 0xE0080),
)
"""What turns a text around, ends a line or hides; a letter's joiners are none of these."""
LINES: Final = frozenset(map(ord, "\t\n\r"))
SEEN: Final = str.maketrans(
    {
        **dict.fromkeys(CONTROLS, UNSEEN),
        **{code: f"\\u{code:04x}" for code in TURNING},
    }
)
"""Of each such character what is shown in its place."""
SEEN_IN_LINES: Final = {code: shown for code, shown in SEEN.items() if code not in LINES}
"""The same, where tabs and ends of lines may stand."""
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A spreadsheet reads a cell that begins with one of these as a formula, or hides its beginning."""


def guarded(text: str) -> str:
    """The text of a cell, so that no spreadsheet takes it for a formula."""
    is_formula = text.startswith(FORMULAS) or text.lstrip().startswith(FORMULAS)
    return f"'{text}" if is_formula else text
