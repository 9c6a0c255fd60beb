"""Posts through a hostile network, while the database stops and starts: each is stored once.

python -m tests.network.storm --posts 1000000 --store postgres --seed 7

Posters send each statement with one event id until it is acknowledged, through proxies of ours to
two API processes, after a fault to either. With PostgreSQL another proxy stands between them and
the database, which cuts before and after commits. Meanwhile the server is restarted and crashed,
and API processes are killed.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import astuple, dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

from tests.network.http_relay import HTTPRelay
from tests.network.postgres_relay import PostgresRelay
from tests.network.posting import Outcome, Statements, post_all
from tests.network.proxy import Fault, Faults, Proxy
from tests.network.serving import ApiProcess, key_for, open_place
from tests.store.postgres_server import Server, throwaway

HTTP_FAULTS = {
    Fault.DELAY: 20,
    Fault.DROP_REQUEST: 1,
    Fault.DROP_ANSWER: 1,
    Fault.DOUBLE: 30,
    Fault.CUT_BEFORE: 10,
    Fault.CUT_WITHIN_REQUEST: 10,
    Fault.CUT_AFTER: 20,
    Fault.CUT_WITHIN_ANSWER: 10,
}
DATABASE_FAULTS = {
    Fault.DELAY: 20,
    Fault.DROP_REQUEST: 5,
    Fault.CUT_BEFORE: 20,
    Fault.CUT_AFTER: 20,
}
"""In requests of a thousand."""
PROCESSES = 2
PAGE = 5_000


@dataclass
class Result:
    """What was done, and what is stored."""

    posts: int
    outcome: Outcome
    faults: list[Faults]
    created: list[str]
    restarts: int = 0
    took_s: float = 0.0
    stored: int = 0
    problems: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The result, for people."""
        yield f"{self.posts} posts in {self.took_s:.1f} s, {self.restarts} restarts"
        told = ", ".join(f"{what}: {n}" for what, n in sorted(self.outcome.told.items()))
        yield f"posters were told {told}"
        for faults, where in zip(self.faults, ("client and API", "API and database"), strict=False):
            done = ", ".join(f"{fault}: {n}" for fault, n in sorted(faults.done.items()))
            yield f"between {where}: {done}"
        yield f"acknowledged {len(self.outcome.acknowledged)}, stored {self.stored}"
        yield f"problems: {len(self.problems)}"
        yield from self.problems[:20]


@dataclass
class Scene:
    """A log, its API process, and what can be done to them."""

    place: str
    apis: list[ApiProcess]
    blows: list[Callable[[], None]]
    database_faults: list[Faults]


def storm(store: str, posts: int, seed: int, *, restarts: int = 3, posters: int = 32) -> Result:
    """Send the posts through the network, and look at what is stored."""
    scenes = {"sqlite": on_sqlite, "postgres": on_postgres}
    statements = Statements(seed)
    with tempfile.TemporaryDirectory(prefix="jointlog-storm-") as folder, ExitStack() as stack:
        scene = stack.enter_context(scenes[store](Path(folder), seed))
        key = key_for(scene.place)
        faults = Faults(seed, HTTP_FAULTS)
        outcome = Outcome()
        began_s = time.monotonic()
        for api in scene.apis:
            stack.enter_context(api.running())
        with ExitStack() as between:
            proxies = [
                between.enter_context(Proxy(api.port, HTTPRelay, faults).running())
                for api in scene.apis
            ]
            done = asyncio.run(
                _under_blows(
                    post_all(
                        [proxy.port for proxy in proxies],
                        key,
                        statements,
                        posts,
                        posters=posters,
                        seed=seed,
                        may_change=True,
                        outcome=outcome,
                    ),
                    outcome,
                    cycle(scene.blows),
                    [posts * n // (restarts + 1) for n in range(1, restarts + 1)],
                )
            )
        created = [event_id for proxy in proxies for event_id in proxy.created]
        result = Result(posts, outcome, [faults, *scene.database_faults], created)
        result.restarts, result.took_s = done, time.monotonic() - began_s
        check(result, scene.place, statements)
        return result


async def _under_blows(
    posting: Coroutine[Any, Any, Outcome],
    outcome: Outcome,
    blows: Iterator[Callable[[], None]],
    at: list[int],
) -> int:
    """Deal a blow each time when so many are acknowledged; returns how many there were."""
    done = 0
    task = asyncio.ensure_future(posting)
    waiting = iter(at)
    wanted = next(waiting, None)
    while not task.done() and wanted is not None:
        await asyncio.wait([task], timeout=0.01)
        if len(outcome.acknowledged) >= wanted and not task.done():
            await asyncio.to_thread(next(blows))
            done, wanted = done + 1, next(waiting, None)
    await task
    return done


@contextmanager
def on_sqlite(folder: Path, seed: int) -> Iterator[Scene]:
    """A log in a file, whose API processes are killed in turn."""
    del seed
    place = str(folder / "log.sqlite")
    apis = [ApiProcess(place, folder / f"api{number}.txt") for number in range(PROCESSES)]
    yield Scene(place, apis, [api.restart for api in apis], [])


@contextmanager
def on_postgres(folder: Path, seed: int) -> Iterator[Scene]:
    """A log in PostgreSQL behind a proxy: the server restarts and crashes, the API is killed."""
    faults = Faults(seed, DATABASE_FAULTS)
    with throwaway() as server, Proxy(server.port, PostgresRelay, faults).running() as proxy:
        url = server.database()
        place = url.replace(f":{server.port}/", f":{proxy.port}/")
        apis = [ApiProcess(place, folder / f"api{number}.txt") for number in range(PROCESSES)]
        blows = [partial(_restart, server, mode) for mode in ("immediate", "fast")]
        yield Scene(url, apis, [*blows, apis[0].restart], [faults])


def _restart(server: Server, mode: str) -> None:
    server.stop(mode)
    server.start()


def check(result: Result, place: str, statements: Statements) -> None:
    """Compare what is stored with what was posted and acknowledged; notes each difference."""
    problems = result.problems
    problems += result.outcome.wrong
    twice = len(result.created) - len(set(result.created))
    if twice:
        problems.append(f"{twice} ids were answered 201 twice")
    numbers = {statements.event_id(number): number for number in range(result.posts)}
    versions: dict[str, int] = {}
    position = 0
    with open_place(place) as log:
        while page := log.read(position, PAGE):
            for located in page:
                position, entry = located.position, located.entry
                assert entry is not None, located.problem
                result.stored += 1
                number = numbers.pop(entry.event_id, None)
                if number is None:
                    problems.append(f"{entry.event_id} is stored twice, or was never sent")
                    continue
                versions[entry.incident] = versions.get(entry.incident, 0) + 1
                said = result.outcome.acknowledged.get(number)
                truth = (entry.event_id, entry.incident, entry.version, position)
                if said is None or astuple(said) != truth:
                    problems.append(f"stored as {truth}, acknowledged as {said}")
                if entry.version != versions[entry.incident]:
                    problems.append(f"{entry.incident} has a gap before {entry.version}")
                if getattr(entry.fact, "callsign", None) != f"A{number}":
                    problems.append(f"{entry.event_id} says something else: {entry.fact}")
    problems += [f"{event_id} is lost" for event_id in numbers]


def main() -> int:
    """Run the storm that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--restarts", type=int, default=3)
    chosen = parser.parse_args()
    result = storm(chosen.store, chosen.posts, chosen.seed, restarts=chosen.restarts)
    sys.stdout.write("\n".join(result.lines()) + "\n")
    return 1 if result.problems else 0


if __name__ == "__main__":
    sys.exit(main())
