"""F-DISP-03."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from jointlog.domain.incident import Statement
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import Agency
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.sequence import maybe_after, of_subject, surely_after, visits_of

CODE = "F-DISP-03"
POINTS_TO = {
    "assistance_requested": "to",
    "attendance_declined": "alternative_named",
    "request_declined": "alternative",
    "responsibility_declined": "alternative",
}
TAKEN_UP = (
    "request_accepted",
    "responsibility_accepted",
    "responsibility_assumed",
    "handover_accepted",
    "resource_arrived_at_scene",
    "clinician_reached_patient",
)
PAIR = 2


@dataclass(frozen=True, slots=True)
class Referral:
    """One agency pointed to another."""

    statement: Statement
    by: Agency
    to: Agency


@detector(CODE, Severity.S2)
def circular_referral(case: Case) -> Iterator[Found]:
    """Report each chain of referrals that came back to the agency it began with.

    What it finds: one agency asked or pointed to another, that one to the next, and the last to the
    first, about one person, with no acceptance and no arrival of any of them in between.

    Why it matters: every agency has a record of having passed it on, and nobody goes.

    When it is wrong to raise it: the same request sent again with new facts; one of them was
    already with the person, or came.

    Example: police ask the ambulance service, which points to the crisis team, which points to
    police.

    Source: field dossier §4.1.
    """
    for subject in case.timeline.subjects:
        pointing = of_subject(case, subject, *POINTS_TO)
        edges = [edge for edge in map(_referral, pointing) if edge is not None]
        used: set[int] = set()
        for place, first in enumerate(edges):
            if first.statement.version in used:
                continue
            cycle = _cycle(first, edges[place + 1 :])
            if cycle and not _is_taken_up(case, cycle, surely=True):
                used |= {edge.statement.version for edge in cycle}
                yield _found(case, subject, cycle)


def _referral(statement: Statement) -> Referral | None:
    to = getattr(statement.fact, POINTS_TO[statement.name])
    if to is None or to.matches(statement.actor):
        return None
    return Referral(statement, statement.actor, to)


def _cycle(first: Referral, later: list[Referral]) -> list[Referral]:
    """The chain from the first referral back to its agency, or nothing."""
    reached: list[tuple[Agency, list[Referral]]] = [(first.to, [first])]
    for edge in later:
        chain = next((chain for agency, chain in reached if agency.matches(edge.by)), None)
        if chain is not None and edge.to.matches(first.by):
            return [*chain, edge]
        if chain is not None:
            reached.append((edge.to, [*chain, edge]))
    return []


def _is_taken_up(case: Case, cycle: list[Referral], *, surely: bool) -> bool:
    """Whether one of the agencies accepted, came or was there, surely or perhaps, meanwhile."""
    start, end = cycle[0].statement.window, cycle[-1].statement.window
    subject = cycle[0].statement.subject
    is_after = surely_after if surely else maybe_after
    for statement in of_subject(case, subject, *TAKEN_UP):
        between = is_after(statement.window, start) and is_after(end, statement.window)
        if between and _is_in(cycle, statement.actor):
            return True
    return any(
        is_after(start, visit.start.window)
        and is_after(visit.end_window(case.horizon), start)
        and _is_in(cycle, visit.agency)
        for visit in visits_of(case, subject)
    )


def _is_in(cycle: list[Referral], agency: Agency) -> bool:
    return any(edge.by.matches(agency) for edge in cycle)


def _is_ordered(cycle: list[Referral]) -> bool:
    """Whether each referral surely follows the one before; of two, either order is a circle."""
    pairs = pairwise(cycle)
    return len(cycle) == PAIR or all(
        not maybe_after(before.statement.window, after.statement.window)
        or after.statement.entry.envelope.replies_to == before.statement.entry.event_id
        for before, after in pairs
    )


def _length(cycle: list[Referral]) -> Length:
    """From the first to the last; of two, whichever of them was the first."""
    first, last = cycle[0].statement.window, cycle[-1].statement.window
    there, back = Length.between(first, last), Length.between(last, first)
    if len(cycle) > PAIR or not maybe_after(first, last):
        return there
    if there.max_s is None or back.max_s is None:
        return Length(0, None)
    return Length(0, max(there.max_s, back.max_s))


def _found(case: Case, subject: str, cycle: list[Referral]) -> Found:
    start, end = case.bound_of(cycle[0].statement), case.bound_of(cycle[-1].statement)
    is_sure = _is_ordered(cycle) and not _is_taken_up(case, cycle, surely=False)
    chain = " to ".join(map(str, (*(edge.by for edge in cycle), cycle[0].by)))
    length = _length(cycle)
    return Found(
        subject=subject,
        sentence=(
            f"referrals are recorded from {chain}, with no acceptance and no arrival of any of "
            f"them recorded in between: {length}"
        ),
        grade=Grade.DEFINITE if is_sure else Grade.POSSIBLE,
        entries=tuple(edge.statement.version for edge in cycle),
        start=start,
        end=end,
        length=length,
        parties=tuple(edge.by for edge in cycle),
        settle="" if is_sure else "exact times of the referrals and of any acceptance or arrival",
    )
