"""A poster on the far side of a bad network: one statement at a time, again until it is answered.

It is written on bare sockets, so that nothing is retried or hidden by a library.
"""

import asyncio
import json
import time
from asyncio import StreamReader, StreamWriter
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from tests.network.http_relay import read_message
from tests.network.proxy import GONE, chance, cut

PATIENCE_S = 1.0
"""How long a poster waits for an answer before it sends the same again."""
PAUSE_S_MAX = 0.05
INCIDENTS = 97
HEADERS = "POST /v1/incidents/{}/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a 2xx answer says."""

    event_id: UUID
    incident: str
    version: int
    position: int


@dataclass
class Outcome:
    """What the posters were told."""

    acknowledged: dict[int, Acknowledged] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)
    by_port: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    stalled_s: float = 0.0
    """The longest time without an acknowledgement."""
    last_s: float = 0.0

    def note(self, number: int, said: Acknowledged) -> None:
        """Number ``number`` is acknowledged now."""
        now_s = time.monotonic()
        if self.last_s:
            self.stalled_s = max(self.stalled_s, now_s - self.last_s)
        self.last_s = now_s
        self.acknowledged[number] = said


class Statements:
    """Statement ``number`` of a run: its id, its incident, and the one fact that names it."""

    def __init__(self, seed: int, incidents: int = INCIDENTS) -> None:
        self._seed = seed
        self._incidents = incidents

    def event_id(self, number: int) -> UUID:
        """The event id, which depends on the seed and the number alone."""
        return UUID(int=chance(self._seed, number).getrandbits(128), version=4)

    def incident(self, number: int) -> str:
        """The incident that it is about."""
        return f"CAD-{number % self._incidents}"

    def request(self, number: int, key: str) -> bytes:
        """The whole request."""
        plain = {
            "id": str(self.event_id(number)),
            "type": "resource_arrived_at_scene",
            "occurred": "2026-03-01T22:41:00Z",
            "facts": {"callsign": f"A{number}"},
        }
        body = json.dumps(plain).encode()
        head = HEADERS.format(self.incident(number), key)
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body


class Poster:
    """Posts numbers that it is given, through one connection after another, to any of its ports."""

    def __init__(
        self,
        ports: Sequence[int],
        key: str,
        statements: Statements,
        outcome: Outcome,
        random: Random,
        *,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._patience_s = patience_s
        self._ports = ports
        self._port = ports[0]
        self._key = key
        self._statements = statements
        self._outcome = outcome
        self._random = random
        self._connection: tuple[StreamReader, StreamWriter] | None = None

    async def run(self, numbers: Iterator[int]) -> None:
        """Post each number until it is acknowledged."""
        for number in numbers:
            await self._post(number, self._statements.request(number, self._key))
        self._hang_up()

    async def _post(self, number: int, request: bytes) -> None:
        while True:
            if await self._send(number, request):
                return
            await asyncio.sleep(self._random.uniform(0, PAUSE_S_MAX))

    async def _send(self, number: int, request: bytes) -> bool:
        told = self._outcome.told
        try:
            async with asyncio.timeout(self._patience_s):
                if self._connection is None:
                    self._port = self._random.choice(self._ports)
                    self._connection = await asyncio.open_connection("127.0.0.1", self._port)
                self._connection[1].write(request)
                answer = await read_message(self._connection[0])
        except TimeoutError:
            told["no answer"] += 1
        except GONE:
            told["cut"] += 1
        else:
            return self._read(number, answer)
        self._hang_up()
        return False

    def _read(self, number: int, answer: bytes) -> bool:
        head, _, body = answer.partition(b"\r\n\r\n")
        status = int(head.split()[1])
        self._outcome.told[str(status)] += 1
        plain: dict[str, Any] = json.loads(body)
        if status in (200, 201):
            said = Acknowledged(
                UUID(plain["event_id"]), plain["incident"], plain["version"], plain["position"]
            )
            self._outcome.note(number, said)
            self._outcome.by_port[self._port] += 1
            return True
        says_retry = plain.get("retry") is True and b"retry-after: " in head.lower()
        if status < 500 or not says_retry:
            self._outcome.wrong.append(f"{number}: {answer.decode()}")
        return False

    def _hang_up(self) -> None:
        if self._connection is not None:
            cut(self._connection[1])
            self._connection = None


async def post_all(
    ports: list[int],
    key: str,
    statements: Statements,
    posts: int | Iterator[int],
    *,
    posters: int,
    seed: int = 0,
    may_change: bool = False,
    patience_s: float = PATIENCE_S,
    outcome: Outcome | None = None,
) -> Outcome:
    """Post all numbers, or all below a number, from so many posters, spread over the ports.

    With ``may_change`` a poster whose connection breaks goes on at any of the ports.
    """
    outcome = outcome or Outcome()
    numbers = iter(range(posts)) if isinstance(posts, int) else posts
    each = [
        Poster(
            ports if may_change else [ports[n % len(ports)]],
            key,
            statements,
            outcome,
            chance(seed, n),
            patience_s=patience_s,
        )
        for n in range(posters)
    ]
    await asyncio.gather(*(poster.run(numbers) for poster in each))
    return outcome
