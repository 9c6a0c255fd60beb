"""Lanes: the picture of an incident as data, for the page and for anyone who draws.

    drawn = lanes(case)                       # the whole record
    drawn = lanes(case, Window(from_s, to_s)) # a part of it
    json.dumps(plain_lanes(drawn))

The first lane of each person is what nobody held or what was contested, and never collapses. Bars
have windows as ends, so that what is uncertain can be drawn as uncertain. However large the
incident, there are at most `BARS_MAX` bars on `LANES_MAX` lanes: bars under one pixel become one
bar of several events, and where that is not enough, under two, four and so on, lane by lane.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from jointlog.domain.incident import Bound, Statement
from jointlog.domain.incident.statements import ABOUT_THE_RECORD
from jointlog.domain.time import FIRST_S, LAST_S, Window
from jointlog.projections.case import Case
from jointlog.projections.lanes.detail import BARS_MAX, clipped, coarsened, stays
from jointlog.projections.lanes.making import lanes_of
from jointlog.projections.lanes.parts import Bar, Group, Lane, Look, begins_s, point_s
from jointlog.projections.wording.times import Clock

__all__ = [
    "BARS_MAX",
    "LANES_MAX",
    "Bar",
    "Group",
    "Lane",
    "Lanes",
    "Look",
    "lanes",
    "learnt_late",
    "plain_lanes",
    "point_s",
]

LANES_MAX: Final = 60
LATE_S: Final = 3600
"""An entry that this log learnt later than this after it happened is late."""
HEAD: Final = 0.02
TAIL: Final = 0.1
SPAN_LEAST_S: Final = 600


@dataclass(frozen=True, slots=True)
class Lanes:
    """The picture of an incident.

    Attributes:
        window: the time that it shows (UTC seconds).
        whole: the time of the whole record.
        clock: the zone that the incident's own people wrote in, and the days that are shown.
        lanes: its rows, person by person, as they are drawn.
        full: the same lanes with every bar of the window, for a table.
        learnt: when each late entry was learnt, by version (UTC milliseconds).
        left_out: how many lanes are not shown; ask for one person or a shorter time.

    """

    window: Window
    whole: Window
    clock: Clock
    lanes: tuple[Lane, ...]
    full: tuple[Lane, ...]
    learnt: dict[int, int]
    left_out: int

    @property
    def zone(self) -> str:
        """IANA name of the zone."""
        return self.clock.zone

    @property
    def bars(self) -> list[Bar]:
        """Every bar, lane by lane."""
        return [bar for lane in self.lanes for bar in lane.bars]

    @property
    def gaps(self) -> list[Bar]:
        """What nobody held and what was contested, each once, by its start."""
        open_bars = (bar for lane in self.lanes if lane.group is Group.OPEN for bar in lane.bars)
        return sorted(open_bars, key=lambda bar: (begins_s(bar), bar.until.latest_s, bar.id))


def lanes(case: Case, window: Window | None = None, subject: str = "") -> Lanes:
    """The picture of a case: of a window of time or all of it, of one person or everyone."""
    learnt = learnt_late(case)
    made = [
        lane
        for number, person in enumerate(case.timeline.subjects)
        if subject in ("", person)
        for lane in lanes_of(case, person, f"p{number}", learnt)
    ]
    whole = _whole(case, made)
    shown = window or whole
    kept = [lane for lane in (clipped(lane, shown) for lane in made) if stays(lane)]
    kept.sort(key=lambda lane: lane.group is not Group.OPEN)
    left_out = max(0, len(kept) - LANES_MAX)
    drawn = coarsened(kept[:LANES_MAX], shown)
    clock = Clock.of(case.statements, case.entries)
    if window is not None:
        clock = Clock(clock.zone, window)
    return Lanes(shown, whole, clock, drawn, tuple(kept), learnt, left_out)


def plain_lanes(drawn: Lanes) -> dict[str, Any]:
    """The picture as plain values; a bound that is not recorded is None."""
    return {
        "window": _plain_window(drawn.window),
        "whole": _plain_window(drawn.whole),
        "zone": drawn.zone,
        "learnt_ms": {str(version): at_ms for version, at_ms in drawn.learnt.items()},
        "left_out": drawn.left_out,
        "lanes": [
            {
                "id": lane.id,
                "group": lane.group.value,
                "subject": lane.subject,
                "name": lane.name,
                "bars": [_plain_bar(bar) for bar in lane.bars],
            }
            for lane in drawn.lanes
        ],
    }


def _plain_bar(bar: Bar) -> dict[str, Any]:
    ends = None if bar.end is None else _plain_window(bar.end.window)
    return {
        "id": bar.id,
        "look": bar.look.value,
        "label": bar.label,
        "start": _plain_window(bar.start.window),
        "end": ends,
        "min_s": bar.length.min_s,
        "max_s": bar.length.max_s,
        "start_entries": list(bar.start.entries),
        "end_entries": [] if bar.end is None else list(bar.end.entries),
        "strand": None if bar.strand is None else bar.strand.value,
        "limit_s": bar.limit_s,
        "over": None if bar.over is None else bar.over.value,
        "late": list(bar.late),
        "count": bar.count,
        "parts": [list(part) for part in bar.parts],
        "row": bar.row,
    }


def _plain_window(window: Window) -> dict[str, int | None]:
    low_s, high_s = window.earliest_s, window.latest_s
    return {
        "earliest_s": low_s if low_s > FIRST_S else None,
        "latest_s": high_s if high_s < LAST_S else None,
    }


def learnt_late(case: Case) -> dict[int, int]:
    """When each late entry was learnt.

    A log that was made after the fact learnt everything late: there only what says when it was
    first written can be late.
    """
    is_live = any(e.recorded_at_ms <= case.horizon.latest_s * 1000 for e in case.entries)
    learnt = {}
    for statement in case.statements:
        entry, first = statement.entry, statement.entry.envelope.first_written_at
        if is_live:
            at_ms = entry.recorded_at_ms
        elif first is not None:
            at_ms = first.window.earliest_s * 1000
        else:
            continue
        if at_ms // 1000 - statement.window.latest_s > LATE_S:
            learnt[statement.version] = at_ms
    return learnt


def _whole(case: Case, made: Iterable[Lane]) -> Window:
    """The time of the record, with a margin behind what is still so at its end."""
    windows = [bound.window for lane in made for bound in _told(case, lane)]
    points = [w.earliest_s for w in windows] + [w.latest_s for w in windows]
    inside = [at_s for at_s in points if FIRST_S < at_s < LAST_S]
    if not inside:
        recorded = min((entry.recorded_at_ms for entry in case.entries), default=0)
        inside = [recorded // 1000]
    low_s, high_s = min(inside), max(inside)
    span_s = max(high_s - low_s, SPAN_LEAST_S)
    return Window(low_s - int(span_s * HEAD), low_s + span_s + int(span_s * TAIL))


def _told(case: Case, lane: Lane) -> Iterator[Bound]:
    """The ends of a lane's bars that the incident itself gives, not what was said of the record."""
    for bar in lane.bars:
        for bound in (bar.start, bar.end):
            if bound is not None and not _is_about_the_record(case, bound):
                yield bound


def _is_about_the_record(case: Case, bound: Bound) -> bool:
    said: list[Statement] = [case.by_version[version] for version in bound.entries]
    return bool(said) and all(isinstance(each.fact, ABOUT_THE_RECORD) for each in said)
