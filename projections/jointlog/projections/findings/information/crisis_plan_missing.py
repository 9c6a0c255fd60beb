"""F-INFO-08."""

import re
from collections.abc import Iterator
from typing import Final

from jointlog.domain.events.information import CrisisPlanChecked, InformationFoundIncomplete
from jointlog.domain.incident import Statement
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.sequence import may_follow, of_subject, versions

CODE = "F-INFO-08"
PLAN: Final = re.compile(
    r"\b(crisis|contingency|relapse|safety) (and \w+ )?(care )?plan", re.IGNORECASE
)


@detector(CODE, Severity.S3)
def crisis_plan_missing(case: Case) -> Iterator[Found]:
    """Report each time a crisis plan was looked for and none that could be used was found.

    What it finds: a check that found no plan, or one that could not be used; an entry that names
    the plan among what was missing.

    Why it matters: the plan says whom to call and what helps this person.

    When it is wrong to raise it: nobody looked, which is recorded nowhere and is not raised; a plan
    was found soon after, which the finding then says.

    Example: the crisis team looks at 22:10 and finds no plan.

    Source: field dossier §4.3.
    """
    checks = case.named("crisis_plan_checked")
    for statement in checks:
        fact = statement.fact
        assert isinstance(fact, CrisisPlanChecked)
        if not fact.found or fact.usable is False:
            what = "none was found" if not fact.found else "the plan found could not be used"
            yield _found(case, statement, f"{statement.actor} looked for a crisis plan; {what}")
    for statement in case.named("information_found_incomplete"):
        incomplete = statement.fact
        assert isinstance(incomplete, InformationFoundIncomplete)
        missing = [item for item in incomplete.items_missing if PLAN.search(item)]
        if missing:
            by = f" in what {incomplete.held_by} held" if incomplete.held_by is not None else ""
            yield _found(case, statement, f'"{missing[0]}" is recorded as missing{by}')


def _found(case: Case, statement: Statement, what: str) -> Found:
    later = _found_later(case, statement)
    end = case.bound_of(later) if later is not None else None
    holder = getattr(statement.fact, "held_by", None) or statement.actor
    then = "" if later is None else f"; {later.actor} is recorded as having found one then"
    return Found(
        subject=statement.subject,
        sentence=what + then,
        grade=Grade.DEFINITE,
        entries=versions(statement, *((later,) if later is not None else ())),
        start=case.bound_of(statement),
        end=end,
        length=None if end is None else Length.between(statement.window, end.window),
        strands=(Strand.INFO,),
        parties=(holder,),
    )


def _found_later(case: Case, statement: Statement) -> Statement | None:
    """The first check after it that found a plan that could be used."""
    for check in of_subject(case, statement.subject, "crisis_plan_checked"):
        assert isinstance(check.fact, CrisisPlanChecked)
        is_good = check.fact.found and check.fact.usable is not False
        if is_good and may_follow(case, check, statement):
            return check
    return None
