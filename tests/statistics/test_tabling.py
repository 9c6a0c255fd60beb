"""Tables: against the same reckoned by hand from the rows, in both stores."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jointlog.domain.errors import MalformedError
from jointlog.domain.time import Length
from jointlog.projections.rows import WaitRow
from jointlog.projections.statistics.asking import Asked
from jointlog.projections.statistics.attribution import Waited, attributed
from jointlog.projections.statistics.gathering import ranked as gathered_rank
from jointlog.projections.statistics.subjects import CONVEYANCES, GAPS, HANDOVERS, WAITS
from jointlog.projections.statistics.tabling import METHOD, Line, Tabled, tabled
from tests.statistics.stock import MINUTE_S, START_S, hold, some_waits, stocked, wait

LONDON = ZoneInfo("Europe/London")
NOT_SURE = "not sure"


def local(at_s: int) -> datetime:
    """The time in London."""
    return datetime.fromtimestamp(at_s, UTC).astimezone(LONDON)


def of_both(row: WaitRow, name: Callable[[datetime], object]) -> str:
    """The name of when a wait began, where it is one."""
    if row.from_earliest_s is None or row.from_latest_s is None:
        return NOT_SURE
    low, high = local(row.from_earliest_s), local(row.from_latest_s)
    return str(name(low)) if name(low) == name(high) else NOT_SURE


def hour(row: WaitRow) -> str:
    """The hour in which it began, of one day."""
    return of_both(row, lambda at: (at.date(), f"{at:%H}")).partition(", '")[2][:2] or NOT_SURE


def is_out(at: datetime) -> bool:
    """Whether the time is out of office hours."""
    return at.weekday() >= 5 or not 9 <= at.hour < 17


def out_of_hours(row: WaitRow) -> str:
    """In hours, out of hours; a window is looked at minute by minute."""
    if row.from_earliest_s is None or row.from_latest_s is None:
        return NOT_SURE
    minutes = range(row.from_earliest_s, row.from_latest_s + 1, MINUTE_S)
    found = {is_out(local(at_s)) for at_s in minutes}
    return NOT_SURE if len(found) > 1 else ("out of hours" if True in found else "in hours")


NAMES: dict[str, Callable[[WaitRow], str]] = {
    "pair": lambda row: f"{row.waiting} > {row.for_agency or 'not recorded'}",
    "why": lambda row: row.why,
    "who": lambda row: row.waiting,
    "area": lambda row: row.area or "not recorded",
    "protocol": lambda _: "england",
    "hour": hour,
    "weekday": lambda row: of_both(row, lambda at: f"{at:%A}"),
    "month": lambda row: of_both(row, lambda at: f"{at:%Y-%m}"),
    "out_of_hours": out_of_hours,
}


def ranked(lengths: list[int], share: float) -> int:
    """The nearest rank, by its definition."""
    return sorted(lengths)[ceil(share * len(lengths)) - 1]


def by_hand(rows: list[WaitRow]) -> tuple[object, ...]:
    """Count, sum, median, p90 and longest of waits; no upper bound is longer than any."""
    lows = [row.min_s for row in rows]
    highs = [10**12 if row.max_s is None else row.max_s for row in rows]

    def bounded(length_s: int) -> int | None:
        return None if length_s >= 10**12 else length_s

    return (
        len(rows),
        Length(sum(lows), bounded(sum(highs))),
        *(Length(ranked(lows, p), bounded(ranked(highs, p))) for p in (0.5, 0.9)),
        Length(max(lows), bounded(max(highs))),
    )


def exact(place: str, rows: list[WaitRow], *by: str) -> Tabled:
    """The table with nothing kept back."""
    with stocked(place, rows) as reader:
        return tabled(reader, WAITS, Asked(), by, least=0, zone=LONDON, with_hours=True)


def told(line: Line) -> tuple[object, ...]:
    """The measures of a line."""
    made = line.measures
    assert made is not None
    return made.count, made.total, made.median, made.p90, made.longest


@pytest.mark.parametrize(
    "by",
    [("pair", "why"), ("hour",), ("weekday", "out_of_hours"), ("month", "who"), ("area",), (),
     ("protocol",)],
    ids=str,
)  # fmt: skip
def test_each_cell_and_total_is_that_of_its_rows(place: str, by: tuple[str, ...]) -> None:
    """300 waits of all sorts over a year with both changes of the clocks, by hand and in SQL."""
    rows = some_waits(1, 300)
    (block,) = exact(place, rows, *by).blocks
    seen = 0
    for line in block.lines:
        named = [(d, n) for d, n in zip(by, line.names, strict=True) if n is not None]
        of = [row for row in rows if all(NAMES[d](row) == n for d, n in named)]
        assert told(line) == by_hand(of), line.names
        seen += len(of) if None not in line.names else 0
        waited = [
            Waited.between(
                (row.incident, row.subject, row.waiting),
                [(row.from_earliest_s, row.from_latest_s, row.to_earliest_s, row.to_latest_s)],
                row.people,
            )
            for row in of
        ]
        assert line.measures is not None
        assert line.measures.hours == attributed(waited)
    assert seen == len(rows)


def test_the_nearest_rank_is_named() -> None:
    """Of 1 to 10 minutes the median is the fifth and the ninth decile the ninth."""
    assert "nearest rank" in METHOD
    rows = [wait(f"k{n}", minutes=n) for n in range(1, 11)]
    (block,) = exact(":memory:", rows).blocks
    _, _, median, p90, longest = told(block.lines[0])
    assert [median, p90, longest] == [Length(n * 60, n * 60) for n in (5, 9, 10)]


def test_few_people_are_kept_back_and_lengths_of_people_rounded() -> None:
    """9 people: nothing. 10 people of 10 min 30 s: told in minutes, the longest in hours."""
    nine = [wait(f"k{n}", minutes=10, incident=f"I-{n}") for n in range(9)]
    with stocked(":memory:", nine) as reader:
        made = tabled(reader, WAITS, Asked(), ["why"], least=10, zone=LONDON)
        assert [line.measures for line in made.blocks[0].lines] == [None, None]
    ten = [replace(wait(f"k{n}", incident=f"I-{n}"), min_s=630, max_s=630) for n in range(10)]
    with stocked(":memory:", ten) as reader:
        made = tabled(reader, WAITS, Asked(), [], least=10, zone=LONDON)
        count, total, median, _, longest = told(made.blocks[0].lines[0])
    assert (count, total) == (10, Length(6300, 6300))
    assert (median, longest) == (Length(600, 660), Length(0, 3600))


def test_one_person_in_a_hundred_waits_is_few_people() -> None:
    """The count is of people: 100 waits of one person are kept back."""
    rows = [wait(f"k{n}", n * 20) for n in range(100)]
    with stocked(":memory:", rows) as reader:
        made = tabled(reader, WAITS, Asked(), ["hour"], least=10, zone=LONDON)
    assert {line.measures for line in made.blocks[0].lines} == {None}


def test_people_are_looked_for_until_each_count_is_known(place: str) -> None:
    """20,500 waits of 12 people come first; those of the last areas are then asked for alone.

    North: 12 people. South: 12 rows of 10 people, told. East: 12 rows of 9 people, kept back, and
    the smallest other one with it.
    """
    rows = [wait(f"k{n}", area="North", incident=f"A-{n % 12}") for n in range(20_500)]
    rows += [wait(f"k{n}", area="South", incident=f"Y-{n % 10}") for n in range(12)]
    rows += [wait(f"k{n}", area="East", incident=f"Z-{n % 9}", minutes=70) for n in range(12)]
    with stocked(place, rows) as reader:
        made = tabled(reader, WAITS, Asked(), ["area", "why"], least=10, zone=LONDON)
        south = Asked(area="South")
        alone = tabled(reader, WAITS, south, [], least=10, zone=LONDON)
        few = tabled(reader, WAITS, replace(south, area="East"), [], least=10, zone=LONDON)
    (block,) = made.blocks
    told_of = {line.names: line.measures and line.measures.count for line in block.lines}
    assert told_of["North", "amhp"] == told_of["North", None] == 20_500
    assert told_of["East", "amhp"] is told_of["South", "amhp"] is None
    assert told_of[None, None] == 20_524
    total = next(line for line in block.lines if line.names == (None, None)).measures
    assert total is not None
    assert (total.median, total.longest) == (Length(600, 600), Length(3600, 7200))
    assert alone.blocks[0].lines[0].measures is not None
    assert few.blocks[0].lines[0].measures is None


@given(st.lists(st.lists(st.integers(0, 400), min_size=1, max_size=300), min_size=1, max_size=4))
def test_the_nearest_rank_of_several_lists_is_that_of_all(lists: list[list[int]]) -> None:
    """Looked for in each list, or in all put in order: the same length."""
    runs = [sorted(each) for each in lists]
    every = sorted(chain.from_iterable(runs))
    for percent in (1, 50, 90, 100):
        assert gathered_rank(runs, percent) == every[ceil(percent * len(every) / 100) - 1]


def test_time_with_a_detained_person_is_what_both_have_in_common(place: str) -> None:
    """Waited 0 to 60 min; the force held detention 20 to 40 and 50 to 90: 30 of the minutes.

    Another agency's detention does not count, nor a wait in which none was held.
    """
    given: dict[str, Any] = {
        "incident": "I-1",
        "people": 2,
        "detaining_min_s": 1800,
        "detaining_max_s": 1800,
    }
    rows = [
        wait("a", 0, 60, **given),
        wait("b", 0, 60, incident="I-2"),
        hold("I-1", "police:met", 20, 40),
        hold("I-1", "acute:a", 40, 50),
        hold("I-1", "police:met", 50, 90),
    ]
    with stocked(place, rows) as reader:
        asked = Asked(detaining=True)
        made = tabled(reader, WAITS, asked, ["who"], least=0, zone=LONDON, with_hours=True)
    measures = made.blocks[0].lines[0].measures
    assert measures is not None
    assert measures.hours is not None
    assert (measures.count, measures.total) == (1, Length(1800, 1800))
    assert (measures.hours.clock, measures.hours.person) == (Length(1800, 1800), Length(3600, 3600))


@pytest.mark.parametrize(
    ("holder", "hours"),
    [
        ("police:met", 1),
        ("police", 1),
        ("acute:a police", 1),
        ("police:btp", 0),
        ("acute", 0),
        ("police_x", 0),
        ("", 0),
    ],
)
def test_detention_held_by_any_of_the_kind_counts_by_the_clock(
    place: str, holder: str, hours: int
) -> None:
    """police:met waits an hour; who holds meanwhile is met, any police, or surely somebody else."""
    times = {"detaining_min_s": 3600, "detaining_max_s": 3600}
    rows = [wait("a", 0, 60, incident="I-1", **times), hold("I-1", holder, 0, 90)]
    with stocked(place, rows) as reader:
        asked = Asked(detaining=True)
        made = tabled(reader, WAITS, asked, [], least=0, zone=LONDON, with_hours=True)
    measures = made.blocks[0].lines[0].measures
    assert measures is not None
    assert measures.hours is not None
    assert measures.hours.clock == Length(3600 * hours, 3600 * hours)


def test_what_cannot_be_grouped_is_refused() -> None:
    """Three names, one twice, an unknown one, one that the subject lacks, and too many cells."""
    wrong = [["why", "kind", "area"], ["why", "why"], ["wh"], ["no_ambulance"]]
    with stocked(":memory:", [wait("k")]) as reader:
        for by in wrong:
            with pytest.raises(MalformedError, match="by"):
                tabled(reader, WAITS, Asked(), by, least=0, zone=LONDON)
        with pytest.raises(MalformedError, match="gaps are not grouped by outcome"):
            tabled(reader, GAPS, Asked(), ["outcome"], least=0, zone=LONDON)
    rows = [wait(f"k{n}", area=f"a{n}") for n in range(2001)]
    with stocked(":memory:", rows) as reader, pytest.raises(MalformedError, match="2000 cells"):
        tabled(reader, WAITS, Asked(), ["area"], least=0, zone=LONDON)


def test_nothing_asked_for_gives_no_table() -> None:
    """No rows: no block, whatever is grouped."""
    with stocked(":memory:", []) as reader:
        for subject in (WAITS, HANDOVERS, CONVEYANCES, GAPS):
            made = tabled(reader, subject, Asked(), ["hour"], least=10, zone=LONDON)
            assert made.blocks == ()


def test_a_zone_without_changing_clocks(place: str) -> None:
    """In Lagos it is an hour later than in London in winter: 00:00 is hour 01."""
    with stocked(place, [wait("k")]) as reader:
        made = tabled(reader, WAITS, Asked(), ["hour"], least=0, zone=ZoneInfo("Africa/Lagos"))
    assert made.blocks[0].lines[0].names == ("01",)
    assert START_S % 86_400 == 0


def test_values_of_one_name_are_one_cell(place: str) -> None:
    """An area that is not said, and one that is named so, stand under one name."""
    rows = [wait("a", area=""), wait("b", area="not recorded", minutes=20)]
    (block,) = exact(place, rows, "area").blocks
    assert [line.names for line in block.lines] == [("not recorded",), (None,)]
    assert told(block.lines[0])[:2] == (2, Length(1800, 1800))
