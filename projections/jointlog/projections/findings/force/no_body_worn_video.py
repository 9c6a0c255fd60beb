"""F-CAM-01."""

import re
from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Final

from jointlog.domain.asking import RequestKind
from jointlog.domain.declare import fields_of
from jointlog.domain.events.force import RestraintStarted
from jointlog.domain.incident import Outcome, Request, Statement
from jointlog.domain.vocabulary import AgencyKind, Jurisdiction, Role, SourceKind, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.sequence import maybe_after, of_subject, versions

CODE = "F-CAM-01"
IN_FORCE_FROM: Final = date(2022, 3, 31)
"""Mental Health Units (Use of Force) Act 2018 s 12; March 2022, the day from memory: verify."""
PLACES: Final = (Jurisdiction.ENGLAND, Jurisdiction.WALES)
ON_WARD: Final = (
    Role.WARD_NURSE,
    Role.WARD_DOCTOR,
    Role.RESPONSIBLE_CLINICIAN,
    Role.PLACE_OF_SAFETY_NURSE,
    Role.PLACE_OF_SAFETY_COORDINATOR,
)
UNIT: Final = re.compile(r"\bward\b|\bunit\b|seclusion", re.IGNORECASE)
CAMERA: Final = re.compile(r"body.?(worn|cam)|\bbwv\b|camera", re.IGNORECASE)
FORCE: Final = ("restraint_started", "force_used", "restraint_device_changed")


@detector(CODE, Severity.S3)
def no_body_worn_video(case: Case) -> Iterator[Found]:
    """Report each use of force by police helping in a mental-health unit with no video linked.

    What it finds: a unit asked police for help, police came and used force, and no entry of the
    incident is taken from body-worn video.

    Why it matters: it is often the only account that nobody wrote.

    When it is wrong to raise it: the record speaks of the camera (that it was not practicable, or
    where the video is); the rule was not yet in force, or is of another country; police came to a
    place that is no such unit.

    Example: a ward asks for police in 2023, officers hold the person for 12 min, no video linked.

    Source: field dossier §1.7 (S24), §4.4 and §6.3 (2010: no such rule).
    """
    protocol = case.protocol
    if protocol.day < IN_FORCE_FROM or protocol.jurisdiction not in PLACES:
        return
    found = []
    for request in case.timeline.requests.all:
        if request.kind is RequestKind.POLICE and request.ended is Outcome.ATTENDED:
            force = _force(case, request)
            if force and _is_unit(case, request):
                found.append(_found(case, request, force))
    if found and not any(_is_video(statement) for statement in case.statements):
        yield from found


def _is_video(statement: Statement) -> bool:
    """Whether an entry is taken from body-worn video, or speaks of it."""
    source = statement.entry.envelope.source
    if source is not None and source.kind is SourceKind.BODY_WORN_VIDEO:
        return True
    for field in fields_of(type(statement.fact)):
        value = getattr(statement.fact, field.name)
        texts = value if isinstance(value, tuple) else (value,)
        words = [text for text in texts if isinstance(text, str) and not isinstance(text, Enum)]
        if any(CAMERA.search(text) for text in words):
            return True
    return False


def _force(case: Case, request: Request) -> list[Statement]:
    """Force by police after the unit asked for them."""
    return [
        statement
        for statement in of_subject(case, request.subject, *FORCE)
        if maybe_after(statement.window, request.start.window)
        and (statement.actor.kind is AgencyKind.POLICE or _names_police(statement))
    ]


def _names_police(statement: Statement) -> bool:
    fact = statement.fact
    return isinstance(fact, RestraintStarted) and any(
        agency.kind is AgencyKind.POLICE for agency in fact.by
    )


def _is_unit(case: Case, request: Request) -> bool:
    """Whether the asker is a ward or place of safety of a mental-health trust."""
    if request.by.kind is not AgencyKind.MENTAL_HEALTH:
        return False
    asked = case.by_version[request.version]
    texts = (getattr(asked.fact, "words", ""), *getattr(asked.fact, "facts_given", ()))
    told = any(UNIT.search(text) for text in texts)
    return told or asked.entry.actor_role in ON_WARD


def _found(case: Case, request: Request, force: list[Statement]) -> Found:
    police = tuple(dict.fromkeys(s.actor for s in force if s.actor.kind is AgencyKind.POLICE))
    asked = case.by_version[request.version]
    return Found(
        subject=request.subject,
        sentence=(
            f"police are recorded as using force at the request of {request.by} in its unit, and "
            "no entry is taken from body-worn video"
        ),
        grade=Grade.POSSIBLE,
        entries=versions(asked, *force),
        start=case.bound_of(force[0]),
        strands=(Strand.FORCE,),
        parties=(*police, request.by),
        settle="the officers' body-worn video, or a record of why there is none",
    )
