"""Each order of small incidents in full: who stands where, and what is left of each window."""

import pytest

from jointlog.domain.incident.orders import Way, _choices
from tests.domain.test_orders import orders
from tests.grammar import at, given

WORDS = {
    "TAKEN": "police:met responsibility_assumed strand=SAFE",
    "GIVEN_UP": "police:met responsibility_relinquished strand=SAFE",
    "OFFERED": "police:met responsibility_offered strand=SAFE to=acute:a",
    "NEEDED": "police:met responsibility_identified strand=SAFE",
}


def clock(at_s: int) -> str:
    """Minutes and seconds after noon; "any" outside that hour."""
    since_s = at_s - at("12:00")
    return f"{since_s // 60:02}:{since_s % 60:02}" if 0 <= since_s < 3600 else "any"


def told(way: Way) -> str:
    """The statements with their windows, the end of the record, who stands before whom."""
    placed = ", ".join(
        f"{s.version} {clock(s.window.earliest_s)}-{clock(s.window.latest_s)}"
        for s in way.statements
    )
    end = f"end {clock(way.horizon.earliest_s)}-{clock(way.horizon.latest_s)}"
    pairs = " ".join(f"{one}<{other}" for one, other in sorted(way.before))
    taken = " ".join(map(str, sorted(way.taken)))
    parts = (placed, end, pairs, f"taken {taken}" if taken else "")
    return "; ".join(part for part in parts if part)


def ways(text: str, **most: int) -> tuple[list[str], bool] | None:
    """The orders of the lines, and whether they are all; None where there is only the one."""
    for word, line in WORDS.items():
        text = text.replace(word, line)
    lines = [line.strip() for line in text.strip().splitlines()]
    made = orders(given(*lines), **most)
    return None if made is None else (list(map(told, made.ways)), made.is_complete)


CASES: dict[str, tuple[str, list[str]]] = {
    # A until :10, B :05 to :15, C from :12: A is before C; each other pair either way.
    "times_that_meet_in_part": (
        """
        12:00:00/12:10:00 TAKEN
        12:05:00/12:15:00 GIVEN_UP
        12:12:00/12:20:00 OFFERED
        """,
        [
            "1 00:00-10:00, 2 05:00-15:00, 3 12:00-20:00; end 12:00-20:00; 1<2 2<3",
            "1 00:00-10:00, 3 12:00-15:00, 2 12:00-15:00; end 12:00-15:00; 1<2 3<2",
            "2 05:00-10:00, 1 05:00-10:00, 3 12:00-20:00; end 12:00-20:00; 2<1 2<3",
        ],
    ),
    # Until 12:05:00 and from 12:05:00: the other order is possible, at that second.
    "times_that_meet_in_one_second": (
        """
        12:00:00/12:05:00 TAKEN
        12:05:00/12:10:00 GIVEN_UP
        """,
        [
            "1 00:00-05:00, 2 05:00-10:00; end 05:00-10:00; 1<2",
            "2 05:00-05:00, 1 05:00-05:00; end 05:00-05:00; 2<1",
        ],
    ),
    # Until 12:04:59 and from 12:05:00: one order.
    "times_a_second_apart": (
        """
        12:00:00/12:04:59 TAKEN
        12:05:00/12:10:00 GIVEN_UP
        """,
        [],
    ),
    # Twice the same, and one other between, before or after them: three orders, not six.
    "likes_do_not_change_places": (
        """
        12:00 TAKEN
        12:00 TAKEN
        12:00 GIVEN_UP
        """,
        [
            "1 00:00-00:59, 2 00:00-00:59, 3 00:00-00:59; end 00:00-00:59; 1<3 2<3",
            "1 00:00-00:59, 3 00:00-00:59, 2 00:00-00:59; end 00:00-00:59; 1<3 3<2",
            "3 00:00-00:59, 1 00:00-00:59, 2 00:00-00:59; end 00:00-00:59; 3<1 3<2",
        ],
    ),
    # Needed before: that it is said again stands where it stands.
    "a_need_said_again_moves_nothing": (
        """
        12:00 NEEDED
        12:30 NEEDED
        12:30 TAKEN
        """,
        [],
    ),
    # Needed, ended, and needed again in the minute in which it is taken.
    "a_need_that_ended_meanwhile_can_move": (
        """
        12:00 NEEDED
        12:10 police:met responsibility_ended strand=SAFE
        12:30 NEEDED
        12:30 TAKEN
        """,
        [
            "1 00:00-00:59, 2 10:00-10:59, 3 30:00-30:59, 4 30:00-30:59; end 30:00-30:59; 3<4",
            "1 00:00-00:59, 2 10:00-10:59, 4 30:00-30:59, 3 30:00-30:59; end 30:00-30:59; 4<3",
        ],
    ),
    # Said again because of another entry that the first one led to.
    "a_need_that_was_led_to_moves_nothing": (
        """
        12:00 NEEDED
        12:00 acute:a information_provided to=police:met items=x @caused_by=#1
        12:00 NEEDED @caused_by=#2
        12:00 TAKEN @caused_by=#2
        """,
        [],
    ),
    # The third led to the second, which led to the first.
    "a_chain_of_links_has_one_order": (
        """
        12:00 GIVEN_UP @caused_by=#2
        12:00 TAKEN @replies_to=#3
        12:00 OFFERED
        """,
        [
            "3 00:00-00:59, 2 00:00-00:59, 1 00:00-00:59; end 00:00-00:59; 3<1",
        ],
    ),
    # Some police leave in the minute in which police and a crew came: after police alone.
    "who_leaves_has_come": (
        """
        12:00 police:met resource_arrived_at_scene callsign=P1
        12:00 ambulance:las resource_arrived_at_scene callsign=A1
        12:00 police resource_left_scene reason=other
        """,
        [
            "1 00:00-00:59, 2 00:00-00:59, 3 00:00-00:59; end 00:00-00:59; 1<2 1<3 2<3",
            "1 00:00-00:59, 3 00:00-00:59, 2 00:00-00:59; end 00:00-00:59; 1<2 1<3 3<2",
            "2 00:00-00:59, 1 00:00-00:59, 3 00:00-00:59; end 00:00-00:59; 1<3 2<1 2<3",
        ],
    ),
    # A second car came in the minute in which the first one left.
    "who_had_come_before_may_leave_first": (
        """
        12:00 police:met resource_arrived_at_scene callsign=P1
        12:30 police:met resource_arrived_at_scene callsign=P2
        12:30 police:met resource_left_scene callsign=P1 reason=other
        """,
        [
            "1 00:00-00:59, 2 30:00-30:59, 3 30:00-30:59; end 30:00-30:59; 2<3",
            "1 00:00-00:59, 3 30:00-30:59, 2 30:00-30:59; end 30:00-30:59; 3<2",
        ],
    ),
    # The crew that leaves P1 came to P2 only: either way.
    "another_persons_arrival_is_no_coming": (
        """
        12:00 ambulance:las resource_arrived_at_scene callsign=A1 @subject=P2
        12:00 ambulance:las resource_left_scene callsign=A1 reason=other
        12:00 acute:a responsibility_accepted strand=CLIN
        """,
        [
            "1 00:00-00:59, 2 00:00-00:59, 3 00:00-00:59; end 00:00-00:59; 2<3",
            "1 00:00-00:59, 3 00:00-00:59, 2 00:00-00:59; end 00:00-00:59; 3<2",
        ],
    ),
    # Before the first, and behind the second.
    "what_has_no_time_stays_behind_what_it_stood_behind": (
        """
        unknown TAKEN
        12:00 GIVEN_UP
        unknown OFFERED
        12:00 TAKEN
        """,
        [
            "1 any-any, 2 00:00-00:59, 3 any-any, 4 00:00-00:59; end 00:00-00:59; 2<4",
            "1 any-any, 4 00:00-00:59, 2 00:00-00:59, 3 any-any; end 00:00-00:59; 4<2",
        ],
    ),
    # From 12:00 on, and at 12:05.
    "a_window_without_a_latest_bound": (
        """
        12:00:00 police:met restraint_started
        after_12:00 TAKEN
        12:05:00 GIVEN_UP
        """,
        [
            "1 00:00-00:00, 2 00:00-05:00, 3 05:00-05:00; end 05:00-05:00; 2<3",
            "1 00:00-00:00, 3 05:00-05:00, 2 05:00-any; end 05:00-05:00; 3<2",
        ],
    ),
    # One strand of two people.
    "two_people_do_not_touch": (
        """
        12:00 TAKEN
        12:00 GIVEN_UP @subject=P2
        """,
        [],
    ),
    # Two pairs, half an hour apart: four orders.
    "two_groups_in_every_combination": (
        """
        12:00 TAKEN
        12:00 GIVEN_UP
        12:30 TAKEN
        12:30 GIVEN_UP
        """,
        [
            "1 00:00-00:59, 2 00:00-00:59, 3 30:00-30:59, 4 30:00-30:59; end 30:00-30:59; 1<2 3<4",
            "1 00:00-00:59, 2 00:00-00:59, 4 30:00-30:59, 3 30:00-30:59; end 30:00-30:59; 1<2 4<3",
            "2 00:00-00:59, 1 00:00-00:59, 3 30:00-30:59, 4 30:00-30:59; end 30:00-30:59; 2<1 3<4",
            "2 00:00-00:59, 1 00:00-00:59, 4 30:00-30:59, 3 30:00-30:59; end 30:00-30:59; 2<1 4<3",
        ],
    ),
    # Police left at :10 or at :20, by two reports; what followed from either stands behind.
    "the_other_report_stands_beside_the_one_taken": (
        """
        12:00:00 TAKEN
        12:10:00 police:met resource_left_scene reason=other
        12:20:00 acute:rlh police_released
        12:20:00/12:30:00 NEEDED @caused_by=#2
        """,
        [
            "1 00:00-00:00, 2 10:00-10:00, 3 10:00-10:00, 4 20:00-30:00; end 20:00-30:00; taken 2",
            "1 00:00-00:00, 3 20:00-20:00, 2 20:00-20:00, 4 20:00-30:00; end 20:00-30:00; taken 3",
        ],
    ),
}


@pytest.mark.parametrize(("lines", "expected"), CASES.values(), ids=CASES)
def test_every_order_in_full(lines: str, expected: list[str]) -> None:
    """All orders of the case, in this order; none where it can only be as it is told."""
    assert ways(lines) == ((expected, True) if expected else None)


def test_of_too_many_orders_one_group_is_varied_at_a_time() -> None:
    """Four orders, of which three may be looked at, and two: the first, then each group turned."""
    lines, expected = CASES["two_groups_in_every_combination"]
    first, later_turned, earlier_turned, _ = expected
    assert ways(lines, at_most=4) == (expected, True)
    assert ways(lines, at_most=3) == ([first, earlier_turned, later_turned], False)
    assert ways(lines, at_most=2) == ([first, earlier_turned], False)


def test_choices_of_groups() -> None:
    """Every combination, or the first of each and each other one alone."""
    groups = ["ab", "cd"]
    assert _choices(groups, 4) == ([("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")], True)
    assert _choices(groups, 3) == ([("a", "c"), ("b", "c"), ("a", "d")], False)
    assert _choices(["abc", "de"], 3) == ([("a", "d"), ("b", "d"), ("c", "d")], False)
    assert _choices(groups, 1) == ([("a", "c")], False)
    assert _choices([], 1) == ([()], True)
