"""F-WAIT-01: asked for, and no arrival is recorded for this person."""

import pytest

from jointlog.projections.findings.waits.ambulance_never_attended import ambulance_never_attended
from tests.grammar import given, told

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


DECLINED = "12:10:00 ambulance:las request_declined reason_code=criteria"
CAME = "ambulance:las resource_arrived_at_scene callsign=A1"


@pytest.mark.parametrize("skill", ["technician", "doctor", "hart", "triage_nurse"])
def test_each_clinical_skill_attends(skill: str) -> None:
    """Police record that such a clinician reached the person at 12:10."""
    given(ASKED, f"12:10:00 police:met clinician_reached_patient skill={skill}").when_examined(
        ambulance_never_attended, until="13:00:00"
    ).then_nothing()


@pytest.mark.parametrize(
    "end",
    [
        DECLINED,
        "12:10:00 ambulance:las incident_closed_without_attendance",
        "12:10:00 ambulance:las request_cancelled by=receiver reason=no_resource",
    ],
)
def test_an_ambulance_under_another_request_attended(end: str) -> None:
    """One came at 12:30 all the same."""
    given(ASKED, end, f"12:30:00 {CAME}").when_examined(
        ambulance_never_attended, until="13:00:00"
    ).then_nothing()


@pytest.mark.parametrize(
    "journey", ["conveyance_started mode=secure_transport", "police_vehicle_conveyance_started"]
)
def test_an_ambulance_after_the_journey_did_not_attend(journey: str) -> None:
    """Taken away at 12:20, an ambulance at 12:40 elsewhere; a journey at 11:00 was another."""
    earlier = "11:00:00 police:met police_vehicle_conveyance_started"
    given(
        earlier, ASKED, DECLINED, f"12:20:00 police:met {journey}", f"12:40:00 {CAME}"
    ).when_examined(ambulance_never_attended, until="13:00:00").then(("definite", 600, 600, "CLIN"))


def test_who_may_have_come_before_the_journey() -> None:
    """Taken away about 12:20 (12:15 to 12:25:59), an ambulance at 12:18: possible."""
    lines = (ASKED, DECLINED, "~12:20 police:met police_vehicle_conveyance_started")
    (finding,) = (
        given(*lines, f"12:18:00 {CAME}")
        .when_examined(ambulance_never_attended, until="13:00:00")
        .findings
    )
    assert finding.found.grade.value == "possible"
    assert "order of police vehicle conveyance started" in finding.found.sentence


def test_who_takes_the_person_away_attended() -> None:
    """The crew's own journey about 12:30, or its coming as the record ends, is its attendance."""
    own = "~12:30 ambulance:las conveyance_started mode=ambulance"
    case = given(ASKED, DECLINED, own).case(until="13:00:00")
    assert not list(ambulance_never_attended.detect(case))
    assert not list(
        ambulance_never_attended.detect(given(ASKED, DECLINED, f"~12:40 {CAME}").case())
    )


def test_whoever_was_asked_attends() -> None:
    """A street triage team was asked, said no, and came at 12:30."""
    given(
        ASKED.replace("ambulance:las", "mental_health:m"),
        DECLINED.replace("ambulance:las", "mental_health:m"),
        "12:30:00 mental_health:m resource_arrived_at_scene callsign=T1",
    ).when_examined(ambulance_never_attended, until="13:00:00").then_nothing()


def test_a_crew_that_left_about_when_it_was_asked_for_may_have_attended() -> None:
    """There from 11:30 to about 12:02 (11:57 to 12:07:59), asked for at 12:00: possible."""
    lines = (f"11:30:00 {CAME}", "~12:02 ambulance:las resource_left_scene callsign=A1")
    early = (lines[0], lines[1].replace("~12:02", "11:50:00"))
    for crew, grade in ((lines, "possible"), (early, "definite")):
        found = given(*crew, ASKED).when_examined(ambulance_never_attended, until="13:00:00")
        assert [each.found.grade.value for each in found.findings] == [grade]


def test_other_requests_are_no_ambulances() -> None:
    """A bed that was never found is another finding."""
    given("12:00:00 police:met assistance_requested kind=bed").when_examined(
        ambulance_never_attended, until="13:00:00"
    ).then_nothing()


def test_the_words_of_a_wait() -> None:
    """What was said meanwhile, and what was not asked; the threshold only where it is open."""
    found = given(
        ASKED,
        "12:02:00 ambulance:las request_acknowledged kind=ambulance_treat",
        "12:03:00 ambulance:las responder_diverted_from_request kind=ambulance_treat",
        "12:04:00 ambulance:las resource_held_at_rendezvous reason=scene_unsafe",
        "12:05:00 ambulance:las request_reprioritised kind=ambulance_treat "
        "old=category_2 new=category_3",
    ).when_examined(ambulance_never_attended, until="12:40:00")
    (only,) = found.findings
    assert told(only.found) == (
        "police:met asked for an ambulance to treat: diverted; no arrival for this person is "
        "recorded between 12:00:00 and the end of the record: 40 min; meanwhile "
        "diverted at 12:03:00, held at rendezvous at 12:04:00, reprioritised at "
        "12:05:00"
    )
    assert only.found.limit_s == 1800
    (ended,) = given(ASKED, DECLINED).when_examined(ambulance_never_attended).findings
    assert ended.found.limit_s is None
    assert told(ended.found) == (
        "police:met asked for an ambulance to treat: declined; no arrival for this person is "
        "recorded between 12:00:00 and 12:10:00: 10 min"
    )


def test_only_the_clocks_of_this_wait_are_compared() -> None:
    """Graded at 12:01, declined at 12:10: 9 min of 18; an earlier clock and P2's are not told."""
    graded = "ambulance:las call_graded scheme=arp grade=category_2"
    found = given(
        f"11:00:00 {graded}",
        f"11:20:00 {CAME}",
        "11:40:00 ambulance:las resource_left_scene callsign=A1",
        ASKED,
        f"12:01:00 {graded}",
        f"12:02:00 {graded} @subject=P2",
        DECLINED,
        f"12:30:00 {graded}",
    ).when_examined(ambulance_never_attended, until="12:40:00")
    (only,) = found.findings
    words = only.found.sentence.partition("; for comparison only: ")[2]
    assert words.count("not reached by then") == words.count("comparator") == 3
