"""F-WAIT-05."""

import re
from collections.abc import Iterator
from typing import Final

from jointlog.domain.asking import REQUEST_RULES
from jointlog.domain.events.contact import CallInformationRecorded
from jointlog.domain.events.requests import AssistanceRequested
from jointlog.domain.incident import Bound, Statement
from jointlog.domain.time import Length, Window, say_seconds
from jointlog.domain.vocabulary import Agency, AgencyKind, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge, versus
from jointlog.projections.reading.sequence import (
    at_most_possible,
    earliest,
    follows,
    joined,
    may_follow,
    mentions,
    of_subject,
    versions,
)

CODE = "F-WAIT-05"
STANDARD: Final = "T-CALL-03"
CALLS_FOR: Final = {
    AgencyKind.AMBULANCE: re.compile(
        r"ambulance|paramedic|unconscious|unresponsive|not breathing|overdos|bleeding|collapsed"
        r"|chest pain|seizure|hanging|ligature|stabb|wound|excited delirium"
        r"|acute behav\w+ral disturbance",
        re.IGNORECASE,
    ),
    AgencyKind.POLICE: re.compile(
        r"police|weapon|knife|blade|firearm|\bgun\b|violen|assault|threaten", re.IGNORECASE
    ),
    AgencyKind.FIRE: re.compile(r"fire (brigade|service|and rescue)|on fire", re.IGNORECASE),
}
OWN_RECORDS: Final = (
    "contact_received",
    "call_information_recorded",
    "call_graded",
    "resource_allocated",
    "resource_arrived_at_scene",
    "clinician_reached_patient",
    "s136_power_used",
    "request_acknowledged",
    "request_accepted",
)
"""Entries of a service that show that it knew of the call."""


@detector(CODE, Severity.S1)
def relay_delay(case: Case) -> Iterator[Found]:
    """Report each time another service was told late, or never, of a call that called for it.

    What it finds: one control room wrote down what calls for another service, and its request to
    that service is recorded later than the threshold, or not at all though the record goes on for
    longer. Without a recorded request it is possible at most.

    Why it matters: the caller has told it once and thinks that all know it.

    When it is wrong to raise it: the operator had connected the other service already (its own
    record of the call or its own attendance comes first, or stands without any request); the words
    say that there is no such need; somebody of that service was with the person already.

    Example: police write down at 20:30 that the man is unconscious; the ambulance service is asked
    at 20:55: 25 min (thresholds 2 and 5 min).

    Source: field dossier §1.10 T-CALL-03, §4.2; about 25 min in S61b; thresholds [proposal].
    """
    told: set[tuple[str, AgencyKind]] = set()
    for statement in case.named("call_information_recorded"):
        for service in CALLS_FOR:
            key = (statement.subject, service)
            if key not in told and _calls_for(statement, service):
                told.add(key)
                yield from _report(case, statement, service)


def _calls_for(statement: Statement, service: AgencyKind) -> bool:
    fact = statement.fact
    assert isinstance(fact, CallInformationRecorded)
    words = (fact.item, fact.value_recorded, fact.caller_words)
    return statement.actor.kind is not service and any(
        mentions(CALLS_FOR[service], text) for text in words
    )


def _asks(statement: Statement, service: AgencyKind) -> bool:
    fact = statement.fact
    assert isinstance(fact, AssistanceRequested)
    if fact.to is not None:
        return fact.to.kind is service
    return service in REQUEST_RULES[fact.kind].responders[:1]


def _report(case: Case, statement: Statement, service: AgencyKind) -> Iterator[Found]:
    requests = [
        other
        for other in of_subject(case, statement.subject, "assistance_requested")
        if _asks(other, service)
    ]
    asked = earliest(requests)
    if asked is None:
        yield from _never(case, statement, service)
        return
    knew = _knew(case, asked, service)
    if not may_follow(case, asked, statement) or knew is Grade.DEFINITE:
        return
    end = _first(asked, requests)
    length = Length.between(statement.window, end.window)
    grade, limit_s, severity = _judged(case, length)
    if grade is None:
        return
    if knew is not None:
        grade = Grade.POSSIBLE
    standard = case.protocol.standard(STANDARD)
    fact = asked.fact
    assert isinstance(fact, AssistanceRequested)
    yield Found(
        subject=statement.subject,
        sentence=(
            f"{statement.actor} recorded what calls for {service}; the request to it is recorded "
            f"{length} later (threshold {say_seconds(limit_s)}); {versus(standard, limit_s)}"
        ),
        grade=grade,
        entries=joined((statement.version,), end.entries),
        start=case.bound_of(statement),
        end=end,
        length=length,
        strands=(Strand.INFO,),
        parties=(statement.actor, *((fact.to,) if fact.to is not None else ())),
        standard=standard,
        limit_s=limit_s,
        settle="" if grade is Grade.DEFINITE else "exact times of the call and of the request",
        severity=severity,
    )


def _never(case: Case, statement: Statement, service: AgencyKind) -> Iterator[Found]:
    """No request is recorded, nothing of that service's own, and the record goes on."""
    own = of_subject(case, statement.subject, *OWN_RECORDS)
    limit_s = case.limit_s(CODE, "find")
    length = Length.between(statement.window, case.horizon)
    is_there = any(
        visit.agency.kind is service
        for visit in case.timeline.presence.visits
        if visit.subject == statement.subject
    )
    grade = at_most_possible(judge(length, limit_s))
    if grade is None or is_there or any(each.actor.kind is service for each in own):
        return
    standard = case.protocol.standard(STANDARD)
    yield Found(
        subject=statement.subject,
        sentence=(
            f"{statement.actor} recorded what calls for {service}; no request to it is recorded to "
            f"the end of the record, {length} later (threshold {say_seconds(limit_s)}); "
            f"{versus(standard, limit_s)}"
        ),
        grade=grade,
        entries=versions(statement),
        start=case.bound_of(statement),
        length=length,
        strands=(Strand.INFO,),
        parties=(statement.actor, Agency(service)),
        standard=standard,
        limit_s=limit_s,
        settle=f"a record of whether {service} was told, or its own record of the call",
    )


def _first(asked: Statement, requests: list[Statement]) -> Bound:
    """When the first request was, whichever of them it is."""
    sooner = [each for each in requests if each.window.earliest_s < asked.window.earliest_s]
    low_s = min(each.window.earliest_s for each in (asked, *sooner))
    return Bound(Window(low_s, asked.window.latest_s), versions(asked, *sooner))


def _judged(case: Case, length: Length) -> tuple[Grade | None, int, Severity]:
    """Beyond the longer threshold it is reported; beyond the shorter only, worth a look."""
    find_s, warn_s = case.limit_s(CODE, "find"), case.limit_s(CODE, "warn")
    grade = judge(length, find_s)
    if grade is None:
        return judge(length, warn_s), warn_s, Severity.S2
    return grade, find_s, Severity.S1


def _knew(case: Case, asked: Statement, service: AgencyKind) -> Grade | None:
    """Whether the other service's own record of the call comes before the request."""
    before = [
        own
        for own in of_subject(case, asked.subject, *OWN_RECORDS)
        if own.actor.kind is service
        and not follows(case, own, asked)
        and may_follow(case, asked, own)
    ]
    if any(follows(case, asked, own) for own in before):
        return Grade.DEFINITE
    return Grade.POSSIBLE if before else None
