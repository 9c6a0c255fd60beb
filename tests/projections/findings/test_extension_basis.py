"""F-WAIT-14: the ground, time and approval of an extension."""

import pytest

from jointlog.projections.findings.waits.extension_basis import extension_basis
from tests.grammar import given

USED = "09:00:00 police:met s136_power_used limb=remove"
ARRIVED = "10:00:00 police:met arrived_at_place_of_safety kind=health_based_place_of_safety"
STATION = "10:00:00 police:met arrived_at_place_of_safety kind=police_station"
EXTENDED = "2026-03-02_09:30:00 doctor:d detention_extended reason_condition={}"
NO_BED = "20:00:00 mental_health:m no_bed_found"


def test_on_a_condition_of_the_person_in_time_is_nothing() -> None:
    """Intoxication, 23 h 30 min after arrival; want of a bed recorded besides."""
    given(USED, ARRIVED, NO_BED, EXTENDED.format("intoxication")).when_examined(
        extension_basis
    ).then_nothing()


def test_after_the_24_hours_is_definite() -> None:
    """Arrival 10:00, extended 10:05 the next day: 24 h 05."""
    late = EXTENDED.format("mental_state").replace("09:30", "10:05")
    found = given(USED, ARRIVED, late).when_examined(extension_basis)
    found.then(("definite", "DET"))
    assert "T-136B-WIN" in found.findings[0].found.sentence


def test_about_the_24th_hour_is_possible() -> None:
    """About 10:00 the next day, five minutes either way."""
    about = EXTENDED.format("mental_state").replace("2026-03-02_09:30:00", "~2026-03-02_10:00:00")
    given(USED, ARRIVED, about).when_examined(extension_basis).then(("possible", "DET"))


@pytest.mark.parametrize(
    ("want", "told"),
    [
        (NO_BED, "no bed found before"),
        ("20:00:00 local_authority:l amhp_unavailable", "no AMHP available before"),
        ("20:00:00 doctor:d assessment_delayed ground=bed", "a delay for want of bed before"),
    ],
)
def test_no_condition_and_a_want_recorded_is_possible(want: str, told: str) -> None:
    """The ground is "other", and a want of bed, AMHP or assessor stands before it."""
    found = given(USED, ARRIVED, want, EXTENDED.format("other")).when_examined(extension_basis)
    found.then(("possible", "DET"))
    assert told in found.findings[0].found.sentence


@pytest.mark.parametrize(
    "other",
    [
        "20:00:00 doctor:d assessment_delayed ground=clinical",
        "2026-03-02_12:00:00 mental_health:m no_bed_found",
    ],
)
def test_a_clinical_delay_or_a_later_want_is_no_basis(other: str) -> None:
    """A free-text ground may mean the person's condition; a want recorded later led to nothing."""
    given(USED, ARRIVED, other, EXTENDED.format("other")).when_examined(
        extension_basis
    ).then_nothing()


def test_after_the_assessment_was_concluded_is_definite() -> None:
    """Concluded at 15:00, extended the next morning: the order is certain."""
    given(
        USED,
        ARRIVED,
        "15:00:00 local_authority:l assessment_concluded outcome=s2",
        EXTENDED.format("mental_state"),
    ).when_examined(extension_basis).then(("definite", "DET"))


def test_at_a_police_station_the_approval_counts() -> None:
    """Not approved: definite; not recorded: possible; approved: nothing."""
    extended = EXTENDED.format("mental_state")
    no = f"{extended} superintendent_approved=false"
    given(USED, STATION, no).when_examined(extension_basis).then(("definite", "DET"))
    given(USED, STATION, extended).when_examined(extension_basis).then(("possible", "DET"))
    yes = f"{extended} superintendent_approved=true"
    given(USED, STATION, yes).when_examined(extension_basis).then_nothing()


def test_the_place_at_the_time_counts() -> None:
    """Moved away before the extension, or no place recorded: no police station."""
    extended = EXTENDED.format("mental_state")
    moved = "12:00:00 police:met transferred_between_places_of_safety to_place=suite"
    given(USED, STATION, moved, extended).when_examined(extension_basis).then_nothing()
    given(USED, extended).when_examined(extension_basis).then_nothing()


def test_a_law_without_extensions_has_no_such_finding() -> None:
    """In 2011, and in Scotland, there is nothing to measure it by."""
    case = given(USED, ARRIVED, NO_BED, EXTENDED.format("other"))
    for protocol in ("england@2011-03-01", "scotland@2026-03-01"):
        case.when_examined(extension_basis, protocol=protocol).then_nothing()


def test_concluded_perhaps_before_it_is_possible() -> None:
    """Concluded about 09:30, or in the same minute: the order is not certain; after it: nothing."""
    concluded = "local_authority:l assessment_concluded outcome=s2"
    extended = EXTENDED.format("mental_state")
    for when in ("~2026-03-02_09:30", "2026-03-02_09:30:00"):
        found = given(USED, ARRIVED, f"{when} {concluded}", extended).when_examined(extension_basis)
        found.then(("possible", "DET"))
        assert "may have been concluded before it" in found.findings[0].found.sentence
    given(USED, ARRIVED, f"2026-03-02_09:31:00 {concluded}", extended).when_examined(
        extension_basis
    ).then_nothing()


def test_an_extension_that_answers_the_conclusion_is_certain() -> None:
    """Both in one minute, and the extension says that it follows: definite."""
    given(
        USED,
        ARRIVED,
        "2026-03-02_09:30 local_authority:l assessment_concluded outcome=s2",
        f"{EXTENDED.format('mental_state').replace('09:30:00', '09:30')} @caused_by=#3",
    ).when_examined(extension_basis).then(("definite", "DET"))


EXTENDED_LATE = "2026-03-02_09:30:00 mental_health:m detention_extended reason_condition={}"


@pytest.mark.parametrize("condition", ["other", "unknown"])
@pytest.mark.parametrize("ground", ["assessor", "bed", "interpreter"])
def test_each_ground_that_is_not_of_the_person(condition: str, ground: str) -> None:
    """Extended without a condition, after a delay for want of somebody or something."""
    found = given(
        "10:00:00 police:met s136_power_used limb=remove",
        "10:30:00 police:met arrived_at_place_of_safety kind=health_based_place_of_safety",
        f"20:00:00 local_authority:l assessment_delayed ground={ground}",
        EXTENDED_LATE.format(condition),
    ).when_examined(extension_basis)
    (only,) = found.findings
    assert only.found.grade.value == "possible"
    assert f"a delay for want of {ground} before" in only.found.sentence
    assert only.found.entries == (4, 3)
    assert only.standard_reference
    assert only.found.limit_s is not None


def test_a_station_reached_only_afterwards_is_not_where_it_was_extended() -> None:
    """Extended at 09:30 the next day, at a police station from 11:00."""
    given(
        "10:00:00 police:met s136_power_used limb=remove",
        "10:30:00 police:met arrived_at_place_of_safety kind=health_based_place_of_safety",
        EXTENDED_LATE.format("physical_illness"),
        "2026-03-02_11:00:00 police:met arrived_at_place_of_safety kind=police_station",
    ).when_examined(extension_basis).then_nothing()
