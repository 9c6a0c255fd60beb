"""Every refusal a user can meet: one class each, with a stable code.

A refusal is an exception, a finding is data, a bug is an assertion. HTTP statuses are the API's
business (`jointlog.api.problems`), exit codes the command line's (`jointlog.cli.exits`).
"""

from typing import ClassVar

from jointlog.domain.nearest import hint


class LogError(Exception):
    """Base of all refusals; ``code`` is stable and documented in `docs/problems.md`."""

    code: ClassVar[str] = "refused"


class MalformedError(LogError):
    """The text or value cannot be a statement: wrong form, type, or bound.

    Attributes:
        field: dotted path of the value, such as ``facts.eta``; empty for the whole body.
        problem: what is wrong, without the path.
        expected: what would be accepted, with its unit.

    """

    code = "malformed"

    def __init__(self, field: str, problem: str, expected: str = "") -> None:
        self.field = field
        self.problem = problem
        self.expected = expected
        where = f"{field}: " if field else ""
        what = f" (expected {expected})" if expected else ""
        super().__init__(f"{where}{problem}{what}")

    def within(self, parent: str) -> "MalformedError":
        """The same refusal, seen from the value that holds the field."""
        path = f"{parent}.{self.field}" if self.field else parent
        return MalformedError(path, self.problem, self.expected)


class UnknownEventError(LogError):
    """No event type has this name."""

    code = "unknown_event"

    def __init__(self, name: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(f"there is no event type {name!r}{hint(nearest)} (see docs/events.md)")
        self.name = name
        self.nearest = nearest


class NotPermittedError(LogError):
    """The agency may not make this statement."""

    code = "not_permitted"


class IdReusedError(LogError):
    """The event id is taken by an entry with another content."""

    code = "id_reused"

    def __init__(self, event_id: str, incident: str) -> None:
        super().__init__(
            f"event id {event_id} is already recorded in incident {incident} with other content; "
            "use a new id for a new fact"
        )
        self.event_id = event_id
        self.incident = incident


class VersionMovedError(LogError):
    """The incident has grown since the version that the poster named."""

    code = "version_moved"

    def __init__(self, incident: str, expected: int, actual: int) -> None:
        super().__init__(
            f"incident {incident} is at version {actual}, not {expected}: read it again, then post"
        )
        self.incident = incident
        self.expected = expected
        self.actual = actual


class NotFoundError(LogError):
    """Nothing is recorded under this name."""

    code = "not_found"


class ProtocolError(LogError):
    """A standard or threshold cannot be used; names the file and the row."""

    code = "protocol_invalid"

    def __init__(self, file: str, row: str, problem: str) -> None:
        super().__init__(f"{file}, row {row}: {problem}")
        self.file = file
        self.row = row


class StoreError(LogError):
    """The store cannot be used as it is set up; the message says how to mend it."""

    code = "store_unusable"


class StoreBusyError(LogError):
    """The store did not answer in time; the same post may be sent again with the same id."""

    code = "store_busy"


class CorruptEntryError(LogError):
    """Stored bytes cannot be read as an entry; the entry is kept and shown as unreadable."""

    code = "corrupt_entry"


class BatchRefusedError(LogError):
    """One item of an all-or-nothing batch, or of an import, is refused; ``index`` counts from 0."""

    code = "batch_refused"

    def __init__(self, index: int, error: LogError) -> None:
        super().__init__(f"item {index}: {error}")
        self.index = index
        self.error = error


class KeyRefusedError(LogError):
    """The key opens nothing: it is unknown, expired or revoked."""

    code = "key_refused"
