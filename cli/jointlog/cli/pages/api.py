"""`docs/api.md`: the routes, from the OpenAPI document. Only this page imports the API."""

from typing import Any

from jointlog.api.app import create_app
from jointlog.api.problems import TABLE
from jointlog.cli.pages import NOTICE
from jointlog.cli.pages.markdown import heading, joined, paragraph, table
from jointlog.domain.errors import LogError
from jointlog.domain.store.log import Log
from jointlog.domain.store.settings import Settings

METHODS = ("get", "post", "put", "patch", "delete")
INTRODUCTION = """`jointlog serve` answers at <http://127.0.0.1:8000/>; the whole schema is its
OpenAPI document at `/openapi.json`, readable at `/docs`. A key goes into the header
`Authorization: Bearer <key>`. Refusals are problems: see [problems.md](problems.md). What a
statement holds is in [events.md](events.md)."""


def page() -> str:
    """The page."""
    schema = _schema()
    schemas = schema.get("components", {}).get("schemas", {})
    routes = [
        (method.upper(), path, operation)
        for path, item in schema["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]
    rows = [
        (method, f"`{path}`", operation.get("summary", "")) for method, path, operation in routes
    ]
    blocks = [
        heading(1, "HTTP API"),
        NOTICE,
        paragraph(INTRODUCTION),
        table(("method", "address", "what"), rows),
    ]
    for method, path, operation in routes:
        blocks += _route(method, path, operation)
    blocks.append(heading(1, "Answers"))
    for name, shape in sorted(schemas.items()):
        if name.endswith(("View", "Page", "Problem")) and shape.get("properties"):
            blocks += _shape(name, shape)
    return joined(blocks)


def _schema() -> dict[str, Any]:
    with Log.open(Settings(None)) as log:
        schema: dict[str, Any] = create_app(log, clock=lambda: 0).openapi()
    return schema


def refusals() -> dict[type[LogError], tuple[int, str]]:
    """Every refusal with its HTTP status and title."""
    return {kind: (row.status, row.title) for kind, row in TABLE.items()}


def _route(method: str, path: str, operation: dict[str, Any]) -> list[str]:
    blocks = [heading(2, f"{method} {path}")]
    blocks += [paragraph(p) for p in operation.get("description", "").split("\n\n")]
    parameters = [
        (f"`{p['name']}`", p["in"], _type(p.get("schema", {})), p.get("description", ""))
        for p in operation.get("parameters", [])
    ]
    if parameters:
        blocks.append(table(("parameter", "in", "type", "meaning"), parameters))
    body = operation.get("requestBody")
    if body:
        forms = ", ".join(f"`{form}`" for form in body["content"])
        blocks.append(f"Body: {forms}. {body.get('description', '')}".rstrip())
    answers = [
        (status, _answer(answer), answer.get("description", ""))
        for status, answer in sorted(operation.get("responses", {}).items())
    ]
    blocks.append(table(("status", "answer", "meaning"), answers))
    return blocks


def _answer(answer: dict[str, Any]) -> str:
    types = [_type(each.get("schema", {})) for each in answer.get("content", {}).values()]
    return ", ".join(dict.fromkeys(types))


def _shape(name: str, shape: dict[str, Any]) -> list[str]:
    rows = [
        (f"`{field}`", _type(about), about.get("description", ""))
        for field, about in shape["properties"].items()
    ]
    return [heading(2, name), paragraph(shape.get("description", "")), table(HEAD, rows)]


HEAD = ("member", "type", "meaning")


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        is_here = name.endswith(("View", "Page", "Problem"))
        return f"[{name}](#{name.lower()})" if is_here else name
    for key in ("anyOf", "oneOf"):
        if key in schema:
            told = [_type(each) for each in schema[key] if each.get("type") != "null"]
            return " or ".join(dict.fromkeys(told))
    if "enum" in schema:
        return " ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return str(schema.get("type", "any"))
