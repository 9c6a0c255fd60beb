"""A glance at a row tells what its entry does, for the fields that a list of incidents shows."""

from dataclasses import replace

import pytest
from hypothesis import given

from jointlog.domain.entry import Entry
from jointlog.domain.errors import CorruptEntryError
from jointlog.domain.store.codec import to_row
from jointlog.domain.store.glancing import Glance, glance
from jointlog.domain.store.log import open_log
from tests.store.samples import AMBULANCE, ENTRIES, NOW_MS, UNHURRIED, draft, entry


@UNHURRIED
@given(ENTRIES)
def test_a_glance_is_of_the_entry(made: Entry) -> None:
    """Any row tells the incident, agency, times and name of the entry that is read from it."""
    assert glance(to_row(made)) == Glance(
        made.incident,
        made.agency,
        made.recorded_at_ms,
        made.envelope.occurred,
        made.name,
        made.envelope.clock is not None,
    )


@pytest.mark.parametrize(
    "damage", [{"topic": "os:system"}, {"state": b"\xc1"}, {"state": b"\x80"}], ids=range(3)
)
def test_a_damaged_row_is_not_glanced_at(damage: dict[str, object]) -> None:
    """An unknown name, bytes that are no map and a map without the fields are unreadable."""
    with pytest.raises(CorruptEntryError, match="version 1"):
        glance(replace(to_row(entry(1)), **damage))  # type: ignore[arg-type] # as damaged


def test_every_readable_entry_is_glanced_at() -> None:
    """Given 3 entries and one that another program spoilt, then 3 are told, in order."""
    with open_log(":memory:") as log:
        for number in range(1, 4):
            log.post(draft(number), AMBULANCE, now_ms=NOW_MS + number)
        spoilt = replace(to_row(entry(4)), state=b"\xc1", originator_version=4)
        log._recorder.record([spoilt])
        assert [seen.recorded_at_ms - NOW_MS for seen in log.glances()] == [1, 2, 3]
