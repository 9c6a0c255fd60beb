"""`jointlog backup`: create, verify, restore, drill and list, as a user runs them."""

import json
import shutil
from pathlib import Path

import pytest

from jointlog.cli.exits import Exit
from tests.cli.running import run
from tests.store.postgres_server import throwaway


@pytest.fixture
def log(demo_log: str, tmp_path: Path) -> str:
    """A copy of the demonstration log."""
    return shutil.copy(demo_log, str(tmp_path / "log.sqlite"))


def test_a_log_is_copied_verified_drilled_and_put_back(log: str, tmp_path: Path) -> None:
    """Each says what it read; nothing is overwritten unless it is told."""
    folder = str(tmp_path / "copies")
    made = run("backup", "create", folder, "--database", log)
    assert made.exit_code == 0, made.output
    copy = made.stdout.splitlines()[0]
    assert "225 entries of 13 incidents, 0 keys, last position 225; read whole" in made.stdout
    assert "created" in run("backup", "list", folder).stdout
    for command in (
        ("verify", copy),
        ("verify", "--backups", folder),
        ("restore", "--drill", copy),
    ):
        done = run("backup", *command, "--database", log)
        assert done.exit_code == 0, done.output
        assert "is whole: 225 entries of 13 incidents" in done.stdout
    assert "drill" in run("backup", "list", folder).stdout
    refused = run("backup", "restore", copy, "--database", log)
    assert (refused.exit_code, "--overwrite" in refused.output) == (Exit.INTEGRITY, True)
    done = run("backup", "restore", copy, "--overwrite", "--database", log)
    assert "The log that was there is" in done.stdout
    assert run("incidents", "--database", log).exit_code == 0


def test_all_is_said_as_json_too(log: str, tmp_path: Path) -> None:
    """The members are those of the manifest, with the path and how long it took."""
    env = {"JOINTLOG_BACKUPS": str(tmp_path / "copies"), "JOINTLOG_DATABASE": log}
    made = json.loads(run("backup", "create", "--json", env=env).stdout)
    assert (made["entries"], made["took_s"] > 0) == (225, True)
    assert json.loads(run("backup", "verify", "--json", env=env).stdout)["path"] == made["path"]
    (listed,) = json.loads(run("backup", "list", "--json", env=env).stdout)
    assert (listed["digest"], listed["verified"]["how"]) == (made["digest"], "read")
    other = str(tmp_path / "other" / "log.sqlite")
    done = run("backup", "restore", made["path"], "--json", "--database", other)
    assert json.loads(done.stdout)["sha256"] == made["sha256"]


def test_what_cannot_be_done_is_said_in_a_sentence(log: str, tmp_path: Path) -> None:
    """A damaged copy, none, a log in memory, no folder: each with its exit code."""
    folder = tmp_path / "copies"
    copy = run("backup", "create", str(folder), "--database", log).stdout.splitlines()[0]
    with Path(copy).open("r+b") as stream:
        stream.seek(50_000)
        stream.write(b"damage")
    wrong = run("backup", "verify", copy)
    assert (wrong.exit_code, "SHA-256" in wrong.output) == (Exit.INTEGRITY, True)
    assert run("backup", "restore", copy, "--drill").exit_code == Exit.INTEGRITY
    assert run("backup", "verify", str(tmp_path / "none")).exit_code == Exit.NOT_FOUND
    assert run("backup", "verify").exit_code == Exit.USAGE
    assert run("backup", "list", str(tmp_path / "none")).exit_code == Exit.NOT_FOUND
    (tmp_path / "empty").mkdir()
    assert run("backup", "verify", "--backups", str(tmp_path / "empty")).exit_code == 3
    for command in (("create", str(folder)), ("restore", copy)):
        done = run("backup", *command, "--database", ":memory:")
        assert done.exit_code == Exit.INTEGRITY, done.output


def test_a_restored_log_without_its_pepper_is_told(log: str, tmp_path: Path) -> None:
    """Keys open nothing without it, and it is in no copy."""
    assert run("agency", "add", "police:met", "--database", log).exit_code == 0
    copy = run("backup", "create", str(tmp_path / "b"), "--database", log).stdout.splitlines()[0]
    done = run("backup", "restore", copy, "--database", str(tmp_path / "n" / "log.sqlite"))
    assert "there is no log.sqlite.pepper: put it back" in done.stderr


def test_a_log_in_postgresql_has_a_manifest(tmp_path: Path) -> None:
    """Create says what to do next; verify reads the database that is named; restore refuses."""
    with throwaway() as server:
        url = server.url()
        env = {"JOINTLOG_DATABASE": url, "JOINTLOG_PEPPER": "p" * 40}
        assert run("agency", "add", "police:met", env=env).exit_code == 0
        made = run("backup", "create", str(tmp_path), env=env)
        assert made.exit_code == 0, made.output
        assert "Now dump the database" in made.stderr
        path = made.stdout.splitlines()[0]
        assert "not verified" in run("backup", "list", str(tmp_path)).stdout
        done = run("backup", "verify", path, env=env)
        assert "is whole: 0 entries of 0 incidents, 1 keys" in done.stdout
        assert "read" in run("backup", "list", str(tmp_path)).stdout
        refused = run("backup", "restore", path, env=env)
        assert (refused.exit_code, "pg_restore" in refused.output) == (Exit.INTEGRITY, True)
