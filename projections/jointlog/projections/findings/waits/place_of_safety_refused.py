"""F-WAIT-09."""

from collections.abc import Iterator
from typing import Final

from jointlog.domain.asking import RequestKind
from jointlog.domain.events.conveyance import HandoverRefused, PlaceOfSafetyRefused
from jointlog.domain.events.requests import AssistanceRequested, RequestAccepted
from jointlog.domain.incident import Bound, Statement
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.sequence import (
    disputes,
    joined,
    maybe_after,
    of_subject,
    people,
    since,
    versions,
)

CODE = "F-WAIT-09"
REFUSALS: Final = (
    "place_of_safety_refused",
    "handover_refused",
    "request_declined",
    "responder_reported_unavailable",
)
ACCEPTANCES: Final = ("handover_accepted", "request_accepted", "police_station_use_authorised")
PLACE: Final = RequestKind.PLACE_OF_SAFETY


@detector(CODE, Severity.S2)
def place_of_safety_refused(case: Case) -> Iterator[Found]:
    """Report each search for a place of safety in which a place refused or was not available.

    What it finds: refusals of a place to take the person, how many, why, and how long from the
    first request or refusal to the first acceptance.

    Why it matters: meanwhile the person is in a vehicle or a police station, and those who brought
    them cannot leave.

    When it is wrong to raise it: the place's record and the officers' record of one refusal are one
    refusal, not two. A refusal by phone counts although no request is recorded for it.

    Example: refused by one place at 22:00 (full) and another at 22:40 (staffing), accepted at
    23:30: two refusals, 1 h 30 min.

    Source: field dossier §4.2; Home Office and HMICFRS reports cited in its §0.3.
    """
    for subject in people(case, *REFUSALS):
        refusals = _distinct([s for s in of_subject(case, subject, *REFUSALS) if _refuses(s)])
        while refusals:
            accepted = _accepted(case, subject, refusals[0])
            group = [
                refusal
                for refusal in refusals
                if accepted is None or maybe_after(accepted.window, refusal.window)
            ]
            yield _report(case, subject, group, accepted)
            refusals = [refusal for refusal in refusals if refusal not in group]


def _refuses(statement: Statement) -> bool:
    match statement.fact:
        case PlaceOfSafetyRefused():
            return True
        case HandoverRefused(strands=strands):
            return Strand.PLACE in strands or Strand.DET in strands
        case fact:
            return PLACE in (getattr(fact, "what", None), getattr(fact, "kind", None))


def _distinct(refusals: list[Statement]) -> list[Statement]:
    """Each refusal once, where the place and another agency both tell of it."""
    kept: list[Statement] = []
    for refusal in refusals:
        if not any(_is_same(refusal, other) for other in kept):
            kept.append(refusal)
    return kept


def _is_same(one: Statement, other: Statement) -> bool:
    places = {getattr(each.fact, "place_id", "") for each in (one, other)} - {""}
    overlap = maybe_after(one.window, other.window) and maybe_after(other.window, one.window)
    return one.entry.agency != other.entry.agency and overlap and len(places) <= 1


def _accepted(case: Case, subject: str, refusal: Statement) -> Statement | None:
    """The first acceptance by a place that can come after the refusal."""
    for statement in of_subject(case, subject, *ACCEPTANCES):
        fact = statement.fact
        if isinstance(fact, RequestAccepted) and fact.kind is not PLACE:
            continue
        strands = getattr(fact, "strands", (Strand.PLACE,))
        takes = Strand.PLACE in strands or Strand.DET in strands
        if takes and statement.window.latest_s > refusal.window.earliest_s:
            return statement
    return None


def _start(case: Case, subject: str, first: Statement) -> Bound:
    """The first request for a place before the refusal, or the refusal itself."""
    for statement in of_subject(case, subject, "assistance_requested"):
        fact = statement.fact
        if (
            isinstance(fact, AssistanceRequested)
            and fact.kind is PLACE
            and maybe_after(first.window, statement.window)
        ):
            return case.bound_of(statement)
    return case.bound_of(first)


def _report(case: Case, subject: str, group: list[Statement], accepted: Statement | None) -> Found:
    start = _start(case, subject, group[0])
    end = case.bound_of(accepted) if accepted is not None else None
    length = since(case, start, end)
    disputed = [entry for refusal in group for entry in disputes(case, refusal)]
    is_disputed = bool(disputed) and all(disputes(case, refusal) for refusal in group)
    reasons = [
        str(
            getattr(refusal.fact, "reason_code", None) or getattr(refusal.fact, "reason", "unknown")
        )
        for refusal in group
    ]
    counted = "1 refusal" if len(group) == 1 else f"{len(group)} refusals"
    until = "the first acceptance" if accepted is not None else "the end of the record"
    taken = (accepted,) if accepted is not None else ()
    return Found(
        subject=subject,
        sentence=(
            f"{counted} of a place of safety recorded ({', '.join(reasons)}); "
            f"{length} until {until}"
        ),
        grade=Grade.POSSIBLE if is_disputed else Grade.DEFINITE,
        entries=joined(versions(*group, *taken), start.entries, versions(*disputed)),
        start=start,
        end=end,
        length=length,
        strands=(Strand.PLACE,),
        parties=tuple(dict.fromkeys(refusal.actor for refusal in group)),
        settle="the place's own record of the refusal" if is_disputed else "",
    )
