"""Which lanes an incident has: a strand each, a wait each, an agency present each."""

from collections.abc import Iterator
from itertools import groupby

from jointlog.cli.drawing.bars import Bar, Fill, Lane
from jointlog.cli.words import agencies, holding_words, request_words, said, strand_words
from jointlog.domain.incident import Request, Span, State
from jointlog.domain.incident.spans import Bound
from jointlog.domain.time import Length, few, short
from jointlog.domain.vocabulary import STRAND_NAMES, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Grade, passed
from jointlog.projections.overall import run_for, waited
from jointlog.projections.wording.times import Clock
from jointlog.projections.wording.words import told_length

FILLS = {
    State.NOT_NEEDED: Fill.EMPTY,
    State.CONTESTED: Fill.CONTESTED,
    State.SUSPENDED: Fill.SUSPENDED,
    State.UNKNOWN: Fill.UNKNOWN,
}


def strand_lanes(case: Case, subject: str, clock: Clock) -> Iterator[tuple[Strand, Lane]]:
    """The strands that were ever needed or held, in their order."""
    for strand in Strand:
        spans = case.timeline.spans(subject, strand)
        if any(span.state is not State.NOT_NEEDED for span in spans):
            yield strand, Lane(STRAND_NAMES[strand], list(_span_bars(spans, case, clock)))


def wait_lanes(case: Case, subject: str, clock: Clock) -> Iterator[Lane]:
    """The requests, oldest first."""
    for request in case.timeline.requests.all:
        if request.subject == subject:
            yield Lane(said(request.kind), [_wait_bar(request, case, clock)])


def presence_lanes(case: Case, subject: str, clock: Clock) -> Iterator[Lane]:
    """The agencies that were with the person, in the order they came."""
    visits = [v for v in case.timeline.presence.visits if v.subject == subject]
    for agency in dict.fromkeys(visit.agency for visit in visits):
        bars = []
        for visit in visits:
            if visit.agency != agency:
                continue
            length = Length.between(visit.start.window, visit.end_window(case.horizon))
            about = _about(f"{agency} with the person", visit.start, visit.end, length, clock)
            end = visit.end.window if visit.end is not None else None
            names = (f"{agency} {short(length)}", short(length), str(agency))
            bars.append(Bar(Fill.PRESENT, visit.start.window, end, names, about))
        yield Lane(str(agency), bars)


def clock_lanes(case: Case, subject: str, clock: Clock, *, is_wide: bool) -> Iterator[Lane]:
    """The clocks that passed their limit or may have, one lane a standard."""
    by_name: dict[str, list[Bar]] = {}
    for run in case.runs:
        over = passed(run, case)
        if run.subject != subject or over is None:
            continue
        assert run.limit_s is not None, "only a limit can be passed"
        lasted = run_for(case, run)
        limit = few(run.limit_s)
        verdict = "passed" if over is Grade.DEFINITE else "possibly passed"
        what = f"{run.standard.name} ({run.standard.id}), limit {limit}, {verdict}"
        about = _about(what, lasted.start, lasted.end, lasted.length, clock)
        end = lasted.end.window if lasted.end is not None else None
        told = short(lasted.length)
        labels = (f"{told}, limit {limit}, {verdict}", f"{told}, limit {limit}", told)
        name = run.standard.name if is_wide else run.standard.id
        by_name.setdefault(name, []).append(
            Bar(Fill.CLOCK, lasted.start.window, end, labels, about)
        )
    for name, bars in by_name.items():
        yield Lane(name, bars)


def _span_bars(spans: list[Span], case: Case, clock: Clock) -> Iterator[Bar]:
    """A bar a span; stretches that nobody held are one where they follow each other."""
    for is_gap, group in groupby(spans, key=lambda span: span.is_unheld):
        neighbours = list(group)
        if is_gap and len(neighbours) > 1:
            yield _gap_bar(neighbours, case, clock)
        else:
            yield from (_span_bar(span, case, clock) for span in neighbours)


def _gap_bar(spans: list[Span], case: Case, clock: Clock) -> Bar:
    first, last = spans[0], spans[-1]
    length = Length.between(first.start.window, last.end_window(case.horizon))
    length = told_length(length, is_open=last.end is None)
    about = _about(
        f"{strand_words(first.strand)}: held by nobody", first.start, last.end, length, clock
    )
    end = last.end.window if last.end is not None else None
    said_length = short(length)
    labels = (f"held by nobody for {said_length}", f"nobody {said_length}", said_length)
    return Bar(Fill.GAP, first.start.window, end, labels, about)


def _span_bar(span: Span, case: Case, clock: Clock) -> Bar:
    length = told_length(span.length(case.horizon), is_open=span.end is None)
    fill = Fill.GAP if span.is_unheld else FILLS.get(span.state, Fill.HELD)
    what = f"{strand_words(span.strand)}: {holding_words(span.holding)}"
    about = _about(what, span.start, span.end, length, clock)
    end = span.end.window if span.end is not None else None
    return Bar(fill, span.start.window, end, _span_labels(span, short(length)), about)


def _span_labels(span: Span, length: str) -> tuple[str, ...]:
    """Names for the inside of the bar, longest first."""
    who, kinds = agencies(span.holders), "+".join(holder.kind for holder in span.holders)
    to = agencies(span.holding.offered_to)
    if span.is_unheld:
        why = {
            State.OFFERED: f"nobody, offered to {to}" if to else "nobody, offered",
            State.DISCLAIMED: "declined by all",
            State.LAPSED: "authority lapsed",
        }.get(span.state, "nobody")
        full = f"held by nobody for {length}" if why == "nobody" else f"{why}, {length}"
        return (full, f"nobody {length}", length)
    match span.state:
        case State.CONTESTED:
            parties = agencies(span.holders, " / ")
            short_parties = " / ".join(holder.kind for holder in span.holders)
            return (f"contested: {parties} {length}", f"{parties} {length}", short_parties, length)
        case State.DELEGATED:
            return (f"{who} for {span.holding.principal}", who, kinds)
        case State.OFFERED:
            return (f"{who}, offered to {to}" if to else f"{who}, offered", who, kinds)
        case State.SUSPENDED:
            return (f"{who} (suspended)", who, kinds)
        case State.UNKNOWN:
            return ("holder not known", "not known")
        case _:
            return (who, kinds)


def _wait_bar(request: Request, case: Case, clock: Clock) -> Bar:
    lasted = waited(case, request)
    outcome = request.outcome.value
    what = f"{request_words(request)}: {outcome}"
    about = _about(what, lasted.start, lasted.end, lasted.length, clock)
    said_length = short(lasted.length)
    labels = (f"{said_length}: {outcome}", said_length)
    end = lasted.end.window if lasted.end is not None else None
    return Bar(Fill.WAIT, lasted.start.window, end, labels, about, after=outcome)


def _about(what: str, start: Bound, end: Bound | None, length: Length, clock: Clock) -> str:
    begins = clock.says_window(start.window)
    ends = clock.says_window(end.window) if end is not None else "the end of the record"
    when = begins if begins == ends else f"{begins} to {ends}"
    return f"{what}, {when}, {short(length)}"
