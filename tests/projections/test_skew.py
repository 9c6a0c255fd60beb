"""Skew: how far two agencies' clocks seem to differ."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from jointlog.domain.decide import decide
from jointlog.domain.entry import Entry
from jointlog.domain.statement import draft_of
from jointlog.domain.timetext import parse
from jointlog.domain.vocabulary import Agency
from jointlog.projections.case import examine
from jointlog.projections.review.skew import BASIS_LENGTH_MAX, Pairing, Proposal, skews
from tests.grammar import INCIDENT, given

MET = "police:met"
LAS = "ambulance:las"


def clock(second_of_day: int) -> str:
    """A clock time to the second."""
    minute, second = divmod(second_of_day, 60)
    return f"{minute // 60:02d}:{minute % 60:02d}:{second:02d}"


def both_sides(*ahead: int, system: str = "CAD") -> list[str]:
    """Acts an hour apart that police and ambulance record, the ambulance so many seconds ahead."""
    lines = []
    for number, ahead_s in enumerate(ahead):
        at_s = (8 + number) * 3600
        act = "resource_arrived_at_scene @actor=ambulance:las"
        lines += [
            f"{clock(at_s)} {MET} {act} @clock=police-log",
            f"{clock(at_s + ahead_s)} {LAS} {act} @clock={system}",
        ]
    return lines


def proposed(lines: list[str]) -> list[Proposal]:
    """What the lines suggest."""
    return skews(given(*lines).case())


def test_three_acts_that_both_sides_recorded() -> None:
    """Ahead by 300, 310 and 290 s: median 300, deviations 0, 10, 10, so scatter 10.

    The ambulance comes first in the order of agencies, so police's clock is the one that would be
    declared: 300 s behind. Times are to the second, so the uncertainty is the scatter.
    """
    (found,) = proposed(both_sides(300, 310, 290))
    assert (str(found.first), str(found.second)) == (f"{LAS} CAD", f"{MET} police-log")
    assert (found.offset_s, found.scatter_s, found.uncertainty_s) == (-300, 10, 10)
    assert [(anchor.first, anchor.second) for anchor in found.anchors] == [(2, 1), (4, 3), (6, 5)]
    assert {anchor.pairing for anchor in found.anchors} == {Pairing.ONE_ACT}
    assert found.statement == {
        "type": "clock_offset_declared",
        "occurred": "2026-03-01T10:04:50Z",
        "evidence": "inferred",
        "facts": {
            "system": "police-log",
            "offset_s": -300,
            "uncertainty_s": 10,
            "basis": (
                "estimated against ambulance:las CAD, taken as true, from 3 pairs (both sides' "
                "record of one act), scatter 10 s; entries 2/1, 4/3, 6/5"
            ),
            "agency": "police:met",
        },
    }


@pytest.mark.parametrize(
    "ahead",
    [
        (300, 300),  # two anchors are too few
        (300, 600, 0),  # deviations 0, 300, 300: too far apart
        (0, 5, -5),  # the clocks agree
        (1801, 1801, 1801),  # further apart than one act can be
    ],
)
def test_nothing_is_proposed_from_little_or_scattered_evidence(ahead: tuple[int, ...]) -> None:
    """Fewer than three anchors, scatter over 60 s, no difference, or no pair: no proposal."""
    assert proposed(both_sides(*ahead)) == []


def test_scatter_of_sixty_seconds_is_the_most() -> None:
    """Ahead by 300, 360 and 240 s: scatter 60. With 361 and 239 it is 61, and nothing follows."""
    (found,) = proposed(both_sides(300, 360, 240))
    assert found.scatter_s == 60
    assert proposed(both_sides(300, 361, 239)) == []


def to_the_minute(ahead_s: int) -> list[str]:
    """Journeys' ends that police time to the minute, the ambulance to the second."""
    act = "conveyance_ended @actor=ambulance:las"
    return [
        line
        for hour in (10, 11, 12)
        for line in (
            f"{hour}:00 {MET} {act} @clock=log",
            f"{clock(hour * 3600 + ahead_s)} {LAS} {act} @clock=CAD",
        )
    ]


def test_a_difference_that_minutes_explain_is_not_proposed() -> None:
    """10:00 is any of 60 s, 30 either way: 40 s after its start is nothing, 300 s is 270.5 ± 30."""
    assert proposed(to_the_minute(40)) == []
    (found,) = proposed(to_the_minute(300))
    assert (found.offset_s, found.uncertainty_s) == (-271, 30)


def test_an_act_with_two_candidates_pairs_with_neither() -> None:
    """Two ambulance arrivals within half an hour of one police record: no anchor."""
    lines = both_sides(300, 300, 300)
    extra = f"08:10:00 {LAS} resource_arrived_at_scene @clock=CAD"
    assert len(proposed(lines)[0].anchors) == 3
    assert proposed([*lines, extra]) == []


def test_another_actor_is_another_act() -> None:
    """Police record the arrival of another ambulance trust: not the same act."""
    lines = [line.replace("@actor=ambulance:las", "@actor=ambulance:lnd")
             if MET in line.split()[1] else line for line in both_sides(300, 300, 300)]  # fmt: skip
    assert proposed(lines) == []


def test_the_arrival_of_a_person_pairs_whoever_records_it_by_the_same_point() -> None:
    """The door by police and by the hospital are one act; the apron is another moment."""
    arrived = "arrived_at_place_of_safety arrival_basis"
    doors = [
        line
        for hour in (10, 11, 12)
        for line in (
            f"{hour}:00:00 {MET} {arrived}=door @clock=log",
            f"{hour}:05:00 acute:kings {arrived}=door @clock=EPR",
        )
    ]
    (found,) = proposed(doors)
    assert (str(found.first), found.offset_s) == ("acute:kings EPR", -300)
    assert proposed([line.replace("door @clock=EPR", "apron @clock=EPR") for line in doors]) == []


def answers(*after: int, asker: str = MET, answerer: str = LAS) -> list[str]:
    """Requests an hour apart, each acknowledged so many seconds after."""
    lines = []
    for number, after_s in enumerate(after):
        at_s = (8 + number) * 3600
        ask = f"{asker} assistance_requested kind=fire to={answerer} @clock=log"
        said = "request_acknowledged kind={} @clock=CAD"
        kind = "ambulance_treat" if answerer == LAS else "police"
        lines += [
            f"{clock(at_s)} {ask.replace('kind=fire', f'kind={kind}')} @subject=P{number}",
            f"{clock(at_s + after_s)} {answerer} {said.format(kind)} @subject=P{number}",
        ]
    return lines


def test_answers_that_take_their_usual_time_are_no_skew() -> None:
    """Each request acknowledged after 40 s: two minutes of answering explain it."""
    assert proposed(answers(40, 45, 35)) == []


def test_answers_before_their_requests_show_a_skew() -> None:
    """Acknowledged 300 s "before" the request: police ahead by 300 s, uncertain by 120 more.

    The record by time has the answer first, so it is the reply's id that ties them together.
    """
    lines = answers(-300, -310, -290)
    tied = [
        f"{line} @replies_to=#{number - 1}" if "acknowledged" in line else line
        for number, line in enumerate(lines, 1)
    ]
    (found,) = proposed(tied)
    assert (found.offset_s, found.scatter_s, found.uncertainty_s) == (300, 10, 130)
    assert {anchor.pairing for anchor in found.anchors} == {Pairing.ANSWER}


def test_a_long_steady_answer_is_proposed_with_its_uncertainty() -> None:
    """Acknowledged after 600 s each time, steadily: more than answering explains."""
    (found,) = proposed(answers(600, 600, 600))
    assert (found.offset_s, found.uncertainty_s) == (-600, 120)


def test_an_answer_after_more_than_half_an_hour_is_no_anchor() -> None:
    """Acknowledged after 1,801 s: no longer a pair; after 1,800 s it is one."""
    assert proposed(answers(1801, 1801, 1801)) == []
    assert len(proposed(answers(1800, 1800, 1800))) == 1


def test_records_of_one_act_count_alone_where_they_are_enough() -> None:
    """Three acts 300 s apart beside three answers after 900 s: only the acts are used."""
    lines = [line.replace("police-log", "log") for line in both_sides(300, 300, 300)]
    (found,) = proposed([*lines, *answers(900, 900, 900)])
    assert (found.offset_s, len(found.anchors)) == (-300, 3)


def test_an_offer_and_the_acceptance_that_names_it() -> None:
    """Offered by police, accepted by the hospital 400 s before: three such pairs are enough."""
    lines = []
    accepted = "acute:kings handover_accepted strands=DET @clock=EPR"
    for number, hour in enumerate((10, 11, 12)):
        lines += [
            f"{hour}:10:00 {MET} handover_offered strands=DET to=acute:kings @clock=log",
            f"{hour}:03:20 {accepted} @replies_to=#{2 * number + 1}",
        ]
    (found,) = proposed(lines)
    assert (str(found.second), found.offset_s) == (f"{MET} log", 400)
    unnamed = [line.split(" @replies_to")[0] for line in lines]
    assert proposed(unnamed) == []
    elsewhere = [line.replace("=#1", "=#2").replace("=#3", "=#2") for line in lines]
    assert proposed(elsewhere) == []


def test_one_agencys_own_records_are_no_pair() -> None:
    """Police record both the request and its acknowledgement: one clock, no anchor."""
    lines = [
        line.replace(f" {LAS} request", f" {MET} request") + " @actor=ambulance:las"
        if "acknowledged" in line
        else line
        for line in answers(600, 600, 600)
    ]
    assert proposed(lines) == []


def test_a_refusal_is_no_anchor() -> None:
    """Only an acknowledgement or acceptance answers at once."""
    lines = [line.replace("acknowledged", "declined") for line in answers(600, 600, 600)]
    assert proposed(lines) == []


def test_rough_times_are_no_anchor() -> None:
    """A time that is "about" is ten minutes wide."""
    lines = [f"~{line[:5]}{line[8:]}" for line in answers(600, 600, 600)]
    assert proposed(lines) == []
    lines = [f"~{line[:5]}{line[8:]}" for line in both_sides(600, 600, 600)]
    assert proposed(lines) == []


def test_the_clock_that_has_a_name_is_the_one_to_declare() -> None:
    """Entries of the police name no clock: the ambulance's is declared, 300 s ahead."""
    lines = [line.replace(" @clock=police-log", "") for line in both_sides(300, 300, 300)]
    (found,) = proposed(lines)
    assert (str(found.first), found.offset_s) == (f"{MET} (clock not named)", 300)
    assert found.statement is not None


def test_without_a_named_clock_there_is_nothing_to_post() -> None:
    """The skew is shown; no declared offset could reach entries that name no clock."""
    lines = [line.split(" @clock=")[0] for line in both_sides(300, 300, 300)]
    (found,) = proposed(lines)
    assert found.statement is None


def test_the_basis_is_cut_to_the_length_of_its_field() -> None:
    """Sixteen pairs of long versions still make a statement that the log accepts."""
    (found,) = proposed(both_sides(*[300] * 15))
    many = replace(found, anchors=found.anchors * 10)
    assert len(many.basis) == BASIS_LENGTH_MAX


def posted(entries: tuple[Entry, ...], proposal: Proposal) -> Entry:
    """The entry that posting the proposal's statement makes."""
    new = UUID(int=len(entries) + 1)
    draft = draft_of(proposal.statement, incident=INCIDENT, new_id=lambda: new)
    return decide(
        draft,
        agency=Agency.parse("oversight:iopc"),
        version=len(entries) + 1,
        now_ms=entries[-1].recorded_at_ms + 1,
    )


def test_what_is_already_known_of_a_clock_is_kept_in_the_statement() -> None:
    """Police's clock is known to be 100 s ahead and seems 300 behind still: 200 behind in all."""
    lines = [line.replace("police-log", "police-log/100") for line in both_sides(200, 200, 200)]
    (found,) = proposed(lines)
    assert (found.offset_s, found.known_offset_s) == (-300, 100)
    assert found.statement is not None
    assert found.statement["facts"]["offset_s"] == -200


@forall(st.integers(-1500, 1500), st.lists(st.integers(-20, 20), min_size=3, max_size=6))
@settings(deadline=None)
def test_a_posted_proposal_leaves_nothing_to_propose(skew_s: int, jitter: list[int]) -> None:
    """The statement is one that the log accepts, and with it the clocks agree."""
    entries = given(*both_sides(*(skew_s + each for each in jitter))).entries
    for proposal in skews(examine(entries)):
        assert abs(proposal.offset_s) > proposal.uncertainty_s
        declared = posted(entries, proposal)
        assert declared.envelope.occurred == parse(proposal.at)
        after = examine((*entries, declared))
        assert skews(after) == []
        assert entries == after.entries[: len(entries)]
