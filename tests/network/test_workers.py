"""`jointlog serve --workers`: one follower, a killed worker is replaced, nothing is lost."""

import asyncio
import json
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest

from jointlog.cli.exits import Exit
from tests.network.posting import Statements, post_all
from tests.network.serving import ApiProcess, key_for, open_place, until_answering

POSTS = 100
PATIENCE_S = 60


def asked(port: int, path: str) -> httpx2.Response:
    """One answer, on a connection of its own."""
    return httpx2.get(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE_S)


def workers_of(output: str) -> set[int]:
    """The processes that have written a line of a request."""
    held = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    return {line["pid"] for line in held if line["message"] == "request"}


def until_both_answer(api: ApiProcess, gone: set[int]) -> set[int]:
    """Ask until two workers have answered that are not among those gone."""
    end_s = time.monotonic() + PATIENCE_S
    while len(there := workers_of(api.output()) - gone) < 2:
        assert time.monotonic() < end_s, api.output()
        with suppress(httpx2.HTTPError):
            asked(api.port, "/ready")
    return there


def is_answered(port: int) -> bool:
    """Whether anybody answers."""
    try:
        return asked(port, "/health").is_success
    except httpx2.HTTPError:
        return False


def test_a_killed_worker_is_replaced_and_nothing_is_lost(tmp_path: Path) -> None:
    """Given 2 workers, one killed under 100 posts: each is stored once; then 2 answer again.

    One of them keeps the rows, before and after; what is counted is of all workers together.
    """
    kept = str(tmp_path / "log.sqlite")
    key = key_for(kept)
    api = ApiProcess(kept, tmp_path / "api.txt", "--workers", "2", "--log-format", "json")
    with api.running():
        until_answering(api.port)
        first = until_both_answer(api, set())

        async def post_and_kill() -> object:
            posting = asyncio.ensure_future(
                post_all(
                    [api.port],
                    key,
                    Statements(1, incidents=3),
                    POSTS,
                    posters=8,
                    patience_s=PATIENCE_S,
                )
            )
            await asyncio.sleep(0.2)
            os.kill(min(first), signal.SIGKILL)
            return await posting

        outcome = asyncio.run(post_and_kill())
        second = until_both_answer(api, {min(first)})
        assert len(second) == 2
        following = [asked(api.port, "/ready").json()["rows"]["is_following"] for _ in range(40)]
        assert set(following) == {True, False}
        told = asked(api.port, "/metrics").text
        assert api.signal(signal.SIGTERM) == 0
    assert 'jointlog_http_requests_total{method="POST",route="/v1/incidents/' in told
    assert "jointlog_append_seconds_count" in told
    acknowledged = outcome.acknowledged.values()  # type: ignore[attr-defined]
    assert outcome.wrong == []  # type: ignore[attr-defined]
    with open_place(kept) as log:
        stored = [each.entry.event_id for each in log.read(0, 2 * POSTS) if each.entry is not None]
    assert len(stored) == len(set(stored)) == POSTS
    assert {said.event_id for said in acknowledged} == set(stored)


def test_workers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    """Given that it is killed, then nobody is left who answers at the port."""
    api = ApiProcess(str(tmp_path / "log.sqlite"), tmp_path / "api.txt", "--workers", "2")
    with api.running():
        until_answering(api.port)
        api.signal(signal.SIGKILL)
        end_s = time.monotonic() + PATIENCE_S
        while is_answered(api.port):
            assert time.monotonic() < end_s
            time.sleep(0.05)


def test_a_log_that_cannot_be_opened_is_told_before_any_worker_starts(tmp_path: Path) -> None:
    """The exit code is that of a damaged log, as without workers."""
    path = tmp_path / "log.sqlite"
    path.write_text("no database")
    api = ApiProcess(str(path), tmp_path / "api.txt", "--workers", "2")
    with pytest.raises(AssertionError, match="no SQLite database"), api.running():
        pass
    assert api.code() == Exit.INTEGRITY
