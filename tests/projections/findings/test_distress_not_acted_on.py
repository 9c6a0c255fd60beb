"""F-RST-04: words of distress, and nothing done."""

import pytest

from jointlog.projections.findings.force.distress_not_acted_on import distress_not_acted_on
from tests.grammar import given

SAID = '19:32:00 police:met distress_statement_heard words="I cannot breathe"'
SHOWN = ("FORCE", "CLIN")


@pytest.mark.parametrize(
    "response", ["none", "No response.", "nothing", "ignored", "restraint continued"]
)
def test_the_entry_says_that_nothing_was_done(response: str) -> None:
    """The entry itself: definite, with no length where no later response is recorded."""
    given(f'{SAID} response="{response}"').when_examined(distress_not_acted_on).then(
        ("definite", *SHOWN)
    )


def test_the_first_response_gives_the_length() -> None:
    """Said 19:32, "none", freed 19:38: 6 min."""
    given(f"{SAID} response=none", "19:38:00 police:met restraint_ended").when_examined(
        distress_not_acted_on
    ).then(("definite", 360, 360, *SHOWN))


def test_no_response_recorded_is_possible() -> None:
    """No entry after it, or one after 6 min: something may have been done and not logged."""
    found = given(SAID).when_examined(distress_not_acted_on)
    found.then(("possible", *SHOWN))
    assert "what was done" in found.findings[0].found.settle
    given(SAID, "19:38:00 police:met restraint_ended").when_examined(distress_not_acted_on).then(
        ("possible", 360, 360, *SHOWN)
    )


@pytest.mark.parametrize(
    "answer",
    [
        "19:32:40 police:met restraint_ended",
        "19:32:40 police:met restraint_position_changed position=side",
        "19:32:40 police:met restraint_device_changed device=spit_hood change=removed",
        "19:32:40 police:met observations_recorded taken=true",
        "19:32:40 police:met assistance_requested kind=ambulance_treat",
    ],
)
def test_a_response_within_a_minute_is_nothing(answer: str) -> None:
    """Each kind of response, 40 s after the words."""
    given(SAID, answer).when_examined(distress_not_acted_on).then_nothing()


@pytest.mark.parametrize(
    "other",
    [
        "19:32:40 police:met restraint_position_changed position=prone",
        "19:32:40 police:met restraint_device_changed device=spit_hood change=applied",
        "19:32:40 police:met observations_recorded taken=false",
        "19:32:40 police:met assistance_requested kind=police",
    ],
)
def test_what_is_no_response_answers_nothing(other: str) -> None:
    """Turned face down, hooded, not measured, more officers called."""
    given(SAID, other).when_examined(distress_not_acted_on).then(("possible", *SHOWN))


def test_a_response_told_in_the_entry_is_nothing() -> None:
    """The entry says what was done."""
    given(f'{SAID} response="rolled onto his side"').when_examined(
        distress_not_acted_on
    ).then_nothing()


def test_heard_only_by_bystanders_nobody_could_act_on() -> None:
    """Those who keep the record did not hear it."""
    given(f"{SAID} heard_by=family,public").when_examined(distress_not_acted_on).then_nothing()


def test_said_again_before_any_response_is_one_finding() -> None:
    """19:32 and 19:33, freed 19:38; again 19:45: two findings."""
    found = given(
        SAID,
        SAID.replace("19:32", "19:33"),
        "19:38:00 police:met restraint_ended",
        SAID.replace("19:32", "19:45"),
    ).when_examined(distress_not_acted_on)
    found.then(("possible", 360, 360, *SHOWN), ("possible", *SHOWN))
    assert "(2 such statements)" in found.findings[0].found.sentence


def test_the_same_minute_may_be_in_time() -> None:
    """Said and freed to the minute, 19:32 and 19:33: 1 to 119 s, possible."""
    given(SAID.replace("19:32:00", "19:32"), "19:33 police:met restraint_ended").when_examined(
        distress_not_acted_on
    ).then(("possible", 1, 119, *SHOWN))


def test_an_entry_that_says_nothing_beside_one_that_tells_of_a_response() -> None:
    """The entry says none, another that he was freed 30 s later: both are told; possible."""
    found = given(f"{SAID} response=none", "19:32:30 police:met restraint_ended").when_examined(
        distress_not_acted_on
    )
    found.then(("possible", 30, 30, *SHOWN))
    (only,) = found.findings
    assert "nothing was done; another records a response 30 s later" in only.found.sentence
    assert only.found.settle == "exact times of the words and of the response"


def test_a_response_of_uncertain_time_is_told_once() -> None:
    """Freed about 19:34, five minutes either way: possible, and no sentence denies a response."""
    about = "~19:34:00 police:met restraint_ended"
    for response in ("", " response=none"):
        found = given(f"{SAID}{response}", about).when_examined(distress_not_acted_on)
        found.then(("possible", 0, 420, *SHOWN))
        (only,) = found.findings
        assert "the first response is recorded 0 s to 7 min later" in only.found.sentence
        assert "no response" not in only.found.sentence


def test_what_stands_in_the_minute_of_the_words_may_have_been_before_them() -> None:
    """Observed within 19:32, said within 19:32: answered in time, or not at all."""
    given(
        SAID.replace("19:32:00", "19:32"),
        "19:32 ambulance:las observations_recorded taken=true",
    ).when_examined(distress_not_acted_on).then(("possible", *SHOWN))
