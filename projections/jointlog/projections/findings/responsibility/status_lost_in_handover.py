"""F-GAP-04."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jointlog.domain.events.contact import CriticalInformationFoundNotPassedOn
from jointlog.domain.events.conveyance import (
    ArrivedAtPlaceOfSafety,
    HandoverAccepted,
    HandoverOffered,
)
from jointlog.domain.incident import Bound, Span, Statement
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.sequence import (
    follows,
    is_one_of,
    may_follow,
    of_subject,
    says_it_follows,
    spans_at,
)

CODE = "F-GAP-04"
LEGAL_STATUS = re.compile(
    r"\b(s\.? ?13[56]|section 13[56]|legal status|detention|detained|mental health act)\b",
    re.IGNORECASE,
)
ENDINGS = (
    "detention_authority_ended",
    "detention_extended",
    "assessment_started",
    "assessment_concluded",
    "application_made",
    "patient_received_at_hospital",
)
HANDING = ("handover_offered", "handover_accepted", "arrived_at_place_of_safety")
ONWARD = (
    "person_absconded",
    "conveyance_started",
    "police_vehicle_conveyance_started",
    "transferred_between_places_of_safety",
    "physical_health_cleared",
    "handover_accepted",
)


@detector(CODE, Severity.S1)
def status_lost_in_handover(case: Case) -> Iterator[Found]:
    """Report each handover of a detained person in which the detention is not recorded as told.

    What it finds: an agency that held detention handed the person over, the record says that the
    legal status was not stated (definite), or does not say that it was (possible), the person went
    on, and neither an assessment nor an end of the authority is recorded afterwards.

    Why it matters: who does not know that a person is detained lets them go, unassessed.

    When it is wrong to raise it: the status was stated by word of mouth; the receiver read the
    papers, acknowledged the status, or accepted detention by name.

    Example: officers bring a person detained under section 136 to an emergency department and do
    not say so; staff discharge the person the same day without an assessment.

    Source: field dossier §4.1 and §6.11 (two variants: hospital staff, custody sergeant).
    """
    noted = [s for s in case.named("critical_information_found_not_passed_on") if _is_status(s)]
    for statement in noted:
        yield from _noted(case, statement)
    for statement in case.named(*HANDING):
        receivers = _receivers(case, statement)
        if receivers is None or _is_noted(noted, statement, receivers):
            continue
        yield from _handed(case, statement, receivers)


def _is_status(statement: Statement) -> bool:
    fact = statement.fact
    assert isinstance(fact, CriticalInformationFoundNotPassedOn)
    return LEGAL_STATUS.search(fact.item) is not None


def _noted(case: Case, statement: Statement) -> Iterator[Found]:
    fact = statement.fact
    assert isinstance(fact, CriticalInformationFoundNotPassedOn)
    held = [h for h in _holders(case, statement) if fact.held_by is None or h.matches(fact.held_by)]
    ended = _after(case, statement, *ENDINGS)
    if not held or ended.surely:
        return
    is_sure = not ended.perhaps and _surely_held(case, statement, held[0])
    to = ", ".join(map(str, fact.intended_for)) or "the next agency"
    effect = f" ({fact.effect})" if fact.effect else ""
    yield Found(
        subject=statement.subject,
        sentence=(
            f'it is recorded that "{fact.item}" did not reach {to}{effect}; detention was held by '
            f"{held[0]}, and no assessment or end of the authority is recorded afterwards"
        ),
        grade=Grade.DEFINITE if is_sure else Grade.POSSIBLE,
        entries=(statement.version,),
        start=case.bound_of(statement),
        strands=(Strand.DET,),
        parties=(held[0], *fact.intended_for),
        settle="" if is_sure else "exact times of the handover and of what ended the detention",
    )


def _receivers(case: Case, statement: Statement) -> tuple[Agency, ...] | None:
    """Who took the person over here; None where this is no handover to be looked at."""
    match statement.fact:
        case HandoverOffered(to=to):
            return () if to is None else (to,)
        case HandoverAccepted():
            return None if _was_offered(case, statement) else (statement.actor,)
        case ArrivedAtPlaceOfSafety(run_by=run_by):
            told = _after(case, statement, "handover_offered", "handover_accepted")
            return None if told.perhaps or run_by is None else (run_by,)
        case _:
            return None


def _was_offered(case: Case, accepted: Statement) -> bool:
    return any(s.subject == accepted.subject for s in case.named("handover_offered"))


def _is_noted(noted: list[Statement], statement: Statement, receivers: tuple[Agency, ...]) -> bool:
    """Whether a reviewer's entry already speaks of this receiver."""
    for note in noted:
        assert isinstance(note.fact, CriticalInformationFoundNotPassedOn)
        named = note.fact.intended_for
        if note.subject == statement.subject and any(
            to.matches(receiver) for to in named for receiver in receivers
        ):
            return True
    return False


def _handed(case: Case, statement: Statement, receivers: tuple[Agency, ...]) -> Iterator[Found]:
    held = _holders(case, statement)
    if isinstance(statement.fact, HandoverOffered):
        held = [holder for holder in held if holder.matches(statement.actor)]
    is_recorded = _is_recorded_untold(statement)
    told = _telling(case, statement, receivers, is_recorded=is_recorded)
    ended = _after(case, statement, *ENDINGS)
    if not held or told.surely or ended.surely:
        return
    giver = held[0]
    onward, surely_onward = _onward(case, statement, giver)
    if onward is None and not is_recorded:
        return
    to = ", ".join(map(str, receivers)) or "an agency not named"
    said = "as not stated" if is_recorded else "neither as stated nor as not stated"
    is_open = bool(told.perhaps or ended.perhaps) or not _surely_held(case, statement, giver)
    is_sure = is_recorded and surely_onward and not is_open
    settle = "a record of what was said of the legal status at the handover"
    if onward is None:
        settle = "a record of where the person went after the handover"
    elif is_recorded:
        settle = "exact times of the handover, of what ended the detention and of who left"
    yield Found(
        subject=statement.subject,
        sentence=(
            f"{giver} held detention (DET) when the person was handed to {to}; the legal status is "
            f"recorded {said}, and no assessment or end of the authority is recorded afterwards"
        ),
        grade=Grade.DEFINITE if is_sure else Grade.POSSIBLE,
        entries=(statement.version, *(onward.entries if onward is not None else ())),
        start=case.bound_of(statement),
        end=onward,
        strands=(Strand.DET,),
        parties=(giver, *receivers),
        settle="" if is_sure else settle,
    )


def _holders(case: Case, statement: Statement) -> list[Agency]:
    """Who may have held detention of the person at the statement, by the recorded times."""
    return [
        holder
        for span in spans_at(case, statement.subject, Strand.DET, statement.window)
        for holder in span.holders
    ]


def _surely_held(case: Case, statement: Statement, giver: Agency) -> bool:
    """Whether the giver held detention at the statement, however the times fall."""
    return all(
        any(giver.matches(holder) for holder in span.holders)
        for span in spans_at(case, statement.subject, Strand.DET, statement.window)
        if not _is_apart(case, span, statement)
    )


def _is_apart(case: Case, span: Span, statement: Statement) -> bool:
    """Whether entries say that the span begins with or after the statement, or ends before it."""
    begun = [case.by_version[version] for version in span.start.entries]
    ended = [case.by_version[version] for version in (span.end.entries if span.end else ())]
    return any(
        each.version == statement.version or says_it_follows(case, each, statement)
        for each in begun
    ) or any(says_it_follows(case, statement, each) for each in ended)


@dataclass(frozen=True, slots=True)
class _Later:
    """What follows a statement: surely, and perhaps (which has the sure ones too)."""

    surely: list[Statement]
    perhaps: list[Statement]


def _after(case: Case, statement: Statement, *names: str) -> _Later:
    """What follows about the same person, of these types."""
    return _later(case, statement, of_subject(case, statement.subject, *names))


def _later(case: Case, statement: Statement, others: Iterable[Statement]) -> _Later:
    perhaps = [each for each in others if may_follow(case, each, statement)]
    return _Later([each for each in perhaps if follows(case, each, statement)], perhaps)


def _is_recorded_untold(statement: Statement) -> bool:
    said = getattr(statement.fact, "legal_status_stated", None)
    acknowledged = getattr(statement.fact, "legal_status_acknowledged", None)
    return said is False or acknowledged is False


def _telling(
    case: Case, statement: Statement, receivers: tuple[Agency, ...], *, is_recorded: bool
) -> _Later:
    """Where the status was stated, read or acknowledged, then or afterwards.

    Where this handover says nothing of it, what the same receiver was told before counts too.
    """
    own = [statement] if _tells(statement) else []
    handing = of_subject(case, statement.subject, "handover_offered", "handover_accepted")
    told = [each for each in handing if _tells(each)]
    later = _later(case, statement, told)
    known = [] if is_recorded else [each for each in told if _is_to(each, receivers)]
    return _Later([*own, *later.surely, *known], [*own, *later.perhaps])


def _is_to(statement: Statement, receivers: tuple[Agency, ...]) -> bool:
    fact = statement.fact
    to = fact.to if isinstance(fact, HandoverOffered) else statement.actor
    return to is not None and is_one_of(to, receivers)


def _tells(statement: Statement) -> bool:
    match statement.fact:
        case HandoverOffered(legal_status_stated=True) | HandoverOffered(papers=True):
            return True
        case HandoverAccepted(legal_status_acknowledged=True):
            return True
        case HandoverAccepted(strands=strands) if Strand.DET in strands:
            return True
        case _:
            return False


def _onward(case: Case, statement: Statement, giver: Agency) -> tuple[Bound | None, bool]:
    """The first sign that the person went on without the giver, or the giver without the person.

    And whether one of the signs surely came after the statement.
    """
    left = [
        case.by_version[departure.bound.entries[0]]
        for departure in case.timeline.presence.departures
        if departure.subject == statement.subject and departure.agency.matches(giver)
    ]
    signs = _after(case, statement, *ONWARD)
    gone = _later(case, statement, left)
    sure, perhaps = [*signs.surely, *gone.surely], [*signs.perhaps, *gone.perhaps]
    first = min(sure or perhaps, key=lambda each: case.places[each.version], default=None)
    return (None if first is None else case.bound_of(first)), bool(sure)
