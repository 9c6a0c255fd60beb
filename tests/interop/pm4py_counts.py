"""Reads an extract with pm4py and prints what it counts: run in an environment of its own.

pm4py is under the AGPL, so it is no part of what the project installs: `.ci/test` makes
`.venv-pm4py` for it, and `test_pm4py.py` runs this file there.
"""

import json
import sys
import warnings
from pathlib import Path
from typing import Any

import pm4py
from pm4py.objects.ocel.validation import ocel20_rel_validation


def of_ocel(ocel: Any) -> dict[str, Any]:
    """Events by type, objects by type, relations by qualifier, and the first and last time."""
    times = ocel.events["ocel:timestamp"]
    return {
        "events": ocel.events["ocel:activity"].value_counts().to_dict(),
        "objects": ocel.objects["ocel:type"].value_counts().to_dict(),
        "relations": ocel.relations["ocel:qualifier"].value_counts().to_dict(),
        "between": ocel.o2o["ocel:qualifier"].value_counts().to_dict(),
        "first_s": int(times.min().timestamp()),
        "last_s": int(times.max().timestamp()),
    }


def of_xes(log: Any) -> dict[str, Any]:
    """Events by type and by trace, and the first and last time."""
    times = log["time:timestamp"]
    return {
        "events": log["concept:name"].value_counts().to_dict(),
        "traces": log["case:concept:name"].value_counts().to_dict(),
        "first_s": int(times.min().timestamp()),
        "last_s": int(times.max().timestamp()),
    }


def main(folder: Path) -> None:
    """Print what pm4py counts in the files of an extract."""
    warnings.simplefilter("ignore")
    sqlite = str(folder / "log.ocel.sqlite")
    _, failed = ocel20_rel_validation.apply(sqlite)
    told = {
        "json": of_ocel(pm4py.read_ocel2_json(str(folder / "log.ocel.json"))),
        "sqlite": of_ocel(pm4py.read_ocel2_sqlite(sqlite)),
        "xes": of_xes(pm4py.read_xes(str(folder / "log.xes"), variant="iterparse")),
        "failed": [str(each) for each in failed],
    }
    print(json.dumps(told, sort_keys=True))  # noqa: T201 - its answer


if __name__ == "__main__":
    main(Path(sys.argv[1]))
