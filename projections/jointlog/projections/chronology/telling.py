"""An entry in words: when, who, what, whence; nothing as code that has a name."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, get_args, get_origin
from uuid import UUID
from zoneinfo import ZoneInfo

from jointlog.domain.declare import Event, Field
from jointlog.domain.incident import Statement
from jointlog.domain.time import FIRST_S, LAST_S, MINUTE_S, Occurred, Window, from_s, say_seconds
from jointlog.domain.vocabulary import STRAND_NAMES, Agency, Role, Strand
from jointlog.projections.chronology.masking import fields_of_value, inner_of, is_declared
from jointlog.projections.wording.words import headed, said

NO_TIME: Final = "no time recorded"
SECONDS: Final = "s"
ABBREVIATIONS: Final = {
    "amhp": "AMHP",
    "arp": "ARP",
    "c1": "C1",
    "c2": "C2",
    "ed": "ED",
    "gp": "GP",
    "iopc": "IOPC",
    "cqc": "CQC",
    "hssib": "HSSIB",
    "mha": "MHA",
    "cad": "CAD",
    "cctv": "CCTV",
    "avl": "AVL",
    "epcr": "ePCR",
    "epr": "EPR",
    "hart": "HART",
    "rcrp": "RCRP",
    "s12": "section 12",
    "s135": "section 135",
    "s136": "section 136",
}


def words_of(name: object) -> str:
    """A name as people say it, abbreviations as they are written."""
    return " ".join(ABBREVIATIONS.get(word, word) for word in said(name).split(" "))


@dataclass(frozen=True, slots=True)
class Times:
    """Says instants with their day and the name of their offset, in one zone."""

    zone: ZoneInfo

    def at(self, at_s: int) -> str:
        """An instant: ``Mon 18 Apr 2011 19:39:00 BST``."""
        local = from_s(at_s).astimezone(self.zone)
        return f"{self.day(at_s)} {local:%H:%M:%S %Z}"

    def day(self, at_s: int) -> str:
        """Its day: ``Mon 18 Apr 2011``."""
        local = from_s(at_s).astimezone(self.zone)
        return f"{local:%a} {local.day} {local:%b} {local.year}"

    def iso(self, at_s: int) -> str:
        """An instant for machines, with its offset; "" where no bound is recorded."""
        if at_s <= FIRST_S or at_s >= LAST_S:
            return ""
        return from_s(at_s).astimezone(self.zone).isoformat()

    def lines(self, window: Window) -> tuple[str, ...]:
        """An interval as its day and its times, or with both days."""
        low, high = window.earliest_s, window.latest_s
        if low <= FIRST_S and high >= LAST_S:
            return (NO_TIME,)
        if low <= FIRST_S:
            return (self.day(high), f"not after {self._clock(high)}")
        if high >= LAST_S:
            return (self.day(low), f"not before {self._clock(low)}")
        if low == high:
            return (self.day(low), self._clock(low))
        first, last = self._clock(low), self._clock(high)
        if self.day(low) != self.day(high):
            return (f"{self.day(low)} {first}", f"to {self.day(high)} {last}")
        name = first.rpartition(" ")[2]
        same = first.removesuffix(f" {name}") if last.endswith(f" {name}") else first
        return (self.day(low), f"{same} to {last}")

    def line(self, window: Window) -> str:
        """An interval in one line; a time to the minute as that minute."""
        low, high = window.earliest_s, window.latest_s
        if high - low == MINUTE_S - 1 and low % MINUTE_S == 0:
            local = from_s(low).astimezone(self.zone)
            return f"{self.day(low)} {local:%H:%M %Z}"
        return " ".join(self.lines(window))

    def _clock(self, at_s: int) -> str:
        return f"{from_s(at_s).astimezone(self.zone):%H:%M:%S %Z}"


def facts_lines(statement: Statement, versions: dict[UUID, int]) -> Iterator[str]:
    """The facts of a statement, one a line: ``to: ambulance:las``."""
    for name, words in _fields(statement.fact, versions):
        yield f"{name}: {words}"


def _fields(value: Event | Any, versions: dict[UUID, int]) -> Iterator[tuple[str, str]]:
    """Each field that is not at its default, in words."""
    for each in fields_of_value(value):
        held = getattr(value, each.name)
        if held == each.default or held is None:
            continue
        words = _words(each, each.hint, held, versions)
        if words:
            name = each.name.removesuffix("_s") if each.about.unit == SECONDS else each.name
            yield words_of(name), words


def _words(field: Field, hint: Any, value: Any, versions: dict[UUID, int]) -> str:
    inner = inner_of(hint)
    if get_origin(inner) is tuple:
        item = get_args(inner)[0]
        return "; ".join(_words(field, item, each, versions) for each in value)
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return _number(field, value)
        case UUID():
            return f"#{versions[value]}" if value in versions else "an entry that is not here"
        case Strand():
            return STRAND_NAMES[value]
        case StrEnum():
            return words_of(value)
        case Occurred():
            return value.text
        case Agency():
            return str(value)
        case str():
            return value
        case _:
            assert is_declared(inner), "every other value is an object of fields"
            return ", ".join(f"{n} {w}" for n, w in _fields(value, versions))


def _number(field: Field, value: float) -> str:
    """A number with its unit; seconds as a length, and a unit that the field's name says once."""
    unit = field.about.unit
    if unit == SECONDS:
        sign = "minus " if value < 0 else ""
        return f"{sign}{say_seconds(abs(int(value)))}"
    return f"{value}" if not unit or unit in field.name else f"{value} {unit}"


def who_lines(statement: Statement) -> tuple[str, ...]:
    """Who did it in which role, and who states it where that is another."""
    entry = statement.entry
    envelope, actor = entry.envelope, entry.envelope.actor
    if actor is None:
        return _lines(str(entry.agency), envelope.role, envelope.person)
    stated = _lines(f"stated by {entry.agency}", envelope.role, envelope.person)
    return (*_lines(str(actor.agency), actor.role, actor.person), ", ".join(stated))


def _lines(who: str, role: Role | None, person: str) -> tuple[str, ...]:
    told = (who, "" if role is None else words_of(role), f"pseudonym {person}" if person else "")
    return tuple(each for each in told if each)


def source_lines(statement: Statement) -> Iterator[str]:
    """Where it is taken from, and how good that source is."""
    source = statement.entry.envelope.source
    if source is None:
        yield "source not named"
    else:
        yield headed(words_of(source.kind))
        yield from filter(None, (source.ref, source.locator))
        if source.sha256:
            yield f"SHA-256 {source.sha256}"
    yield f"grade: {statement.evidence}"


def clock_line(statement: Statement) -> str:
    """The known offset of the clock it was read from, "" where none changes its time."""
    clock = statement.entry.envelope.clock
    read, window = statement.occurred.window, statement.window
    if clock is None or read == window:
        return ""
    if read.earliest_s > FIRST_S:
        low_s = read.earliest_s - window.earliest_s
    else:
        low_s = read.latest_s - window.latest_s
    high_s = read.latest_s - window.latest_s if read.latest_s < LAST_S else low_s
    offset_s, give_s = (low_s + high_s) // 2, (low_s - high_s) // 2
    ran = "ahead" if offset_s > 0 else "behind"
    sure = f", give or take {say_seconds(give_s)}" if give_s else ""
    how = f"{say_seconds(abs(offset_s))} {ran}" if offset_s else "right"
    return f"clock {clock.system} taken as {how}{sure}"
