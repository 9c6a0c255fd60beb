"""``jointlog gaps``."""

import click

from jointlog.cli.completing import incident_ids
from jointlog.cli.listing import FINDING_KEYS, cases_of, filter_options, findings_of, when_words
from jointlog.cli.output import say, say_json, show, table
from jointlog.cli.reading import (
    View,
    data_option,
    database_option,
    entries_of,
    moment_options,
    opened,
    width_of,
    width_option,
)
from jointlog.cli.sorting import Sorting, sort_options
from jointlog.cli.words import agencies
from jointlog.domain.time import short
from jointlog.projections.across import Filter
from jointlog.projections.plain import finding_plain

CODES = ("F-GAP-01", "F-GAP-03")
"""Held by nobody, and left without a recorded acceptance."""


@click.command("gaps")
@click.argument("incident", required=False, shell_complete=incident_ids)
@filter_options
@sort_options("length", "time", "incident", "severity", default="length")
@moment_options
@width_option
@data_option
@database_option
def command(
    *,
    incident: str | None,
    asked: Filter,
    sorting: Sorting,
    view: View,
    width: int | None,
    database: str,
    as_json: bool,
) -> None:
    """List the responsibilities that nobody held, the longest first: across incidents, or of one.

    These are the findings F-GAP-01 and F-GAP-03; 'jointlog findings' has the others.
    """
    with opened(database) as log:
        cases = (
            cases_of(log, view)
            if incident is None
            else iter([view.case(entries_of(log, incident))])
        )
        rows = [
            (case.incident, finding, clock)
            for case, clock in cases
            for finding in findings_of(case, asked, CODES, view.subject)
        ]
    rows = sorting.rows(rows, FINDING_KEYS, lambda row: finding_plain(row[1], row[0]))
    if as_json:
        say_json([finding_plain(finding, name) for name, finding, _ in rows])
        return
    if not rows:
        say("No gap: nothing of what was asked for is recorded.")
        return
    cells = []
    for name, finding, clock in rows:
        found = finding.found
        strands = ", ".join(found.strands)
        day = clock.first_day.isoformat() if clock.day else ""
        when = f"{day} {when_words(found.start, found.end, clock)}".strip()
        before = agencies(found.parties, ", ")
        last = f"{when}{f', last held by {before}' if before else ''}"
        length = short(found.length) if found.length else ""
        cells.append([name, strands, length, str(found.grade), last])
    show(table(["incident", "strand", "length", "grade", "when"], cells, width_of(width)))
