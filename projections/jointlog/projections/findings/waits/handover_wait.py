"""F-WAIT-07."""

from collections.abc import Iterator

from jointlog.domain.events.conveyance import ArrivedAtPlaceOfSafety
from jointlog.domain.incident.clocks import Ending, Run
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.waits import exceeded, say_when

CODE = "F-WAIT-07"


@detector(CODE, Severity.S2)
def handover_wait(case: Case) -> Iterator[Found]:
    """Report each handover at an emergency department longer than a standard in force.

    What it finds: the time from arrival to the recorded acceptance, or to the end of the record, is
    longer than one of the handover standards (15, 30, 45, 60 min). The longest one passed names the
    finding, the others are listed.

    Why it matters: until a handover is accepted, those who brought the person still hold them.

    When it is wrong to raise it: the source counts arrival at the apron and another at the door;
    where both are recorded the finding gives both lengths. A second arrival starts no new clock.

    Example: at the hospital at 20:01, accepted at 20:27: 26 min, beyond 15 min.

    Source: field dossier §1.10 (T-HO), §4.2, §6.1.
    """
    for late in exceeded(case, CODE):
        run = late.run
        length = run.length(case.horizon)
        open_run = run.ending is Ending.OPEN
        ended = {
            Ending.STOPPED: f"accepted at {say_when(case, run.end)}",
            Ending.OPEN: "no acceptance is recorded until the end of the record",
        }.get(run.ending, f"ended without a recorded acceptance at {say_when(case, run.end)}")
        settle = "exact times of the arrival and the acceptance"
        if open_run:
            settle = "a record of when the handover was accepted"
        yield Found(
            subject=run.subject,
            sentence=(
                f"handover after arrival at {say_when(case, run.start)}: {ended}: {length}, "
                f"{late.told('longer')}{other_arrivals(case, run)}"
            ),
            grade=late.grade,
            entries=late.entries,
            start=run.start,
            end=run.end,
            length=length,
            strands=(Strand.CLIN, Strand.PLACE),
            parties=_parties(case, run),
            standard=run.standard,
            limit_s=run.limit_s,
            settle="" if late.grade is Grade.DEFINITE else settle,
        )


def other_arrivals(case: Case, run: Run) -> str:
    """The length from each later reading of the arrival: apron, queue, door or entry."""
    end = run.end.window if run.end is not None else case.horizon
    told = []
    for statement in case.named("arrived_at_place_of_safety"):
        fact = statement.fact
        assert isinstance(fact, ArrivedAtPlaceOfSafety)
        is_other = statement.subject == run.subject and statement.version not in run.start.entries
        within = run.start.window.earliest_s <= statement.window.earliest_s <= end.latest_s
        if is_other and within and fact.arrival_basis is not None:
            length = Length.between(statement.window, end)
            told.append(f"; counted from the {fact.arrival_basis}: {length}")
    return "".join(told)


def _parties(case: Case, run: Run) -> tuple[Agency, ...]:
    arrived = case.by_version[run.start.entries[0]]
    run_by = getattr(arrived.fact, "run_by", None)
    if run.ending is Ending.STOPPED and run.end is not None:
        run_by = run_by or case.by_version[run.end.entries[0]].actor
    return (arrived.actor,) if run_by is None else (arrived.actor, run_by)
