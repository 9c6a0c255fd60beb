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
        under_way, flat = _under_way(case, chain), _flat(case, chain)
        if grade is None or Grade.DEFINITE in (under_way, flat):
            continue
        said, surely_said = _between(case, chain, *SAID)
        if not surely_said or chain.may_be_attended or under_way or flat:
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


def _between(case: Case, chain: Chain, *names: str) -> tuple[list[Statement], list[Statement]]:
    """What stands between the first and the last contact: perhaps (with the sure ones), surely."""
    first, last = chain.start.window, chain.end.window
    perhaps = [
        statement
        for statement in of_subject(case, chain.subject, *names)
        if maybe_after(statement.window, first) and maybe_after(last, statement.window)
    ]
    return perhaps, [
        statement
        for statement in perhaps
        if surely_after(statement.window, first) and surely_after(last, statement.window)
    ]


def _under_way(case: Case, chain: Chain) -> Grade | None:
    """Whether by the last contact somebody was sent, or the grade was the highest or rose."""
    coming, surely_coming = _between(case, chain, *COMING)
    given, surely_given = _between(case, chain, "call_graded")
    firsts = [
        each
        for each in given
        if not any(_is_before(other, each) and other is not each for other in surely_given)
    ]
    rises = [_rise(each, given, surely_given) for each in firsts]
    if (
        surely_coming
        or any(_priority(each) in HIGHEST for each in surely_given)
        or (rises and all(rise is Grade.DEFINITE for rise in rises))
    ):
        return Grade.DEFINITE
    perhaps = coming or any(rises) or any(_priority(each) in HIGHEST for each in given)
    return Grade.POSSIBLE if perhaps else None


def _rise(first: Statement, given: list[Statement], surely: list[Statement]) -> Grade | None:
    """Whether a later grade is higher than the first."""
    higher = [each for each in given if RANK[_priority(each)] < RANK[_priority(first)]]
    if any(each in surely and surely_after(each.window, first.window) for each in higher):
        return Grade.DEFINITE
    is_later = any(maybe_after(each.window, first.window) for each in higher)
    return Grade.POSSIBLE if is_later else None


def _is_before(one: Statement, other: Statement) -> bool:
    """Whether one surely stands before the other."""
    return not maybe_after(one.window, other.window)


def _priority(statement: Statement) -> Priority:
    assert isinstance(statement.fact, CallGraded), "only grades are asked for"
    return statement.fact.grade


def _flat(case: Case, chain: Chain) -> Grade | None:
    """Whether the record shows that the later calls said nothing that the first did not."""
    told = [
        (statement.fact.item.lower(), statement.fact.value_recorded.lower(), statement.window)
        for statement in of_subject(case, chain.subject, "call_information_recorded")
        if isinstance(statement.fact, CallInformationRecorded)
    ]
    first, second = chain.start.window, chain.second
    later = {(item, value) for item, value, at in told if maybe_after(at, second)}
    surely_later = {(item, value) for item, value, at in told if surely_after(at, second)}
    before = {
        (item, value)
        for item, value, at in told
        if maybe_after(at, first) and not surely_after(at, second)
    }
    surely_before = {
        (item, value)
        for item, value, at in told
        if surely_after(at, first) and not maybe_after(at, second)
    }
    if surely_later and later <= surely_before:
        return Grade.DEFINITE
    return Grade.POSSIBLE if later and surely_later <= before else None
