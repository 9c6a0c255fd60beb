"""The rows of a log: given entries, when followed, then rows that equal those made anew."""

import random
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from jointlog.domain.errors import NotFoundError, StoreBusyError, StoreError
from jointlog.domain.store.rows import rebuild as rebuilding
from jointlog.domain.store.rows.contract import RowsDatabase
from jointlog.domain.store.rows.opening import _database_of
from jointlog.domain.store.rows.reading import KnownRow
from jointlog.domain.store.rows.rebuild import check, ensure, rebuild
from jointlog.domain.store.settings import Settings
from jointlog.projections.rows import KIND
from tests.grammar import RECORDED_MS
from tests.store.conftest import STORES, place_of
from tests.store.followed import LATE, LINES, Followed, followed


@pytest.fixture(params=STORES)
def it(request: pytest.FixtureRequest) -> Iterator[Followed]:
    """An empty log in each store, with its rows."""
    with followed(place_of(request.param, request)) as made:
        yield made


def test_rows_are_of_the_incident_up_to_its_last_entry(it: Followed) -> None:
    """An ambulance asked for at 12:05 and there at 12:50: one wait of 45 min, to the minute."""
    it.record(*LINES)
    assert it.follower().catch_up() == 5
    (wait,) = (known for known in it.rows("waits"))
    row = vars_of(wait.row)
    assert (row["kind"], row["why"], row["waiting"]) == (
        "ambulance_convey",
        "ambulance",
        "police:met",
    )
    assert (row["for_agency"], row["outcome"]) == ("ambulance:las", "attended late")
    assert row["to_earliest_s"] - row["from_earliest_s"] == 45 * 60
    assert [vars_of(k.row)["vehicle"] for k in it.rows("conveyances")] == ["ambulance"]
    assert it.reader.lag(0).events == 0


def test_rows_do_not_depend_on_how_the_entries_came(it: Followed) -> None:
    """One by one, a restart between any two, or all at once: the same rows, history too."""
    for line in LINES:
        it.record(line)
        it.follower().catch_up()
    assert it.equals_a_rebuild()


def test_a_late_entry_changes_rows_and_yesterdays_answer_can_be_asked_for_again(
    it: Followed,
) -> None:
    """Recorded ten seconds later: there at 12:20, not 12:50. The wait was 45 min, and is 15."""
    follower = it.follower()
    it.record(*LINES)
    follower.catch_up()
    it.record(LATE, at_s=15)
    follower.catch_up()
    length = [length_min(known) for known in it.rows("waits")]
    before = [length_min(known) for known in it.rows("waits", RECORDED_MS + 10_000)]
    assert (before, length) == ([45], [15])
    assert it.equals_a_rebuild()


def test_rows_that_do_not_change_are_not_written_again(it: Followed) -> None:
    """An arrival at another person at 12:01 leaves the wait of the first as it was."""
    follower = it.follower()
    it.record(*LINES)
    follower.catch_up()
    before = it.reader.status(0).counts["waits"]
    it.record("12:01 police:met resource_arrived_at_scene callsign=P9 @subject=P9")
    follower.catch_up()
    assert it.reader.status(0).counts["waits"] == before
    assert it.equals_a_rebuild()


def test_entries_of_one_second_make_one_state(it: Followed) -> None:
    """Five entries in one second, each followed by itself: no row has a history."""
    follower = it.follower()
    for line in LINES:
        it.record(line, at_s=7)
        follower.catch_up()
    counts = it.reader.status(0).counts
    assert all(standing == total for standing, total in counts.values())
    assert it.equals_a_rebuild()


def test_a_state_is_made_again_after_a_restart_too(it: Followed) -> None:
    """The second entry of a second comes to a follower that knows nothing of the first."""
    it.record(*LINES[:2])
    it.follower().catch_up()
    for line in LINES[2:]:
        it.record(line, at_s=7)
        it.follower().catch_up()
    it.record(LATE, at_s=7)
    it.follower().catch_up()
    assert it.equals_a_rebuild()


@pytest.mark.parametrize("seed", range(2))
def test_any_mix_of_incidents_seconds_and_batches_equals_a_rebuild(it: Followed, seed: int) -> None:
    """Random lines of three incidents in random seconds, followed at random, with restarts."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    follower = it.follower()
    second = 0
    for _ in range(25):
        second += chance.choice((0, 0, 1, 3))
        line = chance.choice((*LINES, LATE, "13:00 police:met resource_left_scene callsign=P1"))
        it.record(line, incident=f"I-{chance.randint(1, 3)}", at_s=second)
        if chance.random() < 0.5:
            follower.step()
        if chance.random() < 0.1:
            follower = it.follower()
    follower.catch_up()
    assert it.equals_a_rebuild()


def test_a_rebuild_puts_the_same_rows_in_the_place_of_the_live_ones(it: Followed) -> None:
    """Rows before and after are equal, and the generation is one more."""
    it.record(*LINES)
    follower = it.follower()
    follower.catch_up()
    before = [it.rows(table.name) for table in it.reader.tables]
    assert rebuild(it.of) == 5
    assert [it.rows(table.name) for table in it.reader.tables] == before
    assert it.reader.status(0).generation == 2
    it.record(LATE)
    follower.catch_up()
    assert it.equals_a_rebuild()


def test_a_rebuild_needs_no_rows_before_it(it: Followed) -> None:
    """Where none were made it makes the first."""
    it.record(*LINES)
    rebuild(it.of)
    assert len(it.rows("waits")) == 1


def test_what_is_recorded_during_a_rebuild_is_in_it(it: Followed) -> None:
    """A line is recorded after the first incident is made: both entries are in the rows."""
    it.record(*LINES[:2])
    told: list[int] = []

    def then_record(done: int, _of: int) -> None:
        told.append(done)
        it.record(*LINES[2:])

    ensure(it.of.database, it.of.kind)
    assert rebuild(it.of, progress=then_record) == 5
    assert told == [1]
    assert it.equals_a_rebuild()


def test_a_difference_is_told_by_table_with_an_example(it: Followed) -> None:
    """One row of `rows_waits` is changed by hand: one row on each side."""
    it.record(*LINES)
    it.follower().catch_up()
    with it.of.database.writing() as run:
        run.execute("UPDATE rows_waits SET min_s = 1 WHERE known_until_ms IS NULL")
    (found,) = check(it.of)
    assert (found.table, found.only_live, found.only_rebuilt) == ("rows_waits", 1, 1)
    assert "ambulance_convey" in found.example


def test_without_rows_a_query_says_how_to_make_them(it: Followed) -> None:
    """Nothing was ever followed: the refusal names the command; status and lag are told."""
    it.record(*LINES[:1])
    with pytest.raises(NotFoundError, match="jointlog rows follow"):
        it.reader.query("SELECT 1")
    status = it.reader.status(RECORDED_MS + 61_001)
    assert (status.is_made, status.lag.events, status.lag.seconds) == (False, 1, 60.0)


def test_the_views_have_times_to_read(it: Followed) -> None:
    """12:00 UTC on 1 March 2026 as RFC 3339, in each database the same."""
    it.record(*LINES)
    it.follower().catch_up()
    ((began,),) = it.reader.query(
        "SELECT from_earliest FROM current_waits WHERE why = ?", ("ambulance",)
    )
    assert began == "2026-03-01T12:05:00Z"


def test_several_queries_are_answered_of_one_state(it: Followed) -> None:
    """With the position of that state, which a table of figures is stamped with."""
    it.record(*LINES)
    it.follower().catch_up()
    position, (counts, limited) = it.reader.queries(
        [("SELECT count(*) FROM current_waits", ()), ("SELECT 1 WHERE 1 = ?", (1,))]
    )
    assert (position, counts, limited) == (5, [(1,)], [(1,)])
    assert len(it.reader.select(it.reader.tables[1], "min_s >= ?", (0,), limit=2)) == 2


def vars_of(row: object) -> dict[str, Any]:
    """The fields of a row, for arithmetic."""
    return {name: getattr(row, name) for name in type(row).__dataclass_fields__}  # type: ignore[attr-defined]


def length_min(known: KnownRow) -> int:
    """Minutes from the start of a wait to its end."""
    row = vars_of(known.row)
    minutes: int = (row["to_earliest_s"] - row["from_earliest_s"]) // 60
    return minutes


def test_a_query_that_is_no_sql_is_refused(it: Followed) -> None:
    """The refusal has the database's words; the next query is answered."""
    it.follower()
    with pytest.raises(StoreError, match="nowhere"):
        it.reader.query("SELECT 1 FROM nowhere")
    assert it.reader.query("SELECT 1") == [(1,)]
    assert (it.reader.position(), it.reader.is_sqlite) == (0, it.of.database.is_sqlite)


def test_the_tables_are_made_once(it: Followed) -> None:
    """Another process made them after this one had looked: they stay."""
    it.record(*LINES)
    it.follower().catch_up()
    database: Any = Blind(it.of.database)
    ensure(database, KIND)
    assert len(it.rows("incidents")) == 1


class Blind:
    """A database of rows that does not see a table."""

    def __init__(self, database: RowsDatabase) -> None:
        self._database = database

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    def has(self, _table: str) -> bool:
        """No."""
        return False


def test_two_making_at_different_positions_are_not_compared(
    it: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The live rows are one entry on: no comparison; and with no try left, it is refused."""
    it.record(*LINES)
    rebuilding.make_beside(it.of)
    it.record(LATE)
    it.follower().catch_up()
    assert rebuilding._compare(it.of.database, KIND) is None
    monkeypatch.setattr(rebuilding, "FOLLOWED_AT_MOST", 0)
    with pytest.raises(StoreBusyError, match="never stood at one position"):
        check(it.of)
    assert rebuild(it.of) == 6
    it.follower().catch_up()
    assert len(it.rows("waits")) == 1


@pytest.mark.parametrize("kind", STORES[1:])
def test_processes_make_the_same_rows(kind: str, request: pytest.FixtureRequest) -> None:
    """Six incidents, one a chunk, by two processes; each opens the log for itself."""
    request.getfixturevalue("monkeypatch").setattr(rebuilding, "INCIDENTS_AT_ONCE", 1)
    with followed(place_of(kind, request)) as it:
        for number in range(6):
            it.record(*LINES[:3], incident=f"I-{number}")
        it.follower().catch_up()
        assert check(it.of, processes=2) == []
        rebuilding._open_here(it.of.settings, KIND.make, 18)
        (log, _, _) = rebuilding._here[0]
        (change,) = rebuilding._make_here(["I-1", "I-none"])
        rebuilding._here.clear()
        log.close()
        assert change.head.version == 3


def test_positions_that_differ_are_made_level_first(
    it: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen once as different, a rebuild and a check follow again, and then come to their end."""
    it.record(*LINES)
    it.follower().catch_up()
    first = [10**9, 0]
    at = rebuilding._at
    monkeypatch.setattr(
        rebuilding, "_at", lambda run, where: first.pop(0) if first else at(run, where)
    )
    assert rebuild(it.of) == 5
    first += [1, 2]
    assert check(it.of) == []


def test_without_its_driver_postgresql_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal says what to install."""
    monkeypatch.setitem(sys.modules, "jointlog.domain.store.rows.postgres", None)
    with pytest.raises(StoreError, match=r"pip install 'jointlog\[postgres\]'"):
        _database_of(Settings(None, None, "postgresql://127.0.0.1/none"))
