"""A command that lists the rows of one subject, such as ``jointlog handovers``."""

import click

from jointlog.cli.reading import data_option, database_option, width_option
from jointlog.cli.rows_asked import Words, limit_option, row_options, zone_option
from jointlog.cli.rows_shown import print_rows
from jointlog.cli.sorting import Sorting, sort_options
from jointlog.projections.statistics.subjects import Subject


def rows_command(subject: Subject, about: str, *sorts: str) -> click.Command:
    """The command of a subject, named after it; ``about`` is its help, ``sorts`` its orders."""

    @click.command(subject.name, help=about)
    @row_options(subject.name)
    @sort_options(*sorts, default=sorts[0])
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
        print_rows(
            subject,
            words,
            sorting,
            database=database,
            zone=zone,
            limit=limit,
            width=width,
            as_json=as_json,
        )

    return command
