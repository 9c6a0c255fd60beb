"""F-MED-02."""

import re
from collections.abc import Iterator
from typing import Final

from jointlog.domain.asking import RequestKind
from jointlog.domain.events.information import InformationProvided
from jointlog.domain.events.powers import S136ConsultationRecorded
from jointlog.domain.events.requests import AssistanceRequested
from jointlog.domain.incident import Statement
from jointlog.domain.time import say_seconds
from jointlog.domain.vocabulary import AgencyKind, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.sequence import may_follow, mentions, of_subject, since, versions

CODE = "F-MED-02"
TO_HOSPITAL: Final = re.compile(
    r"\b(to|in|needs?|requires?|at)( \w+){0,3} (hospital|emergency department|A&E|ED)\b"
    r"|hospital (is )?(needed|required|advised)",
    re.IGNORECASE,
)
HOSPITAL: Final = re.compile(r"hospital|emergency department|A&E|ED", re.IGNORECASE)
"""In every text that `TO_HOSPITAL` finds: a quick first look."""
CONDITIONAL: Final = re.compile(
    r"\b(if|unless|in case|should (he|she|they|it)|when|once|after)\b", re.IGNORECASE
)
ADMISSION: Final = re.compile(
    r"admit|admission|psychiatric|mental|section|secure|\bbed\b|discharged|came|been", re.IGNORECASE
)
CLINICIANS: Final = (
    AgencyKind.DOCTOR,
    AgencyKind.CUSTODY_HEALTH,
    AgencyKind.AMBULANCE,
    AgencyKind.ACUTE,
    AgencyKind.MENTAL_HEALTH,
)
FOLLOWED: Final = (
    "conveyance_started",
    "police_vehicle_conveyance_started",
    "arrived_at_place_of_safety",
    "assistance_requested",
)
TRANSPORT: Final = (
    RequestKind.AMBULANCE_TREAT,
    RequestKind.AMBULANCE_CONVEY,
    RequestKind.TRANSPORT,
)
AFTERWARDS: Final = (
    "welfare_check_made",
    "person_became_unresponsive",
    "serious_injury_or_death_recorded",
    "restraint_started",
)


@detector(CODE, Severity.S1)
def advice_not_followed(case: Case) -> Iterator[Found]:
    """Report each advice to take the person to hospital that nothing recorded follows for long.

    What it finds: a doctor or other clinician is recorded as saying that the person has to go to
    hospital, and neither a journey nor a request for transport is recorded within the threshold.

    Why it matters: the one who could judge the danger has spoken.

    When it is wrong to raise it: the advice was conditional ("if he gets worse"), or was about
    admission for mental health; the journey is in a record not yet in this one.

    Example: a custody nurse at 17:15: "needs to go to hospital"; the van leaves at 19:05: 1 h 50.

    Source: field dossier §4.4; threshold [proposal].
    """
    for statement in case.named("s136_consultation_recorded", "information_provided"):
        words = _advice(statement)
        if words:
            yield from _report(case, statement, words)


def _advice(statement: Statement) -> str:
    """The words of unconditional advice by a clinician to go to hospital; "" for none."""
    match statement.fact:
        case S136ConsultationRecorded(made=True, advice=words):
            texts: tuple[str, ...] = (words,)
        case InformationProvided(items=items) if statement.actor.kind in CLINICIANS:
            texts = items
        case _:
            texts = ()
    for text in filter(HOSPITAL.search, texts):
        is_plain = not CONDITIONAL.search(text) and not ADMISSION.search(text)
        if is_plain and mentions(TO_HOSPITAL, text):
            return text
    return ""


def _follows_it(statement: Statement) -> bool:
    fact = statement.fact
    return not isinstance(fact, AssistanceRequested) or fact.kind in TRANSPORT


def _report(case: Case, statement: Statement, words: str) -> Iterator[Found]:
    followed = next(
        (
            other
            for other in of_subject(case, statement.subject, *FOLLOWED)
            if may_follow(case, other, statement) and _follows_it(other)
        ),
        None,
    )
    later = [
        s
        for s in of_subject(case, statement.subject, *AFTERWARDS)
        if may_follow(case, s, statement)
    ]
    if followed is None and not later:
        return
    shown = followed or later[-1]
    end = case.bound_of(shown)
    length = since(case, case.bound_of(statement), end)
    limit_s = case.limit_s(CODE, "open")
    grade = judge(length, limit_s)
    if grade is None:
        return
    if followed is None:
        grade = Grade.POSSIBLE
    until = "the first recorded step" if followed is not None else "the last entry about the person"
    yield Found(
        subject=statement.subject,
        sentence=(
            f"advice by {statement.actor} is recorded ({words!r}); no journey and no request for "
            f"transport is recorded until {until}: {length} (threshold {say_seconds(limit_s)})"
        ),
        grade=grade,
        entries=versions(statement, shown),
        start=case.bound_of(statement),
        end=end,
        length=length,
        strands=(Strand.CLIN, Strand.CONV),
        parties=(statement.actor,),
        limit_s=limit_s,
        settle="" if grade is Grade.DEFINITE else "a record of when the person set off to hospital",
    )
