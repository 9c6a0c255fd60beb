"""F-INFO-02 and its traps."""

import pytest

from jointlog.projections.findings.information.critical_information_not_passed import (
    critical_information_not_passed,
)
from tests.grammar import given

CHECK = "19:20:00 police:met intelligence_check_performed result=hit markers=weapon"
CAME = "19:34:00 police:met resource_arrived_at_scene callsign=P1"


def test_an_entry_that_says_so_is_definite() -> None:
    """The item is quoted, with who held it, whom it did not reach and what came of it."""
    found = given(
        "19:39 oversight:iopc critical_information_found_not_passed_on item=restraint"
        " held_by=police:met intended_for=ambulance:las effect=coding",
        "19:40 oversight:iopc critical_information_found_not_passed_on item=knife",
    ).when_examined(critical_information_not_passed)
    found.then(("definite", "INFO"), ("definite", "INFO"))
    first, second = (finding.found.sentence for finding in found.findings)
    assert first.endswith('"restraint", held by police:met, did not reach ambulance:las (coding)')
    assert second.endswith("held by an agency not named, did not reach those who needed it")


def test_a_hit_that_is_not_passed_on_is_possible() -> None:
    """The check at 19:20, the arrival at 19:34: 840 s."""
    found = given(CHECK, CAME).when_examined(critical_information_not_passed)
    found.then(("possible", 840, 840, "INFO"))
    assert "(weapon)" in found.findings[0].found.sentence
    assert found.findings[0].found.settle


@pytest.mark.parametrize(
    "passed",
    [
        "19:25 police:met information_passed_to_resources items=weapon",
        "19:25 police:met information_provided items=weapon",
        "~19:38 police:met information_passed_to_resources items=weapon",
    ],
)
def test_passed_on_in_time_is_no_finding(passed: str) -> None:
    """Surely, or perhaps, before the officers came."""
    given(CHECK, CAME, passed).when_examined(critical_information_not_passed).then_nothing()


def test_passed_on_by_others_or_too_late_or_before_does_not_count() -> None:
    """Another agency, another person, after the arrival, before the check."""
    given(
        CHECK.replace(" markers=weapon", ""),
        CAME,
        "19:25 ambulance:las information_provided items=x",
        "19:25 police:met information_provided items=x @subject=P2",
        "19:40 police:met information_passed_to_resources items=x",
        "19:00 police:met information_passed_to_resources items=x",
    ).when_examined(critical_information_not_passed).then(("possible", 840, 840, "INFO"))


@pytest.mark.parametrize(
    "lines",
    [
        (CHECK,),
        (CHECK.replace("hit", "nil"), CAME),
        (f"{CHECK} @role=constable", CAME),
        (CHECK, CAME.replace("19:34", "19:10")),
        (CHECK, f"{CAME} for_subject=P2"),
    ],
)
def test_no_act_no_hit_or_own_check_is_no_finding(lines: tuple[str, ...]) -> None:
    """Nobody went, nothing was found, the officer at the scene checked, or came before."""
    given(*lines).when_examined(critical_information_not_passed, until="20:00").then_nothing()
