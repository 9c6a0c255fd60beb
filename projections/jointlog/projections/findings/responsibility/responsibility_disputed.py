"""F-DISP-01."""

from collections.abc import Iterator

from jointlog.domain.effects import Leaves
from jointlog.domain.events.responsibility import ResponsibilityDisputed
from jointlog.domain.incident import Span, State, Statement
from jointlog.domain.time import Length, say_seconds
from jointlog.domain.vocabulary import STRAND_NAMES, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.sequence import maybe_after

CODE = "F-DISP-01"


@detector(CODE, Severity.S2)
def responsibility_disputed(case: Case) -> Iterator[Found]:
    """Report each dispute over a responsibility that stayed open, or that a party walked out of.

    What it finds: two agencies or more are recorded as disagreeing over who holds a responsibility
    for longer than allowed, or until one of them left. Both positions are given.

    Why it matters: while they disagree each may think that the other acts.

    When it is wrong to raise it: a short discussion is normal work, so a dispute within the
    threshold is not reported.

    Example: police say that supervision is the hospital's, the hospital says that it is the
    police's, from 14:00 to 14:20.

    Source: field dossier §2.4 (R3, R5) and §4.1; threshold [proposal].
    """
    limit_s = case.limit_s(CODE, "open")
    for (_, _), track in sorted(case.timeline.tracks.items()):
        for disputed in _disputes(track.all_spans()):
            yield from _report(case, disputed, limit_s)


def _disputes(spans: list[Span]) -> Iterator[list[Span]]:
    """Runs of neighbouring contested spans: a party that joins begins no new dispute."""
    run: list[Span] = []
    for span in spans:
        if span.state is State.CONTESTED:
            run.append(span)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _report(case: Case, disputed: list[Span], limit_s: int) -> Iterator[Found]:
    first, last = disputed[0], disputed[-1]
    length = Length.between(first.start.window, last.end_window(case.horizon))
    ends = last.end.entries if last.end is not None else ()
    leaver = next((s for s in map(case.by_version.__getitem__, ends) if _leaves(s)), None)
    grade = Grade.DEFINITE if leaver is not None else judge(length, limit_s)
    if grade is None:
        return
    strand = first.strand
    parties = tuple(dict.fromkeys(holder for span in disputed for holder in span.holders))
    until = "the end of the record" if last.end is None else "the entry that ended it"
    if leaver is not None:
        until = f"{leaver.actor} left" if leaver.name == "resource_left_scene" else "police left"
    said = [s for s in case.named("responsibility_disputed") if _is_of(s, first, last, case)]
    positions = "; ".join(position for s in said for position in _positions(s))
    yield Found(
        subject=first.subject,
        sentence=(
            f"{STRAND_NAMES[strand]} ({strand}) is recorded as in dispute between "
            f"{' and '.join(map(str, parties))}{f' ({positions})' if positions else ''}, until "
            f"{until}: {length} (threshold {say_seconds(limit_s)})"
        ),
        grade=grade,
        entries=tuple(dict.fromkeys((*first.start.entries, *(s.version for s in said), *ends))),
        start=first.start,
        end=last.end,
        length=length,
        strands=(strand,),
        parties=parties,
        limit_s=limit_s,
        settle="" if grade is Grade.DEFINITE else "exact times of when it began and ended",
    )


def _leaves(statement: Statement) -> bool:
    return any(isinstance(effect, Leaves) for effect in statement.fact.declared.effects)


def _is_of(statement: Statement, first: Span, last: Span, case: Case) -> bool:
    """Whether the statement is part of this dispute."""
    assert isinstance(statement.fact, ResponsibilityDisputed)
    same: tuple[str, Strand] = (statement.subject, statement.fact.strand)
    return (
        same == (first.subject, first.strand)
        and maybe_after(statement.window, first.start.window)
        and maybe_after(last.end_window(case.horizon), statement.window)
    )


def _positions(statement: Statement) -> Iterator[str]:
    assert isinstance(statement.fact, ResponsibilityDisputed)
    for party in statement.fact.parties:
        words = f': "{party.words}"' if party.words else ""
        yield f"{party.agency} {party.position.value.replace('_', ' ')}{words}"
