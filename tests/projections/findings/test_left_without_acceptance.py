"""F-GAP-03 and its traps."""

import pytest

from jointlog.projections.findings.responsibility.left_without_acceptance import (
    left_without_acceptance,
)
from jointlog.projections.wording.words import finding_length
from tests.grammar import given

DETAINED = "12:00:00 police:met s136_power_used"
WATCHED = "12:01:00 police:met responsibility_assumed strand=SAFE"
LEFT = "13:00:00 police:met resource_left_scene reason=other"
END = "13:40:00 acute:kings family_concern_raised by_relation=parent"


def test_left_without_acceptance_is_found() -> None:
    """Police leave at 13:00 with two responsibilities; the record ends at 13:40: 2400 s."""
    found = given(DETAINED, WATCHED, LEFT, END).when_examined(left_without_acceptance)
    found.then(("definite", 2400, 2400, "DET", "SAFE"))
    assert "no acceptance is recorded between 5 min before and 15 min after" in (
        found.findings[0].found.sentence
    )


def test_after_the_last_entry_no_length_is_told() -> None:
    """The record ends with the departure, 0 s later: no words call that the length of the gap."""
    found = given(DETAINED, LEFT).when_examined(left_without_acceptance)
    found.then(("definite", 0, 0, "DET"))
    (finding,) = found.findings
    assert finding.found.sentence.endswith(
        "nothing is recorded after that, so that no end is recorded"
    )
    assert finding_length(finding.found) == "length not recorded"


def test_the_length_ends_with_the_next_holder() -> None:
    """Accepted 30 min after the departure: outside the 15 min, 1800 s."""
    found = given(
        DETAINED, LEFT, "13:30:00 acute:kings handover_accepted strands=DET", END
    ).when_examined(left_without_acceptance)
    found.then(("definite", 1800, 1800, "DET"))
    assert "to the next recorded holder" in found.findings[0].found.sentence


def test_an_acceptance_logged_late_is_no_finding() -> None:
    """Accepted at 13:10, inside the 15 min after the departure."""
    given(DETAINED, LEFT, "13:10:00 acute:kings handover_accepted strands=DET").when_examined(
        left_without_acceptance
    ).then_nothing()


def test_a_ward_that_receives_the_patient_accepts() -> None:
    """Ten minutes after police left, a ward receives the person and the papers."""
    given(DETAINED, LEFT, "13:10 mental_health:slam patient_received_at_hospital").when_examined(
        left_without_acceptance
    ).then_nothing()


def test_an_acceptance_at_the_edge_is_possible() -> None:
    """Left at 13:00, accepted at 13:15, both to the minute: 841 to 959 s, limit 900 s."""
    found = given(
        DETAINED,
        "13:00 police:met resource_left_scene reason=other",
        "13:15 acute:kings handover_accepted strands=DET",
    ).when_examined(left_without_acceptance)
    found.then(("possible", 841, 959, "DET"))
    assert found.findings[0].found.settle.startswith("exact times")


def test_each_grade_is_a_finding_of_its_own() -> None:
    """Supervision may have been accepted in time, detention was not."""
    given(
        DETAINED,
        WATCHED,
        "13:00 police:met resource_left_scene reason=handed_over handed_to=acute:kings",
        "13:15 acute:kings handover_accepted strands=SAFE",
        "13:40:00 acute:kings family_concern_raised by_relation=parent",
    ).when_examined(left_without_acceptance).then(
        ("definite", 2341, 2400, "DET"), ("possible", 841, 959, "SAFE")
    )


def test_conduct_within_the_minutes_is_an_acceptance_by_conduct() -> None:
    """Staff check the person ten minutes after police left, and so watch them."""
    given(WATCHED, LEFT, "13:10 acute:kings welfare_check_made setting=ward").when_examined(
        left_without_acceptance
    ).then_nothing()


def test_others_acceptances_do_not_count() -> None:
    """Of another strand, of another person, by the leaver, and under a condition not met."""
    given(
        DETAINED,
        LEFT,
        "13:05 acute:kings handover_accepted strands=CLIN",
        "13:05 acute:kings handover_accepted strands=DET @subject=P2",
        "13:05 local_authority:x s135_warrant_executed outcome=none",
        "12:58 police:met responsibility_accepted strand=DET",
        END,
    ).when_examined(left_without_acceptance).then(("definite", 2400, 2400, "DET"))


def test_the_person_was_free_is_no_finding() -> None:
    """Detention had ended when police left."""
    given(
        DETAINED, "12:50 doctor detention_authority_ended how=discharged", LEFT, END
    ).when_examined(left_without_acceptance).then_nothing()


def test_conduct_that_nothing_needs_is_no_finding() -> None:
    """A monitor held supervision by conduct alone; nothing says that it was needed."""
    given("12:00 police:met safety_monitor_assigned", LEFT, END).when_examined(
        left_without_acceptance
    ).then_nothing()


def test_an_unknown_departure_is_indeterminate() -> None:
    """R10: the finding asks when police left."""
    found = given(
        DETAINED, "unknown police:met resource_left_scene reason=other", END
    ).when_examined(left_without_acceptance)
    found.then(("indeterminate", 0, None, "DET"))
    assert found.findings[0].found.settle == "a record of when police:met left"


def test_accepted_before_police_leave_is_the_negative_control() -> None:
    """Hospital security accepts custody and supervision, then police leave."""
    given(
        DETAINED,
        WATCHED,
        "14:50 police:met handover_offered strands=DET,SAFE to=acute:sgh legal_status_stated=true",
        "15:00 acute:sgh handover_accepted strands=DET,SAFE",
        "15:00 police:met resource_left_scene reason=handed_over handed_to=acute:sgh",
        "16:30 acute:sgh person_absconded",
    ).when_examined(left_without_acceptance).then_nothing()


def test_a_lapsed_detention_has_no_next_holder() -> None:
    """Past the limit the authority has lapsed: the departure is found, to the end of the record."""
    given(
        "2026-02-27_12:00:00 police:met s136_power_used",
        "2026-02-27_12:30:00 police:met arrived_at_place_of_safety",
        LEFT,
        END,
    ).when_examined(left_without_acceptance).then(("definite", 2400, 2400, "DET"))


def test_an_acceptance_just_before_the_departure_is_one() -> None:
    """Accepted at 12:57, police use the power again at 12:59 and leave at 13:00: within 5 min."""
    given(
        "12:00 police:met s136_power_used limb=remove",
        "12:57 acute:kings handover_accepted strands=DET",
        "12:59 police:met s136_power_used limb=keep",
        "13:00 police:met resource_left_scene",
    ).when_examined(left_without_acceptance, until="14:00").then_nothing()


TAKEN = "12:40:00 acute:kings handover_accepted strands=DET"
GONE = "unknown police:met resource_left_scene reason=other"


def test_a_leaving_without_a_time_behind_an_acceptance_is_indeterminate() -> None:
    """Accepted at 12:40; police left before or after that: which, only their record can settle."""
    found = given(DETAINED, TAKEN, GONE, END).when_examined(left_without_acceptance)
    found.then(("indeterminate", "DET"))
    assert found.findings[0].found.settle == "a record of when police:met left"


def test_a_leaving_that_says_it_followed_the_acceptance_is_no_finding() -> None:
    """Without a time, and caused by the acceptance: it came after it."""
    given(DETAINED, TAKEN, f"{GONE} @caused_by=#2", END).when_examined(
        left_without_acceptance
    ).then_nothing()


def test_a_leaving_with_a_time_after_the_acceptance_is_no_finding() -> None:
    """Accepted at 12:40, left at 13:00."""
    timed = "13:00:00 police:met resource_left_scene reason=other"
    given(DETAINED, TAKEN, timed, END).when_examined(left_without_acceptance).then_nothing()


def test_who_came_after_the_acceptance_cannot_have_left_before_it() -> None:
    """Accepted at 12:40 from who held it elsewhere; police came at 12:50 and left again."""
    took = "12:00:00 police:met responsibility_assumed strand=DET"
    came = "12:50:00 police:met resource_arrived_at_scene callsign=P1"
    given(took, TAKEN, came, GONE, END).when_examined(left_without_acceptance).then_nothing()


def grades(*lines: str) -> list[str]:
    """The grades that the order shown gives by itself, to 14:00."""
    found = left_without_acceptance.detect(given(*lines).case(until="14:00"))
    return [each.grade.value for each in found]


def test_the_minutes_after_the_departure_to_the_second() -> None:
    """Left at 13:00:00: accepted 15 min later is in time, a second more is not."""
    taken = "acute:kings handover_accepted strands=DET"
    assert grades(DETAINED, LEFT, f"13:15:00 {taken}") == []
    assert grades(DETAINED, LEFT, f"13:15:01 {taken}") == ["definite"]
    assert grades(DETAINED, LEFT, f"13:10:00/13:15:00 {taken}") == []
    assert grades(DETAINED, LEFT, f"13:15:00/13:30:00 {taken}") == ["possible"]
    assert grades(DETAINED, LEFT, f"13:15:01/13:30:00 {taken}") == ["definite"]
    about = "13:00 police:met resource_left_scene reason=other"
    assert grades(DETAINED, about, f"13:15:59 {taken}") == ["possible"]
    assert grades(DETAINED, about, f"13:16:00 {taken}") == ["definite"]


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ("12:55:00", []),
        ("12:54:59", ["definite"]),
        ("12:50:00/12:55:00", ["possible"]),
        ("12:50:00/12:54:59", ["definite"]),
        ("12:55:00/12:57:00", []),
    ],
)
def test_the_minutes_before_the_departure_to_the_second(taken: str, expected: list[str]) -> None:
    """Accepted 5 min before 13:00 is in time, although the power was used again meanwhile."""
    lines = (
        "12:00:00 police:met s136_power_used limb=remove",
        f"{taken} acute:kings handover_accepted strands=DET",
        "12:59:00 police:met s136_power_used limb=keep",
        LEFT,
    )
    assert grades(*lines) == expected


def test_an_acceptance_long_before_is_not_of_this_departure() -> None:
    """Accepted at 12:10 and used again at 12:59; P2's departure is looked at besides."""
    lines = (
        DETAINED,
        "12:10:00 acute:kings handover_accepted strands=DET",
        "12:59:00 police:met s136_power_used limb=keep",
        f"{LEFT.replace('13:00', '12:58')} @subject=P2",
        "unknown police:met resource_left_scene reason=other @subject=P3",
        LEFT,
    )
    assert grades(*lines) == ["definite"]


def test_to_whom_it_says_that_it_handed_over() -> None:
    """The entry names the department, and no acceptance is recorded; or it names nobody."""
    handed = "13:00:00 police:met resource_left_scene reason=handed_over handed_to=acute:kings"
    (found,) = left_without_acceptance.detect(given(DETAINED, handed).case(until="14:00"))
    assert found.sentence.startswith(
        "police:met is recorded as leaving (it says that it handed over to acute:kings) while it "
        "held detention (DET); no acceptance"
    )
    (found,) = left_without_acceptance.detect(given(DETAINED, LEFT).case(until="14:00"))
    assert found.sentence.startswith("police:met is recorded as leaving while it held")
