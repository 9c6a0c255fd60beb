"""Exit codes: what a script may rely on. `docs/cli.md` and `docs/problems.md` print this table."""

from enum import IntEnum
from typing import Final

from jointlog.domain import errors


class Exit(IntEnum):
    """What the command line answers a script."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    NOT_FOUND = 3
    CONFLICT = 4
    INTEGRITY = 5
    NOT_PERMITTED = 6
    MALFORMED = 7
    BUG = 70
    TRY_AGAIN = 75
    INTERRUPTED = 130


MEANINGS: Final = {
    Exit.OK: "Done. Findings are no error unless `--fail-on` asks for it.",
    Exit.FINDINGS: "Findings of the severity that `--fail-on` names are present.",
    Exit.USAGE: "The command, an option or an argument is not understood.",
    Exit.NOT_FOUND: "No such log, incident, finding, key, protocol or file.",
    Exit.CONFLICT: "The event id is taken by another entry, or the incident has moved on.",
    Exit.INTEGRITY: "The log or a standards file is damaged or cannot be used.",
    Exit.NOT_PERMITTED: "The agency may not say this, or the key opens nothing.",
    Exit.MALFORMED: "A statement, time, line or file is malformed; nothing of it is recorded.",
    Exit.BUG: "A fault of jointlog itself; `JOINTLOG_DEBUG=1` shows where.",
    Exit.TRY_AGAIN: "The log is busy or the server cannot be reached: run the same again.",
    Exit.INTERRUPTED: "Stopped from the keyboard.",
}

CODES: Final[dict[type[errors.LogError], Exit]] = {
    errors.MalformedError: Exit.MALFORMED,
    errors.UnknownEventError: Exit.MALFORMED,
    errors.NotPermittedError: Exit.NOT_PERMITTED,
    errors.KeyRefusedError: Exit.NOT_PERMITTED,
    errors.IdReusedError: Exit.CONFLICT,
    errors.VersionMovedError: Exit.CONFLICT,
    errors.NotFoundError: Exit.NOT_FOUND,
    errors.ProtocolError: Exit.INTEGRITY,
    errors.StoreError: Exit.INTEGRITY,
    errors.CorruptEntryError: Exit.INTEGRITY,
    errors.StoreBusyError: Exit.TRY_AGAIN,
}


def exit_of(error: errors.LogError) -> Exit:
    """The exit code of a refusal; a batch has that of its item."""
    if isinstance(error, errors.BatchRefusedError):
        return exit_of(error.error)
    return next((CODES[cls] for cls in type(error).__mro__ if cls in CODES), Exit.BUG)
