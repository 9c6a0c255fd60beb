"""What the tests of rows follow: a log that grows line by line, and its rows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from jointlog.domain.entry import Entry
from jointlog.domain.store.address import DATABASE
from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.contract import RowsOf
from jointlog.domain.store.rows.follower import Follower
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.rows.reading import KnownRow, RowsReader
from jointlog.domain.store.rows.rebuild import check, ensure
from jointlog.domain.store.settings import PEPPER, Settings
from jointlog.domain.table import Table
from jointlog.projections.rows import KIND, TABLES
from tests.grammar import RECORDED_MS, entry

SETTINGS = {PEPPER: "p" * 40}
LINES = (
    "12:00 police:met s136_power_used limb=remove",
    "12:05 police:met assistance_requested kind=ambulance_convey to=ambulance:las",
    "12:50 ambulance:las resource_arrived_at_scene callsign=A1",
    "13:10 ambulance:las conveyance_started mode=ambulance",
    "13:30 ambulance:las conveyance_ended place=ward",
)
LATE = "12:20 ambulance:las resource_arrived_at_scene callsign=A0"
BY_NAME = {table.name: table for table in TABLES}


@dataclass
class Followed:
    """A log, its rows, and how many entries its incidents have."""

    of: RowsOf
    counts: dict[str, int]

    @property
    def log(self) -> Log:
        """The log."""
        return self.of.log

    @property
    def reader(self) -> RowsReader:
        """Queries on the rows."""
        return RowsReader(self.of)

    def follower(self) -> Follower:
        """A follower that knows nothing yet, as after a restart."""
        ensure(self.of.database, self.of.kind)
        return Follower(self.of)

    def record(self, *lines: str, incident: str = "I-1", at_s: int | None = None) -> None:
        """Record lines, each a second after the one before; or all in second ``at_s``."""
        self.log.restore(self.made(lines, incident, at_s))

    def made(self, lines: Sequence[str], incident: str, at_s: int | None) -> Iterator[Entry]:
        """The entries of lines."""
        for line in lines:
            number = self.counts[incident] = self.counts.get(incident, 0) + 1
            second = number if at_s is None else at_s
            name = int.from_bytes(incident.encode()[-4:], "big") * 1000 + number
            made = entry(name, line, incident=incident)
            recorded_ms = RECORDED_MS + second * 1000 + number
            yield replace(made, version=number, recorded_at_ms=recorded_ms)

    def rows(self, table: str, known_at_ms: int | None = None) -> list[KnownRow]:
        """Rows of a table."""
        return self.reader.select(of_name(table), known_at_ms=known_at_ms)

    def equals_a_rebuild(self) -> bool:
        """Whether the rows are those that a rebuild makes."""
        return check(self.of) == []


def of_name(name: str) -> Table:
    """The table of this name."""
    return BY_NAME[name]


@contextmanager
def followed(place: str) -> Iterator[Followed]:
    """The log at a place with its rows."""
    settings = Settings.of({**SETTINGS, DATABASE: place})
    with Log.open(settings) as log, open_rows(log, settings, KIND) as rows:
        yield Followed(rows, {})
