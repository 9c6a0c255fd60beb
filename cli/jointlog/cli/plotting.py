"""A table as a picture: bars as PNG or SVG, by altair and vl-convert."""

from pathlib import Path
from typing import Any, Final

import click

from jointlog.cli.extras import needed
from jointlog.cli.rows_shown import MEASURES
from jointlog.projections.statistics.asking import Asked
from jointlog.projections.statistics.plain import table_query
from jointlog.projections.statistics.subjects import Subject
from jointlog.projections.statistics.tabling import Tabled

PNG, SVG = ".png", ".svg"
SCALE: Final = 2
MAX_WIDTH: Final = 110


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
    """Draw the cells of a table that are shown; the question and log position stand below."""
    altair: Any = needed("altair", "analysis", "--plot")
    convert: Any = needed("vl_convert", "analysis", "--plot")
    unit = "" if measure == "count" else " (hours, at least)"
    values = [
        {
            "grade": block.grade,
            "first": line.names[0] if line.names else "all",
            "second": line.names[-1] if line.names else "all",
            "value": MEASURES[measure](line.measures),
        }
        for block in table.blocks
        for line in block.lines
        if line.measures is not None and None not in line.names
    ]
    foot = f"{table_query(subject, asked, table)} · log position {table.position}"
    lines = [foot[at : at + MAX_WIDTH] for at in range(0, len(foot), MAX_WIDTH)]
    names = [name.replace("_", " ") for name in table.by] or ["all"]
    encoded = {
        "x": altair.X("value:Q", title=f"{measure}{unit}"),
        "y": altair.Y("first:N", title=names[0], sort=None),
    }
    if len(table.by) > 1:
        encoded["color"] = altair.Color("second:N", title=names[1])
        encoded["yOffset"] = altair.YOffset("second:N")  # beside each other: medians do not add up
    if subject.is_graded:
        encoded["row"] = altair.Row("grade:N", title="how sure")
    title = altair.TitleParams(f"{subject.name}: {measure}", subtitle=lines, anchor="start")
    chart = altair.Chart(altair.Data(values=values), title=title).mark_bar().encode(**encoded)
    drawn = chart.to_json()
    if file.suffix.lower() == PNG:
        file.write_bytes(convert.vegalite_to_png(drawn, scale=SCALE))
    else:
        file.write_text(convert.vegalite_to_svg(drawn), "utf-8")
