"""Offers of a responsibility, each with what came of it, read from the spans of its strand.

An offer to an agency begins with the first span in which the strand is offered to it and ends with
the first in which it is not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jointlog.domain.incident import Bound, Span, State
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """One offer.

    ``to`` is None where no agency is named; ``outcome`` is accepted, declined, taken by another,
    ended or unanswered; ``end`` is None where it is unanswered.
    """

    key: str
    subject: str
    strand: Strand
    by: Agency
    to: Agency | None
    how: str
    held_by: tuple[Agency, ...]
    outcome: str
    answered_by: tuple[Agency, ...]
    start: Bound
    end: Bound | None

    @property
    def entries(self) -> tuple[int, ...]:
        """Versions of the entries it rests on, the offer first."""
        ended = self.end.entries if self.end is not None else ()
        return tuple(dict.fromkeys((*self.start.entries, *ended)))


def handovers(case: Case) -> Iterator[Handover]:
    """Every offer of the case, by person, strand and time."""
    for subject, strand in sorted(case.timeline.tracks):
        spans = case.timeline.spans(subject, strand)
        for index, span in enumerate(spans):
            if span.state is not State.OFFERED:
                continue
            before = _offered(spans[index - 1]) if index else ()
            for to in _offered(span):
                if to not in before:
                    yield _handover(case, spans, index, to)


def _offered(span: Span) -> tuple[Agency | None, ...]:
    """Whom the strand is offered to; None stands for nobody in particular."""
    if span.state is not State.OFFERED:
        return ()
    return span.holding.offered_to or (None,)


def _handover(case: Case, spans: Sequence[Span], index: int, to: Agency | None) -> Handover:
    span = spans[index]
    after = next((each for each in spans[index + 1 :] if to not in _offered(each)), None)
    said = [case.by_version[version] for version in span.start.entries]
    outcome, answered_by = ("unanswered", ()) if after is None else _outcome(case, span, after, to)
    return Handover(
        key=f"{span.subject}/{span.strand}/{' '.join(map(str, span.start.entries))}/{to or ''}",
        subject=span.subject,
        strand=span.strand,
        by=said[0].actor,
        to=to,
        how=said[0].name,
        held_by=span.holders,
        outcome=outcome,
        answered_by=answered_by,
        start=span.start,
        end=None if after is None else after.start,
    )


def _outcome(
    case: Case, span: Span, after: Span, to: Agency | None
) -> tuple[str, tuple[Agency, ...]]:
    """What ended the offer, and who did."""
    new = tuple(holder for holder in after.holders if holder not in span.holders)
    if new and (to is None or any(to.matches(holder) for holder in new)):
        return "accepted", new
    if new:
        return "taken by another", new
    actors = tuple(case.by_version[version].actor for version in after.start.entries)
    declined = after.state is not State.NOT_NEEDED and any(
        to.matches(actor) if to is not None else actor not in span.holders for actor in actors
    )
    return ("declined" if declined else "ended"), actors
