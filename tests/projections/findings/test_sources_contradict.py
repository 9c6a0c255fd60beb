"""F-REC-02 and its traps."""

import pytest

from jointlog.domain.incident.versions import agree
from jointlog.projections.findings.record.sources_contradict import sources_contradict
from tests.grammar import given

DETAINED = "04:20 police:wmp s136_power_used limb=remove"


def test_a_reviewers_note_is_found() -> None:
    """The note, and the entries it names that the view holds; 720 s apart."""
    found = given(
        DETAINED,
        "04:32 police:wmp restraint_started",
        "12:00 oversight:x contradiction_noted events=#1,#2 delta_s=720 reason=two_texts",
        "12:00 oversight:x contradiction_noted events=#1,#9",
    ).when_examined(sources_contradict)
    found.then(("definite", 720, 720), ("definite",))
    assert found.findings[0].found.entries == (3, 1, 2)
    assert found.findings[0].found.sentence.endswith("contradict, 12 min apart (two_texts)")
    assert found.findings[1].found.entries == (4, 1)


def test_two_official_texts_contradict() -> None:
    """Detained at 04:20 and 04:32, both to the minute: 661 to 779 s apart."""
    found = given(
        f"{DETAINED} @source=statement/A", "04:32 police:wmp s136_power_used @source=statement/B"
    ).when_examined(sources_contradict)
    found.then(("definite", 661, 779))
    assert "by police:wmp (statement A)" in found.findings[0].found.sentence
    assert found.findings[0].severity == "S3"


def test_rounding_is_no_contradiction() -> None:
    """Rounding: pronounced at 19:53 and 19:52, both to the minute."""
    given(
        "19:53 acute:x serious_injury_or_death_recorded what=death",
        "19:52 oversight:coroner serious_injury_or_death_recorded what=death",
    ).when_examined(sources_contradict).then_nothing()


def test_seconds_are_not_rounded() -> None:
    """Two clocks to the second that differ by 40 s, no offset being declared."""
    given(
        "19:53:00 acute:x serious_injury_or_death_recorded what=death",
        "19:52:20 oversight:coroner serious_injury_or_death_recorded what=death",
    ).when_examined(sources_contradict).then(("definite", 40, 40))


def test_a_known_clock_offset_is_no_contradiction() -> None:
    """One clock is declared 40 s ahead."""
    given(
        "19:53:00 acute:x serious_injury_or_death_recorded what=death @clock=EPR/40",
        "19:52:20 oversight:coroner serious_injury_or_death_recorded what=death",
    ).when_examined(sources_contradict).then_nothing()


def test_days_contradict() -> None:
    """Died on 3 or 4 September by two sources; adjacent days, 1 s to 2 d."""
    given(
        "2010-09-03 acute:x serious_injury_or_death_recorded what=death @source=inquest_evidence",
        "2010-09-04 acute:x serious_injury_or_death_recorded what=death @source=media_report",
    ).when_examined(sources_contradict).then(("definite", 1, 172_799))


def test_more_than_a_day_apart_is_possible() -> None:
    """The same arrest told on two days, or two arrests."""
    found = given(
        "2026-02-27_12:00:00 police:met person_arrested",
        "2026-03-01_12:00:00 police:met person_arrested @source=custody_record",
    ).when_examined(sources_contradict)
    found.then(("possible", 172_800, 172_800))
    assert "whether both entries tell the same fact" in found.findings[0].found.settle


@pytest.mark.parametrize(
    "other",
    [
        "04:32 police:wmp s136_power_used",
        "04:32 police:met s136_power_used @source=statement",
        "04:32 police:wmp s136_power_used @source=statement @subject=P2",
        "04:32 police:wmp s136_power_used limb=keep @source=statement",
        "04:32 police:wmp person_arrested @source=statement",
        "~04:25 police:wmp s136_power_used @source=statement",
    ],
)
def test_different_facts_are_no_contradiction(other: str) -> None:
    """Same source, another force, person, limb, power, or a time that overlaps."""
    given(DETAINED, other).when_examined(sources_contradict).then_nothing()


def test_let_go_in_between_makes_two_facts() -> None:
    """Detained, released, and detained again."""
    given(
        f"{DETAINED} @source=cad_log",
        "04:25 police:wmp detention_authority_ended how=released",
        "04:32 police:wmp s136_power_used @source=statement",
    ).when_examined(sources_contradict).then_nothing()


def test_an_arrival_at_another_place_is_another_fact() -> None:
    """Two places; and, told by two agencies, the same place at two times."""
    first = "05:00 police:wmp arrived_at_place_of_safety place_id=A run_by=acute:x"
    given(
        first, "05:30 acute:x arrived_at_place_of_safety place_id=B run_by=acute:x"
    ).when_examined(sources_contradict).then_nothing()
    given(first, "05:30 acute:x arrived_at_place_of_safety place_id=A run_by=acute").when_examined(
        sources_contradict
    ).then(("definite", 1741, 1859))


def test_values_agree_where_one_says_nothing_or_it_is_free_text() -> None:
    """Texts and times need not be equal; agencies match."""
    assert agree("reason", "ill", "unwell")
    assert agree("kind", "unknown", "ward")
    assert agree("kind", "ward", None)
    assert not agree("people", 2, 3)


def test_two_numbers_of_calls_are_both_shown() -> None:
    """As in Brixton 2008: five calls by one source, six by another; no single number."""
    found = given(
        "17:00 police:met call_information_recorded item=calls value_recorded=6 @source=cad_log",
        "17:00 police:met call_information_recorded item=Calls value_recorded=5 @source=form",
    ).when_examined(sources_contradict)
    found.then(("definite",))
    assert found.findings[0].found.sentence == "calls: 5 or 6, sources differ"


def test_one_source_that_corrects_itself_is_no_contradiction() -> None:
    """The later value of a source counts; another source that says the same agrees."""
    given(
        "17:00 police:met call_information_recorded item=calls value_recorded=5",
        "17:10 police:met call_information_recorded item=calls value_recorded=6",
        "17:20 ambulance:las call_information_recorded item=calls value_recorded=6",
        "17:20 ambulance:las call_information_recorded item=calls value_recorded=7 @subject=P2",
    ).when_examined(sources_contradict).then_nothing()


NOTED = "12:00 oversight:x contradiction_noted events=#1,#2"


def test_a_preference_is_said_and_removes_nothing() -> None:
    """04:20 or 04:32: the second is preferred, with the reason; the finding and its length stay."""
    told = (
        f"{DETAINED} @source=statement/A",
        "04:32 police:wmp s136_power_used limb=remove @source=statement/B",
    )
    found = given(*told, f"{NOTED} preferred=#2 reason='radio log'").when_examined(
        sources_contradict
    )
    found.then(("definite",), ("definite", 661, 779))
    noted, apart = found.findings
    preferred = "; oversight:x prefers entry 2 (entry 3: radio log)"
    assert noted.found.sentence.endswith(preferred)
    assert apart.found.sentence.endswith(preferred)
    assert apart.found.entries == (1, 2, 3)
    without = given(*told).when_examined(sources_contradict).findings[0]
    assert (without.id, without.found.length) == (apart.id, apart.found.length)


def test_a_note_without_preference_or_of_other_entries_says_none() -> None:
    """Nothing is preferred; or what is preferred stands beside another entry."""
    told = (
        f"{DETAINED} @source=statement/A",
        "04:32 police:wmp s136_power_used limb=remove @source=statement/B",
        "05:00 police:wmp restraint_started",
    )
    for note in (NOTED, "12:00 oversight:x contradiction_noted events=#1,#3 preferred=#3"):
        found = given(*told, note).when_examined(sources_contradict).findings
        assert "prefers" not in found[-1].found.sentence
    nothing = given(*told, f"{NOTED} preferred=#2").when_examined(sources_contradict).findings
    assert nothing[-1].found.sentence.endswith("prefers entry 2 (entry 4, no reason given)")
