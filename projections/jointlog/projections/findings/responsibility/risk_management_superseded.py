"""F-RISK-01."""

from collections.abc import Iterator

from jointlog.domain.events.responsibility import RiskManagementSuperseded
from jointlog.domain.incident import State
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector

CODE = "F-RISK-01"


@detector(CODE, Severity.S2)
def risk_management_superseded(case: Case) -> Iterator[Found]:
    """Report each time one agency's management of the risk took the place of another's.

    What it finds: an entry that says that another agency's plan governs from now on, with the
    reason given, and each stretch in which agencies disagreed over whose plan governs.

    Why it matters: those who hold the first plan go on by it until they know of the second.

    When it is wrong to raise it: the change was agreed and logged late. A change in an emergency
    is reported with its reason.

    Example: the AMHP's plan is to wait for the ambulance; police enter at once and force the door.

    Source: field dossier §2.3 (RISK) and §4.1.
    """
    begun: set[int] = set()
    for statement in case.named("risk_management_superseded"):
        fact = statement.fact
        assert isinstance(fact, RiskManagementSuperseded)
        begun.add(statement.version)
        reason = f'the reason given is "{fact.reason}"' if fact.reason else "no reason is recorded"
        dissent = "; dissent is recorded" if fact.dissent else ""
        yield Found(
            subject=statement.subject,
            sentence=(
                f"{fact.superseding}'s management of the risk took the place of "
                f"{fact.superseded}'s; {reason}{dissent}"
            ),
            grade=Grade.DEFINITE,
            entries=(statement.version,),
            start=case.bound_of(statement),
            strands=(Strand.RISK,),
            parties=(fact.superseded, fact.superseding),
        )
    for span in case.spans(Strand.RISK):
        if span.state is not State.CONTESTED or begun & set(span.start.entries):
            continue
        length = span.length(case.horizon)
        yield Found(
            subject=span.subject,
            sentence=(
                f"{' and '.join(map(str, span.holders))} are recorded as disagreeing over whose "
                f"plan for the risk (RISK) governs: {length}"
            ),
            grade=Grade.DEFINITE,
            entries=(*span.start.entries, *(span.end.entries if span.end is not None else ())),
            start=span.start,
            end=span.end,
            length=length,
            strands=(Strand.RISK,),
            parties=span.holders,
        )
