"""The worked notebook runs from an extract to its three plots, and plots what the log says."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from jointlog.domain.store.log import open_log
from jointlog.projections.rows import ConveyanceRow, WaitRow, rows_of
from tests.cli.running import ROOT, run

NOTEBOOK = ROOT / "docs" / "notebooks" / "waits.py"
TELL = """
import json, runpy
app = runpy.run_path({path!r}, run_name="notebook")["app"]
_, told = app.run()
print(json.dumps({{
    "hours": sum(told["by_hour"]["waits"]),
    "pairs": sum(told["by_pair"]["waits"]),
    "surely": sum(told["by_pair"]["hours_at_least"]),
    "journeys": dict(zip(told["by_ambulance"]["ambulance"], told["by_ambulance"]["journeys"])),
}}))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with its extract in ``out`` and the notebook's plots in ``plots``."""
    made: Path = tmp_path_factory.mktemp("notebook")
    log = str(made / "log.sqlite")
    assert run("demo", "--database", log).exit_code == 0
    formats = ("--format", "parquet", "--format", "duckdb")
    assert run("extract", str(made / "out"), *formats, "--database", log).exit_code == 0
    return made


def test_the_notebook_plots_what_the_log_says(place: Path) -> None:
    """Three plots as SVG; waits, hours surely waited and police journeys are those of the rows."""
    env = {
        **os.environ,
        "JOINTLOG_EXTRACT": str(place / "out"),
        "JOINTLOG_PLOTS": str(place / "plots"),
    }
    done = subprocess.run(
        [sys.executable, "-c", TELL.format(path=str(NOTEBOOK))],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    with open_log(str(place / "log.sqlite")) as log:
        rows = [row for head in log.incidents() for row in rows_of(log.entries(head.incident))]
    waits = [row for row in rows if isinstance(row, WaitRow)]
    police = [row for row in rows if isinstance(row, ConveyanceRow) and row.is_police]
    surely: Counter[tuple[str, str, str]] = Counter()
    for wait in waits:
        surely[wait.waiting, wait.for_agency, wait.why] += wait.min_s
    assert told["surely"] == pytest.approx(sum(n for _, n in surely.most_common(20)) / 3600)
    assert 0 < told["hours"] <= len(waits)
    assert told["journeys"].keys() == {row.ambulance for row in police}
    texts = {path.name: path.read_text() for path in (place / "plots").iterdir()}
    assert texts.keys() == {"hours.svg", "pairs.svg", "journeys.svg"}
    assert "Hours surely waited, by agency pair and why" in texts["pairs.svg"]
