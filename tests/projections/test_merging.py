"""What is found in every admissible order, told as one."""

from dataclasses import replace

import pytest

from benchmarks.simulation import entries_of
from jointlog.domain.simulation import simulate
from jointlog.projections.aspects import BEGINS, BY_ASPECT, BY_ORDER
from jointlog.projections.case import examine
from jointlog.projections.finding import always
from jointlog.projections.findings import TABLE, find
from jointlog.projections.findings.responsibility.held_by_nobody import held_by_nobody
from jointlog.projections.findings.responsibility.left_without_acceptance import (
    left_without_acceptance,
)
from jointlog.projections.findings.responsibility.present_but_not_engaged import (
    present_but_not_engaged,
)
from tests.grammar import given

DETAINED = "12:00:00 police:met s136_power_used limb=remove"
LEFT = "police:met resource_left_scene reason=other"
TAKEN = "acute:rlh handover_accepted strands=DET"


def test_two_reports_of_a_leaving_make_a_gap_possible() -> None:
    """Police say 18:42, the place 18:46:14; accepted at 18:45:10: 190 s, or none."""
    found = given(
        DETAINED,
        f"18:42:00 {LEFT}",
        f"18:45:10 {TAKEN}",
        "18:46:14 acute:rlh police_released",
    ).when_examined(held_by_nobody)
    found.then(("possible", 190, 190, "DET"))
    assert found.findings[0].found.sentence.endswith(
        "; resource left scene (2026-03-01 18:42:00 UTC, entry 2) and police released "
        "(2026-03-01 18:46:14 UTC, entry 4) tell one act at different times; "
        "this is possible, not certain"
    )


def test_an_order_that_is_not_recorded_makes_a_gap_possible() -> None:
    """Left about 13:00 (12:55 to 13:05), accepted at 12:58: a gap of at most 180 s."""
    found = given(
        DETAINED,
        f"~13:00:00 {LEFT}",
        f"12:58:00 {TAKEN}",
        "13:20:00 police:met information_provided to=family items=where",
    ).when_examined(held_by_nobody)
    found.then(("possible", 0, 180, "DET"))
    assert (
        "the order of resource left scene (~2026-03-01 13:00:00" in found.findings[0].found.sentence
    )
    first = found.findings[0].found
    assert first.settle
    assert first.start is not None
    assert first.end is not None
    low_s, noon_s = first.start.window.earliest_s, first.end.window.latest_s
    assert noon_s - low_s == 180, "where it begins is as narrow as its length: 12:55 to 12:58"


def test_responsibilities_of_one_leaving_that_are_not_alike_are_told_apart() -> None:
    """Detention is accepted after 20 or 10 min, of 15 allowed; supervision never is."""
    found = given(
        DETAINED,
        "12:01:00 police:met responsibility_assumed strand=SAFE",
        f"13:00:00 {LEFT}",
        "13:10:00 acute:rlh police_released",
        f"13:20:00 {TAKEN}",
        "15:00:00 police:met information_provided to=family items=where",
    ).when_examined(left_without_acceptance)
    found.then(("definite", 6600, 7200, "SAFE"), ("possible", 1200, 1200, "DET"))


def test_what_only_the_shown_order_has_is_not_found() -> None:
    """The shown order has the leaving first, by its window; but who leaves has come."""
    given(
        "12:00:00/12:10:00 ambulance:las resource_left_scene reason=other",
        "12:09:00/12:10:00 ambulance:las resource_arrived_at_scene skill=paramedic",
        "12:30:00 police:met information_provided to=family items=where",
    ).when_examined(present_but_not_engaged).then_nothing()


def test_every_code_of_the_list_is_a_finding() -> None:
    """A code that is misspelt would be examined in one order only."""
    assert {each.code for each in TABLE} >= BY_ORDER | BY_ASPECT.keys()
    assert not BY_ORDER & BY_ASPECT.keys()


def test_what_a_finding_begins_with_is_in_every_order_that_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Looked for in every order of fifteen practice incidents, there is none more.

    F-CMD-01 begins with whoever comes, by whatever entry shows it.
    """
    incidents = [entries_of(each) for each in simulate(seed=11, count=15)]
    told = [find(examine(entries)) for entries in incidents]
    monkeypatch.setattr("jointlog.projections.merging.BEGINS", {})
    all_asked = [replace(each, may_begin=always) for each in TABLE]
    assert [find(examine(entries), all_asked) for entries in incidents] == told
    assert BEGINS.keys() <= BY_ASPECT.keys()
