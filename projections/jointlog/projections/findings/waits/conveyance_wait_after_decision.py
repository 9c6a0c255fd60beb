"""F-WAIT-17."""

from collections.abc import Iterator
from typing import Final

from jointlog.domain.asking import RequestKind
from jointlog.domain.events.assessment import BedIdentified
from jointlog.domain.events.requests import RequestAccepted
from jointlog.domain.incident import Bound
from jointlog.domain.incident.clocks import Ending, Run, of_standard
from jointlog.domain.time import Length, Window, say_seconds
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.sequence import (
    at_most_possible,
    joined,
    maybe_after,
    of_subject,
)

CODE = "F-WAIT-17"
TRANSPORT: Final = (
    RequestKind.TRANSPORT,
    RequestKind.AMBULANCE_CONVEY,
    RequestKind.AMBULANCE_TREAT,
)


@detector(CODE, Severity.S2)
def conveyance_wait_after_decision(case: Case) -> Iterator[Found]:
    """Report each journey to hospital that began long after the application was signed.

    What it finds: from the application to the start of the journey, longer than the threshold.

    Why it matters: the decision is made and the person is still where they were, often at risk.

    When it is wrong to raise it: a slot was booked (then it is measured from the end of the slot);
    no bed was free yet (then from when the bed is recorded as free); the person was in that
    hospital already.

    Example: application 18:00, transport accepted "as soon as we can", journey begins 07:00 the
    next day: 13 h (threshold 4 h).

    Source: field dossier §1.10 T-135-AMB, §4.2; 13 h in S95a; threshold [proposal].
    """
    for run in of_standard(case.runs, CODE):
        yield from _report(case, run)


def _report(case: Case, run: Run) -> Iterator[Found]:
    start = _ready(case, run)
    length = Length.between(start.window, run.end.window if run.end is not None else case.horizon)
    limit_s = case.limit_s(CODE, "open")
    grade = judge(length, limit_s)
    is_by_police = run.ending is Ending.CANCELLED and _ended_by(case, run) != RECEIVED
    if run.ending is not Ending.STOPPED and not is_by_police:
        grade = at_most_possible(grade) if _is_asked(case, run) else None
    if grade is None:
        return
    until = (
        "the journey began"
        if run.ending is Ending.STOPPED
        else "police set off with the person"
        if is_by_police
        else "the person was received at hospital"
        if run.end is not None
        else "the end of the record"
    )
    yield Found(
        subject=run.subject,
        sentence=(
            f"{length} from {_since(run, start)} until {until} "
            f"(threshold {say_seconds(limit_s)}; {run.standard.reference} sets no figure)"
        ),
        grade=grade,
        entries=joined(run.start.entries, start.entries, run.end.entries if run.end else ()),
        start=start,
        end=run.end,
        length=length,
        strands=(Strand.CONV,),
        parties=(case.by_version[run.start.entries[0]].actor,),
        standard=run.standard,
        limit_s=limit_s,
        settle="" if grade is Grade.DEFINITE else "a record of when the journey began",
    )


RECEIVED: Final = "patient_received_at_hospital"


def _ended_by(case: Case, run: Run) -> str:
    return case.by_version[run.end.entries[0]].name if run.end is not None else ""


def _since(run: Run, start: Bound) -> str:
    return "the application" if start is run.start else "the booked time or the bed being free"


def _ready(case: Case, run: Run) -> Bound:
    """The application, or the later end of a booked slot, or the later moment a bed was free."""
    ready = run.start
    for statement in of_subject(case, run.subject, "request_accepted", "bed_identified"):
        window: Window | None = None
        match statement.fact:
            case RequestAccepted(kind=kind) as accepted if kind in TRANSPORT:
                slot = accepted.eta_latest or accepted.eta_earliest
                window = slot.window if slot is not None else None
            case BedIdentified(available_from=free_from):
                window = free_from.window if free_from is not None else statement.window
            case _:
                continue
        if window is not None and window.latest_s > ready.window.latest_s:
            ready = Bound(window, (statement.version,))
    return ready


def _is_asked(case: Case, run: Run) -> bool:
    """Whether transport is recorded as asked for after the application."""
    return any(
        request.subject == run.subject
        and request.kind in TRANSPORT
        and maybe_after(request.start.window, run.start.window)
        for request in case.timeline.requests.all
    )
