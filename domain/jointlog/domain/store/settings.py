"""Where the log stands: read from the environment, checked before anything is opened.

| variable | meaning | default |
|---|---|---|
| `JOINTLOG_DATABASE` | path, `sqlite:///path`, `postgresql://...`, `:memory:` | `jointlog.sqlite` |
| `JOINTLOG_PEPPER` | secret that keys are hashed with, 32 characters or more | a file beside it |
| `JOINTLOG_DAMAGED_WAL` | `ignore`: go on with what stands before the damage | `refuse` |
| `JOINTLOG_REQUIRE_FIXED_SQLITE` | `yes`: refuse an SQLite with the WAL-reset fault | `no` |
| `JOINTLOG_BACKUPS` | folder of the log's backups, whose age `/ready` tells | none |
| `JOINTLOG_BACKUP_AGE_MAX_H` | hours from which on the last verified backup is too old | `26` |

A relative path starts at the current directory. The pepper's file has the name of the log's with
`.pepper` behind it and is readable by its owner only; with PostgreSQL the pepper must be given. A
URL of PostgreSQL is libpq's, with several hosts and parameters too. `sqlite_wal_reset_bug` says
whether this machine's SQLite has a known fault.
"""

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from jointlog.domain.errors import StoreError
from jointlog.domain.store.address import DATABASE, check_path, check_postgresql, is_postgresql

PEPPER: Final = "JOINTLOG_PEPPER"
DEFAULT_DATABASE: Final = "jointlog.sqlite"
MEMORY: Final = ":memory:"
DB_FUNCTIONS: Final = "POSTGRES_ENABLE_DB_FUNCTIONS"
DAMAGED_WAL: Final = "JOINTLOG_DAMAGED_WAL"
REQUIRE_FIXED: Final = "JOINTLOG_REQUIRE_FIXED_SQLITE"
BACKUPS: Final = "JOINTLOG_BACKUPS"
BACKUP_AGE_MAX: Final = "JOINTLOG_BACKUP_AGE_MAX_H"
BACKUP_AGE_MAX_H: Final = "26"
HOURS: Final = re.compile(r"[1-9]\d{0,4}")
HOUR_MS: Final = 3_600_000
PEPPER_LENGTH_MIN: Final = 32

_WAL_RESET_FIXED: Final = (3, 51, 3)
_WAL_RESET_FIXED_PATCH: Final = {(3, 44): 6, (3, 50): 7}


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the log is and what its keys are hashed with.

    Attributes:
        database: absolute path of the SQLite file; None for a log that is in no file.
        pepper: the secret of ``JOINTLOG_PEPPER``; None to keep one in a file beside the log.
        postgresql: URL of the PostgreSQL database; empty for none.
        ignores_damaged_wal: open a log although acknowledged commits cannot be read any more.
        backups: absolute path of the folder of backups; None for none that is known.
        backup_age_max_ms: age from which on the last verified backup is too old, milliseconds.

    """

    database: Path | None
    pepper: bytes | None = field(default=None, repr=False)
    postgresql: str = field(default="", repr=False)
    ignores_damaged_wal: bool = False
    backups: Path | None = None
    backup_age_max_ms: int = int(BACKUP_AGE_MAX_H) * HOUR_MS

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Self:
        """The settings of these environment variables.

        Raises:
            StoreError: a database that is not supported, a pepper that is too short, a setting of
                the library's that loses events, or an SQLite whose fault is not to be met.

        """
        pepper = environ.get(PEPPER) or None
        if pepper is not None and len(pepper) < PEPPER_LENGTH_MIN:
            raise StoreError(
                f"{PEPPER} has {len(pepper)} characters: set it to {PEPPER_LENGTH_MIN} or more, "
                "chosen at random, or unset it"
            )
        text = environ.get(DATABASE) or DEFAULT_DATABASE
        database = read_database(text)
        postgresql = text if is_postgresql(text) else ""
        if postgresql and environ.get(DB_FUNCTIONS):
            raise StoreError(
                f"{DB_FUNCTIONS} is set: it commits events out of order, so that readers miss "
                "some; unset it"
            )
        if database is not None:
            _check_sqlite(environ.get(REQUIRE_FIXED) or "no")
        damaged_wal = environ.get(DAMAGED_WAL) or "refuse"
        if damaged_wal not in ("refuse", "ignore"):
            raise StoreError(f"{DAMAGED_WAL} is {damaged_wal!r:.20}: set refuse or ignore")
        age_h = environ.get(BACKUP_AGE_MAX) or BACKUP_AGE_MAX_H
        if not HOURS.fullmatch(age_h):
            raise StoreError(f"{BACKUP_AGE_MAX} is {age_h!r:.20}: set whole hours, such as 26")
        backups = environ.get(BACKUPS)
        return cls(
            database,
            None if pepper is None else pepper.encode(),
            postgresql,
            damaged_wal == "ignore",
            Path(backups).absolute() if backups else None,
            int(age_h) * HOUR_MS,
        )

    @property
    def pepper_file(self) -> Path | None:
        """Where the pepper is kept when the environment gives none; None for a log in no file."""
        if self.database is None:
            return None
        return self.database.with_name(self.database.name + ".pepper")


def read_database(text: str) -> Path | None:
    """The SQLite file that ``JOINTLOG_DATABASE`` names, as an absolute path.

    None for a log that is in no file: in memory, or in PostgreSQL.

    Raises:
        StoreError: another database, or no path; a password in it is not repeated.

    """
    if is_postgresql(text):
        check_postgresql(text)
        return None
    if text == MEMORY:
        return None
    scheme, separator, rest = text.partition("://")
    if not separator:
        check_path(text)
        return Path(text).absolute()
    if scheme != "sqlite" or not rest.startswith("/") or rest == "/":
        raise StoreError(
            f"{DATABASE} is a URL that is not known: set a path, sqlite:///relative/path, "
            f"sqlite:////absolute/path, postgresql://user@host/name or {MEMORY}"
        )
    return Path(rest[1:]).absolute()


def _check_sqlite(required: str) -> None:
    if required not in ("yes", "no"):
        raise StoreError(f"{REQUIRE_FIXED} is {required!r:.20}: set yes or no, or unset it")
    if required == "yes" and sqlite_wal_reset_bug():
        raise StoreError(
            f"this is SQLite {sqlite3.sqlite_version}, which has the WAL-reset fault, and "
            f"{REQUIRE_FIXED} is yes: install SQLite 3.51.3 or later (or 3.50.7, or 3.44.6), or "
            "unset it and let no other program write to the log"
        )


def sqlite_wal_reset_bug(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite can lose committed pages when a WAL is reset under load.

    Fixed in 3.51.3, 3.50.7 and 3.44.6. The log itself cannot meet it (docs/decisions/0012); another
    program that writes to its file can, so `/ready` says so.
    """
    fixed_patch = _WAL_RESET_FIXED_PATCH.get(version[:2])
    if fixed_patch is not None:
        return version[2] < fixed_patch
    return version < _WAL_RESET_FIXED
