"""F-WAIT-08: police kept at a place of safety."""

from jointlog.projections.findings.waits.police_held_at_place_of_safety import (
    police_held_at_place_of_safety,
)
from tests.grammar import given

ARRIVED = "13:00:00 police:met arrived_at_place_of_safety kind=health_based_place_of_safety"


def test_released_after_70_min() -> None:
    """13:00 to 14:10: 70 min, beyond 60 and 30 min."""
    found = given(
        f"{ARRIVED} run_by=mental_health:elft", "14:10:00 police:met police_released"
    ).when_examined(police_held_at_place_of_safety)
    found.then(("definite", 4200, 4200, "DET", "PLACE"))
    (finding,) = found.findings
    assert finding.found.limit_s == 3600
    assert "comparator 30 min (T-136-PoS30@2013-01-01)" in finding.found.sentence
    assert [str(a) for a in finding.found.parties] == ["police:met", "mental_health:elft"]


def test_in_2011_only_60_min_is_in_force() -> None:
    """40 min in 2011 passes nothing: the 30 min of 2013 did not apply."""
    given(
        "2011-04-18T13:00:00Z police:met arrived_at_place_of_safety"
        " kind=health_based_place_of_safety",
        "2011-04-18T13:40:00Z police:met police_released",
    ).when_examined(police_held_at_place_of_safety).then_nothing()


def test_released_within_30_min_is_nothing() -> None:
    """29 min passes none."""
    given(ARRIVED, "13:29:00 police:met police_released").when_examined(
        police_held_at_place_of_safety
    ).then_nothing()


def test_about_a_time_is_possible() -> None:
    """About 13:30, five minutes either way: 25:00 to 35:59 against 30 min."""
    found = given(ARRIVED, "~13:30 police:met police_released").when_examined(
        police_held_at_place_of_safety
    )
    found.then(("possible", 1500, 2159, "DET", "PLACE"))
    assert "exact times" in found.findings[0].found.settle
    assert ", possibly longer than comparator 30 min" in found.findings[0].found.sentence


def test_not_released_when_the_record_ends() -> None:
    """No release is recorded by 13:45."""
    found = given(ARRIVED).when_examined(police_held_at_place_of_safety, until="13:45:00")
    found.then(("definite", 2700, 2700, "DET", "PLACE"))
    assert found.findings[0].found.settle == ""


def test_the_person_left_first() -> None:
    """The person absconded after 40 min, before any release."""
    found = given(ARRIVED, "13:40:00 police:met person_absconded").when_examined(
        police_held_at_place_of_safety, until="15:00:00"
    )
    found.then(("definite", 2400, 2400, "DET", "PLACE"))
    assert "no release is recorded before" in found.findings[0].found.sentence


def test_staff_asked_police_to_remain() -> None:
    """Asked and agreed, asked and not agreed, asked with no answer: each is said."""
    for agreed, words in (
        (" agreed=true", "to remain, and police agreed"),
        (" agreed=false", "to remain, and police did not agree"),
        ("", "to remain"),
    ):
        found = given(
            ARRIVED,
            "13:10:00 mental_health:elft police_asked_to_remain @subject=P2",
            f"13:10:00 mental_health:elft police_asked_to_remain{agreed}",
            "13:50:00 police:met police_released",
        ).when_examined(police_held_at_place_of_safety)
        found.then(("definite", 3000, 3000, "DET", "PLACE"))
        assert found.findings[0].found.sentence.endswith(words)


def test_a_crew_without_police_holds_no_police() -> None:
    """An ambulance brought the person; police with P2, gone before, or come later do not count."""
    given(
        "11:00:00 police:met s136_power_used",
        "11:30:00 police:met resource_left_scene",
        "13:00:00 ambulance:las arrived_at_place_of_safety kind=emergency_department",
        "13:05:00 police:met restraint_started @subject=P2",
        "14:00:00 acute:rlh handover_accepted strands=CLIN",
        "14:10:00 police:met police_released",
        "14:20:00 police:met restraint_started",
    ).when_examined(police_held_at_place_of_safety, until="14:30:00").then_nothing()


def test_police_that_came_with_the_crew() -> None:
    """The crew records the arrival; police, with the person since 12:00, are released at 14:10."""
    given(
        "12:00:00 police:met s136_power_used",
        "13:00:00 ambulance:las arrived_at_place_of_safety kind=emergency_department",
        "14:10:00 police:met police_released",
    ).when_examined(police_held_at_place_of_safety).then(("definite", 4200, 4200, "DET", "PLACE"))


def test_police_that_stay_with_a_crew() -> None:
    """The same with no release recorded: 40 min to the end of the record."""
    given(
        "12:00:00 police:met s136_power_used",
        "13:00:00 ambulance:las arrived_at_place_of_safety kind=emergency_department",
    ).when_examined(police_held_at_place_of_safety, until="13:40:00").then(
        ("definite", 2400, 2400, "DET", "PLACE")
    )


def test_a_leaving_without_a_time_is_indeterminate() -> None:
    """They left, at no known time: the least comparator is named, and the record that settles it.

    An ambulance that arrived without police recorded is told of by nothing.
    """
    found = given(ARRIVED, "unknown police:met police_released").when_examined(
        police_held_at_place_of_safety
    )
    found.then(("indeterminate", 0, None, "DET", "PLACE"))
    (finding,) = found.findings
    assert finding.found.limit_s == 1800
    assert finding.found.settle == "a record of when police:met left"
    assert "their leaving is recorded without a time" in finding.found.sentence
    given(
        "13:00:00 ambulance:las arrived_at_place_of_safety kind=health_based_place_of_safety",
        "unknown acute:rlh police_released",
    ).when_examined(police_held_at_place_of_safety).then_nothing()


def test_police_released_perhaps_before_they_are_seen_again_were_perhaps_not_there() -> None:
    """A crew brings the person at 13:00; police, gone at 11:30, restrain at 14:20.

    Released from 13:50 to 14:30: perhaps after it, and then they were there. Released surely
    before it: nothing; surely after it: definite.
    """
    for when, expected in (
        ("13:50:00/14:30:00", (("possible", 4800, 5400, "DET", "PLACE"),)),
        ("13:50:00/14:19:59", ()),
        ("14:20:01/14:30:00", (("definite", 4801, 5400, "DET", "PLACE"),)),
    ):
        given(
            "11:00:00 police:met s136_power_used",
            "11:30:00 police:met resource_left_scene",
            "13:00:00 ambulance:las arrived_at_place_of_safety kind=emergency_department",
            f"{when} police:met police_released",
            "14:20:00 police:met restraint_started",
        ).when_examined(police_held_at_place_of_safety, until="14:40:00").then(*expected)


def test_a_leaving_without_a_time_is_indeterminate_in_every_order() -> None:
    """They arrive about 13:00 and a handover is offered in the same minutes; police leave: unknown.

    Whichever of the two was first, the leaving stays behind both. Left at 15:00 it is definite.
    """
    lines = (
        "12:00:00 police:met s136_power_used",
        "12:10:00 police:met responsibility_identified strand=CLIN",
        "~13:00 ambulance:las arrived_at_place_of_safety kind=emergency_department",
        "13:02 police:met handover_offered strands=DET,CLIN,PLACE to=acute:rlh",
    )
    later = "16:00:00 acute:rlh handover_accepted strands=DET,CLIN,PLACE"
    for when, grade in (("unknown", "indeterminate"), ("15:00:00", "definite")):
        (each,) = (
            given(*lines, f"{when} police:met resource_left_scene reason=other", later)
            .when_examined(police_held_at_place_of_safety)
            .findings
        )
        assert each.found.grade == grade
