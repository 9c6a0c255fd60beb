"""The one fold: what each kind of effect does to strands, waits and presence (§2.4, R1 to R10).

It knows effects, not events. A statement never fails to fold: what contradicts is kept as
contested, what answers nothing is ignored here and stays in the record.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final, assert_never

from jointlog.domain.asking import REQUEST_RULES, RequestKind
from jointlog.domain.declare import Event
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
    Disputes,
    Effect,
    Ends,
    Fills,
    Fulfils,
    Joins,
    Lapses,
    Leaves,
    Loses,
    Needs,
    Of,
    Offers,
    Relinquishes,
    Replaces,
    Settles,
    Shares,
    Suspends,
    Takes,
    Travels,
    When,
)
from jointlog.domain.incident import strands, waits
from jointlog.domain.incident.beside import applies
from jointlog.domain.incident.presence import Departure
from jointlog.domain.incident.requests import Outcome
from jointlog.domain.incident.spans import Bound, State, Track
from jointlog.domain.incident.statements import Statement
from jointlog.domain.incident.timeline import Change, Timeline
from jointlog.domain.vocabulary import Agency, AgencyKind, Strand

Move = Callable[..., bool]
Does = Callable[[Timeline, Statement], None]
"""What an effect does with a statement that has it."""
Says = Callable[[Statement], tuple[Any, ...]]
"""What a move is told besides the statement."""
PLAIN_MOVES: Final[dict[type[Effect], Move]] = {
    Needs: strands.need,
    Claims: strands.claim,
    Fills: strands.fill,
    Declines: strands.decline,
    Relinquishes: strands.relinquish,
    Ends: strands.end,
    Suspends: strands.suspend,
    Loses: strands.lose,
    Lapses: strands.lapse,
}
"""The moves that need nothing but the strand."""
CREWS: Final = frozenset({AgencyKind.AMBULANCE, AgencyKind.PATIENT_TRANSPORT})
"""They come to a person; others may be where the person is brought."""


def fold(statements: Iterable[Statement]) -> Timeline:
    """Fold the statements in the order given; of changes, those of the last one are kept."""
    held = tuple(statements)
    timeline = Timeline(is_told=False)
    for statement in held[:-1]:
        advance(timeline, statement)
    timeline.is_told = True
    for statement in held[-1:]:
        advance(timeline, statement)
    return timeline


_KEPT: Final[dict[type[Event], tuple[tuple[When | None, Does], ...]]] = {}


def advance(timeline: Timeline, statement: Statement) -> list[Change]:
    """Take one statement into the timeline, in place; return what it changed."""
    timeline.begin(statement)
    for when, does in _doings(type(statement.fact)):
        if when is None or applies(when, statement):
            does(timeline, statement)
    return timeline.changes


def _doings(cls: type[Event]) -> tuple[tuple[When | None, Does], ...]:
    """What the effects of an event type do, and when; made once for each type."""
    made = _KEPT.get(cls)
    if made is None:
        made = _KEPT[cls] = tuple((each.when, _does(each)) for each in cls.declared.effects)
    return made


def _does(effect: Effect) -> Does:  # noqa: PLR0911, one for each kind of effect
    """What an effect does to the timeline."""
    match effect:
        case (
            Needs()
            | Claims()
            | Fills()
            | Declines()
            | Relinquishes()
            | Ends()
            | Suspends()
            | Loses()
            | Lapses()
        ):
            return _moving(effect.strand, PLAIN_MOVES[type(effect)])
        case Takes(strand, by):
            return _for_each(strand, strands.take, _of_field(by))
        case Delegates(strand, to):
            return _for_each(strand, strands.delegate, _of_field(to))
        case Joins(strand, by):
            return _moving(
                strand, strands.join, lambda s: ((s.actor, *(agencies_of(s, by) if by else ())),)
            )
        case Offers(strand, to):
            return _moving(strand, strands.offer, lambda s: (_first(s, to),))
        case Shares(strand, holders, lead):
            return _moving(
                strand, strands.share, lambda s: ((agencies_of(s, holders), _first(s, lead)),)
            )
        case Disputes(strand, fields):
            return _moving(strand, strands.dispute, lambda s: _parties(s, fields))
        case Settles(strand, holder):
            return _moving(strand, strands.settle, lambda s: (agencies_of(s, holder),))
        case Attends() | Beside():
            return _attending(effect)
        case Leaves(callsign, who):
            return lambda timeline, s: _depart(timeline, s, who, _text(s, callsign))
        case Travels(escorts):
            return lambda timeline, s: _travel(timeline, s, escorts)
        case Arrives():
            return _arrive
        case Asks(kind, to):
            return _asking(kind, to)
        case Answers(answer, kinds, kind):
            return lambda timeline, s: _answer(timeline, s, answer, _kinds(s, kinds, kind))
        case Fulfils(kinds, by_actor):
            return lambda timeline, s: waits.fulfil(timeline, s, kinds, by_actor=by_actor)
        case Replaces(kinds):
            return lambda timeline, s: waits.replace(timeline, s, kinds)
        case Closes():
            return waits.close
        case _:
            assert_never(effect)


def _moving(strand: Strand | Of, move: Move, more: Says | None = None) -> Does:
    """Makes the move, with what ``more`` reads, on each strand that is meant."""

    def does(timeline: Timeline, statement: Statement) -> None:
        told = more(statement) if more is not None else ()
        for one in _strands(statement, strand):
            _move(timeline, statement, timeline.track(statement.subject, one), move, *told)

    return does


def _for_each(strand: Strand | Of, move: Move, agencies: Says) -> Does:
    """Makes the move for each of the agencies, on each strand that is meant."""

    def does(timeline: Timeline, statement: Statement) -> None:
        for agency in agencies(statement):
            for one in _strands(statement, strand):
                _move(timeline, statement, timeline.track(statement.subject, one), move, agency)

    return does


def _of_field(by: Of | None) -> Says:
    """The agencies that the field names; where there is no field, the actor."""
    return lambda statement: (statement.actor,) if by is None else agencies_of(statement, by)


def _asking(kind: RequestKind | Of, to: Of) -> Does:
    return lambda timeline, s: _ask(timeline, s, _kind(s, kind), agencies_of(s, to))


def _strands(statement: Statement, strand: Strand | Of) -> tuple[Strand, ...]:
    """The strand, or each that the event's field names."""
    if not isinstance(strand, Of):
        return (strand,)
    named = getattr(statement.fact, strand.field)
    return named if isinstance(named, tuple) else (named,)


def _move(timeline: Timeline, statement: Statement, track: Track, move: Move, *more: Any) -> None:
    before = track.holding
    if move(track, statement, *more):
        after = track.holding
        timeline.note("strand", track.subject, strand=track.strand, before=before, after=after)


def agencies_of(statement: Statement, field: Of) -> tuple[Agency, ...]:
    """The agencies that a field names: one, several, or parties that carry one each."""
    value = getattr(statement.fact, field.field)
    if value is None:
        return ()
    items = value if isinstance(value, tuple) else (value,)
    return tuple(item if isinstance(item, Agency) else item.agency for item in items)


def _first(statement: Statement, field: Of | None) -> Agency | None:
    """The first agency that the field names, None where it names none."""
    named = agencies_of(statement, field) if field else ()
    return named[0] if named else None


def _parties(statement: Statement, fields: tuple[Of, ...]) -> tuple[tuple[Agency, ...], ...]:
    """Who is in dispute, and those of them who say that they hold it."""
    return (
        tuple(agency for field in fields for agency in agencies_of(statement, field)),
        tuple(agency for field in fields for agency in _claimants(statement, field)),
    )


def _claimants(statement: Statement, field: Of) -> tuple[Agency, ...]:
    """The parties of a dispute that say that they hold it."""
    value = getattr(statement.fact, field.field)
    items = value if isinstance(value, tuple) else ()
    return tuple(item.agency for item in items if item.position == "claims")


def _text(statement: Statement, field: Of | None) -> str:
    return str(getattr(statement.fact, field.field)) if field else ""


def _kind(statement: Statement, kind: RequestKind | Of) -> RequestKind:
    if isinstance(kind, RequestKind):
        return kind
    named: RequestKind = getattr(statement.fact, kind.field)
    return named


def _kinds(
    statement: Statement, kinds: tuple[RequestKind, ...], kind: Of | None
) -> tuple[RequestKind, ...]:
    """The kind of request that the field names, or those given."""
    named = getattr(statement.fact, kind.field) if kind else None
    return (named,) if named else kinds


def _attending(effect: Attends | Beside) -> Does:
    if isinstance(effect, Beside):
        return lambda timeline, s: _be_beside(timeline, s, asked_only=effect.asked_only)
    return lambda timeline, s: _attend(timeline, s, _text(s, effect.callsign))


def _attend(timeline: Timeline, statement: Statement, callsign: str) -> None:
    subject = statement.subject
    if timeline.presence.come(statement, subject, callsign):
        timeline.note("came", subject, agency=statement.actor)
    waits.arrive(timeline, statement)


def _be_beside(timeline: Timeline, statement: Statement, *, asked_only: bool) -> None:
    """Its coming is not recorded: it has come by now, and who waited for it waits no longer."""
    subject, actor = statement.subject, statement.actor
    if timeline.presence.here(subject, actor):
        return
    asked = waits.awaiting(timeline, subject, actor)
    if asked or not asked_only or actor.kind in CREWS:
        timeline.presence.come(statement, subject, "")
        timeline.note("came", subject, agency=actor)
    for request in asked:
        waits.finish(timeline, statement, request, Outcome.ATTENDED)


def _depart(timeline: Timeline, statement: Statement, who: Of | None, callsign: str) -> None:
    if who is not None:  # released by the place: the journey is over
        timeline.presence.travelling.pop(statement.subject, None)
    for agency in agencies_of(statement, who) if who else (statement.actor,):
        _leave(timeline, statement, agency, callsign)


def _travel(timeline: Timeline, statement: Statement, escorts: Of | None) -> None:
    with_person = (statement.actor, *(agencies_of(statement, escorts) if escorts else ()))
    timeline.presence.travelling[statement.subject] = with_person


def _arrive(timeline: Timeline, statement: Statement) -> None:
    timeline.presence.travelling.pop(statement.subject, None)


def _leave(timeline: Timeline, statement: Statement, who: Agency, callsign: str) -> None:
    """R1, R2: what the leaving agency still holds is held by nobody, unless it travels along."""
    subject = statement.subject
    if timeline.presence.is_travelling(subject, who):
        return  # it leaves the scene, not the person
    visits = timeline.presence.leave(statement, subject, who, callsign)
    if timeline.presence.here(subject, who):
        return
    dropped: dict[Strand, tuple[Agency, ...]] = {}
    for strand in Strand:
        track = timeline.tracks.get((subject, strand))
        if track is None or not any(who.matches(holder) for holder in track.holding.holders):
            continue
        if strand in SCENE_STRANDS:
            _move(timeline, statement, track, strands.leave_scene, who)
        elif strand in PRESENCE_STRANDS and track.holding.state is not State.SUSPENDED:
            held_by = track.holding.holders
            _move(timeline, statement, track, strands.drop, who)
            if not track.holding.holders and track.holding.state is not State.NOT_NEEDED:
                dropped[strand] = held_by
    leaving = {visit.agency for visit in visits} or {who}
    for agency in sorted(leaving):
        bound = Bound(statement.window, (statement.version,))
        own = tuple(s for s, held_by in dropped.items() if any(map(agency.matches, held_by)))
        timeline.presence.departures.append(Departure(subject, agency, bound, own))
        timeline.note("left", subject, agency=agency)


def _ask(
    timeline: Timeline, statement: Statement, kind: RequestKind, to: tuple[Agency, ...]
) -> None:
    rule = REQUEST_RULES[kind]
    asked = to[0] if to else None
    request, is_new = timeline.requests.ask(statement, kind, asked)
    said = "" if is_new else "asked again"
    what = "wait opened" if is_new else "wait answered"
    timeline.note(what, request.subject, request=request, said=said)
    if rule.offers is None:
        return
    track = timeline.track(request.subject, rule.offers)
    if rule.needs:
        _move(timeline, statement, track, strands.need)
    if track.holding.state is not State.NOT_NEEDED:
        _move(timeline, statement, track, strands.ask, asked or Agency(rule.responders[0]))


def _answer(
    timeline: Timeline, statement: Statement, answer: Answer, kinds: tuple[RequestKind, ...]
) -> None:
    request = timeline.requests.answered_by(statement, answer, kinds)
    if request is None:
        return
    waits.answer(timeline, statement, request, answer)
    rule = REQUEST_RULES[request.kind]
    if rule.offers is None:
        return
    track = timeline.track(request.subject, rule.offers)
    if answer is Answer.ACCEPTED and rule.moves:
        _move(timeline, statement, track, strands.take, statement.actor)
    elif answer is Answer.DECLINED:
        _move(timeline, statement, track, strands.decline)
    elif answer is Answer.CANCELLED:
        asked = request.to or Agency(rule.responders[0])
        _move(timeline, statement, track, strands.withdraw, asked)
