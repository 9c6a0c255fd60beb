"""A table as a picture: bars as PNG or SVG, by altair and vl-convert."""

from pathlib import Path
from typing import Any, Final

import click

from jointlog.cli.extras import needed
from jointlog.cli.rows_shown import MEASURES
from jointlog.projections.statistics.asking import Asked
from jointlog.projections.statistics.dimensions import order_of
from jointlog.projections.statistics.disclosure import Name
from jointlog.projections.statistics.plain import table_query
from jointlog.projections.statistics.subjects import Subject
from jointlog.projections.statistics.tabling import Tabled

PNG, SVG = ".png", ".svg"
SCALE: Final = 2
MAX_WIDTH: Final = 110
LABEL_WIDTH: Final = 400
KEPT_BACK: Final = "kept back"


def check_plot(file: Path | None) -> None:
    """Refuse a plot that cannot be drawn, before anything is asked.

    Raises:
        UsageError: another ending than .png or .svg, or a library is missing.

    """
    if file is None:
        return
    if file.suffix.lower() not in (PNG, SVG):
        raise click.UsageError(f"--plot: {file.name!r} ends in neither {PNG} nor {SVG}")
    for module in ("altair", "vl_convert"):
        needed(module, "analysis", "--plot")


def plot(table: Tabled, subject: Subject, asked: Asked, measure: str, file: Path) -> None:
    """Draw the cells of a table, each in a line of its own, those kept back as words.

    The question and the log position stand above.
    """
    altair: Any = needed("altair", "analysis", "--plot")
    convert: Any = needed("vl_convert", "analysis", "--plot")
    foot = f"{table_query(subject, asked, table)} · log position {table.position}"
    lines = [foot[at : at + MAX_WIDTH] for at in range(0, len(foot), MAX_WIDTH)]
    data = altair.Data(values=_cells(table, measure))
    every = altair.Y(
        "name:N", title=None, sort=_names(table), axis=altair.Axis(labelLimit=LABEL_WIDTH)
    )
    unit = "" if measure == "count" else " (hours, at least)"
    few = altair.Axis(tickCount=6, labelOverlap="greedy", labelSeparation=8)
    encoded = {"y": every, "x": altair.X("value:Q", title=f"{measure}{unit}", axis=few)}
    if len(table.by) > 1:
        encoded["color"] = altair.Color("second:N", title=table.by[1].replace("_", " "))
    bars = altair.Chart().mark_bar().encode(**encoded)
    hidden = (
        altair.Chart()
        .mark_text(align="left", dx=4, color="#555")
        .encode(y=every, x=altair.datum(0), text="hidden:N")
    )
    by = " and ".join(name.replace("_", " ") for name in table.by)
    told = f"{subject.name}: {measure}{by and f', by {by}'}"
    title = altair.TitleParams(told, subtitle=lines, anchor="start")
    chart = altair.layer(bars, hidden, data=data)
    if subject.is_graded:
        chart = chart.facet(row=altair.Row("grade:N", title="how sure"))
    chart = chart.properties(title=title)
    drawn = chart.to_json()
    if file.suffix.lower() == PNG:
        file.write_bytes(convert.vegalite_to_png(drawn, scale=SCALE))
    else:
        file.write_text(convert.vegalite_to_svg(drawn), "utf-8")


def _cells(table: Tabled, measure: str) -> list[dict[str, Any]]:
    """What each cell of a table shows; a cell that is kept back has a word and no value."""
    return [
        {
            "grade": block.grade,
            "name": _name(line.names),
            "second": line.names[-1] if line.names else "all",
            "value": None if line.measures is None else MEASURES[measure](line.measures),
            "hidden": KEPT_BACK if line.measures is None else "",
        }
        for block in table.blocks
        for line in block.lines
        if None not in line.names
    ]


def _names(table: Tabled) -> list[str]:
    """The name of every cell, in the order of its dimensions."""
    found = {line.names for block in table.blocks for line in block.lines}
    cells = [tuple(each for each in names if each is not None) for names in found]
    cells = [names for names in cells if len(names) == len(table.by)]

    def order(names: tuple[str, ...]) -> list[tuple[int, str]]:
        return [order_of(by, each) for by, each in zip(table.by, names, strict=True)]

    return [_name(names) for names in sorted(cells, key=order)]


def _name(names: Name) -> str:
    return " · ".join(each or "" for each in names) or "all"
