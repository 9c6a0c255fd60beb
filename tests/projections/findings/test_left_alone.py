"""F-ALONE-01: left after force or sedation with no check in person."""

import pytest

from jointlog.projections.finding import Severity
from jointlog.projections.findings.force.left_alone import left_alone
from tests.grammar import given

CELL = "14:25:00 police:met restraint_ended place=cell"
SILENT = "14:31:00 police:custody person_became_unresponsive"
CHECK = "14:31:00 police:custody welfare_check_made setting=police_cell method=in_person"
SIX_MIN = (360, 360, "SAFE", "CLIN")
JAB = "14:25:00 mental_health:m medication_given drug=lorazepam route=intramuscular"


@pytest.mark.parametrize("end", [SILENT, CHECK])
def test_shut_in_and_next_seen_six_minutes_later(end: str) -> None:
    """Into the cell 14:25, seen or found 14:31: 6 min against 2; somebody may have stayed."""
    found = given(CELL, end).when_examined(left_alone)
    found.then(("possible", *SIX_MIN))
    assert found.findings[0].found.settle == "a record of who was with the person then"


@pytest.mark.parametrize(
    "seen",
    [
        "14:26:00 police:custody welfare_check_made setting=police_cell",
        "14:26:00 police:custody welfare_check_made setting=police_cell method=hatch",
        "14:26:00 custody_health:c observations_recorded taken=true",
        "14:26:00 police:met restraint_started",
    ],
)
def test_seen_within_two_minutes_is_nothing(seen: str) -> None:
    """Somebody is recorded as being with the person 1 min later."""
    given(CELL, seen, SILENT).when_examined(left_alone).then_nothing()


def test_a_camera_is_told_of_and_graded_apart() -> None:
    """Watched by camera at 14:28, found 14:31: the record shows it; it matters less."""
    camera = "14:28:00 police:custody welfare_check_made setting=police_cell method=camera"
    found = given(CELL, camera, SILENT).when_examined(left_alone)
    found.then(("definite", *SIX_MIN))
    assert found.findings[0].severity is Severity.S2
    assert "1 checks by camera alone are recorded" in found.findings[0].found.sentence


def test_a_camera_after_the_end_or_observations_refused_are_no_check() -> None:
    """The camera at 14:40 is later; observations recorded as not taken show nobody in person."""
    given(
        CELL,
        "14:27:00 custody_health:c observations_recorded taken=false",
        SILENT,
        "14:40:00 police:custody welfare_check_made setting=police_cell method=camera",
    ).when_examined(left_alone).then(("possible", *SIX_MIN))


def test_released_in_the_open_with_others_there_is_nothing() -> None:
    """Officers who came are still there; nobody is recorded as there at all."""
    open_air = CELL.replace(" place=cell", " place=street")
    given("14:00:00 police:met resource_arrived_at_scene", open_air, SILENT).when_examined(
        left_alone
    ).then_nothing()
    given(open_air, SILENT).when_examined(left_alone).then_nothing()


def test_everybody_left_after_an_injection() -> None:
    """Injection 14:25, the crew leaves 14:27, found 14:31: 4 min."""
    given(
        "14:00:00 ambulance:las resource_arrived_at_scene",
        JAB,
        "14:27:00 ambulance:las resource_left_scene",
        SILENT,
    ).when_examined(left_alone).then(("possible", 240, 240, "SAFE", "CLIN"))


def test_those_who_had_left_before_or_came_later_were_not_there() -> None:
    """A crew gone at 14:10 and one that comes at 14:29 do not count as leaving the person."""
    given(
        "14:00:00 ambulance:las resource_arrived_at_scene",
        "14:10:00 ambulance:las resource_left_scene",
        JAB,
        "14:29:00 ambulance:las resource_arrived_at_scene",
        SILENT,
    ).when_examined(left_alone).then_nothing()


def test_an_oral_drug_is_no_sedation_of_this_kind() -> None:
    """Given by mouth, and the crew leaves."""
    given(
        "14:00:00 ambulance:las resource_arrived_at_scene",
        JAB.replace("intramuscular", "oral"),
        "14:27:00 ambulance:las resource_left_scene",
        SILENT,
    ).when_examined(left_alone).then_nothing()


def test_seclusion_after_it_is_being_shut_in() -> None:
    """Secluded at 14:26, next seen 14:31: 5 min; seclusion that began before is not of it."""
    secluded = "14:26:00 mental_health:m seclusion_started"
    given(JAB, secluded, SILENT).when_examined(left_alone).then(
        ("possible", 300, 300, "SAFE", "CLIN")
    )
    given(secluded.replace("14:26", "13:00"), JAB, SILENT).when_examined(left_alone).then_nothing()


def test_nothing_recorded_after_is_nothing() -> None:
    """The record ends with the cell door."""
    given(CELL).when_examined(left_alone).then_nothing()


def test_uncertain_times() -> None:
    """Found about 14:27: 0 to 7 min, possible; seen in person about then: it may be at once."""
    given(CELL, SILENT.replace("14:31:00", "~14:27:00")).when_examined(left_alone).then(
        ("possible", 0, 420, "SAFE", "CLIN")
    )
    given(CELL, CHECK.replace("14:31:00", "~14:27:00")).when_examined(left_alone).then_nothing()
