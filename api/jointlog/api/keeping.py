"""Keeps the rows for queries in a process of its own, so that posts and answers never wait for it.

The process ends with the one that started it, however that ends; one that ends by itself is
started again. A log in memory is of one process: there it is a thread.
"""

import logging
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from threading import Event, Thread
from typing import Final, Protocol

from jointlog.api.operating.logs import Logs, configure
from jointlog.domain.errors import StoreError
from jointlog.domain.store.collecting import few_collections
from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.contract import RowsOf
from jointlog.domain.store.rows.loop import FollowerLoop, following
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.settings import Settings
from jointlog.projections.rows import KIND

TELL_EVERY_S: Final = 0.1
PAUSE_S: Final = 1.0
STOP_S_MAX: Final = 10

logger = logging.getLogger("jointlog.rows")


class Keeper(Protocol):
    """Who keeps the rows."""

    @property
    def is_leader(self) -> bool:
        """Whether it follows now; else another does, or nothing can."""

    @property
    def trouble(self) -> str:
        """What keeps it from following now; empty while nothing does."""


class FollowerProcess:
    """A process that follows the log of these settings."""

    def __init__(self, settings: Settings, logs: Logs | None = None) -> None:
        self.is_leader = False
        self.trouble = ""
        self._settings = settings
        self._logs = logs
        self._stopped = Event()
        self._thread = Thread(target=self._keep, name="jointlog-keeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let it finish its transaction, and end."""
        self._stopped.set()
        self._thread.join(2 * STOP_S_MAX)

    def _keep(self) -> None:
        context = multiprocessing.get_context("spawn")
        while not self._stopped.is_set():
            ours, theirs = context.Pipe()
            # No daemon, which may have no helpers: it ends when the pipe to it does.
            process = context.Process(
                target=follow, args=(self._settings, self._logs, theirs), daemon=False
            )
            try:
                process.start()
            except OSError as error:  # no memory, no process more
                ours.close()
                theirs.close()
                self._is_missing(f"cannot be started ({error.strerror})", error.errno)
                continue
            theirs.close()
            self._listen(ours)
            ours.close()  # which tells it to end
            process.join(STOP_S_MAX)
            if process.exitcode is None:
                process.kill()
                process.join()
            if not self._stopped.is_set():
                self._is_missing(f"ended ({process.exitcode})", process.exitcode)
        self.is_leader = False

    def _is_missing(self, why: str, code: int | None) -> None:
        """Say that there is no such process now, and wait before the next."""
        self.is_leader = False
        self.trouble = f"the process that keeps the rows {why}: it is started again"
        logger.warning("the process that keeps the rows is gone (%s): it is started again", code)
        self._stopped.wait(PAUSE_S)

    def _listen(self, said: Connection) -> None:
        """Note what it says, until it ends or is to end."""
        try:
            while not self._stopped.is_set():
                if said.poll(TELL_EVERY_S):
                    self.is_leader, self.trouble = said.recv()
        except (EOFError, OSError):
            return


def follow(settings: Settings, logs: Logs | None, parent: Connection) -> None:
    """Follow in this process until the one that started it says so, or is gone."""
    configure(logs)
    ends_s: list[float] = []
    # The parent answers signals, and tells of its end; systemd sends them to every process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: ends_s.append(time.monotonic() + STOP_S_MAX))
    try:
        with (
            Log.open(settings, must_exist=True) as log,
            open_rows(log, settings, KIND) as rows,
            few_collections(),
        ):
            loop = FollowerLoop(rows, os.cpu_count() or 1)
            loop.start()
            said: tuple[bool, str] | None = None
            while not (parent.poll(TELL_EVERY_S) or (ends_s and time.monotonic() > ends_s[0])):
                now = (loop.is_leader, loop.trouble)
                if now != said:
                    parent.send(now)
                    said = now
            loop.stop()
    except OSError:
        return  # the parent is gone
    except StoreError as error:
        logger.warning("the rows cannot be kept: %s", error)
        sys.exit(1)


@contextmanager
def keeping(rows: RowsOf, logs: Logs | None = None) -> Iterator[Keeper]:
    """Keep the rows until the end.

    In a process, which writes its lines of log as this one does, or in a thread where the log is
    in memory, or this is one of several workers.
    """
    is_in_memory = rows.settings.database is None and not rows.settings.postgresql
    if is_in_memory or multiprocessing.parent_process() is not None:
        with following(rows) as loop:
            yield loop
        return
    process = FollowerProcess(rows.settings, logs)
    try:
        yield process
    finally:
        process.stop()
