"""What a follower in memory reads: a log of entries, by position and by incident."""

from collections.abc import Sequence
from typing import Protocol

from jointlog.domain.entry import Entry


class LocatedEntry(Protocol):
    """An entry with its place in the log, or why it cannot be read."""

    @property
    def position(self) -> int:
        """Its place in the whole log."""

    @property
    def entry(self) -> Entry | None:
        """The entry, where it can be read."""

    @property
    def problem(self) -> str:
        """Why it cannot be read."""


class IncidentHead(Protocol):
    """How far an incident has got."""

    @property
    def incident(self) -> str:
        """Its id."""

    @property
    def version(self) -> int:
        """How many entries it has."""

    @property
    def position(self) -> int:
        """The position of its last entry."""


class Source(Protocol):
    """What is followed: a log of entries."""

    def read(self, after: int, limit: int) -> Sequence[LocatedEntry]:
        """At most ``limit`` entries behind position ``after``, in order."""

    def located(self, incident: str) -> Sequence[LocatedEntry]:
        """An incident's entries as recorded, unreadable ones too."""

    def incidents(self) -> Sequence[IncidentHead]:
        """All incidents, in the order of their first entries."""
