"""``jointlog handovers``."""

import click

from jointlog.cli.reading import data_option, database_option, width_option
from jointlog.cli.rows_asked import Words, limit_option, row_options, zone_option
from jointlog.cli.rows_shown import print_rows
from jointlog.cli.sorting import Sorting, sort_options
from jointlog.projections.statistics.subjects import HANDOVERS


@click.command("handovers")
@row_options(HANDOVERS.name)
@sort_options("time", "length", "outcome", "incident", default="time")
@limit_option
@zone_option
@width_option
@data_option
@database_option
def command(
    *,
    words: Words,
    sorting: Sorting,
    limit: int | None,
    zone: str,
    width: int | None,
    database: str,
    as_json: bool,
) -> None:
    """List each offer of a responsibility, whom it was made to, and what came of it."""
    print_rows(
        HANDOVERS,
        words,
        sorting,
        database=database,
        zone=zone,
        limit=limit,
        width=width,
        as_json=as_json,
    )
