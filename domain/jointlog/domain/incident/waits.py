"""What ends a wait, and what only annotates it.

Declined, unavailable, cancelled, diverted, replaced and closed are six different facts. A
diversion or a report of no resource does not end a wait; an ambulance for someone else neither.
"""

from jointlog.domain.asking import REQUEST_RULES, RequestKind
from jointlog.domain.effects import Answer
from jointlog.domain.incident.beside import shows_presence
from jointlog.domain.incident.requests import Outcome, Request, Said
from jointlog.domain.incident.spans import Bound
from jointlog.domain.incident.statements import Statement
from jointlog.domain.incident.timeline import Timeline
from jointlog.domain.vocabulary import Agency


def arrive(timeline: Timeline, statement: Statement) -> None:
    """A responder is with the person: the waits that its arrival ends are attended."""
    for request in awaiting(timeline, statement.subject, statement.actor):
        finish(timeline, statement, request, Outcome.ATTENDED)


def awaiting(timeline: Timeline, subject: str, agency: Agency) -> list[Request]:
    """The open waits that end when this agency reaches the person."""
    return [
        request
        for request in timeline.requests.open(subject)
        if REQUEST_RULES[request.kind].ends_on_arrival and request.is_asked_of(agency)
    ]


def fulfil(
    timeline: Timeline, statement: Statement, kinds: tuple[RequestKind, ...], *, by_actor: bool
) -> None:
    """What was asked for is here.

    A statement that replies to one request ends that one only.
    """
    named = statement.entry.envelope.replies_to
    waiting = [r for r in timeline.requests.open(statement.subject) if r.kind in kinds]
    exact = [request for request in waiting if request.event_id == named]
    for request in exact or waiting:
        if exact or not by_actor or _may_answer(request, statement):
            finish(timeline, statement, request, Outcome.ATTENDED)


def replace(timeline: Timeline, statement: Statement, kinds: tuple[RequestKind, ...]) -> None:
    """Something else was done instead of what was asked for."""
    for request in timeline.requests.open(statement.subject):
        if request.kind in kinds:
            finish(timeline, statement, request, Outcome.REPLACED)


def close(timeline: Timeline, statement: Statement) -> None:
    """The actor's agency closes its log: what it was asked for ends without attendance."""
    for request in timeline.requests.open(statement.subject):
        if request.is_asked_of(statement.actor):
            finish(timeline, statement, request, Outcome.CLOSED)


def answer(timeline: Timeline, statement: Statement, request: Request, said: Answer) -> None:
    """Note the answer; a decline or a cancellation ends the wait."""
    bound = Bound(statement.window, (statement.version,))
    request.answers.append(Said(said, bound, statement.actor))
    timeline.note("wait answered", request.subject, request=request, said=said.value)
    if request.is_open and said is Answer.DECLINED:
        finish(timeline, statement, request, Outcome.DECLINED)
    elif request.is_open and said is Answer.CANCELLED:
        finish(timeline, statement, request, Outcome.CANCELLED)


def _may_answer(request: Request, statement: Statement) -> bool:
    """Whether the actor was asked; where nobody in particular was, anybody else may answer."""
    if request.to is None and not REQUEST_RULES[request.kind].responders:
        return not request.by.matches(statement.actor)
    return request.is_asked_of(statement.actor)


def finish(timeline: Timeline, statement: Statement, request: Request, outcome: Outcome) -> None:
    """End the wait at the statement, or by then where it only shows that the responder is here."""
    is_arrival = outcome is Outcome.ATTENDED and REQUEST_RULES[request.kind].ends_on_arrival
    request.finish(statement, outcome, by_then=is_arrival and shows_presence(statement))
    timeline.note("wait ended", request.subject, request=request, said=outcome.value)
