"""Columns that are not of their type any more: one bit of a record makes a BLOB a text."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from jointlog.domain.store.backup import sqlite as backup
from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.loop import FollowerLoop
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.store.settings import Settings
from jointlog.domain.store.sqlite_rows import fetched
from jointlog.projections.rows import KIND
from tests.store.samples import AMBULANCE, NOW_MS, draft

DAMAGES = {
    "a state that is a text": "state = CAST(x'85a161ff00' AS TEXT)",
    "a state that is another text": "state = 'abc'",
    "a state that is a number": "state = 5",
    "a state of no MessagePack": "state = x'c1ffff'",
    "a state cut short": "state = substr(state, 1, 9)",
    "a state with a later key": "state = x'de0001' || substr(state, 2)",
    "a name that is no UTF-8": "topic = CAST(x'636f6effff' AS TEXT)",
    "a name that is bytes": "topic = x'636f6e'",
    "a name of a later release": "topic = 'no_such_event'",
    "an event id that is a text": "event_id = 'abc'",
    "an event id cut short": "event_id = x'00'",
    "a stream that is a text": "originator_id = CAST(x'ff' || substr(originator_id, 2) AS TEXT)",
    "a stream cut short": "originator_id = x'0102'",
}


@pytest.fixture
def damaged(tmp_path: Path) -> Callable[[str], Settings]:
    """A log of three entries of three incidents; makes the second damaged."""

    def make(damage: str) -> Settings:
        settings = Settings(tmp_path / "log.sqlite")
        with Log.open(settings) as log:
            for number in (1, 2, 3):
                log.post(draft(number, incident=f"CAD-{number}"), AMBULANCE, now_ms=NOW_MS)
        with closing(sqlite3.connect(tmp_path / "log.sqlite")) as at, at:
            at.execute("DROP TRIGGER entries_are_never_changed")
            at.execute(f"UPDATE entries SET {damage} WHERE position = 2")  # noqa: S608
        return settings

    return make


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_one_damaged_entry_hides_no_other(
    damaged: Callable[[str], Settings], tmp_path: Path, damage: str
) -> None:
    """It is told with its position; the others are read, posted to, listed, followed, copied."""
    settings = damaged(damage)
    with Log.open(settings) as log, open_rows(log, settings, KIND) as rows:
        located = log.read(0, 10)
        assert [each.position for each in located] == [1, 2, 3]
        assert [each.entry is not None for each in located] == [True, False, True]
        assert located[1].problem
        assert not located[1].problem.endswith(": ")
        assert len(log.entries("CAD-1")) == len(log.entries("CAD-3")) == 1
        assert {head.incident for head in log.incidents()} >= {"CAD-1", "CAD-3"}
        assert log.post(draft(4, incident="CAD-3"), AMBULANCE, now_ms=NOW_MS).version == 2
        assert log.post(draft(3, incident="CAD-3"), AMBULANCE, now_ms=NOW_MS).is_repeat
        FollowerLoop(rows).catch_up()
        reader = RowsReader(rows)
        assert reader.lag(NOW_MS).events == 0
        (parked,) = reader.parked()
        assert parked.position == 2
        list(log.glances())
        log.strays()
    _, manifest = backup.create(
        tmp_path / "log.sqlite", tmp_path / "backups", now_ms=NOW_MS, made_by="test"
    )
    assert (manifest.entries, manifest.unreadable) == (4, 1)


def test_an_incident_whose_name_is_no_utf_8_hides_no_other(tmp_path: Path) -> None:
    """It is listed with a sign in place of what is damaged."""
    with Log.open(Settings(tmp_path / "log.sqlite")) as log:
        for number in (1, 2):
            log.post(draft(number, incident=f"CAD-{number}"), AMBULANCE, now_ms=NOW_MS)
    with closing(sqlite3.connect(tmp_path / "log.sqlite")) as at, at:
        at.execute("UPDATE incidents SET incident = CAST(x'434144ff' AS TEXT) WHERE number = 1")
    with Log.open(Settings(tmp_path / "log.sqlite")) as log:
        assert [head.incident for head in log.incidents()] == ["CAD\ufffd", "CAD-2"]
        assert log.is_sqlite_file


def test_another_error_of_the_database_is_told() -> None:
    """Only texts that are no UTF-8 are read once more."""
    no_table = pytest.raises(sqlite3.OperationalError, match="no such table")
    with closing(sqlite3.connect(":memory:")) as at, no_table:
        fetched(at.cursor(), "SELECT incident FROM incidents")
