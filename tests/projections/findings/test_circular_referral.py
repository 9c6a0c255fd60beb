"""F-DISP-03 and its traps."""

import pytest

from jointlog.projections.findings.responsibility.circular_referral import circular_referral
from tests.grammar import given

ASKED = "12:00:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las"
POINTED = (
    "12:10:00 ambulance:las request_declined kind=ambulance_treat alternative=mental_health:slam"
)
BACK = "12:20:00 mental_health:slam attendance_declined alternative_named=police:met"


def test_a_circle_of_three_is_found() -> None:
    """Police to ambulance at 12:00, to the trust, back to police at 12:20: 1200 s."""
    found = given(ASKED, POINTED, BACK).when_examined(circular_referral)
    found.then(("definite", 1200, 1200))
    assert "from police:met to ambulance:las to mental_health:slam to police:met" in (
        found.findings[0].found.sentence
    )


def test_a_circle_of_two_is_sure_in_either_order() -> None:
    """Each points to the other in one minute: whichever was first, it is a circle."""
    given(
        "12:00 police:met responsibility_declined strand=SAFE alternative=acute:kings",
        "12:00 acute:kings responsibility_declined strand=SAFE alternative=police:met",
    ).when_examined(circular_referral).then(("definite", 0, 59))


def test_a_circle_whose_order_is_open_is_possible() -> None:
    """The second referral may come after the third: possible."""
    found = given(ASKED, POINTED.replace("12:10:00", "12:10/12:30"), BACK.replace("12:20", "12:25"))
    shown = found.when_examined(circular_referral)
    shown.then(("possible", 1500, 1500))
    assert shown.findings[0].found.settle


def test_an_answer_follows_its_request() -> None:
    """The answer names the request, so its order is known although the minutes are the same."""
    given(
        "12:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las",
        "12:00 ambulance:las request_declined kind=ambulance_treat alternative=mental_health:slam"
        " @replies_to=#1",
        BACK,
    ).when_examined(circular_referral).then(("definite", 1141, 1200))


@pytest.mark.parametrize(
    "took",
    [
        "12:15 mental_health:slam responsibility_accepted strand=CONTACT",
        "12:15 ambulance:las resource_arrived_at_scene callsign=A1",
        "11:50 police:met resource_arrived_at_scene callsign=P1",
    ],
)
def test_taken_up_or_already_there_is_no_finding(took: str) -> None:
    """One of them accepted, came, or was with the person from the beginning."""
    given(took, ASKED, POINTED, BACK).when_examined(circular_referral).then_nothing()


@pytest.mark.parametrize(
    "other",
    [
        "12:15 fire:lfb responsibility_accepted strand=CONTACT",
        "12:15 ambulance:las resource_arrived_at_scene callsign=A1 @subject=P2",
        "12:25 ambulance:las resource_arrived_at_scene callsign=A1",
    ],
)
def test_what_others_do_or_later_leaves_the_circle(other: str) -> None:
    """Another agency, another person, or only after the circle had closed."""
    given(ASKED, POINTED, BACK, other).when_examined(circular_referral).then(
        ("definite", 1200, 1200)
    )


def test_an_arrival_that_may_lie_between_makes_it_possible() -> None:
    """The ambulance came at about 12:20."""
    given(
        ASKED, POINTED, BACK, "~12:23 ambulance:las resource_arrived_at_scene callsign=A1"
    ).when_examined(circular_referral).then(("possible", 1200, 1200))


def test_the_same_request_sent_again_is_no_circle() -> None:
    """Police ask the ambulance service twice, with new facts; and themselves nobody."""
    given(
        ASKED,
        "12:05 police:met assistance_requested kind=ambulance_treat to=ambulance:las facts_given=x",
        "12:06 police:met responsibility_declined strand=SAFE alternative=police:met",
        "12:07 police:met responsibility_declined strand=SAFE",
        "12:08 fire:lfb responsibility_declined strand=SAFE alternative=acute:kings",
    ).when_examined(circular_referral).then_nothing()


def test_a_detour_does_not_hide_the_circle() -> None:
    """The ambulance service points to the trust twice and to the fire service, then to police."""
    given(
        ASKED,
        POINTED,
        "12:11 ambulance:las responsibility_declined strand=CLIN alternative=fire:lfb",
        "12:12 ambulance:las responsibility_declined strand=CLIN alternative=mental_health:slam",
        "12:20:00 ambulance:las responsibility_declined strand=CLIN alternative=police:met",
    ).when_examined(circular_referral).then(("definite", 1200, 1200))


@pytest.mark.parametrize(
    "took",
    [
        "request_accepted kind=ambulance_treat",
        "responsibility_accepted strand=CLIN",
        "responsibility_assumed strand=CLIN",
        "handover_accepted strands=CLIN",
        "resource_arrived_at_scene",
        "clinician_reached_patient skill=paramedic",
    ],
)
def test_each_way_to_take_it_up_ends_the_circle(took: str) -> None:
    """The ambulance service took it up at 12:15, between 12:00 and 12:20."""
    given(ASKED, POINTED, f"12:15:00 ambulance:las {took}", BACK).when_examined(
        circular_referral
    ).then_nothing()


@pytest.mark.parametrize(
    ("when", "grade"),
    [
        ("12:00:00", None),
        ("12:20:00", None),
        ("11:59:59", "definite"),
        ("12:20:01", "definite"),
        ("11:50:00/12:00:00", "possible"),
        ("12:20:00/12:30:00", "possible"),
        ("12:00:00/12:20:00", None),
        ("11:50:00/11:59:59", "definite"),
        ("12:20:01/12:30:00", "definite"),
        ("11:50:00/12:30:00", "possible"),
    ],
)
def test_taken_up_between_the_first_and_the_last(when: str, grade: str | None) -> None:
    """The circle runs from 12:00:00 to 12:20:00, both included.

    What surely lies in it ends it, what may lie in it makes it possible.
    """
    found = given(
        ASKED, POINTED, BACK, f"{when} ambulance:las responsibility_accepted strand=CLIN"
    ).when_examined(circular_referral)
    found.then(*([(grade, 1200, 1200)] if grade else []))


@pytest.mark.parametrize(
    ("came", "left", "grade"),
    [
        ("11:50:00", "12:00:00", ""),
        ("12:00:00", "12:30:00", ""),
        ("11:50:00", "11:59:59", "definite"),
        ("11:50:00", "11:55:00/11:59:59", "definite"),
        ("11:50:00", "11:55:00/12:00:00", "possible"),
        ("11:50:00/12:10:00", "12:30:00", "possible"),
    ],
)
def test_who_was_surely_there_when_it_began_is_in_no_circle(
    came: str, left: str, grade: str
) -> None:
    """The trust with the person at 12:00:00; where it perhaps is, the circle is possible."""
    visit = (
        f"{came} mental_health:slam resource_arrived_at_scene",
        f"{left} mental_health:slam resource_left_scene reason=other",
    )
    found = given(*visit, ASKED, POINTED, BACK).when_examined(circular_referral).findings
    assert [each.found.grade.value for each in found] == ([grade] if grade else [])


def test_two_circles_are_two_findings() -> None:
    """Police and ambulance from 12:00, fire and rail from 12:40: each entry is used once."""
    found = given(
        ASKED,
        "12:10:00 ambulance:las responsibility_declined strand=CLIN alternative=police:met",
        "12:20:00 ambulance:las responsibility_declined strand=CLIN alternative=police:met",
        "12:40:00 fire:lfb responsibility_declined strand=SAFE alternative=rail:tfl",
        "12:50:00 rail:tfl responsibility_declined strand=SAFE alternative=fire:lfb",
    ).when_examined(circular_referral)
    found.then(("definite", 600, 600), ("definite", 600, 600))
    assert [each.found.entries for each in found.findings] == [(1, 2), (4, 5)]
    parties = [tuple(map(str, each.found.parties)) for each in found.findings]
    assert parties == [("police:met", "ambulance:las"), ("fire:lfb", "rail:tfl")]


def test_a_referral_in_the_second_of_the_one_before_is_not_surely_after() -> None:
    """Of three, the second may be as late as the third: 12:20:00 is not after 12:20:00."""
    for when, grade in (("12:10:00/12:20:00", "possible"), ("12:10:00/12:19:59", "definite")):
        given(ASKED, POINTED.replace("12:10:00", when), BACK).when_examined(circular_referral).then(
            (grade, 1200, 1200)
        )


def test_a_circle_of_two_is_as_long_as_they_lie_apart() -> None:
    """One at 12:00:00, the other from 11:40 to 12:05: 0 to 20 min, whichever was first.

    Where one has no earliest time, there is no longest either.
    """
    given(
        "12:00:00 police:met responsibility_declined strand=SAFE alternative=acute:kings",
        "11:40:00/12:05:00 acute:kings responsibility_declined strand=SAFE alternative=police:met",
    ).when_examined(circular_referral).then(("definite", 0, 1200))
    given(
        "12:00:00 police:met responsibility_declined strand=SAFE alternative=acute:kings",
        "before_12:05:00 acute:kings responsibility_declined strand=SAFE alternative=police:met",
    ).when_examined(circular_referral).then(("definite", 0, None))
