"""The program that goes on where another was killed: it posts the last entry again, and new ones.

``python -m tests.crash.resumed SEED SYNCHRONOUS FOLDER``. What a killed process had written and not
synced is in the file for who opens it next, and on the disk perhaps not.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Final

from jointlog.domain.entry import Draft
from jointlog.domain.store.log import open_log
from tests.crash.operations import Operation, Sync, Write
from tests.crash.traced import ACKNOWLEDGED, LOG
from tests.store.samples import AMBULANCE, NOW_MS, draft

NEW: Final = 2_000_000
POSTS: Final = 2
OPEN: Final = ExitStack()
"""Holds the log open until the process ends."""


def work(folder: Path) -> None:
    """All of it; the process ends without closing the log."""
    handle = os.open(folder.parent / ACKNOWLEDGED, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    log = OPEN.enter_context(open_log(str(folder / LOG)))
    entries = [each.entry for each in log.read(max(0, log.head() - 1), 1) if each.entry]
    again = [Draft(e.event_id, e.incident, e.fact, e.envelope) for e in entries]
    for made in (*again, *(draft(NEW + number) for number in range(POSTS))):
        receipt = log.post(made, AMBULANCE, now_ms=NOW_MS)
        os.write(handle, f"position {receipt.position}\n".encode())
    os.close(handle)


def kills(operations: Sequence[Operation], number: int) -> list[int]:
    """So many moments, spread over the run, at which a post is written and not synced."""
    found = [
        moment
        for moment, (one, other) in enumerate(pairwise(operations), 1)
        if isinstance(one, Write) and isinstance(other, Sync) and one.inode == other.inode
    ]
    return found[:: max(1, len(found) // number)]


if __name__ == "__main__":
    work(Path(sys.argv[3]))
    os._exit(0)
