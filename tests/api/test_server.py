"""The server as a process: it starts, answers, and stops in order."""

import os
import signal
import socket
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import httpx2
import pytest

from jointlog.api.release import release
from jointlog.api.server import clock, listening
from jointlog.domain.store.keys import Scope
from jointlog.domain.store.log import open_log
from jointlog.domain.vocabulary import Agency
from tests.api.grammar import DAY_MS, EVENTS, statement

PROGRAM = """
import sys
from pathlib import Path
from jointlog.api.server import serve
from jointlog.domain.store.settings import Settings
serve(Settings(Path(sys.argv[1])), "127.0.0.1", int(sys.argv[2]))
"""


def free_port() -> int:
    """A port that nobody listens at."""
    with listening("127.0.0.1", 0) as held:
        port: int = held.getsockname()[1]
        return port


def started(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until it answers."""
    while True:
        assert process.poll() is None
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.02)
        else:
            return


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_stop(tmp_path: Path, how: signal.Signals) -> None:
    """A post is recorded, no banner is shown, and the log is whole afterwards."""
    database = tmp_path / "log.sqlite"
    police = Agency.parse("police:met")
    now_ms = clock()
    with open_log(str(database)) as log:
        key = log.keys.issue(police, Scope.AGENCY, now_ms=now_ms, expires_ms=now_ms + DAY_MS)
    port = free_port()
    path = os.pathsep.join(sys.path)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(database), str(port)],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        started(port, process)
        headers = {"Authorization": f"Bearer {key}"}
        url = f"http://127.0.0.1:{port}{EVENTS}"
        answer = httpx2.post(url, json=statement(), headers=headers)
        assert answer.status_code == 201
        assert "server" not in answer.headers
        process.send_signal(how)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert (out, err) == (b"", b"")
    assert process.returncode in (0, -how)
    with open_log(str(database)) as log:
        assert log.head() == 1


def test_an_address_that_is_taken_is_an_error_of_the_system() -> None:
    """It is raised before anything is served; the command line says it in words."""
    with listening("127.0.0.1", 0) as held, pytest.raises(OSError, match="in use"):
        listening("127.0.0.1", held.getsockname()[1])


def test_the_release_is_that_of_the_installed_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout that is not installed has none, and says 0."""

    def missing(_name: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr("jointlog.api.release.version", missing)
    assert release() == "0"
