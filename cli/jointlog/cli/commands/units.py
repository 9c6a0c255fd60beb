"""``jointlog units``."""

from collections.abc import Iterator
from typing import Any

import click

from jointlog.cli.listing import text_lines
from jointlog.cli.output import AS_CSV, say_all, say_csv, say_json, table
from jointlog.cli.progress import progress
from jointlog.cli.reading import data_option, database_option, entries_of, opened, width_of
from jointlog.projections.units.figures import Units, zones
from jointlog.projections.units.report import FIGURES, figures


@click.command("units")
@click.argument("names", nargs=-1, type=click.Choice(list(FIGURES)), metavar="[FIGURE]...")
@data_option
@database_option
def command(*, names: tuple[str, ...], database: str, as_json: bool) -> None:
    """Show figures of the units of every incident: all, or each FIGURE that is named.

    Who was sent and never came, waits between the stages of an assignment, when nobody was
    assigned or at the scene, times out of order, units sent while still on another call. Lengths
    are in seconds. They are made from the entries, so a mended entry mends them.
    """
    with opened(database) as log:
        heads = log.incidents()
        units = Units(
            entries_of(log, head.incident) for head in progress(heads, "incidents", len(heads))
        )
    found = figures(units, names)
    if as_json and click.get_current_context().meta.get(AS_CSV):
        say_csv(["figure", "value"], _lines(found))
        return
    if as_json:
        say_json(found)
        return
    say_all(table(["figure", "value"], list(_lines(found)), width_of(None)))
    if told := zones(units):
        text = f"times and days by the clock of each incident: {', '.join(told)}"
        say_all(text_lines(text, width_of(None)))


def _lines(value: Any, path: str = "") -> Iterator[list[str]]:
    """Each value with the names that lead to it."""
    if isinstance(value, dict) and value:
        for name, held in value.items():
            yield from _lines(held, f"{path} / {name}" if path else name)
    elif isinstance(value, list):
        yield [path, ", ".join(map(str, value))]
    else:
        yield [path, "" if value in (None, {}) else str(value)]
