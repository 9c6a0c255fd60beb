"""F-WAIT-02."""

from collections.abc import Iterator

from jointlog.domain.incident import Request
from jointlog.domain.incident.clocks import Ending, Run, of_standard
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.waits import AMBULANCE, Exceeded, exceeded, parties_of, say_when

CODE = "F-WAIT-02"


@detector(CODE, Severity.S2)
def ambulance_later_than_comparator(case: Case) -> Iterator[Found]:
    """Report each ambulance that reached the person later than a response standard compares with.

    What it finds: an ambulance attended, and the time from the grade or the request to its arrival
    is longer than a standard in force. The longest one passed names the finding, the others are
    listed. Where the category was changed, each segment has its own clock, and the time since the
    first grade is told. Where no arrival is recorded, and what the crew did shows that it was
    there, the wait ended at some time until then: indeterminate.

    Why it matters: people waited with the person meanwhile, and the wait can be counted.

    When it is wrong to raise it: a percentile or a mean is of many incidents, and one incident
    cannot be in breach of it; the first resource was held at a rendezvous; the category changed.

    Example: category 2 at 12:00, crew with the person at 12:45: later than the 90th percentile
    comparator of 40 min.

    Source: field dossier §1.10 (T-AMB, T-136-AMB), §4.2.
    """
    for late in exceeded(case, CODE, ending=Ending.STOPPED):
        run = late.run
        assert run.end is not None, "a run that stopped has an end"
        length = run.length(case.horizon)
        yield Found(
            subject=run.subject,
            sentence=(
                f"{_when(case, run)}, {length} after {say_when(case, run.start)}: "
                f"{late.told('later')}"
                f"{_since_first(case, run)}"
            ),
            grade=Grade.INDETERMINATE if run.is_by_then else late.grade,
            entries=late.entries,
            start=run.start,
            end=run.end,
            length=length,
            strands=(Strand.CLIN,),
            parties=_parties(case, run),
            standard=run.standard,
            limit_s=run.limit_s,
            settle=_settle(late),
        )


def _when(case: Case, run: Run) -> str:
    """When an ambulance was there, or by when, where its arrival is not recorded."""
    if run.is_by_then:
        return (
            f"an ambulance is recorded with this person by {say_when(case, run.end)} at the "
            "latest, its arrival is not recorded"
        )
    return f"an ambulance is recorded with this person at {say_when(case, run.end)}"


def _settle(late: Exceeded) -> str:
    if late.run.is_by_then:
        return "a record of when the ambulance reached the person"
    return "" if late.grade is Grade.DEFINITE else "exact times of the request and the arrival"


def _since_first(case: Case, run: Run) -> str:
    """The whole wait, where earlier segments had another category (clock rule 5)."""
    assert run.end is not None, "a run that stopped has an end"
    first, before = run, True
    while before:
        earlier = [
            other
            for other in of_standard(case.runs, CODE)
            if other.subject == run.subject
            and other.ending is Ending.SUPERSEDED
            and other.end is not None
            and other.end.entries == first.start.entries
        ]
        before = bool(earlier)
        first = earlier[0] if earlier else first
    if first is run:
        return ""
    total = Length.between(first.start.window, run.end.window)
    return f"; the category was changed meanwhile: {total} since the first grade"


def _parties(case: Case, run: Run) -> tuple[Agency, ...]:
    assert run.end is not None, "a run that stopped has an end"
    answered: list[Request] = [
        request
        for request in case.timeline.requests.all
        if request.kind in AMBULANCE
        and request.end is not None
        and request.end.entries == run.end.entries
    ]
    came = case.by_version[run.end.entries[0]].actor
    return parties_of(answered[0]) if answered else (came,)
