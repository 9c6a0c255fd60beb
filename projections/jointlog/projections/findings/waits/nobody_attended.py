"""F-WAIT-15."""

from collections.abc import Iterator
from typing import Final

from jointlog.domain.events.contact import ContactReceived
from jointlog.domain.events.shared import Channel
from jointlog.domain.incident import Bound, Statement, Visit
from jointlog.domain.time import Length, say_seconds
from jointlog.domain.vocabulary import AgencyKind, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.sequence import (
    follows,
    joined,
    may_follow,
    maybe_after,
    of_subject,
    surely_after,
    versions,
    visits_of,
)

CODE = "F-WAIT-15"
RESPONDERS: Final = (AgencyKind.POLICE, AgencyKind.AMBULANCE, AgencyKind.COASTGUARD)
EMERGENCY: Final = (Channel.CALL_999, Channel.CALL_101)
SAID: Final = ("incident_closed_without_attendance", "attendance_declined")
TAKEN_ELSEWHERE: Final = (
    "request_accepted",
    "responsibility_accepted",
    "resource_allocated",
    "care_contact_made",
)
AFTERWARDS: Final = ("contact_received", "person_found", "serious_injury_or_death_recorded")


@detector(CODE, Severity.S1)
def nobody_attended(case: Case) -> Iterator[Found]:
    """Report each call for help with nobody recorded as coming, or only hours later.

    What it finds: a contact to a service that can attend, where the log was closed or attendance
    declined with no arrival before, or where the next recorded arrival is later than the threshold.

    Why it matters: the caller waits; no other service knows that nobody is coming.

    When it is wrong to raise it: the log is a duplicate of another that was attended; another
    agency took the call on; somebody was with the person already. Where the record just ends it is
    possible at most, and raised only where later entries show that the need went on.

    Example: contact just after 19:00, officers just after 12:00 the next day: about 17 h.

    Source: field dossier §4.2 and §6.22 (S97); threshold [proposal].
    """
    for statement in case.named("contact_received"):
        fact = statement.fact
        assert isinstance(fact, ContactReceived)
        can_attend = statement.actor.kind in RESPONDERS or fact.channel in EMERGENCY
        if can_attend and fact.is_repeat_of is None and not _is_with(case, statement):
            yield from _report(case, statement)


def _is_with(case: Case, contact: Statement) -> bool:
    """Whether somebody who had come before can still be with the person."""
    return any(
        surely_after(contact.window, visit.start.window)
        and (visit.end is None or maybe_after(visit.end.window, contact.window))
        for visit in visits_of(case, contact.subject)
    )


def _report(case: Case, contact: Statement) -> Iterator[Found]:
    came = _first_visit(case, contact)
    told = _told(case, contact)
    said = _said(case, contact, came)
    over = came.start if came is not None else _found_or_none(case, contact)
    length = Length.between(contact.window, over.window if over is not None else case.horizon)
    limit_s = case.limit_s(CODE, "open")
    grade = judge(length, limit_s) if length.min_s > 0 else None
    if came is None:
        grade = Grade.POSSIBLE if grade is not None and _goes_on(case, contact) else None
    if said is Grade.DEFINITE or grade is None:
        grade = said
    if grade is None:
        return
    named = list(dict.fromkeys(each.name.replace("_", " ") for each in told))
    closed = f"{' and '.join(named)} recorded" if named else "no close is recorded"
    arrived = (
        "the first recorded arrival"
        if came is not None
        else "the person is found"
        if over
        else "the end of the record"
    )
    yield Found(
        subject=contact.subject,
        sentence=(
            f"a contact to {contact.actor}: {closed}, and no arrival of any agency is recorded "
            f"until {arrived}: {length} (threshold {say_seconds(limit_s)} where nothing is closed)"
        ),
        grade=grade,
        entries=joined(versions(contact), versions(*told), over.entries if over else ()),
        start=case.bound_of(contact),
        end=over,
        length=length,
        strands=(Strand.CONTACT,),
        parties=(contact.actor,),
        limit_s=limit_s,
        settle="" if grade is Grade.DEFINITE else "a record of whether and when anybody went",
    )


def _first_visit(case: Case, contact: Statement) -> Visit | None:
    """The first arrival of any agency that can come after the contact."""
    for visit in visits_of(case, contact.subject):
        if maybe_after(visit.start.window, contact.window):
            return visit
    return None


def _told(case: Case, contact: Statement) -> list[Statement]:
    """The entries of the agency called that it does not go, or closes its log."""
    return [
        statement
        for statement in of_subject(case, contact.subject, *SAID)
        if may_follow(case, statement, contact) and statement.actor.matches(contact.actor)
    ]


def _said(case: Case, contact: Statement, came: Visit | None) -> Grade | None:
    """Whether an entry says that nobody comes, and nobody came or took it on in time."""
    grades = [
        _untaken(case, contact, statement, came)
        for statement in _told(case, contact)
        if came is None or surely_after(came.start.window, statement.window)
    ]
    return Grade.DEFINITE if Grade.DEFINITE in grades else next(filter(None, grades), None)


def _untaken(case: Case, contact: Statement, said: Statement, came: Visit | None) -> Grade | None:
    """Whether no other agency took the call on, or came, while that could still answer it."""
    taken = [
        other.window
        for other in of_subject(case, contact.subject, *TAKEN_ELSEWHERE)
        if may_follow(case, other, contact) and not other.actor.matches(contact.actor)
    ]
    if came is not None and not came.agency.matches(contact.actor):
        taken.append(came.start.window)
    limit_s = case.limit_s(CODE, "taken")
    grades = [judge(Length.between(said.window, window), limit_s) for window in taken]
    if None in grades:
        return None
    return Grade.POSSIBLE if Grade.POSSIBLE in grades else Grade.DEFINITE


def _found_or_none(case: Case, contact: Statement) -> Bound | None:
    for statement in of_subject(case, contact.subject, "person_found"):
        if may_follow(case, statement, contact):
            return case.bound_of(statement)
    return None


def _goes_on(case: Case, contact: Statement) -> bool:
    """Whether later entries show that the need had not gone away."""
    return any(
        follows(case, other, contact) for other in of_subject(case, contact.subject, *AFTERWARDS)
    )
