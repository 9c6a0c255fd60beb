"""F-INFO-04 and its traps."""

import pytest

from jointlog.projections.findings.information.information_unanswered import (
    information_unanswered,
)
from tests.grammar import given

ASKED = "10:00:00 police:wmp information_requested to=mental_health:bsmht urgency=urgent"
ANSWER = "mental_health:bsmht information_provided completeness=full"


def test_an_open_urgent_request_is_found() -> None:
    """Open from 10:00 to the end at 10:40: 2400 s against 900 s."""
    found = given(ASKED).when_examined(information_unanswered, until="10:40")
    found.then(("definite", 2400, 2400, "INFO"))
    assert "no answer is recorded until the end of the record: 40 min; comparator 15 min" in (
        found.findings[0].found.sentence
    )


def test_a_late_answer_is_found() -> None:
    """Answered at 10:40: 2400 s."""
    found = given(ASKED, f"10:40:00 {ANSWER}").when_examined(information_unanswered)
    found.then(("definite", 2400, 2400, "INFO"))
    assert "the answer is recorded after 40 min" in found.findings[0].found.sentence


def test_an_answer_about_the_limit_is_possible() -> None:
    """Answered at 10:15 to the minute: 900 to 959 s."""
    found = given(ASKED, f"10:15 {ANSWER}").when_examined(information_unanswered)
    found.then(("possible", 900, 959, "INFO"))
    assert found.findings[0].found.settle.startswith("exact times")


def test_an_answer_in_time_is_no_finding() -> None:
    """By telephone at 10:10, logged; asked of nobody in particular, anybody may answer."""
    given(ASKED, f"10:10 {ANSWER}").when_examined(information_unanswered).then_nothing()
    given(ASKED.replace(" to=mental_health:bsmht", ""), f"10:10 {ANSWER}").when_examined(
        information_unanswered, until="11:00"
    ).then_nothing()


def test_open_within_the_limit_is_indeterminate() -> None:
    """The record ends after 10 min: what was answered later is not in it."""
    found = given(ASKED).when_examined(information_unanswered, until="10:10")
    found.then(("indeterminate", 600, 600, "INFO"))
    assert found.findings[0].found.settle == "what was answered after the end of this record"
    given(ASKED).when_examined(information_unanswered).then_nothing()


def test_a_routine_request_has_days() -> None:
    """Open for 8 days against 7: found; the standard is named."""
    found = given(
        "2026-02-21_10:00:00 police:wmp information_requested urgency=routine"
    ).when_examined(information_unanswered, until="10:00")
    found.then(("definite", 691_200, 691_200, "INFO"))
    finding = found.findings[0]
    assert "asked an agency not named" in finding.found.sentence
    assert finding.standard_reference.startswith("T-INFO-STD")


def test_without_a_standard_an_open_request_is_indeterminate() -> None:
    """No standard of routine requests is in force in Scotland."""
    found = given("10:00:00 police:x information_requested urgency=routine").when_examined(
        information_unanswered, until="12:00", protocol="scotland@2026-03-01"
    )
    found.then(("indeterminate", 7200, 7200, "INFO"))
    assert "comparator" not in found.findings[0].found.sentence


def test_a_refusal_without_a_reason_is_found() -> None:
    """Declined after 5 min, with neither a reason nor a position on the lawful basis."""
    found = given(ASKED, "10:05:00 mental_health:bsmht information_declined").when_examined(
        information_unanswered
    )
    found.then(("definite", 300, 300, "INFO"))
    assert "it was declined, and neither a reason" in found.findings[0].found.sentence


@pytest.mark.parametrize(
    "answer",
    [
        "10:05 mental_health:bsmht information_declined reason=consent",
        "10:05 mental_health:bsmht information_declined gateway_position=none",
        "10:05 mental_health:bsmht request_declined reason_code=criteria @replies_to=#1",
        "10:05 police:wmp request_cancelled @replies_to=#1",
    ],
)
def test_a_refusal_with_a_reason_or_a_withdrawal_is_no_finding(answer: str) -> None:
    """The refusal says why; the asker withdrew."""
    given(ASKED, answer).when_examined(information_unanswered, until="11:00").then_nothing()


def test_a_refusal_of_unknown_reason_is_found() -> None:
    """The reason code says that none is known."""
    given(ASKED, "10:05:00 mental_health:bsmht request_declined @replies_to=#1").when_examined(
        information_unanswered
    ).then(("definite", 300, 300, "INFO"))


def test_other_requests_are_other_findings() -> None:
    """An unanswered request for a bed is F-GAP-02."""
    given("10:00 police:wmp assistance_requested kind=bed").when_examined(
        information_unanswered, until="12:00"
    ).then_nothing()


def test_open_for_perhaps_no_time_is_indeterminate() -> None:
    """Asked within 10:00, the record ends within 10:00: open for up to 59 s, or the last act."""
    last = "10:00 police:wmp resource_arrived_at_scene"
    given(ASKED.replace("10:00:00", "10:00"), last).when_examined(information_unanswered).then(
        ("indeterminate", 0, 59, "INFO")
    )
