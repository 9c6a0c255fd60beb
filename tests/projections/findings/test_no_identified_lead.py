"""F-CMD-01 and its traps."""

import pytest

from jointlog.domain.incident import Bound
from jointlog.domain.time import Window
from jointlog.domain.vocabulary import Agency
from jointlog.projections.findings.responsibility.no_identified_lead import (
    Episode,
    _distinct,
    _earlier,
    _later,
    _latest,
    _Unled,
    no_identified_lead,
)
from tests.grammar import given

POLICE = "14:00:00 police:met resource_arrived_at_scene callsign=P1"
AMBULANCE = "14:05:00 ambulance:las resource_arrived_at_scene callsign=A1"
POLICE_LEFT = "14:25:00 police:met resource_left_scene callsign=P1 reason=other"


def test_two_agencies_without_a_lead_are_found() -> None:
    """Together from 14:05 to 14:25: 1200 s; a lead may have been obvious, so possible."""
    found = given(POLICE, AMBULANCE, POLICE_LEFT).when_examined(no_identified_lead, until="14:40")
    found.then(("possible", 1200, 1200, "CMD"))
    assert "a record of who led" in found.findings[0].found.settle


def test_a_lead_said_to_be_needed_makes_it_definite() -> None:
    """An officer says at 14:06 that a lead is needed: from 14:05 to the end at 14:40, 2100 s."""
    given(
        POLICE, AMBULANCE, "14:06:00 police:met responsibility_identified strand=CMD"
    ).when_examined(no_identified_lead, until="14:40").then(("definite", 2100, 2100, "CMD"))


def test_a_lead_given_up_makes_it_definite() -> None:
    """Police lead until 14:10, give it up: from 14:10 to 14:40, 1800 s."""
    given(
        POLICE,
        "14:01 police:met responsibility_identified strand=SAFE",
        "14:02 police:met responsibility_assumed strand=CMD",
        AMBULANCE,
        "14:10:00 police:met responsibility_relinquished strand=CMD",
    ).when_examined(no_identified_lead, until="14:40").then(("definite", 1800, 1800, "CMD"))


def test_a_lead_is_no_finding() -> None:
    """Police hold scene command throughout."""
    given("13:59 police:met responsibility_assumed strand=CMD", POLICE, AMBULANCE).when_examined(
        no_identified_lead, until="14:40"
    ).then_nothing()


def test_a_lead_between_two_stretches() -> None:
    """Led from 14:08 to 14:20: unled 180 s before, and 1200 s after, to 14:40."""
    given(
        POLICE,
        AMBULANCE,
        "14:08:00 police:met responsibility_assumed strand=CMD",
        "14:20:00 police:met responsibility_ended strand=CMD",
    ).when_examined(no_identified_lead, until="14:40").then(
        ("possible", 180, 180, "CMD"), ("possible", 1200, 1200, "CMD")
    )


def test_neighbouring_unled_spans_are_one_stretch() -> None:
    """Needed at 14:06, offered at 14:10: nobody holds it from 14:05 to 14:40."""
    given(
        POLICE,
        AMBULANCE,
        "14:06 police:met responsibility_identified strand=CMD",
        "14:10 police:met responsibility_offered strand=CMD to=ambulance:las",
    ).when_examined(no_identified_lead, until="14:40").then(("definite", 2100, 2100, "CMD"))


def test_one_agency_and_short_meetings_are_no_finding() -> None:
    """Police alone; family; an ambulance that came after police left; a meeting of 1 min."""
    given(
        POLICE, "14:01 police resource_arrived_at_scene", "14:02 family restraint_started"
    ).when_examined(no_identified_lead, until="14:40").then_nothing()
    given(POLICE, "14:04:00 police:met resource_left_scene reason=other", AMBULANCE).when_examined(
        no_identified_lead, until="14:40"
    ).then_nothing()
    given(POLICE, AMBULANCE, "14:06:00 police:met resource_left_scene reason=other").when_examined(
        no_identified_lead, until="14:40"
    ).then_nothing()


def test_uncertain_times_make_it_possible() -> None:
    """Together from 14:05 to about 14:07 (14:02 to 14:12:59): up to 479 s.

    A lead was said to be needed at 14:06: if the crew left after that, 60 to 479 s; if before, no
    more than 60 s.
    """
    found = given(
        POLICE,
        AMBULANCE,
        "14:06:00 police:met responsibility_identified strand=CMD",
        "~14:07 ambulance:las resource_left_scene reason=other",
    ).when_examined(no_identified_lead, until="14:40")
    found.then(("possible", 60, 479, "CMD"))
    assert found.findings[0].found.settle == "exact times of who came and left"


def test_the_stretch_begins_when_both_are_there() -> None:
    """Police from about 14:00 (13:55 to 14:05:59), ambulance from 13:56 to 14:20, the lead needed.

    Both from 13:56 to 14:05:59 on, until police left at 14:15: 541 to 1140 s.
    """
    given(
        "13:50 police:met responsibility_identified strand=CMD",
        "~14:00 police:met resource_arrived_at_scene callsign=P1",
        "13:56:00 ambulance:las resource_arrived_at_scene callsign=A1",
        "14:15:00 police:met resource_left_scene callsign=P1",
        "14:20:00 ambulance:las resource_left_scene callsign=A1",
    ).when_examined(no_identified_lead).then(("definite", 541, 1140, "CMD"))


def test_a_third_agency_prolongs_the_stretch() -> None:
    """Ambulance until 14:20, fire from 14:10 with police until the end at 14:40: 2100 s."""
    found = given(
        POLICE,
        AMBULANCE,
        "14:10:00 fire:lfb resource_arrived_at_scene callsign=F1",
        "14:20:00 ambulance:las resource_left_scene reason=other",
    ).when_examined(no_identified_lead, until="14:40")
    found.then(("possible", 2100, 2100, "CMD"))
    assert len(found.findings[0].found.parties) == 3


def test_two_meetings_are_two_findings() -> None:
    """Ambulance from 14:05 to 14:10, fire from 14:20 to 14:40, police throughout."""
    given(
        POLICE,
        AMBULANCE,
        "14:10:00 ambulance:las resource_left_scene reason=other",
        "14:20:00 fire:lfb resource_arrived_at_scene callsign=F1",
    ).when_examined(no_identified_lead, until="14:40").then(
        ("possible", 300, 300, "CMD"), ("possible", 1200, 1200, "CMD")
    )


def test_a_restraint_by_many_wants_a_lead() -> None:
    """Six people hold the person from 14:00 to 14:10: 600 s; three do not count."""
    found = given(
        "14:00:00 police:met restraint_started people=6",
        "14:10:00 police:met restraint_ended",
    ).when_examined(no_identified_lead, until="14:40")
    found.then(("possible", 600, 600, "CMD"))
    assert "6 people holding the person" in found.findings[0].found.sentence
    given(
        "14:00:00 police:met restraint_started people=3",
        "14:10:00 police:met restraint_ended",
    ).when_examined(no_identified_lead, until="14:40").then_nothing()


def test_officers_who_came_count_towards_the_restraint() -> None:
    """Two cars with two officers each, and a restraint whose number of people is not told."""
    given(
        "13:50 police:met resource_arrived_at_scene callsign=P1 people=2",
        "13:55 police:met resource_arrived_at_scene callsign=P2 people=2",
        "14:00:00 police:met restraint_started",
        "14:10:00 police:met restraint_ended",
    ).when_examined(no_identified_lead, until="14:40").then(("possible", 600, 600, "CMD"))


def test_a_restraint_within_a_meeting_is_told_once() -> None:
    """The stretch of both agencies covers it."""
    given(
        POLICE,
        AMBULANCE,
        "14:10:00 police:met restraint_started people=6",
        "14:12:00 police:met restraint_ended",
    ).when_examined(no_identified_lead, until="14:40").then(("possible", 2100, 2100, "CMD"))


def test_an_agency_without_id_is_no_second_agency() -> None:
    """'police' is some police force that is named; 'fire' alone is one."""
    named = tuple(map(Agency.parse, ("police", "police:met", "fire")))
    assert [str(agency) for agency in _distinct(named)] == ["fire", "police:met"]


def test_another_persons_visits_do_not_count() -> None:
    """The ambulance is there for an officer."""
    given(
        POLICE, "14:05 ambulance:las resource_arrived_at_scene callsign=A1 for_subject=P2"
    ).when_examined(no_identified_lead, until="14:40").then_nothing()


HELD = "13:50:00 oversight:o restraint_started people=5 @actor=police:met @source=cctv/a"


def test_a_restraint_that_cctv_shows_earlier_counts_from_its_start() -> None:
    """Held by five from 13:50 by CCTV, a crew from 14:05, to 14:40: 50 min, one stretch."""
    found = given(POLICE, AMBULANCE, HELD).when_examined(no_identified_lead, until="14:40")
    found.then(("possible", 3000, 3000, "CMD"))
    (only,) = found.findings
    assert "people holding the person and agencies with the person" in only.found.sentence
    assert sorted(map(str, only.found.parties)) == ["ambulance:las", "police:met"]


def test_a_restraint_that_ended_before_is_a_stretch_of_its_own() -> None:
    """Held 13:50 to 13:55; a crew from 14:05: two stretches, of 5 and 35 min."""
    ended = "13:55:00 oversight:o restraint_ended @actor=police:met @source=cctv/a"
    given(POLICE, AMBULANCE, HELD, ended).when_examined(no_identified_lead, until="14:40").then(
        ("possible", 300, 300, "CMD"), ("possible", 2100, 2100, "CMD")
    )


def bound(earliest_s: int, latest_s: int, *entries: int) -> Bound:
    """A bound that rests on these entries."""
    return Bound(Window(earliest_s, latest_s), entries)


@pytest.mark.parametrize("agency", ["family", "public", "oversight:o", "housing:h"])
def test_who_does_not_respond_wants_no_lead(agency: str) -> None:
    """A neighbour, a landlord or a reviewer beside police is no second agency."""
    given(POLICE, f"14:05 {agency} resource_arrived_at_scene callsign=X").when_examined(
        no_identified_lead, until="14:40"
    ).then_nothing()


def test_the_length_must_exceed_the_threshold() -> None:
    """The threshold is 2 min: together for 120 s is none, for 121 s is one."""
    for left, expected in (("14:07:00", ()), ("14:07:01", (("possible", 121, 121, "CMD"),))):
        given(
            POLICE, AMBULANCE, f"{left} police:met resource_left_scene reason=other"
        ).when_examined(no_identified_lead, until="14:40").then(*expected)


def test_who_has_left_is_not_named() -> None:
    """Police alone until 14:02; ambulance and fire from 14:05 to 14:40: 2100 s, of the two."""
    found = given(
        POLICE,
        "14:02:00 police:met resource_left_scene callsign=P1 reason=other",
        AMBULANCE,
        "14:05:00 fire:lfb resource_arrived_at_scene callsign=F1",
    ).when_examined(no_identified_lead, until="14:40")
    found.then(("possible", 2100, 2100, "CMD"))
    assert [str(each) for each in found.findings[0].found.parties] == ["ambulance:las", "fire:lfb"]


def test_who_leaves_as_the_other_comes_was_not_with_it() -> None:
    """Police leave at 14:05 as the ambulance comes: together for no time."""
    given(
        POLICE, AMBULANCE, "14:05:00 police:met resource_left_scene callsign=P1 reason=other"
    ).when_examined(no_identified_lead, until="14:40").then_nothing()


def test_a_police_force_told_without_its_name_does_not_prolong_it() -> None:
    """Some police from 14:05 may be the same force: it ends as the ambulance leaves, 480 s."""
    given(
        POLICE,
        "14:02:00 ambulance:las resource_arrived_at_scene callsign=A1",
        "14:05:00 police resource_arrived_at_scene callsign=P9",
        "14:10:00 ambulance:las resource_left_scene callsign=A1 reason=other",
    ).when_examined(no_identified_lead, until="14:40").then(("possible", 480, 480, "CMD"))


def test_a_lead_needed_about_the_end_counts() -> None:
    """Together until about 14:20 (14:15 to 14:25:59); needed at 14:25:30, perhaps by then.

    In the order in which it was said before the end, the time together is 1230 to 1259 s and
    definite; in the other it may be as short as 600 s and is possible: possible over both.
    """
    found = given(
        POLICE,
        AMBULANCE,
        "~14:20 police:met resource_left_scene callsign=P1 reason=other",
        "14:25:30 ambulance:las responsibility_identified strand=CMD",
        "14:30 ambulance:las responsibility_identified strand=SAFE",
        "14:26:10 ambulance:las responsibility_identified strand=CMD",
    ).when_examined(no_identified_lead, until="14:40")
    found.then(("possible", 600, 1259, "CMD"))
    assert 4 in found.findings[0].found.entries


def test_a_possible_length_asks_for_times_where_no_lead_is_said_to_be_needed() -> None:
    """Together from 14:05 to about 14:07: 0 to 479 s; who led is not the first question."""
    found = given(
        POLICE, AMBULANCE, "~14:07 ambulance:las resource_left_scene reason=other"
    ).when_examined(no_identified_lead, until="14:40")
    found.then(("possible", 0, 479, "CMD"))
    assert found.findings[0].found.settle == "exact times of who came and left"


def test_officers_who_left_before_or_came_after_did_not_hold() -> None:
    """Four officers are needed: two of them left before, or came after the restraint."""
    early = "13:50:00 police:met resource_arrived_at_scene callsign=P1 people=2"
    held = ("14:00:00 police:met restraint_started", "14:10:00 police:met restraint_ended")
    other = "13:50:00 police:met resource_arrived_at_scene callsign=P2 people=2 @subject=P2"
    given(early, other, *held).when_examined(no_identified_lead, until="14:40").then_nothing()
    gone = "13:59:00 police:met resource_left_scene callsign=P1 reason=other"
    again = "14:00:30 police:met resource_arrived_at_scene callsign=P2 people=2"
    given(early.replace("people=2", "people=4"), gone, again, *held).when_examined(
        no_identified_lead, until="14:40"
    ).then_nothing()


def test_a_stretch_without_lead_that_an_episode_cannot_meet_is_passed_over() -> None:
    """Of three stretches, those that end before it or begin after it cannot be met."""
    one = (bound(0, 0, 1), bound(10, 20, 2))
    two = (bound(30, 35, 3), bound(40, 50, 4))
    three = (bound(60, 70, 5), None)
    unled = _Unled([one, two, three])

    def met(start: Bound, end: Bound | None) -> list[tuple[Bound, Bound | None]]:
        return unled.of(Episode("", (), start, end), Window(100, 100))

    assert met(bound(15, 25), bound(29, 33)) == [one, two]
    assert met(bound(55, 55), None) == [three]
    assert met(bound(20, 20), bound(30, 30)) == [one, two]
    assert met(bound(21, 21), bound(29, 29)) == []


def test_bounds_of_two_are_the_later_start_and_the_earlier_end() -> None:
    """The hull of what each can be; the entries of the one that decides."""
    assert _later(bound(0, 100, 1), bound(50, 60, 2)) == bound(50, 100, 1)
    assert _later(bound(0, 55, 1), bound(50, 60, 2)) == bound(50, 60, 2)
    assert _later(bound(5, 10, 1), bound(0, 10, 2)) == bound(5, 10, 1)
    assert _earlier(bound(0, 100, 1), bound(50, 60, 2)) == bound(0, 60, 1)
    assert _earlier(bound(50, 60, 1), bound(0, 100, 2)) == bound(0, 60, 2)
    assert _earlier(bound(40, 60, 1), bound(30, 50, 2)) == bound(30, 50, 2)
    assert _earlier(bound(30, 50, 1), bound(30, 40, 2)) == bound(30, 40, 1)
    assert _latest([bound(0, 100, 1), bound(50, 60, 2)]) == bound(0, 100, 1)
    assert _latest([bound(50, 60, 2), bound(0, 100, 1)]) == bound(0, 100, 1)
    assert _latest([bound(0, 60, 1), bound(50, 60, 2)]) == bound(0, 60, 1)
    assert _latest([bound(0, 60, 1), None]) is None


def test_a_restraint_that_may_begin_first_gives_the_start() -> None:
    """Held from about 14:05 (14:00 to 14:10:59), both there from 14:05: 35 to 40 min to 14:40."""
    lines = (
        POLICE,
        AMBULANCE,
        "~14:05 police:met restraint_started people=6",
        "14:30:00 police:met restraint_ended",
    )
    found = given(*lines).when_examined(no_identified_lead, until="14:40")
    found.then(("possible", 2100, 2400, "CMD"))


def test_whether_two_stretches_touch_rests_on_the_order() -> None:
    """Ambulance until about 14:20 (14:15 to 14:25:59), fire from 14:25.

    The fire crew first: one stretch, 14:05 to 14:40. The ambulance gone before: 600 to 1200 s with
    it, and 900 s with the fire crew, from 14:25.
    """
    lines = (
        POLICE,
        AMBULANCE,
        "~14:20 ambulance:las resource_left_scene callsign=A1 reason=other",
        "14:25:00 fire:lfb resource_arrived_at_scene callsign=F1",
    )
    given(*lines).when_examined(no_identified_lead, until="14:40").then(
        ("possible", 600, 2100, "CMD"), ("possible", 900, 900, "CMD")
    )


def test_officers_count_while_they_are_there() -> None:
    """Held 14:00 to 14:30 by two officers; two more from 14:05 to 14:15: four for 600 s.

    Who came before it began, and leaves with the first car, is not counted after.
    """
    held = ("14:00:00 police:met restraint_started", "14:30:00 police:met restraint_ended")
    first = "13:50:00 police:met resource_arrived_at_scene callsign=P1 people=2"
    more = "14:05:00 police:met resource_arrived_at_scene callsign=P2 people=2"
    gone = "14:15:00 police:met resource_left_scene callsign=P2 reason=other"
    found = given(first, more, gone, *held).when_examined(no_identified_lead, until="14:40")
    found.then(("possible", 600, 600, "CMD"))
    assert "4 officers there while the person was held" in found.findings[0].found.sentence
    given(first, more.replace("14:05", "14:31"), *held).when_examined(
        no_identified_lead, until="14:40"
    ).then_nothing()
    given(
        more.replace("14:05", "13:51"), first, gone.replace("14:15", "13:59"), *held
    ).when_examined(no_identified_lead, until="14:40").then_nothing()
