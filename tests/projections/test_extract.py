"""What the files of an extract hold, before any library writes them."""

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jointlog.domain.declare import Event
from jointlog.domain.entry import Entry, Envelope
from jointlog.domain.errors import MalformedError
from jointlog.domain.lines import read_json
from jointlog.domain.time import FIRST_S, LAST_S
from jointlog.domain.vocabulary import Agency
from jointlog.domain.wire import read, write
from jointlog.projections.extract import TABLES, EventRow, bucket_of, event_row
from jointlog.projections.extract.disclosed import default_text, disclosed_of
from jointlog.projections.extract.ocel import as_text, event_types, instant, story_of
from jointlog.projections.extract.values import agencies_in, told_facts
from jointlog.projections.extract.views import views
from tests import strategies as of
from tests.grammar import entry, line_id


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


def test_the_default_list_of_disclosed_columns_shows_no_text_of_its_own_words() -> None:
    """Free text, places, references, callsigns, pseudonyms and ids are left out, or numbers."""
    told = {each.table.name: each for each in disclosed_of(default_text())}
    assert list(told) == [table.name for table in TABLES]
    withheld = {"facts", "sentence", "settle", "area", "callsign", "person", "key"}
    withheld |= {"occurred_text", "source_ref", "source_locator", "from_place", "to_place"}
    for each in told.values():
        names = {column.name for column in each.columns}
        assert names & withheld == set()
        assert names & {"incident", "subject"} == each.numbered


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[waits", "is not TOML"),
        ("[wait]\nshown = []", "'wait' is no table; did you mean 'waits'?"),
        ("waits = 3", "waits: is no such table"),
        ("[waits]\nseen = ['why']", "waits: is no such table"),
        ("[waits]\nshown = 'why'", "waits.shown: is no list of texts"),
        ("[waits]\nshown = ['qqqq']", "waits.shown: 'qqqq' is no column"),
        ("[waits]\nnumbered = ['why']", "waits.numbered: 'why' is no column that can be numbered"),
        ("[waits]\nshown = ['subject']\nnumbered = ['subject']", "both shown and numbered"),
    ],
)
def test_a_list_that_names_what_there_is_not_is_refused(text: str, problem: str) -> None:
    """The table, the list and the name are told, and the nearest that there is."""
    with pytest.raises(MalformedError) as refused:
        disclosed_of(text)
    assert problem in str(refused.value)


def test_a_story_links_each_entry_with_what_it_touches() -> None:
    """An ambulance is asked for, asked again, declined; DET is held by police, then offered."""
    lines = (
        "20:00 police:met s136_power_used limb=remove",
        "20:05 police:met assistance_requested kind=ambulance_convey to=ambulance:las",
        "20:10 police:met assistance_requested kind=ambulance_convey to=ambulance:las",
        "20:20 ambulance:las request_declined @replies_to=#2 @role=clinical_desk",
        "unknown ambulance:las resource_arrived_at_scene callsign=A1 for_subject=P2",
        "20:30 police:met welfare_check_made setting=ward @actor=acute:bart @source=cad_log/1",
        "20:40 police:met assistance_requested kind=hart",
    )
    entries = [entry(number, line) for number, line in enumerate(lines, 1)]
    story = story_of(entries)
    links = [dict.fromkeys(each.links) for each in story.happenings]
    asked = f"request:{line_id(2)}"
    where = "test-incident"
    assert (f"responsibility:{where}/P1/DET", "held") in links[0]
    assert (asked, "asks") in links[1]
    assert (asked, "asks again") in links[2]
    assert (asked, "declined") in links[3]
    assert ("agency:acute:bart", "done by") in links[5]
    assert ("agency:police:met", "said by") in links[5]
    assert ("agency:police:met", "done by") in links[0]
    assert ("resource:ambulance:las/A1", "by resource") in links[4]
    assert (f"person:{where}/P2", "for") in links[4]
    assert story.things[f"request:{line_id(7)}"].attributes["to"] == ""
    assert story.things[asked].attributes["kind"] == "ambulance_convey"
    assert story.happenings[4].attributes["log_time_from"] == "recorded"
    assert story.happenings[4].at_ms == entries[4].recorded_at_ms
    assert instant(1_500) == "1970-01-01T00:00:01.500Z"
    assert [as_text(value) for value in (True, False, 3, "x")] == ["true", "false", "3", "x"]


@of.LAWS
@given(of.facts())
def test_the_facts_of_an_event_are_flat_and_of_the_types_declared(fact: Event) -> None:
    """Each attribute is declared, and its value of that type."""
    kinds = {"string": str, "integer": int, "float": (int, float), "boolean": bool}
    declared = event_types()[fact.declared.name]
    for name, value in told_facts(fact).items():
        assert isinstance(value, kinds[declared[name]])  # type: ignore[arg-type]
    assert {name for name, _ in agencies_in(fact)} <= set(declared)


def test_the_views_read_every_table_in_sql() -> None:
    """A quote in a meaning is doubled; seconds and milliseconds become times."""
    told = views(TABLES)
    assert told.count("CREATE VIEW ") == 7
    assert "make_timestamp(recorded_at_ms * 1000) AS recorded_at" in told
    assert "make_timestamp(from_earliest_s * 1000000) AS from_earliest" in told
    assert "'The incident''s id.'" in told
