"""Makes the rows anew beside the live ones, and swaps; and checks the live ones against that.

Incidents are made one by one from all their entries up to a position, by several processes where
the log is in a file or a server; a follower then applies what was recorded meanwhile.
"""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Final

from jointlog.domain.errors import StoreBusyError
from jointlog.domain.store.collecting import seldom
from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.contract import RowsDatabase, RowsOf, Run
from jointlog.domain.store.rows.follower import Follower, write
from jointlog.domain.store.rows.history import NOBODY, Change, advance, stray
from jointlog.domain.store.rows.schema import (
    HEAD_COLUMNS,
    LIVE,
    NEW,
    PARKED_COLUMNS,
    all_names,
    create,
    drop,
    is_there,
    swap,
    table_name,
)
from jointlog.domain.store.settings import Settings
from jointlog.domain.table import Kind, Maker

INCIDENTS_AT_ONCE: Final = 100
FOLLOWED_AT_MOST: Final = 20
"""How often what was recorded meanwhile is applied before the swap, under load."""

Progress = Callable[[int, int], None]
"""Told how many incidents of how many are done."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How a table differs: rows that only the live one has, and only a rebuilt one."""

    table: str
    only_live: int
    only_rebuilt: int
    example: str


def ensure(database: RowsDatabase, kind: Kind) -> None:
    """Make empty live tables where there are none; the follower fills them."""
    if not database.has("rows_position"):
        with database.writing() as run:
            if not is_there(run, database):
                create(run, database, kind.tables, LIVE, 0)


def rebuild(
    of: RowsOf,
    *,
    processes: int = 1,
    progress: Progress = lambda _done, _all: None,
) -> int:
    """Make all rows anew and put them in the place of the live ones; return the position.

    Queries go on on the old rows until the swap. Rows of a rebuild that was broken off are dropped.
    """
    follower = make_beside(of, processes=processes, progress=progress)
    database = of.database
    for _ in range(FOLLOWED_AT_MOST):
        follower.catch_up()
        with database.reading() as run:
            if _at(run, LIVE) <= _at(run, NEW):
                break
    with database.writing() as run:
        position = _at(run, NEW)
        swap(run, database, of.kind.tables)
    return position


def _at(run: Run, where: str) -> int:
    ((position,),) = run.execute(f"SELECT position FROM rows_position{where}")  # noqa: S608
    return int(position)


def make_beside(
    of: RowsOf,
    *,
    processes: int = 1,
    progress: Progress = lambda _done, _all: None,
) -> Follower:
    """Fill new tables beside the live ones up to now; return what follows them."""
    log, database, kind = of.log, of.database, of.kind
    ensure(database, kind)
    until = log.head()
    with database.writing() as run:
        drop(run, kind.tables, NEW)
        create(run, database, kind.tables, NEW, until)
    strays = [each for each in log.strays() if each.position <= until]
    listed = [*(head.incident for head in log.incidents()), *(each.incident for each in strays)]
    incidents = list(dict.fromkeys(listed))
    done = 0
    for changes in _changes(of, incidents, until, processes):
        with database.writing(bulk=True) as run:
            write(run, kind, changes, NEW)
        done += len(changes)
        progress(done, len(incidents))
    parked = [stray(each) for each in strays if not log.located(each.incident)]
    if parked:
        with database.writing() as run:
            write(run, kind, [Change(NOBODY, parked=parked)], NEW)
    return Follower(of, where=NEW)


def _changes(
    of: RowsOf, incidents: Sequence[str], until: int, processes: int
) -> Iterator[list[Change]]:
    """The changes of incidents that have no rows yet, some at a time."""
    chunks = _chunks(incidents, INCIDENTS_AT_ONCE)
    is_alone = processes <= 1 or (of.settings.database is None and not of.settings.postgresql)
    if is_alone:
        for chunk in chunks:
            yield make_chunk(of.log, of.kind, chunk, until)
        return
    with ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_open_here,
        initargs=(of.settings, of.kind.make, until),
    ) as pool:
        waiting: list[Future[list[Change]]] = []
        for chunk in chunks:
            waiting.append(pool.submit(_make_here, chunk))
            if len(waiting) > 2 * processes:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


def _chunks(items: Iterable[str], size: int) -> Iterator[list[str]]:
    remaining = iter(items)
    while chunk := list(islice(remaining, size)):
        yield chunk


def make_chunk(log: Log, kind: Kind, incidents: Iterable[str], until: int) -> list[Change]:
    """The changes of incidents that have no rows yet, from their entries up to a position."""
    made = []
    for incident in incidents:
        located = [each for each in log.located(incident) if each.position <= until]
        if located:
            made.append(advance(kind, None, located)[1])
    return made


_here: list[tuple[Log, Kind, int]] = []
"""In a process of `rebuild`: its log, what makes rows, and up to where."""


def _open_here(settings: Settings, make: Maker, until: int) -> None:
    seldom()
    _here.append((Log.open(settings, must_exist=True), Kind((), make), until))


def _make_here(incidents: Sequence[str]) -> list[Change]:
    ((log, kind, until),) = _here
    return make_chunk(log, kind, incidents, until)


def check(
    of: RowsOf,
    *,
    processes: int = 1,
    progress: Progress = lambda _done, _all: None,
) -> list[Difference]:
    """Make the rows anew beside the live ones, compare them row for row, and drop them again.

    Both are compared at the same position; what is recorded meanwhile is applied to both.

    Raises:
        StoreBusyError: so much is recorded that they never stand at one position.

    """
    database, kind = of.database, of.kind
    beside = make_beside(of, processes=processes, progress=progress)
    live = Follower(of)
    try:
        for _ in range(FOLLOWED_AT_MOST):
            beside.catch_up()
            live.catch_up()
            found = _compare(database, kind)
            if found is not None:
                return found
        raise StoreBusyError("the rows never stood at one position: try when less is recorded")
    finally:
        with database.writing() as run:
            drop(run, kind.tables, NEW)


def _compare(database: RowsDatabase, kind: Kind) -> list[Difference] | None:
    """The differences of all tables; None where both stand at different positions."""
    found = []
    with database.reading() as run:
        if _at(run, NEW) != _at(run, LIVE):
            return None
        named = [(table_name(table), all_names(table)) for table in kind.tables]
        named += [("rows_heads", HEAD_COLUMNS), ("rows_parked", PARKED_COLUMNS)]
        for name, columns in named:
            chosen = ", ".join(columns)
            live, rebuilt = (
                f"SELECT {chosen} FROM {name}{where}"  # noqa: S608
                for where in (LIVE, NEW)
            )
            only_live = run.execute(f"{live} EXCEPT {rebuilt}")
            only_rebuilt = run.execute(f"{rebuilt} EXCEPT {live}")
            if only_live or only_rebuilt:
                example = str(min(only_live or only_rebuilt, key=str))[:300]
                found.append(Difference(name, len(only_live), len(only_rebuilt), example))
    return found
