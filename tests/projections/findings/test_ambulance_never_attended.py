"""F-WAIT-01: asked for, and no arrival is recorded for this person."""

import pytest

from jointlog.projections.findings.waits.ambulance_never_attended import ambulance_never_attended
from tests.grammar import given

ASKED = "12:00:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las"
CONVEY = "12:00:00 police:met assistance_requested kind=ambulance_convey to=ambulance:las"


def test_replaced_by_a_police_vehicle() -> None:
    """Asked for at 19:39, police set off at 19:59: 20 min; 19 min were passed a minute before."""
    found = given(
        "2011-04-18T19:39:00+01:00 police:met assistance_requested kind=ambulance_treat",
        "2011-04-18T19:39:00+01:00 ambulance:las call_graded scheme=pre_arp grade=c1_amber",
        "2011-04-18T19:45:00+01:00 ambulance:las responder_reported_unavailable"
        " what=ambulance_treat reason=no_resource",
        "2011-04-18T19:59:00+01:00 police:met police_vehicle_conveyance_started"
        " reason_code=no_ambulance_available",
    ).when_examined(ambulance_never_attended)
    found.then(("definite", 1200, 1200, "CLIN"))
    sentence = found.findings[0].found.sentence
    assert "replaced by other transport" in sentence
    assert "meanwhile unavailable at" in sentence
    assert "for comparison only: comparator 19 min (T-AMB-C1amber@2011-01-01) passed" in sentence


def test_replaced_at_about_a_time_the_comparator_is_possibly_passed() -> None:
    """Asked at 19:39 (a minute), about 19:59 (five minutes either way): 14:01 to 25:59."""
    found = given(
        "2011-04-18_19:39_Europe/London police:met assistance_requested kind=ambulance_treat",
        "2011-04-18_19:39_Europe/London ambulance:las call_graded scheme=pre_arp grade=c1_amber",
        "~2011-04-18_19:59_Europe/London police:met police_vehicle_conveyance_started",
    ).when_examined(ambulance_never_attended)
    found.then(("definite", 841, 1559, "CLIN"))
    assert "possibly passed by then" in found.findings[0].found.sentence


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("12:10:00 ambulance:las request_declined reason_code=criteria", "declined"),
        ("12:10:00 ambulance:las incident_closed_without_attendance", "closed without attendance"),
        ("12:10:00 ambulance:las request_cancelled by=receiver reason=no_resource", "cancelled"),
        ("12:10:00 police:met request_cancelled by=requester reason=alternative_used", "cancelled"),
    ],
)
def test_each_end_without_attendance(said: str, outcome: str) -> None:
    """Declined, closed, or cancelled for want of a resource after 10 min: definite, and named."""
    found = given(ASKED, said).when_examined(ambulance_never_attended, until="12:20:00")
    found.then(("definite", 600, 600, "CLIN"))
    assert f": {outcome};" in found.findings[0].found.sentence


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("12:05:00 ambulance:las responder_reported_unavailable what=ambulance_treat", "unavail"),
        ("12:05:00 ambulance:las responder_diverted_from_request kind=ambulance_treat", "diverted"),
        ("12:05:00 ambulance:las request_acknowledged kind=ambulance_treat", "absent"),
    ],
)
def test_an_open_wait_is_definite_beyond_30_min(said: str, outcome: str) -> None:
    """Open for 31 min when the record ends is definite, for 29 min possible."""
    wait = given(ASKED, said)
    found = wait.when_examined(ambulance_never_attended, until="12:31:00")
    found.then(("definite", 1860, 1860, "CLIN"))
    assert outcome in found.findings[0].found.sentence
    found = wait.when_examined(ambulance_never_attended, until="12:29:00")
    found.then(("possible", 1740, 1740, "CLIN"))
    assert "a record of whether an ambulance reached" in found.findings[0].found.settle


def test_asked_again_the_wait_runs_from_the_first_request() -> None:
    """Asked at 12:00 and again at 12:20; 40 min at the end of the record, not 20."""
    found = given(ASKED, ASKED.replace("12:00", "12:20")).when_examined(
        ambulance_never_attended, until="12:40:00"
    )
    found.then(("definite", 2400, 2400, "CLIN"))
    assert "repeated requests: 1" in found.findings[0].found.sentence


def test_a_request_that_names_nobody_is_for_the_ambulance_service() -> None:
    """Without an agency asked, the second party is any ambulance service."""
    found = given(ASKED.replace(" to=ambulance:las", "")).when_examined(
        ambulance_never_attended, until="12:40:00"
    )
    assert [str(agency) for agency in found.findings[0].found.parties] == [
        "police:met",
        "ambulance",
    ]


def test_attended_under_another_callsign_is_no_finding() -> None:
    """A302 was allocated, B117 came: an ambulance attended."""
    given(
        ASKED,
        "12:05:00 ambulance:las resource_allocated callsign=A302 skill=paramedic",
        "12:15:00 ambulance:las resource_arrived_at_scene callsign=B117",
    ).when_examined(ambulance_never_attended, until="13:00:00").then_nothing()


def test_an_ambulance_for_another_patient_is_no_attendance() -> None:
    """It came for the injured officer P2; P1 still waits after 60 min."""
    given(
        ASKED,
        "12:10:00 ambulance:las resource_arrived_at_scene callsign=A1 for_subject=P2",
    ).when_examined(ambulance_never_attended, until="13:00:00").then(
        ("definite", 3600, 3600, "CLIN")
    )


def test_present_and_not_engaged_is_not_this() -> None:
    """The crew came and took no observations: another finding speaks of that."""
    given(
        ASKED,
        "12:10:00 ambulance:eeast resource_arrived_at_scene callsign=A1",
    ).when_examined(ambulance_never_attended, until="13:00:00").then_nothing()


def test_a_clinician_that_police_record_counts() -> None:
    """A constable records that a paramedic reached the person."""
    given(ASKED, "12:10:00 police:met clinician_reached_patient skill=paramedic").when_examined(
        ambulance_never_attended, until="13:00:00"
    ).then_nothing()


def test_a_constable_is_no_clinician() -> None:
    """A constable beside the person ends no wait for an ambulance."""
    given(ASKED, "12:10:00 police:met clinician_reached_patient skill=constable").when_examined(
        ambulance_never_attended, until="13:00:00"
    ).then(("definite", 3600, 3600, "CLIN"))


@pytest.mark.parametrize("reason", ["resolved", "error", "other"])
def test_cancelled_because_no_longer_needed_is_no_finding(reason: str) -> None:
    """Only an alternative or the want of a resource counts."""
    given(
        ASKED, f"12:10:00 police:met request_cancelled by=requester reason={reason}"
    ).when_examined(ambulance_never_attended, until="13:00:00").then_nothing()


def test_attendance_declined_counts_as_declined() -> None:
    """An ambulance service that says it will not go has declined the request."""
    given(ASKED, "12:10:00 ambulance:las attendance_declined").when_examined(
        ambulance_never_attended, until="13:00:00"
    ).then(("definite", 600, 600, "CLIN"))


def test_declined_and_then_another_service_came() -> None:
    """The request was declined; an ambulance came under a second one: it attended."""
    given(
        ASKED,
        "12:05:00 ambulance:las request_declined",
        "12:06:00 police:met assistance_requested kind=ambulance_treat to=ambulance:eeast",
        "12:20:00 ambulance:eeast resource_arrived_at_scene callsign=E1",
    ).when_examined(ambulance_never_attended, until="13:00:00").then_nothing()


def test_an_ambulance_that_left_before_the_request_is_none() -> None:
    """It came at 11:00 and left at 11:30; asked for again at 12:00, nothing came."""
    given(
        "11:00:00 ambulance:las resource_arrived_at_scene callsign=A1",
        "11:30:00 ambulance:las resource_left_scene callsign=A1",
        ASKED,
    ).when_examined(ambulance_never_attended, until="13:00:00").then(
        ("definite", 3600, 3600, "CLIN")
    )


def test_left_in_the_minute_of_the_request_is_possible() -> None:
    """It left within the minute in which the request was made: the order is not known."""
    found = given(
        "11:00 ambulance:las resource_arrived_at_scene callsign=A1",
        "12:00 ambulance:las resource_left_scene callsign=A1",
        "12:00 police:met assistance_requested kind=ambulance_treat",
    ).when_examined(ambulance_never_attended, until="13:00:00")
    found.then(("possible", 3541, 3600, "CLIN"))
    assert "exact times" in found.findings[0].found.settle


def test_standards_of_other_times_and_people_are_not_compared() -> None:
    """Graded after the wait ended, ended before it began, or for P2: no comparison is made."""
    found = given(
        "11:00:00 ambulance:las call_graded scheme=arp grade=category_2",
        "11:10:00 ambulance:las resource_arrived_at_scene callsign=A1",
        "11:20:00 ambulance:las resource_left_scene callsign=A1",
        CONVEY,
        "12:01:00 ambulance:las call_graded scheme=arp grade=category_2 @subject=P2",
        "12:10:00 police:met police_vehicle_conveyance_started",
        "12:15:00 ambulance:las call_graded scheme=arp grade=category_1",
    ).when_examined(ambulance_never_attended, until="13:00:00")
    found.then(("definite", 600, 600, "CONV"))
    sentence = found.findings[0].found.sentence
    assert "T-136-AMB@2014-04-01" in sentence
    assert "not reached" in sentence
    assert "T-AMB-C" not in sentence


def test_a_clinician_whom_police_record_after_a_decline_is_an_attendance() -> None:
    """Declined at 12:05, and at 12:30 police write that a paramedic reached the person."""
    given(
        "12:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las",
        "12:05 ambulance:las request_declined reason_code=capacity",
        "12:30 police:met clinician_reached_patient skill=paramedic",
    ).when_examined(ambulance_never_attended, until="13:00").then_nothing()


def test_who_comes_for_a_later_journey_did_not_attend_this_one() -> None:
    """Declined at 12:05, taken by police at 12:30; the ambulance of 15:00 is for another one."""
    given(
        "12:00 police:met assistance_requested kind=ambulance_convey to=ambulance:las",
        "12:05 ambulance:las request_declined reason_code=capacity",
        "12:30 police:met police_vehicle_conveyance_started",
        "15:00 ambulance:las resource_arrived_at_scene",
    ).when_examined(ambulance_never_attended, until="16:00").then(("definite", 241, 359, "CONV"))


def test_a_journey_before_the_request_is_another() -> None:
    """A journey at 11:00; asked and declined at 12:05; the crew of 12:30 did attend."""
    given(
        "11:00 ambulance:las conveyance_started mode=ambulance",
        "11:30 ambulance:las conveyance_ended",
        "11:40 ambulance:las resource_left_scene",
        "12:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las",
        "12:05 ambulance:las request_declined reason_code=capacity",
        "12:30 ambulance:las conveyance_started mode=ambulance",
    ).when_examined(ambulance_never_attended, until="13:00").then_nothing()
