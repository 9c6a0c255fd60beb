"""Writers, readers and a server that stops: nothing is skipped, lost or stored twice."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psycopg
import pytest

from jointlog.domain.errors import StoreBusyError, StoreError
from jointlog.domain.store.log import Log, Receipt, open_log
from tests.store.postgres_server import Server, throwaway
from tests.store.samples import AMBULANCE, NOW_MS, draft, event_id

POSTS = 60


def tail(log: Log, done: Event) -> list[int]:
    """Positions as a reader sees them that only ever asks for what is behind the last."""
    seen: list[int] = []
    while True:
        is_last = done.is_set()
        page = log.read(after=seen[-1] if seen else 0, limit=7)
        seen += [located.position for located in page]
        if not page and is_last:
            return seen


@pytest.mark.parametrize("writers", [6, 16])
def test_a_tailing_reader_skips_nothing(kept: str, writers: int) -> None:
    """Given writers in several processes' place, then each reader sees every position in order."""
    done = Event()
    logs = [open_log(kept) for _ in range(4)]
    with ThreadPoolExecutor(writers + 2) as pool:
        readers = [pool.submit(tail, log, done) for log in logs[:2]]

        def write(number: int) -> None:
            for post in range(number * POSTS, number * POSTS + POSTS):
                made = draft(post, incident=f"CAD-{post % 5}")
                logs[number % 4].post(made, AMBULANCE, now_ms=NOW_MS)

        list(pool.map(write, range(writers)))
        done.set()
        stored = [located.position for located in logs[0].read(0, 10_000)]
        assert len(stored) == writers * POSTS
        assert [reader.result(60) for reader in readers] == [stored, stored]
    for log in logs:
        log.close()


def test_a_plain_insert_keeps_the_order_too(postgres: Server) -> None:
    """Given other programs that INSERT without our functions, then a reader skips nothing."""
    url, done = postgres.database(), Event()
    with open_log(url) as log, ThreadPoolExecutor(9) as pool:
        reader = pool.submit(tail, log, done)

        def insert(number: int) -> None:
            with psycopg.connect(url, autocommit=True) as connection:
                for version in range(POSTS):
                    connection.execute(
                        "INSERT INTO entries (originator_id, originator_version, topic, state) "
                        "SELECT %s, %s + n, 'theirs', '' FROM generate_series(0, 4) AS n",
                        (event_id(number), version * 5),
                    )

        list(pool.map(insert, range(8)))
        done.set()
        assert len(reader.result(60)) == 8 * POSTS * 5


def test_sixty_four_writers_on_one_incident(kept: str) -> None:
    """Given 64 threads on one incident, then the versions are contiguous and each post is once."""
    with open_log(kept) as log, ThreadPoolExecutor(64) as pool:
        posts = pool.map(lambda n: log.post(draft(n), AMBULANCE, now_ms=NOW_MS), range(256))
        assert sorted(receipt.version for receipt in posts) == list(range(1, 257))
        assert {kept.event_id for kept in log.entries("CAD-1")} == {*map(event_id, range(256))}


def persist(log: Log, number: int, gave_up: Counter[bool]) -> Receipt:
    """Post as a client does: the same statement again while the answer says that it may."""
    end = time.monotonic() + 60
    while True:
        try:
            return log.post(draft(number), AMBULANCE, now_ms=NOW_MS)
        except StoreBusyError as error:
            gave_up["send the same again" in str(error)] += 1
            assert time.monotonic() < end
            time.sleep(0.05)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_server_that_stops_under_load_loses_nothing(mode: str) -> None:
    """Given a restart and a crash under load, then what is acknowledged is stored, each id once."""
    gave_up: Counter[bool] = Counter()
    acknowledged: dict[int, Receipt] = {}
    with throwaway() as server:
        url, stop = server.database(), Event()

        def write(log: Log, thread: int) -> None:
            number = thread * 100_000
            while not stop.is_set():
                acknowledged[number] = persist(log, number, gave_up)
                number += 1

        with open_log(url) as one, open_log(url) as two, ThreadPoolExecutor(8) as pool:
            writers = [pool.submit(write, (one, two)[n % 2], n) for n in range(8)]
            for _ in range(2):
                wait_for_more(acknowledged)
                server.stop(mode)
                server.start()
            wait_for_more(acknowledged)
            stop.set()
            for writer in writers:
                writer.result(60)
        with open_log(url) as log:
            stored = {kept.event_id: kept.version for kept in log.entries("CAD-1")}
            versions = sorted(stored.values())
    assert gave_up[False] == 0
    assert versions == list(range(1, len(stored) + 1))
    for number, receipt in acknowledged.items():
        assert stored[event_id(number)] == receipt.version


def wait_for_more(acknowledged: dict[int, Receipt]) -> None:
    """Wait until a hundred more are acknowledged."""
    wanted = len(acknowledged) + 100
    end = time.monotonic() + 60
    while len(acknowledged) < wanted:
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_server_that_is_gone_is_busy() -> None:
    """Given a server that is stopped, then posts and reads say so, and work once it is back."""
    with throwaway() as server, open_log(server.url()) as log:
        server.stop("immediate")
        uses: list[Callable[[], object]] = [
            lambda: log.post(draft(1), AMBULANCE, now_ms=NOW_MS),
            lambda: log.entries("CAD-1"),
            log.keys.issued,
        ]
        for use in uses:
            with pytest.raises(StoreBusyError, match="send the same again, with the same id"):
                use()
        server.start()
        assert log.post(draft(1), AMBULANCE, now_ms=NOW_MS).version == 1


def test_closing_under_load_breaks_nobody(kept: str) -> None:
    """Given threads that post, when the log is closed, then each is told, and all receipts hold."""
    receipts: dict[int, Receipt] = {}
    log = open_log(kept)

    def use(thread: int) -> str:
        for number in range(thread * 10_000, thread * 10_000 + 10_000):
            try:
                receipts[number] = log.post(draft(number), AMBULANCE, now_ms=NOW_MS)
            except StoreError as error:
                return str(error)
        return "the log was never closed"

    with ThreadPoolExecutor(6) as pool:
        users = [pool.submit(use, thread) for thread in range(6)]
        wait_for_more(receipts)
        log.close()
        assert {user.result(30) for user in users} == {"the log is closed: open it again"}
    with open_log(kept) as again:
        assert again.version("CAD-1") == len(receipts)
