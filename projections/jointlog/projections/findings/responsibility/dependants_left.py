"""F-DEP-01."""

from collections.abc import Iterator
from typing import Final

from jointlog.domain.events.contact import IncidentClosedWithoutAttendance
from jointlog.domain.incident import Span, State, Statement
from jointlog.domain.vocabulary import AgencyKind, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.sequence import (
    earliest,
    joined,
    of_subject,
    versions,
)

CODE = "F-DEP-01"
LEAVING: Final = (
    "resource_left_scene",
    "conveyance_started",
    "police_vehicle_conveyance_started",
    "police_released",
    "incident_closed_without_attendance",
)


@detector(CODE, Severity.S2)
def dependants_left(case: Case) -> Iterator[Found]:
    """Report each departure with dependants or property known and held by nobody.

    What it finds: somebody or something that depends on the person is recorded as needing care, and
    no holder is recorded when the person is taken away or an agency leaves.

    Why it matters: a child, an animal or an open house is left behind.

    When it is wrong to raise it: a relative was there and is not in the record (so it is possible
    at most, unless an agency declined it or closed its log with the need open).

    Example: at 12:00 officers record a dog alone at home; at 12:30 the ambulance leaves with the
    person; no arrangement is recorded.

    Source: field dossier §2.3 and §4.1.
    """
    for span in case.spans(Strand.DEP):
        if span.is_unheld and not _relative_holds(case, span):
            yield from _report(case, span)


def _relative_holds(case: Case, span: Span) -> bool:
    """Whether a relative is recorded as being with the person."""
    return any(
        visit.agency.kind is AgencyKind.FAMILY and visit.subject == span.subject
        for visit in case.timeline.presence.visits
    )


def _report(case: Case, span: Span) -> Iterator[Found]:
    opened = case.by_version[span.start.entries[0]]
    leaving = earliest(
        each
        for each in of_subject(case, span.subject, *LEAVING)
        if (each.version == opened.version or case.is_after(case.bound_of(each), span.start))
        and (span.end is None or not case.is_after(case.bound_of(each), span.end))
    )
    if leaving is None:
        return
    grade = Grade.DEFINITE if _is_said(span, leaving) else Grade.POSSIBLE
    yield Found(
        subject=span.subject,
        sentence=(
            f"care of dependants or property (DEP) is needed, and no holder is recorded when "
            f"{leaving.actor} is recorded with {leaving.name.replace('_', ' ')}"
        ),
        grade=grade,
        entries=joined(span.start.entries, versions(leaving)),
        start=span.start,
        end=span.end,
        length=span.length(case.horizon),
        strands=(Strand.DEP,),
        parties=tuple(dict.fromkeys((leaving.actor, *span.previous))),
        settle="" if grade is Grade.DEFINITE else "a record of who was with them then",
    )


def _is_said(span: Span, leaving: Statement) -> bool:
    """Whether an entry itself says that nobody takes it."""
    fact = leaving.fact
    closed = isinstance(fact, IncidentClosedWithoutAttendance) and Strand.DEP in fact.open_needs
    return closed or span.state is State.DISCLAIMED
