"""Stream ids: the UUIDs under which the rows of incidents are stored, and back."""

from functools import lru_cache
from typing import Any, Final
from uuid import UUID, uuid5

from jointlog.domain.entry import UUID_TEXT, incident_id
from jointlog.domain.errors import MalformedError

STREAMS: Final = UUID("16048514-6b19-52c4-b3e6-18ab7de5b951")
"""Namespace of stream ids: uuid5 of "https://jointlog/streams" among URLs; never changed."""
NAMED_VERSION: Final = 5
"""Version of the UUIDs that are made from names."""


@lru_cache(maxsize=4096)
def stream_id(incident: str) -> UUID:
    """The UUID under which an incident's rows are stored.

    A UUID stands for itself, but for one made from a name (version 5): so no incident can be given
    an id that falls on the stream of another.

    Raises:
        MalformedError: not an incident id.

    """
    text = incident_id(incident)
    if UUID_TEXT.fullmatch(text) and UUID(text).version != NAMED_VERSION:
        return UUID(text)
    return uuid5(STREAMS, text)


@lru_cache(maxsize=4096)
def is_named(incident: str) -> bool:
    """Whether the stream's id is made from the incident's name, which then stands in the state."""
    return stream_id(incident).version == NAMED_VERSION


@lru_cache(maxsize=4096)
def incident_of(stream: bytes, said: str | None) -> str:
    """The incident of a stream; ``said`` is its name where the stream's id is made from one.

    Raises:
        MalformedError: it is another's, or none's.

    """
    made = UUID(bytes=stream)
    if (made.version == NAMED_VERSION) != (said is not None):
        raise MalformedError("", "the incident is of no entry")
    incident = str(made) if said is None else said
    if stream_id(incident) != made:
        raise MalformedError("", "the incident is of no entry")
    return incident


def incident_in(held: dict[str, Any], stream: UUID | str) -> str:
    """The incident of an unpacked state in this stream.

    Raises:
        MalformedError: it is of another.

    """
    assert isinstance(stream, UUID), "streams are named by UUIDs"
    return incident_of(stream.bytes, held.get("i"))
