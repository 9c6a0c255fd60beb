"""A follower that cannot lie: killed at each statement, poison, two at once."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from jointlog.domain.entry import Entry
from jointlog.domain.store import codec
from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.contract import RowsDatabase, Run, Values
from jointlog.domain.store.rows.follower import Follower
from jointlog.domain.store.rows.rebuild import ensure, rebuild
from jointlog.domain.table import Row
from jointlog.projections.rows import KIND, rows_of
from tests.store.conftest import STORES, place_of
from tests.store.followed import LATE, LINES, Followed, followed

WAIT_S = 20.0


@pytest.fixture(params=STORES)
def it(request: pytest.FixtureRequest) -> Iterator[Followed]:
    """An empty log in each store, with its rows."""
    with followed(place_of(request.param, request)) as made:
        yield made


@pytest.fixture(params=STORES[1:])
def lasting(request: pytest.FixtureRequest) -> Iterator[Followed]:
    """An empty log in each store that outlives its process, with its rows."""
    with followed(place_of(request.param, request)) as made:
        yield made


class KilledError(BaseException):
    """The process is killed here."""


class Killing:
    """A database of rows that is killed at its ``at``-th statement, before or after it runs."""

    def __init__(self, database: RowsDatabase, at: int, *, after: bool) -> None:
        self._database = database
        self._left = at
        self._after = after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    @contextmanager
    def writing(self, *, bulk: bool = False) -> Iterator[Run]:
        """A transaction whose COMMIT counts as a statement too."""
        with self._database.writing(bulk=bulk) as run:
            yield KillingRun(run, self)
            self.count(lambda: None)

    def reading(self) -> AbstractContextManager[Run]:
        """Reads are not killed: they change nothing."""
        return self._database.reading()

    def count(self, statement: Callable[[], Any]) -> Any:
        """Run a statement, or be killed."""
        self._left -= 1
        if self._left == 0 and not self._after:
            raise KilledError
        done = statement()
        if self._left == 0:
            raise KilledError
        return done


class KillingRun:
    """One transaction of it."""

    def __init__(self, run: Run, database: Killing) -> None:
        self._run = run
        self._database = database

    def execute(self, statement: str, values: Sequence[Any] = ()) -> list[Values]:
        """One statement."""
        done: list[Values] = self._database.count(lambda: self._run.execute(statement, values))
        return done

    def chunks(self, statement: str, values: Sequence[Any] = ()) -> Generator[list[Values]]:
        """Reads are not killed: they change nothing."""
        return self._run.chunks(statement, values)

    def many(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """One statement, many times."""
        self._database.count(lambda: self._run.many(statement, values))

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
        """One statement."""
        self._database.count(lambda: self._run.insert(table, columns, rows))


@pytest.mark.parametrize("after", [False, True])
def test_killed_at_each_statement_the_rows_equal_a_rebuild(it: Followed, *, after: bool) -> None:
    """At the 1st, 2nd, ... statement of a step that adds, ends and undoes rows, until none is."""
    it.record(*LINES, at_s=7)
    it.follower().catch_up()
    number = 0
    while True:
        number += 1
        it.record(LATE, at_s=7 + number // 2)
        database: Any = Killing(it.of.database, number, after=after)
        try:
            Follower(replace(it.of, database=database)).step()
        except KilledError:
            it.follower().catch_up()
        else:
            break
    assert number > 5
    assert it.equals_a_rebuild()


def test_a_rebuild_that_is_killed_leaves_the_live_rows(it: Followed) -> None:
    """Killed at each statement, queries go on on the old rows, and the next rebuild is whole."""
    it.record(*LINES)
    it.follower().catch_up()
    before = it.rows("waits")
    for number in (1, 5, 20, 30, 40, 60):
        database: Any = Killing(it.of.database, number, after=True)
        with pytest.raises(KilledError):
            rebuild(replace(it.of, database=database))
        assert it.rows("waits") == before
    rebuild(it.of)
    assert it.rows("waits") == before
    assert it.equals_a_rebuild()


def poison(log: Log, entry: Entry, name: str, state: bytes) -> None:
    """Record a row whose name or bytes are not of this program."""
    row = codec.to_row(entry)
    broken = codec.StoredEntry(
        row.originator_id, row.originator_version, name, state, row.event_id, row.incident
    )
    log._recorder.record([broken])


@pytest.mark.parametrize(
    ("name", "state"),
    [("event_of_next_year", b"\x80"), ("contact_received", b"\xc1"), ("", b"")],
    ids=["unknown", "corrupt", "empty"],
)
def test_poison_is_parked_and_blocks_nothing(it: Followed, name: str, state: bytes) -> None:
    """The second of six entries cannot be read: parked with its reason, the incident marked."""
    it.record(LINES[0])
    (bad,) = it.made([LINES[1]], "I-1", None)
    poison(it.log, bad, name, state)
    it.record(*LINES[2:])
    it.record(*LINES, incident="I-2")
    follower = it.follower()
    follower.catch_up()
    (parked,) = it.reader.parked()
    assert (parked.position, parked.incident, parked.version, parked.topic) == (2, "I-1", 2, name)
    assert parked.reason
    assert it.reader.marked() == [("I-1", "1 of 5 entries cannot be read")]
    assert {known.row.incident for known in it.rows("conveyances")} == {"I-1", "I-2"}
    assert it.reader.lag(0).events == 0
    assert it.equals_a_rebuild()


def test_an_incident_that_begins_with_poison_is_named(it: Followed) -> None:
    """Its name is told by the list of incidents; it has no rows, and what follows has."""
    (bad,) = it.made([LINES[0]], "I-1", None)
    poison(it.log, bad, "event_of_next_year", b"")
    follower = it.follower()
    follower.catch_up()
    assert it.rows("incidents") == []
    assert it.reader.marked() == [("I-1", "1 of 1 entries cannot be read")]
    it.record(LINES[1])
    follower.catch_up()
    assert len(it.rows("incidents")) == 1
    assert it.equals_a_rebuild()


def failing(entries: Sequence[Entry]) -> Sequence[Row]:
    """A fault in how rows are made: it fails for an incident of two entries."""
    if len(entries) == 2:
        raise ZeroDivisionError("a fault")
    return rows_of(entries)


def test_a_state_whose_rows_cannot_be_made_is_parked_until_they_can(it: Followed) -> None:
    """It fails with two entries: no rows then; with three they are there again."""
    of = replace(it.of, kind=replace(KIND, make=failing))
    ensure(of.database, of.kind)
    follower = Follower(of)
    it.record(*LINES[:2])
    it.record(*LINES, incident="I-2")
    follower.catch_up()
    (parked, _) = it.reader.parked()
    assert (parked.what, parked.position) == ("incident", 2)
    assert "ZeroDivisionError: a fault" in parked.reason
    ((incident, problem),) = it.reader.marked()
    assert (incident, problem) == ("I-1", parked.reason)
    it.record(LINES[2])
    follower.catch_up()
    assert it.reader.marked() == []
    rebuild(it.of)
    assert it.reader.parked() == []


def test_a_parked_state_is_taken_back_with_its_second(it: Followed) -> None:
    """The third entry is recorded in the second of the one that failed: nothing is parked."""
    of = replace(it.of, kind=replace(KIND, make=failing))
    ensure(of.database, of.kind)
    it.record(*LINES[:2], at_s=7)
    Follower(of).catch_up()
    assert len(it.reader.parked()) == 1
    it.record(LINES[2], at_s=7)
    Follower(of).catch_up()
    assert it.reader.parked() == []
    assert it.equals_a_rebuild()


@pytest.mark.parametrize("stream", [UUID(int=5 << 76 | 8 << 60), UUID(int=4 << 76 | 8 << 60)])
def test_what_another_program_wrote_without_an_incident_is_parked(
    it: Followed, stream: UUID
) -> None:
    """The stream is of no incident, or stands for its own id: parked, live and rebuilt the same."""
    it.record(*LINES)
    row = StoredEvent(stream, 1, "contact_received", b"")
    it.log._recorder.insert_events([row])  # type: ignore[attr-defined]
    it.record(*LINES, incident="I-2")
    it.follower().catch_up()
    ((position, incident),) = [(each.position, each.incident) for each in it.reader.parked()]
    assert (position, incident) == (6, str(stream))
    assert it.equals_a_rebuild()


def test_two_followers_apply_each_entry_once(it: Followed) -> None:
    """Both step in turn, each behind the other's back."""
    one, two = it.follower(), it.follower()
    for line in (*LINES, LATE):
        it.record(line)
        one.step()
        two.step()
        it.record(line, incident="I-2")
        two.step()
    one.catch_up()
    assert it.equals_a_rebuild()


def test_what_it_has_in_memory_is_forgotten_when_another_has_applied_more(it: Followed) -> None:
    """The second entry of an incident is applied by another follower, the third by the first."""
    one, two = it.follower(), it.follower()
    for follower, line in ((one, LINES[0]), (two, LINES[1]), (one, LINES[2]), (two, LINES[3])):
        it.record(line)
        follower.step()
    assert it.equals_a_rebuild()


def test_an_entry_applied_behind_its_back_is_not_applied_again(it: Followed) -> None:
    """Another follower commits between the read of the position and the write."""
    it.record(*LINES)
    slow, fast = it.follower(), it.follower()
    read = it.log.read

    def read_while_the_other_applies(after: int, limit: int) -> Any:
        it.log.read = read  # type: ignore[method-assign]
        found = read(after, limit)
        fast.catch_up()
        return found

    it.log.read = read_while_the_other_applies  # type: ignore[method-assign]
    slow.catch_up()
    assert it.equals_a_rebuild()


def test_few_incidents_are_kept_in_memory(it: Followed) -> None:
    """With room for six entries, ten incidents of two lines each come out right."""
    ensure(it.of.database, it.of.kind)
    follower = Follower(it.of, kept_entries_max=6, read_at_once=3)
    for line in LINES[:2]:
        for number in range(10):
            it.record(line, incident=f"I-{number}")
        follower.catch_up()
    assert follower._recent.entries <= 6
    assert it.equals_a_rebuild()
