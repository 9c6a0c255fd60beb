"""The API's reference as one HTML page, drawn here from the schema: no script, nothing fetched."""

import json
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from jointlog.api.problems import TABLE, NoSuchAddressError
from jointlog.domain.errors import LogError

router = APIRouter(include_in_schema=False)

STYLE: Final = """
body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#1b1b1b;
background:#fff}
a{color:#0b4f9e}h2{border-bottom:2px solid #ccc;margin-top:3rem}h3{margin-top:2rem}
code,pre{font-family:ui-monospace,monospace;font-size:.9rem}
pre{background:#f3f3f3;padding:.75rem;overflow-x:auto}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;
border-bottom:1px solid #ddd;padding:.25rem .75rem .25rem 0}
"""
CSP: Final = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src "
    f"'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
)
HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@router.get("/docs")
def docs(request: Request) -> Response:
    """Show the reference of the API."""
    return HTMLResponse(docs_page(request.app.openapi()), headers=HEADERS)


@router.get("/problems/{code}")
def problem_page(code: str) -> Response:
    """Show what a problem means; its `type` points here."""
    for kind, row in TABLE.items():
        if kind.code == code:
            heading = f"{row.status} {row.title}"
            body = (
                f"<h1>{escape(heading)}</h1>{_problem_text(kind)}<p><a href='/docs'>/docs</a></p>"
            )
            return HTMLResponse(_page(heading, body), headers=HEADERS)
    raise NoSuchAddressError("there is no such problem: see /docs#problems")


def docs_page(document: dict[str, Any]) -> str:
    """The page of a schema."""
    schemas = document["components"]["schemas"]
    examples = document["components"]["examples"]
    types = [ref["$ref"].rpartition("/")[2] for ref in schemas["Statement"]["oneOf"]]
    operations = [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    parts = [
        f"<h1>{escape(document['info']['title'])} {escape(document['info']['version'])}</h1>",
        f"<p>{escape(document['info']['description'])}</p>",
        "<p>The same for programs: <a href='/openapi.json'>/openapi.json</a></p>",
        "<nav aria-label='Contents'><ul>",
        *(
            _link(_anchor(method, path), f"{method.upper()} {path}")
            for method, path, _ in operations
        ),
        _link("envelope", "The envelope of every statement"),
        _link("types", f"The {len(types)} event types"),
        _link("answers", "Answers"),
        _link("problems", "Problems"),
        "</ul></nav><main><h2 id='operations'>Addresses</h2>",
        *(_operation(*each) for each in operations),
        "<h2 id='envelope'>The envelope of every statement</h2>",
        _fields(schemas["Envelope"]),
        "<h2 id='types'>Event types</h2><ul>",
        *(_link(f"type-{name}", name) for name in types),
        "</ul>",
        *(_event_type(name, schemas[name], examples[name]["value"]) for name in types),
        "<h2 id='answers'>Answers</h2>",
        *(
            f"<h3 id='schema-{escape(name)}'>{escape(name)}</h3>{_fields(schema)}"
            for name, schema in schemas.items()
            if name not in types and "properties" in schema and name != "Envelope"
        ),
        "<h2 id='problems'>Problems</h2>",
        *(
            f"<h3 id='problem-{kind.code}'><code>{kind.code}</code>: {row.status} "
            f"{escape(row.title)}</h3>{_problem_text(kind)}"
            for kind, row in TABLE.items()
        ),
        "</main>",
    ]
    return _page(document["info"]["title"], "\n".join(parts))


def _page(title: str, body: str) -> str:
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'>"
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>{body}</body></html>"
    )


def _problem_text(kind: type[LogError]) -> str:
    retry = {
        None: "Change the request.",
        True: "Send the same again.",
        False: "Tell whoever runs it.",
    }
    return f"<p>{escape(' '.join((kind.__doc__ or '').split()))} {retry[TABLE[kind].retry]}</p>"


def _anchor(method: str, path: str) -> str:
    return f"{method}{path.replace('/', '-').replace('{', '').replace('}', '')}"


def _link(anchor: str, text: str) -> str:
    return f"<li><a href='#{escape(anchor)}'>{escape(text)}</a></li>"


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    heading = f"<h3 id='{escape(_anchor(method, path))}'>{method.upper()} {escape(path)}</h3>"
    parts = [heading, f"<p>{escape(operation.get('description', ''))}</p>"]
    parts.append("<p>Needs a key.</p>" if operation.get("security") else "<p>Needs no key.</p>")
    if parameters := operation.get("parameters"):
        rows = (
            (each["name"], f"{each['in']}, {_kind(each['schema'])}", each.get("description", ""))
            for each in parameters
        )
        parts.append(_table(("parameter", "where and what", "meaning"), rows))
    if body := operation.get("requestBody"):
        forms = ((media, _kind(held["schema"]), "") for media, held in body["content"].items())
        parts.append(f"<p>{escape(body['description'])}</p>")
        parts.append(_table(("content type", "body", ""), forms))
    answers = (
        (status, answer["description"], ", ".join(_media(answer)))
        for status, answer in operation["responses"].items()
    )
    parts.append(_table(("status", "meaning", "answer"), answers))
    return "".join(parts)


def _media(answer: dict[str, Any]) -> Iterable[str]:
    for media, held in answer.get("content", {}).items():
        yield f"{media}: {_kind(held.get('schema', {}))}"


def _event_type(name: str, schema: dict[str, Any], shown: dict[str, Any]) -> str:
    return (
        f"<h3 id='type-{escape(name)}'><code>{escape(name)}</code></h3>"
        f"<p>{escape(schema['description'])}</p>{_fields(schema['properties']['facts'])}"
        f"<pre>{escape(json.dumps(shown, indent=2, ensure_ascii=False))}</pre>"
    )


def _fields(schema: dict[str, Any]) -> str:
    required = schema.get("required", [])
    rows = (
        (
            f"{name}{' *' if name in required else ''}",
            _kind(field),
            field.get("description", ""),
        )
        for name, field in schema.get("properties", {}).items()
    )
    return _table(("field (* required)", "what", "meaning"), rows)


def _kind(schema: dict[str, Any]) -> str:
    """What a schema accepts, in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for joint in ("anyOf", "oneOf"):
        if joint in schema:
            kinds = [_kind(each) for each in schema[joint]]
            return " or ".join(kind for kind in dict.fromkeys(kinds) if kind != "null")
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    bounds = [str(schema[key]) for key in ("minimum", "maximum") if key in schema]
    kind = str(schema.get("title") or schema.get("type", "anything"))
    return f"{schema.get('type')} {' to '.join(bounds)}" if bounds else kind


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f"<th scope='col'>{escape(text)}</th>" for text in headings)
    lines = [
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    ]
    if not lines:
        return "<p>No fields.</p>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
