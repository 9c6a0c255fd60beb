"""F-INFO-01 and its traps."""

import pytest

from jointlog.projections.findings.information.call_information_inaccurate import (
    call_information_inaccurate,
)
from tests.grammar import given

CALL = "06:00 police:norfolk contact_received channel=phone caller_kind=unknown"
FOUND = (
    "12:00 oversight:hearing critical_information_found_not_passed_on item='remark on a knife'"
    " held_by=police:norfolk intended_for=police:norfolk"
)


def test_an_entry_that_says_so_is_definite() -> None:
    """What was written, what was so, how it was found, and who relied on it."""
    found = given(
        "12:00 oversight:x call_information_found_inaccurate item=weapon recorded_value=none"
        " true_value=knife found_how=audio who_relied_on_it=police:met",
        "12:00 oversight:x call_information_found_inaccurate item=address",
    ).when_examined(call_information_inaccurate)
    found.then(("definite", "INFO"), ("definite", "INFO"))
    first, second = (finding.found for finding in found.findings)
    assert first.sentence.endswith(
        '"weapon" is recorded as inaccurate; written down: "none"; found to be so: "knife" (audio)'
    )
    assert [str(party) for party in first.parties] == ["police:met"]
    assert second.sentence.endswith('"address" is recorded as inaccurate')


def test_told_in_a_call_and_not_had_by_who_took_it_is_possible() -> None:
    """Costessey: a remark in the first call, later said not to have reached the force itself."""
    found = given(CALL, FOUND).when_examined(call_information_inaccurate)
    found.then(("possible", "INFO"))
    assert found.findings[0].found.entries == (2, 1)
    assert "the audio of the call" in found.findings[0].found.settle


@pytest.mark.parametrize(
    "lines",
    [
        (FOUND,),
        (CALL, "06:01 police:norfolk call_information_recorded item=knife value_recorded=y", FOUND),
        (CALL, FOUND.replace("intended_for=police", "intended_for=ambulance")),
        (CALL, FOUND.replace(" held_by=police:norfolk", "")),
        (CALL.replace("police:norfolk", "police:suffolk"), FOUND),
        (CALL, f"{FOUND} @subject=P2"),
    ],
)
def test_what_may_stand_in_the_call_record_is_no_finding(lines: tuple[str, ...]) -> None:
    """No call, a call record, another agency, nobody named, another's call, another person."""
    given(*lines).when_examined(call_information_inaccurate).then_nothing()
