"""``jointlog ask``."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from jointlog.cli.commands.stats import exact_option, foot_lines
from jointlog.cli.listing import text_lines
from jointlog.cli.now import now_ms
from jointlog.cli.output import Ink, say, say_all, say_csv, say_json, show
from jointlog.cli.reading import database_option, json_option, width_of, width_option
from jointlog.cli.rows_asked import instant_in, queried, zone_option
from jointlog.cli.rows_shown import Lines, row_lines, table_lines
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.projections.statistics.asking import Asked
from jointlog.projections.statistics.listing import Listed, listed
from jointlog.projections.statistics.plain import flat_table, query_text, table_plain
from jointlog.projections.statistics.reading import least, zone_of
from jointlog.projections.statistics.saved import (
    SUFFIX,
    Part,
    Saved,
    read_saved,
    shipped,
    shipped_names,
    year_before,
    year_ms,
)
from jointlog.projections.statistics.tabling import Tabled, tabled

Answer = tuple[Part, Asked, Tabled | Listed]
PRIVATE: Final = "each row is one person's: look at what it tells before it is published"


@click.command("ask")
@click.argument("question", required=False)
@click.option("--list", "is_list", is_flag=True, help="List the saved questions.")
@click.option("--year", type=click.IntRange(1900, 9998), help="Of this year.")
@click.option("--from", "from_", default="", metavar="TIME", help="What began then or later.")
@click.option("--to", "to_", default="", metavar="TIME", help="What began before then.")
@click.option(
    "--as-known-at", "known_at", default="", metavar="TIME", help="As the log knew it by then."
)
@click.option("--area", default="", help="Only of this area.")
@exact_option
@zone_option
@width_option
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, a table after the other.")
@json_option
@database_option
def command(
    *,
    question: str | None,
    is_list: bool,
    year: int | None,
    from_: str,
    to_: str,
    known_at: str,
    area: str,
    exact: bool,
    zone: str,
    width: int | None,
    database: str,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Ask a saved QUESTION: one that comes with jointlog, or a TOML file of your own.

    A question of last year is of the calendar year before this one, unless --year, --from or
    --to say another time.
    """
    if as_csv and as_json:
        raise click.UsageError("--csv and --json exclude each other")
    if is_list:
        _list(width_of(width), as_csv=as_csv, as_json=as_json)
        return
    if question is None:
        raise click.UsageError("name a saved question or a TOML file; --list lists them")
    if year is not None and (from_ or to_):
        raise click.UsageError("--year and --from or --to exclude each other")
    saved = _saved(question)
    held = zone_of(zone)
    given = {"known_at": known_at, "area": area}
    instant = _instant(saved, held, year, from_, to_)
    parts = [(part, part.asked(given, instant)) for part in saved.parts]
    with queried(database) as reader:
        answers = [_ask(reader, part, asked, held, exact=exact) for part, asked in parts]
    if as_json:
        say_json(_plain(saved, answers))
    elif as_csv:
        _say_csv(answers)
    else:
        show(_page(saved, answers, width_of(width)))


def _list(width: int, *, as_csv: bool, as_json: bool) -> None:
    """The questions that come with jointlog."""
    known = [(name, shipped(name).title) for name in shipped_names()]
    if as_json:
        say_json([{"name": name, "title": title} for name, title in known])
    elif as_csv:
        say_csv(["name", "title"], known)
    else:
        for name, title in known:
            say_all(text_lines(title, width, f"{name}  "))


def _saved(question: str) -> Saved:
    """The question of this file, or of this name.

    Raises:
        NotFoundError: there is neither.
        MalformedError: the file cannot be read as a question.

    """
    if question.endswith(SUFFIX):
        return read_saved(Path(question).read_text("utf-8"), Path(question).stem)
    return shipped(question)


def _instant(
    saved: Saved, zone: ZoneInfo, year: int | None, from_: str, to_: str
) -> Callable[[str, str], int | None]:
    """Reads the times of the question; its period is the year asked for, or the one before."""
    read = instant_in(zone.key)
    if year is None and saved.is_of_last_year and not from_ and not to_:
        year = year_before(now_ms(), zone)

    def instant(name: str, text: str) -> int | None:
        if name in ("from", "to") and year is not None:
            return year_ms(year if name == "from" else year + 1, zone)
        return read(name, {"from": from_, "to": to_}.get(name) or text)

    return instant


def _ask(
    reader: RowsReader,
    part: Part,
    asked: Asked,
    zone: ZoneInfo,
    *,
    exact: bool,
) -> Answer:
    if not part.is_table:
        limit, sort, once = part.limit, part.sort, part.is_once
        found = listed(reader, part.subject, asked, limit=limit, sort=sort, once=once)
        return part, asked, found
    made = tabled(
        reader,
        part.subject,
        asked,
        part.by,
        least=0 if exact else least().value,
        zone=zone,
        with_hours=part.with_hours,
    )
    return part, asked, made


def _columns(part: Part, found: Listed) -> list[str]:
    return list(part.columns) or [column.name for column in found.columns]


def _plain(saved: Saved, answers: list[Answer]) -> dict[str, Any]:
    threshold = least()
    parts = []
    for part, asked, made in answers:
        if isinstance(made, Tabled):
            told = table_plain(part.subject, asked, made, threshold)
        else:
            names = _columns(part, made)
            told = {
                "of": part.subject.name,
                "query": query_text(part.subject.name, asked, sort=part.sort, limit=part.limit),
                "position": made.position,
                "note": PRIVATE,
                "rows": [{name: row[name] for name in names} for row in made.rows],
            }
        parts.append({"title": part.title, **told})
    return {"question": saved.name, "title": saved.title, "source": saved.source, "parts": parts}


def _say_csv(answers: list[Answer]) -> None:
    for number, (part, asked, made) in enumerate(answers):
        if number:
            say("")
        if isinstance(made, Tabled):
            flat = flat_table(part.subject, asked, made)
            say_csv(flat.names, flat.rows)
        else:
            names = _columns(part, made)
            query = query_text(part.subject.name, asked, sort=part.sort, limit=part.limit)
            rows = [[*(row[name] for name in names), made.position, query] for row in made.rows]
            say_csv([*names, "log_position", "query"], rows)


def _page(saved: Saved, answers: list[Answer], width: int) -> Iterator[Any]:
    yield from text_lines(saved.title, width, ink=Ink.HEADING)
    if saved.source:
        yield from text_lines(f"Asked by: {saved.source}", width, ink=Ink.QUIET)
    for part, asked, made in answers:
        yield []
        yield from text_lines(part.title, width, ink=Ink.HEADING)
        if isinstance(made, Tabled):
            yield from table_lines(made, "total", width)
            yield from foot_lines(made, part.subject, asked, width)
        else:
            yield from _rows(part, asked, made, width)


def _rows(part: Part, asked: Asked, found: Listed, width: int) -> Lines:
    if not found.rows:
        return [["Nothing of what was asked for is recorded."]]
    lines: Lines = [*row_lines(found, _columns(part, found), width), []]
    query = query_text(part.subject.name, asked, sort=part.sort, limit=part.limit)
    for text in (f"asked: {query}", f"log position {found.position}; {PRIVATE}"):
        lines += text_lines(text, width, ink=Ink.QUIET)
    return lines
