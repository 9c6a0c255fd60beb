"""What an extract is of: written in every file of it, and in ``extract.json``."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

from jointlog.domain.lines import say_recorded_at
from jointlog.domain.store.log import Located, Log

EDITION: Final = 1
"""Of the tables and their columns; a change that a reader must know of makes it one more."""
READ_AT_ONCE: Final = 1000
STAMP_FILE: Final = "extract.json"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What of the log is in an extract.

    Attributes:
        position: of the last entry in it; 0 where there is none.
        known_at_ms: only what was recorded by then (UTC milliseconds); None is all.
        events: how many entries it has.
        incidents: how many incidents they are of.
        buckets: into how many buckets the incidents are divided.
        unreadable: how many entries of the log cannot be read, and so are not in it.

    """

    position: int
    known_at_ms: int | None
    events: int = 0
    incidents: int = 0
    buckets: int = 0
    unreadable: int = 0

    @property
    def as_known_at(self) -> str:
        """The time as of which it was known, or empty for all that is recorded."""
        return "" if self.known_at_ms is None else say_recorded_at(self.known_at_ms)

    def short(self) -> dict[str, str]:
        """What is told in every file: texts by name."""
        return {
            "jointlog_version": version("jointlog"),
            "edition": str(EDITION),
            "log_position": str(self.position),
            "as_known_at": self.as_known_at,
        }

    def told(self) -> dict[str, str]:
        """All of it, as texts by name."""
        plain = {name: "" if value is None else str(value) for name, value in self.plain().items()}
        return {name: plain[name] for name in sorted(plain)}

    def plain(self) -> dict[str, Any]:
        """All of it, as JSON."""
        return {
            **self.short(),
            "edition": EDITION,
            "log_position": self.position,
            "as_known_at": self.as_known_at or None,
            "events": self.events,
            "incidents": self.incidents,
            "buckets": self.buckets,
            "unreadable": self.unreadable,
        }


def scanned(log: Log) -> Iterator[Located]:
    """Every entry of the log, in order of position."""
    position = 0
    while found := log.read(position, READ_AT_ONCE):
        yield from found
        position = found[-1].position


def last_position(log: Log, known_at_ms: int | None) -> int:
    """The position of the last entry that was known then; of all, the log's last."""
    if known_at_ms is None:
        return log.head()
    known = (
        each.position
        for each in scanned(log)
        if each.entry is not None and each.entry.recorded_at_ms <= known_at_ms
    )
    return max(known, default=0)


def incidents_of(log: Log) -> list[str]:
    """Every incident of the log, those that only stray entries tell too, by id."""
    strays = {each.incident for each in log.strays()}
    return sorted(strays.union(head.incident for head in log.incidents()))
