"""F-AMBIG-01."""

import re
from collections.abc import Iterator
from typing import Final

from jointlog.domain.events.contact import AttendanceDeclined
from jointlog.domain.events.requests import AssistanceRequested
from jointlog.domain.events.responsibility import (
    ResponsibilityOffered,
    ResponsibilityRelinquished,
)
from jointlog.domain.incident import Outcome, Statement
from jointlog.domain.vocabulary import Agency
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.sequence import (
    follows,
    mentions,
    named_by,
    of_subject,
    versions,
)

CODE = "F-AMBIG-01"
WEAK: Final = re.compile(
    r"\bpass(ed|ing)?( (it|this|that|him|her|them|the job|the call|the log|job|call|log|on))* "
    r"(over )?to\b|\bjob passed\b|\bpassed over\b|\bfor (your )?info(rmation)?\b|\bfyi\b"
    r"|\bone for\b|\bover to (you|them)\b|\bleave (it|him|her|them|this) with you\b"
    r"|\bcan (you|u) (take|have|deal|pick|handle|do|see to|look after)\b",
    re.IGNORECASE,
)
HANDING_OFF: Final = (
    "assistance_requested",
    "responsibility_offered",
    "responsibility_relinquished",
    "attendance_declined",
)
SETTLED: Final = (Outcome.ATTENDED, Outcome.DECLINED)
ANSWERS: Final = (
    "responsibility_accepted",
    "responsibility_declined",
    "handover_accepted",
    "handover_refused",
)
COMING: Final = (
    "request_accepted",
    "resource_allocated",
    "resource_arrived_at_scene",
    "clinician_reached_patient",
    "responsibility_accepted",
    "responsibility_assumed",
)


@detector(CODE, Severity.S3)
def ambiguous_handoff_language(case: Case) -> Iterator[Found]:
    """Report each hand-off in words that can mean "for you to know" or "yours now", not accepted.

    What it finds: a request, an offer or a giving up of responsibility whose recorded words are
    such as "passed to", "one for", "for info" or "can you take", with no acceptance recorded.

    Why it matters: the one who says it takes it as passed, the one who hears it as news.

    When it is wrong to raise it: the words are jargon of the system that the entry was taken from,
    and a field shows the acceptance, the refusal or the attendance.

    Example: "one for ambulance", 12:00; no acceptance by the ambulance service is recorded.

    Source: field dossier §2.5 (S72: "passed" has no precise meaning, a coroner noted) and §4.1.
    """
    for statement in case.named(*HANDING_OFF):
        words, to = _words(statement)
        weak = mentions(WEAK, words)
        if weak and not _is_settled(case, statement):
            receiver = str(to) if to is not None else "anybody"
            yield Found(
                subject=statement.subject,
                sentence=(
                    f"{statement.actor} is recorded with the words {weak!r}, and no acceptance "
                    f"by {receiver} is recorded"
                ),
                grade=Grade.POSSIBLE,
                entries=versions(statement),
                start=case.bound_of(statement),
                strands=named_by(statement),
                parties=(statement.actor, *((to,) if to is not None else ())),
                settle=f"a record of what {receiver} answered",
            )


def _words(statement: Statement) -> tuple[str, Agency | None]:
    """The words of a hand-off, and to whom; "" where it is none or a field shows acceptance."""
    match statement.fact:
        case AssistanceRequested(words=words, to=to) | ResponsibilityOffered(words=words, to=to):
            return words, to
        case ResponsibilityRelinquished(reason=words, accepted_by=None):
            return words, None
        case AttendanceDeclined(advice_given=words, alternative_named=to):
            return words, to
        case _:
            return "", None


def _is_settled(case: Case, statement: Statement) -> bool:
    """Whether the record shows in another field what became of it, however the times fall."""
    if isinstance(statement.fact, AssistanceRequested):
        return any(
            request.ended in SETTLED or any(s.answer.value == "accepted" for s in request.answers)
            for request in case.timeline.requests.all
            if statement.version in (request.version, *request.repeats)
        )
    strands = named_by(statement)
    names = ANSWERS if strands else COMING
    return any(
        follows(case, other, statement) and (not strands or strands[0] in named_by(other))
        for other in of_subject(case, statement.subject, *names)
        if strands or not other.actor.matches(statement.actor)
    )
