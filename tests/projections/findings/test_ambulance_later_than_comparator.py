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


ASKED = "12:00:00 police:met assistance_requested kind=ambulance_convey to=ambulance:las"
OBSERVED = "ambulance:las observations_recorded taken=true"
SETS_OFF = "ambulance:las conveyance_started mode=ambulance"


def test_observations_without_an_arrival_end_the_wait_by_then() -> None:
    """Observed at 12:23, set off at 12:34, arrival not recorded: at most 23 min, not beyond 30."""
    given(ASKED, f"12:23:00 {OBSERVED}", f"12:34:00 {SETS_OFF}").when_examined(
        ambulance_later_than_comparator
    ).then_nothing()


def test_without_an_arrival_it_is_indeterminate_and_names_the_record() -> None:
    """Observed at 12:40, arrival not recorded: from no time to 40 min after the request."""
    found = given(ASKED, f"12:40:00 {OBSERVED}").when_examined(ambulance_later_than_comparator)
    found.then(("indeterminate", 0, 2400, "CLIN"))
    (finding,) = found.findings
    assert finding.found.settle == "a record of when the ambulance reached the person"
    assert "by 2026-03-01 12:40:00 UTC at the latest" in finding.found.sentence
    assert "possibly later than comparator 30 min" in finding.found.sentence


def test_a_journey_alone_is_no_arrival() -> None:
    """The crew set off with the person at 12:34: when it came is not recorded."""
    given(ASKED, f"12:34:00 {SETS_OFF}").when_examined(ambulance_later_than_comparator).then(
        ("indeterminate", 0, 2040, "CLIN")
    )


def test_observations_by_a_crew_that_was_there_before_end_no_wait() -> None:
    """A first crew since 11:50 observes at 12:05; the one asked for comes at 12:31."""
    given(
        f"11:50:00 {ARRIVED}",
        ASKED,
        f"12:05:00 {OBSERVED}",
        "12:31:00 ambulance:las resource_arrived_at_scene callsign=A2",
    ).when_examined(ambulance_later_than_comparator).then(("definite", 1860, 1860, "CLIN"))


def test_a_crew_seen_by_its_observations_was_there_before() -> None:
    """It observed at 11:55, before the request, and again at 12:05: the other comes at 12:31."""
    given(
        f"11:55:00 {OBSERVED}",
        ASKED,
        f"12:05:00 {OBSERVED}",
        "12:31:00 ambulance:las resource_arrived_at_scene callsign=A2",
    ).when_examined(ambulance_later_than_comparator).then(("definite", 1860, 1860, "CLIN"))


def test_another_agencys_observations_and_none_taken_end_nothing() -> None:
    """Police and a hospital observe, the crew took none: the crew came at 12:31."""
    given(
        ASKED,
        "12:05:00 police:met observations_recorded taken=true",
        "12:06:00 acute:rlh observations_recorded taken=true",
        "12:07:00 ambulance:las observations_recorded taken=false",
        f"12:31:00 {ARRIVED}",
    ).when_examined(ambulance_later_than_comparator).then(("definite", 1860, 1860, "CLIN"))


def test_another_vehicle_than_an_ambulance_is_no_ambulance_that_came_late() -> None:
    """An AMHP's car sets off with the person at 12:45: the wait was replaced, nobody came late."""
    given(ASKED, "12:45:00 local_authority:x conveyance_started mode=other").when_examined(
        ambulance_later_than_comparator
    ).then_nothing()
