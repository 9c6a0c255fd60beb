"""What reading costs, and what an event takes on disk, against the database and the library.

python -m benchmarks.reading [--events 20000] [--postgres] [--processor]

The library's side keeps the same statements as plain values in events of an aggregate, with its
own JSON and its own tables. Both sides of a ratio are interleaved, round by round: medians by the
clock on the wall, or with ``--processor`` the least processor time of this process, which a machine
that is busy with other work hardly changes (a server's own time is not in it).
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from benchmarks.measure import interleave, machine, report
from jointlog.domain.entry import Draft
from jointlog.domain.simulation import simulate
from jointlog.domain.statement import draft_to_plain
from jointlog.domain.store.log import Log, open_log
from jointlog.domain.vocabulary import Agency
from tests.store.postgres_server import throwaway

Clock = Callable[[], float]
CPU: Clock = time.process_time
ROUNDS = 9
AT_ONCE = 1000
LENGTH = 200
READS = 20
NOW_MS = 1_790_000_000_000
SEED = 11
COLUMNS = "position, originator_id, originator_version, topic, state, event_id"
SCAN = f"SELECT {COLUMNS} FROM entries ORDER BY position"  # noqa: S608 - constants only


class Incident(Aggregate):
    """An incident as the library keeps it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.entries: list[Any] = []

    @event("Recorded")
    def record(self, agency: str, statement: dict[str, Any]) -> None:
        """Keep one statement."""
        self.entries.append((agency, statement))


def statements(count: int) -> Iterator[tuple[Draft, Agency]]:
    """So many statements of simulated incidents."""
    made = (pair for incident in simulate(seed=SEED, count=count) for pair in incident.drafts)
    return islice(made, count)


def of_one(name: str, pairs: Sequence[tuple[Draft, Agency]]) -> list[tuple[Draft, Agency]]:
    """The same statements, all of one incident."""
    return [(Draft(uuid4(), name, d.fact, d.envelope), agency) for d, agency in pairs]


def fill(log: Log, pairs: Sequence[tuple[Draft, Agency]]) -> None:
    """Record statements."""
    for draft, agency in pairs:
        log.post(draft, agency, now_ms=NOW_MS)


def library(path: Path, pairs: Sequence[tuple[Draft, Agency]]) -> tuple[Application[UUID], UUID]:
    """The library's application with the same statements, and the aggregate of the last one."""
    environ = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}
    app: Application[UUID] = Application(environ)
    held: dict[str, Incident] = {}
    for draft, agency in pairs:
        incident = held.setdefault(draft.incident, Incident(draft.incident))
        incident.record(agency=str(agency), statement=draft_to_plain(draft))
    for incident in held.values():
        app.save(incident)
    return app, held[pairs[-1][0].incident].id


def scan(log: Log) -> None:
    """Decode every entry once."""
    position = 0
    while found := log.read(position, AT_ONCE):
        position = found[-1].position


def raw_scan(path: Path) -> None:
    """Fetch the same columns with the standard library."""
    with closing(sqlite3.connect(path)) as connection:
        cursor = connection.execute(SCAN)
        while cursor.fetchmany(AT_ONCE):
            pass


def raw_scan_postgres(connection: psycopg.Connection) -> None:
    """Fetch the same columns, binary, from a cursor of the server."""
    with connection.transaction(), connection.cursor("scan", binary=True) as cursor:
        cursor.execute(SCAN.encode())
        while cursor.fetchmany(AT_ONCE):
            pass


def bytes_of(path: Path) -> int:
    """Bytes of a SQLite file, its WAL written back and its free pages given up."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size


def on_sqlite(folder: Path, pairs: Sequence[tuple[Draft, Agency]], clock: Clock) -> None:
    """The tables of SQLite."""
    ours, theirs = folder / "log.sqlite", folder / "library.sqlite"
    with open_log(str(ours)) as log:
        for start in range(0, len(pairs), AT_ONCE):
            part = pairs[start : start + AT_ONCE]
            for agency in dict.fromkeys(agency for _, agency in part):
                drafts = [draft for draft, by in part if by == agency]
                log.post_many(drafts, agency, now_ms=NOW_MS, atomic=False)
        sides = {"raw cursor": lambda: raw_scan(ours), "Log.read, decoded": lambda: scan(log)}
        taken = interleave(sides, rounds=ROUNDS, clock=clock)
        events = log.head()
        report(
            f"SQLite, scan of {events:,} events",
            taken,
            base="raw cursor",
            per=events,
            is_least=clock is CPU,
        )
    app, _ = library(theirs, pairs)
    app.close()
    size, base = bytes_of(ours) / events, bytes_of(theirs) / events
    print(f"\nBytes an event on disk: ours {size:.0f}, library JSON {base:.0f}: {size / base:.2f}")


def times(read: Callable[[], object]) -> None:
    """Read so many times."""
    for _ in range(READS):
        read()


def one_incident(folder: Path, pairs: Sequence[tuple[Draft, Agency]], clock: Clock) -> None:
    """An incident of 200 entries."""
    chosen = of_one("long", pairs[:LENGTH])
    app, key = library(folder / "long-library.sqlite", chosen)
    with open_log(str(folder / "long.sqlite")) as log:
        fill(log, chosen)
        assert len(log.entries("long")) == LENGTH
        aggregate: Incident = app.repository.get(key)
        assert len(aggregate.entries) == LENGTH
        sides = {
            "repository.get": lambda: times(lambda: app.repository.get(key)),
            "Log.entries": lambda: times(lambda: log.entries("long")),
        }
        taken = interleave(sides, rounds=ROUNDS, clock=clock)
        report(
            f"SQLite, an incident of {LENGTH}",
            taken,
            base="Log.entries",
            per=READS,
            is_least=clock is CPU,
        )
    app.close()


def on_postgresql(pairs: Sequence[tuple[Draft, Agency]], clock: Clock) -> None:
    """The scan on PostgreSQL."""
    with throwaway() as server:
        url = server.database()
        with open_log(url) as log, psycopg.connect(url, autocommit=True) as raw:
            for start in range(0, len(pairs), AT_ONCE):
                part = pairs[start : start + AT_ONCE]
                for agency in dict.fromkeys(agency for _, agency in part):
                    drafts = [draft for draft, by in part if by == agency]
                    log.post_many(drafts, agency, now_ms=NOW_MS, atomic=False)
            sides = {
                "raw cursor": lambda: raw_scan_postgres(raw),
                "Log.read, decoded": lambda: scan(log),
            }
            taken = interleave(sides, rounds=ROUNDS, clock=clock)
            events = log.head()
            report(
                f"PostgreSQL, scan of {events:,} events",
                taken,
                base="raw cursor",
                per=events,
                is_least=clock is CPU,
            )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--processor", action="store_true")
    asked = parser.parse_args()
    clock = CPU if asked.processor else time.perf_counter
    pairs = list(statements(asked.events))
    print(machine(), f"- SQLite {sqlite3.sqlite_version}, {ROUNDS} rounds")
    with tempfile.TemporaryDirectory() as folder:
        on_sqlite(Path(folder), pairs, clock)
        one_incident(Path(folder), pairs, clock)
    if asked.postgres:
        on_postgresql(pairs, clock)


if __name__ == "__main__":
    main()
