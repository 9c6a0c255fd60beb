"""``jointlog readings``."""

from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest
from textwrap import wrap

import click

from jointlog.cli.completing import incident_ids
from jointlog.cli.listing import heading_lines, text_lines
from jointlog.cli.output import Ink, Inked, Part, escaped, say_json, show
from jointlog.cli.reading import (
    View,
    data_option,
    database_option,
    entries_of,
    opened,
    protocol_option,
    width_of,
    width_option,
)
from jointlog.domain.time import Length, few, short
from jointlog.projections.case import Case
from jointlog.projections.reading.clock_readings import Certainty, Reading, readings
from jointlog.projections.reading.preferences import Preference
from jointlog.projections.review.plain_review import reading_plain
from jointlog.projections.wording.times import Clock

Line = list[Part]
LABELS = (
    "counted from",
    "at",
    "recorded by",
    "limit",
    "runs out",
    "ended",
    "ran",
    "ran out",
    "reviewed",
)
LABEL_WIDTH = max(map(len, LABELS)) + 2
COLUMN_MIN = 22
RAN_OUT = {
    Certainty.SURELY: "yes",
    Certainty.POSSIBLY: "possibly",
    Certainty.NOT: "no",
}


@click.command("readings")
@click.argument("incident", shell_complete=incident_ids)
@click.option("--subject", default="", help="Only this person, by pseudonym.")
@protocol_option
@width_option
@data_option
@database_option
def command(
    *,
    incident: str,
    subject: str,
    protocol: str,
    width: int | None,
    database: str,
    as_json: bool,
) -> None:
    """Set the competing readings of INCIDENT's section 136 clock side by side.

    Every recorded moment that can be said to start the clock is a reading, and so is each version
    of one arrival. None is chosen; where a reviewer prefers one, that is said with the reason. The
    rule's text and source stand below them.
    """
    with opened(database) as log:
        case, clock = View(protocol=protocol).case(entries_of(log, incident))
    people = [each for each in case.timeline.subjects if subject in ("", each)]
    found = [reading for person in people for reading in readings(case, person)]
    if as_json:
        plain = [reading_plain(reading) for reading in found]
        say_json({"incident": case.incident, "protocol": case.protocol.name, "readings": plain})
        return
    show(_page(case, found, clock, width_of(width)))


def _page(case: Case, found: list[Reading], clock: Clock, width: int) -> Iterator[Line]:
    yield from heading_lines(case.incident, clock, width)
    yield [f"standards {case.protocol.name}"]
    if not found:
        text = "No reading: no rule limits such a detention, or no power or no start is recorded."
        yield from text_lines(text, width)
    for (subject, period), group in groupby(found, key=_period):
        same = list(group)
        yield []
        yield [Inked(f"{subject}, detention {period}", Ink.HEADING)]
        room = max(1, (width - 2 - LABEL_WIDTH) // (COLUMN_MIN + 2))
        for first in range(0, len(same), room):
            if first:
                yield []
            yield from _side_by_side(same[first : first + room], clock, width)
        if len(same) > 1:
            apart = Length.between(same[0].begun.window, same[-1].begun.window)
            text = f"The first and the last start are {short(apart)} apart."
            yield from text_lines(text, width, "  ")
        yield from _rules(same, width)


def _period(reading: Reading) -> tuple[str, int]:
    return reading.subject, reading.period


def _side_by_side(shown: Sequence[Reading], clock: Clock, width: int) -> Iterator[Line]:
    """One column a reading, one row a property."""
    room = (width - 2 - LABEL_WIDTH) // len(shown) - 2
    columns = [_cells(reading, clock) for reading in shown]
    for label, *cells in zip(LABELS, *columns, strict=True):
        wraps = [wrap(escaped(cell), room) or [""] for cell in cells]
        for number, parts in enumerate(zip_longest(*wraps, fillvalue="")):
            start = f"  {'' if number else label:<{LABEL_WIDTH}}"
            yield [(start + "".join(f"{part:<{room + 2}}" for part in parts)).rstrip()]


def _cells(reading: Reading, clock: Clock) -> tuple[str, ...]:
    """The properties of a reading, in the order of `LABELS`."""
    place = f" at {reading.place}" if reading.place else ""
    extension = ""
    if reading.extended is not Certainty.NOT:
        sure = "possibly " if reading.extended is Certainty.POSSIBLY else ""
        extension = f", {sure}extended by {few(reading.extension_s)}"
    ended = "nothing recorded"
    if reading.ended is not None:
        ended = f"{clock.says_window(reading.ended.window)} (#{reading.ended.entries[0]})"
    return (
        reading.start.value,
        f"{clock.says_window(reading.begun.window)} (#{reading.begun.entries[0]})",
        f"{reading.by}{place}",
        f"{few(reading.limit_s)}{extension}",
        clock.says_window(reading.expiry),
        ended,
        short(reading.length),
        RAN_OUT[reading.expired],
        "; ".join(_reviewed(reading, each, clock) for each in reading.preferences) or "-",
    )


def _reviewed(reading: Reading, preference: Preference, clock: Clock) -> str:
    """What a reviewer says of this version: by whom, when and why."""
    is_this = preference.preferred == reading.begun.entries[0]
    what = "preferred" if is_this else f"#{preference.preferred} is preferred to it"
    when = clock.says_window(preference.window)
    why = preference.reason or "no reason given"
    return f"{what} by {preference.agency}, {when} (#{preference.version}): {why}"


def _rules(same: list[Reading], width: int) -> Iterator[Line]:
    for rule, source in dict.fromkeys((reading.rule, reading.source) for reading in same):
        yield from text_lines(rule, width, "  rule    ")
        yield from text_lines(source, width, "  source  ", ink=Ink.QUIET)
