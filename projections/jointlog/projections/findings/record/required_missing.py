"""F-REC-03."""

import re
from collections.abc import Iterator
from typing import Final

from jointlog.domain.events.attendance import LeavingReason, ResourceLeftScene
from jointlog.domain.events.information import InformationFoundIncomplete
from jointlog.domain.events.powers import DetentionExtended, ExtensionCondition
from jointlog.domain.events.responsibility import ResponsibilityRelinquished
from jointlog.domain.incident import Statement
from jointlog.domain.vocabulary import Agency, AgencyKind
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.keeping import recorded_by
from jointlog.projections.reading.sequence import may_follow, versions

CODE = "F-REC-03"
BEFORE_ACCEPTANCE: Final = (
    "arrived_at_place_of_safety",
    "conveyance_authority_delegated",
    "conveyance_ended",
    "conveyance_started",
    "handover_offered",
    "patient_received_at_hospital",
    "police_station_use_authorised",
    "police_vehicle_conveyance_started",
    "responsibility_offered",
    "transferred_between_places_of_safety",
)
JOURNEYS: Final = ("conveyance_started", "police_vehicle_conveyance_started")
OUTSIDE: Final = (AgencyKind.FAMILY, AgencyKind.PUBLIC)
HANDOVER: Final = re.compile(r"hand(ed)?.?over|acceptance|arrival", re.IGNORECASE)
NOT_RECORDED: Final = re.compile(
    r"\b(not|never) (been )?(made a )?(record|log|document|written)|\bno (record|entry|note)\b"
    r"|\bunrecorded\b|\bundocumented\b",
    re.IGNORECASE,
)


@detector(CODE, Severity.S3)
def required_missing(case: Case) -> Iterator[Found]:
    """Report each entry whose necessary predecessor, reason or counterpart is not recorded.

    What it finds: a handover accepted with no offer, journey or arrival recorded by anybody; the
    end of a journey without its start; an extension of detention without its ground; a handover
    that one agency records where the other has no entry at all, or where an entry says that the
    other did not record it.

    Why it matters: a reader cannot tell whether it was not done or only not written down.

    When it is wrong to raise it: the record was imported in part; the entry stands under another
    reference. Absence of an entry is not absence of an act, so it is possible at most.

    Example: police hand a person over in an emergency department; a review finds that the
    department did not record the handover.

    Source: field dossier §4.5 and §6.22 (S94a).
    """
    offers = _by_subject(case, BEFORE_ACCEPTANCE)
    for statement in case.named("handover_accepted"):
        if not _has_before(case, statement, offers):
            what = "accepted a handover; no offer, journey or arrival before it is recorded"
            yield _found(case, statement, statement.actor, what, "the record of who brought them")
    journeys = _by_subject(case, JOURNEYS)
    for statement in case.named("conveyance_ended"):
        if not _has_before(case, statement, journeys):
            what = "recorded the end of a journey; its start is not recorded"
            yield _found(case, statement, statement.actor, what, "the journey log")
    for statement in case.named("detention_extended"):
        assert isinstance(statement.fact, DetentionExtended)
        if statement.fact.reason_condition is ExtensionCondition.UNKNOWN:
            what = "extended a detention; the condition that was its ground is not recorded"
            yield _found(case, statement, statement.actor, what, "the form of the extension")
    own = recorded_by(case)
    for statement in case.named("resource_left_scene", "responsibility_relinquished"):
        to = _handed_to(statement)
        is_silent = to is not None and not any(to.matches(agency) for agency in own)
        if to is not None and is_silent and to.kind not in OUTSIDE:
            what = f"is recorded by {statement.actor} as having taken over; it has no entry of it"
            yield _found(case, statement, to, what, f"the record of {to}")
    for statement in case.named("information_found_incomplete"):
        yield from _found_unrecorded(case, statement)


Predecessors = dict[str, list[Statement]]


def _by_subject(case: Case, names: tuple[str, ...]) -> Predecessors:
    found: Predecessors = {}
    for statement in case.named(*names):
        found.setdefault(statement.subject, []).append(statement)
    return found


def _has_before(case: Case, statement: Statement, predecessors: Predecessors) -> bool:
    """Whether one of these may stand before it, about the same person."""
    found = predecessors.get(statement.subject, ())
    return any(may_follow(case, statement, before) for before in found)


def _handed_to(statement: Statement) -> Agency | None:
    """The agency that another says took over from it."""
    match statement.fact:
        case ResourceLeftScene(reason=LeavingReason.HANDED_OVER, handed_to=to):
            return to
        case ResponsibilityRelinquished(accepted_by=to):
            return to
        case _:
            return None


def _found_unrecorded(case: Case, statement: Statement) -> Iterator[Found]:
    """An entry that says outright that an agency did not record a handover."""
    fact = statement.fact
    assert isinstance(fact, InformationFoundIncomplete)
    said = " ".join((*fact.items_missing, fact.effect))
    if fact.held_by is not None and HANDOVER.search(said) and NOT_RECORDED.search(said):
        what = f"is found to lack {', '.join(fact.items_missing)} ({fact.effect})"
        yield _found(case, statement, fact.held_by, what, f"the record of {fact.held_by}")


def _found(case: Case, statement: Statement, agency: Agency, what: str, settle: str) -> Found:
    return Found(
        subject=statement.subject,
        sentence=f"{agency} {what}",
        grade=Grade.POSSIBLE,
        entries=versions(statement),
        start=case.bound_of(statement),
        parties=(agency,),
        settle=settle,
    )
