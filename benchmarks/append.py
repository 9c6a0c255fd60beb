"""One durable event a request through the whole stack, against what lies beneath it.

python -m benchmarks.append

Sides: raw `sqlite3` inserting the same bytes with synchronous=FULL, one a transaction; a bare
uvicorn route that reads the body and answers 201; `POST /v1/incidents/{id}/events` on SQLite FULL.
"""

import http.client
import json
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

from benchmarks.measure import interleave, machine, report
from jointlog.domain.store.keys import Scope
from jointlog.domain.store.log import Log
from jointlog.domain.store.settings import Settings
from jointlog.domain.vocabulary import Agency

EVENTS = 200
ROUNDS = 9
NOW_MS = 1_790_000_000_000
YEAR_MS = 365 * 86_400_000

BARE = """
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": b"{}"})
"""


def body() -> bytes:
    """One statement, new each time."""
    statement = {
        "id": str(uuid4()),
        "type": "resource_arrived_at_scene",
        "occurred": "2026-03-01T12:00:00Z",
        "facts": {"callsign": "unit-12", "skill": "constable", "basis": "avl"},
    }
    return json.dumps(statement).encode()


@contextmanager
def server(*command: str) -> Iterator[int]:
    """A server in a process of its own; yields its port once it answers."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([*command, "--port", str(port)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def post(port: int, key: str) -> None:
    """Post the events over one connection, one a request."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    incident = f"bench-{uuid4()}"
    for _ in range(EVENTS):
        connection.request("POST", f"/v1/incidents/{incident}/events", body(), headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == http.HTTPStatus.CREATED, answer.status
    connection.close()


def raw(path: Path) -> None:
    """Insert as many rows of the same size, one a transaction, durably."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, state BLOB)")
        for _ in range(EVENTS):
            connection.execute("INSERT INTO rows (state) VALUES (?)", (body(),))


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "bare.py").write_text(BARE)
        log = Log.open(Settings(database=path / "log.sqlite"))
        key = log.keys.issue(
            Agency.parse("police:met"),
            Scope.AGENCY,
            now_ms=NOW_MS,
            expires_ms=NOW_MS + 9 * YEAR_MS,
        )
        log.close()
        jointlog = str(Path(sys.executable).parent / "jointlog")
        uvicorn = (sys.executable, "-m", "uvicorn", "--app-dir", folder, "--log-level", "error")
        served = (jointlog, "serve", "--database", str(path / "log.sqlite"))
        with server(*uvicorn, "bare:app") as bare, server(*served) as port:
            sides = {
                "raw sqlite3, FULL": lambda: raw(path / "raw.sqlite"),
                "bare uvicorn route": lambda: post(bare, key),
                "POST one event, SQLite FULL": lambda: post(port, key),
            }
            print(machine(), f"- {EVENTS} events a round, one client, one connection")
            taken = interleave(sides, rounds=ROUNDS)
            report("Append, one event a request", taken, base="bare uvicorn route", per=EVENTS)


if __name__ == "__main__":
    main()
