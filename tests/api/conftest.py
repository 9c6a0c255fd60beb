"""One real server on a real loopback socket; each test has a log of its own behind it."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from jointlog.domain.store.log import open_log
from tests.api.grammar import Api, Running


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    """The server."""
    with open_log(":memory:") as log:
        server = Running(log)
        yield server
        server.stop()


@pytest.fixture
def api(tmp_path: Path, running: Running) -> Iterator[Api]:
    """The server with an empty log on SQLite in a directory of the test's own."""
    database = tmp_path / "log.sqlite"
    with open_log(str(database)) as log, httpx2.Client(base_url=running.url, timeout=60) as http:
        yield Api(log, running.turn_to(log), http, database)
