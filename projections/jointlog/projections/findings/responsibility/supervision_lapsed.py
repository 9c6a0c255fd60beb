"""F-SAFE-01."""

import re
from collections.abc import Iterator
from typing import Final

from jointlog.domain.events.powers import LegalStatus, PersonAbsconded
from jointlog.domain.events.shared import Risk
from jointlog.domain.incident import Bound, Span, Statement
from jointlog.domain.time import Window
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.sequence import (
    joined,
    maybe_after,
    mentions,
    of_subject,
    since,
)

CODE = "F-SAFE-01"
FREE: Final = (LegalStatus.INFORMAL, LegalStatus.NOT_DETAINED)
UNTOLD: Final = (LegalStatus.OTHER, LegalStatus.UNKNOWN)
AT_RISK: Final = (Risk.MEDIUM, Risk.HIGH)
RISK: Final = re.compile(
    r"abscond|awol|self.?harm|suicid|ligature|run(ning)? (off|away)", re.IGNORECASE
)
TELLING: Final = ("handover_offered", "information_provided", "information_passed_to_resources")
BACK: Final = ("person_retaken", "person_found")


@detector(CODE, Severity.S1)
def supervision_lapsed(case: Case) -> Iterator[Found]:
    """Report each time supervision ended while the person was detained or at recorded risk.

    What it finds: the person left those who held them, or supervision is needed and held by nobody
    while detention is held.

    Why it matters: detention on paper keeps nobody from harm; eyes do.

    When it is wrong to raise it: the person was free to leave and able to decide it; then it is
    possible at most, and only where a risk is recorded.

    Example: the hospital holds detention and supervision from 15:00; at 16:30 the person leaves the
    cubicle; no holder of supervision is recorded from 16:30.

    Source: field dossier §2.3, §4.1 and §6.17.
    """
    for statement in case.named("person_absconded"):
        yield from _left(case, statement)
    for span in case.spans(Strand.SAFE):
        opened = {case.by_version[v].name for v in span.start.entries if v in case.by_version}
        if span.is_unheld and "person_absconded" not in opened:
            yield from _unheld(case, span)


def _left(case: Case, statement: Statement) -> Iterator[Found]:
    """The person left: who held supervision or detention until then, and until when."""
    assert isinstance(statement.fact, PersonAbsconded)
    grade = _grade(case, statement)
    if grade is None:
        return
    start = case.bound_of(statement)
    holders = _held_until(case, statement, Strand.SAFE)
    end = _back(case, statement)
    length = since(case, start, end)
    held = f"by {', '.join(map(str, holders))}" if holders else "by nobody"
    yield Found(
        subject=statement.subject,
        sentence=(
            f"the person is recorded as having left; supervision (SAFE) is recorded as held {held} "
            f"until then, and no holder of it from then for {length}"
        ),
        grade=grade,
        entries=joined(start.entries, end.entries if end is not None else ()),
        start=start,
        end=end,
        length=length,
        strands=(Strand.SAFE,),
        parties=holders or (statement.actor,),
        settle=(
            ""
            if grade is Grade.DEFINITE
            else "a record of the law that held the person then, or of their capacity to leave"
        ),
    )


def _grade(case: Case, statement: Statement) -> Grade | None:
    assert isinstance(statement.fact, PersonAbsconded)
    subject, at = statement.subject, statement.window
    status = statement.fact.lawful_status_then
    for strand in (Strand.DET, Strand.SAFE):
        if strand is Strand.SAFE and status in FREE:
            break
        if _held_until(case, statement, strand):
            return Grade.DEFINITE
    told = [s for s in of_subject(case, subject, *TELLING) if maybe_after(at, s.window)]
    at_risk = statement.fact.risk in AT_RISK or any(_tells_risk(s) for s in told)
    if status not in (*FREE, *UNTOLD):
        return Grade.POSSIBLE
    return Grade.POSSIBLE if at_risk else None


def _tells_risk(statement: Statement) -> bool:
    items: tuple[str, ...] = getattr(statement.fact, "risk_given", ())
    items = items or getattr(statement.fact, "items", ())
    return any(mentions(RISK, item) for item in items)


def _held_until(case: Case, statement: Statement, strand: Strand) -> tuple[Agency, ...]:
    """Who is recorded as holding the strand when the person left."""
    for span in case.timeline.spans(statement.subject, strand):
        if span.end is not None and statement.version in span.end.entries:
            return span.holders
    return ()


def _back(case: Case, statement: Statement) -> Bound | None:
    """When the person was back, or somebody is recorded as watching again."""
    backs = [
        case.bound_of(other)
        for other in of_subject(case, statement.subject, *BACK)
        if case.is_after(case.bound_of(other), case.bound_of(statement))
    ]
    backs += [
        span.start
        for span in case.timeline.spans(statement.subject, Strand.SAFE)
        if span.holders and case.is_after(span.start, case.bound_of(statement))
    ]
    return _first(case, backs) if backs else None


def _is_over_by(case: Case, subject: str, over: Bound, begun: Bound) -> bool:
    """Whether one ends before the other begins, in this order.

    An order decides only of entries that move one strand: two that do not share any stand as they
    are shown in all orders, and their times say how far they overlap.
    """
    if _place(case, over) > _place(case, begun):
        return False
    for strand in (Strand.DET, Strand.SAFE):
        bounds = {v for span in case.timeline.spans(subject, strand) for v in span.start.entries}
        if bounds.issuperset((*over.entries, *begun.entries)):
            return True
    return False


def _first(case: Case, bounds: list[Bound]) -> Bound:
    """When the first of them was, whichever of them it is."""
    ordered = sorted(bounds, key=lambda bound: (bound.window.latest_s, _place(case, bound)))
    return _any_of(ordered, min(bound.window.earliest_s for bound in bounds))


def _last(case: Case, bounds: list[Bound]) -> Bound:
    """When the last of them was, whichever of them it is."""
    ordered = sorted(bounds, key=lambda bound: (-bound.window.earliest_s, -_place(case, bound)))
    return _any_of(ordered, max(bound.window.latest_s for bound in bounds))


def _place(case: Case, bound: Bound) -> int:
    return case.places[bound.entries[0]] if bound.entries else -1


def _any_of(bounds: list[Bound], other_s: int) -> Bound:
    """The first of the bounds, as far as another may stand in its place: to ``other_s``."""
    own = bounds[0].window
    low_s, high_s = min(own.earliest_s, other_s), max(own.latest_s, other_s)
    if (low_s, high_s) == (own.earliest_s, own.latest_s):
        return bounds[0]
    others = [
        bound for bound in bounds if other_s in (bound.window.earliest_s, bound.window.latest_s)
    ]
    return Bound(Window(low_s, high_s), joined(bounds[0].entries, *(b.entries for b in others)))


def _unheld(case: Case, span: Span) -> Iterator[Found]:
    """Supervision is said to be needed and nobody holds it, while detention is held."""
    for held in _detained(case, span.subject):
        yield from _both(case, span, held)


def _detained(case: Case, subject: str) -> Iterator[list[Span]]:
    """The stretches in which detention is held, each of spans that follow each other."""
    held: list[Span] = []
    for span in case.timeline.spans(subject, Strand.DET):
        if span.holders:
            held.append(span)
        elif held:
            yield held
            held = []
    if held:
        yield held


def _both(case: Case, span: Span, held: list[Span]) -> Iterator[Found]:
    """While detention is held and supervision is not, surely or perhaps."""
    for begun, over in ((span.start, held[-1].end), (held[0].start, span.end)):
        if over is not None and _is_over_by(case, span.subject, over, begun):
            return
    start = _last(case, [span.start, held[0].start])
    ends = [end for end in (span.end, held[-1].end) if end is not None]
    end = _first(case, ends) if ends else None
    length = since(case, start, end)
    grade = judge(length, 0)
    if grade is None:
        return
    holders = tuple(dict.fromkeys(holder for each in held for holder in each.holders))
    yield Found(
        subject=span.subject,
        sentence=(
            f"supervision (SAFE) is needed and no holder is recorded for {length} while "
            f"detention is held by {', '.join(map(str, holders))}"
        ),
        grade=grade,
        entries=joined(start.entries, end.entries if end is not None else ()),
        start=start,
        end=end,
        length=length,
        strands=(Strand.SAFE,),
        parties=holders,
        settle="" if grade is Grade.DEFINITE else "exact times of the entries that bound it",
    )
