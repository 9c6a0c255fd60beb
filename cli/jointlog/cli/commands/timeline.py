"""``jointlog timeline``."""

from pathlib import Path

import click

from jointlog.cli.completing import incident_ids
from jointlog.cli.drawing.page import Part, page
from jointlog.cli.extras import needed
from jointlog.cli.listing import Line, busiest_lines
from jointlog.cli.output import say, say_json, show
from jointlog.cli.reading import (
    View,
    data_option,
    database_option,
    entries_of,
    opened,
    view_options,
    width_of,
    width_option,
    window_options,
)
from jointlog.domain.store.owner import for_owner
from jointlog.domain.time import ANY_TIME
from jointlog.projections.case import Case
from jointlog.projections.findings import find
from jointlog.projections.lanes.drawing import lanes
from jointlog.projections.lanes.standing import standing
from jointlog.projections.plain import timeline_plain
from jointlog.projections.review.busiest import SHORT_S
from jointlog.projections.wording.times import Clock, span_of

FILE = click.Path(dir_okay=False, path_type=Path)
PNG_SCALE = 2.0
"""Dots for each unit of the drawing: sharp on paper."""


@click.command("timeline")
@click.argument("incident", shell_complete=incident_ids)
@window_options
@view_options
@click.option("--svg", type=FILE, help="Write the picture as an SVG file that stands alone.")
@click.option("--png", type=FILE, help="Write the picture as a PNG file (extra: analysis).")
@width_option
@data_option
@database_option
def command(
    *,
    incident: str,
    view: View,
    begins: str,
    ends: str,
    svg: Path | None,
    png: Path | None,
    width: int | None,
    database: str,
    as_json: bool,
) -> None:
    """Draw who held what, who waited for whom, who was there, and which clocks ran out.

    Every lane is a responsibility, a wait, an agency or a clock. Stretches that nobody held are
    hatched between '!' marks, with their length. --from and --to draw a part of the time; --svg
    and --png write the picture of the page to a file instead.
    """
    convert = needed("vl_convert", "analysis", "--png").svg_to_png if png is not None else None
    with opened(database) as log:
        case, clock = view.case(entries_of(log, incident))
    drawn = lanes(case, subject=view.subject)
    window = clock.between(begins, ends, drawn.whole)
    if as_json:
        say_json(timeline_plain(case, view.subject, window or ANY_TIME))
        return
    if svg is None and png is None:
        columns = width_of(width)
        where = [] if window is not None else _where(case, clock, columns, view.subject)
        show(page(case, clock, columns, Part(view.subject, window), where))
        return
    if window is not None:
        drawn = lanes(case, window, view.subject)
    picture = standing(drawn, case.horizon, case.incident, f"standards {case.protocol.name}")
    if svg is not None:
        for_owner(svg).write_text(picture, encoding="utf-8", newline="\n")
        say(f"wrote {svg}", err=True)
    if png is not None and convert is not None:
        for_owner(png).write_bytes(convert(picture, scale=PNG_SCALE))
        say(f"wrote {png}", err=True)


def _where(case: Case, clock: Clock, width: int, subject: str) -> list[Line]:
    """Where to look first, in a record that is not seen at one glance."""
    whole = span_of([each.window for each in case.statements])
    if whole is None or whole.latest_s - whole.earliest_s < SHORT_S:
        return []
    found = (each for each in find(case) if subject in ("", each.found.subject))
    lines = busiest_lines(found, clock, width, case.incident)
    return [[], *lines[:-1]] if lines else []
