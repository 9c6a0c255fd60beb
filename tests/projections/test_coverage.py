"""Coverage: who supplied what, where the record is silent, who is not heard."""

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from jointlog.domain.time import ANY_TIME, FIRST_S, LAST_S, Length, Window
from jointlog.domain.vocabulary import Agency, SourceKind
from jointlog.projections.finding import Grade
from jointlog.projections.knowing.coverage import Coverage, NamedAs, coverage
from tests.grammar import at, given

MET = Agency.parse("police:met")
LAS = Agency.parse("ambulance:las")
CHECK = "police:met intelligence_check_performed"
CAME = "12:00:00 police:met resource_arrived_at_scene"
WENT = "15:00:00 police:met resource_left_scene"


def covered(*lines: str) -> Coverage:
    """The coverage of the lines."""
    return coverage(given(*lines).case())


def window(start: str, end: str) -> Window:
    """From one clock time to another."""
    return Window(at(start), at(end))


def test_each_agency_has_a_row_for_each_kind_of_source() -> None:
    """Two CAD entries from 12:00 to 12:20, one form, one ambulance entry without a source."""
    rows = covered(
        f"12:00:00 {CHECK} @source=cad_log/1",
        f"12:20:00 {CHECK} @source=cad_log/2",
        f"12:10:00 {CHECK} @source=form/3",
        f"unknown {CHECK} @source=form/4",
        "unknown ambulance:las resource_arrived_at_scene",
    ).rows
    assert [(row.agency, row.source, row.period, row.entries) for row in rows] == [
        (LAS, None, Window(FIRST_S, LAST_S), 1),
        (MET, SourceKind.CAD_LOG, window("12:00", "12:20"), 2),
        (MET, SourceKind.FORM, window("12:10:00", "12:10:00"), 2),
    ]


def test_a_silence_longer_than_half_an_hour_while_with_the_person() -> None:
    """There from 12:00 to 15:00 with an entry at 12:20: silent from then for 160 min, not 20."""
    (silence,) = covered(CAME, f"12:20:00 {CHECK}", WENT).silences
    assert (silence.agency, silence.subject, silence.limit_s) == (MET, "P1", 1800)
    assert (silence.length, silence.grade) == (Length(9600, 9600), Grade.DEFINITE)
    assert silence.start.entries == (2,)
    assert silence.end is not None
    assert silence.end.entries == (3,)


def test_half_an_hour_is_not_yet_a_silence() -> None:
    """12:00 to 12:30 is 1,800 s, the limit; one second more is a silence."""
    assert covered(CAME, "12:30:00 police:met resource_left_scene").silences == ()
    assert len(covered(CAME, "12:30:01 police:met resource_left_scene").silences) == 1


def test_an_agencys_own_spacing_sets_its_silence() -> None:
    """Entries each 20 min: median 20 min, so a silence is longer than 80; 70 min is none."""
    usual = [f"{hour}:{minute}:00 {CHECK}" for hour in (10, 11) for minute in ("00", "20", "40")]
    slow = covered(*usual, CAME, "13:10:00 police:met resource_left_scene")
    assert slow.silences == ()
    assert slow.paces[0].limit_s == 4800
    assert covered(CAME, "13:10:00 police:met resource_left_scene").silences


def test_an_open_visit_is_measured_to_the_end_of_the_record() -> None:
    """Police come at 12:00 and write nothing; the ambulance's last entry is at 13:00: 60 min."""
    found = covered(CAME, "13:00:00 ambulance:las request_acknowledged")
    (silence,) = found.silences
    assert (silence.end, silence.length) == (None, Length(3600, 3600))


def test_a_silence_is_possible_where_only_some_instants_make_it_one() -> None:
    """Left between 12:20 and 12:40: 20 to 40 min, over 30 at some instants only."""
    (silence,) = covered(CAME, "12:20:00/12:40:00 police:met resource_left_scene").silences
    assert (silence.length, silence.grade) == (Length(1200, 2400), Grade.POSSIBLE)


def test_a_vague_time_makes_no_possible_silence() -> None:
    """Left between 12:20 and 12:51: a window of 31 min says nothing of a silence of 30."""
    assert covered(CAME, "12:20:00/12:51:00 police:met resource_left_scene").silences == ()
    (silence,) = covered(CAME, "12:40:00/14:00:00 police:met resource_left_scene").silences
    assert silence.grade is Grade.DEFINITE


def test_no_silence_is_counted_while_an_agency_is_not_there() -> None:
    """Entries four hours apart without a visit are no silence."""
    assert covered(f"10:00:00 {CHECK}", f"14:00:00 {CHECK}").silences == ()


def test_an_agency_present_without_an_entry_of_its_own() -> None:
    """Police record that the ambulance came, accepted, and was handed conveyance."""
    found = covered(
        "12:00 police:met assistance_requested kind=ambulance_convey to=ambulance:las",
        "12:05 police:met responsibility_relinquished strand=CONV accepted_by=ambulance:las",
        "12:30 police:met resource_arrived_at_scene @actor=ambulance:las",
        "12:31 police:met risk_plan_agreed agencies=police:met,ambulance:las lead=ambulance:las",
    )
    (unheard,) = found.unheard
    assert unheard.agency == LAS
    assert unheard.named == (NamedAs.VISIT, NamedAs.ACTOR, NamedAs.HOLDER, NamedAs.ACCEPTED)
    assert unheard.entries == (2, 3, 4)
    assert unheard.sentence == (
        "ambulance:las is with the person, named as acting, recorded as holding a "
        "responsibility, recorded as having accepted; no entry of its own is recorded"
    )


def test_an_acceptance_that_another_agency_records() -> None:
    """Police record that the ambulance accepted the request: it is expected to have a record."""
    found = covered(
        "12:00 police:met assistance_requested kind=ambulance_convey to=ambulance:las",
        "12:05 police:met request_accepted kind=ambulance_convey @actor=ambulance:las",
        "12:06 police:met request_acknowledged kind=ambulance_convey @actor=ambulance:las",
    )
    assert [each.agency for each in found.unheard] == [LAS]
    assert NamedAs.ACCEPTED in found.unheard[0].named


def test_an_agency_with_one_entry_and_a_family_are_not_unheard() -> None:
    """The ambulance has an entry of its own; a parent who acts keeps no log."""
    found = covered(
        "12:30 police:met resource_arrived_at_scene @actor=ambulance:las",
        "12:40 ambulance:las request_acknowledged",
        "12:45 police:met person_found by_whom=parent condition=well @actor=family",
        "12:50 police:met resource_arrived_at_scene @actor=ambulance",
    )
    assert found.unheard == ()


KEPT = [f"12:{minute}:00 {CHECK}" for minute in ("00", "20", "40")]


def test_a_record_is_complete_between_entries_that_leave_no_silence() -> None:
    """Entries at 12:00, 12:20 and 12:40: complete from 12:00 to 12:40 and inside it."""
    found = covered(*KEPT)
    assert found.is_complete_for(MET, window("12:00", "12:40"))
    assert found.is_complete_for(MET, window("12:05", "12:06"))
    assert found.is_complete_for(Agency.parse("police"), window("12:05", "12:35"))


@pytest.mark.parametrize(
    ("start", "end"), [("11:59", "12:20"), ("12:20", "12:41"), ("12:41", "12:50")]
)
def test_a_record_is_not_complete_before_it_begins_or_after_it_ends(start: str, end: str) -> None:
    """What lies outside 12:00 to 12:40 may have gone unrecorded."""
    assert not covered(*KEPT).is_complete_for(MET, window(start, end))


def test_a_silence_breaks_completeness() -> None:
    """12:40 to 14:20 is 100 min, over four times 20: not complete over it, complete before it."""
    found = covered(*KEPT, f"14:20:00 {CHECK}")
    assert not found.is_complete_for(MET, window("12:30", "13:00"))
    assert found.is_complete_for(MET, window("12:10", "12:35"))


def test_an_unknown_agency_or_an_open_window_is_not_complete() -> None:
    """No entry of the ambulance's; and no end to look up to."""
    found = covered(*KEPT)
    assert not found.is_complete_for(LAS, window("12:00", "12:40"))
    assert not found.is_complete_for(MET, ANY_TIME)


def test_each_agency_of_a_kind_has_to_be_complete() -> None:
    """Asked of "police" with two forces in the record: the second has one entry only."""
    found = covered(*KEPT, "12:10 police:btp intelligence_check_performed")
    assert found.is_complete_for(MET, window("12:05", "12:35"))
    assert not found.is_complete_for(Agency.parse("police"), window("12:05", "12:35"))


def test_what_was_gathered_later_or_roughly_timed_does_not_complete_a_record() -> None:
    """Statements made later, and an entry "that day", do not show that a record was kept."""
    stated = [f"{line} @evidence=statement" for line in KEPT]
    assert not covered(*stated).is_complete_for(MET, window("12:05", "12:35"))
    rough = covered(f"11:00:00/14:00:00 {CHECK}")
    assert not rough.is_complete_for(MET, window("12:05", "12:35"))


def test_an_empty_record_covers_nothing() -> None:
    """No entry, no row."""
    assert covered() == Coverage((), (), (), ())


@forall(
    st.lists(st.integers(0, 240), min_size=1, max_size=12),
    st.integers(0, 240),
    st.integers(0, 120),
    st.integers(0, 60),
)
@settings(deadline=None)
def test_what_is_complete_for_a_time_is_complete_for_each_part_of_it(
    minutes: list[int], start: int, length: int, cut: int
) -> None:
    """Taking minutes off either end never makes a complete stretch incomplete."""
    lines = (f"{8 + minute // 60:02d}:{minute % 60:02d}:00 {CHECK}" for minute in minutes)
    found = covered(*lines)
    low_s = at("08:00") + start * 60
    whole = Window(low_s, low_s + length * 60)
    inner_s = min(cut, length) * 60
    if found.is_complete_for(MET, whole):
        assert found.is_complete_for(MET, Window(whole.earliest_s + inner_s, whole.latest_s))
        assert found.is_complete_for(MET, Window(whole.earliest_s, whole.latest_s - inner_s))
