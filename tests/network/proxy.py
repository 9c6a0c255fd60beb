"""A TCP proxy of ours that is a bad network: it drops, doubles, delays and cuts, from a seed.

A relay reads whole messages of its protocol, so that a fault falls where it is meant to: before a
request is handed on, after it is and before its answer comes back, or within either.
"""

import asyncio
import threading
from abc import ABC, abstractmethod
from asyncio import StreamReader, StreamWriter
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Self

DELAY_S_MAX = 0.02
HELD_S = 5.0
"""How long a message that is dropped, and its connection, are held before both are given up."""
GONE = (OSError, EOFError, asyncio.IncompleteReadError)


class Fault(StrEnum):
    """What the network does to one request."""

    NONE = "none"
    DELAY = "delayed"
    DROP_REQUEST = "request dropped"
    DROP_ANSWER = "answer dropped"
    DOUBLE = "request doubled"
    CUT_BEFORE = "cut before the request"
    CUT_WITHIN_REQUEST = "cut within the request"
    CUT_AFTER = "cut before the answer"
    CUT_WITHIN_ANSWER = "cut within the answer"


@dataclass
class Faults:
    """How often each fault comes, in requests of a thousand, and what came."""

    seed: int
    per_mille: Mapping[Fault, int]
    done: Counter[str] = field(default_factory=Counter)

    def random(self, connection: int) -> Random:
        """Chance for one connection, which depends on the seed and on its number alone."""
        return chance(self.seed, connection)

    def draw(self, random: Random, where: str = "") -> Fault:
        """The fault of the next request, which is counted under ``where`` it falls."""
        at = random.randrange(1000)
        for fault, share in self.per_mille.items():
            at -= share
            if at < 0:
                self.done[f"{fault}{where}"] += 1
                return fault
        return Fault.NONE


class Relay(ABC):
    """One client's connection, and its connection to the server."""

    def __init__(
        self, proxy: "Proxy", number: int, reader: StreamReader, writer: StreamWriter
    ) -> None:
        self.proxy = proxy
        self.faults = proxy.faults
        self.random = proxy.faults.random(number)
        self.reader = reader
        self.writer = writer

    @abstractmethod
    async def run(self) -> None:
        """Hand on messages until the connection ends."""

    async def connect(self) -> tuple[StreamReader, StreamWriter]:
        """A connection to the server."""
        return await asyncio.open_connection("127.0.0.1", self.proxy.upstream)


class Proxy:
    """Listens on a loopback port, in a thread of its own, before the server at ``upstream``."""

    def __init__(self, upstream: int, relay: type[Relay], faults: Faults) -> None:
        self.upstream = upstream
        self.faults = faults
        self.port = 0
        self.created: list[str] = []
        """Event ids of the answers 201 that the server gave, whether they arrived or not."""
        self._relay = relay
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped = asyncio.Event()
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="proxy")
        self._connections = 0
        self._open: set[asyncio.Task[None]] = set()

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Until the end of the block; connections that are open then are cut."""
        self._thread.start()
        self._started.wait()
        try:
            yield self
        finally:
            assert self._loop is not None, "it was started"
            self._loop.call_soon_threadsafe(self._stopped.set)
            self._thread.join()

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=2**20)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        await self._stopped.wait()
        server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._connections += 1
        relay = self._relay(self, self._connections, reader, writer)
        task = asyncio.ensure_future(self._serve(relay))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _serve(self, relay: Relay) -> None:
        try:
            with suppress(*GONE):
                await relay.run()
        finally:
            cut(relay.writer)


def chance(seed: int, number: int) -> Random:
    """Chance that depends on the seed and on this number alone."""
    return Random(f"{seed} {number}")  # noqa: S311 - no secret


def cut(writer: StreamWriter) -> None:
    """End a connection at once; what is not yet sent is lost."""
    writer.transport.abort()
