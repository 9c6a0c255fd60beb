"""The incidents that were examined last, so that a look at another window need not begin anew.

What is found in every admissible order of an incident can take seconds where many times are
uncertain; a reviewer then zooms, and opens one piece of evidence after the other. A case works
out what it is asked when it is first asked for it, so one request at a time has it.
"""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final

from jointlog.projections.case import Case, Question, examine
from jointlog.projections.finding import Finding
from jointlog.projections.findings import find
from jointlog.projections.lanes.drawing import Lanes, lanes

if TYPE_CHECKING:
    from jointlog.api.door import Record

KEPT_MAX: Final = 4
"""So many cases are kept; one of 300 entries with 48 orders holds some 40 MiB."""
Key = tuple[str, int, int, Question]
"""Incident, its last version, how many entries could not be read, and what is asked."""


@dataclass(slots=True)
class Examination:
    """One incident under one question."""

    case: Case
    lock: Lock = field(default_factory=Lock)

    def findings(self) -> tuple[Finding, ...]:
        """What the catalogue finds, looked for once."""
        return self.case.once("findings of the catalogue", lambda: tuple(find(self.case)))

    def lanes(self, subject: str) -> Lanes:
        """The lanes of a person, or of all for "", over the whole time, drawn once."""
        return self.case.once(("lanes", subject), lambda: lanes(self.case, subject=subject))


class Examined:
    """The last examinations of one log."""

    def __init__(self, at_most: int = KEPT_MAX) -> None:
        self._at_most = at_most
        self._lock = Lock()
        self._kept: OrderedDict[Key, Examination] = OrderedDict()

    @contextmanager
    def of(self, record: "Record", question: Question) -> Iterator[Examination]:
        """The examination of what is recorded, for this request alone while it lasts.

        Raises:
            NotFoundError: there is no such protocol.

        """
        key = (record.incident, record.version, len(record.unreadable), question)
        with self._lock:
            made = self._kept.get(key)
        if made is None:
            made = Examination(examine(record.entries, question))
        with self._lock:
            made = self._kept.setdefault(key, made)
            self._kept.move_to_end(key)
            while len(self._kept) > self._at_most:
                self._kept.popitem(last=False)
        with made.lock:
            yield made
