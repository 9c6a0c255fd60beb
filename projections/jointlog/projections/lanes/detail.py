"""Level of detail: the part of the lanes that a window shows, coarse enough to be drawn.

Bars under one pixel become one bar of several events, which still tells each of their stretches.
Where that leaves more than `BARS_MAX`, the fullest lane is made coarser: there bars under two
pixels are merged, then four, and so on, until there are few enough. What nobody held or what was
contested stays finest, the clocks are coarsest.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from jointlog.domain.incident import Bound
from jointlog.domain.time import ANY_TIME, Length, Window
from jointlog.projections.lanes.parts import (
    ALONE,
    MARKS,
    Bar,
    Group,
    Lane,
    Look,
    begins_s,
    surely_s,
)

BARS_MAX: Final = 300
WIDTH_PX: Final = 1000
"""The width that one pixel is reckoned by."""
CLUSTER: Final = 16
"""A merged bar is at most so many times wider than what is too short: many stay several."""
STEP_PX_MAX: Final = 2048
"""Beyond this a lane has no more than one bar of a look."""
SHARES: Final = {Group.OPEN: 6, Group.ENTRIES: 4, Group.HOLDERS: 3, Group.CLOCKS: 1}
"""How many bars a lane may hold beside another's; lanes of other groups two."""
MARK_PX: Final = 9
MARK_CLUSTER: Final = 4
"""Marks of entries nearer than this are one mark."""


def radius_px(count: int) -> int:
    """The size of the mark of so many entries, whose number stands in it."""
    return 7 + 2 * len(str(count)) if count > 1 else 5


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
    steps_px = [1] * len(made)
    drawn = [_merged(lane, window, 1) for lane in made]
    while sum(len(lane.bars) for lane in drawn) > BARS_MAX:
        coarse = (at for at, step_px in enumerate(steps_px) if step_px < STEP_PX_MAX)
        fullest = max(coarse, key=lambda at: _fullness(drawn[at]))
        steps_px[fullest] *= 2
        drawn[fullest] = _merged(made[fullest], window, steps_px[fullest])
    px_s = max(window.latest_s - window.earliest_s, 1) / WIDTH_PX
    return tuple(_packed(lane, px_s) for lane in drawn)


def _fullness(lane: Lane) -> float:
    return len(lane.bars) / SHARES.get(lane.group, 2)


def _merged(lane: Lane, window: Window, step_px: int) -> Lane:
    px_s = max(window.latest_s - window.earliest_s, 1) / WIDTH_PX
    limit_s = px_s * (max(step_px, MARK_PX) if lane.group is Group.ENTRIES else step_px)
    cluster = MARK_CLUSTER if lane.group is Group.ENTRIES else CLUSTER
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
            or high_s - _inside(held[0], window)[0] > limit_s * cluster
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
        parts=() if look in MARKS else _parts(bars),
    )


def _parts(bars: Sequence[Bar]) -> tuple[tuple[int, int], ...]:
    """The stretches of several bars; what overlaps is one."""
    parts: list[tuple[int, int]] = []
    for low_s, high_s in sorted(surely_s(bar) for bar in bars):
        if parts and low_s <= parts[-1][1]:
            parts[-1] = parts[-1][0], max(high_s, parts[-1][1])
        else:
            parts.append((low_s, high_s))
    return tuple(parts)


def _packed(lane: Lane, px_s: float) -> Lane:
    """The lane with overlapping bars and marks on rows of their own."""
    rows: list[list[tuple[int, int]]] = []
    packed = []
    for bar in lane.bars:
        taken = bar.parts or (_taken(bar, lane, px_s),)
        row = next((at for at, held in enumerate(rows) if not _overlap(held, taken)), len(rows))
        if row == len(rows):
            rows.append([])
        rows[row].extend(taken)
        packed.append(replace(bar, row=row) if row else bar)
    return replace(lane, bars=tuple(packed))


def _taken(bar: Bar, lane: Lane, px_s: float) -> tuple[int, int]:
    """The stretch in which nothing else has room: all that it may last where that is drawn.

    So it is of what nobody held, and where an end has no bound: its fade is as wide as the record.
    """
    if bar.look in MARKS:
        radius_s = int(radius_px(bar.count) * px_s)
        return begins_s(bar) - radius_s, begins_s(bar) + radius_s
    is_bounded = bar.start.window.is_bounded and bar.until.is_bounded
    if lane.group is Group.OPEN or not is_bounded:
        return begins_s(bar), bar.until.latest_s
    return surely_s(bar)


def _overlap(held: Sequence[tuple[int, int]], taken: Sequence[tuple[int, int]]) -> bool:
    return any(low < end and begin < high for begin, end in held for low, high in taken)


def _inside(bar: Bar, window: Window) -> tuple[int, int]:
    """The longest that it can have lasted, as far as the window shows it."""
    high_s = begins_s(bar) if bar.look in MARKS else bar.until.latest_s
    low_s = min(max(begins_s(bar), window.earliest_s), window.latest_s)
    return low_s, min(max(high_s, low_s), window.latest_s)
