"""``jointlog patterns``."""

from collections.abc import Iterator

import click

from jointlog.cli.listing import cases_of, check_codes, text_lines
from jointlog.cli.output import Ink, Inked, Part, say_all, say_csv, say_json, table
from jointlog.cli.people import read_people
from jointlog.cli.reading import (
    View,
    database_option,
    json_option,
    opened,
    width_of,
    width_option,
)
from jointlog.cli.words import said
from jointlog.domain.time import from_s
from jointlog.projections.findings import TABLE, find
from jointlog.projections.patterns.across_incidents import (
    Part as Piece,
)
from jointlog.projections.patterns.across_incidents import (
    Rate,
    Repeat,
    Seen,
    equality_monitor,
    repeat_pattern,
)
from jointlog.projections.patterns.plain_patterns import rate_plain, repeat_plain, shown_rates
from jointlog.projections.wording.times import Clock

Line = list[Part]
NAMES = {detector.code: detector.name for detector in TABLE}
HEAD = ("code", "finding_code", "person", "group", "grade", "incident", "finding", "begins")
HEAD_RATES = (*HEAD, "people", "found", "rate")
KEPT_BACK = "kept back"


@click.command("patterns")
@click.option("--subject", "person", default="", help="Only what repeats for this person.")
@click.option("--code", default="", help="Only this class of finding, by code.")
@click.option(
    "--people",
    "people_file",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="CSV: incident, subject and person (who it is), group, or both.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@width_option
@json_option
@database_option
def command(
    *,
    person: str,
    code: str,
    people_file: str | None,
    width: int | None,
    database: str,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Show what repeats for one person across incidents, and rates of force and waits.

    One pseudonym in two incidents is one person, unless it only numbers people (P1): who those
    are is told with --people. Rates are of all people, or by the groups of that list; small
    numbers, and what they could be reckoned from, are kept back.
    """
    if as_csv and as_json:
        raise click.UsageError("--csv and --json exclude each other")
    check_codes([code] if code else [])
    people = read_people(people_file or "")
    with opened(database) as log:
        pairs = [(Seen.of(case, find(case)), clock) for case, clock in cases_of(log, View())]
    seen = [each for each, _ in pairs]
    repeats = [
        row
        for row in repeat_pattern(seen, person_of=people.person_of)
        if row.is_asked(person, code.upper())
    ]
    rates = [
        rate
        for rate in shown_rates(equality_monitor(seen, group_of=people.group_of))
        if code.upper() in ("", rate.code) and not person
    ]
    if as_json:
        plain = {"repeats": [*map(repeat_plain, repeats)], "rates": [*map(rate_plain, rates)]}
        say_json(plain)
    elif as_csv:
        say_csv(HEAD_RATES, [*_repeat_rows(repeats), *map(_rate_row, rates)])
    else:
        clocks = {each.incident: clock for each, clock in pairs}
        say_all(_page(repeats, rates, clocks, width_of(width)))


def _page(
    repeats: list[Repeat], rates: list[Rate], clocks: dict[str, Clock], width: int
) -> Iterator[Line]:
    yield [Inked("What repeats for one person (F-PAT-01)", Ink.HEADING)]
    if not repeats:
        yield from text_lines("Nothing repeats: no class of finding in two incidents.", width, "  ")
    for repeat in repeats:
        name = said(NAMES[repeat.code])
        yield from text_lines(f"{repeat.grade}  {repeat.sentence} ({name})", width, "  ", "    ")
        for part in repeat.parts:
            clock = clocks[part.incident]
            told = (_begins(part, clock), part.incident, str(part.grade), part.finding)
            yield from text_lines(" · ".join(told), width, "    ", "      ")
    if not rates:
        return
    yield []
    yield [Inked("How often it is found (F-PAT-02)", Ink.HEADING)]
    cells = [
        [rate.code, rate.group, _shown(rate.found), _shown(rate.people), said(NAMES[rate.code])]
        for rate in rates
    ]
    yield from table(["finding", "group", "found of", "people", "what"], cells, width)
    least = "A small number, and what it could be reckoned from, is kept back."
    yield from text_lines(least, width, ink=Ink.QUIET)


def _begins(part: Piece, clock: Clock) -> str:
    window = part.begins
    if not window.is_bounded:
        return "no time recorded"
    return f"{clock.local(window.earliest_s):%Y-%m-%d %H:%M}"


def _shown(count: int | None) -> str:
    return KEPT_BACK if count is None else str(count)


def _repeat_rows(repeats: list[Repeat]) -> Iterator[tuple[object, ...]]:
    """One row a part of a pattern."""
    for row in repeats:
        for part in row.parts:
            begins = from_s(part.begins.earliest_s) if part.begins.is_bounded else None
            when = "" if begins is None else begins.isoformat().replace("+00:00", "Z")
            told = (row.pattern, row.code, row.person, "", row.grade.value)
            yield (*told, part.incident, part.finding, when, "", "", "")


def _rate_row(rate: Rate) -> tuple[object, ...]:
    return (
        *(rate.pattern, rate.code, "", rate.group, "", "", "", ""),
        *(_shown(rate.people), _shown(rate.found), KEPT_BACK if rate.rate is None else rate.rate),
    )
