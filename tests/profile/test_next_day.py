"""Rows with one date for several times: behind midnight a time is of the next day."""

import pytest

from jointlog.domain.errors import LogError
from jointlog.domain.time import say_instant
from jointlog.projections.profile import Profile
from jointlog.projections.profile.mapping import NEXT_DAY
from tests.profile.making import profile, stated

HERE = 'when = [{ column = "sent", present = true }]'
DATED = (
    ('occurred = "sent"', f'occurred = {{ columns = ["day", "sent"] }}\n{HERE}'),
    ('occurred = "came"', 'occurred = { columns = ["day", "came"] }\nafter = "sent"'),
)
HEAD = "id,log,unit,day,sent,came\n"


def came(made: Profile, row: str) -> str:
    """When the unit came, in UTC."""
    (found,) = (m for m in stated(made, HEAD + row) if m.name == "came")
    return say_instant(found.draft.envelope.occurred.window.earliest_s)


@pytest.mark.parametrize(
    ("sent", "arrived", "expected", "count"),
    [
        ("23:50", "00:10", "2017-03-02T00:10:00Z", 1),  # 23 h 40 before: of the next day
        ("23:50", "23:55", "2017-03-01T23:55:00Z", 0),
        ("10:00", "09:00", "2017-03-01T09:00:00Z", 0),  # an hour before: kept as it stands
        ("12:00", "00:00", "2017-03-01T00:00:00Z", 0),  # perhaps 11 h 59 min 1 s before
        ("12:01", "00:00", "2017-03-02T00:00:00Z", 1),
    ],
)
def test_a_time_half_a_day_before_is_of_the_next_day(
    sent: str, arrived: str, expected: str, count: int
) -> None:
    """The row's date is that of the event before; the text stays that of the source."""
    made = profile(*DATED)
    assert came(made, f"1,L1,A1,01/03/2017,{sent},{arrived}\n") == expected
    assert made.effects[NEXT_DAY] == count


def test_the_next_day_may_be_that_on_which_clocks_change() -> None:
    """26 March 2017: 00:30 is 00:30Z, 02:30 is 01:30Z, and 01:30 does not exist."""
    made = profile(*DATED)
    assert came(made, "1,L1,A1,25/03/2017,23:50,00:30\n") == "2017-03-26T00:30:00Z"
    assert came(made, "1,L1,A1,25/03/2017,23:50,02:30\n") == "2017-03-26T01:30:00Z"
    with pytest.raises(LogError, match="does not exist"):
        came(made, "1,L1,A1,25/03/2017,23:50,01:30\n")


def test_a_whole_time_and_a_row_without_the_event_before_are_as_they_stand() -> None:
    """A written form has its own date; an event that the row does not state moves nothing."""
    whole = profile(("caused_by", 'after = "sent"\ncaused_by'))
    row = "id,log,unit,sent,came\n1,L1,A1,01/03/2017 23:50,2017-03-01 00:10\n"
    assert stated(whole, row)[1].is_next_day is False
    assert came(profile(*DATED), "1,L1,A1,01/03/2017,,00:10\n") == "2017-03-01T00:10:00Z"


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ('after = "nobody"', "no event before is 'nobody'"),
        ('after = "came"', "no event before is 'came'"),
        ('after = "sent"\nshared = true', "stands beside shared"),
    ],
)
def test_what_cannot_be_after_is_refused(said: str, problem: str) -> None:
    """It names an event that stands above, and each row has its own."""
    with pytest.raises(LogError, match=problem):
        profile(("caused_by", f"{said}\ncaused_by"))
