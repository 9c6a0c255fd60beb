"""The one fold: what each kind of effect does to strands, waits and presence (§2.4, R1 to R10).

It knows effects, not events. A statement never fails to fold: what contradicts is kept as
contested, what answers nothing is ignored here and stays in the record.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final, assert_never

from jointlog.domain.asking import REQUEST_RULES, RequestKind
from jointlog.domain.effects import (
    PRESENCE_STRANDS,
    SCENE_STRANDS,
    Answer,
    Answers,
    Arrives,
    Asks,
    Attends,
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
from jointlog.domain.incident.presence import Departure
from jointlog.domain.incident.spans import Bound, State, Track
from jointlog.domain.incident.statements import Statement
from jointlog.domain.incident.timeline import Change, Timeline
from jointlog.domain.vocabulary import Agency, Strand

Move = Callable[..., bool]
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


def fold(statements: Iterable[Statement]) -> Timeline:
    """Fold the statements in the order given."""
    timeline = Timeline()
    for statement in statements:
        advance(timeline, statement)
    return timeline


def advance(timeline: Timeline, statement: Statement) -> list[Change]:
    """Take one statement into the timeline, in place; return what it changed."""
    timeline.begin(statement)
    for effect in statement.fact.declared.effects:
        if applies(effect.when, statement):
            _apply(timeline, statement, effect)
    return timeline.changes


def applies(when: When | None, statement: Statement) -> bool:
    """Whether the condition of an effect holds for this statement."""
    if when is None:
        return True
    return (statement.text(when.field) in when.values) is not when.negated


def _apply(timeline: Timeline, statement: Statement, effect: Effect) -> None:
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
            _each(timeline, statement, effect.strand, PLAIN_MOVES[type(effect)])
        case Takes(strand, by):
            for holder in _holders(statement, by):
                _each(timeline, statement, strand, strands.take, holder)
        case Joins(strand, by):
            joiners = (statement.actor, *(agencies_of(statement, by) if by else ()))
            _each(timeline, statement, strand, strands.join, joiners)
        case Offers(strand, to):
            asked = agencies_of(statement, to) if to else ()
            _each(timeline, statement, strand, strands.offer, asked[0] if asked else None)
        case Shares(strand, holders, lead):
            leads = agencies_of(statement, lead) if lead else ()
            shared = (agencies_of(statement, holders), leads[0] if leads else None)
            _each(timeline, statement, strand, strands.share, shared)
        case Delegates(strand, to):
            for delegate in agencies_of(statement, to):
                _each(timeline, statement, strand, strands.delegate, delegate)
        case Disputes(strand, fields):
            parties = tuple(a for field in fields for a in agencies_of(statement, field))
            claimants = tuple(a for field in fields for a in _claimants(statement, field))
            _each(timeline, statement, strand, strands.dispute, parties, claimants)
        case Settles(strand, holder):
            _each(timeline, statement, strand, strands.settle, agencies_of(statement, holder))
        case Attends(callsign, _):
            _attend(timeline, statement, _text(statement, callsign))
        case Leaves(callsign, who):
            if who is not None:  # released by the place: the journey is over
                timeline.presence.travelling.pop(statement.subject, None)
            agencies = agencies_of(statement, who) if who else (statement.actor,)
            for agency in agencies:
                _leave(timeline, statement, agency, _text(statement, callsign))
        case Travels(escorts):
            with_person = (statement.actor, *(agencies_of(statement, escorts) if escorts else ()))
            timeline.presence.travelling[statement.subject] = with_person
        case Arrives():
            timeline.presence.travelling.pop(statement.subject, None)
        case Asks(kind, to):
            _ask(timeline, statement, _kind(statement, kind), agencies_of(statement, to))
        case Answers(answer, kinds, kind):
            named = getattr(statement.fact, kind.field) if kind else None
            _answer(timeline, statement, answer, (named,) if named else kinds)
        case Fulfils(kinds, by_actor):
            waits.fulfil(timeline, statement, kinds, by_actor=by_actor)
        case Replaces(kinds):
            waits.replace(timeline, statement, kinds)
        case Closes():
            waits.close(timeline, statement)
        case _:
            assert_never(effect)


def _each(
    timeline: Timeline, statement: Statement, strand: Strand | Of, move: Move, *more: Any
) -> None:
    """Make the move on the strand, or on each strand that the event's field names."""
    if isinstance(strand, Of):
        named = getattr(statement.fact, strand.field)
        chosen = named if isinstance(named, tuple) else (named,)
    else:
        chosen = (strand,)
    for one in chosen:
        _move(timeline, statement, timeline.track(statement.subject, one), move, *more)


def _move(timeline: Timeline, statement: Statement, track: Track, move: Move, *more: Any) -> None:
    before = track.holding
    if move(track, statement, *more):
        change = Change("strand", track.subject, track.strand, before, track.holding)
        timeline.changes.append(change)


def agencies_of(statement: Statement, field: Of) -> tuple[Agency, ...]:
    """The agencies that a field names: one, several, or parties that carry one each."""
    value = getattr(statement.fact, field.field)
    if value is None:
        return ()
    items = value if isinstance(value, tuple) else (value,)
    return tuple(item if isinstance(item, Agency) else item.agency for item in items)


def _claimants(statement: Statement, field: Of) -> tuple[Agency, ...]:
    """The parties of a dispute that say that they hold it."""
    value = getattr(statement.fact, field.field)
    items = value if isinstance(value, tuple) else ()
    return tuple(item.agency for item in items if item.position == "claims")


def _holders(statement: Statement, by: Of | None) -> tuple[Agency, ...]:
    return (statement.actor,) if by is None else agencies_of(statement, by)


def _text(statement: Statement, field: Of | None) -> str:
    return str(getattr(statement.fact, field.field)) if field else ""


def _kind(statement: Statement, kind: RequestKind | Of) -> RequestKind:
    if isinstance(kind, RequestKind):
        return kind
    named: RequestKind = getattr(statement.fact, kind.field)
    return named


def _attend(timeline: Timeline, statement: Statement, callsign: str) -> None:
    subject = statement.subject
    if timeline.presence.come(statement, subject, callsign):
        timeline.changes.append(Change("came", subject, agency=statement.actor))
    waits.arrive(timeline, statement)


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
        timeline.changes.append(Change("left", subject, agency=agency))


def _ask(
    timeline: Timeline, statement: Statement, kind: RequestKind, to: tuple[Agency, ...]
) -> None:
    rule = REQUEST_RULES[kind]
    asked = to[0] if to else None
    request, is_new = timeline.requests.ask(statement, kind, asked)
    said = "" if is_new else "asked again"
    what = "wait opened" if is_new else "wait answered"
    timeline.changes.append(Change(what, request.subject, request=request, said=said))
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
