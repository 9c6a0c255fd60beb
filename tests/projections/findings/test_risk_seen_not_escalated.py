"""F-INFO-07 and its traps."""

import pytest

from jointlog.projections.findings.information.risk_seen_not_escalated import (
    risk_seen_not_escalated,
)
from tests.grammar import given

DAY_S = 86_400
SEEN = "2026-02-20_10:00:00 mental_health:m responsibility_identified strand=RISK why_needed="
BLADE = f"{SEEN}'large blade seen on a visit'"
HARM = "10:00:00 police:met serious_injury_or_death_recorded what=death @subject=P2"
LATER = "10:00:00 police:met resource_arrived_at_scene"


def test_an_entry_that_says_that_nothing_was_done_is_definite() -> None:
    """20 February to the harm on 1 March: 9 days."""
    found = given(f"{SEEN}'large blade seen; noted, no action'", HARM).when_examined(
        risk_seen_not_escalated
    )
    found.then(("definite", 9 * DAY_S, 9 * DAY_S, "RISK", "INFO"))
    assert "recorded a weapon, and that nothing was done" in found.findings[0].found.sentence


def test_nothing_recorded_until_harm_is_possible() -> None:
    """What other agencies do, about whomever, is not this one's."""
    found = given(BLADE, LATER, HARM).when_examined(risk_seen_not_escalated)
    found.then(("possible", 9 * DAY_S, 9 * DAY_S, "RISK", "INFO"))
    assert found.findings[0].found.entries == (1, 3)
    assert found.findings[0].found.settle


def test_without_harm_the_threshold_must_surely_pass() -> None:
    """14 days: from 1 February to 1 March are 28 days, from 20 February 9."""
    given(BLADE.replace("02-20", "02-01"), LATER).when_examined(risk_seen_not_escalated).then(
        ("possible", 28 * DAY_S, 28 * DAY_S, "RISK", "INFO")
    )
    given(BLADE, LATER).when_examined(risk_seen_not_escalated).then_nothing()


def test_a_late_entry_counts_where_it_says_so() -> None:
    """An inquest's entry is of no agency at the scene; what it only describes is not raised."""
    late = "2026-02-20_10:00:00 oversight:inquest late_entry_made why_late=evidence content="
    found = given(f"{late}'a knife was seen and not escalated'", LATER).when_examined(
        risk_seen_not_escalated
    )
    found.then(("definite", 9 * DAY_S, 9 * DAY_S, "RISK", "INFO"))
    assert found.findings[0].found.parties == ()
    given(f"{late}'a knife was seen'", HARM).when_examined(risk_seen_not_escalated).then_nothing()


@pytest.mark.parametrize(
    "response",
    [
        "2026-02-21_10:00 mental_health:m information_provided items=blade to=police:met",
        "2026-02-21_10:00 mental_health:m assistance_requested kind=police",
        "2026-02-21_10:00 mental_health:m attendance_declined reason_code=criteria",
        "2026-02-21_10:00 police:met risk_plan_agreed agencies=police:met @caused_by=#1",
        "unknown mental_health:m information_requested",
    ],
)
def test_a_response_is_no_finding(response: str) -> None:
    """Told, asked, declined with a reason, planned by another because of it, perhaps after."""
    given(BLADE, response, HARM).when_examined(risk_seen_not_escalated).then_nothing()


@pytest.mark.parametrize(
    "other",
    [
        "2026-02-21_10:00 mental_health:m information_provided completeness=minimal",
        "2026-02-21_10:00 mental_health:m attendance_declined",
        "2026-02-19_10:00 mental_health:m assistance_requested kind=police",
        "2026-02-21_10:00 mental_health:m assistance_requested kind=police @subject=P2",
        "2026-02-21_10:00 mental_health:m care_contact_made kind=doorstep",
    ],
)
def test_what_gives_or_decides_nothing_is_no_response(other: str) -> None:
    """A minimal answer, a bare refusal, an earlier request, another person, a visit."""
    given(BLADE, other, HARM).when_examined(risk_seen_not_escalated).then(
        ("possible", 9 * DAY_S, 9 * DAY_S, "RISK", "INFO")
    )


def test_a_request_surely_after_clears_what_an_entry_says() -> None:
    """No action that day; the next day police were told."""
    given(
        f"{SEEN}'blade seen; no action'",
        "2026-02-21_10:00 mental_health:m information_provided items=blade to=police:met",
        HARM,
    ).when_examined(risk_seen_not_escalated).then_nothing()


@pytest.mark.parametrize(
    "seen",
    [
        f"{SEEN}'no weapon seen, no action'",
        BLADE.replace("RISK", "DEP"),
        "2026-02-20_10:00 police:met call_information_recorded item=weapon value_recorded=No.",
        "2026-02-20_10:00 police:met call_information_recorded item=call value_recorded=quiet",
    ],
)
def test_no_hazard_is_no_finding(seen: str) -> None:
    """Negated, a need of another kind, an item answered with no, nothing named."""
    given(seen, HARM).when_examined(risk_seen_not_escalated).then_nothing()


def test_a_control_room_that_sends_somebody_has_responded() -> None:
    """A knife in the call, and officers allocated; harm follows."""
    given(
        "09:00 police:met call_information_recorded item=call value_recorded='has a knife'",
        "09:01 police:met resource_allocated callsign=P1 skill=constable",
        HARM,
    ).when_examined(risk_seen_not_escalated).then_nothing()


def test_harm_that_may_come_first_is_no_finding() -> None:
    """The day of the harm alone is known, the hazard was written down on that day."""
    given(
        BLADE.replace("2026-02-20_10:00:00", "10:00:00"), HARM.replace("10:00:00", "2026-03-01")
    ).when_examined(risk_seen_not_escalated).then_nothing()
