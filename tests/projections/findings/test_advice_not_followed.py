"""F-MED-02: advice to go to hospital, and no step recorded for long."""

import pytest

from jointlog.projections.findings.force.advice_not_followed import advice_not_followed
from tests.grammar import given

PLAIN = '17:15:00 custody_health:c information_provided items="needs to go to hospital"'
WENT = "19:05:00 police:met conveyance_started"
LATE = (6600, 6600, "CLIN", "CONV")


def test_the_journey_begins_long_after_the_advice() -> None:
    """Advised 17:15, set off 19:05: 1 h 50 against 30 min."""
    given(PLAIN, WENT).when_examined(advice_not_followed).then(("definite", *LATE))


@pytest.mark.parametrize(
    "words", ["take him to ED now", "hospital needed", "should be seen in A&E"]
)
def test_each_way_of_saying_it(words: str) -> None:
    """Words of a consulted clinician count as much."""
    line = f'17:15:00 police:met s136_consultation_recorded made=true advice="{words}"'
    given(line, WENT).when_examined(advice_not_followed).then(("definite", *LATE))


@pytest.mark.parametrize(
    "words",
    [
        "to hospital if he gets worse",
        "needs admission to a psychiatric hospital",
        "no need to go to hospital",
        "fit to be detained",
    ],
)
def test_conditional_or_other_advice_is_nothing(words: str) -> None:
    """Conditional, about a bed, a denial, or something else."""
    given(PLAIN.replace("needs to go to hospital", words), WENT).when_examined(
        advice_not_followed
    ).then_nothing()


def test_words_of_who_is_no_clinician_are_no_advice() -> None:
    """Police tell each other; a consultation that was not made."""
    given(PLAIN.replace("custody_health:c", "police:met"), WENT).when_examined(
        advice_not_followed
    ).then_nothing()
    given(
        '17:15:00 police:met s136_consultation_recorded made=false advice="to hospital"', WENT
    ).when_examined(advice_not_followed).then_nothing()


@pytest.mark.parametrize(
    "step",
    [
        "17:20:00 police:met conveyance_started",
        "17:20:00 police:met police_vehicle_conveyance_started",
        "17:20:00 police:met assistance_requested kind=ambulance_treat",
    ],
)
def test_followed_in_time_is_nothing(step: str) -> None:
    """A journey, or a request for one: waiting for it is another finding."""
    given(PLAIN, step, WENT).when_examined(advice_not_followed).then_nothing()


def test_an_earlier_journey_or_another_request_follows_nothing() -> None:
    """A journey at 16:00; a request for an interpreter at 17:20."""
    given(
        "16:00:00 police:met conveyance_started",
        PLAIN,
        "17:20:00 police:met assistance_requested kind=interpreter",
        WENT,
    ).when_examined(advice_not_followed).then(("definite", *LATE))


def test_no_step_recorded_is_possible_while_the_person_is_still_there() -> None:
    """A check in the cell at 19:05; with no later entry, nothing."""
    found = given(
        PLAIN, "19:05:00 police:met welfare_check_made setting=police_cell"
    ).when_examined(advice_not_followed)
    found.then(("possible", *LATE))
    assert "set off to hospital" in found.findings[0].found.settle
    given(PLAIN).when_examined(advice_not_followed).then_nothing()


def test_uncertain_times_make_it_possible() -> None:
    """Set off about 17:45, five minutes either way: 25 to 35 min."""
    given(PLAIN, WENT.replace("19:05:00", "~17:45:00")).when_examined(advice_not_followed).then(
        ("possible", 1500, 2100, "CLIN", "CONV")
    )
