"""The rows of all waits: outcomes, segments, the standard that measures them."""

import pytest

from jointlog.domain.effects import Answer
from jointlog.projections.waits import LATE, POSSIBLY_LATE, Wait, waits
from tests.grammar import at, given

ASKED = "12:00:00 police:met assistance_requested kind=ambulance_convey to=ambulance:las"


def rows(*lines: str, until: str = "13:00:00") -> list[Wait]:
    """The waits of these lines."""
    return waits(given(*lines).case(until=until))


@pytest.mark.parametrize(
    ("said", "outcome", "length_s"),
    [
        ("ambulance:las resource_arrived_at_scene callsign=A1", "attended", 600),
        ("ambulance:las request_declined", "declined", 600),
        ("police:met request_cancelled", "cancelled", 600),
        ("police:met police_vehicle_conveyance_started", "replaced by other transport", 600),
        ("ambulance:las incident_closed_without_attendance", "closed without attendance", 600),
        ("ambulance:las responder_reported_unavailable what=ambulance_convey", "unavailable", 3600),
        ("ambulance:las responder_diverted_from_request", "diverted", 3600),
        ("ambulance:las request_accepted", "absent at the end of the record", 3600),
    ],
)
def test_each_outcome_is_told_apart(said: str, outcome: str, length_s: int) -> None:
    """What was said 10 min after the request; what ends no wait leaves it open for 60 min."""
    (wait,) = rows(ASKED, f"12:10:00 {said}")
    assert wait.outcome == outcome
    assert (wait.length.min_s, wait.length.max_s) == (length_s, length_s)
    assert wait.entries == (1, 2)
    assert (wait.end is None) is (length_s == 3600)
    assert (wait.standard, wait.limit_s) == ("T-136-AMB@2014-04-01", 1800)


def test_attended_beyond_its_comparator_is_late() -> None:
    """31 min against 30 min is late; 12:30 to the minute is possibly late."""
    arrived = "ambulance:las resource_arrived_at_scene callsign=A1"
    (late,) = rows(ASKED, f"12:31:00 {arrived}")
    assert late.outcome == LATE
    (possibly,) = rows(ASKED, f"12:30 {arrived}")
    assert possibly.outcome == POSSIBLY_LATE


def test_the_longest_limit_passed_measures_it() -> None:
    """Graded category 2, there after 41 min: the 40 min of the grade, not the 30 min asked for."""
    (wait,) = rows(
        "12:00:00 ambulance:las call_graded scheme=arp grade=category_2",
        ASKED,
        "12:41:00 ambulance:las resource_arrived_at_scene callsign=A1",
    )
    assert (wait.outcome, wait.standard, wait.limit_s) == (LATE, "T-AMB-C2@2017-01-01", 2400)


def test_answers_are_segments_of_one_wait() -> None:
    """Acknowledged, accepted, two new grades, diverted, unavailable, asked again: one wait."""
    (wait,) = rows(
        ASKED,
        "12:01:00 ambulance:las request_acknowledged",
        "12:02:00 ambulance:las request_accepted",
        "12:03:00 ambulance:las request_reprioritised old=category_3 new=category_2",
        "12:04:00 ambulance:las request_reprioritised new=category_1",
        "12:05:00 ambulance:las responder_diverted_from_request",
        "12:06:00 ambulance:las responder_reported_unavailable what=ambulance_convey",
        ASKED.replace("12:00", "12:20"),
        "12:25:00 ambulance:las resource_arrived_at_scene callsign=A1",
    )
    assert [answer.answer for answer in wait.answers] == [
        Answer.ACKNOWLEDGED,
        Answer.ACCEPTED,
        Answer.REPRIORITISED,
        Answer.REPRIORITISED,
        Answer.DIVERTED,
        Answer.UNAVAILABLE,
    ]
    assert [(a.old, a.new) for a in wait.answers[2:4]] == [
        ("category_3", "category_2"),
        (None, "category_1"),
    ]
    assert wait.answers[0].at.window.earliest_s == at("12:01:00")
    assert (str(wait.by), str(wait.to), str(wait.answers[0].by)) == (
        "police:met",
        "ambulance:las",
        "ambulance:las",
    )
    assert wait.entries == (1, 8, 2, 3, 4, 5, 6, 7, 9)
    assert (wait.length.min_s, wait.outcome) == (1500, "attended")


def test_a_request_without_a_standard_has_none() -> None:
    """A request for an interpreter is a wait like any other, measured by nothing."""
    (wait,) = rows("12:00:00 police:met assistance_requested kind=interpreter")
    assert (wait.standard, wait.limit_s, wait.to) == ("", None, None)
    assert wait.outcome == "absent at the end of the record"


def test_a_run_that_only_ends_together_does_not_measure() -> None:
    """The assessment ends the wait for an AMHP and a run since the arrival: they are two."""
    (wait,) = rows(
        "08:00:00 police:met arrived_at_place_of_safety kind=health_based_place_of_safety",
        "12:00:00 mental_health:elft assistance_requested kind=amhp",
        "12:30:00 local_authority:th assessment_started",
    )
    assert (wait.standard, wait.outcome) == ("", "attended")


def test_another_person_has_their_own_standard() -> None:
    """P2's graded call measures P2's wait only."""
    (wait,) = rows(
        "11:00:00 ambulance:las call_graded scheme=arp grade=category_1 @subject=P2",
        "12:00:00 police:met assistance_requested kind=ambulance_treat",
        "12:20:00 ambulance:las resource_arrived_at_scene callsign=A1",
    )
    assert (wait.standard, wait.outcome) == ("", "attended")
