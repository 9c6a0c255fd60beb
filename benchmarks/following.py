"""How the process that keeps the rows keeps up with posts over HTTP.

python -m benchmarks.following [--postgres] [--connections 32] [--posts 6000]

The load: practice incidents of some 27 statements, times uncertain as in practice. Each connection
takes an incident, posts it entry by entry as fast as it is answered, and takes the next. Measured
in one run: posts a second with ``jointlog serve``, which keeps the rows meanwhile on the same
cores; how far they are behind when the last post is answered, and how long it takes them to be
level; and, with the server stopped, how fast a follower makes the rows of that log from nothing.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import uvloop

from benchmarks.http_post import YEAR_MS, server
from benchmarks.load import HEAD_END, Client, Load
from benchmarks.measure import machine
from jointlog.domain.simulation import simulate
from jointlog.domain.statement import draft_to_plain
from jointlog.domain.store.address import DATABASE
from jointlog.domain.store.collecting import few_collections
from jointlog.domain.store.keys import Scope
from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.follower import Follower
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.store.rows.rebuild import check, ensure
from jointlog.domain.store.rows.schema import LIVE, drop
from jointlog.domain.store.settings import PEPPER, Settings
from jointlog.domain.vocabulary import Agency
from jointlog.projections.rows import KIND
from tests.store.postgres_server import throwaway

SEED: Final = 17
LEVEL_S_MAX: Final = 300

Posts = list[tuple[str, str, bytes]]
"""Of one incident: its id, the key and the statement of each post."""


class Poster(Client):
    """One connection: posts whole incidents, entry by entry."""

    def __init__(self, incidents: Iterator[Posts], load: Load) -> None:
        super().__init__("", load)
        self._incidents = incidents
        self._posts: Iterator[tuple[str, str, bytes]] = iter(())

    def _send(self) -> None:
        post = next(self._posts, None)
        while post is None:
            posts = next(self._incidents, None)
            if posts is None:
                self._transport.close()
                return
            self._posts = iter(posts)
            post = next(self._posts, None)
        incident, key, statement = post
        head = (
            f"POST /v1/incidents/{incident}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {key}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(statement)}"
        ).encode()
        self._begun_s = time.perf_counter()
        self._transport.write(head + HEAD_END + statement)


async def post(port: int, incidents: list[Posts], connections: int) -> float:
    """Post them all; how many seconds it took."""
    load, loop, remaining = Load(0, connections), asyncio.get_running_loop(), iter(incidents)
    begun_s = time.perf_counter()
    for _ in range(connections):
        await loop.create_connection(lambda: Poster(remaining, load), "127.0.0.1", port)
    await load.wait()
    return time.perf_counter() - begun_s


def made(log: Log, count: int) -> list[Posts]:
    """Whole practice incidents of so many posts or a few more, with the keys of their agencies."""
    keys: dict[Agency, str] = {}
    incidents: list[Posts] = []
    now_ms = time.time_ns() // 1_000_000

    def key_of(agency: Agency) -> str:
        if agency not in keys:
            expires_ms = now_ms + YEAR_MS
            keys[agency] = log.keys.issue(
                agency, Scope.AGENCY, now_ms=now_ms, expires_ms=expires_ms
            )
        return keys[agency]

    for incident in simulate(seed=SEED, count=count):
        if count <= 0:
            break
        posts = []
        for draft, agency in incident.drafts:
            plain = draft_to_plain(draft)
            plain.pop("incident")
            posts.append((draft.incident, key_of(agency), json.dumps(plain).encode()))
        incidents.append(posts)
        count -= len(posts)
    return incidents


def level(settings: Settings) -> tuple[int, float]:
    """How many entries the rows are behind, and how many seconds until they are level."""
    with Log.open(settings) as log, open_rows(log, settings, KIND) as rows:
        reader, begun_s = RowsReader(rows), time.perf_counter()
        behind = reader.lag(0).events
        while reader.lag(0).events:
            assert time.perf_counter() < begun_s + LEVEL_S_MAX, "the rows are not kept"
            time.sleep(0.01)
        return behind, time.perf_counter() - begun_s


def caught_up(settings: Settings) -> tuple[float, float]:
    """Seconds, and seconds of processor time, to make all rows from nothing; checks them."""
    with Log.open(settings) as log, open_rows(log, settings, KIND) as rows, few_collections():
        assert check(rows) == [], "the rows that were kept equal a rebuild"
        with rows.database.writing() as run:
            drop(run, KIND.tables, LIVE)
        ensure(rows.database, KIND)
        begun_s, cpu_s = time.perf_counter(), time.process_time()
        Follower(rows).catch_up()
        return time.perf_counter() - begun_s, time.process_time() - cpu_s


def measured(name: str, place: str, asked: argparse.Namespace) -> None:
    """Print the table of one store."""
    environ: Mapping[str, str] = {DATABASE: place, PEPPER: "p" * 40}
    settings = Settings.of(environ)
    with Log.open(settings) as log:
        incidents = made(log, asked.posts)
    count = sum(map(len, incidents))
    jointlog = str(Path(sys.executable).parent / "jointlog")
    with server(jointlog, "serve", environ=environ) as port:
        level(settings)
        posted_s = uvloop.run(post(port, incidents, asked.connections))
        behind, level_s = level(settings)
    took_s, cpu_s = caught_up(settings)
    api, kept, alone = count / posted_s, count / (posted_s + level_s), count / took_s
    print(f"\n### {name}: {count:,} posts of {len(incidents)} incidents\n")
    print("| what | a second | times the posts |\n|---|---|---|")
    print(f"| posts with `jointlog serve` | {api:,.0f} | 1.0 |")
    print(f"| rows kept beside them, until level | {kept:,.0f} | {kept / api:.2f} |")
    print(f"| rows from nothing, one process | {alone:,.0f} | {alone / api:.2f} |")
    print(f"| the same, of its processor time | {count / cpu_s:,.0f} | {count / cpu_s / api:.2f} |")
    print(f"\nBehind at the last answer: {behind:,} entries; level {level_s:.2f} s later.")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--posts", type=int, default=6000)
    asked = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        measured("SQLite FULL", f"{folder}/log.sqlite", asked)
        if asked.postgres:
            with throwaway() as cluster:
                measured("PostgreSQL", cluster.database(), asked)


if __name__ == "__main__":
    main()
