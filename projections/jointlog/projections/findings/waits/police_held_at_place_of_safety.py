"""F-WAIT-08."""

from collections.abc import Iterator

from jointlog.domain.events.conveyance import PoliceAskedToRemain
from jointlog.domain.incident.clocks import Ending, Run, of_standard
from jointlog.domain.time import ANY_TIME
from jointlog.domain.vocabulary import Agency, AgencyKind, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, versus
from jointlog.projections.findings.waits.handover_wait import other_arrivals
from jointlog.projections.reading.sequence import of_subject, visits_of
from jointlog.projections.waits import exceeded, say_when

CODE = "F-WAIT-08"


@detector(CODE, Severity.S2)
def police_held_at_place_of_safety(case: Case) -> Iterator[Found]:
    """Report each time police were kept at a place of safety longer than a comparator.

    What it finds: the time from arrival at the place to the recorded release of police, or to the
    end of the record, is longer than one of the comparators (30, 60 min). Only where police are
    recorded with the person. Where they are recorded as leaving without a time, it is
    indeterminate.

    Why it matters: police are kept from other calls, and the person is guarded, not cared for.

    When it is wrong to raise it: officers stayed by agreement or for safety (the finding says where
    staff asked them to remain); an ambulance brought the person and police never came.

    Example: arrived at 13:00, released at 14:10: 1 h 10 min, beyond 60 min.

    Source: field dossier §1.4, §1.10 (T-136-PoS30, T-136-PoS60), §4.2.
    """
    for late in exceeded(case, CODE):
        run = late.run
        police = _police(case, run)
        if police is None:
            continue
        length = run.length(case.horizon)
        open_run = run.ending is Ending.OPEN
        ended = {
            Ending.STOPPED: f"left at {say_when(case, run.end)}",
            Ending.OPEN: "no release is recorded until the end of the record",
        }.get(run.ending, f"no release is recorded before {say_when(case, run.end)}")
        settle = "exact times of the arrival and the release"
        if open_run:
            settle = "a record of when police were released"
        run_by = getattr(case.by_version[run.start.entries[0]].fact, "run_by", None)
        yield Found(
            subject=run.subject,
            sentence=(
                f"police at the place of safety since {say_when(case, run.start)}: {ended}: "
                f"{length}, {late.told('longer')}{_asked(case, run)}{other_arrivals(case, run)}"
            ),
            grade=late.grade,
            entries=late.entries,
            start=run.start,
            end=run.end,
            length=length,
            strands=(Strand.DET, Strand.PLACE),
            parties=(police,) if run_by is None else (police, run_by),
            standard=run.standard,
            limit_s=run.limit_s,
            settle="" if late.grade is Grade.DEFINITE else settle,
        )
    yield from _undated(case)


def _undated(case: Case) -> Iterator[Found]:
    """Police are recorded as leaving, without a time: nothing can be compared with the limits."""
    told: dict[tuple[str, int], Run] = {}
    for run in of_standard(case.runs, CODE):
        if run.end is not None and run.end.window == ANY_TIME and run.limit_s is not None:
            first = told.setdefault((run.subject, run.start.entries[0]), run)
            if run.limit_s < (first.limit_s or 0):
                told[run.subject, run.start.entries[0]] = run
    for run in told.values():
        police = _police(case, run)
        if police is None:
            continue
        assert run.limit_s is not None, "only runs with a limit are told"
        yield Found(
            subject=run.subject,
            sentence=(
                f"police at the place of safety since {say_when(case, run.start)}: their leaving "
                f"is recorded without a time, so it cannot be compared with "
                f"{versus(run.standard, run.limit_s)}"
            ),
            grade=Grade.INDETERMINATE,
            entries=run.entries,
            start=run.start,
            end=run.end,
            length=run.length(case.horizon),
            strands=(Strand.DET, Strand.PLACE),
            parties=(police,),
            standard=run.standard,
            limit_s=run.limit_s,
            settle=f"a record of when {police} left",
        )


def _police(case: Case, run: Run) -> Agency | None:
    """The police recorded with the person when the clock ran."""
    arrived = case.by_version[run.start.entries[0]]
    if arrived.actor.kind is AgencyKind.POLICE:
        return arrived.actor
    for visit in visits_of(case, run.subject):
        stays = visit.end is None or case.is_after(visit.end, run.start)
        is_there = stays and (run.end is None or not case.is_after(visit.start, run.end))
        if visit.agency.kind is AgencyKind.POLICE and is_there:
            return visit.agency
    return None


def _asked(case: Case, run: Run) -> str:
    """That staff asked police to remain, and whether police agreed."""
    for statement in of_subject(case, run.subject, "police_asked_to_remain"):
        fact = statement.fact
        assert isinstance(fact, PoliceAskedToRemain)
        agreed = {True: ", and police agreed", False: ", and police did not agree", None: ""}
        return f"; staff asked police to remain{agreed[fact.agreed]}"
    return ""
