"""The API's schema (OpenAPI 3.1): bodies from the event types, each with its example."""

import json
from typing import Any, Final

from fastapi import FastAPI

from jointlog.api.body import CLOUDEVENT, CLOUDEVENT_BATCH, JSON, MSGPACK
from jointlog.api.cloudevents import PREFIX, VALUE_LENGTH_MAX
from jointlog.api.problems import MEDIA_TYPE, TABLE, Problem
from jointlog.api.slices import ITEMS_MAX
from jointlog.domain.declare import Corrects, Event
from jointlog.domain.entry import INCIDENT_ID, NAME_LENGTH_MAX, Envelope
from jointlog.domain.events import catalogue
from jointlog.domain.schema import (
    EXAMPLE_ID,
    EXAMPLE_TIME,
    UUID_PATTERN,
    example,
    json_schema,
)

INCIDENT_PATTERN: Final = f"^{INCIDENT_ID.pattern}$"
IF_MATCH: Final = {
    "name": "If-Match",
    "in": "header",
    "description": 'Record only if the incident is at this version, such as "12".',
    "schema": {"type": "string"},
}


def _ref(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def _examples() -> dict[str, Any]:
    return {cls.declared.name: _ref("examples", cls.declared.name) for cls in catalogue()}


STATEMENT_BODY: Final[dict[str, Any]] = {
    "parameters": [IF_MATCH],
    "requestBody": {
        "required": True,
        "description": "A statement, at most 1 MiB. A CloudEvent is read here too.",
        "content": {
            JSON: {"schema": _ref("schemas", "Statement"), "examples": _examples()},
            MSGPACK: {"schema": _ref("schemas", "Statement")},
            CLOUDEVENT: {"schema": _ref("schemas", "CloudEvent")},
        },
    },
}
CLOUDEVENT_BODY: Final[dict[str, Any]] = {
    "parameters": [IF_MATCH],
    "requestBody": {
        "required": True,
        "description": "A CloudEvent 1.0. In binary mode its attributes are headers (ce-id, "
        "ce-source, ce-type, ce-specversion, ce-time, ce-incident) and the body is its data; "
        "without such headers the body is a statement that names its incident.",
        "content": {
            CLOUDEVENT: {
                "schema": _ref("schemas", "CloudEvent"),
                "examples": {"structured": _ref("examples", "CloudEvent")},
            },
            CLOUDEVENT_BATCH: {"schema": _ref("schemas", "CloudEventBatch")},
            JSON: {"schema": {"type": "object"}},
            MSGPACK: {"schema": {"type": "object"}},
        },
    },
}
BATCH_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "A list of at most 1000 statements, at most 8 MiB.",
        "content": {
            JSON: {"schema": _ref("schemas", "StatementBatch")},
            MSGPACK: {"schema": _ref("schemas", "StatementBatch")},
            CLOUDEVENT_BATCH: {"schema": _ref("schemas", "CloudEventBatch")},
        },
    },
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a route, for its ``responses``; every other one is a problem too."""
    content = {MEDIA_TYPE: {"schema": _ref("schemas", "Problem")}}
    titles: dict[int, list[str]] = {status: [] for status in statuses}
    for row in TABLE.values():
        if row.status in titles:
            titles[row.status].append(row.title)
    made: dict[int | str, dict[str, Any]] = {
        status: {"description": "; ".join(named), "content": content}
        for status, named in titles.items()
    }
    made["default"] = {"description": "Any other refusal", "content": content}
    return made


def statement_schema(cls: type[Event]) -> dict[str, Any]:
    """The schema of a statement of this type."""
    facts = json_schema(cls)
    declared = cls.declared
    who = ", ".join(sorted(declared.posted_by))
    required = ["type", "occurred", *(["facts"] if facts.get("required") else [])]
    if declared.corrects is not Corrects.NOTHING:
        required.append("corrects")
    return {
        "title": declared.name,
        "description": f"{declared.summary} Recorded by: {who}.",
        "type": "object",
        "allOf": [_ref("schemas", "Envelope")],
        "properties": {
            "id": {
                "type": "string",
                "format": "uuid",
                "pattern": UUID_PATTERN,
                "description": "The event's id, of the poster's choice; made where it is left out.",
            },
            "type": {"type": "string", "const": declared.name},
            "incident": _ref("schemas", "IncidentId"),
            "facts": facts,
        },
        "required": required,
        "unevaluatedProperties": False,
        "deprecated": declared.retired,
    }


def statement_example(cls: type[Event]) -> dict[str, Any]:
    """A statement of this type that is accepted from an agency that may record it."""
    plain = {"type": cls.declared.name, "occurred": EXAMPLE_TIME, "facts": example(cls)}
    if cls.declared.corrects is not Corrects.NOTHING:
        plain["corrects"] = EXAMPLE_ID
    return plain


def _envelope_schema() -> dict[str, Any]:
    """What every statement carries; left open, because a statement has more."""
    schema = json_schema(Envelope)
    del schema["additionalProperties"]
    return schema


def _cloudevent_schema(names: list[str]) -> dict[str, Any]:
    text = {"type": "string", "minLength": 1, "maxLength": VALUE_LENGTH_MAX}
    single = {"anyOf": [{**text, "minLength": 0}, {"type": "integer"}, {"type": "boolean"}]}
    return {
        "type": "object",
        "description": "A CloudEvent 1.0 in structured mode.",
        "properties": {
            "specversion": {"type": "string", "const": "1.0"},
            "id": {**text, "description": "A UUID is the event's id; others are hashed."},
            "source": text,
            "type": {
                "type": "string",
                "enum": [*names, *(f"{PREFIX}{name}" for name in names)],
                "description": "The event type, also with org.jointlog. before.",
            },
            "time": {"type": "string", "format": "date-time", "description": "When it happened."},
            "subject": {
                "type": "string",
                "maxLength": NAME_LENGTH_MAX,
                "description": "The person's pseudonym.",
            },
            "incident": _ref("schemas", "IncidentId"),
            "datacontenttype": {"type": "string", "enum": [JSON, MSGPACK]},
            "data": {"type": "object", "description": "Facts and envelope of the statement."},
            "data_base64": {"type": "string", "contentEncoding": "base64"},
        },
        "required": ["specversion", "id", "source", "type"],
        "not": {"required": ["data", "data_base64"]},
        "propertyNames": {"pattern": "^([a-z0-9]{1,64}|data_base64)$"},
        "additionalProperties": single,
    }


def _schemas() -> dict[str, Any]:
    names = [cls.declared.name for cls in catalogue()]
    return {
        "Problem": Problem.model_json_schema(),
        "IncidentId": {
            "type": "string",
            "pattern": INCIDENT_PATTERN,
            "description": "The first poster's own reference, or a UUID.",
        },
        "Envelope": _envelope_schema(),
        "Statement": {
            "description": "One fact about an incident, with when, of whom and whence.",
            "oneOf": [_ref("schemas", name) for name in names],
            "discriminator": {
                "propertyName": "type",
                "mapping": {name: _ref("schemas", name)["$ref"] for name in names},
            },
        },
        "StatementBatch": {
            "type": "array",
            "items": _ref("schemas", "Statement"),
            "maxItems": ITEMS_MAX,
        },
        "CloudEvent": _cloudevent_schema(names),
        "CloudEventBatch": {
            "type": "array",
            "items": _ref("schemas", "CloudEvent"),
            "maxItems": ITEMS_MAX,
        },
        **{cls.declared.name: statement_schema(cls) for cls in catalogue()},
    }


def _named_examples() -> dict[str, Any]:
    first = next(iter(catalogue()))
    return {
        **{
            cls.declared.name: {"summary": cls.declared.name, "value": statement_example(cls)}
            for cls in catalogue()
        },
        "CloudEvent": {
            "summary": "A CloudEvent in structured mode",
            "value": {
                "specversion": "1.0",
                "id": EXAMPLE_ID,
                "source": "/cad/met",
                "type": f"org.jointlog.{first.declared.name}",
                "time": "2026-03-01T22:41:00Z",
                "incident": "CAD-1234",
                "data": {"facts": example(first)},
            },
        },
    }


class DocumentedAPI(FastAPI):
    """FastAPI whose schema also has the event types, their examples and the problem shape."""

    def openapi(self) -> dict[str, Any]:
        """The whole schema, made once."""
        if self.openapi_schema is None:
            # A copy: FastAPI keeps its own, and shared parts must not be changed.
            document = json.loads(json.dumps(super().openapi()))
            components = document.setdefault("components", {})
            schemas = components.setdefault("schemas", {})
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            schemas.update(_schemas())
            components["examples"] = _named_examples()
            self.openapi_schema = document
        return self.openapi_schema
