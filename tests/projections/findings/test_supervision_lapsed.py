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


@pytest.mark.parametrize("status", ["informal", "not_detained"])
def test_free_to_leave_ends_the_look_at_supervision_only(status: str) -> None:
    """Watched and free to leave: nothing; detained by the record whatever the entry says."""
    left = f"16:30:00 housing:h person_absconded lawful_status_then={status}"
    watched = "15:00:00 housing:h responsibility_assumed strand=SAFE"
    given(watched, left).when_examined(supervision_lapsed, until="16:40:00").then_nothing()
    detained = "15:00:00 police:met s136_power_used limb=remove"
    given(detained, left).when_examined(supervision_lapsed, until="16:40:00").then(
        ("definite", 600, 600, "SAFE")
    )


def test_watched_under_a_status_not_known_is_definite() -> None:
    """Supervision was held; the law of the hour is not recorded; its words name the holder."""
    found = given("15:00:00 housing:h responsibility_assumed strand=SAFE", LEFT).when_examined(
        supervision_lapsed, until="16:40:00"
    )
    found.then(("definite", 600, 600, "SAFE"))
    assert "recorded as held by housing:h until then" in found.findings[0].found.sentence
    assert list(map(str, found.findings[0].found.parties)) == ["housing:h"]


def test_nobody_watched_is_told_so() -> None:
    """Detained, left, and nobody held supervision: the one who records it is the party."""
    found = given(
        "16:00:00 police:met s136_power_used limb=remove", "16:30:00 acute:a person_absconded"
    ).when_examined(supervision_lapsed, until="16:45:00")
    assert "recorded as held by nobody until then" in found.findings[0].found.sentence
    assert list(map(str, found.findings[0].found.parties)) == ["acute:a"]


@pytest.mark.parametrize("status", ["other", "unknown"])
def test_a_status_that_is_not_told_needs_a_risk(status: str) -> None:
    """Not told, nobody held anything: nothing; with a medium risk recorded: possible."""
    left = f"{LEFT} lawful_status_then={status}"
    given(left).when_examined(supervision_lapsed, until="16:40:00").then_nothing()
    for risk, expected in (("medium", (("possible", 600, 600, "SAFE"),)), ("low", ())):
        given(f"{left} risk={risk}").when_examined(supervision_lapsed, until="16:40:00").then(
            *expected
        )


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        ("15:00:00 police:met information_passed_to_resources items=calm,SUICIDAL", True),
        ("15:00:00 police:met handover_offered strands=CLIN risk_given=calm,absconds", True),
        ("~16:32 mental_health:m information_provided items=absconds", True),
        ("17:00:00 mental_health:m information_provided items=absconds", False),
        ("15:00:00 mental_health:m information_provided items=calm", False),
    ],
)
def test_a_risk_that_was_told_by_then(told: str, counts: object) -> None:
    """In any entry that tells risks, in any case, by then or about then; not afterwards."""
    found = list(supervision_lapsed.detect(given(told, FREE).case(until="18:00:00")))
    assert bool(found) is counts


def test_the_first_sign_of_return_ends_it() -> None:
    """Retaken at 17:00, found at 16:50, watched from 16:45; found before it left is no return."""
    lines = (
        ACCEPTED,
        "16:00:00 police:met person_found by_whom=police condition=well",
        LEFT,
        "17:00:00 police:met person_retaken",
    )
    given(*lines).when_examined(supervision_lapsed).then(("definite", 1800, 1800, "SAFE"))
    found = "16:50:00 police:met person_found by_whom=police condition=well"
    given(*lines, found).when_examined(supervision_lapsed).then(("definite", 1200, 1200, "SAFE"))
    watched = "16:45:00 mental_health:m welfare_check_made setting=ward"
    needed = "16:40:00 police:met responsibility_identified strand=SAFE"
    other = "16:35:00 police:met person_retaken @subject=P2"
    (first, *_) = (
        given(*lines, needed, found, watched, other).when_examined(supervision_lapsed).findings
    )
    assert first.found.end is not None
    assert first.found.end.entries == (7,)


def test_of_two_signs_whichever_was_first_ends_it() -> None:
    """Left at 16:30; found about 16:50 (from 16:45), retaken at 16:52: 15 to 22 min."""
    about = "~16:50 police:met person_found by_whom=police condition=well"
    found = given(ACCEPTED, LEFT, about, "16:52:00 police:met person_retaken").when_examined(
        supervision_lapsed
    )
    found.then(("definite", 900, 1320, "SAFE"))
    assert found.findings[0].found.end is not None
    assert set(found.findings[0].found.end.entries) == {3, 4}


def test_a_second_without_supervision_while_detained() -> None:
    """Needed at 12:10:00, taken at 12:10:01; detention that ended or began just then is none."""

    def lengths(*lines: str) -> list[object]:
        found = supervision_lapsed.detect(given(*lines).case(until="13:00:00"))
        return [each.length and each.length.max_s for each in found]

    power = "12:00:00 police:met s136_power_used limb=remove"
    needed = "12:10:00 police:met responsibility_identified strand=SAFE"
    assert lengths(power, needed, "12:10:01 police:met responsibility_accepted strand=SAFE") == [1]
    over = "12:05:00 police:met detention_authority_ended how=released"
    assert lengths(power, over, needed) == []
    taken = "12:20:00 police:met responsibility_accepted strand=SAFE"
    assert lengths(needed, taken, power.replace("12:00", "12:30")) == []


@pytest.mark.parametrize(
    ("power", "over", "expected"),
    [
        ("11:00:00", "12:20:00/12:40:00", ("definite", 1200, 1800)),
        ("11:00:00", "11:50:00/12:10:00", ("possible", 0, 600)),
        ("11:00:00", "11:50:00/12:00:00", None),
        ("11:50:00/12:10:00", "12:50:00", ("definite", 1200, 1800)),
        ("12:20:00/12:40:00", "12:50:00", ("possible", 0, 600)),
        ("12:30:00/12:40:00", "12:50:00", None),
        ("12:10:00/12:15:00", "12:20:00/12:40:00", ("definite", 300, 1200)),
    ],
)
def test_detention_that_perhaps_stood_meanwhile_counts_as_far_as_it_may(
    power: str, over: str, expected: tuple[object, ...] | None
) -> None:
    """Supervision is needed from 12:00:00 to 12:30:00; detention overlaps surely, perhaps, or not.

    Both at once is from the later of the beginnings to the earlier of the ends, whichever they are.
    """
    given(
        f"{power} police:met s136_power_used limb=remove",
        "12:00:00 acute:a responsibility_identified strand=SAFE",
        "12:30:00 acute:a responsibility_accepted strand=SAFE",
        f"{over} doctor:d detention_authority_ended how=discharged",
    ).when_examined(supervision_lapsed).then(*([(*expected, "SAFE")] if expected else []))


def test_detention_that_stands_twice_is_two_lapses() -> None:
    """Nobody watches from 12:00 to 12:30; detained until 12:10 and from 12:20: twice 10 min."""
    given(
        "11:00:00 police:met s136_power_used limb=remove",
        "12:00:00 acute:a responsibility_identified strand=SAFE",
        "12:10:00 doctor:d detention_authority_ended how=discharged",
        "12:20:00 police:met s136_power_used limb=remove",
        "12:30:00 acute:a responsibility_accepted strand=SAFE",
    ).when_examined(supervision_lapsed).then(
        ("definite", 600, 600, "SAFE"), ("definite", 600, 600, "SAFE")
    )
