"""F-INFO-07."""

import re
from collections.abc import Iterator
from typing import Final

from jointlog.domain.events.contact import AttendanceDeclined, IncidentClosedWithoutAttendance
from jointlog.domain.events.information import Completeness, InformationProvided
from jointlog.domain.events.responsibility import ResponsibilityIdentified
from jointlog.domain.events.shared import DeclineReason
from jointlog.domain.incident import Statement
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import AgencyKind, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.hazard import hazards_of, texts_of
from jointlog.projections.reading.sequence import (
    earliest,
    follows,
    may_follow,
    surely_after,
    versions,
)
from jointlog.projections.reading.threads import Threads

CODE = "F-INFO-07"
SEEN: Final = (
    "call_information_recorded",
    "crisis_plan_checked",
    "intelligence_check_performed",
    "responsibility_identified",
)
"""An agency writes down of itself what it saw, heard or found."""
TOLD_LATER: Final = "late_entry_made"
HARM: Final = "serious_injury_or_death_recorded"
SAID: Final = re.compile(
    r"\bno (further )?(action|steps?)\b|\bnot (escalated|acted (up)?on|passed on|shared|reported)\b"
    r"|\bnothing (was )?done\b|\bwithout (escalation|action)\b",
    re.IGNORECASE,
)
RESPONSES: Final = frozenset(
    {
        "assessment_started",
        "assistance_requested",
        "attendance_declined",
        "call_graded",
        "clinician_reached_patient",
        "contact_cadence_set",
        "contact_received",
        "conveyance_authority_delegated",
        "dispute_escalated",
        "handover_offered",
        "incident_closed_without_attendance",
        "information_passed_to_resources",
        "information_provided",
        "information_requested",
        "person_arrested",
        "person_found",
        "rcrp_threshold_assessed",
        "resource_allocated",
        "resource_arrived_at_scene",
        "responsibility_offered",
        "restraint_started",
        "risk_management_superseded",
        "risk_plan_agreed",
        "s135_warrant_executed",
        "s136_consultation_recorded",
        "s136_power_not_used",
        "s136_power_used",
    }
)
LESS: Final = (Completeness.MINIMAL, Completeness.NIL_HELD)


@detector(CODE, Severity.S1)
def risk_seen_not_escalated(case: Case) -> Iterator[Found]:
    """Report each hazard that an agency wrote down, with nothing recorded to be done about it.

    What it finds: a weapon, violence or self-harm recorded by an agency, whose entry says itself
    that nothing was done (definite); or after which that agency is recorded as having asked, told,
    planned, gone or decided nothing, and harm came or the threshold passed (possible).

    Why it matters: who sees the hazard is often the only one who could warn.

    When it is wrong to raise it: the risk was judged low and the reason is recorded; it was told by
    word of mouth; what followed is recorded by another agency and names it.

    Example: a worker sees a large blade on a visit and notes it; two weeks later it is used.

    Source: field dossier §4.3 and §6.15 (S51b); threshold [proposal].
    """
    seen = [(s, hazards) for s in case.named(*SEEN, TOLD_LATER) if (hazards := _hazards(s))]
    if not seen:
        return
    threads, responses = Threads(case), _responses(case)
    for statement, hazards in seen:
        named = threads.after(statement)
        own = (s for s in reversed(responses) if s.version in named or _is_own(s, statement))
        if any(SAID.search(text) for text in texts_of(statement)):
            if not any(follows(case, s, statement) for s in own):
                yield _found(case, statement, hazards, Grade.DEFINITE)
        elif statement.name != TOLD_LATER and not any(may_follow(case, s, statement) for s in own):
            found = _found(case, statement, hazards, Grade.POSSIBLE)
            if _is_long_enough(case, found):
                yield found


def _hazards(statement: Statement) -> list[str]:
    """The hazards it names; a need other than of a risk plan is no sighting."""
    fact = statement.fact
    if isinstance(fact, ResponsibilityIdentified) and fact.strand is not Strand.RISK:
        return []
    return hazards_of(statement)


def _responses(case: Case) -> list[Statement]:
    """What was asked, told, planned, done or decided."""
    return [s for s in case.statements if s.name in RESPONSES and _is_response(s)]


def _is_own(statement: Statement, seen: Statement) -> bool:
    """Whether the agency that saw it did this, for the same person."""
    return statement.subject == seen.subject and statement.actor.matches(seen.actor)


def _is_response(statement: Statement) -> bool:
    """Whether it does or decides something: no bare refusal, no answer that gives nothing."""
    match statement.fact:
        case InformationProvided(completeness=completeness):
            return completeness not in LESS
        case (
            AttendanceDeclined(reason_code=reason)
            | IncidentClosedWithoutAttendance(reason_code=reason)
        ):
            return reason is not DeclineReason.UNKNOWN
        case _:
            return True


def _is_long_enough(case: Case, found: Found) -> bool:
    """Whether harm surely came after it, or the threshold surely passed."""
    assert found.start is not None
    assert found.length is not None
    if found.end is not None:
        return surely_after(found.end.window, found.start.window)
    return judge(found.length, case.limit_s(CODE, "within")) is Grade.DEFINITE


def _found(case: Case, statement: Statement, hazards: list[str], grade: Grade) -> Found:
    harm = earliest(s for s in case.named(HARM) if may_follow(case, s, statement))
    end = case.bound_of(harm) if harm is not None else None
    length = Length.between(statement.window, end.window if end is not None else case.horizon)
    by = statement.actor
    parties = () if by.kind is AgencyKind.OVERSIGHT else (by,)
    until = "harm is recorded" if harm is not None else "the end of the record"
    told = (
        "and that nothing was done about it"
        if grade is Grade.DEFINITE
        else f"and no request, telling, plan or decision of {by} after it until {until}"
    )
    return Found(
        subject=statement.subject,
        sentence=f"{by} recorded {', '.join(hazards)}, {told}: {length}",
        grade=grade,
        entries=versions(statement, *((harm,) if harm is not None else ())),
        start=case.bound_of(statement),
        end=end,
        length=length,
        strands=(Strand.RISK, Strand.INFO),
        parties=parties,
        limit_s=case.limit_s(CODE, "within"),
        settle=""
        if grade is Grade.DEFINITE
        else f"a record of whom {by} told, and what it decided",
    )
