"""F-WAIT-11."""

from collections.abc import Iterator
from typing import Final

from jointlog.domain.events.assessment import AssessmentDelayed, DelayGround
from jointlog.domain.events.conveyance import ArrivedAtPlaceOfSafety
from jointlog.domain.events.powers import WarrantOutcome
from jointlog.domain.events.shared import PlaceKind
from jointlog.domain.incident import Bound, Statement
from jointlog.domain.incident.clocks import Ending, Run, of_standard
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge, versus
from jointlog.projections.reading.sequence import (
    joined,
    maybe_after,
    of_subject,
    since,
    versions,
)

CODE = "F-WAIT-11"
CLINICAL: Final = (DelayGround.CLINICAL, DelayGround.INTOXICATION)
START: Final = "assessment_started"
SOUGHT: Final = ("amhp_allocated", "amhp_unavailable", "assessment_delayed", "assessor_arrived")
DONE: Final = "assessment_concluded"
DEATH: Final = "serious_injury_or_death_recorded"


@detector(CODE, Severity.S2)
def assessment_started_late(case: Case) -> Iterator[Found]:
    """Report each assessment at a place of safety that began later than its comparator.

    What it finds: from arrival at the first place of safety to the recorded start of the
    assessment, longer than 3 h, with the recorded grounds of the delay.

    Why it matters: the person is held without anybody deciding whether they need to be.

    When it is wrong to raise it: a clinical ground or intoxication is recorded; then it is measured
    from when the person was recorded as fit, and not at all where that is not recorded. The person
    was at a hospital or station without detention under section 135 or 136.

    Example: arrival 09:40, assessment started 14:10, ground "assessor": 4 h 30 min against 3 h.

    Source: field dossier §1.10 T-136-3H [memory], §4.2. T-136-4H (London) has no finding: the
    record does not say which incidents it is for.
    """
    for run in of_standard(case.runs, CODE):
        if any(trigger.event == START for trigger in run.standard.stop) and _is_held(case, run):
            yield from _report(case, run)


def _is_held(case: Case, run: Run) -> bool:
    """Whether the person was there under section 135 or 136."""
    arrival = case.by_version[run.start.entries[0]].fact
    assert isinstance(arrival, ArrivedAtPlaceOfSafety)
    powers = of_subject(case, run.subject, "s136_power_used", "s135_warrant_executed")
    used = any(getattr(p.fact, "outcome", None) is not WarrantOutcome.NONE for p in powers)
    return used or arrival.kind is PlaceKind.HEALTH_BASED_PLACE_OF_SAFETY


def _report(case: Case, run: Run) -> Iterator[Found]:
    end, is_recorded = _end(case, run)
    delays = _delays(case, run, end)
    start = _fit(case, run) if any(_is_clinical(delay) for delay in delays) else run.start
    if run.limit_s is None or start is None or (end is None and not _is_sought(case, run)):
        return
    length = since(case, start, end)
    grade = judge(length, run.limit_s)
    if not is_recorded:
        grade = Grade.POSSIBLE if grade is not None else None
        length = Length(0, length.max_s)
    if grade is None:
        return
    grounds = [delay.text("ground") for delay in delays]
    told = f"; grounds recorded: {', '.join(dict.fromkeys(grounds))}" if grounds else ""
    began = "the start of the assessment" if is_recorded else "the end of what is recorded of it"
    yield Found(
        subject=run.subject,
        sentence=(
            f"{length} from {'arrival' if start is run.start else 'being recorded as fit'} at the "
            f"place of safety to {began}; {versus(run.standard, run.limit_s)}{told}"
        ),
        grade=grade,
        entries=joined(
            run.start.entries, start.entries, end.entries if end else (), versions(*delays)
        ),
        start=start,
        end=end,
        length=length,
        strands=(Strand.MHA,),
        standard=run.standard,
        limit_s=run.limit_s,
        settle=_settle(grade, is_recorded=is_recorded),
    )


def _settle(grade: Grade, *, is_recorded: bool) -> str:
    if grade is Grade.DEFINITE:
        return ""
    if is_recorded:
        return "exact times of the arrival and of the start of the assessment"
    return "a record of when the assessment started"


def _end(case: Case, run: Run) -> tuple[Bound | None, bool]:
    """When it began; where that is not recorded, when it was over; and whether it is recorded."""
    if run.ending is Ending.STOPPED:
        return run.end, True
    if run.end is not None and case.by_version[run.end.entries[0]].name == DEATH:
        return None, False
    over = of_subject(case, run.subject, DONE)
    after = [case.bound_of(s) for s in over if maybe_after(s.window, run.start.window)]
    return (after[0] if after else run.end), False


def _delays(case: Case, run: Run, end: Bound | None) -> list[Statement]:
    """The delays recorded between the arrival and the start."""
    return [
        statement
        for statement in of_subject(case, run.subject, "assessment_delayed")
        if maybe_after(statement.window, run.start.window)
        and (end is None or maybe_after(end.window, statement.window))
    ]


def _is_clinical(delay: Statement) -> bool:
    return isinstance(delay.fact, AssessmentDelayed) and delay.fact.ground in CLINICAL


def _fit(case: Case, run: Run) -> Bound | None:
    """When the person was recorded as fit, after a clinical ground; None where it is not."""
    for statement in of_subject(case, run.subject, "physical_health_cleared"):
        if maybe_after(statement.window, run.start.window):
            return case.bound_of(statement)
    return None


def _is_sought(case: Case, run: Run) -> bool:
    """Whether other entries show that an assessment was being arranged."""
    requests = [r for r in case.timeline.requests.all if r.subject == run.subject]
    asked = any(request.kind.value in ("amhp", "s12_doctor") for request in requests)
    return asked or bool(of_subject(case, run.subject, *SOUGHT))
