"""A slice that the profile was not written to: half a week, recomputed here from the table.

The table is cut in two by when the call came in. The later half is imported by the unchanged
profile; what the command says of the log is compared with sums over the rows of the `csv` module.
"""

import csv
import json
import statistics
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cli.running import ROOT, run

DATA: Final = ROOT.parent / "shared" / "data" / "sffd-2016"
FROM: Final = datetime(2017, 1, 4)  # noqa: DTZ001 - wall clock, as the table writes it
AMBULANCES: Final = ("MEDIC", "PRIVATE")
WAITS: Final = {
    "received->entry": ("Received", "Entry"),
    "received->dispatch": ("Received", "Dispatch"),
    "dispatch->response": ("Dispatch", "Response"),
    "response->on_scene": ("Response", "On Scene"),
    "transport->hospital": ("Transport", "Hospital"),
}
Rows = list[dict[str, str]]
pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"SKIPPED: no sffd-2016 in {DATA.parent}")


def stamp(row: dict[str, str], name: str) -> datetime | None:
    """The time in a column of the table; None where it is empty."""
    text = row[f"{name} DtTm"]
    return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p") if text else None  # noqa: DTZ007


def lengths(rows: Rows, start: str, end: str) -> list[int]:
    """Seconds between two columns, of the rows that have both."""
    pairs = ((stamp(row, start), stamp(row, end)) for row in rows)
    return [int((b - a).total_seconds()) for a, b in pairs if a is not None and b is not None]


@pytest.fixture(scope="module")
def later() -> Rows:
    """The rows of the calls that came in from the fifth day on."""
    with (DATA / "calls.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    half = [row for row in rows if (stamp(row, "Received") or FROM) >= FROM]
    assert 0 < len(half) < len(rows)
    return half


@pytest.fixture(scope="module")
def told(later: Rows, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the command says of a log of these rows only."""
    folder: Path = tmp_path_factory.mktemp("slice")
    with (folder / "half.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(later[0]))
        table.writeheader()
        table.writerows(later)
    database = str(folder / "log.sqlite")
    done = run("import", "--profile", "sffd", str(folder / "half.csv"), "--database", database)
    assert done.exit_code == 0, done.output
    assert f"{len(later)} rows: {len(later)} imported, 0 quarantined" in done.output
    done = run("units", "--json", "--database", database)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.output)
    return found


def test_the_counts_of_an_unseen_slice_are_those_of_its_table(
    told: dict[str, Any], later: Rows
) -> None:
    """Rows, incidents, calls, units, kinds of unit and of call, and every missing stamp."""
    for key, column in (
        ("incidents", "Incident Number"),
        ("calls", "Call Number"),
        ("units", "Unit ID"),
    ):
        assert told[key] == len({row[column] for row in later}), key
    assert told["rows"] == len(later)
    for key, column in (("unit_types", "Unit Type"), ("call_types", "Call Type")):
        assert told[key] == dict(Counter(row[column] for row in later)), key
    for key, lacking in told["missing"].items():
        column = key.replace("_", " ").title()
        assert lacking == sum(stamp(row, column) is None for row in later), key


@pytest.mark.parametrize("key", WAITS)
def test_the_waits_of_an_unseen_slice_are_those_of_its_table(
    told: dict[str, Any], later: Rows, key: str
) -> None:
    """How many lengths between two columns, how many reversed; of the rest the sum and spread."""
    found, all_s = told["waits_rows"][key], lengths(later, *WAITS[key])
    kept = [each for each in all_s if each >= 0]
    assert (found["n"], found["negative"]) == (len(kept), len(all_s) - len(kept))
    assert (found["sum"], found["min"], found["max"]) == (sum(kept), min(kept), max(kept))
    assert found["median"] == statistics.median(kept)
    assert found["p90"] == pytest.approx(statistics.quantiles(kept, n=10, method="inclusive")[8])


def test_the_non_attendance_of_an_unseen_slice_is_that_of_its_table(
    told: dict[str, Any], later: Rows
) -> None:
    """Dispatched and no stamp at the scene; and ambulances of which none came, by incident."""
    absent = [row for row in later if stamp(row, "On Scene") is None]
    found = told["nonattendance"]
    assert (found["rows"], found["of"]) == (len(absent), len(later))
    assert found["rows_never_responded"] == sum(stamp(row, "Response") is None for row in absent)
    assert {kind: of for kind, (_, of) in found["by_unit_type"].items()} == told["unit_types"]
    came = {row["Incident Number"] for row in later if stamp(row, "On Scene") is not None}
    assert found["incidents_nobody_on_scene"] == told["incidents"] - len(came)
    crews = [row for row in later if row["Unit Type"] in AMBULANCES]
    sent = {row["Incident Number"] for row in crews}
    there = {row["Incident Number"] for row in crews if stamp(row, "On Scene") is not None}
    found = told["ambulance_nonattendance"]
    assert found["incidents_with_ambulance_assigned"] == len(sent)
    assert found["none_on_scene"] == len(sent - there)
    assert found["ambulance_rows"] == len(crews)
