"""When Python looks for garbage in circles: seldom, in programs that make nearly none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

COLLECTED_AT: Final = 200_000
"""Objects made and not freed until the next look."""


def seldom() -> None:
    """Look seldom from now on."""
    gc.set_threshold(COLLECTED_AT, *gc.get_threshold()[1:])


@contextmanager
def few_collections() -> Iterator[None]:
    """Look seldom until the end, and never at what is there already.

    Entries and rows are freed without it, and looking costs a fifth of the time, some of it in
    pauses of a tenth of a second.
    """
    thresholds = gc.get_threshold()
    seldom()
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
