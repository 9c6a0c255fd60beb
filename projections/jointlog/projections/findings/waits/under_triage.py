"""F-WAIT-06."""

from collections.abc import Iterator
from typing import Final

from jointlog.domain.events.contact import CallGraded, CallInformationRecorded
from jointlog.domain.events.force import MedicalEmergencyRecognised
from jointlog.domain.events.force_terms import EmergencySign
from jointlog.domain.events.requests import AssistanceRequested, RequestReprioritised
from jointlog.domain.events.shared import Grade as Priority
from jointlog.domain.incident import Statement
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.danger import in_information, in_words
from jointlog.projections.reading.repeats import Chain, chains
from jointlog.projections.reading.sequence import follows, may_follow, of_subject, people, versions

CODE = "F-WAIT-06"
LOW: Final = frozenset(
    {
        Priority.PRIORITY,
        Priority.SCHEDULED,
        Priority.NO_ATTENDANCE,
        Priority.CATEGORY_3,
        Priority.CATEGORY_4,
        Priority.CATEGORY_5,
        Priority.CAT_A_TRANSPORT,
        Priority.CAT_B,
        Priority.C1_AMBER,
        Priority.C2_AMBER,
    }
)
"""Below category 1 and 2, Red, category A and immediate."""
SIGNS: Final = {
    EmergencySign.ACUTE_BEHAVIOURAL_DISTURBANCE: "acute behavioural disturbance",
    EmergencySign.BREATHING: "breathing",
    EmergencySign.COLLAPSE: "unresponsive",
    EmergencySign.SEIZURE: "seizure",
}
TELLING: Final = (
    "assistance_requested",
    "call_information_recorded",
    "medical_emergency_recognised",
    "person_became_unresponsive",
    "information_provided",
)
GRADINGS: Final = ("call_graded", "request_reprioritised")


@detector(CODE, Severity.S1)
def under_triage(case: Case) -> Iterator[Found]:
    """Report each grade lower than the facts known when it was given call for.

    What it finds: a call or request was given a grade below category 1 or 2, Red, category A or
    immediate, when the one who graded it had recorded or been told of restraint, acute behavioural
    disturbance, trouble with breathing or a person not responding.

    Why it matters: the grade decides who comes and when; it is not looked at again by itself.

    When it is wrong to raise it: the facts were not yet known when the grade was given, or were
    not told to the one who gave it. Where the asker knew them and what it told is not in the
    record, the finding is indeterminate; so it is where callers rang again and again, nobody was to
    come, and nothing that they said is in the record.

    Example: police ask at 19:39 "being restrained, excited delirium"; coded C1 amber at 19:42.

    Source: field dossier §1.2, §4.2, §6.1 and §6.2.
    """
    for subject in people(case, *GRADINGS):
        lows: set[Agency] = set()
        for statement in of_subject(case, subject, *GRADINGS):
            if _priority(statement) not in LOW:
                lows.discard(statement.actor)
            elif statement.actor not in lows:
                found = _judged(case, statement)
                if found is not None:
                    lows.add(statement.actor)
                    yield found
    for chain in chains(case):
        yield from _unheard(case, chain)


def _priority(statement: Statement) -> Priority:
    fact = statement.fact
    assert isinstance(fact, CallGraded | RequestReprioritised)
    return fact.grade if isinstance(fact, CallGraded) else fact.new


def facts(statement: Statement) -> list[str]:
    """The facts calling for the highest grades that an entry states."""
    match statement.fact:
        case AssistanceRequested() as asked:
            words = [kind for text in (*asked.facts_given, asked.words) for kind in in_words(text)]
            return ["restraint", *words] if asked.restraint_in_progress else words
        case CallInformationRecorded() as told:
            return in_information(told.item, f"{told.value_recorded}. {told.caller_words}")
        case MedicalEmergencyRecognised(sign=sign):
            return [SIGNS[sign]] if sign in SIGNS else []
        case _:
            items: tuple[str, ...] = getattr(statement.fact, "items", ())
            told_items = [kind for item in items for kind in in_words(item)]
            unresponsive = statement.name == "person_became_unresponsive"
            return ["unresponsive"] if unresponsive else told_items


def _judged(case: Case, graded: Statement) -> Found | None:
    """The finding on one grade, if the facts known then call for a higher one."""
    known: list[Statement] = []
    asker: list[Statement] = []
    for statement in of_subject(case, graded.subject, *TELLING):
        if facts(statement) and may_follow(case, graded, statement):
            if _reached(statement, graded.actor):
                known.append(statement)
            elif _asked_blank(case, graded, statement):
                asker.append(statement)
    sure = [statement for statement in known if follows(case, graded, statement)]
    if not known and not asker:
        return None
    grade = Grade.DEFINITE if sure else Grade.POSSIBLE if known else Grade.INDETERMINATE
    basis = sure or known or asker
    said = dict.fromkeys(fact for statement in basis for fact in facts(statement))
    whose = "recorded or told" if known else "recorded by the asker"
    return Found(
        subject=graded.subject,
        sentence=(
            f"{graded.actor} gave the grade {str(_priority(graded)).replace('_', ' ')}; {whose} "
            f"before it: {', '.join(said)}"
        ),
        grade=grade,
        entries=versions(graded, *basis),
        start=case.bound_of(graded),
        strands=(Strand.CONTACT,),
        parties=tuple(dict.fromkeys((graded.actor, *(s.actor for s in basis)))),
        settle={
            Grade.DEFINITE: "",
            Grade.POSSIBLE: "exact times of the grade and of when the facts were told",
            Grade.INDETERMINATE: f"a record of what {graded.actor} was told with the request",
        }[grade],
    )


def _reached(statement: Statement, agency: Agency) -> bool:
    """Whether the agency recorded it, or it was addressed to it."""
    to = getattr(statement.fact, "to", None)
    addressed = isinstance(to, Agency) and to.matches(agency)
    return addressed or statement.actor.matches(agency)


def _asked_blank(case: Case, graded: Statement, known: Statement) -> bool:
    """Whether who knew the fact had asked the grader, and nothing of what it told is recorded."""
    requests = [
        statement
        for statement in of_subject(case, graded.subject, "assistance_requested")
        if _reached(statement, graded.actor)
        and statement.actor.matches(known.actor)
        and follows(case, statement, known)
        and follows(case, graded, statement)
    ]
    return bool(requests) and not any(_says_something(statement) for statement in requests)


def _says_something(statement: Statement) -> bool:
    fact = statement.fact
    assert isinstance(fact, AssistanceRequested)
    return bool(fact.facts_given or fact.words) or fact.restraint_in_progress is not None


def _unheard(case: Case, chain: Chain) -> Iterator[Found]:
    """Calls again and again, nobody to come, and nothing recorded of what was said."""
    names = ("call_information_recorded", *GRADINGS)
    if not chain.declined or of_subject(case, chain.subject, *names):
        return
    first = chain.contacts[0]
    who = tuple(dict.fromkeys(statement.actor for statement in chain.declined))
    are = "is" if len(who) == 1 else "are"
    yield Found(
        subject=chain.subject,
        sentence=(
            f"{' and '.join(map(str, who))} {are} recorded as declining to attend among "
            f"{len(chain.contacts)} linked contacts; nothing that the callers said, and no grade, "
            "is recorded"
        ),
        grade=Grade.INDETERMINATE,
        entries=versions(*chain.contacts, *chain.declined),
        start=case.bound_of(first),
        end=case.bound_of(chain.contacts[-1]),
        strands=(Strand.CONTACT,),
        parties=tuple(dict.fromkeys((first.actor, *who))),
        settle="a record of what the callers said, and of the grade that each call was given",
    )
