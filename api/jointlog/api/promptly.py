"""One statement a request, promptly: the way that most posts take.

The framework's routing, dependencies and thread pool cost more than the post itself. Here a post of
one statement to an incident is answered before the framework sees it, with the checks that the
declared route has and in their order; one thread answers requests, the log's own writes, and both
meet twice: when a statement is handed over, and when those that were committed together are told
of at once.
"""

import asyncio
import re
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from jointlog.api.body import Body, body_of
from jointlog.api.door import Door, holder_of_key, key_in, may_post
from jointlog.api.etag import version_in
from jointlog.api.operating.watch import HOLDER
from jointlog.api.problems import answer_of, answer_to_gone
from jointlog.api.views import receipt_json
from jointlog.domain.entry import Draft, incident_id
from jointlog.domain.errors import LogError, StoreBusyError
from jointlog.domain.statement import draft_of
from jointlog.domain.store.group import WAIT_S_MAX, Submitted
from jointlog.domain.store.log import Receipt
from jointlog.domain.vocabulary import Agency

Done = tuple[asyncio.Future[Receipt], Submitted[Receipt]]

PATH: Final = re.compile("/v1/incidents/([^/]+)/events")
AT_ONCE_BYTES_MAX: Final = 16 << 10
"""Bytes of a body up to which it is read in the thread that answers requests."""
CREATED: Final = 201
OK: Final = 200
LOOK_EVERY_S: Final = 1.0
"""How often is looked for posts that have waited too long."""


class Promptly:
    """Answers posts of one statement to an incident; all else goes on to the framework."""

    def __init__(self, app: ASGIApp, route: APIRoute) -> None:
        self._app = app
        self._route = route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["query_string"]:
            await self._app(scope, receive, send)
            return
        found = PATH.fullmatch(scope["path"])
        if found is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = self._route
        try:
            response = await _answer(found[1], scope, receive)
        except LogError as error:
            response = answer_of(error)
        except ClientDisconnect:
            response = answer_to_gone()
        await response(scope, receive, send)


async def _answer(incident: str, scope: Scope, receive: Receive) -> Response:
    app = scope["app"]
    door: Door = app.state.door
    headers: dict[bytes, bytes] = dict(reversed(scope["headers"]))  # the first of a name counts
    holder = await holder_of_key(door, key_in(headers.get(b"authorization")))
    scope[HOLDER] = holder
    may_post(holder)
    known = incident_id(incident)
    body = await body_of(scope, headers, receive)
    expected = version_in(headers.get(b"if-match"))
    return await recorded(app, known, body, holder.agency, expected)


async def recorded(
    app: Any, incident: str | None, body: Body, agency: Agency, expected_version: int | None
) -> Response:
    """Record the one statement of a body, and answer with its receipt.

    Raises:
        LogError: it cannot be read, or is refused.

    """
    door: Door = app.state.door
    if len(body.raw) <= AT_ONCE_BYTES_MAX:
        draft = _draft_of(door, incident, body)
    else:
        draft = await run_in_threadpool(_draft_of, door, incident, body)
    with door.watch.span("append"):
        receipt = await posts_of(door, app.state).post(draft, agency, expected_version)
    door.watch.recorded(draft, receipt)
    unlinked = await run_in_threadpool(door.log.unlinked, draft) if draft.links else []
    return Receipted(receipt, unlinked)


class Receipted(Response):
    """The answer to a post that is recorded; its headers are made as they are sent."""

    def __init__(self, receipt: Receipt, unlinked: Sequence[str]) -> None:
        place = f"/v1/incidents/{receipt.incident}/events/{receipt.event_id}"
        self.status_code = OK if receipt.is_repeat else CREATED
        self.background = None
        self.body = receipt_json(receipt, unlinked).encode()
        self.raw_headers = [
            (b"location", place.encode()),
            (b"etag", b'"%d"' % receipt.version),
            (b"content-length", b"%d" % len(self.body)),
            (b"content-type", b"application/json"),
        ]


def _draft_of(door: Door, incident: str | None, body: Body) -> Draft:
    return draft_of(body.statement(), incident=incident, new_id=door.new_id)


class Posts:
    """The statements that an event loop has handed to the log and waits for."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._loop = asyncio.get_running_loop()
        self._done: deque[Done] = deque()
        self._waiting: dict[asyncio.Future[Receipt], float] = {}
        """Until when each is waited for, the first first."""
        self._is_looking = False

    def is_of(self, door: Door, loop: asyncio.AbstractEventLoop) -> bool:
        """Whether it is of this door and this loop."""
        return self._door is door and self._loop is loop

    async def post(self, draft: Draft, agency: Agency, expected_version: int | None) -> Receipt:
        """Record a statement, durably.

        Raises:
            LogError: see `Log.post`.

        """
        future: asyncio.Future[Receipt] = self._loop.create_future()
        self._door.log.submit(
            draft,
            agency,
            now_ms=self._door.clock(),
            tell=lambda submitted: self._tell(future, submitted),
            expected_version=expected_version,
        )
        self._waiting[future] = self._loop.time() + WAIT_S_MAX
        if not self._is_looking:
            self._is_looking = True
            self._loop.call_later(LOOK_EVERY_S, self._look)
        try:
            return await future
        finally:
            del self._waiting[future]

    def _look(self) -> None:
        """Give up those that have waited too long; they may be stored nevertheless."""
        now_s = self._loop.time()
        for future, until_s in self._waiting.items():
            if until_s > now_s:
                break
            if not future.done():
                future.set_exception(
                    StoreBusyError(
                        "the database has not answered in time; send the same again, with the "
                        "same id"
                    )
                )
        self._is_looking = bool(self._waiting)
        if self._is_looking:
            self._loop.call_later(LOOK_EVERY_S, self._look)

    def _tell(self, future: asyncio.Future[Receipt], submitted: Submitted[Receipt]) -> None:
        """Note a post that is done, in the thread that wrote it; the first wakes the loop."""
        is_first = not self._done
        self._done.append((future, submitted))
        if is_first:
            with suppress(RuntimeError):  # the loop has ended, and with it the request
                self._loop.call_soon_threadsafe(self._resolve)

    def _resolve(self) -> None:
        """Let those that wait for what is done go on."""
        while self._done:
            future, submitted = self._done.popleft()
            if future.done():  # its request has ended
                continue
            try:
                future.set_result(submitted.outcome())
            except Exception as error:  # noqa: BLE001 - it is the poster's, whatever it is
                future.set_exception(error)


def posts_of(door: Door, state: Any) -> Posts:
    """The posts of this application, on the loop that runs it."""
    loop = asyncio.get_running_loop()
    held: Posts | None = getattr(state, "posts", None)
    if held is None or not held.is_of(door, loop):
        held = state.posts = Posts(door)
    return held
