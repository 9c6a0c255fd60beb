"""Posting: one statement or a batch, in every form that `jointlog.api.body` reads."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from jointlog.api.body import BATCH_BYTES_MAX, Body, Form, read_body
from jointlog.api.door import Door, Posting, Visit, only_known_questions
from jointlog.api.etag import expected_version
from jointlog.api.openapi import BATCH_BODY, CLOUDEVENT_BODY, STATEMENT_BODY, refusals
from jointlog.api.problems import plain_problem
from jointlog.api.promptly import CREATED, OK, recorded
from jointlog.api.questions import IncidentAsked
from jointlog.api.shapes import BatchView, ReceiptView, ResultView
from jointlog.api.views import receipt_view
from jointlog.domain.entry import Draft, incident_id
from jointlog.domain.errors import BatchRefusedError, LogError, MalformedError
from jointlog.domain.statement import draft_of
from jointlog.domain.store.log import Receipt

POST_REFUSALS = refusals(400, 401, 403, 409, 412, 413, 415, 503)
BATCH_REFUSALS = refusals(400, 401, 403, 409, 413, 415, 422, 503)

router = APIRouter(tags=["post"], dependencies=[Depends(only_known_questions)])
Atomic = Annotated[
    bool, Query(description="All or none: the first refused item refuses the batch.")
]


@router.post(
    "/incidents/{incident}/events",
    status_code=CREATED,
    response_model=ReceiptView,
    responses=POST_REFUSALS | {OK: {"model": ReceiptView, "description": "Recorded before"}},
    openapi_extra=STATEMENT_BODY,
)
async def post_event(incident: IncidentAsked, visit: Posting) -> Response:
    """Record one statement about an incident.

    The same statement under the same id is recorded once and answered with its first receipt.
    `If-Match: "12"` records it only if the incident is at version 12.
    """
    known = incident_id(incident)
    body = await read_body(visit.request)
    return await _post_one(visit, known, body)


def event_route() -> APIRoute:
    """The route of `post_event`, which `Promptly` answers for."""
    return next(r for r in router.routes if isinstance(r, APIRoute) and r.name == "post_event")


@router.post(
    "/events",
    status_code=CREATED,
    response_model=ReceiptView,
    responses=POST_REFUSALS
    | {OK: {"model": BatchView | ReceiptView, "description": "A batch, or recorded before"}},
    openapi_extra=CLOUDEVENT_BODY,
)
async def post_cloudevent(visit: Posting, *, atomic: Atomic = False) -> Response:
    """Record a CloudEvent (structured, binary or batch), or a statement that names its incident."""
    body = await read_body(visit.request)
    if body.form is Form.CLOUDEVENT_BATCH:
        return await run_in_threadpool(_post_batch, visit, None, body, atomic)
    if atomic:
        raise MalformedError("atomic", "does not apply to one event", "a batch")
    return await _post_one(visit, None, body)


@router.post(
    "/incidents/{incident}/events:batch",
    response_model=BatchView,
    responses=BATCH_REFUSALS,
    openapi_extra=BATCH_BODY,
)
async def post_incident_batch(
    incident: IncidentAsked, visit: Posting, *, atomic: Atomic = False
) -> Response:
    """Record up to 1000 statements about one incident, with one result an item."""
    known = incident_id(incident)
    body = await read_body(visit.request, BATCH_BYTES_MAX)
    return await run_in_threadpool(_post_batch, visit, known, body, atomic)


@router.post(
    "/events/batch",
    response_model=BatchView,
    responses=BATCH_REFUSALS,
    openapi_extra=BATCH_BODY,
)
async def post_batch(visit: Posting, *, atomic: Atomic = False) -> Response:
    """Record up to 1000 statements, each naming its incident, with one result an item."""
    body = await read_body(visit.request, BATCH_BYTES_MAX)
    return await run_in_threadpool(_post_batch, visit, None, body, atomic)


async def _post_one(visit: Visit, incident: str | None, body: Body) -> Response:
    agency, expected = visit.holder.agency, expected_version(visit)
    return await recorded(visit.request.app, incident, body, agency, expected)


def _post_batch(
    visit: Visit,
    incident: str | None,
    body: Body,
    atomic: bool,  # noqa: FBT001 - run_in_threadpool passes by place
) -> Response:
    if expected_version(visit) is not None:
        raise MalformedError("If-Match", "does not apply to a batch", "one event a post")
    door, agency = visit.door, visit.holder.agency
    items = [_draft(door, incident, item) for item in body.statements()]
    if atomic:
        for index, item in enumerate(items):
            if isinstance(item, LogError):
                raise BatchRefusedError(index, item)
    drafts = [item for item in items if isinstance(item, Draft)]
    with door.watch.span("append"):
        receipts = door.log.post_many(drafts, agency, now_ms=door.clock(), atomic=atomic)
    for draft, receipt in zip(drafts, receipts, strict=True):
        door.watch.recorded(draft, receipt)
    results = iter(receipts)
    views = [
        _refused(index, item)
        if isinstance(item, LogError)
        else _result(index, next(results), item, door)
        for index, item in enumerate(items)
    ]
    answer = BatchView(
        recorded=sum(view.status == CREATED for view in views),
        repeats=sum(view.status == OK for view in views),
        refused=sum(view.problem is not None for view in views),
        results=views,
    )
    return Response(answer.model_dump_json(exclude_none=True), OK, media_type="application/json")


def _draft(door: Door, incident: str | None, item: Any) -> Draft | LogError:
    if isinstance(item, LogError):
        return item
    try:
        return draft_of(item, incident=incident, new_id=door.new_id)
    except LogError as error:
        return error


def _status(receipt: Receipt) -> int:
    return OK if receipt.is_repeat else CREATED


def _refused(index: int, error: LogError) -> ResultView:
    problem = plain_problem(error)
    return ResultView(index=index, status=problem["status"], problem=problem)


def _result(index: int, result: Receipt | LogError, draft: Draft, door: Door) -> ResultView:
    if isinstance(result, LogError):
        return _refused(index, result)
    receipt = receipt_view(result, door.log.unlinked(draft))
    return ResultView(index=index, status=_status(result), receipt=receipt)
