"""A follower that is far behind has help: the same rows, and none lost when a helper is killed."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool

import pytest

from jointlog.domain.store.rows import follower
from jointlog.domain.store.rows.follower import Follower
from jointlog.domain.store.rows.helpers import Helpers
from jointlog.domain.store.rows.loop import FollowerLoop
from jointlog.domain.store.rows.rebuild import ensure
from tests.store.conftest import STORES, place_of
from tests.store.followed import LATE, LINES, Followed, followed
from tests.store.test_rows_follower import poison


@pytest.fixture(params=STORES[1:])
def it(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Followed]:
    """An empty log in each store that lasts; a batch is shared from two entries on."""
    monkeypatch.setattr(follower, "SHARED", 2)
    with followed(place_of(request.param, request)) as made:
        yield made


def record(it: Followed) -> None:
    """Nine incidents of five lines, so that there is more than one part; one begins with poison."""
    (bad,) = it.made([LINES[0]], "I-9", None)
    poison(it.log, bad, "event_of_next_year", b"")
    for number in range(10):
        it.record(*LINES, incident=f"I-{number}", at_s=None if number % 2 else 7)


def test_helpers_make_the_same_rows(it: Followed) -> None:
    """From nothing, and behind what stands, with late entries in the second of the last ones."""
    record(it)
    assert FollowerLoop(it.of, 2).catch_up() == 51
    for number in range(9):
        it.record(LATE, incident=f"I-{number}", at_s=8)
    assert FollowerLoop(it.of, 2).catch_up() == 9
    assert it.equals_a_rebuild()


@pytest.mark.parametrize("it", ["sqlite"], indirect=True)
def test_a_helper_that_is_killed_costs_nothing_but_time(it: Followed) -> None:
    """The step fails and writes nothing; the next one has new helpers."""
    record(it)
    ensure(it.of.database, it.of.kind)
    helpers = Helpers(it.of, 2)
    follows = Follower(it.of, read_at_once=10, helpers=helpers)
    assert follows.step() == 10
    pool = helpers._pool
    assert pool is not None
    for process in list(pool._processes.values()):
        os.kill(process.pid or 0, signal.SIGKILL)
    with pytest.raises(BrokenProcessPool):
        follows.step()
    assert it.reader.position() == 10
    assert follows.catch_up() == 41
    assert helpers._pool is None
    assert it.equals_a_rebuild()


def test_a_log_in_memory_has_no_helpers() -> None:
    """It is of one process."""
    with followed(":memory:") as made:
        assert not Helpers(made.of, 8).are_there
