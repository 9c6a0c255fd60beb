"""What is asked of the findings and waits of all incidents, and the rows that answer it."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from uuid import UUID

from jointlog.domain.asking import REQUEST_RULES
from jointlog.domain.errors import MalformedError
from jointlog.domain.incident import Outcome
from jointlog.domain.time import FIRST_S, LAST_S, Length, Window, say_instant
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.finding import Finding, Grade, Severity
from jointlog.projections.review.hindsight import AsKnown
from jointlog.projections.waits import LATE, POSSIBLY_LATE, Wait

OUTCOMES: Final = (*(outcome.value for outcome in Outcome), LATE, POSSIBLY_LATE)
"""Every outcome that a wait can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which findings or waits are asked for; what is left out does not narrow.

    Attributes:
        kind: a finding's code or name, or a wait's kind.
        agency: a party to it; an agency without id is any of its kind.
        strand: the responsibility it concerns.
        from_s: it lasted until then or longer (UTC seconds).
        to_s: it began before then (UTC seconds).
        min_s: it surely lasted this long.
        grade: how sure a finding is.
        severity: how much a finding matters.
        outcome: how a wait ended, one of `OUTCOMES`.

    """

    kind: str = ""
    agency: Agency | None = None
    strand: Strand | None = None
    from_s: int | None = None
    to_s: int | None = None
    min_s: int | None = None
    grade: Grade | None = None
    severity: Severity | None = None
    outcome: str = ""

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        in_order(self.from_s, self.to_s)


def in_order(from_s: int | None, to_s: int | None) -> None:
    """Check a period (UTC seconds), either end of which may not be asked for.

    Raises:
        MalformedError: it ends before it begins.

    """
    if from_s is not None and to_s is not None and from_s > to_s:
        given = f"{say_instant(to_s)} is before from, {say_instant(from_s)}"
        raise MalformedError("to", given, "two times, the earlier one first")


ALL: Final = Filter()

Place = tuple[int, int, str, int]
"""Where a row stands: position of its incident's first entry, start, id, and a count of equals."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with its incident and place; ``window`` is the time it speaks of.

    ``known`` has both its variants, where they were asked for.
    """

    incident: str
    place: Place
    window: Window
    finding: Finding
    known: AsKnown | None = None

    def matches(self, asked: Filter) -> bool:
        """Whether the filter asks for it."""
        found = self.finding.found
        return (
            asked.kind in ("", self.finding.code, self.finding.name)
            and asked.grade in (None, found.grade)
            and asked.severity in (None, self.finding.severity)
            and asked.strand in (None, *found.strands)
            and _has_party(asked.agency, found.parties)
            and _lasted(asked.min_s, found.length)
            and _overlaps(asked, self.window)
        )


@dataclass(frozen=True, slots=True)
class WaitRow:
    """A wait with its incident and place; ``window`` is the time it speaks of.

    ``event_id`` is the id of the event that asked first.
    """

    incident: str
    place: Place
    window: Window
    event_id: UUID
    wait: Wait

    def matches(self, asked: Filter) -> bool:
        """Whether the filter asks for it."""
        wait = self.wait
        return (
            asked.kind in ("", wait.kind)
            and asked.outcome in ("", wait.outcome)
            and asked.strand in (None, REQUEST_RULES[wait.kind].offers)
            and _has_party(asked.agency, [each for each in (wait.by, wait.to) if each is not None])
            and _lasted(asked.min_s, wait.length)
            and _overlaps(asked, self.window)
        )


Row = TypeVar("Row", FindingRow, WaitRow)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What rows that are kept elsewhere say of a question about findings.

    Attributes:
        position: how far they have read the log.
        incidents: every incident that may have such a finding, as far as they have; or more.
        marked: the incidents with a problem.

    """

    position: int
    incidents: Container[str]
    marked: Container[str]

    def may_leave_out(self, incident: str, last: int) -> bool:
        """Whether an incident surely has no such finding, and no problem, by its last position."""
        is_asked = incident in self.incidents or incident in self.marked
        return last <= self.position and not is_asked


Narrow = Callable[[Filter], Narrowed | None]
"""Asks the rows; None where they cannot tell, so that every incident is examined."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, in order.

    Attributes:
        rows: the rows.
        last: the place to go on from; None where there is nothing more now.
        unreadable: incidents whose rows may be wrong, each with the reason.
        position: how far the log was read.

    """

    rows: tuple[Row, ...]
    last: Place | None
    unreadable: tuple[tuple[str, str], ...]
    position: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page of findings."""

    asked: Filter
    after: Place | None
    limit: int

    def has(self, row: FindingRow) -> bool:
        """Whether the row is behind the place, and asked for."""
        return (self.after is None or row.place > self.after) and row.matches(self.asked)

    def is_behind(self, first: int) -> bool:
        """Whether all rows of an incident stand before the place, by its first position."""
        return self.after is not None and first < self.after[0]


def _has_party(asked: Agency | None, parties: Iterable[Agency]) -> bool:
    return asked is None or any(asked.matches(party) for party in parties)


def _lasted(min_s: int | None, length: Length | None) -> bool:
    return min_s is None or (length is not None and length.min_s >= min_s)


def _overlaps(asked: Filter, window: Window) -> bool:
    begins_in_time = window.earliest_s < (LAST_S + 1 if asked.to_s is None else asked.to_s)
    return begins_in_time and window.latest_s >= (FIRST_S if asked.from_s is None else asked.from_s)
