"""The server process: opens the log, answers until it is told to stop, and closes the log."""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import Final

import uvicorn
from fastapi import FastAPI

from jointlog.api.app import create_app
from jointlog.api.page.session import link_maker
from jointlog.domain.store.backup.manifest import Backups
from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.loop import following
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.store.settings import Settings
from jointlog.projections.rows import KIND

STOP_WITHIN_S: Final = 10
BACKLOG: Final = 2048


def clock() -> int:
    """The time now, UTC milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def serve(
    settings: Settings, host: str, port: int, announce: Callable[[str], None] | None = None
) -> None:
    """Serve the log of these settings until SIGINT or SIGTERM; requests under way are finished.

    Args:
        settings: where the log is.
        host: the address to listen at.
        port: the port to listen at; 0 is any free one.
        announce: told the one-time link to the page, where the address is this machine's only.

    Raises:
        StoreError: the log cannot be opened.
        OSError: the address cannot be listened at.

    """
    with (
        Log.open(settings) as log,
        open_rows(log, settings, KIND) as rows,
        following(rows) as follower,
        listening(host, port) as listener,
    ):
        app = create_app(
            log,
            clock=clock,
            rows=RowsReader(rows),
            follower=follower,
            backups=backups_of(settings),
        )
        server = make_server(app)
        address, number = listener.getsockname()[:2]
        if announce is not None and ip_address(address).is_loopback:
            shown = f"[{address}]" if ":" in address else address
            announce(f"http://{shown}:{number}{link_maker(app.state, clock)()}")
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def backups_of(settings: Settings) -> Backups | None:
    """The backups that the settings name."""
    if settings.backups is None:
        return None
    return Backups(settings.backups, settings.backup_age_max_ms)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens at the address; port 0 is any free one.

    Raises:
        OSError: the address cannot be listened at.

    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def make_server(app: FastAPI) -> uvicorn.Server:
    """Uvicorn as we run it: no banner, no access log (an address names an incident)."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            ws="none",
            lifespan="off",
            timeout_graceful_shutdown=STOP_WITHIN_S,
        )
    )
