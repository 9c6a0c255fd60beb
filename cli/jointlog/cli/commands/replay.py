"""``jointlog replay``."""

from collections.abc import Iterator

import click

from jointlog.cli.clock import Clock
from jointlog.cli.output import Ink, Inked, Part, say_all, say_json, wrapped
from jointlog.cli.reading import (
    View,
    database_option,
    entries_of,
    json_option,
    opened,
    view_options,
    width_of,
    width_option,
)
from jointlog.cli.words import change_words, fact_words, who_words
from jointlog.domain.incident import Change, Order, Statement, Timeline, advance
from jointlog.domain.incident.clocks import Ending, Run
from jointlog.domain.incident.spans import UNHELD
from jointlog.domain.lines import say_recorded_at
from jointlog.domain.time import say_seconds, short
from jointlog.projections.case import Case
from jointlog.projections.plain import Plain, entry_plain, run_plain, window_plain

Line = list[Part]
Step = tuple[Statement, list[Change]]
INDENT = " " * 5
CHANGE_INK = {"wait opened": Ink.WAIT, "wait answered": Ink.WAIT, "wait ended": Ink.WAIT}


@click.command("replay")
@click.argument("incident")
@view_options
@width_option
@json_option
@database_option
def command(incident: str, view: View, width: int | None, database: str, *, as_json: bool) -> None:
    """Print INCIDENT entry by entry: what was said, by whom, and what it changed.

    TIME is a date and time with a zone, or only a clock time of the incident's first day. The
    order, and what was known, change what follows from an entry, never the entry.
    """
    with opened(database) as log:
        case, clock = view.case(entries_of(log, incident))
    steps = [step for step in _steps(case) if view.subject in ("", step[0].subject)]
    if as_json:
        say_json([_plain(step, case) for step in steps])
        return
    say_all(_page(case, steps, clock, width_of(width)))


def _steps(case: Case) -> Iterator[Step]:
    timeline = Timeline()
    for statement in case.statements:
        yield statement, list(advance(timeline, statement))


def _page(case: Case, steps: list[Step], clock: Clock, width: int) -> Iterator[Line]:
    yield [Inked(case.incident, Ink.HEADING), f"  {clock.title()}"]
    order = "as recorded" if case.question.order is Order.RECORDED else "by the time they occurred"
    yield [f"{len(steps)} entries {order} · standards {case.protocol.name}"]
    for statement, changes in steps:
        yield []
        yield from _entry(statement, case, clock, width)
        for change in changes:
            yield from _change(change, width)
        for run in case.runs:
            yield from _clock(run, statement, case, width)


def _entry(statement: Statement, case: Case, clock: Clock, width: int) -> Iterator[Line]:
    entry = statement.entry
    when = clock.window(statement.window)
    number = f"#{statement.version}"
    head = f"{number:<4} {when}  "
    person = f"  [{statement.subject}]" if len(case.timeline.subjects) > 1 else ""
    yield [Inked(head, Ink.HEADING), Inked(statement.name, Ink.HEADING), person]
    said = [who_words(entry)]
    if case.question.order is Order.RECORDED or case.question.known_at_ms is not None:
        said.append(f"recorded {say_recorded_at(entry.recorded_at_ms)}")
    if statement.amended_by:
        said.append(f"amended by {', '.join(f'#{version}' for version in statement.amended_by)}")
    for line in wrapped(" · ".join(said), width, INDENT):
        yield [line]
    facts = fact_words(entry)
    if facts:
        for line in wrapped(facts, width, INDENT):
            yield [line]


def _change(change: Change, width: int) -> Iterator[Line]:
    is_gap = change.after is not None and change.after.state in UNHELD and not change.after.holders
    ink = Ink.GAP if is_gap else CHANGE_INK.get(change.what, Ink.HELD)
    for line in wrapped(change_words(change), width, f"{INDENT}* ", f"{INDENT}  "):
        yield [Inked(line, ink)]


def _clock(run: Run, statement: Statement, case: Case, width: int) -> Iterator[Line]:
    version = statement.version
    limit = f", limit {say_seconds(run.limit_s)}" if run.limit_s is not None else ""
    name = f"{run.standard.reference} ({run.standard.name})"
    if version in run.start.entries:
        text = f"clock starts: {name}{limit}"
    elif run.end is not None and version in run.end.entries:
        ending = {Ending.STOPPED: "stops", Ending.SUPERSEDED: "is superseded"}.get(
            run.ending, "is cancelled"
        )
        text = f"clock {ending}: {name} after {short(run.length(case.horizon))}{limit}"
    else:
        return
    for line in wrapped(text, width, f"{INDENT}  ", f"{INDENT}  "):
        yield [Inked(line, Ink.QUIET)]


def _plain(step: Step, case: Case) -> Plain:
    statement, changes = step
    version = statement.version
    return {
        "entry": entry_plain(statement.entry),
        "counted_as": window_plain(statement.window),
        "amended_by": list(statement.amended_by),
        "changes": [change_words(change) for change in changes],
        "clocks_started": [run_plain(r, case) for r in case.runs if version in r.start.entries],
        "clocks_ended": [
            run_plain(r, case) for r in case.runs if r.end is not None and version in r.end.entries
        ],
    }
