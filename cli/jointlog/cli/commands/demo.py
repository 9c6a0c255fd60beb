"""``jointlog demo``: the main job on a fresh machine."""

import shlex
from datetime import timedelta
from typing import Final

import click

from jointlog.cli.drawing.page import Part, page
from jointlog.cli.listing import findings_of, wait_table, waits_of
from jointlog.cli.now import now_ms
from jointlog.cli.output import Ink, Inked, say, say_all, table, wrapped
from jointlog.cli.progress import progress
from jointlog.cli.reading import View, entries_of, opened, width_of, width_option
from jointlog.cli.words import said
from jointlog.domain.cases import CaseFile, load, names
from jointlog.domain.store.address import DATABASE, shown
from jointlog.domain.store.keys import Scope
from jointlog.domain.store.log import Log
from jointlog.domain.vocabulary import Agency
from jointlog.projections.asked import ALL
from jointlog.projections.wording.words import finding_length

DEMO_DATABASE: Final = "jointlog-demo.sqlite"
PRACTICE_DATABASE: Final = "jointlog-practice.sqlite"
PRACTICE_MAX: Final = 10_000
SHOWN: Final = "bethnal-green-2011"
KEY_DAYS: Final = 7
POSTER: Final = "police:met"
READER: Final = "oversight:review"
URL: Final = "http://127.0.0.1:8000"


@click.command("demo")
@click.option(
    "--database",
    envvar=DATABASE,
    show_envvar=True,
    help=f"Where to make the log.  [default: {DEMO_DATABASE}; {PRACTICE_DATABASE}]",
)
@click.option(
    "--practice",
    type=click.IntRange(1, PRACTICE_MAX),
    metavar="COUNT",
    help="Record so many synthetic incidents instead: enough to count, and to plot.",
)
@click.option("--serve", "is_served", is_flag=True, help="Then issue two keys and start the API.")
@width_option
def command(
    database: str | None, practice: int | None, width: int | None, *, is_served: bool
) -> None:
    """Record real incidents in a new log, and show what it makes of one of them.

    The incidents are published chronologies, by role and without names. Each fact is posted by
    the agency that states it, and checked as over HTTP. It can be run again: nothing is recorded
    twice.
    """
    columns = width_of(width)
    if practice is not None:
        database = database or PRACTICE_DATABASE
        _practise(database, practice, columns)
        if is_served:
            _serve(database, READER)
        return
    database = database or DEMO_DATABASE
    files = [load(name) for name in names()]
    with opened(database, must_exist=False) as log:
        recorded = sum(_record(log, file) for file in progress(files, "incidents", len(files)))
        entries = log.head()
        _show(log, columns)
    say()
    were = f"{recorded} recorded now" if recorded else "all there before"
    say(f"{len(files)} incidents with {entries} entries are in {shown(database)} ({were}).")
    _next_steps(database)
    if is_served:
        _serve(database, READER, POSTER)


def _practise(database: str, count: int, width: int) -> None:
    from jointlog.cli.practising import practise  # noqa: PLC0415 - the simulation, when asked for

    practise(database, count, width)
    _type_next(
        database,
        ("jointlog stats waits --by pair,why", "counts and lengths, small numbers kept back"),
        ("jointlog stats gaps --by strand", "what nobody held"),
        ("jointlog timeline sim-1-00000", "one of them"),
        ("jointlog serve", "the page, and its dashboard of plots"),
    )


def _record(log: Log, file: CaseFile) -> int:
    """Post every fact by its own agency; how many were new."""
    count = 0
    for draft, agency in file.drafts:
        receipt = log.post(draft, agency, now_ms=now_ms())
        count += not receipt.is_repeat
    return count


def _show(log: Log, width: int) -> None:
    file = load(SHOWN)
    case, clock = View().case(entries_of(log, SHOWN))
    say(Inked(file.title, Ink.HEADING))
    for line in wrapped(" ".join(file.summary.split()), width):
        say(line)
    say()
    say_all(page(case, clock, width, Part(clocks=False)))
    say()
    say(Inked("Waits", Ink.HEADING))
    say_all(wait_table([(SHOWN, wait, clock) for wait in waits_of(case)], width))
    say()
    say(Inked("Findings", Ink.HEADING))
    found = findings_of(case, ALL)
    cells = [
        [
            each.severity.value,
            each.found.grade.value,
            finding_length(each.found),
            f"{said(each.name)} ({each.id})",
        ]
        for each in found
    ]
    say_all(table(["", "how sure", "how long", "what"], cells, width))
    say(f"  What one rests on: jointlog explain {found[0].id}" if found else "  none")


def _next_steps(database: str) -> None:
    _type_next(
        database,
        ("jointlog incidents", "the incidents of this log"),
        (f"jointlog replay {SHOWN}", "entry by entry"),
        ("jointlog gaps", "what nobody held, in all of them"),
        ("jointlog findings --severity S1", "the gravest findings of all"),
        ("jointlog timeline brixton-2008", "another incident"),
        ("jointlog demo --serve", "post and read over HTTP"),
        ("jointlog demo --practice 300", "a log with enough to count and plot"),
    )


def _type_next(database: str, *steps: tuple[str, str]) -> None:
    say()
    say(Inked("Type next", Ink.HEADING))
    say(f"  export {DATABASE}={shlex.quote(shown(database))}")
    for typed, why in steps:
        say(f"  {typed:<38} {why}")


def _serve(database: str, *whose: str) -> None:
    from jointlog.cli.commands.serve import run  # noqa: PLC0415 - the API, only when asked for

    now = now_ms()
    expires = now + timedelta(days=KEY_DAYS) // timedelta(milliseconds=1)
    with opened(database) as log:
        keys = {
            agency: log.keys.issue(Agency.parse(agency), scope, now_ms=now, expires_ms=expires)
            for agency, scope in ((POSTER, Scope.AGENCY), (READER, Scope.REVIEWER))
            if agency in whose
        }
    say()
    say(f"Keys for {KEY_DAYS} days, shown once:")
    for agency, key in keys.items():
        say(f"  {agency:<17} {key}")
    say()
    if POSTER in keys:
        _say_requests(keys[READER], keys[POSTER])
    say()
    run(database, "127.0.0.1", 8000)


def _say_requests(reader: str, poster: str) -> None:
    say("In another terminal, read as the reviewer and post as the police:")
    say(f"  curl -H 'Authorization: Bearer {reader}' \\")
    say(f"    {URL}/v1/incidents/{SHOWN}/timeline")
    say(f"  curl -H 'Authorization: Bearer {poster}' \\")
    say("    -H 'Content-Type: application/json' \\")
    say("""    -d '{"type":"resource_arrived_at_scene","occurred":"2026-03-01T22:41:00Z"}' \\""")
    say(f"    {URL}/v1/incidents/my-first/events")
