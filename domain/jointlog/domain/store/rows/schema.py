"""The tables of rows, and how a statement on them is written.

Live tables are named ``rows_<name>``. A rebuild fills tables with `NEW` behind their names, and
the swap gives them the live names.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from jointlog.domain.store.rows.contract import EDITION, RowsDatabase, Run
from jointlog.domain.table import HISTORY, Column, Table

LIVE: Final = ""
NEW: Final = "_new"
MAKING: Final = "jointlog rows"
"""Names the lock that whoever makes tables in PostgreSQL takes."""
OWN: Final = {
    "rows_position": "position {integer} NOT NULL, columns {text} NOT NULL, "
    "generation {integer} NOT NULL",
    "rows_heads": "incident {text} NOT NULL PRIMARY KEY, version {integer} NOT NULL, "
    "position {integer} NOT NULL, recorded_ms {integer} NOT NULL, unreadable {integer} NOT NULL, "
    "problem {text} NOT NULL",
    "rows_parked": "position {integer} NOT NULL, what {text} NOT NULL, incident {text} NOT NULL, "
    "version {integer} NOT NULL, topic {text} NOT NULL, reason {text} NOT NULL, "
    "PRIMARY KEY (position, what)",
}
"""The follower's own tables: how far it is, how far each incident is, and what is parked."""
HEAD_COLUMNS: Final = ("incident", "version", "position", "recorded_ms", "unreadable", "problem")
PARKED_COLUMNS: Final = ("position", "what", "incident", "version", "topic", "reason")
READABLE: Final = {
    "from_earliest_s": "from_earliest",
    "from_latest_s": "from_latest",
    "to_earliest_s": "to_earliest",
    "to_latest_s": "to_latest",
}
"""Columns of seconds, which each table has, and a view's column of readable time for each."""


def table_name(table: Table, where: str = LIVE) -> str:
    """The name of a table in the database."""
    return f"rows_{table.name}{where}"


@lru_cache(maxsize=64)
def all_columns(table: Table) -> tuple[Column, ...]:
    """The columns of a table with those of its history."""
    return (*table.columns, *HISTORY)


@lru_cache(maxsize=64)
def all_names(table: Table) -> tuple[str, ...]:
    """The names of all columns of a table."""
    return tuple(column.name for column in all_columns(table))


def fingerprint(tables: Sequence[Table]) -> str:
    """What rows of other columns or of another edition differ in."""
    said = [(t.name, [(c.name, c.kind, c.is_optional) for c in all_columns(t)]) for t in tables]
    return hashlib.sha256(repr((EDITION, said)).encode()).hexdigest()[:16]


def is_there(run: Run, database: RowsDatabase) -> bool:
    """Whether there are live tables; nobody else makes any in this transaction."""
    if database.is_sqlite:
        return bool(run.execute("SELECT 1 FROM sqlite_master WHERE name = 'rows_position'"))
    run.execute(f"SELECT pg_advisory_xact_lock(hashtext('{MAKING}'))")
    ((found,),) = run.execute("SELECT to_regclass('rows_position') IS NOT NULL")
    return bool(found)


def create(
    run: Run, database: RowsDatabase, tables: Sequence[Table], where: str, position: int
) -> None:
    """Make empty tables that stand at a position."""
    generation = 1
    if where != LIVE and is_there(run, database):
        ((held,),) = run.execute("SELECT generation FROM rows_position")
        generation = held + 1
    for name, columns in OWN.items():
        run.execute(f"CREATE TABLE {name}{where} ({columns.format(**database.types)})")
    for table in tables:
        _create_table(run, database, table, where, generation)
    run.execute(
        f"INSERT INTO rows_position{where} (position, columns, generation) VALUES (?, ?, ?)",  # noqa: S608 - own names
        (position, fingerprint(tables), generation),
    )
    if where == LIVE:
        create_views(run, database, tables)


def _create_table(
    run: Run, database: RowsDatabase, table: Table, where: str, generation: int
) -> None:
    name = table_name(table, where)
    columns = ", ".join(
        f"{c.name} {database.types[c.kind]}{'' if c.is_optional else ' NOT NULL'}"
        for c in all_columns(table)
    )
    rowless = " WITHOUT ROWID" if database.is_sqlite else ""
    run.execute(f"CREATE TABLE {name} ({columns}, PRIMARY KEY (incident, key, version)){rowless}")
    index = f"rows_{table.name}_from_{generation}"
    run.execute(f"CREATE INDEX {index} ON {name} (from_earliest_s)")


def create_views(run: Run, database: RowsDatabase, tables: Sequence[Table]) -> None:
    """Make the views ``current_<name>``: what stands now, with times to read."""
    for table in tables:
        columns = [*table.names, "version", "position", "known_from_ms"]
        columns += (f"{_say(database, name)} AS {readable}" for name, readable in READABLE.items())
        columns.append(f"{_say(database, 'known_from_ms / 1000')} AS known_from")
        run.execute(
            f"CREATE VIEW current_{table.name} AS SELECT {', '.join(columns)} "  # noqa: S608 - own names
            f"FROM {table_name(table)} WHERE known_until_ms IS NULL"
        )


def _say(database: RowsDatabase, seconds: str) -> str:
    """An expression that is the RFC 3339 text in UTC of an expression in seconds."""
    if database.is_sqlite:
        return f"strftime('%Y-%m-%dT%H:%M:%SZ', {seconds}, 'unixepoch')"
    instant = f"to_timestamp({seconds}) AT TIME ZONE 'UTC'"
    return f"""to_char({instant}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""


def drop(run: Run, tables: Sequence[Table], where: str) -> None:
    """Drop the tables at a place, and the views with the live ones."""
    for table in tables:
        if where == LIVE:
            run.execute(f"DROP VIEW IF EXISTS current_{table.name}")
        run.execute(f"DROP TABLE IF EXISTS {table_name(table, where)}")
    for name in OWN:
        run.execute(f"DROP TABLE IF EXISTS {name}{where}")


def swap(run: Run, database: RowsDatabase, tables: Sequence[Table]) -> None:
    """Give the new tables the live names, in the place of those."""
    drop(run, tables, LIVE)
    for name in (*OWN, *(table_name(table) for table in tables)):
        run.execute(f"ALTER TABLE {name}{NEW} RENAME TO {name}")
    create_views(run, database, tables)
