"""F-WAIT-15: a call for help, and nobody came, or hours later."""

import pytest

from jointlog.projections.findings.waits.nobody_attended import nobody_attended
from tests.grammar import given

CALL = "19:00:00 police:n contact_received channel=phone caller_kind=family"
CAME = "2026-03-02_12:00:00 police:n resource_arrived_at_scene"
CLOSED = "19:30:00 police:n incident_closed_without_attendance"


def test_officers_come_seventeen_hours_later() -> None:
    """Called 19:00, the first arrival 12:00 the next day: 17 h against 4."""
    given(CALL, CAME).when_examined(nobody_attended).then(("definite", 61200, 61200, "CONTACT"))


def test_about_the_threshold_is_possible() -> None:
    """Arrival about 23:00, five minutes either way."""
    given(CALL, "~23:00:00 police:n resource_arrived_at_scene").when_examined(nobody_attended).then(
        ("possible", 14100, 14700, "CONTACT")
    )


def test_in_time_or_on_the_same_day_without_clock_times_is_nothing() -> None:
    """An hour later; and a call and an arrival of one day, which may be the same moment."""
    given(CALL, "20:00:00 police:n resource_arrived_at_scene").when_examined(
        nobody_attended
    ).then_nothing()
    given(
        "2026-03-01 police:n contact_received channel=phone caller_kind=family",
        "2026-03-01 police:n resource_arrived_at_scene",
    ).when_examined(nobody_attended).then_nothing()


@pytest.mark.parametrize("said", [CLOSED, "19:30:00 police:n attendance_declined"])
def test_closed_or_declined_with_no_arrival_is_definite(said: str) -> None:
    """Closed or declined at 19:30; found at 20:15: 1 h 15."""
    given(CALL, said, "20:15:00 police:n person_found by_whom=public condition=dead").when_examined(
        nobody_attended
    ).then(("definite", 4500, 4500, "CONTACT"))


def test_closed_and_nothing_after_runs_to_the_end_of_the_record() -> None:
    """No arrival and nobody found: to the end, 1 h."""
    found = given(CALL, CLOSED).when_examined(nobody_attended, until="20:00:00")
    found.then(("definite", 3600, 3600, "CONTACT"))
    assert "until the end of the record" in found.findings[0].found.sentence


@pytest.mark.parametrize(
    "other",
    [
        "19:20:00 police:n resource_arrived_at_scene",
        "19:25:00 ambulance:a request_accepted kind=ambulance_treat",
        "19:25:00 ambulance:a resource_allocated callsign=A1 skill=paramedic",
        "19:40:00 ambulance:a clinician_reached_patient skill=paramedic",
        "18:30:00 ambulance:a resource_arrived_at_scene",
    ],
)
def test_attended_taken_on_elsewhere_or_already_there_is_nothing(other: str) -> None:
    """Somebody came before the log was closed, another agency took it on, or was there."""
    given(CALL, CLOSED, other).when_examined(nobody_attended).then_nothing()


def test_taken_on_by_the_same_agency_or_before_the_call_is_no_alternative() -> None:
    """Own officers sent and then the log closed; a crew sent elsewhere an hour before."""
    for other in (
        "19:10:00 police:n resource_allocated callsign=N1 skill=constable",
        "18:00:00 ambulance:a resource_allocated callsign=A1 skill=paramedic",
    ):
        given(CALL, other, CLOSED).when_examined(nobody_attended, until="20:00:00").then(
            ("definite", 3600, 3600, "CONTACT")
        )


def test_those_who_had_left_before_are_not_there() -> None:
    """A crew was there from 17:00 to 18:00; the call is at 19:00."""
    given(
        "17:00:00 ambulance:a resource_arrived_at_scene",
        "18:00:00 ambulance:a resource_left_scene",
        CALL,
        CLOSED,
    ).when_examined(nobody_attended, until="20:00:00").then(("definite", 3600, 3600, "CONTACT"))


def test_closing_an_earlier_call_or_anothers_log_says_nothing_of_this_one() -> None:
    """Closed at 18:00, before the call; or closed by another agency."""
    for line in (CLOSED.replace("19:30", "18:00"), CLOSED.replace("police:n", "ambulance:a")):
        given(line, CALL).when_examined(nobody_attended, until="20:00:00").then_nothing()


def test_a_repeat_or_a_call_to_somebody_who_cannot_come_is_nothing() -> None:
    """A duplicate of another log; a concern told to a community team."""
    given(
        CALL,
        "19:05:00 police:n contact_received channel=phone caller_kind=family is_repeat_of=#1",
        CAME,
    ).when_examined(nobody_attended).then(("definite", 61200, 61200, "CONTACT"))
    given(CALL.replace("police:n", "mental_health:m"), CAME).when_examined(
        nobody_attended
    ).then_nothing()


def test_a_record_that_just_ends_shows_no_absence() -> None:
    """Nothing more in 10 h: nothing; a second contact after 9 h: possible."""
    given(CALL).when_examined(nobody_attended, until="2026-03-02_05:00:00").then_nothing()
    again = "2026-03-02_04:00:00 housing:h contact_received channel=phone caller_kind=family"
    found = given(CALL, again).when_examined(nobody_attended, until="2026-03-02_05:00:00")
    found.then(("possible", 36000, 36000, "CONTACT"))
    assert found.findings[0].found.settle == "a record of whether and when anybody went"


def test_found_by_somebody_hours_later_is_possible() -> None:
    """No arrival; the person is found 5 h later; one found before the call is not that."""
    given(
        "12:00:00 family person_found by_whom=family condition=well",
        CALL,
        "2026-03-02_00:00:00 family person_found by_whom=family condition=injured",
    ).when_examined(nobody_attended).then(("possible", 18000, 18000, "CONTACT"))


def test_a_service_that_comes_hours_after_the_log_was_closed_does_not_clear_it() -> None:
    """Declined at 12:20 and closed at 13:20; another service comes at 15:35: 3 h 34 to 3 h 36."""
    found = given(
        "12:00 police:met contact_received channel=999 caller_kind=public",
        "12:20 police:met attendance_declined reason_code=no_duty",
        "13:20 police:met incident_closed_without_attendance",
        "15:35 ambulance:las resource_arrived_at_scene",
    ).when_examined(nobody_attended, until="16:00")
    found.then(("definite", 12841, 12959, "CONTACT"))
    said = "attendance declined and incident closed without attendance recorded"
    assert said in found.findings[0].found.sentence


@pytest.mark.parametrize(
    "call",
    [
        CALL.replace("police:n", "ambulance:a"),
        CALL.replace("police:n", "coastguard:c"),
        CALL.replace("police:n", "mental_health:m").replace("phone", "999"),
        CALL.replace("police:n", "mental_health:m").replace("phone", "101"),
    ],
)
def test_each_service_that_comes_and_each_number_for_it(call: str) -> None:
    """Called at 19:00, the first arrival at 12:00 the next day: 17 h."""
    given(call, CAME).when_examined(nobody_attended).then(("definite", 61200, 61200, "CONTACT"))


@pytest.mark.parametrize(
    "other",
    [
        "19:25:00 ambulance:a responsibility_accepted strand=CONTACT",
        "19:25:00 mental_health:m care_contact_made kind=phone",
        "20:30:00 ambulance:a resource_allocated callsign=A1 skill=paramedic",
        "20:30:00 ambulance:a resource_arrived_at_scene",
    ],
)
def test_taken_on_within_the_hour_answers_it(other: str) -> None:
    """Closed at 19:30: taken on at 19:25, or at 20:30 (an hour is not beyond it)."""
    case = given(CALL, CLOSED, other).case(until="22:00:00")
    assert not list(nobody_attended.detect(case))


@pytest.mark.parametrize(
    "other",
    [
        "~20:35 ambulance:a resource_allocated callsign=A1 skill=paramedic",
        "~20:35 ambulance:a resource_arrived_at_scene",
    ],
)
def test_taken_on_about_an_hour_later_may_answer_it(other: str) -> None:
    """Closed at 19:30, taken on at 20:30:00 to 20:40:59: possible."""
    (found,) = given(CALL, CLOSED, other).when_examined(nobody_attended, until="22:00:00").findings
    assert found.found.grade.value == "possible"


@pytest.mark.parametrize(
    "other",
    [
        "20:30:01 ambulance:a resource_allocated callsign=A1 skill=paramedic",
        "20:30:01 ambulance:a resource_arrived_at_scene",
        "20:00:00 police:n resource_arrived_at_scene",
    ],
)
def test_taken_on_after_more_than_an_hour_or_by_who_closed_it_does_not(other: str) -> None:
    """An hour and a second after it was closed; or the agency itself comes after all."""
    (found,) = given(CALL, CLOSED, other).when_examined(nobody_attended).findings
    assert found.found.grade.value == "definite"


def test_harm_afterwards_shows_that_the_need_went_on() -> None:
    """No arrival; dead the next day: the record goes on, 20 h to its end: possible."""
    died = "2026-03-02_15:00:00 police:n serious_injury_or_death_recorded what=death"
    given(CALL, died).when_examined(nobody_attended).then(("possible", 72000, 72000, "CONTACT"))


def test_found_within_the_threshold_is_nothing() -> None:
    """Found an hour later, with nothing closed."""
    given(CALL, "20:00:00 family person_found by_whom=family condition=well").when_examined(
        nobody_attended
    ).then_nothing()


def test_who_may_still_be_there_is_there() -> None:
    """A crew that left about 19:03 (18:58 to 19:08:59); one that may have come after the call."""
    left = (
        "17:00:00 ambulance:a resource_arrived_at_scene",
        "~19:03 ambulance:a resource_left_scene",
    )
    assert not list(nobody_attended.detect(given(*left, CALL, CLOSED).case(until="22:00:00")))
    came = "18:58:00/23:30:00 ambulance:a resource_arrived_at_scene"
    found = nobody_attended.detect(given(CALL, came).case())
    assert [(each.grade.value, each.length and each.length.max_s) for each in found] == []
    late = "18:58:00/2026-03-02_12:00:00 ambulance:a resource_arrived_at_scene"
    assert not list(nobody_attended.detect(given(CALL, late).case()))


def test_a_log_that_may_have_been_closed_after_the_call_was() -> None:
    """Closed about 19:00 (18:55 to 19:05:59), called at 19:00; found about then."""
    closed = CLOSED.replace("19:30:00", "~19:00")
    (found,) = nobody_attended.detect(given(CALL, closed).case(until="20:00:00"))
    assert found.grade.value == "definite"
    assert found.entries == (1, 2)
    (found,) = nobody_attended.detect(
        given(CALL, CLOSED, "~19:02 family person_found by_whom=family condition=well").case(
            until="22:00:00"
        )
    )
    assert found.end is not None
    assert found.end.entries == (3,)
    assert found.entries == (1, 2, 3)


def test_taken_on_about_the_time_of_the_call_is_taken_on() -> None:
    """Sent about 18:58 (18:53 to 19:03:59), called at 19:00, closed at 19:30."""
    sent = "~18:58 ambulance:a resource_allocated callsign=A1 skill=paramedic"
    assert not list(nobody_attended.detect(given(CALL, sent, CLOSED).case(until="22:00:00")))


def test_a_concern_told_about_the_time_of_the_call_does_not_show_that_it_went_on() -> None:
    """Another contact about 19:02 (18:57 to 19:07:59): it may have been before."""
    again = "~19:02 housing:h contact_received channel=phone caller_kind=family"
    case = given(CALL, again).case(until="2026-03-02_05:00:00")
    assert not list(nobody_attended.detect(case))


def test_one_second_is_a_length() -> None:
    """At least a second and at most 4 h 10 min: possible; from no time at all: nothing."""
    least = "19:00:01/23:10:00 police:n resource_arrived_at_scene"
    given(CALL, least).when_examined(nobody_attended).then(("possible", 1, 15000, "CONTACT"))
    given(CALL, least.replace("19:00:01", "19:00:00")).when_examined(nobody_attended).then_nothing()
