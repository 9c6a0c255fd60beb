"""What findings ask of a record: what comes surely after what, who was told, what words say.

Two instants are ordered only where their windows are, or where an entry says that it follows from
the other; a window that overlaps another may stand on either side of it.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from jointlog.domain.incident import Bound, Span, Statement, Visit
from jointlog.domain.time import ANY_TIME, Length, Window
from jointlog.domain.vocabulary import EVIDENCE_RANK, Agency, EvidenceGrade, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Grade

NOT_SO: Final = re.compile(
    r"\b(no|not|nil|none|never|without|denies|denied)\b[^.;,]*$|\bn't\b[^.;,]*$", re.IGNORECASE
)
"""Words before a match, in the same clause, that say the opposite."""
VAGUE: Final = 12
"""So many times a limit is too wide a window to hold against it: this project's own choice."""


def surely_after(later: Window, earlier: Window) -> bool:
    """Whether ``later`` comes after ``earlier``, or with it, however the windows fall."""
    return later.earliest_s >= earlier.latest_s


def maybe_after(later: Window, earlier: Window) -> bool:
    """Whether ``later`` can come after ``earlier``, or with it."""
    return later.latest_s >= earlier.earliest_s


def says_it_follows(case: Case, later: Statement, earlier: Statement) -> bool:
    """Whether entries say so: it answers the other, or the other led to it, at any remove."""
    named, seen = [later.entry], {later.entry.event_id.int}
    while named:
        envelope = named.pop().envelope
        for each in (envelope.replies_to, envelope.caused_by):
            if each is None:
                continue
            if each == earlier.entry.event_id:
                return True
            cause = case.of_event(each) if each.int not in seen else None
            if cause is not None:
                seen.add(each.int)
                named.append(cause.entry)
    return False


def follows(case: Case, later: Statement, earlier: Statement) -> bool:
    """Whether a statement surely comes after another, by its times or by what entries say."""
    if later.version == earlier.version:
        return False
    return surely_after(later.window, earlier.window) or says_it_follows(case, later, earlier)


def may_follow(case: Case, later: Statement, earlier: Statement) -> bool:
    """Whether a statement can come after another, and did not lead to it."""
    if later.version == earlier.version or not maybe_after(later.window, earlier.window):
        return False
    if later.window.earliest_s > earlier.window.latest_s:
        return True
    return not says_it_follows(case, earlier, later)


def comes_after(case: Case, later: Statement, earlier: Statement) -> bool:
    """Whether a statement stands after another: by their times, or by this order where they meet.

    Of two of which one has no time at all, what they say of each other counts first.
    """
    if later.version == earlier.version:
        return False
    if ANY_TIME in (later.window, earlier.window):
        if says_it_follows(case, later, earlier):
            return True
        if says_it_follows(case, earlier, later):
            return False
    return case.is_after(case.bound_of(later), case.bound_of(earlier))


def of_subject(case: Case, subject: str, *names: str) -> list[Statement]:
    """The statements of these event types about a person, in order."""
    return case.about(subject, *names)


def versions(*statements: Statement) -> tuple[int, ...]:
    """The entries of these statements, each once, in this order."""
    return tuple(dict.fromkeys(statement.version for statement in statements))


def joined(*entries: Iterable[int]) -> tuple[int, ...]:
    """These entries, each once, in this order."""
    return tuple(dict.fromkeys(version for group in entries for version in group))


def since(case: Case, start: Bound, end: Bound | None) -> Length:
    """From ``start`` to ``end``, or to the end of the record."""
    return Length.between(start.window, end.window if end is not None else case.horizon)


def is_telling(length: Length, limit_s: int) -> bool:
    """Whether a length says anything beside a limit.

    From nothing to many times the limit, as between two entries of one day, says nothing.
    """
    is_wide = length.max_s is None or length.max_s > VAGUE * limit_s
    return length.min_s > 0 or not is_wide


def at_most_possible(grade: Grade | None) -> Grade | None:
    """A grade for what rests on the absence of an entry: never definite."""
    return Grade.POSSIBLE if grade is Grade.DEFINITE else grade


def is_of_the_time(case: Case, entries: Iterable[int]) -> bool:
    """Whether entries are taken from records of the time, kept as it went on."""
    return EVIDENCE_RANK[case.weakest(entries)] <= EVIDENCE_RANK[EvidenceGrade.RETROSPECTIVE]


def disputes(case: Case, statement: Statement) -> list[Statement]:
    """The entries that dispute a statement."""
    named = statement.entry.event_id
    return [s for s in case.named("entry_disputed") if s.entry.envelope.corrects == named]


def spans_at(case: Case, subject: str, strand: Strand, at: Window) -> list[Span]:
    """The spans of a strand that an instant can lie in."""
    return [
        span
        for span in case.timeline.spans(subject, strand)
        if maybe_after(at, span.start.window) and maybe_after(span.end_window(case.horizon), at)
    ]


def holders_when(case: Case, statement: Statement, strand: Strand) -> tuple[Agency, ...]:
    """Who holds a strand when the statement stands in the list by time."""
    place = {each.version: index for index, each in enumerate(case.statements)}
    holders: tuple[Agency, ...] = ()
    for span in case.timeline.spans(statement.subject, strand):
        begun = place[span.start.entries[0]] if span.start.entries else -1
        if begun <= place[statement.version]:
            holders = span.holders
    return holders


def named_by(statement: Statement) -> tuple[Strand, ...]:
    """The responsibilities that a statement names, none where it names none."""
    several: tuple[Strand, ...] = getattr(statement.fact, "strands", ())
    one: Strand | None = getattr(statement.fact, "strand", None)
    return several or (() if one is None else (one,))


def visits_of(case: Case, subject: str) -> list[Visit]:
    """Who is recorded as having come to a person, by arrival."""
    found = [visit for visit in case.timeline.presence.visits if visit.subject == subject]
    return sorted(found, key=lambda visit: visit.start.window.earliest_s)


def is_one_of(agency: Agency, others: Iterable[Agency]) -> bool:
    """Whether the agency can be one of the others."""
    return any(agency.matches(other) for other in others)


def mentions(pattern: re.Pattern[str], text: str) -> str:
    """The first words of the text that match and are not negated before; "" where none are."""
    for match in pattern.finditer(text):
        if not NOT_SO.search(text[: match.start()]):
            return match[0]
    return ""


def earliest(statements: Iterable[Statement]) -> Statement | None:
    """The one that stands first in time, None where there is none."""
    return min(statements, key=lambda s: (s.window.latest_s, s.window.earliest_s), default=None)


def people(case: Case, *names: str) -> Iterator[str]:
    """The people that statements of these types are about."""
    yield from dict.fromkeys(statement.subject for statement in case.named(*names))
