"""A folder that is there whole or not at all: written under another name, then renamed."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from jointlog.cli.extracting.stamp import STAMP_FILE
from jointlog.domain.store.owner import DIRECTORY_OWNER


@contextmanager
def new_folder(out: Path, *, replaces: bool) -> Iterator[Path]:
    """A folder to write into, which takes its name when all is written.

    With ``replaces`` an earlier extract of that name is taken away then, and nothing else.

    Raises:
        UsageError: there is something of that name that may not be replaced.

    """
    _check(out, replaces=replaces)
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.parent / f".{out.name}.part-{os.getpid()}"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=DIRECTORY_OWNER)
    try:
        yield part
        _check(out, replaces=replaces)
        _swap(part, out)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _check(out: Path, *, replaces: bool) -> None:
    if not os.path.lexists(out):
        return
    if not replaces:
        raise click.UsageError(f"{out} is there already: name another folder, or give --replace")
    if out.is_symlink() or not (out / STAMP_FILE).is_file():
        raise click.UsageError(f"{out} is no extract (it has no {STAMP_FILE}): name another folder")


def _swap(part: Path, out: Path) -> None:
    """Put the new folder in the place of the old one, which comes back if that fails."""
    if not out.exists():
        part.rename(out)
        return
    old = out.parent / f".{out.name}.old-{os.getpid()}"
    out.rename(old)
    try:
        part.rename(out)
    except OSError:
        old.rename(out)
        raise
    shutil.rmtree(old)
