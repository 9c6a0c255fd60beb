"""What a disk may hold after the power was cut: every state that the calls so far allow.

A file's bytes are certain up to its last sync; each write or change of length behind it may have
reached the disk or not, whole or in sectors, in any order. A name of the folder is certain from the
folder's next sync on. That is what POSIX promises; most file systems promise more.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from tests.crash.operations import (
    Acknowledge,
    Name,
    Operation,
    Sync,
    SyncFolder,
    Truncate,
    Unname,
    Write,
)

SECTORS: Final = (512, 4096)
Pending = Write | Truncate | Name | Unname
Image = dict[str, bytes]


@dataclass
class Disk:
    """The files of one folder: what is certain, and what is on its way."""

    contents: dict[int, bytes] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    pending: list[Pending] = field(default_factory=list)

    def do(self, operation: Operation) -> None:
        """Take one operation."""
        match operation:
            case Sync(inode=inode):
                mine = [p for p in self.pending if _inode(p) == inode]
                self.contents[inode] = _with(self.contents.get(inode, b""), mine)
                self.pending = [p for p in self.pending if _inode(p) != inode]
            case SyncFolder():
                self.names = _named(self.names, self.pending)
                self.pending = [p for p in self.pending if _inode(p) is not None]
            case Acknowledge():
                pass
            case _:
                self.pending.append(operation)

    def seen(self) -> dict[str, int]:
        """The names of the folder as programs see them, with their files' numbers."""
        return _named(self.names, self.pending)

    def image(self, kept: Sequence[Pending]) -> Image:
        """The files if just these of the pending changes reached the disk."""
        changes: dict[int | None, list[Pending]] = {}
        for each in kept:
            changes.setdefault(_inode(each), []).append(each)
        names = _named(self.names, kept)
        return {
            name: _with(self.contents.get(inode, b""), changes.get(inode, ()))
            for name, inode in names.items()
        }


def _inode(pending: Pending) -> int | None:
    """The file that is changed; None for the folder."""
    return pending.inode if isinstance(pending, Write | Truncate) else None


def _with(content: bytes, changes: Iterable[Pending]) -> bytes:
    if not changes:
        return content
    made = bytearray(content)
    for change in changes:
        if isinstance(change, Truncate):
            made[change.size :] = bytes(max(0, change.size - len(made)))
        elif isinstance(change, Write):
            if len(made) < change.offset:
                made.extend(bytes(change.offset - len(made)))
            made[change.offset : change.offset + len(change.data)] = change.data
    return bytes(made)


def _named(names: dict[str, int], changes: Iterable[Pending]) -> dict[str, int]:
    made = dict(names)
    for change in changes:
        if isinstance(change, Name):
            made[change.name] = change.inode
        elif isinstance(change, Unname):
            made.pop(change.name, None)
    return made


def torn(pending: Sequence[Pending], sector: int) -> list[Pending]:
    """The same changes, each write in pieces that end where sectors of the disk do."""
    made: list[Pending] = []
    for each in pending:
        if not isinstance(each, Write):
            made.append(each)
            continue
        start = each.offset
        end = start + len(each.data)
        while start < end:
            stop = min(end, (start // sector + 1) * sector)
            made.append(
                Write(each.inode, start, each.data[start - each.offset : stop - each.offset])
            )
            start = stop
    return made


def capacity(pending: Sequence[Pending]) -> int:
    """How many subsets of the sectors there are, up to more than is ever asked for."""
    return 1 << min(len(torn(pending, SECTORS[0])), 40)


def choices(
    pending: Sequence[Pending], number: int, chance: random.Random
) -> Iterator[Sequence[Pending]]:
    """At most this many different subsets of the changes on their way.

    All of them where they are few; else every beginning, and then by chance: whole writes, and
    writes torn at sectors of 512 and of 4096 bytes.
    """
    pieces = torn(pending, SECTORS[0])
    if len(pieces) < number.bit_length():
        for keep in product((True, False), repeat=len(pieces)):
            yield [piece for piece, kept in zip(pieces, keep, strict=True) if kept]
        return
    beginnings = range(len(pending), -1, -1)
    yield from (pending[:end] for end in list(beginnings)[:number])
    forms = [pending, *(torn(pending, sector) for sector in SECTORS)]
    for index in range(number - len(beginnings)):
        form = forms[index % len(forms)]
        odds = chance.choice((0.1, 0.5, 0.5, 0.9))
        yield [piece for piece in form if chance.random() < odds]
