"""The clocks of an incident: every run of every standard in force, from its start to its end.

A standard names the events that start and stop it, so a clock is data. Clock rules of §1.10:
elapsed UTC seconds; a run whose end is not recorded stays open; cancelling is not meeting; a
recategorised run is one segment, and the next begins; a start while a run is open starts nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from jointlog.domain.effects import Attends, Beside, Leaves
from jointlog.domain.incident.beside import shows_coming, types_with
from jointlog.domain.incident.spans import Bound, weakest
from jointlog.domain.incident.statements import Statement
from jointlog.domain.protocol import Protocol, Standard, Trigger
from jointlog.domain.time import Length, Window, until
from jointlog.domain.vocabulary import EvidenceGrade


class Ending(StrEnum):
    """How a run ended."""

    OPEN = "open"
    STOPPED = "stopped"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


@dataclass(slots=True)
class Run:
    """One run of a standard for one person.

    ``limit_s`` is the standard's limit, with the extension where one is recorded in time.
    ``is_by_then``: the end is only known to be at or before the entry that shows it.
    """

    standard: Standard
    subject: str
    start: Bound
    limit_s: int | None
    evidence: EvidenceGrade
    end: Bound | None = None
    ending: Ending = Ending.OPEN
    extended_by: Standard | None = None
    is_by_then: bool = False

    @property
    def entries(self) -> tuple[int, ...]:
        """Versions of the entries that bound it."""
        return (*self.start.entries, *(self.end.entries if self.end is not None else ()))

    def length(self, horizon: Window) -> Length:
        """How long it ran, to the end of the record where nothing ended it."""
        end = self.end.window if self.end is not None else horizon
        return Length.between(self.start.window, end)


class _Role(StrEnum):
    CANCEL = "cancel"
    STOP = "stop"
    STOPPED_BY = "stopped_by"
    SUPERSEDE = "supersede"
    EXTEND = "extend"
    START = "start"


Doing = tuple[_Role, Standard]
WATCHED_MAX: Final = 4096
"""Combinations of an event type and its compared texts that are kept ready for a protocol."""


class _Watch:
    """What each statement can do to which standard; ends before starts."""

    def __init__(self, standards: Iterable[Standard]) -> None:
        self._triggers: dict[str, list[tuple[_Role, Standard, Trigger]]] = {}
        for role in _Role:
            for standard in standards:
                for trigger in _triggers(standard, role):
                    self._triggers.setdefault(trigger.event, []).append((role, standard, trigger))
        self.fields = {
            name: tuple(dict.fromkeys(when.field for *_, each in found for when in each.conditions))
            for name, found in self._triggers.items()
        }
        """For each event type, the fields whose texts decide."""
        self._matched = lru_cache(WATCHED_MAX)(self._match)

    def doings(self, statement: Statement) -> tuple[Doing, ...]:
        """What the statement does."""
        fields = self.fields.get(statement.name)
        if fields is None:
            return ()
        return self._matched(statement.name, tuple(map(statement.text, fields)))

    def _match(self, name: str, texts: tuple[str, ...]) -> tuple[Doing, ...]:
        told = dict(zip(self.fields[name], texts, strict=True))
        return tuple(
            (role, standard)
            for role, standard, trigger in self._triggers[name]
            if trigger.matches(name, told.__getitem__)
        )


def _triggers(standard: Standard, role: _Role) -> tuple[Trigger, ...]:
    """What plays the role for the standard; what extends another one starts nothing."""
    extends = standard.extends is not None
    if role is _Role.EXTEND:
        return standard.start if extends else ()
    if role is _Role.START:
        return () if extends else standard.start
    found: tuple[Trigger, ...] = getattr(standard, role.value)
    return found


@lru_cache(maxsize=4096)
def _watch(protocol: Protocol) -> _Watch:
    return _watch_of(protocol.standards)


_watch_of: Final = lru_cache(maxsize=64)(_Watch)
"""The same for every day on which the same standards are in force."""


def moving(protocol: Protocol) -> Collection[str]:
    """The event types that can start, stop or lengthen a clock, or say whether another does."""
    coming = types_with(Attends) | types_with(Beside) | types_with(Leaves)
    return _watch(protocol).fields.keys() | coming


def watched(statement: Statement, protocol: Protocol) -> Iterator[str]:
    """Ids of the standards whose clocks the statement can start, stop or lengthen."""
    for role, standard in _watch(protocol).doings(statement):
        extended = standard.extends if role is _Role.EXTEND else None
        yield extended or standard.id


def runs(statements: Sequence[Statement], protocol: Protocol) -> list[Run]:
    """Every run of every standard of the protocol, in the order they started."""
    watch = _watch(protocol)
    made: list[Run] = []
    open_runs: dict[tuple[str, str], Run] = {}
    for place, statement in enumerate(statements):
        for role, standard in watch.doings(statement):
            named = standard.extends if role is _Role.EXTEND else standard.id
            assert named is not None
            run = open_runs.get((named, statement.subject))
            if role is _Role.START:
                if run is None:
                    run = _started(statement, standard)
                    open_runs[standard.id, statement.subject] = run
                    made.append(run)
            elif run is None:
                continue
            elif role is _Role.EXTEND:
                _extend(run, statement, standard)
            elif role is _Role.STOPPED_BY and not shows_coming(statement, statements[:place]):
                continue
            else:
                _end(run, statement, role)
                del open_runs[named, statement.subject]
                if role is _Role.STOP and standard.repeats:
                    run = _started(statement, standard)
                    open_runs[standard.id, statement.subject] = run
                    made.append(run)
    return made


def _started(statement: Statement, standard: Standard) -> Run:
    bound = Bound(statement.window, (statement.version,))
    return Run(standard, statement.subject, bound, standard.limit_s, statement.evidence)


def _extend(run: Run, statement: Statement, standard: Standard) -> None:
    """Lengthen the limit, if the extension can have been given before the limit was reached."""
    if run.limit_s is None or standard.limit_s is None or run.extended_by is not None:
        return
    if statement.window.earliest_s <= run.start.window.latest_s + run.limit_s:
        run.extended_by = standard
        run.limit_s += standard.limit_s


_ENDINGS = {
    _Role.STOP: Ending.STOPPED,
    _Role.STOPPED_BY: Ending.STOPPED,
    _Role.SUPERSEDE: Ending.SUPERSEDED,
    _Role.CANCEL: Ending.CANCELLED,
}


def _end(run: Run, statement: Statement, role: _Role) -> None:
    run.is_by_then = role is _Role.STOPPED_BY
    window = until(run.start.window, statement.window) if run.is_by_then else statement.window
    run.end = Bound(window, (statement.version,))
    run.ending = _ENDINGS[role]
    run.evidence = weakest((run.evidence, statement.evidence))


def of_standard(all_runs: Sequence[Run], finding: str) -> list[Run]:
    """The runs whose standard feeds a finding."""
    return [run for run in all_runs if run.standard.finding == finding]
