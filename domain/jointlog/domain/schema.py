"""The JSON Schema (2020-12) of a declared class's wire form, and an example that it accepts.

Made from the same declarations that `jointlog.domain.wire` reads by. What a schema cannot say
(text without NUL, the forms of a time) the reader still checks.
"""

import types
from enum import Enum, StrEnum
from typing import Any, Final, Union, get_args, get_origin
from uuid import UUID

from jointlog.domain.declare import COUNT_MAX, About, Field, fields_of
from jointlog.domain.time import Occurred
from jointlog.domain.timetext import TEXT_LENGTH_MAX
from jointlog.domain.vocabulary import AGENCY_ID, Agency, AgencyKind
from jointlog.domain.wire import OccurredShown, bounds, writer

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
UUID_PATTERN: Final = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
AGENCY_PATTERN: Final = f"^({'|'.join(AgencyKind)})(:{AGENCY_ID.pattern})?$"

EXAMPLE_ID: Final = "0195576c-8a20-7000-8000-000000000001"
EXAMPLE_AGENCY: Final = "police:met"
EXAMPLE_TIME: Final = "2026-03-01 22:41 Europe/London"
EXAMPLE_TEXT: Final = "as the source says it"


def json_schema(cls: type[Any]) -> dict[str, Any]:
    """The JSON Schema of the wire form of a declared class."""
    fields = fields_of(cls)
    schema: dict[str, Any] = {
        "title": cls.__name__,
        "description": " ".join((cls.__doc__ or "").split()),
        "type": "object",
        "properties": {field.name: _property(field) for field in fields},
        "additionalProperties": False,
    }
    if required := [field.name for field in fields if field.is_required]:
        schema["required"] = required
    return schema


def example(cls: type[Any]) -> dict[str, Any]:
    """A plain value that reads as this class.

    It has the required fields, and the others for which the declaration names an example; where
    that is none, the first field of all.
    """
    fields = fields_of(cls)
    shown = [field for field in fields if field.is_required or field.about.example is not None]
    return {field.name: _example(field.hint, field.about) for field in shown or fields[:1]}


def _property(field: Field) -> dict[str, Any]:
    unit = f" Unit: {field.about.unit}." if field.about.unit else ""
    schema = {"description": f"{field.about.text}{unit}", **_schema(field.hint, field.about)}
    if not (field.is_required or field.default in (None, "", ())):
        schema["default"] = writer(field.hint)(field.default)
    return schema


def _schema(hint: Any, about: About) -> dict[str, Any]:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema(_inner(hint), about), {"type": "null"}]}
    if origin is tuple:
        items = _schema(get_args(hint)[0], about)
        return {"type": "array", "items": items, "maxItems": COUNT_MAX}
    if hint is str:
        return {"type": "string", "maxLength": about.length_max}
    if hint is bool:
        return {"type": "boolean"}
    if hint in (int, float):
        low, high = bounds(hint, about)
        kind = "integer" if hint is int else "number"
        return {"type": kind, "minimum": low, "maximum": high}
    if hint is UUID:
        return {"type": "string", "format": "uuid", "pattern": UUID_PATTERN}
    if hint is Agency:
        return {"type": "string", "pattern": AGENCY_PATTERN}
    if hint is Occurred:
        text = {
            "type": "string",
            "maxLength": TEXT_LENGTH_MAX,
            "description": "One of the forms in docs/time.md.",
        }
        return {"oneOf": [text, json_schema(OccurredShown)]}
    if issubclass(hint, StrEnum):
        return {"type": "string", "enum": [member.value for member in hint]}
    return json_schema(hint)


def _example(hint: Any, about: About) -> Any:
    if about.example is not None:
        named = about.example
        return named.value if isinstance(named, Enum) else named
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _example(_inner(hint), about)
    if origin is tuple:
        return [_example(get_args(hint)[0], about)]
    if hint in (int, float):
        low, high = bounds(hint, about)
        return hint(min(max(low, 1), high))
    if hint is str:
        return EXAMPLE_TEXT[: about.length_max]
    fixed = {bool: True, UUID: EXAMPLE_ID, Agency: EXAMPLE_AGENCY, Occurred: EXAMPLE_TIME}
    if hint in fixed:
        return fixed[hint]
    if issubclass(hint, StrEnum):
        return next(iter(hint)).value
    return example(hint)


def _inner(hint: Any) -> Any:
    (inner,) = (arg for arg in get_args(hint) if arg is not type(None))
    return inner
