"""``jointlog replay``."""

import os
import sys
import time
from collections.abc import Callable

import click

from jointlog.cli.completing import incident_ids
from jointlog.cli.output import say_all, say_json, show
from jointlog.cli.progress import hush
from jointlog.cli.reading import (
    View,
    data_option,
    database_option,
    entries_of,
    opened,
    view_options,
    width_of,
    width_option,
)
from jointlog.cli.replay.plain import page, step_lines, step_plain
from jointlog.projections.replay import Replay, replay
from jointlog.projections.wording.times import Clock

Loaded = tuple[Replay, Clock]
POLL_S = 1.0


@click.command("replay")
@click.argument("incident", shell_complete=incident_ids)
@click.option("--plain", "is_plain", is_flag=True, help="Print it, also on a terminal.")
@click.option("--follow", "is_followed", is_flag=True, help="Go on as new entries are recorded.")
@click.option(
    "--at", "at_text", default="", metavar="TIME", help="Begin at this time.  [session only]"
)
@view_options
@width_option
@data_option
@database_option
def command(
    *,
    incident: str,
    is_plain: bool,
    is_followed: bool,
    at_text: str,
    view: View,
    width: int | None,
    database: str,
    as_json: bool,
) -> None:
    """Go through INCIDENT entry by entry: what was said, what it changed, how all stood, who knew.

    On a terminal it is a session: step, jump to a time, an entry, the next gap or the worst, play,
    follow; ? shows its keys. Otherwise, and with --plain, the same is printed. TIME is a date and
    time with a zone, or only a clock time of the incident's first day. The order, and what was
    known, change what follows from an entry, never the entry.
    """
    with opened(database) as log:

        def load() -> Loaded:
            case, clock = view.case(entries_of(log, incident))
            return replay(case, view.subject), clock

        session, clock = load()
        incident = session.case.incident or incident  # its id, where a reference was given
        if as_json:
            say_json([step_plain(session, step) for step in session.steps])
        elif is_plain or not _is_terminal():
            (say_all if is_followed else show)(page(session, clock, width_of(width)))
            if is_followed:
                _follow(load, session, width_of(width), lambda: log.version(incident))
        else:
            start_s = clock.instant_s(at_text, "--at") if at_text else None
            _session(load, lambda: log.version(incident), start_s, is_followed=is_followed)


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _session(
    load: Callable[[], Loaded],
    version: Callable[[], int],
    start_s: int | None,
    *,
    is_followed: bool,
) -> None:
    if click.get_current_context().find_root().color is False:
        os.environ["NO_COLOR"] = "1"  # read by textual when it is imported
    from jointlog.cli.replay.app import ReplayApp  # noqa: PLC0415 - heavy

    hush(for_good=True)
    app = ReplayApp(load, version, start_s=start_s, is_followed=is_followed)
    app.run()
    if app.fault is not None:
        raise app.fault


def _follow(
    load: Callable[[], Loaded], session: Replay, width: int, version: Callable[[], int]
) -> None:
    """Print what is recorded from now on, until it is interrupted."""
    told = {step.statement.entry.event_id for step in session.steps}
    known = version()
    while True:
        sys.stdout.flush()
        time.sleep(POLL_S)
        if (now := version()) == known:
            continue
        known = now
        session, clock = load()
        for step in session.steps:
            if step.statement.entry.event_id not in told:
                told.add(step.statement.entry.event_id)
                say_all([[], *step_lines(session, step.index, clock, width)])
