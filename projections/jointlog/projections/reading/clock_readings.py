"""Readings: the section 136 clock of one person, by each moment that can be said to start it.

The law counts from arrival at a place of safety, from the decision to keep, or from first entry
under a warrant. Published views differ on whether the apron, the queue or the door of an
emergency department is arrival, and agencies differ on when each was. Every recorded start is a
reading, and so is every version of one start that another contradicts, by whichever agency. They
stand side by side with the rule's text and source, and with a reviewer's preference where one is
recorded; none is chosen or removed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from jointlog.domain.events.conveyance import ArrivedAtPlaceOfSafety
from jointlog.domain.events.powers import S135WarrantExecuted
from jointlog.domain.incident import Bound, Statement
from jointlog.domain.protocol import Standard, Trigger
from jointlog.domain.time import Length, Window
from jointlog.domain.vocabulary import Agency
from jointlog.projections.case import Case
from jointlog.projections.detention import LIMITS
from jointlog.projections.reading.preferences import Preference, preferences

STARTS: Final = frozenset(
    {"arrived_at_place_of_safety", "s136_power_used", "s135_warrant_executed"}
)
"""A limit of detention that any of these starts is the clock read here."""
JOURNEYS: Final = frozenset({"conveyance_started", "police_vehicle_conveyance_started"})
"""Setting off ends the clock once an application is made."""
MOVES: Final = JOURNEYS | {"transferred_between_places_of_safety"}
"""After these a further arrival is at another place, which starts nothing."""


class Start(StrEnum):
    """The moment that a reading counts from."""

    APRON = "arrival on the apron"
    QUEUE = "arrival in the queue"
    DOOR = "arrival at the door"
    ENTRY = "arrival by entry"
    ARRIVAL = "arrival, the point not said"
    REMOVAL = "removal"
    KEEP = "decision to keep"
    FIRST_ENTRY = "first entry under the warrant"


class Certainty(StrEnum):
    """Whether something holds: at every instant of the recorded windows, at some, or at none."""

    SURELY = "surely"
    POSSIBLY = "possibly"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the clock.

    Attributes:
        subject: the person.
        period: which detention of the person, from 1.
        start: the moment it counts from.
        by: the agency that records that moment.
        place: the place, as recorded; "" where it is not.
        begun: when, and the entry it rests on.
        limit_s: the limit, without extension.
        extension_s: what an extension adds; 0 where none is recorded or the law has none.
        extended: whether the extension was recorded before this reading's limit was reached.
        expiry: when the authority runs out by this reading.
        ended: what ended the clock, None where nothing recorded did.
        length: how long it ran, to what ended it or the end of the record.
        expired: whether it ran out before that.
        standard: the rule.
        preferences: what reviewers say of this version beside another.

    """

    subject: str
    period: int
    start: Start
    by: Agency
    place: str
    begun: Bound
    limit_s: int
    extension_s: int
    extended: Certainty
    expiry: Window
    ended: Bound | None
    length: Length
    expired: Certainty
    standard: Standard
    preferences: tuple[Preference, ...] = ()

    @property
    def rule(self) -> str:
        """The rule's text: what it limits, and what has to be known before relying on it."""
        return f"{self.standard.name}. {self.standard.note}".strip()

    @property
    def source(self) -> str:
        """The document, with the rule's id, edition and mark."""
        return f"{self.standard.source} ({self.standard.reference}, {self.standard.mark})"


def readings(case: Case, subject: str) -> list[Reading]:
    """Every reading of the clock for one person, by period and then in order of start.

    Empty where no rule of the protocol limits such a detention, or no power or no start is
    recorded.
    """
    mine = [statement for statement in case.statements if statement.subject == subject]
    found = [
        _read(case, standard, number, period, opening)
        for standard in case.protocol.for_finding(LIMITS)
        if _is_read(standard)
        for number, period in enumerate(_periods(mine, standard), 1)
        for opening in _openings(period.statements, standard)
    ]
    made = preferences(case)
    return sorted((_preferred(reading, made) for reading in found), key=_place)


def _preferred(reading: Reading, made: Sequence[Preference]) -> Reading:
    """The reading with what reviewers say of the entry it begins with."""
    first = reading.begun.entries[0]
    said = [each for each in made if first in (each.preferred, *each.others)]
    return replace(reading, preferences=tuple(said))


@dataclass(frozen=True, slots=True)
class _Period:
    """A detention: its statements from the first start on, and the one that ended it, if any."""

    statements: Sequence[Statement]
    last: Statement | None


def _is_read(standard: Standard) -> bool:
    """Whether the standard limits detention at a place of safety, and is no extension."""
    starts = {trigger.event for trigger in standard.start}
    return standard.extends is None and standard.limit_s is not None and bool(starts & STARTS)


def _place(reading: Reading) -> tuple[int, int, int]:
    return reading.period, reading.begun.window.earliest_s, reading.begun.entries[0]


def _is_any(statement: Statement, triggers: Sequence[Trigger]) -> bool:
    return any(trigger.matches(statement.name, statement.text) for trigger in triggers)


def _is_power(statement: Statement) -> bool:
    if isinstance(statement.fact, S135WarrantExecuted):
        return statement.text("outcome") != "none"
    return statement.name == "s136_power_used"


def _periods(statements: Sequence[Statement], standard: Standard) -> Iterator[_Period]:
    """Each detention under a recorded power; an arrival without one starts no clock."""
    period: list[Statement] = []
    has_power = has_application = False
    for statement in statements:
        has_power = has_power or _is_power(statement)
        if period or _is_any(statement, standard.start):
            period.append(statement)
            has_application = has_application or statement.name == "application_made"
        leaves = has_application and statement.name in JOURNEYS
        if period and (leaves or _is_any(statement, standard.stop)):
            if has_power:
                yield _Period(period, statement)
            period = []
            has_power = has_application = False
    if period and has_power:
        yield _Period(period, None)


def _openings(period: Sequence[Statement], standard: Standard) -> Iterator[Statement]:
    """The starts of a period, at the first place only.

    By each moment and agency the first, and every other that cannot be at the same time: two
    versions of one arrival are two readings.
    """
    seen: dict[tuple[Start, Agency], list[Window]] = {}
    place = ""
    arrived = moved = False
    for statement in period:
        moved = moved or (arrived and statement.name in MOVES)
        if not _is_any(statement, standard.start):
            continue
        start = _start_of(statement)
        if isinstance(statement.fact, ArrivedAtPlaceOfSafety):
            there = statement.fact.place_id
            if moved or (place and there and there != place):
                continue
            place = place or there
        arrived = arrived or start is not Start.REMOVAL
        key = start, statement.entry.agency
        told = seen.setdefault(key, [])
        if not any(_meet(statement.window, window) for window in told):
            told.append(statement.window)
            yield statement


def _meet(one: Window, other: Window) -> bool:
    return one.earliest_s <= other.latest_s and other.earliest_s <= one.latest_s


def _start_of(statement: Statement) -> Start:
    fact = statement.fact
    if isinstance(fact, ArrivedAtPlaceOfSafety):
        return Start.ARRIVAL if fact.arrival_basis is None else Start[fact.arrival_basis.name]
    if isinstance(fact, S135WarrantExecuted):
        return Start.FIRST_ENTRY
    return Start.KEEP if statement.text("limb") == "keep" else Start.REMOVAL


def _begun(statement: Statement) -> Window:
    """When the reading begins: first entry under a warrant where it is recorded, by its clock."""
    fact = statement.fact
    if not isinstance(fact, S135WarrantExecuted) or fact.first_entry_at is None:
        return statement.window
    clock = statement.occurred.window
    if not (clock.is_bounded and statement.window.is_bounded):
        return fact.first_entry_at.window
    low_s = statement.window.earliest_s - clock.earliest_s
    high_s = statement.window.latest_s - clock.latest_s
    return fact.first_entry_at.window.shifted((low_s + high_s) // 2, (high_s - low_s) // 2)


def _read(
    case: Case, standard: Standard, number: int, period: _Period, opening: Statement
) -> Reading:
    assert standard.limit_s is not None, "a limit of detention has a figure"
    begun = _begun(opening)
    extension_s, extended = _extension(case, standard, period.statements, begun)
    expiry = begun.shifted(standard.limit_s)
    if extended is not Certainty.NOT:
        later = expiry.shifted(extension_s)
        low = later if extended is Certainty.SURELY else expiry
        expiry = Window(low.earliest_s, later.latest_s)
    ended = None if period.last is None else case.bound_of(period.last)
    end = case.horizon if ended is None else ended.window
    return Reading(
        subject=opening.subject,
        period=number,
        start=_start_of(opening),
        by=opening.entry.agency,
        place=getattr(opening.fact, "place_id", ""),
        begun=Bound(begun, (opening.version,)),
        limit_s=standard.limit_s,
        extension_s=extension_s,
        extended=extended,
        expiry=expiry,
        ended=ended,
        length=Length.between(begun, end),
        expired=_after(end, expiry),
        standard=standard,
    )


def _after(end: Window, limit: Window) -> Certainty:
    """Whether an instant is after another."""
    if end.earliest_s > limit.latest_s:
        return Certainty.SURELY
    return Certainty.POSSIBLY if end.latest_s > limit.earliest_s else Certainty.NOT


def _extension(
    case: Case, standard: Standard, period: Sequence[Statement], begun: Window
) -> tuple[int, Certainty]:
    """What the first extension of the period adds, and whether it was in time for this reading."""
    rule = case.protocol.extension_of(standard.id)
    if rule is None or rule.limit_s is None:
        return 0, Certainty.NOT
    given = next((each for each in period if _is_any(each, rule.start)), None)
    if given is None:
        return 0, Certainty.NOT
    assert standard.limit_s is not None, "a limit of detention has a figure"
    limit = begun.shifted(standard.limit_s)
    late = _after(given.window, limit)
    opposite = {
        Certainty.SURELY: Certainty.NOT,
        Certainty.POSSIBLY: Certainty.POSSIBLY,
        Certainty.NOT: Certainty.SURELY,
    }
    return rule.limit_s, opposite[late]
