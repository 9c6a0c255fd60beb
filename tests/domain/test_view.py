"""What counts of the entries, in which order: corrections, clocks, knowledge, the end."""

import pytest

from jointlog.domain.incident import Order, fold, horizon, view
from jointlog.domain.time import FIRST_S, LAST_S, Latest, Window
from jointlog.domain.vocabulary import Strand
from tests.grammar import RECORDED_MS, at, given

CAME = "12:00 ambulance:las resource_arrived_at_scene callsign=A1"


def names(*lines: str) -> list[str]:
    """The statements that count, by occurred."""
    return [statement.name for statement in given(*lines).statements]


def test_by_occurred_and_as_recorded() -> None:
    """Recorded later and happened earlier: the two orders differ."""
    lines = given(CAME, "11:00 police:met s136_power_used")
    assert [s.version for s in view(lines.entries)] == [2, 1]
    assert [s.version for s in view(lines.entries, order=Order.RECORDED)] == [1, 2]


def test_a_time_without_bounds_stands_where_it_was_recorded() -> None:
    """After the entry before it; an answer never before what it answers."""
    lines = given(
        "unknown police:met restraint_ended",
        "12:30 police:met assistance_requested kind=bed to=mental_health:slam",
        "unknown police:met restraint_started",
        "12:00 police:met s136_power_used",
        "before_13:00 mental_health:slam request_declined kind=bed @replies_to=#2",
        "12:10 mental_health:slam request_accepted kind=bed @caused_by=#2",
        "12:05 police:met restraint_ended @caused_by=#9",
    )
    assert [s.version for s in lines.statements] == [1, 4, 7, 6, 2, 3, 5]


def test_an_amended_field_counts_and_the_entry_is_kept() -> None:
    """The callsign, a number, a flag and the time are read anew; the versions say so."""
    lines = given(
        CAME,
        "12:00 ambulance:las observations_recorded taken=true heart_rate_per_min=80",
        "13:00 ambulance:las entry_amended field=facts.callsign new=A2 @corrects=#1",
        "13:00 ambulance:las entry_amended field=heart_rate_per_min new=90 @corrects=#2",
        "13:00 ambulance:las entry_amended field=occurred new=12:07 @corrects=#1",
    )
    made = {statement.version: statement for statement in lines.statements}
    assert made[1].text("callsign") == "A2"
    assert made[1].amended_by == (3,)
    assert made[1].entry.fact.callsign == "A1"  # type: ignore[attr-defined]
    assert made[2].text("heart_rate_per_min") == "90"
    dated = given(
        CAME,
        '13:00 ambulance:las entry_amended field=occurred "new=2026-03-01 12:07 UTC" @corrects=#1',
    ).statements
    assert dated[0].window == Window(at("12:07"), at("12:07") + 59)


def test_an_amendment_that_cannot_be_read_changes_nothing() -> None:
    """No such field, no number, no time: kept as entries."""
    lines = given(
        "12:00 ambulance:las observations_recorded taken=true heart_rate_per_min=80",
        "13:00 ambulance:las entry_amended field=facts.nothing new=1 @corrects=#1",
        "13:00 ambulance:las entry_amended field=facts.heart_rate_per_min new=fast @corrects=#1",
        "13:00 ambulance:las entry_amended field=facts.heart_rate_per_min new=9999 @corrects=#1",
        "13:00 ambulance:las entry_amended field=occurred new=later @corrects=#1",
    ).statements
    assert lines[0].amended_by == ()
    assert lines[0].text("heart_rate_per_min") == "80"
    assert len(lines) == 5


def test_only_the_own_agency_corrects() -> None:
    """Another agency's correction, and one of an entry that is not there, change nothing."""
    assert len(names(CAME, "13:00 police:met entry_retracted why=untrue @corrects=#1")) == 2
    assert len(names(CAME, "13:00 ambulance:las entry_retracted why=untrue @corrects=#9")) == 2
    assert len(names(CAME, "13:00 ambulance:las entry_retracted why=untrue")) == 2
    for corrects in ("", " @corrects=#9"):
        made = given(
            CAME, f"13:00 ambulance:las entry_amended field=facts.callsign new=A2{corrects}"
        ).statements
        assert made[0].amended_by == ()
    other = "13:00 police:met entry_amended field=facts.callsign new=A2 @corrects=#1"
    assert given(CAME, other).statements[0].amended_by == ()


def test_a_retraction_takes_back_and_can_be_taken_back() -> None:
    """Retracted, the arrival does not count; the retraction retracted, it does again."""
    retracted = "13:00 ambulance:las entry_retracted why=duplicate @corrects=#1"
    again = "13:10 ambulance:las entry_retracted why=other @corrects=#2"
    assert names(CAME, retracted) == ["entry_retracted"]
    assert names(CAME, retracted, again) == ["resource_arrived_at_scene", "entry_retracted"]
    amended = "12:50 ambulance:las entry_amended field=facts.callsign new=A2 @corrects=#1"
    undone = "13:00 ambulance:las entry_retracted why=other @corrects=#2"
    assert given(CAME, amended, undone).statements[0].text("callsign") == "A1"


def test_as_known_at_a_moment() -> None:
    """Only what had been recorded then: the retraction and the leaving were not yet."""
    lines = given(
        "12:00 police:met s136_power_used",
        "12:10 police:met resource_left_scene",
        "13:00 police:met entry_retracted why=untrue @corrects=#1",
    )
    known = view(lines.entries, recorded_by_ms=RECORDED_MS + 1000)
    assert [s.version for s in known] == [1]
    assert fold(known).spans("P1", Strand.DET)[-1].holders
    assert [s.version for s in view(lines.entries, until_s=at("12:05"))] == []
    until = view(lines.entries, until_s=at("12:05"), recorded_by_ms=RECORDED_MS + 2000)
    assert [s.version for s in until] == [1]


def test_a_known_clock_offset_moves_the_time() -> None:
    """A clock 60 s ahead, 5 s uncertain: the fact was 55 to 65 s earlier."""
    line = "12:00:00 police:met s136_power_used @clock=CAD/60"
    assert given(line).statements[0].window == Window(at("11:59"), at("11:59"))
    declared = "13:00 police:met clock_offset_declared system=CAD offset_s=60 uncertainty_s=5"
    plain = line.replace("/60", "")
    made = given(plain, declared).statements[0]
    assert made.window == Window(at("11:58:55"), at("11:59:05"))


def test_an_offset_covers_its_own_clock_only() -> None:
    """Not another system, another agency, or a time outside its days; a reviewer's covers all."""
    plain = "12:00:00 police:met s136_power_used @clock=CAD"
    said = "13:00 {} clock_offset_declared system={} offset_s=60"

    def moved(*words: str, who: str = "police:met", system: str = "CAD") -> bool:
        line = " ".join((said.format(who, system), *words))
        return given(plain, line).statements[0].window.earliest_s != at("12:00")

    assert moved()
    assert not moved(system="CCTV")
    assert not moved(who="ambulance:las")
    assert moved(who="oversight:iopc")
    assert moved("agency=police", who="ambulance:las")
    assert not moved("agency=ambulance:las")
    assert moved("valid_from=11:00", "valid_to=13:00")
    assert not moved("valid_from=13:00")
    assert not moved("valid_to=11:00")


def test_the_end_is_the_latest_instant_of_the_incident() -> None:
    """Bounds that are missing do not count; nothing at all is any time."""
    assert horizon([]) == Window(FIRST_S, LAST_S)
    lines = given(
        CAME,
        "before_13:00 police:met restraint_ended",
        "after_11:00 police:met late_entry_made why_late=x",
    )
    end = horizon(lines.statements)
    assert (end.earliest_s, end.latest_s) == (at("12:00"), at("13:00"))


def test_facts_about_the_record_do_not_prolong_the_incident() -> None:
    """A contradiction noted years later leaves the end where it was; alone, it is the end."""
    noted = "2030-01-01_12:00:00 oversight:x contradiction_noted events=#1"
    assert horizon(given(CAME, noted).statements) == horizon(given(CAME).statements)
    alone = given(noted).statements
    end = horizon(alone)
    assert Window(end.earliest_s, end.latest_s) == alone[0].window


def test_fields_are_compared_as_they_are_stored() -> None:
    """Absent is none, flags are words, and the agencies are their kinds."""
    made = given(
        "12:00 police:met observations_recorded taken=false @actor=ambulance:las/paramedic"
    ).statements[0]
    assert made.text("taken") == "false"
    assert made.text("avpu") == "none"
    assert made.text("actor") == "ambulance"
    assert made.text("asserted_by") == "police"
    assert (
        given("12:00 police:met observations_recorded taken=true").statements[0].text("taken")
        == "true"
    )


@pytest.mark.parametrize(
    "said",
    [
        "clock_offset_declared system=CAD offset_s=60",
        "contradiction_noted events=#1",
        "entry_amended field=callsign new=A2 @corrects=#1",
        "entry_disputed position=no @corrects=#1",
        "entry_retracted why=other @corrects=#2",
        "late_entry_made why_late=x",
        "oversight_referral_made to=coroner",
        "finding_answered finding_id=x explanation=y",
        "disclosure_made to=coroner",
    ],
)
def test_each_fact_about_the_record_leaves_the_end_where_it_was(said: str) -> None:
    """Said four years later."""
    later = f"2030-01-01_12:00:00 ambulance:las {said}"
    assert horizon(given(CAME, later).statements) == horizon(given(CAME).statements)


def test_the_end_knows_which_instant_can_be_latest() -> None:
    """12:00 to 12:30 and 12:10 to 12:20: the first can be latest, the other until 12:20."""
    lines = given(
        "12:00:00/12:30:00 police:met restraint_started",
        "12:10:00/12:20:00 police:met restraint_ended",
        "12:01:00/12:12:00 ambulance:las observations_recorded taken=true",
    ).statements
    end = horizon(lines)
    assert isinstance(end, Latest)
    assert (end.earliest_s, end.latest_s) == (at("12:10"), at("12:30"))
    assert end.last is next(each for each in lines if each.version == 1).window
    assert end.others_s == at("12:20")
    led = horizon(lines, {2: {1}})
    assert isinstance(led, Latest)
    assert led.others_s == at("12:12")
    alone = horizon([each for each in lines if each.version == 1])
    assert isinstance(alone, Latest)
    assert alone.others_s == at("12:00")


def test_of_two_that_can_be_latest_the_one_that_stands_last_is() -> None:
    """Both until 12:30."""
    lines = given(
        "12:00:00/12:30:00 police:met restraint_started",
        "12:10:00/12:30:00 police:met restraint_ended",
    ).statements
    end = horizon(lines)
    assert isinstance(end, Latest)
    assert end.last is lines[1].window
    assert end.others_s == at("12:30")


def test_what_has_no_latest_bound_holds_the_end_up() -> None:
    """From 12:40 on, whenever: the record ends at 12:40 at least; nothing else bounds it."""
    bounded = "12:00:00/12:30:00 police:met restraint_started"
    lines = given(bounded, "after_12:40 police:met restraint_ended").statements
    end = horizon(lines)
    assert isinstance(end, Latest)
    low_s = max(each.window.earliest_s for each in lines)
    assert (end.earliest_s, end.latest_s, end.others_s) == (low_s, low_s, low_s)
    assert low_s >= at("12:40")
    open_end = horizon(given("after_12:40 police:met restraint_ended").statements)
    assert (open_end.earliest_s, open_end.latest_s) == (low_s, LAST_S)


@pytest.mark.parametrize(
    ("when", "words", "is_moved"),
    [
        ("12:00:00", "valid_from=12:00:00", True),
        ("12:00:00", "valid_from=12:00:01", False),
        ("12:00:00", "valid_to=12:00:00", True),
        ("12:00:00", "valid_to=11:59:59", False),
        ("12:00:00/12:10:00", "valid_from=12:10:00", True),
        ("12:00:00/12:10:00", "valid_to=12:00:00", True),
        ("12:05:00", "valid_from=12:00:00/12:10:00", True),
        ("12:05:00", "valid_to=12:00:00/12:10:00", True),
    ],
)
def test_an_offset_holds_on_its_days_and_at_their_edges(
    when: str, words: str, *, is_moved: bool
) -> None:
    """An entry that can lie in the days of an offset is moved by it."""
    plain = f"{when} police:met s136_power_used @clock=CAD"
    declared = f"13:00 police:met clock_offset_declared system=CAD offset_s=60 {words}"
    alone, made = given(plain).statements[0], given(plain, declared).statements[0]
    assert (made.window != alone.window) is is_moved


def test_the_last_offset_declared_holds() -> None:
    """60 s, corrected to 90 s; one for another clock changes nothing."""
    plain = "12:00:00 police:met s136_power_used @clock=CAD"
    said = "13:00 police:met clock_offset_declared system={} offset_s={}"
    lines = (said.format("CAD", 60), said.format("CAD", 90), said.format("CCTV", 30))
    assert given(plain, *lines).statements[0].window == Window(at("11:58:30"), at("11:58:30"))


def test_only_what_occurred_by_then_counts_and_then_itself() -> None:
    """At 12:00 the entry of 12:00:00 counts, that of 12:00:01 does not."""
    lines = given("12:00:00 police:met restraint_started", "12:00:01 police:met restraint_ended")
    assert [s.version for s in view(lines.entries, until_s=at("12:00"))] == [1]
    assert [s.version for s in view(lines.entries, recorded_by_ms=RECORDED_MS + 1000)] == [1]
    assert [s.version for s in view(lines.entries, recorded_by_ms=RECORDED_MS + 999)] == []


def test_an_answer_stands_behind_a_chain_of_answers() -> None:
    """Without times of their own, and recorded first: each is right behind what led to it."""
    lines = given(
        "unknown police:met restraint_ended @caused_by=#2",
        "unknown police:met information_requested to=acute:a @caused_by=#3",
        "12:30:00 police:met restraint_started",
        "12:30:00 police:met s136_power_used",
    )
    assert [s.version for s in lines.statements] == [3, 2, 1, 4]


def test_an_answer_whose_time_says_so_stands_before() -> None:
    """Recorded as an answer, and written at 12:00 to what was asked at 12:30: its time stands."""
    lines = given(
        "12:30:00 police:met assistance_requested kind=bed",
        "12:00:00 mental_health:m request_declined kind=bed @replies_to=#1",
        "12:30:00 mental_health:m request_accepted kind=bed @replies_to=#1",
    )
    assert [s.version for s in lines.statements] == [2, 1, 3]
