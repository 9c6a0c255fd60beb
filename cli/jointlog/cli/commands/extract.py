"""``jointlog extract``."""

import os
from pathlib import Path
from typing import Any

import click

from jointlog.cli.exits import Exit
from jointlog.cli.extracting.formats import Format
from jointlog.cli.extracting.placing import new_folder
from jointlog.cli.extracting.stamp import Stamp, last_position
from jointlog.cli.extras import needed
from jointlog.cli.listing import instant_s
from jointlog.cli.output import say
from jointlog.cli.reading import database_option, opened, settings_of
from jointlog.domain.errors import MalformedError

PROCESSES_MAX = 64
BUCKETS_MAX = 4096
SMALL_LOG = 5_000
TOLD_MAX = 20
"""Entries and incidents that are left out are told one by one, up to so many."""


@click.command("extract")
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "formats",
    type=click.Choice([each.value for each in Format]),
    multiple=True,
    help="Only this format; may be given several times.  [default: all]",
)
@click.option("--events-only", is_flag=True, help="Only the events: no waits and other rows.")
@click.option(
    "--as-known-at", default="", metavar="TIME", help="Only what this log had recorded by then."
)
@click.option(
    "--disclose",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="TOML: the columns of disclosed.sqlite.  [default: no free text, no references]",
)
@click.option(
    "--buckets",
    type=click.IntRange(1, BUCKETS_MAX),
    default=16,
    show_default=True,
    help="Into how many parts the incidents are divided; one part is one file a table.",
)
@click.option("--replace", "replaces", is_flag=True, help="Replace an earlier extract.")
@click.option(
    "--processes",
    type=click.IntRange(1, PROCESSES_MAX),
    help="Processes that make rows.  [default: one a core; one for a small log]",
)
@database_option
def command(
    *,
    out: Path,
    formats: tuple[str, ...],
    events_only: bool,
    as_known_at: str,
    disclose: Path | None,
    buckets: int,
    replaces: bool,
    processes: int | None,
    database: str,
) -> None:
    """Write the log as files for other tools, into the new folder OUT.

    Events, waits, holds, handovers, findings, conveyances and incidents as Parquet with views for
    DuckDB, disclosed columns as SQLite, and the entries as OCEL 2.0 and XES; with a dictionary of
    every column. The same log gives the same bytes.
    """
    needed("pyarrow", "analysis", "jointlog extract")
    from jointlog.cli.extracting import writing  # noqa: PLC0415 - needs pyarrow

    known_s = instant_s(as_known_at, "--as-known-at")
    known_at_ms = None if known_s is None else known_s * 1000 + 999
    chosen = frozenset(Format(each) for each in formats or list(Format))
    disclosed = _disclosed(disclose)
    with opened(database) as log, new_folder(out, replaces=replaces) as folder:
        stamp = Stamp(last_position(log, known_at_ms), known_at_ms, buckets=buckets)
        asked = writing.asked_for(folder, stamp, chosen, events_only=events_only)
        settings = settings_of(database)
        made = writing.write_tables(log, settings, asked, processes or _processes(stamp))
        stamp = writing.write_others(asked, made, chosen, disclosed)
    say(
        f"{stamp.events} events of {stamp.incidents} incidents, "
        f"up to position {stamp.position} of the log, are in {out}"
    )
    _tell_left_out(made)


def _processes(stamp: Stamp) -> int:
    """One a core, where that is worth starting them."""
    return (os.cpu_count() or 1) if stamp.position >= SMALL_LOG else 1


def _disclosed(path: Path | None) -> Any:
    """The columns that are disclosed.

    Raises:
        MalformedError: the file names what there is not.

    """
    from jointlog.projections.extract.disclosed import (  # noqa: PLC0415 - only where asked for
        default_text,
        disclosed_of,
    )

    if path is None:
        return disclosed_of(default_text())
    try:
        return disclosed_of(path.read_text("utf-8"))
    except UnicodeDecodeError:
        raise MalformedError(str(path), "is not UTF-8", "TOML in UTF-8") from None
    except MalformedError as error:
        raise error.within(str(path)) from None


def _tell_left_out(made: Any) -> None:
    """Say what is not in the extract.

    Raises:
        Exit: with the code of a damaged log, where something is not.

    """
    told = [f"position {position} is left out: {why}" for position, why in sorted(made.unreadable)]
    told += [f"{name}: no rows can be made of it: {why}" for name, why in sorted(made.unmade)]
    for line in told[:TOLD_MAX]:
        say(f"jointlog: {line}", err=True)
    if len(told) > TOLD_MAX:
        say(f"jointlog: and {len(told) - TOLD_MAX} more", err=True)
    if told:
        raise click.exceptions.Exit(Exit.INTEGRITY)
