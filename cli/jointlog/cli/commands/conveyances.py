"""``jointlog conveyances``."""

import click

from jointlog.cli.reading import data_option, database_option, width_option
from jointlog.cli.rows_asked import Words, limit_option, row_options, zone_option
from jointlog.cli.rows_shown import print_rows
from jointlog.cli.sorting import Sorting, sort_options
from jointlog.projections.statistics.subjects import CONVEYANCES


@click.command("conveyances")
@row_options(CONVEYANCES.name)
@sort_options("time", "length", "reason", "incident", default="time")
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
    """List each journey of a person: by whom, in what, and why by police where it was police."""
    print_rows(
        CONVEYANCES,
        words,
        sorting,
        database=database,
        zone=zone,
        limit=limit,
        width=width,
        as_json=as_json,
    )
