"""Posts statements over kept connections, each of which sends the next when it has its answer.

python -m benchmarks.load PORT --key KEY [--connections 32] [--posts 3000]

A program of its own, so that the server measured shares no interpreter with it. It prints posts a
second, and the median and slowest of a hundred answers in milliseconds, as JSON.
"""

import argparse
import asyncio
import json
import statistics
import time
from typing import Final, cast
from uuid import uuid4

import uvloop

HEAD_END: Final = b"\r\n\r\n"
LENGTH: Final = b"content-length: "
CREATED: Final = b"HTTP/1.1 201"
POSTS_AN_INCIDENT: Final = 50


def body() -> bytes:
    """One statement, new each time."""
    event_id = uuid4()
    statement = {
        "id": str(event_id),
        "type": "resource_arrived_at_scene",
        "occurred": f"2026-03-01T{event_id.int % 24:02}:{event_id.int % 60:02}:07Z",
        "facts": {"callsign": "unit-12", "skill": "constable", "basis": "avl"},
    }
    return json.dumps(statement).encode()


class Client(asyncio.Protocol):
    """One connection."""

    def __init__(self, key: str, load: "Load") -> None:
        self._load = load
        self._head = (
            f"Host: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()
        self._came = b""
        self._sent = 0
        self._begun_s = 0.0
        self._line = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def _send(self) -> None:
        if not self._load.may_go_on():
            self._transport.close()
            return
        if self._sent % POSTS_AN_INCIDENT == 0:
            self._line = f"POST /v1/incidents/load-{uuid4()}/events HTTP/1.1\r\n".encode()
        self._sent += 1
        statement = body()
        head = self._line + self._head + str(len(statement)).encode() + HEAD_END
        self._begun_s = time.perf_counter()
        self._transport.write(head + statement)

    def data_received(self, data: bytes) -> None:
        """Take an answer, perhaps a part of it."""
        self._came += data
        end = self._came.find(HEAD_END)
        if end < 0:
            return
        head = self._came[:end].lower()
        start = head.index(LENGTH) + len(LENGTH)
        length = int(head[start:].partition(b"\r\n")[0])
        if len(self._came) < end + len(HEAD_END) + length:
            return
        if not self._came.startswith(CREATED):
            raise SystemExit(self._came.decode())
        self._came = b""
        self._load.took_s.append(time.perf_counter() - self._begun_s)
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._load.ended(exc)


class Load:
    """All connections together."""

    def __init__(self, posts: int, connections: int) -> None:
        self._left = posts
        self._open = connections
        self._end = asyncio.Event()
        self.took_s: list[float] = []

    def may_go_on(self) -> bool:
        """Whether another post is wanted; it is counted."""
        self._left -= 1
        return self._left >= 0

    def ended(self, problem: Exception | None) -> None:
        """A connection has ended."""
        if problem is not None:
            raise SystemExit(str(problem))
        self._open -= 1
        if self._open == 0:
            self._end.set()

    async def wait(self) -> None:
        """Until all connections have ended."""
        await self._end.wait()


async def run(port: int, key: str, posts: int, connections: int) -> dict[str, float]:
    """Post so many statements; returns what is printed."""
    load, loop = Load(posts, connections), asyncio.get_running_loop()
    begun_s, cpu_s = time.perf_counter(), time.process_time()
    for _ in range(connections):
        await loop.create_connection(lambda: Client(key, load), "127.0.0.1", port)
    await load.wait()
    took_s, cpu_s = time.perf_counter() - begun_s, time.process_time() - cpu_s
    assert len(load.took_s) == posts, "a server closed a connection"
    return {
        "posts_a_second": posts / took_s,
        "p50_ms": statistics.median(load.took_s) * 1e3,
        "p99_ms": statistics.quantiles(load.took_s, n=100)[98] * 1e3,
        "cpu_share": cpu_s / took_s,
    }


def main() -> None:
    """Post, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--key", required=True)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--posts", type=int, default=3000)
    asked = parser.parse_args()
    work = run(asked.port, asked.key, asked.posts, asked.connections)
    print(json.dumps(uvloop.run(work)))


if __name__ == "__main__":
    main()
