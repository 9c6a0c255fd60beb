"""One lane: bars side by side, each with its fill, its edges, and a label where it fits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import Final, NamedTuple

from jointlog.cli.drawing.scale import Scale, point_s
from jointlog.cli.output import Ink, Inked, Part, escaped
from jointlog.domain.time import FIRST_S, LAST_S, MINUTE_S, Window

MARGIN: Final = 4
"""Columns of a bar that its label leaves free: an edge and a space on either side."""
MARGIN_LEAST: Final = 3
"""The same for the shortest label."""
UNSURE: Final = "~"
BACKWARD, ONWARD = "◀", "▶"
"""What began at an unknown time or before the window; what is not known to have ended in it."""
BLUR_LEAST: Final = 2
"""Columns from which an uncertain boundary is worth showing."""


class Fill(Enum):
    """How a bar is drawn: its fill, its left and right edge, its ink."""

    HELD = ("━", "┣", "┫", Ink.HELD)
    GAP = ("░", "!", "!", Ink.GAP)
    CONTESTED = ("▚", "!", "!", Ink.CONTESTED)
    SUSPENDED = ("┄", "┣", "┫", Ink.HELD)
    UNKNOWN = ("?", "?", "?", Ink.GAP)
    WAIT = ("·", "├", "┤", Ink.WAIT)
    PRESENT = ("─", "├", "┤", Ink.QUIET)
    CLOCK = ("-", "├", "┤", Ink.QUIET)
    EMPTY = (" ", " ", " ", Ink.QUIET)


@dataclass(slots=True)
class Bar:
    """A stretch of time: what fills it, and what it is called, longest first.

    ``end`` is None where it still stands at the end of the record. ``about`` is its line in the
    list; ``key`` the letter that leads there, where no label fits. ``after`` stands behind the bar
    where there is room, and inside it or in the list where there is none.
    """

    fill: Fill
    start: Window
    end: Window | None
    labels: Sequence[str]
    about: str
    after: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the drawing."""

    name: str
    bars: Sequence[Bar]


class Keys:
    """Letters for the bars whose labels do not fit."""

    LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

    def __init__(self) -> None:
        self.listed: list[Bar] = []

    def give(self, bar: Bar) -> str:
        """The next letter, or '*' when they are used up."""
        number = len(self.listed)
        bar.key = self.LETTERS[number] if number < len(self.LETTERS) else "*"
        self.listed.append(bar)
        return bar.key


Cell = tuple[str, Ink | None]


class Place(NamedTuple):
    """The columns of a bar, and where the next one begins."""

    begin: int
    end: int
    stop: int


def draw(lane: Lane, scale: Scale, keys: Keys) -> list[Part]:
    """The lane as parts of one line."""
    cells: list[Cell] = [(" ", None)] * scale.width
    places = list(_places(lane.bars, scale))
    for bar, begin, end in places:
        _fill(cells, bar, begin, end, scale)
    for before, (bar, begin, end) in zip([None, *places], places, strict=False):
        low = before[1] + 1 if before else 0
        keep = -1 if bar.fill is Fill.EMPTY else begin
        _blur(cells, bar.start, low, end - 1, scale, keep=keep)
    for bar, begin, _ in places[-1:]:
        if bar.end is not None:
            _blur(cells, bar.end, begin + 1, scale.width, scale)
    nexts = [begin for bar, begin, _ in places if bar.fill is not Fill.EMPTY]
    for bar, begin, end in places:
        if bar.fill is not Fill.EMPTY:
            stop = next((other for other in nexts if other > begin), scale.width)
            _label(cells, bar, Place(begin, end, stop), keys)
    while cells and cells[-1][0] == " ":
        cells.pop()
    return [
        Inked(text, ink) if ink is not None else text
        for ink, group in groupby(cells, key=lambda cell: cell[1])
        for text in ("".join(sign for sign, _ in group),)
    ]


def _places(bars: Sequence[Bar], scale: Scale) -> Iterator[tuple[Bar, int, int]]:
    """Each bar with its columns; a bar is at least a column wide, and they never overlap."""
    cursor = 0
    for bar in bars:
        start_s = point_s(bar.start)
        begin = cursor if start_s is None else max(scale.column(start_s), cursor)
        end_s = None if bar.end is None else point_s(bar.end)
        end = scale.width if end_s is None else scale.column(end_s)
        begin = min(begin, scale.width - 1)
        end = max(end, begin) if bar.fill is Fill.EMPTY else max(end, begin + 1)
        if begin < cursor and bar.fill is not Fill.EMPTY:
            begin = cursor
        yield bar, begin, min(end, scale.width)
        cursor = max(cursor, end)


def _fill(cells: list[Cell], bar: Bar, begin: int, end: int, scale: Scale) -> None:
    """Write the fill and its edges; what goes on has an arrow there, not an edge."""
    fill, left, right, ink = bar.fill.value
    if bar.start.earliest_s <= FIRST_S or (point_s(bar.start) or FIRST_S) < scale.start_s:
        left = BACKWARD
    if bar.end is None or bar.end.latest_s >= LAST_S or (point_s(bar.end) or LAST_S) > scale.end_s:
        right = ONWARD
    if bar.fill is Fill.EMPTY:
        return
    for column in range(begin, end):
        cells[column] = (fill, ink)
    if end - begin > 1:
        cells[begin] = (left, ink)
        cells[end - 1] = (right, ink)


def _blur(
    cells: list[Cell], window: Window, low: int, high: int, scale: Scale, *, keep: int = -1
) -> None:
    """Write '~' where the boundary may lie, but never over another boundary."""
    if window.earliest_s <= FIRST_S or window.latest_s - window.earliest_s < MINUTE_S:
        return
    begin = max(scale.column(window.earliest_s), low)
    end = min(scale.column(window.latest_s), high)
    if end - begin < BLUR_LEAST:
        return
    for column in range(begin, end):
        if column != keep and 0 <= column < len(cells):
            cells[column] = (UNSURE, Ink.QUIET)


def _label(cells: list[Cell], bar: Bar, place: Place, keys: Keys) -> None:
    """Write the longest label that fits: inside, over the blur of its end, or behind the bar.

    Where none fits, the bar gets the letter that leads to its line in the list.
    """
    ink = bar.fill.value[3]
    labels = [escaped(text) for text in bar.labels]
    inside = [c for c in range(place.begin, place.end) if cells[c][0] != UNSURE]
    written = _write_inside(cells, bar, labels, inside) or _write_over(cells, labels, place, ink)
    if written:
        if bar.after and written == labels[-1]:
            _write_after(cells, (bar.after,), place, ink)
    elif not _write_after(cells, labels, place, ink):
        key = keys.give(bar)
        middle = inside[len(inside) // 2] if inside else (place.begin + place.end) // 2
        cells[min(middle, len(cells) - 1)] = (key, ink)


def _write_inside(cells: list[Cell], bar: Bar, labels: Sequence[str], inside: list[int]) -> str:
    """Write the first label that fits between the edges; "" where none does."""
    for text in labels:
        margin = MARGIN_LEAST if text == labels[-1] else MARGIN
        if len(text) + margin <= len(inside):
            first = inside[0] + (2 if len(text) + MARGIN < len(inside) else 1)
            if bar.fill in (Fill.GAP, Fill.CONTESTED):
                first = inside[0] + max(1, (len(inside) - len(text) - 2) // 2)
            _write(cells, f" {text} ", first, bar.fill.value[3])
            return text
    return ""


def _write_over(cells: list[Cell], labels: Sequence[str], place: Place, ink: Ink) -> str:
    """Write the first label that fits over a blur that still shows behind it; "" for none."""
    over = place.begin
    while over < place.stop and (over < place.end or cells[over][0] == UNSURE):
        over += 1
    for text in labels:
        if over > place.end and len(text) + MARGIN_LEAST + BLUR_LEAST <= over - place.begin:
            _write(cells, f" {text} ", place.begin + 1, ink)
            return text
    return ""


def _write_after(cells: list[Cell], texts: Sequence[str], place: Place, ink: Ink) -> bool:
    """Write the first text that fits behind the bar; False where there is no room."""
    first = place.end
    while first < place.stop and cells[first][0] == UNSURE:
        first += 1
    for text in map(escaped, texts):
        if first + 1 + len(text) <= place.stop:
            _write(cells, text, first + 1, ink)
            return True
    return False


def _write(cells: list[Cell], text: str, first: int, ink: Ink) -> None:
    for offset, sign in enumerate(text):
        cells[first + offset] = (sign, ink)
