"""F-SAFE-02."""

import re
from collections.abc import Iterator
from typing import Final

from jointlog.domain.events.information import ProtectivePersonAskedToLeave
from jointlog.domain.incident import State
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.sequence import (
    disputes,
    holders_when,
    mentions,
    spans_at,
    versions,
)

CODE = "F-SAFE-02"
INFECTION: Final = re.compile(r"infect|covid|isolation|norovirus|flu\b|outbreak", re.IGNORECASE)


@detector(CODE, Severity.S2)
def protective_person_removed(case: Case) -> Iterator[Found]:
    """Report each time somebody who protected the person was asked to leave.

    What it finds: a relative or carer was asked to leave while supervision was held by one agency
    or by nobody.

    Why it matters: the one who knew the person, and watched them, is gone; staff may not notice.

    When it is wrong to raise it: the person wished it; infection control was the reason; several
    agencies held supervision together.

    Example: in an emergency department a mother is asked to leave; her son walks out.

    Source: field dossier §4.1 and §6.22 (S94a).
    """
    for statement in case.named("protective_person_asked_to_leave"):
        fact = statement.fact
        assert isinstance(fact, ProtectivePersonAskedToLeave)
        if fact.own_wish or mentions(INFECTION, fact.reason):
            continue
        spans = spans_at(case, statement.subject, Strand.SAFE, statement.window)
        joint = [span.state is State.JOINT for span in spans]
        if joint and all(joint):
            continue
        disputed = bool(disputes(case, statement))
        asked_by = fact.asked_by or statement.actor
        holders = [str(holder) for holder in holders_when(case, statement, Strand.SAFE)]
        held = f"held by {' and '.join(holders)}" if holders else "not recorded as held by anybody"
        yield Found(
            subject=statement.subject,
            sentence=(
                f"{asked_by} is recorded as having asked the person's "
                f"{str(fact.by_relation).replace('_', ' ')} to leave, supervision (SAFE) being "
                f"{held}"
            ),
            grade=Grade.POSSIBLE if disputed or any(joint) else Grade.DEFINITE,
            entries=versions(statement, *disputes(case, statement)),
            start=case.bound_of(statement),
            strands=(Strand.SAFE,),
            parties=(asked_by,),
            settle=(
                "a record of who held supervision at that time" if disputed or any(joint) else ""
            ),
        )
