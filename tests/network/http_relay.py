"""HTTP/1.1 through a bad network: every fault falls on one request and its answer."""

import asyncio
import json
from asyncio import StreamReader, StreamWriter

from tests.network.proxy import DELAY_S_MAX, HELD_S, Fault, Relay, cut

CREATED = b"HTTP/1.1 201 "


class HTTPRelay(Relay):
    """Requests of one client connection, one after the other."""

    async def run(self) -> None:
        """Hand on requests and answers; a fault that loses one ends the connection."""
        server = await self.connect()
        try:
            while True:
                request = await read_message(self.reader)
                fault = self.faults.draw(self.random)
                if fault is Fault.DELAY:
                    await asyncio.sleep(self.random.uniform(0, DELAY_S_MAX))
                if fault is Fault.DROP_REQUEST:
                    await asyncio.sleep(HELD_S)
                if fault is Fault.CUT_WITHIN_REQUEST:
                    server[1].write(request[: self.random.randrange(len(request))])
                    await server[1].drain()
                if fault in (Fault.DROP_REQUEST, Fault.CUT_BEFORE, Fault.CUT_WITHIN_REQUEST):
                    return
                answer = await self._answer(server, request, fault)
                if fault is Fault.DROP_ANSWER:
                    await asyncio.sleep(HELD_S)
                if fault is Fault.CUT_WITHIN_ANSWER:
                    self.writer.write(answer[: self.random.randrange(len(answer))])
                    await self.writer.drain()
                if fault in (Fault.DROP_ANSWER, Fault.CUT_AFTER, Fault.CUT_WITHIN_ANSWER):
                    return
                self.writer.write(answer)
                await self.writer.drain()
        finally:
            cut(server[1])

    async def _answer(
        self, server: tuple[StreamReader, StreamWriter], request: bytes, fault: Fault
    ) -> bytes:
        if fault is not Fault.DOUBLE:
            return await self._exchange(server, request)
        other = await self.connect()
        try:
            both = await asyncio.gather(
                self._exchange(server, request), self._exchange(other, request)
            )
        finally:
            cut(other[1])
        return self.random.choice(both)

    async def _exchange(self, server: tuple[StreamReader, StreamWriter], request: bytes) -> bytes:
        reader, writer = server
        writer.write(request)
        answer = await read_message(reader)
        if answer.startswith(CREATED):
            self.proxy.created.append(json.loads(answer.partition(b"\r\n\r\n")[2])["event_id"])
        return answer


async def read_message(reader: StreamReader) -> bytes:
    """One request or answer: its head, and the body that Content-Length tells of."""
    head = await reader.readuntil(b"\r\n\r\n")
    return head + await reader.readexactly(length_of(head))


def length_of(head: bytes) -> int:
    """How many bytes of body follow this head."""
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
