"""Progress of what takes longer than a second: on standard error, and only on a terminal.

One line tells it, from the first second on. A thread draws it, since such work does not stop on
its way; whoever prints calls `hush` first, so that the line is gone before.
"""

import sys
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from shutil import get_terminal_size
from threading import Event, RLock, Thread
from typing import Final, TypeVar

T = TypeVar("T")
PATIENCE_S = 1.0
BETWEEN_S = 0.1
CLEARED: Final = "\r\x1b[K"
"""Begins the line anew. No colour: it is written also where none is wanted."""


@dataclass(slots=True, eq=False)
class _Piece:
    """One piece of work: what is told of it, from when on. A bar is drawn as its items come."""

    what: str
    begun_s: float
    is_bar: bool = False
    is_silent: bool = False


class _Line:
    """The line, and the pieces of work that it may tell of: the outermost first."""

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []
        self._lock = RLock()
        self._shown: _Piece | None = None
        self._is_over = False

    def begin(self, what: str, *, is_bar: bool = False) -> _Piece:
        """Tell of this piece of work, until it ends."""
        piece = _Piece(what, time.monotonic(), is_bar)
        with self._lock:
            self._is_over = self._is_over and bool(self._pieces)
            self._pieces.append(piece)
        if not is_bar:
            self.draw()
        return piece

    def end(self, piece: _Piece) -> None:
        """The piece of work is done: nothing tells of it any more."""
        with self._lock:
            self._pieces.remove(piece)
            if self._shown is piece:
                self._clear()

    def draw(self) -> None:
        """Tell of the innermost piece that took longer than a second."""
        with self._lock:
            now = time.monotonic()
            old = [each for each in self._pieces if now - each.begun_s >= PATIENCE_S]
            if old and not old[-1].is_bar:
                self.put(old[-1], f"{old[-1].what}, {now - old[-1].begun_s:.0f} s so far")

    def put(self, piece: _Piece, text: str) -> None:
        """Write the line anew, for this piece."""
        with self._lock:
            if not (piece.is_silent or self._is_over):
                self._shown = piece
                _put(f"{CLEARED}{text[: get_terminal_size().columns - 1]}")

    def hush(self, *, for_good: bool) -> None:
        """Take the line away; no piece but a bar is told of again, or none ever."""
        with self._lock:
            self._clear()
            self._is_over = self._is_over or for_good
            for each in self._pieces:
                each.is_silent = each.is_silent or not each.is_bar

    def _clear(self) -> None:
        if self._shown is not None:
            self._shown = None
            _put(CLEARED)

    @property
    def is_bar(self) -> bool:
        """Whether a bar tells of the innermost piece."""
        return bool(self._pieces) and self._pieces[-1].is_bar

    @contextmanager
    def drawn(self) -> Generator[None, None, None]:
        """Have a thread draw the line, where none does."""
        if self._pieces:
            yield
            return
        ended = Event()

        def draw() -> None:
            while not ended.wait(BETWEEN_S):
                self.draw()

        drawer = Thread(target=draw, daemon=True)
        drawer.start()
        try:
            yield
        finally:
            ended.set()
            drawer.join()


_LINE: Final = _Line()


def progress(items: Iterable[T], what: str, total: int | None = None) -> Generator[T, None, None]:
    """The items, with a bar from the first second on; ``what`` names them (``incidents``)."""
    if not sys.stderr.isatty():
        yield from items
        return
    piece = _LINE.begin(what, is_bar=True)
    begun = shown = piece.begun_s
    done = 0
    try:
        for item in items:
            yield item
            done += 1
            now = time.monotonic()
            if now - begun > PATIENCE_S and now - shown > BETWEEN_S:
                shown = now
                _LINE.put(piece, bar(done, total, now - begun, what))
    finally:
        _LINE.end(piece)


@contextmanager
def working(what: str) -> Generator[None, None, None]:
    """Say ``what`` is done and for how long, from its first second on, of one piece of work.

    Pieces may lie in each other: the innermost that took a second is told.
    """
    if not sys.stderr.isatty():
        yield
        return
    with _LINE.drawn():
        piece = _LINE.begin(what)
        try:
            yield
        finally:
            _LINE.end(piece)


def hush(*, is_terminal: bool = True, for_good: bool = False) -> None:
    """Take the line away before something is printed, and draw none until other work begins.

    A bar stays where what is printed goes to no terminal: a file that grows. ``for_good`` where
    something else takes the terminal: the session of a replay, a pager, a server.
    """
    if is_terminal or not _LINE.is_bar:
        _LINE.hush(for_good=for_good)


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
