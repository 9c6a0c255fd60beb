"""The page of a timeline: head, axis, lanes in three groups, legend, and the list."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jointlog.cli.drawing.bars import Bar, Fill, Keys, Lane, draw
from jointlog.cli.drawing.lanes import clock_lanes, presence_lanes, strand_lanes, wait_lanes
from jointlog.cli.drawing.scale import Scale, point_s
from jointlog.cli.listing import heading_lines, said_lines
from jointlog.cli.output import Ink, Inked, escaped, wrapped
from jointlog.cli.output import Part as Printed
from jointlog.cli.words import strand_short
from jointlog.domain.incident import Statement
from jointlog.domain.time import Window
from jointlog.projections.case import Case
from jointlog.projections.review.corrections import corrections, retracted
from jointlog.projections.wording.times import Clock

Line = list[Printed]
NAME_WIDTH: Final = 19
NAME_WIDTH_WIDE: Final = 34
WIDE: Final = 110
TAIL: Final = 0.23
"""How far past the last boundary the axis runs where something stands on, as part of the whole."""
EDGE_S: Final = 60
LEGEND: Final = (
    (("━", Ink.HELD), " held   "),
    (("░", Ink.GAP), " needed, held by nobody   "),
    (("▚", Ink.CONTESTED), " contested   "),
    (("┄", Ink.HELD), " suspended"),
)
SIGNS: Final = "~ at some point in here   ◀ ▶ begun before, goes on   a b c: listed below"


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of the lanes is drawn: of one person, in a window, with the clocks."""

    subject: str = ""
    window: Window | None = None
    clocks: bool = True


WHOLE: Final = Part()


def page(
    case: Case, clock: Clock, width: int, part: Part = WHOLE, where: Iterable[Line] = ()
) -> list[Line]:
    """The whole page, one person after the other; first ``where`` to look."""
    lines = heading_lines(case.incident, clock, width)
    entries = len(case.statements)
    known = "" if entries == len(case.entries) else f" of {len(case.entries)}"
    lines.append([f"{entries}{known} entries · standards {case.protocol.name}"])
    lines += where
    for subject in case.timeline.subjects:
        if part.subject in ("", subject):
            lines += _person(case, subject, clock, width, part)
    return [*lines, *_corrected(case, clock, width, part.subject)]


def _corrected(case: Case, clock: Clock, width: int, only: str) -> list[Line]:
    """What was said later of the entries that the drawing rests on."""
    people = {each.version: each.subject for each in (*case.statements, *retracted(case))}
    lines: list[Line] = []
    for version, said in sorted(corrections(case).items()):
        if only in ("", people.get(version)):
            lines.append([f"  #{version}"])
            lines += said_lines(said, clock, width, "    ")
    head: list[Line] = [[], [Inked("Said later of entries", Ink.HEADING)]]
    return [*head, *lines] if lines else []


def _person(case: Case, subject: str, clock: Clock, width: int, part: Part) -> list[Line]:
    wide = width >= WIDE
    name_width = NAME_WIDTH_WIDE if wide else NAME_WIDTH
    strands = [
        Lane(f"{lane.name} {strand}" if wide else strand_short(strand), lane.bars)
        for strand, lane in strand_lanes(case, subject, clock)
    ]
    groups: list[tuple[str, list[Lane]]] = [
        ("Who held what", strands),
        ("Who waited for whom", list(wait_lanes(case, subject, clock))),
        ("Who was with the person", list(presence_lanes(case, subject, clock))),
    ]
    if part.clocks:
        clocks = list(clock_lanes(case, subject, clock, is_wide=wide))
        groups.append(("Clocks past their limit, or possibly", clocks))
    if part.window is not None:
        groups = [(title, list(_inside_lanes(lanes, part.window))) for title, lanes in groups]
    lines: list[Line] = []
    bars = [bar for _, group in groups for lane in group for bar in lane.bars]
    drawn = [bar for bar in bars if bar.fill is not Fill.EMPTY]
    if not drawn:
        return []
    scale = _scale(case, bars) if part.window is None else _of_window(part.window)
    keys = Keys()
    if scale is None:
        lines.append([f"Person {subject}: no clock time is recorded, so nothing can be drawn."])
        return [*lines, *_list(drawn, width)]
    scale = Scale(scale.start_s, scale.end_s, width - name_width)
    labels, marks = scale.axis(clock)
    lines += [[], [Inked(f"{f'Person {subject}':<{name_width}}", Ink.HEADING), labels]]
    lines.append([f"{'':<{name_width}}{marks}"])
    moments = [s for s in case.statements if s.subject == subject]
    lines.append([f"{'entries':<{name_width}}{_moments(moments, scale)}"])
    for title, lanes in groups:
        if lanes:
            lines.append([Inked(title, Ink.HEADING)])
            lines += [_row(lane, scale, keys, name_width) for lane in lanes]
    lines += [[], *_legend(), *_list(keys.listed, width)]
    return lines


def _inside_lanes(lanes: Iterable[Lane], window: Window) -> Iterator[Lane]:
    """The lanes with the bars that may lie in the window."""
    for lane in lanes:
        bars = [
            bar
            for bar in lane.bars
            if bar.start.earliest_s <= window.latest_s
            and (bar.end is None or bar.end.latest_s >= window.earliest_s)
        ]
        if any(bar.fill is not Fill.EMPTY for bar in bars):
            yield Lane(lane.name, bars)


def _of_window(window: Window) -> Scale:
    return Scale(window.earliest_s, window.latest_s, 1)


def _row(lane: Lane, scale: Scale, keys: Keys, name_width: int) -> Line:
    name = escaped(lane.name)
    if len(name) > name_width - 3:
        name = f"{name[: name_width - 4]}…"
    return [f"  {name:<{name_width - 2}}", *draw(lane, scale, keys)]


def _scale(case: Case, bars: Iterable[Bar]) -> Scale | None:
    """From the first boundary to a little after the last one; None without any time."""
    points = []
    last = []
    for bar in bars:
        bounds = (bar.start, bar.end)
        times = [at for w in bounds if w is not None and (at := point_s(w)) is not None]
        if bar.fill is not Fill.EMPTY:
            points += times
        if bar.end is None:
            last += times
    if not points:
        return None
    start, end = min(points), max(points)
    horizon = point_s(case.horizon) or end
    tail = max(int((end - start) * TAIL), EDGE_S)
    if last and horizon <= end + 4 * tail:
        end = max(horizon, max(last) + tail)
    elif last:
        end += tail
    return Scale(start, max(end, start + EDGE_S), 1)


def _moments(statements: Sequence[Statement], scale: Scale) -> str:
    """The numbers of the entries under their times, as many as fit."""
    cells = [" "] * scale.width
    free = 0
    for statement in statements:
        at = _inside(statement.window, scale)
        if at is None:
            continue
        text = str(statement.version)
        begin = min(scale.column(at), scale.width - len(text))
        if begin >= free:
            cells[begin : begin + len(text)] = text
            free = begin + len(text) + 1
        elif free and cells[free - 1] == " " and free - 1 < scale.width:
            cells[free - 1] = "+"
    return "".join(cells).rstrip()


def _inside(window: Window, scale: Scale) -> int | None:
    at = point_s(window)
    return at if at is not None and scale.start_s <= at <= scale.end_s else None


def _legend() -> list[Line]:
    signs: Line = []
    for (sign, ink), text in LEGEND:
        edge = "!" if ink in (Ink.GAP, Ink.CONTESTED) else ""
        signs += [Inked(f"{edge}{sign * 2}{edge}", ink), text]
    return [signs, [Inked(SIGNS, Ink.QUIET)]]


def _list(bars: Sequence[Bar], width: int) -> list[Line]:
    lines: list[Line] = []
    for bar in bars:
        lines += [[line] for line in wrapped(bar.about, width, f"  {bar.key:<1}  ")]
    return lines
