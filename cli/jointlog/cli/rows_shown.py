"""Rows and tables across incidents as text."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from jointlog.cli.output import Ink, Inked, Part, fits, say, say_json, show, table
from jointlog.cli.reading import width_of
from jointlog.cli.rows_asked import Listing, Words, queried
from jointlog.cli.words import said
from jointlog.domain.time import ANY_TIME, FIRST_S, LAST_S, MINUTE_S, Length, Window, few, short
from jointlog.projections.statistics.listing import Listed, listed
from jointlog.projections.statistics.plain import ALL
from jointlog.projections.statistics.subjects import CONVEYANCES, GAPS, HANDOVERS, WAITS, Subject
from jointlog.projections.statistics.tabling import Block, Line, Measures, Tabled
from jointlog.projections.wording.times import Clock

Row = Mapping[str, Any]
Lines = list[list[Part]]
KEPT_BACK: Final = "kept back"
EVERY: Final = 10_000_000
"""More rows than any list has."""
BAR: Final = "━"
BAR_WIDTH: Final = 20
HOUR_S: Final = 3600
PASSED: Final = {"definite": "surely passed", "possible": "possibly passed"}
LAST: Final = LAST_S
KEYS: Final[Mapping[str, Callable[[Row], Any]]] = {
    "time": lambda row: row["from_earliest_s"] or FIRST_S,
    "length": lambda row: (-(row["min_s"] or 0), -_most(row)),
    "severity": lambda row: (row["severity"], -(row["min_s"] or 0)),
    "kind": lambda row: row["kind"],
    "outcome": lambda row: row["outcome"],
    "reason": lambda row: row["reason"],
    "incident": lambda row: row["incident"],
}
"""By what rows are sorted; the longest and the gravest come first."""
MEASURES: Final[Mapping[str, Callable[[Measures], float]]] = {
    "count": lambda made: made.count,
    "total": lambda made: made.total.min_s / HOUR_S,
    "median": lambda made: made.median.min_s / HOUR_S,
    "p90": lambda made: made.p90.min_s / HOUR_S,
    "longest": lambda made: made.longest.min_s / HOUR_S,
}
"""What a bar or a plot can show; lengths in hours, at least."""


def _most(row: Row) -> int:
    return LAST if row["max_s"] is None else int(row["max_s"])


def print_rows(subject: Subject, words: Words, listing: Listing) -> None:
    """Print the rows that are asked for, as text, JSON or CSV."""
    asked = words.asked(subject, listing.zone)
    with queried(listing.database) as reader:
        found = listed(reader, subject, asked, limit=EVERY)
    rows = listing.sorting.rows(found.rows, KEYS, dict)[: listing.limit]
    for incident, problem in found.problems:
        say(f"jointlog: {incident}: {problem}", err=True)
    if listing.as_json:
        say_json([dict(row) for row in rows])
    elif rows:
        cells = _cells(subject, rows, listing.zone)
        show(table(HEADS[subject.name], cells, width_of(listing.width)))
        say(f"{len(rows)} {subject.name}, from the log up to position {found.position}", err=True)
    else:
        say(f"No {subject.name.removesuffix('s')} of what was asked for is recorded.")


HEADS: Final = {
    GAPS.name: ("incident", "strand", "length", "grade", "when"),
    WAITS.name: ("incident", "why", "asked", "waited", "outcome"),
    HANDOVERS.name: ("incident", "strand", "offered", "took", "outcome"),
    CONVEYANCES.name: ("incident", "set off", "took", "by", "how"),
}


def _cells(subject: Subject, rows: Iterable[Row], zone: str) -> Iterator[Sequence[str]]:
    clock = Clock(zone, ANY_TIME)  # so that each time is said with its year
    made = _CELLS[subject.name]
    for row in rows:
        yield made(row, _when(row, "from", clock), clock)


def _window(row: Row, end: str) -> Window:
    low, high = row[f"{end}_earliest_s"], row[f"{end}_latest_s"]
    return Window(FIRST_S if low is None else low, LAST_S if high is None else high)


def _when(row: Row, end: str, clock: Clock) -> str:
    """An end of a row; what lies within one minute is told as that minute."""
    window = _window(row, end)
    is_one = window.is_bounded and window.latest_s - window.earliest_s < MINUTE_S
    return clock.says(window.earliest_s) if is_one else clock.says_window(window)


def _length(row: Row) -> str:
    return "" if row["min_s"] is None else short(Length(row["min_s"], row["max_s"]))


def _gap(row: Row, begins: str, clock: Clock) -> Sequence[str]:
    ends = "" if row["is_open"] else f" to {_when(row, 'to', clock)}"
    last = f", last held by {said(row['parties']).replace(' ', ', ')}" if row["parties"] else ""
    when = f"{begins}{ends}{last}"
    return row["incident"], row["strands"].replace(" ", ", "), _length(row), row["grade"], when


def _wait(row: Row, begins: str, _: Clock) -> Sequence[str]:
    limit = f", {row['standard']} {PASSED[row['grade']]}" if row["grade"] else ""
    pair = f"{row['waiting']} for {row['for_agency'] or 'nobody named'}"
    how = f"{row['outcome']} ({pair}{limit})"
    return row["incident"], said(row["why"]), begins, _length(row), how


def _handover(row: Row, begins: str, _: Clock) -> Sequence[str]:
    how = f"{row['outcome']} ({row['offered_by']} to {row['offered_to'] or 'nobody named'})"
    return row["incident"], row["strand"], begins, _length(row), how


def _journey(row: Row, begins: str, _: Clock) -> Sequence[str]:
    reason = f", {said(row['reason'])}" if row["reason"] else ""
    how = f"{said(row['vehicle'])}{reason} (ambulance: {row['ambulance']})"
    return row["incident"], begins, _length(row), row["conveyed_by"], how


_CELLS: Final = {
    GAPS.name: _gap,
    WAITS.name: _wait,
    HANDOVERS.name: _handover,
    CONVEYANCES.name: _journey,
}


def table_lines(made: Tabled, measure: str, width: int) -> Lines:
    """A table with a bar for each cell; totals have none."""
    lines: Lines = []
    for block in made.blocks:
        if block.grade:
            lines.append([Inked(block.grade, Ink.HEADING)])
        lines += _block_lines(made, block, measure, width)
    if not made.blocks:
        lines.append(["Nothing of what was asked for is recorded."])
    return lines


def _block_lines(made: Tabled, block: Block, measure: str, width: int) -> Lines:
    shown = [line.measures for line in block.lines if line.measures is not None]
    has_hours = any(each.hours is not None for each in shown)
    hours = ("by the clock", "person-hours") if has_hours else ()
    names = [said(name) for name in made.by] or ["of"]
    head = [*names, "count", "hours", "median", "p90", "longest", *hours, measure]
    value = MEASURES[measure]
    parts = [line.measures for line in block.lines if line.measures and not _total(line)]
    most = max(map(value, parts), default=0)
    cells = []
    for line in without_repeats(block.lines):
        told = [ALL if name is None else name for name in line.names] or [ALL]
        if line.measures is None:
            blank = [""] * (len(head) - len(told) - 1)
            cells.append([*told, KEPT_BACK, *blank])
            continue
        each = line.measures
        bar = "" if _total(line) or not most else BAR * round(BAR_WIDTH * value(each) / most)
        cells.append([*told, *_measures(each), bar])
    if not fits(head, cells, width):  # the bars say only once more what stands there
        head, cells = head[:-1], [row[:-1] for row in cells]
    return table(head, cells, width)


def without_repeats(lines: Sequence[Line]) -> list[Line]:
    """The lines without the totals that only say a single cell again."""
    cells = [line for line in lines if not _total(line)]

    def repeats(total: Line) -> bool:
        of_it = [cell for cell in cells if _is_of(total, cell)]
        is_whole = all(name is None for name in total.names)
        return not is_whole and len(of_it) == 1 and of_it[0].measures == total.measures

    return [line for line in lines if not (_total(line) and repeats(line))]


def _is_of(total: Line, cell: Line) -> bool:
    """Whether the cell is one of those that the total is over."""
    names = zip(total.names, cell.names, strict=True)
    return all(of_all is None or of_all == own for of_all, own in names)


def _total(line: Line) -> bool:
    return None in line.names


def _measures(made: Measures) -> Iterator[str]:
    yield str(made.count)
    yield hours_words(made.total)
    yield from (short(each) for each in (made.median, made.p90, made.longest))
    if made.hours is not None:
        yield hours_words(made.hours.clock)
        apart = made.hours.without_number
        more = f" + {hours_words(apart)} of no number" if apart != Length(0, 0) else ""
        yield f"{hours_words(made.hours.person)}{more}"


def hours_words(length: Length) -> str:
    """A length in hours: ``133.9 to 149.8``, ``at least 376.6``."""
    low = f"{length.min_s / HOUR_S:.1f}"
    if length.max_s is None:
        return f"at least {low}"
    high = f"{length.max_s / HOUR_S:.1f}"
    return low if high == low else f"{low} to {high}"


def row_lines(found: Listed, columns: Sequence[str], width: int) -> Lines:
    """Some columns of rows; pairs of least and most stand as one length."""
    names = [name for name in columns if not name.endswith("max_s")]
    head = [said(name.removesuffix("_min_s").replace("min_s", "length")) for name in names]
    cells = [[_cell(row, name, columns) for name in names] for row in found.rows]
    return table(head, cells, width)


def _cell(row: Row, name: str, columns: Sequence[str]) -> str:
    value, most = row[name], name.replace("min_s", "max_s")
    if name.endswith("min_s") and most in columns:
        return short(Length(value, row[most]))
    if name.endswith("_s") and value is not None:
        return few(value)
    return "" if value is None else said(str(value))
