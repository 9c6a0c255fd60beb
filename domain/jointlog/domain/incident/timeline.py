"""The state of one incident: strands, waits and presence, built by the fold."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jointlog.domain.incident.presence import Presence
from jointlog.domain.incident.requests import Request, Requests
from jointlog.domain.incident.spans import Bound, Holding, Span, State, Track
from jointlog.domain.incident.statements import Statement
from jointlog.domain.time import ANY_TIME
from jointlog.domain.vocabulary import Agency, Strand


class Change(NamedTuple):
    """One thing that a statement changed, for replay.

    ``what`` is one of: strand, wait opened, wait answered, wait ended, came, left.
    """

    what: str
    subject: str
    strand: Strand | None = None
    before: Holding | None = None
    after: Holding | None = None
    request: Request | None = None
    said: str = ""
    agency: Agency | None = None


@dataclass(slots=True)
class Timeline:
    """Who held what, who waited for whom, who was there.

    The fold advances it in place; everything else only reads it.
    """

    tracks: dict[tuple[str, Strand], Track] = field(default_factory=dict)
    requests: Requests = field(default_factory=Requests)
    presence: Presence = field(default_factory=Presence)
    start: Bound | None = None
    people: set[str] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)  # of the last statement
    is_told: bool = True  # whether changes are kept

    def track(self, subject: str, strand: Strand) -> Track:
        """The strand of a person; it begins as not needed, where the record begins."""
        key = (subject, strand)
        found = self.tracks.get(key)
        if found is None:
            start = self.start or Bound(ANY_TIME, ())
            found = Track(subject, strand, Holding(State.NOT_NEEDED), start)
            self.tracks[key] = found
        return found

    def spans(self, subject: str, strand: Strand) -> list[Span]:
        """The spans of a strand, without gaps between them; empty where it was never spoken of."""
        found = self.tracks.get((subject, strand))
        return found.all_spans() if found is not None else []

    def all_spans(self) -> list[Span]:
        """Every span of every strand, by person and strand."""
        order = {strand: index for index, strand in enumerate(Strand)}
        keys = sorted(self.tracks, key=lambda key: (key[0], order[key[1]]))
        return [span for key in keys for span in self.tracks[key].all_spans()]

    @property
    def subjects(self) -> list[str]:
        """The people the record speaks of, by pseudonym."""
        return sorted(self.people)

    def note(self, what: str, subject: str, **details: Any) -> None:
        """Keep a `Change` of the statement, where changes are kept."""
        if self.is_told:
            self.changes.append(Change(what, subject, **details))

    def begin(self, statement: Statement) -> None:
        """Note where the record begins, and forget the last statement's changes."""
        if self.is_told:
            self.changes = []
        self.people.add(statement.subject)
        if self.start is None:
            self.start = Bound(statement.window, (statement.version,))
