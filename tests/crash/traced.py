"""The program whose write path is recorded: it makes a log, posts, and says what it was told.

``python -m tests.crash.traced SEED SYNCHRONOUS FOLDER``. Posts one by one, in a batch, from several
threads at once, a correction and a key; checkpoints that start the WAL anew; one ordered close and
a second opening; and at the end no close at all. A receipt is noted before anything else is done.
"""

import os
import random
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Final

from jointlog.domain.entry import Draft, Envelope
from jointlog.domain.events.oversight import FindingAnswered
from jointlog.domain.store import sqlite_connection
from jointlog.domain.store.keys import Scope
from jointlog.domain.store.log import Log, Receipt, open_log
from tests.store.samples import AMBULANCE, NOW_MS, OCCURRED, draft, event_id, retraction

FOLDER: Final = "folder"
ACKNOWLEDGED: Final = "acknowledged"
LOG: Final = "log.sqlite"
PAGES_BEFORE_CHECKPOINT: Final = 60
THREADS: Final = 3
LONGER_THAN_A_PAGE: Final = "€" * 1_800  # 5,400 bytes
YEAR_MS: Final = 365 * 86_400_000
OPEN: Final = ExitStack()
"""Holds the second log open until the process ends."""


class Poster:
    """Posts, and writes down each receipt in one call."""

    def __init__(
        self, log: Log, handle: int, chance: random.Random, numbers: Iterator[int]
    ) -> None:
        self._log = log
        self._handle = handle
        self._chance = chance
        self._numbers = numbers

    def key(self) -> None:
        """Issue a key and note it."""
        key = self._log.keys.issue(
            AMBULANCE, Scope.AGENCY, now_ms=NOW_MS, expires_ms=NOW_MS + YEAR_MS
        )
        os.write(self._handle, f"key {key}\n".encode())

    def one(self) -> None:
        """Post one statement."""
        self._note([self._log.post(self._draft(), AMBULANCE, now_ms=NOW_MS)])

    def several(self, number: int) -> None:
        """Post a batch."""
        drafts = [self._draft() for _ in range(number)]
        receipts = self._log.post_many(drafts, AMBULANCE, now_ms=NOW_MS, atomic=True)
        self._note([receipt for receipt in receipts if isinstance(receipt, Receipt)])

    def at_once(self, number: int) -> None:
        """Post from several threads."""
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda _: self.one(), range(number)))

    def retract(self, number: int) -> None:
        """Take back the statement of this number."""
        made = retraction(next(self._numbers), event_id(number))
        self._note([self._log.post(made, AMBULANCE, now_ms=NOW_MS)])

    def _draft(self) -> Draft:
        """An arrival in one of four incidents, or (one in eight) a text longer than a page."""
        incident, number = f"CAD-{self._chance.randint(1, 4)}", next(self._numbers)
        if self._chance.random() < 1 / 8:
            fact = FindingAnswered(finding_id="F-1", explanation=LONGER_THAN_A_PAGE)
            return Draft(event_id(number), incident, fact, Envelope(occurred=OCCURRED))
        return draft(number, incident=incident, callsign="A" * self._chance.randint(2, 40))

    def _note(self, receipts: Sequence[Receipt]) -> None:
        last = max(receipt.position for receipt in receipts)
        os.write(self._handle, f"position {last}\n".encode())


def work(folder: Path, seed: int) -> None:
    """All of it; the process ends without closing the log."""
    chance, numbers = random.Random(seed), count(1)  # noqa: S311 - no secret
    handle = os.open(folder.parent / ACKNOWLEDGED, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with open_log(str(folder / LOG)) as log:
        poster = Poster(log, handle, chance, numbers)
        poster.one()
        poster.key()
        poster.several(5)
        poster.at_once(6)
    poster = Poster(OPEN.enter_context(open_log(str(folder / LOG))), handle, chance, numbers)
    for _ in range(8):
        poster.one()
    poster.several(12)
    poster.at_once(12)
    poster.retract(1)
    poster.one()
    os.close(handle)


if __name__ == "__main__":
    sqlite_connection.SYNCHRONOUS_FULL = int(sys.argv[2])  # type: ignore[misc]
    sqlite_connection.PAGES_BEFORE_CHECKPOINT = PAGES_BEFORE_CHECKPOINT  # type: ignore[misc]
    work(Path(sys.argv[3]), int(sys.argv[1]))
    os._exit(0)
