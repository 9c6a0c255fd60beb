"""What is said of one incident in rows: given entries, when made, then rows."""

import pytest

from jointlog.domain.table import Row
from jointlog.projections.rows import (
    TABLES,
    ConveyanceRow,
    FindingRow,
    HandoverRow,
    HoldRow,
    IncidentRow,
    WaitRow,
    rows_of,
)
from tests.grammar import at, entry

DETAINED = "12:00 police:met s136_power_used limb=remove"


def rows(*lines: str) -> list[Row]:
    """The rows of these lines."""
    return rows_of([entry(number, line) for number, line in enumerate(lines, 1)])


def of(kind: type[Row], *lines: str) -> list[Row]:
    """The rows of one table."""
    return [row for row in rows(*lines) if isinstance(row, kind)]


def test_each_key_stands_once_in_its_table() -> None:
    """Two spans that begin with one entry have keys of their own."""
    made = rows(DETAINED, "12:05 police:met assistance_requested kind=ambulance_convey")
    names = [(row.declared.name, row.key) for row in made]
    assert len(set(names)) == len(names)


def test_every_column_has_a_meaning_and_reads_back() -> None:
    """A row's values in the order of the columns make the same row again."""
    for row in rows(DETAINED, "13:00 police:met police_vehicle_conveyance_started"):
        table = row.declared
        assert table.read(iter(table.values(row))) == row
    assert all(column.text for table in TABLES for column in table.columns)


def test_an_incident_has_its_people_agencies_and_times() -> None:
    """From 12:00 to 13:00 with times to the minute: 59 min 1 s to 60 min 59 s."""
    (made,) = of(
        IncidentRow,
        DETAINED,
        "12:20 ambulance:las call_information_recorded item=weather value_recorded=rain",
        "12:30 ambulance:las call_information_recorded item=area value_recorded=N1",
        "13:00 police:met resource_arrived_at_scene @subject=P2 @jurisdiction=wales",
    )
    assert isinstance(made, IncidentRow)
    assert (made.subjects, made.agencies) == ("P1 P2", "ambulance:las police:met")
    assert (made.jurisdiction, made.area) == ("wales", "N1")
    assert (made.min_s, made.max_s) == (3541, 3659)


def test_a_bound_that_is_not_recorded_is_null() -> None:
    """A hold that began before 12:00 has no earliest start, and no longest length."""
    (made,) = (
        row
        for row in of(
            HoldRow,
            "before_12:00 police:met s136_power_used limb=remove",
            "13:00 police:met resource_arrived_at_scene",
        )
        if isinstance(row, HoldRow) and row.strand == "DET"
    )
    assert (made.from_earliest_s, made.from_latest_s) == (None, at("12:00"))
    assert (made.min_s, made.max_s) == (3600, None)


def test_a_wait_says_how_long_the_waiting_agency_was_there_and_how_many() -> None:
    """Asked 12:05, two officers from 12:10 to 12:40, ambulance 12:50: there for 30 of 45 min."""
    (made,) = (
        row
        for row in of(
            WaitRow,
            "12:05 police:met assistance_requested kind=ambulance_convey to=ambulance:las",
            "12:10 police:met resource_arrived_at_scene callsign=P1 people=2",
            "12:40 police:met resource_left_scene callsign=P1",
            "12:50 ambulance:las resource_arrived_at_scene callsign=A1",
        )
        if isinstance(row, WaitRow)
    )
    assert (made.why, made.people) == ("ambulance", 2)
    assert (made.present_min_s, made.present_max_s) == (29 * 60 + 1, 30 * 60 + 59)


def test_a_wait_before_anybody_came_counts_nobody() -> None:
    """Police ask at 12:05 and reach the person after the ambulance: none were waiting there."""
    (made,) = of(
        WaitRow,
        "12:05 police:met assistance_requested kind=ambulance_treat",
        "12:50 ambulance:las resource_arrived_at_scene callsign=A1",
        "13:10 police:met resource_arrived_at_scene callsign=P1",
    )
    assert isinstance(made, WaitRow)
    assert (made.people, made.present_min_s, made.present_max_s) == (None, 0, 0)
    assert (made.for_agency, made.waiting) == ("ambulance", "police:met")


def test_a_wait_for_nobody_in_particular_names_nobody() -> None:
    """An interpreter is asked for of no agency."""
    (made,) = of(WaitRow, "12:05 police:met assistance_requested kind=interpreter")
    assert isinstance(made, WaitRow)
    assert (made.for_agency, made.why, made.strand, made.is_open) == ("", "other", "", True)


def test_an_offer_waits_for_a_decision() -> None:
    """Offered 12:00 to the trust, accepted 12:20: a handover, and a wait of the same length."""
    lines = (
        DETAINED,
        "12:00 police:met handover_offered strands=DET to=mental_health:slam",
        "12:20 mental_health:slam handover_accepted strands=DET",
    )
    (wait,) = of(WaitRow, *lines)
    (handover,) = of(HandoverRow, *lines)
    assert isinstance(wait, WaitRow)
    assert isinstance(handover, HandoverRow)
    assert (wait.kind, wait.why, wait.outcome) == ("handover", "decision", "accepted")
    assert (handover.offered_by, handover.answered_by) == ("police:met", "mental_health:slam")
    assert (handover.min_s, handover.max_s) == (wait.min_s, wait.max_s) == (1141, 1259)


OFFERED = "12:10 police:met handover_offered strands=DET to=mental_health:slam"


@pytest.mark.parametrize(
    ("line", "outcome", "by"),
    [
        ("12:20 mental_health:slam handover_refused strands=DET", "declined", "mental_health:slam"),
        ("12:20 acute:kch handover_accepted strands=DET", "taken by another", "acute:kch"),
        ("12:20 police:met s136_power_not_used", "ended", "police:met"),
        ("12:20 police:met resource_arrived_at_scene", "unanswered", ""),
    ],
)
def test_an_offer_ends_in_one_of_five_ways(line: str, outcome: str, by: str) -> None:
    """Accepted (above), declined, taken by another, ended, or unanswered."""
    (made,) = (
        row
        for row in of(HandoverRow, DETAINED, OFFERED, line)
        if isinstance(row, HandoverRow) and row.strand == "DET"
    )
    assert (made.outcome, made.answered_by) == (outcome, by)
    assert made.is_open is (outcome == "unanswered")


def test_an_offer_to_nobody_in_particular_is_answered_by_whoever_takes_it() -> None:
    """Offered to no named agency, accepted by one; or refused by one that did not hold it."""
    offered = "12:10 police:met handover_offered strands=DET"
    taken = of(HandoverRow, DETAINED, offered, "12:20 acute:kch handover_accepted strands=DET")
    refused = of(HandoverRow, DETAINED, offered, "12:20 acute:kch handover_refused strands=DET")
    outcomes = [row.outcome for row in (*taken, *refused) if isinstance(row, HandoverRow)]
    assert outcomes == ["accepted", "declined"]


def test_a_second_offer_does_not_begin_the_first_again() -> None:
    """Offered to two trusts one after the other: two offers, each with its own start."""
    made = of(
        HandoverRow,
        DETAINED,
        OFFERED,
        "12:15 police:met handover_offered strands=DET to=acute:kch",
        "12:20 acute:kch handover_accepted strands=DET",
    )
    outcomes = [(r.offered_to, r.outcome) for r in made if isinstance(r, HandoverRow)]
    assert outcomes == [("mental_health:slam", "taken by another"), ("acute:kch", "accepted")]


def test_a_journey_by_police_says_why_and_what_came_of_the_ambulance() -> None:
    """Asked 12:05, set off 12:45 in a police vehicle: the request had run for 40 min."""
    (made,) = of(
        ConveyanceRow,
        DETAINED,
        "12:05 police:met assistance_requested kind=ambulance_convey to=ambulance:las",
        "12:45 police:met police_vehicle_conveyance_started "
        "reason_code=no_ambulance_within_30_min authorised_by=sergeant",
        "13:05 police:met arrived_at_place_of_safety place_id=ward",
    )
    assert isinstance(made, ConveyanceRow)
    assert (made.is_police, made.vehicle) == (True, "police_vehicle")
    assert (made.reason, made.authorised_by) == ("no_ambulance_within_30_min", "sergeant")
    assert (made.ambulance, made.to_place) == ("replaced by other transport", "ward")
    assert (made.ambulance_min_s, made.ambulance_max_s) == (39 * 60 + 1, 40 * 60 + 59)
    assert (made.min_s, made.max_s) == (19 * 60 + 1, 20 * 60 + 59)


def test_a_journey_without_end_or_request_says_so() -> None:
    """By ambulance at 12:00 with police as escort; nothing was asked for, no end is recorded."""
    (made,) = of(
        ConveyanceRow,
        "12:00 ambulance:las conveyance_started mode=ambulance from_place=home to_place=ward "
        "escorts=police:met authority=s136",
        "13:00 police:met police_vehicle_conveyance_started @subject=P2",
    )[:1]
    assert isinstance(made, ConveyanceRow)
    assert (made.is_open, made.is_police, made.ambulance) == (True, False, "not requested")
    assert (made.from_place, made.to_place, made.escorts) == ("home", "ward", "police:met")
    assert (made.authority, made.ambulance_min_s) == ("s136", None)


def test_findings_are_rows_with_their_ids() -> None:
    """The same gap has the same key whatever came behind it."""
    asked = "12:05 police:met assistance_requested kind=ambulance_convey to=ambulance:las"
    left = "13:00 police:met resource_left_scene callsign=P1"
    later = "13:10 police:met information_provided to=family items=where"
    came = "13:30 police:met resource_arrived_at_scene"
    before, after = (
        {row.key for row in of(FindingRow, *lines) if row.key.startswith("F-GAP-01")}
        for lines in ((DETAINED, asked, left, later), (DETAINED, asked, left, later, came))
    )
    assert before
    assert before <= after


def test_an_incident_without_any_time_still_has_a_row() -> None:
    """Every time is unknown: no bound, and nothing surely lasted."""
    (made,) = of(IncidentRow, "unknown police:met resource_arrived_at_scene")
    assert isinstance(made, IncidentRow)
    assert (made.from_earliest_s, made.to_latest_s, made.min_s, made.max_s) == (None, None, 0, None)
