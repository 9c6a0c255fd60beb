"""What the check of a WAL says of power cuts, and of damage: WALs made here, frame by frame."""

import random
import struct
from collections.abc import Sequence
from itertools import pairwise

import pytest

from jointlog.domain.store.sqlite_wal import (
    FRAME_HEADER,
    HEADER,
    MAGIC,
    SECTOR,
    Look,
    _added,
    damaged_at,
)

PAGE = 512
FRAME = FRAME_HEADER.size + PAGE
SPLIT = 41
"""The header of this frame lies on two sectors: 32 + 41 x 536 = 43 x 512 + 504."""
CUTS = 60


def wal(transactions: Sequence[int], salt: int = 7, says: str = "") -> bytes:
    """A WAL of transactions of so many frames each; ``says`` makes other pages."""
    chance = random.Random(f"{salt} {says}")  # noqa: S311 - no secret
    begun = struct.pack(">6I", MAGIC, 3_007_000, PAGE, 0, salt, salt)
    sums = _added(begun, "<", (0, 0))
    parts, frame = [begun + struct.pack(">2I", *sums)], 0
    for transaction, frames in enumerate(transactions):
        for rest in reversed(range(frames)):
            page = f"{says or transaction} {frame}".encode().ljust(PAGE - 4) + chance.randbytes(4)
            said = struct.pack(">2I", 1 + frame % 9, 0 if rest else 9)
            sums = _added(page, "<", _added(said, "<", sums))
            parts.append(said + struct.pack(">4I", salt, salt, *sums) + page)
            frame += 1
    return b"".join(parts)


def verdict(content: bytes) -> int:
    """The frame that a WAL which nobody writes to is called damaged at."""
    return damaged_at(lambda: Look(content, content, content[: HEADER.size], is_there=True))


def torn(before: bytes, after: bytes, start: int, chance: random.Random) -> bytes:
    """The second over the first from ``start`` on, of which only some sectors were written."""
    made = bytearray(before.ljust(len(after), b"\0"))
    made[:start] = after[:start]
    odds = chance.choice((0.1, 0.5, 0.9, 0.97))
    while start < len(after):
        stop = min(len(after), (start // SECTOR + 1) * SECTOR)
        if chance.random() < odds:
            made[start:stop] = after[start:stop]
        start = stop
    return bytes(made)


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(b"", id="a new file"),
        pytest.param(wal([1] * 140, salt=6), id="the WAL before, each frame a commit"),
        pytest.param(wal([1] * 40 + [2], says="stale"), id="a post that was undone, to frame 41"),
        pytest.param(wal([1] * 40 + [23], says="stale"), id="a post that was undone, to frame 62"),
    ],
)
@pytest.mark.parametrize("last", [1, 2, 3, 30, 80])
def test_a_power_cut_is_never_called_damage(before: bytes, last: int) -> None:
    """40 commits are on the disk, of the next one any sectors, of what stood there the rest."""
    after = wal([1] * 40 + [last])
    chance = random.Random(last)  # noqa: S311 - no secret
    for _ in range(CUTS):
        content = torn(before, after, HEADER.size + 40 * FRAME, chance)
        assert verdict(content) == 0


def test_an_old_commit_in_a_torn_header_is_none() -> None:
    """Of frame 41 the first 8 bytes, page and "ends a transaction", are of the WAL before.

    All else was written. What follows continues its checksum, and was not acknowledged.
    """
    after = wal([1] * 40 + [9])
    at = HEADER.size + SPLIT * FRAME
    assert (at + 8) % SECTOR == 0
    old = wal([1] * 60, salt=6)
    assert verdict(after[:at] + old[at : at + 8] + after[at + 8 :]) == 0


@pytest.mark.parametrize("byte", [*range(FRAME_HEADER.size), 30, FRAME - 1])
def test_damage_of_what_was_acknowledged_is_told(byte: int) -> None:
    """Any byte of any frame but those of the last transaction: the frame is named."""
    whole = wal([3, 1, 2, 4, 1, 1, 2])
    for frame in range(12):
        content = bytearray(whole)
        content[HEADER.size + frame * FRAME + byte] ^= 0x10
        assert verdict(bytes(content)) == frame + 1


def test_what_cannot_be_told() -> None:
    """The last commit; and the one before, where its last header is on two sectors.

    With one more commit behind it, that is told too.
    """
    at = HEADER.size + SPLIT * FRAME + 40
    for transactions, told in (([1] * 42, 0), ([1] * 43, 0), ([1] * 44, SPLIT + 1)):
        content = bytearray(wal(transactions))
        content[at] ^= 0x10
        assert verdict(bytes(content)) == told


def test_a_wal_that_is_being_written_is_no_damaged_one() -> None:
    """Given readings that overlap a commit, a new beginning or a removal, then none is believed."""
    whole, head = wal([1] * 9), HEADER.size
    half = bytearray(whole)
    half[head + 5 * FRAME : head + 6 * FRAME] = bytes(FRAME)
    seen = bytes(half)
    other = wal([1] * 9, salt=8)
    looks = [
        Look(seen, seen, other[:head], is_there=True),
        Look(seen, seen, seen[:head], is_there=False),
        Look(seen, other, other[:head], is_there=True),
        Look(seen, whole, whole[:head], is_there=True),
        Look(whole, b"", b"", is_there=True),
    ]
    waiting = iter(looks)
    assert damaged_at(lambda: next(waiting)) == 0
    assert next(waiting, None) is None
    assert verdict(seen) == 6


def test_transactions_are_as_they_are_made() -> None:
    """Of 2 and 3 frames: the second and the fifth are commits, and the salts are one WAL's."""
    content = wal([2, 3])
    starts = range(HEADER.size, len(content), FRAME)
    headers = [FRAME_HEADER.unpack_from(content, start) for start in starts]
    assert [header[1] > 0 for header in headers] == [False, True, False, False, True]
    assert all(one[2:4] == other[2:4] for one, other in pairwise(headers))
