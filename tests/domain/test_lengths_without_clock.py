"""A length without a clock ("for 40 min") is a constraint: counted from the entry it answers."""

import pytest

from jointlog.domain.incident import view
from jointlog.domain.time import ANY_TIME, LAST_S, Window
from jointlog.projections.findings.record.sources_contradict import sources_contradict
from jointlog.projections.findings.responsibility.held_by_nobody import held_by_nobody
from tests.grammar import at, entry, given

LEFT = "12:00:00 police:met resource_left_scene reason=other"
SEEN = "acute:rlh information_provided to=family items=where"


def windows(*lines: str) -> dict[int, Window]:
    """The window of each line, by its number."""
    statements = view([entry(number, line) for number, line in enumerate(lines, 1)])
    return {statement.version: statement.window for statement in statements}


@pytest.mark.parametrize(
    ("length", "window"),
    [
        ("for_40_min", Window(at("12:40:00"), at("12:40:00"))),
        ("for_4/8_min", Window(at("12:04:00"), at("12:08:00"))),
        ("for_>13_min", Window(at("12:13:00"), LAST_S)),
    ],
)
def test_it_is_counted_from_what_it_answers(length: str, window: Window) -> None:
    """Left at 12:00:00; 40 min later is 12:40:00, 4 to 8 min 12:04 to 12:08, more than 13 open."""
    assert windows(LEFT, f"{length} {SEEN} @replies_to=#1")[2] == window
    assert windows(f"{length} {SEEN} @caused_by=#2", LEFT)[1] == window, "whichever came first"


def test_lengths_are_added_along_a_chain() -> None:
    """10 min after what was 20 min after 12:00:00: 12:30:00."""
    second = f"for_20_min {SEEN} @replies_to=#1"
    assert windows(LEFT, second, f"for_10_min {SEEN} @replies_to=#2")[3].earliest_s == at("12:30")


def test_without_a_beginning_it_has_no_bounds() -> None:
    """Nothing named, something not in the log, something without a time, itself in a circle."""
    assert windows(LEFT, f"for_40_min {SEEN}")[2] == ANY_TIME
    assert windows(LEFT, f"for_40_min {SEEN} @replies_to=#9")[2] == ANY_TIME
    assert windows(f"unknown {SEEN}", f"for_40_min {SEEN} @replies_to=#1")[2] == ANY_TIME
    circle = windows(f"for_1_min {SEEN} @replies_to=#2", f"for_1_min {SEEN} @replies_to=#1")
    assert set(circle.values()) == {ANY_TIME}


def test_a_beginning_with_one_bound_gives_one() -> None:
    """After 12:00 and 40 min on: not before 12:40."""
    bounds = windows(f"after_12:00 {SEEN}", f"for_40_min {SEEN} @replies_to=#1")[2]
    assert bounds == Window(at("12:40"), LAST_S)


def test_it_bounds_a_gap() -> None:
    """Left at 12:00:00; accepted "after 20 minutes", no clock: held by nobody for 1200 s."""
    given(
        "11:00:00 police:met s136_power_used limb=remove",
        LEFT,
        "for_20_min acute:rlh handover_accepted strands=DET @replies_to=#2",
    ).when_examined(held_by_nobody).then(("definite", 1200, 1200, "DET"))


ENDED = "police:met detention_authority_ended how=released"


@pytest.mark.parametrize(("clock", "apart"), [("13:00:00", 1200), ("12:40:00", None)])
def test_a_length_and_a_clock_that_cannot_both_hold_are_reported(
    clock: str, apart: int | None
) -> None:
    """For 40 min from 12:00:00 is 12:40:00: 1200 s from 13:00:00, and no contradiction to 12:40."""
    found = given(
        "12:00:00 police:met s136_power_used limb=remove",
        f"for_40_min {ENDED} @replies_to=#1 @source=statement/A",
        f"{clock} {ENDED} @source=form/B",
    ).when_examined(sources_contradict)
    if apart is None:
        found.then_nothing()
        return
    found.then(("definite", apart, apart))
    assert "is told as having gone on for 40 min by" in found.findings[0].found.sentence
