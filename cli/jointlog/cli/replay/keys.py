"""The keys of the session: one table for the bindings, the footer and the help."""

from typing import Final, NamedTuple


class Key(NamedTuple):
    """A key and what it does.

    ``label`` is what the footer says, empty for keys that only the help names; ``shown`` is how a
    person writes the key.
    """

    keys: str
    action: str
    label: str
    help: str
    shown: str


KEYS: Final = (
    Key("right,n,l", "step(1)", "step", "the next entry; ← the one before", "←→"),
    Key("left,p,h", "step(-1)", "", "the entry before; p and h too, n and l go on", "←"),
    Key("g", "gap(1)", "gap", "the next gap: a responsibility that nobody held", "g"),
    Key("G", "gap(-1)", "", "the gap before", "G"),
    Key("f", "finding(1)", "finding", "where the next finding begins", "f"),
    Key("F", "finding(-1)", "", "where the finding before begins", "F"),
    Key("w", "worst(1)", "worst", "the worst gap; again for the next worst", "w"),
    Key("W", "worst(-1)", "", "back towards the worst", "W"),
    Key("o", "list", "list", "all findings by severity and length; Enter goes there", "o"),
    Key("e", "other_end", "", "the end of the gap or finding you went to, and back", "e"),
    Key("t", "ask_time", "time", "to a time", "t"),
    Key("slash", "ask_entry", "entry", "to an entry: #12, an event type, or words in it", "/"),
    Key("N", "again", "", "the next entry with the same words", "N"),
    Key("space", "play", "play", "play, and stop", "space"),
    Key("plus,equals_sign", "speed(1)", "", "play faster", "+"),
    Key("minus", "speed(-1)", "", "play slower", "-"),
    Key("L", "live", "", "follow the live log: new entries appear", "L"),
    Key("home", "edge(0)", "", "the first entry", "Home"),
    Key("end", "edge(-1)", "", "the last entry", "End"),
    Key("question_mark", "help", "help", "these keys", "?"),
    Key("q", "quit", "quit", "leave", "q"),
)
SCROLLING: Final = (
    ("Tab", "go to the next panel"),
    ("↑ ↓ PgUp PgDn", "scroll the panel that you are in"),
)
SPEEDS: Final = (1, 10, 60, 300, 1800, 7200)
"""How many seconds of the incident go by in one."""
SPEED_FIRST: Final = 2
