"""Applies the log to the rows: entries, rows and position in one transaction, exactly once.

What is to be written is worked out first, without a lock; the transaction then checks that the
position is still the one that was read. So two followers never apply an entry twice, and a
follower that is killed at any statement goes on where the last transaction ended.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Final

from jointlog.domain.store.log import Located
from jointlog.domain.store.rows.contract import RowsOf, Run, Values
from jointlog.domain.store.rows.history import (
    FAILED,
    NOBODY,
    Change,
    Head,
    Held,
    Key,
    State,
    advance,
    stray,
)
from jointlog.domain.store.rows.schema import (
    HEAD_COLUMNS,
    LIVE,
    PARKED_COLUMNS,
    all_names,
    table_name,
)
from jointlog.domain.table import Kind

READ_AT_ONCE: Final = 500
BULK: Final = 100
"""Entries from which on a batch is written as many rows."""
KEPT_ENTRIES_MAX: Final = 20_000
"""Entries of recent incidents that are kept in memory; one takes some 2 KB."""


class MovedError(Exception):
    """Another follower applied the same entries: nothing is written."""


@dataclass(slots=True)
class Known:
    """An incident that was followed lately: its entries and how its rows stand."""

    located: list[Located]
    state: State | None


@dataclass(slots=True)
class Recent:
    """The incidents that were followed last, bounded by the number of their entries."""

    entries_max: int
    held: "OrderedDict[str, Known]" = field(default_factory=OrderedDict)
    entries: int = 0

    def put(self, incident: str, known: Known) -> None:
        """Keep an incident, and forget those that were not used for longest."""
        self.drop(incident)
        self.held[incident] = known
        self.entries += len(known.located)
        while self.entries > self.entries_max and self.held:
            self.drop(next(iter(self.held)))

    def drop(self, incident: str) -> None:
        """Forget an incident."""
        known = self.held.pop(incident, None)
        if known is not None:
            self.entries -= len(known.located)

    def clear(self) -> None:
        """Forget all."""
        self.held.clear()
        self.entries = 0


class Follower:
    """Keeps the rows of one place (the live ones, or those of a rebuild) up with a log."""

    def __init__(
        self,
        of: RowsOf,
        *,
        where: str = LIVE,
        read_at_once: int = READ_AT_ONCE,
        kept_entries_max: int = KEPT_ENTRIES_MAX,
    ) -> None:
        self._log = of.log
        self._database = of.database
        self._kind = of.kind
        self._where = where
        self._read_at_once = read_at_once
        self._recent = Recent(kept_entries_max)
        self._at = (0, 0)
        """The position that what is kept in memory is of, and the making of the rows."""

    def catch_up(self) -> int:
        """Apply all that is recorded now; return how many entries."""
        applied = 0
        while count := self.step():
            applied += count
        return applied

    def step(self) -> int:
        """Apply what is behind the position, at most a batch; return how many entries.

        Raises:
            StoreError: the log or the rows cannot be reached; the same may be tried again.

        """
        with self._database.reading() as run:
            at = self._place(run)
        found = self._log.read(at[0], self._read_at_once)
        if not found:
            return 0
        if at != self._at:  # another follower was here, or the rows were made anew
            self._recent.clear()
        last = found[-1].position
        incidents = dict.fromkeys(each.incident for each in found)
        try:
            learned = self._learn(incidents, last)
            worked = [self._work(incident, learned, found) for incident in incidents]
            with self._database.writing(bulk=len(found) >= BULK) as run:
                if self._place(run, locked=True) != at:
                    raise MovedError  # noqa: TRY301 - it undoes the transaction
                write(run, self._kind, [change for _, change in worked], self._where)
                run.execute(
                    f"UPDATE rows_position{self._where} SET position = ?",  # noqa: S608 - own names
                    (last,),
                )
        except MovedError:
            self._recent.clear()
            return len(found)
        except BaseException:
            self._recent.clear()
            raise
        for known, change in worked:
            if known is not None:
                self._recent.put(change.head.incident, known)
        self._at = (last, at[1])
        return len(found)

    def _place(self, run: Run, *, locked: bool = False) -> tuple[int, int]:
        """The position, and which making of the rows it is of."""
        lock = " FOR UPDATE" if locked and not self._database.is_sqlite else ""
        statement = f"SELECT position, generation FROM rows_position{self._where}{lock}"  # noqa: S608
        ((position, generation),) = run.execute(statement)
        return position, generation

    def _learn(self, incidents: Iterable[str], last: int) -> dict[str, Known]:
        """What is not in memory of these incidents, up to a position."""
        unknown = [each for each in incidents if each not in self._recent.held]
        if not unknown:
            return {}
        with self._database.reading() as run:
            states = [load(run, self._kind, each, self._where) for each in unknown]
        return {
            incident: Known([e for e in self._log.located(incident) if e.position <= last], state)
            for incident, state in zip(unknown, states, strict=True)
        }

    def _work(
        self, incident: str, learned: Mapping[str, Known], found: Sequence[Located]
    ) -> tuple[Known | None, Change]:
        """What an incident's new entries change."""
        if incident in learned:
            located, state = learned[incident].located, learned[incident].state
        else:
            held = self._recent.held[incident]
            located = [*held.located, *(each for each in found if each.incident == incident)]
            state = held.state
        if not located:  # its stream is of no incident
            strays = [stray(each) for each in found if each.incident == incident]
            return None, Change(NOBODY, parked=strays)
        after, change = advance(self._kind, state, located)
        return Known(located, after), change


def load(run: Run, kind: Kind, incident: str, where: str) -> State | None:
    """How an incident's rows stand, and how they stood a state ago; None for a new incident."""
    heads = run.execute(
        f"SELECT {', '.join(HEAD_COLUMNS)} FROM rows_heads{where} WHERE incident = ?",  # noqa: S608
        (incident,),
    )
    if not heads:
        return None
    head = Head(*heads[0])
    now: dict[Key, Held] = {}
    before: dict[Key, Held] = {}
    for table in kind.tables:
        width = len(table.names)
        at = table.names.index("key")
        for row in run.execute(
            f"SELECT {', '.join(all_names(table))} FROM {table_name(table, where)} "  # noqa: S608
            "WHERE incident = ? AND (until_version IS NULL OR until_version = ?)",
            (incident, head.version),
        ):
            version, until_version = row[width], row[-1]
            held = Held(tuple(row[:width]), version)
            if until_version is None:
                now[table.name, row[at]] = held
            if version < head.version:
                before[table.name, row[at]] = held
    return State(head, now, before)


def write(run: Run, kind: Kind, changes: Iterable[Change], where: str) -> None:
    """Write changes of incidents within a transaction."""
    held = list(changes)
    undone = [(change.head.incident, change.undone) for change in held if change.undone]
    for table in kind.tables:
        name = table_name(table, where)
        if undone:
            run.many(f"DELETE FROM {name} WHERE incident = ? AND version = ?", undone)  # noqa: S608
            run.many(
                f"UPDATE {name} SET known_until_ms = NULL, until_version = NULL "  # noqa: S608
                "WHERE incident = ? AND until_version = ?",
                undone,
            )
        closed = [values for change in held for values in change.closed.get(table.name, ())]
        if closed:
            run.many(
                f"UPDATE {name} SET known_until_ms = ?, until_version = ? "  # noqa: S608
                "WHERE incident = ? AND key = ? AND version = ?",
                closed,
            )
        added = [values for change in held for values in change.added.get(table.name, ())]
        if added:
            run.insert(name, all_names(table), added)
    _write_heads(run, held, undone, where)


def _write_heads(run: Run, held: Sequence[Change], undone: Sequence[Values], where: str) -> None:
    heads = [astuple(change.head) for change in held if change.head.incident]
    run.many(f"DELETE FROM rows_heads{where} WHERE incident = ?", [head[:1] for head in heads])  # noqa: S608
    run.insert(f"rows_heads{where}", HEAD_COLUMNS, heads)
    if undone:
        run.many(
            f"DELETE FROM rows_parked{where} WHERE incident = ? AND version = ? "  # noqa: S608
            f"AND what = '{FAILED}'",
            undone,
        )
    parked = [astuple(each) for change in held for each in change.parked]
    if parked:
        run.insert(f"rows_parked{where}", PARKED_COLUMNS, parked)
