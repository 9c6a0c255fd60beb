"""The doors that a statement can come in by, each with how a row of the table is said there."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import msgpack

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
    raw: bytes = msgpack.packb(plain, unicode_errors="surrogatepass")
    return raw.replace(b"\xa4MARK", row.packed) if row.packed else raw


def is_packable(row: Row) -> bool:
    """Whether MessagePack can say it: whole numbers have 64 bits, and lists are not that deep."""
    try:
        msgpack_of(statement(row), row)
    except (OverflowError, ValueError):
        return False
    return not (row.text or row.whole)


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


def _attributes(event: dict[str, Any]) -> dict[str, Any]:
    """What a CloudEvent in binary mode says in headers."""
    return {name: event[name] for name in ("specversion", "source", "id", "type")}


def is_header(row: Row) -> bool:
    """Whether headers can say it: they are text, and ASCII."""
    said = _attributes(cloudevent(row)).values()
    return row.is_json and all(isinstance(value, str) and value.isascii() for value in said)


def by_binary_cloudevent(api: Api, row: Row) -> Answer:
    """A CloudEvent in binary mode, with its data as JSON."""
    event = cloudevent(row)
    headers = {f"ce-{name}": value for name, value in _attributes(event).items()}
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
    takes: Callable[[Row], bool] = lambda row: row.is_json
    is_batch: bool = False
    is_cloudevent: bool = False


DOORS: Final = {
    "json": Door(by_json),
    "msgpack": Door(by_msgpack, takes=is_packable),
    "cloudevent": Door(by_cloudevent, is_cloudevent=True),
    "binary cloudevent": Door(by_binary_cloudevent, takes=is_header, is_cloudevent=True),
    "batch": Door(by_batch, is_batch=True),
    "msgpack batch": Door(by_msgpack_batch, takes=is_packable, is_batch=True),
    "cloudevent batch": Door(by_cloudevent_batch, is_batch=True, is_cloudevent=True),
}
