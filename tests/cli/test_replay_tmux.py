"""`jointlog replay` in a real terminal of 80 columns and 24 rows: type keys, read the screen."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from jointlog.domain.store.log import open_log
from tests.cli.running import ROOT, run
from tests.grammar import INCIDENT, at, draft

pytestmark = pytest.mark.skipif(
    shutil.which("tmux") is None, reason="tmux is not installed: apt-get install tmux"
)
BETHNAL = "bethnal-green-2011"
PATIENCE_S = 30
COLOUR = re.compile(r"\x1b\[[0-9;]*\b(3[0-8]|4[0-8]|9[0-7])(;|m)")


class Terminal:
    """One tmux server of its own, with one window."""

    def __init__(self, folder: Path) -> None:
        self._socket = str(folder / f"tmux-{uuid4().hex[:8]}")

    def tmux(self, *args: str) -> str:
        """What a tmux command prints."""
        done = subprocess.run(
            ["tmux", "-S", self._socket, "-f", os.devnull, *args],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def start(self, *args: str, width: int = 80, height: int = 24, **env: str) -> None:
        """Run the program in a window of this size, and keep the window when it ends."""
        roots = os.pathsep.join(
            str(ROOT / each) for each in ("domain", "projections", "api", "cli")
        )
        given = {"PYTHONPATH": roots, "TERM": "screen-256color", "LANG": "C.UTF-8", **env}
        words = ["env", "-u", "NO_COLOR", *(f"{name}={value}" for name, value in given.items())]
        command = shlex.join([*words, sys.executable, "-m", "jointlog.cli", *args])
        size = ("-x", str(width), "-y", str(height))
        self.tmux("new-session", "-d", *size, f"{command}; echo left with $?; sleep 60")

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


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal, closed at the end."""
    made = Terminal(tmp_path)
    yield made
    subprocess.run(["tmux", "-S", made._socket, "kill-server"], capture_output=True, check=False)


def test_a_reviewer_finds_the_worst_gap_with_one_key(terminal: Terminal, demo_log: str) -> None:
    """W goes to the longest gap, e to its end, q leaves with 0; all in 80 columns and 24 rows."""
    terminal.start("replay", BETHNAL, "--database", demo_log)
    first = terminal.sees("q quit").splitlines()
    assert len(first) <= 24
    assert all(len(line) <= 80 for line in first)
    for label in ("←→ step", "g gap", "f finding", "w worst", "t time", "space play", "? help"):
        assert label in first[-1]
    terminal.type("w")
    seen = terminal.sees("1 of 1: S1 held by nobody, 47 to 54 min")
    assert "*░ clinical care    nobody" in seen
    assert "police:met: recorded 19:34-19:39" in seen
    terminal.type("e")
    terminal.sees("clinical care    acute")
    terminal.type("t")
    terminal.sees("To what time?")
    terminal.type("19:45", "Enter")
    terminal.sees("The last entry by 19:45")
    terminal.type("/")
    terminal.sees("To which entry?")
    terminal.type("ambulanz", "Enter")
    terminal.sees("did you mean ambulance?")
    terminal.type("?")
    terminal.sees("the worst gap; again for the next worst")
    terminal.type("q")
    terminal.sees("No entry has")
    terminal.type("q")
    terminal.sees("left with 0")


def test_without_colour_the_screen_has_none(terminal: Terminal, demo_log: str) -> None:
    """NO_COLOR: bold and signs only; the chosen finding of the list is told by its sign."""
    terminal.start("replay", BETHNAL, "--database", demo_log, NO_COLOR="1")
    terminal.sees("q quit")
    assert not COLOUR.search(terminal.screen("-e"))
    terminal.type("o")
    terminal.sees("▶ S1")
    terminal.type("Down")
    terminal.sees("▶ S1  14 to 26 min")
    assert not COLOUR.search(terminal.screen("-e"))


def test_a_wide_terminal_shows_who_knew_in_a_column(terminal: Terminal, demo_log: str) -> None:
    """At 140 columns three panels stand side by side."""
    terminal.start("replay", BETHNAL, "--database", demo_log, width=140, height=40)
    seen = terminal.sees("? help")
    assert re.search(r"Who holds what .* Who knew", seen)


def test_a_log_that_grows_is_followed(
    terminal: Terminal, empty_log: str, clocked: Callable[[int, str], None]
) -> None:
    """An entry that is posted while the session is open appears by itself, state and all."""
    clocked(1, "12:00:00 police:met s136_power_used limb=remove")
    terminal.start("replay", INCIDENT, "--follow", "--database", empty_log)
    terminal.sees("1/1  LIVE")
    clocked(2, "13:00:00 police:met resource_left_scene reason=other")
    seen = terminal.sees("2/2  LIVE")
    assert "*░ detention        nobody" in seen


@pytest.fixture
def clocked(empty_log: str) -> Callable[[int, str], None]:
    """Records a line of the grammar as that numbered entry."""

    def record(number: int, line: str) -> None:
        made, agency = draft(number, line)
        with open_log(empty_log) as log:
            log.post(made, agency, now_ms=at("14:00") * 1000)

    return record


def test_plain_on_a_terminal_and_for_a_pipe_is_the_same(terminal: Terminal, demo_log: str) -> None:
    """--plain prints what a pipe gets: after each entry the state, the clocks, who knew."""
    piped = run("replay", BETHNAL, "--database", demo_log).stdout
    terminal.start("replay", BETHNAL, "--plain", "--database", demo_log, width=80, height=2000)
    seen = terminal.sees("left with 0").partition("left with 0")[0]
    assert seen.splitlines() == [line.rstrip() for line in piped.splitlines()]
    for heading in (
        "Worst first",
        "Who holds what",
        "With the person",
        "Waits",
        "Clocks",
        "Who knew",
    ):
        assert heading in piped
