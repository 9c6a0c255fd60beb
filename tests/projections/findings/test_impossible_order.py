"""F-REC-04 and its traps."""

import pytest

from jointlog.projections.findings.record.impossible_order import impossible_order
from tests.grammar import given

ASKED = "19:39:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las"
ANSWER = "19:37:10 ambulance:las request_accepted kind=ambulance_treat @replies_to=#1"


def test_an_answer_before_its_request_is_found() -> None:
    """Asked at 19:39:00, accepted at 19:37:10: 110 s."""
    found = given(ASKED, ANSWER).when_examined(impossible_order)
    found.then(("definite", 110, 110))
    told = found.findings[0].found
    assert "answers police:met's assistance requested" in told.sentence
    assert [str(party) for party in told.parties] == ["ambulance:las", "police:met"]
    assert told.settle == "the offset of the clocks that the two times were read from"


def test_an_effect_before_its_cause_is_found() -> None:
    """The entry says that it was led to by the other."""
    line = "19:37:10 police:met resource_allocated callsign=P1 skill=constable @caused_by=#1"
    found = given(ASKED, line).when_examined(impossible_order)
    found.then(("definite", 110, 110))
    assert "is said to follow from" in found.findings[0].found.sentence


@pytest.mark.parametrize(
    "lines",
    [
        (ASKED, ANSWER.replace("19:37:10", "19:39:00")),
        (ASKED, ANSWER.replace("19:37:10", "19:38")),
        (ASKED, ANSWER.replace("19:37:10", "2026-03-01")),
        (ASKED, f"{ANSWER} @clock=CAD/-110"),
        (ASKED, ANSWER.replace("#1", "#9")),
        (ASKED, "12:00 oversight:x contradiction_noted events=#1 @caused_by=#1"),
        (ASKED, "12:00 police:met critical_information_found_not_passed_on item=x @caused_by=#1"),
        (ASKED, "12:00 oversight:x resource_arrived_at_scene @caused_by=#1"),
    ],
)
def test_rounding_offsets_and_reviews_are_no_finding(lines: tuple[str, ...]) -> None:
    """One instant, one minute off, any time of day, a known clock, an unknown cause, reviews."""
    given(*lines).when_examined(impossible_order).then_nothing()


def test_beyond_rounding_a_minute_is_found() -> None:
    """Accepted in the minute of 19:37, which ends 61 s before 19:39:00."""
    given(ASKED, ANSWER.replace("19:37:10", "19:37")).when_examined(impossible_order).then(
        ("definite", 61, 120)
    )


ALLOCATED = "10:00:00 police:met resource_allocated callsign=P1 skill=constable"
ARRIVED = "09:00:00 police:met resource_arrived_at_scene callsign=p1"


def test_one_resource_in_the_wrong_order_is_possible() -> None:
    """Arrived at 09:00 and allocated at 10:00: one of each, 3,600 s."""
    found = given(ALLOCATED, ARRIVED).when_examined(impossible_order)
    found.then(("possible", 3600, 3600))
    assert 'concerns "p1" as does' in found.findings[0].found.sentence


def test_left_before_it_came_and_hospital_before_the_journey_are_possible() -> None:
    """Left at 08:00, came at 09:00; at the ward at 10:00, set off for it at 11:00."""
    given(
        ARRIVED,
        "08:00:00 police:met resource_left_scene callsign=P1",
        "11:00:00 ambulance:las conveyance_started to_place='Ward  2'",
        "10:00:00 ambulance:las conveyance_ended place='ward 2'",
    ).when_examined(impossible_order).then(("possible", 3600, 3600), ("possible", 3600, 3600))


@pytest.mark.parametrize(
    "lines",
    [
        (ALLOCATED, ALLOCATED, ARRIVED),
        (ALLOCATED, ARRIVED, ARRIVED),
        (ALLOCATED, ARRIVED.replace("p1", "P2")),
        (ALLOCATED, ARRIVED.replace("met", "kent")),
        (ALLOCATED, f"{ARRIVED} @subject=P2"),
        (ALLOCATED, "09:00:00 police:met resource_arrived_at_scene"),
        (ALLOCATED, ARRIVED.replace("09:00", "10:30")),
    ],
)
def test_other_resources_and_several_visits_are_no_finding(lines: tuple[str, ...]) -> None:
    """Sent or come twice, another or no callsign, agency or person; the right order."""
    given(*lines).when_examined(impossible_order).then_nothing()
