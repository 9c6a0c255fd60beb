"""F-INFO-05 and its traps."""

import pytest

from jointlog.projections.findings.information.not_briefed import not_briefed
from tests.grammar import given

CHECK = "10:00:00 police:met intelligence_check_performed result=hit markers=knife"
ASKED = "10:05:00 police:met assistance_requested kind=healthcare_professional to=doctor:gp"
CAME = "10:40:00 doctor:gp resource_arrived_at_scene skill=doctor"


def test_a_worker_who_came_without_the_known_risk_is_possible() -> None:
    """A knife known at 10:00, asked at 10:05 with no facts, there at 10:40."""
    found = given(CHECK, ASKED, CAME).when_examined(not_briefed)
    found.then(("possible", "INFO", "RISK"))
    told = found.findings[0].found
    assert told.entries == (2, 1, 3)
    assert told.sentence == (
        "doctor:gp came on the request (healthcare professional) of police:met; no telling of "
        "doctor:gp is recorded of: a weapon; this is possible, not certain"
    )
    assert told.settle
    assert found.findings[0].severity == "S1"


def test_each_hazard_is_named_once() -> None:
    """A weapon from the check and from the call, self-harm from the call."""
    found = given(
        CHECK,
        "10:01:00 police:met call_information_recorded item=call"
        " value_recorded='has a knife, spoke of suicide'",
        ASKED,
        CAME,
    ).when_examined(not_briefed)
    found.then(("possible", "INFO", "RISK"))
    assert found.findings[0].found.sentence.endswith(
        "a weapon, self-harm; this is possible, not certain"
    )


def test_an_entry_of_who_came_is_definite() -> None:
    """The doctor records what police held and did not give; the facts of the request aside."""
    found = given(
        f"{ASKED} facts_given=knife",
        CAME,
        "11:00 doctor:gp information_found_incomplete items_missing=history held_by=police:met",
    ).when_examined(not_briefed)
    found.then(("definite", "INFO", "RISK"))
    assert found.findings[0].found.sentence.endswith("doctor:gp was not given: history")
    assert found.findings[0].found.settle == ""


@pytest.mark.parametrize(
    "said",
    [
        "11:00 doctor:gp information_found_incomplete items_missing=x",
        "11:00 doctor:gp information_found_incomplete items_missing=x held_by=acute:a",
        "11:00 oversight:x information_found_incomplete items_missing=x held_by=police:met",
    ],
)
def test_what_others_held_or_others_say_is_not_outright(said: str) -> None:
    """No holder, another holder, another author."""
    given(ASKED, CAME, said).when_examined(not_briefed).then_nothing()


@pytest.mark.parametrize(
    "lines",
    [
        (CHECK, f"{ASKED} facts_given=knife", CAME),
        (CHECK, f"{ASKED} words='he is armed'", CAME),
        (
            CHECK,
            ASKED,
            (
                "10:06:00 police:met assistance_requested kind=healthcare_professional"
                " to=doctor:gp facts_given=armed"
            ),
            CAME,
        ),
        (CHECK, ASKED, "10:10 police:met information_provided items=knife to=doctor:gp", CAME),
        (CHECK, ASKED, "10:10 doctor:gp contact_received channel=phone caller_kind=family", CAME),
        (CHECK, "10:02:00 police:met resource_arrived_at_scene", ASKED, CAME),
        (CHECK, ASKED, "10:40:00 police:met resource_arrived_at_scene", CAME),
        (CHECK.replace("10:00", "10:20"), ASKED, CAME),
        (CHECK.replace("10:00:00", "before_10:30"), ASKED, CAME),
        (CHECK.replace("knife", "known"), ASKED, CAME),
        (f"{CHECK} @subject=P2", ASKED, CAME),
        (CHECK, ASKED),
        (CHECK, ASKED, "10:10 police:met request_cancelled kind=healthcare_professional"),
        (CHECK, ASKED.replace("healthcare_professional", "place_of_safety"), CAME),
    ],
)
def test_told_or_not_known_or_nobody_came_is_no_finding(lines: tuple[str, ...]) -> None:
    """Facts, words, a repeat with facts, a telling, an own call, the asker there; not yet known."""
    given(*lines).when_examined(not_briefed, until="12:00").then_nothing()


def test_the_askers_people_who_had_left_can_tell_nothing() -> None:
    """Police were there from 10:02 to 10:30; the doctor came at 10:40."""
    given(
        CHECK,
        "10:02:00 police:met resource_arrived_at_scene",
        ASKED,
        "10:30:00 police:met resource_left_scene",
        CAME,
    ).when_examined(not_briefed).then(("possible", "INFO", "RISK"))


def test_an_agency_that_comes_itself_briefs_itself() -> None:
    """Police ask police, and the same force comes."""
    given(
        CHECK,
        "10:05:00 police:met assistance_requested kind=police to=police:met",
        "10:40:00 police:met resource_arrived_at_scene",
    ).when_examined(not_briefed).then_nothing()
