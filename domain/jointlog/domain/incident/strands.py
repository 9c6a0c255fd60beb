"""The strand state machine: one function a move, each on one track (§2.4).

Every function returns whether the holding changed. None of them judges; R1 to R10 decide.
"""

from jointlog.domain.incident.spans import Bound, Holding, Offer, State, Track
from jointlog.domain.incident.statements import Statement
from jointlog.domain.time import ANY_TIME
from jointlog.domain.vocabulary import Agency

DISCLAIMED_MIN = 2
"""Agencies that must have declined before a strand is disclaimed by all."""


def need(track: Track, statement: Statement) -> bool:
    """The strand becomes needed; one that is held or already needed stays as it is."""
    track.is_needed = True
    if track.holding.state not in (State.NOT_NEEDED, State.UNKNOWN):
        return False
    return track.move(statement, Holding(State.NEEDED))


def take(track: Track, statement: Statement, holder: Agency) -> bool:
    """A recorded acceptance, or a power used: the holder holds it from now on (R1)."""
    track.is_needed = True
    if track.holding.state is State.OFFERED and holder in track.holding.holders:
        return False  # said again by the holder; the offer stands
    known = _known(track, holder)
    _pass_over(track, statement, known)
    _forget_asked(track)
    track.settled = None
    moved = track.move(statement, Holding(State.HELD, (known,)))
    track.is_accepted = True
    return moved


def claim(track: Track, statement: Statement) -> bool:
    """The actor says it holds: contested where another holds it and has not offered it (R3, R5)."""
    holding, actor = track.holding, statement.actor
    others = tuple(holder for holder in holding.holders if not holder.matches(actor))
    if holding.state is State.JOINT and len(others) < len(holding.holders):
        return False  # said again by one who holds it with others
    is_free = not others or holding.state is State.SUSPENDED or _is_offered(holding, actor)
    if is_free or (holding.principal is not None and holding.principal.matches(actor)):
        return take(track, statement, actor)
    return dispute(track, statement, (*others, actor), (actor,))


def fill(track: Track, statement: Statement) -> bool:
    """Conduct holds the strand only where nobody does; it never takes it from a holder (R1)."""
    if track.holding.holders:
        return False
    _forget_asked(track)
    held = Holding(State.HELD, (statement.actor,))
    return track.move(statement, held, by_conduct=True)


def join(track: Track, statement: Statement, joiners: tuple[Agency, ...]) -> bool:
    """The joiners hold the strand together with whoever holds it."""
    holders = list(track.holding.holders)
    for joiner in joiners:
        if not any(joiner.matches(holder) for holder in holders):
            holders.append(joiner)
    _forget_asked(track)
    state = State.HELD if len(holders) == 1 else State.JOINT
    return track.move(statement, Holding(state, tuple(holders)), by_conduct=True)


def offer(track: Track, statement: Statement, to: Agency | None) -> bool:
    """Nothing moves (R1). Who offers a strand nobody spoke of is taken to hold it, by conduct."""
    track.is_needed = True
    track.offers.append(Offer(statement.version, to, statement.actor))
    return ask(track, statement, to)


def ask(track: Track, statement: Statement, to: Agency | None) -> bool:
    """The strand is offered to an agency; who holds it goes on holding it."""
    holding = track.holding
    if to is not None and to not in track.asked:
        track.asked.append(to)
    holders = holding.holders
    if holding.state is State.NOT_NEEDED:
        holders = (statement.actor,)
    if holding.state in (State.CONTESTED, State.JOINT, State.DELEGATED, State.SUSPENDED):
        return False
    offered = (*(o for o in holding.offered_to if o != to), *((to,) if to is not None else ()))
    made = Holding(State.OFFERED, holders, holding.lead, holding.principal, offered)
    return track.move(statement, made, by_conduct=holding.state is State.NOT_NEEDED)


def decline(track: Track, statement: Statement) -> bool:
    """The actor does not take it: it stays where it was, or is disclaimed by all.

    Who has accepted it holds it still: to decline is not to relinquish (R2). A delegate that
    declines it leaves it with the principal (R6).
    """
    actor, holding = statement.actor, track.holding
    track.offers = [o for o in track.offers if o.to is None or not o.to.matches(actor)]
    accepted = track.is_accepted and any(actor.matches(holder) for holder in holding.holders)
    if accepted or holding.state in (State.NOT_NEEDED, State.CONTESTED):
        return False
    if holding.state is State.DELEGATED:
        return drop(track, statement, actor)
    if actor not in track.declined:
        track.declined.append(actor)
    left = tuple(agency for agency in holding.offered_to if not agency.matches(actor))
    others = tuple(holder for holder in holding.holders if not holder.matches(actor))
    if holding.state is State.OFFERED and left:
        return track.move(statement, Holding(State.OFFERED, holding.holders, offered_to=left))
    if others:
        if holding.state is not State.OFFERED:
            return False
        return track.move(statement, Holding(State.HELD, holding.holders))
    if _is_disclaimed(track):
        return track.move(statement, Holding(State.DISCLAIMED))
    return track.move(statement, Holding(State.NEEDED))


def withdraw(track: Track, statement: Statement, to: Agency) -> bool:
    """It is not offered to ``to`` any more, who neither took nor declined it."""
    holding = track.holding
    track.asked = [agency for agency in track.asked if not agency.matches(to)]
    if holding.state is not State.OFFERED or any(o.to in (None, to) for o in track.offers):
        return False
    left = tuple(agency for agency in holding.offered_to if not agency.matches(to))
    if left:
        return track.move(statement, holding._replace(offered_to=left))
    state = State.HELD if holding.holders else State.NEEDED
    return track.move(statement, Holding(state, holding.holders, holding.lead))


def relinquish(track: Track, statement: Statement) -> bool:
    """The actor gives it up; with no recorded acceptance nobody holds it."""
    return drop(track, statement, statement.actor)


def drop(track: Track, statement: Statement, who: Agency) -> bool:
    """``who`` does not hold it any more; where the time is not known, neither is the holder (R10).

    A delegate that drops it leaves it with the principal. A strand held by conduct alone, that
    nothing says is needed, ends.
    """
    holding = track.holding
    if not any(who.matches(holder) for holder in holding.holders):
        return False
    left = tuple(holder for holder in holding.holders if not who.matches(holder))
    if holding.state is State.CONTESTED and len(left) == 1:
        left = _undisputed(track, left[0], who)
    if holding.state is State.DELEGATED and holding.principal is not None:
        return track.move(statement, Holding(State.HELD, (holding.principal,)))
    if left:
        state = State.HELD if len(left) == 1 else holding.state
        lead = holding.lead if holding.lead in left else None
        return track.move(statement, Holding(state, left, lead))
    if not track.is_needed:
        return end(track, statement)
    if statement.window == ANY_TIME:
        return track.move(statement, Holding(State.UNKNOWN))
    offered = holding.offered_to
    state = State.OFFERED if offered else State.NEEDED
    return track.move(statement, Holding(state, offered_to=offered))


def leave_scene(track: Track, statement: Statement, who: Agency) -> bool:
    """A scene's strand ends for an agency that leaves the scene."""
    left = tuple(holder for holder in track.holding.holders if not who.matches(holder))
    if not left:
        return end(track, statement)
    state = State.HELD if len(left) == 1 else track.holding.state
    lead = track.holding.lead if track.holding.lead in left else None
    return track.move(statement, Holding(state, left, lead))


def end(track: Track, statement: Statement) -> bool:
    """The strand is not needed any more; an offer between two others stays unanswered."""
    track.is_needed = False
    pending = [o for o in track.offers if not _is_party(o, statement.actor)]
    _forget_asked(track)
    track.offers.extend(pending)
    track.settled = None
    return track.move(statement, Holding(State.NOT_NEEDED))


def share(
    track: Track, statement: Statement, shared: tuple[tuple[Agency, ...], Agency | None]
) -> bool:
    """Several hold it jointly, with a named lead (R5)."""
    holders, lead = shared
    track.is_needed = True
    _forget_asked(track)
    track.settled = None
    named = holders or ((lead,) if lead is not None else (statement.actor,))
    state = State.HELD if len(named) == 1 else State.JOINT
    return track.move(statement, Holding(state, named, lead))


def delegate(track: Track, statement: Statement, to: Agency) -> bool:
    """``to`` holds it for a principal: who held it, or the actor (R6)."""
    holders = track.holding.holders
    track.is_needed = True
    principal = next((h for h in holders if h.matches(statement.actor)), statement.actor)
    _forget_asked(track)
    return track.move(statement, Holding(State.DELEGATED, (to,), principal=principal))


def dispute(
    track: Track,
    statement: Statement,
    parties: tuple[Agency, ...],
    claimants: tuple[Agency, ...] = (),
) -> bool:
    """The parties disagree: contested, which is a value and not an error (R3)."""
    if track.holding.state is not State.CONTESTED:
        track.settled = track.holding
        track.claimants.clear()
    track.claimants += claimants
    track.is_needed = True
    known = list(track.holding.holders) if track.holding.state is State.CONTESTED else []
    for party in parties:
        if not any(party.matches(other) for other in known):
            known.append(party)
    return track.move(statement, Holding(State.CONTESTED, tuple(known)))


def settle(track: Track, statement: Statement, holders: tuple[Agency, ...]) -> bool:
    """The dispute is over: the named agency holds it, or who held it before."""
    if holders:
        return take(track, statement, holders[0])
    if track.holding.state is not State.CONTESTED:
        return False
    before = track.settled or Holding(State.NEEDED)
    track.settled = None
    return track.move(statement, before)


def suspend(track: Track, statement: Statement) -> bool:
    """The holder keeps it but cannot exercise it."""
    if not track.holding.holders:
        return False
    return track.move(statement, Holding(State.SUSPENDED, track.holding.holders))


def lose(track: Track, statement: Statement) -> bool:
    """Needed, and held by nobody from now on."""
    if track.holding.state is State.NOT_NEEDED:
        return False
    return track.move(statement, Holding(State.NEEDED))


def lapse(track: Track, statement: Statement) -> bool:
    """The authority has run out: needed, and held by nobody."""
    return track.move(statement, Holding(State.LAPSED))


def _known(track: Track, holder: Agency) -> Agency:
    """The holder by its id, where an agency of its kind without id is meant and one is known."""
    if holder.id:
        return holder
    known = (*track.holding.holders, *track.holding.offered_to)
    return next((agency for agency in known if agency.matches(holder)), holder)


def _undisputed(track: Track, other: Agency, who: Agency) -> tuple[Agency, ...]:
    """Who holds it when ``who`` leaves a dispute with one other party.

    The other, where it says that it holds it; else who held it before, unless that was ``who``.
    Leaving a dispute moves nothing to an agency that disclaims (R1).
    """
    before = track.settled.holders if track.settled is not None else ()
    track.settled = None
    if any(other.matches(claimant) for claimant in track.claimants):
        return (other,)
    return tuple(holder for holder in before if not who.matches(holder))


def _is_offered(holding: Holding, actor: Agency) -> bool:
    if holding.state is not State.OFFERED:
        return False
    return not holding.offered_to or any(actor.matches(other) for other in holding.offered_to)


def _pass_over(track: Track, statement: Statement, holder: Agency) -> None:
    """Keep the offers to others than who took it: their addressees never answered."""
    for offer in track.offers:
        if offer.to is not None and not offer.to.matches(holder) and not offer.by.matches(holder):
            offer.until = Bound(statement.window, (statement.version,))
            track.passed_over.append(offer)


def _is_party(offer: Offer, agency: Agency) -> bool:
    return offer.by.matches(agency) or (offer.to is not None and offer.to.matches(agency))


def _is_disclaimed(track: Track) -> bool:
    """Two agencies or more declined, and nobody who was asked is still to answer."""
    if len(track.declined) < DISCLAIMED_MIN:
        return False
    return all(any(asked.matches(d) for d in track.declined) for asked in track.asked)


def _forget_asked(track: Track) -> None:
    track.asked.clear()
    track.declined.clear()
    track.offers.clear()
