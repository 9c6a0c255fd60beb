"""`jointlog units`: figures of any log; those of a real week are in tests/profile/test_sffd.py."""

import json

from jointlog.domain.store.log import open_log
from jointlog.projections.units.report import FIGURES
from tests.cli.running import run


def test_a_log_that_is_no_dispatch_table_has_every_figure(demo_log: str) -> None:
    """The cases record no unit types and few callsigns: nothing fails, all is counted in order."""
    done = run("units", "--json", "--database", demo_log)
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert set(found) == set(FIGURES)
    with open_log(demo_log) as log:
        assert found["incidents"] == len(log.incidents())
    sizes = [int(size) for size in found["units_per_incident"]]
    assert sizes == sorted(sizes)
    assert found["rows"] == sum(int(n) * many for n, many in found["units_per_incident"].items())


def test_an_empty_log_has_figures_of_nothing(empty_log: str) -> None:
    """No incident, no time, no length."""
    with open_log(empty_log):
        pass
    done = run("units", "incidents", "received_min", "cover", "--database", empty_log)
    assert done.exit_code == 0, done.output
    assert "incidents" in done.output
    assert "cover / scene / gaps" in done.output


def test_an_unknown_figure_is_refused(empty_log: str) -> None:
    """The names are told."""
    done = run("units", "colour", "--database", empty_log)
    assert (done.exit_code, "nonattendance" in done.output) == (2, True)
