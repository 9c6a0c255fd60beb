"""A week of real dispatches: every figure of its truth file that our concepts can express.

The data stands beside the checkout and is never copied. It is imported by the shipped profile into
a log on disk; each figure is then asked of the projections, never of the file.
"""

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from jointlog.projections.units.assignments import Stage
from jointlog.projections.units.resources import allocated_twice
from tests.cli.running import ROOT, run
from tests.profile.figures import (
    AMBULANCE,
    Week,
    ambulance_nonattendance,
    by_disposition,
    conveyed_by_others,
    count,
    cover,
    firsts,
    is_ambulance,
    lacks,
    missing,
    nonattendance,
    out_of_order,
    over,
    received,
    reversed_pairs,
    waits_rows,
)

DATA = ROOT.parent / "shared" / "data" / "sffd-2016"
NOT_EXPRESSIBLE: Final = {
    "columns": "how many columns the file has is nothing that happened",
}
pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"SKIPPED: no sffd-2016 in {DATA.parent}")


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    """The week, imported by the command line."""
    database = str(tmp_path_factory.mktemp("sffd") / "log.sqlite")
    file = str(DATA / "calls.csv")
    done = run("import", "--profile", "sffd", file, "--database", database)
    assert done.exit_code == 0, done.output
    assert "rows with times out of order, kept as they are: 28" in done.output
    return Week(database)


REPRODUCED: Final[dict[str, Callable[[Week], Any]]] = {
    "rows": lambda week: len(week.rows),
    "incidents": lambda week: len(week.all),
    "calls": lambda week: len({ref for each in week.all for ref in each.refs}),
    "units": lambda week: len({row.callsign for row in week.rows}),
    "row_ids_unique": lambda week: len({row.ref for row in week.rows}) == len(week.rows),
    "call_unit_pairs_duplicated": lambda week: sum(
        n > 1 for n in Counter((row.incident, row.callsign) for row in week.rows).values()
    ),
    "incident_call_1to1": lambda week: (
        [len(each.refs) for each in week.all] == [1] * len({e.refs for e in week.all})
    ),
    "received_min": lambda week: f"{min(received(week)):%Y-%m-%d %H:%M:%S}",
    "received_max": lambda week: f"{max(received(week)):%Y-%m-%d %H:%M:%S}",
    "incidents_per_received_day": lambda week: count(at.date() for at in received(week)),
    "units_per_incident": lambda week: count(len(each.assignments) for each in week.all),
    "unit_types": lambda week: count(row.told["unit type"] for row in week.rows),
    "call_types": lambda week: count(e.told["call type"] for e in week.all for _ in e.assignments),
    "dispositions_rows": lambda week: count(
        each.told["final disposition"] for each in week.all for _ in each.assignments
    ),
    "dispositions_incidents": lambda week: by_disposition(week.all),
    "incidents_with_differing_received": lambda week: sum(len(c) > 1 for c in week.contacts),
    "incidents_with_differing_disposition": lambda week: sum(
        len(said["final disposition"]) > 1 for said in week.said
    ),
    "missing": missing,
    "negative_adjacent": lambda week: reversed_pairs(week, is_adjacent=True),
    "negative_any_pair": lambda week: reversed_pairs(week, is_adjacent=False),
    "rows_with_any_out_of_order_pair": lambda week: len(out_of_order(week)),
    "incidents_with_any_out_of_order_pair": lambda week: len(
        {row.incident for row in out_of_order(week)}
    ),
    "out_of_order_row_ids": lambda week: sorted(row.ref for row in out_of_order(week)),
    "hospital_without_transport": lambda week: lacks(week, Stage.CONVEYED, Stage.CONVEYING),
    "transport_without_hospital": lambda week: lacks(week, Stage.CONVEYING, Stage.CONVEYED),
    "transport_without_on_scene": lambda week: lacks(week, Stage.CONVEYING, Stage.ARRIVED),
    "on_scene_without_response": lambda week: lacks(week, Stage.ARRIVED, Stage.ACKNOWLEDGED),
    "transport_by_non_ambulance": lambda week: len(conveyed_by_others(week)),
    "transport_by_non_ambulance_by_type": lambda week: count(
        row.told["unit type"] for row in conveyed_by_others(week)
    ),
    "missing_available_row_ids": lambda week: sorted(
        row.ref for row in week.rows if Stage.LEFT not in row.stamps
    ),
    "nonattendance": nonattendance,
    "ambulance_nonattendance": ambulance_nonattendance,
    "waits_rows": lambda week: waits_rows(week.rows),
    "waits_ambulance_rows": lambda week: waits_rows([r for r in week.rows if is_ambulance(r)]),
    "waits_incident_first": lambda week: {
        "first received->first dispatch": firsts(week, Stage.CONTACT, Stage.ALLOCATED),
        "first dispatch->first on_scene": firsts(week, Stage.ALLOCATED, Stage.ARRIVED),
        "first received->first on_scene": firsts(week, Stage.CONTACT, Stage.ARRIVED),
        "first on_scene->first transport": firsts(week, Stage.ARRIVED, Stage.CONVEYING),
        "first transport->first hospital": firsts(week, Stage.CONVEYING, Stage.CONVEYED),
        "first received->first hospital": firsts(week, Stage.CONTACT, Stage.CONVEYED),
    },
    "waits_incident_first_ambulance": lambda week: {
        f"{name} ambulance {column}": firsts(week, one, two, AMBULANCE)
        for name, column, one, two in (
            ("received->first", "dispatch", Stage.CONTACT, Stage.ALLOCATED),
            ("dispatch->first", "on_scene", Stage.ALLOCATED, Stage.ARRIVED),
            ("received->first", "on_scene", Stage.CONTACT, Stage.ARRIVED),
            ("on_scene->first", "transport", Stage.ARRIVED, Stage.CONVEYING),
            ("received->first", "hospital", Stage.CONTACT, Stage.CONVEYED),
        )
    },
    "handover_at_hospital_over_30min_rows": lambda week: over(week, timedelta(minutes=30)),
    "handover_at_hospital_over_60min_rows": lambda week: over(week, timedelta(minutes=60)),
    "hold_end_before_dispatch_rows": lambda week: sum(
        row.hold is not None and row.hold.is_inverted for row in week.rows
    ),
    "cover": cover,
    "unit_dispatched_while_still_held_on_another_call": lambda week: len(
        allocated_twice(week.rows)
    ),
    "utc_offsets_seen_hours": lambda week: sorted(each / 3600 for each in week.offsets),
}


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    """The figures."""
    found: dict[str, Any] = json.loads((DATA / "truth.json").read_text())
    return found


def test_every_figure_is_reproduced_or_named(truth: dict[str, Any]) -> None:
    """What is reproduced and what is not expressible are all the keys of the truth, each once."""
    assert sorted([*REPRODUCED, *NOT_EXPRESSIBLE]) == sorted(truth)


@pytest.mark.parametrize("key", REPRODUCED)
def test_the_figure_is_what_the_truth_says(week: Week, truth: dict[str, Any], key: str) -> None:
    """The projections over the log give the figure that two independent programs computed."""
    assert REPRODUCED[key](week) == truth[key]


def test_nothing_is_left_unattributed(week: Week) -> None:
    """Every entry of a unit belongs to one of the assignments."""
    assert not any(each.unattributed for each in week.all)


def test_the_week_again_records_nothing(tmp_path: Path) -> None:
    """The first rows of the week imported twice: the second run finds all of it there."""
    file, database = tmp_path / "first.csv", str(tmp_path / "log.sqlite")
    with (DATA / "calls.csv").open("rb") as source:
        file.write_bytes(b"".join(source.readlines()[:200]))
    args = ("import", "--profile", "sffd", str(file), "--database", database)
    first, second = run(*args), run(*args)
    assert first.exit_code == second.exit_code == 0
    assert "statements: 0 recorded" in second.output
