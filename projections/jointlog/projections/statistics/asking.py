"""What narrows a question, and the condition in SQL that it makes.

Values are always bound, never written into the SQL. What is left out does not narrow.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Final

from jointlog.domain.errors import MalformedError
from jointlog.domain.lines import say_recorded_at
from jointlog.domain.table import known_at
from jointlog.domain.time import say_instant
from jointlog.domain.vocabulary import Agency
from jointlog.projections.asked import in_order
from jointlog.projections.statistics.subjects import GAP_CODES, GAPS, WAITS, Subject

Condition = tuple[str, tuple[Any, ...]]
BEGUN: Final = "coalesce(from_earliest_s, from_latest_s)"
"""When a row began, to say in which period it is: the earliest that is recorded."""
ARROW: Final = ">"
EXACT: Final = ("grade", "severity", "outcome", "area", "person")
LISTED: Final = ("kind", "why", "code")
"""Filters that may name several values, with a comma between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for.

    Attributes:
        from_s: it began then or later (UTC seconds); where only bounds are recorded, the earliest.
        to_s: it began before then (UTC seconds).
        agency: a party to it; an agency without id is any of its kind.
        pair: ``who>for whom``; either side may be left empty.
        strand: the responsibility.
        kind: what was asked for; of a gap its name, of a journey the vehicle.
        why: what was waited for; of a journey why in a police vehicle.
        code: the code of a finding.
        standard: the time standard, with or without its version.
        grade: how sure it is.
        severity: how much it matters.
        outcome: how it ended; of a journey what came of the ambulance.
        protocol: the standards it is read under: a place, or a place at a day.
        area: the area.
        person: the pseudonym.
        min_s: it surely lasted so long.
        max_s: it surely lasted no longer.
        detaining: only the time in which the waiting agency held detention.
        known_at_ms: as known then (UTC milliseconds, to the second); None is now.
        visible_to: only incidents in which this agency recorded something.

    """

    from_s: int | None = None
    to_s: int | None = None
    agency: Agency | None = None
    pair: str = ""
    strand: str = ""
    kind: str = ""
    why: str = ""
    code: str = ""
    standard: str = ""
    grade: str = ""
    severity: str = ""
    outcome: str = ""
    protocol: str = ""
    area: str = ""
    person: str = ""
    min_s: int | None = None
    max_s: int | None = None
    detaining: bool = False
    known_at_ms: int | None = None
    visible_to: Agency | None = None

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        in_order(self.from_s, self.to_s)

    def plain(self) -> dict[str, Any]:
        """What narrows it, as it would be asked again."""
        held = {each.name: getattr(self, each.name) for each in fields(self)}
        named = {
            "from": None if self.from_s is None else say_instant(self.from_s),
            "to": None if self.to_s is None else say_instant(self.to_s),
            **{name: held[name] for name in held if name not in NAMED_OTHERWISE},
            "known_at": None if self.known_at_ms is None else say_recorded_at(self.known_at_ms),
            "visible_to": self.visible_to,
        }
        told = {name: value for name, value in named.items() if value not in (None, "", False)}
        return {n: str(v) if isinstance(v, Agency) else v for n, v in told.items()}


NAMED_OTHERWISE: Final = ("from_s", "to_s", "known_at_ms", "visible_to")


def length_columns(asked: Asked) -> tuple[str, str]:
    """The columns of the least and the greatest length that is counted."""
    return ("detaining_min_s", "detaining_max_s") if asked.detaining else ("min_s", "max_s")


def condition(subject: Subject, asked: Asked) -> Condition:
    """The condition in SQL, with ``?`` for its values.

    Raises:
        MalformedError: a filter that this subject does not have, or a pair that is none.

    """
    parts = list(_conditions(subject, asked))
    return " AND ".join(text for text, _ in parts), tuple(v for _, held in parts for v in held)


def _conditions(subject: Subject, asked: Asked) -> Iterator[Condition]:
    known, moments = known_at(asked.known_at_ms)
    yield known, moments
    if subject is GAPS and not asked.code:
        yield f"code IN ({', '.join('?' * len(GAP_CODES))})", GAP_CODES
    if asked.from_s is not None:
        yield f"{BEGUN} >= ?", (asked.from_s,)
    if asked.to_s is not None:
        yield f"{BEGUN} < ?", (asked.to_s,)
    for name in EXACT:
        if value := getattr(asked, name):
            yield f"{subject.column(name)} = ?", (value,)
    for name in LISTED:
        if values := words(getattr(asked, name)):
            yield f"{subject.column(name)} IN ({', '.join('?' * len(values))})", values
    if asked.strand:
        yield _holds(subject.column("strand"), asked.strand)
    if asked.standard:
        yield _versioned(subject.column("standard"), asked.standard)
    if asked.protocol:
        yield _versioned(subject.column("protocol"), asked.protocol)
    if asked.agency is not None:
        yield party(subject.pair, asked.agency)
    if asked.pair:
        yield from _pair(subject, asked.pair)
    yield from _lengths(subject, asked)
    if asked.visible_to is not None:
        text, values = _holds("agencies", str(asked.visible_to))
        seen = f"SELECT incident FROM rows_incidents WHERE {known} AND {text}"  # noqa: S608 - own names
        yield f"incident IN ({seen})", (*moments, *values)


def words(text: str) -> tuple[str, ...]:
    """The values of a filter that may name several."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _lengths(subject: Subject, asked: Asked) -> Iterator[Condition]:
    if asked.detaining and subject is not WAITS:
        raise MalformedError("detaining", f"{subject.name} have no waiting agency", "of waits only")
    least, most = length_columns(asked)
    if asked.detaining:
        yield f"({most} IS NULL OR {most} > 0)", ()
    if asked.min_s is not None:
        yield f"{least} >= ?", (asked.min_s,)
    if asked.max_s is not None:
        yield f"{most} <= ?", (asked.max_s,)


def _pair(subject: Subject, text: str) -> Iterator[Condition]:
    sides = [side.strip() for side in text.split(ARROW)]
    if len(sides) != len("ab") or not any(sides):
        expected = "who>for whom, such as police:met>ambulance, police> or >ambulance"
        raise MalformedError("pair", f"{text[:60]!r} is no pair", expected)
    for index, side in enumerate(sides):
        if side:
            try:
                agency = Agency.parse(side)
            except MalformedError as error:
                raise error.within("pair") from None
            yield party(
                subject.pair[index : index + 1] if subject.is_paired else subject.pair, agency
            )


def party(columns: tuple[str, ...], agency: Agency) -> Condition:
    """That the agency is in one of the columns; an agency without id is any of its kind."""
    words = [f"% {agency} %", f"% {agency.kind} %" if agency.id else f"% {agency}:%"]
    each = [f"{_spaced(column)} LIKE ? ESCAPE '\\'" for column in columns for _ in words]
    return f"({' OR '.join(each)})", tuple(_escaped(word) for _ in columns for word in words)


def _holds(column: str, word: str) -> Condition:
    return f"{_spaced(column)} LIKE ? ESCAPE '\\'", (_escaped(f"% {word} %"),)


def _spaced(column: str) -> str:
    return f"' ' || {column} || ' '"


def _versioned(column: str, name: str) -> Condition:
    """That a name with its version is asked for, or the name without one."""
    return f"({column} = ? OR {column} LIKE ? ESCAPE '\\')", (name, f"{_like(name)}@%")


def _escaped(pattern: str) -> str:
    return "%".join(_like(part) for part in pattern.split("%"))


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
