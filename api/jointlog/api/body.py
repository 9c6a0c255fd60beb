"""Bodies as raw bytes: bounded while they arrive, then read strictly by their content type.

| content type | what it is |
|---|---|
| `application/json` | a statement, or a list of them |
| `application/msgpack` (also `x-msgpack`, `vnd.msgpack`) | the same in MessagePack |
| `application/cloudevents+json` | a CloudEvent in structured mode |
| `application/cloudevents-batch+json` | a list of them |
| JSON or MessagePack with `ce-` headers | a CloudEvent in binary mode |
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope

from jointlog.api import cloudevents
from jointlog.api.problems import BodyTooLargeError, ContentTypeError
from jointlog.api.slices import json_items, msgpack_items
from jointlog.domain.errors import LogError, MalformedError
from jointlog.domain.lines import read_json
from jointlog.domain.store.codec import read_msgpack

ONE_BYTES_MAX: Final = 1 << 20
BATCH_BYTES_MAX: Final = 8 << 20
LENGTH_DIGITS_MAX: Final = 12
IDENTITY: Final = b"identity"

JSON: Final = "application/json"
MSGPACK: Final = "application/msgpack"
CLOUDEVENT: Final = "application/cloudevents+json"
CLOUDEVENT_BATCH: Final = "application/cloudevents-batch+json"


class Form(Enum):
    """What a body is written in."""

    JSON = JSON
    MSGPACK = MSGPACK
    CLOUDEVENT = CLOUDEVENT
    CLOUDEVENT_BATCH = CLOUDEVENT_BATCH


FORMS: Final = {
    **{form.value: form for form in Form},
    "application/x-msgpack": Form.MSGPACK,
    "application/vnd.msgpack": Form.MSGPACK,
}


def named(read: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    """The reader, whose refusals of the whole say that they are of the body."""

    def read_value(raw: bytes) -> Any:
        try:
            return read(raw)
        except MalformedError as error:
            if error.field or not error.problem.startswith(PREDICATES):
                raise
            problem = f"the body {error.problem}"
            raise MalformedError("", problem, error.expected) from error

    return read_value


PREDICATES: Final = ("is ", "begins ", "contains ")
"""How a sentence about the whole begins where its subject is left to who calls."""
READERS: Final[dict[Form, Callable[[bytes], Any]]] = {
    Form.JSON: read_json,
    Form.MSGPACK: read_msgpack,
    Form.CLOUDEVENT: read_json,
    Form.CLOUDEVENT_BATCH: read_json,
}


@dataclass(frozen=True, slots=True)
class Body:
    """A body that has arrived: its bytes, their form, and the request's headers."""

    raw: bytes
    form: Form
    raw_headers: Sequence[tuple[bytes, bytes]]

    @property
    def headers(self) -> Iterator[tuple[str, str]]:
        """The request's headers as text."""
        return (
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in self.raw_headers
        )

    @property
    def is_binary_cloudevent(self) -> bool:
        """Whether the headers make it a CloudEvent in binary mode."""
        is_data = self.form is Form.JSON or self.form is Form.MSGPACK
        return is_data and cloudevents.is_binary(self.raw_headers)

    def statement(self) -> object:
        """The one statement, as plain values.

        Raises:
            MalformedError: it cannot be read.
            ContentTypeError: it is a batch.

        """
        if self.form is Form.CLOUDEVENT_BATCH:
            raise ContentTypeError(f"a batch is not read here: send {JSON} or {CLOUDEVENT}")
        if self.is_binary_cloudevent:
            data = named(READERS[self.form])(self.raw) if self.raw else None
            return cloudevents.of_binary(self.headers, data)
        return _statement(self.raw, self.form)

    def statements(self) -> list[object | LogError]:
        """Each statement of a batch as plain values, or why it cannot be read.

        Raises:
            MalformedError: it is no list.
            BodyTooLargeError: it has more than 1000 items.
            ContentTypeError: it is one CloudEvent.

        """
        if self.form is Form.CLOUDEVENT or self.is_binary_cloudevent:
            raise ContentTypeError(f"one CloudEvent is not read here: send {CLOUDEVENT_BATCH}")
        cut = msgpack_items if self.form is Form.MSGPACK else json_items
        form = Form.CLOUDEVENT if self.form is Form.CLOUDEVENT_BATCH else self.form
        return [_statement_or_error(item, form) for item in cut(self.raw)]


async def read_body(request: Request, bytes_max: int = ONE_BYTES_MAX) -> Body:
    """Read a body up to ``bytes_max``, or 8 MiB where its content type says that it is a batch.

    Raises:
        ContentTypeError, BodyTooLargeError: see `body_of`.

    """
    headers = dict(reversed(request.scope["headers"]))  # the first of a name counts
    return await body_of(request.scope, headers, request.receive, bytes_max)


async def body_of(
    scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, bytes_max: int = ONE_BYTES_MAX
) -> Body:
    """Read a body up to ``bytes_max``, or 8 MiB where its content type says that it is a batch.

    Raises:
        ContentTypeError: it is in a form that is not read, or compressed.
        BodyTooLargeError: it is longer.
        ClientDisconnect: the connection ended before the body did.

    """
    form = form_of(headers.get(b"content-type", b"").decode("latin-1"))
    if form is Form.CLOUDEVENT_BATCH:
        bytes_max = BATCH_BYTES_MAX
    if headers.get(b"content-encoding", IDENTITY).lower() != IDENTITY:
        raise ContentTypeError("the body is compressed: send it as it is")
    _check_length(headers.get(b"content-length", b"").decode("latin-1"), bytes_max)
    chunks: list[bytes] = []
    arrived, has_more = 0, True
    while has_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk = message.get("body", b"")
        arrived += len(chunk)
        if arrived > bytes_max:
            raise _too_long(bytes_max)
        chunks.append(chunk)
        has_more = message.get("more_body", False)
    return Body(b"".join(chunks), form, scope["headers"])


@lru_cache(maxsize=64)
def form_of(content_type: str) -> Form:
    """The form that a content type names.

    Raises:
        ContentTypeError: none that is read, or another character set than UTF-8.

    """
    media, *parameters = (part.strip() for part in content_type.lower().split(";"))
    form = FORMS.get(media)
    if form is None:
        given = f"{media[:80]!r} is" if media else "a body without content type is"
        raise ContentTypeError(f"{given} not read here: send {', '.join(FORMS)}")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip().strip('"') not in ("utf-8", "utf8"):
            raise ContentTypeError("the body is not declared as UTF-8: send charset=utf-8")
    return form


def data_reader(content_type: str) -> Callable[[bytes], Any]:
    """The strict reader of a CloudEvent's data.

    Raises:
        MalformedError: data in such a form is not read.

    """
    try:
        form = form_of(content_type)
    except ContentTypeError as error:
        raise MalformedError("datacontenttype", str(error), f"{JSON} or {MSGPACK}") from None
    return READERS[form]


def _statement_or_error(item: bytes, form: Form) -> object | LogError:
    if len(item) > ONE_BYTES_MAX:
        return _too_long(ONE_BYTES_MAX)
    try:
        return _statement(item, form)
    except LogError as error:
        return error


def _statement(raw: bytes, form: Form) -> object:
    plain = named(READERS[form])(raw)
    if form is Form.CLOUDEVENT:
        return cloudevents.of_structured(plain, data_reader)
    return plain


def _check_length(text: str, bytes_max: int) -> None:
    if text.isdecimal() and (len(text) > LENGTH_DIGITS_MAX or int(text) > bytes_max):
        raise _too_long(bytes_max)


def _too_long(bytes_max: int) -> BodyTooLargeError:
    return BodyTooLargeError(f"the body is longer than {bytes_max} bytes")
