"""API processes on one log: started, killed, started again, stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from jointlog.domain.store.keys import Scope
from jointlog.domain.store.log import Log
from jointlog.domain.store.settings import Settings
from jointlog.domain.vocabulary import Agency
from tests.store.postgres_server import free_port
from tests.store.samples import AMBULANCE

PEPPER = "a-pepper-of-the-tests-that-is-long-enough"
STARTS_WITHIN_S = 30
FAR_MS = 4_102_444_800_000  # the year 2100


def environ_of(place: str) -> dict[str, str]:
    """The settings of a process that serves the log at this place."""
    return {"JOINTLOG_DATABASE": place, "JOINTLOG_PEPPER": PEPPER}


def open_place(place: str) -> Log:
    """The log at this place, opened as its processes do."""
    return Log.open(Settings.of(environ_of(place)))


def key_for(place: str, agency: Agency = AMBULANCE) -> str:
    """A key of the agency, which makes the log if there is none."""
    with open_place(place) as log:
        return log.keys.issue(agency, Scope.AGENCY, now_ms=0, expires_ms=FAR_MS)


class ApiProcess:
    """`jointlog serve` as a process of its own, always at the same port."""

    def __init__(
        self, place: str, output: Path, *options: str, environ: dict[str, str] | None = None
    ) -> None:
        self.port = free_port()
        self._place = place
        self._output = output
        self._options = options
        self._environ = environ or {}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and return when it answers."""
        command = [sys.executable, "-m", "jointlog.cli", "serve", "--port", str(self.port)]
        command += self._options
        environ = {
            **os.environ,
            **environ_of(self._place),
            **self._environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(command, env=environ, stdout=output, stderr=output)
        end = time.monotonic() + STARTS_WITHIN_S
        while not self._answers():
            assert self._process.poll() is None, self.output()
            assert time.monotonic() < end, self.output()
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def signal(self, how: signal.Signals) -> int:
        """Send a signal that ends it; returns its exit code."""
        assert self._process is not None, "it was started"
        self._process.send_signal(how)
        return self._process.wait(STARTS_WITHIN_S)

    def restart(self) -> None:
        """Kill it, so that it can finish nothing, and start it again."""
        self.signal(signal.SIGKILL)
        self.start()

    def code(self) -> int | None:
        """The exit code of a process that has ended by itself."""
        assert self._process is not None, "it was started"
        return self._process.wait(STARTS_WITHIN_S)

    def output(self) -> str:
        """What it said."""
        return self._output.read_text()

    @contextmanager
    def running(self) -> Iterator["ApiProcess"]:
        """Until the end of the block."""
        self.start()
        try:
            yield self
        finally:
            assert self._process is not None, "it was started"
            if self._process.poll() is None:
                self.signal(signal.SIGKILL)


def until_answering(port: int) -> None:
    """Wait until a worker answers: the socket is open before any of them is."""
    httpx2.get(f"http://127.0.0.1:{port}/health", timeout=STARTS_WITHIN_S).raise_for_status()
