"""Reads every entry of a log, from wherever, and gives what the log can be told by.

The digest is over the columns of all entries in the order of their positions, the same in SQLite
and PostgreSQL: for each, position (8 bytes), stream id (16), version (8), event id (16, or none),
and topic and state, each with its length (4 bytes) before it; numbers are big-endian.
"""

import hashlib
import struct
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias
from uuid import UUID

from jointlog.domain.errors import CorruptEntryError, StoreError
from jointlog.domain.store.backup.manifest import Manifest
from jointlog.domain.store.codec import LocatedRow, from_row

PAGE_ROWS: Final = 1_000
PROBLEMS_MAX: Final = 3
_PLACE: Final = struct.Struct(">q16sq")
_LENGTH: Final = struct.Struct(">I")

RowsAfter: TypeAlias = Callable[[int, int], Sequence[LocatedRow]]
"""At most so many rows behind a position, in order."""
Tell: TypeAlias = Callable[[int], None]
"""Is told how many more entries were read."""


class Tally:
    """What was read so far."""

    def __init__(self) -> None:
        self.entries = self.unreadable = self.last_position = 0
        self.problems: list[str] = []
        self._versions: dict[UUID, int] = {}
        self._digest = hashlib.sha256()

    @property
    def incidents(self) -> int:
        """How many incidents the entries are of."""
        return len(self._versions)

    @property
    def digest(self) -> str:
        """SHA-256 over all entries, in hex."""
        return self._digest.hexdigest()

    def add(self, row: LocatedRow) -> None:
        """Read one entry, and check its place."""
        stream = UUID(str(row.originator_id))
        expected = self._versions.get(stream, 0) + 1
        self._versions[stream] = row.originator_version
        if row.id <= self.last_position:
            self._note(f"position {row.id} stands behind {self.last_position}")
        if row.originator_version != expected:
            self._note(
                f"position {row.id} is version {row.originator_version} of its incident, and "
                f"{expected} is next"
            )
        self.entries += 1
        self.last_position = row.id
        self._hash(row, stream)
        try:
            from_row(row)
        except CorruptEntryError:
            self.unreadable += 1

    def differences(self, manifest: Manifest) -> list[str]:
        """What is wrong in the order of the entries, and what the manifest says otherwise."""
        differs = [
            f"{name} is {mine!s:.64}, and the manifest says {said!s:.64}"
            for name, mine, said in (
                ("the number of entries", self.entries, manifest.entries),
                ("the last position", self.last_position, manifest.last_position),
                ("the number of incidents", self.incidents, manifest.incidents),
                ("the number of unreadable entries", self.unreadable, manifest.unreadable),
                ("the digest", self.digest, manifest.digest),
            )
            if mine != said
        ]
        return [*self.problems, *differs]

    def _note(self, problem: str) -> None:
        if len(self.problems) < PROBLEMS_MAX:
            self.problems.append(problem)

    def _hash(self, row: LocatedRow, stream: UUID) -> None:
        topic = row.topic.encode()
        self._digest.update(
            b"".join(
                (
                    _PLACE.pack(row.id, stream.bytes, row.originator_version),
                    row.event_id or b"",
                    _LENGTH.pack(len(topic)),
                    topic,
                    _LENGTH.pack(len(row.state)),
                    row.state,
                )
            )
        )


def read_all(rows_after: RowsAfter, *, until: int | None = None, tell: Tell | None = None) -> Tally:
    """Read every entry, or those up to a position."""
    tally = Tally()
    while page := rows_after(tally.last_position, PAGE_ROWS):
        held = [row for row in page if until is None or row.id <= until]
        for row in held:
            tally.add(row)
        if tell is not None:
            tell(len(held))
        if len(held) < len(page):
            break
    return tally


def check(tally: Tally, manifest: Manifest, what: str) -> None:
    """Refuse what is not as the manifest says.

    Raises:
        StoreError: names what differs.

    """
    found = tally.differences(manifest)
    if found:
        raise StoreError(f"{what} is not what was copied: {'; '.join(found)}")
