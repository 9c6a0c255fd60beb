"""``jointlog rows follow | rebuild | status | check``: the rows that analysts query."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click

from jointlog.cli.now import now_ms
from jointlog.cli.output import say, say_all, say_json, table
from jointlog.cli.reading import data_option, database_option, opened, settings_of, width_of
from jointlog.domain.errors import StoreError
from jointlog.domain.store.address import shown
from jointlog.domain.store.collecting import few_collections
from jointlog.domain.store.rows.contract import RowsOf
from jointlog.domain.store.rows.loop import FollowerLoop
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.rows.reading import RowsReader, Status
from jointlog.domain.store.rows.rebuild import check, rebuild
from jointlog.projections.rows import KIND

PROCESSES_MAX = 64
processes_option = click.option(
    "--processes",
    type=click.IntRange(1, PROCESSES_MAX),
    default=os.cpu_count() or 1,
    show_default="one a core",
    help="Processes that make rows.",
)


@click.group("rows")
def command() -> None:
    """Keep the rows that analysts query up with the log, and check them."""


@contextmanager
def rows_of_log(database: str) -> Iterator[RowsOf]:
    """The rows of the log of this name."""
    with (
        opened(database) as log,
        open_rows(log, settings_of(database), KIND) as rows,
        few_collections(),
    ):
        yield rows


@command.command("follow")
@click.option("--once", is_flag=True, help="End when all that is recorded now is in the rows.")
@database_option
def follow(database: str, *, once: bool) -> None:
    """Keep the rows up with the log, until it is stopped with Ctrl-C.

    'jointlog serve' does the same; of several processes on one log one follows.
    """
    with rows_of_log(database) as rows:
        loop = FollowerLoop(rows, os.cpu_count() or 1)
        if once:
            applied = loop.catch_up()
            say(f"{applied} entries were behind; the rows are at position {rows.log.head()}.")
            return
        say(f"Following {shown(database)} (Ctrl-C stops it).", err=True)
        loop.run()


@command.command("rebuild")
@processes_option
@database_option
def rebuild_rows(database: str, processes: int) -> None:
    """Make all rows anew beside the live ones, then swap; queries go on meanwhile."""
    with rows_of_log(database) as rows:
        position = rebuild(rows, processes=processes)
        status = RowsReader(rows).status(now_ms())
    total = sum(standing for standing, _ in status.counts.values())
    say(f"{total} rows of the log up to position {position} are made anew.")


@command.command("status")
@data_option
@database_option
def status_of_rows(database: str, *, as_json: bool) -> None:
    """Show how many rows there are, how far they are behind, and what is parked."""
    with rows_of_log(database) as rows:
        reader = RowsReader(rows)
        status = reader.status(now_ms())
        parked = reader.parked() if status.is_made else []
        marked = reader.marked() if status.is_made else []
    if as_json:
        say_json(
            {
                **_plain(status),
                "parked": [asdict(each) for each in parked],
                "marked": [{"incident": name, "problem": problem} for name, problem in marked],
            }
        )
        return
    if not status.is_made:
        say("There are no rows yet: run 'jointlog rows follow' or 'jointlog serve'.")
        return
    cells = [[name, str(now), str(all_)] for name, (now, all_) in status.counts.items()]
    say_all(table(["table", "known now", "now or before"], cells, width_of(None)))
    lag = status.lag
    say(f"At position {lag.position} of {lag.head}: {lag.events} behind, {lag.seconds:.1f} s.")
    if not status.is_current:
        say("They are of another edition: run 'jointlog rows rebuild'.")
    for each in parked:
        say(f"Parked: position {each.position}, {each.incident}: {each.reason}")


@command.command("check")
@processes_option
@database_option
def check_rows(database: str, processes: int) -> None:
    """Make the rows anew, and compare them with the live ones row for row.

    Where any differs, the differences are printed and the exit code is that of a damaged log.
    """
    with rows_of_log(database) as rows:
        found = check(rows, processes=processes)
        status = RowsReader(rows).status(now_ms())
    for each in found:
        say(
            f"{each.table}: {each.only_live} rows only in the live table, "
            f"{each.only_rebuilt} only in the rebuilt one, such as {each.example}"
        )
    if found:
        raise StoreError("the live rows differ from the log: run 'jointlog rows rebuild'")
    total = sum(all_ for _, all_ in status.counts.values())
    say(f"{total} rows at position {status.lag.position} equal those made anew.")


def _plain(status: Status) -> dict[str, Any]:
    return {
        "is_made": status.is_made,
        "is_current": status.is_current,
        "position": status.lag.position,
        "lag_events": status.lag.events,
        "lag_s": status.lag.seconds,
        "generation": status.generation,
        "tables": {
            name: {"rows": standing, "with_those_of_before": total}
            for name, (standing, total) in status.counts.items()
        },
    }
