"""F-GAP-02."""

from collections.abc import Iterator

from jointlog.domain.asking import REQUEST_NAMES, RequestKind
from jointlog.domain.effects import Answer
from jointlog.domain.incident import Bound, Request, Statement
from jointlog.domain.incident.spans import Offer
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import STRAND_NAMES, Agency, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.sequence import (
    joined,
    maybe_after,
    named_by,
    of_subject,
    surely_after,
    visits_of,
)

CODE = "F-GAP-02"
OFFERS = {"responsibility_offered", "handover_offered"}
ANSWERS = (
    "responsibility_accepted",
    "responsibility_declined",
    "handover_accepted",
    "handover_refused",
)
END = "until the end of the record"


@detector(CODE, Severity.S2)
def offer_never_answered(case: Case) -> Iterator[Found]:
    """Report each offer and each request to which no answer is recorded.

    What it finds: a responsibility or handover that was offered, or an agency that was asked for,
    with nothing recorded of acceptance, refusal, cancellation, unavailability or arrival until the
    end of the record, or until another agency took it, longer after than the threshold. Saying that
    a request was received is not an answer.

    Why it matters: who offers may take silence for acceptance; without acceptance nothing moves.

    When it is wrong to raise it: the acceptance was verbal and stands in a notebook not yet in this
    record; it is logged under another reference.

    Example: police offer detention to a place of safety at 12:20, and the record ends at 13:05 with
    no answer: 45 min.

    Source: field dossier §2.4 (R1), §2.5 and §4.1. An open ambulance request is also a wait
    (F-WAIT-01); a request for information is F-INFO-04.
    """
    yield from _offers(case)
    for request in case.timeline.requests.all:
        if _is_unanswered(request):
            yield from _asked(case, request)


def _offers(case: Case) -> Iterator[Found]:
    pending: dict[tuple[int, tuple[int, ...]], list[tuple[Strand, Offer]]] = {}
    for (_, strand), track in sorted(case.timeline.tracks.items()):
        for offer in (*track.offers, *track.passed_over):
            ends = offer.until.entries if offer.until is not None else ()
            pending.setdefault((offer.version, ends), []).append((strand, offer))
    for (version, _), offered in sorted(pending.items()):
        statement = case.by_version[version]
        if statement.name in OFFERS:
            yield from _offered(case, statement, offered)


def _offered(
    case: Case, statement: Statement, offered: list[tuple[Strand, Offer]]
) -> Iterator[Found]:
    strands = [strand for strand, _ in offered]
    to, until = offered[0][1].to, offered[0][1].until
    length = Length.between(statement.window, until.window if until else case.horizon)
    grade = judge(length, case.limit_s(CODE, "passed_over") if until else 0)
    if grade is None:
        return
    near = _possible_answers(case, statement, strands) if until is None else ()
    if near:
        grade = Grade.POSSIBLE
    names = ", ".join(f"{STRAND_NAMES[strand]} ({strand})" for strand in strands)
    end = END if until is None else "until another agency took it"
    yield Found(
        subject=statement.subject,
        sentence=(
            f"{statement.actor} offered {names} to {to or 'an agency not named'}; "
            f"no acceptance or refusal is recorded {end}: {length}"
        ),
        grade=grade,
        entries=(statement.version, *near, *(until.entries if until is not None else ())),
        start=case.bound_of(statement),
        end=until,
        length=length,
        strands=tuple(strands),
        parties=_parties(statement.actor, to),
        settle="" if grade is Grade.DEFINITE else "exact times of the offer and of the answer",
    )


def _possible_answers(case: Case, offer: Statement, strands: list[Strand]) -> tuple[int, ...]:
    """Answers that stand before the offer and may, by their recorded times, follow it."""
    found = []
    for statement in of_subject(case, offer.subject, *ANSWERS):
        answers_all = set(strands) <= set(named_by(statement))
        is_others = statement.actor != offer.actor
        if is_others and answers_all and maybe_after(statement.window, offer.window):
            found.append(statement.version)
    return tuple(found)


def _is_unanswered(request: Request) -> bool:
    if not request.is_open or request.kind is RequestKind.INFORMATION:
        return False
    return all(said.answer is Answer.ACKNOWLEDGED for said in request.answers)


def _coming(case: Case, request: Request) -> tuple[list[Bound], list[Bound]]:
    """The signs that who was asked set out or came: surely after the request, and perhaps."""
    sent = [
        case.bound_of(statement)
        for statement in of_subject(case, request.subject, "resource_allocated")
        if request.is_asked_of(statement.actor)
    ]
    came = [
        visit.start
        for visit in visits_of(case, request.subject)
        if request.is_asked_of(visit.agency)
    ]
    sure = [bound for bound in sent if surely_after(bound.window, request.start.window)]
    sure += [bound for bound in came if case.is_after(bound, request.start)]
    maybe = [bound for bound in sent if maybe_after(bound.window, request.start.window)]
    return sure, maybe


def _asked(case: Case, request: Request) -> Iterator[Found]:
    length = request.length(case.horizon)
    grade = judge(length, 0)
    sure, maybe = _coming(case, request)
    if grade is None or sure:
        return
    if maybe:
        grade = Grade.POSSIBLE
    said: Bound | None = request.answered(Answer.ACKNOWLEDGED)
    received = "" if said is None else "was acknowledged, which is not acceptance; "
    what = REQUEST_NAMES[request.kind]
    entries = (request.start, *((said,) if said else ()), *maybe)
    yield Found(
        subject=request.subject,
        sentence=(
            f"{request.by} asked {request.to or 'an agency not named'} for {what}; {received}"
            f"no acceptance, refusal, cancellation or arrival is recorded {END}: {length}"
        ),
        grade=grade,
        entries=joined(request.start.entries, request.repeats, *(each.entries for each in entries)),
        start=request.start,
        length=length,
        parties=_parties(request.by, request.to),
        settle="" if grade is Grade.DEFINITE else "exact times of the request and of who was sent",
    )


def _parties(by: Agency, to: Agency | None) -> tuple[Agency, ...]:
    return (by,) if to is None else (by, to)
