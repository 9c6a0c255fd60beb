"""Words that name a hazard to the person or to others: a weapon, violence, self-harm."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from jointlog.domain.events.contact import CallInformationRecorded
from jointlog.domain.incident import Statement
from jointlog.projections.reading.sequence import mentions

HAZARDS: Final = {
    "a weapon": re.compile(
        r"\b(kni(fe|ves)|blades?|guns?|firearms?|weapons?|machetes?|swords?|axes?|razors?)\b",
        re.IGNORECASE,
    ),
    "violence": re.compile(
        r"\bviolen(t|ce)|\bassault|\baggressi|\bthreat\w* to (kill|harm|stab|hurt)|\bhomicid",
        re.IGNORECASE,
    ),
    "self-harm": re.compile(
        r"\bself.?harm|\bsuicid|\bligature|\boverdos|\bhang(ing)? (him|her|them)sel"
        r"|\bend (his|her|their) (own )?life|\bjump (off|from)",
        re.IGNORECASE,
    ),
}
NO: Final = frozenset({"no", "none", "not", "false", "nil", "denied", "0"})
LISTS: Final = ("items", "risk_given", "facts_given", "markers", "information_given")
TEXTS_KEPT: Final = 4096
TEXTS: Final = ("why_needed", "content", "key_contents")


def hazards_in(texts: Iterable[str]) -> list[str]:
    """The hazards that the texts name; negated ones are not named."""
    named: set[str] = set()
    for text in texts:
        if text:
            named |= _named(text)
    return [name for name in HAZARDS if name in named] if named else []


@lru_cache(maxsize=TEXTS_KEPT)
def _named(text: str) -> frozenset[str]:
    """The same text is read in each order of an incident, and each time it is asked for."""
    return frozenset(name for name, pattern in HAZARDS.items() if mentions(pattern, text))


def valued(item: str, value: str) -> str:
    """An item with its value as one text; "" where the value says no."""
    first = value.strip().casefold().split(" ", 1)[0].strip(" .,;")
    return "" if first in NO else f"{item}: {value}"


def texts_of(statement: Statement) -> Iterator[str]:
    """What a statement says that can name a hazard."""
    fact = statement.fact
    for name in LISTS:
        yield from getattr(fact, name, ())
    for name in TEXTS:
        yield getattr(fact, name, "")
    if isinstance(fact, CallInformationRecorded):
        yield valued(fact.item, fact.value_recorded)


def hazards_of(statement: Statement) -> list[str]:
    """The hazards that a statement names."""
    return hazards_in(texts_of(statement))
