"""The addresses of the page."""

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Annotated, Any, Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from jointlog.api.chronology import Form, FormAsked, RedactAsked, document_of
from jointlog.api.door import TheDoor, Visit
from jointlog.api.page.asked import Asked
from jointlog.api.page.dashboard import DashboardAsked, dashboard_context
from jointlog.api.page.document import document_asked
from jointlog.api.page.evidence import evidence_context, knowledge_context
from jointlog.api.page.gate import (
    HEADERS,
    STATIC,
    PageRoute,
    Signed,
    TheLinks,
    go_to,
    page,
    static_text,
)
from jointlog.api.page.incident import incident_context
from jointlog.api.page.listing import ListAsked, Seen, list_context
from jointlog.api.page.looking import Looked, look
from jointlog.api.page.session import (
    check,
    check_same_site,
    mark_seen,
    seen_by,
    sign_in,
    sign_out,
)
from jointlog.api.problems import BodyTooLargeError, NoSuchAddressError
from jointlog.domain.errors import KeyRefusedError, NotPermittedError
from jointlog.projections.lanes.drawing import plain_lanes

FORM_BYTES_MAX: Final = 4_096
UNAUTHORISED: Final = 401
KEPT: Final = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False, route_class=PageRoute)

AskedFor = Annotated[Asked, Depends()]


@router.get("/")
def show_list(visit: Signed, asked: Annotated[ListAsked, Depends()]) -> Response:
    """Show the incidents, and what is new since the reader marked them as seen."""
    held = seen_by(visit.request)
    head = visit.door.log.head() if held is None else held
    seen = Seen.of(visit.door, head if asked.new_since is None else asked.new_since)
    response = _page("list.html", visit, list_context(visit.door, asked, seen))
    if held is None:
        mark_seen(response, visit.request, head)
    return response


@router.post("/seen")
async def take_seen(request: Request, visit: Signed) -> Response:
    """Note that all up to a position is seen."""
    check_same_site(request)
    position = (await _form(request)).get("position", "")
    response = go_to("/")
    if position.isascii() and position.isdecimal():
        mark_seen(response, visit.request, min(int(position), 10**12))
    return response


@router.get("/dashboard")
def show_dashboard(visit: Signed, asked: Annotated[DashboardAsked, Depends()]) -> Response:
    """Show counts and waits across incidents."""
    return _page("dashboard.html", visit, dashboard_context(visit.door, asked))


@router.get("/incidents/{incident}")
def show_incident(incident: str, visit: Signed, asked: AskedFor) -> Response:
    """Show an incident: the lanes, and the same as tables."""
    with _look(visit, incident, asked) as looked:
        return _page("incident.html", visit, incident_context(looked))


@router.get("/incidents/{incident}/lanes")
def read_lanes(incident: str, visit: Signed, asked: AskedFor) -> Response:
    """Read the lanes that the page draws, as JSON."""
    with _look(visit, incident, asked) as looked:
        return JSONResponse(plain_lanes(looked.drawn), headers=HEADERS)


@router.get("/incidents/{incident}/findings/{finding_id}")
def show_evidence(incident: str, finding_id: str, visit: Signed, asked: AskedFor) -> Response:
    """Show what a finding rests on."""
    with _look(visit, incident, asked) as looked:
        return _page("evidence.html", visit, evidence_context(looked, finding_id))


@router.get("/incidents/{incident}/knowledge")
def show_knowledge(incident: str, visit: Signed, asked: AskedFor) -> Response:
    """Show which agency is recorded as having known what since when."""
    with _look(visit, incident, asked) as looked:
        return _page("knowledge.html", visit, knowledge_context(looked))


@router.get("/incidents/{incident}/chronology")
def read_chronology(
    incident: str,
    visit: Signed,
    asked: AskedFor,
    *,
    redact: RedactAsked = "full",
    form: FormAsked = Form.HTML,
) -> Response:
    """Read the chronology of what the page shows, as a document."""
    with _look(visit, incident, asked) as looked:
        wanted = document_asked(looked, redact)
    return document_of(looked.record, wanted, form, HEADERS)


@router.get("/sign-in")
def show_sign_in(go_on: Annotated[str, Query(alias="next", max_length=2000)] = "/") -> Response:
    """Ask for a key."""
    return page("sign_in.html", go_on=_ours(go_on), problem="")


@router.post("/sign-in")
async def take_key(request: Request, door: TheDoor) -> Response:
    """Sign in who holds a reviewer's or analyst's key."""
    check_same_site(request)
    form = await _form(request)
    go_on = _ours(form.get("next", "/"))
    try:
        holder = await run_in_threadpool(check, door, form.get("key", ""))
    except (KeyRefusedError, NotPermittedError) as error:
        return page("sign_in.html", UNAUTHORISED, go_on=go_on, problem=str(error))
    response = go_to(go_on)
    sign_in(response, request, door, holder.key_id)
    return response


@router.post("/sign-out")
def leave(request: Request) -> Response:
    """Sign out."""
    check_same_site(request)
    response = go_to("/sign-in")
    sign_out(response)
    return response


@router.get("/enter/{token}")
def enter(token: str, request: Request, door: TheDoor, links: TheLinks) -> Response:
    """Open the page with a one-time link."""
    if not links.use(token, door.clock()):
        raise KeyRefusedError(
            "the link was used before or is older than five minutes: sign in with a key, or start "
            "the server again for another link"
        )
    response = go_to("/")
    sign_in(response, request, door, links.key_id)
    return response


@router.get("/page/{digest}/{name}")
def read_static(digest: str, name: str) -> Response:
    """Read the stylesheet, the script or the icon; nothing of an incident is in them."""
    del digest  # changes with the content, so that browsers fetch what is new
    if name not in STATIC:
        raise NoSuchAddressError("there is no such file")
    headers = {**HEADERS, "Cache-Control": KEPT}
    return Response(static_text(name), headers=headers, media_type=STATIC[name])


def _look(visit: Visit, incident: str, asked: Asked) -> AbstractContextManager[Looked]:
    record = visit.record(incident)
    return look(visit.door, record, replace(asked, incident=record.incident))


def _page(name: str, visit: Visit, context: dict[str, Any]) -> Response:
    return page(name, holder=visit.holder, **context)


def _ours(address: str) -> str:
    """An address of this page's to go on to; no other site's."""
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_ours and address.isprintable() else "/"


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form.

    Raises:
        BodyTooLargeError: it is no form of ours.

    """
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES_MAX:
            raise BodyTooLargeError("the form is too large")
    fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
    return {name: texts[0] for name, texts in fields.items()}
