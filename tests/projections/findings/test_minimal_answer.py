"""F-INFO-03 and its traps."""

import pytest

from jointlog.projections.findings.information.minimal_answer import minimal_answer
from tests.grammar import given

ASKED = "10:00:00 police:wmp information_requested to=mental_health:bsmht urgency=urgent"
MINIMAL = "10:05:00 mental_health:bsmht information_provided completeness=minimal"


def test_a_minimal_answer_to_an_urgent_request_is_found() -> None:
    """As in Birmingham 2004: the answer at 10:05 is minimal; 55 min to the end of the record."""
    found = given(ASKED, MINIMAL).when_examined(minimal_answer, until="11:00")
    found.then(("definite", 3300, 3300, "INFO"))
    assert "(urgency: urgent); the answer is recorded as minimal" in (
        found.findings[0].found.sentence
    )


def test_a_partial_answer_that_names_its_request_is_found() -> None:
    """The second answer names the request that the first one ended."""
    given(
        "09:00 police:wmp information_requested to=acute:x",
        "09:00 police:wmp assistance_requested kind=advice to=mental_health:bsmht",
        ASKED,
        MINIMAL.replace("minimal", "full").replace("10:05", "10:02"),
        f"{MINIMAL.replace('minimal', 'partial')} @replies_to=#3",
    ).when_examined(minimal_answer, until="11:00").then(("definite", 3300, 3300, "INFO"))


def test_the_rest_ends_it() -> None:
    """A full answer at 10:25: 1200 s."""
    found = given(
        ASKED, MINIMAL, "10:25:00 mental_health:bsmht information_provided completeness=full"
    ).when_examined(minimal_answer, until="11:00")
    found.then(("definite", 1200, 1200, "INFO"))
    assert "a full answer followed" in found.findings[0].found.sentence


@pytest.mark.parametrize("completeness", ["full", "nil_held", "unknown"])
def test_a_full_or_nil_answer_is_no_finding(completeness: str) -> None:
    """All that was held was given."""
    given(ASKED, MINIMAL.replace("minimal", completeness)).when_examined(
        minimal_answer
    ).then_nothing()


def test_unasked_information_is_no_finding() -> None:
    """Nobody had asked for it."""
    given(f"{MINIMAL} unsolicited=true").when_examined(minimal_answer).then_nothing()


@pytest.mark.parametrize("why", ["reason=consent", "gateway_position=no_basis"])
def test_a_reason_for_giving_no_more_is_no_finding(why: str) -> None:
    """The holder recorded why."""
    given(
        ASKED, MINIMAL, f"10:06 mental_health:bsmht information_declined items=rest {why}"
    ).when_examined(minimal_answer, until="11:00").then_nothing()


def test_others_reasons_do_not_count() -> None:
    """A refusal without reason, and another agency's."""
    given(
        ASKED,
        MINIMAL,
        "10:06 mental_health:bsmht information_declined",
        "10:06 acute:x information_declined reason=consent",
    ).when_examined(minimal_answer, until="11:00").then(("definite", 3300, 3300, "INFO"))


def test_an_answer_of_the_minute_of_the_request_may_have_come_before_it() -> None:
    """Both within 10:00: an answer, or information that nobody had asked for."""
    given(ASKED.replace("10:00:00", "10:00"), MINIMAL.replace("10:05:00", "10:00")).when_examined(
        minimal_answer
    ).then(("possible", 0, 0, "INFO"))


def test_what_was_told_before_is_not_the_rest() -> None:
    """A full answer at 09:00 is no rest of one at 10:05: it stands to the end, at 10:30."""
    full = MINIMAL.replace("10:05", "09:00").replace("minimal", "full")
    last = "10:30:00 police:wmp resource_arrived_at_scene"
    given(full, ASKED, MINIMAL, last).when_examined(minimal_answer).then(
        ("definite", 1500, 1500, "INFO")
    )
