"""The profile printed in the how-to reads the table printed beside it."""

import re
from pathlib import Path

from jointlog.domain.store.log import open_log
from jointlog.domain.time import say_instant
from tests.cli.running import ROOT, run

PAGE = ROOT / "docs" / "how-to" / "write-an-import-profile.md"


REST = """
name = "night"
namespace = "00000000-0000-4000-8000-000000000004"
zone = "Europe/London"
incident = "incident"
given = ["incident"]

[[event]]
name = "line"
type = "call_information_recorded"
occurred = { columns = ["date", "clock"] }
agency = "police:wp"
[event.facts]
item = "log line"
value_recorded = { column = "text" }
"""
"""What the page leaves out of its profile of lines."""


def block(language: str, having: str = "") -> str:
    """The first block of the page in this language that has a text."""
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return next(each for each in found if having in each)


def test_the_example_of_the_how_to_works(tmp_path: Path) -> None:
    """Two vehicles of one job: one call, two sent, one arrived, one left."""
    profile, table = tmp_path / "mine.toml", tmp_path / "calls.csv"
    profile.write_text(block("toml"), "utf-8")
    table.write_text(block("csv"), "utf-8")
    database = str(tmp_path / "log.sqlite")
    done = run("import", "--profile", str(profile), str(table), "--database", database)
    assert done.exit_code == 0, done.output
    assert "2 rows: 2 imported, 0 quarantined; statements: 5 recorded, 1 were there" in done.output
    with open_log(database) as log:
        names = [entry.name for entry in log.entries("CAD-2024-118")]
    assert sorted(set(names)) == [
        "contact_received",
        "resource_allocated",
        "resource_arrived_at_scene",
        "resource_left_scene",
    ]


def test_the_lines_of_the_how_to_are_of_the_days_that_it_says(tmp_path: Path) -> None:
    """00:40 under 2 November is of the 3rd; one line is counted so."""
    profile, lines = tmp_path / "night.toml", tmp_path / "night.log"
    profile.write_text(block("toml", "heading_line") + REST, "utf-8")
    lines.write_text(block("text"), "utf-8")
    database = str(tmp_path / "log.sqlite")
    asked = ("--profile", str(profile), "--set", "incident=N-1", "--database", database)
    done = run("import", *asked, str(lines))
    assert done.exit_code == 0, done.output
    assert "read as of the day after the row's date: 1" in done.output
    with open_log(database) as log:
        times = [entry.envelope.occurred.window.earliest_s for entry in log.entries("N-1")]
    assert [say_instant(each) for each in times] == [
        "2024-11-02T22:15:00Z",
        "2024-11-03T00:40:00Z",
        "2024-11-03T09:30:00Z",
    ]
