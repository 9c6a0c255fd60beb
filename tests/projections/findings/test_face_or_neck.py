"""F-RST-05: the face covered or the neck held."""

import pytest

from jointlog.projections.findings.force.face_or_neck import face_or_neck
from tests.grammar import given

BELT = (
    "11:12:00 police:met restraint_device_changed device=emergency_response_belt change=applied "
    "face_covered=true"
)


def test_a_belt_round_the_face_until_taken_off() -> None:
    """On 11:12, off 11:17: 5 min."""
    off = (
        "11:17:00 police:met restraint_device_changed device=emergency_response_belt change=removed"
    )
    given(BELT, off).when_examined(face_or_neck).then(("definite", 300, 300, "FORCE"))


def test_until_the_restraint_ended_or_no_end_recorded() -> None:
    """No removal: to the end of the restraint, 8 min; with no end at all, no length."""
    given(
        "11:10:00 police:met restraint_ended", BELT, "11:20:00 police:met restraint_ended"
    ).when_examined(face_or_neck).then(("definite", 480, 480, "FORCE"))
    given(BELT).when_examined(face_or_neck).then(("definite", "FORCE"))


def test_a_duration_that_the_source_tells_is_the_length() -> None:
    """Between 11:12 and 11:30, for about 5 min (4 to 6)."""
    given(BELT.replace("11:12:00", "11:12/11:30_for_~5_min")).when_examined(face_or_neck).then(
        ("definite", 240, 360, "FORCE")
    )


def test_a_spit_hood_covers_the_face_by_its_nature() -> None:
    """Whether the face was covered is not told; where it says not, it was not."""
    hood = "11:12 police:met restraint_device_changed device=spit_hood change=applied"
    given(hood).when_examined(face_or_neck).then(("definite", "FORCE"))
    given(f"{hood} face_covered=false").when_examined(face_or_neck).then_nothing()


@pytest.mark.parametrize("device", ["cuffs_front", "blanket"])
def test_other_devices_do_not(device: str) -> None:
    """Cuffs, and a blanket not said to cover the face; taking a hood off covers nothing."""
    for change in ("applied", "removed"):
        line = f"11:12 police:met restraint_device_changed device={device} change={change}"
        given(line).when_examined(face_or_neck).then_nothing()


def test_two_reports_of_one_device_are_one_finding() -> None:
    """The ward tells of the same belt at 11:13; disputed for one of both, it stands."""
    found = given(
        BELT,
        BELT.replace("11:12:00 police:met", "11:13:00 mental_health:m"),
        "12:00 oversight:o entry_disputed position=slipped @corrects=#1",
    ).when_examined(face_or_neck)
    found.then(("definite", "FORCE"))
    assert "that is disputed" in found.findings[0].found.sentence


def test_a_contested_fact_is_possible() -> None:
    """The only report is disputed."""
    found = given(
        BELT, "12:00 oversight:o entry_disputed position=slipped @corrects=#1"
    ).when_examined(face_or_neck)
    found.then(("possible", "FORCE"))
    assert found.findings[0].found.settle == "video of the restraint"


@pytest.mark.parametrize(
    "reason", ["carotid control hold", "knee on the back of his neck", "neck restraint"]
)
def test_a_hold_on_the_neck_in_words(reason: str) -> None:
    """The recorded reason or way speaks of the neck."""
    given(f'11:12 police:met restraint_started reason="{reason}"').when_examined(face_or_neck).then(
        ("definite", "FORCE")
    )


@pytest.mark.parametrize("reason", ["cut on the neck seen", "no hold on the neck", "to search"])
def test_words_that_tell_of_no_such_hold(reason: str) -> None:
    """An injury, a denial, another reason."""
    given(f'11:12 police:met restraint_started reason="{reason}"').when_examined(
        face_or_neck
    ).then_nothing()
