"""A command that lists the rows of one subject, such as ``jointlog handovers``."""

import click

from jointlog.cli.rows_asked import Listing, Words, listing_options, row_options
from jointlog.cli.rows_shown import print_rows
from jointlog.projections.statistics.subjects import Subject


def rows_command(subject: Subject, about: str, *sorts: str) -> click.Command:
    """The command of a subject, named after it; ``about`` is its help, ``sorts`` its orders."""

    @click.command(subject.name, help=about)
    @row_options(subject.name)
    @listing_options(*sorts, default=sorts[0])
    def command(*, words: Words, listing: Listing) -> None:
        print_rows(subject, words, listing)

    return command
