"""F-GAP-01 and its traps."""

import pytest

from jointlog.projections.findings.responsibility.held_by_nobody import held_by_nobody
from tests.grammar import given

DETAINED = "12:00:00 police:met s136_power_used"
LEFT = "13:00:00 police:met resource_left_scene reason=other"


def test_left_without_acceptance_is_a_gap() -> None:
    """Police leave at 13:00, nobody accepted, the record ends at 13:15: 900 s unheld."""
    found = given(DETAINED, LEFT).when_examined(held_by_nobody, until="13:15")
    found.then(("definite", 900, 900, "DET"))
    finding = found.findings[0]
    assert finding.severity == "S1"
    assert "no holder is recorded after police:met, until the end" in finding.found.sentence


def test_acceptance_ends_the_gap() -> None:
    """From 13:00 to 13:10, when the place accepts detention: 600 s."""
    given(
        DETAINED, LEFT, "13:10:00 mental_health:slam handover_accepted strands=DET"
    ).when_examined(held_by_nobody).then(("definite", 600, 600, "DET"))


def test_the_end_of_the_need_ends_the_gap() -> None:
    """From 13:00 to 13:10, when the authority ends: 600 s, and the sentence says so."""
    found = given(
        DETAINED, LEFT, "13:10:00 doctor detention_authority_ended how=discharged"
    ).when_examined(held_by_nobody)
    found.then(("definite", 600, 600, "DET"))
    assert "until it was needed no more" in found.findings[0].found.sentence


def test_held_throughout_is_no_gap() -> None:
    """The place accepted before police left."""
    given(DETAINED, "12:50 mental_health:slam handover_accepted strands=DET", LEFT).when_examined(
        held_by_nobody, until="13:15"
    ).then_nothing()


def test_declared_not_needed_is_no_gap() -> None:
    """R9: the authority had ended when police left."""
    given(DETAINED, "12:50 doctor detention_authority_ended how=discharged", LEFT).when_examined(
        held_by_nobody, until="13:15"
    ).then_nothing()


def test_overlapping_times_make_it_possible() -> None:
    """Needed from about 12:55 to 13:05, held from 13:07: 61 to 720 s, threshold 5 min."""
    given(
        "~13:00 police:met medical_emergency_recognised sign=collapse",
        "13:07:00 ambulance:las observations_recorded taken=true",
    ).when_examined(held_by_nobody).then(("possible", 61, 720, "CLIN"))


def test_an_unknown_departure_is_indeterminate() -> None:
    """R10: when police left is not recorded, and the finding asks for that record."""
    found = given(
        DETAINED,
        "unknown police:met resource_left_scene reason=other",
        "12:30 police:met late_entry_made why_late=x",
    ).when_examined(held_by_nobody, until="13:15")
    found.then(("indeterminate", 0, None, "DET"))
    assert found.findings[0].found.settle == "a record of when police:met left"


def test_an_unresponsive_person_has_no_grace() -> None:
    """Needed at 13:00, unresponsive at 13:03, care at 13:04: 240 s against a threshold of 0."""
    given(
        "13:00:00 police:met medical_emergency_recognised sign=collapse",
        "13:03:00 police:met person_became_unresponsive",
        "13:04:00 ambulance:las observations_recorded taken=true",
    ).when_examined(held_by_nobody).then(("definite", 240, 240, "CLIN"))


def test_other_strands_only_where_identified() -> None:
    """Scene command has a threshold of 15 min once somebody says that it is needed."""
    given(
        "13:00:00 police:met responsibility_identified strand=CMD",
        "13:00:00 police:met assistance_requested kind=ambulance_convey to=ambulance:las",
    ).when_examined(held_by_nobody, until="13:16").then(("definite", 960, 960, "CMD"))


def test_two_gaps_are_two_findings() -> None:
    """Unheld from 13:00 to 13:10 and from 13:20 to 13:30."""
    given(
        DETAINED,
        LEFT,
        "13:10:00 acute:kings handover_accepted strands=DET",
        "13:20:00 acute:kings responsibility_relinquished strand=DET",
    ).when_examined(held_by_nobody, until="13:30").then(
        ("definite", 600, 600, "DET"), ("definite", 600, 600, "DET")
    )


def test_the_finding_names_what_would_settle_it() -> None:
    """A possible finding asks for exact times."""
    found = given(
        "~13:00 police:met medical_emergency_recognised sign=collapse",
        "13:07:00 ambulance:las observations_recorded taken=true",
    ).when_examined(held_by_nobody)
    assert found.findings[0].found.settle.startswith("exact times")


END = "13:40:00 acute:kings family_concern_raised by_relation=parent"
TAKEN = "12:40:00 acute:kings handover_accepted strands=DET"
GONE = "unknown police:met resource_left_scene reason=other"


def test_a_leaving_without_a_time_behind_an_acceptance_is_indeterminate() -> None:
    """Accepted at 12:40; police left before or after that: which, only their record can settle."""
    found = given(DETAINED, TAKEN, GONE, END).when_examined(held_by_nobody)
    found.then(("indeterminate", "DET"))
    assert found.findings[0].found.settle == "a record of when police:met left"


def test_a_leaving_that_says_it_followed_the_acceptance_is_no_finding() -> None:
    """Without a time, and caused by the acceptance: it came after it."""
    given(DETAINED, TAKEN, f"{GONE} @caused_by=#2", END).when_examined(
        held_by_nobody
    ).then_nothing()


def test_a_leaving_with_a_time_after_the_acceptance_is_no_finding() -> None:
    """Accepted at 12:40, left at 13:00."""
    timed = "13:00:00 police:met resource_left_scene reason=other"
    given(DETAINED, TAKEN, timed, END).when_examined(held_by_nobody).then_nothing()


def test_who_came_after_the_acceptance_cannot_have_left_before_it() -> None:
    """Accepted at 12:40 from who held it elsewhere; police came at 12:50 and left again."""
    took = "12:00:00 police:met responsibility_assumed strand=DET"
    came = "12:50:00 police:met resource_arrived_at_scene callsign=P1"
    given(took, TAKEN, came, GONE, END).when_examined(held_by_nobody).then_nothing()


@pytest.mark.parametrize("strand", ["CLIN", "DET", "SAFE", "CONTACT", "MHA", "BED", "FOLLOW"])
def test_each_measured_responsibility_has_a_threshold(strand: str) -> None:
    """Needed and held by nobody for a year: found for each of the seven, severe for three."""
    found = given(f"12:00:00 police:met responsibility_identified strand={strand}").when_examined(
        held_by_nobody, until="2027-03-01_12:00:00"
    )
    found.then(("definite", 31_536_000, 31_536_000, strand))
    severity = "S1" if strand in ("CLIN", "DET", "SAFE") else "S2"
    assert found.findings[0].severity == severity


@pytest.mark.parametrize(
    ("when", "subject", "is_found"),
    [
        ("13:00:00", "P1", True),
        ("13:04:00", "P1", True),
        ("13:04:01", "P1", False),
        ("12:50:00/13:00:00", "P1", True),
        ("13:04:00/13:10:00", "P1", True),
        ("13:02:00", "P2", False),
    ],
)
def test_no_grace_where_the_person_may_have_become_unresponsive(
    when: str, subject: str, *, is_found: bool
) -> None:
    """Needed from 13:00:00 to 13:04:00, both included: 240 s are found at once or within 5 min."""
    found = given(
        "13:00:00 police:met responsibility_identified strand=CLIN",
        "13:04:00 ambulance:las responsibility_assumed strand=CLIN",
        f"{when} police:met person_became_unresponsive @subject={subject}",
    ).when_examined(held_by_nobody)
    lengths = [each.found.length for each in found.findings if each.found.subject == "P1"]
    assert bool(lengths) is is_found


def test_the_holder_before_the_gap_is_its_party() -> None:
    """Police held it: the sentence says after whom, and which agency."""
    found = given(DETAINED, LEFT).when_examined(held_by_nobody, until="13:15")
    assert [str(each) for each in found.findings[0].found.parties] == ["police:met"]
    need = "12:00:00 police:met responsibility_identified strand=DET"
    nobody = given(need).when_examined(held_by_nobody, until="13:15")
    assert nobody.findings[0].found.parties == ()
    assert "is recorded, until the end" in nobody.findings[0].found.sentence


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("13:01:00/13:03:00", ("definite", 240, 240, "CLIN")),
        ("12:50:00/13:03:00", ("definite", 240, 840, "CLIN")),
        ("13:01:00/13:04:01", ("possible", 240, 240, "CLIN")),
        ("13:04:01/13:10:00", None),
    ],
)
def test_who_perhaps_became_unresponsive_in_the_gap_is_perhaps_found_at_once(
    when: str, expected: tuple[object, ...] | None
) -> None:
    """Needed at 13:00:00, held from 13:04:00: 240 s count where it was then; 300 s are allowed.

    From 12:50 on it is itself why care is needed: up to 14 min, surely in the gap.
    """
    given(
        "13:00:00 police:met responsibility_identified strand=CLIN",
        "13:04:00 ambulance:las responsibility_assumed strand=CLIN",
        f"{when} police:met person_became_unresponsive",
    ).when_examined(held_by_nobody).then(*([expected] if expected else []))
