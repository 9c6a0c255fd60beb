"""From a case to the lanes of its people: who held what, who waited, who was there, the clocks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from jointlog.domain.incident import Bound, Span, State
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import STRAND_NAMES, Agency, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import passed
from jointlog.projections.lanes.parts import Bar, Group, Lane, Look
from jointlog.projections.overall import run_for
from jointlog.projections.waits import waits

LOOKS: Final = {
    State.CONTESTED: Look.CONTESTED,
    State.SUSPENDED: Look.SUSPENDED,
    State.UNKNOWN: Look.UNKNOWN,
}


def lanes_of(case: Case, subject: str, key: str, learnt: dict[int, int]) -> Iterator[Lane]:
    """The lanes of one person; ``key`` begins their ids."""
    holders = [
        _lane(Group.HOLDERS, subject, f"{key}-{strand}", STRAND_NAMES[strand], bars)
        for strand in Strand
        if (bars := list(_held(case, subject, strand, f"{key}-{strand}")))
    ]
    open_bars = [
        replace(bar, id=f"open-{bar.id}")
        for lane in holders
        for bar in lane.bars
        if bar.look in (Look.GAP, Look.CONTESTED)
    ]
    groups = [
        _lane(Group.OPEN, subject, f"{key}-open", Group.OPEN.value, open_bars),
        _lane(Group.ENTRIES, subject, f"{key}-entries", "entries", _marks(case, subject, learnt)),
        *holders,
        *_named(Group.WAITS, subject, f"{key}-wait", _waited(case, subject)),
        *_named(Group.PRESENT, subject, f"{key}-with", _visits(case, subject)),
        *_named(Group.CLOCKS, subject, f"{key}-clock", _clocks(case, subject)),
    ]
    for lane in groups:
        bars = [
            replace(bar, late=late)
            if (late := tuple(v for v in dict.fromkeys(bar.entries) if v in learnt))
            else bar
            for bar in lane.bars
        ]
        yield replace(lane, bars=tuple(bars))


def _named(group: Group, subject: str, key: str, bars: Iterable[tuple[str, Bar]]) -> Iterator[Lane]:
    """A lane for each name, in the order they came."""
    by_name: dict[str, list[Bar]] = {}
    for name, bar in bars:
        by_name.setdefault(name, []).append(bar)
    for number, (name, held) in enumerate(by_name.items()):
        lane_id = f"{key}{number}"
        numbered = [replace(bar, id=f"{lane_id}-{bar.id}") for bar in held]
        yield _lane(group, subject, lane_id, name, numbered)


def _lane(group: Group, subject: str, key: str, name: str, bars: Iterable[Bar]) -> Lane:
    """A lane whose bars have ids of their own."""
    taken: dict[str, int] = {}
    unique = []
    for bar in bars:
        count = taken[bar.id] = taken.get(bar.id, 0) + 1
        unique.append(bar if count == 1 else replace(bar, id=f"{bar.id}.{count}"))
    return Lane(key, group, subject, name, tuple(unique))


def _held(case: Case, subject: str, strand: Strand, key: str) -> Iterator[Bar]:
    """A bar a span; stretches that nobody held are one where they follow each other."""
    spans = case.timeline.spans(subject, strand)
    for is_gap, group in groupby(spans, key=lambda span: span.is_unheld):
        near = list(group)
        for part in [near] if is_gap else [[span] for span in near]:
            if part[0].state is not State.NOT_NEEDED:
                yield _span_bar(case, part, key)


def _span_bar(case: Case, spans: Sequence[Span], key: str) -> Bar:
    first, last = spans[0], spans[-1]
    look = Look.GAP if first.is_unheld else LOOKS.get(first.state, Look.HELD)
    labels = list(dict.fromkeys(_holder(span) for span in spans))
    label = labels[0] if len(labels) == 1 else "nobody"
    bar_id = f"{key}-{_first(first.start)}"
    return _bar(case, bar_id, look, label, (first.start, last.end), strand=first.strand)


def _holder(span: Span) -> str:
    """Who holds it, in a few words."""
    to = _joined(span.holding.offered_to, " or ")
    who = _joined(span.holders, " / " if span.state is State.CONTESTED else " + ")
    if span.is_unheld:
        why = {
            State.OFFERED: f"nobody, offered to {to}" if to else "nobody, offered",
            State.DISCLAIMED: "nobody, declined by all asked",
            State.LAPSED: "nobody, authority lapsed",
        }
        return why.get(span.state, "nobody")
    match span.state:
        case State.DELEGATED:
            return f"{who} for {span.holding.principal}"
        case State.OFFERED if to:
            return f"{who}, offered to {to}"
        case State.SUSPENDED:
            return f"{who}, suspended"
        case State.UNKNOWN:
            return "holder not known"
        case _:
            return who


def _joined(parties: Iterable[Agency], joint: str) -> str:
    return joint.join(str(party) for party in parties)


def _marks(case: Case, subject: str, learnt: dict[int, int]) -> Iterator[Bar]:
    for statement in case.statements:
        if statement.subject == subject:
            look = Look.LATE if statement.version in learnt else Look.ENTRY
            bound = case.bound_of(statement)
            label = f"{statement.version} {statement.name.replace('_', ' ')}"
            yield _bar(case, f"mark-{statement.version}", look, label, (bound, bound))


def _waited(case: Case, subject: str) -> Iterator[tuple[str, Bar]]:
    for wait in waits(case):
        if wait.subject == subject:
            to = f" → {wait.to}" if wait.to is not None else ""
            name = f"{wait.kind.value.replace('_', ' ')}: {wait.by}{to}"
            key = _first(wait.start)
            bar = _bar(case, key, Look.WAIT, wait.outcome, (wait.start, wait.end))
            yield name, replace(bar, length=wait.length)


def _visits(case: Case, subject: str) -> Iterator[tuple[str, Bar]]:
    for visit in case.timeline.presence.visits:
        if visit.subject == subject:
            name, key = str(visit.agency), _first(visit.start)
            yield name, _bar(case, key, Look.PRESENT, name, (visit.start, visit.end))


def _clocks(case: Case, subject: str) -> Iterator[tuple[str, Bar]]:
    for run in case.runs:
        if run.subject == subject and run.limit_s is not None:
            over, key = passed(run, case), _first(run.start)
            label, lasted = run.ending.value, run_for(case, run)
            bar = _bar(case, key, Look.CLOCK, label, (lasted.start, lasted.end))
            bar = replace(bar, length=lasted.length)
            name = f"{run.standard.name} ({run.standard.id})"
            yield name, replace(bar, limit_s=run.limit_s, over=over)


def _bar(
    case: Case,
    key: str,
    look: Look,
    label: str,
    ends: tuple[Bound, Bound | None],
    *,
    strand: Strand | None = None,
) -> Bar:
    start, end = ends
    until = case.horizon if end is None else end.window
    length = Length.between(start.window, until)
    return Bar(
        id=key,
        look=look,
        label=label,
        start=start,
        end=end,
        until=until,
        length=length,
        strand=strand,
    )


def _first(bound: Bound) -> str:
    """The entry that a bound rests on; 0 where it is the beginning of the record."""
    return str(bound.entries[0]) if bound.entries else "0"
