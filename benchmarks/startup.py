"""`jointlog --help` against `python -c pass`: what a person waits for before anything happens.

python -m benchmarks.startup
"""

import subprocess
import sys
from pathlib import Path

from benchmarks.measure import interleave, machine, report

ROUNDS = 15
JOINTLOG = Path(sys.executable).parent / "jointlog"


def main() -> None:
    """Print the table."""
    sides = {
        "python -c pass": lambda: run(sys.executable, "-c", "pass"),
        "jointlog --help": lambda: run(str(JOINTLOG), "--help"),
        "import click": lambda: run(sys.executable, "-c", "import click"),
    }
    print(machine())
    report("Start-up", interleave(sides, rounds=ROUNDS), base="python -c pass")


def run(*command: str) -> None:
    """Run it to its end."""
    subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    main()
