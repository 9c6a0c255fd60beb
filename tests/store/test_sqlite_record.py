"""What a process remembers that it wrote last is never taken for what is stored."""

from pathlib import Path
from typing import Any, cast

import pytest

from jointlog.domain.errors import IdReusedError
from jointlog.domain.store.log import Log, Receipt, open_log
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
