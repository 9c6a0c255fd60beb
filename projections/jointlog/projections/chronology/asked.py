"""What is asked of a chronology, and what it is written from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from jointlog.domain.entry import Entry
from jointlog.domain.incident import Bound, Span, State, Statement
from jointlog.domain.time import Window
from jointlog.projections.case import EVERYTHING, Case, Question, examine
from jointlog.projections.chronology.masking import FULL, Kind, Masked, Profile, mask
from jointlog.projections.chronology.telling import Times
from jointlog.projections.finding import Finding
from jointlog.projections.findings import find
from jointlog.projections.lanes.drawing import learnt_late
from jointlog.projections.waits import Wait, waits
from jointlog.projections.wording.times import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A chronology that is asked for.

    Attributes:
        release: the version of the program, printed in the document.
        question: order, moment of recording, end of the record, standards.
        subject: only what is about this person; "" for everyone.
        window: only what may have been so in this time; None for all of it.
        profile: what is withheld.
        positions: the place in the log of each entry, by version, where it is known.
        secret: the secret of the commitments; empty for none.

    """

    release: str
    question: Question = EVERYTHING
    subject: str = ""
    window: Window | None = None
    profile: Profile = FULL
    positions: dict[int, int] = field(default_factory=dict)
    secret: bytes = b""

    @property
    def is_full(self) -> bool:
        """Whether nothing is withheld."""
        return self.profile.kind is Kind.FULL


Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with its sentence, and whether that is of this very finding or of its rule."""

    finding: Finding
    sentence: str
    settle: str


@dataclass(frozen=True, slots=True)
class Basis:
    """What every table is made from.

    Attributes:
        asked: what is asked for.
        full: the case from all entries; of it only what withholds nothing may be told.
        case: the case from the masked entries.
        masked: the masked entries, and what is withheld.
        times: says instants in the incident's zone.
        learnt: when each late entry was learnt, by version (UTC milliseconds).
        versions: the version of each entry that may be named, by its event id.

    """

    asked: Asked
    full: Case
    case: Case
    masked: Masked
    times: Times
    learnt: dict[int, int]
    versions: dict[UUID, int]

    @property
    def subject(self) -> str:
        """The person asked for, as shown."""
        return self.masked.person(self.asked.subject)

    def is_asked(self, subject: str, *windows: Window) -> bool:
        """Whether something of a person, from the first window to the last, is asked for."""
        if self.subject and subject not in ("", self.subject):
            return False
        window = self.asked.window
        if window is None or not windows:
            return True
        low, high = windows[0], windows[-1]
        return low.earliest_s <= window.latest_s and high.latest_s >= window.earliest_s

    def until(self, end: Bound | None) -> Window:
        """An end, or the end of the record."""
        return self.case.horizon if end is None else end.window


def basis_of(entries: Iterable[Entry], asked: Asked) -> Basis:
    """Examine what was known, mask it, and examine what is shown.

    Raises:
        NotFoundError: there is no such protocol.

    """
    known_ms = asked.question.known_at_ms
    held = [each for each in entries if known_ms is None or each.recorded_at_ms <= known_ms]
    full = examine(sorted(held, key=_version), asked.question)
    masked = mask(full, asked.profile)
    case = full
    if not asked.is_full:
        question = replace(asked.question, protocol=full.protocol.name)
        case = examine(masked.entries, question)
    return Basis(
        asked=asked,
        full=full,
        case=case,
        masked=masked,
        times=Times(Clock.of(full.statements).tz),
        learnt=learnt_late(full),
        versions={entry.event_id: entry.version for entry in case.entries},
    )


def _version(entry: Entry) -> int:
    return entry.version


GRAVEST_FIRST: Final = ("S1", "S2", "S3")


def findings_of(basis: Basis) -> list[Told]:
    """The findings that may be told, the gravest first, then by time.

    With roles only, all of them: a sentence is told where the masked entries give the same finding,
    else the rule's first sentence stands for it. Of one agency's own, those that its entries alone
    give as all entries do.
    """
    made = find(basis.full)
    same = {_key(each): each for each in find(basis.case)} if not basis.asked.is_full else {}
    told = []
    for finding in made:
        found = finding.found
        start = basis.full.horizon if found.start is None else found.start.window
        if not basis.is_asked(basis.masked.person(found.subject), start, basis.until(found.end)):
            continue
        if basis.asked.is_full:
            told.append(Told(finding, found.sentence, found.settle))
            continue
        other = same.get(_key(finding))
        if other is not None:
            told.append(Told(finding, other.found.sentence, other.found.settle))
        elif basis.asked.profile.kind is Kind.ROLES_ONLY:
            told.append(Told(finding, "", ""))
    return sorted(told, key=_gravity)


def _key(finding: Finding) -> Key:
    found = finding.found
    return finding.code, found.entries, found.strands, found.grade, found.length, found.limit_s


def _gravity(told: Told) -> tuple[str, int, str]:
    start = told.finding.found.start
    return told.finding.severity, 0 if start is None else start.window.earliest_s, told.finding.id


def waits_of(basis: Basis) -> list[Wait]:
    """The waits that may be told, in the order asked."""
    allowed = {_wait_key(each) for each in waits(basis.full)}
    return [
        wait
        for wait in waits(basis.case)
        if _wait_key(wait) in allowed
        and basis.is_asked(wait.subject, wait.start.window, basis.until(wait.end))
    ]


def _wait_key(wait: Wait) -> Key:
    return wait.kind, wait.start, wait.end, wait.length, wait.outcome


def spans_of(basis: Basis) -> Sequence[Span]:
    """The stretches that a strand was held, needed or contested, and that may be told."""
    allowed = {_span_key(each) for each in basis.full.timeline.all_spans()}
    return [
        span
        for span in basis.case.timeline.all_spans()
        if span.state is not State.NOT_NEEDED
        and _span_key(span) in allowed
        and basis.is_asked(span.subject, span.start.window, basis.until(span.end))
    ]


def _span_key(span: Span) -> Key:
    return span.strand, span.state, span.start, span.end, len(span.holders)


def statements_of(basis: Basis) -> list[Statement]:
    """The entries that count and are asked for, in their order."""
    return [each for each in basis.case.statements if basis.is_asked(each.subject, each.window)]
