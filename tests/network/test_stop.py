"""SIGTERM under load: what is acknowledged is kept, and what was begun is answered."""

import asyncio
import signal
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.network.http_relay import read_message
from tests.network.posting import Statements
from tests.network.proxy import GONE, cut
from tests.network.serving import ApiProcess, key_for, open_place, until_answering

POSTERS = 24
BEFORE_STOP = 200


class Load:
    """Posters that never send again, so that each request's fate is known."""

    def __init__(self, port: int, key: str) -> None:
        self.statements = Statements(1)
        self.answered: set[int] = set()
        self.unanswered: set[int] = set()
        self.is_enough = asyncio.Event()
        self._port = port
        self._key = key
        self._numbers: Iterator[int] = count()

    async def run(self) -> None:
        """Post one statement after the other, until the server ends the connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        while await self._post(reader, writer):
            if len(self.answered) >= BEFORE_STOP:
                self.is_enough.set()
        cut(writer)

    async def _post(self, reader: StreamReader, writer: StreamWriter) -> bool:
        number = next(self._numbers)
        try:
            writer.write(self.statements.request(number, self._key))
            answer = await read_message(reader)
        except GONE:
            self.unanswered.add(number)
            return False
        assert answer.startswith(b"HTTP/1.1 201 "), answer
        self.answered.add(number)
        return True


async def stop_under(load: Load, api: ApiProcess) -> int:
    """Send SIGTERM while all post; returns the exit code."""
    posting = asyncio.gather(*(load.run() for _ in range(POSTERS)))
    await load.is_enough.wait()
    code = await asyncio.to_thread(api.signal, signal.SIGTERM)
    await posting
    return code


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_stop_answers_what_was_begun(kept: str, tmp_path: Path, workers: str) -> None:
    """Given 24 connections that post, when SIGTERM comes: every 201 is stored, and nothing else.

    So a request that was not answered was not begun: no poster is left in doubt. Of one process,
    and of two workers under one that starts them.
    """
    key = key_for(kept)
    with ApiProcess(kept, tmp_path / "api.txt", "--workers", workers).running() as api:
        until_answering(api.port)
        load = Load(api.port, key)
        code = asyncio.run(stop_under(load, api))
    assert code in (0, -signal.SIGTERM)
    assert "Traceback" not in api.output()
    with open_place(kept) as log:
        stored = {each.entry.event_id for each in log.read(0, 100_000) if each.entry is not None}
    assert len(load.answered) >= BEFORE_STOP
    assert stored == {load.statements.event_id(number) for number in load.answered}
