"""F-CUS-02: a police station as place of safety, and its conditions."""

import pytest

from jointlog.projections.findings.force.police_station_conditions import (
    police_station_conditions,
)
from tests.grammar import given

USED = "22:00:00 police:met s136_power_used limb=remove"
ARRIVED = "22:30:00 police:met arrived_at_place_of_safety kind=police_station"
LIMBS = "reg2_limbs=imminent_risk,no_other_place,healthcare_available"
GOOD = (
    f"22:30:00 police:c police_station_use_authorised inspector_rank=true hcp_present=true {LIMBS}"
)
NURSE = "{} custody_health:h welfare_check_made setting=police_cell level=constant"


def test_no_authorisation_recorded_is_possible() -> None:
    """Section 136, the station, no authority in the record: it may be on a form."""
    found = given(USED, ARRIVED).when_examined(police_station_conditions)
    found.then(("possible", "PLACE"))
    assert "form" in found.findings[0].found.settle


def test_fully_authorised_and_checked_is_nothing() -> None:
    """An inspector, all conditions, a nurse every 25 min, released."""
    given(
        USED,
        ARRIVED,
        GOOD,
        NURSE.format("22:55:00"),
        NURSE.format("23:20:00"),
        "23:40:00 police:c detention_authority_ended how=released",
    ).when_examined(police_station_conditions).then_nothing()


@pytest.mark.parametrize(
    ("changed", "grade"),
    [
        (("inspector_rank=true", "inspector_rank=false"), "definite"),
        (("hcp_present=true", "hcp_present=false"), "definite"),
        (("no_other_place,", ""), "definite"),
        ((LIMBS, ""), "possible"),
    ],
)
def test_what_the_authorisation_says_or_leaves_open(changed: tuple[str, str], grade: str) -> None:
    """Below inspector, nobody of health, a condition missing: definite; none told: possible."""
    given(USED, ARRIVED, GOOD.replace(*changed)).when_examined(police_station_conditions).then(
        (grade, "PLACE")
    )


def age(item: str, value: str) -> str:
    """An item that a control room wrote down."""
    return f'21:00:00 police:met call_information_recorded item="{item}" value_recorded="{value}"'


def test_a_person_under_18_is_definite() -> None:
    """Age recorded as 16."""
    given(age("age", "16 years"), USED, ARRIVED, GOOD).when_examined(
        police_station_conditions
    ).then(("definite", "PLACE"))


@pytest.mark.parametrize(
    ("item", "value"), [("age", "34"), ("village", "16"), ("age", "unknown"), ("age", "")]
)
def test_no_age_under_18_recorded(item: str, value: str) -> None:
    """An adult, another item, no number, no words."""
    given(age(item, value), USED, ARRIVED, GOOD).when_examined(
        police_station_conditions
    ).then_nothing()


def test_an_arrest_makes_it_no_place_of_safety() -> None:
    """Arrested, also after section 136; a warrant that led to nothing; no power recorded."""
    arrest = "22:20:00 police:met person_arrested"
    warrant = "22:00:00 police:met s135_warrant_executed outcome=none"
    for lines in ((USED, arrest, ARRIVED), (arrest, ARRIVED), (warrant, ARRIVED), (ARRIVED,)):
        given(*lines).when_examined(police_station_conditions).then_nothing()


def test_another_place_is_not_a_station() -> None:
    """An emergency department."""
    given(USED, ARRIVED.replace("police_station", "emergency_department")).when_examined(
        police_station_conditions
    ).then_nothing()


def test_before_the_regulations_there_is_nothing_to_hold_it_to() -> None:
    """10 December 2017: not yet in force."""
    given(USED, ARRIVED).when_examined(
        police_station_conditions, protocol="england@2017-12-10"
    ).then_nothing()


def test_fifty_minutes_without_a_nurse() -> None:
    """Authorised 22:30, a nurse at 23:20: 50 min against 30."""
    given(USED, ARRIVED, GOOD, NURSE.format("23:20:00")).when_examined(
        police_station_conditions
    ).then(("definite", 3000, 3000, "CLIN"))


def test_checks_of_uncertain_time_told_later_or_cut_short_are_possible() -> None:
    """About 23:00; told in a statement; or the person left after 50 min with no check recorded."""
    given(USED, ARRIVED, GOOD, NURSE.format("~23:00:00")).when_examined(
        police_station_conditions
    ).then(("possible", 1500, 2100, "CLIN"))
    given(USED, ARRIVED, GOOD, f"{NURSE.format('23:20:00')} @evidence=statement").when_examined(
        police_station_conditions
    ).then(("possible", 3000, 3000, "CLIN"))
    given(
        USED, ARRIVED, GOOD, "23:20:00 police:c detention_authority_ended how=released"
    ).when_examined(police_station_conditions).then(("possible", 3000, 3000, "CLIN"))


def test_the_end_of_the_record_shows_no_gap_and_each_person_has_their_own() -> None:
    """Nothing after the authorisation; another person's gap is another finding."""
    given(USED, ARRIVED, GOOD).when_examined(
        police_station_conditions, until="23:50:00"
    ).then_nothing()
    given(
        USED,
        ARRIVED,
        GOOD,
        *(f"{line} @subject=P2" for line in (USED, ARRIVED, GOOD, NURSE.format("23:20:00"))),
    ).when_examined(police_station_conditions).then(("definite", 3000, 3000, "CLIN"))
