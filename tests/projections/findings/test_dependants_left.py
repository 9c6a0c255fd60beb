"""F-DEP-01: dependants or property known, and nobody holds them at a departure."""

import pytest

from jointlog.projections.findings.responsibility.dependants_left import dependants_left
from tests.grammar import given

DOG = "12:00:00 police:met responsibility_identified strand=DEP"
LEAVES = "12:30:00 ambulance:las conveyance_started"


def test_taken_away_with_nobody_recorded_is_possible() -> None:
    """A dog known at 12:00, the journey begins 12:30, the record ends 13:00: 1 h, possible."""
    given(DOG, LEAVES).when_examined(dependants_left, until="13:00:00").then(
        ("possible", 3600, 3600, "DEP")
    )


def test_arranged_before_the_departure_is_nothing() -> None:
    """A brother takes it at 12:10."""
    given(
        DOG,
        "12:10:00 police:met dependant_or_property_arranged what=pet held_by=family",
        LEAVES,
    ).when_examined(dependants_left).then_nothing()


def test_nobody_has_left_yet() -> None:
    """Needed and unheld, and everybody is still there; a departure before it is not one."""
    given("11:00:00 ambulance:las conveyance_started", DOG).when_examined(
        dependants_left
    ).then_nothing()


def test_a_relative_recorded_as_present_holds_it_by_being_there() -> None:
    """A sister is recorded with the person."""
    given(DOG, "12:05:00 police:met resource_arrived_at_scene @actor=family", LEAVES).when_examined(
        dependants_left
    ).then_nothing()


@pytest.mark.parametrize(
    "lines",
    [
        (DOG, "12:30:00 police:met incident_closed_without_attendance open_needs=DEP"),
        (
            DOG,
            "12:10:00 police:met responsibility_declined strand=DEP",
            "12:12:00 local_authority:l responsibility_declined strand=DEP",
            LEAVES,
        ),
    ],
)
def test_said_to_be_open_or_disclaimed_is_definite(lines: tuple[str, ...]) -> None:
    """The closing entry names the need, or both agencies declined it."""
    (finding,) = given(*lines).when_examined(dependants_left).findings[-1:]
    assert finding.found.grade.value == "definite"
    assert finding.found.settle == ""


def test_the_holder_who_leaves_is_told_of() -> None:
    """Police held it and left at 12:30 with no acceptance recorded."""
    found = given(
        "12:00:00 police:met resource_arrived_at_scene",
        "12:05:00 police:met responsibility_accepted strand=DEP",
        "12:30:00 police:met resource_left_scene",
    ).when_examined(dependants_left, until="12:40:00")
    found.then(("possible", 600, 600, "DEP"))
    assert [str(party) for party in found.findings[0].found.parties] == ["police:met"]
