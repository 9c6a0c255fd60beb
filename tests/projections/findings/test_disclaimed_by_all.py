"""F-DISP-02 and its traps."""

import pytest

from jointlog.projections.findings.responsibility.disclaimed_by_all import disclaimed_by_all
from tests.grammar import given

CALL = "12:00:00 police:met contact_received channel=999 caller_kind=family"
POLICE = "12:05:00 police:met attendance_declined reason_code=no_duty"
AMBULANCE = "12:10:00 ambulance:las attendance_declined reason_code=criteria"


def test_declined_by_all_is_found() -> None:
    """Police and ambulance decline; nobody by 12:30: 1200 s from the second refusal."""
    found = given(CALL, POLICE, AMBULANCE).when_examined(disclaimed_by_all, until="12:30")
    found.then(("definite", 1200, 1200, "CONTACT"))
    assert "police:met, ambulance:las are each recorded as declining it" in (
        found.findings[0].found.sentence
    )


def test_one_refusal_is_not_all() -> None:
    """A correct 'not a police matter' alone leaves it needed."""
    given(CALL, POLICE).when_examined(disclaimed_by_all, until="12:30").then_nothing()


def test_an_accepted_alternative_is_no_finding() -> None:
    """Police point to the crisis team, which takes it."""
    given(
        CALL,
        f"{POLICE} alternative_named=mental_health:slam",
        AMBULANCE,
        "12:12 mental_health:slam responsibility_accepted strand=CONTACT",
    ).when_examined(disclaimed_by_all, until="12:30").then_nothing()


def test_somebody_takes_it_later() -> None:
    """From 12:10 to 12:20, when a neighbour service takes it that nobody pointed to: 600 s."""
    found = given(
        CALL,
        POLICE,
        AMBULANCE,
        "12:20:00 fire:lfb responsibility_accepted strand=CONTACT",
    ).when_examined(disclaimed_by_all)
    found.then(("definite", 600, 600, "CONTACT"))
    assert "until the next entry" in found.findings[0].found.sentence


def test_the_same_minute_is_possible_and_the_same_second_nothing() -> None:
    """Declined and taken in one minute: 0 to 59 s; in one second: no length."""
    found = given(
        CALL,
        POLICE,
        "12:10 ambulance:las attendance_declined",
        "12:10 fire:lfb responsibility_accepted strand=CONTACT",
    ).when_examined(disclaimed_by_all)
    found.then(("possible", 0, 59, "CONTACT"))
    assert found.findings[0].found.settle
    given(
        CALL, POLICE, AMBULANCE, "12:10:00 fire:lfb responsibility_accepted strand=CONTACT"
    ).when_examined(disclaimed_by_all).then_nothing()


@pytest.mark.parametrize(
    ("needed", "first", "second", "strand"),
    [
        (
            "12:00 police:met responsibility_identified strand=SAFE",
            "12:05 police:met responsibility_declined strand=SAFE",
            "12:10:00 acute:kings handover_refused strands=SAFE",
            "SAFE",
        ),
        (
            "12:00 police:met assistance_requested kind=place_of_safety",
            "12:05 acute:kings place_of_safety_refused",
            "12:10:00 mental_health:slam place_of_safety_refused",
            "PLACE",
        ),
        (
            "12:00 police:met responsibility_identified strand=BED",
            "12:05 commissioner:icb responsibility_declined strand=BED",
            "12:10:00 mental_health:slam request_declined kind=bed",
            "BED",
        ),
    ],
)
def test_each_way_of_declining_counts(needed: str, first: str, second: str, strand: str) -> None:
    """By name, by handover, by place, and by answering a request."""
    asked = "12:01 local_authority:x assistance_requested kind=bed to=mental_health:slam"
    given(needed, asked, first, second).when_examined(disclaimed_by_all, until="12:30").then(
        ("definite", 1200, 1200, strand)
    )


def test_who_was_pointed_to_and_comes_hours_later_does_not_clear_it() -> None:
    """Each names the other by 12:20; the ambulance is sent at 15:00, more than an hour later."""
    given(
        "12:00 police:met contact_received channel=999 caller_kind=public",
        "12:10 police:met attendance_declined reason_code=no_duty alternative_named=ambulance:las",
        "12:20 ambulance:las attendance_declined reason_code=no_duty alternative_named=police:met",
        "15:00 ambulance:las resource_allocated callsign=a1 skill=paramedic",
    ).when_examined(disclaimed_by_all, until="16:00").then(("definite", 9541, 9659, "CONTACT"))


def test_who_declined_is_named_and_nobody_else() -> None:
    """Of another person, of another need, later, or only not available: not among them."""
    found = given(
        CALL,
        "12:01:00 fire:lfb attendance_declined @subject=P2",
        "12:02:00 fire:lfb responsibility_declined strand=SAFE",
        POLICE,
        AMBULANCE,
        "12:20:00 fire:lfb attendance_declined",
    ).when_examined(disclaimed_by_all, until="12:30")
    assert list(map(str, found.findings[0].found.parties)) == ["police:met", "ambulance:las"]
    assert found.findings[0].found.entries == (5, 4)


def test_a_bed_declined_twice_and_once_not_available() -> None:
    """The trust declined the request, the board the need; a report of no bed is no refusal."""
    found = given(
        "12:00 police:met responsibility_identified strand=BED",
        "12:01 local_authority:x assistance_requested kind=bed to=mental_health:slam",
        "12:02 local_authority:x assistance_requested kind=ambulance_treat to=ambulance:las",
        "12:03 mental_health:slam responder_reported_unavailable what=bed reason=no_resource",
        "12:04 ambulance:las request_declined kind=ambulance_treat",
        "12:05 commissioner:icb responsibility_declined strand=BED",
        "12:10:00 mental_health:slam request_declined kind=bed",
    ).when_examined(disclaimed_by_all, until="12:30")
    found.then(("definite", 1200, 1200, "BED"))
    assert found.findings[0].found.entries == (7, 6)


def test_who_is_pointed_to_must_take_it_afterwards() -> None:
    """Fire had it before and gave it up; both point to it, and nobody takes it."""
    given(
        CALL,
        "12:01:00 fire:lfb responsibility_accepted strand=CONTACT",
        "12:02:00 fire:lfb responsibility_relinquished strand=CONTACT",
        f"{POLICE} alternative_named=fire:lfb",
        f"{AMBULANCE} alternative_named=fire:lfb",
    ).when_examined(disclaimed_by_all, until="12:30").then(("definite", 1200, 1200, "CONTACT"))


def test_offered_first_and_then_taken_by_who_was_pointed_to() -> None:
    """Police point to the crisis team by name, it is offered, and then taken."""
    given(
        "12:00 police:met responsibility_identified strand=SAFE",
        "12:05 police:met responsibility_declined strand=SAFE alternative=mental_health:slam",
        "12:10 ambulance:las responsibility_declined strand=SAFE",
        "12:11 police:met responsibility_offered strand=SAFE to=mental_health:slam",
        "12:12 mental_health:slam responsibility_accepted strand=SAFE",
    ).when_examined(disclaimed_by_all, until="12:30").then_nothing()


def test_the_hour_and_the_second() -> None:
    """Pointed to and taken after exactly 1 h is in time; a second in nobody's hands is enough."""
    pointed = f"{POLICE} alternative_named=mental_health:slam"
    taken = "{} mental_health:slam responsibility_accepted strand=CONTACT"
    given(CALL, pointed, AMBULANCE, taken.format("13:10:00")).when_examined(
        disclaimed_by_all
    ).then_nothing()
    case = given(CALL, pointed, AMBULANCE, taken.format("13:10:01")).case()
    (found,) = disclaimed_by_all.detect(case)
    assert found.grade.value == "definite"
    given(CALL, POLICE, AMBULANCE, taken.format("12:10:01")).when_examined(disclaimed_by_all).then(
        ("definite", 1, 1, "CONTACT")
    )
