"""F-DELEG-01: conveyance given to another without a risk that the giver knew."""

import pytest

from jointlog.projections.findings.responsibility.delegation_without_safety_facts import (
    delegation_without_safety_facts,
)
from tests.grammar import given

TOLD = (
    '10:00 mental_health:m information_provided to=local_authority:l items="tried to abscond twice"'
)
DELEGATED = "11:00 local_authority:l conveyance_authority_delegated to=patient_transport:p"
SHOWN = ("possible", "CONV", "INFO")
ASKED = "11:00 police:met assistance_requested kind=transport to=patient_transport:p"
CAME = "11:30 patient_transport:p conveyance_started"
RISK = '10:00 police:met call_information_recorded item=risk value_recorded="suicidal"'

FAMILY = (
    "10:00 family family_concern_raised by_relation=parent to=local_authority:l content=suicidal"
)
INCOMPLETE = (
    "13:00 patient_transport:p information_found_incomplete items_missing=risk "
    "held_by=local_authority:l"
)


def test_a_known_risk_not_passed_on_is_possible() -> None:
    """Told at 10:00, delegated at 11:00 with nothing recorded: it may have been said."""
    found = given(TOLD, DELEGATED).when_examined(delegation_without_safety_facts)
    found.then(SHOWN)
    assert "absconding (entry 1)" in found.findings[0].found.sentence


@pytest.mark.parametrize(
    "known",
    [
        '10:00 local_authority:l intelligence_check_performed markers="knife, weapons"',
        "10:00 local_authority:l person_absconded",
        FAMILY,
        '10:00 local_authority:l crisis_plan_checked found=true key_contents="epilepsy"',
    ],
)
def test_what_the_delegator_recorded_or_heard_is_known(known: str) -> None:
    """Markers, an absconding, a relative's words and a crisis plan are knowledge."""
    given(known, DELEGATED).when_examined(delegation_without_safety_facts).then(SHOWN)


@pytest.mark.parametrize(
    "lines",
    [
        (TOLD, f'{DELEGATED} information_given="may run, tried to abscond"'),
        (
            TOLD,
            DELEGATED,
            TOLD.replace("10:00", "11:05").replace("local_authority:l", "patient_transport:p"),
        ),
        (TOLD, DELEGATED, "11:05 police:met information_passed_to_resources items=absconds"),
        (TOLD, DELEGATED, "11:20 patient_transport:p conveyance_started escorts=local_authority:l"),
        (DELEGATED, TOLD.replace("10:00", "12:00")),
        (TOLD.replace("tried to abscond twice", "no history of absconding"), DELEGATED),
        (TOLD.replace("to=local_authority:l", "to=police:met"), DELEGATED),
        ("10:00 local_authority:l crisis_plan_checked found=false", DELEGATED),
    ],
)
def test_given_known_otherwise_or_not_known_is_nothing(lines: tuple[str, ...]) -> None:
    """Given with it, told by another, an escort, not known to it then, or no words at all."""
    given(*lines).when_examined(delegation_without_safety_facts).then_nothing()


def test_an_earlier_journey_of_the_delegator_is_not_going_along() -> None:
    """The AMHP went on a journey at 09:00; the one delegated is at 11:00."""
    given(
        TOLD, DELEGATED, "09:00 patient_transport:p conveyance_started escorts=local_authority:l"
    ).when_examined(delegation_without_safety_facts).then(SHOWN)


def test_a_request_to_convey_that_was_answered_is_a_delegation() -> None:
    """Police recorded a risk of suicide and asked without it; the crew came."""
    given(RISK, ASKED, CAME).when_examined(delegation_without_safety_facts).then(SHOWN)


@pytest.mark.parametrize(
    "lines",
    [
        (RISK, ASKED),
        (RISK, ASKED.replace("kind=transport", "kind=advice"), CAME),
        (RISK, ASKED.replace(" to=patient_transport:p", ""), CAME),
        (RISK, f"{ASKED} facts_given=suicidal", CAME),
    ],
)
def test_a_request_nobody_answered_or_with_the_fact_is_nothing(lines: tuple[str, ...]) -> None:
    """Nobody conveyed, it was for advice, nobody is named, or the fact was given."""
    given(*lines).when_examined(delegation_without_safety_facts).then_nothing()


CRITICAL = (
    "13:00 oversight:o critical_information_found_not_passed_on item=risk "
    "held_by=local_authority:l intended_for=patient_transport:p"
)


@pytest.mark.parametrize(
    "said",
    [
        CRITICAL,
        f"{CRITICAL} held_since=10:00",
        INCOMPLETE,
    ],
)
def test_an_entry_that_says_so_makes_it_definite(said: str) -> None:
    """A reviewer or the crew records that what the delegator held did not arrive."""
    given(DELEGATED, said).when_examined(delegation_without_safety_facts).then(
        ("definite", "CONV", "INFO")
    )


@pytest.mark.parametrize(
    "said",
    [
        f"{CRITICAL} held_since=12:00",
        CRITICAL.replace("held_by=local_authority:l", "held_by=police:met"),
        CRITICAL.replace("intended_for=patient_transport:p", "intended_for=acute:a"),
        "13:00 oversight:o information_found_incomplete items_missing=x held_by=local_authority:l",
    ],
)
def test_unknown_to_the_delegator_then_is_not_its_delegation(said: str) -> None:
    """Held only from 12:00, held by another, or meant for another."""
    given(DELEGATED, said).when_examined(delegation_without_safety_facts).then_nothing()
