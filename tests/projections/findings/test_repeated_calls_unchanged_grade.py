"""F-WAIT-16: calls again and again, no higher grade, nobody coming."""

import pytest

from jointlog.projections.findings.waits.repeated_calls_unchanged_grade import (
    repeated_calls_unchanged_grade,
)
from tests.grammar import given


def call(clock: str, more: str = "") -> str:
    """A call to the police at this time."""
    return f"{clock} police:met contact_received channel=999 caller_kind=professional{more}"


CALLS = (call("17:00:00"), call("18:00:00"), call("19:00:00"))
DECLINED = "17:05:00 police:met attendance_declined"
TWO_HOURS = ("definite", 7200, 7200, "CONTACT")
LINKED = (
    call("17:00:00"),
    call("18:00:00", " is_repeat_of=#1"),
    call("19:00:00", " is_repeat_of=#2"),
)


def test_three_calls_in_two_hours_each_declined() -> None:
    """17:00, 18:00, 19:00, told that nobody comes: 2 h."""
    given(*CALLS, DECLINED).when_examined(repeated_calls_unchanged_grade).then(TWO_HOURS)


def test_linked_by_what_each_repeats() -> None:
    """A call of somebody else at 18:30 is not of the chain: three contacts, not four."""
    found = given(*LINKED, call("18:30:00"), DECLINED).when_examined(repeated_calls_unchanged_grade)
    found.then(TWO_HOURS)
    assert found.findings[0].found.sentence.startswith("3 linked contacts are recorded,")


def test_calls_that_repeat_each_other_in_a_circle_are_one_chain() -> None:
    """Entries that name each other do not keep the reader going round."""
    circle = (
        call("17:00:00", " is_repeat_of=#2"),
        call("18:00:00", " is_repeat_of=#1"),
        call("19:00:00", " is_repeat_of=#1"),
        DECLINED,
    )
    given(*circle).when_examined(repeated_calls_unchanged_grade).then(TWO_HOURS)


def test_no_word_on_what_became_of_the_calls_is_possible() -> None:
    """Without a grade or a refusal recorded, the grade may have risen."""
    found = given(*CALLS).when_examined(repeated_calls_unchanged_grade)
    found.then(("possible", 7200, 7200, "CONTACT"))
    assert "grade given to each call" in found.findings[0].found.settle


def test_sources_that_differ_on_the_number_are_both_told() -> None:
    """One entry says that there were four."""
    found = given(
        *CALLS,
        DECLINED,
        '20:00 oversight:o entry_disputed position="four calls, not three" @corrects=#3',
    ).when_examined(repeated_calls_unchanged_grade)
    assert "3 linked contacts are recorded (sources differ: four calls, not three)" in (
        found.findings[0].found.sentence
    )


def test_an_arrival_that_may_come_between_makes_it_possible() -> None:
    """The last call and the arrival are both of 19:00, to the minute."""
    given(
        *CALLS[:2], call("19:00"), DECLINED, "19:00 police:met resource_arrived_at_scene"
    ).when_examined(repeated_calls_unchanged_grade).then(("possible", 7200, 7259, "CONTACT"))


@pytest.mark.parametrize(
    "lines",
    [
        (*CALLS[:2], DECLINED),
        (*CALLS, "17:30:00 police:met resource_arrived_at_scene"),
        (*CALLS, "17:30:00 police:met resource_allocated callsign=N1 skill=constable"),
        (*CALLS, "17:30:00 police:met call_graded scheme=police grade=immediate"),
        (
            *CALLS,
            "17:01:00 police:met call_graded scheme=police grade=scheduled",
            "18:01:00 police:met call_graded scheme=police grade=priority",
        ),
        (call("17:00:00"), call("17:04:00"), call("17:09:00"), DECLINED),
        (call("17:00:00"), call("18:00:00"), call("2026-03-04_19:00:00"), DECLINED),
    ],
)
def test_too_few_attended_sent_raised_or_within_minutes_is_nothing(lines: tuple[str, ...]) -> None:
    """Two calls; somebody came or was sent; highest or raised; minutes apart; days apart."""
    given(*lines).when_examined(repeated_calls_unchanged_grade).then_nothing()


def test_a_grade_that_falls_is_no_rise() -> None:
    """Priority, then scheduled: still reported."""
    given(
        *CALLS,
        "17:01:00 police:met call_graded scheme=police grade=priority",
        "18:01:00 police:met call_graded scheme=police grade=scheduled",
    ).when_examined(repeated_calls_unchanged_grade).then(TWO_HOURS)


def told(clock: str, value: str) -> str:
    """What a caller said at this time."""
    return f'{clock} police:met call_information_recorded item=state value_recorded="{value}"'


def test_every_call_said_the_same_is_flat() -> None:
    """The record shows that later calls told nothing new."""
    given(
        *CALLS, DECLINED, told("17:01:00", "agitated"), told("18:01:00", "Agitated")
    ).when_examined(repeated_calls_unchanged_grade).then_nothing()


def test_a_call_that_told_something_new_is_not_flat() -> None:
    """At 18:01 he is smashing windows; what was noted before the first call counts for none."""
    given(
        told("16:00:00", "known"),
        *CALLS,
        DECLINED,
        told("17:01:00", "agitated"),
        told("18:01:00", "smashing windows"),
    ).when_examined(repeated_calls_unchanged_grade).then(TWO_HOURS)


TWICE = "2025-10-26_{} police:met contact_received channel=999 caller_kind=professional"
NIGHT = (
    TWICE.format("00:30:00Z"),
    TWICE.format("00:50:00Z"),
    TWICE.format("00:10:00Z/01:10:00Z"),
    "2025-10-26_00:35:00Z police:met attendance_declined",
)
"""The third call was at 01:10 by a clock that showed that time twice: 00:10 or 01:10 UTC."""


def test_a_last_call_in_the_hour_that_occurs_twice_is_not_lost() -> None:
    """20 to 60 min between the first and the last call: in every order longer than 10 min."""
    found = given(*NIGHT).when_examined(repeated_calls_unchanged_grade)
    assert [each.found.grade.value for each in found.findings] == ["definite"]
    (only,) = found.findings
    assert only.found.length is not None
    assert (only.found.length.min_s, only.found.length.max_s) == (1200, 3600)


@pytest.mark.parametrize(("clock", "grade"), [("00:55:00Z", "possible"), ("01:05:00Z", "possible")])
def test_somebody_sent_perhaps_after_the_last_call_is_possible(clock: str, grade: str) -> None:
    """Sent at 00:55 or 01:05 UTC: before the last call only if that was at 01:10."""
    sent = f"2025-10-26_{clock} police:met resource_allocated callsign=N1 skill=constable"
    found = given(*NIGHT, sent).when_examined(repeated_calls_unchanged_grade)
    assert [each.found.grade.value for each in found.findings] == [grade]


def test_somebody_surely_sent_before_the_last_call_is_nothing() -> None:
    """Sent at 00:40 UTC, and a call at 00:50 follows for sure."""
    sent = "2025-10-26_00:40:00Z police:met resource_allocated callsign=N1 skill=constable"
    given(*NIGHT, sent).when_examined(repeated_calls_unchanged_grade).then_nothing()


@pytest.mark.parametrize("grade", ["immediate", "immediate_rural", "category_1", "red_1", "cat_a"])
def test_each_highest_grade_is_nothing_to_raise(grade: str) -> None:
    """Graded so at the first call: no higher grade is due."""
    graded = f"17:01:00 police:met call_graded scheme=arp grade={grade}"
    given(*CALLS, graded).when_examined(repeated_calls_unchanged_grade).then_nothing()


@pytest.mark.parametrize(
    "said",
    [
        "17:05:00 police:met call_graded scheme=arp grade=category_3",
        DECLINED,
        "17:05:00 police:met incident_closed_without_attendance",
    ],
)
def test_what_was_made_of_the_calls_is_among_the_entries(said: str) -> None:
    """Graded, declined or closed after the first call: definite, and it rests on that."""
    found = given(*CALLS, said).when_examined(repeated_calls_unchanged_grade)
    found.then(TWO_HOURS)
    assert found.findings[0].found.entries == (1, 2, 3, 4)
    assert found.findings[0].found.limit_s == 900


def test_somebody_who_accepted_or_was_sent_is_on_the_way() -> None:
    """At 18:30, between the calls; before the first of them it was for something else."""
    for coming in (
        "ambulance:las request_accepted kind=ambulance_treat",
        "ambulance:las resource_allocated callsign=A1 skill=paramedic",
    ):
        given(*CALLS, DECLINED, f"18:30:00 {coming}").when_examined(
            repeated_calls_unchanged_grade
        ).then_nothing()
        given(*CALLS, DECLINED, f"16:30:00 {coming}").when_examined(
            repeated_calls_unchanged_grade
        ).then(TWO_HOURS)


def test_the_same_grade_again_is_no_rise() -> None:
    """Category 3 at 17:05 and at 18:05: no rise; category 2 at 18:05 is one."""
    graded = "{} police:met call_graded scheme=arp grade={}"
    first = graded.format("17:05:00", "category_3")
    given(*CALLS, first, graded.format("18:05:00", "category_3")).when_examined(
        repeated_calls_unchanged_grade
    ).then(TWO_HOURS)
    given(*CALLS, first, graded.format("18:05:00", "category_2")).when_examined(
        repeated_calls_unchanged_grade
    ).then_nothing()


def test_a_call_that_said_more_is_not_flat() -> None:
    """The second call repeats the first and adds that he is bleeding; then all say the same."""
    item = "{} police:met call_information_recorded item=state value_recorded={}"
    lines = (
        item.format("17:01:00", "quiet"),
        item.format("18:01:00", "quiet"),
        item.format("19:00:00", "bleeding"),
    )
    given(*CALLS, DECLINED, *lines).when_examined(repeated_calls_unchanged_grade).then(TWO_HOURS)
    given(*CALLS, DECLINED, *lines[:2]).when_examined(repeated_calls_unchanged_grade).then_nothing()
    earlier = item.format("16:00:00", "quiet")
    given(*CALLS, DECLINED, earlier, lines[1]).when_examined(repeated_calls_unchanged_grade).then(
        TWO_HOURS
    )


GRADED = "police:met call_graded scheme=police grade="


@pytest.mark.parametrize(
    ("lines", "grade"),
    [
        ((f"17:01:00 {GRADED}scheduled", f"18:01:00 {GRADED}priority"), ""),
        ((f"16:50:00/17:10:00 {GRADED}scheduled", f"18:01:00 {GRADED}priority"), "possible"),
        ((f"17:01:00/18:10:00 {GRADED}scheduled", f"18:01:00 {GRADED}priority"), "possible"),
        ((f"16:50:00/17:10:00 {GRADED}priority", f"18:01:00 {GRADED}scheduled"), "definite"),
        ((f"16:50:00/17:10:00 {GRADED}immediate", DECLINED), "possible"),
        (("16:50:00/17:10:00 police:met attendance_declined",), "possible"),
        (
            (
                "16:50:00/17:10:00 police:met resource_allocated callsign=P1 skill=constable",
                DECLINED,
            ),
            "possible",
        ),
    ],
)
def test_what_was_perhaps_said_between_the_calls_is_no_more_than_possible(
    lines: tuple[str, ...], grade: str
) -> None:
    """Calls at 17:00, 18:00 and 19:00; what stands perhaps before the first may not count."""
    given(*CALLS, *lines).when_examined(repeated_calls_unchanged_grade).then(
        *([(grade, *TWO_HOURS[1:])] if grade else [])
    )


@pytest.mark.parametrize(
    ("first", "again", "grade"),
    [
        ("17:01:00", "18:01:00", ""),
        ("16:50:00/17:10:00", "18:01:00", "possible"),
        ("17:01:00", "17:50:00/18:10:00", "possible"),
        ("17:01:00", "17:50:00/17:59:59", "definite"),
    ],
)
def test_calls_that_perhaps_said_the_same_are_perhaps_flat(
    first: str, again: str, grade: str
) -> None:
    """The first call tells of agitation, and a later one of the same, perhaps."""
    said = "police:met call_information_recorded item=state value_recorded=agitated"
    given(*CALLS, DECLINED, f"{first} {said}", f"{again} {said}").when_examined(
        repeated_calls_unchanged_grade
    ).then(*([(grade, *TWO_HOURS[1:])] if grade else []))
