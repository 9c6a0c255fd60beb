"""F-GAP-01."""

from collections.abc import Iterable, Iterator

from jointlog.domain.incident import Span, State
from jointlog.domain.time import Length, say_seconds
from jointlog.domain.vocabulary import STRAND_NAMES, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.sequence import maybe_after, of_subject, surely_after
from jointlog.projections.reading.undated import undated

CODE = "F-GAP-01"
MEASURED = {
    Strand.CLIN,
    Strand.DET,
    Strand.SAFE,
    Strand.CONTACT,
    Strand.MHA,
    Strand.BED,
    Strand.FOLLOW,
}
SEVERE = {Strand.CLIN, Strand.DET, Strand.SAFE}


@detector(CODE, Severity.S2)
def held_by_nobody(case: Case) -> Iterator[Found]:
    """Report each stretch in which a needed strand has no recorded holder for longer than allowed.

    What it finds: a strand that is needed (or whose authority has lapsed), with no agency recorded
    as holding it, for longer than the strand's threshold. Stretches that follow each other are one.

    Why it matters: in the gap nobody had to act, and nobody knew that they had to.

    When it is wrong to raise it: the strand was declared not needed; the holder is logged under
    another reference; the departure is not timed (then the finding is indeterminate, and says which
    record would settle it).

    Example: police leave at 13:00, nobody accepts custody, the record ends at 13:15: detention is
    held by nobody for 15 min.

    Source: field dossier §2.4 (R1, R2, R10) and §4.1; thresholds [proposal].
    """
    for each in undated(case):
        yield each.found()
    for (subject, strand), track in sorted(case.timeline.tracks.items()):
        spans = track.all_spans()
        for gap, following in _gaps(spans):
            limits_s = _limits_s(case, strand, gap)
            if limits_s is not None:
                yield from _report(case, subject, gap, following, limits_s)


def _gaps(spans: Iterable[Span]) -> Iterator[tuple[list[Span], Span | None]]:
    """Runs of spans in which nobody held the strand, or nobody knows who, and what followed."""
    gap: list[Span] = []
    for span in spans:
        if span.is_unheld or span.state is State.UNKNOWN:
            gap.append(span)
            continue
        if gap:
            yield gap, span
        gap = []
    if gap:
        yield gap, None


def _limits_s(case: Case, strand: Strand, gap: list[Span]) -> tuple[int, int] | None:
    """The threshold that surely is the strand's, and the one that may be.

    None where only another finding speaks of it. Care of a person who perhaps became unresponsive
    in the gap, and perhaps before or after it, has two.
    """
    if strand is Strand.CLIN:
        calm_s, quick_s = case.limit_s(CODE, "CLIN"), case.limit_s(CODE, "CLIN_unresponsive")
        grade = _unresponsive(case, gap)
        return (quick_s if grade is Grade.DEFINITE else calm_s, quick_s if grade else calm_s)
    if strand in MEASURED:
        limit_s = case.limit_s(CODE, strand.value)
        return limit_s, limit_s
    opened = [case.by_version[version].name for version in gap[0].start.entries]
    if "responsibility_identified" not in opened:
        return None
    limit_s = case.limit_s(CODE, "identified")
    return limit_s, limit_s


def _unresponsive(case: Case, gap: list[Span]) -> Grade | None:
    """Whether the person became unresponsive while nobody held clinical care."""
    first, until = gap[0], gap[-1].end_window(case.horizon)
    grades = set()
    for statement in of_subject(case, first.subject, "person_became_unresponsive"):
        at, is_opener = statement.window, statement.version in first.start.entries
        if is_opener or (surely_after(at, first.start.window) and surely_after(until, at)):
            grades.add(Grade.DEFINITE)
        elif maybe_after(at, first.start.window) and maybe_after(until, at):
            grades.add(Grade.POSSIBLE)
    return min(grades, default=None, key=list(Grade).index)


def _report(
    case: Case, subject: str, gap: list[Span], following: Span | None, limits_s: tuple[int, int]
) -> Iterator[Found]:
    first, last, strand = gap[0], gap[-1], gap[0].strand
    length = Length.between(first.start.window, last.end_window(case.horizon))
    unknown = any(span.state is State.UNKNOWN for span in gap)
    grade, limit_s = judge(length, limits_s[0]), limits_s[0]
    if grade is not Grade.DEFINITE and judge(length, limits_s[1]):
        grade, limit_s = Grade.POSSIBLE, limits_s[1]
    if unknown:
        grade = Grade.INDETERMINATE
    if grade is None:
        return
    ends = last.end.entries if last.end is not None else ()
    until = "the end of the record"
    if following is not None:
        until = "the next recorded holder" if following.holders else "it was needed no more"
    agency = ", ".join(map(str, first.previous))
    after = f" after {agency}" if agency else ""
    yield Found(
        subject=subject,
        sentence=(
            f"{STRAND_NAMES[strand]} ({strand}) is needed and no holder is recorded{after}, "
            f"until {until}: {length} (threshold {say_seconds(limit_s)})"
        ),
        grade=grade,
        entries=tuple(dict.fromkeys((*first.start.entries, *ends))),
        start=first.start,
        end=last.end,
        length=length,
        strands=(strand,),
        parties=first.previous,
        limit_s=limit_s,
        settle=(
            f"a record of when {agency or 'the holder'} left" if unknown else _settle(grade, strand)
        ),
        severity=Severity.S1 if strand in SEVERE else None,
    )


def _settle(grade: Grade, strand: Strand) -> str:
    if grade is Grade.DEFINITE:
        return ""
    return f"exact times of the entries that bound it, or who held {strand} meanwhile"
