"""Hindsight: which findings changed between two moments of recording, and by which entry of whom.

A finding is matched by its id. Which entries a change rests on is told by examining the incident
again with the entries of the time between added one at a time, in the order they were recorded;
where there are more than `STEPS_MAX`, by halving, which names one entry only.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from jointlog.domain.entry import Entry
from jointlog.domain.errors import MalformedError
from jointlog.domain.incident import Statement, view
from jointlog.domain.incident.statements import ABOUT_THE_RECORD
from jointlog.domain.time import FIRST_S, LAST_S, Length
from jointlog.domain.vocabulary import Agency, EvidenceGrade
from jointlog.projections.case import Case, Question, examine
from jointlog.projections.finding import Detector, Finding, Grade
from jointlog.projections.findings import TABLE, find

STEPS_MAX: Final = 200
"""More entries than this in between are halved instead of added one at a time."""

WRITTEN_WITHIN_S: Final = {
    EvidenceGrade.MACHINE: 0,
    EvidenceGrade.CONTEMPORANEOUS: 0,
    EvidenceGrade.RETROSPECTIVE: 86_400,
}
"""How long after it happened a source of this grade was written, at most (seconds)."""

Key = tuple[str, int]
"""A finding's id, and a count of those with the same id."""
Findings = dict[Key, Finding]
Aspect = Callable[[Finding | None], object]


class Change(StrEnum):
    """What became of a finding."""

    APPEARED = "appeared"
    VANISHED = "vanished"
    LENGTHENED = "lengthened"
    SHORTENED = "shortened"
    NARROWED = "narrowed"  # its length is known better: the least rose and the most fell
    WIDENED = "widened"
    GRADED = "changed grade"


@dataclass(frozen=True, slots=True)
class Cause:
    """An entry that a change rests on; ``recorded_at_ms`` is UTC milliseconds."""

    version: int
    agency: Agency
    event: str
    recorded_at_ms: int


@dataclass(frozen=True, slots=True)
class Shift:
    """One change of one finding between two moments of recording.

    Attributes:
        change: what became of it.
        before: the finding at the first moment, None where it was not found.
        after: the finding at the second moment, None where it was not found.
        causes: the entries recorded in between at which this changed.
        is_halved: only one such entry was looked for: too many were recorded in between.

    """

    change: Change
    before: Finding | None
    after: Finding | None
    causes: tuple[Cause, ...]
    is_halved: bool

    @property
    def finding(self) -> Finding:
        """The finding as it stands, or as it last stood."""
        found = self.after or self.before
        assert found is not None, "a shift is of a finding"
        return found


@dataclass(frozen=True, slots=True)
class AsKnown:
    """A finding as known at its own end, and as established later; both to the same end.

    Attributes:
        then: the finding from what was in writing at ``at_s``; None where it was not found.
        later: the finding from all that is recorded.
        at_s: the finding's own end (UTC seconds), or the end of the record.
        changes: how the two differ; empty where they do not.
        unwritten: versions of the entries that speak of the time until then, or of the record,
            and were not in writing then.
        untold: versions of the entries that speak of that time, and of which nothing says when
            they were first written.

    """

    then: Finding | None
    later: Finding
    at_s: int
    changes: tuple[Change, ...] = ()
    unwritten: tuple[int, ...] = ()
    untold: tuple[int, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the two variants differ."""
        return bool(self.changes)


def hindsight(
    entries: Iterable[Entry],
    from_ms: int,
    to_ms: int,
    protocol: str = "",
    detectors: Sequence[Detector] = TABLE,
) -> list[Shift]:
    """How the findings changed from one moment of recording to a later one.

    Args:
        entries: the incident's entries, in any order.
        from_ms: the first moment, UTC milliseconds; what was recorded then counts.
        to_ms: the second moment, UTC milliseconds; what was recorded then counts.
        protocol: name such as ``england@2011-04-18``; "" lets the incident choose.
        detectors: the findings looked for.

    Raises:
        MalformedError: the first moment is after the second.
        NotFoundError: there is no such protocol.

    """
    if from_ms > to_ms:
        raise MalformedError("from", "is after to", "two moments, the earlier one first")
    path = _Path.between(entries, from_ms, to_ms, protocol, detectors)
    before, after = path.findings(0), path.findings(path.steps)
    keys = dict.fromkeys((*after, *before))
    return [
        _shift(path, key, change, aspect)
        for key in keys
        for change, aspect in _changes(before.get(key), after.get(key))
    ]


def variants(
    entries: Iterable[Entry],
    finding: Finding,
    protocol: str = "",
    detectors: Sequence[Detector] = TABLE,
) -> AsKnown:
    """A finding as known at its own end, and as established later.

    An entry counts as known once it was in writing: when it was first written, where that is
    said, else when this log recorded it. A log that was made after the fact recorded nothing
    while the incident ran; there the evidence grade decides. What is graded machine or
    contemporaneous was in writing when it happened, what is retrospective within a day of it; of
    anything weaker nothing says when it was first written: it is counted as known, so that no
    difference rests on it, and named among ``untold``.
    """
    held = sorted(entries, key=lambda entry: entry.version)
    now = examine(held, Question(protocol=protocol))
    (known,) = variants_of(now, [finding], detectors)
    return known


def variants_of(
    now: Case, findings: Sequence[Finding], detectors: Sequence[Detector] = TABLE
) -> list[AsKnown]:
    """Both variants of each finding of an incident, as `variants` tells them."""
    return list(variants_in_turn(now, findings, detectors))


def variants_in_turn(
    now: Case, findings: Sequence[Finding], detectors: Sequence[Detector] = TABLE
) -> Iterator[AsKnown]:
    """The same one at a time, each looked up when it is asked for.

    Where what was in writing then and what is now say the same of the time of a finding, the two
    are one, and the incident is not examined again.
    """
    known_at_ms = now.question.known_at_ms
    held = sorted(
        (e for e in now.entries if known_at_ms is None or e.recorded_at_ms <= known_at_ms),
        key=lambda entry: entry.version,
    )
    is_live = any(entry.recorded_at_ms <= now.horizon.latest_s * 1000 for entry in held)
    ends_s = [_end_s(now, finding) for finding in findings]
    sought: dict[int, set[str]] = {}
    for finding, at_s in zip(findings, ends_s, strict=True):
        sought.setdefault(at_s, set()).add(finding.code)
    made: dict[int, _Moment] = {}
    for finding, at_s in zip(findings, ends_s, strict=True):
        if at_s not in made:
            mine = [each for each in detectors if each.code in sought[at_s]]
            made[at_s] = _moment(now, held, at_s, mine, is_live=is_live)
        yield made[at_s].as_known(finding)


@dataclass(frozen=True, slots=True)
class _Moment:
    """When findings end, and what was in writing by then.

    Attributes:
        at_s: the moment.
        unwritten: the versions that speak of the time until then, or of the record, and surely
            were not in writing.
        untold: the versions that speak of that time and of which nothing says when.
        made: the findings from what was in writing and from all; None where both are the same.

    """

    at_s: int
    unwritten: tuple[int, ...] = ()
    untold: tuple[int, ...] = ()
    made: tuple[Findings, Findings] | None = None

    def as_known(self, finding: Finding) -> AsKnown:
        """Both variants of a finding that ends then."""
        then: Finding | None = finding
        later = finding
        if self.made is not None:
            early, late = self.made
            then, later = early.get((finding.id, 0)), late.get((finding.id, 0), finding)
        changes = tuple(change for change, _ in _changes(then, later))
        return AsKnown(then, later, self.at_s, changes, self.unwritten, self.untold)


def _end_s(now: Case, finding: Finding) -> int:
    """The finding's own end, or the end of the record (UTC seconds)."""
    end = finding.found.end
    return now.horizon.latest_s if end is None else end.window.latest_s


def _moment(
    now: Case, held: list[Entry], at_s: int, detectors: Sequence[Detector], *, is_live: bool
) -> _Moment:
    if at_s >= LAST_S:
        return _Moment(at_s)
    written = {entry.version: _is_written(entry, at_s, is_live=is_live) for entry in held}
    known = [entry for entry in held if written[entry.version] is not False]
    if len(known) == len(held) and None not in written.values():
        return _Moment(at_s)
    question = replace(now.question, until_s=at_s, protocol=now.protocol.name)
    later = view(held, order=question.order, until_s=at_s)
    counted = {each.version for each in later}
    counted |= {each.version for each in held if isinstance(each.fact, ABOUT_THE_RECORD)}
    told = [version for version in written if version in counted]
    made = None
    if not _is_same(view(known, order=question.order, until_s=at_s), later):
        made = (_keyed(known, question, detectors), _keyed(held, question, detectors))
    return _Moment(
        at_s,
        unwritten=tuple(version for version in told if written[version] is False),
        untold=tuple(version for version in told if written[version] is None),
        made=made,
    )


def _is_same(then: Sequence[Statement], later: Sequence[Statement]) -> bool:
    """Whether what was in writing says all that is said now."""
    return then == later


def _is_written(entry: Entry, at_s: int, *, is_live: bool) -> bool | None:
    """Whether the entry was in writing by then; None where nothing says so."""
    first = entry.envelope.first_written_at
    if first is not None:
        return first.window.latest_s <= at_s
    if is_live:
        return entry.recorded_at_ms < (at_s + 1) * 1000
    within_s = WRITTEN_WITHIN_S.get(entry.envelope.evidence)
    return None if within_s is None else entry.envelope.occurred.window.latest_s + within_s <= at_s


class _Path:
    """The findings after each entry of the time between; each step is examined at most once."""

    def __init__(
        self,
        start: list[Entry],
        added: list[Entry],
        protocol: str,
        detectors: Sequence[Detector],
    ) -> None:
        self.steps = len(added)
        self.is_halved = self.steps > STEPS_MAX
        self._entries = [*start, *added]
        self._first = len(start)
        self._protocol = protocol
        self._detectors = detectors
        self._made: dict[int, Findings] = {}

    @classmethod
    def between(
        cls,
        entries: Iterable[Entry],
        from_ms: int,
        to_ms: int,
        protocol: str,
        detectors: Sequence[Detector],
    ) -> "_Path":
        held = sorted(entries, key=lambda entry: (entry.recorded_at_ms, entry.version))
        start = [entry for entry in held if entry.recorded_at_ms <= from_ms]
        added = [entry for entry in held if from_ms < entry.recorded_at_ms <= to_ms]
        return cls(start, added, protocol, detectors)

    def findings(self, step: int) -> Findings:
        """The findings once this many entries were added."""
        found = self._made.get(step)
        if found is None:
            held = self._entries[: self._first + step]
            known_at_ms = held[-1].recorded_at_ms if held else None
            question = Question(known_at_ms=known_at_ms, protocol=self._protocol)
            found = self._made[step] = _keyed(held, question, self._detectors)
        return found

    def causes(self, key: Key, aspect: Aspect) -> tuple[Cause, ...]:
        """The entries at which this aspect of the finding changed; where halved, one of them."""

        def at(step: int) -> object:
            return aspect(self.findings(step).get(key))

        if not self.is_halved:
            changed = [step for step in range(self.steps) if at(step) != at(step + 1)]
            return tuple(self._cause(step) for step in changed)
        low, high, last = 0, self.steps, at(self.steps)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if at(middle) == last else (middle, high)
        return (self._cause(low),)

    def _cause(self, step: int) -> Cause:
        entry = self._entries[self._first + step]
        return Cause(entry.version, entry.agency, entry.name, entry.recorded_at_ms)


def _keyed(entries: Sequence[Entry], question: Question, detectors: Iterable[Detector]) -> Findings:
    """The findings of the entries; none where nothing is recorded yet."""
    keyed: Findings = {}
    counts: dict[str, int] = {}
    for finding in find(examine(entries, question), detectors) if entries else ():
        count = counts.get(finding.id, 0)
        counts[finding.id] = count + 1
        keyed[finding.id, count] = finding
    return keyed


def _shift(path: _Path, key: Key, change: Change, aspect: Aspect) -> Shift:
    before, after = path.findings(0).get(key), path.findings(path.steps).get(key)
    return Shift(change, before, after, path.causes(key, aspect), path.is_halved)


def _is_found(finding: Finding | None) -> bool:
    return finding is not None


def _length(finding: Finding | None) -> Length | None:
    return None if finding is None else finding.found.length


def _grade(finding: Finding | None) -> Grade | None:
    return None if finding is None else finding.found.grade


def _changes(before: Finding | None, after: Finding | None) -> Iterator[tuple[Change, Aspect]]:
    """What differs, and by which aspect of the finding."""
    if before is None or after is None:
        yield (Change.APPEARED if before is None else Change.VANISHED), _is_found
        return
    change = _length_change(before.found.length, after.found.length)
    if change is not None:
        yield change, _length
    if before.found.grade is not after.found.grade:
        yield Change.GRADED, _grade


def _length_change(before: Length | None, after: Length | None) -> Change | None:
    if before is None or after is None or before == after:
        return None
    low = after.min_s - before.min_s
    high = _most_s(after) - _most_s(before)
    if low >= 0 and high >= 0:
        return Change.LENGTHENED
    if low <= 0 and high <= 0:
        return Change.SHORTENED
    return Change.NARROWED if low > 0 else Change.WIDENED


def _most_s(length: Length) -> int:
    """The most it can have lasted; without an upper bound, longer than any record."""
    return LAST_S - FIRST_S if length.max_s is None else length.max_s
