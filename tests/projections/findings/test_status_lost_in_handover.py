"""F-GAP-04 and its traps."""

import pytest

from jointlog.projections.findings.responsibility.status_lost_in_handover import (
    status_lost_in_handover,
)
from tests.grammar import given

DETAINED = "12:00 police:dp s136_power_used"
ARRIVED = (
    "12:40 police:dp arrived_at_place_of_safety kind=emergency_department run_by=acute:bronglais"
)
LEFT = "13:00 police:dp resource_left_scene reason=other"
END = "15:00 acute:bronglais physical_health_cleared cleared_for=home"


def offered(*said: str) -> str:
    """A handover to the hospital, with what was said of the legal status."""
    return " ".join(("12:45 police:dp handover_offered strands=CLIN to=acute:bronglais", *said))


def test_not_stated_is_definite() -> None:
    """Officers hand over to hospital staff, it is recorded that the status was not stated."""
    found = given(DETAINED, offered("legal_status_stated=false"), LEFT, END).when_examined(
        status_lost_in_handover
    )
    found.then(("definite", "DET"))
    assert "is recorded as not stated" in found.findings[0].found.sentence


def test_custody_sergeant_not_told_is_definite() -> None:
    """The detaining officer hands over to the custody sergeant, who is not told."""
    given(
        DETAINED,
        "12:20 police:dp handover_offered strands=SAFE to=police:dp to_role=custody_sergeant"
        " legal_status_stated=false",
        "12:30 police:dp conveyance_started",
    ).when_examined(status_lost_in_handover).then(("definite", "DET"))


def test_nothing_said_of_it_is_possible() -> None:
    """The record does not say whether the status was stated, and the person went on."""
    found = given(DETAINED, offered(), LEFT).when_examined(status_lost_in_handover)
    found.then(("possible", "DET"))
    assert "what was said of the legal status" in found.findings[0].found.settle


def test_nothing_onward_is_possible_or_nothing() -> None:
    """Not stated, but the record does not say where the person went: possible."""
    found = given(DETAINED, offered("legal_status_stated=false")).when_examined(
        status_lost_in_handover
    )
    found.then(("possible", "DET"))
    assert "where the person went" in found.findings[0].found.settle
    given(DETAINED, offered()).when_examined(status_lost_in_handover).then_nothing()


@pytest.mark.parametrize(
    "told",
    [
        offered("legal_status_stated=true"),
        offered("papers=true"),
        "12:50 acute:bronglais handover_accepted strands=CLIN legal_status_acknowledged=true",
        "12:50 acute:bronglais handover_accepted strands=DET",
        "14:00 doctor detention_authority_ended how=discharged",
        "14:00 local_authority:c assessment_started",
    ],
)
def test_told_read_or_ended_is_no_finding(told: str) -> None:
    """Stated, papers read, acknowledged, accepted by name, ended, or assessed."""
    given(DETAINED, offered(), told, LEFT, END).when_examined(
        status_lost_in_handover
    ).then_nothing()


def test_an_acceptance_that_nobody_offered_is_looked_at() -> None:
    """Staff take the person over; it is recorded that the status was not acknowledged."""
    given(
        DETAINED,
        "12:50 acute:bronglais handover_accepted strands=CLIN legal_status_acknowledged=false",
        LEFT,
    ).when_examined(status_lost_in_handover).then(("definite", "DET"))


def test_an_arrival_with_no_handover_is_possible() -> None:
    """Police bring the person and leave; staff clear the person: nothing of the status."""
    given(DETAINED, ARRIVED, LEFT, END).when_examined(status_lost_in_handover).then(
        ("possible", "DET")
    )


def test_an_arrival_followed_by_a_handover_is_one_finding() -> None:
    """The handover is reported, not the arrival too."""
    given(DETAINED, ARRIVED, offered("legal_status_stated=false"), LEFT).when_examined(
        status_lost_in_handover
    ).then(("definite", "DET"))


def test_another_agency_that_leaves_is_no_sign() -> None:
    """The ambulance crew leaves; police, who held detention, are still there."""
    given(
        DETAINED,
        "12:10 ambulance:was resource_arrived_at_scene",
        offered(),
        "13:00 ambulance:was resource_left_scene",
    ).when_examined(status_lost_in_handover).then_nothing()


def test_nobody_detained_is_no_finding() -> None:
    """There was no status to state; and the offerer did not hold detention."""
    given(offered("legal_status_stated=false"), LEFT, END).when_examined(
        status_lost_in_handover
    ).then_nothing()
    given(
        DETAINED,
        "12:45 ambulance:was handover_offered strands=CLIN legal_status_stated=false",
        LEFT,
    ).when_examined(status_lost_in_handover).then_nothing()


def test_a_handover_to_nobody_named() -> None:
    """The sentence says so."""
    found = given(
        DETAINED, "12:45 police:dp handover_offered strands=CLIN legal_status_stated=false", LEFT
    ).when_examined(status_lost_in_handover)
    assert "handed to an agency not named" in found.findings[0].found.sentence


NOTED = (
    "12:45 oversight:iopc critical_information_found_not_passed_on item='held under section 136'"
    " held_by=police:dp intended_for=acute:bronglais effect=discharged"
)


def test_a_reviewers_entry_counts_and_is_not_told_twice() -> None:
    """The entry says that the status did not reach the hospital: one definite finding."""
    found = given(DETAINED, NOTED, offered(), LEFT, END).when_examined(status_lost_in_handover)
    found.then(("definite", "DET"))
    assert '"held under section 136" did not reach acute:bronglais (discharged)' in (
        found.findings[0].found.sentence
    )


def test_two_handovers_of_one_status() -> None:
    """Not told: the hospital, and the custody sergeant."""
    given(
        DETAINED,
        NOTED,
        "12:20 oversight:iopc critical_information_found_not_passed_on"
        " item='detained under the Mental Health Act'",
        offered(),
        LEFT,
    ).when_examined(status_lost_in_handover).then(("definite", "DET"), ("definite", "DET"))


def test_other_information_and_ended_detention_do_not_count() -> None:
    """Another item, an assessment afterwards, or nobody of that name holding detention."""
    given(
        DETAINED,
        "12:45 oversight critical_information_found_not_passed_on item='a knife'",
        NOTED,
        "12:50 local_authority:c assessment_started",
    ).when_examined(status_lost_in_handover).then_nothing()
    given("12:00 police:met s136_power_used", NOTED).when_examined(
        status_lost_in_handover
    ).then_nothing()


def test_a_note_on_another_receiver_leaves_the_handover() -> None:
    """The reviewer speaks of the custody sergeant; the hospital's handover is its own finding."""
    given(
        DETAINED,
        NOTED.replace("acute:bronglais", "police:dp"),
        offered("legal_status_stated=false"),
        LEFT,
    ).when_examined(status_lost_in_handover).then(("definite", "DET"), ("definite", "DET"))


ACKNOWLEDGED = "acute:bronglais handover_accepted strands=CLIN legal_status_acknowledged=true"


@pytest.mark.parametrize(
    ("more", "grade"),
    [
        ("12:30:00/12:50:00 doctor:d detention_authority_ended how=discharged", "possible"),
        ("12:46:00/12:50:00 doctor:d detention_authority_ended how=discharged", ""),
        ("12:30:00/12:50:00 fire:lfb resource_arrived_at_scene callsign=F1", "definite"),
        (
            f"12:30:00/12:50:00 {ACKNOWLEDGED}",
            "possible",
        ),
        (
            f"12:46:00/12:50:00 {ACKNOWLEDGED}",
            "",
        ),
    ],
)
def test_what_perhaps_came_after_perhaps_tells(more: str, grade: str) -> None:
    """Handed over at 12:45; ended or acknowledged perhaps before, or surely after."""
    given(DETAINED, offered("legal_status_stated=false"), LEFT, more).when_examined(
        status_lost_in_handover
    ).then(*([(grade, "DET")] if grade else []))


def test_who_perhaps_left_before_perhaps_handed_nobody_over() -> None:
    """Police leave from 12:30 to 13:00, and hand over at 12:45: held perhaps no more by then."""
    left = "12:30:00/13:00:00 police:dp resource_left_scene reason=other"
    given(DETAINED, offered("legal_status_stated=false"), left, END).when_examined(
        status_lost_in_handover
    ).then(("possible", "DET"))
    given(
        DETAINED, offered("legal_status_stated=false"), left + " @caused_by=#2", END
    ).when_examined(status_lost_in_handover).then(("definite", "DET"))


def test_what_the_same_receiver_was_told_before_is_told() -> None:
    """Stated at 12:20; offered again at 12:45 with nothing said; told to another: possible."""
    before = "12:20 police:dp handover_offered strands=SAFE legal_status_stated=true to="
    given(DETAINED, before + "acute:bronglais", offered(), LEFT).when_examined(
        status_lost_in_handover
    ).then_nothing()
    given(DETAINED, before + "mental_health:h", offered(), LEFT).when_examined(
        status_lost_in_handover
    ).then(("possible", "DET"))


def test_a_note_where_the_detention_perhaps_ended_after_it_is_possible() -> None:
    """Noted at 12:45, ended from 12:30 to 13:00."""
    ended = "12:30:00/13:00:00 doctor:d detention_authority_ended how=discharged"
    given(DETAINED, NOTED, ended).when_examined(status_lost_in_handover).then(("possible", "DET"))
