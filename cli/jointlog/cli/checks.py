"""What `jointlog doctor` looks at: one function a check, each with how to mend what it finds."""

import importlib.util
import os
import re
import shutil
import socket
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jointlog.domain.errors import LogError
from jointlog.domain.store.address import DATABASE
from jointlog.domain.store.backup.manifest import Backups
from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.store.settings import PEPPER, Settings, sqlite_wal_reset_bug
from jointlog.domain.store.sqlite_wal import check_wal
from jointlog.domain.timetext import zone_named
from jointlog.projections.rows import KIND

OK: Final = "ok"
WARN: Final = "warning"
FAIL: Final = "fault"
PYTHON_MIN: Final = (3, 11)
MOUNTS: Final = Path("/proc/self/mountinfo")
REMOTE: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph"})
FREE_BYTES_MIN: Final = 512 * 1024 * 1024
GROUP_OR_OTHERS: Final = 0o077
BESIDE: Final = ("-wal", "-shm", ".rows", ".rows-wal", ".rows-shm")
AHEAD_MS_MAX: Final = 60_000
LAG_S_MAX: Final = 60
MIB: Final = 1024 * 1024
HOUR_MS: Final = 3_600_000
PASSWORD: Final = re.compile(r"://[^/@:]*:([^@]+)@|[?&]password=([^&]+)")


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found: its name, how bad it is, what is so, and how to mend it."""

    name: str
    state: str
    said: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Setup:
    """What is looked at."""

    environ: Mapping[str, str]
    now_ms: int
    port: int
    mounts: Path = MOUNTS


def examine(setup: Setup) -> Iterator[Found]:
    """Every check in order; no secret of the environment is in what is said."""
    secrets = _secrets(setup.environ)
    for found in _all(setup):
        said, mend = found.said, found.mend
        for secret in secrets:
            said, mend = said.replace(secret, "***"), mend.replace(secret, "***")
        yield Found(found.name, found.state, said, mend)


def _all(setup: Setup) -> Iterator[Found]:
    yield _python()
    yield _zones()
    yield _port(setup.port)
    try:
        settings = Settings.of(setup.environ)
    except LogError as error:
        yield Found("settings", FAIL, str(error), "change the variable that is named")
        return
    yield Found("settings", OK, "the variables can be read")
    if settings.postgresql:
        yield _driver()
    elif settings.database is not None:
        for check in (_sqlite, _owner, _file_system, _space, _wal):
            yield check(settings.database, setup)
        yield _pepper_file(settings)
    yield _backups(settings, setup.now_ms)
    yield from _log(settings, setup.now_ms)


def _python() -> Found:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < PYTHON_MIN:
        return Found("python", FAIL, f"Python {version}", "install Python 3.11 or later")
    return Found("python", OK, f"Python {version}")


def _zones() -> Found:
    try:
        zone_named("Europe/London")
    except LogError as error:
        return Found("time zones", FAIL, str(error), "pip install tzdata")
    return Found("time zones", OK, "Europe/London is known")


def _port(port: int) -> Found:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            said = f"port {port} cannot be listened at: {error.strerror}"
            mend = "if that is no server of this log, stop it, or serve with --port"
            return Found("port", WARN, said, mend)
    return Found("port", OK, f"port {port} is free")


def _driver() -> Found:
    if importlib.util.find_spec("psycopg") is None:
        return Found("driver", FAIL, "psycopg is missing", "pip install 'jointlog[postgres]'")
    return Found("driver", OK, "psycopg is installed")


def _sqlite(_file: Path, _setup: Setup) -> Found:
    import sqlite3  # noqa: PLC0415 - with PostgreSQL it is not needed

    said = f"SQLite {sqlite3.sqlite_version}"
    if sqlite_wal_reset_bug():
        said = (
            f"{said}. Its WAL-reset fault cannot be met by jointlog, in however many processes; "
            "no other program may write to the file"
        )
    return Found("sqlite", OK, said)


def _owner(file: Path, _setup: Setup) -> Found:
    if not file.exists():
        mend = f"make one with 'jointlog demo' or a post, or set {DATABASE}"
        return Found("file", FAIL, f"there is no log at {file}", mend)
    if not os.access(file, os.R_OK | os.W_OK) or not os.access(file.parent, os.W_OK | os.X_OK):
        mend = f"run as its owner, or: chown $(id -u) {file.parent} {file}*"
        return Found("file", FAIL, f"{file} or its folder cannot be written by this user", mend)
    for each in (file.with_name(file.name + beside) for beside in ("", *BESIDE)):
        mode = each.stat().st_mode & 0o777 if each.exists() else 0
        if mode & GROUP_OR_OTHERS:
            said = f"{each} has mode {mode:o}: others on this machine may read it"
            return Found("file", WARN, said, f"chmod 600 {file}*")
    return Found("file", OK, f"{file} is its owner's only")


def _file_system(file: Path, setup: Setup) -> Found:
    kind = _mounted_as(file.parent, setup.mounts)
    if kind in REMOTE:
        said = f"{file.parent} is on {kind}, whose locks and syncs cannot be relied on"
        return Found("file system", FAIL, said, "move the log to a local disk, or use PostgreSQL")
    return Found("file system", OK, f"{file.parent} is on {kind or 'an unknown file system'}")


def _mounted_as(folder: Path, mounts: Path) -> str:
    """The kind of file system that a folder is on; empty where that cannot be told."""
    best, kind = "", ""
    if not mounts.exists():
        return kind
    for line in mounts.read_text().splitlines():
        before, _, after = line.partition(" - ")
        point = before.split()[4]
        is_above = folder.resolve().is_relative_to(point)
        if is_above and len(point) >= len(best):
            best, kind = point, after.split()[0]
    return kind


def _space(file: Path, _setup: Setup) -> Found:
    folder = next(each for each in (file.parent, *file.parent.parents) if each.exists())
    free = shutil.disk_usage(folder).free
    said = f"{free // MIB} MiB are free"
    if free < FREE_BYTES_MIN:
        return Found("space", FAIL, said, f"free some space: {FREE_BYTES_MIN // MIB} MiB or more")
    return Found("space", OK, said)


def _wal(file: Path, _setup: Setup) -> Found:
    try:
        check_wal(file)
    except LogError as error:
        return Found("wal", FAIL, str(error), "see docs/storage.md, What damage looks like")
    return Found("wal", OK, "no acknowledged commit is out of reach")


def _pepper_file(settings: Settings) -> Found:
    file = settings.pepper_file
    if settings.pepper is not None or file is None or not file.exists():
        where = PEPPER if settings.pepper is not None else "no file yet"
        return Found("pepper", OK, f"keys are hashed with {where}")
    mode = file.stat().st_mode & 0o777
    if mode & GROUP_OR_OTHERS:
        return Found("pepper", FAIL, f"{file} has mode {mode:o}", f"chmod 600 {file}")
    return Found("pepper", OK, f"{file} is its owner's only")


def _backups(settings: Settings, now_ms: int) -> Found:
    if settings.backups is None:
        mend = "set JOINTLOG_BACKUPS to a folder, and run 'jointlog backup create' every day"
        return Found("backups", WARN, "no folder of backups is named", mend)
    age = Backups(settings.backups, settings.backup_age_max_ms).age(now_ms)
    if age.age_ms is None:
        said = f"no verified backup is in {settings.backups}"
        return Found("backups", FAIL, said, "run 'jointlog backup create'")
    said = f"the last verified one is {age.age_ms / HOUR_MS:.1f} h old"
    if age.is_too_old:
        return Found("backups", FAIL, said, "run 'jointlog backup create'")
    return Found("backups", OK, said)


def _log(settings: Settings, now_ms: int) -> Iterator[Found]:
    """What can be asked only of a log that opens."""
    if settings.database is not None and not settings.database.exists():
        return
    try:
        with Log.open(settings, must_exist=True) as log:
            yield Found("log", OK, f"it opens, at position {log.head()}")
            yield _clock(log, now_ms)
            yield _keys(log, now_ms)
            yield _rows(log, settings, now_ms)
    except LogError as error:
        yield Found("log", FAIL, f"it cannot be opened or read: {error}", "see what it says")
        return
    if settings.postgresql:
        yield _server(settings)


def _clock(log: Log, now_ms: int) -> Found:
    last = next((each.entry for each in log.read(max(0, log.head() - 1), 1)), None)
    ahead_ms = 0 if last is None else last.recorded_at_ms - now_ms
    if ahead_ms > AHEAD_MS_MAX:
        said = f"the last entry was recorded {ahead_ms / 1000:.0f} s in the future"
        return Found("clock", FAIL, said, "set this machine's clock by NTP, and look who set it")
    return Found("clock", OK, "the last entry was recorded in the past")


def _keys(log: Log, now_ms: int) -> Found:
    held = log.keys.issued()
    open_ = [key for key in held if key.revoked_ms is None and key.expires_ms > now_ms]
    if not open_:
        said = f"none of {len(held)} keys opens: nobody can post or read over HTTP"
        return Found("keys", WARN, said, "jointlog agency add police:met")
    try:
        log.keys.derived("doctor")
    except LogError as error:
        return Found("keys", FAIL, str(error), "put the pepper back")
    return Found("keys", OK, f"{len(open_)} of {len(held)} keys open")


def _rows(log: Log, settings: Settings, now_ms: int) -> Found:
    with open_rows(log, settings, KIND) as rows:
        status = RowsReader(rows).status(now_ms)
    said = f"{status.lag.events} entries behind, {status.parked} parked"
    if not status.is_made:
        return Found("rows", WARN, "there are none yet", "run 'jointlog serve' or 'rows follow'")
    if status.parked or status.lag.seconds > LAG_S_MAX or not status.is_current:
        return Found("rows", WARN, said, "see 'jointlog rows status'; is a server running?")
    return Found("rows", OK, said)


def _server(settings: Settings) -> Found:
    """What PostgreSQL is set to, besides what a connection insists on."""
    import psycopg  # noqa: PLC0415 - an extra

    statement = (
        "SELECT current_setting('full_page_writes'), current_setting('server_version'), "
        "current_setting('synchronous_standby_names')"
    )
    with psycopg.connect(settings.postgresql) as connection:
        row = connection.execute(statement).fetchone()
    assert row is not None, "it is of one row"
    pages, version, standbys = row
    if pages != "on":
        mend = "ALTER SYSTEM SET full_page_writes = on; SELECT pg_reload_conf()"
        return Found("server", FAIL, "full_page_writes is off: a power cut can tear pages", mend)
    where = f"synchronous with {standbys}" if standbys else "on one disk"
    return Found("server", OK, f"PostgreSQL {version}; a commit is {where}")


def _secrets(environ: Mapping[str, str]) -> list[str]:
    """Passwords of the database's address, also of one that cannot be read, and the pepper."""
    held = PASSWORD.findall(environ.get(DATABASE, ""))
    return [
        each for each in (*(part for pair in held for part in pair), environ.get(PEPPER)) if each
    ]
