"""One log with the shipped cases, made once by `jointlog demo`."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jointlog.domain.store.log import open_log
from tests.cli.running import run
from tests.cli.terminal import Terminal
from tests.grammar import at, draft

Recorded = Callable[..., str]


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


@pytest.fixture
def recorded(empty_log: str) -> Recorded:
    """Records lines of the grammar, each at a clock time; gives the path of the log."""

    def record(*pairs: tuple[str, str]) -> str:
        with open_log(empty_log) as log:
            for number, (clock, line) in enumerate(pairs, 1):
                made, agency = draft(number, line)
                log.post(made, agency, now_ms=at(clock) * 1000)
        return empty_log

    return record


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal, closed at the end."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed: apt-get install tmux")
    made = Terminal(tmp_path)
    yield made
    made.stop()
