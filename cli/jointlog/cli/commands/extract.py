"""``jointlog extract``."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from jointlog.cli.exits import Exit
from jointlog.cli.extracting.placing import new_folder
from jointlog.cli.extracting.stamp import STAMP_FILE, Stamp, incidents_of, last_position
from jointlog.cli.extras import needed
from jointlog.cli.listing import instant_s
from jointlog.cli.output import say
from jointlog.cli.progress import progress
from jointlog.cli.reading import database_option, opened, settings_of
from jointlog.domain.store.log import Log
from jointlog.domain.store.settings import Settings
from jointlog.projections.extract import TABLES, bucket_of

PROCESSES_MAX = 64
BUCKETS_MAX = 4096
SMALL_LOG = 5_000
TOLD_MAX = 20
"""Entries and incidents that are left out are told one by one, up to so many."""


@click.command("extract")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--events-only", is_flag=True, help="Only the events: no waits and other rows.")
@click.option(
    "--as-known-at", default="", metavar="TIME", help="Only what this log had recorded by then."
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
    events_only: bool,
    as_known_at: str,
    buckets: int,
    replaces: bool,
    processes: int | None,
    database: str,
) -> None:
    """Write the log as files for other tools, into the new folder OUT.

    Events, waits, holds, handovers, findings, conveyances and incidents are Parquet, divided by
    incident. The same log gives the same bytes.
    """
    needed("pyarrow", "analysis", "jointlog extract")
    from jointlog.cli.extracting.making import Asked  # noqa: PLC0415 - needs pyarrow

    known_s = instant_s(as_known_at, "--as-known-at")
    known_at_ms = None if known_s is None else known_s * 1000 + 999
    tables = tuple(each.name for each in TABLES[: 1 if events_only else None])
    with opened(database) as log, new_folder(out, replaces=replaces) as folder:
        stamp = Stamp(last_position(log, known_at_ms), known_at_ms, buckets=buckets)
        asked = Asked(folder, stamp, tables)
        made = _make_tables(log, settings_of(database), asked, processes or _processes(stamp))
        stamp = replace(
            stamp,
            events=made.rows["events"],
            incidents=made.incidents,
            unreadable=len(made.unreadable),
        )
        _write_stamp(folder, stamp, made)
    say(
        f"{stamp.events} events of {stamp.incidents} incidents, "
        f"up to position {stamp.position} of the log, are in {out}"
    )
    _tell_left_out(made)


def _processes(stamp: Stamp) -> int:
    """One a core, where that is worth starting them."""
    return (os.cpu_count() or 1) if stamp.position >= SMALL_LOG else 1


def _make_tables(log: Log, settings: Settings, asked: Any, processes: int) -> Any:
    """Write the Parquet files of every table; gives what was written."""
    from jointlog.cli.extracting import making  # noqa: PLC0415 - needs pyarrow

    incidents = incidents_of(log)
    parts = len({bucket_of(incident, asked.stamp.buckets) for incident in incidents})
    made = making.Made()
    done = making.make_buckets(log, settings, asked, incidents, processes)
    for each in progress(done, "parts", parts):
        made.add(each)
    making.make_empty(asked, made)
    return made


def _write_stamp(folder: Path, stamp: Stamp, made: Any) -> None:
    told = {
        **stamp.plain(),
        "rows": dict(sorted(made.rows.items())),
        "unmade": [{"incident": name, "problem": why} for name, why in sorted(made.unmade)],
    }
    (folder / STAMP_FILE).write_text(json.dumps(told, indent=2) + "\n", "utf-8")


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
