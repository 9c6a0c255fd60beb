"""The clock rules of §1.10, with the standards that ship."""

import pytest

from jointlog.domain.incident.clocks import Ending, Run, moving, of_standard, watched
from jointlog.domain.time import Window
from tests.grammar import at, given

NEXT = "2026-03-02_"
POWER = "11:00:00 police:met s136_power_used"
ARRIVED = "12:00:00 police:met arrived_at_place_of_safety kind=emergency_department"


def runs_of(standard: str, *lines: str, until: str = f"{NEXT}18:00:00") -> list[Run]:
    """The runs of one standard."""
    return [run for run in given(*lines).case(until=until).runs if run.standard.id == standard]


def length_s(run: Run, until: str = f"{NEXT}18:00:00") -> int:
    """The length of a run whose ends are exact."""
    found = run.length(Window(at(until), at(until)))
    assert found.min_s == found.max_s
    return found.min_s


@pytest.mark.parametrize(
    ("first", "last", "hours"),
    [
        ("2025-10-25_20:00_Europe/London", "2025-10-26_20:00_Europe/London", 25),
        ("2025-03-29_20:00_Europe/London", "2025-03-30_20:00_Europe/London", 23),
    ],
)
def test_rule_1_elapsed_not_the_wall_clock(first: str, last: str, hours: int) -> None:
    """20:00 to 20:00 is 25 h when clocks go back and 23 h when they go forward."""
    (run,) = runs_of(
        "T-136-24",
        f"{first} police:met arrived_at_place_of_safety",
        f"{last} police:met detention_authority_ended how=released",
    )
    length = run.length(Window(0, 0))
    assert (length.min_s, length.max_s) == (hours * 3600 - 59, hours * 3600 + 59)


def test_rule_2_a_run_says_what_it_rests_on() -> None:
    """Its standard, start, end, the entries of both, and the weaker of the two grades."""
    (run,) = runs_of(
        "T-HO-15",
        ARRIVED,
        "12:10:00 acute:rlh handover_accepted strands=CLIN @evidence=statement",
    )
    assert run.standard.reference == "T-HO-15@undated"
    assert run.entries == (1, 2)
    assert run.evidence == "statement"
    assert run.ending is Ending.STOPPED
    assert length_s(run) == 600


def test_rule_2_a_second_arrival_never_restarts_it() -> None:
    """Arrived at 12:00 and, after a transfer, at 20:00: one run, from 12:00."""
    (run,) = runs_of(
        "T-136-24",
        POWER,
        ARRIVED,
        "19:00:00 police:met transferred_between_places_of_safety",
        "20:00:00 police:met arrived_at_place_of_safety",
    )
    assert run.start.window.earliest_s == at("12:00:00")


def test_rule_3_without_a_stop_it_stays_open() -> None:
    """Open to the end of the record: 30 h."""
    (run,) = runs_of("T-136-24", POWER, ARRIVED)
    assert run.ending is Ending.OPEN
    assert run.entries == (2,)
    assert length_s(run) == 30 * 3600


def test_rule_4_cancelled_is_not_met() -> None:
    """Cancelled after 10 min: the run ends as cancelled, and a new request starts another."""
    asked = "12:00:00 police:met assistance_requested kind=ambulance_convey"
    first, second = runs_of(
        "T-136-AMB",
        asked,
        "12:10:00 police:met request_cancelled kind=ambulance_convey",
        asked.replace("12:00", "12:30"),
        "12:50:00 ambulance:las resource_arrived_at_scene callsign=A1",
    )
    assert (first.ending, length_s(first)) == (Ending.CANCELLED, 600)
    assert (second.ending, length_s(second)) == (Ending.STOPPED, 1200)


def test_rule_5_a_new_category_begins_a_new_segment() -> None:
    """Category 3 for 2 h, then category 1 for 20 min: two runs that meet, and no gap."""
    lines = (
        "12:00:00 ambulance:las call_graded scheme=arp grade=category_3",
        "14:00:00 ambulance:las call_graded scheme=arp grade=category_1",
        "14:20:00 ambulance:las resource_arrived_at_scene callsign=A1",
    )
    (third,) = runs_of("T-AMB-C3", *lines)
    (first,) = runs_of("T-AMB-C1", *lines)
    assert (third.ending, length_s(third)) == (Ending.SUPERSEDED, 7200)
    assert (first.ending, length_s(first)) == (Ending.STOPPED, 1200)
    assert third.end == first.start


def test_rule_6_another_patients_ambulance_stops_nothing() -> None:
    """It came for P2 and stopped P2's clock; P1's runs on."""
    graded = "12:00:00 ambulance:las call_graded scheme=arp grade=category_1"
    ours, theirs = runs_of(
        "T-AMB-C1",
        graded,
        f"{graded} @subject=P2",
        "12:05:00 ambulance:las resource_arrived_at_scene callsign=A1 for_subject=P2",
        until="13:00:00",
    )
    assert (ours.subject, ours.ending) == ("P1", Ending.OPEN)
    assert (theirs.subject, theirs.ending) == ("P2", Ending.STOPPED)


def test_an_extension_in_time_adds_12_hours_once() -> None:
    """24 h and 12 h; a second extension adds nothing."""
    extended = f"{NEXT}08:00:00 mental_health:elft detention_extended"
    (run,) = runs_of("T-136-24", POWER, ARRIVED, extended, extended.replace("08:00", "09:00"))
    assert run.limit_s == 36 * 3600
    assert run.extended_by is not None
    assert run.extended_by.id == "T-136-36"


def test_an_extension_after_the_limit_adds_nothing() -> None:
    """Signed 25 h after the arrival: the limit stays 24 h."""
    extended = f"{NEXT}13:00:00 mental_health:elft detention_extended"
    (run,) = runs_of("T-136-24", POWER, ARRIVED, extended)
    assert (run.limit_s, run.extended_by) == (24 * 3600, None)


def test_an_extension_with_nothing_to_extend_is_nothing() -> None:
    """No clock runs before an arrival."""
    assert runs_of("T-136-24", "12:00:00 mental_health:elft detention_extended") == []


def test_each_check_starts_the_next_run() -> None:
    """Seclusion checked after 10 and after 25 min: runs of 10, 15 and, to the end, 35 min."""
    checked = "mental_health:slam welfare_check_made setting=seclusion"
    found = runs_of(
        "T-SEC-15",
        "12:00:00 mental_health:slam seclusion_started",
        f"12:10:00 {checked}",
        f"12:25:00 {checked}",
        f"12:26:00 {checked.replace('=seclusion', '=ward')}",
        until="13:00:00",
    )
    assert [length_s(run, "13:00:00") for run in found] == [600, 900, 2100]
    assert found[-1].ending is Ending.OPEN


def test_the_runs_that_feed_a_finding() -> None:
    """An arrival at an emergency department starts four handover clocks."""
    case = given(ARRIVED).case(until="13:00:00")
    fed = {run.standard.id for run in of_standard(case.runs, "F-WAIT-07")}
    assert fed == {"T-HO-15", "T-HO-30", "T-HO-45", "T-HO-60"}


@pytest.mark.parametrize(
    ("when", "hours"),
    [
        (f"{NEXT}12:00:00", 36),
        (f"{NEXT}12:00:01", 24),
        (f"{NEXT}11:59:00/{NEXT}12:30:00", 36),
    ],
)
def test_an_extension_as_the_limit_is_reached_is_in_time(when: str, hours: int) -> None:
    """24 h after the arrival to the second, or perhaps by then, is in time; a second later not."""
    extended = f"{when} mental_health:elft detention_extended"
    (run,) = runs_of("T-136-24", POWER, ARRIVED, extended)
    assert run.limit_s == hours * 3600


def test_an_extension_counts_from_the_latest_arrival() -> None:
    """Arrived about 12:00 (to 12:05:59), extended at 12:05:59 the next day."""
    about = ARRIVED.replace("12:00:00", "~12:00")
    for second, hours in ((59, 36), (60, 24)):
        extended = (
            f"{NEXT}12:{5 + second // 60:02}:{second % 60:02} mental_health:elft detention_extended"
        )
        (run,) = runs_of("T-136-24", POWER, about, extended)
        assert run.limit_s == hours * 3600


def test_two_peoples_clocks_run_side_by_side() -> None:
    """P2's arrival starts P2's clock, and P2's release ends no other."""
    other = ARRIVED.replace("12:00:00", "12:10:00")
    released = "14:00:00 police:met detention_authority_ended how=released @subject=P2"
    found = runs_of("T-136-24", ARRIVED, f"{other} @subject=P2", released)
    assert [(run.subject, run.ending, run.entries) for run in found] == [
        ("P1", Ending.OPEN, (1,)),
        ("P2", Ending.STOPPED, (2, 3)),
    ]


def test_a_clock_that_stopped_can_run_again() -> None:
    """Released at 14:00, brought again at 16:00: two runs; the weaker source marks a run."""
    released = "14:00:00 police:met detention_authority_ended how=released @evidence=hearsay"
    again = ARRIVED.replace("12:00:00", "16:00:00")
    found = runs_of("T-136-24", ARRIVED, released, again)
    assert [(run.entries, run.ending) for run in found] == [
        ((1, 2), Ending.STOPPED),
        ((3,), Ending.OPEN),
    ]
    assert [run.evidence.value for run in found] == ["hearsay", "contemporaneous"]


def test_what_can_move_a_clock() -> None:
    """The names that the standards name, and the clocks of one entry; an extension its own."""
    case = given(
        ARRIVED,
        f"{NEXT}08:00:00 mental_health:elft detention_extended",
        "12:00:00 police:met restraint_started",
        "12:00:00 police:met entry_disputed position=no @corrects=#1",
    ).case()
    names = moving(case.protocol)
    assert {"arrived_at_place_of_safety", "detention_extended", "call_graded"} <= set(names)
    assert "entry_disputed" not in names
    clocks = {each: set(watched(case.by_version[each], case.protocol)) for each in range(1, 5)}
    assert "T-136-24" in clocks[1]
    assert "T-136-36" not in clocks[1] | clocks[2]
    assert "T-136-24" in clocks[2]
    assert clocks[3] == {"T-RST-MAN", "T-RST-MON", "T-RST-POST"} | (
        clocks[3] & {"T-POL-01", "T-POL-02", "T-POL-03", "T-POL-04"}
    )
    assert clocks[4] == set()
