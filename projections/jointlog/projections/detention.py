"""Detention that ran beyond its limit: which period, under which power, counted from when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from jointlog.domain.events.conveyance import ArrivalPoint, ArrivedAtPlaceOfSafety
from jointlog.domain.events.powers import S135WarrantExecuted
from jointlog.domain.incident import Bound, Statement
from jointlog.domain.incident.clocks import Run, of_standard
from jointlog.domain.time import Length, Window

LIMITS: Final = "F-WAIT-13"
"""The standards that feed this finding are limits of detention."""
OUTSIDE: Final = (ArrivalPoint.APRON, ArrivalPoint.QUEUE)
JOURNEYS: Final = ("conveyance_started", "police_vehicle_conveyance_started")
TELLING: Final = (
    *("s136_power_used", "s135_warrant_executed", "detention_authority_ended"),
    *("application_made", "arrived_at_place_of_safety", "person_absconded", "person_retaken"),
    *JOURNEYS,
)
"""What is read of a detention, beside the entries that start and end its clocks."""


@dataclass(frozen=True, slots=True)
class Overrun:
    """Detention that ran beyond its limit.

    Attributes:
        run: the clock.
        power: the statement that the detention rests on.
        start: from when the limit counts.
        end: what ended the detention, None where nothing recorded does.
        length: how long it ran.
        limit: when the limit was reached.
        is_definite: whether every reading and every admissible time exceeds the limit.
        readings: the other readings of the start, in words.

    """

    run: Run
    power: Statement
    start: Bound
    end: Bound | None
    length: Length
    limit: Window
    is_definite: bool
    readings: str


class Record(Protocol):
    """What the periods are read from; a case has it."""

    @property
    def statements(self) -> Sequence[Statement]:
        """In the order of the question."""

    @property
    def runs(self) -> Sequence[Run]:
        """The clocks."""

    @property
    def horizon(self) -> Window:
        """The end of the record."""

    @property
    def by_version(self) -> Mapping[int, Statement]:
        """The statements by their entry's version."""


def overruns(record: Record) -> Iterator[Overrun]:
    """Each clock of detention that ran beyond its limit while a power was recorded."""
    limits = of_standard(record.runs, LIMITS)
    told = _telling(record, limits) if limits else {}
    for run in limits:
        began = _began(told[run.subject], run)
        if began is None or run.limit_s is None:
            continue
        power, start = began
        end = _end(told[run.subject], run)
        over = end.window if end is not None else record.horizon
        length = Length.between(start.window, over)
        limit = start.window.shifted(run.limit_s)
        longest_s = length.min_s if length.max_s is None else length.max_s
        if longest_s <= run.limit_s or _was_absent(told[run.subject], limit):
            continue
        others = [
            (point, Length.between(later, over))
            for point, later in _readings(record, told[run.subject], start)
        ]
        is_definite = all(each.min_s > run.limit_s for each in (length, *(o for _, o in others)))
        readings = "".join(f"; counted from the {point}: {other}" for point, other in others)
        yield Overrun(run, power, start, end, length, limit, is_definite, readings)


def _telling(record: Record, limits: Sequence[Run]) -> dict[str, list[Statement]]:
    """The statements of each person that can speak of a detention or move its clocks, in order."""
    names = set(TELLING)
    for standard in {run.standard.id: run.standard for run in limits}.values():
        groups = (standard.start, standard.stop, standard.cancel, standard.supersede)
        names |= {trigger.event for group in groups for trigger in group}
    told: dict[str, list[Statement]] = {}
    for statement in record.statements:
        if statement.name in names:
            told.setdefault(statement.subject, []).append(statement)
    return told


def _began(told: Sequence[Statement], run: Run) -> tuple[Statement, Bound] | None:
    """The power, and the first start of the clock under it; None where no power is recorded."""
    power: Statement | None = None
    begun = False
    for statement in told:
        if _is_power(statement):
            power = power or statement
        elif statement.name == "detention_authority_ended" and not begun:
            power = None
        begun = begun or statement.version in run.start.entries
        over = run.end is not None and statement.version in run.end.entries
        if begun and over:
            return None
        if begun and power is not None and _starts(run, statement):
            return power, _entered(statement)
    return None


def _is_power(statement: Statement) -> bool:
    if isinstance(statement.fact, S135WarrantExecuted):
        return statement.text("outcome") != "none"
    return statement.name == "s136_power_used"


def _starts(run: Run, statement: Statement) -> bool:
    return any(each.matches(statement.name, statement.text) for each in run.standard.start)


def _entered(statement: Statement) -> Bound:
    """Under a warrant the clock runs from the first entry, where its time is recorded."""
    bound = Bound(statement.window, (statement.version,))
    entry = getattr(statement.fact, "first_entry_at", None)
    return bound if entry is None else bound._replace(window=entry.window)


def _end(told: Sequence[Statement], run: Run) -> Bound | None:
    """What ended the detention: the clock's end, or the departure on an application before it."""
    applied = False
    begun = False
    for statement in told:
        begun = begun or statement.version in run.start.entries
        if not begun:
            continue
        if run.end is not None and statement.version in run.end.entries:
            return run.end
        applied = applied or statement.name == "application_made"
        if applied and statement.name in JOURNEYS:
            return Bound(statement.window, (statement.version,))
    return run.end


def _was_absent(told: Sequence[Statement], limit: Window) -> bool:
    """Whether the person had absconded and was not back when the limit was reached."""
    absent = False
    for statement in told:
        if statement.name not in ("person_absconded", "person_retaken"):
            continue
        if statement.window.earliest_s <= limit.latest_s:
            absent = statement.name == "person_absconded"
    return absent


def _readings(
    record: Record, told: Sequence[Statement], start: Bound
) -> Iterator[tuple[str, Window]]:
    """The door or the entry, where the clock was started on the apron or in the queue."""
    first = record.by_version[start.entries[0]].fact
    if not isinstance(first, ArrivedAtPlaceOfSafety) or first.arrival_basis not in OUTSIDE:
        return
    for statement in told:
        fact = statement.fact
        if not isinstance(fact, ArrivedAtPlaceOfSafety):
            continue
        is_inside = fact.arrival_basis not in (None, *OUTSIDE)
        is_same = not fact.place_id or not first.place_id or fact.place_id == first.place_id
        later = statement.window.latest_s >= start.window.earliest_s
        if is_inside and is_same and later:
            yield str(fact.arrival_basis), statement.window
