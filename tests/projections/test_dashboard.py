"""Counts and waits across incidents: what is counted where, and what is kept back."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from jointlog.domain.store.log import open_log
from jointlog.projections.across import Across
from jointlog.projections.asked import FindingRow, WaitRow
from jointlog.projections.dashboard.counting import (
    HOUR_UNSURE,
    Tally,
    Waited,
    bucket_of,
    buckets,
    day_of,
    hour_of,
    pair_of,
    tallied,
    waited,
)
from tests.grammar import draft

ZONE = ZoneInfo("Europe/London")
ASKED = "police:met assistance_requested kind=ambulance_treat to=ambulance:las"
CAME = "ambulance:las resource_arrived_at_scene callsign=A1"
POWER = "police:met s136_power_used limb=remove"
LEFT = "police:met resource_left_scene reason=other"


def rows_of(*incidents: tuple[str, ...]) -> tuple[list[FindingRow], list[WaitRow]]:
    """The findings and waits of so many incidents, each with these lines."""
    with open_log(":memory:") as log:
        number = 0
        for index, lines in enumerate(incidents):
            for line in lines:
                number += 1
                made, agency = draft(number, line, incident=f"i{index}")
                log.post(made, agency, now_ms=1_772_500_000_000)
        across = Across(log)
        return list(across.findings(limit=10**6).rows), list(across.waits(limit=10**6).rows)


def gap(hour: str = "13") -> tuple[str, ...]:
    """A gap of detention of 40 minutes, from this hour on."""
    return (
        f"12:00 {POWER}",
        f"{hour}:00:00 {LEFT}",
        f"{hour}:40:00 acute:kings handover_accepted strands=DET",
    )


def gaps(rows: list[FindingRow]) -> Iterator[FindingRow]:
    """Only the gaps of detention."""
    return (row for row in rows if row.finding.code == "F-GAP-01")


def test_findings_are_counted_by_how_sure_they_are() -> None:
    """Three definite, one possible: left at 13:00 to 13:10, accepted at 13:10."""
    possible = (
        f"12:00 {POWER}",
        f"13:00:00/13:10:00 {LEFT}",
        "13:10:00 acute:kings handover_accepted strands=DET",
    )
    rows, _ = rows_of(gap(), gap(), gap(), possible)
    made = tallied(gaps(rows), lambda row: row.finding.code, 0, ["none", "F-GAP-01"])
    assert made == [Tally("none", 0, 0, 0), Tally("F-GAP-01", 3, 1, 0)]
    assert made[1].known == 4
    assert tallied(gaps(rows), lambda _: None, 0) == []


def test_the_most_frequent_stands_first() -> None:
    """Two of b, one of a: b, a."""
    rows, _ = rows_of(gap(), gap(), gap())
    named = iter("bba")
    assert [each.name for each in tallied(gaps(rows), lambda _: next(named), 0)] == ["b", "a"]


def test_small_counts_are_kept_back_with_the_next_smallest() -> None:
    """12, 11 and 3 people of 26: 3 is small, and 11 goes with it, or 26 - 23 would tell it."""
    rows, _ = rows_of(*[gap()] * 26)
    names = iter("a" * 12 + "b" * 11 + "c" * 3)
    made = tallied(gaps(rows), lambda _: next(names), 10)
    assert made == [Tally("a", 12, 0, 0), Tally("b", None, 0, 0), Tally("c", None, 0, 0)]


def test_several_of_one_person_are_still_one_person() -> None:
    """Twelve waits of one person in one incident are fewer than ten people."""
    one = tuple(
        line
        for hour in range(6, 18)
        for line in (f"{hour:02}:00:00 {ASKED}", f"{hour:02}:20:00 {CAME}")
    )
    _, waits = rows_of(one)
    assert len(waits) == 12
    assert waited(waits, pair_of, 10) == [
        Waited("police:met → ambulance:las", None, None, None, None, None)
    ]
    assert waited(waits, pair_of, 1)[0].count == 12


def test_waits_have_medians_as_bounds() -> None:
    """20, 30 to 40 and an open wait: the medians are 30 min at least, 40 min at most."""
    _, waits = rows_of(
        (f"12:00:00 {ASKED}", f"12:20:00 {CAME}"),
        (f"12:00:00 {ASKED}", f"12:30:00/12:40:00 {CAME}"),
        (f"12:00:00 {ASKED}", f"after_13:00:00 {CAME}"),
    )
    (made,) = waited(waits, pair_of, 0)
    assert (made.count, made.least_s, made.most_s) == (3, 1800, 2400)
    (last,) = waited(waits[2:], pair_of, 0)
    assert (last.least_s, last.most_s) == (3600, None)
    assert waited([], pair_of, 0, ["x"]) == [Waited("x", 0, 0, 0, None, None)]
    assert waited(waits, lambda _: None, 0) == []


def test_waits_over_their_limit_are_surely_or_possibly_so() -> None:
    """A grade gives the limit; of one person beyond it the number is kept back."""
    graded = "12:00:00 ambulance:las call_graded scheme=arp grade=category_2"
    lines = (f"12:00:00 {ASKED}", graded, f"15:00:00 {CAME}")
    _, waits = rows_of(*[lines] * 3)
    limits = {row.wait.limit_s for row in waits}
    (made,) = waited(waits, pair_of, 0)
    assert None not in limits
    assert (made.over, made.possibly_over) == (3, 0)
    (few,) = waited([*waits], pair_of, 4)
    assert few.count is None
    shown = waited(waits[:1], pair_of, 1)[0]
    assert (shown.over, shown.count) == (1, 1)


def test_days_and_hours_are_those_of_the_zone() -> None:
    """23:30 UTC on 1 July is 00:30 of 2 July in London; 12:50 to 13:10 is no one hour."""
    rows, waits = rows_of(
        (f"2026-07-01T23:30:00Z {ASKED}",),
        (f"12:50/13:10 {ASKED}",),
        (f"before_12:00 {ASKED}",),
        (f"unknown {ASKED}",),
    )
    assert [day_of(row, ZONE) for row in waits] == [
        date(2026, 7, 2),
        date(2026, 3, 1),
        date(2026, 3, 1),
        None,
    ]
    assert [hour_of(row, ZONE) for row in waits] == ["00", HOUR_UNSURE, HOUR_UNSURE, HOUR_UNSURE]
    found = [row for row in rows if row.finding.found.start is None]
    assert all(hour_of(row, ZONE) is not None for row in found)


def test_who_waited_for_whom_is_named() -> None:
    """Also where nobody was named."""
    _, waits = rows_of(("12:00 police:met assistance_requested kind=advice",))
    assert [pair_of(row) for row in waits] == ["police:met → nobody named"]


@pytest.mark.parametrize(
    ("last", "count", "first_name", "last_name"),
    [
        (date(2026, 1, 3), 3, "1 Jan 2026", "3 Jan 2026"),
        (date(2026, 12, 31), 12, "Jan 2026", "Dec 2026"),
        (date(2030, 5, 1), 18, "2026 Q1", "2030 Q2"),
        (date(2060, 5, 1), 35, "2026", "2060"),
    ],
)
def test_the_calendar_is_cut_into_few_parts(
    last: date, count: int, first_name: str, last_name: str
) -> None:
    """Days, months, quarters or years: the finest of which there are 24 at most."""
    held = buckets([last, date(2026, 1, 1)])
    assert (len(held), held[0].name, held[-1].name) == (count, first_name, last_name)
    assert bucket_of(held, last) == last_name
    assert bucket_of(held, date(1999, 1, 1)) is None
    assert bucket_of(held, None) is None
    assert all(a.last < b.first for a, b in pairwise(held))


def test_no_day_no_calendar() -> None:
    """Nothing to cut."""
    assert buckets([]) == []
