"""F-CAM-01: police use force in a unit, no body-worn video linked."""

import pytest

from jointlog.projections.findings.force.no_body_worn_video import no_body_worn_video
from tests.grammar import given

ASKED = (
    '20:00 mental_health:m assistance_requested kind=police to=police:met words="help on the ward"'
)
CAME = "20:20 police:met resource_arrived_at_scene"
HELD = "20:25 police:met restraint_started"


def test_force_by_police_at_the_wards_request() -> None:
    """No entry is taken from video: possible, and the video would settle it."""
    found = given(ASKED, CAME, HELD).when_examined(no_body_worn_video)
    found.then(("possible", "FORCE"))
    assert "body-worn video" in found.findings[0].found.settle


def test_a_ward_is_known_by_role_or_facts_and_force_by_who_took_part() -> None:
    """A nurse of the ward asks; the ward writes down that police held the person too."""
    by_role = ASKED.replace('words="help on the ward"', "@role=ward_nurse")
    joint = "20:25 mental_health:m restraint_started by=police:met"
    given(by_role, CAME, joint).when_examined(no_body_worn_video).then(("possible", "FORCE"))
    facts = ASKED.replace("words=", "facts_given=")
    given(facts, CAME, HELD).when_examined(no_body_worn_video).then(("possible", "FORCE"))


@pytest.mark.parametrize(
    "more",
    [
        "20:26 police:met restraint_position_changed position=side @source=body_worn_video/a",
        '20:40 police:met information_provided items="body-worn video","battery flat"',
        '20:40 police:met late_entry_made why_late="camera not practicable"',
    ],
)
def test_the_record_speaks_of_the_camera(more: str) -> None:
    """An entry is taken from it, or says where it is or why there is none."""
    given(ASKED, CAME, HELD, more).when_examined(no_body_worn_video).then_nothing()


def test_other_sources_and_a_check_by_camera_are_no_such_video() -> None:
    """CCTV, and the method "camera" of a check."""
    given(
        ASKED,
        CAME,
        f"{HELD} @source=cctv/a",
        "20:50 mental_health:m welfare_check_made setting=ward method=camera",
    ).when_examined(no_body_worn_video).then(("possible", "FORCE"))


@pytest.mark.parametrize(
    "lines",
    [
        (ASKED, CAME),
        (ASKED, HELD.replace("police:met", "mental_health:m")),
        (HELD.replace("20:25", "19:00"), ASKED, CAME),
        (ASKED, CAME, HELD.replace("police:met", "mental_health:m")),
        (ASKED.replace("mental_health:m", "acute:a"), CAME, HELD),
        (ASKED.replace("help on the ward", "he is at home"), CAME, HELD),
        (ASKED.replace("kind=police", "kind=advice"), CAME, HELD),
    ],
)
def test_no_force_by_police_in_a_unit_is_nothing(lines: tuple[str, ...]) -> None:
    """No force, nobody came, before, by staff alone, another place, at home, another request."""
    given(*lines).when_examined(no_body_worn_video).then_nothing()


@pytest.mark.parametrize(
    "protocol", ["england@2010-08-31", "england@2022-03-30", "scotland@2024-01-01"]
)
def test_before_the_rule_or_in_another_country_is_nothing(protocol: str) -> None:
    """2010, the day before it came into force, and Scotland."""
    given(ASKED, CAME, HELD).when_examined(no_body_worn_video, protocol=protocol).then_nothing()
