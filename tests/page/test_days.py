"""The first day of an incident is one day, wherever it is told."""

import json
from pathlib import Path
from uuid import UUID, uuid4

from jointlog.domain.statement import draft_of
from jointlog.domain.store.log import open_log
from jointlog.domain.vocabulary import Agency
from jointlog.projections.across import Across
from jointlog.projections.case import examine
from jointlog.projections.lanes.drawing import lanes
from tests.cli.running import run
from tests.page.site import Site

POLICE = Agency.parse("police:met")
NOW_MS = 1_772_400_000_000


def told(file: Path) -> list[dict[str, str]]:
    """The first day of each incident: by the command, by what the page follows, and as drawn."""
    listed = json.loads(run("incidents", "--json", "--database", str(file)).stdout)
    with open_log(str(file)) as log:
        followed = Across(log).clocks()
        drawn = {
            each["incident"]: lanes(examine(log.entries(each["incident"]))).clock for each in listed
        }
    clocks = [followed, drawn]
    return [
        {each["incident"]: each["first_day"] for each in listed},
        *({name: each.first_day.isoformat() for name, each in held.items()} for held in clocks),
    ]


def test_the_list_the_command_and_the_picture_tell_the_same_day(demo: Path) -> None:
    """London 2010 begins on 1 April, though the picture has a margin that reaches into March."""
    command, page, picture = told(demo)
    assert command["london-2010-custody-to-hospital"] == "2010-04-01"
    assert command == page == picture


def test_a_mistyped_day_that_was_amended_is_not_the_first(tmp_path: Path) -> None:
    """Posted as 2001, amended to 2011: 18 April 2011. What is said of it in 2012 is not a day."""
    file = tmp_path / "log.sqlite"
    wrong = UUID(int=1)
    with open_log(str(file)) as log:
        for fields in (
            {"id": str(wrong), "type": "resource_arrived_at_scene", "occurred": "2001-04-18 19:34"},
            {
                "type": "resource_left_scene",
                "occurred": "2011-04-18 20:00",
                "facts": {"reason": "other"},
            },
            {
                "type": "entry_amended",
                "occurred": "2012-01-01 09:00",
                "corrects": str(wrong),
                "facts": {"field": "occurred", "new": "2011-04-18 19:34", "old": "2001"},
            },
        ):
            plain = {**fields, "occurred": f"{fields['occurred']} Europe/London"}
            log.post(draft_of(plain, incident="typo", new_id=uuid4), POLICE, now_ms=NOW_MS)
    assert told(file) == [{"typo": "2011-04-18"}] * 3


def test_the_list_of_the_page_shows_and_filters_by_it(reader: Site) -> None:
    """Sheffield 2020 is of 22 April: it is there in that April, and not in the one after."""
    reader.given_case("sheffield-2020")
    assert "22 Apr 2020" in reader.get("/").then(200).response.text
    assert "sheffield-2020" in reader.get("/?from=2020-04-01&to=2020-04-30").response.text
    assert "sheffield-2020" not in reader.get("/?from=2020-05-01").response.text
