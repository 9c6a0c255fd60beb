"""Whether the WAL beside an SQLite file is whole.

SQLite reads a WAL up to the first frame whose checksum is wrong, and writes over the rest without a
word. After a power cut that is right: what is behind was never acknowledged. It is not right where
the disk has damaged the middle of the WAL. The two can be told apart: a frame that continues the
checksum of a commit was written after that commit was on the disk. So a commit that cannot be
reached, with such a frame behind it, was acknowledged. Nothing shows the loss of the last two,
or of a WAL that was cut off: it looks like a log that ended earlier.
"""

import struct
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from jointlog.domain.errors import StoreError
from jointlog.domain.store.turn import WAL

MAGIC: Final = 0x377F0682
"""Of a WAL whose checksums are of little-endian words; one more for big-endian ones."""
HEADER: Final = struct.Struct(">8I")
FRAME_HEADER: Final = struct.Struct(">6I")
CHECKED_BYTES: Final = 8
"""Of a frame's header, those that its checksum covers."""
LOST_MIN: Final = 2
"""Acknowledged commits out of reach from which a WAL is called damaged. One was seen once where
nothing acknowledged was lost: in 10,000 images of power cuts on a busy machine."""
WORD: Final = 0xFFFFFFFF
PAGE_SIZES: Final = frozenset(1 << power for power in range(9, 17))


class Frame(NamedTuple):
    """One frame: whether it ends a transaction, and whether it continues the one before."""

    is_commit: bool
    is_continued: bool


def check_wal(database: Path) -> None:
    """Refuse a WAL of which acknowledged commits cannot be read any more.

    A WAL that another process is writing meanwhile is looked at twice.

    Raises:
        StoreError: names the frame, from 1, and says what to do.

    """
    path = database.with_name(database.name + WAL)
    found = _unreachable(path) and _unreachable(path)
    if found:
        raise StoreError(
            f"{path.name} is damaged at frame {found}: commits behind it were acknowledged and "
            "cannot be read. Keep a copy of the log and this file, and restore the last verified "
            "backup; or remove nothing and set JOINTLOG_DAMAGED_WAL=ignore, to go on with what "
            "stands before the damage"
        )


def _unreachable(path: Path) -> int:
    """The first frame, from 1, behind which an acknowledged commit is out of reach; 0 for none."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return 0
    frames = _frames(content)
    if frames is None:
        return 1
    reached = 0
    while reached < len(frames) and frames[reached].is_continued:
        reached += 1
    behind = frames[reached:]
    lost = sum(one.is_commit and other.is_continued for one, other in pairwise(behind))
    return reached + 1 if lost >= LOST_MIN else 0


def _frames(content: bytes) -> list[Frame] | None:
    """The frames that were written since the WAL was begun; None of a damaged header."""
    if not any(content[: HEADER.size]) or len(content) <= HEADER.size:
        return []
    magic, _, page_size, _, salt_1, salt_2, *stored = HEADER.unpack_from(content)
    if magic not in (MAGIC, MAGIC + 1) or page_size not in PAGE_SIZES:
        return None
    order = "<" if magic == MAGIC else ">"
    sums = _added(content[: HEADER.size - CHECKED_BYTES], order, (0, 0))
    if sums != tuple(stored):
        return None
    size = FRAME_HEADER.size + page_size
    frames = []
    for start in range(HEADER.size, len(content) - size + 1, size):
        _, pages, frame_salt_1, frame_salt_2, *stored = FRAME_HEADER.unpack_from(content, start)
        if (frame_salt_1, frame_salt_2) != (salt_1, salt_2):
            continue
        sums = _added(content[start : start + CHECKED_BYTES], order, sums)
        sums = _added(content[start + FRAME_HEADER.size : start + size], order, sums)
        frames.append(Frame(pages > 0, sums == tuple(stored)))
        sums = (stored[0], stored[1])
    return frames


def _added(part: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    """SQLite's checksum of these bytes behind others."""
    words = struct.unpack(f"{order}{len(part) // 4}I", part)
    first, second = sums
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & WORD
        second = (second + odd + first) & WORD
    return first, second
