"""How the tests of the command line run it: in this process, or as a program of its own."""

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from jointlog.cli.main import cli

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).with_name("golden")
UPDATE = "JOINTLOG_UPDATE_GOLDEN"
"""Set to 1 to write the golden files anew; read the difference before it is committed."""


def run(*args: str, env: dict[str, str] | None = None, stdin: bytes | None = None) -> Result:
    """Run a command in this process, without colour, on 80 columns."""
    clean = {
        "JOINTLOG_DATABASE": None,
        "JOINTLOG_DEBUG": None,
        "NO_COLOR": "1",
        "COLUMNS": None,
        **(env or {}),
    }
    return CliRunner().invoke(cli, list(args), env=clean, input=stdin)


def start(
    *args: str,
    env: dict[str, str] | None = None,
    stdin: bytes = b"",
    timeout_s: int = 60,
) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a program of its own."""
    paths = os.pathsep.join(str(ROOT / each) for each in ("domain", "projections", "api", "cli"))
    clean = {name: value for name, value in os.environ.items() if "COLOR" not in name}
    return subprocess.run(
        [sys.executable, "-m", "jointlog.cli", *args],
        env={**clean, "PYTHONPATH": paths, **(env or {})},
        input=stdin,
        capture_output=True,
        check=False,
        timeout=timeout_s,
    )


def golden(name: str, text: str) -> None:
    """Compare with a golden file, or write it where that is asked for."""
    file = GOLDEN / name
    if os.environ.get(UPDATE) == "1":
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8"), f"{file.name} differs: {UPDATE}=1 writes it anew"
