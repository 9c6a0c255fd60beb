"""Where each bar of the picture leads, and the same bars as the rows of tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from jointlog.api.page.looking import Looked, reach
from jointlog.domain.time import few, short
from jointlog.projections.finding import Finding
from jointlog.projections.findings.responsibility.held_by_nobody import MEASURED
from jointlog.projections.lanes.drawing import Bar, Group, Lane, Look
from jointlog.projections.lanes.parts import begins_s
from jointlog.projections.lanes.shapes import name_of, says_learnt
from jointlog.projections.wording.words import strand_words, told_length

ROWS_MAX: Final = 100
"""A table has no more rows than this, and those that are drawn, unless all are asked for."""
FOUND_ON: Final = (Look.GAP, Look.CONTESTED, Look.WAIT)


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
    entries: list[tuple[str, int]]
    evidence: str
    around: str
    late: tuple[str, ...]
    why: str


class Address:
    """Where a bar leads: to the evidence of the finding on it, or to its row in the table."""

    def __init__(self, looked: Looked, listed: Iterable[int]) -> None:
        self._asked = looked.asked
        self._listed = set(listed)
        self._findings: dict[int, list[Finding]] = {}
        for finding in looked.findings:
            for version in finding.found.start.entries if finding.found.start is not None else ():
                self._findings.setdefault(version, []).append(finding)
        self._horizon = looked.case.horizon
        self._names = {each.version: each.name for each in looked.case.statements}

    def __call__(self, bar: Bar) -> str:
        """Where a bar leads."""
        finding = self.finding(bar)
        if finding is not None:
            return self._asked.url(f"/findings/{finding.id}")
        if bar.look in (Look.ENTRY, Look.LATE):
            return self.entry(bar.start.entries[0])
        if bar.count > 1:
            return self._asked.around(reach(bar.start, bar.end, self._horizon))
        return f"#row-{bar.id}"

    def entry(self, version: int) -> str:
        """Where an entry stands: on this page, or on the one that has all of them."""
        if version in self._listed:
            return f"#entry-{version}"
        return f"{self._asked.url(begins='', ends='', subject='', rows='all')}#entry-{version}"

    def entries(self, versions: Iterable[int]) -> list[tuple[str, int]]:
        """Where each entry stands, each once."""
        return [(self.entry(version), version) for version in dict.fromkeys(versions)]

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
        if bar.look not in FOUND_ON or bar.count > 1:
            return None
        for version in bar.start.entries:
            for each in self._findings.get(version, ()):
                is_strand = bar.strand is None or bar.strand in each.found.strands
                is_length = bar.look is not Look.WAIT or each.found.length == bar.length
                if is_strand and is_length:
                    return each
        return None


def tables(looked: Looked, address: Address) -> Iterator[dict[str, Any]]:
    """One table a group: its bars in the window, those that are drawn and the first others."""
    ids = {bar.id for bar in looked.drawn.bars}
    for group in Group:
        if group is Group.ENTRIES:
            continue
        lanes = [lane for lane in looked.drawn.full if lane.group is group]
        held = [(lane, bar) for lane in lanes for bar in lane.bars]
        if group is Group.OPEN:
            held.sort(key=_begins_s)
        kept = [
            (lane, bar)
            for number, (lane, bar) in enumerate(held)
            if number < ROWS_MAX or bar.id in ids or looked.asked.rows
        ]
        rows = [_bar_row(looked, address, lane, bar, ids) for lane, bar in kept]
        is_open, left_out = group is Group.OPEN, len(held) - len(kept)
        yield {"group": group, "rows": rows, "is_open": is_open, "left_out": left_out}


def _begins_s(held: tuple[Lane, Bar]) -> int:
    return begins_s(held[1])


def _bar_row(looked: Looked, address: Address, lane: Lane, bar: Bar, ids: set[str]) -> BarRow:
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
        length=short(told_length(bar.length, is_open=bar.end is None)),
        limit="" if bar.limit_s is None else few(bar.limit_s),
        entries=address.entries(bar.entries),
        evidence=evidence,
        around=looked.asked.around(reach(bar.start, bar.end, looked.case.horizon)),
        late=tuple(says_learnt(looked.drawn, clock, bar.late)),
        why=address.why(bar),
    )
