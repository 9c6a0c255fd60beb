"""``jointlog waits``."""

import click

from jointlog.cli.completing import incident_ids
from jointlog.cli.listing import WAIT_KEYS, ListedWait, wait_table, waits_of
from jointlog.cli.output import say, say_json, show
from jointlog.cli.reading import (
    ORDER,
    UNTIL,
    View,
    data_option,
    database_option,
    entries_of,
    opened,
    protocol_option,
    width_of,
    width_option,
)
from jointlog.cli.rows_asked import Words, limit_option, of_one, row_options, zone_option
from jointlog.cli.rows_shown import print_rows
from jointlog.cli.sorting import Sorting, sort_options
from jointlog.domain.incident import Order
from jointlog.projections.plain import Plain, asked_by, wait_plain
from jointlog.projections.statistics.subjects import WAITS


@click.command("waits")
@click.argument("incident", required=False, shell_complete=incident_ids)
@row_options(WAITS.name)
@sort_options("time", "length", "kind", "outcome", "incident")
@protocol_option
@UNTIL
@ORDER
@limit_option
@zone_option
@width_option
@data_option
@database_option
def command(
    *,
    incident: str | None,
    words: Words,
    sorting: Sorting,
    protocol: str,
    until: str,
    order: str,
    limit: int | None,
    zone: str,
    width: int | None,
    database: str,
    as_json: bool,
) -> None:
    """List who waited for whom, how long, and how it ended: of INCIDENT, or of all.

    Across incidents an offer of a responsibility that waits to be decided is a wait too.
    """
    if incident is None:
        if protocol or until or order != Order.OCCURRED.value:
            raise click.UsageError("--protocol, --until and --order go with an INCIDENT")
        print_rows(
            WAITS,
            words,
            sorting,
            database=database,
            zone=zone,
            limit=limit,
            width=width,
            as_json=as_json,
        )
        return
    view = View(words.given["known_at"], order, until, words.given["person"], protocol)
    with opened(database) as log:
        case, clock = view.case(entries_of(log, incident))

    def plain(row: ListedWait) -> Plain:
        return wait_plain(row[1], row[0], asked_by(case, row[1]))

    asked = of_one(words, zone)
    found = [(case.incident, wait, clock) for wait in waits_of(case, view.subject, asked)]
    rows = sorting.rows(found, WAIT_KEYS, plain)[:limit]
    if as_json:
        say_json([plain(row) for row in rows])
    elif rows:
        show(wait_table(rows, width_of(width)))
    else:
        say("No wait is recorded.")
