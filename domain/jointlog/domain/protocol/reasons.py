"""The reasons for which an entry may be made late, as dated data."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from jointlog.domain.protocol.standard import Mark

GAPS: Final = re.compile(r"[\s_]+")
LEADING: Final = re.compile(r"^(the|a|an) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class LateReason:
    """One reason of the list.

    Attributes:
        id: how an entry names it, such as ``system_unavailable``.
        name: in a few words.
        words: other ways in which sources write it.
        in_force_from: first day on the list, None where no first day is known.
        in_force_to: last day on the list, None where it has no end.
        source: where it is from.
        mark: how well it is known.
        note: what a reader has to know.

    """

    id: str
    name: str
    words: tuple[str, ...]
    in_force_from: date | None
    in_force_to: date | None
    source: str
    mark: Mark
    note: str

    def applies(self, day: date) -> bool:
        """Whether it is on the list of that day; both its first and last day count."""
        return (self.in_force_from or day) <= day <= (self.in_force_to or day)

    @property
    def spoken(self) -> tuple[str, ...]:
        """Every way to write it, as `said` gives a text."""
        return tuple(said(each) for each in (self.id, self.name, *self.words))


def said(text: str) -> str:
    """A reason as it is compared: small letters, one space, no article before it."""
    return LEADING.sub("", GAPS.sub(" ", text).strip(" .").casefold())


def reason_of(text: str, reasons: Iterable[LateReason]) -> LateReason | None:
    """The reason that a text gives: its id, name or words, alone or with more after a stop.

    ``system_unavailable``, ``System down`` and ``system down: no radio either`` are one reason;
    ``system down the road`` is none of the list.
    """
    given = said(text)
    for reason in reasons:
        for words in reason.spoken:
            rest = given.removeprefix(words)
            if rest != given and (not rest or rest.lstrip()[0] in ":;,.(-"):
                return reason
    return None
