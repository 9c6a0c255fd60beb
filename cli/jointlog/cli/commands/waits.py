"""``jointlog waits``."""

import click

from jointlog.cli.listing import cases_of, wait_table, waits_of
from jointlog.cli.output import say, say_all, say_json
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
from jointlog.domain.incident import Outcome
from jointlog.projections.plain import asked_by, wait_plain
from jointlog.projections.waits import LATE, POSSIBLY_LATE


@click.command("waits")
@click.argument("incident", required=False)
@click.option(
    "--outcome",
    type=click.Choice([*(each.value for each in Outcome), LATE, POSSIBLY_LATE]),
    help="Only waits with this outcome.",
)
@view_options
@width_option
@json_option
@database_option
def command(
    *,
    incident: str | None,
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
    if as_json:
        say_json(
            [
                wait_plain(wait, case.incident, asked_by(case, wait))
                for case, _ in cases
                for wait in waits_of(case, view.subject)
                if outcome in (None, wait.outcome)
            ]
        )
        return
    rows = [
        (case.incident, wait, clock)
        for case, clock in cases
        for wait in waits_of(case, view.subject)
        if outcome in (None, wait.outcome)
    ]
    if rows:
        say_all(wait_table(rows, width_of(width)))
    else:
        say("No wait is recorded.")
