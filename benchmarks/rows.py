"""Rows for analysts: rebuild against decoding and the library's runner; posted to visible; load.

python -m benchmarks.rows [--events 20000] [--processes 2] [--spread] [--postgres]

With ``--spread`` each entry is recorded a minute after the one before, as on a night's work, so
that each makes a state of its incident that is kept; else an incident is recorded in one second.
"""

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from benchmarks.measure import machine
from benchmarks.rows_runner import library_runner
from benchmarks.simulation import entries_of
from jointlog.api.keeping import keeping
from jointlog.domain.entry import Draft, Entry
from jointlog.domain.simulation import simulate
from jointlog.domain.store.address import DATABASE
from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.contract import RowsOf
from jointlog.domain.store.rows.follower import Follower
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.store.rows.rebuild import ensure, rebuild
from jointlog.domain.store.settings import PEPPER, Settings
from jointlog.projections.rows import KIND
from tests.store.postgres_server import throwaway

ENVIRON = {PEPPER: "p" * 40}
POSTS = 300
POSTED_AT_ONCE = 20
SCAN = 1000
RUNNER_EVENTS = 400
SEED = 11


def made(count: int, *, spread: bool) -> Iterator[Entry]:
    """So many entries, or a few more: whole incidents."""
    left = count
    for incident in simulate(seed=SEED, count=count):
        if left <= 0:
            return
        for entry in entries_of(incident):
            at_ms = entry.recorded_at_ms // 1000 * 1000
            late_ms = entry.version * 60_000 if spread else 0
            yield replace(entry, recorded_at_ms=at_ms + late_ms)
            left -= 1


@contextmanager
def opened(place: str) -> Iterator[RowsOf]:
    """The log at a place with its rows."""
    settings = Settings.of({**ENVIRON, DATABASE: place})
    with Log.open(settings) as log, open_rows(log, settings, KIND) as rows:
        yield rows


def scan(log: Log) -> int:
    """Decode every entry once."""
    position = count = 0
    while found := log.read(position, SCAN):
        position = found[-1].position
        count += len(found)
    return count


def timed(work: object) -> float:
    """Seconds that it takes."""
    start = time.perf_counter()
    assert callable(work)
    work()
    return time.perf_counter() - start


def rebuilding(of: RowsOf, events: int, processes: int) -> None:
    """Rebuild and follow, against one pass of decoding the same entries; three rounds."""
    sides: dict[str, list[float]] = {"decode all": [], "rebuild, 1 process": []}
    if processes > 1:
        sides[f"rebuild, {processes} processes"] = []
    scan(of.log)
    for _ in range(3):
        sides["decode all"].append(timed(lambda: scan(of.log)))
        sides["rebuild, 1 process"].append(timed(lambda: rebuild(of)))
        if processes > 1:
            name = f"rebuild, {processes} processes"
            sides[name].append(timed(lambda: rebuild(of, processes=processes)))
    base = statistics.median(sides["decode all"])
    print(f"\n### Rows of {events:,} events\n\n| | events/s | times the decoding |\n|---|---|---|")
    for name, taken in sides.items():
        median = statistics.median(taken)
        print(f"| {name} | {events / median:,.0f} | {median / base:.1f} |")


def against_the_library(folder: Path) -> None:
    """The same rows by the library's runner, one transaction an event, and by the follower."""
    entries = list(made(RUNNER_EVENTS, spread=False))
    runner_s = library_runner(entries, f"{folder}/runner.sqlite")
    with opened(f"{folder}/follower.sqlite") as of:
        of.log.restore(entries)
        ensure(of.database, of.kind)
        follow_s = timed(Follower(of).catch_up)
        rebuild_s = timed(lambda: rebuild(of))
    print(
        f"\n### {len(entries)} events, exactly once\n\n"
        "| | events/s | times the runner |\n|---|---|---|"
    )
    for name, taken_s in (
        ("ProjectionRunner", runner_s),
        ("follower from nothing", follow_s),
        ("rebuild", rebuild_s),
    ):
        print(f"| {name} | {len(entries) / taken_s:,.0f} | {runner_s / taken_s:.0f} |")


def visibility(place: str, name: str) -> None:
    """From the receipt of a post to the row that rests on it, kept by a process of its own."""
    incidents = [i for i, _ in zip(simulate(seed=SEED + 1, count=POSTS), range(30), strict=False)]
    waited_ms = []
    with opened(place) as of, keeping(of) as keeper:
        while not keeper.is_leader:
            time.sleep(0.1)
        time.sleep(1)
        reader = RowsReader(of)
        for incident in incidents:
            for draft, agency in incident.drafts[:10]:
                receipt = of.log.post(draft, agency, now_ms=time.time_ns() // 1_000_000)
                start = time.perf_counter()
                while reader.position() < receipt.position:
                    time.sleep(0.0002)
                waited_ms.append((time.perf_counter() - start) * 1000)
                time.sleep(0.005)
    waited_ms.sort()
    p50, p99 = waited_ms[len(waited_ms) // 2], waited_ms[int(len(waited_ms) * 0.99)]
    print(f"| {name} | {len(waited_ms)} | {p50:.1f} | {p99:.1f} |")


def keeping_up(place: str, events: int) -> None:
    """How fast it is posted by 16 threads, and how fast the follower applies the same."""
    drafts = [
        pair for incident in simulate(seed=SEED, count=events // 25) for pair in incident.drafts
    ]
    drafts = drafts[:events]
    with opened(place) as of:
        turn = iter(drafts)
        lock = threading.Lock()

        def post() -> None:
            while True:
                with lock:
                    pair = next(turn, None)
                if pair is None:
                    return
                draft, agency = pair
                new = Draft(uuid4(), draft.incident, draft.fact, draft.envelope)
                of.log.post(new, agency, now_ms=time.time_ns() // 1_000_000)

        threads = [threading.Thread(target=post) for _ in range(16)]

        def post_all() -> None:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        ingest_s = timed(post_all)
        ensure(of.database, of.kind)
        follow_s = timed(Follower(of).catch_up)
    ingest, follow = len(drafts) / ingest_s, len(drafts) / follow_s
    print(
        f"\nPosted by 16 threads {ingest:,.0f}/s; followed {follow:,.0f}/s: {follow / ingest:.1f}"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--spread", action="store_true")
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with opened(f"{folder}/log.sqlite") as of:
            of.log.restore(made(asked.events, spread=asked.spread))
            rebuilding(of, of.log.head(), asked.processes)
        against_the_library(folder)
        keeping_up(f"{folder}/ingest.sqlite", 4000)
        print("\n| posted to visible | posts | p50 ms | p99 ms |\n|---|---|---|---|")
        visibility(f"{folder}/visible.sqlite", "SQLite")
        if asked.postgres:
            with throwaway() as server:
                visibility(server.database(), "PostgreSQL")


if __name__ == "__main__":
    main()
