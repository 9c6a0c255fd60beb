"""One log with the shipped cases, made once by `jointlog demo`."""

from pathlib import Path

import pytest

from tests.cli.running import run


@pytest.fixture(scope="session")
def demo_log(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a log that holds the cases; no test writes to it."""
    path: Path = tmp_path_factory.mktemp("demo") / "demo.sqlite"
    done = run("demo", "--database", str(path))
    assert done.exit_code == 0, done.output
    return str(path)


@pytest.fixture
def empty_log(tmp_path: Path) -> str:
    """The path of a log that does not exist yet."""
    return str(tmp_path / "log.sqlite")
