"""``jointlog backup create | verify | restore | list``: copies of the log that can be trusted."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from itertools import repeat
from pathlib import Path
from typing import Any

import click

from jointlog.cli.now import now_ms
from jointlog.cli.output import say, say_all, say_json, table
from jointlog.cli.progress import progress
from jointlog.cli.reading import (
    data_option,
    database_option,
    json_option,
    opened,
    settings_of,
    width_of,
)
from jointlog.domain.errors import NotFoundError, StoreError
from jointlog.domain.store.address import is_postgresql
from jointlog.domain.store.backup import database as of_database
from jointlog.domain.store.backup import sqlite as of_file
from jointlog.domain.store.backup.drill import drill
from jointlog.domain.store.backup.manifest import (
    Manifest,
    copies,
    copy_path,
    manifest_path,
    note_verified,
    verified,
)
from jointlog.domain.store.backup.reading import Tell
from jointlog.domain.store.settings import BACKUPS, read_database

folder_argument = click.argument(
    "folder", type=click.Path(path_type=Path, file_okay=False), envvar=BACKUPS
)


@click.group("backup")
def command() -> None:
    """Copy the log while it is in use, verify copies, put one back.

    FOLDER is where copies are; JOINTLOG_BACKUPS if it is not given. The file with the pepper is in
    no copy: keep one apart, without it every key must be issued again.
    """


@command.command("create")
@folder_argument
@database_option
@json_option
def create(folder: Path, database: str, *, as_json: bool) -> None:
    """Copy the log into FOLDER while it is in use, and read the copy whole.

    Of a log in PostgreSQL it writes the manifest; make the dump after it, with PostgreSQL's own
    pg_dump, and verify what is restored from it: see docs/how-to/backup.md.
    """
    begun_s, begun_ms = time.monotonic(), now_ms()
    file = read_database(database)
    with opened(database) as log, _telling(log.head()) as tell:
        if is_postgresql(database):
            path, manifest = of_database.create(
                log, folder, now_ms=begun_ms, made_by=_made_by(), tell=tell
            )
        elif file is None:
            raise StoreError("a log in memory is not copied: set --database")
        else:
            path, manifest = of_file.create(
                file, folder, now_ms=begun_ms, made_by=_made_by(), tell=tell
            )
    took_s = time.monotonic() - begun_s
    if manifest.bytes:
        note_verified(path, manifest, now_ms=now_ms(), how="created", took_s=took_s)
    if as_json:
        say_json(_plain(path, manifest, took_s))
        return
    say(f"{path}")
    say(f"{_content(manifest)}; read whole in {took_s:.1f} s.")
    if not manifest.bytes:
        say("This is the manifest. Now dump the database: see docs/how-to/backup.md.", err=True)
    _warn(manifest)


@command.command("verify")
@click.argument("copy", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option(
    "--backups",
    type=click.Path(path_type=Path, file_okay=False),
    envvar=BACKUPS,
    show_envvar=True,
    help="Without COPY: the newest one in this folder.",
)
@database_option
@json_option
def verify(copy: Path | None, backups: Path | None, database: str, *, as_json: bool) -> None:
    """Read every entry of COPY, and compare it with its manifest.

    With the manifest of a log in PostgreSQL, it reads the restored database that --database names.
    """
    begun_s = time.monotonic()
    path = copy or _newest(backups)
    said = Manifest.read(manifest_path(path))
    with _telling(said.entries) as tell:
        if said.bytes:
            manifest = of_file.verify(path, tell=tell)
        else:
            with opened(database) as log:
                manifest = of_database.verify(path, log, tell=tell)
    _verified(path, manifest, "read", time.monotonic() - begun_s, as_json=as_json)


@command.command("restore")
@click.argument("copy", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--overwrite", is_flag=True, help="Set a log that is there aside, under a new name.")
@click.option("--drill", "is_drill", is_flag=True, help="Into a temporary place; nothing changes.")
@database_option
@json_option
def restore(copy: Path, database: str, *, overwrite: bool, is_drill: bool, as_json: bool) -> None:
    """Put COPY in the place of the log, once it was read whole there.

    Stop every process that has the log open first. Rows for analysts are made again by the next
    'jointlog serve'.
    """
    begun_s, begun_ms = time.monotonic(), now_ms()
    entries = Manifest.read(manifest_path(copy)).entries
    if is_drill:
        with (
            tempfile.TemporaryDirectory(prefix="jointlog-drill-") as name,
            _telling(2 * entries) as tell,
        ):
            manifest = drill(copy, Path(name), now_ms=begun_ms, tell=tell)
        _verified(copy, manifest, "drill", time.monotonic() - begun_s, as_json=as_json)
        return
    file = read_database(database)
    if file is None:
        raise StoreError(
            "a copy of a file is restored to a file: set --database; a dump of PostgreSQL is "
            "restored with pg_restore: see docs/how-to/backup.md"
        )
    with _telling(entries) as tell:
        done = of_file.restore(copy, file, now_ms=begun_ms, overwrite=overwrite, tell=tell)
    took_s = time.monotonic() - begun_s
    if as_json:
        aside = None if done.set_aside is None else str(done.set_aside)
        say_json({**_plain(file, done.manifest, took_s), "set_aside": aside})
        return
    say(f"{file} is the log of {done.manifest.created}: {_content(done.manifest)}.")
    if done.set_aside is not None:
        say(f"The log that was there is {done.set_aside} now.")
    _warn(done.manifest)
    pepper = settings_of(database).pepper_file
    if done.manifest.keys and pepper is not None and not pepper.exists():
        say(f"jointlog: there is no {pepper.name}: put it back, or no key opens.", err=True)


@command.command("list")
@folder_argument
@data_option
def list_copies(folder: Path, *, as_json: bool) -> None:
    """List the copies in FOLDER, oldest first, and which were verified when."""
    found = [(path, manifest, verified(path, manifest)) for path, manifest in copies(folder)]
    if as_json:
        say_json(
            [
                {
                    **_plain(path, manifest, None),
                    "verified": None if note is None else asdict(note),
                }
                for path, manifest, note in found
            ]
        )
        return
    cells = [
        [
            manifest.created[:19].replace("T", " "),
            str(manifest.entries),
            "not verified" if note is None else note.how,
            path.name,
        ]
        for path, manifest, note in found
    ]
    say_all(table(["copied (UTC)", "entries", "verified", "name"], cells, width_of(None)))


def _newest(folder: Path | None) -> Path:
    if folder is None:
        raise click.UsageError(f"name a copy, or the folder of copies with --backups or {BACKUPS}")
    found = copies(folder)
    if not found:
        raise NotFoundError(f"there is no copy in {folder}: run 'jointlog backup create'")
    return found[-1][0]


def _verified(path: Path, manifest: Manifest, how: str, took_s: float, *, as_json: bool) -> None:
    note_verified(path, manifest, now_ms=now_ms(), how=how, took_s=took_s)
    if as_json:
        say_json(_plain(path, manifest, took_s))
        return
    done = "restored to a temporary place and read whole" if how == "drill" else "read whole"
    say(f"{copy_path(path)} of {manifest.created} is whole: {_content(manifest)}.")
    say(f"It was {done}, and compared with its manifest, in {took_s:.1f} s.")
    _warn(manifest)


@contextmanager
def _telling(total: int) -> Iterator[Tell]:
    """What work tells how many entries it has read, with a bar where it takes long."""
    bar = progress(repeat(None), "entries", total)

    def tell(more: int) -> None:
        for _ in range(more):
            next(bar)

    try:
        yield tell
    finally:
        bar.close()


def _content(manifest: Manifest) -> str:
    return (
        f"{manifest.entries} entries of {manifest.incidents} incidents, {manifest.keys} keys, "
        f"last position {manifest.last_position}"
    )


def _warn(manifest: Manifest) -> None:
    if manifest.unreadable:
        say(
            f"jointlog: {manifest.unreadable} entries cannot be read, as in the log itself: "
            "see 'jointlog rows status'",
            err=True,
        )


def _plain(path: Path, manifest: Manifest, took_s: float | None) -> dict[str, Any]:
    took = None if took_s is None else round(took_s, 3)
    return {"path": str(path), "created": manifest.created, "took_s": took, **asdict(manifest)}


def _made_by() -> str:
    try:
        return f"jointlog {version('jointlog')}"
    except PackageNotFoundError:
        return "jointlog"
