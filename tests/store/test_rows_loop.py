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
from jointlog.domain.store.rows import sqlite
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
    lost, fault = AnswerLostError("lost at 'S3cret'"), ValueError("a fault, S3cret")
    troubles: list[Exception] = [lost, fault]
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
    assert any(
        trouble.startswith("AnswerLostError (store_busy): run 'jointlog") for trouble in seen
    )
    assert any(trouble.startswith("ValueError") for trouble in seen)
    assert not any("S3cret" in trouble for trouble in seen), "who asks /ready reads it"
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


def test_a_loop_runs_in_the_thread_that_asks(it: Followed) -> None:
    """As `jointlog rows follow` does, until it is stopped from elsewhere."""
    loop = FollowerLoop(it.of)
    thread = threading.Thread(target=loop.run)
    thread.start()
    it.record(*LINES)
    until(lambda: it.log.head() == 5 and is_level(it))
    loop.stop()
    thread.join()
    assert it.equals_a_rebuild()


def test_what_another_process_records_is_followed(lasting: Followed) -> None:
    """Recorded through another log on the same database: nothing in this process tells of it."""
    place = lasting.of.settings
    with (
        following(lasting.of) as loop,
        followed(place.postgresql or str(place.database)) as other,
    ):
        until(lambda: loop.is_leader)
        other.record(*LINES)
        until(lambda: lasting.log.head() == 5 and is_level(lasting))
    assert lasting.equals_a_rebuild()


def test_a_wait_ends_by_itself(it: Followed) -> None:
    """Nothing is told and nothing changes: it returns after the time asked for, or soon after."""
    assert it.of.database.lease()
    it.of.database.wait(0.03)
    it.of.database.wait(0.03)
    it.of.database.wake()
    it.of.database.wait(60)
    it.of.database.release()


def test_the_file_of_rows_is_written_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once its WAL is long, behind the lock: the next commits find it short again."""
    monkeypatch.setattr(sqlite, "WAL_BYTES_MAX", 0)
    with followed(str(tmp_path / "log.sqlite")) as it:
        it.record(*LINES)
        it.follower().catch_up()
        assert (tmp_path / "log.sqlite.rows").stat().st_size > 4096 * 10
        assert it.equals_a_rebuild()


def test_a_lease_that_cannot_be_had_is_told(tmp_path: Path) -> None:
    """The lock's file is a directory: another process does not follow, and none can."""
    with followed(str(tmp_path / "log.sqlite")) as it:
        (tmp_path / "log.sqlite.rows-lease").mkdir()
        with pytest.raises(StoreError, match="unable to open"):
            it.of.database.lease()


def test_a_log_that_is_gone_ends_the_wait(tmp_path: Path) -> None:
    """It cannot be looked at: the next read tells why."""
    rows = sqlite.SQLiteRows(tmp_path / "none.sqlite")
    rows.wait(60)
    rows.close()


def test_closed_while_it_is_read_the_connection_is_closed_behind(tmp_path: Path) -> None:
    """A query under way ends; its connection is not kept."""
    rows = sqlite.SQLiteRows(tmp_path / "log.sqlite")
    with rows.reading() as run:
        rows.close()
        assert run.execute("SELECT 1") == [(1,)]
    assert rows._idle == []
