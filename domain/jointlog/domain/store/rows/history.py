"""What new entries change in an incident's rows, and what is kept of how they were before.

The rows of an incident are made from all its entries, so each entry can change any row. A row that
changes is kept with the time until which it was known so. What stood at the end of no second is
not kept: entries recorded in one second make one state of the incident. So the rows are a function
of the log alone, however the entries came to the follower.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jointlog.domain.store.log import Located
from jointlog.domain.store.rows.contract import Values
from jointlog.domain.table import Kind

MS: int = 1000
FAILED = "incident"
"""In `rows_parked`: the rows of the incident could not be made."""
UNREADABLE = "entry"
"""In `rows_parked`: the entry could not be read."""

Key = tuple[str, str]
"""A row in its incident: its table's name, and its key."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far an incident is: its last entry, and what is wrong with it."""

    incident: str
    version: int
    position: int
    recorded_ms: int
    unreadable: int = 0
    problem: str = ""


NOBODY = Head("", 0, 0, 0)
"""The head of what is of no incident."""


@dataclass(frozen=True, slots=True)
class Parked:
    """What could not be made rows of, and why."""

    position: int
    what: str
    incident: str
    version: int
    topic: str
    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """A row that stands: its values, and the version since which it does."""

    values: Values
    version: int


@dataclass(slots=True)
class State:
    """An incident as its rows stand; ``before`` is how they stood a state ago."""

    head: Head
    rows: dict[Key, Held]
    before: dict[Key, Held]


@dataclass(frozen=True, slots=True)
class Moment:
    """A state of an incident to make: its entries up to the last of one second."""

    head: Head
    located: Sequence[Located]


@dataclass(slots=True)
class Change:
    """What is to be written for an incident.

    Attributes:
        head: how far it is then.
        undone: the version of a state that is made again, 0 for none.
        dropped: the tables with rows that began with that state.
        reopened: the tables with rows that ended with it.
        closed: by table: (until_ms, until_version, incident, key, version) of rows that end.
        added: by table: rows to add, with their history.
        parked: what could not be made rows of.

    """

    head: Head
    undone: int = 0
    dropped: frozenset[str] = frozenset()
    reopened: frozenset[str] = frozenset()
    closed: dict[str, list[Values]] = field(default_factory=dict)
    added: dict[str, list[Values]] = field(default_factory=dict)
    parked: list[Parked] = field(default_factory=list)


def moments(located: Sequence[Located], after: Head | None) -> Iterator[Moment]:
    """The states that an incident's entries make, behind those that were made.

    Args:
        located: all its entries, in order of version.
        after: how far its rows are; None for a new incident.

    """
    done = 0 if after is None else after.version
    recorded_ms = 0 if after is None else after.recorded_ms
    unreadable = 0 if after is None else after.unreadable
    for index in range(done, len(located)):
        each = located[index]
        if each.entry is None:
            unreadable += 1
        else:
            recorded_ms = max(recorded_ms, each.entry.recorded_at_ms)
        following = located[index + 1 : index + 2]
        if any(_second(each, recorded_ms) == recorded_ms // MS for each in following):
            continue
        total = index + 1
        problem = f"{unreadable} of {total} entries cannot be read" if unreadable else ""
        head = Head(each.incident, total, each.position, recorded_ms, unreadable, problem)
        yield Moment(head, located[:total])


def _second(each: Located, recorded_ms: int) -> int:
    """The second in which an entry counts as recorded: none before that of an earlier one."""
    if each.entry is None:
        return recorded_ms // MS
    return max(recorded_ms, each.entry.recorded_at_ms) // MS


def is_redone(head: Head, located: Sequence[Located]) -> bool:
    """Whether the last state is made again: the next entry was recorded in its second."""
    following = located[head.version : head.version + 1]
    return any(_second(each, head.recorded_ms) == head.recorded_ms // MS for each in following)


def advance(kind: Kind, state: State | None, located: Sequence[Located]) -> tuple[State, Change]:
    """What the entries behind a state change, and the state after them; there is one or more."""
    after = None if state is None else state.head
    rows: dict[Key, Held] = {} if state is None else state.rows
    before: dict[Key, Held] = {}
    change = Change(after or NOBODY)
    if state is not None and is_redone(state.head, located):
        change.undone = undone = state.head.version
        change.dropped = frozenset(t for (t, _), held in rows.items() if held.version == undone)
        ended = (name for name, held in state.before.items() if rows.get(name) != held)
        change.reopened = frozenset(table for table, _ in ended)
        rows = state.before
    start = 0 if after is None else after.version
    change.parked += (stray(each) for each in located[start:] if each.entry is None)
    new: dict[Key, Values] = {}
    for moment in moments(located, after):
        made = _make(kind, moment, change)
        before, rows = rows, _compare(rows, made, moment.head, change, new)
    for (table, _), values in new.items():
        change.added.setdefault(table, []).append((*values, None, None))
    return State(change.head, rows, before), change


def _make(kind: Kind, moment: Moment, change: Change) -> dict[Key, Values]:
    """The rows of a state; none where they cannot be made, which is parked."""
    change.head = head = moment.head
    entries = [each.entry for each in moment.located if each.entry is not None]
    try:
        made = kind.make(entries) if entries else ()
    except Exception as error:  # noqa: BLE001 - one incident's fault must not stop the others
        reason = f"its rows cannot be made: {type(error).__name__}: {error!s:.300}"
        change.head = Head(
            head.incident, head.version, head.position, head.recorded_ms, head.unreadable, reason
        )
        change.parked.append(Parked(head.position, FAILED, head.incident, head.version, "", reason))
        return {}
    return {(row.declared.name, row.key): row.declared.values(row) for row in made}


def _compare(
    rows: dict[Key, Held],
    made: dict[Key, Values],
    head: Head,
    change: Change,
    new: dict[Key, Values],
) -> dict[Key, Held]:
    """End the rows that are not made again, begin those that are new."""
    until = (head.recorded_ms, head.version)
    kept: dict[Key, Held] = {}
    for name, held in rows.items():
        if made.get(name) == held.values:
            kept[name] = held
        elif name in new:
            change.added.setdefault(name[0], []).append((*new.pop(name), *until))
        else:
            where = (head.incident, name[1], held.version)
            change.closed.setdefault(name[0], []).append((*until, *where))
    for name, values in made.items():
        if name not in kept:
            kept[name] = Held(values, head.version)
            new[name] = (*values, head.version, head.position, head.recorded_ms)
    return kept


def stray(each: Located) -> Parked:
    """An entry that cannot be read, parked."""
    return Parked(
        each.position, UNREADABLE, each.incident, each.version, each.topic, each.problem[:500]
    )
