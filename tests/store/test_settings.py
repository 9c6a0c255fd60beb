"""Settings: which database the environment names, and what it cannot name."""

import subprocess
import sys
from pathlib import Path

import pytest

from jointlog.domain.errors import StoreError
from jointlog.domain.store.log import Log
from jointlog.domain.store.settings import Settings, read_database, sqlite_wal_reset_bug


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("some/log.sqlite", Path.cwd() / "some/log.sqlite"),
        ("/srv/log.sqlite", Path("/srv/log.sqlite")),
        ("sqlite:///some/log.sqlite", Path.cwd() / "some/log.sqlite"),
        ("sqlite:////srv/log.sqlite", Path("/srv/log.sqlite")),
        ("file:log.sqlite", Path.cwd() / "file:log.sqlite"),
        (":memory:", None),
        ("postgresql://host/db", None),
        ("postgres://a:1,b:2/db?target_session_attrs=read-write", None),
    ],
)
def test_a_database_is_a_path(text: str, path: Path | None) -> None:
    """A path, an sqlite URL and :memory: are read; relative paths start here."""
    assert read_database(text) == path


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("postgresql+psycopg://host/db", "set a path"),
        ("mysql://host/db", "set a path"),
        ("sqlite://log.sqlite", "set a path"),
        ("sqlite:///", "set a path"),
    ],
)
def test_other_databases_are_refused(text: str, problem: str) -> None:
    """Any other URL is refused with what to set."""
    with pytest.raises(StoreError, match=problem):
        read_database(text)


def test_the_default_is_a_file_here() -> None:
    """Without a setting the log is jointlog.sqlite in the current directory."""
    settings = Settings.of({})
    assert settings == Settings(Path.cwd() / "jointlog.sqlite", None)
    assert settings.pepper_file == Path.cwd() / "jointlog.sqlite.pepper"
    assert Settings(None).pepper_file is None


def test_a_short_pepper_is_refused() -> None:
    """A pepper of 31 characters is refused; its text is not shown."""
    with pytest.raises(StoreError, match="31 characters"):
        Settings.of({"JOINTLOG_PEPPER": "p" * 31})
    assert "pppp" not in repr(Settings.of({"JOINTLOG_PEPPER": "p" * 32}))


def test_a_postgresql_url_is_kept_as_it_is() -> None:
    """A URL passes to libpq unchanged, is not shown, and has no file beside it."""
    url = "postgresql://me:secret@a:1,b:2/db?target_session_attrs=read-write"
    settings = Settings.of({"JOINTLOG_DATABASE": url})
    assert (settings.postgresql, settings.database, settings.pepper_file) == (url, None, None)
    assert "secret" not in repr(settings)


def test_functions_of_the_library_are_refused() -> None:
    """POSTGRES_ENABLE_DB_FUNCTIONS, which loses events, is refused; SQLite does not ask."""
    environ = {"POSTGRES_ENABLE_DB_FUNCTIONS": "y", "JOINTLOG_DATABASE": "postgresql://host/db"}
    with pytest.raises(StoreError, match="POSTGRES_ENABLE_DB_FUNCTIONS is set"):
        Settings.of(environ)
    assert Settings.of(environ | {"JOINTLOG_DATABASE": ":memory:"}).database is None


def test_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without psycopg a log in PostgreSQL says what to install."""
    monkeypatch.delitem(sys.modules, "jointlog.domain.store.postgres", raising=False)
    monkeypatch.setitem(sys.modules, "eventsourcing.postgres", None)
    with pytest.raises(StoreError, match=r"pip install 'jointlog\[postgres\]'"):
        Log.open(Settings(None, postgresql="postgresql://host/db"))


def test_a_log_that_must_exist(tmp_path: Path) -> None:
    """Opening for reading does not make a file by mistake."""
    settings = Settings(tmp_path / "log.sqlite")
    with pytest.raises(StoreError, match="there is no log"):
        Log.open(settings, must_exist=True)
    assert not list(tmp_path.iterdir())
    Log.open(settings).close()
    Log.open(settings, must_exist=True).close()


@pytest.mark.parametrize(
    ("version", "has_bug"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
)
def test_which_sqlite_has_the_wal_reset_bug(version: tuple[int, int, int], has_bug: bool) -> None:  # noqa: FBT001 - a column of the table
    """The fault was mended in 3.51.3 and carried back to 3.50.7 and 3.44.6."""
    assert sqlite_wal_reset_bug(version) is has_bug


def test_an_sqlite_without_the_fault_can_be_required(monkeypatch: pytest.MonkeyPatch) -> None:
    """By default a faulty SQLite is taken; where a fixed one is required it is refused."""
    environ = {"JOINTLOG_REQUIRE_FIXED_SQLITE": "yes"}
    monkeypatch.setattr("jointlog.domain.store.settings.sqlite_wal_reset_bug", lambda: True)
    with pytest.raises(StoreError, match=r"install SQLite 3\.51\.3 or later"):
        Settings.of(environ)
    assert Settings.of({}) == Settings.of({"JOINTLOG_REQUIRE_FIXED_SQLITE": "no"})
    assert Settings.of(environ | {"JOINTLOG_DATABASE": ":memory:"}).database is None
    monkeypatch.setattr("jointlog.domain.store.settings.sqlite_wal_reset_bug", lambda: False)
    assert Settings.of(environ) == Settings.of({})
    with pytest.raises(StoreError, match="set yes or no"):
        Settings.of({"JOINTLOG_REQUIRE_FIXED_SQLITE": "perhaps"})


def test_the_field_does_not_load_the_store() -> None:
    """Reading lines and statements loads neither the library, nor msgpack, nor SQLite."""
    code = (
        "import sys, jointlog.domain.lines, jointlog.domain.statement, jointlog.domain.decide;"
        "print({'eventsourcing', 'msgpack', 'sqlite3'} & sys.modules.keys())"
    )
    environ = {"PYTHONPATH": str(Path(__file__).parents[2] / "domain")}
    ran = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, check=True)
    assert ran.stdout.strip() == b"set()"


def test_the_folder_of_backups_and_their_age(tmp_path: Path) -> None:
    """None unless it is named; 26 hours unless another number is; anything else is refused."""
    assert Settings.of({}).backups is None
    named = Settings.of({"JOINTLOG_BACKUPS": str(tmp_path), "JOINTLOG_BACKUP_AGE_MAX_H": "2"})
    assert (named.backups, named.backup_age_max_ms) == (tmp_path, 2 * 3_600_000)
    assert Settings.of({}).backup_age_max_ms == 26 * 3_600_000
    for text in ("0", "1.5", "a day", "-1", "100000"):
        with pytest.raises(StoreError, match="set whole hours"):
            Settings.of({"JOINTLOG_BACKUP_AGE_MAX_H": text})
