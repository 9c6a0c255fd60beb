"""A table in the form that was asked for: JSON, CSV, NDJSON or Arrow."""

import csv
import io
import json
from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from typing import Any, Final

from starlette.requests import Request

from jointlog.domain.errors import MalformedError
from jointlog.projections.statistics.plain import Flat, dicts
from jointlog.projections.wording.harmless import guarded


class Form(StrEnum):
    """How an answer is written."""

    JSON = "json"
    CSV = "csv"
    NDJSON = "ndjson"
    ARROW = "arrow"


MEDIA_TYPES: Final = {
    Form.JSON: "application/json",
    Form.CSV: "text/csv",
    Form.NDJSON: "application/x-ndjson",
    Form.ARROW: "application/vnd.apache.arrow.stream",
}


def form_of(request: Request, asked: Form | None) -> Form:
    """The form that the parameter names, or the first that ``Accept`` names; else JSON."""
    if asked is not None:
        return asked
    for part in request.headers.get("accept", "").split(","):
        wanted = part.partition(";")[0].strip().lower()
        for form, media_type in MEDIA_TYPES.items():
            if wanted == media_type:
                return form
    return Form.JSON


def written(flat: Flat, form: Form) -> bytes:
    """The rows in a form other than JSON.

    Raises:
        MalformedError: the form needs a library that is not installed.

    """
    return WRITERS[form](flat)


def _csv(flat: Flat) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(flat.names)
    writer.writerows([guarded(c) if isinstance(c, str) else c for c in row] for row in flat.rows)
    return out.getvalue().encode()


def _ndjson(flat: Flat) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in dicts(flat))


def _arrow(flat: Flat) -> bytes:
    try:
        arrow: Any = import_module("pyarrow")
    except ImportError:
        raise MalformedError(
            "format",
            "Arrow needs pyarrow on the server: pip install 'jointlog[analysis]'",
            "json, csv or ndjson",
        ) from None
    types = {"text": arrow.string(), "integer": arrow.int64(), "boolean": arrow.bool_()}
    fields = zip(flat.names, flat.kinds, strict=True)
    schema = arrow.schema([(name, types[kind]) for name, kind in fields])
    table = arrow.Table.from_pylist([dict(row) for row in dicts(flat)], schema=schema)
    sink = arrow.BufferOutputStream()
    with arrow.ipc.new_stream(sink, schema) as stream:
        stream.write_table(table)
    made: bytes = sink.getvalue().to_pybytes()
    return made


WRITERS: Final[dict[Form, Callable[[Flat], bytes]]] = {
    Form.CSV: _csv,
    Form.NDJSON: _ndjson,
    Form.ARROW: _arrow,
}
