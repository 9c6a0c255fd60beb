"""F-WAIT-12: no bed found, declined, or identified late."""

import pytest

from jointlog.projections.findings.waits.no_bed import no_bed
from tests.grammar import given

DECIDED = "12:00:00 local_authority:th assessment_concluded outcome=s2"
FOUND = "local_authority:th bed_identified hospital=A"


@pytest.mark.parametrize("outcome", ["s2", "s3", "s4", "informal"])
def test_identified_after_5_hours(outcome: str) -> None:
    """12:00 to 17:00: 5 h, beyond 4 h."""
    found = given(DECIDED.replace("s2", outcome), f"17:00:00 {FOUND}").when_examined(no_bed)
    found.then(("definite", 18000, 18000, "BED"))
    assert found.findings[0].severity == "S2"
    assert "searches that found none: 0; requests declined: 0" in found.findings[0].found.sentence


def test_identified_within_4_hours_is_nothing() -> None:
    """3 h 59 min, and then a wait for transport, is another finding."""
    given(DECIDED, f"15:59:00 {FOUND}", "21:00:00 ambulance:las conveyance_started").when_examined(
        no_bed
    ).then_nothing()


def test_about_a_time_is_possible() -> None:
    """About 16:00, five minutes either way: 3:55:00 to 4:05:59 against 4 h."""
    found = given(DECIDED, f"~16:00 {FOUND}").when_examined(no_bed)
    found.then(("possible", 14100, 14759, "BED"))
    assert "exact times" in found.findings[0].found.settle


def test_none_found_counts_searches_and_places() -> None:
    """Two searches of A, B and B, C: three places; found after 2 h, reported all the same."""
    found = given(
        DECIDED,
        "12:30:00 mental_health:elft no_bed_found searched=A,B reason=none_vacant",
        "13:00:00 mental_health:elft no_bed_found searched=B,C",
        f"14:00:00 {FOUND}",
    ).when_examined(no_bed)
    found.then(("definite", 7200, 7200, "BED"))
    (finding,) = found.findings
    assert "searches that found none: 2 (places asked: 3)" in finding.found.sentence
    assert [str(a) for a in finding.found.parties] == ["local_authority:th", "mental_health:elft"]


def test_declined_and_unavailable_count() -> None:
    """A request declined and a bed reported unavailable; none identified by 13:00."""
    found = given(
        "12:00:00 local_authority:th assistance_requested kind=bed to=mental_health:elft",
        "12:10:00 mental_health:elft request_declined kind=bed reason_code=capacity",
        "12:20:00 mental_health:nelft responder_reported_unavailable what=bed",
        "12:25:00 local_authority:th responder_reported_unavailable what=amhp",
    ).when_examined(no_bed, until="13:00:00")
    found.then(("definite", 3000, 3000, "BED"))
    sentence = found.findings[0].found.sentence
    assert "a bed was wanted" in sentence
    assert "searches that found none: 1; requests declined: 1" in sentence
    assert "no bed is recorded as identified when the record ends" in sentence


def test_searched_before_the_decision_runs_from_the_first_search() -> None:
    """None found at 11:00, decided at 12:00, and again at 12:30, received at 13:00: 2 h."""
    found = given(
        "11:00:00 mental_health:elft no_bed_found",
        DECIDED,
        "12:30:00 mental_health:elft assessment_concluded outcome=s3",
        "13:00:00 mental_health:elft patient_received_at_hospital",
    ).when_examined(no_bed)
    found.then(("definite", 7200, 7200, "BED"))
    assert found.findings[0].found.entries == (1, 2, 4)


@pytest.mark.parametrize(
    "over",
    [
        "local_authority:th assessment_concluded outcome=discharge",
        "local_authority:th detention_authority_ended how=released",
        "local_authority:th responsibility_ended strand=BED reason=need_ceased",
    ],
)
def test_the_want_can_end_without_a_bed(over: str) -> None:
    """Decided otherwise at 17:00: the want of 5 h is told, with how it ended."""
    found = given(DECIDED, f"17:00:00 {over}", "20:00:00 police:met police_released").when_examined(
        no_bed
    )
    found.then(("definite", 18000, 18000, "BED"))
    assert "ended without a bed" in found.findings[0].found.sentence
    given(DECIDED, f"13:00:00 {over}").when_examined(no_bed, until="20:00:00").then_nothing()


def test_no_decision_to_admit_is_nothing() -> None:
    """Discharge needs no bed; a bed found for nobody is nothing."""
    given(
        "12:00:00 local_authority:th assessment_concluded outcome=discharge", f"18:00:00 {FOUND}"
    ).when_examined(no_bed, until="23:00:00").then_nothing()


def test_other_ends_leave_the_want() -> None:
    """Authority that expired, or the end of another strand, ends no want of a bed."""
    given(
        DECIDED,
        "13:00:00 local_authority:th detention_authority_ended how=expired",
        "13:00:00 local_authority:th responsibility_ended strand=SAFE reason=need_ceased",
    ).when_examined(no_bed, until="17:00:00").then(("definite", 18000, 18000, "BED"))


def test_severe_where_the_authority_ran_out_meanwhile() -> None:
    """Arrived at 06:00, decided at 12:00, bed at 08:00 the next day: 24 h passed at 06:00."""
    found = given(
        "05:00:00 police:met s136_power_used",
        "06:00:00 police:met arrived_at_place_of_safety",
        DECIDED,
        f"2026-03-02_08:00:00 {FOUND}",
    ).when_examined(no_bed)
    found.then(("definite", 72000, 72000, "BED"))
    assert found.findings[0].severity == "S1"


def test_not_severe_where_it_ran_out_before_or_after() -> None:
    """The want ended at 17:00, before the limit at 06:00; P2's limit is P2's."""
    found = given(
        "05:00:00 police:met s136_power_used",
        "06:00:00 police:met arrived_at_place_of_safety",
        "05:00:00 police:met s136_power_used @subject=P2",
        "06:00:00 police:met arrived_at_place_of_safety @subject=P2",
        DECIDED,
        f"17:00:00 {FOUND}",
    ).when_examined(no_bed, until="2026-03-02_08:00:00")
    assert found.findings[0].severity == "S2"


def test_an_uncertain_overrun_is_not_severe() -> None:
    """Arrival at about 06:00: at 06:02 the next day 24 h are only possibly passed."""
    found = given(
        "05:00:00 police:met s136_power_used",
        "~06:00 police:met arrived_at_place_of_safety",
        DECIDED,
    ).when_examined(no_bed, until="2026-03-02_06:02:00")
    assert found.findings[0].severity == "S2"


def test_an_open_want_is_severe_too() -> None:
    """No bed by 08:00 the next day, two hours beyond the limit."""
    found = given(
        "05:00:00 police:met s136_power_used",
        "06:00:00 police:met arrived_at_place_of_safety",
        DECIDED,
    ).when_examined(no_bed, until="2026-03-02_08:00:00")
    assert found.findings[0].severity == "S1"
