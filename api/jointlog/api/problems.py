"""Refusals as RFC 9457 problems: one table from each refusal to its HTTP status and title.

A problem's ``code`` is stable and its ``type`` is ``/problems/<code>``. ``field`` and ``expected``
name the value to mend and its unit; problems of the server say in ``retry`` whether the same
request may be sent again.
"""

import json
import logging
import re
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from jointlog.domain.errors import (
    BatchRefusedError,
    CorruptEntryError,
    IdReusedError,
    KeyRefusedError,
    LogError,
    MalformedError,
    NotFoundError,
    NotPermittedError,
    ProtocolError,
    StoreBusyError,
    StoreError,
    UnknownEventError,
    VersionMovedError,
)
from jointlog.domain.nearest import one_of
from jointlog.domain.store.contract import error_name

MEDIA_TYPE: Final = "application/problem+json"
SERVER_ERROR: Final = 500
DETAIL_LENGTH_MAX: Final = 1_000
RETRY_AFTER_S: Final = 1

logger = logging.getLogger("jointlog.api")


class BodyTooLargeError(LogError):
    """The body is longer, or the batch has more items, than is read."""

    code = "too_large"


class ContentTypeError(LogError):
    """The body is in a form that is not read here."""

    code = "content_type"


class CursorError(LogError):
    """The cursor was not given by this address for this filter."""

    code = "cursor_invalid"


class NoSuchAddressError(LogError):
    """No route has this path."""

    code = "no_such_address"


class MethodError(LogError):
    """The route does not answer this method."""

    code = "method_not_allowed"


class RequestError(LogError):
    """The request as such cannot be answered."""

    code = "request_refused"


class UnexpectedError(LogError):
    """A fault of the program; the cause stands in the server's log and nowhere else."""

    code = "unexpected"


@dataclass(frozen=True, slots=True)
class Row:
    """How a refusal is answered; ``retry`` is None where the client has to change something."""

    status: int
    title: str
    retry: bool | None = None


TABLE: Final[dict[type[LogError], Row]] = {
    MalformedError: Row(400, "The request cannot be read as a statement or question"),
    UnknownEventError: Row(400, "There is no such event type"),
    CursorError: Row(400, "The cursor does not belong to this query"),
    RequestError: Row(400, "The request cannot be answered"),
    KeyRefusedError: Row(401, "A valid key is needed"),
    NotPermittedError: Row(403, "The key's holder may not do this"),
    NotFoundError: Row(404, "Nothing is recorded under this name"),
    NoSuchAddressError: Row(404, "There is no such address"),
    MethodError: Row(405, "The address does not answer this method"),
    IdReusedError: Row(409, "The event id is taken by another statement"),
    VersionMovedError: Row(412, "The incident has grown meanwhile"),
    BodyTooLargeError: Row(413, "The body is too large"),
    ContentTypeError: Row(415, "The content type is not read here"),
    BatchRefusedError: Row(422, "An item of the batch is refused, and with it all"),
    ProtocolError: Row(500, "A time standard cannot be read", retry=False),
    CorruptEntryError: Row(500, "A stored entry cannot be read", retry=False),
    UnexpectedError: Row(500, "The program has a fault", retry=False),
    StoreError: Row(503, "The log cannot be used", retry=False),
    StoreBusyError: Row(503, "The log is busy", retry=True),
    LogError: Row(400, "The request is refused"),
}
"""Every refusal once; `row_of` takes the nearest base for a subclass without a row of its own."""


class Problem(BaseModel):
    """An RFC 9457 problem: what was refused, why, and what would be accepted."""

    media_type: ClassVar[str] = MEDIA_TYPE

    type: str = Field(description="`/problems/<code>`.")
    title: str = Field(description="The kind of refusal, in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong with this request.")
    code: str = Field(description="The stable code of the refusal.")
    field: str | None = Field(default=None, description="Dotted path of the value to mend.")
    expected: str | None = Field(default=None, description="What is accepted, with its unit.")
    index: int | None = Field(default=None, description="The refused item of a batch, from 0.")
    version: int | None = Field(default=None, description="The version the incident is at.")
    retry: bool | None = Field(
        default=None, description="Problems of the server: whether the same may be sent again."
    )


def row_of(kind: type[LogError]) -> Row:
    """The row of a refusal, or of its nearest base."""
    return next(TABLE[base] for base in kind.__mro__ if base in TABLE)


def _detail(error: LogError) -> str:
    """What is told of a refusal: of what a database said, its code and not its text.

    That may name the server's own address, or repeat a value.
    """
    cause: BaseException | None = error
    while isinstance(cause, LogError):
        cause = cause.__cause__
    if not isinstance(error, StoreError | StoreBusyError) or cause is None:
        return str(error)
    return str(error).replace(f"{cause!s:.300}", error_name(cause) or type(cause).__name__)


def problem_of(error: LogError) -> Problem:
    """The problem of a refusal."""
    row = row_of(type(error))
    cause = error.error if isinstance(error, BatchRefusedError) else error
    field = expected = None
    if isinstance(cause, MalformedError):
        field, expected = _bare(cause.field) or None, cause.expected or None
    if isinstance(cause, UnknownEventError):
        field, expected = "type", one_of(cause.nearest) or None
    return Problem(
        type=f"/problems/{error.code}",
        title=row.title,
        status=row.status,
        detail=_detail(error)[:DETAIL_LENGTH_MAX],
        code=error.code,
        field=field,
        expected=expected,
        index=error.index if isinstance(error, BatchRefusedError) else None,
        version=cause.actual if isinstance(cause, VersionMovedError) else None,
        retry=row.retry,
    )


def _bare(field: str) -> str:
    """A field's path without the quotes that sentences put around names which are not known."""
    return ".".join(part.strip("'\"") for part in field.split("."))


def plain_problem(error: LogError) -> dict[str, Any]:
    """The problem of a refusal as plain values; members that do not apply are left out."""
    return problem_of(error).model_dump(exclude_none=True)


def answer_of(error: LogError, headers: dict[str, str] | None = None) -> Response:
    """The HTTP answer to a refusal."""
    plain = plain_problem(error)
    if plain["status"] >= SERVER_ERROR:
        logger.error("%s: %s", error.code, error)
    sent = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **(headers or {})}
    if isinstance(error, KeyRefusedError):
        sent["WWW-Authenticate"] = 'Bearer realm="jointlog"'
    if plain.get("retry"):
        sent["Retry-After"] = str(RETRY_AFTER_S)
    # ASCII: free text of a refusal may hold what cannot be written as UTF-8.
    return Response(json.dumps(plain), plain["status"], sent, MEDIA_TYPE)


def answer_to_gone() -> Response:
    """What is answered to nobody any more."""
    return answer_of(RequestError("the connection ended before the body did"))


SHOULD: Final = "Input should be "
"""How the framework begins what it expects of a parameter."""


def of_validation(error: RequestValidationError) -> MalformedError:
    """What the framework says of a parameter, as one of our refusals."""
    first = error.errors()[0]
    path = ".".join(str(part) for part in first["loc"][1:])
    said = str(first["msg"])
    wanted = said.removeprefix(SHOULD).partition(", unable")[0]
    if wanted == said:
        return MalformedError(path, said)
    return MalformedError(path, f"{first['input']!r:.60} is not accepted", wanted)


def of_http(error: HTTPException) -> LogError:
    """What the framework refuses by itself, as one of our refusals."""
    if error.status_code == row_of(NoSuchAddressError).status:
        return NoSuchAddressError("there is no such address: see /docs")
    if error.status_code == row_of(MethodError).status:
        allowed = (error.headers or {}).get("Allow", "")
        return MethodError(f"this address answers {allowed or 'other methods'} only")
    if error.status_code == row_of(BodyTooLargeError).status:
        return BodyTooLargeError("the body is too large")
    return RequestError(str(error.detail))


def _answered(request: Request, named: str) -> str:
    """Every method that the address answers; the framework names those of one route only."""
    methods = {method.strip() for method in named.split(",")}
    for template, operations in request.app.openapi()["paths"].items():
        pattern = re.sub(r"\\\{.*?\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, request.url.path):
            methods |= {method.upper() for method in operations}
    return ", ".join(sorted(methods))


def install(app: FastAPI) -> None:
    """Answer every refusal and every fault as a problem."""

    async def refuse(_request: Request, error: Exception) -> Response:
        assert isinstance(error, LogError)
        return answer_of(error)

    async def refuse_parameter(_request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer_of(of_validation(error))

    async def refuse_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        if "Allow" in headers:
            headers["Allow"] = _answered(request, headers["Allow"])
        return answer_of(of_http(HTTPException(error.status_code, error.detail, headers)), headers)

    async def refuse_gone(_request: Request, _error: Exception) -> Response:
        return answer_to_gone()

    async def refuse_fault(_request: Request, _error: Exception) -> Response:
        return answer_of(
            UnexpectedError(
                "an unexpected fault, noted in the server's log; do not send the same again "
                "before whoever runs the log has seen it. A post may or may not be recorded: "
                "sent with the same id, it is recorded once"
            ),
            {"Connection": "close"},  # which the server does after a fault
        )

    app.add_exception_handler(LogError, refuse)
    app.add_exception_handler(RequestValidationError, refuse_parameter)
    app.add_exception_handler(HTTPException, refuse_http)
    app.add_exception_handler(ClientDisconnect, refuse_gone)
    app.add_exception_handler(Exception, refuse_fault)
