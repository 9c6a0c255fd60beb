"""CloudEvents 1.0 as statements: structured, binary and batch (the JSON and HTTP bindings).

`type` is the event type's name, also with the prefix ``org.jointlog.``; the incident stands in
the extension attribute `incident` or in the data; `time` is when it happened unless the data says
`occurred`; `subject` is the person's pseudonym unless the data says `subject`. Other extension
attributes are the transport's business and are not kept.
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterable
from typing import Any, Final
from urllib.parse import unquote_to_bytes
from uuid import UUID, uuid5

from jointlog.domain.entry import UUID_TEXT
from jointlog.domain.errors import MalformedError
from jointlog.domain.statement import ENVELOPE_FIELDS

PREFIX: Final = "org.jointlog."
EVENT_IDS: Final = UUID("3f0c2a5e-5d0b-5f5c-9a53-0f6a1c7f1e55")
"""Namespace of event ids that are made from a CloudEvent's source and id; never changed."""
ATTRIBUTE: Final = re.compile(r"[a-z0-9]{1,64}")
VALUE_LENGTH_MAX: Final = 500
TIME: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE
)
TEXTS: Final = ("specversion", "id", "source", "type", "time", "subject", "incident")
"""The attributes that are read here; each is text."""
DATA_FIELDS: Final = ("data", "data_base64")
Reader = Callable[[bytes], Any]


def is_binary(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether headers are those of a CloudEvent in binary mode."""
    return any(name.startswith(b"ce-") for name, _ in headers)


def of_structured(plain: object, read_data: Callable[[str], Reader]) -> dict[str, Any]:
    """The statement of a structured CloudEvent.

    Args:
        plain: the event, as read from JSON.
        read_data: the strict reader for a content type, for data in base64.

    Raises:
        MalformedError: names the attribute, the problem and what is expected.

    """
    if not isinstance(plain, dict):
        raise MalformedError("", "is not an object", "a CloudEvent with specversion, id, type, ...")
    attributes = {name: value for name, value in plain.items() if name not in DATA_FIELDS}
    content_type = attributes.pop("datacontenttype", "application/json")
    if not isinstance(content_type, str):
        raise MalformedError("datacontenttype", "is not text", "application/json")
    if "data" in plain and "data_base64" in plain:
        raise MalformedError("data_base64", "stands beside data", "one of the two")
    data = plain.get("data")
    read = read_data(content_type)
    if "data_base64" in plain:
        data = read(_base64(plain["data_base64"]))
    return statement(attributes, data)


def of_binary(headers: Iterable[tuple[str, str]], data: object) -> dict[str, Any]:
    """The statement of a CloudEvent whose attributes are ``ce-`` headers.

    Raises:
        MalformedError: names the attribute, the problem and what is expected.

    """
    attributes: dict[str, Any] = {}
    for name, value in headers:
        if not name.startswith("ce-"):
            continue
        attribute = name.removeprefix("ce-")
        if attribute in attributes:
            raise MalformedError(name, "stands twice", "each header once")
        attributes[attribute] = _header_value(name, value)
    if "datacontenttype" in attributes:
        raise MalformedError("ce-datacontenttype", "is not a header", "Content-Type")
    return statement(attributes, data)


def statement(attributes: dict[str, Any], data: object) -> dict[str, Any]:
    """The statement of a CloudEvent's attributes and data.

    Raises:
        MalformedError: names the attribute, the problem and what is expected.

    """
    for name, value in attributes.items():
        _check_attribute(name, value)
    if _required(attributes, "specversion") != "1.0":
        raise MalformedError("specversion", "is another version", "1.0")
    identity, source = _required(attributes, "id"), _required(attributes, "source")
    name = _required(attributes, "type").removeprefix(PREFIX)
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise MalformedError("data", "is not an object", '{"facts": {...}, "occurred": ...}')
    for field in ("id", "type"):
        if field in data:
            raise MalformedError(f"data.{field}", "stands in the data", f"the attribute {field}")
    plain = {"id": str(event_id(identity, source)), "type": name, **data}
    if (time := attributes.get("time")) is not None:
        if not TIME.fullmatch(time):
            raise MalformedError("time", f"{time[:60]!r} is no time", "2026-03-01T22:41:00Z")
        plain.setdefault("occurred", time.upper())
    for field in ("incident", "subject"):
        if field in attributes:
            plain.setdefault(field, attributes[field])
    if "incident" in attributes and plain["incident"] != attributes["incident"]:
        raise MalformedError("data.incident", "is not the attribute incident", "the same, or none")
    return plain


def event_id(identity: str, source: str) -> UUID:
    """The event id of a CloudEvent: its own where that is a UUID, else one of source and id."""
    if UUID_TEXT.fullmatch(identity):
        return UUID(identity)
    return uuid5(EVENT_IDS, f"{source}\n{identity}")


def _check_attribute(name: str, value: object) -> None:
    if not ATTRIBUTE.fullmatch(name):
        raise MalformedError(f"{name!r:.60}", "is no attribute", "lower-case letters and digits")
    if name in ENVELOPE_FIELDS and name not in TEXTS:
        raise MalformedError(name, "is no attribute", f"data.{name}")
    if not isinstance(value, str | int | bool):
        raise MalformedError(name, "is not a single value", "text")
    if isinstance(value, str) and len(value) > VALUE_LENGTH_MAX:
        raise MalformedError(name, f"{len(value)} characters", f"at most {VALUE_LENGTH_MAX}")


def _required(attributes: dict[str, Any], name: str) -> str:
    for text in TEXTS:
        if not isinstance(attributes.get(text, ""), str):
            raise MalformedError(text, "is not text", "text")
    value: str = attributes.get(name, "")
    if not value:
        raise MalformedError(name, "is missing", f"the CloudEvent's {name}")
    return value


def _base64(value: object) -> bytes:
    if not isinstance(value, str):
        raise MalformedError("data_base64", "is not text", "Base64")
    try:
        return b64decode(value, validate=True)
    except (Base64Error, ValueError):
        raise MalformedError("data_base64", "is not Base64", "Base64") from None


def _header_value(name: str, value: str) -> str:
    """A header's value, with its quotes and its percent-encoded UTF-8 read."""
    if len(value) > 1 and value.startswith('"') and value.endswith('"'):
        value = re.sub(r"\\(.)", r"\1", value[1:-1])
    try:
        return unquote_to_bytes(value.encode("ascii")).decode()
    except UnicodeError:
        raise MalformedError(
            name, "is not percent-encoded UTF-8", "ASCII, others as %C3%A9"
        ) from None
