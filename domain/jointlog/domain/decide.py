"""The one decision: may this agency record this fact, and as which entry?

Only what cannot be a statement is refused: a type that the agency's position may not record,
another agency's own act, a correction that names no entry or another agency's. Late, out of order
and contradictory facts are recorded.
"""

from jointlog.domain.declare import Corrects, Declared
from jointlog.domain.entry import Draft, Entry, Person
from jointlog.domain.errors import MalformedError, NotPermittedError
from jointlog.domain.vocabulary import RECORDERS, Agency, Recorder


def decide(
    draft: Draft, *, agency: Agency, version: int, now_ms: int, corrected: Entry | None = None
) -> Entry:
    """Decide whether ``agency`` may record the draft, and return the entry to record.

    Args:
        draft: what is to be recorded.
        agency: the agency that the key proves.
        version: the entry's place in its incident, from 1.
        now_ms: the time of recording, UTC milliseconds since 1970.
        corrected: the entry that the draft corrects, where it is in the log.

    Raises:
        NotPermittedError: the agency may not make this statement.
        MalformedError: the statement names no entry to correct, or corrects nothing of its kind.

    """
    check_permission(draft, agency)
    _check_correction(draft, agency, corrected)
    return Entry(
        event_id=draft.event_id,
        incident=draft.incident,
        version=version,
        recorded_at_ms=now_ms,
        agency=agency,
        fact=draft.fact,
        envelope=draft.envelope,
    )


def check_permission(draft: Draft, agency: Agency) -> None:
    """Refuse what is not this agency's to say.

    Raises:
        NotPermittedError: the type is retired, names none of the agency's positions, or is an act
            that only the actor may state.

    """
    check_may_state(draft.fact.declared, draft.envelope.actor, agency)


def check_may_state(declared: Declared, actor: Person | None, agency: Agency) -> None:
    """Refuse what an agency may not say of this actor, or at all.

    Raises:
        NotPermittedError: as `check_permission`.

    """
    if declared.retired:
        raise NotPermittedError(f"{declared.name} is retired: see docs/events.md for its successor")
    if not may_record(agency, declared.posted_by):
        who = ", ".join(sorted(declared.posted_by))
        kinds = ", ".join(
            kind for kind in RECORDERS if may_record(Agency(kind), declared.posted_by)
        )
        raise NotPermittedError(
            f"{agency} may not record {declared.name}: it is for {who} (agencies of kind {kinds})"
        )
    if declared.own_act and actor is not None and not actor.agency.matches(agency):
        raise NotPermittedError(
            f"{agency} may not record {declared.name} for {actor.agency}: "
            "only the agency that acted can state it"
        )


def may_record(agency: Agency, posted_by: frozenset[Recorder]) -> bool:
    """Whether one of the agency's positions is among those that may record."""
    if Recorder.ANY in posted_by:
        return True
    return not posted_by.isdisjoint(RECORDERS.get(agency.kind, frozenset()))


def _check_correction(draft: Draft, agency: Agency, corrected: Entry | None) -> None:
    declared = draft.fact.declared
    if declared.corrects is Corrects.NOTHING:
        return
    if draft.envelope.corrects is None:
        raise MalformedError("corrects", "is missing", "the id of the event that is corrected")
    if declared.corrects is Corrects.OWN and corrected is not None and corrected.agency != agency:
        raise NotPermittedError(
            f"{agency} may not record {declared.name} for an entry of {corrected.agency}: "
            "post entry_disputed instead"
        )
