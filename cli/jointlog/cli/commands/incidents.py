"""``jointlog incidents``."""

import click

from jointlog.cli.clock import Clock
from jointlog.cli.output import say, say_all, say_json, table
from jointlog.cli.reading import database_option, json_option, opened, width_of


@click.command("incidents")
@json_option
@database_option
def command(database: str, *, as_json: bool) -> None:
    """List the incidents of the log in the order of their first entries."""
    with opened(database) as log:
        heads = log.incidents()
        rows = []
        for head in heads if not as_json else ():
            held = [e.entry for e in log.located(head.incident) if e.entry is not None]
            day = Clock.of(held).first_day.isoformat() if held else "cannot be read"
            agencies = ", ".join(sorted({str(entry.agency) for entry in held}))
            rows.append([head.incident, day, str(head.version), agencies])
    if as_json:
        say_json(
            [{"incident": h.incident, "version": h.version, "position": h.position} for h in heads]
        )
    elif rows:
        say_all(table(["incident", "first day", "entries", "recorded by"], rows, width_of(None)))
    else:
        say("The log has no incident yet: record one with 'jointlog post' or 'jointlog import'.")
