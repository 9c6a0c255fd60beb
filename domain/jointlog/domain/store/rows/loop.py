"""Runs the follower in a thread: listen, then pull, then wait; heals, and never ends by itself."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

from jointlog.domain.errors import LogError
from jointlog.domain.store.contract import error_name
from jointlog.domain.store.rows.contract import RowsOf
from jointlog.domain.store.rows.follower import Follower
from jointlog.domain.store.rows.helpers import Helpers
from jointlog.domain.store.rows.rebuild import ensure, rebuild
from jointlog.domain.store.rows.schema import fingerprint

POLL_S: Final = 2.0
"""How long at most the log is not looked at, whatever is told of it."""
PAUSE_S: Final = 0.2
PAUSE_MAX_S: Final = 5.0
TRY_AGAIN_S: Final = 1.0
"""How often a process that does not follow asks whether the one that did is gone."""

logger = logging.getLogger("jointlog.rows")


class FollowerLoop:
    """Follows a log until it is stopped; of several on one database one works, the others wait."""

    def __init__(self, of: RowsOf, processes: int = 1) -> None:
        """Follow with so many processes where it is far behind."""
        self._of = of
        self._helpers = Helpers(of, processes)
        self._log = of.log
        self._database = of.database
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="jointlog-rows", daemon=True)
        self.trouble = ""
        """What keeps it from following now, by its kind; empty while nothing does."""
        self.is_leader = False
        """Whether this process follows; else another does, or nothing can."""

    def start(self) -> None:
        """Begin to follow."""
        self._log.on_commit(self._database.wake)
        self._thread.start()

    def stop(self) -> None:
        """Finish the transaction under way, and end."""
        self._stopped.set()
        self._database.wake()
        if self._thread.is_alive():
            self._thread.join()

    def run(self) -> None:
        """Follow in this thread until `stop` is called in another, or it is interrupted."""
        self._log.on_commit(self._database.wake)
        self._run()

    def catch_up(self) -> int:
        """Apply all that is recorded now, whoever else follows; return how many entries.

        Raises:
            StoreError: the log or the rows cannot be used.

        """
        return sum(self.catching_up())

    def catching_up(self) -> Iterator[int]:
        """Apply all that is recorded now, batch by batch: how many entries each had.

        Raises:
            StoreError: the log or the rows cannot be used.

        """
        follower = self._prepare()
        try:
            while applied := follower.step():
                yield applied
        finally:
            self._helpers.rest()

    def _run(self) -> None:
        pause_s = PAUSE_S
        while not self._stopped.is_set():
            try:
                if not self._database.lease():
                    self._stopped.wait(TRY_AGAIN_S)
                    continue
                self.is_leader = True
                follower = self._prepare()
                while not self._stopped.is_set():
                    applied = follower.step()
                    self.trouble, pause_s = "", PAUSE_S
                    if not applied:
                        self._database.wait(POLL_S)
            except LogError as error:
                self.trouble = _kind(error)
                logger.warning("the rows cannot be followed now: %s", error)
            except Exception as error:
                self.trouble = f"{type(error).__name__}: the cause stands in the server's log"
                logger.exception("the rows cannot be followed now")
            finally:
                self.is_leader = False
                self._helpers.rest()
                self._database.release()
            self._stopped.wait(pause_s)
            pause_s = min(PAUSE_MAX_S, 2 * pause_s)

    def _prepare(self) -> Follower:
        """The follower of tables that are made where there are none, or are of other columns."""
        ensure(self._database, self._of.kind)
        with self._database.reading() as run:
            ((columns,),) = run.execute("SELECT columns FROM rows_position")
        if columns != fingerprint(self._of.kind.tables):
            logger.warning("the rows are of another edition: they are made anew")
            rebuild(self._of)
        return Follower(self._of, helpers=self._helpers)


def _kind(error: LogError) -> str:
    """What may be told to everybody: the text of an error may repeat a value."""
    cause = error.__cause__ or error
    told = ", ".join(name for name in (error.code, error_name(cause)) if name)
    return f"{type(error).__name__} ({told}): run 'jointlog doctor' where the log is"


@contextmanager
def following(of: RowsOf) -> Iterator[FollowerLoop]:
    """A loop that follows in a thread until the end."""
    loop = FollowerLoop(of)
    loop.start()
    try:
        yield loop
    finally:
        loop.stop()
