"""``jointlog export``."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click

from jointlog.cli.completing import incident_ids
from jointlog.cli.exits import Exit
from jointlog.cli.output import say, say_line
from jointlog.cli.progress import progress
from jointlog.cli.reading import database_option, entries_of, opened
from jointlog.domain.lines import to_line
from jointlog.domain.store.log import Located, Log
from jointlog.domain.store.owner import for_owner

READ_AT_ONCE = 500


@click.command("export")
@click.argument("incident", required=False, shell_complete=incident_ids)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write this file.")
@database_option
def command(incident: str | None, output: Path | None, database: str) -> None:
    """Write the entries of INCIDENT, or of the whole log, as lines of JSON.

    The same entries give the same bytes, and 'jointlog import' reads them back.
    """
    unreadable = 0
    with opened(database) as log:
        if incident is not None:
            incident = entries_of(log, incident)[0].incident
        stream = None if output is None else for_owner(output).open("wb")
        found = log.located(incident) if incident is not None else _all(log)
        total = len(found) if isinstance(found, list) else log.head()
        for located in progress(found, "entries", total):
            if located.entry is None:
                unreadable += 1
                say(f"jointlog: position {located.position}: {located.problem}", err=True)
            elif stream is None:
                say_line(to_line(located.entry))
            else:
                stream.write(to_line(located.entry).encode() + b"\n")
        if stream is not None:
            with closing(stream):
                stream.flush()
    if unreadable:
        raise click.exceptions.Exit(Exit.INTEGRITY)


def _all(log: Log) -> Iterator[Located]:
    position = 0
    while found := log.read(position, READ_AT_ONCE):
        yield from found
        position = found[-1].position
