"""A table over one million waits, against DuckDB on a Parquet file of the same rows.

python -m benchmarks.stats [COUNT] [--postgres]

Sides: `tabled` on the rows of a log; all rows fetched at once with SQL; DuckDB on Parquet: the
same counts, sums, percentiles, longest and people by the same two names and all their totals.
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from benchmarks.measure import interleave, machine, report
from jointlog.domain.store.address import DATABASE
from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.contract import RowsDatabase
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.store.rows.rebuild import ensure
from jointlog.domain.store.rows.schema import all_names, table_name
from jointlog.domain.store.settings import PEPPER, Settings
from jointlog.projections.rows import KIND, WaitRow
from jointlog.projections.statistics.asking import Asked
from jointlog.projections.statistics.subjects import WAITS
from jointlog.projections.statistics.tabling import tabled
from tests.store.postgres_server import throwaway

COUNT: Final = 1_000_000
ROUNDS: Final = 3
AT_ONCE: Final = 50_000
BY: Final = ("pair", "why")
LEAST: Final = 10
AGENCIES: Final = ("police:met", "police:btp", "acute:a", "mental_health:m", "ambulance:las")
WHY: Final = ("ambulance", "amhp", "bed", "decision")
ZONE: Final = ZoneInfo("Europe/London")
FETCHED: Final = """
SELECT '', waiting || ' > ' || for_agency, why, min_s, max_s, incident, subject
FROM rows_waits WHERE known_until_ms IS NULL
"""
DUCK: Final = """
SELECT pair, why, count(*), count(DISTINCT person),
  sum(min_s), sum(max_s), max(min_s), max(max_s),
  quantile_disc(min_s, [0.5, 0.9]), quantile_disc(max_s, [0.5, 0.9])
FROM (SELECT waiting || ' > ' || for_agency AS pair, why, min_s, max_s,
        incident || ' ' || subject AS person FROM '{file}')
GROUP BY GROUPING SETS ((pair, why), (pair), (why), ())
"""


def columns_of(first: int, count: int, rng: Random) -> dict[str, list[Any]]:
    """The columns of so many synthetic waits with their history, from a number on."""
    numbers = range(first, first + count)
    lows = rng.choices(range(36_000), k=count)
    begins = [1_700_000_000 + number * 30 for number in numbers]
    ends = [begin + low for begin, low in zip(begins, lows, strict=True)]
    named: dict[str, list[Any]] = {
        "from_earliest_s": begins,
        "from_latest_s": [begin + 59 for begin in begins],
        "to_earliest_s": ends,
        "to_latest_s": [end + 59 for end in ends],
        "min_s": [max(0, low - 59) for low in lows],
        "max_s": [low + 59 for low in lows],
        "incident": [f"I-{number // 7:06}" for number in numbers],
        "key": [f"{number:08}-0000-4000-8000-000000000000" for number in numbers],
        "why": rng.choices(WHY, k=count),
        "waiting": rng.choices(AGENCIES, k=count),
        "for_agency": rng.choices(AGENCIES, k=count),
    }
    same: dict[str, Any] = dict.fromkeys(WaitRow.declared.names, "")
    same |= {f"{name}_{end}_s": 0 for name in ("present", "detaining") for end in ("min", "max")}
    same |= {"people": 2, "limit_s": None, "is_open": False, "subject": "P1"}
    same |= {"protocol": "england@2025-01-04", "entries": "13 15 16"}
    same |= {"version": 1, "position": 1, "known_from_ms": 0}
    same |= {"known_until_ms": None, "until_version": None}
    return {
        name: named[name] if name in named else [same[name]] * count
        for name in all_names(WaitRow.declared)
    }


def make(run_of: RowsDatabase, file: Path, count: int) -> None:
    """The same waits as rows of a log and as a Parquet file."""
    arrow: Any = import_module("pyarrow")
    parquet: Any = import_module("pyarrow.parquet")
    rng = Random(1)  # noqa: S311 - no secret
    table = WaitRow.declared
    writer = None
    for first in range(0, count, AT_ONCE):
        columns = columns_of(first, min(AT_ONCE, count - first), rng)
        with run_of.writing(bulk=True) as run:
            made = list(zip(*columns.values(), strict=True))
            run.insert(table_name(table), all_names(table), made)
        empty = ("limit_s", "known_until_ms", "until_version")
        part = arrow.table({name: of for name, of in columns.items() if name not in empty})
        writer = writer or parquet.ParquetWriter(file, part.schema)
        writer.write_table(part)
    assert writer is not None
    writer.close()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=COUNT)
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args()
    print(machine(), f"- {asked.count} waits, by {', '.join(BY)}")
    with tempfile.TemporaryDirectory() as folder:
        compared(f"{folder}/log.sqlite", Path(folder) / "waits.parquet", asked.count)
        if asked.postgres:
            with throwaway() as server:
                compared(server.database(), Path(folder) / "again.parquet", asked.count)


def compared(place: str, file: Path, count: int) -> None:
    """Print the table of one store."""
    duckdb: Any = import_module("duckdb")
    settings = Settings.of({PEPPER: "p" * 40, DATABASE: place})
    with Log.open(settings) as log, open_rows(log, settings, KIND) as rows:
        ensure(rows.database, KIND)
        make(rows.database, file, count)
        reader = RowsReader(rows)
        duck = duckdb.connect()

        def ours(by: Sequence[str] = BY, *, with_hours: bool = False) -> None:
            tabled(reader, WAITS, Asked(), by, least=LEAST, zone=ZONE, with_hours=with_hours)

        def fetched() -> None:
            reader.query(FETCHED)

        def theirs() -> None:
            duck.execute(DUCK.format(file=file)).fetchall()

        sides: dict[str, Callable[[], None]] = {
            "DuckDB on Parquet": theirs,
            "the rows fetched": fetched,
            "tabled": ours,
            "tabled by month and why": lambda: ours(("month", "why")),
            "tabled with hours": lambda: ours(with_hours=True),
        }
        taken = interleave(sides, rounds=ROUNDS)
        name = "SQLite" if rows.database.is_sqlite else "PostgreSQL"
        report(f"A table, a wait: {name}", taken, base="DuckDB on Parquet", per=count)


if __name__ == "__main__":
    main()
