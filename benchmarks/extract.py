"""Files for tools: bytes an event and time of each format, and the memory that it takes.

python -m benchmarks.extract [--events 20000] [--only xes]

Each format is made by a program of its own, with one process, from a log in a file; the export as
lines of JSON is the measure. Memory is the most that the program held resident.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import machine
from benchmarks.rows import made
from jointlog.cli.extracting.formats import Format
from jointlog.domain.store.log import open_log

ROOT = Path(__file__).parent.parent
PATHS = os.pathsep.join(str(ROOT / each) for each in ("domain", "projections", "api", "cli"))


def timed(log: Path, *args: str) -> tuple[float, float]:
    """Seconds and MiB that a command takes."""
    env = {**os.environ, "PYTHONPATH": PATHS, "JOINTLOG_DATABASE": str(log)}
    start = time.perf_counter()
    program = subprocess.Popen([sys.executable, "-m", "jointlog.cli", *args], env=env)
    _, status, used = os.wait4(program.pid, 0)
    assert status == 0, args
    return time.perf_counter() - start, used.ru_maxrss / 1024


def size(path: Path) -> int:
    """Bytes of a file or of all files of a folder."""
    return sum(each.stat().st_size for each in (path, *path.rglob("*")) if each.is_file())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--only", nargs="*", help="these formats")
    asked = parser.parse_args()
    count, only = asked.events, asked.only
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        log = place / "log.sqlite"
        with open_log(str(log)) as to:
            events = to.restore(made(count, spread=False)).recorded
        print(f"{events} events; the log is {size(log) / events:.0f} bytes an event\n")
        print("| what | bytes an event | s | MiB at most |\n|---|---|---|---|")
        took_s, mib = timed(log, "export", "--output", str(place / "lines"))
        bytes_an_event = size(place / "lines") / events
        print(f"| export, lines of JSON | {bytes_an_event:.0f} | {took_s:.1f} | {mib:.0f} |")
        kinds: list[tuple[str, tuple[str, ...]]]
        kinds = [("events only", ("--format", "parquet", "--events-only"))]
        kinds += [(each.value, ("--format", each.value)) for each in Format]
        for name, options in kinds:
            if only and name not in only:
                continue
            out = place / name
            took_s, mib = timed(log, "extract", str(out), "--processes", "1", *options)
            print(f"| {name} | {size(out) / events:.0f} | {took_s:.1f} | {mib:.0f} |", flush=True)


if __name__ == "__main__":
    main()
