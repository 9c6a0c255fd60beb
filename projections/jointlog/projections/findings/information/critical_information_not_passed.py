"""F-INFO-02."""

from collections.abc import Iterator

from jointlog.domain.events.contact import (
    CheckResult,
    CriticalInformationFoundNotPassedOn,
    IntelligenceCheckPerformed,
)
from jointlog.domain.incident import Statement
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import Role, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector

CODE = "F-INFO-02"
PASSED = ("information_passed_to_resources", "information_provided")
ACTS = (
    "resource_arrived_at_scene",
    "s136_power_used",
    "s135_warrant_executed",
    "person_arrested",
    "restraint_started",
    "force_used",
)
AT_SCENE = {Role.CONSTABLE, Role.SERGEANT}


@detector(CODE, Severity.S1)
def critical_information_not_passed(case: Case) -> Iterator[Found]:
    """Report each piece of critical information that did not reach those who decided.

    What it finds: an entry that says so (definite), or a check of police systems that showed
    something, followed by the same agency's arrival or use of a power with no passing on of
    information recorded in between (possible).

    Why it matters: those at the scene decide on what they were told.

    When it is wrong to raise it: the information was not known to matter then; those at the scene
    had it from elsewhere, by radio, or made the check themselves.

    Example: a check at 19:20 shows a marker for a weapon; officers arrive at 19:34; no passing on
    is recorded.

    Source: field dossier §4.3.
    """
    for statement in case.named("critical_information_found_not_passed_on"):
        yield _noted(case, statement)
    for statement in case.named("intelligence_check_performed"):
        assert isinstance(statement.fact, IntelligenceCheckPerformed)
        at_scene = statement.entry.actor_role in AT_SCENE
        if statement.fact.result is CheckResult.HIT and not at_scene:
            yield from _checked(case, statement)


def _noted(case: Case, statement: Statement) -> Found:
    fact = statement.fact
    assert isinstance(fact, CriticalInformationFoundNotPassedOn)
    to = ", ".join(map(str, fact.intended_for)) or "those who needed it"
    effect = f" ({fact.effect})" if fact.effect else ""
    return Found(
        subject=statement.subject,
        sentence=(
            f'it is recorded that "{fact.item}", held by {fact.held_by or "an agency not named"}, '
            f"did not reach {to}{effect}"
        ),
        grade=Grade.DEFINITE,
        entries=(statement.version,),
        start=case.bound_of(statement),
        strands=(Strand.INFO,),
        parties=(*((fact.held_by,) if fact.held_by is not None else ()), *fact.intended_for),
    )


def _checked(case: Case, check: Statement) -> Iterator[Found]:
    assert isinstance(check.fact, IntelligenceCheckPerformed)
    order = [statement.version for statement in case.statements]
    act = next(
        (
            statement
            for statement in case.named(*ACTS)
            if _is_same(statement, check)
            and order.index(statement.version) > order.index(check.version)
        ),
        None,
    )
    if act is None:
        return
    for passed in case.named(*PASSED):
        in_time = passed.window.earliest_s <= act.window.latest_s
        if (
            _is_same(passed, check)
            and in_time
            and passed.window.latest_s >= check.window.earliest_s
        ):
            return
    markers = f" ({', '.join(check.fact.markers)})" if check.fact.markers else ""
    length = Length.between(check.window, act.window)
    what = act.name.replace("_", " ")
    yield Found(
        subject=check.subject,
        sentence=(
            f"{check.actor}'s check of its systems showed something{markers}; no passing on is "
            f"recorded before its next act ({what}): {length}"
        ),
        grade=Grade.POSSIBLE,
        entries=(check.version, act.version),
        start=case.bound_of(check),
        end=case.bound_of(act),
        length=length,
        strands=(Strand.INFO,),
        parties=(check.actor,),
        settle="radio or mobile-data records of what those at the scene were told",
    )


def _is_same(statement: Statement, check: Statement) -> bool:
    return statement.subject == check.subject and statement.actor.matches(check.actor)
