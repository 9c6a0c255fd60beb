"""``jointlog coverage``."""

from collections.abc import Iterator
from itertools import groupby

import click

from jointlog.cli.completing import incident_ids
from jointlog.cli.listing import heading_lines, text_lines, when_words
from jointlog.cli.output import Ink, Inked, Part, say_json, show
from jointlog.cli.reading import (
    View,
    data_option,
    database_option,
    entries_of,
    opened,
    width_of,
    width_option,
)
from jointlog.cli.words import said
from jointlog.domain.incident import Bound
from jointlog.domain.time import few, short
from jointlog.domain.vocabulary import Agency
from jointlog.projections.knowing.coverage import Coverage, Silence, Supply, coverage
from jointlog.projections.review.plain_review import coverage_plain
from jointlog.projections.wording.times import Clock

Line = list[Part]


@click.command("coverage")
@click.argument("incident", shell_complete=incident_ids)
@width_option
@data_option
@database_option
def command(*, incident: str, width: int | None, database: str, as_json: bool) -> None:
    """Show what the record of INCIDENT covers: whose, from which source, for which period.

    A silence is measured against the agency's own usual spacing of entries. Where a record is
    silent, the absence of an entry says little.
    """
    with opened(database) as log:
        case, clock = View().case(entries_of(log, incident))
    covered = coverage(case)
    if as_json:
        say_json({"incident": case.incident, **coverage_plain(covered)})
        return
    show(_page(case.incident, covered, clock, width_of(width)))


def _page(incident: str, covered: Coverage, clock: Clock, width: int) -> Iterator[Line]:
    yield from heading_lines(incident, clock, width)
    yield [Inked("Supplied by", Ink.HEADING)]
    for agency, rows in groupby(covered.rows, key=_agency):
        yield [f"  {agency}"]
        for row in rows:
            yield from text_lines(_supplied(row, clock), width, "    ", "      ")
    yield []
    yield [Inked("Silent while with a person", Ink.HEADING)]
    for silence in covered.silences:
        yield from text_lines(_silent(silence, clock), width, "  ", "    ")
    if not covered.silences:
        yield ["  none longer than the agency's own usual spacing"]
    yield []
    yield [Inked("Recorded as present, with no entry of its own", Ink.HEADING)]
    for each in covered.unheard:
        rests = ", ".join(f"#{version}" for version in each.entries)
        yield from text_lines(
            f"{each.agency}: {', '.join(each.named)} ({rests})", width, "  ", "    "
        )
    if not covered.unheard:
        yield ["  none"]


def _agency(row: Supply) -> Agency:
    return row.agency


def _supplied(row: Supply, clock: Clock) -> str:
    source = "source not named" if row.source is None else said(row.source)
    entries = "1 entry" if row.entries == 1 else f"{row.entries} entries"
    return f"{source} · {entries} · {clock.says_window(row.period)}"


def _silent(silence: Silence, clock: Clock) -> str:
    when = when_words(silence.start, silence.end, clock)
    rests = f"after {_numbers(silence.start)}"
    if silence.end is not None:
        rests = f"between {_numbers(silence.start)} and {_numbers(silence.end)}"
    return (
        f"{silence.agency} with {silence.subject}: {when}, {short(silence.length)} ({rests}); "
        f"its own spacing allows {few(silence.limit_s)} · {silence.grade}"
    )


def _numbers(bound: Bound) -> str:
    return ", ".join(f"#{version}" for version in bound.entries)
