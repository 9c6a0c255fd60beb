"""``jointlog stats``."""

from pathlib import Path

import click

from jointlog.cli.listing import text_lines
from jointlog.cli.output import Ink, say, say_csv, say_json, show
from jointlog.cli.plotting import check_plot, plot
from jointlog.cli.reading import database_option, json_option, width_of, width_option
from jointlog.cli.rows_asked import Words, every_subject, queried, row_options, zone_option
from jointlog.cli.rows_shown import MEASURES, Lines, table_lines
from jointlog.projections.statistics.asking import Asked
from jointlog.projections.statistics.dimensions import DIMENSIONS
from jointlog.projections.statistics.plain import control, flat_table, table_plain, table_query
from jointlog.projections.statistics.reading import least, subject_of, zone_of
from jointlog.projections.statistics.subjects import Subject
from jointlog.projections.statistics.tabling import METHOD, Tabled, tabled

measure_option = click.option(
    "--measure",
    type=click.Choice(list(MEASURES)),
    default="count",
    show_default=True,
    help="What bars and plots show; lengths are the least ones.",
)
exact_option = click.option(
    "--exact", is_flag=True, help="Keep no small number back: not for publication."
)


@click.command("stats")
@click.argument("subject_name", metavar="[SUBJECT]", required=False, default="waits")
@click.option("--by", default="", metavar="NAME[,NAME]", help=f"Of: {', '.join(DIMENSIONS)}.")
@click.option("--hours", is_flag=True, help="Also hours by the clock and person-hours.")
@measure_option
@exact_option
@click.option(
    "--plot",
    "plot_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw it too: a file ending in .png or .svg.",
)
@row_options(*every_subject())
@zone_option
@width_option
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV: one row a cell.")
@json_option
@database_option
def command(
    *,
    subject_name: str,
    by: str,
    words: Words,
    hours: bool,
    measure: str,
    exact: bool,
    plot_file: Path | None,
    zone: str,
    width: int | None,
    database: str,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Count and measure gaps, waits, handovers or conveyances (SUBJECT), by one or two names.

    Small numbers are kept back, and those from which they could be reckoned. Each table is
    protected by itself: what two tables say of one number may tell more.
    """
    if as_csv and as_json:
        raise click.UsageError("--csv and --json exclude each other")
    check_plot(plot_file)
    subject = subject_of(subject_name)
    asked = words.asked(subject, zone_of(zone).key)
    threshold = least()
    names = [name.strip() for name in by.split(",") if name.strip()]
    with queried(database) as reader:
        made = tabled(
            reader,
            subject,
            asked,
            names,
            least=0 if exact else threshold.value,
            zone=zone_of(zone),
            with_hours=hours,
        )
    if as_json:
        say_json(table_plain(subject, asked, made, threshold))
    elif as_csv:
        flat = flat_table(subject, asked, made)
        say_csv(flat.names, flat.rows)
    else:
        columns = width_of(width)
        show([*table_lines(made, measure, columns), *foot_lines(made, subject, asked, columns)])
    if plot_file is not None:
        plot(made, subject, asked, measure, plot_file)
        say(f"The plot is in {plot_file}.", err=True)


def foot_lines(made: Tabled, subject: Subject, asked: Asked, width: int) -> Lines:
    """What was asked, on what it rests, and how it was made."""
    told = control(made, least())
    kept = (
        f"counts of fewer than {made.least} people kept back [{told['mark']}; {told['source']}]; "
        f"{told['note']}"
        if made.least
        else told["note"]
    )
    hidden = sum(line.measures is None for block in made.blocks for line in block.lines)
    lines: Lines = [[]]
    if hidden:
        lines += text_lines(
            f"{hidden} of these are kept back, so that nobody is known from a small number "
            "(disclosure control). Who may read this log sees them with --exact, for their own "
            "reading; 'jointlog demo --practice 300' makes a log with enough to count.",
            width,
        )
        lines.append([])
    for text in (
        f"asked: {table_query(subject, asked, made)}",
        f"log position {made.position}; percentiles by {METHOD}; lengths at least to at most",
        kept,
    ):
        lines += text_lines(text, width, ink=Ink.QUIET)
    return lines
