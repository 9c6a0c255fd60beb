"""F-REC-03 and its traps."""

import pytest

from jointlog.projections.findings.record.required_missing import required_missing
from tests.grammar import given

ACCEPTED = "10:00:00 acute:x handover_accepted strands=SAFE"
ENDED = "10:00:00 ambulance:las conveyance_ended place=ward"
LEFT = "10:00:00 police:met resource_left_scene reason=handed_over handed_to=acute:x"


@pytest.mark.parametrize(
    ("line", "party", "words"),
    [
        (ACCEPTED, "acute:x", "no offer, journey or arrival before it is recorded"),
        (ENDED, "ambulance:las", "its start is not recorded"),
        ("10:00 doctor:d detention_extended", "doctor:d", "its ground is not recorded"),
        (LEFT, "acute:x", "is recorded by police:met as having taken over"),
        (
            "10:00 police:met responsibility_relinquished strand=SAFE accepted_by=acute:x",
            "acute:x",
            "it has no entry of it",
        ),
    ],
)
def test_what_is_missing_is_possible(line: str, party: str, words: str) -> None:
    """Each alone in the record: absence of an entry is not absence of an act."""
    found = given(line).when_examined(required_missing)
    found.then(("possible",))
    assert [str(each) for each in found.findings[0].found.parties] == [party]
    assert words in found.findings[0].found.sentence
    assert found.findings[0].found.settle


def test_an_entry_that_says_that_it_was_not_recorded_is_found() -> None:
    """Watford: a review finds that the department did not record the handover."""
    found = given(
        "10:00 police:met handover_offered strands=SAFE to=acute:x",
        "10:00 acute:x handover_accepted strands=SAFE @replies_to=#1",
        "12:00 oversight:x information_found_incomplete items_missing='the handover'"
        " held_by=acute:x effect='it was not recorded'",
    ).when_examined(required_missing)
    found.then(("possible",))
    assert found.findings[0].found.sentence.endswith(
        "lack the handover (it was not recorded); this is possible, not certain"
    )


@pytest.mark.parametrize(
    "said",
    [
        "items_missing='the handover' effect='not recorded'",
        "items_missing='the handover' held_by=acute:x",
        "items_missing='risk history' held_by=acute:x effect='not recorded'",
    ],
)
def test_other_missing_things_are_no_finding(said: str) -> None:
    """Nobody named, not said to be unrecorded, no handover."""
    given(f"12:00 oversight:x information_found_incomplete {said}").when_examined(
        required_missing
    ).then_nothing()


@pytest.mark.parametrize(
    "lines",
    [
        ("09:59 police:met handover_offered strands=SAFE", ACCEPTED),
        ("09:00 police:met arrived_at_place_of_safety", ACCEPTED),
        ("2026-03-01 police:met conveyance_started", ACCEPTED),
        ("09:00 ambulance:las conveyance_started", ENDED),
        ("09:00 police:met police_vehicle_conveyance_started", ENDED),
        ("10:00 doctor:d detention_extended reason_condition=intoxication",),
        (LEFT, "11:00 acute:x resource_left_scene"),
        (LEFT.replace("acute:x", "family"),),
        (LEFT.replace("handed_over", "task_complete"),),
        ("10:00 police:met responsibility_relinquished strand=SAFE",),
    ],
)
def test_a_recorded_predecessor_or_counterpart_is_no_finding(lines: tuple[str, ...]) -> None:
    """Offer, arrival, journey perhaps before; a ground; an entry of its own; one with no log."""
    given(*lines).when_examined(required_missing).then_nothing()


def test_a_predecessor_that_comes_after_or_of_another_does_not_count() -> None:
    """The journey started later, and an offer of another person."""
    given(
        ENDED,
        "11:00 ambulance:las conveyance_started",
        "09:00 police:met handover_offered strands=SAFE @subject=P2",
        ACCEPTED.replace("10:00:00", "10:00:00"),
    ).when_examined(required_missing, until="12:00").then(("possible",))
