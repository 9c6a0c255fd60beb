"""Which orders of an incident are admissible, and what each leaves of the windows."""

from jointlog.domain.events import catalogue
from jointlog.domain.incident.orders import WAYS_MAX, Orders, orders_of
from jointlog.domain.protocol import Library
from tests.grammar import Given, at, given

PROTOCOL = Library.load(catalogue()).named("england@2026-03-01")
TAKEN = "police:met responsibility_assumed strand=SAFE"
GIVEN_UP = "police:met responsibility_relinquished strand=SAFE"


def orders(lines: Given, at_most: int = WAYS_MAX) -> Orders | None:
    """The orders under the protocol of the day."""
    return orders_of(lines.statements, PROTOCOL, at_most=at_most)


def versions(lines: Given) -> list[tuple[int, ...]]:
    """The versions in the order of each way."""
    made = orders(lines)
    assert made is not None
    return [tuple(s.version for s in way.statements) for way in made.ways]


def test_times_that_do_not_meet_leave_one_order() -> None:
    """Nothing overlaps: nothing is varied and nothing narrowed."""
    assert orders(given(f"12:00 {TAKEN}", f"12:01 {GIVEN_UP}")) is None
    assert orders(given(f"unknown {TAKEN}", f"12:01 {GIVEN_UP}")) is None


def test_two_that_move_one_strand_stand_either_way() -> None:
    """One minute, one strand: both orders. Two strands: one order."""
    assert versions(given(f"12:00 {TAKEN}", f"12:00 {GIVEN_UP}")) == [(1, 2), (2, 1)]
    assert (
        orders(given(f"12:00 {TAKEN}", "12:00 ambulance:las medication_given drug=other")) is None
    )


def test_a_link_fixes_the_order_and_narrows_both_windows() -> None:
    """From 12:05 to 12:15, and from 12:00 to 12:10 because of it: both within 12:05 to 12:10."""
    made = orders(
        given(f"12:05:00/12:15:00 {TAKEN}", f"12:00:00/12:10:00 {GIVEN_UP} @caused_by=#1")
    )
    assert made is not None
    (way,) = made.ways
    bounds = [(s.window.earliest_s, s.window.latest_s) for s in way.statements]
    assert bounds == [(at("12:05:00"), at("12:10:00"))] * 2
    assert made.is_complete


def test_who_leaves_has_come_before() -> None:
    """About one time: the arrival is first; what has no bound keeps its place."""
    came = "police:met resource_arrived_at_scene callsign=P1"
    left = "police:met resource_left_scene callsign=P1 reason=other"
    assert versions(given(f"~12:00 {left}", f"~12:00 {came}")) == [(2, 1)]
    assert versions(given(f"unknown {TAKEN}", f"~12:00 {left}", f"~12:00 {came}")) == [(1, 3, 2)]


def test_what_has_no_bound_stays_behind_all_that_it_stands_behind() -> None:
    """Taken (to 12:10) and given up (to 12:05), then left without a time: left after both.

    What stands behind it in the record stays there too, where it surely is later.
    """
    left = "unknown police:met resource_left_scene callsign=P1 reason=other"
    lines = (f"12:00:00/12:10:00 {TAKEN}", f"12:04:00/12:06:00 {GIVEN_UP}", left)
    assert versions(given(*lines)) == [(1, 2, 3), (2, 1, 3)]
    late = "12:30:00 acute:a responsibility_assumed strand=SAFE"
    assert versions(given(*lines, late)) == [(1, 2, 3, 4), (2, 1, 3, 4)]
    assert versions(given(lines[2], *lines[:2])) == [(1, 2, 3), (1, 3, 2)]


def test_each_report_of_one_act_is_taken_in_turn() -> None:
    """Police say 12:10, the hospital 12:20: the other report stands beside the one taken."""
    lines = given(
        f"12:00:00 {TAKEN}",
        "12:10:00 police:met resource_left_scene reason=other",
        "12:20:00 acute:rlh police_released",
    )
    made = orders(lines)
    assert made is not None
    times = [{s.window.earliest_s for s in way.statements[1:]} for way in made.ways]
    assert times == [{at("12:10:00")}, {at("12:20:00")}]
    assert made.acts == {2: 2, 3: 2}


def test_too_many_orders_are_not_complete() -> None:
    """Six strands' moves each way are 64 orders; of ten, one group is varied at a time."""
    strands = ("SAFE", "CLIN", "DET", "CMD", "INFO", "MHA")
    lines = given(
        *(
            f"12:0{n} police:met responsibility_{what} strand={strand}"
            for n, strand in enumerate(strands)
            for what in ("assumed", "relinquished")
        )
    )
    made, some = orders(lines), orders(lines, at_most=10)
    assert made is not None
    assert some is not None
    assert (len(made.ways), made.is_complete) == (64, True)
    assert (len(some.ways), some.is_complete) == (7, False)


def test_a_day_of_open_pairs_is_not_turned_round() -> None:
    """Forty moves of one strand on one day are 780 pairs: one order, and it is said so."""
    made = orders(
        given(*(f"2026-03-01 {(TAKEN, GIVEN_UP)[n % 2]} @evidence=hearsay" for n in range(40)))
    )
    assert made is not None
    assert (len(made.ways), made.is_complete) == (1, False)
