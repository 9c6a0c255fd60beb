"""F-INFO-06."""

from collections.abc import Collection, Iterator
from typing import Final

from jointlog.domain.events.information import FamilyConcernRaised, InformationProvided, Relation
from jointlog.domain.incident import Statement
from jointlog.domain.incident.statements import ABOUT_THE_RECORD
from jointlog.domain.time import Length, Window
from jointlog.domain.vocabulary import Agency, AgencyKind, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.sequence import (
    earliest,
    may_follow,
    maybe_after,
    of_subject,
    surely_after,
    versions,
)
from jointlog.projections.reading.threads import Threads

CODE = "F-INFO-06"
CONCERN: Final = "family_concern_raised"
HARM: Final = ("serious_injury_or_death_recorded", "person_became_unresponsive")
NO_EFFECT: Final = frozenset(
    {
        CONCERN,
        *HARM,
        "conveyance_ended",
        "detention_authority_ended",
        "person_absconded",
        "resource_left_scene",
        "responsibility_ended",
    }
)
"""These may come after a concern; they are not what was made of it."""
ACTS: Final = (
    "amhp_allocated",
    "assessment_started",
    "assistance_requested",
    "attendance_declined",
    "call_graded",
    "care_contact_made",
    "clinician_reached_patient",
    "contact_cadence_set",
    "crisis_plan_checked",
    "follow_up_arranged",
    "information_declined",
    "information_provided",
    "information_requested",
    "intelligence_check_performed",
    "observations_recorded",
    "rcrp_threshold_assessed",
    "resource_allocated",
    "resource_arrived_at_scene",
    "risk_plan_agreed",
    "s136_power_used",
    "welfare_check_made",
)
"""What the agency told may have done because of it, though no entry says so."""


@detector(CODE, Severity.S2)
def family_concern_without_effect(case: Case) -> Iterator[Found]:
    """Report each concern of somebody close to the person with nothing recorded to come of it.

    What it finds: a concern raised, with no entry that answers it or says that it led to it, and no
    reply or decision of the agency told after it, before harm came or until the record ends. The
    same concern told again is one.

    Why it matters: families often know first, and are the ones who ask what came of it.

    When it is wrong to raise it: it repeats a concern that had an effect; it was anonymous; it was
    acted on and the entry does not say why (an act of the agency told therefore counts). What rests
    on absence is possible at most.

    Example: a sister telephones the doctor who treats him; he is discharged the same day, and no
    reply or decision is recorded that names her call.

    Source: field dossier §4.3 and §6.11 (S57b); threshold [proposal].
    """
    groups = _groups(case)
    threads = Threads(case) if groups else None
    for told in groups.values():
        assert threads is not None, "made where there is a concern"
        first, answers = told[0], threads.after(*told)
        harm = earliest(
            harm for harm in of_subject(case, first.subject, *HARM) if may_follow(case, harm, first)
        )
        end = harm.window if harm is not None else case.horizon
        said = (case.by_version[version] for version in answers)
        acts = of_subject(case, first.subject, *ACTS)
        if not any(_is_effect(case, s, first, answers, end) for s in (*said, *acts)):
            yield from _report(case, told, harm)


Key = tuple[str, Agency, Relation, str]


def _groups(case: Case) -> dict[Key, list[Statement]]:
    """The concerns, those that repeat each other together."""
    groups: dict[Key, list[Statement]] = {}
    for statement in case.named(CONCERN):
        fact = statement.fact
        assert isinstance(fact, FamilyConcernRaised)
        is_anonymous = fact.by_relation is Relation.UNKNOWN
        is_bare = not fact.content and not fact.wants_reply
        if is_bare and (is_anonymous or fact.wants_reply is False):
            continue
        content = " ".join(fact.content.casefold().split())
        key = (statement.subject, _told(statement), fact.by_relation, content)
        groups.setdefault(key, []).append(statement)
    return groups


def _told(statement: Statement) -> Agency:
    assert isinstance(statement.fact, FamilyConcernRaised)
    return statement.fact.to or statement.entry.agency


def _is_effect(
    case: Case, statement: Statement, first: Statement, answers: Collection[int], end: Window
) -> bool:
    """Whether a statement is among the answers, or may be what was made of it, before the end."""
    if statement.name in NO_EFFECT or isinstance(statement.fact, ABOUT_THE_RECORD):
        return False
    if not maybe_after(end, statement.window):
        return False
    if statement.version in answers:
        return True
    if statement.subject != first.subject or statement.name not in ACTS:
        return False
    if not statement.actor.matches(_told(first)) or not may_follow(case, statement, first):
        return False
    return not isinstance(statement.fact, InformationProvided) or _is_to_family(statement.fact)


def _is_to_family(fact: InformationProvided) -> bool:
    """Whether the information may have gone to who raised the concern."""
    return fact.to is None or fact.to.kind in (AgencyKind.FAMILY, AgencyKind.PUBLIC)


def _report(case: Case, told: list[Statement], harm: Statement | None) -> Iterator[Found]:
    first, limit_s = told[0], case.limit_s(CODE, "open")
    fact = first.fact
    assert isinstance(fact, FamilyConcernRaised)
    end = case.bound_of(harm) if harm is not None else None
    length = Length.between(first.window, end.window if end is not None else case.horizon)
    is_before_harm = harm is not None and surely_after(harm.window, first.window)
    if judge(length, limit_s) is None and not is_before_harm:
        return
    relation = str(fact.by_relation).replace("_", " ")
    wants = "; a reply was wanted" if fact.wants_reply else ""
    times = f", {len(told)} times" if len(told) > 1 else ""
    until = "harm is recorded" if harm is not None else "the end of the record"
    yield Found(
        subject=first.subject,
        sentence=(
            f"a concern of family or others close ({relation}) is recorded as told to "
            f"{_told(first)}{times}{wants}; no reply or decision that names it is recorded until "
            f"{until}: {length}"
        ),
        grade=Grade.POSSIBLE,
        entries=versions(*told, *((harm,) if harm is not None else ())),
        start=case.bound_of(first),
        end=end,
        length=length,
        strands=(Strand.INFO,),
        parties=(_told(first),),
        limit_s=limit_s,
        settle=f"the record of {_told(first)} of what it did when it was told",
    )
