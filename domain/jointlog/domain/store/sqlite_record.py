"""Writes the rows of a group in few statements.

Each step of a statement gives the interpreter to another thread and waits to have it back; so what
this process wrote last is remembered instead of looked up, and up to 128 rows are one INSERT. What
is remembered is checked by the table itself: whatever another process has written since stands at
the position that is next, so the INSERT is refused there, and all is looked up.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, Final, TypeVar
from uuid import UUID

from eventsourcing.persistence import IntegrityError

from jointlog.domain.store.codec import StoredEntry
from jointlog.domain.store.contract import NEXT, Place
from jointlog.domain.store.sqlite_connection import DurableConnection

T = TypeVar("T")

FIRST_VERSION: Final = 1
REMEMBERED_MAX: Final = 10_000
"""Incidents whose last version is remembered."""
ROWS_MAX: Final = 128
"""Rows of one INSERT: older SQLite takes at most 999 values."""
EXACT_MAX: Final = 32
"""Rows up to which each number has a statement of its own; beyond, the powers of two have."""
VERSION: Final = "SELECT MAX(originator_version) FROM entries WHERE originator_id = ?"
INSERT: Final = (
    "INSERT INTO entries (originator_id, originator_version, topic, state, event_id) "
    "VALUES (?, ?, ?, ?, ?)"
)
BEGIN: Final = "INSERT INTO incidents (originator_id, incident) VALUES (?, ?)"
_LAST_USED: Final = "(SELECT seq FROM sqlite_sequence WHERE name = 'entries')"
_INSERT_AT: Final = (
    "INSERT INTO entries (position, originator_id, originator_version, topic, state, event_id) "
    "VALUES (?, ?, ?, ?, ?, ?)"
)


@dataclass(slots=True)
class Heads:
    """The last position of the log, and the last versions of incidents; 0 for none."""

    position: int
    versions: dict[bytes, int]


class Planned:
    """What is to be written, and where it will stand.

    Raises:
        IntegrityError: a version is not the next.

    """

    def __init__(self, rows: Sequence[StoredEntry], heads: Heads) -> None:
        self.places: list[Place] = []
        self._values: list[tuple[Any, ...]] = []
        self._begun: list[tuple[bytes, str]] = []
        self.behind = heads.position
        self.heads = Heads(heads.position, {})
        position, versions = heads.position, self.heads.versions
        for row in rows:
            stream = _bytes(row)
            head = versions[stream] if stream in versions else heads.versions.get(stream, 0)
            version = versions[stream] = head + 1
            if row.originator_version not in (NEXT, version):
                raise IntegrityError(f"the next version is {version}")
            if version == FIRST_VERSION:
                self._begun.append((stream, row.incident))
            position += 1
            self.places.append(Place(position, version))
            self._values.append((position, stream, version, row.topic, row.state, row.event_id))
        self.heads.position = position

    def is_written_in_one(self, own: DurableConnection) -> bool:
        """Whether it was one statement, and is written."""
        if self._begun or len(self._values) > EXACT_MAX:
            return False
        return own.has_run(*_inserting(_INSERT_AT, self._values))

    def write(self, connection: sqlite3.Connection) -> None:
        """Write it within a write transaction."""
        _insert(connection, _INSERT_AT, self._values)
        _insert(connection, BEGIN, self._begun)


class RowWriter:
    """Writes rows, and remembers what it wrote last; used by one thread at a time."""

    def __init__(self) -> None:
        self.heads: Heads | None = None

    def record(self, own: DurableConnection, rows: Sequence[StoredEntry]) -> list[Place]:
        """Write all rows in one transaction, or none, and return their places.

        Raises:
            IntegrityError: a version or event id is taken.

        """
        heads, self.heads = self.heads, None  # forgotten, unless all is committed
        planned = _planned(rows, heads)
        if planned is None or not _is_written(own, planned):
            with own.begun("COMMIT", alone=True) as connection:
                planned = Planned(rows, _look(connection, rows))
                planned.write(connection)
        self.heads = planned.heads
        if heads is not None and heads.position == planned.behind:
            heads.versions.update(planned.heads.versions)
            if len(heads.versions) < REMEMBERED_MAX:
                self.heads.versions = heads.versions
        return planned.places


def _planned(rows: Sequence[StoredEntry], heads: Heads | None) -> Planned | None:
    """The plan of these rows by what is remembered; None where nothing is.

    An incident that is not remembered is taken for a new one, of which most are: version 1 of one
    that is there is refused by the table, as its name is.
    """
    if heads is None:
        return None
    try:
        return Planned(rows, heads)
    except IntegrityError:
        return None  # which is refused by what is stored, or not at all


def _is_written(own: DurableConnection, planned: Planned) -> bool:
    """Whether it could be written: else another process wrote, or it is a conflict indeed."""
    try:
        if not planned.is_written_in_one(own):
            with own.begun("COMMIT", alone=True) as connection:
                planned.write(connection)
    except IntegrityError:
        return False
    return True


def _look(connection: sqlite3.Connection, rows: Sequence[StoredEntry]) -> Heads:
    """The heads that these rows are written behind, looked up within a write transaction."""
    streams = list({row.originator_id: _bytes(row) for row in rows}.values())
    position, versions = 0, []
    for part in _parts(streams):
        seq, *heads = connection.execute(_heads_statement(len(part)), part).fetchone()
        position = seq or 0
        versions += [head or 0 for head in heads]
    return Heads(position, dict(zip(streams, versions, strict=True)))


def _insert(
    connection: sqlite3.Connection, statement: str, rows: Sequence[tuple[Any, ...]]
) -> None:
    for part in _parts(rows):
        connection.execute(*_inserting(statement, part))


def _inserting(statement: str, rows: Sequence[tuple[Any, ...]]) -> tuple[str, list[Any]]:
    """An INSERT of one row, made one of all these, and its values."""
    return _many(statement, len(rows)), list(chain.from_iterable(rows))


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """The items in few parts, of few lengths, so that their statements stay prepared."""
    start = 0
    while start < len(items):
        left = min(len(items) - start, ROWS_MAX)
        size = left if left <= EXACT_MAX else 1 << (left.bit_length() - 1)
        yield items[start : start + size]
        start += size


@lru_cache(maxsize=128)
def _heads_statement(number: int) -> str:
    return f"SELECT {', '.join([_LAST_USED, *[f'({VERSION})'] * number])}"


@lru_cache(maxsize=128)
def _many(statement: str, number: int) -> str:
    """An INSERT of one row, made one of many."""
    head, word, marks = statement.partition("(?")
    return head + ", ".join([word + marks] * number)


def _bytes(row: StoredEntry) -> bytes:
    stream = row.originator_id
    assert isinstance(stream, UUID), "streams are named by UUIDs"
    return stream.bytes
