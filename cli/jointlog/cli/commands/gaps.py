"""``jointlog gaps``."""

import click

from jointlog.cli.completing import incident_ids
from jointlog.cli.listing import FINDING_KEYS, findings_of, when_words
from jointlog.cli.output import say, say_json, show, table
from jointlog.cli.reading import (
    UNTIL,
    View,
    entries_of,
    opened,
    width_of,
)
from jointlog.cli.rows_asked import Listing, Words, listing_options, of_one, row_options
from jointlog.cli.rows_shown import print_rows
from jointlog.cli.words import agencies
from jointlog.domain.time import short
from jointlog.projections.plain import finding_plain
from jointlog.projections.statistics.subjects import GAP_CODES, GAPS


@click.command("gaps")
@click.argument("incident", required=False, shell_complete=incident_ids)
@row_options(GAPS.name)
@UNTIL
@listing_options("length", "time", "incident", "severity", default="length")
def command(*, incident: str | None, words: Words, listing: Listing, until: str) -> None:
    """List the responsibilities that nobody held, the longest first: across incidents, or of one.

    These are the findings F-GAP-01 and F-GAP-03; 'jointlog findings' has the others.
    """
    if incident is None:
        if until:
            raise click.UsageError("--until goes with an INCIDENT")
        print_rows(GAPS, words, listing)
        return
    view = View(as_known_at=words.given["known_at"], until=until, subject=words.given["person"])
    with opened(listing.database) as log:
        case, clock = view.case(entries_of(log, incident))
    asked = of_one(words, listing.zone)
    found = [(case.incident, each, clock) for each in findings_of(case, asked, GAP_CODES)]
    rows = listing.sorting.rows(found, FINDING_KEYS, lambda row: finding_plain(row[1], row[0]))
    rows = rows[: listing.limit]
    if listing.as_json:
        say_json([finding_plain(finding, name) for name, finding, _ in rows])
        return
    if not rows:
        say("No gap: nothing of what was asked for is recorded.")
        return
    cells = []
    for name, finding, _ in rows:
        gap = finding.found
        before = agencies(gap.parties, ", ")
        day = clock.first_day.isoformat() if clock.day else ""
        when = f"{day} {when_words(gap.start, gap.end, clock)}".strip()
        last = f"{when}{f', last held by {before}' if before else ''}"
        length = short(gap.length) if gap.length else ""
        cells.append([name, ", ".join(gap.strands), length, str(gap.grade), last])
    show(table(["incident", "strand", "length", "grade", "when"], cells, width_of(listing.width)))
