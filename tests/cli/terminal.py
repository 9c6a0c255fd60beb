"""A real terminal for tests: a tmux server of its own, with one window to type in and read."""

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

from tests.cli.running import ROOT

PATIENCE_S = 30


class Terminal:
    """One tmux server of its own, with one window."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = ""

    def tmux(self, *args: str) -> str:
        """What a tmux command prints."""
        done = subprocess.run(
            ["tmux", "-S", self._socket, "-f", os.devnull, *args],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def stop(self) -> None:
        """End the server, if it runs."""
        if not self._socket:
            return
        end = ["tmux", "-S", self._socket, "kill-server"]
        subprocess.run(end, capture_output=True, check=False)

    def start(self, *args: str, width: int = 80, height: int = 24, **env: str) -> None:
        """Run jointlog in a window of this size, and keep the window when it ends."""
        self.run(sys.executable, "-m", "jointlog.cli", *args, width=width, height=height, **env)

    def run(self, *command: str, width: int = 80, height: int = 24, **env: str) -> None:
        """Run a program in a window of this size, and keep the window when it ends."""
        self.stop()
        self._socket = str(self._folder / f"tmux-{uuid4().hex[:8]}")
        roots = os.pathsep.join(
            str(ROOT / each) for each in ("domain", "projections", "api", "cli")
        )
        given = {"PYTHONPATH": roots, "TERM": "screen-256color", "LANG": "C.UTF-8", **env}
        words = ["env", "-u", "NO_COLOR", *(f"{name}={value}" for name, value in given.items())]
        line = shlex.join([*words, *command])
        size = ("-x", str(width), "-y", str(height))
        self.tmux("new-session", "-d", *size, f"{line}; echo left with $?; sleep 60")

    def type(self, *keys: str) -> None:
        """Type keys."""
        self.tmux("send-keys", *keys)

    def screen(self, *options: str) -> str:
        """What is seen now."""
        return self.tmux("capture-pane", "-p", *options)

    def sees(self, text: str) -> str:
        """Wait until the text is on the screen, and return the screen."""
        end = time.monotonic() + PATIENCE_S
        while text not in (seen := self.screen()):
            assert time.monotonic() < end, f"{text!r} did not appear:\n{seen}"
            time.sleep(0.05)
        return seen
