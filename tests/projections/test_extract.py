"""What the files of an extract hold, before any library writes them."""

from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from jointlog.domain.declare import Event
from jointlog.domain.entry import Entry, Envelope
from jointlog.domain.lines import read_json
from jointlog.domain.time import FIRST_S, LAST_S
from jointlog.domain.vocabulary import Agency
from jointlog.domain.wire import read, write
from jointlog.projections.extract import TABLES, EventRow, bucket_of, event_row
from tests import strategies as of


@of.LAWS
@given(of.facts(), of.envelopes(), of.agencies(), st.uuids())
def test_a_row_of_events_says_what_its_entry_says(
    fact: Event, envelope: Envelope, agency: Agency, event_id: object
) -> None:
    """The facts can be read back; a bound that is not recorded is None, never 1900 or 2199."""
    entry = Entry(event_id, "I-1", 3, 1_000, agency, fact, envelope)  # type: ignore[arg-type]
    row = event_row(entry, 7)
    assert read(type(fact), read_json(row.facts.encode())) == fact
    assert write(fact) == read_json(row.facts.encode())
    assert (row.incident, row.key, row.version, row.position) == ("I-1", str(event_id), 3, 7)
    assert (row.agency, row.actor) == (str(agency), str(entry.actor))
    window = envelope.occurred.window
    assert row.occurred_earliest_s == (
        window.earliest_s if FIRST_S < window.earliest_s < LAST_S else None
    )
    assert (row.source_kind == "") == (envelope.source is None)
    assert (row.clock_offset_s is None) == (envelope.clock is None)
    assert len(EventRow.declared.values(row)) == len(EventRow.declared.columns)


def test_an_incident_is_in_the_bucket_of_its_crc() -> None:
    """CRC-32 of the id, modulo the number of buckets: the same on every machine for ever."""
    assert crc32(b"I-1") == 4_059_968_904
    assert bucket_of("I-1", 16) == 4_059_968_904 % 16 == 8
    assert bucket_of("I-1", 1) == 0


def test_every_table_of_an_extract_has_its_own_name() -> None:
    """The events first, then the rows; each column has a meaning."""
    names = [table.name for table in TABLES]
    assert names[0] == "events"
    assert len(set(names)) == len(names) == 7
    assert all(column.text for table in TABLES for column in table.columns)
