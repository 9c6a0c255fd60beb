"""F-MED-01."""

import re
from collections.abc import Iterator
from typing import Final

from jointlog.domain.asking import RequestKind
from jointlog.domain.events.force import (
    DistressStatementHeard,
    ObservationsRecorded,
    PersonBecameUnresponsive,
    RestraintEnded,
)
from jointlog.domain.events.requests import AssistanceRequested
from jointlog.domain.events.shared import Avpu, Urgency
from jointlog.domain.incident import Bound, Statement
from jointlog.domain.time import Length, say_seconds
from jointlog.domain.vocabulary import AgencyKind, SourceKind, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.sequence import (
    comes_after,
    is_telling,
    joined,
    of_subject,
    people,
    versions,
)

CODE = "F-MED-01"
BREATH: Final = re.compile(r"breath|chok|suffocat|dying|chest|\bair\b", re.IGNORECASE)
SIGNS: Final = (
    "distress_statement_heard",
    "observations_recorded",
    "restraint_ended",
    "person_became_unresponsive",
)
RECOGNISED: Final = (
    "medical_emergency_recognised",
    "assistance_requested",
    "clinician_reached_patient",
    "person_became_unresponsive",
)
HELP: Final = (
    RequestKind.AMBULANCE_TREAT,
    RequestKind.HEALTHCARE_PROFESSIONAL,
    RequestKind.HART,
)
URGENT: Final = (Urgency.IMMEDIATE, Urgency.URGENT)
LATER_SOURCES: Final = (SourceKind.CCTV, SourceKind.BODY_WORN_VIDEO)


def _is_sign(case: Case, statement: Statement) -> bool:
    match statement.fact:
        case DistressStatementHeard(words=words):
            return bool(BREATH.search(words))
        case ObservationsRecorded() as seen:
            oxygen = seen.oxygen_saturation_percent
            low = oxygen is not None and oxygen < case.limit_s(CODE, "oxygen")
            return seen.taken and (low or seen.avpu in (Avpu.PAIN, Avpu.UNRESPONSIVE))
        case RestraintEnded(avpu=avpu):
            return avpu in (Avpu.PAIN, Avpu.UNRESPONSIVE)
        case _:
            force = of_subject(case, statement.subject, "restraint_started")
            return any(comes_after(case, statement, held) for held in force)


def _was_known(statement: Statement) -> bool:
    """The as-known test: not where only video, or a reviewer, shows it."""
    source = statement.entry.envelope.source
    if statement.actor.kind is AgencyKind.OVERSIGHT:
        return False
    return source is None or source.kind not in LATER_SOURCES


def _may_begin(case: Case) -> bool:
    """Whether an entry is such a sign; of an unresponsive person it is, if force was used."""
    return any(
        _was_known(sign)
        and (
            bool(case.named("restraint_started"))
            if sign.name == "person_became_unresponsive"
            else _is_sign(case, sign)
        )
        for sign in case.named(*SIGNS)
    )


@detector(CODE, Severity.S1, _may_begin)
def recognition_delay(case: Case) -> Iterator[Found]:
    """Report each sign of an emergency that was recognised as one late, or not at all.

    What it finds: from the first sign that somebody there saw or heard (words about breath, a
    lowered response, low oxygen, a collapse after force) to the first entry that treats it as an
    emergency, longer than the threshold; or no such entry.

    Why it matters: minutes without breath cannot be had back.

    When it is wrong to raise it: the sign is known only from video seen later, or from a review; it
    was treated as an emergency in a record not yet in this one (so with no entry it is possible).
    What was asked before the sign cannot have recognised it, so an earlier request for an ambulance
    ends nothing (§4 counts from the sign to the recognition); one for treatment that still stood
    shows that help was sought, and the finding is then possible at most. A request for conveyance
    alone treats nothing as an emergency, unless it is said to be urgent.

    Example: "I can't breathe" at 19:30; an ambulance is asked for at 19:41: 11 min.

    Source: field dossier §4.4 and §6.2; threshold [proposal].
    """
    for subject in people(case, *SIGNS):
        for sign in of_subject(case, subject, *SIGNS):
            if _is_sign(case, sign) and _was_known(sign):
                if not _is_recognised(case, sign):
                    yield from _report(case, sign)
                break


def _is_recognised(case: Case, sign: Statement) -> bool:
    """Whether the record says before the sign that it was an emergency."""
    told = of_subject(case, sign.subject, "medical_emergency_recognised")
    return any(comes_after(case, sign, before) for before in told)


def _asked_before(case: Case, sign: Statement) -> tuple[int, ...]:
    """Entries that asked for treatment before the sign, where nobody had come of it by then."""
    return tuple(
        request.start.entries[0]
        for request in case.timeline.requests.all
        if request.subject == sign.subject
        and request.kind in HELP
        and case.is_after(case.bound_of(sign), request.start)
        and (request.end is None or not case.is_after(case.bound_of(sign), request.end))
    )


def _report(case: Case, sign: Statement) -> Iterator[Found]:
    end = _recognised(case, sign)
    limit_s = case.limit_s(CODE, "open")
    length = Length.between(sign.window, end.window) if end is not None else None
    grade = judge(length, limit_s) if length is not None else _unseen(case, sign)
    if grade is None or (length is not None and not is_telling(length, limit_s)):
        return
    asked = _asked_before(case, sign)
    if asked and grade is Grade.DEFINITE:
        grade = Grade.POSSIBLE
    lasted = (
        f"the first entry that treats it as an emergency is {length} later "
        f"(threshold {say_seconds(limit_s)})"
        if length is not None
        else "no entry is recorded that treats it as an emergency"
    )
    yield Found(
        subject=sign.subject,
        sentence=(
            f"a sign is recorded ({sign.name.replace('_', ' ')}); {lasted}"
            f"{'; treatment had been asked for before the sign' if asked else ''}"
        ),
        grade=grade,
        entries=joined(versions(sign), end.entries if end is not None else (), asked),
        start=case.bound_of(sign),
        end=end,
        length=length,
        strands=(Strand.CLIN,),
        parties=(sign.actor,),
        limit_s=limit_s,
        settle="" if grade is Grade.DEFINITE else "a record of when it was treated as an emergency",
    )


def _unseen(case: Case, sign: Statement) -> Grade | None:
    """With no entry that treats it as one: possible, where harm came."""
    harm = of_subject(
        case, sign.subject, "person_became_unresponsive", "serious_injury_or_death_recorded"
    )
    is_harmed = any(each is sign or comes_after(case, each, sign) for each in harm)
    return Grade.POSSIBLE if is_harmed else None


def _recognised(case: Case, sign: Statement) -> Bound | None:
    """The first entry at or after the sign that treats it as an emergency, or finds a collapse."""
    bounds = [
        case.bound_of(statement)
        for statement in of_subject(case, sign.subject, *RECOGNISED)
        if comes_after(case, statement, sign) and _treats(statement)
    ]
    bounds += [
        Bound(fact.cpr_started_at.window, (statement.version,))
        for statement in of_subject(case, sign.subject, "person_became_unresponsive")
        if isinstance(fact := statement.fact, PersonBecameUnresponsive) and fact.cpr_started_at
    ]
    bounds += [
        span.start
        for span in case.timeline.spans(sign.subject, Strand.CLIN)
        if any(holder.kind is not AgencyKind.POLICE for holder in span.holders)
        and (span.end is None or not case.is_after(case.bound_of(sign), span.end))
    ]
    return min(
        bounds,
        key=lambda bound: (
            *(bound.window.latest_s, bound.window.earliest_s),
            case.places[bound.entries[0]],
        ),
        default=None,
    )


def _treats(statement: Statement) -> bool:
    fact = statement.fact
    if not isinstance(fact, AssistanceRequested):
        return True
    is_urgent = fact.kind is RequestKind.AMBULANCE_CONVEY and fact.urgency in URGENT
    return fact.kind in HELP or is_urgent
