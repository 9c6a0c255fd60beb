"""What an address asks for: an incident, a window, a moment; and how to ask it again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import Query

from jointlog.api.questions import INSTANT, INSTANT_EXPECTED, TEXT_LENGTH_MAX, instant_ms
from jointlog.domain.entry import Entry
from jointlog.domain.errors import MalformedError
from jointlog.domain.lines import say_recorded_at
from jointlog.domain.time import FIRST_S, LAST_S, Window, say_instant
from jointlog.domain.timetext import parse

Text = Annotated[str, Query(max_length=TEXT_LENGTH_MAX)]
Begins = Annotated[str, Query(alias="from", max_length=TEXT_LENGTH_MAX)]
Ends = Annotated[str, Query(alias="to", max_length=TEXT_LENGTH_MAX)]
"""A word of an address, and the ends of a period."""
MOMENTS_MAX: Final = 200
AROUND: Final = 0.6
AROUND_LEAST_S: Final = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An address: the same one gives the same picture, as long as nothing new is recorded."""

    incident: str = ""
    begins: Begins = ""
    ends: Ends = ""
    known_at: Text = ""
    since: Text = ""
    subject: Text = ""
    protocol: Text = ""
    rows: Annotated[str, Query(pattern="^(all)?$")] = ""

    @property
    def known_at_ms(self) -> int | None:
        """The moment of recording that is asked for."""
        return instant_ms("known_at", self.known_at)

    @property
    def since_ms(self) -> int | None:
        """The earlier moment of recording that it is compared with."""
        return instant_ms("since", self.since)

    def window(self, whole: Window, zone: str) -> Window | None:
        """The time asked for, None for all of it.

        Raises:
            MalformedError: a time that cannot be read, or one that ends before it begins.

        """
        if not self.begins and not self.ends:
            return None
        low_s = _read("from", self.begins, zone) if self.begins else whole.earliest_s
        high_s = _read("to", self.ends, zone) if self.ends else whole.latest_s
        if low_s >= high_s:
            raise MalformedError("to", "is not after from", "two times, the earlier one first")
        return Window(low_s, high_s)

    def url(self, part: str = "", **changes: str) -> str:
        """The address of this page, or of a part of it, with something else asked."""
        asked = replace(self, **changes)
        held = {
            "from": asked.begins,
            "to": asked.ends,
            "known_at": asked.known_at,
            "since": asked.since,
            "subject": asked.subject,
            "protocol": asked.protocol,
            "rows": asked.rows,
        }
        query = urlencode({name: text for name, text in held.items() if text})
        return f"/incidents/{quote(asked.incident)}{part}{'?' if query else ''}{query}"

    def document(self, **how: str) -> str:
        """The address of the chronology of what is asked for."""
        address = self.url("/chronology", since="", rows="")
        return f"{address}{'&' if '?' in address else '?'}{urlencode(how)}"

    def around(self, window: Window) -> str:
        """The address that shows a stretch of time with some time around it."""
        low_s, high_s = window.earliest_s, window.latest_s
        if low_s <= FIRST_S and high_s >= LAST_S:
            return self.url()
        low_s = high_s if low_s <= FIRST_S else low_s
        high_s = low_s if high_s >= LAST_S else max(high_s, low_s)
        margin_s = max(int((high_s - low_s) * AROUND), AROUND_LEAST_S)
        begins, ends = say_instant(low_s - margin_s), say_instant(high_s + margin_s)
        head, rest = _without_window(self)
        return f"{head}?from={begins}&to={ends}{rest}".replace(":", "%3A")


@lru_cache(maxsize=64)
def _without_window(asked: Asked) -> tuple[str, str]:
    """The address up to its window, and what follows it."""
    head, _, rest = asked.url(begins="", ends="").partition("?")
    return head, f"&{rest}" if rest else ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment at which the log grew: its value in an address, and in words."""

    value: str
    text: str


def moments(entries: Iterable[Entry]) -> list[Moment]:
    """The moments at which the incident grew; some of them where they are very many."""
    by_time: dict[int, list[Entry]] = {}
    held = sorted(entries, key=lambda entry: entry.version)
    for entry in held:
        by_time.setdefault(entry.recorded_at_ms, []).append(entry)
    step = max(1, -(-len(by_time) // MOMENTS_MAX))
    count = 0
    made = []
    for number, (at_ms, new) in enumerate(sorted(by_time.items()), 1):
        count += len(new)
        if number % step == 0 or number == len(by_time):
            value = say_recorded_at(at_ms)
            stamp = value[:19].replace("T", " ")
            made.append(Moment(value, f"{count} of {len(held)} entries, recorded by {stamp} UTC"))
    return made


def _read(field: str, text: str, zone: str) -> int:
    """An instant with a zone, or a time in the incident's own zone."""
    if INSTANT.fullmatch(text):
        at_ms = instant_ms(field, text)
        assert at_ms is not None, "the text is not empty"
        return at_ms // 1000
    try:
        window = parse(text[:TEXT_LENGTH_MAX].replace("T", " "), zone=zone).window
    except MalformedError:
        window = Window(FIRST_S, LAST_S)
    if not window.is_bounded:
        raise MalformedError(field, f"{text[:60]!r} is no instant", INSTANT_EXPECTED)
    return window.earliest_s
