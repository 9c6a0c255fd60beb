"""``jointlog waits``."""

from dataclasses import replace

import click

from jointlog.cli.completing import incident_ids
from jointlog.cli.listing import (
    WAIT_KEYS,
    ListedWait,
    cases_of,
    wait_filter_options,
    wait_table,
    waits_of,
)
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
)
from jointlog.cli.sorting import Sorting, sort_options
from jointlog.domain.incident import Outcome
from jointlog.projections.across import Filter
from jointlog.projections.plain import Plain, asked_by, wait_plain
from jointlog.projections.waits import LATE, POSSIBLY_LATE


@click.command("waits")
@click.argument("incident", required=False, shell_complete=incident_ids)
@click.option(
    "--outcome",
    type=click.Choice([*(each.value for each in Outcome), LATE, POSSIBLY_LATE]),
    help="Only waits with this outcome.",
)
@wait_filter_options
@sort_options("time", "length", "kind", "outcome", "incident")
@view_options
@width_option
@data_option
@database_option
def command(
    *,
    incident: str | None,
    asked: Filter,
    sorting: Sorting,
    view: View,
    outcome: str | None,
    width: int | None,
    database: str,
    as_json: bool,
) -> None:
    """List who waited for whom, how long, and how it ended: of INCIDENT, or of all."""
    with opened(database) as log:
        if incident is None:
            cases = list(cases_of(log, view))
        else:
            cases = [view.case(entries_of(log, incident))]
    wanted = replace(asked, outcome=outcome or "")
    ids = {case.incident: case for case, _ in cases}

    def plain(row: ListedWait) -> Plain:
        return wait_plain(row[1], row[0], asked_by(ids[row[0]], row[1]))

    listed = [
        (case.incident, wait, clock)
        for case, clock in cases
        for wait in waits_of(case, view.subject, wanted)
    ]
    rows = sorting.rows(listed, WAIT_KEYS, plain)
    if as_json:
        say_json([plain(row) for row in rows])
    elif rows:
        show(wait_table(rows, width_of(width)))
    else:
        say("No wait is recorded.")
