"""Around every request: a metric, a line of log, a span; each with the route, never the address."""

import logging
import random
import re
import time
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jointlog.api.operating.logs import REQUESTS, request_line
from jointlog.api.operating.watch import HOLDER, Watch

REQUEST_ID: Final = b"x-request-id"
UUID_TEXT: Final = re.compile(
    rb"[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
"""A request's id that is taken over; any other text could say something."""
METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
PREFIX: Final = "/v1"
"""Of the routes that are included under it, which the framework's route does not know."""
NO_ROUTE: Final = "none"
OTHER: Final = "other"
FAULT: Final = 500
NO_SPAN: Final = nullcontext()
MS: Final = 1000


class Watching:
    """Measures each request and tells of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun_s = time.perf_counter()
        watch: Watch = scope["app"].state.door.watch
        headers = dict(reversed(scope["headers"]))  # the first of a name counts
        given = headers.get(REQUEST_ID)
        request_id = given if given and UUID_TEXT.fullmatch(given) else new_id()
        status = FAULT

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (REQUEST_ID, request_id)]
            await send(message)

        method = scope["method"] if scope["method"] in METHODS else OTHER
        with _span(watch, method, headers) as span:
            try:
                await self._app(scope, receive, send_on)
            finally:
                route = _route_of(scope)
                took_s = time.perf_counter() - begun_s
                watch.metrics.request(method, route, status, took_s)
                if span is not None:
                    _tell(span, method, route, status)
                if REQUESTS.isEnabledFor(logging.INFO):
                    fields = {
                        "method": method,
                        "route": route,
                        "status": status,
                        "ms": round(took_s * MS, 2),
                        "request_id": request_id.decode(),
                    }
                    request_line(fields, scope.get(HOLDER))


def new_id() -> bytes:
    """An id for a request: a UUID by chance. It is no secret, and asking the system costs more."""
    text = f"{random.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}".encode()


def _route_of(scope: Scope) -> str:
    """The template of the route that answered, such as ``/v1/incidents/{incident}``."""
    route = str(getattr(scope.get("route"), "path", NO_ROUTE))
    is_under = scope["path"].startswith(f"{PREFIX}/") and route.startswith("/")
    return f"{PREFIX}{route}" if is_under and not route.startswith(f"{PREFIX}/") else route


def _span(watch: Watch, method: str, headers: Mapping[bytes, bytes]) -> Any:
    if watch.tracer is None:
        return NO_SPAN
    from opentelemetry import propagate, trace  # noqa: PLC0415 - an extra

    carrier = {
        name: headers[name.encode()].decode("latin-1")
        for name in ("traceparent", "tracestate")
        if name.encode() in headers
    }
    return watch.tracer.start_as_current_span(
        method,
        context=propagate.extract(carrier),
        kind=trace.SpanKind.SERVER,
        record_exception=False,
        set_status_on_exception=False,
    )


def _tell(span: Any, method: str, route: str, status: int) -> None:
    from opentelemetry.trace import Status, StatusCode  # noqa: PLC0415 - an extra

    span.update_name(f"{method} {route}")
    span.set_attribute("http.request.method", method)
    span.set_attribute("http.route", route)
    span.set_attribute("http.response.status_code", status)
    if status >= FAULT:
        span.set_status(Status(StatusCode.ERROR))
