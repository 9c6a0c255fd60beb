"""National scale: events made as Parquet, then analysed; sizes, time, CPU time, memory.

python -m benchmarks.national --events 50000 100000 [--processes 2] [--spark]
python -m benchmarks.national --events 1000000 --data FOLDER --engines local     # in pieces
python -m benchmarks.national --events 1000000 --data FOLDER --engines spark

Events that are in FOLDER are not made again, and what an engine wrote is compared, byte for byte,
with what others wrote there before. The events are simulated section 136 incidents, written in the
form of `jointlog extract`, but for one thing: bucket N holds the incidents of seed N, so that each
process can make its own. No log is written; what a log costs is in `docs/benchmarks.md`.
Wall time says little on a machine that others
use too; CPU time is what the work took, on all its processes.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Thread

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
    """What a program took: seconds, CPU seconds of all its processes, bytes of its largest.

    ``together`` is the most that all its processes had at once, each page counted in each.
    """

    wall_s: float
    cpu_s: float
    largest: int
    together: int


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
    watched = Watched(process)
    watched.start()
    _, status, used = os.wait4(process, 0)
    assert status == 0, f"{command}: {status}"
    wall_s = time.perf_counter() - start
    watched.join()
    largest = max(used.ru_maxrss * 1024, watched.largest)
    return Took(wall_s, max(used.ru_utime + used.ru_stime, watched.cpu_s), largest, watched.most)


class Watched(Thread):
    """Looks at a process and its descendants twice a second, until it ends."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.largest = self.most = 0
        self._process = process
        self._cpu_s: dict[int, float] = {}

    @property
    def cpu_s(self) -> float:
        """CPU seconds of all that were seen; those of Java's children nobody else adds up."""
        return sum(self._cpu_s.values())

    def run(self) -> None:
        """Look until it is gone."""
        while seen := family(self._process):
            resident = [pages * os.sysconf("SC_PAGE_SIZE") for _, pages, _ in seen]
            self.largest = max(self.largest, *resident)
            self.most = max(self.most, sum(resident))
            self._cpu_s.update((process, cpu_s) for process, _, cpu_s in seen)
            time.sleep(0.5)


def family(first: int) -> list[tuple[int, int, float]]:
    """Number, resident pages and CPU seconds of a process and its descendants; none if it ended."""
    found: dict[int, tuple[int, int, float]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if fields[0] != "Z":
                cpu_s = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
                found[int(stat.parent.name)] = (int(fields[1]), int(fields[21]), cpu_s)
    held = {first} & found.keys()
    while more := {each for each, (of, _, _) in found.items() if of in held} - held:
        held |= more
    return [(each, *found[each][1:]) for each in held]


def analysed(folder: Path, out: Path, *more: str) -> Took:
    """Analyse the events of a folder."""
    shutil.rmtree(out, ignore_errors=True)
    return measured([sys.executable, "-m", "jointlog.cli", "analyse", str(folder), str(out), *more])


def digest(folder: Path) -> str:
    """SHA-256 of all files below, by name and content."""
    found = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(f"{path.relative_to(folder)} {path.stat().st_size}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def size(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def rows(folder: Path) -> int:
    """Rows of all Parquet files below."""
    return sum(pq.read_metadata(path).num_rows for path in folder.rglob("*.parquet"))


def make(folder: Path, events: int, processes: int) -> dict[str, float]:
    """Make so many events, unless they are there; says what it took and how much they hold."""
    kept = folder / "made.json"
    if kept.exists():
        told: dict[str, float] = json.loads(kept.read_text())
        return told
    buckets = max(processes, round(events / BUCKET_EVENTS))
    start = time.perf_counter()
    with ProcessPoolExecutor(processes) as pool:
        each = [events // buckets] * buckets
        state = sum(pool.map(make_bucket, [folder] * buckets, range(buckets), each))
    told = {"buckets": buckets, "state": state, "made_s": time.perf_counter() - start}
    kept.write_text(json.dumps(told))
    return told


def one(folder: Path, events: int, processes: int, engines: list[str]) -> None:
    """Make so many events, analyse them with each engine and print what it took."""
    folder.mkdir(parents=True, exist_ok=True)
    made = make(folder, events, processes)
    count = rows(folder / EVENTS.name)
    print(
        f"\n### {count:,} events in {made['buckets']:.0f} buckets, "
        f"made in {made['made_s']:,.0f} s\n\n"
        f"{size(folder / EVENTS.name) / count:.0f} bytes an event as Parquet; "
        f"{made['state'] / count:.0f} in the stored form\n\n"
        "| engine | wall s | CPU s | events a CPU second | largest process MiB | together MiB |\n"
        "|---|---|---|---|---|---|"
    )
    cluster = f"local-cluster[{processes},1,1024]"
    more = {
        "local": ["--processes", str(processes)],
        "spark": ["--engine", "spark", "--master", cluster],
    }
    names = {"local": f"local, {processes} processes", "spark": f"spark, {cluster}"}
    for engine in engines:
        took = analysed(folder, folder / f"out-{engine}", *more[engine])
        print(
            f"| {names[engine]} | {took.wall_s:,.0f} | {took.cpu_s:,.0f} "
            f"| {count / took.cpu_s:,.0f} | {took.largest / MIB:.0f} "
            f"| {took.together / MIB:.0f} |",
            flush=True,
        )
    digests = {out.name: digest(out) for out in sorted(folder.glob("out-*"))}
    findings_of = folder / f"out-{engines[0]}" / "findings"
    findings = rows(findings_of)
    same = "the same bytes" if len(set(digests.values())) == 1 else f"NOT THE SAME: {digests}"
    print(
        f"\n{findings:,} findings, {size(findings_of) / findings:.0f} bytes each, "
        f"{findings / count:.2f} an event; {', '.join(digests)}: {same}"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, nargs="+", default=[1_000_000, 2_000_000])
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--spark", action="store_true")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--engines", nargs="*")
    asked = parser.parse_args()
    print(machine())
    engines = ["local", "spark"] if asked.spark else ["local"]
    engines = engines if asked.engines is None else asked.engines
    for events in asked.events:
        if asked.data is not None and not engines:
            make(asked.data / str(events), events, asked.processes)
        elif asked.data is not None:
            one(asked.data / str(events), events, asked.processes, engines)
        else:
            with tempfile.TemporaryDirectory() as name:
                one(Path(name), events, asked.processes, engines)


if __name__ == "__main__":
    main()
