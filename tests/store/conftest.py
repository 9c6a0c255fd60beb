"""Fixtures of the store: one PostgreSQL server a session, and an empty log in each store."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from jointlog.domain.store.log import Log, open_log
from jointlog.domain.store.sqlite import SQLiteEntryRecorder
from tests.store.postgres_server import Server, throwaway
from tests.store.samples import AMBULANCE, NOW_MS, draft

STORES = ["memory", "sqlite", "postgresql"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running server; no test stops it."""
    with throwaway() as server:
        yield server


def place_of(kind: str, request: pytest.FixtureRequest) -> str:
    """What JOINTLOG_DATABASE names for an empty log of this kind."""
    if kind == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        return server.database()
    folder: Path = request.getfixturevalue("tmp_path")
    return ":memory:" if kind == "memory" else str(folder / "log.sqlite")


@pytest.fixture(params=STORES)
def log(request: pytest.FixtureRequest) -> Iterator[Log]:
    """An empty log in each store."""
    with open_log(place_of(request.param, request)) as opened:
        yield opened


@pytest.fixture(params=STORES[1:])
def kept(request: pytest.FixtureRequest) -> str:
    """The place of an empty log in each store that outlives its process."""
    return place_of(request.param, request)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of a log."""
    return tmp_path / "log.sqlite"


@pytest.fixture
def begun(file: Path) -> Iterator[Log]:
    """A log in that file with one entry."""
    with open_log(str(file)) as opened:
        opened.post(draft(1), AMBULANCE, now_ms=NOW_MS)
        yield opened


@pytest.fixture
def recorder(log: Log) -> SQLiteEntryRecorder:
    """The recorder behind a log in a file."""
    return cast("SQLiteEntryRecorder", log._recorder)
