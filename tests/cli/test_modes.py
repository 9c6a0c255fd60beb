"""What is written of a log is for its owner only, whatever the umask says."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from jointlog.domain.store.log import open_log
from jointlog.domain.store.owner import for_owner
from jointlog.domain.store.rows.loop import FollowerLoop
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.settings import Settings
from jointlog.projections.rows import KIND
from tests.cli.running import run
from tests.store.samples import AMBULANCE, NOW_MS, draft

OTHERS = 0o077


@pytest.fixture(autouse=True)
def _open_umask() -> Iterator[None]:
    """A umask that takes nothing away."""
    before = os.umask(0)
    yield
    os.umask(before)


def readable(folder: Path) -> list[str]:
    """The files in a folder that others than their owner may read or write."""
    return [p.name for p in sorted(folder.iterdir()) if p.stat().st_mode & OTHERS]


def test_a_new_log_is_its_owners_only(tmp_path: Path) -> None:
    """The file, its WAL and index, its pepper, its rows and their lease."""
    file = tmp_path / "log.sqlite"
    settings = Settings.of({"JOINTLOG_DATABASE": str(file)})
    with open_log(str(file)) as log, open_rows(log, settings, KIND) as rows:
        log.post(draft(1), AMBULANCE, now_ms=NOW_MS)
        log.keys.derived("a pepper is made")
        loop = FollowerLoop(rows)
        loop.catch_up()
        assert rows.database.lease()
        names = {path.name for path in tmp_path.iterdir()}
        assert {"log.sqlite-wal", "log.sqlite-shm", "log.sqlite.rows-lease"} <= names
        assert readable(tmp_path) == []


def test_what_commands_write_is_its_owners_only(demo_log: str, tmp_path: Path) -> None:
    """Exports, chronologies, drawings, extracts, backups and rows that an import left out."""
    env = {"JOINTLOG_DATABASE": demo_log}
    table = tmp_path / "rows.csv"
    table.write_text("a,b\n1,2\n")
    out = tmp_path / "out"
    out.mkdir()
    asked = (
        ("export", "--output", str(out / "all.jsonl")),
        ("chronology", "brixton-2008", "--output", str(out / "chronology.html")),
        ("timeline", "brixton-2008", "--svg", str(out / "lanes.svg")),
        ("extract", str(out / "extract"), "--format", "xes"),
        ("backup", "create", str(out / "backups")),
    )
    for each in asked:
        done = run(*each, env=env)
        assert done.exit_code == 0, done.output
    quarantine = str(out / "left-out.jsonl")
    run("import", "--profile", "sffd", "--quarantine", quarantine, str(table), env=env)
    assert {path.name for path in out.iterdir()} >= {"all.jsonl", "left-out.jsonl", "extract"}
    assert readable(out) == []


def test_a_file_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    """Whoever gave a group the right to read meant it; where none can be made, none is."""
    file = tmp_path / "log.sqlite"
    file.touch(0o640)
    with open_log(str(file)) as log:
        assert log.head() == 0
    assert file.stat().st_mode & 0o777 == 0o640
    assert not for_owner(tmp_path / "none" / "log.sqlite").exists()
