"""What a statement can move: two that move nothing in common may be folded in either order.

A footprint is read from the declared effects and from the clocks of the protocol, so a new event
type needs nothing here. It may be larger than what the statement truly moves, never smaller.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from jointlog.domain.asking import REQUEST_RULES, RequestKind
from jointlog.domain.declare import fields_of
from jointlog.domain.effects import (
    PRESENCE_STRANDS,
    SCENE_STRANDS,
    Answer,
    Answers,
    Arrives,
    Asks,
    Attends,
    Beside,
    Claims,
    Closes,
    Declines,
    Delegates,
    Effect,
    Fills,
    Fulfils,
    Joins,
    Leaves,
    Needs,
    Of,
    Offers,
    Replaces,
    Shares,
    Takes,
    Travels,
)
from jointlog.domain.incident.beside import applies, types_with
from jointlog.domain.incident.clocks import watched
from jointlog.domain.incident.fold import agencies_of
from jointlog.domain.incident.statements import Statement
from jointlog.domain.protocol import Protocol
from jointlog.domain.vocabulary import Agency, AgencyKind, Strand

Key = tuple[str, ...]
"""One thing that can be moved: a strand, a presence, a request, a journey or a clock."""
DROPPED_ON_LEAVING: Final = tuple(s for s in Strand if s in PRESENCE_STRANDS | SCENE_STRANDS)

KEEPS: Final = Needs | Takes | Claims | Fills | Joins | Offers | Declines | Shares | Delegates
"""After these a strand that was needed still is."""


CARE: Final = frozenset(
    {
        "observations_recorded",
        "medication_given",
        "conveyance_started",
        "police_vehicle_conveyance_started",
        "serious_injury_or_death_recorded",
        "resource_held_at_rendezvous",
    }
)
"""A finding compares these with the visits of clinicians, though they may move nothing (F-PRES)."""
CLINICAL: Final = frozenset(
    {
        AgencyKind.AMBULANCE,
        AgencyKind.CUSTODY_HEALTH,
        AgencyKind.DOCTOR,
        AgencyKind.ACUTE,
        AgencyKind.MENTAL_HEALTH,
    }
)

WIDE_S: Final = 21_600
"""Six hours, this project's own choice: on a day without times anything may have come first."""


OF_FORCE: Final = "T-RST-"
"""Clocks of restraint have orders of their own, an aspect each: findings of force alone read them,
and a restraint has many entries close together."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """What some findings read of an incident: the orders of all else are nothing to them.

    Attributes:
        name: of the aspect.
        types: event types that are read.
        moves: what else is read: what moves a key that begins so, its person left out, as in
            ``("strand", Strand.CLIN)``.
        wide_s: seconds; a time that is wider says nothing of an order, except that it is open.

    """

    name: str
    types: frozenset[str] = frozenset()
    moves: tuple[Key, ...] = ()
    wide_s: int = WIDE_S

    def reads(self, statement: Statement, keys: Iterable[Key]) -> bool:
        """Whether it reads a statement that can move these."""
        short = ((key[0], *key[2:]) for key in keys if self.moves)
        return statement.name in self.types or any(
            key[: len(move)] == move for key in short for move in self.moves
        )


def aspect_of_clock(standard: str) -> Aspect | None:
    """In which orders a clock is looked at; None for those of all that the statements move."""
    if not standard.startswith(OF_FORCE):
        return None
    return Aspect(f"clock {standard}", moves=(("clock", standard),))


class Footprints:
    """The footprints of the statements of one incident under one protocol.

    Args:
        statements: of the incident.
        protocol: whose clocks can depend on the order.
        aspect: what is read of the incident; None for whatever a statement can move.

    """

    def __init__(
        self, statements: Sequence[Statement], protocol: Protocol, aspect: Aspect | None = None
    ) -> None:
        self._protocol = protocol
        self._aspect = aspect
        self._asked: dict[str, dict[RequestKind, set[AgencyKind]]] = {}
        self._kinds: dict[UUID, RequestKind] = {}
        self._lacking: set[str] = set()  # for whom no AMHP was said to be available
        self._movers: dict[tuple[str, Strand], set[AgencyKind]] = {}
        self.openers: dict[Key, list[Statement]] = {}
        """Who surely makes a strand needed."""
        self.enders: dict[Key, list[Statement]] = {}
        """After whom a strand may be needed no more, or its holder not known."""
        for statement in statements:
            for effect in _effects(statement):
                self._note(statement, effect)
            for key in {key for e in _effects(statement) for key in self._ended(statement, e)}:
                self.enders.setdefault(key, []).append(statement)
        self._made: dict[int, frozenset[Key]] = {}

    def only_needs(self, statement: Statement) -> Iterator[Key]:
        """The strands of which the statement says that they are needed, and nothing more."""
        for effect in _effects(statement):
            if isinstance(effect, Needs):
                for strand in strands_of(statement, effect):
                    yield ("strand", statement.subject, strand)

    def of(self, statement: Statement) -> frozenset[Key]:
        """What the statement can move."""
        made = self._made.get(statement.version)
        if made is None:
            effects = {key for e in _effects(statement) for key in self._keys(statement, e)}
            for each in watched(statement, self._protocol):
                if self._aspect is not None or not each.startswith(OF_FORCE):
                    effects.add(("clock", statement.subject, each))
            if _is_of_care(statement, effects):
                effects.add(("care", statement.subject))
            made = frozenset(effects)
            if self._aspect is not None:
                is_read = self._aspect.reads(statement, made)
                made = frozenset({("read", statement.subject)} if is_read else ())
            self._made[statement.version] = made
        return made

    def _note(self, statement: Statement, effect: Effect) -> None:
        """Who asks for what, and which agencies can come to hold a strand."""
        told = {agency.kind for agency in _named(statement)}
        named = told | {statement.actor.kind}
        strands: tuple[Strand, ...] = strands_of(statement, effect)
        if isinstance(effect, Asks):
            kind = _kind(statement, effect)
            rule = REQUEST_RULES[kind]
            responders = self._asked.setdefault(statement.subject, {}).setdefault(kind, set())
            responders |= told | set(rule.responders)  # who asks does not end its own wait
            self._kinds[statement.entry.event_id] = kind
            named |= responders
            strands = (rule.offers,) if rule.offers is not None else ()
        if isinstance(effect, Answers) and effect.answer is Answer.UNAVAILABLE:
            kinds = {*effect.kinds, _said_kind(statement, effect.kind)}
            self._lacking |= {statement.subject} if RequestKind.AMHP in kinds else set()
        for strand in strands:
            self._movers.setdefault((statement.subject, strand), set()).update(named)
            if isinstance(effect, Needs | Takes | Offers):
                self.openers.setdefault(("strand", statement.subject, strand), []).append(statement)

    def _ended(self, statement: Statement, effect: Effect) -> Iterator[Key]:
        subject = statement.subject
        if isinstance(effect, Leaves):
            yield from (("strand", subject, strand) for strand in DROPPED_ON_LEAVING)
        elif not isinstance(effect, Asks | KEEPS):
            yield from (("strand", subject, strand) for strand in strands_of(statement, effect))

    def _keys(self, statement: Statement, effect: Effect) -> Iterator[Key]:
        subject, asked = statement.subject, self._asked.get(statement.subject, {})
        match effect:
            case Attends() | Beside():
                yield ("presence", subject, statement.actor.kind)
                is_clinician = bool(getattr(statement.fact, "skill", None))
                for kind, responders in asked.items():
                    comes = is_clinician or statement.actor.kind in responders
                    if REQUEST_RULES[kind].ends_on_arrival and comes:
                        yield ("request", subject, kind)
            case Leaves(_, who):
                yield ("journey", subject)
                leavers = agencies_of(statement, who) if who else (statement.actor,)
                for leaver in leavers:
                    yield ("presence", subject, leaver.kind)
                    for kind, responders in asked.items():
                        if REQUEST_RULES[kind].ends_on_arrival and leaver.kind in responders:
                            yield ("sought", subject, kind)
                    for strand in DROPPED_ON_LEAVING:
                        if leaver.kind in self._movers.get((subject, strand), ()):
                            yield ("strand", subject, strand)
                yield from self._left_behind(subject)
            case Travels() | Arrives():
                yield ("journey", subject)
                yield from self._left_behind(subject)
            case Asks():
                kind = _kind(statement, effect)
                yield from _of_request(subject, kind)
                if REQUEST_RULES[kind].ends_on_arrival:
                    yield ("sought", subject, kind)  # asked for before it left, or after
            case Answers(_, kinds, kind):
                yield from self._answered(statement, kinds, kind)
            case Fulfils(kinds) | Replaces(kinds):
                yield from (("request", subject, kind) for kind in kinds if kind in asked)
                yield from self._wanted(subject, kinds)
            case Closes():
                yield from (("request", subject, kind) for kind in asked)
            case _:
                for strand in strands_of(statement, effect):
                    yield ("strand", subject, strand)

    def _answered(
        self, statement: Statement, kinds: tuple[RequestKind, ...], kind: Of | None
    ) -> Iterator[Key]:
        """The request that it names, or every one that it may answer."""
        named = statement.entry.envelope.replies_to
        known = self._kinds.get(named) if named is not None else None
        said = _said_kind(statement, kind)
        yield from self._wanted(statement.subject, (said,) if said else kinds)
        asked = self._asked.get(statement.subject, {})
        for each in (known or said,) if known or said else (kinds or asked):
            if each in asked:
                yield from _of_request(statement.subject, each)

    def _left_behind(self, subject: str) -> Iterator[Key]:
        """Whoever leaves, dependants are known of by then, or not."""
        if (subject, Strand.DEP) in self._movers:
            yield ("strand", subject, Strand.DEP)

    def _wanted(self, subject: str, kinds: Iterable[RequestKind]) -> Iterator[Key]:
        """An AMHP where nobody was available, asked for or not."""
        if subject in self._lacking and RequestKind.AMHP in kinds:
            yield ("wanted", subject, RequestKind.AMHP)


def _said_kind(statement: Statement, kind: Of | None) -> RequestKind | None:
    named: RequestKind | None = getattr(statement.fact, kind.field) if kind else None
    return named


def _is_of_care(statement: Statement, keys: Iterable[Key]) -> bool:
    if statement.name in CARE:
        return True
    clinical = statement.actor.kind in CLINICAL or bool(getattr(statement.fact, "skill", None))
    return clinical and any(key[0] == "presence" or key[2:] == (Strand.CLIN,) for key in keys)


def strands_of(statement: Statement, effect: Effect) -> tuple[Strand, ...]:
    """The strands that an effect names, by itself or by a field of the fact."""
    named = getattr(effect, "strand", None)
    if isinstance(named, Of):
        named = getattr(statement.fact, named.field)
    if named is None:
        return ()
    return named if isinstance(named, tuple) else (named,)


def leavers_of(statement: Statement) -> tuple[Agency, ...]:
    """The agencies that leave the person by this statement."""
    if statement.name not in types_with(Leaves):
        return ()
    return tuple(
        agency
        for effect in _effects(statement)
        if isinstance(effect, Leaves)
        for agency in (agencies_of(statement, effect.who) if effect.who else (statement.actor,))
    )


def likeness(statement: Statement) -> object:
    """Equal for two statements that do the same: only which entry says it differs."""
    read = {
        value.field
        for effect in statement.fact.declared.effects
        for value in (getattr(effect, name) for name in effect.__slots__)
        if isinstance(value, Of)
    }
    fields = fields_of(type(statement.fact))
    values = ((f.name, getattr(statement.fact, f.name)) for f in fields)
    told = tuple(each for each in values if each[0] in read or type(each[1]) is not str)
    at = (statement.window, statement.occurred.precision)
    return (statement.name, statement.subject, statement.actor, statement.evidence, at, told)


def _effects(statement: Statement) -> Iterator[Effect]:
    return (e for e in statement.fact.declared.effects if applies(e.when, statement))


def _of_request(subject: str, kind: RequestKind) -> Iterator[Key]:
    yield ("request", subject, kind)
    offers = REQUEST_RULES[kind].offers
    if offers is not None:
        yield ("strand", subject, offers)


def _kind(statement: Statement, asks: Asks) -> RequestKind:
    kind = asks.kind
    named: RequestKind = getattr(statement.fact, kind.field) if isinstance(kind, Of) else kind
    return named


def _named(statement: Statement) -> Iterator[Agency]:
    """Every agency that a field of the fact names."""
    for field in fields_of(type(statement.fact)):
        value: Any = getattr(statement.fact, field.name)
        for item in value if isinstance(value, tuple) else (value,):
            agency = getattr(item, "agency", item)
            if isinstance(agency, Agency):
                yield agency
