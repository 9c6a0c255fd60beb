"""F-KNOW-01 and its traps."""

import pytest

from jointlog.projections.findings.information.stale_knowledge import stale_knowledge
from tests.grammar import given

NOTED = (
    "10:00:00 mental_health:m responsibility_offered strand=INFO"
    " information_given='threats to kill'"
)
GRADED = "10:20:00 police:met call_graded scheme=police grade=scheduled"
TOLD = "10:40:00 mental_health:m information_provided items='threat to kill' to=police:met"


def test_a_hazard_told_only_after_the_decision_is_possible() -> None:
    """Recorded by the ward at 10:00, graded by police at 10:20: 1,200 s; told at 10:40."""
    found = given(NOTED, GRADED, TOLD).when_examined(stale_knowledge)
    found.then(("possible", 1200, 1200, "INFO"))
    told = found.findings[0].found
    assert told.entries == (2, 1, 3)
    assert [str(party) for party in told.parties] == ["police:met", "mental_health:m"]
    assert told.settle


def test_only_the_first_decision_is_reported() -> None:
    """Graded at 10:20 and again at 10:30; a decision before the hazard was known is none."""
    given(
        GRADED.replace("10:20", "09:50"), NOTED, GRADED, GRADED.replace("10:20", "10:30"), TOLD
    ).when_examined(stale_knowledge).then(("possible", 1200, 1200, "INFO"))


def test_each_hazard_is_looked_at_alone() -> None:
    """Self-harm is known to police before the decision, the threats only after it."""
    known = "09:00 police:met call_information_recorded item=call value_recorded=suicidal"
    given(known, NOTED, GRADED, TOLD).when_examined(stale_knowledge).then(
        ("possible", 1200, 1200, "INFO")
    )


@pytest.mark.parametrize(
    "lines",
    [
        (NOTED.replace("10:00", "10:16"), GRADED, TOLD),
        (NOTED, GRADED),
        (
            NOTED,
            GRADED,
            TOLD,
            "10:05 mental_health:m information_provided items=violence to=police:met",
        ),
        (
            NOTED,
            GRADED,
            TOLD,
            "10:10 police:met information_requested items=violence to=mental_health:m",
            "10:11 mental_health:m information_provided items=violence @replies_to=#4",
        ),
        (NOTED, GRADED, TOLD.replace("'threat to kill'", "address")),
        (NOTED.replace("'threats to kill'", "address"), GRADED, TOLD),
        (NOTED, f"{GRADED} @subject=P2", TOLD),
        (
            NOTED,
            GRADED.replace(
                "call_graded scheme=police grade=scheduled", "resource_arrived_at_scene"
            ),
            TOLD,
        ),
        (f"{NOTED} @evidence=retrospective", GRADED, TOLD),
        (f"{NOTED} @evidence=statement", GRADED, TOLD),
        (NOTED, GRADED, TOLD, "20:00 mental_health:m late_entry_made why_late=busy late_entry=#1"),
        (
            "10:00:00 family family_concern_raised by_relation=parent content=violence to=family",
            GRADED,
            TOLD,
        ),
        (
            NOTED.replace("mental_health:m", "police:met"),
            GRADED,
            "10:40 police:met information_provided items=violence to=police:met",
        ),
        (
            NOTED,
            GRADED,
            "10:40 police:met call_information_recorded item=call value_recorded='was violent'",
        ),
    ],
)
def test_known_or_recorded_late_is_no_finding(lines: tuple[str, ...]) -> None:
    """Within 5 min, never told, told before, another item or person, no decision, from memory."""
    given(*lines).when_examined(stale_knowledge).then_nothing()


def test_from_memory_but_first_written_then_counts() -> None:
    """Told as a statement, first written at 10:01:00 in a notebook: 1,140 s before."""
    given(f"{NOTED} @evidence=statement @first_written_at=10:01:00", GRADED, TOLD).when_examined(
        stale_knowledge
    ).then(("possible", 1140, 1140, "INFO"))


HELD = (
    "12:00 oversight:iopc critical_information_found_not_passed_on item=marker"
    " held_by=police:kent held_since=10:00:00 intended_for=police:met"
)


def test_an_entry_that_says_so_is_definite() -> None:
    """Held since 10:00, decided at 10:20 and again: 1,200 s, once."""
    found = given(GRADED, GRADED.replace("10:20", "10:30"), HELD).when_examined(stale_knowledge)
    found.then(("definite", 1200, 1200, "INFO"))
    assert [str(party) for party in found.findings[0].found.parties] == [
        "police:met",
        "police:kent",
    ]
    unnamed = HELD.replace(" held_by=police:kent", "")
    found = given(GRADED, unnamed).when_examined(stale_knowledge)
    found.then(("definite", 1200, 1200, "INFO"))
    assert "held by an agency not named" in found.findings[0].found.sentence


@pytest.mark.parametrize(
    "held",
    [
        HELD.replace(" held_since=10:00:00", ""),
        HELD.replace("10:00:00", "10:00/10:30"),
        HELD.replace("intended_for=police:met", "intended_for=ambulance:las"),
        f"{HELD} @subject=P2",
    ],
)
def test_held_for_how_long_must_be_sure(held: str) -> None:
    """Since when is not said, or perhaps after the decision; for another agency or person."""
    given(GRADED, held).when_examined(stale_knowledge).then_nothing()
