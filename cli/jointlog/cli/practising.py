"""A log of synthetic incidents: enough to count, and to plot."""

from itertools import islice
from queue import SimpleQueue
from typing import Final

import click

from jointlog.cli.now import now_ms
from jointlog.cli.output import Ink, Inked, say, say_all
from jointlog.cli.progress import progress
from jointlog.cli.reading import opened
from jointlog.cli.rows_asked import queried
from jointlog.cli.rows_shown import table_lines
from jointlog.domain.simulation import simulate
from jointlog.domain.store.address import shown
from jointlog.domain.store.group import Submitted
from jointlog.domain.store.log import Log, Receipt
from jointlog.projections.statistics.asking import Asked
from jointlog.projections.statistics.reading import ZONE, least, zone_of
from jointlog.projections.statistics.subjects import WAITS
from jointlog.projections.statistics.tabling import tabled

SEED: Final = 1
PREFIX: Final = "sim-"
AT_ONCE: Final = 20
"""Incidents that are posted together, to be committed together."""


def practise(database: str, count: int, width: int) -> None:
    """Record synthetic incidents, and show how long each kind of wait was.

    Raises:
        UsageError: the log has other incidents.

    """
    with opened(database, must_exist=False) as log:
        other = next((h.incident for h in log.incidents() if not h.incident.startswith(PREFIX)), "")
        if other:
            raise click.UsageError(
                f"{shown(database)} has other incidents, such as {other}: synthetic ones go into a "
                "log of their own, name one with --database"
            )
        _record(log, count)
        entries = log.head()
    zone = zone_of(ZONE)
    with queried(database) as reader:
        made = tabled(reader, WAITS, Asked(), ["why"], least=least().value, zone=zone)
    say(Inked("Waits, by what was waited for", Ink.HEADING))
    say_all(table_lines(made, "count", width))
    say()
    say(f"{count} synthetic incidents with {entries} entries are in {shown(database)}.")


def _record(log: Log, count: int) -> None:
    """Post every statement by its own agency; what is there is not posted twice."""
    incidents = progress(simulate(seed=SEED, count=count), "incidents", count)
    while several := list(islice(incidents, AT_ONCE)):
        drafts = [pair for incident in several for pair in incident.drafts]
        told: SimpleQueue[Submitted[Receipt]] = SimpleQueue()
        for draft, agency in drafts:
            log.submit(draft, agency, now_ms=now_ms(), tell=told.put)
        for _ in drafts:
            told.get().outcome()
