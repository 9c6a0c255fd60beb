"""Lines under a heading with their date, and clocks that begin anew behind midnight."""

import pytest

from jointlog.domain.errors import LogError, MalformedError
from jointlog.domain.time import say_instant
from jointlog.projections.profile import BadRow, Profile, Row, read_profile
from jointlog.projections.profile.mapping import NEXT_DAY
from jointlog.projections.profile.midnight import second_of_day
from tests.profile.making import changed, profile, rows, stated

LOG = r"""
[profile]
name = "night"
format = "lines"
heading_line = '=== (?P<date>[\d/]+) ===|Incident (?P<log>\w+)|Page \d+'
line = '(?P<clock>\S+) (?P<unit>\w+) (?P<text>.*)'
past_midnight = { date = "date", clock = "clock" }
namespace = "00000000-0000-4000-8000-000000000003"
zone = "Europe/London"
times = ["%d/%m/%Y %H:%M"]
row_key = ["date", "clock", "unit", "text"]
incident = "log"

[[event]]
name = "line"
type = "call_information_recorded"
occurred = { columns = ["date", "clock"] }
agency = "police:met"
[event.facts]
item = "log line"
value_recorded = { column = "text" }
"""
DAY_S = 86_400


def night(*changes: tuple[str, str], more: str = "") -> Profile:
    """The profile of the log with texts replaced."""
    return read_profile("night.toml", changed(LOG, changes) + more)


def told(made: Profile, *lines: str, **given: str) -> list[str]:
    """When each line's event occurred, in UTC, without its date's year."""
    found = stated(made, "\n".join(lines), **given)
    return [
        say_instant(each.draft.envelope.occurred.window.earliest_s)[5:16]
        for each in found
        if each.draft.fact.declared.name == "call_information_recorded"
    ]


def test_a_heading_gives_the_columns_of_the_lines_below_it() -> None:
    """The date and the incident each stand until the next of them; a page's number says nothing."""
    made = night()
    lines = ("Incident L1", "=== 02/11/2024 ===", "22:10 WP1 here", "Page 2", "22:30 WP1 asked")
    more = ("Incident L2", "23:00 WP2 here", "=== 04/11/2024 ===", "09:00 WP2 gone")
    found = stated(made, "\n".join((*lines, *more)))
    assert [each.draft.incident for each in found] == ["L1", "L1", "L2", "L2"]
    expected = ["11-02T22:10", "11-02T22:30", "11-02T23:00", "11-04T09:00"]
    assert told(night(), *lines, *more) == expected
    read = [each for each in rows(made, "\n".join((*lines, *more))) if isinstance(each, Row)]
    assert [(each.number, each.section) for each in read] == [(3, 2), (5, 2), (7, 3), (9, 4)]


def test_a_line_above_every_heading_has_no_date() -> None:
    """No date is guessed: it is left out with the reason."""
    (row,) = (each for each in rows(night(), "22:10 WP1 here") if isinstance(each, Row))
    assert row.cells == {"date": "", "log": "", "clock": "22:10", "unit": "WP1", "text": "here"}
    with pytest.raises(LogError):
        night().statements(row, {})


@pytest.mark.parametrize(
    ("clocks", "expected", "count"),
    [
        (("22:10", "23:55", "00:40", "02:00"), ("02T22:10", "02T23:55", "03T00:40", "03T02:00"), 2),
        (("22:10", "10:10", "11:00"), ("02T22:10", "03T10:10", "03T11:00"), 2),  # 12 h before
        (("22:10", "10:11", "22:20"), ("02T22:10", "02T10:11", "02T22:20"), 0),  # 11 h 59 before
        (("23:55", "00:05", "12:30", "00:10"), ("02T23:55", "03T00:05", "03T12:30", "04T00:10"), 3),
        (("00:05", "23:55"), ("02T00:05", "02T23:55"), 0),  # the first day: as it stands
    ],
)
def test_a_clock_half_a_day_before_the_line_above_is_of_the_next_day(
    clocks: tuple[str, ...], expected: tuple[str, ...], count: int
) -> None:
    """12 hours before and more begin a day; a line of the day itself entered late does not."""
    made = night()
    lines = ("Incident L1", "=== 02/11/2024 ===", *(f"{each} WP1 word" for each in clocks))
    assert told(made, *lines) == [f"11-{each}" for each in expected]
    assert made.effects[NEXT_DAY] == count


def test_a_new_heading_begins_with_its_own_date() -> None:
    """Two incidents under the same date: the second one's 22:00 is of that date again."""
    lines = (
        "=== 02/11/2024 ===",
        "Incident A",
        "23:50 X a",
        "00:10 X b",
        "Incident B",
        "22:00 X c",
    )
    assert told(night(), *lines) == ["11-02T23:50", "11-03T00:10", "11-02T22:00"]


def test_a_line_written_late_over_midnight_is_not_guessed() -> None:
    """23:50 behind 00:10: ten minutes to midnight, or a day later? It is left out; others stay."""
    made = night()
    text = "Incident A\n=== 02/11/2024 ===\n23:45 X a\n00:10 X b\n23:50 X c\n00:20 X d\n18:09 X e\n"
    found: list[str] = []
    for row in rows(made, text):
        assert isinstance(row, Row)
        try:
            (one,) = made.statements(row, {})
        except MalformedError as error:
            found.append(str(error))
        else:
            found.append(say_instant(one.draft.envelope.occurred.window.earliest_s)[8:16])
    assert found[:2] == ["02T23:45", "03T00:10"]
    assert found[2].startswith("past_midnight.clock: '23:50' is 18 hours or more behind")
    assert found[3:] == ["03T00:20", "03T18:09"]


def test_the_same_words_a_day_later_are_another_event() -> None:
    """The day is part of the id, so that 00:40 of both nights is recorded."""
    lines = "Incident A\n=== 02/11/2024 ===\n00:40 X on\n23:00 X on\n00:40 X on\n"
    ids = {each.draft.event_id for each in stated(night(), lines)}
    assert len(ids) == 3
    assert {each.draft.event_id for each in stated(night(), lines)} == ids


def test_the_day_that_clocks_change_is_reached_over_midnight() -> None:
    """26 October 2024 and the night behind it: 01:30 is repeated, 03:00 is 03:00Z."""
    lines = ("Incident A", "=== 26/10/2024 ===", "23:30 X a", "01:30 X b", "03:00 X c")
    assert told(night(), *lines) == ["10-26T22:30", "10-27T00:30", "10-27T03:00"]


def test_an_event_after_another_of_its_line_may_be_a_day_later_still() -> None:
    """The line is of the 3rd already; its second time, 00:05 after 23:50, of the 4th."""
    more = """
[[event]]
name = "ended"
type = "call_information_recorded"
occurred = { columns = ["date", "unit"] }
after = "line"
agency = "police:met"
[event.facts]
item = "end"
value_recorded = { column = "text" }
"""
    made = night((r"(?P<unit>\w+)", r"(?P<unit>\S+)"), more=more)
    lines = ("Incident A", "=== 02/11/2024 ===", "23:00 23:10 a", "09:00 09:30 b", "23:50 00:05 c")
    days = told(made, *lines)
    assert days == [f"11-{each}" for each in (
        "02T23:00", "02T23:10", "03T09:00", "03T09:30", "03T23:50", "04T00:05",
    )]  # fmt: skip


def test_a_table_with_its_date_given_goes_past_midnight_too() -> None:
    """No heading there: the date is the same for every row, and an empty clock moves nothing."""
    made = profile(
        ('row_key = ["id"]', 'row_key = ["id"]\ngiven = ["day"]'),
        ("nulls = [", 'past_midnight = { date = "day", clock = "sent" }\nnulls = ['),
        ('occurred = "sent"', 'occurred = { columns = ["day", "sent"] }'),
    )
    head = "id,log,unit,sent,came\n"
    text = f"{head}1,L1,A1,23:50,\n2,L1,A2,00:10,\n3,L1,A3,,01/11/2024 00:30\n4,L1,A4,00:20,\n"
    found = [row for row in rows(made, text) if isinstance(row, Row)]
    with pytest.raises(LogError, match="occurred"):
        made.statements(found[2], {"day": "31/10/2024"})
    good = [found[0], found[1], found[3]]
    seconds = [
        each.draft.envelope.occurred.window.earliest_s
        for row in good
        for each in made.statements(row, {"day": "01/11/2024"})
    ]
    assert [each - seconds[0] for each in seconds] == [0, 1200, 1800]


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("14:05", 50_700),
        ("1405", 50_700),
        ("14.05", 50_700),
        ("9:05", 32_700),
        ("14:05:30", 50_730),
        ("140530", 50_730),
        ("2.05 pm", 50_700),
        ("12:05 AM", 300),
        ("12:05pm", 43_500),
    ],
)
def test_a_clock_is_read_however_it_is_written(text: str, second: int) -> None:
    """Seconds since midnight; noon is 12 pm, midnight 12 am."""
    assert second_of_day(text) == second


@pytest.mark.parametrize(
    "text", ["24:00", "13:05 pm", "0:30 am", "soon", "12:60", "1", "\u0661\u0664:\u0660\u0665"]
)
def test_what_is_no_clock_is_refused(text: str) -> None:
    """The row is left out with the reason."""
    with pytest.raises(MalformedError, match="is no time of day"):
        second_of_day(text)


BROKEN = [
    (
        ("heading_line = ", "heading_lines = "),
        "heading_lines: no such key; did you mean heading_line?",
    ),
    (("(?P<log>", "(?P<text>"), "heading_line: has 'text', as line has"),
    (('clock = "clock" }', 'clock = "date" }'), "past_midnight: names one column twice"),
    (('clock = "clock" }', 'clock = "clock", form = "x" }'), "past_midnight: form: no such key"),
    (('date = "date", ', ""), "past_midnight: date: is missing"),
    (('row_key = ["date"', 'row_key = ["day"'), "line: has no group 'day'"),
    (('format = "lines"', 'format = "lines"\nheading_row = 2'), "heading_row: is 2, of lines"),
    (
        ('format = "lines"', 'format = "lines"\nheading_row = "2"'),
        "is '2' (expected a whole number)",
    ),
    (('format = "lines"', 'format = "lines"\neach = "units"'), "each: goes with format ndjson"),
]


@pytest.mark.parametrize(("change", "problem"), BROKEN)
def test_a_profile_that_cannot_work_is_refused(change: tuple[str, str], problem: str) -> None:
    """Before the first row, with the key."""
    with pytest.raises(MalformedError) as raised:
        night(change)
    assert problem in str(raised.value)


def test_a_heading_of_lines_belongs_to_no_table() -> None:
    """Tables have their heading in a row."""
    with pytest.raises(MalformedError, match="heading_line: goes with format lines"):
        profile(("nulls = [", "heading_line = 'x'\nnulls = ["))


def test_a_table_may_have_its_heading_further_down() -> None:
    """A title and an empty row stand above; rows keep their numbers of the file."""
    made = profile(("nulls = [", "heading_row = 3\nnulls = ["))
    head = "id,log,unit,sent,came\n"
    text = f"Calls of a week\n\n{head}1,L1,A1,01/03/2017 10:00,\n2,L1\n"
    found = rows(made, text)
    assert [each.number for each in found] == [4, 5]
    assert len(stated(made, text.removesuffix("2,L1\n"))) == 1
    with pytest.raises(MalformedError, match="row 3: is no heading"):
        rows(made, "Calls\n")
    (bad, *_) = rows(profile(), f"Calls of a week\n{head}")
    assert isinstance(bad, BadRow)
    assert "is the delimiter another, or heading_row?" in bad.reason
