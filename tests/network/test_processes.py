"""Several API processes on one log, and many posters on one incident."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.network.posting import Outcome, Statements, post_all
from tests.network.serving import ApiProcess, key_for, open_place
from tests.network.turns import share

PROCESSES = 4
POSTS = 800
PATIENCE_S = 60
SHARE_MAX = 10


@contextmanager
def serving(place: str, folder: Path, processes: int) -> Iterator[list[int]]:
    """So many API processes on one log; gives their ports."""
    with ExitStack() as stack:
        made = [ApiProcess(place, folder / f"api{n}.txt") for n in range(processes)]
        yield [stack.enter_context(each.running()).port for each in made]


def post(place: str, folder: Path, processes: int, posts: int, posters: int) -> Outcome:
    """Post to all processes at once, every statement about one incident."""
    key = key_for(place)
    with serving(place, folder, processes) as ports:
        outcome = asyncio.run(
            post_all(
                ports,
                key,
                Statements(1, incidents=1),
                posts,
                posters=posters,
                patience_s=PATIENCE_S,
            )
        )
    assert (outcome.wrong, outcome.told) == ([], {"201": posts})
    return outcome


def then_stored_once(place: str, outcome: Outcome, posts: int) -> None:
    """What is stored is what was acknowledged, and versions have no gaps."""
    with open_place(place) as log:
        stored = [(each.entry, each.position) for each in log.read(0, 2 * posts)]
    places = {
        (entry.event_id, entry.version, position) for entry, position in stored if entry is not None
    }
    said = {(a.event_id, a.version, a.position) for a in outcome.acknowledged.values()}
    assert places == said
    assert sorted(version for _, version, _ in said) == list(range(1, posts + 1))
    positions = [position for _, position in stored]
    assert positions == sorted(set(positions))


def test_four_api_processes_on_one_log(kept: str, tmp_path: Path) -> None:
    """Given 4 processes and 16 posters on one incident: 800 posts are 800 entries, once each.

    The process that answered fewest answered at least a tenth of what the busiest did.
    """
    outcome = post(kept, tmp_path, PROCESSES, POSTS, 16)
    then_stored_once(kept, outcome, POSTS)
    shares = outcome.by_port.values()
    assert len(shares) == PROCESSES
    assert max(shares) <= SHARE_MAX * min(shares)


def test_sixty_four_posters_on_one_incident(kept: str, tmp_path: Path) -> None:
    """Given 64 connections that post about one incident: versions are 1 to 640, each post once."""
    outcome = post(kept, tmp_path, 1, 640, 64)
    then_stored_once(kept, outcome, 640)


def test_four_writing_processes_share_the_log(kept: str) -> None:
    """Given 4 processes that write as fast as they can: none gets less than a tenth of another."""
    done = share(kept, processes=PROCESSES, threads=1, seconds=1)
    shares = [posts for posts, _ in done]
    with open_place(kept) as log:
        versions = [entry.version for entry in log.entries("CAD-1")]
    assert versions == list(range(1, sum(shares) + 1))
    assert max(shares) <= SHARE_MAX * min(shares)
