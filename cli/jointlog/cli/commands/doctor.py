"""``jointlog doctor``: what is wrong with a set-up, and how to mend it."""

import os
from dataclasses import asdict

import click

from jointlog.cli.checks import FAIL, Setup, examine
from jointlog.cli.exits import Exit
from jointlog.cli.now import now_ms
from jointlog.cli.output import say, say_all, say_json, table
from jointlog.cli.reading import data_option, database_option, width_of
from jointlog.domain.store.address import DATABASE

PORT = 8000
PORT_MAX = 65_535


@click.command("doctor")
@click.option(
    "--port",
    type=click.IntRange(1, PORT_MAX),
    default=PORT,
    show_default=True,
    help="The port that is to be listened at.",
)
@data_option
@database_option
def command(port: int, database: str, *, as_json: bool) -> int:
    """Look at the set-up of this log, and say what is wrong and how to mend it.

    It looks at Python, time zones, the port, the variables, SQLite or PostgreSQL, owner and mode,
    file system, free space, the WAL, the pepper, backups, the log, the clock, keys and rows; it
    changes nothing and prints no secret. Exit code 0: no fault, though there may be warnings; 5: a
    fault.
    """
    found = list(examine(Setup({**os.environ, DATABASE: database}, now_ms(), port)))
    faults = sum(each.state == FAIL for each in found)
    if as_json:
        say_json({"faults": faults, "checks": [asdict(each) for each in found]})
    else:
        cells = [
            [each.name, each.state, f"{each.said}. Mend: {each.mend}" if each.mend else each.said]
            for each in found
        ]
        say_all(table(["check", "state", "found"], cells, width_of(None)))
        say(f"{faults} faults." if faults else "No fault.")
    return Exit.INTEGRITY if faults else Exit.OK
