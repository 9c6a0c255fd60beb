"""One incident for the page: the picture, and the same as tables."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from jointlog.api.door import Record
from jointlog.api.page.asked import Asked, Moment, moments
from jointlog.domain.entry import Entry
from jointlog.domain.incident import Bound, Statement
from jointlog.domain.lines import say_recorded_at
from jointlog.domain.time import Length, Window, few, short
from jointlog.domain.vocabulary import Agency
from jointlog.projections.case import Case, Question, examine
from jointlog.projections.finding import Finding, Grade
from jointlog.projections.findings import find
from jointlog.projections.findings.responsibility.held_by_nobody import MEASURED
from jointlog.projections.lanes.drawing import Bar, Group, Lane, Lanes, Look, lanes
from jointlog.projections.lanes.shapes import Picture, name_of, picture, says_learnt
from jointlog.projections.review.corrections import Said, corrections, retracted
from jointlog.projections.review.hindsight import Shift, hindsight
from jointlog.projections.wording.times import Clock
from jointlog.projections.wording.words import (
    facts_of,
    finding_title,
    headed,
    said,
    strand_words,
    who,
)

HEADLINES_MAX: Final = 4
SURE: Final = (Grade.DEFINITE, Grade.POSSIBLE, Grade.INDETERMINATE)


@dataclass(frozen=True, slots=True)
class Looked:
    """An incident as it is asked for."""

    asked: Asked
    record: Record
    case: Case
    drawn: Lanes
    clock: Clock
    findings: list[Finding]
    said: dict[int, tuple[Said, ...]]


def look(record: Record, asked: Asked) -> Looked:
    """Examine what is recorded, as the address asks.

    Raises:
        MalformedError: a time that cannot be read.
        NotFoundError: no such protocol.

    """
    question = Question(known_at_ms=asked.known_at_ms, protocol=asked.protocol)
    case = examine(record.entries, question)
    drawn = lanes(case, subject=asked.subject)
    window = asked.window(drawn.whole, drawn.zone)
    if window is not None:
        drawn = lanes(case, window, asked.subject)
    found = [each for each in find(case) if asked.subject in ("", each.found.subject)]
    found.sort(key=_gravity)
    clock = Clock(drawn.zone, drawn.window)
    return Looked(asked, record, case, drawn, clock, found, corrections(case))


def _gravity(finding: Finding) -> tuple[str, int, int]:
    """The gravest and surest first, and of these the longest."""
    length = finding.found.length
    longest_s = -1 if length is None else length.min_s
    return finding.severity, SURE.index(finding.found.grade), -longest_s


@dataclass(frozen=True, slots=True)
class BarRow:
    """A bar as a row of a table."""

    id: str
    drawn: bool
    kind: str
    is_gap: bool
    what: str
    label: str
    begins: str
    ends: str
    length: str
    limit: str
    entries: tuple[int, ...]
    evidence: str
    around: str
    late: tuple[str, ...]
    why: str


def incident_context(looked: Looked) -> dict[str, Any]:
    """What the incident's template shows."""
    asked, case, drawn, clock = looked.asked, looked.case, looked.drawn, looked.clock
    address = _Address(looked)
    shown: Picture = picture(drawn, clock, case.horizon, address, address.why)
    held: list[Moment] = moments(looked.record.entries)
    agencies: dict[Agency, None] = dict.fromkeys(entry.agency for entry in case.entries)
    listed = [entry_row(looked, each) for each in _in_window(looked)]
    return {
        "asked": asked,
        "title": clock.title(),
        "version": looked.record.version,
        "counted": len(case.statements),
        "unreadable": len(looked.record.unreadable),
        "agencies": sorted(map(str, agencies)),
        "protocol": case.protocol.name,
        "picture": shown,
        "subjects": case.timeline.subjects,
        "left_out": drawn.left_out,
        "window": _window_fields(drawn, clock),
        "moments": held,
        "tables": list(_tables(looked, address)),
        "findings": [finding_row(looked, each) for each in looked.findings],
        "headlines": _headlines(looked),
        "entries": listed,
        "listed": {each["version"] for each in listed},
        "changes": _changes(looked) if asked.since else None,
        "any_late": bool(drawn.learnt),
        "any_pale": any(s.is_pale for part in shown.sections for r in part.rows for s in r.shapes),
    }


def _headlines(looked: Looked) -> list[dict[str, Any]]:
    """The gravest findings, one of each title; with how many more have the same."""
    counts = Counter(finding_title(each) for each in looked.findings)
    first = {finding_title(each): each for each in reversed(looked.findings)}
    told = list(dict.fromkeys(map(finding_title, looked.findings)))[:HEADLINES_MAX]
    return [{**finding_row(looked, first[each]), "more": counts[each] - 1} for each in told]


def _window_fields(drawn: Lanes, clock: Clock) -> dict[str, str]:
    """The window as a form shows it, and the whole as numbers for the script's sliders."""
    low, high = drawn.window.earliest_s, drawn.window.latest_s
    return {
        "from_local": f"{clock.local(low):%Y-%m-%dT%H:%M:%S}",
        "to_local": f"{clock.local(high):%Y-%m-%dT%H:%M:%S}",
        "from_s": str(low),
        "to_s": str(high),
        "whole_from_s": str(drawn.whole.earliest_s),
        "whole_to_s": str(drawn.whole.latest_s),
    }


class _Address:
    """Where a bar leads: to the evidence of the finding on it, or to its row in the table."""

    def __init__(self, looked: Looked) -> None:
        self._asked = looked.asked
        self._findings = looked.findings
        self._horizon = looked.case.horizon
        self._names = {each.version: each.name for each in looked.case.statements}

    def __call__(self, bar: Bar) -> str:
        finding = self.finding(bar)
        if finding is not None:
            return self._asked.url(f"/findings/{finding.id}")
        if bar.look in (Look.ENTRY, Look.LATE):
            return f"#entry-{bar.start.entries[0]}"
        if bar.count > 1:
            return self._asked.around(_reach(bar.start, bar.end, self._horizon))
        return f"#row-{bar.id}"

    def why(self, bar: Bar) -> str:
        """Why no finding is raised on a gap; nothing where one is, or where it is of several."""
        if bar.look is not Look.GAP or bar.count > 1 or bar.strand is None or self.finding(bar):
            return ""
        opened = (self._names.get(version) for version in bar.start.entries)
        if bar.strand in MEASURED or "responsibility_identified" in opened:
            return "no finding: not surely or possibly longer than its threshold"
        return (
            "no finding: F-GAP-01 does not measure this responsibility, which findings of its own "
            "speak of"
        )

    def finding(self, bar: Bar) -> Finding | None:
        """The finding on a gap, dispute or wait that begins with the same entry."""
        if bar.look not in (Look.GAP, Look.CONTESTED, Look.WAIT) or bar.count > 1:
            return None
        for each in self._findings:
            begins = each.found.start.entries if each.found.start is not None else ()
            is_strand = bar.strand is None or bar.strand in each.found.strands
            is_length = bar.look is not Look.WAIT or each.found.length == bar.length
            if is_strand and is_length and set(begins) & set(bar.start.entries):
                return each
        return None


def _tables(looked: Looked, address: _Address) -> Iterable[dict[str, Any]]:
    """One table a group, its rows with every bar of the window."""
    drawn = looked.drawn
    ids = {bar.id for bar in drawn.bars}
    for group in Group:
        held = [lane for lane in drawn.full if lane.group is group]
        if group is Group.ENTRIES:
            continue
        rows = [_bar_row(looked, address, lane, bar, ids) for lane in held for bar in lane.bars]
        yield {"group": group, "rows": rows, "is_open": group is Group.OPEN}


def _bar_row(looked: Looked, address: _Address, lane: Lane, bar: Bar, ids: set[str]) -> BarRow:
    clock = looked.clock
    finding = address.finding(bar)
    evidence = "" if finding is None else looked.asked.url(f"/findings/{finding.id}")
    what = strand_words(bar.strand) if bar.strand is not None else name_of(lane)
    several = len(looked.case.timeline.subjects) > 1
    return BarRow(
        id=bar.id,
        drawn=bar.id in ids,
        kind=bar.look.value,
        is_gap=bar.look in (Look.GAP, Look.CONTESTED),
        what=f"{what}, person {lane.subject}" if several else what,
        label=bar.label,
        begins=clock.says_window(bar.start.window),
        ends="end of the record" if bar.end is None else clock.says_window(bar.end.window),
        length=short(bar.length),
        limit="" if bar.limit_s is None else few(bar.limit_s),
        entries=tuple(dict.fromkeys(bar.entries)),
        evidence=evidence,
        around=looked.asked.around(_reach(bar.start, bar.end, looked.case.horizon)),
        late=tuple(says_learnt(looked.drawn, clock, bar.late)),
        why=address.why(bar),
    )


def _reach(start: Bound | None, end: Bound | None, horizon: Window) -> Window:
    low = horizon if start is None else start.window
    high = horizon if end is None else end.window
    return Window(low.earliest_s, high.latest_s)


def finding_row(looked: Looked, finding: Finding) -> dict[str, Any]:
    """A finding as the page lists it."""
    found = finding.found
    return {
        "id": finding.id,
        "code": finding.code,
        "title": finding_title(finding),
        "severity": finding.severity.value,
        "grade": found.grade.value,
        "length": "" if found.length is None or not _says(found.length) else short(found.length),
        "sentence": headed(found.sentence),
        "parties": [str(party) for party in found.parties],
        "entries": list(found.entries),
        "evidence": finding.evidence.value,
        "url": looked.asked.url(f"/findings/{finding.id}"),
        "around": looked.asked.around(_reach(found.start, found.end, looked.case.horizon)),
        "settle": found.settle,
        "answers": [
            {
                "agency": str(each.agency),
                "version": each.version,
                "text": each.explanation,
                "supported_by": each.supported_by,
            }
            for each in finding.answers
        ],
        "is_corrected": any(version in looked.said for version in found.entries),
    }


def _says(length: Length) -> bool:
    return length.max_s is not None or length.min_s > 0


def _in_window(looked: Looked) -> list[Statement]:
    """The entries of the window in their order, then those that were taken back.

    Without a window all of them, also what was said of the record years later.
    """
    asked, window = looked.asked, looked.drawn.window
    is_whole = not asked.begins and not asked.ends
    return [
        each
        for each in (*looked.case.statements, *retracted(looked.case))
        if (is_whole or _meet(each.window, window)) and asked.subject in ("", each.subject)
    ]


def _meet(one: Window, other: Window) -> bool:
    return one.earliest_s <= other.latest_s and one.latest_s >= other.earliest_s


def entry_row(looked: Looked, statement: Statement) -> dict[str, Any]:
    """An entry as the page lists it."""
    entry: Entry = statement.entry
    source = entry.envelope.source
    cited = "" if source is None else " ".join(filter(None, (said(source.kind), source.ref)))
    version = entry.version
    late = "".join(says_learnt(looked.drawn, looked.clock, [version]))
    return {
        "version": version,
        "when": looked.clock.says_window(statement.window),
        "text": statement.occurred.text,
        "who": who(entry),
        "name": headed(said(statement.name)),
        "facts": facts_of(statement),
        "source": cited,
        "evidence": entry.envelope.evidence.value,
        "recorded": say_recorded_at(entry.recorded_at_ms),
        "said": [
            {
                "kind": each.remark.value,
                "version": each.version,
                "agency": str(each.agency),
                "text": each.text,
            }
            for each in looked.said.get(version, ())
        ],
        "is_retracted": version not in looked.case.by_version,
        "late": late,
        "subject": statement.subject,
    }


def _changes(looked: Looked) -> list[dict[str, Any]]:
    """The hindsight diff between the two moments of the address."""
    asked, entries = looked.asked, looked.record.entries
    since_ms = asked.since_ms
    assert since_ms is not None, "the address names it"
    last_ms = max((entry.recorded_at_ms for entry in entries), default=since_ms)
    to_ms = asked.known_at_ms if asked.known_at else max(last_ms, since_ms)
    assert to_ms is not None, "the address names it, or the last entry does"
    shifts = hindsight(entries, since_ms, to_ms, asked.protocol)
    return [_change(looked, shift) for shift in shifts]


def _change(looked: Looked, shift: Shift) -> dict[str, Any]:
    def say(finding: Finding | None) -> str:
        if finding is None:
            return "not found"
        length = finding.found.length
        said_length = f", {short(length)}" if length is not None else ""
        return f"{finding.found.grade.value}{said_length}"

    return {
        "change": shift.change.value,
        "title": finding_title(shift.finding),
        "severity": shift.finding.severity.value,
        "before": say(shift.before),
        "after": say(shift.after),
        "url": "" if shift.after is None else looked.asked.url(f"/findings/{shift.after.id}"),
        "causes": [
            {"version": each.version, "agency": str(each.agency), "event": said(each.event)}
            for each in shift.causes
        ],
    }
