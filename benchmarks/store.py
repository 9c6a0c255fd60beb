"""What the log costs over the database beneath it, on SQLite and on PostgreSQL.

python -m benchmarks.store

Every side is durable when it answers (SQLite: WAL, synchronous=FULL; PostgreSQL: fsync and
synchronous_commit on). A raw side writes the same bytes into the same tables with the same indexes.
Sides are interleaved, round by round; the ratio is of median times.
"""

import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate

from benchmarks.measure import interleave, machine, report
from jointlog.domain.entry import Draft, Entry, Envelope
from jointlog.domain.events.attendance import ResourceArrivedAtScene
from jointlog.domain.store.codec import StoredEntry, to_row
from jointlog.domain.store.contract import EntryRecorder
from jointlog.domain.store.log import Log, open_log
from jointlog.domain.timetext import parse
from jointlog.domain.vocabulary import Agency
from tests.store.postgres_server import throwaway

ROUNDS = 9
ONE_BY_ONE = 200
BATCHES = 20
BATCH = 100
THREADS = 32
POSTS_A_THREAD = 40
NOW_MS = 1_790_000_000_000
AGENCY = Agency.parse("ambulance:las")
FACT = ResourceArrivedAtScene(callsign="A1")
ENVELOPE = Envelope(occurred=parse("2026-03-01T22:41:00Z"))
NUMBERS = count()
COLUMNS = "(originator_id, originator_version, topic, state, event_id)"


def drafts(number: int) -> list[Draft]:
    """Statements of one new incident."""
    incident = f"B-{next(NUMBERS)}"
    return [Draft(uuid4(), incident, FACT, ENVELOPE) for _ in range(number)]


def rows(number: int) -> list[StoredEntry]:
    """The rows of as many statements, ready to be written."""
    made = enumerate(drafts(number), start=1)
    return [
        to_row(Entry(d.event_id, d.incident, version, NOW_MS, AGENCY, d.fact, d.envelope))
        for version, d in made
    ]


def post_each(log: Log) -> None:
    """One writer, one statement a transaction."""
    for draft in drafts(ONE_BY_ONE):
        log.post(draft, AGENCY, now_ms=NOW_MS)


def post_batches(log: Log) -> None:
    """One writer, 100 statements a transaction, from domain objects."""
    for _ in range(BATCHES):
        log.post_many(drafts(BATCH), AGENCY, now_ms=NOW_MS, atomic=True)


def record_each(recorder: EntryRecorder) -> None:
    """The recorder alone: one row a transaction."""
    for row in rows(ONE_BY_ONE):
        recorder.record([row])


def record_batches(recorder: EntryRecorder, made: Iterator[Sequence[StoredEntry]]) -> None:
    """The recorder alone: 100 rows a transaction."""
    for _ in range(BATCHES):
        recorder.record(next(made))


def raw_sqlite(connection: sqlite3.Connection, batch: int, times: int) -> None:
    """The same bytes by the standard library alone."""
    state = rows(1)[0].state
    topic, stream = "resource_arrived_at_scene", uuid4().bytes
    statement = f"INSERT INTO entries {COLUMNS} VALUES (?, ?, ?, ?, ?)"  # noqa: S608 - constant
    for start in range(0, batch * times, batch):
        values = [(stream, start + n, topic, state, uuid4().bytes) for n in range(batch)]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(statement, values)
        connection.execute("COMMIT")


def raw_insert(connection: psycopg.Connection, times: int) -> None:
    """One INSERT a transaction, prepared."""
    state, stream = rows(1)[0].state, uuid4()
    statement = f"INSERT INTO entries {COLUMNS} VALUES (%s, %s, %s, %s, %s)"  # noqa: S608 - constant
    for version in range(times):
        values = (stream, version, "resource_arrived_at_scene", state, uuid4())
        connection.execute(statement.encode(), values, prepare=True)


def raw_unnest(connection: psycopg.Connection, times: int) -> None:
    """100 rows in one INSERT, prepared, from binary arrays."""
    state, stream = rows(1)[0].state, uuid4()
    statement = (
        f"INSERT INTO entries {COLUMNS} SELECT * FROM unnest("  # noqa: S608 - constant
        "%b::uuid[], %b::bigint[], %b::text[], %b::bytea[], %b::uuid[]) RETURNING position"
    )
    with connection.cursor(binary=True) as cursor:
        for start in range(0, times * BATCH, BATCH):
            versions = list(range(start, start + BATCH))
            topics, ids = ["resource_arrived_at_scene"] * BATCH, [uuid4() for _ in range(BATCH)]
            values = ([stream] * BATCH, versions, topics, [state] * BATCH, ids)
            cursor.execute(statement.encode(), values, prepare=True)
            cursor.fetchall()


def threads(post: Callable[[], object], delays: list[float], number: int = THREADS) -> None:
    """As many threads, each of which waits for its own event to be durable."""

    def work() -> None:
        for _ in range(POSTS_A_THREAD):
            start = time.perf_counter()
            post()
            delays.append(time.perf_counter() - start)

    workers = [threading.Thread(target=work) for _ in range(number)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


class Arrival(Aggregate):
    """The library's own way to keep such a fact."""

    def __init__(self, callsign: str, occurred: str) -> None:
        self.callsign = callsign
        self.occurred = occurred


def post_one(log: Log) -> None:
    """One statement of an incident of its own."""
    log.post(drafts(1)[0], AGENCY, now_ms=NOW_MS)


@contextmanager
def raw_file(path: Path) -> Iterator[sqlite3.Connection]:
    """A second file with our tables, written without us."""
    open_log(str(path)).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        yield connection


def sqlite(folder: Path) -> None:
    """The tables of SQLite."""
    with open_log(str(folder / "log.sqlite")) as log, raw_file(folder / "raw.sqlite") as raw:
        taken = interleave(
            {"raw": lambda: raw_sqlite(raw, 1, ONE_BY_ONE), "Log.post": lambda: post_each(log)},
            rounds=ROUNDS,
        )
        report("SQLite FULL, one writer, one event", taken, base="raw", per=ONE_BY_ONE)
        made = iter([rows(BATCH) for _ in range(BATCHES * (ROUNDS + 1))])
        taken = interleave(
            {
                "raw executemany": lambda: raw_sqlite(raw, BATCH, BATCHES),
                "recorder, rows made": lambda: record_batches(log._recorder, made),  # noqa: SLF001
                "Log.post_many, from domain objects": lambda: post_batches(log),
            },
            rounds=ROUNDS,
        )
        events = BATCH * BATCHES
        report("SQLite FULL, 100 a transaction", taken, base="raw executemany", per=events)
        environ = {
            "PERSISTENCE_MODULE": "eventsourcing.sqlite",
            "SQLITE_DBNAME": str(folder / "stock.sqlite"),
            "SQLITE_LOCK_TIMEOUT": "60",
        }
        app: Application[UUID] = Application(environ)
        contend("SQLite FULL", log, lambda: app.save(Arrival("A1", "2026-03-01T22:41:00Z")))
        app.close()


def contend(title: str, log: Log, stock: Callable[[], object], number: int = THREADS) -> None:
    """The table of many threads, with the slowest of a hundred."""
    delays: dict[str, list[float]] = {"stock Application.save": [], "Log.post": []}
    taken = interleave(
        {
            "stock Application.save": lambda: threads(
                stock, delays["stock Application.save"], number
            ),
            "Log.post": lambda: threads(lambda: post_one(log), delays["Log.post"], number),
        },
        rounds=ROUNDS,
    )
    events = number * POSTS_A_THREAD
    report(f"{title}, {number} threads", taken, base="stock Application.save", per=events)
    for name, values in delays.items():
        p50, p99 = statistics.median(values), statistics.quantiles(values, n=100)[98]
        print(f"{name}: a post takes p50 {p50 * 1e3:.1f} ms, p99 {p99 * 1e3:.1f} ms")


def postgresql() -> None:
    """The tables of PostgreSQL."""
    with throwaway() as server:
        ours, theirs, stock = server.database(), server.database(), server.database()
        open_log(theirs).close()
        with open_log(ours) as log, psycopg.connect(theirs, autocommit=True) as raw:
            # The raw side has the table and its indexes, and no order of commits.
            raw.execute("DROP TRIGGER entries_in_order ON entries")
            taken = interleave(
                {
                    "raw INSERT": lambda: raw_insert(raw, ONE_BY_ONE),
                    "recorder": lambda: record_each(log._recorder),  # noqa: SLF001
                    "Log.post": lambda: post_each(log),
                },
                rounds=ROUNDS,
            )
            report("PostgreSQL, one writer, one event", taken, base="raw INSERT", per=ONE_BY_ONE)
            made = iter([rows(BATCH) for _ in range(BATCHES * (ROUNDS + 1))])
            taken = interleave(
                {
                    "raw unnest": lambda: raw_unnest(raw, BATCHES),
                    "recorder, rows made": lambda: record_batches(log._recorder, made),  # noqa: SLF001
                    "Log.post_many, from domain objects": lambda: post_batches(log),
                },
                rounds=ROUNDS,
            )
            events = BATCH * BATCHES
            report("PostgreSQL, 100 a transaction", taken, base="raw unnest", per=events)
            many_raw(log, theirs)
            parts = psycopg.conninfo.conninfo_to_dict(stock)
            environ = {
                "PERSISTENCE_MODULE": "eventsourcing.postgres",
                "POSTGRES_DBNAME": str(parts["dbname"]),
                "POSTGRES_HOST": str(parts["host"]),
                "POSTGRES_PORT": str(parts["port"]),
                "POSTGRES_USER": str(parts["user"]),
                "POSTGRES_PASSWORD": "",
            }
            app: Application[UUID] = Application(environ)
            contend("PostgreSQL", log, lambda: app.save(Arrival("A1", "2026-03-01T22:41:00Z")), 16)
            app.close()


def many_raw(log: Log, url: str) -> None:
    """Sixteen threads of ours, against sixteen connections that insert without order."""
    local = threading.local()
    connections: list[psycopg.Connection] = []

    def raw() -> None:
        if not hasattr(local, "connection"):
            local.connection = psycopg.connect(url, autocommit=True)
            connections.append(local.connection)
        raw_insert(local.connection, 1)

    delays: list[float] = []
    taken = interleave(
        {
            "16 raw": lambda: threads(raw, delays, 16),
            "Log.post": lambda: threads(lambda: post_one(log), delays, 16),
        },
        rounds=ROUNDS,
    )
    report("PostgreSQL, 16 writers", taken, base="16 raw", per=16 * POSTS_A_THREAD)
    for connection in connections:
        connection.close()


def main() -> None:
    """Print the tables."""
    print(machine(), f"- SQLite {sqlite3.sqlite_version}, {ROUNDS} rounds")
    with tempfile.TemporaryDirectory() as folder:
        sqlite(Path(folder))
    postgresql()


if __name__ == "__main__":
    main()
