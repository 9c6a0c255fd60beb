"""Every wait of an incident as a row, and what the findings on waits share.

    for wait in waits(case):
        print(wait.kind, wait.by, wait.to, wait.length, wait.outcome)

A wait runs from the first request to what ended it, or to the end of the record. Its outcome is
one of `jointlog.domain.incident.Outcome`, or late where it was attended beyond its comparator.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jointlog.domain.asking import REQUEST_RULES, RequestKind
from jointlog.domain.effects import Answer
from jointlog.domain.events.requests import RequestReprioritised
from jointlog.domain.events.shared import Grade as Priority
from jointlog.domain.incident import Bound, Outcome, Request
from jointlog.domain.incident.clocks import Ending, Run, of_standard
from jointlog.domain.protocol import Statistic
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import Agency
from jointlog.projections.case import Case
from jointlog.projections.finding import Grade, exceeds, passed, versus
from jointlog.projections.overall import waited

AMBULANCE: Final = (RequestKind.AMBULANCE_TREAT, RequestKind.AMBULANCE_CONVEY, RequestKind.HART)
"""Requests that an ambulance answers by reaching the person."""
RESPONSE_EVENTS: Final = frozenset({"call_graded", "assistance_requested"})
"""A standard that one of these starts measures a response."""
LATE: Final = "attended late"
POSSIBLY_LATE: Final = "attended, possibly late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One thing said of a request; ``old`` and ``new`` are the grades where its grade changed."""

    answer: Answer
    by: Agency
    at: Bound
    old: Priority | None = None
    new: Priority | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One request and what came of it.

    Attributes:
        kind: what was asked for.
        subject: the person, by pseudonym.
        by: the agency that asked.
        to: the agency asked, None where none is named.
        start: when it was first asked.
        end: when the wait ended; None where it stands at the end of the record.
        length: how long it ran.
        outcome: how it ended; ``attended late`` beyond its comparator.
        answers: what was said of it meanwhile, in order; a new grade makes a segment, no new start.
        entries: versions of the entries it rests on, the request first; those that only bound
            its time last.
        standard: reference of the standard that measures it, or "".
        limit_s: that standard's limit in seconds.

    """

    kind: RequestKind
    subject: str
    by: Agency
    to: Agency | None
    start: Bound
    end: Bound | None
    length: Length
    outcome: str
    answers: tuple[Answered, ...]
    entries: tuple[int, ...]
    standard: str
    limit_s: int | None


def waits(case: Case) -> list[Wait]:
    """Every wait of the case, in the order asked."""
    return [_wait(case, request) for request in case.timeline.requests.all]


def _wait(case: Case, request: Request) -> Wait:
    run, lasted = _measure(case, request), waited(case, request)
    return Wait(
        kind=request.kind,
        subject=request.subject,
        by=request.by,
        to=request.to,
        start=lasted.start,
        end=lasted.end,
        length=lasted.length,
        outcome=_outcome(case, request, run),
        answers=answers(case, request),
        entries=tuple(dict.fromkeys((*entries_of(request), *lasted.bounded_by))),
        standard=run.standard.reference if run is not None else "",
        limit_s=run.limit_s if run is not None else None,
    )


def answers(case: Case, request: Request) -> tuple[Answered, ...]:
    """What was said of a request, in order, with the grades where its grade changed."""
    made = []
    for said in request.answers:
        fact = case.by_version[said.bound.entries[0]].fact
        old = new = None
        if isinstance(fact, RequestReprioritised):
            old, new = fact.old, fact.new
        made.append(Answered(answer=said.answer, by=said.by, at=said.bound, old=old, new=new))
    return tuple(made)


def entries_of(request: Request) -> tuple[int, ...]:
    """Versions of the entries a wait rests on, the request first."""
    said = (version for answer in request.answers for version in answer.bound.entries)
    ended = request.end.entries if request.end is not None else ()
    return tuple(dict.fromkeys((request.version, *request.repeats, *said, *ended)))


def parties_of(request: Request) -> tuple[Agency, ...]:
    """Who waited, and for whom: the agency asked, or those that such a request is for."""
    if request.to is not None:
        return request.by, request.to
    return (request.by, *(Agency(kind) for kind in REQUEST_RULES[request.kind].responders[:1]))


def _outcome(case: Case, request: Request, run: Run | None) -> str:
    if request.outcome is Outcome.ATTENDED and run is not None and run.ending is Ending.STOPPED:
        grade = passed(run, case)
        if grade is not None:
            return LATE if grade is Grade.DEFINITE else POSSIBLY_LATE
    return request.outcome.value


def _measure(case: Case, request: Request) -> Run | None:
    """The run that says most of a wait: the longest limit passed, or else the strictest."""
    found = [run for run in case.runs if run.limit_s is not None and _measures(run, request)]
    for wanted in (Grade.DEFINITE, Grade.POSSIBLE):
        found_so = [run for run in found if passed(run, case) is wanted]
        if found_so:
            return max(found_so, key=_limit_s)
    return min(found, key=_limit_s, default=None)


def _measures(run: Run, request: Request) -> bool:
    """Whether a run began with the request, or measures the response that ended it."""
    if run.subject != request.subject:
        return False
    if run.start.entries[0] in (request.version, *request.repeats):
        return True
    if request.end is None or run.end is None or run.ending is not Ending.STOPPED:
        return False
    is_response = any(trigger.event in RESPONSE_EVENTS for trigger in run.standard.start)
    on_arrival = REQUEST_RULES[request.kind].ends_on_arrival
    return is_response and on_arrival and run.end.entries == request.end.entries


def _limit_s(run: Run) -> int:
    assert run.limit_s is not None, "only runs with a limit are compared"
    return run.limit_s


@dataclass(frozen=True, slots=True)
class Exceeded:
    """The standards of one finding that one stretch of time passed, the longest limit first."""

    runs: tuple[tuple[Run, Grade], ...]

    @property
    def grade(self) -> Grade:
        """Definite where one of them is surely passed."""
        sure = any(grade is Grade.DEFINITE for _, grade in self.runs)
        return Grade.DEFINITE if sure else Grade.POSSIBLE

    @property
    def run(self) -> Run:
        """The longest limit surely passed, or else the longest possibly passed."""
        return next(run for run, grade in self.runs if grade is self.grade)

    @property
    def entries(self) -> tuple[int, ...]:
        """Versions of the entries it rests on, the start first."""
        return tuple(dict.fromkeys(version for run, _ in self.runs for version in run.entries))

    def told(self, comparison: str) -> str:
        """``longer than`` the standards, ``possibly longer than`` where that is not sure."""
        is_sure = self.grade is Grade.DEFINITE and not self.run.is_by_then
        return f"{'' if is_sure else 'possibly '}{comparison} than {self}"

    def __str__(self) -> str:
        """The standards in words, the one that names the finding first."""
        passed: list[str] = []
        possibly: list[str] = []
        for run, grade in self.runs:
            if run is not self.run:
                (passed if grade is Grade.DEFINITE else possibly).append(_versus(run))
        more = f"; also passed: {', '.join(passed)}" if passed else ""
        more += f"; possibly passed: {', '.join(possibly)}" if possibly else ""
        if any(run.standard.statistic is not Statistic.EACH for run, _ in self.runs):
            more += "; a percentile or mean is of many incidents and one cannot be in breach of it"
        return f"{_versus(self.run)}{more}"


def _versus(run: Run) -> str:
    return versus(run.standard, _limit_s(run))


def exceeded(case: Case, finding: str, *, ending: Ending | None = None) -> Iterator[Exceeded]:
    """What the runs of a finding's standards passed, grouped by person and start."""
    groups: dict[tuple[str, int], list[tuple[Run, Grade]]] = {}
    for run in of_standard(case.runs, finding):
        grade = exceeds(run, case)
        if grade is not None and ending in (None, run.ending):
            groups.setdefault((run.subject, run.start.entries[0]), []).append((run, grade))
    for found in groups.values():
        yield Exceeded(tuple(sorted(found, key=lambda each: -_limit_s(each[0]))))


def say_when(case: Case, bound: Bound | None) -> str:
    """When, in the words of its source; no bound is the end of the record."""
    if bound is None:
        return "the end of the record"
    return case.by_version[bound.entries[0]].occurred.text
