"""pm4py reads the event logs of an extract, and counts in them what the log holds."""

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from jointlog.domain.store.log import open_log
from jointlog.projections.extract.ocel import Story, story_of
from tests.cli.running import ROOT, run

PYTHON = ROOT / ".venv-pm4py" / "bin" / "python"
Told = dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An extract of the demonstration log, with the log beside it."""
    out: Path = tmp_path_factory.mktemp("pm4py")
    log = str(out / "log.sqlite")
    assert run("demo", "--database", log).exit_code == 0
    assert run("extract", str(out / "out"), "--database", log).exit_code == 0
    return out


@pytest.fixture(scope="module")
def told(folder: Path) -> Told:
    """What pm4py counts."""
    if not PYTHON.exists():
        pytest.skip("pm4py is not installed in .venv-pm4py: bash .ci/test makes it")
    done = subprocess.run(
        [PYTHON, ROOT / "tests" / "interop" / "pm4py_counts.py", folder / "out"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    answer: Told = json.loads(done.stdout.splitlines()[-1])
    return answer


@pytest.fixture(scope="module")
def stories(folder: Path) -> list[Story]:
    """What the log itself holds, incident by incident."""
    with open_log(str(folder / "log.sqlite")) as log:
        return [story_of(log.entries(head.incident)) for head in log.incidents()]


def test_pm4py_counts_the_events_and_objects_of_the_log(told: Told, stories: list[Story]) -> None:
    """By type, from JSON and from SQLite; the first and the last time too."""
    happenings = [each for story in stories for each in story.happenings]
    things = {thing.id: thing for story in stories for thing in story.things.values()}
    times = [each.at_ms // 1000 for each in happenings]
    for name in ("json", "sqlite"):
        assert told[name]["events"] == Counter(each.type for each in happenings)
        assert told[name]["objects"] == Counter(thing.type for thing in things.values())
        assert (told[name]["first_s"], told[name]["last_s"]) == (min(times), max(times))
        between = (link[1] for thing in things.values() for link in thing.links)
        assert told[name]["between"] == Counter(between)


def test_pm4py_counts_the_relations_of_the_log(told: Told, stories: list[Story]) -> None:
    """By qualifier. From JSON it keeps the last qualifier of an event with the same object."""
    happenings = [each for story in stories for each in story.happenings]
    every = [(h.id, thing, how) for h in happenings for thing, how in h.links]
    assert told["sqlite"]["relations"] == Counter(how for _, _, how in every)
    last = {(event, thing): how for event, thing, how in every}
    assert sum(told["json"]["relations"].values()) == len(last)


def test_pm4py_finds_no_fault_in_the_tables(told: Told) -> None:
    """Its own validation of OCEL 2.0 in SQLite fails in no point."""
    assert told["failed"] == []


def test_pm4py_counts_the_traces_and_events_of_the_log(told: Told, stories: list[Story]) -> None:
    """XES: an incident is a trace, an entry an event."""
    happenings = [each for story in stories for each in story.happenings]
    assert told["xes"]["events"] == Counter(each.type for each in happenings)
    assert sorted(told["xes"]["traces"].values()) == sorted(len(s.happenings) for s in stories)
    assert told["xes"]["first_s"] == min(each.at_ms for each in happenings) // 1000
