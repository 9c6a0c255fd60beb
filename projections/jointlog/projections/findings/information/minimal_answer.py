"""F-INFO-03."""

from collections.abc import Iterator

from jointlog.domain.asking import RequestKind
from jointlog.domain.events.information import (
    Completeness,
    InformationDeclined,
    InformationProvided,
    InformationRequested,
)
from jointlog.domain.incident import Request, Statement
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.sequence import comes_after

CODE = "F-INFO-03"
LESS = {Completeness.PARTIAL, Completeness.MINIMAL}


@detector(CODE, Severity.S2)
def minimal_answer(case: Case) -> Iterator[Found]:
    """Report each answer to a request for information that is recorded as partial or minimal.

    What it finds: an agency asked for information answered, and the answer is recorded as less than
    what was asked for.

    Why it matters: who asks urgently plans on what comes back.

    When it is wrong to raise it: the holder recorded why it gave no more (proportion, consent); the
    information was given unasked; the rest followed (it is told until then). An answer of the same
    minute as the request may have been given before it: then it is possible.

    Example: police ask a trust for risk information before an approach; the answer is minimal.

    Source: field dossier §4.3 and §6.15.
    """
    for statement in case.named("information_provided"):
        assert isinstance(statement.fact, InformationProvided)
        if statement.fact.completeness in LESS:
            request = _asked(case, statement)
            if request is not None and not _is_explained(case, statement):
                yield _found(case, statement, request)


def _asked(case: Case, answer: Statement) -> Request | None:
    """The request that the answer ended or names."""
    named = answer.entry.envelope.replies_to
    for request in case.timeline.requests.all:
        if request.kind is not RequestKind.INFORMATION:
            continue
        ended = request.end is not None and answer.version in request.end.entries
        if ended or (named is not None and request.event_id == named):
            return request
    return None


def _is_explained(case: Case, answer: Statement) -> bool:
    """Whether the holder recorded why it gave no more."""
    for statement in case.named("information_declined"):
        assert isinstance(statement.fact, InformationDeclined)
        same = statement.subject == answer.subject and statement.actor.matches(answer.actor)
        if same and (statement.fact.reason or statement.fact.gateway_position):
            return True
    return False


def _found(case: Case, answer: Statement, request: Request) -> Found:
    fact, asked = answer.fact, case.by_version[request.version].fact
    assert isinstance(fact, InformationProvided)
    assert isinstance(asked, InformationRequested)
    rest = _rest(case, answer)
    start, end = case.bound_of(answer), case.bound_of(rest) if rest is not None else None
    followed = "" if rest is None else ", and a full answer followed"
    return Found(
        subject=answer.subject,
        sentence=(
            f"{answer.actor} answered {request.by}'s request for information (urgency: "
            f"{asked.urgency.value.replace('_', ' ')}); the answer is recorded as "
            f"{fact.completeness}{followed}"
        ),
        grade=Grade.DEFINITE,
        entries=(answer.version, *request.start.entries, *(end.entries if end else ())),
        start=start,
        end=end,
        length=Length.between(start.window, end.window if end is not None else case.horizon),
        strands=(Strand.INFO,),
        parties=(request.by, answer.actor),
    )


def _rest(case: Case, answer: Statement) -> Statement | None:
    """The first full answer by the same agency that comes after."""
    for statement in case.named("information_provided"):
        assert isinstance(statement.fact, InformationProvided)
        same = statement.subject == answer.subject and statement.actor.matches(answer.actor)
        is_later = comes_after(case, statement, answer)
        if same and is_later and statement.fact.completeness is Completeness.FULL:
            return statement
    return None
