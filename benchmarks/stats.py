"""A table over one million waits, against DuckDB on a Parquet file of the same rows.

python -m benchmarks.stats [COUNT]

Sides: `tabled` on the rows of an SQLite log; the SQL of `tabled` alone, its rows fetched; DuckDB
on Parquet: the same counts, sums, percentiles, longest and people by the same two names and all
their totals.
"""

import sys
import tempfile
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from benchmarks.measure import interleave, machine, report
from jointlog.domain.store.log import open_log
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.store.rows.rebuild import ensure
from jointlog.domain.store.rows.schema import all_names, table_name
from jointlog.domain.store.settings import Settings
from jointlog.projections.rows import KIND, WaitRow
from jointlog.projections.statistics.asking import Asked
from jointlog.projections.statistics.subjects import WAITS
from jointlog.projections.statistics.tabling import tabled

COUNT: Final = 1_000_000
ROUNDS: Final = 3
AT_ONCE: Final = 50_000
BY: Final = ("pair", "why")
LEAST: Final = 10
AGENCIES: Final = ("police:met", "police:btp", "acute:a", "mental_health:m", "ambulance:las")
WHY: Final = ("ambulance", "amhp", "bed", "decision")
ZONE: Final = ZoneInfo("Europe/London")
DUCK: Final = """
SELECT pair, why, count(*), count(DISTINCT person),
  sum(min_s), sum(max_s), max(min_s), max(max_s),
  quantile_disc(min_s, [0.5, 0.9]), quantile_disc(max_s, [0.5, 0.9])
FROM (SELECT waiting || ' > ' || for_agency AS pair, why, min_s, max_s,
        incident || ' ' || subject AS person FROM '{file}')
GROUP BY GROUPING SETS ((pair, why), (pair), (why), ())
"""


def values_of(number: int, rng: Random) -> tuple[Any, ...]:
    """The values of a synthetic wait, with its history."""
    texts: dict[str, Any] = dict.fromkeys(WaitRow.declared.names, "")
    begin, low = 1_700_000_000 + number * 30, rng.randrange(36_000)
    numbers = {
        "from_earliest_s": begin,
        "from_latest_s": begin + 59,
        "to_earliest_s": begin + low,
        "to_latest_s": begin + low + 59,
        "min_s": max(0, low - 59),
        "max_s": low + 59,
        "people": 2,
        "limit_s": None,
        "is_open": False,
    }
    zeros = [f"{name}_{end}_s" for name in ("present", "detaining") for end in ("min", "max")]
    named = {
        "incident": f"I-{number // 7:06}",
        "key": f"{number:08}-0000-4000-8000-000000000000",
        "subject": "P1",
        "why": rng.choice(WHY),
        "waiting": rng.choice(AGENCIES),
        "for_agency": rng.choice(AGENCIES),
        "protocol": "england@2025-01-04",
        "entries": "13 15 16",
    }
    made = {**texts, **numbers, **dict.fromkeys(zeros, 0), **named}
    return (*(made[name] for name in WaitRow.declared.names), 1, 1, 0, None, None)


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    duckdb: Any = import_module("duckdb")
    arrow: Any = import_module("pyarrow")
    parquet: Any = import_module("pyarrow.parquet")
    rng = Random(1)  # noqa: S311 - no secret
    table = WaitRow.declared
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "log.sqlite"
        file = Path(folder) / "waits.parquet"
        with open_log(str(place)) as log, open_rows(log, Settings(place), KIND) as rows:
            ensure(rows.database, KIND)
            writer = None
            for first in range(0, count, AT_ONCE):
                made = [values_of(n, rng) for n in range(first, min(count, first + AT_ONCE))]
                with rows.database.writing() as run:
                    run.insert(table_name(table), all_names(table), made)
                columns = zip(all_names(table)[:-2], zip(*made, strict=True), strict=False)
                part = arrow.table({name: list(values) for name, values in columns})
                part = part.drop_columns(["limit_s"])
                writer = writer or parquet.ParquetWriter(file, part.schema)
                writer.write_table(part)
            assert writer is not None
            writer.close()
            reader = RowsReader(rows)
            duck = duckdb.connect()

            def ours() -> None:
                tabled(reader, WAITS, Asked(), BY, least=LEAST, zone=ZONE)

            def fetched() -> None:
                reader.query(
                    "SELECT '', waiting || ' > ' || for_agency, why, min_s, max_s, incident, "
                    "subject FROM rows_waits WHERE known_until_ms IS NULL"
                )

            def theirs() -> None:
                duck.execute(DUCK.format(file=file)).fetchall()

            sides = {"DuckDB on Parquet": theirs, "the rows fetched": fetched, "tabled": ours}
            taken = interleave(sides, rounds=ROUNDS)
            print(machine(), f"- {count} waits, by {', '.join(BY)}")
            report("A table, a wait", taken, base="DuckDB on Parquet", per=count)


if __name__ == "__main__":
    main()
