"""What a standard is: an interval between events, how long it should be, and who says so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from jointlog.domain.effects import When
from jointlog.domain.vocabulary import Jurisdiction


class Kind(StrEnum):
    """What sort of document sets a standard, strongest first."""

    LAW = "law"
    REGULATION = "regulation"
    CODE = "code"  # statutory code of practice
    NATIONAL = "national"  # national contract or standard
    PROFESSIONAL = "professional"
    LOCAL = "local"
    ASPIRATION = "aspiration"  # consulted on, never set
    PROPOSAL = "proposal"  # no document: this project's own measure


class Mark(StrEnum):
    """How well a figure is known: §0.1 of the field dossier."""

    CONFIRMED = "confirmed"  # read in the source named
    MEMORY = "memory"  # verify before it is shown as law
    DERIVED = "derived"
    PROPOSAL = "proposal"


class Statistic(StrEnum):
    """What a limit is a limit of."""

    EACH = "each"
    PERCENTILE = "percentile"
    MEAN = "mean"


COMPARATORS: Final = frozenset({Kind.PROFESSIONAL, Kind.LOCAL, Kind.ASPIRATION, Kind.PROPOSAL})
"""Kinds that an incident is compared with; it cannot be in breach of them."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """An event, under conditions, that starts or stops a standard.

    Conditions compare the stored text of the event's fields (True and False are "true" and
    "false", an absent value is "none"). ``actor`` and ``asserted_by`` are the kinds of the agency
    that acted and of the one that says so.
    """

    event: str
    conditions: tuple[When, ...] = ()

    def matches(self, name: str, texts: Callable[[str], str]) -> bool:
        """Whether the event ``name``, whose fields ``texts`` tells, is meant."""
        if name != self.event:
            return False
        for condition in self.conditions:  # a plain loop: this is asked of every entry
            if (texts(condition.field) in condition.values) is condition.negated:
                return False
        return True

    def __str__(self) -> str:
        return " ".join(
            (
                self.event,
                *(
                    f"{when.field}{'!=' if when.negated else '='}{'|'.join(when.values)}"
                    for when in self.conditions
                ),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """The longest an interval should run, who owes it, and who says so.

    Attributes:
        id: the row's id, such as ``T-136-24``; editions of one standard share it.
        row: the row of §1.10 of the dossier that it stands for.
        name: what is measured, in a few words.
        kind: the sort of document that sets it.
        jurisdictions: where it applies.
        in_force_from: first day in force, None where no first day is known.
        in_force_to: last day in force, None where it has no end.
        start: any of these starts a run; one that comes while a run is open starts no other.
            Empty where no event of the vocabulary could: the note says so.
        stop: any of these ends the run.
        stopped_by: any of these shows that it has ended by then, where its stop is not recorded.
        supersede: any of these ends the segment: from here another standard measures.
        cancel: any of these ends the run without meeting the standard.
        limit_s: whole seconds, None where no figure is set.
        limit_mark: how well the number is known, where that differs from the row.
        warn_s: whole seconds from which the interval is worth a look, None for none.
        statistic: what the limit is a limit of.
        percentile: 90 means that 90 of 100 incidents should meet the limit; 0 with the others.
        owed_by: who should see to it.
        finding: code of the finding that it feeds, None for none.
        source: document, edition and paragraph, with the dossier's source ids.
        mark: how well the row is known.
        note: what a reader has to know before relying on it.
        extends: id of the standard whose limit this one continues, None for none.
        repeats: each stop starts the next run: from one check to the next.

    """

    id: str
    row: str
    name: str
    kind: Kind
    jurisdictions: frozenset[Jurisdiction]
    in_force_from: date | None
    in_force_to: date | None
    start: tuple[Trigger, ...]
    stop: tuple[Trigger, ...]
    stopped_by: tuple[Trigger, ...]
    supersede: tuple[Trigger, ...]
    cancel: tuple[Trigger, ...]
    limit_s: int | None
    limit_mark: Mark
    warn_s: int | None
    statistic: Statistic
    percentile: int
    owed_by: str
    finding: str | None
    source: str
    mark: Mark
    note: str
    extends: str | None
    repeats: bool

    @property
    def version(self) -> str:
        """The edition: its first day in force, or ``undated``."""
        return "undated" if self.in_force_from is None else self.in_force_from.isoformat()

    @property
    def reference(self) -> str:
        """How a finding cites it: ``T-136-24@2017-12-11``."""
        return f"{self.id}@{self.version}"

    @property
    def is_measured(self) -> bool:
        """Whether any event starts it; the others are kept for reference."""
        return bool(self.start)

    @property
    def is_comparator(self) -> bool:
        """Whether one incident is only compared with it, and cannot be in breach of it."""
        return self.statistic is not Statistic.EACH or self.kind in COMPARATORS

    def applies(self, jurisdiction: Jurisdiction, day: date) -> bool:
        """Whether it is in force there on that day; both its first and last day count."""
        return (
            jurisdiction in self.jurisdictions
            and (self.in_force_from is None or self.in_force_from <= day)
            and (self.in_force_to is None or day <= self.in_force_to)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A number that a finding uses: ``value`` in ``unit``, what it bounds, and who proposes it."""

    finding: str
    name: str
    value: int
    unit: str
    text: str
    mark: Mark
    source: str
