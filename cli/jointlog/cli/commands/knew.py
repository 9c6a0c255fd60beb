"""``jointlog knew``."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import click

from jointlog.cli.completing import agencies, incident_ids
from jointlog.cli.listing import heading_lines, text_lines
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
from jointlog.domain.vocabulary import Agency
from jointlog.projections.knowing.knowledge import Hole
from jointlog.projections.knowing.learning import Awareness, Known
from jointlog.projections.review.picture import Picture, picture
from jointlog.projections.review.plain_review import picture_plain
from jointlog.projections.wording.times import Clock

Line = list[Part]
INDENT = " " * 5


@click.command("knew")
@click.argument("incident", shell_complete=incident_ids)
@click.argument("agency", metavar="AGENCY", shell_complete=agencies)
@click.option(
    "--at", "at_text", default="", metavar="TIME", help="The moment.  [default: the record's end]"
)
@width_option
@data_option
@database_option
def command(
    *,
    incident: str,
    agency: str,
    at_text: str,
    width: int | None,
    database: str,
    as_json: bool,
) -> None:
    """Show what AGENCY had in INCIDENT at a moment, and what others had that it had not.

    AGENCY is KIND:ID, or KIND for any of the kind. An agency had what it recorded, what it was
    told and what stood in its call record. "Not known" says that no record shows it; it does not
    say that nobody knew.
    """
    asked = Agency.parse(agency)
    with opened(database) as log:
        case, clock = View().case(entries_of(log, incident))
    at_s = clock.instant_s(at_text, "--at") if at_text else None
    seen = picture(case, asked, at_s)
    if as_json:
        say_json({"incident": case.incident, **picture_plain(seen)})
        return
    show(_page(case.incident, seen, clock, width_of(width)))


def _page(incident: str, seen: Picture, clock: Clock, width: int) -> Iterator[Line]:
    yield from heading_lines(incident, clock, width)
    for part in seen.parts:
        start, end = clock.says_window(part.start), clock.says_window(part.end)
        text = f"{seen.agency} had to do with {part.subject} from {start}, last recorded {end}."
        yield from text_lines(text, width)
    if not seen.parts:
        text = f"No record shows that {seen.agency} was with a person, asked or was asked by then."
        yield from text_lines(text, width)
    yield []
    moment = clock.says(seen.at_s, seconds=True)
    yield [Inked(f"What {seen.agency} had by {moment}", Ink.HEADING)]
    people = len({known.subject for known in seen.had}) > 1
    for _, group in groupby(seen.had, key=_source):
        yield from _learnt(list(group), seen, clock, width, people=people)
    if not seen.had:
        yield ["  nothing that is recorded"]
    yield []
    yield [Inked("What others had and no record shows that it had", Ink.HEADING)]
    people = len({hole.subject for hole in seen.lacked}) > 1
    for same in _together(seen.lacked):
        yield from _lacked(same, clock, width, people=people)
    if not seen.lacked:
        yield ["  nothing that is recorded"]
    if seen.later:
        text = f"{seen.later} more came to be known to others only after its part had ended."
        yield from text_lines(text, width, "  ")


def _source(known: Known) -> tuple[object, ...]:
    return known.version, known.subject, known.how, known.by, known.when, known.is_named


def _learnt(
    group: list[Known], seen: Picture, clock: Clock, width: int, *, people: bool
) -> Iterator[Line]:
    """What one entry shows: the fact, how and from whom it was learnt, and its items."""
    first = group[0]
    facts = [known.item for known in group if not known.is_item]
    items = [_item(known) for known in group if known.is_item]
    told = f" (to {', '.join(first.callsigns)})" if first.callsigns else ""
    person = f"[{first.subject}] " if people else ""
    sure = first.state(seen.at_s)
    doubt = "" if sure is Awareness.SURELY else f" · {sure}"
    what = ", ".join(facts) or "items of information"
    head = f"  #{first.version:<3} {clock.says_window(first.when)}  "
    yield from text_lines(f"{person}{first.how_and_by_whom}{told}: {what}{doubt}", width, head)
    if items:
        yield from text_lines("; ".join(items), width, INDENT + "  ")


def _item(known: Known) -> str:
    return f"{known.item} = {known.detail}" if known.detail else known.item


def _together(lacked: Iterable[Hole]) -> list[list[Hole]]:
    """Items that the same agencies had from the same entries, in the order they were had."""
    found: dict[tuple[object, ...], list[Hole]] = {}
    for hole in sorted(lacked, key=_had_s):
        sources = ((known.agency, _source(known)) for known in hole.held_by)
        found.setdefault((hole.subject, hole.state, *sources), []).append(hole)
    return list(found.values())


def _had_s(hole: Hole) -> int:
    return min(known.when.latest_s for known in hole.held_by)


def _lacked(same: list[Hole], clock: Clock, width: int, *, people: bool) -> Iterator[Line]:
    first = same[0]
    sure = "" if first.state is Awareness.NOT_KNOWN else f" ({first.state} to it)"
    person = f"[{first.subject}] " if people else ""
    items = "; ".join(hole.item for hole in same)
    yield from text_lines(f"{person}{items}{sure}", width, "  - ")
    for known in first.held_by:
        how = known.how_and_by_whom
        text = f"{known.agency}: {how}, {clock.says_window(known.when)} (#{known.version})"
        yield from text_lines(text, width, INDENT)
