"""F-DISP-02."""

from collections.abc import Iterator

from jointlog.domain.asking import REQUEST_RULES
from jointlog.domain.effects import Answer
from jointlog.domain.incident import Span, State, Statement
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import STRAND_NAMES, Agency, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.sequence import named_by

CODE = "F-DISP-02"
ALTERNATIVES = ("alternative", "alternative_named")


@detector(CODE, Severity.S1)
def disclaimed_by_all(case: Case) -> Iterator[Found]:
    """Report each responsibility that every agency asked is recorded as declining.

    What it finds: a needed responsibility that nobody holds, where two agencies or more declined
    it and none that was asked is still to answer.

    Why it matters: each answer can be right by itself, and together they leave the person alone.

    When it is wrong to raise it: an agency that one of them pointed to accepted it; a correct
    "not for us" with an accepted alternative is not this.

    Example: police say that a welfare check is not theirs, the ambulance service says the same, and
    the record ends with nobody going.

    Source: field dossier §2.4 and §4.1.
    """
    for (subject, strand), track in sorted(case.timeline.tracks.items()):
        spans = track.all_spans()
        for place, span in enumerate(spans):
            if span.state is State.DISCLAIMED:
                yield from _report(case, subject, strand, span, spans[place + 1 :])


def _report(
    case: Case, subject: str, strand: Strand, span: Span, later: list[Span]
) -> Iterator[Found]:
    order = {statement.version: place for place, statement in enumerate(case.statements)}
    begun = max(order[version] for version in span.start.entries)
    said = [s for s in _declines(case, subject, strand) if order[s.version] <= begun]
    following = next((other for other in later if other.holders), None)
    late: Grade | None = Grade.DEFINITE
    if following is not None and _is_pointed_to(said, following.holders):
        taken = Length.between(span.start.window, following.start.window)
        late = judge(taken, case.limit_s(CODE, "taken"))
    length = span.length(case.horizon)
    grade = Grade.DEFINITE if span.end is None else judge(length, 0)
    if grade is None or late is None:
        return
    grade = late if late is Grade.POSSIBLE else grade
    parties = tuple(dict.fromkeys(statement.actor for statement in said))
    until = "the end of the record" if span.end is None else "the next entry that concerns it"
    ends = span.end.entries if span.end is not None else ()
    versions = (*span.start.entries, *(statement.version for statement in said), *ends)
    yield Found(
        subject=subject,
        sentence=(
            f"{STRAND_NAMES[strand]} ({strand}) is needed, and {', '.join(map(str, parties))} are "
            f"each recorded as declining it; nobody is recorded as holding it until {until}: "
            f"{length}"
        ),
        grade=grade,
        entries=tuple(dict.fromkeys(versions)),
        start=span.start,
        end=span.end,
        length=length,
        strands=(strand,),
        parties=parties,
        settle=""
        if grade is Grade.DEFINITE
        else "exact times of the last refusal and what ended it",
    )


def _declines(case: Case, subject: str, strand: Strand) -> list[Statement]:
    """Every statement by which an agency declined the strand, in order."""
    answered = {
        version
        for request in case.timeline.requests.all
        if REQUEST_RULES[request.kind].offers is strand
        for said in request.answers
        if said.answer is Answer.DECLINED
        for version in said.bound.entries
    }
    return [
        statement
        for statement in case.statements
        if statement.subject == subject
        and (statement.version in answered or strand in _declined(statement))
    ]


def _declined(statement: Statement) -> tuple[Strand, ...]:
    """The strands that the statement declines by name."""
    match statement.name:
        case "responsibility_declined" | "handover_refused":
            return named_by(statement)
        case "attendance_declined":
            return (Strand.CONTACT,)
        case "place_of_safety_refused":
            return (Strand.PLACE,)
        case _:
            return ()


def _is_pointed_to(said: list[Statement], holders: tuple[Agency, ...]) -> bool:
    """Whether one of the refusals points to one of the holders."""
    pointed = [getattr(s.fact, name, None) for s in said for name in ALTERNATIVES]
    return any(
        agency.matches(holder) for agency in pointed if agency is not None for holder in holders
    )
