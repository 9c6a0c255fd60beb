"""Processes that work out what new entries change, for a follower that is far behind.

They read the entries themselves, and write nothing: the follower writes what they worked out, in
its one transaction. They begin when there is work, rest soon after, and end with their parent.
"""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from threading import Thread
from typing import Final

from jointlog.domain.store.collecting import seldom
from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.contract import RowsOf
from jointlog.domain.store.rows.history import Change, State, advance
from jointlog.domain.store.settings import Settings
from jointlog.domain.table import Kind, Maker

AT_ONCE: Final = 8
"""Incidents that a process is given at once; some take a hundred times as long as others."""

Given = tuple[str, State | None]
"""An incident, and how its rows stand."""


class Helpers:
    """Some processes; a log in memory has none, as it is of one process."""

    def __init__(self, of: RowsOf, processes: int) -> None:
        self._of = of
        is_in_memory = of.settings.database is None and not of.settings.postgresql
        self._processes = 1 if is_in_memory else processes
        self._pool: ProcessPoolExecutor | None = None

    @property
    def are_there(self) -> bool:
        """Whether there can be any."""
        return self._processes > 1

    def changes(self, given: Sequence[Given], last: int) -> Iterator[Change]:
        """What the entries of incidents behind their rows change, up to a position.

        Raises:
            BrokenProcessPool: one of them was killed.

        """
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_open_here,
                initargs=(self._of.settings, self._of.kind.make),
            )
        parts = [(given[at : at + AT_ONCE], last) for at in range(0, len(given), AT_ONCE)]
        try:
            for made in self._pool.map(_work_here, parts):
                yield from made
        except BaseException:
            self.rest()
            raise

    def rest(self) -> None:
        """End them, until there is work again."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


_here: list[tuple[Log, Kind]] = []
"""In a helper: its log, and what makes rows."""


def _open_here(settings: Settings, make: Maker) -> None:
    # The follower ends them; a signal to the whole group would break what it has under way.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Thread(target=_end_with_the_parent, daemon=True).start()
    with suppress(OSError):
        os.nice(1)
    seldom()
    _here.append((Log.open(settings, must_exist=True), Kind((), make)))


def _end_with_the_parent() -> None:
    """A pool's process would wait for work for ever after its parent was killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None, "a helper has a parent"
    parent.join()
    os._exit(1)


def _work_here(part: tuple[Sequence[Given], int]) -> list[Change]:
    ((log, kind),) = _here
    given, last = part
    made = []
    for incident, state in given:
        located = [each for each in log.located(incident) if each.position <= last]
        made.append(advance(kind, state, located)[1])
    return made
