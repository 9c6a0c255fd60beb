"""Knowledge: what each agency had at any moment, and who did not have it."""

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from jointlog.domain.time import ANY_TIME
from jointlog.domain.vocabulary import Agency
from jointlog.projections.knowing.knowledge import Awareness, How, Knowledge, knowledge
from tests.grammar import at, given

MET = Agency.parse("police:met")
LAS = Agency.parse("ambulance:las")
SLAM = Agency.parse("mental_health:slam")
KING = Agency.parse("acute:kings")
SURELY, POSSIBLY, NOT = Awareness.SURELY, Awareness.POSSIBLY, Awareness.NOT_KNOWN
CALL = "12:00:00 police:met call_information_recorded item=Knife value_recorded='in the kitchen'"
ASK = "12:05:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las"


def known(*lines: str) -> Knowledge:
    """The knowledge that the lines show."""
    return knowledge(given(*lines).case())


def had(told: Knowledge, agency: Agency, clock: str) -> list[tuple[str, How]]:
    """The items that an agency had by a clock time, and how."""
    return [(each.item, each.how) for each in told.knew(agency, at(clock)) if each.is_item]


def test_a_call_record_is_known_to_its_control_room_only() -> None:
    """Written at 12:00:00: known to police from that second, and to no ambulance."""
    told = known(CALL)
    assert had(told, MET, "11:59:59") == []
    assert had(told, MET, "12:00:00") == [("Knife", How.CALL_RECORD)]
    assert told.knew(MET, at("12:00:00"))[-1].detail == "in the kitchen"
    assert told.knew(LAS, at("13:00")) == []


def test_items_match_case_folded_and_with_even_white_space() -> None:
    """``" KNIFE "`` is ``Knife``; ``a knife`` is another text."""
    told = known(CALL)
    assert told.state(MET, "  KNIFE ", at("12:00")) is SURELY
    assert told.state(MET, "a knife", at("12:00")) is NOT
    assert told.state(MET, "knife", at("12:00"), subject="P1") is SURELY
    assert told.state(MET, "knife", at("12:00"), subject="P2") is NOT


def test_a_minute_makes_three_values() -> None:
    """Told at 12:10 (12:10:00 to 12:10:59): not at 12:09:59, possibly at :00, surely at :59."""
    told = known("12:10 police:met information_provided items=knife to=ambulance:las")
    assert told.state(LAS, "knife", at("12:09:59")) is NOT
    assert told.state(LAS, "knife", at("12:10:00")) is POSSIBLY
    assert told.state(LAS, "knife", at("12:10:59")) is SURELY


def test_an_own_record_counts_from_when_it_was_first_written() -> None:
    """Seen at 12:00, first written at 12:30: had in writing from 12:30, not from 12:00."""
    late = "12:00:00 police:met intelligence_check_performed markers=violent"
    told = known(f"{late} @first_written_at=12:30:00")
    assert told.state(MET, "violent", at("12:29:59")) is NOT
    assert told.state(MET, "violent", at("12:30:00")) is SURELY


def test_telling_counts_from_the_telling_however_late_it_is_written() -> None:
    """Told at 12:10 and written up at 18:00: both sides had it at 12:10."""
    line = "12:10:00 police:met handover_offered strands=DET to=acute:kings risk_given=knife"
    told = known(f"{line} @first_written_at=18:00:00")
    assert had(told, KING, "12:10:00") == [("knife", How.TOLD)]
    assert had(told, MET, "12:10:00") == [("knife", How.RECORDED)]


def test_a_record_without_a_time_is_had_by_the_time_this_log_recorded_it() -> None:
    """Of unknown time, recorded at 21:20:01: possibly before that, surely from then on."""
    told = known("unknown police:met intelligence_check_performed markers=violent")
    assert told.state(MET, "violent", at("10:00")) is POSSIBLY
    assert told.state(MET, "violent", at("21:20:01")) is SURELY


TO = "to=ambulance:las"


@pytest.mark.parametrize(
    "telling",
    [
        f"police:met assistance_requested kind=ambulance_treat {TO} facts_given=knife",
        f"police:met handover_offered strands=DET {TO} risk_given=knife",
        f"police:met responsibility_offered strand=CLIN {TO} information_given=knife",
        f"local_authority:x conveyance_authority_delegated {TO} information_given=knife",
        f"mental_health:slam information_provided {TO} items=knife",
        f"housing:h family_concern_raised by_relation=parent content=knife {TO}",
        "police:met distress_statement_heard words=knife heard_by=ambulance:las",
    ],
)
def test_what_an_addressee_is_told(telling: str) -> None:
    """Each kind of telling reaches the agency that it names, and not another trust."""
    told = known(f"12:05 {telling}")
    assert told.state(LAS, "knife", at("12:06")) is SURELY
    assert told.state(KING, "knife", at("12:06")) is NOT


def test_an_answer_is_told_to_who_asked() -> None:
    """The answer names no addressee: it is told to police, who asked, by id or as the latest."""
    ask = "12:05 police:met information_requested items=risk to=mental_health:slam"
    answer = "12:20:00 mental_health:slam information_provided items=knife"
    for line in (answer, f"{answer} @replies_to=#1"):
        told = known(ask, line)
        assert had(told, MET, "12:20:00") == [("knife", How.TOLD)]
        assert told.knew(MET, at("12:20:00"))[-1].by == SLAM
        assert had(told, SLAM, "12:20:00") == [("knife", How.RECORDED)]


def test_advice_and_commitments_are_told_to_who_asked() -> None:
    """Declining with advice, and accepting with a commitment, both reach the police."""
    told = known(
        ASK,
        "12:06 ambulance:las request_accepted commitment=coming @replies_to=#1",
        "12:07 ambulance:las attendance_declined advice_given='call 111'",
        "12:08 police:met s136_consultation_recorded made=true advice='bring here'",
    )
    assert had(told, MET, "12:09") == [
        ("coming", How.TOLD),
        ("call 111", How.TOLD),
        ("bring here", How.TOLD),
    ]


def test_a_reply_to_nobody_is_known_to_its_author_only() -> None:
    """No request is open: what is provided to nobody is only recorded."""
    told = known("12:20 mental_health:slam information_provided items=knife")
    assert had(told, SLAM, "12:21") == [("knife", How.RECORDED)]
    assert {each.agency for each in told.known} == {SLAM}


def test_nothing_held_is_no_item() -> None:
    """An answer of "nil held" tells that nothing is held, not the items asked for."""
    told = known(
        "12:20 mental_health:slam information_provided items=knife to=police:met "
        "completeness=nil_held"
    )
    assert had(told, MET, "13:00") == []
    assert [each.item for each in told.knew(MET, at("13:00"))] == ["information provided"]


def test_resources_told_are_named_and_other_agencies_resources_learn() -> None:
    """T1 is police's own, A1 is the ambulance's: the ambulance was told, X9 is police's guess."""
    told = known(
        "12:00 ambulance:las resource_arrived_at_scene callsign=A1",
        "12:01 police:met resource_arrived_at_scene callsign=T1",
        "12:05 police:met information_passed_to_resources items=knife to=T1,A1,X9",
    )
    assert [k.callsigns for k in told.knew(LAS, at("12:06")) if k.is_item] == [("A1",)]
    assert [k.callsigns for k in told.knew(MET, at("12:06")) if k.is_item] == [("T1", "X9")]


def test_an_account_of_another_agencys_telling() -> None:
    """Police say that the trust told the hospital: the trust is said to have held it."""
    told = known(
        "12:05 police:met information_provided items=knife to=acute:kings @actor=mental_health:slam"
    )
    assert had(told, SLAM, "12:06") == [("knife", How.HELD)]
    assert had(told, KING, "12:06") == [("knife", How.TOLD)]
    assert had(told, MET, "12:06") == [("knife", How.RECORDED)]


def test_who_was_told_does_not_also_record_it() -> None:
    """Police record what the trust told them: one thing, told."""
    told = known(
        "12:05 police:met information_provided items=knife to=police:met @actor=mental_health:slam"
    )
    assert had(told, MET, "12:06") == [("knife", How.TOLD)]


def test_a_family_tells_the_agency_that_heard_it() -> None:
    """Without an addressee the concern is told to who records it, whoever acted."""
    concern = "12:00 police:met family_concern_raised by_relation=parent content=knife"
    for line in (concern, f"{concern} @actor=family"):
        told = known(line)
        assert had(told, MET, "12:01") == [("knife", How.TOLD)]
        assert told.knew(MET, at("12:01"))[-1].by == Agency.parse("family")


def test_what_is_found_to_have_been_held() -> None:
    """A review says the trust held it since 11:00; of a gap in an answer no start is said."""
    told = known(
        "15:00 oversight:iopc critical_information_found_not_passed_on item=knife "
        "held_by=mental_health:slam held_since=11:00:00",
        "15:00:00 police:met information_found_incomplete items_missing=plan "
        "held_by=mental_health:slam",
        "15:00 police:met dispute_resolved strand=DET held_by=mental_health:slam",
    )
    assert told.state(SLAM, "knife", at("10:59:59")) is NOT
    assert told.state(SLAM, "knife", at("11:00:00")) is SURELY
    assert told.state(SLAM, "plan", at("09:00")) is POSSIBLY
    assert told.state(SLAM, "plan", at("15:00:00")) is SURELY
    assert told.knew(Agency.parse("oversight:iopc"), at("16:00")) == []


def test_statements_about_the_log_teach_nobody_anything() -> None:
    """A declared clock offset is no knowledge of the person."""
    assert known("12:00 police:met clock_offset_declared system=CAD offset_s=60").known == ()


def test_a_kind_of_agency_is_the_one_of_its_kind_in_the_record() -> None:
    """With one ambulance trust in the record "ambulance" is that one; with two, possibly each."""
    ask = (
        "12:05 police:met assistance_requested kind=ambulance_treat to=ambulance facts_given=knife"
    )
    one = "12:10 ambulance:las resource_arrived_at_scene"
    assert known(ask, one).state(LAS, "knife", at("12:06")) is SURELY
    two = known(ask, one, "12:12 ambulance:lnd resource_arrived_at_scene")
    assert two.state(LAS, "knife", at("12:06")) is POSSIBLY
    assert two.state(Agency.parse("ambulance"), "knife", at("12:06")) is POSSIBLY


def test_holes_are_what_one_had_and_another_present_had_not() -> None:
    """Asked at 12:05 without the knife: a hole of the ambulance's until it is told at 12:30."""
    told = known(
        CALL,
        ASK,
        "12:20 ambulance:las clinician_reached_patient skill=paramedic",
        "12:30:00 police:met information_provided items=knife to=ambulance:las",
    )
    (hole,) = told.holes(at("12:10"))
    assert (hole.agency, hole.state, hole.item) == (LAS, NOT, "Knife")
    assert hole.sentence == (
        "no record shows that ambulance:las had 'Knife' by 2026-03-01T12:10:00Z: "
        "police:met had it by 2026-03-01T12:00:00Z (call record)"
    )
    assert told.holes() == []
    assert told.holes(at("12:01")) == []  # the ambulance is not concerned yet
    assert told.holes(at("11:00")) == []


def test_a_possible_hole_says_so() -> None:
    """Told at about 12:30: at 12:30 the ambulance had it possibly, and the hole says "surely"."""
    told = known(CALL, ASK, "~12:30 police:met information_provided items=knife to=ambulance:las")
    (hole,) = told.holes(at("12:30"))
    assert hole.state is POSSIBLY
    assert "ambulance:las surely had" in hole.sentence


def test_what_nobody_surely_had_is_no_hole_and_no_person_is_mixed_up() -> None:
    """Possible knowledge opens no hole; a marker of P2 is none of P1's."""
    told = known("~12:00 police:met intelligence_check_performed markers=violent", ASK)
    assert told.holes(at("12:03")) == []
    assert known(f"{CALL} @subject=P2", ASK).holes() == []


def test_the_matrix_has_a_row_an_item_and_a_cell_an_agency() -> None:
    """At 12:10: the knife surely with police, not with the ambulance that was asked."""
    (row,) = known(CALL, ASK).matrix(at("12:10"))
    assert (row.item, row.cells) == ("Knife", ((LAS, NOT), (MET, SURELY)))


def test_a_request_to_nobody_engages_only_who_asked() -> None:
    """Without an addressee there is nobody that could have a hole."""
    told = known(CALL, "12:05 police:met assistance_requested kind=ambulance_treat")
    assert [each.agency for each in told.engaged] == [MET]
    assert told.holes() == []


def test_an_empty_record_knows_nothing() -> None:
    """No statement: no knowledge, and any instant may be asked for."""
    told = known()
    assert (told.known, told.holes(), told.end_s) == ((), [], ANY_TIME.latest_s)


RANK = {state: rank for rank, state in enumerate((NOT, POSSIBLY, SURELY))}
LINES = (
    CALL,
    f"{ASK} facts_given=knife,plan",
    "~12:10 mental_health:slam information_provided items=plan to=police:met",
    "unknown police:met intelligence_check_performed markers=violent",
    "after_12:20 police:met handover_offered strands=DET to=acute risk_given=knife",
    "before_12:40 acute:kings handover_accepted strands=DET @replies_to=#5",
)


@forall(st.sets(st.sampled_from(LINES)), st.integers(0, 86_400), st.integers(0, 86_400))
def test_knowledge_is_monotone(chosen: set[str], first: int, more: int) -> None:
    """What was had at T is had, no less surely, at every later instant."""
    told = known(*sorted(chosen, key=LINES.index))
    early, late = at("00:00") + first, at("00:00") + first + more
    for agency in (MET, LAS, SLAM, KING, Agency.parse("acute")):
        assert len(told.knew(agency, early)) <= len(told.knew(agency, late))
        for item in ("knife", "plan", "violent"):
            before, after = (told.state(agency, item, moment) for moment in (early, late))
            assert RANK[before] <= RANK[after]
