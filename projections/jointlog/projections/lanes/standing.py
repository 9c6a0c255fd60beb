"""The picture of an incident as one SVG file that stands alone: no script, nothing fetched.

    svg = standing(lanes(case), case, title="bethnal-green-2011")

Drawn from the same shapes as the page. Fonts and colours are inside; `<title>` and `<desc>` say
in words what it shows, and each bar has its own sentence.
"""

from collections.abc import Iterator
from html import escape
from typing import Final

from jointlog.domain.time import Window
from jointlog.projections.lanes.drawing import Bar, Group, Lanes
from jointlog.projections.lanes.shapes import Piece, Row, Section, Shape, picture
from jointlog.projections.wording.harmless import SEEN

WIDTH: Final = 1360
PAD: Final = 24
NAMES: Final = 316
TRACK: Final = WIDTH - 2 * PAD - NAMES
LEFT: Final = PAD + NAMES
HEAD: Final = 104
SECTION: Final = 26
NAME_MAX: Final = 46
MARK_Y: Final = 15
ALONE: Final = frozenset({Group.OPEN, Group.ENTRIES})
"""Groups whose lanes are their own heading."""
FILLS: Final = {"gap": "url(#hatch-gap)", "contested": "url(#hatch-contested)"}
EDGES: Final = {
    "l": "M{x} {y}h{w}v24h-{w}",
    "r": "M{end} {y}h-{w}v24h{w}",
    "lr": "M{x} {y}h{w}m0 24h-{w}",
}
"""The edges of a rectangle that goes on to the left, to the right, or to both."""
STYLE: Final = (
    "text{font-family:'Liberation Sans','DejaVu Sans',Arial,Helvetica,sans-serif;font-size:13px;"
    "fill:#17212b}.t{font-size:20px;font-weight:700}.q{fill:#55616d}.h{fill:#55616d;font-size:12px;"
    "font-weight:700}.o{font-weight:700;fill:#7a2208}.grid{stroke:#dcd9d1}"
    ".end{stroke:#55616d;stroke-dasharray:2 3}.tick{text-anchor:middle;fill:#55616d}"
    "rect,path{stroke-width:1.5}.held rect,.held path{fill:#b9cde0;stroke:#5f82a3}"
    ".merged path{fill:#b9cde0;stroke:#5f82a3;stroke-width:1}"
    "text.merged{paint-order:stroke;stroke:#fff;stroke-width:3px}"
    ".suspended rect,.suspended path{fill:#e4e2dc;stroke:#5f82a3;stroke-dasharray:6 3}"
    ".unknown rect,.unknown path{fill:none;stroke:#c8401a;stroke-dasharray:2 3}"
    ".gap rect,.gap path{stroke:#c8401a;stroke-dasharray:5 3;stroke-width:2}"
    ".contested rect,.contested path{stroke:#7a3ea8;stroke-dasharray:2 2;stroke-width:2}"
    ".wait rect,.wait path{fill:#f4dfa4;stroke:#a57b12}"
    ".present rect,.present path{fill:#d3e5d5;stroke:#5c8a63}"
    ".clock rect,.clock path{fill:#e4e2dc;stroke:#8a867b}"
    ".over rect,.over path{stroke:#a8230b;stroke-width:2.5}"
    "rect.f{stroke:none}path.e{fill:none}"
    "text.gap,text.contested{font-weight:700;paint-order:stroke;"
    "stroke-width:4px;stroke-linejoin:round}text.gap{fill:#7a2208;stroke:#ffe9df}"
    "text.contested{fill:#4d1f72;stroke:#f1e4fb}.limit{stroke:#a8230b;stroke-width:2;"
    "stroke-dasharray:3 2}.entry circle{fill:#55616d}.late circle{fill:#fff;stroke:#b0008e;"
    "stroke-width:3}.entry text{fill:#fff;text-anchor:middle;font-size:11px;font-weight:700}"
    ".late text{fill:#b0008e;text-anchor:middle;font-size:11px;font-weight:700}"
)
DEFS: Final = (
    '<pattern id="hatch-gap" width="8" height="8" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path fill="#ffe9df" d="M0 0h8v8H0z"/>'
    '<path fill="#c8401a" fill-opacity=".28" d="M0 0h3v8H0z"/></pattern>'
    '<pattern id="hatch-contested" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<path fill="#f1e4fb" d="M0 0h8v8H0z"/>'
    '<path fill="#7a3ea8" fill-opacity=".25" d="M0 0h4v4H0zM4 4h4v4H4z"/></pattern>'
    '<linearGradient id="g-in"><stop offset="0" stop-color="#fff" stop-opacity=".12"/>'
    '<stop offset="1" stop-color="#fff"/></linearGradient>'
    '<linearGradient id="g-out"><stop offset="0" stop-color="#fff"/>'
    '<stop offset="1" stop-color="#fff" stop-opacity=".12"/></linearGradient>'
    '<linearGradient id="g-both"><stop offset="0" stop-color="#fff" stop-opacity=".25"/>'
    '<stop offset=".5" stop-color="#fff"/>'
    '<stop offset="1" stop-color="#fff" stop-opacity=".25"/></linearGradient>'
    + "".join(
        f'<mask id="m-{end}" maskContentUnits="objectBoundingBox">'
        f'<rect width="1" height="1" fill="url(#g-{end})"/></mask>'
        for end in ("in", "out", "both")
    )
)
LEGEND: Final = (
    ("held", "held", 66),
    ("gap", "needed, held by nobody", 190),
    ("contested", "contested", 104),
    ("wait", "waited", 84),
    ("present", "was there", 102),
    ("clock", "clock", 74),
)


MORE: Final = "fading: at some point in here; red dashes: limit of a clock; ring: learnt late"


def standing(drawn: Lanes, horizon: Window, title: str, under: str = "") -> str:
    """The picture as the text of an SVG file.

    Args:
        drawn: the lanes, of all the record or a window of it.
        horizon: the end of the record.
        title: what stands above it: the incident.
        under: what stands beside the days and zone, such as the standards.

    """
    shown = picture(drawn, drawn.clock, horizon, _no_address)
    several = len({section.subject for section in shown.sections}) > 1
    body: list[str] = []
    y = HEAD
    for section in shown.sections:
        lines, y = _section(section, y, several=several)
        body += lines
    height = y + PAD
    days = ", ".join(filter(None, (drawn.clock.title(), under)))
    ticks = [(_x(at), label) for at, label, _ in shown.ticks]
    grid = [_line("grid", x, HEAD - 6, y) for x, _ in ticks]
    if shown.horizon_at:
        grid.append(_line("end", _x(shown.horizon_at), HEAD - 6, y))
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    told = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="t d">',
        f'<title id="t">{_text(title)}</title>',
        f'<desc id="d">{_text(days)}. {_text(_told(drawn))}.</desc>',
        f"<style>{STYLE}</style>",
        f"<defs>{DEFS}</defs>",
        f'<path fill="#fff" d="M0 0h{WIDTH}v{height}H0z"/>',
        f'<text class="t" x="{PAD}" y="32">{_text(title)}</text>',
        f'<text class="q" x="{PAD}" y="54">{_text(days)}</text>',
        *_legend(),
        *grid,
        *(f'<text class="tick" x="{x}" y="{HEAD - 12}">{_text(at)}</text>' for x, at in ticks),
        *body,
        "</svg>",
    )
    return "\n".join(told) + "\n"


def _no_address(bar: Bar) -> str:
    del bar
    return ""


def _told(drawn: Lanes) -> str:
    """How much of what kind is drawn, in words."""
    gaps = len(drawn.gaps)
    stretches = "1 stretch that nobody held or that was contested"
    if gaps != 1:
        stretches = f"{gaps} stretches that nobody held or that were contested"
    left = f"; {drawn.left_out} lanes are left out" if drawn.left_out else ""
    return f"{len(drawn.lanes)} lanes, {stretches}{left}"


def _legend() -> Iterator[str]:
    x = PAD
    for look, text, room in LEGEND:
        fill = f' fill="{FILLS[look]}"' if look in FILLS else ""
        yield (
            f'<g class="{look}"><rect x="{x}" y="64" width="18" height="12"{fill}/></g>'
            f'<text class="q" x="{x + 24}" y="75">{text}</text>'
        )
        x += room
    yield f'<text class="q" x="{x + 8}" y="75">{MORE}</text>'


def _section(section: Section, y: int, *, several: bool) -> tuple[list[str], int]:
    lines: list[str] = []
    person = f", person {section.subject}" if several else ""
    if section.group not in ALONE:
        y += SECTION
        heading = f"{section.group.value.capitalize()}{person}"
        lines.append(f'<text class="h" x="{PAD}" y="{y - 6}">{_text(heading)}</text>')
    for row in section.rows:
        name = f"{row.name}{person}" if section.group in ALONE else row.name
        css = ' class="o"' if section.group is Group.OPEN else ""
        lines.append(f'<text{css} x="{PAD}" y="{y + 19}">{_text(_cut(name))}</text>')
        lines += _row(row, y)
        y += row.height
    return lines, y


def _row(row: Row, y: int) -> Iterator[str]:
    if not row.shapes:
        yield f'<text class="q" x="{LEFT + 2}" y="{y + 19}">none recorded in this window</text>'
    for shape in row.shapes:
        inside = (
            _mark(shape, y + shape.y)
            if shape.kind in ("entry", "late")
            else _bar(shape, y + shape.y)
        )
        yield f'<g class="{shape.kind}"><title>{_text(shape.title)}</title>{"".join(inside)}</g>'
    for shape in row.shapes:  # over all that is drawn
        if shape.text_at:
            late = "\u25c6 " if shape.is_late else ""
            at = f'x="{_x(shape.text_at, 7)}" y="{y + shape.y + 19}"'
            yield f'<text class="{shape.kind}" {at}>{late}{_text(shape.text)}</text>'


def _mark(shape: Shape, y: int) -> Iterator[str]:
    x = _x(shape.pieces[0].x)
    size = 7 + 2 * len(shape.text) if shape.count > 1 else 5
    yield f'<circle cx="{x}" cy="{y + MARK_Y}" r="{size}"/>'
    if shape.count > 1:
        yield f'<text x="{x}" y="{y + MARK_Y + 4}">{shape.text}</text>'


def _bar(shape: Shape, y: int) -> Iterator[str]:
    fill = FILLS.get(shape.kind, "")
    if shape.path:
        filled = f' fill="{fill}"' if fill else ""
        at = f"translate({LEFT} {y + 3}) scale({TRACK / 1000:.3f} 1)"
        yield f'<path transform="{at}" d="{shape.path}"{filled}/>'
    for piece in () if shape.path else shape.pieces:
        yield _piece(piece, y, fill)
    if shape.limit_at:
        yield _line("limit", _x(shape.limit_at), y, y + 30)


def _piece(piece: Piece, y: int, fill: str) -> str:
    filled = f' fill="{fill}"' if fill else ""
    faded = f' mask="url(#m-{piece.fade})"' if piece.fade else ""
    plain = ' class="f"' if piece.fade or piece.onward else ""
    x, wide = _x(piece.x), f"{_share(piece.width) * TRACK / 100:.1f}"
    box = f'<rect x="{x}" y="{y + 3}" width="{wide}" height="24"{filled}{plain}{faded}/>'
    if not piece.onward:
        return box
    end = _x(f"{_share(piece.x) + _share(piece.width)}")
    edges = EDGES[piece.onward].format(x=x, y=y + 3, w=wide, end=end)
    return f'{box}<path class="e" d="{edges}"/>'


def _line(css: str, x: str, top: int, bottom: int) -> str:
    return f'<line class="{css}" x1="{x}" x2="{x}" y1="{top}" y2="{bottom}"/>'


def _share(percent: str) -> float:
    return float(percent.rstrip("%"))


def _x(percent: str, more: int = 0) -> str:
    """The place of a share of the track."""
    return f"{LEFT + _share(percent) * TRACK / 100 + more:.1f}"


def _cut(name: str) -> str:
    """As much of a name as there is room for; the code of a standard stays."""
    if len(name) <= NAME_MAX:
        return name
    words, _, code = name.rpartition(" ")
    keep = NAME_MAX - len(code) - 2 if code.startswith("(") else 0
    return f"{words[:keep]}… {code}" if keep > 0 else f"{name[: NAME_MAX - 1]}…"


def _text(text: str) -> str:
    """A text as SVG holds it."""
    return escape(text.translate(SEEN))
