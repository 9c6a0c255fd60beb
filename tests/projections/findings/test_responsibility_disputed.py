"""F-DISP-01 and its traps."""

from jointlog.projections.findings.responsibility.responsibility_disputed import (
    responsibility_disputed,
)
from tests.grammar import given

BEGUN = (
    "14:00:00 acute:kings responsibility_disputed strand=SAFE"
    " parties=acute:kings/disclaims,police:met/names_another"
)
SETTLED = "dispute_resolved strand=SAFE held_by=acute:kings"


def test_an_open_dispute_is_found() -> None:
    """From 14:00 to 14:20: 1200 s against 300 s, with both positions."""
    found = given(BEGUN, f"14:20:00 acute:kings {SETTLED}").when_examined(responsibility_disputed)
    found.then(("definite", 1200, 1200, "SAFE"))
    sentence = found.findings[0].found.sentence
    assert "acute:kings disclaims; police:met names another" in sentence
    assert "until the entry that ended it" in sentence


def test_a_short_discussion_is_no_finding() -> None:
    """From 14:00 to 14:04: within the 5 min."""
    given(BEGUN, f"14:04:00 acute:kings {SETTLED}").when_examined(
        responsibility_disputed
    ).then_nothing()


def test_a_dispute_about_the_threshold_is_possible() -> None:
    """From 14:00 to 14:05 to the minute: 300 to 359 s."""
    found = given(BEGUN, f"14:05 acute:kings {SETTLED}").when_examined(responsibility_disputed)
    found.then(("possible", 300, 359, "SAFE"))
    assert found.findings[0].found.settle


def test_a_dispute_that_stays_open_runs_to_the_end() -> None:
    """Until the end of the record at 14:30: 1800 s."""
    found = given(BEGUN).when_examined(responsibility_disputed, until="14:30")
    found.then(("definite", 1800, 1800, "SAFE"))
    assert "until the end of the record" in found.findings[0].found.sentence


def test_a_party_that_leaves_ends_no_dispute_in_agreement() -> None:
    """Police leave after 2 min: found although short."""
    found = given(BEGUN, "14:02:00 police:met resource_left_scene reason=other").when_examined(
        responsibility_disputed, until="14:30"
    )
    found.then(("definite", 120, 120, "SAFE"))
    assert "until police:met left" in found.findings[0].found.sentence


def test_police_released_by_the_place_are_a_party_that_leaves() -> None:
    """The place releases police while they disagree."""
    found = given(BEGUN, "14:02:00 acute:kings police_released police=police:met").when_examined(
        responsibility_disputed
    )
    found.then(("definite", 120, 120, "SAFE"))
    assert "until police left" in found.findings[0].found.sentence


def test_a_third_party_begins_no_second_dispute() -> None:
    """The trust joins at 14:03; from 14:00 to 14:20 it is one dispute of three."""
    found = given(
        "13:00:00 police:met responsibility_assumed strand=SAFE",
        "14:00:00 acute:kings responsibility_assumed strand=SAFE",
        "14:03:00 mental_health:slam responsibility_assumed strand=SAFE",
        "14:04:00 police:met responsibility_disputed strand=DET parties=police:met",
        f"14:20:00 acute:kings {SETTLED}",
    ).when_examined(responsibility_disputed)
    found.then(("definite", 960, 960, "DET"), ("definite", 1200, 1200, "SAFE"))
    assert len(found.findings[1].found.parties) == 3


def test_words_are_quoted() -> None:
    """What a party said stands beside its position."""
    found = given(
        '14:00 police:met responsibility_disputed strand=DET "parties=police:met//not ours,acute"'
    ).when_examined(responsibility_disputed, until="14:30")
    assert '(police:met unknown: "not ours"; acute unknown)' in found.findings[0].found.sentence


def test_another_dispute_is_not_quoted() -> None:
    """A dispute over the same responsibility that was settled before is another one."""
    found = given(
        BEGUN.replace("14:00", "13:00"),
        f"13:20:00 acute:kings {SETTLED}",
        BEGUN.replace("disclaims", "claims"),
        f"14:20:00 acute:kings {SETTLED}",
    ).when_examined(responsibility_disputed)
    found.then(("definite", 1200, 1200, "SAFE"), ("definite", 1200, 1200, "SAFE"))
    assert "acute:kings claims" not in found.findings[0].found.sentence
    assert "acute:kings disclaims" not in found.findings[1].found.sentence
