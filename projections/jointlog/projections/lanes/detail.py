"""Level of detail: the part of the lanes that a window shows, coarse enough to be drawn.

Bars under one pixel become one bar of several events; where that leaves more than `BARS_MAX`,
bars under two pixels do, then four, and so on.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from jointlog.domain.incident import Bound
from jointlog.domain.time import ANY_TIME, Length, Window
from jointlog.projections.lanes.parts import ALONE, MARKS, Bar, Group, Lane, Look, begins_s

BARS_MAX: Final = 300
WIDTH_PX: Final = 1000
"""The width that one pixel is reckoned by."""
CLUSTER: Final = 16
"""A merged bar is at most so many times wider than what is too short: many stay several."""
MARK_PX: Final = 9
"""Marks of entries nearer than this are one mark."""


def stays(lane: Lane) -> bool:
    """Whether a lane is shown: it has a bar, or it is the one that never collapses."""
    return bool(lane.bars) or lane.group is Group.OPEN


def clipped(lane: Lane, window: Window) -> Lane:
    """The lane with the bars that may lie in the window; an entry without any time has no mark."""
    bars = [
        bar
        for bar in lane.bars
        if bar.start.window.earliest_s <= window.latest_s
        and bar.until.latest_s >= window.earliest_s
        and (bar.look not in MARKS or bar.start.window != ANY_TIME)
    ]
    return replace(lane, bars=tuple(bars))


def coarsened(made: Sequence[Lane], window: Window) -> tuple[Lane, ...]:
    """Lanes with what is too short to be seen merged; coarser until there are few enough bars."""
    step_px = 1
    while True:
        drawn = [_merged(lane, window, step_px) for lane in made]
        if sum(len(lane.bars) for lane in drawn) <= BARS_MAX:
            return tuple(_packed(lane) for lane in drawn)
        step_px *= 2


def _merged(lane: Lane, window: Window, step_px: int) -> Lane:
    px_s = max(window.latest_s - window.earliest_s, 1) / WIDTH_PX
    limit_s = px_s * (max(step_px, MARK_PX) if lane.group is Group.ENTRIES else step_px)
    kept: list[Bar] = []
    near: dict[Look, list[Bar]] = {}
    for bar in sorted(lane.bars, key=begins_s):
        low_s, high_s = _inside(bar, window)
        if high_s - low_s > limit_s:
            kept.append(bar)
            continue
        like = bar.look if bar.look in ALONE else Look.MERGED
        held = near.setdefault(like, [])
        if held and (
            low_s - _inside(held[-1], window)[1] > limit_s
            or high_s - _inside(held[0], window)[0] > limit_s * CLUSTER
        ):
            kept.append(_one(held, like))
            held.clear()
        held.append(bar)
    kept += [_one(held, like) for like, held in near.items()]
    return replace(lane, bars=tuple(sorted(kept, key=begins_s)))


def _one(bars: Sequence[Bar], look: Look) -> Bar:
    """One bar for several."""
    if len(bars) == 1:
        return bars[0]
    first, last = bars[0], max(bars, key=lambda bar: bar.until.latest_s)
    versions = dict.fromkeys(version for bar in bars for version in bar.start.entries)
    what = {Look.GAP: "gaps", Look.CONTESTED: "disputes"}.get(look, "events")
    return replace(
        first,
        look=look,
        label=f"{len(bars)} {what}",
        start=Bound(first.start.window, tuple(versions)),
        end=last.end,
        until=last.until,
        length=Length.between(first.start.window, last.until),
        late=tuple(dict.fromkeys(version for bar in bars for version in bar.late)),
        count=len(bars),
    )


def _packed(lane: Lane) -> Lane:
    """The lane with overlapping bars on rows of their own."""
    ends: list[int] = []
    packed = []
    for bar in lane.bars:
        low_s = bar.start.window.latest_s if lane.group is not Group.OPEN else begins_s(bar)
        row = next((row for row, end_s in enumerate(ends) if end_s <= low_s), len(ends))
        if row == len(ends):
            ends.append(0)
        ends[row] = bar.until.latest_s if lane.group is Group.OPEN else bar.until.earliest_s
        packed.append(replace(bar, row=row))
    return replace(lane, bars=tuple(packed))


def _inside(bar: Bar, window: Window) -> tuple[int, int]:
    """The longest that it can have lasted, as far as the window shows it."""
    high_s = begins_s(bar) if bar.look in MARKS else bar.until.latest_s
    low_s = min(max(begins_s(bar), window.earliest_s), window.latest_s)
    return low_s, min(max(high_s, low_s), window.latest_s)
