"""Where a reader of a long record is told to look first."""

import html
import re

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
