"""F-WAIT-13: detention beyond its limit as recorded."""

import pytest

from jointlog.projections.findings.waits.detention_authority_ran_out import (
    detention_authority_ran_out,
)
from tests.grammar import given

POWER = "11:30:00 police:met s136_power_used limb=remove"
ARRIVED = "12:00:00 police:met arrived_at_place_of_safety"
NEXT = "2026-03-02_"


def test_24_hours_passed() -> None:
    """Arrived at 12:00, released at 15:00 the next day: 27 h, 3 h beyond 24 h."""
    found = given(
        POWER,
        f"{ARRIVED} run_by=mental_health:elft",
        f"{NEXT}15:00:00 mental_health:elft detention_authority_ended how=released",
    ).when_examined(detention_authority_ran_out)
    found.then(("definite", 97200, 97200, "DET"))
    (finding,) = found.findings
    assert finding.standard_reference == "T-136-24@2017-12-11"
    assert "limit 1 d 00 h 00 min" in finding.found.sentence
    assert [str(a) for a in finding.found.parties] == ["police:met", "mental_health:elft"]


def test_within_24_hours_or_open_within_it_is_nothing() -> None:
    """23 h, ended or still open when the record ends."""
    given(
        POWER, ARRIVED, f"{NEXT}11:00:00 mental_health:elft detention_authority_ended how=released"
    ).when_examined(detention_authority_ran_out, until="2026-03-03_12:00:00").then_nothing()
    given(POWER, ARRIVED).when_examined(
        detention_authority_ran_out, until=f"{NEXT}11:00:00"
    ).then_nothing()


def test_open_beyond_24_hours() -> None:
    """No end is recorded 25 h after the arrival."""
    found = given(POWER, ARRIVED).when_examined(
        detention_authority_ran_out, until=f"{NEXT}13:00:00"
    )
    found.then(("definite", 90000, 90000, "DET"))
    assert "no end of the authority is recorded" in found.findings[0].found.sentence


def test_an_extension_makes_it_36_hours() -> None:
    """Extended at 20 h: 35 h is within 36 h, 37 h is not."""
    extended = f"{NEXT}08:00:00 mental_health:elft detention_extended"
    given(POWER, ARRIVED, extended).when_examined(
        detention_authority_ran_out, until=f"{NEXT}23:00:00"
    ).then_nothing()
    found = given(POWER, ARRIVED, extended).when_examined(
        detention_authority_ran_out, until="2026-03-03_01:00:00"
    )
    found.then(("definite", 133200, 133200, "DET"))
    assert "extended by T-136-36@2017-12-11" in found.findings[0].found.sentence


@pytest.mark.parametrize(
    ("day", "next_day", "found"),
    [
        ("2017-12-01", "2017-12-03T12:00:00Z", ()),
        ("2017-12-01", "2017-12-04T13:00:00Z", (("definite", 262800, 262800, "DET"),)),
        ("2017-12-11", "2017-12-12T13:00:00Z", (("definite", 90000, 90000, "DET"),)),
    ],
)
def test_the_limit_is_that_of_the_date(
    day: str, next_day: str, found: tuple[tuple[object, ...], ...]
) -> None:
    """72 h to 10 December 2017 (48 h pass nothing, 73 h do), 24 h from the 11th."""
    given(
        f"{day}T11:00:00Z police:met s136_power_used",
        f"{day}T12:00:00Z police:met arrived_at_place_of_safety",
    ).when_examined(detention_authority_ran_out, until=next_day).then(*found)


def test_about_an_arrival_is_possible() -> None:
    """Arrived at about 12:00, five minutes either way: 23:54:01 to 24:05:00 h by 12:00."""
    found = given(POWER, ARRIVED.replace("12:00:00", "~12:00")).when_examined(
        detention_authority_ran_out, until=f"{NEXT}12:00:00"
    )
    found.then(("possible", 86041, 86700, "DET"))
    assert "a record of when the detention period began" in found.findings[0].found.settle


def test_a_transfer_does_not_restart_it() -> None:
    """Second place of safety at 20:00: the clock is still that of 12:00."""
    given(
        POWER,
        ARRIVED,
        "19:30:00 police:met transferred_between_places_of_safety",
        "20:00:00 police:met arrived_at_place_of_safety",
    ).when_examined(detention_authority_ran_out, until=f"{NEXT}13:00:00").then(
        ("definite", 90000, 90000, "DET")
    )


def test_kept_where_the_person_was() -> None:
    """Kept at 12:00: the clock runs from the decision."""
    given("12:00:00 police:met s136_power_used limb=keep").when_examined(
        detention_authority_ran_out, until=f"{NEXT}13:00:00"
    ).then(("definite", 90000, 90000, "DET"))


def test_came_of_their_own_will_and_kept_later() -> None:
    """Walked in at 06:00, kept at 12:00: 25 h from the decision, not 31 h."""
    given(
        "06:00:00 acute:rlh arrived_at_place_of_safety kind=emergency_department",
        "08:00:00 acute:rlh observations_recorded taken=true @subject=P2",
        "12:00:00 police:met s136_power_used limb=keep",
    ).when_examined(detention_authority_ran_out, until=f"{NEXT}13:00:00").then(
        ("definite", 90000, 90000, "DET")
    )


def test_no_power_recorded_is_nothing() -> None:
    """Came of their own will, or a warrant that led to nothing: nobody was detained."""
    given(ARRIVED).when_examined(
        detention_authority_ran_out, until=f"{NEXT}18:00:00"
    ).then_nothing()
    given(
        "11:30:00 police:met s135_warrant_executed outcome=none",
        ARRIVED,
        f"{NEXT}18:00:00 mental_health:elft detention_authority_ended how=other",
    ).when_examined(detention_authority_ran_out, until=f"{NEXT}19:00:00").then_nothing()


def test_a_power_that_had_ended_before_the_arrival_is_nothing() -> None:
    """Released at 11:45, came of their own will at 12:00."""
    given(
        POWER,
        "11:45:00 police:met detention_authority_ended how=released",
        ARRIVED,
    ).when_examined(detention_authority_ran_out, until=f"{NEXT}18:00:00").then_nothing()


def test_a_warrant_counts_from_the_first_entry() -> None:
    """Entered at 11:00, recorded at 12:00: 25 h and 5 min at 12:05 the next day."""
    given(
        "12:00:00 police:met s135_warrant_executed outcome=keep first_entry_at=11:00:00",
    ).when_examined(detention_authority_ran_out, until=f"{NEXT}12:05:00").then(
        ("definite", 90300, 90300, "DET")
    )


def test_departure_on_an_application_ends_it() -> None:
    """Applied at 10:00, set off at 11:00 the next day: 23 h; without setting off it runs on."""
    applied = f"{NEXT}10:00:00 local_authority:th application_made section=s2"
    given(
        POWER,
        ARRIVED,
        applied,
        f"{NEXT}11:00:00 police:met police_vehicle_conveyance_started",
    ).when_examined(detention_authority_ran_out, until=f"{NEXT}18:00:00").then_nothing()
    given(POWER, ARRIVED, applied).when_examined(
        detention_authority_ran_out, until=f"{NEXT}13:00:00"
    ).then(("definite", 90000, 90000, "DET"))


def test_received_at_a_hospital_ends_it() -> None:
    """Received after 20 h, whatever comes later."""
    given(
        POWER, ARRIVED, f"{NEXT}08:00:00 mental_health:elft patient_received_at_hospital"
    ).when_examined(detention_authority_ran_out, until="2026-03-04_12:00:00").then_nothing()


def test_absconded_and_not_back_at_the_limit_is_nothing() -> None:
    """Nobody held a person who was away; one who was retaken before the limit was held."""
    away = "18:00:00 mental_health:elft person_absconded lawful_status_then=s136"
    given(POWER, ARRIVED, away).when_examined(
        detention_authority_ran_out, until=f"{NEXT}18:00:00"
    ).then_nothing()
    given(
        POWER,
        ARRIVED,
        away,
        "20:00:00 police:met person_retaken power=s138",
        f"{NEXT}12:30:00 mental_health:elft person_absconded",
        "19:00:00 mental_health:elft person_absconded @subject=P2",
    ).when_examined(detention_authority_ran_out, until=f"{NEXT}13:00:00").then(
        ("definite", 90000, 90000, "DET")
    )


def test_apron_and_entry_are_two_readings() -> None:
    """Apron 12:00, entry 17:00: 25 h or 20 h at 13:00 the next day, possible; definite at 18:00."""
    readings = given(
        POWER,
        f"{ARRIVED} arrival_basis=apron place_id=rlh",
        "17:00:00 acute:rlh arrived_at_place_of_safety arrival_basis=entry place_id=rlh",
        "17:10:00 acute:rlh arrived_at_place_of_safety arrival_basis=queue place_id=rlh",
        "17:20:00 acute:uch arrived_at_place_of_safety arrival_basis=door place_id=uch",
        "17:20:00 acute:rlh arrived_at_place_of_safety arrival_basis=door @subject=P2",
    )
    found = readings.when_examined(detention_authority_ran_out, until=f"{NEXT}13:00:00")
    found.then(("possible", 90000, 90000, "DET"))
    assert found.findings[0].found.sentence.endswith(
        "; counted from the entry: 20 h 00 min; this is possible, not certain"
    )
    readings.when_examined(detention_authority_ran_out, until=f"{NEXT}18:00:00").then(
        ("definite", 108000, 108000, "DET")
    )


def test_scotland_counts_from_the_removal() -> None:
    """Removed at 11:30: 24 h and 30 min by 12:00; the reader sees the Scottish standard."""
    found = given(f"{POWER} @jurisdiction=scotland", ARRIVED).when_examined(
        detention_authority_ran_out, until=f"{NEXT}12:00:00"
    )
    found.then(("definite", 88200, 88200, "DET"))
    assert found.findings[0].standard_reference.startswith("T-SCO-24")


def test_the_place_that_used_the_power_is_named_once() -> None:
    """Police who used the power and run the station are one party."""
    found = given(POWER, f"{ARRIVED} kind=police_station run_by=police:met").when_examined(
        detention_authority_ran_out, until=f"{NEXT}13:00:00"
    )
    assert [str(a) for a in found.findings[0].found.parties] == ["police:met"]
