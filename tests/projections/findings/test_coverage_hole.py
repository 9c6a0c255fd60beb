"""F-REC-05 and its traps."""

from dataclasses import replace

import pytest

from jointlog.domain.protocol import Protocol
from jointlog.projections.findings.record.coverage_hole import coverage_hole
from tests.grammar import given

CAME = "09:00:00 police:met resource_arrived_at_scene"
LOG = tuple(
    f"09:{minute}:00 police:met observations_recorded taken=true" for minute in (10, 20, 30)
)
LEFT = "10:30:00 police:met resource_left_scene"


def test_a_silence_in_a_live_log_is_possible() -> None:
    """Entries every 10 min to 09:30, the next at 10:30: 3,600 s."""
    found = given(CAME, *LOG, LEFT).when_examined(coverage_hole)
    found.then(("possible", 3600, 3600))
    assert [str(party) for party in found.findings[0].found.parties] == ["police:met"]
    assert "until its next entry or leaving: 1 h 00 min" in found.findings[0].found.sentence


def test_a_leaving_that_is_not_recorded_is_indeterminate() -> None:
    """The record ends at 11:30 by another agency; when police left is not recorded: 7,200 s."""
    found = given(CAME, *LOG, "11:30:00 acute:x observations_recorded taken=true").when_examined(
        coverage_hole
    )
    found.then(("indeterminate", 7200, 7200))
    assert found.findings[0].found.settle == "when police:met left"


def test_a_silence_in_a_log_supplied_later_is_possible() -> None:
    """The same a year before, taken from the agency's CAD log."""
    lines = [f"2025-03-01_{line} @source=cad_log" for line in (CAME, *LOG, LEFT)]
    given(*lines).when_examined(coverage_hole).then(("possible", 3600, 3600))


@pytest.mark.parametrize(
    "lines",
    [
        tuple(f"2025-03-01_{line}" for line in (CAME, *LOG, LEFT)),
        (CAME, LEFT),
        (CAME, *LOG, "10:00:00 police:met welfare_check_made setting=other", LEFT),
        (*LOG, LEFT),
    ],
)
def test_a_gathered_record_or_an_entry_between_is_no_finding(lines: tuple[str, ...]) -> None:
    """A chronology recorded a year later, too few entries, an entry that says so, nobody there."""
    given(*lines).when_examined(coverage_hole).then_nothing()


@pytest.mark.parametrize(("open_s", "lengths"), [(3_601, []), (2_400, [3_600]), (599, [3_600])])
def test_the_threshold_is_the_protocols(open_s: int, lengths: list[int]) -> None:
    """3,600 s after entries each 600 s: a silence by its own spacing at 2,400 s at the least."""
    case = given(CAME, *LOG, LEFT).case()
    rows = [
        replace(row, value=open_s) if (row.finding, row.name) == ("F-REC-05", "open") else row
        for row in case.protocol.thresholds
    ]
    case = replace(case, protocol=Protocol(case.protocol.jurisdiction, case.protocol.day, (), rows))
    found = [finding.found.length for finding in coverage_hole.find(case)]
    assert [length.min_s for length in found if length is not None] == lengths


CREW = "09:05:00 police:met resource_arrived_at_scene @actor=ambulance:las"
CREW_LEFT = "09:50:00 police:met resource_left_scene @actor=ambulance:las"
SHORT = "09:50:30 police:met resource_left_scene"


def test_an_agency_that_a_log_shows_with_no_entry_is_possible() -> None:
    """A crew from 09:05 to 09:50 by the police log, with no entry of its own: 2,700 s."""
    found = given(CAME, CREW, *LOG, CREW_LEFT, SHORT).when_examined(coverage_hole)
    found.then(("possible", 2700, 2700))
    assert found.findings[0].found.settle == "the record of ambulance:las"


@pytest.mark.parametrize(
    "lines",
    [
        (CAME, CREW, *LOG, SHORT),
        (CAME, CREW, *LOG, CREW_LEFT.replace("09:50", "09:15"), SHORT),
        (
            CAME,
            CREW.replace("resource_arrived_at_scene", "call_graded scheme=arp grade=other"),
            *LOG,
            SHORT,
        ),
        (CAME, CREW.replace("police:met", "public"), *LOG, CREW_LEFT, SHORT),
        (
            CAME,
            CREW,
            *LOG,
            CREW_LEFT,
            SHORT,
            "09:06 ambulance:las observations_recorded taken=true",
        ),
    ],
)
def test_named_otherwise_or_shortly_is_no_finding(lines: tuple[str, ...]) -> None:
    """No leaving, 10 min, not with the person, told by one with no log, an entry of its own."""
    given(*lines).when_examined(coverage_hole, until="09:51").then_nothing()
