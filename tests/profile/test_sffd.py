"""A week of real dispatches: every figure of its truth file that our concepts can express.

The data stands beside the checkout and is never copied. It is imported by the shipped profile into
a log on disk; each figure is then asked of the projections, never of the file.
"""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from jointlog.domain.store.log import open_log
from jointlog.projections.units.figures import Units
from jointlog.projections.units.report import FIGURES
from tests.cli.running import ROOT, run

DATA = ROOT.parent / "shared" / "data" / "sffd-2016"
NOT_EXPRESSIBLE: Final = {
    "columns": "how many columns the file has is nothing that happened",
}
pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"SKIPPED: no sffd-2016 in {DATA.parent}")


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The week, imported by the command line."""
    database = str(tmp_path_factory.mktemp("sffd") / "log.sqlite")
    file = str(DATA / "calls.csv")
    done = run("import", "--profile", "sffd", file, "--database", database)
    assert done.exit_code == 0, done.output
    assert "rows with times out of order, kept as they are: 28" in done.output
    return database


@pytest.fixture(scope="module")
def told(week: str) -> dict[str, Any]:
    """What the command says of the week."""
    done = run("units", "--json", "--database", week)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.output)
    return found


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    """The figures."""
    found: dict[str, Any] = json.loads((DATA / "truth.json").read_text())
    return found


def test_every_figure_is_reproduced_or_named(truth: dict[str, Any]) -> None:
    """What is reproduced and what is not expressible are all the keys of the truth, each once."""
    assert sorted([*FIGURES, *NOT_EXPRESSIBLE]) == sorted(truth)


@pytest.mark.parametrize("key", FIGURES)
def test_the_figure_is_what_the_truth_says(
    told: dict[str, Any], truth: dict[str, Any], key: str
) -> None:
    """The command over the log prints the figure that two independent programs computed."""
    assert told[key] == truth[key]


def test_nothing_is_left_unattributed_and_every_gap_is_sure(week: str) -> None:
    """Every entry of a unit belongs to one assignment; all times are known to the second."""
    with open_log(week) as log:
        units = Units(log.entries(head.incident) for head in log.incidents())
    assert not any(each.unattributed for each in units.all)
    for each in units.all:
        assert each.cover_gaps(sure=True) == each.cover_gaps(sure=False)


def test_the_week_again_records_nothing(tmp_path: Path) -> None:
    """The first rows of the week imported twice: the second run finds all of it there."""
    file, database = tmp_path / "first.csv", str(tmp_path / "log.sqlite")
    with (DATA / "calls.csv").open("rb") as source:
        file.write_bytes(b"".join(source.readlines()[:200]))
    args = ("import", "--profile", "sffd", str(file), "--database", database)
    first, second = run(*args), run(*args)
    assert first.exit_code == second.exit_code == 0
    assert "statements: 0 recorded" in second.output
