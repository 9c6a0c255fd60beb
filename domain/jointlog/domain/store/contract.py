"""What a log asks of a database: the protocols that each recorder keeps, and its refusals.

A recorder is a subclass of the library's, so that the library's own tests run on it. What is added
is `record`, which writes rows that need no look at what is stored, in one transaction and one round
trip; and `writing`: one transaction in which the version is read, the decision made and the row
written.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from eventsourcing.persistence import (
    ConnectionPoolClosedError,
    ConnectionUnavailableError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    PersistenceError,
)

from jointlog.domain.errors import StoreBusyError, StoreError
from jointlog.domain.store.codec import LocatedRow, StoredEntry
from jointlog.domain.store.columns import Columns

MENDING: Final = {
    "SQLITE_FULL": "the disk is full: free some space, then send the same again",
    "SQLITE_READONLY": "the file or its directory cannot be written: check owner and mode",
    "SQLITE_CANTOPEN": "the file cannot be opened: check that its directory exists, owner and mode",
    "SQLITE_NOTADB": "the file is no SQLite database, or its beginning is damaged: set "
    "JOINTLOG_DATABASE to another path, or restore the last verified backup",
    "SQLITE_CORRUPT": "the file is damaged: restore the last verified backup",
    "SQLITE_IOERR": "the disk answered with an error: check it, then send the same again",
    "53100": "the server's disk is full: free some space, then send the same again",
    "42501": "the role may not do this: see docs/how-to/run-a-shared-server.md",
}
"""What to do, by the beginning of SQLite's name of the error or of PostgreSQL's SQLSTATE."""
BUSY: Final = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_PROTOCOL",  # a lock that was not given back; it is once the connections are renewed
    "55P03",  # no lock in time
)
LOST: Final = (
    "08",  # the connection broke
    "25006",  # the server became a standby
    "25P03",  # the connection was cut for being idle in a transaction
    "40",  # a serialisation failure or deadlock: rolled back
    "53300",  # no connection is free
    "57P",  # the server stops, starts or cuts connections
)
NEXT: Final = 0
"""As the version of a row: whatever version is next in its incident."""


class RaceLostError(StoreBusyError):
    """Another writer took the version or the event id: run it again."""


class AnswerLostError(RaceLostError):
    """The connection broke, perhaps after the commit: look the event ids up and run it again."""


@contextmanager
def refusing() -> Iterator[None]:
    """Turn the library's errors into refusals that say how to mend.

    Raises:
        RaceLostError: a uniqueness rule refused the row.
        AnswerLostError: the connection broke; what was sent may be stored or not.
        StoreBusyError: no connection or lock in time.
        StoreError: anything else.

    """
    try:
        yield
    except IntegrityError as error:
        raise RaceLostError("another writer was faster; send the same again") from error
    except ConnectionUnavailableError as error:
        raise StoreBusyError("the log is busy; send the same again") from error
    except ConnectionPoolClosedError as error:
        raise StoreError("the log is closed: open it again") from error
    except PersistenceError as error:
        name = error_name(error)
        if name.startswith(BUSY):
            raise StoreBusyError(f"the database is locked ({name}); send the same again") from error
        if name.startswith(LOST) or is_cut(error, name):
            raise AnswerLostError(
                f"the database was lost ({error!s:.300}); send the same again, with the same id"
            ) from error
        known = [advice for prefix, advice in MENDING.items() if name.startswith(prefix)]
        raise StoreError(f"the database answered {error!s:.300}: {say(known)}") from error


def error_name(error: BaseException) -> str:
    """SQLite's name of the error, or PostgreSQL's SQLSTATE; empty where it has neither."""
    cause = error.__cause__
    return getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", "") or ""


def is_cut(error: PersistenceError, name: str) -> bool:
    """Whether the error is that of a connection to a server that broke, or could not be made."""
    is_of_connection = isinstance(error, OperationalError | InterfaceError)
    return is_of_connection and not name and hasattr(error.__cause__, "sqlstate")


def say(known: Sequence[str]) -> str:
    """The advice for an error, or where to look when there is none."""
    return known[0] if known else "see docs/storage.md"


@dataclass(frozen=True, slots=True)
class IncidentHead:
    """How far an incident has got: its number of entries and the position of the last one."""

    incident: str
    version: int
    position: int


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key as it is stored: times in UTC milliseconds, and never the secret itself."""

    key_id: str
    agency: str
    scope: str
    mac: bytes = field(repr=False)
    created_ms: int
    expires_ms: int
    revoked_ms: int | None = None


class Place(NamedTuple):
    """Where a row was written: in the whole log, and in its incident."""

    position: int
    version: int


class Writing(Protocol):
    """One write transaction; no other writer is between its reads and its rows."""

    def version(self, stream: UUID) -> int:
        """The number of entries of the incident with this stream id; 0 for none."""

    def find(self, event_id: UUID) -> LocatedRow | None:
        """The row of this event id."""

    def append(self, stored: StoredEntry) -> int:
        """Write one row and return its position."""


class KeyRows(Protocol):
    """The table of keys."""

    def add(self, row: KeyRow) -> None:
        """Write a new row."""

    def find(self, key_id: str) -> KeyRow | None:
        """The row of this key id."""

    def rows(self) -> list[KeyRow]:
        """All rows, oldest first."""

    def revoke(self, key_id: str, now_ms: int) -> None:
        """Note when the key was revoked, unless it was before."""


class EntryRecorder(Protocol):
    """One database of entries; positions start at 1, only grow and are never used again."""

    @property
    def key_rows(self) -> KeyRows:
        """The table of keys in the same database."""

    def record(self, rows: Sequence[StoredEntry]) -> list[Place]:
        """Write all rows in one transaction, or none, and return their places.

        A row of version `NEXT` takes the version that is next; any other must be the next.

        Raises:
            IntegrityError: a version or event id is taken; nothing is written.

        """

    def found(self, event_ids: Sequence[bytes]) -> Sequence[LocatedRow]:
        """The rows of those of the event ids that are recorded."""

    def writing(self) -> AbstractContextManager[Writing]:
        """One write transaction: committed at the end, undone by any exception."""

    def version(self, stream: UUID) -> int:
        """The number of entries of the incident with this stream id; 0 for none."""

    def find(self, event_id: UUID) -> LocatedRow | None:
        """The row of this event id."""

    def columns_of(self, stream: UUID, after_version: int) -> Sequence[Columns]:
        """The rows of one incident in order of version."""

    def columns_after(self, position: int, limit: int) -> Sequence[Columns]:
        """At most ``limit`` rows behind this position, in order."""

    def rows_after(self, position: int, limit: int) -> Sequence[LocatedRow]:
        """At most ``limit`` rows behind this position, in order."""

    def rows_holding(self, values: Sequence[bytes], limit: int) -> Sequence[LocatedRow]:
        """At most ``limit`` rows whose state has one of these byte strings, in order."""

    def max_notification_id(self) -> int | None:
        """The last position, or None while there is none."""

    def incident_heads(self) -> list[IncidentHead]:
        """All incidents, in the order of their first entries."""

    def incident_of(self, stream: UUID) -> str:
        """The incident of a stream; the stream's id where none is noted."""

    def strays(self) -> Sequence[LocatedRow]:
        """The rows whose stream is of no incident."""

    def close(self) -> None:
        """Give back what the recorder holds open."""


class Observer:
    """Is told what is written; this one does nothing with it. Its methods must not wait."""

    def posted(self, took_s: float) -> None:
        """A post came back after so many seconds, its rows durable."""

    def committing(self, posts: int, waiting: int) -> None:
        """So many posts are written together now, and so many wait behind them."""
