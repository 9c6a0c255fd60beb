"""Whose turn it is to write, among the processes on one SQLite file.

SQLite's own waiting sleeps longer after each try, so the process that has just written is mostly
the next one again, and another waits for seconds. Here one of those that wait is the next: it holds
a lock on the WAL's file, on which SQLite itself takes none, until its transaction has begun; a
process that has just written asks for that lock like the others. Nothing but fairness rests on it:
SQLite's lock keeps writers apart, and a process that does not get its turn in time tries without.
"""

import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

WAL: Final = "-wal"
TURN_S_MAX: Final = 2
PAUSE_S_MAX: Final = 0.001
"""How long a process sleeps, at most, before it asks again for its turn."""
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

    def begin(self, execute: Callable[[str], object]) -> None:
        """Begin a write transaction, when it is this process's turn.

        Raises:
            sqlite3.OperationalError: the database stays locked, or another error of SQLite's.

        """
        end_s = self._clock() + self._patience_s
        with self._next():
            execute("PRAGMA busy_timeout = 0")  # its sleeps get long
            try:
                while not _has_begun(execute, is_last=self._clock() >= end_s):
                    time.sleep(LOCKED_PAUSE_S)
            finally:
                execute(f"PRAGMA busy_timeout = {int(self._patience_s * 1000)}")

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    @contextmanager
    def _next(self) -> Iterator[None]:
        """Be the next to write; not waited for where no file can be locked, and not for long."""
        end_s = self._clock() + TURN_S_MAX
        with suppress(OSError):
            self._open()
        while self._file is not None and not self._take() and self._clock() < end_s:
            time.sleep(random.uniform(0, PAUSE_S_MAX))  # noqa: S311 - no secret
        try:
            yield
        finally:
            with suppress(OSError, TypeError, AttributeError):  # no file, or no locks here
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def _open(self) -> None:
        if self._file is not None and os.fstat(self._file).st_nlink == 0:
            self.close()  # the last connection to the log deleted it; there is another now
        if self._file is None and fcntl is not None:
            self._file = os.open(self._path, os.O_RDONLY)

    def _take(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def _has_begun(execute: Callable[[str], object], *, is_last: bool) -> bool:
    try:
        execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if is_last or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
