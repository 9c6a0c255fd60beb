"""Small plots, drawn on the server in shares of the width: columns over time, bars by name.

What is sure is solid, what is only possible is hatched behind it; what is kept back is a dotted
stub of one size. Every plot has the same numbers as a table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from jointlog.domain.time import few
from jointlog.projections.dashboard.counting import Tally, Waited

HEIGHT_PX: Final = 150
STUB_PX: Final = 6
STUB_PERCENT: Final = 1.5
BARS_MAX: Final = 12
LABELS_MAX: Final = 8
COLUMN_MAX: Final = 8.0
GUTTER: Final = 6.0
"""Percent of the width that the numbers of the axis have."""
STEPS_S: Final = (60, 300, 600, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400)
KEPT_BACK: Final = "kept back"


@dataclass(frozen=True, slots=True)
class Mark:
    """What one name has: parts from the base on, and how it is said.

    Attributes:
        name: the name.
        sure: the size of the solid part.
        possible: the size of the hatched part behind it.
        text: the numbers in short.
        told: the numbers in a sentence.
        cells: the numbers of the table.
        url: where it leads, or "".
        is_hidden: whether the numbers are kept back.
        is_open: whether it has no upper bound.

    """

    name: str
    sure: float
    possible: float
    text: str
    told: str
    cells: tuple[str, ...]
    url: str
    is_hidden: bool
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a plot, the heads of its table, and how its axis is written."""

    marks: tuple[Mark, ...]
    heads: tuple[str, ...]
    is_time: bool

    def axis(self, top: float) -> tuple[float, str]:
        """A round end of the axis, and how it is written."""
        if not self.is_time:
            size = 10 ** (len(str(max(int(top), 1))) - 1)
            end = next(n * size for n in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if n * size >= top)
            return float(end), f"{end:g}"
        step = next((s for s in STEPS_S if top <= s * 4), STEPS_S[-1])
        end_s = max(-(-int(top) // step), 1) * step
        return float(end_s), few(end_s)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A mark as it is drawn: its parts as (class, place, size), and where its text stands."""

    mark: Mark
    parts: tuple[tuple[str, str, str], ...]
    x: str
    width: str
    middle: str
    label: str
    is_odd: bool


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot with its table; ``lines`` are the axis: place from the top in pixels, and label."""

    id: str
    title: str
    note: str
    is_columns: bool
    drawn: tuple[Drawn, ...]
    lines: tuple[tuple[str, str], ...]
    table: Marks
    left_out: int
    hidden: int
    height: int = HEIGHT_PX

    @property
    def is_all_hidden(self) -> bool:
        """Whether nothing of it may be shown, so that there is nothing to draw."""
        return self.hidden > 0 and not any(d.mark.sure or d.mark.possible for d in self.drawn)


def tally_marks(tallies: Iterable[Tally], urls: Mapping[str, str]) -> Marks:
    """Findings as marks; what is indeterminate stands in the table only."""
    marks = []
    for each in tallies:
        counts = (each.definite, each.possible, each.indeterminate)
        sure, possible = each.definite or 0, each.possible or 0
        hidden = None in counts and not sure and not possible
        told = f"definite {_count(each.definite)}, possible {_count(each.possible)}"
        cells = tuple(_count(count) for count in counts)
        url = "" if None in counts or not any(counts) else urls.get(each.name, "")
        marks.append(Mark(each.name, sure, possible, _tally(each), told, cells, url, hidden))
    return Marks(tuple(marks), ("definite", "possible", "indeterminate"), is_time=False)


def _tally(tally: Tally) -> str:
    """The counts in short: ``505 + 107 possible``, ``258, possible kept back``."""
    if tally.definite is None:
        return KEPT_BACK if not tally.possible else f"{tally.possible} possible, definite kept back"
    if tally.possible is None:
        return f"{tally.definite}, possible {KEPT_BACK}" if tally.definite else KEPT_BACK
    if not tally.possible:
        return str(tally.definite)
    return (
        f"{tally.definite} + {tally.possible} possible"
        if tally.definite
        else (f"{tally.possible} possible")
    )


def waited_marks(waits: Iterable[Waited], urls: Mapping[str, str]) -> Marks:
    """Waits as marks: surely so long, and at most so much longer."""
    marks = []
    for each in waits:
        least_s, most_s = each.least_s or 0, each.most_s
        hidden, none = each.count is None, each.count == 0
        length = _length(least_s, most_s)
        many = "1 wait" if each.count == 1 else f"{each.count} waits"
        text = KEPT_BACK if hidden else "none" if none else f"{length}, {many}"
        told = text if hidden or none else f"median {text}"
        cells = (
            _count(each.count),
            "" if each.least_s is None else few(each.least_s),
            ("no bound" if each.count else "") if most_s is None else few(most_s),
            _count(each.over),
            _count(each.possibly_over),
        )
        url = "" if hidden or none else urls.get(each.name, "")
        possible = 0 if most_s is None else most_s - least_s
        is_open = most_s is None and bool(each.count)
        marks.append(Mark(each.name, least_s, possible, text, told, cells, url, hidden, is_open))
    heads = ("waits", "median, at least", "median, at most", "surely over limit", "possibly over")
    return Marks(tuple(marks), heads, is_time=True)


def _count(count: int | None) -> str:
    return KEPT_BACK if count is None else str(count)


def _length(least_s: int, most_s: int | None) -> str:
    if most_s is None:
        return f"at least {few(least_s)}"
    least, most = few(least_s), few(most_s)
    return least if least == most else f"{least} to {most}"


def _top(marks: Sequence[Mark]) -> float:
    return max((mark.sure + mark.possible for mark in marks), default=0) or 1


def columns(name: str, title: str, table: Marks, note: str = "", most: int = 10**6) -> Plot:
    """A column for each of the first ``most`` names, in the order given; all are in the table."""
    marks = table.marks[:most]
    end, label = table.axis(_top(marks))
    slot = (100 - GUTTER) / max(len(marks), 1)
    width = min(slot * 0.76, COLUMN_MAX)
    step = -(-len(marks) // LABELS_MAX)
    drawn = []
    for number, mark in enumerate(marks):
        left = GUTTER + slot * number
        sure = mark.sure / end * HEIGHT_PX
        possible = mark.possible / end * HEIGHT_PX
        parts = []
        if mark.is_hidden:
            parts.append(("kept", f"{HEIGHT_PX - STUB_PX}", f"{STUB_PX}"))
        if sure:
            parts.append(("sure", _px(HEIGHT_PX - sure), _px(sure)))
        if possible:
            parts.append(("possible", _px(HEIGHT_PX - sure - possible), _px(possible)))
        if mark.is_open:
            parts.append(("possible", "0", _px(HEIGHT_PX - sure)))
        drawn.append(
            Drawn(
                mark,
                tuple(parts),
                _percent(left + (slot - width) / 2),
                _percent(width),
                _percent(left + slot / 2),
                mark.name if number % step == 0 else "",
                number // step % 2 == 1,
            )
        )
    lines = (("0", label), (_px(HEIGHT_PX / 2), ""), (str(HEIGHT_PX), "0"))
    return Plot(
        name,
        title,
        note,
        is_columns=True,
        drawn=tuple(drawn),
        lines=lines,
        table=table,
        left_out=0,
        hidden=_hidden(marks),
    )


def bars(name: str, title: str, table: Marks, note: str = "") -> Plot:
    """A bar for each of the first names; all are in the table."""
    marks = table.marks[:BARS_MAX]
    top = _top(marks)
    drawn = []
    for mark in marks:
        sure, possible = (each / top * 100 for each in (mark.sure, mark.possible))
        parts = []
        if mark.is_hidden:
            parts.append(("kept", "0", _percent(STUB_PERCENT)))
        if sure:
            parts.append(("sure", "0", _percent(sure)))
        if possible:
            parts.append(("possible", _percent(sure), _percent(possible)))
        if mark.is_open:
            parts.append(("possible", _percent(sure), _percent(100 - sure)))
        drawn.append(Drawn(mark, tuple(parts), "", "", "", mark.name, is_odd=False))
    return Plot(
        name,
        title,
        note,
        is_columns=False,
        drawn=tuple(drawn),
        lines=(),
        table=table,
        left_out=len(table.marks) - len(marks),
        hidden=_hidden(table.marks),
    )


def _hidden(marks: Iterable[Mark]) -> int:
    return sum(KEPT_BACK in mark.cells for mark in marks)


def _percent(share: float) -> str:
    return f"{share:.2f}%"


def _px(size: float) -> str:
    return f"{size:.1f}"
