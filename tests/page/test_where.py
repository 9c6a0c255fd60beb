"""Where a reader of a long record is told to look first."""

import html
import re

import pytest

from tests.page.site import Site


def test_a_long_record_begins_with_a_link_to_where_to_look(reader: Site) -> None:
    """Brixton: 16:55-17:15 is named and leads there; Bethnal Green is seen at one glance."""
    for name in ("brixton-2008", "bethnal-green-2011"):
        reader.given_case(name)
    brixton = reader.get("/incidents/brixton-2008").then(200).response.text
    told = re.search(r'class="busiest">([^<]+)<a href="([^"]+)">([^<]+)<', brixton)
    assert told is not None
    assert told[1].startswith("2 of the 5 S1 findings begin")
    assert told[3] == "16:55-17:15"
    assert "from=2008-08-21T" in told[2]
    part = reader.get(html.unescape(told[2])).then(200).response.text
    assert "more lie outside this window" in part
    assert 'class="busiest"' not in reader.get("/incidents/bethnal-green-2011").response.text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("since=2010-01-01T10:00:00.781Z", "What changed since 2010-01-01 10:00:00 UTC"),
        ("since=2010-01-01T10:00:00%2B01:00", "What changed since 2010-01-01T10:00:00+01:00<"),
        ("known_at=2199-01-01T10:00:00Z", "had recorded by 2199-01-01 10:00:00 UTC"),
    ],
)
def test_a_moment_of_recording_is_said_as_people_write_it(
    reader: Site, asked: str, told: str
) -> None:
    """Without the signs of a program, and as it was typed where it names no zone of its own."""
    reader.given_case("bethnal-green-2011")
    assert told in reader.get(f"/incidents/bethnal-green-2011?{asked}").then(200).response.text
