"""Reading incidents one by one: its events, timeline, waits and findings."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from jointlog.api.cursor import read_cursor, write_cursor
from jointlog.api.door import Reading, Record, Visit, only_known_questions
from jointlog.api.etag import is_known, not_modified, tag_of, tagged
from jointlog.api.openapi import refusals
from jointlog.api.questions import (
    LIMIT,
    AtAsked,
    Cursor,
    EarlierAsked,
    IncidentAsked,
    KnowerAsked,
    KnownAt,
    LaterAsked,
    Limit,
    OrderAsked,
    ProtocolAsked,
    RefAsked,
    SubjectAsked,
    Until,
    agency_of,
    instant_ms,
    question,
)
from jointlog.api.shapes import (
    EventsView,
    EventView,
    FindingsView,
    IncidentsPage,
    IncidentView,
    TimelineView,
    WaitsView,
)
from jointlog.api.shapes_review import (
    CoverageView,
    ExplainedView,
    HindsightView,
    KnowledgeView,
    ReadingsView,
    SkewView,
)
from jointlog.api.views import (
    coverage_view,
    event_view,
    explained_view,
    finding_view,
    hindsight_view,
    knowledge_view,
    readings_view,
    skew_view,
    timeline_view,
    unreadable_views,
    wait_view,
)
from jointlog.domain.errors import MalformedError, NotFoundError
from jointlog.domain.incident import Order
from jointlog.projections.across import asked_by
from jointlog.projections.case import Question, examine
from jointlog.projections.findings import find
from jointlog.projections.knowing.coverage import coverage
from jointlog.projections.reading.clock_readings import readings
from jointlog.projections.references import named
from jointlog.projections.review.corrections import corrections, retracted
from jointlog.projections.review.hindsight import hindsight, variants_of
from jointlog.projections.review.picture import picture
from jointlog.projections.review.skew import skews
from jointlog.projections.waits import waits

NOT_MODIFIED: Final[dict[int | str, dict[str, Any]]] = {304: {"description": "Not modified"}}
READ = refusals(400, 401, 403, 404, 500, 503) | NOT_MODIFIED
Asked = Annotated[Question, Depends(question)]

router = APIRouter(tags=["read"], dependencies=[Depends(only_known_questions)])


@router.get("/incidents", response_model=IncidentsPage, responses=READ)
def list_incidents(
    visit: Reading, ref: RefAsked = "", limit: Limit = LIMIT, cursor: Cursor = ""
) -> Response:
    """List the incidents that the key may read, in the order of their first entries."""
    tag = tag_of(visit, f"log@{visit.door.log.head()}")
    if is_known(visit, tag):
        return not_modified(tag)
    agency = visit.visible_to
    heads = visit.door.log.incidents()
    if agency is not None:
        own = visit.door.across.incidents_of(agency)
        heads = [head for head in heads if head.incident in own]
    if ref:
        meant = {each.incident for each in named(visit.door.log, ref)} | {ref}
        heads = [head for head in heads if head.incident in meant]
    asked = ("incidents", visit.holder.agency, visit.holder.scope, ref)
    done = read_cursor(cursor, asked)[0] if cursor else 0
    shown = heads[done : done + limit]
    more = len(heads) > done + limit
    answer = IncidentsPage(
        incidents=[
            IncidentView(incident=h.incident, version=h.version, position=h.position) for h in shown
        ],
        next=write_cursor((done + limit, 0, "", 0), asked) if more else None,
    )
    return tagged(answer, tag)


@router.get("/incidents/{incident}/events", response_model=EventsView, responses=READ)
def read_events(
    incident: IncidentAsked,
    visit: Reading,
    order: OrderAsked = Order.OCCURRED,
    known_at: KnownAt = "",
    until: Until = "",
) -> Response:
    """Read an incident's entries: by occurred, by recorded, as known at a moment."""
    asked = question(order, known_at, until)
    record = visit.record(incident)
    tag = _tag(visit, record)
    if is_known(visit, tag):
        return not_modified(tag)
    return tagged(_events(record, asked), tag)


@router.get("/incidents/{incident}/events/{event_id}", response_model=EventView, responses=READ)
def read_event(incident: IncidentAsked, event_id: UUID, visit: Reading) -> Response:
    """Read one entry, as recorded: it never changes."""
    record = visit.record(incident)
    for located in record.located:
        if located.entry is not None and located.entry.event_id == event_id:
            tag = tag_of(visit, f"{record.incident}@{located.entry.version}")
            return not_modified(tag) if is_known(visit, tag) else tagged(event_view(located), tag)
    raise NotFoundError(f"incident {record.incident} has no event {event_id}")


@router.get("/incidents/{incident}/timeline", response_model=TimelineView, responses=READ)
def read_timeline(
    incident: IncidentAsked,
    visit: Reading,
    asked: Asked,
    subject: SubjectAsked = "",
) -> Response:
    """Read who held which responsibility when, and where nobody did."""
    record = visit.record(incident)
    tag = _tag(visit, record)
    if is_known(visit, tag):
        return not_modified(tag)
    return tagged(timeline_view(record, examine(record.entries, asked), subject), tag)


@router.get("/incidents/{incident}/waits", response_model=WaitsView, responses=READ)
def read_waits(
    incident: IncidentAsked,
    visit: Reading,
    asked: Asked,
    subject: SubjectAsked = "",
) -> Response:
    """Read who waited for whom, for how long, and what came of it."""
    record = visit.record(incident)
    tag = _tag(visit, record)
    if is_known(visit, tag):
        return not_modified(tag)
    case = examine(record.entries, asked)
    made = [wait for wait in waits(case) if subject in ("", wait.subject)]
    answer = WaitsView(
        incident=record.incident,
        version=record.version,
        unreadable=unreadable_views(record),
        waits=[wait_view(record.incident, asked_by(case, wait), wait) for wait in made],
    )
    return tagged(answer, tag)


@router.get("/incidents/{incident}/findings", response_model=FindingsView, responses=READ)
def read_findings(
    incident: IncidentAsked,
    visit: Reading,
    asked: Asked,
    subject: SubjectAsked = "",
) -> Response:
    """Read what the record shows: gaps, waits, and what is missing from the record."""
    record = visit.record(incident)
    tag = _tag(visit, record)
    if is_known(visit, tag):
        return not_modified(tag)
    case = examine(record.entries, asked)
    found = [each for each in find(case) if subject in ("", each.found.subject)]
    known = variants_of(case, found)
    answer = FindingsView(
        incident=record.incident,
        version=record.version,
        unreadable=unreadable_views(record),
        protocol=case.protocol.name,
        findings=[finding_view(record.incident, *both) for both in zip(found, known, strict=True)],
    )
    return tagged(answer, tag)


@router.get(
    "/incidents/{incident}/findings/{finding}", response_model=ExplainedView, responses=READ
)
def read_finding(incident: IncidentAsked, finding: str, visit: Reading, asked: Asked) -> Response:
    """Read what one finding rests on: its entries, the rule, the standard; both its variants."""
    record = visit.record(incident)
    tag = _tag(visit, record)
    if is_known(visit, tag):
        return not_modified(tag)
    case = examine(record.entries, asked)
    for found in find(case):
        if found.id == finding:
            return tagged(explained_view(record, case, found), tag)
    raise NotFoundError(f"incident {record.incident} has no finding {finding[:60]!r}")


@router.get("/incidents/{incident}/knowledge", response_model=KnowledgeView, responses=READ)
def read_knowledge(
    incident: IncidentAsked, visit: Reading, agency: KnowerAsked, moment: AtAsked = ""
) -> Response:
    """Read what an agency had at a moment, and what others had that no record shows it had."""
    who = agency_of(agency)
    at_ms = instant_ms("at", moment)
    record = visit.record(incident)
    tag = _tag(visit, record)
    if is_known(visit, tag):
        return not_modified(tag)
    at_s = None if at_ms is None else at_ms // 1000
    return tagged(knowledge_view(record, picture(examine(record.entries), who, at_s)), tag)


@router.get("/incidents/{incident}/hindsight", response_model=HindsightView, responses=READ)
def read_hindsight(
    incident: IncidentAsked,
    visit: Reading,
    earlier: EarlierAsked,
    later: LaterAsked = "",
    protocol: ProtocolAsked = "",
) -> Response:
    """Read which findings changed between two moments of recording, and by which entry."""
    from_ms, to_ms = instant_ms("from", earlier), instant_ms("to", later)
    if from_ms is None:
        raise MalformedError("from", "is empty", "RFC 3339 with a zone")
    record = visit.record(incident)
    tag = _tag(visit, record)
    if is_known(visit, tag):
        return not_modified(tag)
    if to_ms is None:
        to_ms = max([from_ms, *(entry.recorded_at_ms for entry in record.entries)])
    shifts = hindsight(record.entries, from_ms, to_ms, protocol)
    return tagged(hindsight_view(record, (from_ms, to_ms), shifts), tag)


@router.get("/incidents/{incident}/coverage", response_model=CoverageView, responses=READ)
def read_coverage(incident: IncidentAsked, visit: Reading, asked: Asked) -> Response:
    """Read who supplied which source for which period, and who is not heard."""
    record = visit.record(incident)
    tag = _tag(visit, record)
    if is_known(visit, tag):
        return not_modified(tag)
    return tagged(coverage_view(record, coverage(examine(record.entries, asked))), tag)


@router.get("/incidents/{incident}/readings", response_model=ReadingsView, responses=READ)
def read_readings(
    incident: IncidentAsked, visit: Reading, asked: Asked, subject: SubjectAsked = ""
) -> Response:
    """Read the competing readings of the section 136 clock, each with the rule and its source."""
    record = visit.record(incident)
    tag = _tag(visit, record)
    if is_known(visit, tag):
        return not_modified(tag)
    case = examine(record.entries, asked)
    people = [each for each in case.timeline.subjects if subject in ("", each)]
    found = [reading for person in people for reading in readings(case, person)]
    return tagged(readings_view(record, case.protocol.name, found), tag)


@router.get("/incidents/{incident}/skew", response_model=SkewView, responses=READ)
def read_skew(incident: IncidentAsked, visit: Reading) -> Response:
    """Read how far the agencies' clocks seem to differ: proposed from pairs, never applied."""
    record = visit.record(incident)
    tag = _tag(visit, record)
    if is_known(visit, tag):
        return not_modified(tag)
    return tagged(skew_view(record, skews(examine(record.entries))), tag)


def _tag(visit: Visit, record: Record) -> str:
    return tag_of(visit, f"{record.incident}@{record.version}")


def _events(record: Record, asked: Question) -> EventsView:
    """The entries that count, in the order asked for; those taken back apart."""
    case = examine(record.entries, asked)
    by_id = {e.entry.event_id: e for e in record.located if e.entry is not None}
    known = examine(record.entries, Question(known_at_ms=asked.known_at_ms))
    said = corrections(known)
    return EventsView(
        incident=record.incident,
        version=record.version,
        unreadable=unreadable_views(record),
        events=[
            event_view(by_id[s.entry.event_id], s, said.get(s.version, ())) for s in case.statements
        ],
        retracted=[
            event_view(by_id[s.entry.event_id], None, said.get(s.version, ()))
            for s in retracted(known)
        ],
    )
