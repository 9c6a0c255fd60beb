"""F-INFO-01."""

from collections.abc import Iterator

from jointlog.domain.events.contact import (
    CallInformationFoundInaccurate,
    CriticalInformationFoundNotPassedOn,
)
from jointlog.domain.incident import Statement
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.sequence import is_one_of, of_subject, versions

CODE = "F-INFO-01"


@detector(CODE, Severity.S2)
def call_information_inaccurate(case: Case) -> Iterator[Found]:
    """Report each piece of call information that was found to differ from what was so.

    What it finds: an entry that says that something written down about a call was inaccurate
    (definite); or an entry that says that something told in a call did not reach the very agency
    that took the call, whose own call record does not have it (possible).

    Why it matters: grading, sending and approach all rest on what the call record says.

    When it is wrong to raise it: the caller made an honest error that was soon corrected (the
    agency that wrote it down then amends its entry); what was told is in the call record and was
    only not passed on, which is another finding.

    Example: the call record says that no weapon was seen; a hearing finds that the caller spoke of
    a knife.

    Source: field dossier §4.3 and §6.22 (S71).
    """
    for statement in case.named("call_information_found_inaccurate"):
        yield _inaccurate(case, statement)
    for statement in case.named("critical_information_found_not_passed_on"):
        yield from _not_in_the_record(case, statement)


def _inaccurate(case: Case, statement: Statement) -> Found:
    fact = statement.fact
    assert isinstance(fact, CallInformationFoundInaccurate)
    written = f'; written down: "{fact.recorded_value}"' if fact.recorded_value else ""
    true = f'; found to be so: "{fact.true_value}"' if fact.true_value else ""
    how = f" ({fact.found_how})" if fact.found_how else ""
    return Found(
        subject=statement.subject,
        sentence=(
            f'the call information "{fact.item}" is recorded as inaccurate{written}{true}{how}'
        ),
        grade=Grade.DEFINITE,
        entries=(statement.version,),
        start=case.bound_of(statement),
        strands=(Strand.INFO,),
        parties=fact.who_relied_on_it,
    )


def _not_in_the_record(case: Case, statement: Statement) -> Iterator[Found]:
    """Told in a call, and not had by the agency that took it."""
    fact = statement.fact
    assert isinstance(fact, CriticalInformationFoundNotPassedOn)
    holder = fact.held_by
    if holder is None or not is_one_of(holder, fact.intended_for):
        return
    calls = _of(case, statement, "contact_received", holder)
    if not calls or _of(case, statement, "call_information_recorded", holder):
        return
    yield Found(
        subject=statement.subject,
        sentence=(
            f'it is recorded that "{fact.item}" did not reach {holder} from a call that {holder} '
            "took; no call information of it is recorded"
        ),
        grade=Grade.POSSIBLE,
        entries=versions(statement, *calls),
        start=case.bound_of(calls[0]),
        strands=(Strand.INFO,),
        parties=(holder,),
        settle=f"the audio of the call and the call record of {holder}",
    )


def _of(case: Case, statement: Statement, name: str, agency: Agency) -> list[Statement]:
    return [s for s in of_subject(case, statement.subject, name) if s.actor.matches(agency)]
