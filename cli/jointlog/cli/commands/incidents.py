"""``jointlog incidents``."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import click

from jointlog.cli.completing import agencies
from jointlog.cli.listing import instant_s
from jointlog.cli.output import say, say_json, show, table
from jointlog.cli.progress import progress
from jointlog.cli.reading import data_option, database_option, opened, width_of
from jointlog.cli.sorting import Sorting, sort_options
from jointlog.domain.events.oversight import ClockOffsetDeclared, EntryAmended, EntryRetracted
from jointlog.domain.incident import view
from jointlog.domain.incident.statements import ABOUT_THE_RECORD
from jointlog.domain.store.contract import IncidentHead
from jointlog.domain.store.glancing import Glance
from jointlog.domain.store.log import Log
from jointlog.domain.time import FIRST_S, LAST_S, Window
from jointlog.domain.vocabulary import Agency
from jointlog.projections.asked import in_order
from jointlog.projections.plain import Plain
from jointlog.projections.wording.times import Clock, commonest_zone, span_of

UNREADABLE: Final = "cannot be read"
ABOUT: Final = frozenset(kind.declared.name for kind in ABOUT_THE_RECORD)
CORRECTING: Final = frozenset(
    kind.declared.name for kind in (ClockOffsetDeclared, EntryAmended, EntryRetracted)
)


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
    in_order(from_s, to_s)
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
    """What the entries of one incident tell, as they pass by.

    Attributes:
        agencies: who recorded them.
        zones: the zones that their times were written in.
        told: from the first time that the incident gives to the last.
        every: the same, with what was said of the record.
        recorded_s: when the first was recorded.
        is_corrected: whether an entry changes when others happened: then all have to be read.

    """

    agencies: set[str] = field(default_factory=set)
    zones: list[str] = field(default_factory=list)
    told: Window | None = None
    every: Window | None = None
    recorded_s: int = LAST_S
    is_corrected: bool = False

    def take(self, seen: Glance) -> None:
        """Take one entry in."""
        window = seen.occurred.window
        self.agencies.add(str(seen.agency))
        self.zones.append(seen.occurred.zone)
        self.every = span_of((self.every or window, window))
        if seen.name not in ABOUT:
            self.told = span_of((self.told or window, window))
        self.recorded_s = min(self.recorded_s, seen.recorded_at_ms // 1000)
        self.is_corrected |= seen.has_clock or seen.name in CORRECTING

    def clock(self, log: Log, incident: str) -> Clock:
        """As `Clock.of` its entries, which are read only where they have to be."""
        if self.is_corrected:
            entries = log.entries(incident)
            return Clock.of(view(entries), entries)
        span = self.told or self.every or Window(self.recorded_s, self.recorded_s)
        return Clock(commonest_zone(self.zones), span)


def _listed(log: Log) -> Iterator[Listed]:
    gathered: defaultdict[str, Gathered] = defaultdict(Gathered)
    for seen in progress(log.glances(), "entries", log.head()):
        gathered[seen.incident].take(seen)
    for head in log.incidents():
        told = gathered.get(head.incident)
        if told is None:
            yield Listed(head, UNREADABLE, (), FIRST_S, LAST_S)
            continue
        clock = told.clock(log, head.incident)
        begins_s, ends_s = clock.window.earliest_s, clock.window.latest_s
        day = clock.first_day.isoformat()
        yield Listed(head, day, tuple(sorted(told.agencies)), begins_s, ends_s)
