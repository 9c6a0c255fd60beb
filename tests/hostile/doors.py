"""The doors that a statement can come in by, each with how a row of the table is said there."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import msgpack
import pytest

from tests.api.grammar import BATCH, EVENTS, Answer, Api
from tests.grammar import INCIDENT
from tests.hostile.table import FACT, ID, Row, statement

MARK: Final = '"MARK"'
CLOUDEVENT: Final = "application/cloudevents+json"
HEADERS: Final = {"Content-Type": "application/msgpack"}


def json_of(plain: Any, row: Row) -> bytes:
    """The JSON of a statement, or of what holds one, with the row's own text in it."""
    raw = json.dumps(plain).encode()
    if row.text:
        at = raw.index(b'"facts": {') + len(b'"facts": {')
        rest = raw[at:]
        if b'"item"' in row.text:  # the row says it twice itself
            rest = rest.replace(b'"item": "danger", ', b"", 1)
        raw = raw[:at] + row.text + b", " + rest
    return raw if row.whole is None else row.whole(raw)


def msgpack_of(plain: dict[str, Any], row: Row) -> bytes:
    """The MessagePack of a statement, with the row's own value in it."""
    if row.packed:
        plain = {**plain, "facts": {**plain["facts"], FACT: "MARK"}}
    try:
        raw: bytes = msgpack.packb(plain, unicode_errors="surrogatepass")
    except (OverflowError, ValueError):
        pytest.skip("MessagePack cannot say it")
    return raw.replace(b"\xa4MARK", row.packed) if row.packed else raw


def cloudevent(row: Row) -> dict[str, Any]:
    """The statement as a CloudEvent in structured mode."""
    plain = statement(row)
    return {
        "specversion": "1.0",
        "source": "/cad/met",
        "id": plain.pop("id"),
        "type": plain.pop("type"),
        "data": {"incident": INCIDENT, **plain},
    }


def by_json(api: Api, row: Row) -> Answer:
    """One statement as JSON."""
    return api.police.post(EVENTS, content=json_of(statement(row), row))


def by_msgpack(api: Api, row: Row) -> Answer:
    """One statement as MessagePack."""
    return api.police.post(EVENTS, content=msgpack_of(statement(row), row), headers=HEADERS)


def by_cloudevent(api: Api, row: Row) -> Answer:
    """A structured CloudEvent."""
    headers = {"Content-Type": CLOUDEVENT}
    return api.police.post("/v1/events", content=json_of(cloudevent(row), row), headers=headers)


def by_binary_cloudevent(api: Api, row: Row) -> Answer:
    """A CloudEvent in binary mode, with its data as JSON."""
    event = cloudevent(row)
    attributes = {"specversion": "1.0", "source": "/cad/met", "id": event["id"]}
    headers = {f"ce-{name}": str(value) for name, value in attributes.items()}
    headers["ce-type"] = str(event["type"])
    is_text = isinstance(event["id"], str)
    if not (is_text and all(value.isascii() for value in headers.values())):
        pytest.skip("a header cannot say it")
    return api.police.post("/v1/events", content=json_of(event["data"], row), headers=headers)


def _batch(items: list[bytes]) -> bytes:
    return b"[" + b", ".join(items) + b"]"


def by_batch(api: Api, row: Row) -> Answer:
    """Between two good statements in a JSON batch."""
    good = [json.dumps({**statement(), "id": None}).encode().replace(b', "id": null', b"")] * 2
    return api.police.post(BATCH, content=_batch([good[0], json_of(statement(row), row), good[1]]))


def by_msgpack_batch(api: Api, row: Row) -> Answer:
    """Between two good statements in a MessagePack batch."""
    plain = {name: value for name, value in statement().items() if name != "id"}
    good: bytes = msgpack.packb(plain)
    raw = b"\x93" + good + msgpack_of(statement(row), row) + good
    return api.police.post(BATCH, content=raw, headers=HEADERS)


def by_cloudevent_batch(api: Api, row: Row) -> Answer:
    """Between two good CloudEvents in a batch."""
    good = [
        json.dumps({**cloudevent(Row("stored")), "id": f"{ID[:-1]}{number}"}).encode()
        for number in range(2)
    ]
    headers = {"Content-Type": "application/cloudevents-batch+json"}
    raw = _batch([good[0], json_of(cloudevent(row), row), good[1]])
    return api.police.post("/v1/events", content=raw, headers=headers)


@dataclass(frozen=True)
class Door:
    """How a row is said over HTTP."""

    say: Callable[[Api, Row], Answer]
    takes_json: bool = True
    is_batch: bool = False
    is_cloudevent: bool = False

    def takes(self, row: Row) -> bool:
        """Whether the row can be said here."""
        if self.takes_json:
            return row.is_json
        return not (row.text or row.whole)


DOORS: Final = {
    "json": Door(by_json),
    "msgpack": Door(by_msgpack, takes_json=False),
    "cloudevent": Door(by_cloudevent, is_cloudevent=True),
    "binary cloudevent": Door(by_binary_cloudevent, is_cloudevent=True),
    "batch": Door(by_batch, is_batch=True),
    "msgpack batch": Door(by_msgpack_batch, takes_json=False, is_batch=True),
    "cloudevent batch": Door(by_cloudevent_batch, is_batch=True, is_cloudevent=True),
}
