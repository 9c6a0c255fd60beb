"""The follower behind questions across incidents: it never raises, and counts every row once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

import pytest

from jointlog.domain.entry import Entry
from jointlog.domain.vocabulary import Agency
from jointlog.projections import across
from jointlog.projections.across import Across
from jointlog.projections.asked import Filter
from jointlog.projections.case import Case, examine
from tests.grammar import entry

ASKED = "12:00 police:met assistance_requested kind=ambulance_convey to=ambulance:las"
ALONE = "12:00 police:met s136_power_used limb=remove"


@dataclass(frozen=True)
class Located:
    """A row of the log in memory."""

    incident: str
    position: int
    entry: Entry | None
    problem: str = ""


@dataclass(frozen=True)
class Head:
    """How far an incident has got."""

    incident: str
    version: int
    position: int


@dataclass
class Rows:
    """A log in memory, with entries that cannot be read."""

    rows: list[Located] = field(default_factory=list)
    lock: Any = field(default_factory=Lock)

    def add(self, incident: str, line: str | None) -> None:
        """Record a line, or a row that cannot be read."""
        with self.lock:
            position = len(self.rows) + 1
            version = len(self.located(incident)) + 1
            made = None if line is None else entry(position, line, incident=incident)
            if made is not None:
                made = replace(made, version=version)
            self.rows.append(Located(incident, position, made, "" if made else "unreadable"))

    def read(self, after: int, limit: int) -> Sequence[Located]:
        """Rows behind a position."""
        return self.rows[after : after + limit]

    def located(self, incident: str) -> Sequence[Located]:
        """Rows of an incident."""
        return [row for row in self.rows if row.incident == incident]

    def incidents(self) -> Sequence[Head]:
        """Heads in the order of the first rows."""
        names = dict.fromkeys(row.incident for row in self.rows)
        return [Head(n, len(self.located(n)), self.located(n)[-1].position) for n in names]


def test_an_unreadable_row_marks_its_incident_only() -> None:
    """The other incident is clean; what can be read of the marked one is still examined."""
    rows = Rows()
    rows.add("clean", ASKED)
    rows.add("marked", ASKED)
    rows.add("marked", None)
    page = Across(rows).waits()
    assert [row.incident for row in page.rows] == ["clean", "marked"]
    assert page.unreadable == (("marked", "1 of 2 entries cannot be read"),)
    assert (page.position, page.last) == (3, None)


def test_an_incident_of_which_nothing_can_be_read_is_marked() -> None:
    """It has no rows, and it is named."""
    rows = Rows()
    rows.add("lost", None)
    assert Across(rows).findings().unreadable == (("lost", "1 of 1 entries cannot be read"),)


def test_an_incident_that_cannot_be_examined_is_marked(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault in a rule is noted in the server's log, and hides no other incident."""
    real = examine

    def fail(entries: list[Entry]) -> Case:
        if entries[0].incident == "odd":
            raise ZeroDivisionError
        return real(entries)

    monkeypatch.setattr(across, "examine", fail)
    rows = Rows()
    rows.add("odd", ASKED)
    rows.add("clean", ASKED)
    page = Across(rows).waits()
    assert [row.incident for row in page.rows] == ["clean"]
    assert [incident for incident, _ in page.unreadable] == ["odd"]
    assert "odd cannot be examined" in caplog.text


def test_only_incidents_that_changed_are_examined_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two incidents, then one more entry in the second: three examinations."""
    examined: list[str] = []
    real = examine

    def note(entries: list[Entry]) -> Case:
        examined.append(entries[0].incident)
        return real(entries)

    monkeypatch.setattr(across, "examine", note)
    rows = Rows()
    rows.add("one", ASKED)
    rows.add("two", ASKED)
    follower = Across(rows)
    follower.waits()
    follower.findings()
    rows.add("two", ALONE)
    follower.waits()
    assert examined == ["one", "two", "two"]


def test_equal_rows_have_places_of_their_own() -> None:
    """Two requests of one second are two rows, and a page may end between them."""
    rows = Rows()
    rows.add("one", ASKED)
    rows.add("one", ASKED.replace("police:met", "police:btp"))
    follower = Across(rows)
    first = follower.waits(limit=1)
    assert first.last is not None
    rest = follower.waits(after=first.last)
    assert len({row.place for row in (*first.rows, *rest.rows)}) == 2


def test_several_threads_ask_while_the_log_grows() -> None:
    """Every answer is whole: never fewer rows than were recorded before it was asked."""
    rows = Rows()
    follower = Across(rows)
    police = Agency.parse("police:met")

    def ask(number: int) -> bool:
        rows.add(f"incident-{number}", ASKED)
        return len(follower.waits(Filter(agency=police), limit=10_000).rows) >= 1

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(60)))
    assert len(follower.waits(limit=10_000).rows) == len({row.incident for row in rows.rows})
    assert len(follower.incidents_of(police)) == len({row.incident for row in rows.rows})
