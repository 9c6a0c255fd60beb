"""The process that keeps the rows: it comes back, its absence is told, it ends with its server."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jointlog.api import keeping as keeping_module
from jointlog.api.keeping import FollowerProcess, keeping
from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.contract import RowsOf
from jointlog.domain.store.rows.loop import FollowerLoop
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.store.settings import Settings
from jointlog.projections.rows import KIND
from tests.store.samples import AMBULANCE, NOW_MS, draft

SERVER = """
import sys, time
from pathlib import Path
from jointlog.api.keeping import FollowerProcess
from jointlog.domain.store.settings import Settings
import multiprocessing
if __name__ == "__main__":
    keeper = FollowerProcess(Settings(Path(sys.argv[1])))
    while not keeper.is_leader:
        time.sleep(0.01)
    print(multiprocessing.active_children()[0].pid, flush=True)
    time.sleep(60)
"""

FOLLOW = """
import sys
from multiprocessing import Pipe
from pathlib import Path
from threading import Thread
from jointlog.api.keeping import follow
from jointlog.api.operating.logs import Logs
from jointlog.domain.store.settings import Settings

ours, theirs = Pipe()

def listen():
    while not ours.recv()[1]:
        pass
    ours.close()

Thread(target=listen).start()
follow(Settings(Path(sys.argv[1])), Logs("json"), theirs)
"""


def until(holds: Callable[[], object], seconds: float = 30) -> None:
    """Wait until it holds."""
    end_s = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end_s, "it does not come to hold"
        time.sleep(0.01)


def child() -> int:
    """The process that this one has started."""
    (process,) = multiprocessing.active_children()
    assert process.pid is not None
    return process.pid


def test_a_keeper_that_is_killed_is_told_and_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed with SIGKILL: nobody keeps the rows, which is said; then another process does.

    What was posted meanwhile is behind until then, and in the rows afterwards. Stopped, it is gone.
    """
    monkeypatch.setattr(keeping_module, "PAUSE_S", 0.3)
    settings = Settings(tmp_path / "log.sqlite")
    with Log.open(settings) as log, open_rows(log, settings, KIND) as rows:
        reader = RowsReader(rows)
        log.post(draft(1), AMBULANCE, now_ms=NOW_MS)
        with keeping(RowsOf(log, rows.database, KIND, settings)) as keeper:
            assert isinstance(keeper, FollowerProcess)
            until(lambda: keeper.is_leader and not reader.lag(NOW_MS).events)
            killed = child()
            os.kill(killed, signal.SIGTERM)
            log.post(draft(3), AMBULANCE, now_ms=NOW_MS)
            until(lambda: not reader.lag(NOW_MS).events)
            assert keeper.trouble == "", "its server tells it when to end"
            os.kill(killed, signal.SIGKILL)
            until(lambda: keeper.trouble)
            assert keeper.trouble == (
                "the process that keeps the rows ended (-9): it is started again"
            )
            assert not keeper.is_leader
            log.post(draft(2), AMBULANCE, now_ms=NOW_MS)
            assert reader.lag(NOW_MS + 5_000).events == 1
            assert reader.lag(NOW_MS + 5_000).seconds == pytest.approx(5)
            until(lambda: keeper.is_leader and not reader.lag(NOW_MS).events)
            assert child() != killed
            assert keeper.trouble == ""
        assert multiprocessing.active_children() == []


def test_a_keeper_ends_with_its_server_however_that_ends(tmp_path: Path) -> None:
    """The server is killed; the process that kept its rows is gone soon, and another may follow."""
    file = tmp_path / "log.sqlite"
    settings = Settings(file)
    script = tmp_path / "server.py"
    script.write_text(SERVER)
    with Log.open(settings) as log, open_rows(log, settings, KIND) as rows:
        log.post(draft(1), AMBULANCE, now_ms=NOW_MS)
        command = [sys.executable, str(script), str(file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            pid = int(server.stdout.readline())
            assert not rows.database.lease()
            server.kill()
        until(lambda: not Path(f"/proc/{pid}").exists() or _is_zombie(pid))
        until(rows.database.lease)


def _is_zombie(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] in "ZX"


def test_a_keeper_that_cannot_be_started_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No process more on this machine: it is said, and tried again."""
    tries = []

    def start(_process: Any) -> None:
        tries.append(1)
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(keeping_module, "PAUSE_S", 0.01)
    monkeypatch.setattr(multiprocessing.get_context("spawn").Process, "start", start)
    keeper = FollowerProcess(Settings(tmp_path / "log.sqlite"))
    until(lambda: len(tries) > 2)
    assert "cannot be started (Resource temporarily unavailable)" in keeper.trouble
    assert not keeper.is_leader
    keeper.stop()


def test_a_log_in_memory_is_followed_by_a_thread() -> None:
    """No other process could see it."""
    settings = Settings(None)
    with Log.open(settings) as log, open_rows(log, settings, KIND) as rows, keeping(rows) as keeper:
        assert isinstance(keeper, FollowerLoop)


def test_its_lines_are_those_of_the_server(tmp_path: Path) -> None:
    """JSON, with the kind of what went wrong and none of its text, which may hold a value."""
    log = tmp_path / "log.sqlite"
    with Log.open(Settings(log)) as opened:
        opened.post(draft(1), AMBULANCE, now_ms=NOW_MS)
    log.with_name("log.sqlite.rows").write_bytes(b"S3cret" * 1_000)
    script = tmp_path / "follow.py"
    script.write_text(FOLLOW)
    done = subprocess.run(
        [sys.executable, str(script), str(log)], capture_output=True, text=True, check=False
    )
    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert told
    assert {each["message"] for each in told} == {
        "the rows cannot be followed now: StoreError(store_unusable, SQLITE_NOTADB)"
    }
