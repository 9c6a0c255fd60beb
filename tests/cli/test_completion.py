"""The Tab key in real shells: commands, options, incidents, agencies and findings of the log."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import ROOT, run
from tests.cli.terminal import Terminal

BETHNAL = "bethnal-green-2011"
TAB = """
source <(jointlog completion bash)
COMP_LINE="$1" COMP_POINT=${#1}
_jointlog_completion jointlog
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def shim(tmp_path: Path) -> str:
    """A PATH on which `jointlog` is this one."""
    roots = os.pathsep.join(str(ROOT / each) for each in ("domain", "projections", "api", "cli"))
    file = tmp_path / "bin" / "jointlog"
    file.parent.mkdir()
    file.write_text(f'#!/bin/sh\nPYTHONPATH={roots} exec {sys.executable} -m jointlog.cli "$@"\n')
    file.chmod(0o755)
    return f"{file.parent}{os.pathsep}{os.environ['PATH']}"


def offered(line: str, path: str, log: str) -> list[str]:
    """What bash is offered at the end of a line."""
    done = subprocess.run(
        ["bash", "--norc", "-c", TAB, "bash", line],
        env={**os.environ, "PATH": path, "JOINTLOG_DATABASE": log},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_bash_is_offered_what_fits(shim: str, demo_log: str) -> None:
    """Each place offers its own: and after a colon only what bash itself has not kept."""
    for line, expected in (
        ("jointlog repl", ["replay"]),
        ("jointlog replay bethn", [BETHNAL]),
        ("jointlog gaps --ag", ["--agency"]),
        ("jointlog findings --grade ", ["definite", "possible", "indeterminate"]),
        ("jointlog findings --code F-GAP-01", ["F-GAP-01"]),
        (f"jointlog knew {BETHNAL} ambulance:", ["las"]),
        ("jointlog findings --agency police:hertf", ["hertfordshire"]),
        ("jointlog explain F-GAP-01.d998", ["F-GAP-01.d998ce3a"]),
        (f"jointlog explain --incident {BETHNAL} F-GAP", ["F-GAP-01.d998ce3a"]),
        ("jointlog completion ", ["bash", "zsh", "fish"]),
        ("jointlog replay nothing-begins-so", []),
    ):
        assert offered(line, shim, demo_log) == expected, line


def test_no_log_offers_nothing_and_none_is_made(shim: str, tmp_path: Path) -> None:
    """Where there is no log the Tab key is silent, and does not make one."""
    path = tmp_path / "none.sqlite"
    for line in ("jointlog replay b", "jointlog explain F"):
        assert offered(line, shim, str(path)) == []
    assert "police" in offered("jointlog gaps --agency pol", shim, str(path))
    assert not path.exists()


SHELLS = {
    "bash": ("--norc -i", "source <(jointlog completion bash)"),
    "zsh": ("-f -i", "autoload -U compinit; compinit -u -D; . =(jointlog completion zsh)"),
    "fish": ("--no-config -i", "jointlog completion fish | source"),
}
"""How each is started without a person's own settings, and how it is told."""


@pytest.mark.parametrize("shell", SHELLS)
def test_the_tab_key_in_a_real_shell(
    shell: str, terminal: Terminal, shim: str, demo_log: str
) -> None:
    """Typing wai, Tab, bethn, Tab, Enter lists the waits of that incident."""
    options, load = SHELLS[shell]
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    home = str(Path(demo_log).parent)
    terminal.run(found, *options.split(), PATH=shim, JOINTLOG_DATABASE=demo_log, HOME=home)
    terminal.type(f"{load}; echo rea''dy", "Enter")
    terminal.sees("ready")
    terminal.type("jointlog wai", "Tab")
    terminal.sees("jointlog waits")
    terminal.type("bethn", "Tab")
    terminal.sees(f"jointlog waits {BETHNAL}")
    terminal.type("Enter")
    terminal.sees("ambulance treat")


def test_a_shell_that_is_not_known_is_refused() -> None:
    """Only bash, zsh and fish have a script."""
    assert run("completion", "tcsh").exit_code == 2
