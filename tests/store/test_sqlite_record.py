"""What a process remembers that it wrote last is never taken for what is stored."""

import math
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Timer
from typing import Any, cast

import pytest
from eventsourcing.persistence import OperationalError

from jointlog.domain.errors import IdReusedError
from jointlog.domain.store.log import Log, Receipt, open_log
from jointlog.domain.store.streams import stream_id
from tests.store.samples import AMBULANCE, NOW_MS, draft


@pytest.fixture
def log(begun: Log) -> Log:
    """The log of the tests of this file: in a file, with one entry."""
    return begun


def test_what_is_remembered_is_given_up_where_another_process_wrote(file: Path, log: Log) -> None:
    """Two write by turns to one incident, one and two rows at a time: 1 to 8, none twice.

    What each remembers is of before the other's rows. A row that is refused changes nothing.
    """
    with open_log(str(file)) as other:
        numbers = iter(range(2, 100))
        places = []
        for each, count in ((log, 1), (other, 2), (log, 2), (other, 1)):
            drafts = [draft(next(numbers)) for _ in range(count)]
            done = each.post_many(drafts, AMBULANCE, now_ms=NOW_MS, atomic=True)
            places += [(r.position, r.version) for r in done if isinstance(r, Receipt)]
            with pytest.raises(IdReusedError):
                each.post(draft(1, callsign="other"), AMBULANCE, now_ms=NOW_MS)
        assert places == [(number, number) for number in range(2, 8)]
        assert other.post(draft(99), AMBULANCE, now_ms=NOW_MS, expected_version=7).position == 8


def test_little_is_remembered(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a memory of three incidents, then the fifth and the first again are numbered right."""
    monkeypatch.setattr("jointlog.domain.store.sqlite_record.REMEMBERED_MAX", 3)
    for number in range(2, 7):
        made = draft(number, incident=f"CAD-{number % 4}")
        log.post(made, AMBULANCE, now_ms=NOW_MS)
        assert len(cast("Any", log._recorder)._row_writer.heads.versions) <= 3
    versions = {head.incident: head.version for head in log.incidents()}
    assert versions == {"CAD-1": 2, "CAD-2": 2, "CAD-3": 1, "CAD-0": 1}


def test_an_incident_that_is_not_remembered_is_taken_for_a_new_one(file: Path, log: Log) -> None:
    """Given an incident that another process began, then its next entry is version 2 all the same.

    The first process wrote position 2 itself, so that it remembers where it is; of CAD-2, which the
    other began at 3 and went on with at 4, it knows nothing, nor of CAD-1's version 3 at 5.
    """
    log.post(draft(2), AMBULANCE, now_ms=NOW_MS)
    with open_log(str(file)) as other:
        for number, incident in ((3, "CAD-2"), (4, "CAD-2"), (5, "CAD-1")):
            other.post(draft(number, incident=incident), AMBULANCE, now_ms=NOW_MS)
    drafts = [draft(6, incident="CAD-3"), draft(7, incident="CAD-2"), draft(8)]
    done = log.post_many(drafts, AMBULANCE, now_ms=NOW_MS, atomic=True)
    places = [(r.position, r.version) for r in done if isinstance(r, Receipt)]
    assert places == [(6, 1), (7, 3), (8, 4)]
    recorder = cast("Any", log._recorder)
    del recorder._row_writer.heads.versions[stream_id("CAD-2").bytes]
    assert log.post(draft(9, incident="CAD-2"), AMBULANCE, now_ms=NOW_MS).version == 4


def test_one_statement_is_a_transaction_of_its_own(
    file: Path, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given nobody else who writes, then a group of known incidents is one statement, no BEGIN.

    Where another process holds the lock, it is not refused: it waits for its turn as ever.
    """
    said: list[str] = []
    recorder = cast("Any", log._recorder)
    with recorder.datastore.writer() as own:
        own._sqlite_conn.set_trace_callback(lambda text: said.append(text.split(maxsplit=1)[0]))
        monkeypatch.setattr(own.turn, "_ask_s", math.inf)
    assert log.post(draft(2), AMBULANCE, now_ms=NOW_MS).version == 2
    said.clear()
    assert log.post(draft(3), AMBULANCE, now_ms=NOW_MS).version == 3
    assert said == ["INSERT"]
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        release = Timer(0.1, other.execute, ["ROLLBACK"])
        release.start()
        said.clear()
        assert log.post(draft(4), AMBULANCE, now_ms=NOW_MS).version == 4
        release.join()
    assert said[0] == "INSERT"
    assert said[-3:] == ["BEGIN", "INSERT", "COMMIT"]
    with pytest.raises(IdReusedError):
        log.post(draft(4, callsign="other"), AMBULANCE, now_ms=NOW_MS)
    assert log.post(draft(5), AMBULANCE, now_ms=NOW_MS).position == 5


def test_a_statement_that_is_refused_leaves_no_transaction(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given an error of the disk in the one statement, then nothing is begun, and it is told."""
    recorder = cast("Any", log._recorder)
    with recorder.datastore.writer() as own:
        monkeypatch.setattr(own.turn, "_ask_s", math.inf)
        monkeypatch.setattr(own, "_sqlite_conn", Failing(own._sqlite_conn))
        with pytest.raises(OperationalError):
            own.has_run("INSERT", ())
        assert not own._sqlite_conn.in_transaction


class Failing:
    """A connection whose statements fail within a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, statement: str, _: object) -> None:
        """Begin, and fail."""
        self._connection.execute("BEGIN")
        raise sqlite3.OperationalError(statement)

    def __getattr__(self, name: str) -> Any:
        """All else is the connection's."""
        return getattr(self._connection, name)
