"""Saved questions as files: what is read, and what is refused where."""

from zoneinfo import ZoneInfo

import pytest

from jointlog.domain.errors import MalformedError, NotFoundError
from jointlog.projections.statistics.saved import (
    read_saved,
    shipped,
    shipped_names,
    year_before,
    year_ms,
)

PART = '[[part]]\nof = "waits"\n'
WRONG = [
    ("x = ", "no TOML"),
    ("", "part"),
    ("part = 3", "part"),
    ("part = [3]", "part.1"),
    (f'colour = "red"\n{PART}', "colour"),
    (f"title = 3\n{PART}", "title"),
    (f'period = "last week"\n{PART}', "period"),
    ('[[part]]\nof = "doors"', "part.1.of"),
    ("[[part]]\n", "part.1.of"),
    (f'{PART}show = "bars"', "show"),
    (f'{PART}by = ["wind"]', "by"),
    (f'{PART}by = "why"', "by"),
    (f'{PART}columns = ["wind"]', "columns"),
    (f'{PART}sort = "colour"', "sort"),
    (f"{PART}limit = 0", "limit"),
    (f"{PART}limit = true", "limit"),
    (f"{PART}filter = 3", "filter"),
    (f"{PART}filter = {{ wind = 'n' }}", "wind"),
    (f"{PART}filter = {{ min_s = '3' }}", "min_s"),
    (f"{PART}filter = {{ detaining = 1 }}", "detaining"),
    (f"{PART}filter = {{ agency = 1 }}", "agency"),
]


@pytest.mark.parametrize(("text", "named"), WRONG)
def test_a_file_that_cannot_be_read_is_refused_by_place(text: str, named: str) -> None:
    """The name of the question, the part by number, and the member."""
    with pytest.raises(MalformedError, match=named):
        read_saved(text, "mine")


def test_what_is_given_goes_before_the_file() -> None:
    """The file narrows to N1, the command to N2; numbers and truth values stay."""
    text = f"{PART}filter = {{ area = 'N1', min_s = 60, detaining = true }}"
    (part,) = read_saved(text, "mine").parts
    asked = part.asked({"area": "N2", "agency": ""}, lambda _name, _text: None)
    assert (asked.area, asked.min_s, asked.detaining) == ("N2", 60, True)
    assert (part.is_table, part.limit, part.columns) == (True, 100, ())


def test_every_shipped_question_can_be_read() -> None:
    """Each by its name; another name is refused with those that there are."""
    assert "foi-2017" in shipped_names()
    for name in shipped_names():
        assert shipped(name).title
    with pytest.raises(NotFoundError, match="foi-2017"):
        shipped("none")


def test_the_year_before_is_that_of_the_zone() -> None:
    """At 23:30 UTC on 31 December 2025 it is 2026 in Lagos: the year before is 2025."""
    at_ms = year_ms(2026, ZoneInfo("UTC")) - 30 * 60_000
    assert year_before(at_ms, ZoneInfo("UTC")) == 2024
    assert year_before(at_ms, ZoneInfo("Africa/Lagos")) == 2025
    assert year_ms(1970, ZoneInfo("UTC")) == 0
