"""References: an incident is found by the number that any agency's own system gave it."""

from dataclasses import replace

from jointlog.domain.events.contact import AgencyLogsLinked
from jointlog.domain.store.log import open_log
from jointlog.domain.vocabulary import Agency
from jointlog.domain.wire import read
from jointlog.projections.references import Named, named, references_of
from tests.grammar import at, draft, entry

POLICE = Agency.parse("police:met")
AMBULANCE = Agency.parse("ambulance:las")
LINES = (
    ("one", "12:00 police:met contact_received channel=999 caller_kind=public call_ref=CAD-7"),
    ("one", "12:05 ambulance:las request_acknowledged ref=LAS-55"),
    ("two", "12:00 ambulance:las contact_received channel=999 caller_kind=public call_ref=cad-7"),
    ("two", "12:05 police:met resource_arrived_at_scene @source=cad_log/X-9"),
    ("two", "12:06 police:met resource_arrived_at_scene @source=cad_log/X-9"),
    ("two", "12:10 police:met resource_left_scene reason=other @source=statement/S53"),
    ("two", "12:20 police:met s136_power_used limb=remove"),
)


def found(reference: str) -> list[Named]:
    """What has the reference in a log of the lines."""
    with open_log(":memory:") as log:
        for number, (incident, line) in enumerate(LINES, 1):
            made, agency = draft(number, line, incident=incident)
            log.post(made, agency, now_ms=at("14:00") * 1000)
        return named(log, reference)


def test_a_reference_is_found_whoever_gave_it() -> None:
    """A call's, a receiver's and a log's own number each name their incident and agency, once."""
    assert found("LAS-55") == [Named("one", AMBULANCE, "LAS-55")]
    assert found("X-9") == [Named("two", POLICE, "X-9")]


def test_capitals_and_space_around_do_not_count() -> None:
    """CAD-7 is police's of one and the ambulance's (cad-7) of two: both are candidates."""
    both = [Named("one", POLICE, "CAD-7"), Named("two", AMBULANCE, "cad-7")]
    assert found(" Cad-7 ") == both


def test_what_is_no_agencys_own_number_is_no_reference() -> None:
    """Not a part of one, not a callsign or value, not the number of a statement; nor nothing."""
    for text in ("CAD", "remove", "S53", "", "  "):
        assert found(text) == []


def test_linked_logs_name_each_agencys_reference() -> None:
    """One entry links two logs: both references are of its incident."""
    made = entry(1, "12:00 police:met agency_logs_linked refs=")
    refs = [{"agency": "police:met", "ref": "A1"}, {"agency": "ambulance:las", "ref": "B2"}]
    said = replace(made, fact=read(AgencyLogsLinked, {"refs": refs}))
    assert [(str(each.agency), each.reference) for each in references_of(said)] == [
        ("police:met", "A1"),
        ("ambulance:las", "B2"),
    ]
