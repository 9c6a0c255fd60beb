"""F-RST-02: held face down."""

import pytest

from jointlog.projections.findings.force.prone_restraint import prone_restraint
from tests.grammar import given

PRONE = "police:met restraint_started position=prone"


@pytest.mark.parametrize(
    ("turned", "length_s", "words"),
    [
        ("12:00:30", 30, "tier: more than 0 s"),
        ("12:02:30", 150, "tier: more than 1 min"),
        ("12:04:00", 240, "tier: more than 3 min"),
    ],
)
def test_each_tier(turned: str, length_s: int, words: str) -> None:
    """30 s, 150 s and 240 s: beyond 0, 60 and 180 s."""
    found = given(
        f"12:00:00 {PRONE}", f"{turned} police:met restraint_position_changed position=side"
    ).when_examined(prone_restraint)
    found.then(("definite", length_s, length_s, "FORCE"))
    assert words in found.findings[0].found.sentence


def test_more_than_13_min() -> None:
    """At about 14:00 for more than 13 min: at least 13 min, though no end is recorded."""
    found = given(f"~14:00_for_>13_min {PRONE}").when_examined(prone_restraint, until="16:15:00")
    found.then(("definite", 780, None, "FORCE"))
    assert "at least 13 min in all" in found.findings[0].found.sentence


def test_two_accounts_of_one_time_face_down() -> None:
    """As in Brixton 2008: 8 min by one account, at least 4 min by another: at least 8 min."""
    given(
        "for_8_min oversight:jury restraint_position_changed position=prone",
        "for_>4_min oversight:photo restraint_position_changed position=prone",
    ).when_examined(prone_restraint).then(("definite", 480, None, "FORCE"))


def test_turned_face_down_later() -> None:
    """On the side at 12:00, face down 12:01 to 12:03, let go at 12:05 on the back: 2 min."""
    found = given(
        "12:00:00 police:met restraint_started position=side",
        "12:01:00 police:met restraint_position_changed position=prone",
        "12:03:00 police:met restraint_position_changed position=supine",
        "12:05:00 police:met restraint_ended",
    ).when_examined(prone_restraint)
    found.then(("definite", 120, 120, "FORCE"))
    assert found.findings[0].found.limit_s == 60


def test_an_unknown_position_ends_nothing() -> None:
    """Face down at 12:00, position not known at 12:01, let go at 12:02: 2 min."""
    given(
        f"12:00:00 {PRONE}",
        "12:01:00 police:met restraint_position_changed position=unknown",
        "12:02:00 police:met restraint_ended",
    ).when_examined(prone_restraint).then(("definite", 120, 120, "FORCE"))


def test_within_a_minute_any_length_is_definite() -> None:
    """Face down and turned in the same minute: up to 59 s, and recorded."""
    found = given(
        f"12:00 {PRONE}", "12:00 police:met restraint_position_changed position=side"
    ).when_examined(prone_restraint)
    found.then(("definite", 0, 59, "FORCE"))
    assert "tier: of any length, possibly more than 0 s" not in found.findings[0].found.sentence
    assert "tier: of any length" in found.findings[0].found.sentence


def test_tiers_that_are_possible() -> None:
    """12:00 to 12:03, each to the minute: 2:01 to 3:59, beyond 1 min and possibly 3 min."""
    found = given(f"12:00 {PRONE}", "12:03 police:met restraint_ended").when_examined(
        prone_restraint
    )
    found.then(("definite", 121, 239, "FORCE"))
    assert "tier: more than 1 min, possibly more than 3 min" in found.findings[0].found.sentence


def test_a_length_that_is_not_recorded_is_not_told_as_one() -> None:
    """Face down after 12:00, and nothing more: no "at least 0 s"."""
    found = given(f"after_12:00 {PRONE}").when_examined(prone_restraint)
    found.then(("definite", 0, None, "FORCE"))
    assert "(reports: 1): how long is not recorded; tier" in found.findings[0].found.sentence


def test_no_end_recorded_names_the_record() -> None:
    """Still face down at 12:02, nothing more by 12:10: 2 to 10 min."""
    found = given(
        f"12:00:00 {PRONE}", "12:02:00 mental_health:slam restraint_started position=prone"
    ).when_examined(prone_restraint, until="12:10:00")
    found.then(("definite", 0, 600, "FORCE"))
    assert "no longer held face down" in found.findings[0].found.settle


def test_a_disputed_position_is_possible() -> None:
    """The ward says that the person lay on the side; a dispute of another entry changes nothing."""
    lines = (f"12:00:00 {PRONE}", "12:03:00 police:met restraint_ended")
    disputed = "13:00:00 mental_health:slam entry_disputed position=side @corrects=#"
    found = given(*lines, f"{disputed}1").when_examined(prone_restraint)
    found.then(("possible", 180, 180, "FORCE"))
    assert "the position is disputed" in found.findings[0].found.sentence
    assert found.findings[0].found.settle == "a record of the position, such as video"
    given(*lines, f"{disputed}2").when_examined(prone_restraint).then(
        ("definite", 180, 180, "FORCE")
    )


def test_other_positions_are_nothing() -> None:
    """Held on the side, or in no recorded position."""
    given(
        "12:00:00 police:met restraint_started position=side",
        "12:20:00 police:met restraint_ended",
        "12:30:00 police:met restraint_started",
        "12:50:00 police:met restraint_ended",
    ).when_examined(prone_restraint).then_nothing()
