"""Progress of what takes longer than a second: on standard error, and only on a terminal."""

import sys
import time
from collections.abc import Generator, Iterable
from typing import TypeVar

import click

T = TypeVar("T")
PATIENCE_S = 1.0
BETWEEN_S = 0.1


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
                click.echo(f"\r\x1b[K{bar(done, total, now - begun, what)}", nl=False, err=True)
    finally:
        if is_shown:
            click.echo("\r\x1b[K", nl=False, err=True)


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
