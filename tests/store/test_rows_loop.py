"""The loop that follows: it heals, one of several works, and it skips nothing."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jointlog.domain.errors import StoreError
from jointlog.domain.store import codec
from jointlog.domain.store.contract import AnswerLostError
from jointlog.domain.store.rows.follower import Follower
from jointlog.domain.store.rows.loop import FollowerLoop, following
from tests.store.conftest import STORES, place_of
from tests.store.followed import LINES, Followed, followed
from tests.store.postgres_server import Server

WAIT_S = 20.0


@pytest.fixture(params=STORES)
def it(request: pytest.FixtureRequest) -> Iterator[Followed]:
    """An empty log in each store, with its rows."""
    with followed(place_of(request.param, request)) as made:
        yield made


@pytest.fixture(params=STORES[1:])
def lasting(request: pytest.FixtureRequest) -> Iterator[Followed]:
    """An empty log in each store that outlives its process, with its rows."""
    with followed(place_of(request.param, request)) as made:
        yield made


def until(what: Callable[[], bool]) -> None:
    """Wait until it is so."""
    end_s = time.monotonic() + WAIT_S
    while not what():
        assert time.monotonic() < end_s, "it did not come about in time"
        time.sleep(0.005)


def is_level(it: Followed) -> bool:
    """Whether the rows are at the head of the log."""
    return it.reader.lag(0).events == 0


def test_a_loop_follows_what_is_posted(it: Followed) -> None:
    """Recorded while it runs, each is in the rows soon after."""
    with following(it.of) as loop:
        for line in LINES:
            it.record(line)
        until(lambda: it.log.head() == 5 and is_level(it))
        assert (loop.is_leader, loop.trouble) == (True, "")
    assert it.equals_a_rebuild()


def test_of_two_loops_one_follows_and_the_other_takes_over(lasting: Followed) -> None:
    """The second waits while the first runs, and follows when it has stopped."""
    place = lasting.of.settings
    environ = {"JOINTLOG_DATABASE": place.postgresql or str(place.database)}
    with followed(environ["JOINTLOG_DATABASE"]) as other:
        first = FollowerLoop(lasting.of)
        first.start()
        until(lambda: first.is_leader)
        with following(other.of) as second:
            time.sleep(0.05)
            assert not second.is_leader
            first.stop()
            until(lambda: second.is_leader)
            lasting.record(*LINES)
            until(lambda: is_level(lasting))
    assert lasting.equals_a_rebuild()


def test_a_loop_goes_on_after_trouble(it: Followed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log is lost, then a fault of ours: both are told, and it goes on by itself."""
    troubles: list[Exception] = [AnswerLostError("the database was lost"), ValueError("a fault")]
    step = Follower.step

    def troubled(self: Follower) -> int:
        if troubles:
            raise troubles.pop(0)
        return step(self)

    monkeypatch.setattr(Follower, "step", troubled)
    seen = set()
    with following(it.of) as loop:
        it.record(*LINES)

        def is_done() -> bool:
            seen.add(loop.trouble)
            return is_level(it) and not loop.trouble

        until(is_done)
    assert {"the database was lost"} <= seen
    assert any(trouble.startswith("ValueError") for trouble in seen)
    assert it.equals_a_rebuild()


def test_rows_of_another_edition_are_made_anew(it: Followed) -> None:
    """The columns noted are not those of this program: the loop rebuilds before it follows."""
    it.record(*LINES)
    it.follower().catch_up()
    with it.of.database.writing() as run:
        run.execute("UPDATE rows_position SET columns = 'older'")
    assert not it.reader.status(0).is_current
    assert FollowerLoop(it.of).catch_up() == 0
    status = it.reader.status(0)
    assert (status.is_current, status.generation) == (True, 2)


def test_a_server_that_restarts_is_followed_on() -> None:
    """The follower's connections break with a crash of the server; it heals by itself."""
    from tests.store.postgres_server import throwaway  # noqa: PLC0415 - a server of its own

    with throwaway() as server, followed(server.database()) as it, following(it.of):
        it.record(*LINES[:2])
        until(lambda: is_level(it))
        server.stop("immediate")
        server.start()
        it.record(*LINES[2:])
        until(lambda: is_level(it))
        assert it.equals_a_rebuild()


def test_no_committed_event_is_skipped_behind_writers_that_delay(postgres: Server) -> None:
    """Six writers hold their transactions open for random times; every entry is in the rows."""
    with followed(postgres.database()) as it, following(it.of) as loop:
        writers = [threading.Thread(target=write_slowly, args=(it, n)) for n in range(6)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        until(lambda: it.log.head() >= 30 and is_level(it))
        loop.stop()
        heads = {row[0]: row[1] for row in it.reader.query("SELECT * FROM rows_heads")}
        assert heads == {f"I-{number}": 5 for number in range(6)}
        assert it.equals_a_rebuild()


def write_slowly(it: Followed, number: int) -> None:
    """Record the lines of one incident, each in a transaction that waits before its commit."""
    chance = random.Random(number)  # noqa: S311 - no secret
    name = f"I-{number}"
    for version, made in enumerate(it.made(LINES, name, None), 1):
        row = codec.to_row(replace(made, version=version))
        with it.log._recorder.writing() as to:
            to.append(row)
            time.sleep(chance.random() * 0.02)


def test_a_file_of_rows_that_is_no_database_is_told(tmp_path: Path) -> None:
    """The file of the rows is damaged: the refusal names it and says that it can be deleted."""
    with followed(str(tmp_path / "log.sqlite")) as it:
        (tmp_path / "log.sqlite.rows").write_bytes(b"no database" * 100)
        with pytest.raises(StoreError, match=r"log.sqlite.rows is damaged: delete it"):
            it.reader.status(0)
