"""F-WAIT-02: an ambulance attended, later than a standard compares with."""

from jointlog.projections.findings.waits.ambulance_later_than_comparator import (
    ambulance_later_than_comparator,
)
from tests.grammar import given

GRADED = "12:00:00 ambulance:las call_graded scheme=arp grade=category_2"
ARRIVED = "ambulance:las resource_arrived_at_scene callsign=A1"


def test_later_than_the_percentile_and_both_means() -> None:
    """45 min after category 2: beyond 40 min, and beyond the means of 18 and 30 min."""
    found = given(GRADED, f"12:45:00 {ARRIVED}").when_examined(ambulance_later_than_comparator)
    found.then(("definite", 2700, 2700, "CLIN"))
    (finding,) = found.findings
    assert finding.standard_reference == "T-AMB-C2@2017-01-01"
    assert finding.found.limit_s == 2400
    assert "also passed: comparator 30 min (T-AMB-C2-PLAN" in finding.found.sentence
    assert "cannot be in breach" in finding.found.sentence
    assert [str(agency) for agency in finding.found.parties] == ["ambulance:las"]


def test_within_the_strictest_is_nothing() -> None:
    """17 min after category 2 passes none of 18, 30 and 40 min."""
    given(GRADED, f"12:17:00 {ARRIVED}").when_examined(
        ambulance_later_than_comparator
    ).then_nothing()


def test_arrived_in_the_minute_of_the_limit_is_possible() -> None:
    """12:00:00 to 12:18 (a minute): 18:00 to 18:59 against the mean of 18 min."""
    found = given(GRADED, f"12:18 {ARRIVED}").when_examined(ambulance_later_than_comparator)
    found.then(("possible", 1080, 1139, "CLIN"))
    assert found.findings[0].found.settle == "exact times of the request and the arrival"


def test_one_limit_surely_and_another_possibly() -> None:
    """12:40 (a minute): 40:00 to 40:59 is surely beyond 30 min and possibly beyond 40 min."""
    found = given(GRADED, f"12:40 {ARRIVED}").when_examined(ambulance_later_than_comparator)
    found.then(("definite", 2400, 2459, "CLIN"))
    assert found.findings[0].standard_reference == "T-AMB-C2-PLAN@2023-04-01"
    assert "possibly passed: comparator 40 min" in found.findings[0].found.sentence


def test_a_request_to_convey_is_compared_with_30_min() -> None:
    """Asked for at 12:00, there at 12:31: one minute beyond; the parties are those of the wait."""
    found = given(
        "12:00:00 police:met assistance_requested kind=ambulance_convey to=ambulance:las",
        f"12:31:00 {ARRIVED}",
    ).when_examined(ambulance_later_than_comparator)
    found.then(("definite", 1860, 1860, "CLIN"))
    (finding,) = found.findings
    assert finding.standard_reference == "T-136-AMB@2014-04-01 [memory]"
    assert [str(a) for a in finding.found.parties] == ["police:met", "ambulance:las"]
    assert "breach" not in finding.found.sentence


def test_a_changed_category_is_measured_from_the_change_and_the_whole_is_told() -> None:
    """Category 3 at 12:00, category 1 at 14:00, there at 14:20: 20 min, and 2 h 20 min in all."""
    found = given(
        "12:00:00 ambulance:las call_graded scheme=arp grade=category_3",
        "13:00:00 ambulance:las call_graded scheme=arp grade=category_4",
        "14:00:00 ambulance:las call_graded scheme=arp grade=category_1",
        f"14:20:00 {ARRIVED}",
    ).when_examined(ambulance_later_than_comparator)
    found.then(("definite", 1200, 1200, "CLIN"))
    assert "2 h 20 min since the first grade" in found.findings[0].found.sentence


def test_never_there_and_cancelled_are_not_this() -> None:
    """A wait that stands open or is cancelled is no late attendance."""
    given(GRADED).when_examined(ambulance_later_than_comparator, until="18:00:00").then_nothing()
    given(
        "12:00:00 police:met assistance_requested kind=ambulance_convey",
        "13:00:00 police:met request_cancelled kind=ambulance_convey reason=resolved",
    ).when_examined(ambulance_later_than_comparator, until="18:00:00").then_nothing()


def test_an_ambulance_for_another_patient_stops_nothing() -> None:
    """It came for P2 at 12:10; P1's ambulance came at 12:50."""
    given(
        GRADED,
        "12:10:00 ambulance:las resource_arrived_at_scene callsign=A2 for_subject=P2",
        f"12:50:00 {ARRIVED}",
    ).when_examined(ambulance_later_than_comparator).then(("definite", 3000, 3000, "CLIN"))
