"""The server: opens the log, answers until it is told to stop, and closes it; as one or several."""

import gc
import logging
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from ipaddress import ip_address
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, Final

import uvicorn
from fastapi import FastAPI
from prometheus_client.multiprocess import mark_process_dead
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send
from uvicorn.supervisors import Multiprocess

from jointlog.api.app import create_app
from jointlog.api.keeping import keeping
from jointlog.api.operating.logs import Logs, configure
from jointlog.api.operating.metrics import MULTIPROCESS
from jointlog.api.operating.tracing import tracing
from jointlog.api.page.session import link_maker
from jointlog.domain.errors import LogError, StoreBusyError, StoreError
from jointlog.domain.store.backup.manifest import Backups
from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.store.settings import Settings
from jointlog.projections.rows import KIND

__all__ = [
    "Logs",
    "Worker",
    "backups_of",
    "clock",
    "listening",
    "make_server",
    "opened_app",
    "serve",
    "supervise",
]

STOP_WITHIN_S: Final = 10
BACKLOG: Final = 2048
SWITCH_S: Final = 0.0002
"""How long a thread that writes waits for the one that answers, and the other way round."""
OPENED_WITHIN_S: Final = 300
"""How long a worker that starts waits for a database that is away."""
SILENT_S_MAX: Final = 30
"""How long a worker may be silent, or take to start, before it is replaced."""

logger = logging.getLogger("jointlog.server")


def clock() -> int:
    """The time now, UTC milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def serve(
    settings: Settings,
    host: str,
    port: int,
    announce: Callable[[str], None] | None = None,
    *,
    workers: int = 1,
    logs: Logs | None = None,
    listens: Callable[[str], None] | None = None,
) -> None:
    """Serve the log of these settings until SIGINT or SIGTERM; requests under way are finished.

    Args:
        settings: where the log is.
        host: the address to listen at.
        port: the port to listen at; 0 is any free one.
        announce: told the one-time link to the page, where the address is this machine's only; not
            with several workers, of which one alone would know the link.
        workers: processes that answer; one that ends is replaced.
        logs: how lines of log are written; None leaves them as Python has them.
        listens: told the server's address, once the log is open and the address is taken.

    Raises:
        StoreError: the log cannot be opened.
        OSError: the address cannot be listened at.

    """
    configure(logs)
    if workers > 1:
        Log.open(settings).close()  # told here what is wrong, and not by each worker
        with listening(host, port) as listener:
            _tell(listens, listener)
            supervise(Worker(settings, logs), listener, workers)
        return
    with opened_app(settings, logs) as app, listening(host, port) as listener:
        server = make_server(app, logs)
        _tell(listens, listener)
        if announce is not None and ip_address(listener.getsockname()[0]).is_loopback:
            announce(f"{_url(listener)}{link_maker(app.state, clock)()}")
        with suppress(KeyboardInterrupt):
            # Uvicorn raises the signal again when it is done: what is open is still to be closed.
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            server.run(sockets=[listener])


def _tell(listens: Callable[[str], None] | None, listener: socket.socket) -> None:
    """Say where the server is, once the log is open and the address taken."""
    if listens is not None:
        listens(_url(listener))


def _url(listener: socket.socket) -> str:
    address, number = listener.getsockname()[:2]
    return f"http://[{address}]:{number}" if ":" in address else f"http://{address}:{number}"


@contextmanager
def opened_app(settings: Settings, logs: Logs | None = None) -> Iterator[FastAPI]:
    """The application on the log of these settings, with its follower, until the end.

    Raises:
        StoreError: the log cannot be opened.

    """
    with (
        tracing(os.environ) as tracer,
        Log.open(settings) as log,
        open_rows(log, settings, KIND) as rows,
        keeping(rows, logs) as follower,
    ):
        app = create_app(
            log,
            clock=clock,
            rows=RowsReader(rows),
            follower=follower,
            backups=backups_of(settings),
            tracer=tracer,
        )
        settle()
        yield app


def settle() -> None:
    """Prepare this process for many requests.

    What the application was made of stays: the collector of garbage does not look at it again,
    which held up every answer for some 20 ms, now and then.
    """
    sys.setswitchinterval(SWITCH_S)
    gc.collect()
    gc.freeze()


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


def make_server(app: FastAPI, logs: Logs | None = None) -> uvicorn.Server:
    """Uvicorn as we run it, in this process."""
    return uvicorn.Server(configured(app, logs, lifespan="off"))


def configured(app: Any, logs: Logs | None, **more: Any) -> uvicorn.Config:
    """Uvicorn's settings: no banner, no access log (an address names an incident)."""
    if logs is not None and logs.form != "off":
        more["log_config"] = None  # our handler writes its lines too
    return uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=STOP_WITHIN_S,
        **more,
    )


class Worker:
    """The application of one of several processes; it opens the log when the process starts."""

    def __init__(self, settings: Settings, logs: Logs | None) -> None:
        self._settings = settings
        self.logs = logs
        self._open = ExitStack()
        self._app: FastAPI | None = None

    def __reduce__(self) -> tuple[type["Worker"], tuple[Settings, Logs | None]]:
        """What another process makes it of."""
        return Worker, (self._settings, self.logs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Open and close the log with the process, and answer what comes between."""
        if scope["type"] != "lifespan":
            assert self._app is not None, "the server starts it first"
            await self._app(scope, receive, send)
            return
        assert (await receive())["type"] == "lifespan.startup", "it comes first"
        try:
            await run_in_threadpool(self._start)
        except LogError as error:
            logger.error("the log cannot be opened: %s", error)  # noqa: TRY400 - no fault of ours
            await send({"type": "lifespan.startup.failed", "message": ""})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await run_in_threadpool(self._open.close)
        await send({"type": "lifespan.shutdown.complete"})

    def _start(self) -> None:
        """Open the log; a database that is away for a while is waited for.

        Raises:
            LogError: it cannot be opened.

        """
        configure(self.logs)
        parent = multiprocessing.parent_process()
        Thread(target=_end_with, args=(parent,), daemon=True).start()
        end_s = time.monotonic() + OPENED_WITHIN_S
        while True:
            try:
                self._app = self._open.enter_context(opened_app(self._settings))
            except StoreBusyError:
                if time.monotonic() > end_s:
                    raise
                time.sleep(1)
            else:
                return


def _end_with(parent: Any) -> None:
    """End in order when the process that started this one is gone."""
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


class Supervisor(Multiprocess):
    """Uvicorn's, which replaces workers that end; what it counted for them is kept."""

    has_failed = False

    def keep_subprocess_alive(self) -> None:
        """Replace the workers that have ended."""
        before = {process.pid for process in self.processes}
        was_ending = self.should_exit.is_set()
        super().keep_subprocess_alive()
        self.has_failed = self.should_exit.is_set() and not was_ending
        for pid in before - {process.pid for process in self.processes}:
            logger.warning("a worker has ended and is replaced")
            mark_process_dead(pid)  # type: ignore[no-untyped-call]


def supervise(worker: Worker, listener: socket.socket, workers: int) -> None:
    """Run so many workers on one socket, until SIGINT or SIGTERM.

    Raises:
        StoreError: a worker cannot start.

    """
    with TemporaryDirectory(prefix="jointlog-metrics-") as folder:
        os.environ[MULTIPROCESS] = folder
        config = configured(
            worker,
            worker.logs,
            lifespan="on",
            workers=workers,
            timeout_worker_healthcheck=SILENT_S_MAX,
        )
        supervisor = Supervisor(config, sockets=[listener])
        supervisor.run()
        del os.environ[MULTIPROCESS]
    if supervisor.has_failed:
        raise StoreError("a worker could not open the log: what it said stands above")
