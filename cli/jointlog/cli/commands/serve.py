"""``jointlog serve``: the one command that starts the API."""

import click

from jointlog.cli.output import say
from jointlog.cli.progress import hush
from jointlog.cli.reading import database_option, settings_of
from jointlog.domain.store.address import shown

HOST = "127.0.0.1"
PORT = 8000
PORT_MAX = 65_535
WORKERS_MAX = 256
LOG_FORMATS = ("auto", "json", "text", "off")
LOG_LEVELS = ("debug", "info", "warning", "error")


@click.command("serve")
@click.option("--host", default=HOST, show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, PORT_MAX),
    default=PORT,
    show_default=True,
    help="The port to listen on.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, WORKERS_MAX),
    default=1,
    show_default=True,
    help="Processes that answer; one that ends is replaced.",
)
@click.option(
    "--log-format",
    type=click.Choice(LOG_FORMATS),
    default="auto",
    show_default=True,
    envvar="JOINTLOG_LOG",
    show_envvar=True,
    help="Lines on standard error, one a request; auto: text on a terminal, else JSON.",
)
@click.option(
    "--log-level",
    type=click.Choice(LOG_LEVELS),
    default="info",
    show_default=True,
    envvar="JOINTLOG_LOG_LEVEL",
    show_envvar=True,
    help="From which level on lines are written.",
)
@database_option
def command(host: str, port: int, database: str, workers: int, **logs: str) -> None:
    """Start the HTTP API on this log, until it is stopped with Ctrl-C or SIGTERM.

    Requests under way are answered first. No line of log holds an address, a question or anything
    that an entry says: see docs/how-to/operate.md, also for /metrics and OpenTelemetry.
    """
    run(database, host, port, workers, logs["log_format"], logs["log_level"])


def run(  # noqa: PLR0917 - the options of the command
    database: str,
    host: str,
    port: int,
    workers: int = 1,
    log_format: str = "auto",
    log_level: str = "info",
) -> None:
    """Serve this log."""
    from jointlog.api.server import Logs, serve  # noqa: PLC0415 - heavy, and only needed here

    settings = settings_of(database)
    hush(for_good=True)
    serve(
        settings,
        host=host,
        port=port,
        announce=_say_link,
        listens=lambda url: say(
            f"The log {shown(database)} is at {url}/ (docs at /docs; Ctrl-C stops it).", err=True
        ),
        workers=workers,
        logs=Logs(log_format, log_level),
    )


def _say_link(link: str) -> None:
    say(f"Open the page in a browser, once and within five minutes: {link}", err=True)
