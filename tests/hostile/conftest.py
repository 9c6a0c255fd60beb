"""A real server on a loopback socket; each test has a log in memory of its own behind it."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from jointlog.domain.store.log import open_log
from tests.api.grammar import Api, Running


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """The server."""
    with open_log(":memory:") as log:
        server = Running(log)
        yield server
        server.stop()


@pytest.fixture(scope="module")
def http(running: Running) -> Iterator[httpx2.Client]:
    """A connection to it that is kept: a refusal must not spoil what comes next."""
    with httpx2.Client(base_url=running.url, timeout=60) as client:
        yield client


@pytest.fixture
def api(running: Running, http: httpx2.Client) -> Iterator[Api]:
    """The server with an empty log."""
    with open_log(":memory:") as log:
        yield Api(log, running.turn_to(log), http, Path(":memory:"))


@pytest.fixture
def empty_log(tmp_path: Path) -> str:
    """The path of a log that does not exist yet."""
    return str(tmp_path / "log.sqlite")
