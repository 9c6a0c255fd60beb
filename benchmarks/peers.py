"""Appends of 100 events at once, one client, durable, against other event stores.

python -m benchmarks.peers [--umadb FOLDER] [--emmett FOLDER]

UmaDB: `pip install --target FOLDER umadb`, whose wheel carries the server. emmett: in FOLDER,
`npm install @event-driven-io/emmett-postgresql` (Node). Each side keeps the same fact, agency and
times of the same number of events, a stream a batch; a peer that is not named is left out. Every
side is durable when it answers.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.http_post import free_port
from benchmarks.measure import interleave, machine, report
from benchmarks.store import AGENCY, BATCH, BATCHES, NOW_MS, ROUNDS, drafts, rows
from jointlog.domain.statement import draft_to_plain
from jointlog.domain.store.log import Log, open_log
from tests.store.postgres_server import throwaway

STARTS_S_MAX = 20
EMMETT = """
import { createInterface } from 'node:readline';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
const store = getPostgreSQLEventStore(process.argv[2]);
for await (const line of createInterface({ input: process.stdin })) {
  const { batches, events } = JSON.parse(line);
  for (let n = 0; n < batches; n++)
    await store.appendToStream(crypto.randomUUID(), events);
  console.log('done');
}
await store.close();
"""


def ours(log: Log) -> None:
    """From domain objects."""
    for _ in range(BATCHES):
        log.post_many(drafts(BATCH), AGENCY, now_ms=NOW_MS, atomic=True)


def rows_of_ours(log: Log) -> None:
    """Rows that are made before, each batch of an incident of its own."""
    for made in [rows(BATCH) for _ in range(BATCHES)]:
        log._recorder.record(made)  # noqa: SLF001 - the recorder alone is measured


@contextmanager
def umadb(site: str, folder: Path) -> Iterator[Callable[[], None]]:
    """UmaDB's own server and client, from a folder of packages."""
    sys.path.insert(0, site)
    module: Any = import_module("umadb")
    address = f"127.0.0.1:{free_port()}"
    command = [f"{site}/bin/umadb", "--listen", address, "--db-path", str(folder / "uma.db")]
    environ = {**os.environ, "PYTHONPATH": site}
    process = subprocess.Popen(
        [sys.executable, *command],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        client = _client(module, f"http://{address}")

        def append() -> None:
            for _ in range(BATCHES):
                made = rows(BATCH)
                tags = [f"incident:{uuid4()}"]
                client.append(
                    [
                        module.Event(event_type=r.topic, data=r.state, tags=tags, uuid=uuid4())
                        for r in made
                    ]
                )

        yield append
    finally:
        process.terminate()
        process.wait()


def _client(module: Any, url: str) -> Any:
    end_s = time.monotonic() + STARTS_S_MAX
    while True:
        try:
            client = module.Client(url)
            client.head()
        except Exception:
            if time.monotonic() > end_s:
                raise
            time.sleep(0.1)
        else:
            return client


@contextmanager
def emmett(folder: str, url: str) -> Iterator[Callable[[], None]]:
    """Emmett on PostgreSQL, in a Node process that is told when to append."""
    script = Path(folder) / "append.mjs"
    script.write_text(EMMETT)
    node = shutil.which("node")
    assert node is not None, "Node is not installed"
    process = subprocess.Popen(
        [node, str(script), url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    plain = [{**draft_to_plain(draft), "agency": str(AGENCY)} for draft in drafts(BATCH)]
    events = [{"type": each.pop("type"), "data": each} for each in plain]
    asked = json.dumps({"batches": BATCHES, "events": events}) + "\n"

    def append() -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(asked)
        process.stdin.flush()
        assert process.stdout.readline() == "done\n", "emmett has ended"

    try:
        yield append
    finally:
        process.stdin.close()
        process.wait()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--umadb", default="")
    parser.add_argument("--emmett", default="")
    asked = parser.parse_args()
    print(machine(), f"- {BATCH} events at once")
    events = BATCH * BATCHES
    if asked.umadb:
        with (
            tempfile.TemporaryDirectory() as name,
            open_log(f"{name}/log.sqlite") as log,
            umadb(asked.umadb, Path(name)) as append,
        ):
            sides = {
                "UmaDB": append,
                "ours on SQLite, from domain objects": lambda: ours(log),
                "the same, rows made as for UmaDB": lambda: rows_of_ours(log),
            }
            report("UmaDB", interleave(sides, rounds=ROUNDS), base="UmaDB", per=events)
    if asked.emmett:
        with (
            throwaway() as server,
            open_log(server.database()) as log,
            emmett(asked.emmett, server.database()) as append,
        ):
            sides = {
                "emmett": append,
                "ours on PostgreSQL, from domain objects": lambda: ours(log),
            }
            report("emmett", interleave(sides, rounds=ROUNDS), base="emmett", per=events)


if __name__ == "__main__":
    main()
