"""How processes that write to one log as fast as they can share it.

python -m tests.network.turns --processes 4 --threads 8 --seconds 5 --held-ms 5 [--without-turns]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

from jointlog.domain.store import sqlite
from jointlog.domain.store.log import Log, open_log
from jointlog.domain.store.turn import Turn
from tests.store.samples import AMBULANCE, NOW_MS, draft

READY = "ready"
IDS_OF_ONE = 1_000_000


def write(place: str, process: int, threads: int) -> None:
    """Post from so many threads for the seconds that standard input tells; prints what came of it.

    That is the number of posts, and the longest wait of one in seconds.
    """
    with open_log(place) as log, ThreadPoolExecutor(threads) as pool:
        log.version("CAD-1")
        sys.stdout.write(READY + "\n")
        sys.stdout.flush()
        end = float(sys.stdin.readline()) + time.monotonic()
        first = process * IDS_OF_ONE
        starts = range(first, first + IDS_OF_ONE, IDS_OF_ONE // threads)
        done = list(pool.map(lambda start: _post_until(log, start, end), starts))
    sys.stdout.write(f"{sum(n for n, _ in done)} {max(wait for _, wait in done):.2f}\n")


def _post_until(log: Log, start: int, end: float) -> tuple[int, float]:
    longest, before = 0.0, time.monotonic()
    for number in count(start):
        if before > end:
            return number - start, longest
        log.post(draft(number), AMBULANCE, now_ms=NOW_MS)
        now = time.monotonic()
        longest, before = max(longest, now - before), now
    raise AssertionError


def share(
    place: str, *, processes: int, threads: int, seconds: float, extra: tuple[str, ...] = ()
) -> list[tuple[int, float]]:
    """The posts of each process, and the longest wait of one."""
    open_log(place).close()
    command = [sys.executable, "-m", "tests.network.turns", "--threads", str(threads), *extra]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path])}
    writers = [
        subprocess.Popen(
            [*command, "--write", place, "--process", str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environ,
        )
        for number in range(processes)
    ]
    for writer in writers:
        assert writer.stdout is not None, "it is a pipe"
        assert writer.stdout.readline().strip() == READY
    for writer in writers:
        assert writer.stdin is not None, "it is a pipe"
        writer.stdin.write(f"{seconds}\n")
        writer.stdin.flush()
    done = [writer.communicate(timeout=seconds + 60)[0].split() for writer in writers]
    return [(int(posts), float(longest)) for posts, longest in done]


def hold_the_lock(held_ms: int) -> None:
    """Make each write transaction so much longer, as on a slow disk."""
    stock = sqlite._version

    def slow(c: Any, stream: Any) -> int:
        time.sleep(held_ms / 1000)
        return stock(c, stream)

    setattr(sqlite, "_version", slow)  # noqa: B010 - by choice


def main() -> None:
    """Write, or start those that do and print how they shared the log."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--held-ms", type=int, default=0)
    parser.add_argument("--without-turns", action="store_true")
    parser.add_argument("--write", metavar="PLACE", default="", help=argparse.SUPPRESS)
    parser.add_argument("--process", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.without_turns:
        setattr(Turn, "begin", lambda _, execute: execute("BEGIN IMMEDIATE"))  # noqa: B010 - by choice
    if chosen.held_ms:
        hold_the_lock(chosen.held_ms)
    if chosen.write:
        write(chosen.write, chosen.process, chosen.threads)
        return
    extra = ("--held-ms", str(chosen.held_ms), *(["--without-turns"] * chosen.without_turns))
    with tempfile.TemporaryDirectory(prefix="jointlog-turns-") as folder:
        done = share(
            f"{folder}/log.sqlite",
            processes=chosen.processes,
            threads=chosen.threads,
            seconds=chosen.seconds,
            extra=extra,
        )
    posts = sorted(n for n, _ in done)
    sys.stdout.write(
        f"{sum(posts) / chosen.seconds:.0f} posts a second, shares {posts}, "
        f"longest wait {max(wait for _, wait in done):.2f} s\n"
    )


if __name__ == "__main__":
    main()
