"""Fixtures of the store: one PostgreSQL server a session, and an empty log in each store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jointlog.domain.store.log import Log, open_log
from tests.store.postgres_server import Server, throwaway

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
