"""From lanes to what the template draws: shares of the width, so that text keeps its size."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from jointlog.domain.time import FIRST_S, LAST_S, MINUTE_S, Window, short
from jointlog.projections.finding import Grade
from jointlog.projections.lanes.drawing import Bar, Group, Lane, Lanes, Look, point_s
from jointlog.projections.lanes.labels import FADE_LEAST, Ends, Texts, fitted, percent, texts_of
from jointlog.projections.lanes.parts import MARKS
from jointlog.projections.wording.times import Clock
from jointlog.projections.wording.words import capitals, headed, strand_words, told_length

ROW_PX: Final = 30
WIDE_PX: Final = 860
NARROW_PX: Final = 330
WIDTH_LEAST: Final = 0.25
ENTRIES_SAID: Final = 8
LATE_SAID: Final = 3
PART_LEAST: Final = 1.5
"""The least of a stretch that is drawn, in thousandths of the width."""
Address = Callable[[Bar], str]
"""Where a bar leads."""
Note = Callable[[Bar], str]
"""What is to be said of a bar, such as why no finding is raised on it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle: where, how wide, which of its ends is uncertain.

    Where it goes on to the left or right ("l", "r", "lr"), it has no edge there.
    """

    x: str
    width: str
    fade: str = ""
    onward: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A bar or mark as it is drawn; ``narrow`` is what fits on a narrow screen, if anything.

    A bar of several is a ``path`` of their stretches, in thousandths of the width.
    """

    id: str
    kind: str
    address: str
    title: str
    pieces: tuple[Piece, ...]
    y: int
    text: str
    text_at: str
    narrow: str
    narrow_at: str
    limit_at: str
    is_late: bool
    count: int
    path: str = ""
    is_pale: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A lane as it is drawn."""

    id: str
    name: str
    height: int
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Lanes of one kind, of one person."""

    group: Group
    subject: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """All sections, and the axis: share of the width, label, and whether it is every other one."""

    sections: tuple[Section, ...]
    ticks: tuple[tuple[str, str, bool], ...]
    horizon_at: str


def no_note(bar: Bar) -> str:
    """Nothing is to be said of it."""
    del bar
    return ""


def picture(
    drawn: Lanes, clock: Clock, horizon: Window, address: Address, note: Note = no_note
) -> Picture:
    """What the template draws; a gap with a note is drawn paler, and says it."""
    scale = _Scale(drawn, clock, horizon, address, note)
    sections = []
    for (group, subject), lanes in groupby(
        drawn.lanes, key=lambda each: (each.group, each.subject)
    ):
        rows = tuple(_row(lane, scale) for lane in lanes)
        sections.append(Section(group, subject, rows))
    ticks = tuple(
        (scale.at(tick.at_s), tick.label, number % 2 == 1)
        for number, tick in enumerate(clock.ticks(drawn.window))
    )
    end_s = horizon.latest_s
    inside = drawn.window.earliest_s < end_s < drawn.window.latest_s
    return Picture(tuple(sections), ticks, scale.at(end_s) if inside else "")


@dataclass(frozen=True, slots=True)
class _Scale:
    drawn: Lanes
    clock: Clock
    horizon: Window
    address: Address
    note: Note

    @property
    def window(self) -> Window:
        """What is shown."""
        return self.drawn.window

    def late(self, versions: Iterable[int]) -> str:
        """When late entries were learnt: ``; entry 6 learnt 21:20``."""
        return "".join(f"; {each}" for each in says_learnt(self.drawn, self.clock, versions))

    def share(self, at_s: int) -> float:
        """The place of an instant in percent of the width, from 0 to 100."""
        low_s, high_s = self.window.earliest_s, self.window.latest_s
        inside = min(max(at_s, low_s), high_s)
        return (inside - low_s) * 100 / max(high_s - low_s, 1)

    def at(self, at_s: int) -> str:
        """The same as an attribute."""
        return percent(self.share(at_s))

    def ends(self, bar: Bar) -> Ends:
        """Earliest and latest start, earliest and latest end, in percent.

        What is still so at the end of the record goes on, fading, to the edge of the picture.
        """
        low, high = self._bounds(bar.start.window)
        if bar.end is None:
            end = self.share(self.horizon.latest_s)
            return low, high, max(end, low), 100.0
        return low, high, *self._bounds(bar.until)

    def goes_on(self, bar: Bar) -> tuple[bool, bool]:
        """Whether it began before what is shown, and whether it ends in it or at all."""
        begun = bar.start.window.latest_s < self.window.earliest_s
        return begun, bar.end is None or bar.until.earliest_s > self.window.latest_s

    def _bounds(self, window: Window) -> tuple[float, float]:
        """A time given to the minute is drawn at its start."""
        low_s, high_s = window.earliest_s, window.latest_s
        return self.share(low_s), self.share(low_s if high_s - low_s < MINUTE_S else high_s)


def _row(lane: Lane, scale: _Scale) -> Row:
    shapes = []
    ends = {bar.id: scale.ends(bar) for bar in lane.bars}
    wide, narrow = Texts(WIDE_PX), Texts(NARROW_PX)
    for bar in lane.bars:
        if bar.look in MARKS:
            shapes.append(_mark(bar, scale))
            continue
        free_to = min(_next_bar(lane, bar, ends), _next_part(lane, bar, scale))
        texts = texts_of(lane, bar)
        told = (
            fitted(texts, bar.row, ends[bar.id], free_to, wide),
            fitted(texts, bar.row, ends[bar.id], free_to, narrow),
        )
        shapes.append(_shape(lane, bar, scale, told))
    return Row(lane.id, name_of(lane), lane.rows * ROW_PX, tuple(shapes))


def _next_bar(lane: Lane, bar: Bar, ends: dict[str, Ends]) -> float:
    """How far the text of a bar may go: to the next on its row, or its own end where that is on."""
    low, _, _, last = ends[bar.id]
    free_to = 100.0
    for other in lane.bars:
        begin, _, _, end = ends[other.id]
        if end > last and other.row == bar.row and other is not bar:
            free_to = min(free_to, begin if begin > low else last)
    return free_to


def _next_part(lane: Lane, bar: Bar, scale: _Scale) -> float:
    """Where behind a bar the next stretch begins of one of several on the same row."""
    end_s = bar.until.latest_s
    starts = (
        low_s
        for other in lane.bars
        if other.row == bar.row and other is not bar
        for low_s, _ in other.parts
        if low_s >= end_s
    )
    return scale.share(min(starts, default=LAST_S))


def _path(bar: Bar, scale: _Scale) -> str:
    """The stretches of several bars, in thousandths of the width."""
    drawn = []
    for low_s, high_s in bar.parts:
        low, high = scale.share(low_s) * 10, scale.share(high_s) * 10
        drawn.append(f"M{low:.4g} 0h{max(high - low, PART_LEAST):.3g}v24H{low:.4g}z")
    return "".join(dict.fromkeys(drawn))


def name_of(lane: Lane) -> str:
    """A lane by its name, with a capital where it is not an agency."""
    name = capitals(lane.name)
    return name if lane.group is Group.PRESENT else headed(name)


def says_learnt(drawn: Lanes, clock: Clock, versions: Iterable[int]) -> list[str]:
    """When late entries were learnt; where they are many, the first of them."""
    late = [version for version in versions if version in drawn.learnt]
    told = [
        f"entry {version} learnt {clock.says(drawn.learnt[version] // 1000)}"
        for version in late[:LATE_SAID]
    ]
    return [*told, f"{len(late) - LATE_SAID} more learnt late"] if late[LATE_SAID:] else told


def _mark(bar: Bar, scale: _Scale) -> Shape:
    title = f"{says_entries(bar.start.entries)}, {scale.clock.says_window(bar.start.window)}"
    if bar.count == 1:
        title += f": {bar.label.partition(' ')[2]}"
    title += scale.late(bar.start.entries)
    return Shape(
        id=bar.id,
        kind=bar.look.value,
        address=scale.address(bar),
        title=title,
        pieces=(Piece(scale.at(point_s(bar)), ""),),
        y=bar.row * ROW_PX,
        text=str(bar.count) if bar.count > 1 else "",
        text_at="",
        narrow="",
        narrow_at="",
        limit_at="",
        is_late=bar.look is Look.LATE,
        count=bar.count,
    )


def _shape(
    lane: Lane, bar: Bar, scale: _Scale, told: tuple[tuple[str, str], tuple[str, str]]
) -> Shape:
    (text, text_at), (narrow, narrow_at) = told
    kind = f"{bar.look.value} over" if bar.over is Grade.DEFINITE else bar.look.value
    note = scale.note(bar)
    said = f"; {note}" if note else ""
    return Shape(
        id=bar.id,
        kind=kind,
        address=scale.address(bar),
        title=f"{title_of(lane, bar, scale.clock)}{scale.late(bar.late)}{said}",
        pieces=tuple(_pieces(scale.ends(bar), *scale.goes_on(bar))),
        y=bar.row * ROW_PX,
        text=text,
        text_at=text_at,
        narrow=narrow,
        narrow_at=narrow_at,
        limit_at=_limit_at(bar, scale),
        is_late=bool(bar.late),
        count=bar.count,
        path=_path(bar, scale),
        is_pale=bool(note),
    )


def _limit_at(bar: Bar, scale: _Scale) -> str:
    """Where a clock's limit stands, counted from the earliest that it can have begun."""
    begun_s = bar.start.window.earliest_s
    if bar.limit_s is None or begun_s <= FIRST_S:
        return ""
    limit_s = begun_s + bar.limit_s
    is_inside = scale.window.earliest_s < limit_s < scale.window.latest_s
    return scale.at(limit_s) if is_inside else ""


def _pieces(ends: Ends, from_before: bool, onward: bool) -> Iterable[Piece]:  # noqa: FBT001
    """The sure part of a bar, and its uncertain ends; all of it where no part is sure."""
    low, high, end, last = ends
    last = max(last, low + WIDTH_LEAST)
    if high > end and high - low > FADE_LEAST:
        yield Piece(percent(low), percent(last - low), "both")
        return
    begin = low if high - low <= FADE_LEAST else high
    stop = max(last if last - end <= FADE_LEAST else end, begin)
    if begin > low:
        yield Piece(percent(low), percent(begin - low), "in")
    fades = last - stop > FADE_LEAST
    sides = ("l" if from_before or begin > low else "") + ("r" if onward or fades else "")
    yield Piece(percent(begin), percent(max(stop - begin, WIDTH_LEAST)), onward=sides)
    if fades:
        yield Piece(percent(stop), percent(last - stop), "out")


def title_of(lane: Lane, bar: Bar, clock: Clock) -> str:
    """A bar in a sentence, for who cannot see it."""
    what = strand_words(bar.strand) if bar.strand is not None else name_of(lane)
    kind = {Look.GAP: "Gap: ", Look.CONTESTED: "Contested: "}.get(bar.look, "")
    label = "" if bar.look is Look.PRESENT else f" {bar.label},"
    begins = clock.says_window(bar.start.window)
    ends = "the end of the record" if bar.end is None else clock.says_window(bar.end.window)
    length = short(told_length(bar.length, is_open=bar.end is None))
    return f"{kind}{what},{label} {length}, from {begins} until {ends}"


def says_entries(versions: Iterable[int]) -> str:
    """``Entry 6``, ``Entries 6, 13``; of very many how many, and the first and last."""
    told = [str(version) for version in versions]
    if len(told) > ENTRIES_SAID:
        return f"{len(told)} entries, {told[0]} to {told[-1]}"
    return f"Entry {told[0]}" if len(told) == 1 else f"Entries {', '.join(told)}"
