"""Rows as a database hands them over, straight into entries; told where one cannot be read.

What is read of most rows is made of the database's own values: no object for a row is in between.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from jointlog.domain.compact import compact
from jointlog.domain.entry import Entry
from jointlog.domain.errors import CorruptEntryError
from jointlog.domain.store.codec import LocatedRow, from_row_strictly
from jointlog.domain.store.straight import Unsure, straight

Columns = tuple[Any, Any, Any, Any, Any, Any]
"""Position, stream id (16 bytes), version, name, state and event id (16 bytes) of an entry.

What is damaged, or of another program, may be of any other type.
"""


@compact(frozen=True, slots=True)
class Located:
    """An entry with its position, or the problem that keeps its row from being read.

    ``incident``, ``version`` and ``topic`` (its event type's name) are told of an unreadable one
    too.
    """

    position: int
    entry: Entry | None
    problem: str = ""
    incident: str = ""
    version: int = 0
    topic: str = ""


def entries_of(rows: Iterable[Columns]) -> list[Entry]:
    """The entries of rows.

    Raises:
        CorruptEntryError: one cannot be read.

    """
    made = []
    for row in rows:
        _, stream, version, topic, state, event_id = row
        try:
            made.append(straight(topic, state, event_id, stream, version))
        except Unsure:
            made.append(from_row_strictly(located_row(row)))
    return made


def located_in(rows: Iterable[Columns], incident_of: Callable[[UUID], str]) -> list[Located]:
    """The entries of rows with their positions; ``incident_of`` tells whose a stream is."""
    made = []
    for row in rows:
        position, stream, version, topic, state, event_id = row
        try:
            entry = straight(topic, state, event_id, stream, version)
        except Unsure:
            made.append(_located(located_row(row), incident_of))
        else:
            made.append(Located(position, entry, "", entry.incident, version, topic))
    return made


def columns_of(row: LocatedRow) -> Columns:
    """The columns of a row that was made."""
    stream = row.originator_id
    raw = stream.bytes if isinstance(stream, UUID) else stream
    return row.id, raw, row.originator_version, row.topic, row.state, row.event_id


def _located(row: LocatedRow, incident_of: Callable[[UUID], str]) -> Located:
    version, topic = row.originator_version, row.topic
    try:
        entry = from_row_strictly(row)
    except CorruptEntryError as error:
        incident = incident_of(UUID(str(row.originator_id)))
        return Located(row.id, None, str(error), incident, version, topic)
    return Located(row.id, entry, "", entry.incident, version, topic)


def text_of(found: Any) -> str:
    """A text, also of bytes that are none."""
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else str(found)


def bytes_of(found: Any) -> bytes:
    """Bytes, also of what is none."""
    return found if isinstance(found, bytes) else str(found).encode()


def located_row(row: Any) -> LocatedRow:
    """The row of the columns of `SELECT_ENTRIES`."""
    position, stream, version, topic, state, event_id = row
    if not (type(topic) is str and type(state) is bytes and type(event_id) is bytes):
        topic, state = text_of(topic), bytes_of(state)  # of another program, or damaged
        event_id = None if event_id is None else bytes_of(event_id)
    return LocatedRow(
        id=position,
        originator_id=_stream(stream),
        originator_version=version,
        topic=topic,
        state=state,
        event_id=event_id,
    )


@lru_cache(maxsize=4096)
def _stream(raw: Any) -> UUID:
    """The stream's id; of what is damaged some other, of no incident."""
    return UUID(bytes=bytes_of(raw)[:16].ljust(16, b"\0"))
