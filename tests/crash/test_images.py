"""A power cut at any moment of a run: what was acknowledged is there, whole, in order.

How many images are made is set by JOINTLOG_CRASH_IMAGES; `.ci/test` asks for 100,000.
"""

import os
import shutil
from collections.abc import Callable
from typing import Final

import pytest

from tests.crash.disk import Disk, torn
from tests.crash.images import Run, Tally, examine, examine_all, gone_on, record
from tests.crash.operations import Acknowledge, Name, Sync, SyncFolder, Truncate, Unname, Write
from tests.crash.resumed import kills

IMAGES: Final = int(os.environ.get("JOINTLOG_CRASH_IMAGES", "3000"))
IMAGES_TO_CATCH: Final = 600
KILLS: Final = 3
IMAGES_A_MOMENT: Final = 16

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


@pytest.fixture(scope="module")
def run() -> Run:
    """One run with the settings that the log insists on."""
    return record(seed=1)


@needs_strace
def test_no_power_cut_takes_what_was_acknowledged(run: Run) -> None:
    """Two runs, every moment of both: nothing lost, nothing torn, and the log goes on."""
    runs = [run, record(seed=2)]
    tally = examine_all(runs, IMAGES)
    assert (tally.lost, tally.torn, tally.failures) == (0, 0, [])
    assert tally.images >= IMAGES * 0.99
    assert tally.moments == sum(len(each.operations) + 1 for each in runs)


@needs_strace
def test_what_a_killed_process_left_is_synced_before_anybody_is_told_of_it(run: Run) -> None:
    """A post is written and its process killed before the sync; the next one finds it there.

    It is told to be repeated, with its position, and new ones are written behind it. Then the power
    is cut: it is there, as all that was acknowledged; and no WAL is called damaged.
    """
    for moment in kills(run.operations, KILLS):
        again = gone_on(run, moment)
        given = [IMAGES_A_MOMENT] * (len(again.operations) + 1)
        tally = examine(again, given, range(moment, len(given)), check_every=1)
        assert (tally.lost, tally.torn, tally.failures) == (0, 0, [])
        assert tally.images > IMAGES_A_MOMENT


@needs_strace
def test_the_run_holds_what_can_go_wrong(run: Run) -> None:
    """A WAL that is begun anew, a torn page's overflow, a key, names that come and go."""
    kinds = {type(operation) for operation in run.operations}
    assert kinds == {Write, Truncate, Sync, Name, Unname, SyncFolder, Acknowledge}
    headers = [op for op in run.operations if isinstance(op, Write) and len(op.data) == 32]
    assert len(headers) > len({op.inode for op in headers}), "no WAL was begun anew"
    said = [op.said for op in run.operations if isinstance(op, Acknowledge)]
    assert sum(each.startswith("key") for each in said) == 1


@needs_strace
@pytest.mark.parametrize(
    "weaker",
    [
        pytest.param(lambda _: record(seed=1, synchronous=1), id="NORMAL"),
        pytest.param(lambda _: record(seed=1, synchronous=0), id="OFF"),
        pytest.param(Run.without_folder_sync, id="folder never synced"),
    ],
)
def test_weaker_settings_are_caught(run: Run, weaker: Callable[[Run], Run]) -> None:
    """The same check of a log that syncs less finds acknowledged entries lost."""
    tally = examine_all([weaker(run)], IMAGES_TO_CATCH)
    assert tally.lost > 0
    assert tally.failures


def test_a_disk_holds_what_was_synced_and_any_of_the_rest() -> None:
    """Given a synced write and two that are not, then each of the two may be there or not."""
    disk = Disk()
    first, second = Write(1, 2, b"cd"), Write(1, 0, b"AB")
    for operation in (Name("a", 1), Write(1, 0, b"ab"), Sync(1), SyncFolder(), first, second):
        disk.do(operation)
    kept = [[], [first], [second], [first, second]]
    assert [disk.image(k)["a"] for k in kept] == [b"ab", b"abcd", b"AB", b"ABcd"]


def test_a_name_is_certain_with_its_folder() -> None:
    """A file whose name is not synced may be gone, bytes and all; so may its removal."""
    disk = Disk()
    for operation in (Name("a", 1), Write(1, 0, b"ab"), Sync(1)):
        disk.do(operation)
    assert disk.image([]) == {}
    disk.do(SyncFolder())
    disk.do(Unname("a"))
    assert disk.image([]) == {"a": b"ab"}
    assert disk.image(disk.pending) == {}


def test_a_write_is_torn_at_sectors() -> None:
    """1,100 bytes from 500 on lie in sectors 0 (12), 1 and 2 (512 each) and 3 (64)."""
    pieces = torn([Write(1, 500, bytes(1100)), Truncate(1, 5)], 512)
    assert [len(p.data) for p in pieces if isinstance(p, Write)] == [12, 512, 512, 64]
    assert pieces[-1] == Truncate(1, 5)


def test_a_tally_adds_up() -> None:
    """Parts of a run are counted together; the first failures are shown."""
    tally = Tally(1, 1, 1, 0, 1, ["a"])
    tally.add(Tally(2, 1, 0, 1, 3, ["b"] * 9))
    assert (tally.images, tally.lost, tally.torn, tally.moments) == (3, 1, 1, 4)
    assert len(tally.failures) == 5
