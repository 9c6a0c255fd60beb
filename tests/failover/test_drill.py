"""Two real servers: the primary crashes under load and the standby is promoted."""

import os
import signal
from pathlib import Path

import pytest

from jointlog.cli.exits import Exit
from jointlog.domain.errors import StoreBusyError, StoreError
from jointlog.domain.store import group, postgres_connection
from jointlog.domain.store.log import open_log
from tests.failover.pair import drill, standby_of
from tests.network.serving import ApiProcess, open_place
from tests.store.postgres_server import throwaway
from tests.store.samples import AMBULANCE, NOW_MS, draft


def test_a_promotion_loses_nothing_that_was_acknowledged() -> None:
    """Given a URL that names both servers, then posts go on at the standby; none is lost.

    No process of ours is told of it: the API looks for the server that writes, and posters send
    the same again where they are told that they may.
    """
    done = drill(200)
    assert done.is_good, list(done.lines())
    assert done.stored == len(done.outcome.acknowledged) >= 400
    assert done.outcome.told.keys() <= {"200", "201", "503", "cut", "no answer"}


def test_nothing_starts_on_a_standby(tmp_path: Path) -> None:
    """Given a standby's own address, then the log is refused, and `jointlog serve` ends with 5."""
    with throwaway() as primary, standby_of(primary) as standby:
        open_place(primary.url()).close()
        with pytest.raises(StoreError, match="target_session_attrs=read-write"):
            open_place(standby.url())
        api = ApiProcess(standby.url(), tmp_path / "api.txt")
        with pytest.raises(AssertionError, match="the server is a standby"), api.running():
            pass
        assert api.code() == Exit.INTEGRITY


def test_a_lost_standby_makes_posts_wait_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given no standby that confirms, then a post is refused as busy; later it is there, once.

    The primary holds the commit back: it is neither acknowledged nor undone.
    """
    monkeypatch.setattr(postgres_connection, "ANSWER_S_MAX", 0.3)
    monkeypatch.setattr(group, "TRYING_S_MAX", 1)
    with throwaway() as primary, standby_of(primary) as standby, open_log(primary.url()) as log:
        assert log.post(draft(1), AMBULANCE, now_ms=NOW_MS).version == 1
        standby.stop("immediate")
        with pytest.raises(StoreBusyError, match="send the same again"):
            log.post(draft(2), AMBULANCE, now_ms=NOW_MS)
        assert log.head() == 1
        standby.start()
        monkeypatch.undo()
        receipt = log.post(draft(2), AMBULANCE, now_ms=NOW_MS)
        assert (receipt.version, receipt.is_repeat, log.version("CAD-1")) == (2, True, 2)


def test_a_server_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a server's process that stands still, then the post is sent again on another."""
    monkeypatch.setattr(postgres_connection, "ANSWER_S_MAX", 0.3)
    with throwaway() as server, open_log(server.url()) as log:
        who = "SELECT pid FROM pg_stat_activity WHERE application_name = 'jointlog'"
        backend = int(server.sql(who))
        os.kill(backend, signal.SIGSTOP)
        try:
            assert log.post(draft(1), AMBULANCE, now_ms=NOW_MS).version == 1
        finally:
            os.kill(backend, signal.SIGCONT)
        assert [entry.version for entry in log.entries("CAD-1")] == [1]
