"""``jointlog incidents``."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import click

from jointlog.cli.clock import commonest_zone, day_of
from jointlog.cli.completing import agencies
from jointlog.cli.listing import instant_s
from jointlog.cli.output import say, say_json, show, table
from jointlog.cli.progress import progress
from jointlog.cli.reading import data_option, database_option, opened, width_of
from jointlog.cli.sorting import Sorting, sort_options
from jointlog.domain.store.contract import IncidentHead
from jointlog.domain.store.glancing import Glance
from jointlog.domain.store.log import Log
from jointlog.domain.time import FIRST_S, LAST_S
from jointlog.domain.vocabulary import Agency
from jointlog.projections.plain import Plain

UNREADABLE: Final = "cannot be read"


@dataclass(frozen=True, slots=True)
class Listed:
    """One incident of the list; its period is from the first known time to the last."""

    head: IncidentHead
    first_day: str
    agencies: tuple[str, ...]
    begins_s: int
    ends_s: int

    @property
    def plain(self) -> Plain:
        """The shape of the API, with what the list shows."""
        return {
            "incident": self.head.incident,
            "version": self.head.version,
            "position": self.head.position,
            "first_day": self.first_day,
            "recorded_by": list(self.agencies),
        }


KEYS: Final[dict[str, Callable[[Listed], Any]]] = {
    "first": lambda _: 0,  # the order of the log
    "recent": lambda each: -each.head.position,
    "id": lambda each: each.head.incident.casefold(),
    "day": lambda each: each.begins_s,
    "entries": lambda each: -each.head.version,
}


@click.command("incidents")
@click.option(
    "--agency",
    default="",
    metavar="KIND[:ID]",
    shell_complete=agencies,
    help="Recorded in by this agency.",
)
@click.option("--from", "from_text", default="", metavar="TIME", help="Went on until then.")
@click.option("--to", "to_text", default="", metavar="TIME", help="Began before then.")
@sort_options(*KEYS, default="first")
@data_option
@database_option
def command(
    *,
    agency: str,
    from_text: str,
    to_text: str,
    sorting: Sorting,
    database: str,
    as_json: bool,
) -> None:
    """List the incidents of the log in the order of their first entries.

    '--sort recent' puts those with the newest entries first.
    """
    asked = Agency.parse(agency) if agency else None
    from_s, to_s = instant_s(from_text, "--from"), instant_s(to_text, "--to")
    with opened(database) as log:
        listed = [
            each
            for each in _listed(log)
            if (asked is None or any(asked.matches(Agency.parse(a)) for a in each.agencies))
            and (from_s is None or each.ends_s >= from_s)
            and (to_s is None or each.begins_s < to_s)
        ]
        is_empty = not log.head()
    rows = sorting.rows(listed, KEYS, lambda each: each.plain)
    if as_json:
        say_json([each.plain for each in rows])
    elif rows:
        cells = [
            [each.head.incident, each.first_day, str(each.head.version), ", ".join(each.agencies)]
            for each in rows
        ]
        show(table(["incident", "first day", "entries", "recorded by"], cells, width_of(None)))
    elif is_empty:
        say("The log has no incident yet: record one with 'jointlog post' or 'jointlog import'.")
    else:
        say("No incident is what was asked for.")


@dataclass(slots=True)
class Gathered:
    """What the entries of one incident tell, as they pass by."""

    agencies: set[str] = field(default_factory=set)
    zones: list[str] = field(default_factory=list)
    begins_s: int = LAST_S
    ends_s: int = FIRST_S
    first_end_s: int = LAST_S
    recorded_s: int = LAST_S

    def take(self, seen: Glance) -> None:
        """Take one entry in."""
        window = seen.occurred.window
        self.agencies.add(str(seen.agency))
        self.zones.append(seen.occurred.zone)
        if window.earliest_s > FIRST_S:
            self.begins_s = min(self.begins_s, window.earliest_s)
        if window.latest_s < LAST_S:
            self.ends_s = max(self.ends_s, window.latest_s)
            self.first_end_s = min(self.first_end_s, window.latest_s)
        self.recorded_s = min(self.recorded_s, seen.recorded_at_ms // 1000)

    @property
    def first_day(self) -> date:
        """The first day of the record, in the zone that most entries were written in."""
        first_s = min(self.begins_s, self.first_end_s)
        return day_of(first_s if first_s < LAST_S else self.recorded_s, commonest_zone(self.zones))


def _listed(log: Log) -> Iterator[Listed]:
    gathered: defaultdict[str, Gathered] = defaultdict(Gathered)
    for seen in progress(log.glances(), "entries", log.head()):
        gathered[seen.incident].take(seen)
    for head in log.incidents():
        told = gathered.get(head.incident)
        if told is None:
            yield Listed(head, UNREADABLE, (), FIRST_S, LAST_S)
            continue
        begins_s = told.begins_s if told.begins_s < LAST_S else FIRST_S
        ends_s = told.ends_s if told.ends_s > FIRST_S else LAST_S
        day = told.first_day.isoformat()
        yield Listed(head, day, tuple(sorted(told.agencies)), begins_s, ends_s)
