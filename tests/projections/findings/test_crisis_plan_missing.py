"""F-INFO-08 and its traps."""

import pytest

from jointlog.projections.findings.information.crisis_plan_missing import crisis_plan_missing
from tests.grammar import given


def test_none_found_or_none_usable_is_found() -> None:
    """A check that found no plan, and one whose plan could not be used."""
    found = given(
        "22:10 mental_health:m crisis_plan_checked found=false",
        "22:20 mental_health:m crisis_plan_checked found=true usable=false",
    ).when_examined(crisis_plan_missing)
    found.then(("definite", "INFO"), ("definite", "INFO"))
    first, second = (finding.found.sentence for finding in found.findings)
    assert first == "mental_health:m looked for a crisis plan; none was found"
    assert second.endswith("the plan found could not be used")


def test_a_plan_among_what_was_missing_is_found() -> None:
    """With who held it, where that is said."""
    found = given(
        "22:10 oversight:x information_found_incomplete items_missing=history,'crisis plan'"
        " held_by=mental_health:m",
        "22:10 police:met information_found_incomplete items_missing='safety plan'",
    ).when_examined(crisis_plan_missing)
    found.then(("definite", "INFO"), ("definite", "INFO"))
    first, second = (finding.found for finding in found.findings)
    assert first.sentence == '"crisis plan" is recorded as missing in what mental_health:m held'
    assert [str(party) for party in (*first.parties, *second.parties)] == [
        "mental_health:m",
        "police:met",
    ]


def test_a_plan_found_later_is_said() -> None:
    """Looked for at 22:10:00, found by another team at 22:40:00: 1,800 s."""
    found = given(
        "22:10:00 police:met crisis_plan_checked found=false",
        "22:40:00 mental_health:m crisis_plan_checked found=true",
    ).when_examined(crisis_plan_missing)
    found.then(("definite", 1800, 1800, "INFO"))
    assert found.findings[0].found.sentence.endswith(
        "mental_health:m is recorded as having found one then"
    )


def test_a_plan_found_before_or_of_another_is_not_later() -> None:
    """The other check came first, is of another person, or found none either."""
    given(
        "22:10:00 police:met crisis_plan_checked found=false",
        "22:00:00 mental_health:m crisis_plan_checked found=true",
        "22:40:00 mental_health:m crisis_plan_checked found=true @subject=P2",
        "22:40:00 acute:x crisis_plan_checked found=true usable=false",
    ).when_examined(crisis_plan_missing).then(("definite", "INFO"), ("definite", "INFO"))


@pytest.mark.parametrize(
    "line",
    [
        "22:10 mental_health:m crisis_plan_checked found=true",
        "22:10 mental_health:m crisis_plan_checked found=true usable=true",
        "22:10 mental_health:m information_found_incomplete items_missing='floor plan'",
    ],
)
def test_a_plan_that_can_be_used_is_no_finding(line: str) -> None:
    """Found, and not said to be unusable; another sort of plan was missing."""
    given(line).when_examined(crisis_plan_missing).then_nothing()
