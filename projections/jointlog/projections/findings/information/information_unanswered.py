"""F-INFO-04."""

from collections.abc import Iterator

from jointlog.domain.asking import RequestKind
from jointlog.domain.events.information import InformationDeclined
from jointlog.domain.incident import Outcome, Request
from jointlog.domain.protocol import Standard
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge, versus

CODE = "F-INFO-04"


@detector(CODE, Severity.S2)
def information_unanswered(case: Case) -> Iterator[Found]:
    """Report each request for information that was not answered, answered late, or declined.

    What it finds: a request for information with no answer by the end of the record, with an answer
    later than the standard of its urgency, or declined with neither a reason nor a position on
    the lawful basis recorded.

    Why it matters: the asker decides without what the holder knows.

    When it is wrong to raise it: it was answered by telephone and not logged; the asker withdrew
    the request; the refusal gives its reason. A request that is open but not yet past its limit
    when the record ends is indeterminate.

    Example: police ask a trust at 10:00, urgently; the answer is recorded at 10:40.

    Source: field dossier §1.10 (T-INFO-URG, T-INFO-STD) and §4.3.
    """
    for request in case.timeline.requests.all:
        if request.kind is RequestKind.INFORMATION and request.ended is not Outcome.CANCELLED:
            yield from _report(case, request)


def _report(case: Case, request: Request) -> Iterator[Found]:
    length = request.length(case.horizon)
    standard = _standard(case, request)
    limit_s = standard.limit_s if standard is not None else None
    late = None if limit_s is None else judge(length, limit_s)
    settle = "exact times of the request and of the answer"
    if request.ended is Outcome.DECLINED:
        if _gives_reason(case, request):
            return
        grade: Grade | None = Grade.DEFINITE
        what = (
            "it was declined, and neither a reason nor a position on the lawful basis is recorded"
        )
    elif not request.is_open:
        grade, what = late, f"the answer is recorded after {length}"
    else:
        grade, what = late, f"no answer is recorded until the end of the record: {length}"
        if late is None and length.max_s != 0:
            grade, settle = Grade.INDETERMINATE, "what was answered after the end of this record"
    if grade is None:
        return
    measure = ""
    if standard is not None and limit_s is not None:
        measure = f"; {versus(standard, limit_s)}"
    yield Found(
        subject=request.subject,
        sentence=(
            f"{request.by} asked {request.to or 'an agency not named'} for information; "
            f"{what}{measure}"
        ),
        grade=grade,
        entries=(
            *request.start.entries,
            *request.repeats,
            *(request.end.entries if request.end is not None else ()),
        ),
        start=request.start,
        end=request.end,
        length=length,
        strands=(Strand.INFO,),
        parties=(request.by, *((request.to,) if request.to is not None else ())),
        standard=standard,
        limit_s=limit_s,
        settle="" if grade is Grade.DEFINITE else settle,
    )


def _standard(case: Case, request: Request) -> Standard | None:
    """The standard of the request's urgency, where one is in force."""
    asked = case.by_version[request.version]
    for standard in case.protocol.for_finding(CODE):
        if any(trigger.matches(asked.name, asked.text) for trigger in standard.start):
            return standard
    return None


def _gives_reason(case: Case, request: Request) -> bool:
    """Whether the refusal says why, or what it takes the lawful basis to be."""
    assert request.end is not None, "a declined request has ended"
    fact = case.by_version[request.end.entries[0]].fact
    if isinstance(fact, InformationDeclined):
        return bool(fact.reason or fact.gateway_position)
    return getattr(fact, "reason_code", "unknown") != "unknown"
