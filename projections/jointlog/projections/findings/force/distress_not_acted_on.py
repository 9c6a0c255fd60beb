"""F-RST-04."""

import re
from collections.abc import Iterator
from typing import Final

from jointlog.domain.asking import RequestKind
from jointlog.domain.events.force import DistressStatementHeard
from jointlog.domain.events.requests import AssistanceRequested
from jointlog.domain.events.shared import BodyPosition
from jointlog.domain.incident import Statement
from jointlog.domain.time import Length, say_seconds
from jointlog.domain.vocabulary import AgencyKind, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.sequence import comes_after, of_subject, people, versions

CODE = "F-RST-04"
NOTHING: Final = re.compile(
    r"^\W*(none|nothing|nil|no\b|not acted|ignored|dismissed|disregarded|disbelieved"
    r"|(the )?restraint (was )?continued|carried on)",
    re.IGNORECASE,
)
ANSWERS: Final = (
    "restraint_ended",
    "restraint_position_changed",
    "restraint_device_changed",
    "observations_recorded",
    "medical_emergency_recognised",
    "clinician_reached_patient",
    "medication_given",
    "assistance_requested",
)
HELP: Final = (
    RequestKind.AMBULANCE_TREAT,
    RequestKind.AMBULANCE_CONVEY,
    RequestKind.HEALTHCARE_PROFESSIONAL,
    RequestKind.HART,
)
BYSTANDERS: Final = (AgencyKind.FAMILY, AgencyKind.PUBLIC)


@detector(CODE, Severity.S1)
def distress_not_acted_on(case: Case) -> Iterator[Found]:
    """Report each statement of distress with no response recorded within the threshold.

    What it finds: the person said something such as that they could not breathe, and the entry says
    that nothing was done, or no response is recorded within the threshold.

    Why it matters: it is the last warning that the person can give.

    When it is wrong to raise it: those who keep the record did not hear it; what was done is not
    timed (so without an entry that says so it is possible at most). Where the entry says that
    nothing was done and another entry may tell of a response in time, it is possible. What stands
    in the same minute as the words may have been before them, and is then no response.

    Example: "I can't breathe" at 19:32:00, response "none"; restraint ends at 19:38.

    Source: field dossier §4.4; threshold 60 s [proposal].
    """
    for subject in people(case, "distress_statement_heard"):
        open_chain: list[Statement] = []
        answered_at: Statement | None = None
        for statement in of_subject(case, subject, "distress_statement_heard"):
            if not _is_unanswered(statement):
                continue
            answer = _answer(case, statement)
            if open_chain and answer is not answered_at:
                yield from _report(case, open_chain, answered_at)
                open_chain = []
            open_chain.append(statement)
            answered_at = answer
        if open_chain:
            yield from _report(case, open_chain, answered_at)


def _is_unanswered(statement: Statement) -> bool:
    """Whether the entry tells of no response, and somebody heard it who could have given one."""
    fact = statement.fact
    assert isinstance(fact, DistressStatementHeard)
    told = fact.response.strip()
    heard = fact.heard_by or (statement.actor,)
    able = any(agency.kind not in BYSTANDERS for agency in heard)
    return able and (not told or _says_nothing(statement))


def _says_nothing(statement: Statement) -> bool:
    fact = statement.fact
    assert isinstance(fact, DistressStatementHeard)
    return bool(NOTHING.match(fact.response))


def _answer(case: Case, statement: Statement) -> Statement | None:
    """The first entry after it that can be a response."""
    for other in of_subject(case, statement.subject, *ANSWERS):
        if comes_after(case, other, statement) and _is_answer(other):
            return other
    return None


def _is_answer(statement: Statement) -> bool:
    match statement.fact:
        case AssistanceRequested(kind=kind):
            return kind in HELP
        case fact if statement.name == "restraint_position_changed":
            return getattr(fact, "position", None) is not BodyPosition.PRONE
        case fact if statement.name == "restraint_device_changed":
            return statement.text("change") == "removed"
        case fact:
            return bool(getattr(fact, "taken", True))


def _report(case: Case, chain: list[Statement], answer: Statement | None) -> Iterator[Found]:
    limit_s = case.limit_s(CODE, "response")
    first = chain[0]
    end = case.bound_of(answer) if answer is not None else None
    length = Length.between(first.window, end.window) if end is not None else None
    said = [statement for statement in chain if _says_nothing(statement)]
    late = judge(length, limit_s) if length is not None else Grade.POSSIBLE
    if not said and late is None:
        return
    fact = first.fact
    assert isinstance(fact, DistressStatementHeard)
    grade = (
        Grade.DEFINITE if said and (length is None or late is Grade.DEFINITE) else Grade.POSSIBLE
    )
    heard = tuple(dict.fromkeys((first.actor, *fact.heard_by)))
    yield Found(
        subject=first.subject,
        sentence=(
            f"the person is recorded as saying {fact.words!r}"
            f"{f' ({len(chain)} such statements)' if len(chain) > 1 else ''}: "
            f"{_told(length, late, is_said=bool(said))} (threshold {say_seconds(limit_s)})"
        ),
        grade=grade,
        entries=versions(*chain, *((answer,) if answer is not None else ())),
        start=case.bound_of(first),
        end=end,
        length=length,
        strands=(Strand.FORCE, Strand.CLIN),
        parties=heard,
        limit_s=limit_s,
        settle=(
            ""
            if grade is Grade.DEFINITE
            else "exact times of the words and of the response"
            if said
            else "a record of what was done when the words were heard"
        ),
    )


def _told(length: Length | None, late: Grade | None, *, is_said: bool) -> str:
    """What the entry says, and what other entries say of a response."""
    if length is None:
        return "the entry says that nothing was done" if is_said else "no response is recorded"
    if not is_said:
        return f"the first response is recorded {length} later"
    if late is None:
        return f"the entry says that nothing was done; another records a response {length} later"
    return f"the entry says that nothing was done; the first response is recorded {length} later"
