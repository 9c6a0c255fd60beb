"""``jointlog timeline``."""

import click

from jointlog.cli.drawing.page import page
from jointlog.cli.output import say_all, say_json
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
from jointlog.projections.plain import timeline_plain


@click.command("timeline")
@click.argument("incident")
@view_options
@width_option
@json_option
@database_option
def command(incident: str, view: View, width: int | None, database: str, *, as_json: bool) -> None:
    """Draw who held what, who waited for whom, and who was there.

    Every lane is a responsibility, a wait or an agency. Stretches that nobody held are hatched
    between '!' marks, with their length.
    """
    with opened(database) as log:
        case, clock = view.case(entries_of(log, incident))
    if as_json:
        say_json(timeline_plain(case, view.subject))
        return
    say_all(page(case, clock, width_of(width), view.subject))
