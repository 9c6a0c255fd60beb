"""F-AMBIG-01: words that can mean "for you to know" or "yours now"."""

import pytest

from jointlog.projections.findings.responsibility.ambiguous_handoff_language import (
    ambiguous_handoff_language,
)
from tests.grammar import given

ASKED = '12:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las words="{}"'
WEAK = ASKED.format("one for ambulance")


@pytest.mark.parametrize(
    "words",
    [
        "one for ambulance",
        "passed to ambulance",
        "job passed",
        "pass it over to you",
        "for your information",
        "can you take him",
        "will leave him with you",
    ],
)
def test_words_that_can_mean_either_are_reported(words: str) -> None:
    """A request in such words with no recorded answer: possible, for an answer may be unlogged."""
    found = given(ASKED.format(words)).when_examined(ambiguous_handoff_language)
    found.then(("possible",))
    assert found.findings[0].found.settle == "a record of what ambulance:las answered"


@pytest.mark.parametrize(
    "words", ["please send a crew, he is not breathing", "he has passed out", "not one for police"]
)
def test_plain_or_negated_words_are_not(words: str) -> None:
    """A plain request, "passed out" and a negated phrase are no hand-off in weak words."""
    given(ASKED.format(words)).when_examined(ambiguous_handoff_language).then_nothing()


@pytest.mark.parametrize(
    "answer",
    [
        "12:01 ambulance:las request_accepted kind=ambulance_treat",
        "12:01 ambulance:las request_declined kind=ambulance_treat",
        "12:09 ambulance:las clinician_reached_patient skill=paramedic",
    ],
)
def test_a_field_that_shows_the_answer_settles_it(answer: str) -> None:
    """Accepted, declined or attended: jargon whose structured field shows what became of it."""
    given(WEAK, answer).when_examined(ambiguous_handoff_language).then_nothing()


def test_asked_again_in_weak_words_is_the_same_request() -> None:
    """The repeat at 12:05 is of the request of 12:00 that is accepted at 12:06."""
    given(
        WEAK,
        WEAK.replace("12:00", "12:05"),
        "12:06 ambulance:las request_accepted kind=ambulance_treat",
    ).when_examined(ambiguous_handoff_language).then_nothing()


OFFERED = '12:00 police:met responsibility_offered strand=SAFE to=acute:a words="can you take him"'


def test_an_offer_in_weak_words_is_reported_with_its_strand() -> None:
    """Supervision offered with "can you take him", an acceptance of care only: reported."""
    given(OFFERED, "12:05 acute:a handover_accepted strands=CLIN").when_examined(
        ambiguous_handoff_language
    ).then(("possible", "SAFE"))


@pytest.mark.parametrize(
    "answer",
    [
        "12:05 acute:a handover_accepted strands=CLIN,SAFE",
        "12:05 acute:a responsibility_accepted strand=SAFE",
        "12:05 acute:a responsibility_declined strand=SAFE",
    ],
)
def test_an_answered_offer_is_not(answer: str) -> None:
    """The strand offered is accepted or declined in a field."""
    given(OFFERED, answer).when_examined(ambiguous_handoff_language).then_nothing()


def test_an_acceptance_before_the_offer_answers_nothing() -> None:
    """An acceptance at 11:00 is of another offer than the one of 12:00."""
    given("11:00 acute:a responsibility_accepted strand=SAFE", OFFERED).when_examined(
        ambiguous_handoff_language
    ).then(("possible", "SAFE"))


def test_an_answer_of_uncertain_time_that_names_the_offer_settles_it() -> None:
    """An acceptance "before 12:00" that replies to the offer of 12:00 is its answer."""
    given(
        OFFERED, "before_12:00 acute:a responsibility_accepted strand=SAFE @replies_to=#1"
    ).when_examined(ambiguous_handoff_language).then_nothing()


def test_giving_up_in_weak_words_names_nobody() -> None:
    """The words "passed to the ward" without an acceptance: nobody is named, the strand is."""
    line = '12:00 police:met responsibility_relinquished strand=SAFE reason="passed to the ward"'
    found = given(line).when_examined(ambiguous_handoff_language)
    found.then(("possible", "SAFE"))
    assert "by anybody" in found.findings[0].found.sentence
    given(f"{line} accepted_by=acute:a").when_examined(ambiguous_handoff_language).then_nothing()


DECLINED = (
    "12:00 police:met attendance_declined alternative_named=ambulance:las "
    'advice_given="passed to ambulance"'
)


def test_a_decline_that_passes_the_call_on_is_reported_until_another_takes_it() -> None:
    """The words "passed to ambulance" stand alone; a crew sent at 12:03 settles it, own do not."""
    given(DECLINED).when_examined(ambiguous_handoff_language).then(("possible",))
    own = "12:03 police:met resource_allocated callsign=N1 skill=constable"
    given(DECLINED, own).when_examined(ambiguous_handoff_language).then(("possible",))
    theirs = "12:03 ambulance:las resource_allocated callsign=A1 skill=paramedic"
    given(DECLINED, theirs).when_examined(ambiguous_handoff_language).then_nothing()


def test_an_acceptance_that_perhaps_came_before_leaves_it_possible() -> None:
    """Asked at 12:00; accepted from 11:50 to 12:10: possible; from 12:05 to 12:10: nothing."""
    accepted = "ambulance:las request_accepted kind=ambulance_treat"
    given(WEAK, f"11:50:00/12:10:00 {accepted}").when_examined(ambiguous_handoff_language).then(
        ("possible",)
    )
    given(WEAK, f"12:05:00/12:10:00 {accepted}").when_examined(
        ambiguous_handoff_language
    ).then_nothing()
