"""Posters at an API process, while the databases behind it are stopped and promoted."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from tests.network.posting import Outcome, Statements, post_all
from tests.network.serving import ApiProcess, key_for, open_place

POSTERS = 16
WAIT_S_MAX = 180
PAGE = 5_000


@dataclass
class Drill:
    """What was acknowledged while servers failed, and what of it is stored."""

    title: str
    outcome: Outcome = field(default_factory=Outcome)
    steps: list[str] = field(default_factory=list)
    stored: int = 0
    lost: int = 0
    doubled: int = 0

    @property
    def is_good(self) -> bool:
        """Nothing was lost, doubled or answered wrongly."""
        return not (self.lost or self.doubled or self.outcome.wrong)

    def lines(self) -> Iterator[str]:
        """The result, for people."""
        yield self.title
        yield from (f"  {step}" for step in self.steps)
        told = ", ".join(f"{what}: {n}" for what, n in sorted(self.outcome.told.items()))
        yield f"  posters were told {told}"
        yield (
            f"  acknowledged {len(self.outcome.acknowledged)}, stored {self.stored}, "
            f"lost {self.lost}, doubled {self.doubled}, "
            f"wrong answers {len(self.outcome.wrong)}"
        )
        yield f"  longest time without an acknowledgement: {self.outcome.stalled_s:.1f} s"
        yield from self.outcome.wrong[:5]


class Load:
    """Posters that go on until they are told to stop, and send the same until it is answered."""

    def __init__(self, drill: Drill) -> None:
        self._outcome = drill.outcome
        self._drill = drill
        self._began_s = time.monotonic()
        self._stopped = threading.Event()

    def step(self, what: str, do: Callable[[], object] = int) -> None:
        """Do something, and note when it was done."""
        do()
        at_s = time.monotonic() - self._began_s
        acknowledged = len(self._outcome.acknowledged)
        self._drill.steps.append(f"{at_s:6.1f} s  {what} ({acknowledged} acknowledged)")

    def wait_for(self, more: int) -> None:
        """Wait until so many more are acknowledged."""
        wanted = len(self._outcome.acknowledged) + more
        end_s = time.monotonic() + WAIT_S_MAX
        while len(self._outcome.acknowledged) < wanted:
            assert time.monotonic() < end_s, "\n".join(self._drill.lines())
            time.sleep(0.02)

    def numbers(self) -> Iterator[int]:
        """0, 1, 2, ... until it is stopped."""
        for number in count():
            if self._stopped.is_set():
                return
            yield number

    def stop(self) -> None:
        """Post nothing new."""
        self._stopped.set()


@contextmanager
def under_load(url: str, folder: Path, drill: Drill) -> Iterator[Load]:
    """Post to the log at this URL until the end of the block, then look at what is stored."""
    key, statements = key_for(url), Statements(1)
    failed: list[BaseException] = []
    with ApiProcess(url, folder / "api.txt").running() as api:
        load = Load(drill)

        def post() -> None:
            posting: Any = post_all(
                [api.port],
                key,
                statements,
                load.numbers(),
                posters=POSTERS,
                outcome=drill.outcome,
            )
            try:
                asyncio.run(posting)
            except BaseException as error:  # noqa: BLE001 - raised below
                failed.append(error)

        posters = threading.Thread(target=post)
        posters.start()
        try:
            yield load
        finally:
            load.stop()
            posters.join(WAIT_S_MAX)
    assert not failed, failed
    look(url, drill)


def look(url: str, drill: Drill) -> None:
    """Compare what is stored with what was acknowledged."""
    stored: dict[object, tuple[str, int, int]] = {}
    position = 0
    with open_place(url) as log:
        while page := log.read(position, PAGE):
            for located in page:
                position, entry = located.position, located.entry
                assert entry is not None, located.problem
                drill.doubled += entry.event_id in stored
                stored[entry.event_id] = (entry.incident, entry.version, position)
    drill.stored = len(stored)
    drill.lost = sum(
        stored.get(said.event_id) != (said.incident, said.version, said.position)
        for said in drill.outcome.acknowledged.values()
    )
