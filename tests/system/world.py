"""The whole system in one thread, from a seed: agencies, a flaky network, crashes of the store.

Four agencies post the statements of practice incidents through a network in memory that delays,
reorders, drops and doubles requests and answers. The store is a real SQLite file. A crash takes a
copy of its files as they are on disk at that moment, also between the last row and its COMMIT; the
log goes on from the copy, and what was done behind the copy is gone. After each step all
invariants are checked.
"""

import shutil
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from jointlog.domain.simulation import Stated, simulate
from jointlog.domain.store.log import Log, Receipt, open_log
from jointlog.domain.vocabulary import Agency
from jointlog.projections.across import Across
from jointlog.projections.asked import Filter

INCIDENTS = 2
START_MS = 1_772_404_860_000
STEPS_MAX = 20_000
CALM_AFTER = 600
"""Steps after which nothing fails any more, so that every seed comes to an end."""
WEIGHTS = {"send": 30, "deliver": 50, "drop": 6, "double": 6, "clock": 5, "crash": 3}
CALM = {"send": 1, "deliver": 3}
ALL_ROWS = 10_000


@dataclass(frozen=True)
class Request:
    """A statement on its way to the log."""

    stated: Stated


@dataclass(frozen=True)
class Answer:
    """A receipt on its way to the agency."""

    agency: Agency
    receipt: Receipt


class World:
    """Everything that there is, and the next step."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = Random(f"system {seed}")  # noqa: S311 - no secret
        self.now_ms = START_MS
        self.done: Counter[str] = Counter()
        self.acknowledged: dict[UUID, Receipt] = {}
        self.network: list[Request | Answer] = []
        self.to_say: dict[Agency, deque[Stated]] = {}
        for incident in simulate(seed=seed, count=INCIDENTS):
            for stated in incident.stated:
                self.to_say.setdefault(stated.agency, deque()).append(stated)
        self.said = {s.draft.event_id: s for each in self.to_say.values() for s in each}
        self._folder = folder
        self._open(folder / "0")

    def _open(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._files = folder
        self.log: Log = open_log(str(folder / "log.sqlite"))
        self.live = Across(self.log)
        self._head = -1

    def close(self) -> None:
        """End it."""
        self.log.close()

    def run(self) -> None:
        """Go on until every agency has a receipt for all that it said.

        Raises:
            AssertionError: an invariant does not hold; names the step.

        """
        for step in range(STEPS_MAX):
            if not any(self.to_say.values()):
                break
            weights = WEIGHTS if step < CALM_AFTER else CALM
            (what,) = self.random.choices([*weights], [*weights.values()])
            self.done[what] += 1
            try:
                getattr(self, what)()
                self.check()
            except AssertionError as error:
                raise AssertionError(f"step {step}, {what}: {error}") from error
        self.check()
        assert not any(self.to_say.values()), "an agency has no answer"
        assert self.acknowledged.keys() == self.said.keys(), "not all is acknowledged"

    def send(self) -> None:
        """An agency sends what it has no receipt for: for the first time, or again."""
        waiting = [said for said in self.to_say.values() if said]
        self.network.append(Request(self.random.choice(waiting)[0]))

    def deliver(self) -> None:
        """Some message arrives, not always the oldest."""
        message = self._some()
        if message is not None:
            self.network.remove(message)
            self._arrive(message)

    def drop(self) -> None:
        """A message is lost."""
        message = self._some()
        if message is not None:
            self.network.remove(message)

    def double(self) -> None:
        """A message arrives, and will once more."""
        message = self._some()
        if message is not None:
            self._arrive(message)

    def clock(self) -> None:
        """The server's clock goes on, or is set back."""
        self.now_ms += self.random.choice([1, 1_000, 60_000, 3_600_000, -5_000, -3_600_000])

    def crash(self) -> None:
        """The process is killed: while it is idle, just before a COMMIT, or before its answer."""
        requests = [message for message in self.network if isinstance(message, Request)]
        kind = self.random.choice(["idle", "at commit", "before the answer"])
        if kind == "idle" or not requests:
            self._go_on_from(self._copy())
            return
        request = self.random.choice(requests)
        self.network.remove(request)
        if kind == "before the answer":
            self._post(request)
            self._go_on_from(self._copy())
            return
        copies: list[Path] = []
        self._at_commit(lambda: copies.append(self._copy()))
        self._post(request)
        self._go_on_from(copies[0] if copies else self._copy())
        self.done["crash at commit"] += bool(copies)

    def _some(self) -> Request | Answer | None:
        return self.random.choice(self.network) if self.network else None

    def _arrive(self, message: Request | Answer) -> None:
        if isinstance(message, Request):
            receipt = self._post(message)
            self.network.append(Answer(message.stated.agency, receipt))
            return
        receipt, waiting = message.receipt, self.to_say[message.agency]
        first = self.acknowledged.setdefault(receipt.event_id, receipt)
        same = replace(receipt, is_repeat=first.is_repeat)
        assert same == first, f"{receipt} is not {first}"
        if waiting and waiting[0].draft.event_id == receipt.event_id:
            waiting.popleft()

    def _post(self, request: Request) -> Receipt:
        stated = request.stated
        return self.log.post(stated.draft, stated.agency, now_ms=self.now_ms)

    def _copy(self) -> Path:
        """The files as they are on disk now; not the index of the WAL, which is in memory."""
        to = self._folder / str(self.done.total())
        to.mkdir(exist_ok=True)
        for name in ("log.sqlite", "log.sqlite-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(self._files / name, to / name)
        return to

    def _go_on_from(self, copy: Path) -> None:
        self.log.close()
        self._open(copy)

    def _at_commit(self, do: Callable[[], object]) -> None:
        """Call this once, between the last row and its COMMIT."""
        recorder: Any = self.log._recorder
        left = [do]

        def traced(statement: str) -> None:
            if statement == "COMMIT" and left:
                left.pop()()

        with recorder.datastore.writer() as own:
            own._sqlite_conn.set_trace_callback(traced)

    def check(self) -> None:
        """Check every invariant.

        Raises:
            AssertionError: one does not hold.

        """
        stored = self.log.read(0, ALL_ROWS)
        versions: Counter[str] = Counter()
        places: dict[UUID, tuple[int, int]] = {}
        for located in stored:
            entry = located.entry
            assert entry is not None, located.problem
            assert entry.event_id not in places, f"{entry.event_id} is stored twice"
            places[entry.event_id] = (located.position, entry.version)
            versions[entry.incident] += 1
            assert entry.version == versions[entry.incident], f"a gap in {entry.incident}"
            said = self.said[entry.event_id]
            assert (entry.fact, entry.envelope) == (said.draft.fact, said.draft.envelope), "changed"
            assert entry.agency == said.agency, "recorded as another's"
        for event_id, receipt in self.acknowledged.items():
            place = (receipt.position, receipt.version)
            assert places.get(event_id) == place, f"{event_id} was acknowledged at {place}"
        positions = [located.position for located in stored]
        assert positions == sorted(set(positions)), "positions do not grow"
        if self.log.head() != self._head:
            self._head = self.log.head()
            assert told(self.live) == told(Across(self.log)), "the live projection is another"


def told(across: Across) -> tuple[object, object]:
    """All findings and waits that a projection tells."""
    asked = Filter()
    return across.findings(asked, limit=ALL_ROWS), across.waits(asked, limit=ALL_ROWS)
