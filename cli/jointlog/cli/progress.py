"""Progress of what takes longer than a second: on standard error, and only on a terminal."""

import sys
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final, TypeVar

T = TypeVar("T")
PATIENCE_S = 1.0
BETWEEN_S = 0.1
CLEARED: Final = "\r\x1b[K"
"""Begins the line anew. No colour: it is written also where none is wanted."""


def progress(items: Iterable[T], what: str, total: int | None = None) -> Generator[T, None, None]:
    """The items, with a bar from the first second on; ``what`` names them (``incidents``)."""
    if not sys.stderr.isatty():
        yield from items
        return
    begun = shown = time.monotonic()
    done = 0
    is_shown = False
    try:
        for item in items:
            yield item
            done += 1
            now = time.monotonic()
            if now - begun > PATIENCE_S and now - shown > BETWEEN_S:
                shown, is_shown = now, True
                _put(f"{CLEARED}{bar(done, total, now - begun, what)}")
    finally:
        if is_shown:
            _put(CLEARED)


@contextmanager
def working(what: str) -> Generator[None, None, None]:
    """Say ``what`` is done and for how long, from the first second on, of one long piece of work.

    A thread says it, since such work does not stop on its way; nothing else may print meanwhile.
    """
    if not sys.stderr.isatty():
        yield
        return
    begun, ended = time.monotonic(), Event()

    def tell() -> None:
        if ended.wait(PATIENCE_S):
            return
        while True:
            _put(f"{CLEARED}{what}, {time.monotonic() - begun:.0f} s so far")
            if ended.wait(BETWEEN_S):
                _put(CLEARED)
                return

    teller = Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        ended.set()
        teller.join()


def _put(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def bar(done: int, total: int | None, took_s: float, what: str) -> str:
    """One line: ``[#####-----]  50% 100 of 200 incidents, 12 s left``."""
    if not total:
        return f"{done} {what}, {done / took_s:.0f} a second"
    share = min(done / total, 1.0)
    filled = round(share * 20)
    left_s = took_s * (total - done) / done
    return (
        f"[{'#' * filled}{'-' * (20 - filled)}] {share:4.0%} {done} of {total} {what}, "
        f"{max(left_s, 0):.0f} s left"
    )
