"""Leavings without any time, of agencies whose responsibility another has accepted.

Such a leaving keeps its place in the record, which says nothing of when it was: it may have been
before the acceptance, and then nobody held the responsibility in between.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from jointlog.domain.effects import PRESENCE_STRANDS
from jointlog.domain.incident import Departure, Span
from jointlog.domain.time import ANY_TIME
from jointlog.domain.vocabulary import STRAND_NAMES, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade
from jointlog.projections.reading.sequence import maybe_after, says_it_follows

STRANDS: Final = tuple(strand for strand in Strand if strand in PRESENCE_STRANDS)


@dataclass(frozen=True, slots=True)
class Undated:
    """An agency left without a time, and another accepted ``strand`` with the span ``after``."""

    departure: Departure
    strand: Strand
    after: Span

    def found(self) -> Found:
        """The find: indeterminate, and what would settle it."""
        who, taken = self.departure.agency, self.after
        holders = " and ".join(map(str, taken.holders))
        return Found(
            subject=self.departure.subject,
            sentence=(
                f"{who} is recorded as leaving without a time; {STRAND_NAMES[self.strand]} "
                f"({self.strand}), which it held, was accepted by {holders}; which came first is "
                "not recorded"
            ),
            grade=Grade.INDETERMINATE,
            entries=(*self.departure.bound.entries, *taken.start.entries),
            start=self.departure.bound,
            end=taken.start,
            strands=(self.strand,),
            parties=(who,),
            settle=f"a record of when {who} left",
        )


def undated(case: Case) -> Iterator[Undated]:
    """Each responsibility of who left without a time that another had accepted in the record."""
    for departure in case.timeline.presence.departures:
        if departure.bound.window != ANY_TIME:
            continue
        left = case.by_version[departure.bound.entries[0]]
        for strand in STRANDS:
            taken = _taken(case, departure, strand)
            if taken is None or strand in departure.dropped:
                continue
            accepted = case.by_version[taken.start.entries[0]]
            if not says_it_follows(case, left, accepted):
                yield Undated(departure, strand, taken)


def _taken(case: Case, departure: Departure, strand: Strand) -> Span | None:
    """The last span in which another holds what who left had held until then."""
    for after, held in pairwise(reversed(case.timeline.spans(departure.subject, strand))):
        is_own = any(map(departure.agency.matches, held.holders))
        is_others = after.holders and not any(map(departure.agency.matches, after.holders))
        if is_own and is_others and after.start.entries and _was_there(case, departure, after):
            return after
    return None


def _was_there(case: Case, departure: Departure, after: Span) -> bool:
    """Whether who left can have come before the acceptance."""
    return any(
        visit.end == departure.bound and maybe_after(after.start.window, visit.start.window)
        for visit in case.timeline.presence.visits
        if visit.subject == departure.subject and visit.agency == departure.agency
    )
