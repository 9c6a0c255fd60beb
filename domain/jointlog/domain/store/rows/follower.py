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
from jointlog.domain.store.rows.helpers import Helpers
from jointlog.domain.store.rows.history import (
    FAILED,
    NOBODY,
    Change,
    Head,
    Held,
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
from jointlog.domain.table import Kind, Table

READ_AT_ONCE: Final = 500
READ_AT_MOST: Final = 16 * READ_AT_ONCE
"""A batch is doubled up to this while more is behind it: an incident's entries that come together
are examined together, so that it does more a second the further it is behind."""
SHARED: Final = 4_000
"""Entries from which on a batch is shared with other processes, where there may be any."""
LOADED_AT_ONCE: Final = 200
BULK: Final = 100
"""Entries from which on a batch is written as many rows."""
KEPT_ENTRIES_MAX: Final = 20_000
"""Entries of recent incidents that are kept in memory; one takes some 2 KB."""


Place = tuple[int, int]
"""The position of the rows, and which making of them it is of."""


class MovedError(Exception):
    """Another follower applied the same entries: nothing is written."""


@dataclass(slots=True)
class Known:
    """An incident that was followed lately: its entries and how its rows stand."""

    located: list[Located]
    state: State | None


NOTHING: Final = Known([], None)


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
        helpers: Helpers | None = None,
    ) -> None:
        self._log = of.log
        self._database = of.database
        self._kind = of.kind
        self._where = where
        self._read_at_once = self._at_once = read_at_once
        self._recent = Recent(kept_entries_max)
        self._helpers = helpers or Helpers(of, 1)
        self._at: Place | None = None
        """Where the rows stand, as far as this follower knows; what it keeps in memory is of it."""

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
        if self._at is None:
            self._look()
        at = self._at
        assert at is not None, "it was looked up"
        found = self._log.read(at[0], self._at_once)
        is_more = len(found) == self._at_once
        self._at_once = min(2 * self._at_once, READ_AT_MOST) if is_more else self._read_at_once
        if not is_more:
            self._helpers.rest()
        if not found:
            self._look()
            return 0
        try:
            self._apply(at, found)
        except MovedError:
            self._forget()
        except BaseException:
            self._forget()
            raise
        return len(found)

    def _look(self) -> None:
        """Look where the rows stand; another follower may have moved them, or made them anew."""
        with self._database.reading() as run:
            at = self._place(run)
        if at != self._at:
            self._recent.clear()
            self._at = at

    def _forget(self) -> None:
        self._recent.clear()
        self._at = None

    def _apply(self, at: Place, found: Sequence[Located]) -> None:
        """Write what the entries behind a place change, with the position of the last.

        Raises:
            MovedError: the rows stand at another place by now.

        """
        last = found[-1].position
        of_incident: dict[str, list[Located]] = {}
        for each in found:
            of_incident.setdefault(each.incident, []).append(each)
        shared: list[Change] = []
        if len(found) >= SHARED and self._helpers.are_there:
            shared = self._share(of_incident, last)
        learned = self._learn(of_incident, last)
        worked = [self._work(*each, learned) for each in of_incident.items()]
        with self._database.writing(bulk=len(found) >= BULK) as run:
            if self._place(run, locked=True) != at:
                raise MovedError
            write(run, self._kind, [*shared, *(change for _, change in worked)], self._where)
            run.execute(
                f"UPDATE rows_position{self._where} SET position = ?",  # noqa: S608 - own names
                (last,),
            )
        for known, change in worked:
            if known is not None:
                self._recent.put(change.head.incident, known)
        self._at = (last, at[1])

    def _share(self, of_incident: dict[str, list[Located]], last: int) -> list[Change]:
        """Let other processes work out what changes; what they do is taken out of the incidents."""
        given = [
            incident
            for incident, new in of_incident.items()
            if all(each.entry is not None for each in new)
        ]
        old = [incident for incident in given if not is_whole(of_incident[incident])]
        with self._database.reading() as run:
            states = load(run, self._kind, old, self._where)
        for incident in given:
            self._recent.drop(incident)
            del of_incident[incident]
        asked = [(incident, states.get(incident)) for incident in given]
        return list(self._helpers.changes(asked, last))

    def _place(self, run: Run, *, locked: bool = False) -> Place:
        lock = " FOR UPDATE" if locked and not self._database.is_sqlite else ""
        statement = f"SELECT position, generation FROM rows_position{self._where}{lock}"  # noqa: S608
        ((position, generation),) = run.execute(statement)
        return position, generation

    def _learn(self, of_incident: Mapping[str, Sequence[Located]], last: int) -> dict[str, Known]:
        """What is not in memory of these incidents, up to a position; nothing of a new one."""
        unknown = [
            incident
            for incident, new in of_incident.items()
            if incident not in self._recent.held and not is_whole(new)
        ]
        if not unknown:
            return {}
        with self._database.reading() as run:
            states = load(run, self._kind, unknown, self._where)
        return {
            incident: Known(
                [e for e in self._log.located(incident) if e.position <= last],
                states.get(incident),
            )
            for incident in unknown
        }

    def _work(
        self, incident: str, new: Sequence[Located], learned: Mapping[str, Known]
    ) -> tuple[Known | None, Change]:
        """What an incident's new entries change."""
        known = learned.get(incident)
        if known is None:
            held = self._recent.held.get(incident, NOTHING)
            known = Known([*held.located, *new], held.state)
        if not known.located:  # its stream is of no incident
            return None, Change(NOBODY, parked=list(map(stray, new)))
        after, change = advance(self._kind, known.state, known.located)
        return Known(known.located, after), change


def is_whole(new: Sequence[Located]) -> bool:
    """Whether these are all entries that an incident has so far, each of which can be read."""
    return all(
        each.entry is not None and each.version == version for version, each in enumerate(new, 1)
    )


def load(run: Run, kind: Kind, incidents: Sequence[str], where: str) -> dict[str, State]:
    """How incidents' rows stand, and how they stood a state ago; none of a new incident."""
    states: dict[str, State] = {}
    for first in range(0, len(incidents), LOADED_AT_ONCE):
        some = incidents[first : first + LOADED_AT_ONCE]
        among = f"({', '.join('?' * len(some))})"
        heads = run.execute(
            f"SELECT {', '.join(HEAD_COLUMNS)} FROM rows_heads{where} WHERE incident IN {among}",  # noqa: S608
            some,
        )
        made = {head[0]: State(Head(*head), {}, {}) for head in heads}
        for table in kind.tables if made else ():
            statement = (
                f"SELECT {', '.join(all_names(table))} FROM {table_name(table, where)} AS made "  # noqa: S608
                f"WHERE incident IN {among} AND (until_version IS NULL OR until_version = (SELECT "
                f"head.version FROM rows_heads{where} AS head WHERE head.incident = made.incident))"
            )
            for row in run.execute(statement, some):
                _hold(made[row[table.names.index("incident")]], table, row)
        states |= made
    return states


def _hold(state: State, table: Table, row: Values) -> None:
    """Note a row of a state, or of the one before."""
    width = len(table.names)
    name = table.name, row[table.names.index("key")]
    version, until_version = row[width], row[-1]
    held = Held(tuple(row[:width]), version)
    if until_version is None:
        state.rows[name] = held
    if version < state.head.version:
        state.before[name] = held


def write(run: Run, kind: Kind, changes: Iterable[Change], where: str) -> None:
    """Write changes of incidents within a transaction."""
    held = list(changes)
    undone = [_undone(change) for change in held if change.undone]
    for table in kind.tables:
        name = table_name(table, where)
        if dropped := [_undone(change) for change in held if table.name in change.dropped]:
            run.many(f"DELETE FROM {name} WHERE incident = ? AND version = ?", dropped)  # noqa: S608
        if reopened := [_undone(change) for change in held if table.name in change.reopened]:
            run.many(
                f"UPDATE {name} SET known_until_ms = NULL, until_version = NULL "  # noqa: S608
                "WHERE incident = ? AND until_version = ?",
                reopened,
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


def _undone(change: Change) -> Values:
    return change.head.incident, change.undone


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
