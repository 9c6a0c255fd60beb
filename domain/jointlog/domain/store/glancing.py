"""What a list of incidents tells of each entry, read from its bytes without making the entry."""

from typing import Any, NamedTuple

import msgpack

from jointlog.domain.entry import KEYS
from jointlog.domain.errors import CorruptEntryError, LogError
from jointlog.domain.events import catalogue
from jointlog.domain.store.codec import STATE_BYTES_MAX, Row
from jointlog.domain.store.straight import agency_of
from jointlog.domain.store.streams import incident_in
from jointlog.domain.stored_time import read_stored_time
from jointlog.domain.time import Occurred
from jointlog.domain.vocabulary import Agency


class Glance(NamedTuple):
    """Who recorded an entry of which incident, when (UTC ms since 1970), and when it happened.

    ``name`` is its event type's; ``has_clock`` whether its time is to be corrected for the offset
    of the clock that it was read from.
    """

    incident: str
    agency: Agency
    recorded_at_ms: int
    occurred: Occurred
    name: str
    has_clock: bool


def glance(row: Row) -> Glance:
    """What is told of a row; its other fields are not looked at.

    Raises:
        CorruptEntryError: the name is not in the catalogue, or the bytes are no entry.

    """
    try:
        if row.topic not in catalogue() or len(row.state) > STATE_BYTES_MAX:
            raise CorruptEntryError("it is no entry")
        held: dict[str, Any] = msgpack.unpackb(row.state)
        return Glance(
            incident_in(held, row.originator_id),
            agency_of(held["a"]),
            int(held["r"]),
            read_stored_time(held["o"]),
            row.topic,
            KEYS["clock"] in held,
        )
    except (LogError, ValueError, TypeError, LookupError, AttributeError) as error:
        where = f"stream {row.originator_id}, version {row.originator_version}"
        raise CorruptEntryError(f"{where}, {row.topic!r:.80}: {error!s:.300}") from error
