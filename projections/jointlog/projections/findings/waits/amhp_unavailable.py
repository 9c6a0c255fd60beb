"""F-WAIT-10."""

from collections.abc import Iterator
from typing import Final

from jointlog.domain.asking import RequestKind
from jointlog.domain.effects import Answer
from jointlog.domain.events.assessment import AMHPUnavailable
from jointlog.domain.incident import Bound, Outcome, Request, Statement
from jointlog.domain.incident.clocks import Run, of_standard
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import Agency, AgencyKind, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.waits import entries_of, parties_of, say_when

CODE = "F-WAIT-10"
ENDS: Final = ("amhp_allocated", "assessment_started", "assessment_concluded")
CLINICAL_GROUNDS: Final = ("clinical", "intoxication")


@detector(CODE, Severity.S2)
def amhp_unavailable(case: Case) -> Iterator[Found]:
    """Report each want of an AMHP that the record shows.

    What it finds: the AMHP service said that it had nobody to send, or an AMHP was asked for and
    none is recorded as allocated or present when the record ends. The length runs from the request
    (or the report) to the allocation. Out of hours is told where it is recorded.

    Why it matters: without an AMHP there is no assessment, and detention runs on.

    When it is wrong to raise it: the assessment was put off to daylight on clinical grounds, and
    nobody said that no AMHP was available; the allocation is recorded elsewhere.

    Example: asked for at 22:00, unavailable out of hours at 22:10, allocated at 08:00: 10 h.

    Source: field dossier §1.6, §4.2.
    """
    told: set[int] = set()
    for request in case.timeline.requests.all:
        if request.kind is RequestKind.AMHP:
            said = [s.bound for s in request.answers if s.answer is Answer.UNAVAILABLE]
            told |= {version for bound in said for version in bound.entries}
            if said or _is_unanswered(case, request):
                yield _of_request(case, request, said)
    yield from _without_request(case, told)


def _is_unanswered(case: Case, request: Request) -> bool:
    """Open when the record ends, accepted by nobody, and not put off on clinical grounds."""
    if not request.is_open or request.answered(Answer.ACCEPTED) is not None:
        return False
    return not any(
        statement.subject == request.subject and statement.text("ground") in CLINICAL_GROUNDS
        for statement in case.named("assessment_delayed")
    )


def _of_request(case: Case, request: Request, said: list[Bound]) -> Found:
    accepted = request.answered(Answer.ACCEPTED)
    end = accepted or request.end
    ended = {
        Outcome.DECLINED: "declined",
        Outcome.CANCELLED: "cancelled",
        Outcome.CLOSED: "closed without attendance",
    }.get(request.outcome, "an AMHP is recorded")
    entries = tuple(dict.fromkeys((*entries_of(request), *(end.entries if end else ()))))
    return _found(
        case,
        request.subject,
        (request.start, end),
        entries,
        said,
        what=f"an AMHP was asked for by {request.by}",
        ended=f"{'an AMHP is recorded' if accepted else ended} at",
        parties=parties_of(request),
    )


def _without_request(case: Case, told: set[int]) -> Iterator[Found]:
    """Reports of no AMHP that answer no recorded request, one finding for each want."""
    waiting: dict[str, list[Statement]] = {}
    for statement in case.statements:
        subject = statement.subject
        if statement.version in told:
            continue
        if _says_unavailable(statement):
            waiting.setdefault(subject, []).append(statement)
        elif subject in waiting and _ends(statement):
            yield _of_reports(case, waiting.pop(subject), case.bound_of(statement))
    for reports in waiting.values():
        yield _of_reports(case, reports, None)


def _says_unavailable(statement: Statement) -> bool:
    if statement.name == "responder_reported_unavailable":
        return statement.text("what") == RequestKind.AMHP
    return isinstance(statement.fact, AMHPUnavailable)


def _ends(statement: Statement) -> bool:
    if statement.name == "assessor_arrived":
        return statement.text("assessor") == "amhp"
    return statement.name in ENDS


def _of_reports(case: Case, reports: list[Statement], end: Bound | None) -> Found:
    said = [case.bound_of(statement) for statement in reports]
    entries = (*(s.version for s in reports), *(end.entries if end is not None else ()))
    return _found(
        case,
        reports[0].subject,
        (said[0], end),
        entries,
        said,
        what="no request for an AMHP is recorded",
        ended="an AMHP is recorded at",
        parties=(Agency(AgencyKind.LOCAL_AUTHORITY),),
    )


def _found(
    case: Case,
    subject: str,
    bounds: tuple[Bound, Bound | None],
    entries: tuple[int, ...],
    said: list[Bound],
    *,
    what: str,
    ended: str,
    parties: tuple[Agency, ...],
) -> Found:
    start, end = bounds
    length = Length.between(start.window, end.window if end is not None else case.horizon)
    reports = [case.by_version[version] for bound in said for version in bound.entries]
    until = f"{ended} {say_when(case, end)}" if end else "no AMHP is recorded when the record ends"
    words = "; ".join(map(_words, reports)) or "no answer is recorded"
    run = _run(case, subject, start)
    return Found(
        subject=subject,
        sentence=f"{what} at {say_when(case, start)}; {words}; {until}: {length}",
        grade=Grade.DEFINITE if said else Grade.POSSIBLE,
        entries=entries,
        start=start,
        end=end,
        length=length,
        strands=(Strand.MHA,),
        parties=parties,
        standard=run.standard if run is not None else None,
        limit_s=run.limit_s if run is not None else None,
        settle="" if said else "a record of when an AMHP was allocated",
    )


def _words(statement: Statement) -> str:
    reason = statement.text("reason").replace("_", " ")
    following = getattr(statement.fact, "next_available", None)
    said = f"; next available {following}" if following is not None else ""
    return f"reported unavailable at {statement.occurred} ({reason}{said})"


def _run(case: Case, subject: str, start: Bound) -> Run | None:
    """The clock of the local standard that the request started, where one is in force."""
    for run in of_standard(case.runs, CODE):
        if run.subject == subject and run.start.entries == start.entries:
            return run
    return None
