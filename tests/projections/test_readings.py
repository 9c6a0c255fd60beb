"""Readings: the section 136 clock by each moment that can be said to start it."""

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from jointlog.domain.time import Length, Window
from jointlog.projections.reading.clock_readings import Certainty, Reading, Start, readings
from tests.grammar import at, given

SURELY, POSSIBLY, NOT = Certainty.SURELY, Certainty.POSSIBLY, Certainty.NOT
APRON = "20:30:00 police:met arrived_at_place_of_safety arrival_basis=apron place_id=ED"
ENTRY = "2026-03-02_01:30:00 acute:kings arrived_at_place_of_safety arrival_basis=entry place_id=ED"
DAY_S = 86_400


REMOVED = "19:00:00 police:met s136_power_used limb=remove"


def read(*lines: str, protocol: str = "england@2026-03-01", subject: str = "P1") -> list[Reading]:
    """The readings of one person's clock, who was removed at 19:00 (the last entry)."""
    power = f"{REMOVED} @subject={subject}"
    return readings(given(*lines, power).case(protocol=protocol), subject)


def test_the_apron_and_the_entry_stand_side_by_side() -> None:
    """Apron 20:30, entry 01:30; released 22:00 next day: after 25 h 30 min and 20 h 30 min.

    With a limit of 24 h the one reading has expired and the other has not.
    """
    apron, entry = read(
        APRON, ENTRY, "2026-03-02_22:00:00 doctor:d detention_authority_ended how=released"
    )
    assert (apron.start, apron.expired, apron.length) == (
        Start.APRON, SURELY, Length(91_800, 91_800)
    )  # fmt: skip
    assert (entry.start, entry.expired, entry.length) == (
        Start.ENTRY, NOT, Length(73_800, 73_800)
    )  # fmt: skip
    assert apron.expiry == Window(at("20:30") + DAY_S, at("20:30") + DAY_S)
    assert entry.expiry.latest_s - apron.expiry.latest_s == 5 * 3600
    assert (str(apron.by), apron.place, apron.limit_s) == ("police:met", "ED", DAY_S)
    assert apron.ended is not None
    assert apron.ended.entries == (3,)


def test_each_reading_carries_the_rule_and_its_source() -> None:
    """The text and document are the standard's own, with id, edition and mark."""
    (apron,) = read(APRON)
    assert apron.rule.startswith("detention at a place of safety. From arrival")
    assert "disputed (S05)" in apron.rule
    assert apron.source.startswith("Mental Health Act 1983 ss 135, 136 as amended")
    assert apron.source.endswith("(T-136-24@2017-12-11, confirmed)")
    assert apron.standard.id == "T-136-24"


def test_every_start_of_the_law_is_a_reading() -> None:
    """Queue, door, an arrival with no point said, keeping, and first entry at 19:55 (not 20:00)."""
    arrived = "police:met arrived_at_place_of_safety"
    found = read(
        "20:00:00 police:met s135_warrant_executed outcome=keep first_entry_at=19:55:00",
        f"20:10:00 {arrived} arrival_basis=queue",
        f"20:20:00 {arrived} arrival_basis=door",
        f"20:30:00 {arrived}",
        "20:40:00 police:met s136_power_used limb=keep",
    )
    assert [reading.start for reading in found] == [
        Start.FIRST_ENTRY, Start.QUEUE, Start.DOOR, Start.ARRIVAL, Start.KEEP
    ]  # fmt: skip
    assert found[0].begun.window == Window(at("19:55"), at("19:55"))


def test_first_entry_is_read_by_the_clock_of_its_entry() -> None:
    """The clock is 60 s ahead: first entry written 19:55:00 was 19:54:00; else the entry's time."""
    kept = "20:00:00 police:met s135_warrant_executed outcome=keep"
    (ahead,) = read(f"{kept} first_entry_at=19:55:00 @clock=CAD/60")
    assert ahead.begun.window == Window(at("19:54"), at("19:54"))
    (unsaid,) = read(kept)
    assert unsaid.begun.window == Window(at("20:00"), at("20:00"))
    (timeless,) = read(f"unknown{kept[8:]} first_entry_at=19:55:00")
    assert timeless.begun.window == Window(at("19:55"), at("19:55"))


def test_removal_starts_nothing_in_england() -> None:
    """Removed at 19:00 and not arrived: the law counts from arrival, so there is no reading."""
    assert read() == []


def test_removal_starts_the_clock_in_scotland() -> None:
    """The Scottish rule counts from removal or arrival: both stand side by side."""
    found = read(APRON, protocol="scotland@2026-03-01")
    assert [(reading.start, reading.standard.id) for reading in found] == [
        (Start.REMOVAL, "T-SCO-24"),
        (Start.APRON, "T-SCO-24"),
    ]


def test_before_the_act_of_2017_the_limit_was_72_hours_without_extension() -> None:
    """In 2011 an extension adds nothing: 72 h from 20:30."""
    (apron,) = read(
        APRON,
        "2026-03-02_10:00 doctor:d detention_extended",
        protocol="england@2011-04-18",
    )
    assert (apron.limit_s, apron.extension_s, apron.extended) == (3 * DAY_S, 0, NOT)
    assert apron.expired is NOT


def test_an_extension_in_time_for_one_reading_and_late_for_another() -> None:
    """Extended at 21:00 next day: 24 h 30 min after the apron, 19 h 30 min after the entry.

    By the apron the authority had run out at 20:30; by the entry it runs to 01:30 and 12 h more.
    """
    apron, entry = read(APRON, ENTRY, "2026-03-02_21:00:00 doctor:d detention_extended")
    assert (apron.extended, apron.expiry.latest_s) == (NOT, at("20:30") + DAY_S)
    assert apron.expired is SURELY
    assert (entry.extended, entry.extension_s) == (SURELY, 43_200)
    assert entry.expiry == Window(*[at("01:30") + DAY_S + DAY_S + 43_200] * 2)
    assert entry.expired is NOT


def test_an_extension_possibly_in_time() -> None:
    """Extended between 20:20 and 20:40, the limit is 20:30: it runs out then or 12 h later."""
    (apron,) = read(
        APRON,
        "2026-03-02_20:20:00/20:40:00 doctor:d detention_extended",
        "2026-03-02_23:00:00 police:met intelligence_check_performed",
    )
    assert apron.extended is POSSIBLY
    limit_s = at("20:30") + DAY_S
    assert apron.expiry == Window(limit_s, limit_s + 43_200)
    assert apron.expired is POSSIBLY


def test_at_the_limit_it_has_not_expired() -> None:
    """Ended at 20:30:00 next day, exactly 24 h; one second later it has expired."""
    end = "doctor:d detention_authority_ended how=released"
    assert read(APRON, f"2026-03-02_20:30:00 {end}")[0].expired is NOT
    assert read(APRON, f"2026-03-02_20:30:01 {end}")[0].expired is SURELY


def test_every_version_of_one_arrival_is_a_reading() -> None:
    """Police say the door at 20:31, the hospital at 20:40, police again 20:50: three readings.

    A version that can be at the same time as one of the same agency is none of its own.
    """
    door = "arrived_at_place_of_safety arrival_basis=door"
    found = read(
        f"20:31:00 police:met {door}",
        f"20:40:00 acute:k {door}",
        f"20:50:00 police:met {door}",
        f"20:31 police:met {door}",
    )
    assert [(str(reading.by), reading.begun.entries) for reading in found] == [
        ("police:met", (1,)),
        ("acute:k", (2,)),
        ("police:met", (3,)),
    ]


def test_a_reviewers_preference_stands_beside_both_readings() -> None:
    """The door at 20:40 is preferred to the apron, by whom and why; both readings stay."""
    found = read(
        APRON,
        ENTRY,
        "2026-03-05_10:00 oversight:iopc contradiction_noted events=#1,#2 preferred=#2 reason=cctv",
        "2026-03-05_11:00 oversight:iopc contradiction_noted events=#1,#2 reason=unsure",
        "2026-03-05_12:00 oversight:iopc contradiction_noted events=#1,#9 preferred=#9",
    )
    said = [
        [(each.version, each.preferred, each.others, each.reason) for each in reading.preferences]
        for reading in found
    ]
    assert said == [[(3, 2, (1,), "cctv")], [(3, 2, (1,), "cctv")]]
    assert found[0].preferences[0].sentence == "oversight:iopc prefers entry 2 (entry 3: cctv)"
    (alone,) = read(APRON)
    assert alone.preferences == ()


@pytest.mark.parametrize(
    "between",
    [
        "2026-03-02_00:30 police:met transferred_between_places_of_safety",
        "2026-03-02_00:30 ambulance:las conveyance_started",
        "2026-03-02_00:30 police:met police_vehicle_conveyance_started",
    ],
)
def test_arrival_at_a_second_place_starts_nothing(between: str) -> None:
    """After a move the arrival is at another place, though it is not named; the period runs on."""
    found = read(APRON, between, ENTRY.replace(" place_id=ED", ""))
    assert [reading.start for reading in found] == [Start.APRON]


def test_an_arrival_at_another_named_place_starts_nothing() -> None:
    """The second entry names another place; no move is recorded."""
    assert len(read(APRON, ENTRY.replace("place_id=ED", "place_id=HBPOS"))) == 1
    assert len(read(APRON, ENTRY)) == 2


def test_a_journey_before_the_arrival_is_no_move() -> None:
    """Conveyed at 20:00 to the first place: the arrival at 20:30 is a reading."""
    assert len(read("20:00 ambulance:las conveyance_started", APRON)) == 1


def test_who_is_kept_and_then_moved_has_one_start() -> None:
    """Kept at 19:00, conveyed, arrived at 20:30: the clock counts from the decision to keep."""
    found = read(
        "19:00:00 police:met s136_power_used limb=keep",
        "20:00:00 ambulance:las conveyance_started",
        APRON,
    )
    assert [reading.start for reading in found] == [Start.KEEP]


def test_a_second_detention_is_a_second_period() -> None:
    """Released at 21:00 and kept again at 23:00: two periods, each with its own start."""
    found = read(
        APRON,
        "21:00:00 doctor:d detention_authority_ended how=released",
        "23:00:00 police:met s136_power_used limb=keep",
    )
    assert [(reading.period, reading.start) for reading in found] == [
        (1, Start.APRON), (2, Start.KEEP)
    ]  # fmt: skip
    assert found[0].length == Length(1800, 1800)
    assert found[1].ended is None


def test_another_persons_clock_is_not_read() -> None:
    """P2's arrival is no reading of P1's clock."""
    assert read(f"{APRON} @subject=P2") == []
    assert len(read(f"{APRON} @subject=P2", subject="P2")) == 1


def test_without_a_power_no_clock_runs() -> None:
    """An arrival alone, or under a warrant from which nothing followed, is no detention."""
    warrant = "19:00 police:met s135_warrant_executed outcome=none"
    ended = "2026-03-02_10:00 doctor:d detention_authority_ended how=released"
    for lines in ((APRON,), (warrant, APRON), (APRON, ended)):
        assert readings(given(*lines).case(protocol="england@2026-03-01"), "P1") == []


def test_setting_off_on_an_application_ends_the_clock() -> None:
    """Applied at 10:00, conveyed at 12:00 next day: 15 h 30 min; without it the journey is none."""
    applied = "2026-03-02_10:00:00 local_authority:x application_made section=s2"
    left = "2026-03-02_12:00:00 ambulance:las conveyance_started"
    later = "2026-03-03_12:00:00 police:met intelligence_check_performed"
    (apron,) = read(APRON, applied, left, later)
    assert (apron.length, apron.expired) == (Length(55_800, 55_800), NOT)
    (apron,) = read(APRON, left, later)
    assert (apron.ended, apron.expired) == (None, SURELY)


def test_no_rule_no_reading() -> None:
    """Where no limit of the protocol applies there is nothing to read."""
    assert read(APRON, protocol="other@2026-03-01") == []


@forall(st.permutations(["apron", "queue", "door", "entry"]), st.integers(1, 300))
def test_the_first_reading_is_the_engines_own_clock(points: list[str], apart: int) -> None:
    """The clock that the findings use starts at the earliest reading; later starts expire later."""
    lines = [
        f"2026-03-02_{(number * apart) // 60:02d}:{(number * apart) % 60:02d}:00 police:met "
        f"arrived_at_place_of_safety arrival_basis={point}"
        for number, point in enumerate(points)
    ]
    case = given(*lines, REMOVED).case(protocol="england@2026-03-01")
    found = readings(case, "P1")
    (run,) = (run for run in case.runs if run.standard.id == "T-136-24")
    assert found[0].begun == run.start
    assert [reading.start.name.lower() for reading in found] == points
    expiries = [reading.expiry.earliest_s for reading in found]
    assert expiries == sorted(expiries)
    assert {expiry - reading.begun.window.earliest_s
            for expiry, reading in zip(expiries, found, strict=True)} == {DAY_S}  # fmt: skip
