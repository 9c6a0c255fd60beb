"""F-INFO-06 and its traps."""

import pytest

from jointlog.projections.findings.information.family_concern_without_effect import (
    family_concern_without_effect,
)
from tests.grammar import given

CONCERN = (
    "10:00:00 acute:x family_concern_raised by_relation=sibling to=acute:x wants_reply=true"
    " content='he is unwell'"
)
HARM = "10:30:00 acute:x serious_injury_or_death_recorded what=death"
END = "14:00:00 police:met resource_arrived_at_scene"


def test_a_concern_with_nothing_after_it_is_possible() -> None:
    """Raised at 10:00, the record ends at 14:00: 14,400 s, more than one hour."""
    found = given(CONCERN, END).when_examined(family_concern_without_effect)
    found.then(("possible", 14_400, 14_400, "INFO"))
    assert "a reply was wanted" in found.findings[0].found.sentence
    assert [str(party) for party in found.findings[0].found.parties] == ["acute:x"]


def test_harm_before_the_threshold_counts() -> None:
    """Raised at 10:00, harm at 10:30: 1,800 s; what is recorded after harm is no effect of it."""
    after = "10:40 acute:x information_provided to=family @replies_to=#1"
    found = given(CONCERN, HARM, after).when_examined(family_concern_without_effect)
    found.then(("possible", 1800, 1800, "INFO"))
    assert found.findings[0].found.entries == (1, 2)
    assert found.findings[0].found.sentence.endswith(
        "until harm is recorded: 30 min; this is possible, not certain"
    )


def test_a_record_that_ends_soon_says_nothing() -> None:
    """The record ends 30 min after the concern, with no harm."""
    given(CONCERN).when_examined(family_concern_without_effect, until="10:30").then_nothing()


def test_harm_that_may_come_before_says_nothing() -> None:
    """Harm at some time of the half hour around the concern."""
    harm = HARM.replace("10:30:00", "09:45/10:15")
    given(CONCERN, harm).when_examined(family_concern_without_effect).then_nothing()


def test_the_agency_that_records_it_is_the_one_told() -> None:
    """No addressee, no content, no wish for a reply: the concern itself is recorded."""
    bare = "10:00:00 doctor:gp family_concern_raised by_relation=sibling"
    found = given(bare, END).when_examined(family_concern_without_effect)
    found.then(("possible", 14_400, 14_400, "INFO"))
    assert "told to doctor:gp; no reply" in found.findings[0].found.sentence


@pytest.mark.parametrize(
    "effect",
    [
        "10:20 acute:x information_provided items=x @replies_to=#1",
        "10:20 mental_health:m responsibility_identified strand=RISK @caused_by=#1",
        "10:20 acute:x information_provided items=x to=family",
        "10:20 acute:x information_provided items=x",
        "10:20 acute:x assistance_requested kind=advice",
        "unknown acute:x assistance_requested kind=advice",
    ],
)
def test_an_answer_or_an_act_of_the_agency_told_is_no_finding(effect: str) -> None:
    """Linked by anybody, or by the agency told though no entry says why, or at no known time."""
    given(CONCERN, effect, END).when_examined(family_concern_without_effect).then_nothing()


@pytest.mark.parametrize(
    "other",
    [
        "10:20 acute:x responsibility_ended strand=CLIN @caused_by=#1",
        "10:20 acute:x information_provided items=x to=police:met",
        "10:20 acute:x assistance_requested kind=advice @subject=P2",
        "10:20 police:met assistance_requested kind=advice",
        "09:20 acute:x assistance_requested kind=advice",
        "10:20 acute:x medication_given drug=unknown",
        "10:20 oversight:x entry_disputed position=x @corrects=#1 @caused_by=#1",
    ],
)
def test_what_only_comes_after_it_is_no_effect(other: str) -> None:
    """A discharge, news to others, another person, another agency, before it, care, a dispute."""
    given(CONCERN, other, END).when_examined(family_concern_without_effect).then(
        ("possible", 14_400, 14_400, "INFO")
    )


def test_an_effect_at_some_remove_is_no_finding() -> None:
    """A plan that follows from a question that follows from the concern, and answers it too."""
    given(
        CONCERN,
        "10:10 acute:x responsibility_identified strand=RISK @caused_by=#1",
        "10:20 police:met risk_plan_agreed agencies=police:met @caused_by=#2 @replies_to=#1",
        END,
    ).when_examined(family_concern_without_effect).then_nothing()


def test_the_same_concern_told_again_is_one() -> None:
    """An effect of the first is one of the second; without any, one finding names both."""
    again = CONCERN.replace("10:00:00", "11:00:00")
    found = given(CONCERN, again, END).when_examined(family_concern_without_effect)
    found.then(("possible", 14_400, 14_400, "INFO"))
    assert ", 2 times; a reply" in found.findings[0].found.sentence
    effect = "10:20 acute:x information_provided items=x @replies_to=#1"
    given(CONCERN, effect, again, END).when_examined(family_concern_without_effect).then_nothing()


@pytest.mark.parametrize("said", ["by_relation=unknown", "by_relation=parent wants_reply=false"])
def test_anonymous_or_for_information_only_is_no_finding(said: str) -> None:
    """Nothing is said of who or what; or nothing is said, and no reply was wanted."""
    bare = f"10:00:00 acute:x family_concern_raised {said}"
    given(bare, END).when_examined(family_concern_without_effect).then_nothing()
