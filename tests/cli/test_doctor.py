"""`jointlog doctor`: each check finds its fault, made for real, and prints no secret."""

import json
import os
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from jointlog.cli import checks
from jointlog.cli.checks import FAIL, OK, WARN, Setup, examine
from jointlog.cli.exits import Exit
from jointlog.domain.store.log import open_log
from tests.cli.running import run
from tests.store.postgres_server import Server, throwaway
from tests.store.samples import AMBULANCE, NOW_MS, draft

SECRET = "a-text-that-is-never-printed-anywhere"  # noqa: S105 - of this test


@pytest.fixture
def log(demo_log: str, tmp_path: Path) -> Path:
    """A copy of the demonstration log, for its owner only, with a key."""
    path = Path(shutil.copy(demo_log, str(tmp_path / "log.sqlite")))
    path.chmod(0o600)
    assert run("agency", "add", "police:met", "--database", str(path)).exit_code == 0
    return path


def states(database: object, **how: Any) -> dict[str, str]:
    """The state of each check."""
    environ = {"JOINTLOG_DATABASE": str(database), **how.pop("environ", {})}
    setup = Setup(environ, how.pop("now_ms", 4_000_000_000_000), how.pop("port", 1), **how)
    return {each.name: each.state for each in examine(setup)}


def test_a_good_set_up_has_no_fault(log: Path, tmp_path: Path) -> None:
    """Backed up, followed, keys open: exit code 0, and JSON has the same."""
    folder = str(tmp_path / "backups")
    env = {"JOINTLOG_DATABASE": str(log), "JOINTLOG_BACKUPS": folder}
    assert run("backup", "create", env=env).exit_code == 0
    assert run("rows", "follow", "--once", env=env).exit_code == 0
    done = run("doctor", env=env)
    assert (done.exit_code, "No fault." in done.stdout) == (Exit.OK, True), done.stdout
    told = json.loads(run("doctor", "--json", env=env).stdout)
    assert told["faults"] == 0
    held = {each["name"]: each["state"] for each in told["checks"]}
    assert {held[name] for name in ("file", "wal", "pepper", "log", "clock", "keys", "rows")} == {
        OK
    }


def test_faults_of_the_file_are_found(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Modes, a missing log, a share, no space, an old backup, a damaged file; exit code 5."""
    log.chmod(0o644)
    log.with_name("log.sqlite.pepper").chmod(0o640)
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"1 0 0:1 / / rw - ext4 d rw\n2 1 0:2 / {tmp_path} rw - nfs4 s:/x rw\n")
    (tmp_path / "empty").mkdir()
    monkeypatch.setattr(checks, "FREE_BYTES_MIN", 1 << 60)
    environ = {"JOINTLOG_BACKUPS": str(tmp_path / "empty")}
    found = states(log, mounts=mounts, environ=environ)
    assert (found["file"], found["pepper"]) == (WARN, FAIL)
    assert [found[name] for name in ("file system", "space", "backups")] == [FAIL] * 3
    assert states(tmp_path / "none" / "log.sqlite")["file"] == FAIL
    assert states(log, mounts=tmp_path / "none")["file system"] == OK
    log.write_bytes(b"no database at all")
    assert states(log)["log"] == FAIL
    assert run("doctor", "--database", str(log)).exit_code == Exit.INTEGRITY


def test_an_old_backup_is_a_fault(log: Path, tmp_path: Path) -> None:
    """One of now is good for 26 hours, and no longer."""
    env = {"JOINTLOG_DATABASE": str(log), "JOINTLOG_BACKUPS": str(tmp_path / "b")}
    made = json.loads(run("backup", "create", "--json", env=env).stdout)
    for hours, state in ((26, OK), (27, FAIL)):
        now_ms = made["created_ms"] + hours * 3_600_000
        assert states(log, environ=env, now_ms=now_ms)["backups"] == state


def test_a_file_that_cannot_be_written_is_a_fault(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system says that this user may not."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert states(log)["file"] == FAIL


def test_a_damaged_wal_is_a_fault(log: Path) -> None:
    """Commits behind the damage were acknowledged."""
    held = sqlite3.connect(log)
    held.execute("SELECT COUNT(*) FROM entries").fetchone()
    with open_log(str(log)) as opened:
        for number in range(4):
            opened.post(draft(number), AMBULANCE, now_ms=NOW_MS)
    wal = log.with_name("log.sqlite-wal")
    whole = wal.read_bytes()
    held.close()
    wal.write_bytes(whole[:200] + b"damage" + whole[206:])
    assert states(log)["wal"] == FAIL


def test_clock_keys_and_rows_are_looked_at(log: Path, tmp_path: Path) -> None:
    """An entry of the future; keys that are over, or without their pepper; no rows, old rows."""
    found = states(log, now_ms=NOW_MS)
    assert (found["clock"], found["keys"], found["rows"]) == (FAIL, OK, WARN)
    assert states(log)["keys"] == WARN
    env = {"JOINTLOG_DATABASE": str(log)}
    assert run("rows", "follow", "--once", env=env).exit_code == 0
    assert states(log)["rows"] == OK
    with open_log(str(log)) as opened:
        opened.post(draft(1), AMBULANCE, now_ms=NOW_MS)
    assert states(log)["rows"] == WARN
    log.with_name("log.sqlite.pepper").rename(tmp_path / "away")
    assert states(log, now_ms=NOW_MS)["keys"] == FAIL


def test_a_port_in_use_and_wrong_variables(log: Path) -> None:
    """A port that is listened at is told; a setting that cannot be read ends the checks."""
    with closing(socket.create_server(("127.0.0.1", 0))) as held:
        assert states(log, port=held.getsockname()[1])["port"] == WARN
    found = states(log, environ={"JOINTLOG_PEPPER": "short"})
    assert (found["settings"], "log" in found) == (FAIL, False)
    environ = {"POSTGRES_ENABLE_DB_FUNCTIONS": "yes"}
    assert states("postgresql://h/d", environ=environ)["settings"] == FAIL


def test_what_the_machine_lacks(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old Python, no zones, any SQLite (the log cannot meet its fault), no driver."""
    monkeypatch.setattr(checks, "PYTHON_MIN", (9, 0))
    monkeypatch.setattr(checks, "sqlite_wal_reset_bug", lambda: False)
    assert states(log)["python"] == FAIL
    assert states(log)["sqlite"] == OK
    monkeypatch.setattr(checks, "sqlite_wal_reset_bug", lambda: True)
    assert states(log)["sqlite"] == OK
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert states("postgresql://127.0.0.1:1/d")["driver"] == FAIL


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of PostgreSQL."""
    with throwaway() as made:
        yield made


def test_a_server_that_can_tear_pages_is_a_fault(server: Server) -> None:
    """`full_page_writes` off; on again it is good. `synchronous_commit` off does not open."""
    url = server.database()
    open_log(url).close()
    environ = {"JOINTLOG_PEPPER": SECRET}
    assert states(url, environ=environ)["server"] == OK
    server.sql("ALTER SYSTEM SET full_page_writes = off")
    server.sql("SELECT pg_reload_conf()")
    assert states(url, environ=environ)["server"] == FAIL
    server.sql("ALTER SYSTEM RESET full_page_writes")
    server.sql("ALTER SYSTEM SET synchronous_commit = off")
    server.sql("SELECT pg_reload_conf()")
    assert states(url, environ=environ)["log"] == FAIL


def test_no_password_and_no_pepper_is_printed() -> None:
    """Whatever the driver says of an address that cannot be reached, or cannot be read."""
    places = (f"me:{SECRET}@127.0.0.1:1/d", f"me:{SECRET}@[::1/d", f"h/d?x=1&password={SECRET}")
    for url in (f"postgresql://{place}" for place in places):
        env = {"JOINTLOG_DATABASE": url, "JOINTLOG_PEPPER": f"pepper-{SECRET}"}
        for options in ((), ("--json",)):
            done = run("doctor", *options, env=env)
            assert done.exit_code == Exit.INTEGRITY
            assert SECRET not in done.output
