"""The readers take any bytes: what comes out is a value, or the refusal that they document."""

from collections.abc import Callable
from typing import Any

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jointlog.api.body import Body, Form
from jointlog.api.cursor import read_cursor
from jointlog.api.problems import answer_of
from jointlog.domain.errors import LogError
from jointlog.domain.lines import from_line, read_json
from jointlog.domain.store.codec import read_msgpack
from jointlog.domain.timetext import parse
from tests.hostile.doors import json_of
from tests.hostile.table import STORED, Row, statement

GOOD_JSON = json_of(statement(), Row(STORED))
GOOD_MSGPACK: bytes = msgpack.packb(statement())
GOOD = (GOOD_JSON, b"[" + GOOD_JSON + b"]", GOOD_MSGPACK, b"\x91" + GOOD_MSGPACK)


@st.composite
def nearly_good(draw: st.DrawFn) -> bytes:
    """A good body with a piece cut out and any bytes in its place."""
    raw = draw(st.sampled_from(GOOD))
    first = draw(st.integers(0, len(raw)))
    last = draw(st.integers(first, min(len(raw), first + 8)))
    return raw[:first] + draw(st.binary(max_size=8)) + raw[last:]


def _body(form: Form, *, is_batch: bool) -> Callable[[bytes], Any]:
    def read(raw: bytes) -> Any:
        body = Body(raw, form, ())
        return body.statements() if is_batch else body.statement()

    return read


READERS: dict[str, Callable[[bytes], Any]] = {
    "JSON": read_json,
    "MessagePack": read_msgpack,
    "line": lambda raw: from_line(raw.decode("utf-8", "surrogateescape")),
    "time": lambda raw: parse(raw.decode("utf-8", "surrogateescape")),
    "cursor": lambda raw: read_cursor(raw.decode("utf-8", "replace"), "asked"),
    **{f"one {form.name}": _body(form, is_batch=False) for form in Form},
    **{f"batch {form.name}": _body(form, is_batch=True) for form in Form},
}


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=150, deadline=None, derandomize=True)
@given(raw=st.one_of(st.binary(max_size=200), nearly_good()))
def test_a_reader_raises_nothing_but_refusals(name: str, raw: bytes) -> None:
    """Any bytes, and good bodies with a piece exchanged; each refusal can be answered as JSON."""
    refused: list[LogError] = []
    try:
        READERS[name](raw)
    except LogError as error:
        refused.append(error)
    assert all(answer_of(error).status_code < 500 for error in refused)
