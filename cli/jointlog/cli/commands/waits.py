"""``jointlog waits``."""

import click

from jointlog.cli.completing import incident_ids
from jointlog.cli.listing import WAIT_KEYS, ListedWait, wait_table, waits_of
from jointlog.cli.output import say, say_json, show
from jointlog.cli.reading import (
    ORDER,
    UNTIL,
    View,
    entries_of,
    opened,
    protocol_option,
    width_of,
)
from jointlog.cli.rows_asked import Listing, Words, listing_options, of_one, row_options
from jointlog.cli.rows_shown import print_rows
from jointlog.domain.incident import Order
from jointlog.projections.plain import Plain, asked_by, wait_plain
from jointlog.projections.statistics.subjects import WAITS


@click.command("waits")
@click.argument("incident", required=False, shell_complete=incident_ids)
@row_options(WAITS.name)
@protocol_option
@UNTIL
@ORDER
@listing_options("time", "length", "kind", "outcome", "incident")
def command(
    *, incident: str | None, words: Words, listing: Listing, protocol: str, until: str, order: str
) -> None:
    """List who waited for whom, how long, and how it ended: of INCIDENT, or of all.

    Across incidents an offer of a responsibility that waits to be decided is a wait too.
    """
    if incident is None:
        if protocol or until or order != Order.OCCURRED.value:
            raise click.UsageError("--protocol, --until and --order go with an INCIDENT")
        print_rows(WAITS, words, listing)
        return
    view = View(words.given["known_at"], order, until, words.given["person"], protocol)
    with opened(listing.database) as log:
        case, clock = view.case(entries_of(log, incident))

    def plain(row: ListedWait) -> Plain:
        return wait_plain(row[1], row[0], asked_by(case, row[1]))

    asked = of_one(words, listing.zone)
    found = [(case.incident, wait, clock) for wait in waits_of(case, view.subject, asked)]
    rows = listing.sorting.rows(found, WAIT_KEYS, plain)[: listing.limit]
    if listing.as_json:
        say_json([plain(row) for row in rows])
    elif rows:
        show(wait_table(rows, width_of(listing.width)))
    else:
        say("No wait is recorded.")
