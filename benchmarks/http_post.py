"""Durable posts over HTTP, one worker, against a FastAPI route that does nothing.

python -m benchmarks.http_post [--postgres] [--connections 32] [--posts 4000] [--rounds 5]

Every side is one process with uvloop and httptools; the load comes from a third one
(`benchmarks.load`), which shares the cores. Sides: a FastAPI route that reads the JSON body and
answers 201; the log without the process that keeps the rows; `jointlog serve`, with it, on a log of
its own: on the same one its follower would make rows of what the side before it is measured with.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

from benchmarks.measure import machine
from jointlog.domain.store.address import DATABASE
from jointlog.domain.store.keys import Scope
from jointlog.domain.store.log import Log
from jointlog.domain.store.settings import PEPPER, Settings
from jointlog.domain.vocabulary import Agency
from tests.store.postgres_server import throwaway

YEAR_MS: Final = 365 * 86_400_000
STARTS_S_MAX: Final = 30
NO_OP: Final = "FastAPI route that reads the body"

SERVERS: Final = """
import os, sys
import uvicorn
from fastapi import FastAPI, Request, Response

def no_op():
    app = FastAPI()

    @app.post("/v1/incidents/{incident}/events")
    async def post(incident: str, request: Request) -> Response:
        await request.json()
        return Response("{}", 201, media_type="application/json")

    return app

def without_rows():
    from jointlog.api.app import create_app
    from jointlog.api.server import clock, settle
    from jointlog.domain.store.log import Log
    from jointlog.domain.store.settings import Settings

    app = create_app(Log.open(Settings.of(os.environ)), clock=clock)
    settle()
    return app

if __name__ == "__main__":
    app = globals()[sys.argv[1]]()
    uvicorn.run(
        app, port=int(sys.argv[3]), log_level="warning", access_log=False, ws="none",
        loop="uvloop", http="httptools", server_header=False, proxy_headers=False,
    )
"""


def free_port() -> int:
    """A port that nobody listens at."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def server(*command: str, environ: Mapping[str, str]) -> Iterator[int]:
    """A server in a process of its own; yields its port once it answers."""
    port = free_port()
    process = subprocess.Popen(
        [*command, "--port", str(port)], env={**os.environ, **environ}, stderr=subprocess.DEVNULL
    )
    try:
        end_s = time.monotonic() + STARTS_S_MAX
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < end_s, "the server does not start"
                time.sleep(0.05)
        time.sleep(1)
        yield port
    finally:
        process.terminate()
        process.wait()


def posted(port: int, key: str, asked: argparse.Namespace) -> dict[str, float]:
    """What the load measured."""
    command = [sys.executable, "-m", "benchmarks.load", str(port), "--key", key]
    command += ["--posts", str(asked.posts), "--connections", str(asked.connections)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(ran.stdout)
    return told


def key_of(environ: Mapping[str, str]) -> str:
    """A key of the log of these settings, which is made."""
    now_ms = time.time_ns() // 1_000_000
    with Log.open(Settings.of(environ)) as log:
        agency, scope = Agency.parse("police:met"), Scope.AGENCY
        return log.keys.issue(agency, scope, now_ms=now_ms, expires_ms=now_ms + YEAR_MS)


def table(title: str, places: Sequence[str], asked: argparse.Namespace, script: str) -> None:
    """Measure the sides in turn, each log in a place of its own; print the rounds' medians."""
    alone, followed = ({DATABASE: place, PEPPER: "p" * 40} for place in places)
    jointlog = str(Path(sys.executable).parent / "jointlog")
    commands = {
        NO_OP: (alone, (sys.executable, script, "no_op")),
        "the log alone": (alone, (sys.executable, script, "without_rows")),
        "`jointlog serve`, with its follower": (followed, (jointlog, "serve")),
    }
    keys = {name: key_of(environ) for name, (environ, _) in commands.items()}
    taken: dict[str, list[dict[str, float]]] = defaultdict(list)
    with ExitStack() as stack:
        ports = {
            name: stack.enter_context(server(*command, environ=environ))
            for name, (environ, command) in commands.items()
        }
        for number in range(asked.rounds + 1):
            for name in list(ports) if number % 2 else list(ports)[::-1]:
                told = posted(ports[name], keys[name], asked)
                time.sleep(asked.pause)  # the follower may have something left to do
                if number:  # the first is not counted
                    taken[name].append(told)
    print(f"\n### {title}, {asked.connections} connections, {asked.posts} posts a round\n")
    print("| side | posts/s | ratio | p50 ms | p99 ms | core used by the load |")
    print("|---|---|---|---|---|---|")
    medians = {
        name: {key: statistics.median(each[key] for each in told) for key in told[0]}
        for name, told in taken.items()
    }
    for name, median in medians.items():
        rate, base = median["posts_a_second"], medians[NO_OP]["posts_a_second"]
        p50, p99, share = median["p50_ms"], median["p99_ms"], median["cpu_share"]
        print(f"| {name} | {rate:,.0f} | {rate / base:.2f} | {p50:.1f} | {p99:.1f} | {share:.2f} |")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--posts", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pause", type=float, default=1.0)
    asked = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "servers.py"
        script.write_text(SERVERS)
        files = [f"{folder}/{name}.sqlite" for name in ("alone", "followed")]
        table("SQLite FULL", files, asked, str(script))
        if asked.postgres:
            with throwaway() as cluster:
                databases = [cluster.database() for _ in range(2)]
                table("PostgreSQL", databases, asked, str(script))


if __name__ == "__main__":
    main()
