"""``jointlog findings``."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import repeat

import click

from jointlog.cli.completing import finding_codes, incident_ids
from jointlog.cli.exits import Exit
from jointlog.cli.listing import (
    FINDING_KEYS,
    busiest_lines,
    cases_of,
    check_codes,
    filter_options,
    finding_lines,
    findings_of,
    text_lines,
    when_words,
)
from jointlog.cli.output import Part, say, say_json, show, table
from jointlog.cli.progress import progress
from jointlog.cli.reading import (
    View,
    data_option,
    database_option,
    entries_of,
    moment_options,
    opened,
    width_of,
    width_option,
)
from jointlog.cli.sorting import Sorting, sort_options
from jointlog.domain.entry import Entry
from jointlog.domain.store.log import Log
from jointlog.domain.time import short
from jointlog.projections.asked import Filter
from jointlog.projections.finding import Finding, Severity
from jointlog.projections.plain import Plain, finding_plain
from jointlog.projections.review.hindsight import AsKnown, variants_in_turn
from jointlog.projections.review.plain_review import as_known_plain
from jointlog.projections.wording.times import Clock
from jointlog.projections.wording.words import entry_numbers, finding_length

Row = tuple[str, Finding, Clock]
Known = Iterator[AsKnown | None]


@click.command("findings")
@click.argument("incident", required=False, shell_complete=incident_ids)
@click.option(
    "--code",
    "codes",
    multiple=True,
    shell_complete=finding_codes,
    help="Only this code or name; may be repeated.",
)
@filter_options
@sort_options("severity", "time", "length", "code", "incident")
@moment_options
@click.option(
    "--protocol",
    "protocols",
    multiple=True,
    metavar="PLACE@DATE",
    help="Time standards; give two to compare them side by side.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["s1", "any"]),
    help="Exit with 1 where such a finding is present.",
)
@width_option
@data_option
@database_option
def command(
    *,
    incident: str | None,
    codes: tuple[str, ...],
    asked: Filter,
    sorting: Sorting,
    view: View,
    protocols: tuple[str, ...],
    fail_on: str | None,
    width: int | None,
    database: str,
    as_json: bool,
) -> None:
    """List what the record of INCIDENT shows, or of all incidents.

    A finding is no verdict: it says what is recorded and what is not, how sure that is, and on
    which entries it rests. Of one incident both variants are told where they differ: as known at
    the finding's own end, from what was in writing, and as established later.
    """
    check_codes(codes)
    with opened(database) as log:
        found = {
            name: sorting.rows(
                _rows(log, incident, codes, asked, replace(view, protocol=name)),
                FINDING_KEYS,
                lambda row: finding_plain(row[1], row[0]),
            )
            for name in protocols or ("",)
        }
        log_entries = entries_of(log, incident) if incident and len(found) == 1 else []
    rows = [row for each in found.values() for row in each]
    known = _known(log_entries, rows, view) if log_entries else repeat(None)
    columns = width_of(width)
    if as_json:
        told = zip(rows, known, strict=False)
        say_json([_plain(name, finding, both) for (name, finding, _), both in told])
    elif len(found) > 1:
        _compare(found, columns)
    elif rows:
        show(_lines(rows, known, columns, is_across=incident is None))
    else:
        say("No finding: nothing of what was asked for is recorded.")
    severities = {finding.severity for _, finding, _ in rows}
    if (fail_on == "any" and rows) or (fail_on == "s1" and Severity.S1 in severities):
        raise click.exceptions.Exit(Exit.FINDINGS)


def _rows(
    log: Log, incident: str | None, codes: tuple[str, ...], asked: Filter, view: View
) -> list[Row]:
    if incident is None:
        cases = cases_of(log, view)
    else:
        cases = iter([view.case(entries_of(log, incident))])
    return [
        (case.incident, finding, clock)
        for case, clock in cases
        for finding in findings_of(case, asked, codes, view.subject)
    ]


def _known(entries: list[Entry], rows: list[Row], view: View) -> Known:
    """Both variants of each finding whose variants differ, in turn; None of any other."""
    case, _ = view.case(entries)
    found = [finding for _, finding, _ in rows]
    each = progress(variants_in_turn(case, found), "findings as they were known", len(found))
    return (known if known.differs else None for known in each)


def _plain(incident: str, finding: Finding, known: AsKnown | None) -> Plain:
    plain = finding_plain(finding, incident)
    return plain if known is None else {**plain, "as_known": as_known_plain(known, incident)}


def _lines(rows: list[Row], known: Known, width: int, *, is_across: bool) -> Iterator[list[Part]]:
    if not is_across:
        name, _, clock = rows[0]
        yield from busiest_lines((row[1] for row in rows), clock, width, name)
    for (name, finding, clock), both in zip(rows, known, strict=False):
        yield from finding_lines(finding, clock, width, name if is_across else "")
        if both is not None:
            yield from _variants(both, clock, width)
        yield []
    count = f"{len(rows)} finding{'s' if len(rows) > 1 else ''}"
    yield [f"{count}. What one rests on: jointlog explain {rows[0][1].id}"]


def _variants(known: AsKnown, clock: Clock, width: int) -> Iterator[list[Part]]:
    """How it stood at its own end, in one line; `explain` has both in full."""
    numbers = entry_numbers(known.unwritten)
    then = "not found" if known.then is None else ", ".join(known.changes) + " since"
    if known.then is not None and known.then.found.length is not None:
        then = f"{short(known.then.found.length)}, {known.then.found.grade}; {then}"
    text = f"{then} (not in writing then: {numbers})"
    moment = clock.says(known.at_s, seconds=True)
    yield from text_lines(text, width, f"   As known at {moment}: ", "     ")


def _compare(found: dict[str, list[Row]], width: int) -> None:
    """One line a finding, one column a protocol: the grade there, or a dash."""
    keyed: dict[tuple[str, str, str], dict[str, Row]] = {}
    for protocol, rows in found.items():
        for row in rows:
            name, finding, clock = row
            when = when_words(finding.found.start, finding.found.end, clock)
            keyed.setdefault((name, finding.id, when), {})[protocol] = row
    cells = []
    for (name, _, when), by_protocol in keyed.items():
        _, any_finding, _ = next(iter(by_protocol.values()))
        shown = [_shown(by_protocol.get(protocol)) for protocol in found]
        cells.append([any_finding.code, *shown, f"{when} ({name})"])
    show(table(["finding", *found, "when"], cells, width))


def _shown(row: Row | None) -> str:
    if row is None:
        return "-"
    found = row[1].found
    return f"{found.grade} {finding_length(found)}".rstrip()
