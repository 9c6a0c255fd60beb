"""Whether the WAL beside an SQLite file is whole, and that what is read from it is on the disk.

SQLite reads a WAL up to the first frame whose checksum is wrong, and writes over the rest without a
word. After a power cut that is right: what is behind was never acknowledged. It is not right where
the disk has damaged the middle of the WAL. The two can be told apart: a frame that continues the
checksum of a commit was written after that commit was on the disk. So a commit that cannot be
reached, with such a frame behind it, was acknowledged. Why this is never said of a WAL that is
whole, and what it cannot tell, is in docs/decisions/0016.
"""

import errno
import os
import struct
from collections.abc import Callable
from functools import partial
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
SECTOR: Final = 512
"""Bytes that a disk writes whole or not at all."""
WORD: Final = 0xFFFFFFFF
PAGE_SIZES: Final = frozenset(1 << power for power in range(9, 17))

Sums = tuple[int, int]


class Look(NamedTuple):
    """What was read of a WAL: twice, one after the other, and its header a third time."""

    first: bytes
    second: bytes
    header: bytes
    is_there: bool

    @property
    def is_of_one_wal(self) -> bool:
        """Whether it was begun anew by nobody, and not removed, meanwhile."""
        heads = {each[: HEADER.size] for each in (self.first, self.second, self.header)}
        return self.is_there and len(heads) == 1


def check_wal(database: Path) -> None:
    """Refuse a WAL of which acknowledged commits cannot be read any more.

    Another process may write to it meanwhile.

    Raises:
        StoreError: names the frame, from 1, and says what to do.

    """
    path = database.with_name(database.name + WAL)
    if found := damaged_at(partial(_look, path)):
        raise StoreError(
            f"{path.name} is damaged at frame {found}: commits behind it were acknowledged and "
            "cannot be read. Keep a copy of the log and this file, and restore the last verified "
            "backup; or remove nothing and set JOINTLOG_DAMAGED_WAL=ignore, to go on with what "
            "stands before the damage"
        )


def sync_wal(database: Path) -> None:
    """Wait until the WAL, as far as it is written, and the folder's names are on the disk.

    Of a process that was killed the last commit may be in the file for everybody to read, and not
    on the disk. Who opens the log calls this before anything is told of what was read, and before
    anything is written behind it.

    Raises:
        StoreError: the disk says that it cannot.

    """
    for path in (database.with_name(database.name + WAL), database.parent):
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except OSError:  # no WAL: nothing is to be synced; a folder that may not be listed
            continue
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno != errno.EINVAL:  # the folder of a file system that has no such sync
                raise StoreError(f"{path} cannot be synced: {error.strerror}") from error
        finally:
            os.close(descriptor)


def damaged_at(look: Callable[[], Look]) -> int:
    """The first frame, from 1, behind which an acknowledged commit is out of reach; 0 for none.

    What stood behind a lost commit at the first reading was final then, so if it is damage, the
    second reading of the same WAL finds the same. Else somebody was writing: it is looked at again.
    """
    while True:
        seen = look()
        found = _unreachable(seen.first)
        if not found or (seen.is_of_one_wal and found == _unreachable(seen.second)):
            return found


def _look(path: Path) -> Look:
    try:
        with path.open("rb", buffering=0) as file:
            read = []
            for length in (-1, -1, HEADER.size):
                file.seek(0)
                read.append(file.read(length))
            return Look(read[0], read[1], read[2], os.fstat(file.fileno()).st_nlink > 0)
    except FileNotFoundError:
        return Look(b"", b"", b"", is_there=False)


def _unreachable(content: bytes) -> int:
    if len(content) <= HEADER.size:
        return 0
    frames = Frames.of(content)
    if frames is None:
        return 1
    reached = 0
    while reached < frames.number and frames.continues(reached):
        reached += 1
    behind = range(reached, frames.number - 1)
    return reached + 1 if any(frames.is_lost_commit(index) for index in behind) else 0


class Frames:
    """The frames of a WAL whose header is whole; their index is from 0."""

    def __init__(self, content: bytes, order: str, page_size: int, begun: Sums) -> None:
        self._content = content
        self._order = order
        self._size = FRAME_HEADER.size + page_size
        self._begun = begun
        self._salts = content[16:24]
        self.number = (len(content) - HEADER.size) // self._size

    @classmethod
    def of(cls, content: bytes) -> "Frames | None":
        """The frames behind the header; None where it is damaged."""
        magic, _, page_size, *_, first, second = HEADER.unpack_from(content)
        if magic not in (MAGIC, MAGIC + 1) or page_size not in PAGE_SIZES:
            return None
        order = "<" if magic == MAGIC else ">"
        begun = _added(content[: HEADER.size - CHECKED_BYTES], order, (0, 0))
        return cls(content, order, page_size, begun) if begun == (first, second) else None

    def continues(self, index: int) -> bool:
        """Whether SQLite reads on with this frame, if it has read the one before."""
        return self._is_of_this_wal(index) and self._added(index, before=index - 1)

    def is_lost_commit(self, index: int) -> bool:
        """Whether this frame ends a transaction and the next one was written behind it.

        What is taken from this frame's header was surely written with the next one: because the
        frame's checksum holds, stored or continued by the next, or because the header is in one
        sector with the stored checksum that the next one continues.
        """
        at = self._at(index)
        is_commit = any(self._content[at + 4 : at + CHECKED_BYTES])
        if not is_commit or not self._is_of_this_wal(index + 1):
            return False
        if not self._added(index + 1, before=index):
            sums = self._sums(index, self._stored(index - 1))
            return self._sums(index + 1, sums) == self._stored(index + 1)
        is_in_one_sector = at % SECTOR <= SECTOR - FRAME_HEADER.size
        if is_in_one_sector and self._is_of_this_wal(index):
            return True
        return self._added(index, before=index - 1)

    def _at(self, index: int) -> int:
        return HEADER.size + index * self._size

    def _is_of_this_wal(self, index: int) -> bool:
        """Whether it was written since the WAL was begun."""
        at = self._at(index)
        return self._content[at + 8 : at + 16] == self._salts

    def _added(self, index: int, before: int) -> bool:
        """Whether its checksum continues the one that the frame before has stored."""
        return self._sums(index, self._stored(before)) == self._stored(index)

    def _stored(self, index: int) -> Sums:
        if index < 0:
            return self._begun
        *_, first, second = FRAME_HEADER.unpack_from(self._content, self._at(index))
        return first, second

    def _sums(self, index: int, sums: Sums) -> Sums:
        at = self._at(index)
        sums = _added(self._content[at : at + CHECKED_BYTES], self._order, sums)
        page = self._content[at + FRAME_HEADER.size : at + self._size]
        return _added(page, self._order, sums)


def _added(part: bytes, order: str, sums: Sums) -> Sums:
    """SQLite's checksum of these bytes behind others."""
    words = struct.unpack(f"{order}{len(part) // 4}I", part)
    first, second = sums
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & WORD
        second = (second + odd + first) & WORD
    return first, second
