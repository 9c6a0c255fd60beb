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
    protocol_option,
    width_of,
    width_option,
)
from jointlog.projections.plain import asked_by, wait_plain


@click.command("waits")
@click.argument("incident", required=False)
@click.option("--subject", default="", help="Only this person, by pseudonym.")
@click.option("--outcome", default="", help="Only waits with this outcome, such as declined.")
@protocol_option
@width_option
@json_option
@database_option
def command(
    *,
    incident: str | None,
    subject: str,
    outcome: str,
    protocol: str,
    width: int | None,
    database: str,
    as_json: bool,
) -> None:
    """List who waited for whom, how long, and how it ended: of INCIDENT, or of all."""
    with opened(database) as log:
        if incident is None:
            cases = list(cases_of(log, protocol))
        else:
            cases = [View(protocol=protocol).case(entries_of(log, incident))]
    if as_json:
        say_json(
            [
                wait_plain(wait, case.incident, asked_by(case, wait))
                for case, _ in cases
                for wait in waits_of(case, subject)
                if wait.outcome.startswith(outcome)
            ]
        )
        return
    rows = [
        (case.incident, wait, clock)
        for case, clock in cases
        for wait in waits_of(case, subject)
        if wait.outcome.startswith(outcome)
    ]
    if rows:
        say_all(wait_table(rows, width_of(width)))
    else:
        say("No wait is recorded.")
