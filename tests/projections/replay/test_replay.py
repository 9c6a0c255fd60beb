"""The replay of an incident: every step's state, and every way of going through it."""

from jointlog.domain.incident.clocks import Ending
from jointlog.domain.incident.spans import State
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Question, examine
from jointlog.projections.replay import Limit, Replay, Step, replay
from jointlog.projections.replay.session import _places
from tests.grammar import at, given, line_id

STORY = given(
    "12:00 police:met contact_received channel=999 caller_kind=public",
    "12:05 police:met resource_arrived_at_scene callsign=u1",
    "12:10 police:met s136_power_used limb=remove",
    "12:15 police:met assistance_requested kind=ambulance_convey to=ambulance:las",
    "12:30 ambulance:las resource_arrived_at_scene callsign=A1",
    "12:40 police:met handover_offered strands=DET,SAFE to=mental_health:slam",
    "12:50 police:met resource_left_scene callsign=u1 reason=handed_over",
    "13:30 mental_health:slam handover_accepted strands=DET,SAFE by_role=ward_nurse",
)


def made(subject: str = "") -> Replay:
    """The replay of the story."""
    return replay(STORY.case(), subject)


def held(session: Replay, index: int, strand: Strand) -> str:
    """Who holds a strand after a step, with a star where that step changed it."""
    (one,) = (s for s in session.steps[index].standings if s.strand is strand)
    who = ",".join(str(holder) for holder in one.holding.holders) or "nobody"
    return f"{who}{'*' if one.is_changed else ''}"


def test_a_step_has_the_state_of_every_strand_and_marks_what_changed() -> None:
    """Detention is police's from 12:10; nobody's when they leave at 12:50; the trust's at 13:30."""
    session = made()
    seen = [held(session, index, Strand.DET) for index in (2, 3, 6, 7)]
    assert seen == ["police:met*", "police:met", "nobody*", "mental_health:slam*"]
    (left,) = (s for s in session.steps[6].standings if s.strand is Strand.DET)
    assert left.is_unheld
    assert not left.is_contested
    assert session.steps[0].changes[0].strand is Strand.CONTACT


def test_a_wait_is_open_until_the_step_that_ends_it() -> None:
    """Asked at 12:15, attended at 12:30: two steps show it, the second as ended, then none."""
    session = made()
    seen = [
        [(w.is_started, w.is_ended, w.elapsed.min_s) for w in step.waits if w.request.to]
        for step in session.steps[3:6]
    ]
    assert seen == [[(True, False, 0)], [(False, True, 14 * 60 + 1)], []]


def test_who_is_with_the_person_after_each_step() -> None:
    """Police come at 12:05 and leave at 12:50; the ambulance comes at 12:30 and stays."""
    seen = [[str(v.agency) for v in step.visits] for step in made().steps]
    police, crew = "police:met", "ambulance:las"
    assert seen[0] == []
    assert seen[1] == [police]
    assert seen[5] == [police, crew]
    assert seen[6] == [crew]


def test_a_clock_runs_from_its_first_step_to_its_last_against_its_limit() -> None:
    """A clock shows its start once, then how it stands to its limit, then its end."""
    session = made()
    ticks = [tick for step in session.steps for tick in step.clocks]
    for tick in ticks:
        limit_s, high = tick.run.limit_s, tick.elapsed.max_s
        assert high is not None
        within = limit_s is None or high <= limit_s
        assert (tick.limit in (Limit.NONE, Limit.WITHIN)) is within
    ended = [tick for tick in ticks if tick.is_ended]
    assert {tick.run.ending for tick in ended} <= set(Ending) - {Ending.OPEN}
    starts = [id(tick.run) for tick in ticks if tick.is_started]
    assert len(starts) == len(set(starts)) == len(session.case.runs)


def test_a_limit_is_passed_only_where_it_is_surely_passed() -> None:
    """The 24 hours of section 136: within at 12:10, passed at 12:20 of the next day.

    At a time between 12:00 and 12:20 of that day it is perhaps passed.
    """
    session = replay(
        given(
            "12:00 mental_health:slam arrived_at_place_of_safety "
            "kind=health_based_place_of_safety run_by=mental_health:slam",
            "2026-03-02_11:50/2026-03-02_12:10 police:met contact_received channel=999 "
            "caller_kind=public",
            "2026-03-02_12:20 police:met contact_received channel=999 caller_kind=public",
        ).case(protocol="england@2024-01-01")
    )
    of_day = [
        {tick.limit for tick in step.clocks if tick.run.limit_s == 86_400} for step in session.steps
    ]
    assert of_day == [{Limit.WITHIN}, {Limit.PERHAPS}, {Limit.PASSED}]


def test_a_clock_without_a_limit_says_so() -> None:
    """No figure is set for how soon an AMHP comes: the clock runs without a limit."""
    session = replay(
        given("12:00 police:met assistance_requested kind=amhp to=local_authority:x").case()
    )
    assert Limit.NONE in {tick.limit for tick in session.steps[0].clocks}


def test_a_step_without_a_time_takes_what_is_known_of_it() -> None:
    """Unknown: that of the entry before; before and after: the bound that is recorded."""
    session = replay(
        given(
            "unknown police:met contact_received channel=999 caller_kind=public",
            "before_12:00 police:met contact_received channel=999 caller_kind=public",
            "after_12:30 police:met contact_received channel=999 caller_kind=public",
        ).case()
    )
    by_version = {step.statement.version: step.now for step in session.steps}
    assert by_version[2].earliest_s == by_version[2].latest_s == at("12:00")
    assert by_version[3].earliest_s == by_version[3].latest_s
    assert session.steps[0].now.earliest_s > 0
    nowhere = given("unknown police:met contact_received channel=999 caller_kind=public").case()
    assert replay(nowhere).steps[0].now.earliest_s == nowhere.horizon.earliest_s


def test_going_to_a_time_an_entry_and_an_event() -> None:
    """12:20 is after the fourth entry (12:15); before all is the first; an id is its own step."""
    session = made()
    assert session.at_time(at("12:20")) == 3
    assert session.at_time(at("11:00")) == 0
    assert session.of_version(5) == 4
    assert session.of_version(99) is None
    assert session.of_event(line_id(3)) == 2
    assert session.of_event(line_id(99)) is None
    assert [session.clamped(index) for index in (-1, 3, 99)] == [0, 3, 7]


def test_searching_goes_round() -> None:
    """Looking for police's entries after the last begins again at the first."""
    session = made()

    def is_arrival(step: Step) -> bool:
        return step.statement.name == "resource_arrived_at_scene"

    assert session.search(0, is_arrival) == 1
    assert session.search(1, is_arrival) == 4
    assert session.search(4, is_arrival) == 1
    assert session.search(0, lambda _: False) is None


def test_gaps_and_findings_are_gone_through_in_time() -> None:
    """Nobody has detention from the seventh entry (12:50) to the eighth (13:30)."""
    session = made()
    gap = session.next_place(0, gaps=True)
    assert gap is not None
    assert gap.is_gap
    first = session.next_place(-1, gaps=False)
    assert first is not None
    assert first.first <= gap.first
    detention = [p for p in session.places if Strand.DET in p.finding.found.strands and p.is_gap]
    assert {(place.first, place.last) for place in detention} == {(6, 7)}
    assert session.next_place(7, gaps=True) is None
    assert session.previous_place(7, gaps=True) is not None
    assert session.previous_place(0, gaps=False) is None
    for place in session.places:
        assert place.first <= place.last
        assert place.start_s <= place.end_s


def test_the_worst_are_the_gravest_and_longest() -> None:
    """Severity first, then what surely lasted longest; the gaps among them in the same order."""
    session = made()
    severities = [place.finding.severity for place in session.worst]
    assert severities == sorted(severities)
    gravest = [p for p in session.worst if p.finding.severity == severities[0]]
    lengths = [p.finding.found.length.min_s if p.finding.found.length else 0 for p in gravest]
    assert lengths == sorted(lengths, reverse=True)
    assert session.worst_gaps == [place for place in session.worst if place.is_gap]


def test_findings_that_rest_on_an_entry() -> None:
    """The entry with which police leave (12:50) bears the gap that begins there."""
    session = made()
    ids = {place.finding.id for place in session.bearing_on(6)}
    assert {p.finding.id for p in session.places if p.is_gap and p.first == 6} <= ids


def test_playing_waits_as_long_as_between_the_entries_within_bounds() -> None:
    """5 min at 300 to 1 is one second; 40 min at 60 to 1 would be 40 s, so 4; the last 0.2."""
    session = made()
    assert session.delay_s(1, 300) == 1
    assert session.delay_s(6, 60) == 4
    assert session.delay_s(7, 60) == 0.2


def test_who_knew_is_told_for_each_entry() -> None:
    """The request tells police and the ambulance; after that an entry of police is theirs only."""
    session = made()
    (asked,) = session.learnt(3)
    assert {str(known.agency) for known in asked.known} == {"police:met", "ambulance:las"}
    assert asked.not_known == ()
    (left,) = session.learnt(6)
    assert [str(known.agency) for known in left.known] == ["police:met"]
    assert "ambulance:las" in [str(agency) for agency in left.not_known]


def test_an_item_known_from_an_earlier_entry_is_known() -> None:
    """Police tell the item at 12:10 that the ambulance recorded at 12:00: it had it before."""
    session = replay(
        given(
            "12:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las",
            "12:05 ambulance:las call_information_recorded item=weapon value_recorded=none",
            "12:10 police:met call_information_recorded item=Weapon value_recorded=knife",
            "12:20 police:met finding_answered finding_id=x explanation=y",
        ).case()
    )
    (item,) = session.learnt(2)
    assert item.item == "Weapon"
    assert [str(known.agency) for known in item.known] == ["police:met", "ambulance:las"]
    assert session.learnt(3) == []


def test_one_persons_replay_has_only_their_steps_and_findings() -> None:
    """Of two persons' entries, P2's are numbered from the first; nothing of P1 is a place."""
    session = replay(
        given(
            "12:00 police:met s136_power_used limb=remove",
            "12:05 police:met s136_power_used limb=remove @subject=P2",
            "12:30 police:met resource_left_scene reason=other",
            "12:40 police:met resource_left_scene reason=other @subject=P2",
        ).case(until="14:00"),
        "P2",
    )
    assert [(step.index, step.statement.version) for step in session.steps] == [(0, 2), (1, 4)]
    assert {place.finding.found.subject for place in session.places} <= {"P2"}


def test_a_finding_whose_entries_are_not_in_view_has_no_place() -> None:
    """Without any step there is nowhere to go to."""
    case = STORY.case()
    findings = [place.finding for place in made().places]
    assert findings
    assert list(_places(findings, [], case)) == []


def test_an_incident_without_entries_in_view_has_no_step() -> None:
    """As known before anything was recorded there is nothing to go through."""
    session = replay(examine(STORY.entries, Question(known_at_ms=0)))
    assert list(session.steps) == []
    assert session.clamped(5) == 0
    assert session.at_time(at("13:00")) == 0


def test_a_contested_strand_is_contested_in_its_step() -> None:
    """Two agencies say that they have it: the step shows a dispute, not a gap."""
    session = replay(
        given(
            "12:00 police:met responsibility_assumed strand=CLIN",
            "12:10 ambulance:las responsibility_disputed strand=CLIN "
            "parties=police:met/claims,ambulance:las/claims",
        ).case()
    )
    (clinical,) = (s for s in session.steps[1].standings if s.strand is Strand.CLIN)
    assert clinical.holding.state is State.CONTESTED
    assert clinical.is_contested
    assert not clinical.is_unheld


def test_the_worst_of_three_hundred_entries_is_one_key_away() -> None:
    """297 calm entries, one every minute; police leave at 16:00 and the trust accepts at 16:20.

    The first of the worst gaps is those twenty minutes, from the entry with which they leave:
    times to the minute give 19 min 1 s (1141 s) to 20 min 59 s (1259 s).
    """
    calm = [
        f"{8 + number // 60:02d}:{number % 60:02d} police:met call_information_recorded "
        f"item=observation-{number} value_recorded=calm"
        for number in range(1, 298)
    ]
    session = replay(
        given(
            "08:00 police:met s136_power_used limb=remove",
            *calm,
            "16:00 police:met resource_left_scene reason=handed_over",
            "16:20 mental_health:slam handover_accepted strands=DET,SAFE by_role=ward_nurse",
        ).case()
    )
    assert len(session.steps) == 300
    worst = session.worst_gaps[0]
    assert (worst.first, worst.last) == (298, 299)
    assert worst.finding.found.length == Length(1141, 1259)


def test_detention_past_its_limit_is_held_by_nobody_in_the_replay_too() -> None:
    """Arrived 10:00, so lapsed from 10:00 the next day, surely; perhaps is not enough.

    It ends at 13:00. What is recorded of another person changes nothing; nor does a record in which
    the authority ended in time.
    """
    day = "2026-03-02_"
    lines = (
        "09:00:00 police:met s136_power_used limb=remove",
        "10:00:00 police:met arrived_at_place_of_safety kind=health_based_place_of_safety",
        f"{day}09:00:00/{day}12:00:00 acute:a welfare_check_made setting=ward",
        f"{day}11:00:00 acute:a welfare_check_made setting=ward",
        f"{day}12:00:00 acute:a welfare_check_made setting=ward",
    )
    over = "doctor:d detention_authority_ended how=discharged"
    late = replay(given(*lines, f"{day}13:00:00 {over}").case(), "")
    entries = [step.statement.version for step in late.steps]
    states = [held(late, index, Strand.DET) for index in range(len(entries))]
    perhaps = "police:met"
    assert dict(zip(entries, states, strict=True)) == {
        1: "police:met*",
        2: "police:met",
        3: perhaps,
        4: "nobody*",
        5: "nobody",
        6: "nobody*",
    }
    (last,) = (s for s in late.steps[-2].standings if s.strand is Strand.DET)
    assert last.holding.state is State.LAPSED
    assert last.since.window.latest_s == at(f"{day}10:00:00".replace("_", " "))
    timely = replay(given(*lines, f"{day}09:59:00 {over}").case(), "")
    assert all(
        each.holding.state is not State.LAPSED for step in timely.steps for each in step.standings
    )
