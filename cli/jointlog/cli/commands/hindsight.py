"""``jointlog hindsight``."""

from collections.abc import Iterator

import click

from jointlog.cli.completing import incident_ids
from jointlog.cli.listing import heading_lines, text_lines, when_words
from jointlog.cli.output import Ink, Inked, Part, say_json, show
from jointlog.cli.progress import working
from jointlog.cli.reading import (
    data_option,
    database_option,
    entries_of,
    opened,
    protocol_option,
    width_of,
    width_option,
)
from jointlog.cli.words import said
from jointlog.domain.incident import view
from jointlog.domain.lines import say_recorded_at
from jointlog.domain.time import say_instant
from jointlog.projections.finding import Finding
from jointlog.projections.review.hindsight import AsKnown, Change, Shift, hindsight
from jointlog.projections.review.plain_review import shift_plain
from jointlog.projections.wording.times import Clock
from jointlog.projections.wording.words import entry_numbers, finding_length

Line = list[Part]
INDENT = " " * 3
INKS = {Change.APPEARED: Ink.GAP, Change.VANISHED: Ink.QUIET}


@click.command("hindsight")
@click.argument("incident", shell_complete=incident_ids)
@click.option(
    "--from", "from_text", required=True, metavar="TIME", help="The first moment of recording."
)
@click.option(
    "--to",
    "to_text",
    default="",
    metavar="TIME",
    help="The second moment of recording.  [default: the last entry's]",
)
@protocol_option
@width_option
@data_option
@database_option
def command(
    *,
    incident: str,
    from_text: str,
    to_text: str,
    protocol: str,
    width: int | None,
    database: str,
    as_json: bool,
) -> None:
    """Show which findings of INCIDENT changed from one moment of recording to a later one.

    A finding appeared or vanished, became longer or shorter, or is more or less sure; each change
    names the entries recorded in between that it rests on, and whose they are.
    """
    with opened(database) as log:
        entries = entries_of(log, incident)
    clock = Clock.of(view(entries), entries)
    from_ms = clock.instant_s(from_text, "--from") * 1000 + 999
    to_ms = max(entry.recorded_at_ms for entry in entries)
    if to_text:
        to_ms = clock.instant_s(to_text, "--to") * 1000 + 999
    elif from_ms > to_ms:
        to_ms = from_ms
    with working(f"examining {len(entries)} entries as they were known then and later"):
        shifts = hindsight(entries, from_ms, to_ms, protocol)
    name = entries[0].incident
    if as_json:
        moments = {"earlier": say_recorded_at(from_ms), "later": say_recorded_at(to_ms)}
        plain = [shift_plain(shift, name) for shift in shifts]
        say_json({"incident": name, **moments, "shifts": plain})
        return
    added = sum(from_ms < entry.recorded_at_ms <= to_ms for entry in entries)
    show(_page(name, shifts, (from_ms, to_ms, added), clock, width_of(width)))


def _page(
    incident: str, shifts: list[Shift], between: tuple[int, int, int], clock: Clock, width: int
) -> Iterator[Line]:
    from_ms, to_ms, added = between
    yield from heading_lines(incident, clock, width)
    entries = "1 entry was" if added == 1 else f"{added} entries were"
    first, last = say_instant(from_ms // 1000), say_instant(to_ms // 1000)
    text = f"{entries} recorded after {first} and by {last}."
    yield from text_lines(text, width)
    for shift in shifts:
        yield []
        yield from _shift(shift, clock, width)
    if not shifts:
        yield ["No finding changed."]


def _shift(shift: Shift, clock: Clock, width: int) -> Iterator[Line]:
    finding = shift.finding
    head = f"  {finding.code} {said(finding.name)}"
    yield [Inked(str(shift.change), INKS.get(shift.change, Ink.CONTESTED)), head]
    yield from text_lines(finding.id, width, INDENT)
    yield from variant_lines("before", shift.before, clock, width)
    yield from variant_lines("after", shift.after, clock, width)
    for cause in shift.causes:
        text = (
            f"#{cause.version} {cause.agency}: {cause.event}, "
            f"recorded {say_recorded_at(cause.recorded_at_ms)}"
        )
        yield from text_lines(text, width, f"{INDENT}by     ")
    if shift.is_halved:
        text = "Too many entries were recorded in between: one such entry was looked for."
        yield from text_lines(text, width, INDENT, ink=Ink.QUIET)


def variant_lines(
    name: str, finding: Finding | None, clock: Clock, width: int, indent: str = INDENT
) -> Iterator[Line]:
    """A finding as it stood: how sure, how long, when, and its sentence; or that it did not."""
    first = f"{indent}{name:<6} "
    if finding is None:
        yield [f"{first}not found"]
        return
    found = finding.found
    length = finding_length(found)
    told = (found.grade.value, when_words(found.start, found.end, clock), length)
    text = f"{' · '.join(each for each in told if each)}: {found.sentence}"
    yield from text_lines(text, width, first)


def as_known_lines(known: AsKnown, clock: Clock, width: int) -> Iterator[Line]:
    """Both variants of a finding, and what was not in writing at its end."""
    yield from variant_lines("then", known.then, clock, width, "  ")
    yield from variant_lines("later", known.later, clock, width, "  ")
    changes = ", ".join(known.changes)
    numbers = entry_numbers(known.unwritten)
    moment = clock.says(known.at_s, seconds=True)
    text = f"It {changes}: not in writing by {moment}: {numbers}."
    yield from text_lines(text, width, "  ")
    if known.untold:
        numbers = entry_numbers(known.untold)
        text = f"Nothing says when these were first written; they count as known: {numbers}."
        yield from text_lines(text, width, "  ", ink=Ink.QUIET)
