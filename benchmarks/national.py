"""National scale: events made as Parquet, then analysed; sizes, time, CPU time, memory.

python -m benchmarks.national --events 50000 100000 [--processes 2] [--spark]

The events are simulated section 136 incidents, written in the form of `jointlog extract`, but for
one thing: bucket N holds the incidents of seed N, so that each process can make its own. No log is
written; what a log costs is in `docs/benchmarks.md`. Wall time says little on a machine that others
use too; CPU time is what the work took, on all its processes.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.measure import machine
from benchmarks.simulation import entries_of
from jointlog.cli.extracting.parquet import TableFile, bucket_file
from jointlog.domain.simulation import simulate
from jointlog.domain.store.codec import encode
from jointlog.projections.extract import EVENTS, columns_of, event_row

BUCKET_EVENTS = 25_000
"""About so many events a bucket."""
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Took:
    """What a program took: seconds, CPU seconds of all its processes, bytes of its largest."""

    wall_s: float
    cpu_s: float
    rss: int


def make_bucket(folder: Path, bucket: int, events: int) -> int:
    """Write a bucket of so many events, or a few more; the stored bytes in it."""
    left, held = events, 0
    with TableFile(bucket_file(folder, EVENTS.name, bucket), columns_of(EVENTS), {}) as file:
        for incident in simulate(seed=bucket, count=events):
            for entry in entries_of(incident):
                state = encode(entry)
                row = event_row(entry, bucket * 10_000_000 + events - left)
                file.add((*EVENTS.values(row), state))
                held += len(state)
                left -= 1
            if left <= 0:
                return held
    return held


def measured(command: list[str]) -> Took:
    """Run a program and say what it took."""
    start = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ)
    _, status, used = os.wait4(process, 0)
    assert status == 0, f"{command}: {status}"
    wall_s = time.perf_counter() - start
    return Took(wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def analysed(folder: Path, out: Path, *more: str) -> Took:
    """Analyse the events of a folder."""
    shutil.rmtree(out, ignore_errors=True)
    return measured([sys.executable, "-m", "jointlog.cli", "analyse", str(folder), str(out), *more])


def size(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def rows(folder: Path) -> int:
    """Rows of all Parquet files below."""
    return sum(pq.read_metadata(path).num_rows for path in folder.rglob("*.parquet"))


def one(folder: Path, events: int, processes: int, *, has_spark: bool) -> None:
    """Make so many events, analyse them and print what it took."""
    buckets = max(processes, round(events / BUCKET_EVENTS))
    start = time.perf_counter()
    with ProcessPoolExecutor(processes) as pool:
        each = [events // buckets] * buckets
        state = sum(pool.map(make_bucket, [folder] * buckets, range(buckets), each))
    made_s = time.perf_counter() - start
    count, out = rows(folder / EVENTS.name), folder / "out"
    print(
        f"\n### {count:,} events in {buckets} buckets, made in {made_s:,.0f} s\n\n"
        f"{size(folder / EVENTS.name) / count:.0f} bytes an event as Parquet; "
        f"{state / count:.0f} in the stored form\n\n"
        "| engine | wall s | CPU s | events a CPU second | largest process MiB |\n"
        "|---|---|---|---|---|"
    )
    sides = {f"local, {processes} processes": ["--processes", str(processes)]}
    if has_spark:
        master = f"local[{processes}]"
        sides[f"spark, {master}"] = ["--engine", "spark", "--master", master]
    for name, more in sides.items():
        took = analysed(folder, out, *more)
        print(
            f"| {name} | {took.wall_s:,.0f} | {took.cpu_s:,.0f} | {count / took.cpu_s:,.0f} "
            f"| {took.rss / MIB:.0f} |",
            flush=True,
        )
    findings = rows(out / "findings")
    print(
        f"\n{findings:,} findings, {size(out / 'findings') / findings:.0f} bytes each, "
        f"{findings / count:.2f} an event"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, nargs="+", default=[1_000_000, 2_000_000])
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--spark", action="store_true")
    asked = parser.parse_args()
    print(machine())
    for events in asked.events:
        with tempfile.TemporaryDirectory() as name:
            one(Path(name), events, asked.processes, has_spark=asked.spark)


if __name__ == "__main__":
    main()
