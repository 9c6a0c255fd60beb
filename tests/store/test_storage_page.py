"""The stored form is the one that `docs/storage.md` describes: its vectors, tables and keys."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import msgpack
import pytest

from jointlog.domain.entry import KEYS
from jointlog.domain.lines import from_line, to_line
from jointlog.domain.store.codec import LocatedRow, from_row, to_row
from jointlog.domain.store.log import open_log
from jointlog.domain.store.postgres_schema import LOCK_CLASS, SCHEMA_VERSION
from jointlog.domain.time import FIRST_S, LAST_S, Precision
from tests.store.postgres_server import Server

PAGE = (Path(__file__).parents[2] / "docs" / "storage.md").read_text()
VECTORS: list[dict[str, Any]] = [
    json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
]


def test_there_are_vectors() -> None:
    """At least three rows are given in full."""
    assert len(VECTORS) >= 3


@pytest.mark.parametrize("vector", VECTORS, ids=range(len(VECTORS)))
def test_a_vector_is_what_is_written(vector: dict[str, Any]) -> None:
    """The line becomes exactly the columns of the vector, and the columns the line."""
    row = to_row(from_line(vector["line"]))
    assert isinstance(row.originator_id, UUID)
    assert row.event_id is not None
    assert vector == {
        "originator_id": row.originator_id.hex,
        "originator_version": row.originator_version,
        "event_id": row.event_id.hex(),
        "topic": row.topic,
        "state": row.state.hex(),
        "line": vector["line"],
    }
    located = LocatedRow(
        id=1,
        originator_id=UUID(vector["originator_id"]),
        originator_version=vector["originator_version"],
        topic=vector["topic"],
        state=bytes.fromhex(vector["state"]),
        event_id=bytes.fromhex(vector["event_id"]),
    )
    assert to_line(from_row(located)) == vector["line"]


def test_the_keys_are_the_pages() -> None:
    """The table of keys has every field of the envelope, in the order written."""
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|", PAGE.split("## The state")[1], re.MULTILINE)
    told = {field: key for key, field in rows}
    own = {"agency": "a", "recorded_at": "r", "incident": "i"}
    assert list(told.items()) == list((own | KEYS | {"facts": "f"}).items())


def test_the_precisions_are_the_pages() -> None:
    """The numbers of precisions, and the instants that stand for no bound, are the page's."""
    told = re.findall(r"(\d) (\w+)", PAGE.split("| 2 | precision: ")[1].split(" |")[0])
    assert told == [(str(number), word.value) for number, word in enumerate(Precision)]
    assert f"{FIRST_S} and {LAST_S}: no bound" in PAGE


def test_the_tables_are_the_pages(tmp_path: Path) -> None:
    """Every table and column of the file is on the page."""
    open_log(str(tmp_path / "log.sqlite")).close()
    with closing(sqlite3.connect(tmp_path / "log.sqlite")) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        for (table,) in tables:
            part = PAGE.split(f"| table `{table}` |")[1].split("\n\n")[0]
            for _, column, kind, *_ in connection.execute(f"PRAGMA table_info({table})"):
                assert f"`{column}`" in part, f"{table}.{column} {kind}"
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    assert f"0x{application_id:X}" in PAGE
    assert f"This page describes schema {version}." in PAGE


def test_the_tables_of_postgresql_are_the_pages(postgres: Server) -> None:
    """Every table, column and type of the schema is in the page's part on PostgreSQL."""
    url = postgres.database()
    open_log(url).close()
    part = PAGE.split("## In PostgreSQL")[1].split("## The stream id")[0]
    columns = postgres.sql(
        "SELECT array_agg(ARRAY[table_name, column_name, data_type]) "
        "FROM information_schema.columns WHERE table_schema = 'public'",
        url,
    )
    assert len(columns) > 15
    for table, column, kind in columns:
        assert f"`{table}`" in part
        assert f"`{column}`" in part, table
        assert kind in part
    assert f"0x{LOCK_CLASS:X}" in part
    assert f"one row: {SCHEMA_VERSION}" in part


def test_a_stock_decoder_reads_the_log() -> None:
    """The first vector is the map that the page shows at its top."""
    state = msgpack.unpackb(bytes.fromhex(VECTORS[0]["state"]))
    shown = PAGE.split('    {"a": ')[1].split("\n\n")[0]
    assert state == json.loads('{"a": ' + shown)
