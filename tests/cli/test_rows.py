"""`jointlog rows`: follow, status, rebuild, check, as a user runs them."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.running import ROOT, run


@pytest.fixture
def log(demo_log: str, tmp_path: Path) -> str:
    """A copy of the demonstration log, without rows."""
    return shutil.copy(demo_log, str(tmp_path / "log.sqlite"))


def test_rows_are_made_told_checked_and_made_anew(log: str) -> None:
    """Before: none, and how to make them. Then all, at the head, equal to rebuilt ones."""
    before = run("rows", "status", "--database", log)
    assert "There are no rows yet: run 'jointlog rows follow'" in before.output
    assert run("rows", "follow", "--once", "--database", log).exit_code == 0
    told = json.loads(run("rows", "status", "--json", "--database", log).output)
    assert told["lag_events"] == 0
    assert told["tables"]["waits"]["rows"] > 10
    done = run("rows", "check", "--processes", "1", "--database", log)
    assert (done.exit_code, "equal those made anew" in done.output) == (0, True)
    again = run("rows", "rebuild", "--processes", "2", "--database", log)
    assert again.exit_code == 0, again.output
    assert "are made anew" in again.output
    assert "0 behind" in run("rows", "status", "--database", log).output


def test_rows_that_differ_are_told(log: str) -> None:
    """A row changed by hand, and the edition: check and status say so, and what to do."""
    run("rows", "follow", "--once", "--database", log)
    with sqlite3.connect(f"{log}.rows") as rows:
        rows.execute("UPDATE rows_waits SET min_s = -1 WHERE known_until_ms IS NULL")
        rows.execute("INSERT INTO rows_parked VALUES (1, 'entry', 'I-1', 1, 'x', 'unknown')")
    done = run("rows", "check", "--processes", "1", "--database", log)
    assert done.exit_code == 5, done.output
    assert "rows only in the live table" in done.output
    assert "jointlog rows rebuild" in done.output
    with sqlite3.connect(f"{log}.rows") as rows:
        rows.execute("UPDATE rows_position SET columns = 'other'")
    told = run("rows", "status", "--database", log).output
    assert "of another edition" in told
    assert "Parked: position 1, I-1: unknown" in told
    rows.close()


def test_follow_runs_until_it_is_interrupted(log: str) -> None:
    """Ctrl-C ends it in order, once the rows are there."""
    path = os.pathsep.join(str(ROOT / each) for each in ("domain", "projections", "api", "cli"))
    process = subprocess.Popen(
        [sys.executable, "-m", "jointlog.cli", "rows", "follow", "--database", log],
        env={**os.environ, "PYTHONPATH": path},
        stderr=subprocess.PIPE,
    )
    try:
        until_s = time.monotonic() + 30
        while "0 behind" not in run("rows", "status", "--database", log).output:
            assert time.monotonic() < until_s
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert b"Traceback" not in said
    assert run("rows", "check", "--processes", "1", "--database", log).exit_code == 0
