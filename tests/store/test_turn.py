"""Processes on one SQLite file write in turn."""

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from jointlog.domain.store import turn as turn_module
from jointlog.domain.store.turn import Turn


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a file in WAL mode."""
    with closing(sqlite3.connect(tmp_path / "log", isolation_level=None, timeout=0)) as opened:
        opened.execute("PRAGMA journal_mode = WAL")
        opened.execute("CREATE TABLE t (x)")
        yield opened


def ticking() -> Callable[[], float]:
    """A clock that is one second later each time."""
    times = iter(range(1_000))
    return lambda: next(times)


def is_taken(folder: Path) -> bool:
    """Whether some process is the next to write."""
    file = os.open(folder / "log-wal", os.O_RDONLY)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(file)
    return False


def test_the_next_gives_its_turn_on_when_it_has_begun(
    tmp_path: Path, connection: sqlite3.Connection
) -> None:
    """The lock is held while the transaction begins, and given back before it ends."""
    turn, seen = Turn(str(tmp_path / "log"), 1), []

    def execute(statement: str) -> object:
        seen.append((statement.split(maxsplit=1)[0], is_taken(tmp_path)))
        return connection.execute(statement)

    turn.begin(execute)
    assert (connection.in_transaction, is_taken(tmp_path)) == (True, False)
    assert seen == [("BEGIN", True)]
    turn.close()
    turn.close()


def test_a_locked_database_is_tried_until_patience_ends(
    tmp_path: Path, connection: sqlite3.Connection
) -> None:
    """Another program that holds SQLite's lock is waited for, but not for ever."""
    tries = []
    with closing(sqlite3.connect(tmp_path / "log", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        def execute(statement: str) -> object:
            tries.append(statement)
            return connection.execute(statement)

        turn = Turn(str(tmp_path / "log"), 3, ticking())
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            turn.begin(execute)
    assert tries.count("BEGIN IMMEDIATE") > 1
    turn.begin(execute)
    assert connection.in_transaction
    turn.close()


def test_another_error_is_not_waited_for(tmp_path: Path, connection: sqlite3.Connection) -> None:
    """A BEGIN within a transaction is an error at once, and the turn is given back."""
    turn = Turn(str(tmp_path / "log"), 3)
    connection.execute("BEGIN")
    with pytest.raises(sqlite3.OperationalError, match="within a transaction"):
        turn.begin(connection.execute)
    assert not is_taken(tmp_path)
    turn.close()


def test_a_turn_that_does_not_come_is_gone_without(
    tmp_path: Path, connection: sqlite3.Connection
) -> None:
    """A process that hangs while it is the next delays the others by two seconds, no more."""
    hanging = os.open(tmp_path / "log-wal", os.O_RDONLY)
    fcntl.flock(hanging, fcntl.LOCK_EX)
    turn = Turn(str(tmp_path / "log"), 60, ticking())
    turn.begin(connection.execute)
    assert (connection.in_transaction, is_taken(tmp_path)) == (True, True)
    os.close(hanging)
    turn.close()


@pytest.mark.parametrize(("is_alone", "asked"), [(True, [1, 0, 0, 1]), (False, [1, 1, 1, 1])])
def test_a_process_that_writes_alone_asks_for_its_turn_now_and_then(
    tmp_path: Path,
    connection: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    is_alone: bool,  # noqa: FBT001 - a column of the table
    asked: list[int],
) -> None:
    """Begun at 0, 4, 8 and 12 ms: asked for at 0 and 12; where another was met, each time."""
    times: list[float] = []
    turn, seen = Turn(str(tmp_path / "log"), 60, lambda: times[-1]), []
    other = os.open(tmp_path / "log-wal", os.O_RDONLY)
    if not is_alone:
        fcntl.flock(other, fcntl.LOCK_EX)
    # The other writes while this one waits.
    monkeypatch.setattr(time, "sleep", lambda _: fcntl.flock(other, fcntl.LOCK_UN))

    def execute(statement: str) -> object:
        seen.append(int(is_taken(tmp_path)))
        return connection.execute(statement)

    for at_s in (0.0, 0.004, 0.008, 0.012):
        times.append(at_s)
        turn.begin(execute)
        connection.execute("COMMIT")
    assert seen == asked
    os.close(other)
    turn.close()


@pytest.mark.parametrize("missing", ["file", "locks"])
def test_no_turns_where_nothing_can_be_locked(
    tmp_path: Path,
    connection: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    missing: str,
) -> None:
    """Without a WAL's file, or on a system without such locks, SQLite's own lock is enough."""
    if missing == "locks":
        monkeypatch.setattr(turn_module, "fcntl", None)
    turn = Turn(str(tmp_path / ("log" if missing == "locks" else "other")), 1)
    turn.begin(connection.execute)
    assert connection.in_transaction
    turn.close()


def test_a_new_file_is_locked_instead_of_a_deleted_one(
    tmp_path: Path, connection: sqlite3.Connection
) -> None:
    """Given a WAL that SQLite made again for a new connection, then its lock is the turn."""
    turn = Turn(str(tmp_path / "log"), 1)
    turn.begin(connection.execute)
    connection.execute("COMMIT")
    connection.close()
    turn.close()
    assert not (tmp_path / "log-wal").exists()
    with closing(sqlite3.connect(tmp_path / "log", isolation_level=None)) as again:
        again.execute("SELECT * FROM t").fetchall()
        taken = []

        def execute(statement: str) -> object:
            taken.append(is_taken(tmp_path))
            return again.execute(statement)

        turn.begin(execute)
        assert all(taken)
    turn.close()
