"""What one agency asked of another, and what came of it: six different ends, and none."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from jointlog.domain.asking import REQUEST_RULES, RequestKind
from jointlog.domain.effects import Answer
from jointlog.domain.incident.spans import Bound
from jointlog.domain.incident.statements import Statement
from jointlog.domain.time import Length, Window, until
from jointlog.domain.vocabulary import Agency, EvidenceGrade


class Outcome(StrEnum):
    """How a wait ended, or how it stands at the end of the record."""

    ATTENDED = "attended"
    DECLINED = "declined"
    UNAVAILABLE = "unavailable"  # reported as having no resource, and nothing else came of it
    CANCELLED = "cancelled"
    DIVERTED = "diverted"  # sent elsewhere, and nothing else came of it
    REPLACED = "replaced by other transport"
    CLOSED = "closed without attendance"
    ABSENT = "absent at the end of the record"


class Said(NamedTuple):
    """One answer to a request."""

    answer: Answer
    bound: Bound
    by: Agency


@dataclass(slots=True)
class Request:
    """One request and its wait.

    ``repeats`` are versions of later entries that ask the same again: the wait runs from the
    first. Recategorisation and diversion are among ``answers``; they do not end the wait.
    ``is_by_then``: the responder is with the person at ``end``, and when it came is not recorded.
    """

    event_id: UUID
    kind: RequestKind
    subject: str
    by: Agency
    to: Agency | None
    start: Bound
    evidence: EvidenceGrade
    repeats: list[int] = field(default_factory=list)
    answers: list[Said] = field(default_factory=list)
    end: Bound | None = None
    ended: Outcome | None = None
    is_by_then: bool = False

    @property
    def version(self) -> int:
        """Version of the entry that asked first."""
        return self.start.entries[0]

    @property
    def is_open(self) -> bool:
        """Whether nothing recorded has ended the wait."""
        return self.end is None

    @property
    def outcome(self) -> Outcome:
        """How it ended; an open wait is named by the last that was said of its responder."""
        if self.ended is not None:
            return self.ended
        for said in reversed(self.answers):
            if said.answer is Answer.UNAVAILABLE:
                return Outcome.UNAVAILABLE
            if said.answer is Answer.DIVERTED:
                return Outcome.DIVERTED
        return Outcome.ABSENT

    def answered(self, answer: Answer) -> Bound | None:
        """When this was first said of it."""
        return next((said.bound for said in self.answers if said.answer is answer), None)

    def is_asked_of(self, agency: Agency) -> bool:
        """Whether the agency is one that was asked, or that such a request is for."""
        if self.to is not None:
            return self.to.matches(agency)
        return agency.kind in REQUEST_RULES[self.kind].responders

    def length(self, horizon: Window) -> Length:
        """How long it ran, to the end of the record where nothing ended it."""
        end = self.end.window if self.end is not None else horizon
        return Length.between(self.start.window, end)

    def finish(self, statement: Statement, outcome: Outcome, *, by_then: bool = False) -> None:
        """End the wait at the statement, or at some time from the request until then."""
        window = until(self.start.window, statement.window) if by_then else statement.window
        self.end = Bound(window, (statement.version,))
        self.ended, self.is_by_then = outcome, by_then


@dataclass(slots=True)
class Requests:
    """All requests of an incident."""

    all: list[Request] = field(default_factory=list)
    _waiting: dict[str, list[Request]] = field(default_factory=dict)
    _by_event: dict[int, Request] = field(default_factory=dict)

    def open(self, subject: str) -> list[Request]:
        """The open waits for a person, oldest first."""
        waiting = [request for request in self._waiting.get(subject, ()) if request.end is None]
        self._waiting[subject] = waiting
        return waiting

    def ask(
        self, statement: Statement, kind: RequestKind, to: Agency | None
    ) -> tuple[Request, bool]:
        """Open a request, or note that an open one is asked again; and whether it is new."""
        subject = statement.subject
        for request in self.open(subject):
            same_to = request.to is None or to is None or request.to.matches(to)
            if request.kind is kind and request.by.matches(statement.actor) and same_to:
                request.repeats.append(statement.version)
                return request, False
        made = Request(
            statement.entry.event_id,
            kind,
            subject,
            statement.actor,
            to,
            Bound(statement.window, (statement.version,)),
            statement.evidence,
        )
        self.all.append(made)
        self._waiting.setdefault(subject, []).append(made)
        self._by_event.setdefault(made.event_id.int, made)
        return made, True

    def answered_by(
        self, statement: Statement, answer: Answer, kinds: tuple[RequestKind, ...]
    ) -> Request | None:
        """The request that the statement answers: the one it names, or the latest that fits."""
        named = statement.entry.envelope.replies_to
        found = self._by_event.get(named.int) if named is not None else None
        if found is not None:
            return found
        for request in reversed(self.open(statement.subject)):
            if kinds and request.kind not in kinds:
                continue
            asked = request.is_asked_of(statement.actor)
            own = answer is Answer.CANCELLED and request.by.matches(statement.actor)
            if asked or own:
                return request
        return None
