"""F-SAFE-01: nobody watches while the person is detained or at recorded risk."""

import pytest

from jointlog.domain.vocabulary import Agency
from jointlog.projections.findings.responsibility.supervision_lapsed import supervision_lapsed
from tests.grammar import given

ACCEPTED = "15:00:00 acute:a handover_accepted strands=DET,SAFE"
LEFT = "16:30:00 acute:a person_absconded"
FREE = f"{LEFT} lawful_status_then=not_detained"


def test_the_person_leaves_those_who_hold_supervision() -> None:
    """Left at 16:30, found at 17:00: 30 min, against the hospital that held it."""
    found = given(
        "14:00:00 police:met handover_offered strands=DET,SAFE to=acute:a",
        ACCEPTED,
        "15:05:00 police:met resource_left_scene reason=handed_over",
        LEFT,
        "17:00:00 police:met person_found by_whom=police condition=injured",
    ).when_examined(supervision_lapsed)
    found.then(("definite", 1800, 1800, "SAFE"))
    assert found.findings[0].found.parties == (Agency.parse("acute:a"),)


def test_somebody_watches_again() -> None:
    """Left at 16:30; a check by the ward at 16:50 holds supervision again: 20 min."""
    given(ACCEPTED, LEFT, "16:50:00 mental_health:m welfare_check_made setting=ward").when_examined(
        supervision_lapsed
    ).then(("definite", 1200, 1200, "SAFE"))


def test_detention_without_recorded_supervision_is_enough() -> None:
    """Detained, supervision never spoken of, left: definite, 15 min to the end of the record."""
    given(
        "16:00:00 police:met s136_power_used limb=remove",
        "16:30:00 police:met person_absconded",
    ).when_examined(supervision_lapsed, until="16:45:00").then(("definite", 900, 900, "SAFE"))


def test_free_to_leave_with_no_risk_recorded_is_nothing() -> None:
    """Not detained, no risk recorded: the person may go."""
    given(FREE).when_examined(supervision_lapsed).then_nothing()
    given(LEFT).when_examined(supervision_lapsed).then_nothing()


def test_free_to_leave_though_watched_is_nothing() -> None:
    """A carer who watches somebody free to leave does not detain them."""
    given(
        "15:00:00 housing:h responsibility_assumed strand=SAFE",
        "16:30:00 housing:h person_absconded lawful_status_then=not_detained",
    ).when_examined(supervision_lapsed).then_nothing()


@pytest.mark.parametrize(
    "lines",
    [
        (f"{FREE} risk=high",),
        ("15:00:00 police:met handover_offered strands=CLIN risk_given=suicidal", FREE),
        ("15:00:00 mental_health:m information_provided items=absconds", FREE),
        ("16:30:00 acute:a person_absconded lawful_status_then=s3",),
    ],
)
def test_free_or_held_outside_the_record_is_possible(lines: tuple[str, ...]) -> None:
    """A recorded risk, or a section that the record does not show: possible, and how to settle."""
    found = given(*lines).when_examined(supervision_lapsed, until="16:40:00")
    found.then(("possible", 600, 600, "SAFE"))
    assert "capacity" in found.findings[0].found.settle


def test_needed_and_unheld_while_detention_is_held() -> None:
    """Detention from 12:00, supervision said needed 12:10, taken 12:25: 15 min."""
    given(
        "12:00:00 police:met s136_power_used limb=remove",
        "12:10:00 police:met responsibility_identified strand=SAFE",
        "12:25:00 police:met responsibility_accepted strand=SAFE",
    ).when_examined(supervision_lapsed).then(("definite", 900, 900, "SAFE"))


def test_detention_that_begins_and_ends_meanwhile_bounds_it() -> None:
    """Supervision needed from 12:00, detention only 12:10 to 12:30: 20 min."""
    given(
        "12:00:00 police:met responsibility_identified strand=SAFE",
        "12:10:00 police:met s136_power_used limb=remove",
        "12:30:00 police:met detention_authority_ended how=released",
        "12:50:00 police:met responsibility_ended strand=SAFE",
    ).when_examined(supervision_lapsed).then(("definite", 1200, 1200, "SAFE"))


def test_needed_and_unheld_without_detention_is_another_finding() -> None:
    """Nobody detained: F-GAP-01 tells of it."""
    given("12:10 police:met responsibility_identified strand=SAFE").when_examined(
        supervision_lapsed
    ).then_nothing()


def test_uncertain_times_make_it_possible() -> None:
    """Needed and taken within the same minute: 0 to 59 s."""
    given(
        "12:00 police:met s136_power_used limb=remove",
        "12:10 police:met responsibility_identified strand=SAFE",
        "12:10 police:met responsibility_accepted strand=SAFE",
    ).when_examined(supervision_lapsed).then(("possible", 0, 59, "SAFE"))


def test_needed_and_taken_in_the_same_second_is_no_lapse() -> None:
    """From 12:10:00 to 12:10:00: no time at all."""
    given(
        "12:00:00 police:met s136_power_used limb=remove",
        "12:10:00 police:met responsibility_identified strand=SAFE",
        "12:10:00 police:met responsibility_accepted strand=SAFE",
    ).when_examined(supervision_lapsed).then_nothing()
