"""A week of dispatches through an import profile, against reading the file and raw inserts.

python -m benchmarks.import_profile CALLS.CSV

Sides, each into a new SQLite file with WAL and synchronous=FULL: reading the file with `csv` and
inserting the bytes that the import stores, 500 in a transaction; the rows read into statements and
not recorded; `jointlog import --profile sffd` end to end; the same again on its own log.
"""

import csv
import sqlite3
import sys
import tempfile
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from itertools import count, islice
from pathlib import Path

from benchmarks.measure import interleave, machine, report
from jointlog.cli.commands.import_profile import Importer, load
from jointlog.cli.commands.import_references import References
from jointlog.domain.entry import Entry
from jointlog.domain.store.codec import to_row
from jointlog.domain.store.collecting import few_collections
from jointlog.domain.store.log import open_log
from jointlog.projections.profile import rows_of

ROUNDS = 5
AT_ONCE = 500


def imported(file: Path, database: Path | None) -> Importer:
    """Import the file as the command line does; without a database it is a dry run's reading."""
    profile = load("sffd")
    log = open_log(str(database)) if database is not None else None
    importer = Importer(profile, {}, log, None, References())
    with file.open("rb") as rows, few_collections():
        for row in rows_of(profile.shape, rows):
            if log is None:
                profile.statements(row, {})  # type: ignore[arg-type] # every row can be read
            else:
                importer.take(row)
        importer.flush()
    if log is not None:
        log.close()
    return importer


def entries_of(database: Path) -> Iterator[Entry]:
    """Every entry of a log, in order."""
    with open_log(str(database)) as log:
        after = 0
        while found := log.read(after, AT_ONCE):
            yield from (each.entry for each in found if each.entry is not None)
            after = found[-1].position


def raw(file: Path, database: Path, rows: list[tuple[bytes | None, bytes]]) -> None:
    """Read the file with `csv`, and insert as many rows of the same bytes, durably."""
    with file.open(newline="") as text:
        assert sum(1 for _ in csv.DictReader(text))
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE rows (n INTEGER PRIMARY KEY, id BLOB UNIQUE, state BLOB)")
        remaining = iter(rows)
        while chunk := list(islice(remaining, AT_ONCE)):
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO rows (id, state) VALUES (?, ?)", chunk)
            connection.execute("COMMIT")


def main() -> None:
    """Print the table."""
    file = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        path, numbers = Path(folder), count()
        done = path / "done.sqlite"
        first = imported(file, done)
        stored = [to_row(entry) for entry in entries_of(done)]
        rows = [(row.event_id, row.state) for row in stored]
        size = sum(len(state) for _, state in rows)
        print(machine(), f"- {first.rows} rows, {len(rows)} entries, {size / 1e6:.1f} MB stored")
        sides = {
            "csv + raw sqlite3, FULL, 500 at once": lambda: raw(
                file, path / f"raw{next(numbers)}.sqlite", rows
            ),
            "rows into statements only": lambda: (imported(file, None), None)[1],
            "jointlog import --profile sffd": lambda: (
                imported(file, path / f"log{next(numbers)}.sqlite"),
                None,
            )[1],
            "the same again (nothing new)": lambda: (imported(file, done), None)[1],
        }
        taken = interleave(sides, rounds=ROUNDS)
        base = "csv + raw sqlite3, FULL, 500 at once"
        report("Import of a week, an entry", taken, base=base, per=len(rows))
        tracemalloc.start()
        imported(file, path / "memory.sqlite")
        print(f"\nPeak memory of an import: {tracemalloc.get_traced_memory()[1] / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
