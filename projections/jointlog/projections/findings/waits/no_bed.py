"""F-WAIT-12."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from jointlog.domain.asking import RequestKind
from jointlog.domain.events.assessment import NoBedFound
from jointlog.domain.incident import Bound, Outcome, Statement
from jointlog.domain.time import Length, say_seconds
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.sequence import maybe_after
from jointlog.projections.waits import say_when

CODE = "F-WAIT-12"
ADMITTED: Final = ("s2", "s3", "s4", "informal")
LET_GO: Final = ("discharged", "released")
FOUND: Final = ("bed_identified", "patient_received_at_hospital")


@dataclass(slots=True)
class _Search:
    """One want of a bed: since when, and what was said of beds meanwhile."""

    start: Statement
    searches: list[Statement] = field(default_factory=list)
    declined: list[Statement] = field(default_factory=list)
    decided: Statement | None = None

    @property
    def entries(self) -> tuple[int, ...]:
        said = [self.start, *([self.decided] if self.decided else []), *self.searches]
        return tuple(dict.fromkeys(s.version for s in (*said, *self.declined)))


@detector(CODE, Severity.S2)
def no_bed(case: Case) -> Iterator[Found]:
    """Report each want of a bed: none found, declined, or identified later than the threshold.

    What it finds: admission was decided and no bed is recorded as identified within the threshold;
    or a search found none; or a request for one was declined. Searches and the places asked are
    counted. S1 where the authority to detain ran out meanwhile.

    Why it matters: the person stays where they are, often detained, with nobody able to move on.

    When it is wrong to raise it: a bed was identified and the person waits for transport (another
    finding); the decision was not to admit.

    Example: section 2 recommended at 12:00, two searches found none, bed identified at 20:00: 8 h.

    Source: field dossier §1.6, §4.2, §6.8; threshold [proposal].
    """
    declined = {
        request.end.entries[0]
        for request in case.timeline.requests.all
        if request.kind is RequestKind.BED
        and request.outcome is Outcome.DECLINED
        and request.end is not None
    }
    open_searches: dict[str, _Search] = {}
    for statement in case.statements:
        subject = statement.subject
        search = open_searches.get(subject)
        if _decides(statement) or _finds_none(statement) or statement.version in declined:
            search = open_searches.setdefault(subject, _Search(statement))
            _note(search, statement, is_decline=statement.version in declined)
        elif search is not None and (statement.name in FOUND or _is_over(statement)):
            yield from _report(case, open_searches.pop(subject), statement)
    for search in open_searches.values():
        yield from _report(case, search, None)


def _decides(statement: Statement) -> bool:
    return statement.name == "assessment_concluded" and statement.text("outcome") in ADMITTED


def _finds_none(statement: Statement) -> bool:
    if statement.name == "responder_reported_unavailable":
        return statement.text("what") == RequestKind.BED
    return statement.name == "no_bed_found"


def _is_over(statement: Statement) -> bool:
    """Whether the want of a bed ended without one."""
    match statement.name:
        case "assessment_concluded":
            return True
        case "detention_authority_ended":
            return statement.text("how") in LET_GO
        case "responsibility_ended":
            return statement.text("strand") == Strand.BED
        case _:
            return False


def _note(search: _Search, statement: Statement, *, is_decline: bool) -> None:
    if is_decline:
        search.declined.append(statement)
    elif _finds_none(statement):
        search.searches.append(statement)
    elif search.decided is None:
        search.decided = statement


def _report(case: Case, search: _Search, ended: Statement | None) -> Iterator[Found]:
    start = case.bound_of(search.start)
    end = case.bound_of(ended) if ended is not None else None
    length = Length.between(start.window, end.window if end is not None else case.horizon)
    limit_s = case.limit_s(CODE, "open")
    said = bool(search.searches or search.declined)
    grade = Grade.DEFINITE if said else judge(length, limit_s)
    if grade is None:
        return
    yield Found(
        subject=search.start.subject,
        sentence=_sentence(case, search, ended, length, limit_s),
        grade=grade,
        entries=(*search.entries, *(end.entries if end is not None else ())),
        start=start,
        end=end,
        length=length,
        strands=(Strand.BED,),
        parties=_parties(search),
        limit_s=limit_s,
        settle=(
            ""
            if grade is Grade.DEFINITE
            else "exact times of the decision and of the bed being identified"
        ),
        severity=Severity.S1 if _ran_out(case, search.start.subject, start, end) else None,
    )


def _sentence(
    case: Case, search: _Search, ended: Statement | None, length: Length, limit_s: int
) -> str:
    since = "admission was decided" if search.start is search.decided else "a bed was wanted"
    if ended is None:
        until = "no bed is recorded as identified when the record ends"
    elif ended.name in FOUND:
        until = f"{ended.name.replace('_', ' ')} at {ended.occurred}"
    else:
        until = f"the want ended without a bed at {ended.occurred}"
    return (
        f"{since} at {say_when(case, case.bound_of(search.start))}; {until}: {length} "
        f"(threshold {say_seconds(limit_s)}); {_count(search)}"
    )


def _count(search: _Search) -> str:
    places: list[str] = []
    for statement in search.searches:
        if isinstance(statement.fact, NoBedFound):
            places += statement.fact.searched
    asked = f" (places asked: {len(set(places))})" if places else ""
    searches, declined = len(search.searches), len(search.declined)
    return f"searches that found none: {searches}{asked}; requests declined: {declined}"


def _parties(search: _Search) -> tuple[Agency, ...]:
    said = (search.start, *search.searches, *search.declined)
    return tuple(dict.fromkeys(statement.actor for statement in said))


def _ran_out(case: Case, subject: str, start: Bound, end: Bound | None) -> bool:
    """Whether the authority to detain surely ran out while the bed was wanted."""
    until = end.window if end is not None else case.horizon
    return any(
        overrun.run.subject == subject
        and overrun.is_definite
        and maybe_after(overrun.limit, start.window)
        and maybe_after(until, overrun.limit)
        for overrun in case.overruns()
    )
