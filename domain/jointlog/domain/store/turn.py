"""Whose turn it is to write, among the processes on one SQLite file.

SQLite's own waiting sleeps longer after each try, so the process that has just written is mostly
the next one again, and another waits for seconds. Here one of those that wait is the next: it holds
a lock on the WAL's file, on which SQLite itself takes none, until its transaction has begun; a
process that has just written asks for that lock like the others. Nothing but fairness rests on it:
SQLite's lock keeps writers apart, and a process that does not get its turn in time tries without.
"""

import math
import os
import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

WAL: Final = "-wal"
TURN_S_MAX: Final = 2
PAUSE_S_MAX: Final = 0.001
"""How long a process sleeps, at most, before it asks again for its turn."""
OTHERS_S: Final = 1.0
"""How long after another process wanted to write each turn is asked for."""
ASK_EVERY_S: Final = 0.01
"""How often a process that writes alone asks whether another wants to."""
LOCKED_PAUSE_S: Final = 0.0002
"""How long the process that is next sleeps before it tries again to begin."""

fcntl: Any = import_module("fcntl") if find_spec("fcntl") else None


class Turn:
    """The turns of one process on one file; used by one thread at a time.

    Args:
        database: path of the log's file.
        patience_s: seconds after which a locked database is an error.
        clock: seconds that only grow.

    """

    def __init__(
        self, database: str, patience_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._path = database + WAL
        self._patience_s = patience_s
        self._clock = clock
        self._file: int | None = None
        self._is_taken = False
        self._others_s = -math.inf
        """Until when others are taken to write too."""
        self._ask_s = -math.inf
        """Until when no turn is asked for."""

    def begin(self, execute: Callable[[str], object]) -> None:
        """Begin a write transaction, when it is this process's turn.

        Args:
            execute: runs a statement on a connection that does not wait by itself.

        Raises:
            sqlite3.OperationalError: the database stays locked, or another error of SQLite's.

        """
        begun_s = self._clock()
        if begun_s < self._ask_s and _has_begun(execute, is_last=False):
            return
        self._wait(begun_s)
        try:
            while not _has_begun(execute, is_last=self._clock() >= begun_s + self._patience_s):
                self._others_s = begun_s + OTHERS_S
                time.sleep(LOCKED_PAUSE_S)
        finally:
            if self._is_taken:
                self._is_taken = False
                with suppress(OSError):
                    fcntl.flock(self._file, fcntl.LOCK_UN)

    @property
    def is_ours(self) -> bool:
        """Whether nobody else has wanted to write of late, so that no turn need be asked for."""
        return self._clock() < self._ask_s

    def close(self) -> None:
        """Let go of the file, which is another one when the last connection to the log closes."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        self._ask_s = -math.inf

    def _wait(self, now_s: float) -> None:
        """Be the next to write; not waited for where no file can be locked, and not for long."""
        if self._file is None and fcntl is not None:
            with suppress(OSError):
                self._file = os.open(self._path, os.O_RDONLY)
        while self._file is not None and not self._take() and self._clock() < now_s + TURN_S_MAX:
            self._others_s = now_s + OTHERS_S
            time.sleep(random.uniform(0, PAUSE_S_MAX))  # noqa: S311 - no secret
        self._ask_s = now_s + ASK_EVERY_S if now_s > self._others_s else -math.inf

    def _take(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        self._is_taken = True
        return True


def _has_begun(execute: Callable[[str], object], *, is_last: bool) -> bool:
    try:
        execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if is_last or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
