"""The profile printed in the how-to reads the table printed beside it."""

import re
from pathlib import Path

from jointlog.domain.store.log import open_log
from tests.cli.running import ROOT, run

PAGE = ROOT / "docs" / "how-to" / "write-an-import-profile.md"


def block(language: str) -> str:
    """The first block of the page in this language."""
    found = re.search(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


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
