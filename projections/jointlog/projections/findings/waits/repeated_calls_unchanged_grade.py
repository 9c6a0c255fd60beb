"""F-WAIT-16."""

from collections.abc import Iterator
from typing import Final

from jointlog.domain.events.contact import CallGraded, CallInformationRecorded
from jointlog.domain.events.oversight import EntryDisputed
from jointlog.domain.events.shared import Grade as Priority
from jointlog.domain.incident import Statement
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.repeats import CODE, Chain, chains
from jointlog.projections.reading.sequence import (
    disputes,
    maybe_after,
    of_subject,
    surely_after,
    versions,
)

HIGHEST: Final = (
    Priority.IMMEDIATE,
    Priority.IMMEDIATE_RURAL,
    Priority.CATEGORY_1,
    Priority.RED_1,
    Priority.CAT_A,
)
RANK: Final = {
    priority: rank
    for rank, group in enumerate(
        (
            (*HIGHEST, Priority.RED_2),
            (Priority.PRIORITY, Priority.CATEGORY_2, Priority.C1_AMBER, Priority.CAT_A_TRANSPORT),
            (Priority.SCHEDULED, Priority.CATEGORY_3, Priority.C2_AMBER, Priority.CAT_B),
            (Priority.CATEGORY_4, Priority.OTHER),
            (Priority.NO_ATTENDANCE, Priority.CATEGORY_5),
        )
    )
    for priority in group
}
"""Most urgent first."""
SAID: Final = (
    "call_graded",
    "attendance_declined",
    "rcrp_threshold_assessed",
    "incident_closed_without_attendance",
)
COMING: Final = ("resource_allocated", "request_accepted")


@detector(CODE, Severity.S2)
def repeated_calls_unchanged_grade(case: Case) -> Iterator[Found]:
    """Report each chain of calls about one person with no higher grade and nobody coming.

    What it finds: as many linked contacts as the threshold says or more, over some time, with no
    rise in grade, no resource sent and no attendance recorded between the first and the last.

    Why it matters: each call is answered by itself, and the worsening is nobody's to see.

    When it is wrong to raise it: every call said the same as the first (the record shows it); the
    grade was the highest from the first; the calls came within minutes, as from several witnesses;
    somebody was already on the way. Where a time allows that somebody was sent, or the grade rose,
    only after the last call, as in the hour that occurs twice, it is possible. How often people
    called can itself be in dispute: then both versions are told.

    Example: a hostel calls at 17:00, 17:40, 18:20 and 19:00; each time it is told that it is not a
    priority; nobody comes.

    Source: field dossier §4.2, §6.2 and §6.23 (S52a-f); thresholds [proposal].
    """
    for chain in chains(case):
        length = Length.between(chain.start.window, chain.end.window)
        grade = judge(length, case.limit_s(CODE, "spread"))
        if grade is None or _is_under_way(case, chain, surely=True) or _is_flat(case, chain):
            continue
        said = _said(case, chain)
        maybe_under_way = _is_under_way(case, chain, surely=False)
        if not said or chain.may_be_attended or maybe_under_way:
            grade = Grade.POSSIBLE
        disputed = [entry for contact in chain.contacts for entry in disputes(case, contact)]
        yield Found(
            subject=chain.subject,
            sentence=(
                f"{_count(chain, disputed)}, and no rise in grade and no attendance is recorded "
                f"between the first and the last ({length})"
            ),
            grade=grade,
            entries=versions(*chain.contacts, *said, *disputed),
            start=chain.start,
            end=chain.end,
            length=length,
            strands=(Strand.CONTACT,),
            parties=tuple(dict.fromkeys(contact.actor for contact in chain.contacts)),
            limit_s=case.limit_s(CODE, "spread"),
            settle=(
                ""
                if grade is Grade.DEFINITE
                else "the times of the calls and of the arrival, and the grade given to each call"
            ),
        )


def _count(chain: Chain, disputed: list[Statement]) -> str:
    """How many contacts, with what others say of the number."""
    told = f"{len(chain.contacts)} linked contacts are recorded"
    others = [s.fact.position for s in disputed if isinstance(s.fact, EntryDisputed)]
    return f"{told} (sources differ: {'; '.join(others)})" if others else told


def _between(case: Case, chain: Chain, *names: str, surely: bool = False) -> list[Statement]:
    """What stands between the first and the last contact: surely, or possibly."""
    first, last = chain.start.window, chain.end.window
    is_after = surely_after if surely else maybe_after
    return [
        statement
        for statement in of_subject(case, chain.subject, *names)
        if maybe_after(statement.window, first) and is_after(last, statement.window)
    ]


def _said(case: Case, chain: Chain) -> list[Statement]:
    """Entries that say what was made of the calls."""
    return _between(case, chain, *SAID)


def _is_under_way(case: Case, chain: Chain, *, surely: bool) -> bool:
    """Whether by the last contact somebody was sent, or the grade was the highest or rose."""
    if _between(case, chain, *COMING, surely=surely):
        return True
    given = [
        statement.fact.grade
        for statement in _between(case, chain, "call_graded", surely=surely)
        if isinstance(statement.fact, CallGraded)
    ]
    rises = any(RANK[later] < RANK[given[0]] for later in given[1:])
    return rises or any(priority in HIGHEST for priority in given)


def _is_flat(case: Case, chain: Chain) -> bool:
    """Whether the record shows that the later calls said nothing that the first did not."""
    told = [
        (statement.fact.item.lower(), statement.fact.value_recorded.lower(), statement)
        for statement in _after(case, chain)
        if isinstance(statement.fact, CallInformationRecorded)
    ]
    second = chain.contacts[1].window
    later = [(item, value) for item, value, s in told if maybe_after(s.window, second)]
    before = {(item, value) for item, value, s in told if not maybe_after(s.window, second)}
    return bool(later) and all(pair in before for pair in later)


def _after(case: Case, chain: Chain) -> list[Statement]:
    return [
        statement
        for statement in of_subject(case, chain.subject, "call_information_recorded")
        if maybe_after(statement.window, chain.start.window)
    ]
