"""The replay as text: every entry, what it changed, and how everything stood after it."""

from collections.abc import Iterator

from jointlog.cli.listing import heading_lines, text_lines
from jointlog.cli.output import Ink, Inked, Part
from jointlog.cli.replay.panels import (
    change_lines,
    entry_lines,
    place_words,
    sections,
    statement_lines,
)
from jointlog.cli.words import change_words
from jointlog.domain.incident import Order
from jointlog.projections.plain import (
    Plain,
    bound_plain,
    entry_plain,
    length_plain,
    run_plain,
    window_plain,
)
from jointlog.projections.replay import Replay, Standing, Step
from jointlog.projections.review.corrections import retracted
from jointlog.projections.review.plain_review import said_plain
from jointlog.projections.wording.times import Clock

Line = list[Part]
MARGIN = "     "
WORST_SHOWN = 10


def page(session: Replay, clock: Clock, width: int) -> Iterator[Line]:
    """The whole replay: the head, the worst findings, every step, and what was taken back."""
    yield from head(session, clock, width)
    yield from worst_lines(session, clock, width)
    for step in session.steps:
        yield []
        yield from step_lines(session, step.index, clock, width)
    people = {step.statement.subject for step in session.steps}
    taken = [each for each in retracted(session.case) if each.subject in people]
    if taken:
        yield []
        yield [Inked("Taken back by their own agency; they count for nothing", Ink.HEADING)]
    for statement in taken:
        yield []
        yield from statement_lines(statement, session, clock, width)


def head(session: Replay, clock: Clock, width: int) -> Iterator[Line]:
    """Incident, day and zone; how many entries, in which order, under which standards."""
    case = session.case
    yield from heading_lines(case.incident, clock, width)
    order = "as recorded" if case.question.order is Order.RECORDED else "by the time they occurred"
    yield [f"{len(session.steps)} entries {order} · standards {case.protocol.name}"]


def worst_lines(session: Replay, clock: Clock, width: int) -> Iterator[Line]:
    """The gravest and longest findings, with the entry at which each begins."""
    if not session.worst:
        return
    yield []
    yield [Inked("Worst first", Ink.HEADING)]
    for place in session.worst[:WORST_SHOWN]:
        version = session.steps[place.first].statement.version
        yield from text_lines(
            f"{place_words(place, clock)} · from #{version}", width, "  ", " " * 6
        )
    more = len(session.worst) - WORST_SHOWN
    if more > 0:
        yield [Inked(f"  and {more} more: jointlog findings {session.case.incident}", Ink.QUIET)]


def step_lines(session: Replay, index: int, clock: Clock, width: int) -> Iterator[Line]:
    """One entry, what it changed, and how everything stood after it."""
    step = session.steps[index]
    yield from entry_lines(step, session, clock, width)
    yield from change_lines(step, width)
    for title, lines in sections(session, index, clock, width - len(MARGIN)):
        if lines:
            yield [MARGIN, Inked(title, Ink.QUIET)]
            yield from ([MARGIN, *line] for line in lines)


def step_plain(session: Replay, step: Step) -> Plain:
    """One step in the shapes of the API."""
    case, statement = session.case, step.statement
    return {
        "entry": entry_plain(statement.entry),
        "counted_as": window_plain(statement.window),
        "amended_by": list(statement.amended_by),
        "said": [said_plain(each) for each in session.said.get(statement.version, ())],
        "changes": [change_words(change) for change in step.changes],
        "clocks_started": [run_plain(t.run, case) for t in step.clocks if t.is_started],
        "clocks_ended": [run_plain(t.run, case) for t in step.clocks if t.is_ended],
        "strands": [_standing_plain(each) for each in step.standings],
        "waits": [
            {
                "kind": each.request.kind.value,
                "by": str(each.request.by),
                "to": None if each.request.to is None else str(each.request.to),
                "elapsed": length_plain(each.elapsed),
                "is_ended": each.is_ended,
            }
            for each in step.waits
        ],
        "clocks": [
            {
                "standard": each.run.standard.reference,
                "elapsed": length_plain(each.elapsed),
                "limit_s": each.run.limit_s,
                "limit": each.limit.value,
            }
            for each in step.clocks
            if not each.is_ended
        ],
        "present": [
            {"subject": visit.subject, "agency": str(visit.agency)} for visit in step.visits
        ],
        "knew": [
            {
                "item": each.item,
                "known": [
                    {"agency": str(k.agency), "how": k.how.value, "when": window_plain(k.when)}
                    for k in each.known
                ],
                "no_record": [str(agency) for agency in each.not_known],
            }
            for each in session.learnt(step.index)
        ],
        "findings": [place.finding.id for place in session.bearing_on(step.index)],
    }


def _standing_plain(each: Standing) -> Plain:
    holding = each.holding
    return {
        "subject": each.subject,
        "strand": each.strand.value,
        "state": holding.state.value,
        "holders": [str(holder) for holder in holding.holders],
        "is_unheld": each.is_unheld,
        "is_changed": each.is_changed,
        "since": bound_plain(each.since),
    }
