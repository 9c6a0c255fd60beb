"""Words that call for the highest grades: restraint, disturbance, breathing, no response."""

import re
from typing import Final

from jointlog.projections.reading.sequence import mentions

DANGERS: Final = {
    "restraint": re.compile(
        r"restrain|held down|pinned|handcuff|face.?down|\bprone\b", re.IGNORECASE
    ),
    "acute behavioural disturbance": re.compile(
        r"\babd\b|acute behav\w+ral|excited delirium", re.IGNORECASE
    ),
    "breathing": re.compile(
        r"(not|n't|stopped|difficult\w*|trouble|struggl\w+|short\w* of|cannot|unable to|noisy"
        r"|agonal|laboured|problems?)( \w+){0,3} breath|breath\w* (is |was )?(difficult\w*"
        r"|problems?|stopped|noisy|laboured|shallow)|breathless|choking|gasping|blue lips",
        re.IGNORECASE,
    ),
    "unresponsive": re.compile(
        r"unresponsive|unconscious|not (responding|conscious)|collapsed", re.IGNORECASE
    ),
}
NAMES_STATE: Final = re.compile(
    r"^(is )?(breathing|conscious|responsive|responding)$", re.IGNORECASE
)
NO: Final = frozenset({"no", "none", "not", "false", "nil", "denied"})


def in_words(text: str) -> list[str]:
    """The dangers that the words state; negated ones are not stated."""
    return [name for name, pattern in DANGERS.items() if mentions(pattern, text)]


def in_information(item: str, value: str) -> list[str]:
    """The dangers that an item with its value states: ``breathing``: ``no`` is one."""
    answer = value.strip(" .").lower().split(".")[0]
    if answer in NO:
        if not NAMES_STATE.match(item.strip()):
            return []
        return ["breathing" if "breath" in item.lower() else "unresponsive"]
    return in_words(f"{item}: {value}")
