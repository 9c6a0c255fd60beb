"""``jointlog serve``: the one command that starts the API."""

import click

from jointlog.cli.output import say
from jointlog.cli.reading import database_option, settings_of

HOST = "127.0.0.1"
PORT = 8000
PORT_MAX = 65_535


@click.command("serve")
@click.option("--host", default=HOST, show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, PORT_MAX),
    default=PORT,
    show_default=True,
    help="The port to listen on.",
)
@database_option
def command(host: str, port: int, database: str) -> None:
    """Start the HTTP API on this log, until it is stopped with Ctrl-C."""
    run(database, host, port)


def run(database: str, host: str, port: int) -> None:
    """Serve this log."""
    from jointlog.api.server import serve  # noqa: PLC0415 - heavy, and only needed here

    say(
        f"The log {database} is at http://{host}:{port}/ (docs at /docs; Ctrl-C stops it).",
        err=True,
    )
    serve(settings_of(database), host=host, port=port, announce=_say_link)


def _say_link(link: str) -> None:
    say(f"Open the page in a browser, once and within five minutes: {link}", err=True)
