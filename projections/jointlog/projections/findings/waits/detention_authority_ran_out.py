"""F-WAIT-13."""

from collections.abc import Iterator

from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.case import Case
from jointlog.projections.detention import Overrun
from jointlog.projections.finding import Found, Grade, Severity, detector, versus
from jointlog.projections.waits import say_when

CODE = "F-WAIT-13"


@detector(CODE, Severity.S1)
def detention_authority_ran_out(case: Case) -> Iterator[Found]:
    """Report detention under sections 135 and 136 that ran beyond its limit as recorded.

    What it finds: from the arrival at the first place of safety, the decision to keep, or the first
    entry under a warrant, longer than the limit of that date (24 h, with an extension 36 h; 72 h
    before 11 December 2017) passed with no recorded end of the authority, extension, departure on
    an application, or reception at a hospital.

    Why it matters: past the limit the record shows no authority to detain the person.

    When it is wrong to raise it: the person came of their own will, and the power was used later;
    the person had absconded; arrival at the apron and at the door are two readings of the start
    (then it is possible); other law applies. A transfer does not restart the clock.

    Example: arrived at 12:00, application made and conveyance begun at 15:00 the next day: 27 h,
    3 h beyond 24 h.

    Source: field dossier §1.3, §1.10 (T-136-24, T-136-36, T-136-72), §4.2.
    """
    for overrun in case.overruns():
        grade = Grade.DEFINITE if overrun.is_definite else Grade.POSSIBLE
        run = overrun.run
        assert run.limit_s is not None, "an overrun has a limit"
        extended = f", extended by {run.extended_by.reference}" if run.extended_by else ""
        ends = overrun.end.entries if overrun.end is not None else ()
        until = (
            f"an end is recorded at {say_when(case, overrun.end)}"
            if overrun.end is not None
            else "no end of the authority is recorded when the record ends"
        )
        yield Found(
            subject=run.subject,
            sentence=(
                f"detention counted from {say_when(case, overrun.start)}; {until}: "
                f"{overrun.length}, {versus(run.standard, run.limit_s)}{extended}"
                f"{overrun.readings}"
            ),
            grade=grade,
            entries=tuple(dict.fromkeys((*overrun.start.entries, overrun.power.version, *ends))),
            start=overrun.start,
            end=overrun.end,
            length=overrun.length,
            strands=(Strand.DET,),
            parties=_parties(case, overrun),
            standard=run.standard,
            limit_s=run.limit_s,
            settle=(
                ""
                if overrun.is_definite
                else "a record of when the detention period began, and of when it ended"
            ),
        )


def _parties(case: Case, overrun: Overrun) -> tuple[Agency, ...]:
    """Who used the power, and who runs the place."""
    run_by = getattr(case.by_version[overrun.start.entries[0]].fact, "run_by", None)
    used = overrun.power.actor
    return (used,) if run_by is None or run_by == used else (used, run_by)
