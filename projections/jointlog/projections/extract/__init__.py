"""What the files of `jointlog extract` hold, without any library that writes them.

    row = event_row(entry, position)
    bucket_of(entry.incident, 16)

The rows of waits, holds and the others are those of `jointlog.projections.rows`.
"""

from typing import Final
from zlib import crc32

from jointlog.projections.extract.events import STATE, EventRow, event_row
from jointlog.projections.extract.tables import EVENTS, TABLES, columns_of

BUCKET: Final = "bucket"

__all__ = [
    "BUCKET",
    "EVENTS",
    "STATE",
    "TABLES",
    "EventRow",
    "bucket_of",
    "columns_of",
    "event_row",
]


def bucket_of(incident: str, buckets: int) -> int:
    """The bucket of an incident, from 0: CRC-32 of its id in UTF-8, modulo ``buckets``."""
    return crc32(incident.encode()) % buckets
