"""PostgreSQL's protocol through a bad network, which can be cut exactly at a commit.

A commit is what ends a transaction of ours: ``COMMIT``, or the call of a function that records and
is a transaction by itself. It is cut before it is handed on, or after the server has answered
that it is ready again, before the client hears of it.
"""

import asyncio
import struct
from asyncio import StreamReader, StreamWriter

from tests.network.proxy import DELAY_S_MAX, HELD_S, Fault, Relay, cut

ENCRYPTION_ASKED = (80877103, 80877104)
COMMITS = (b"COMMIT", b"entries_record")
AT_A_COMMIT = ", at a commit"
OTHERS = 0.1
"""The share of requests that commit nothing and may meet a fault too."""
ENDS_OF_REQUEST = (b"Q", b"S", b"H", b"X")  # Query, Sync, Flush, Terminate
READY = b"Z"


class PostgresRelay(Relay):
    """One connection of a client to the database."""

    async def run(self) -> None:
        """Hand on messages until either side ends."""
        self._statements: dict[bytes, bytes] = {}
        self._cut_when_ready = False
        startup = await self._startup()
        server = await self.connect()
        server[1].write(startup)
        pumps = [
            asyncio.ensure_future(self._requests(server[1])),
            asyncio.ensure_future(self._answers(server[0])),
        ]
        try:
            done, _ = await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            for pump in done:
                pump.result()
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            cut(server[1])

    async def _startup(self) -> bytes:
        while True:
            head = await self.reader.readexactly(8)
            length, code = struct.unpack("!ii", head)
            if code not in ENCRYPTION_ASKED:
                return head + await self.reader.readexactly(length - 8)
            self.writer.write(b"N")

    async def _requests(self, server: StreamWriter) -> None:
        while True:
            request, is_commit = await self._request()
            may_fail = is_commit or self.random.random() < OTHERS
            where = AT_A_COMMIT if is_commit else ""
            fault = self.faults.draw(self.random, where) if may_fail else Fault.NONE
            if fault is Fault.DELAY:
                await asyncio.sleep(self.random.uniform(0, DELAY_S_MAX))
            if fault is Fault.DROP_REQUEST:
                await asyncio.sleep(HELD_S / 10)
            if fault in (Fault.DROP_REQUEST, Fault.CUT_BEFORE):
                return
            self._cut_when_ready = fault is Fault.CUT_AFTER
            server.write(request)
            await server.drain()

    async def _request(self) -> tuple[bytes, bool]:
        """Messages up to the one that makes the server answer, and whether they commit."""
        messages, is_commit = b"", False
        while True:
            kind, message = await read_message(self.reader)
            messages += message
            is_commit = is_commit or self._commits(kind, message[5:])
            if kind in ENDS_OF_REQUEST:
                return messages, is_commit

    def _commits(self, kind: bytes, body: bytes) -> bool:
        if kind == b"P":
            name, query = body.split(b"\0")[:2]
            self._statements[name] = query
        if kind == b"B":
            _, name = body.split(b"\0")[:2]
            return self._is_commit(self._statements.get(name, b""))
        return kind == b"Q" and self._is_commit(body)

    @staticmethod
    def _is_commit(query: bytes) -> bool:
        return any(mark in query for mark in COMMITS)

    async def _answers(self, server: StreamReader) -> None:
        while True:
            kind, message = await read_message(server)
            if not self._cut_when_ready:
                self.writer.write(message)
            elif kind == READY:
                return


async def read_message(reader: StreamReader) -> tuple[bytes, bytes]:
    """The kind of one message, and the whole of it."""
    head = await reader.readexactly(5)
    kind, length = struct.unpack("!ci", head)
    return kind, head + await reader.readexactly(length - 4)
