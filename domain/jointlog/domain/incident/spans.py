"""A strand of responsibility over time: spans without gaps, each with what its ends rest on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from jointlog.domain.incident.statements import Statement
from jointlog.domain.time import Length, Window
from jointlog.domain.vocabulary import (
    EVIDENCE_RANK,
    Agency,
    Basis,
    EvidenceGrade,
    SourceKind,
    Strand,
)


class State(StrEnum):
    """What is recorded of a strand at a moment."""

    NOT_NEEDED = "not needed"
    NEEDED = "needed, held by nobody"
    OFFERED = "offered"
    HELD = "held"
    JOINT = "held jointly"
    DELEGATED = "delegated"
    CONTESTED = "contested"
    DISCLAIMED = "disclaimed by all"
    LAPSED = "lapsed"
    SUSPENDED = "suspended"
    UNKNOWN = "unknown"


UNHELD: Final = frozenset({State.NEEDED, State.OFFERED, State.DISCLAIMED, State.LAPSED})
"""States in which a needed strand may have no holder; `Span.is_unheld` decides."""


class Bound(NamedTuple):
    """An end of a span or wait: when, and the versions of the entries it rests on."""

    window: Window
    entries: tuple[int, ...]


class Holding(NamedTuple):
    """What is recorded of a strand from one boundary to the next."""

    state: State
    holders: tuple[Agency, ...] = ()
    lead: Agency | None = None
    principal: Agency | None = None
    offered_to: tuple[Agency, ...] = ()


class Span(NamedTuple):
    """A stretch of time in which a strand's holding did not change.

    ``end`` is None where it still stands at the end of the record. ``evidence`` is the weakest
    grade of the entries that its ends rest on; ``basis`` is what its start rests on.
    """

    subject: str
    strand: Strand
    holding: Holding
    start: Bound
    end: Bound | None
    basis: Basis | None
    evidence: EvidenceGrade
    previous: tuple[Agency, ...] = ()

    @property
    def state(self) -> State:
        """The state of the strand."""
        return self.holding.state

    @property
    def holders(self) -> tuple[Agency, ...]:
        """Who holds the strand, or who is in dispute over it."""
        return self.holding.holders

    @property
    def is_unheld(self) -> bool:
        """Whether the strand is needed and nobody is recorded as holding it."""
        return not self.holding.holders and self.holding.state in UNHELD

    def end_window(self, horizon: Window) -> Window:
        """When it ended, or the end of the record."""
        return self.end.window if self.end is not None else horizon

    def length(self, horizon: Window) -> Length:
        """How long it ran, to the end of the record where it has no end."""
        return Length.between(self.start.window, self.end_window(horizon))


def weakest(grades: Iterable[EvidenceGrade]) -> EvidenceGrade:
    """The weakest of the grades; what rests on nothing is inferred."""
    return max(grades, key=EVIDENCE_RANK.__getitem__, default=EvidenceGrade.INFERRED)


_SIGNED: Final = frozenset({SourceKind.FORM})
_SYSTEM: Final = frozenset({SourceKind.AVL, SourceKind.CCTV, SourceKind.BODY_WORN_VIDEO})
_LATER: Final = frozenset(
    {
        EvidenceGrade.RETROSPECTIVE,
        EvidenceGrade.STATEMENT,
        EvidenceGrade.HEARSAY,
        EvidenceGrade.INFERRED,
    }
)


def basis_of(statement: Statement, *, by_conduct: bool) -> Basis:
    """What a change of holder rests on (R4)."""
    source = statement.entry.envelope.source
    if getattr(statement.fact, "form_ref", "") or (source is not None and source.kind in _SIGNED):
        return Basis.SIGNED_FORM
    if statement.evidence in _LATER:
        return Basis.ASSERTED_LATER
    if by_conduct:
        return Basis.CONDUCT
    if statement.evidence is EvidenceGrade.MACHINE or (
        source is not None and source.kind in _SYSTEM
    ):
        return Basis.SYSTEM_RECORD
    return Basis.EXPLICIT_WORDS


@dataclass(slots=True)
class Offer:
    """An offer of a strand that nobody has answered; ``until`` another agency took it, if so."""

    version: int
    to: Agency | None
    by: Agency
    until: Bound | None = None


@dataclass(slots=True)
class Track:
    """One strand of one person, as the fold builds it."""

    subject: str
    strand: Strand
    holding: Holding
    start: Bound
    basis: Basis | None = None
    grade: EvidenceGrade = EvidenceGrade.MACHINE
    spans: list[Span] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    passed_over: list[Offer] = field(default_factory=list)  # another agency took it meanwhile
    asked: list[Agency] = field(default_factory=list)
    declined: list[Agency] = field(default_factory=list)
    is_accepted: bool = False  # by the holder's own statement or power, not by conduct
    is_needed: bool = False  # something says so; conduct alone does not
    settled: Holding | None = None  # the holding before a dispute
    claimants: list[Agency] = field(default_factory=list)  # parties that say they hold it
    previous: tuple[Agency, ...] = ()  # who held it last
    _told: list[Span] | None = None  # every span, until the next move

    def move(self, statement: Statement, holding: Holding, *, by_conduct: bool = False) -> bool:
        """Begin a new span at the statement; False where nothing changes."""
        if holding == self.holding:
            return False
        self._told = None
        bound = Bound(statement.window, (statement.version,))
        self._close(bound, statement.evidence)
        if self.holding.holders:
            self.previous = self.holding.holders
        if holding.holders != self.holding.holders:
            self.is_accepted = False
        self.holding = holding
        self.start = bound
        self.basis = basis_of(statement, by_conduct=by_conduct)
        self.grade = statement.evidence
        return True

    def lapse(self, at: Window, until: Window, entries: tuple[int, ...]) -> None:
        """Say that the authority ran out ``at``: lapsed from then to the boundary at ``until``."""
        cut: list[Span] = []
        lapsed: Span | None = None
        for span in self.all_spans():
            begun = span.start.window.latest_s
            if lapsed is not None and begun < until.earliest_s:
                lapsed = lapsed._replace(end=span.end)
                cut[-1] = lapsed
            elif lapsed is None and span.holders and self._covers(span, at):
                bound = Bound(at, entries)
                cut.append(span._replace(end=bound))
                lapsed = span._replace(
                    holding=Holding(State.LAPSED),
                    start=bound,
                    basis=None,
                    previous=span.holders,
                )
                cut.append(lapsed)
            else:
                cut.append(span)
        last = cut.pop()
        self.spans = cut
        self._told = None
        self.holding, self.start, self.basis = last.holding, last.start, last.basis
        self.previous = last.previous

    @staticmethod
    def _covers(span: Span, at: Window) -> bool:
        over = span.end is not None and span.end.window.earliest_s <= at.latest_s
        return span.start.window.latest_s <= at.earliest_s and not over

    def all_spans(self) -> list[Span]:
        """Every span, the open one last; the list is shared, and only read."""
        if self._told is None:
            self._told = [*self.spans, self._span(None, self.grade)]
        return self._told

    def _close(self, bound: Bound, evidence: EvidenceGrade) -> None:
        self.spans.append(self._span(bound, weakest((self.grade, evidence))))

    def _span(self, end: Bound | None, evidence: EvidenceGrade) -> Span:
        return Span(
            self.subject,
            self.strand,
            self.holding,
            self.start,
            end,
            self.basis,
            evidence,
            self.previous,
        )
