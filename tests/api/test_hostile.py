"""Hostile bodies: each is refused with a problem, nothing is stored, and nothing else is lost."""

import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import msgpack
import pytest

from jointlog.api.body import BATCH_BYTES_MAX, ONE_BYTES_MAX
from tests.api.grammar import BATCH, EVENTS, OTHER_ID, Api, statement

PLAIN = json.dumps(statement()).encode()
FACTS = b'"facts": {"channel": "999", "caller_kind": "public"}'


def changed(old: bytes, new: bytes) -> bytes:
    """The plain statement with one thing changed."""
    assert old in PLAIN
    return PLAIN.replace(old, new)


def fact(text: str) -> bytes:
    """The plain statement with one more fact."""
    return changed(b'"public"}', b'"public", ' + text.encode() + b"}")


HOSTILE: dict[str, tuple[bytes, str | None]] = {
    "nothing": (b"", None),
    "no JSON": (b"{", None),
    "a list": (b"[]", None),
    "a number": (b"1", None),
    "null": (b"null", None),
    "two values": (PLAIN + PLAIN, None),
    "NaN": (fact('"caller_ref": NaN'), None),
    "infinity": (fact('"caller_ref": -Infinity'), None),
    "a float beyond all": (fact('"caller_ref": 1e999'), None),
    "a key that stands twice": (changed(b'"occurred"', b'"type": "x", "occurred"'), "type"),
    "an unknown field": (changed(b'"occurred"', b'"agency": "police:x", "occurred"'), "agency"),
    "an unknown fact": (fact('"colour": "red"'), "facts.colour"),
    "an unknown type": (changed(b"contact_received", b"contact_recieved"), "type"),
    "a type that is a number": (changed(b'"contact_received"', b"1"), "type"),
    "a naive time": (changed(b"12:00:00Z", b"12:00:00"), "occurred"),
    "a number as time": (changed(b'"2026-03-01T12:00:00Z"', b"1772366400"), "occurred"),
    "a lone surrogate": (fact('"caller_ref": "\\ud800"'), None),
    "a lone surrogate as key": (fact('"\\ud800": 1'), None),
    "NUL": (changed(b"999", b"call\\u0000"), "facts.channel"),
    "NUL bytes": (changed(b"999", b"call\x00"), None),
    "invalid UTF-8": (changed(b"999", b"call\xff"), None),
    "UTF-16": (PLAIN.decode().encode("utf-16"), None),
    "a byte order mark": (b"\xef\xbb\xbf" + PLAIN, None),
    "900 levels": (changed(b'"public"', b"[" * 900 + b"]" * 900), None),
    "900 levels, unclosed": (b"[" * 900, None),
    "5000 digits": (fact('"caller_ref": ' + "9" * 5000), None),
    "an id that is none": (changed(b"0195576c", b"xxxxxxxx"), "id"),
    "facts that are a list": (changed(FACTS, b'"facts": []'), "facts"),
    "true as text": (changed(b'"999"', b"true"), "facts.channel"),
    "a value that is none": (changed(b"999", b"pigeon"), "facts.channel"),
    "text too long": (changed(b'"occurred"', b'"subject": "' + b"x" * 65 + b'", "occurred"'), None),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_refused_and_nothing_is_stored(api: Api, name: str) -> None:
    """400 with a problem; the next good statement is recorded as the first."""
    raw, field = HOSTILE[name]
    api.police.post(EVENTS, content=raw).then_problem(400, answer_code(name), field)
    api.then_recorded()
    api.police.post(EVENTS, statement()).then(201)


@pytest.mark.parametrize("name", [n for n in HOSTILE if n not in ("nothing", "two values")])
def test_a_hostile_item_spoils_no_neighbour(api: Api, name: str) -> None:
    """Of three items the middle one is refused by name and the others are recorded."""
    raw = HOSTILE[name][0]
    if name in ("no JSON", "900 levels, unclosed"):
        api.police.post(BATCH, content=b"[" + raw + b"]").then_problem(400, "malformed")
        return
    good = json.dumps(statement(id=OTHER_ID)).encode()
    last = json.dumps(statement(id=None)).encode()
    answer = api.police.post(BATCH, content=b"[" + b", ".join((good, raw, last)) + b"]").then(200)
    assert [each["status"] for each in answer.json["results"]] == [201, 400, 201]
    assert answer.json["results"][1]["problem"]["code"] == answer_code(name)
    api.then_recorded("contact_received", "contact_received")


def answer_code(name: str) -> str:
    """The code that a hostile body is refused with."""
    return "unknown_event" if name == "an unknown type" else "malformed"


PACKED: dict[str, bytes] = {
    "nothing": b"",
    "cut off": msgpack.packb(statement())[:-3],
    "two values": msgpack.packb(statement()) * 2,
    "NaN": msgpack.packb(statement(facts={"channel": float("nan")})),
    "binary": msgpack.packb(statement(facts={"channel": b"999"})),
    "an extension": msgpack.packb(statement(facts={"channel": msgpack.ExtType(1, b"x")})),
    "a number as key": msgpack.packb({**statement(), 1: 2}),
    "a key that stands twice": b"\x82\xa4type\xa1x\xa4type\xa1x",
    "900 levels": b"\x91" * 900 + b"\x90",
    "a length that is a lie": b"\xdd\xff\xff\xff\xff",
    "a great number": msgpack.packb(statement(facts={"channel": 2**63})),
    "invalid UTF-8": b"\x81\xa4type\xa1\xff",
    "a byte that is never used": b"\xc1",
}


@pytest.mark.parametrize("name", PACKED)
def test_a_hostile_messagepack_body_is_refused(api: Api, name: str) -> None:
    """400, nothing stored, alone and (where it has an end) between good neighbours."""
    headers = {"Content-Type": "application/msgpack"}
    raw = PACKED[name]
    api.police.post(EVENTS, content=raw, headers=headers).then_problem(400, "malformed")
    good, last = statement(id=OTHER_ID), statement()
    body = b"\x93" + msgpack.packb(good) + raw + msgpack.packb(last)
    answer = api.police.post(BATCH, content=body, headers=headers)
    endless = (
        "nothing",
        "cut off",
        "two values",
        "a length that is a lie",
        "a byte that is never used",
    )
    if name in endless:
        answer.then_problem(400, "malformed")
        api.then_recorded()
    else:
        assert [each["status"] for each in answer.then(200).json["results"]] == [201, 400, 201]


def test_every_form_of_messagepack_value_is_cut_whole(api: Api) -> None:
    """Items of every width of text, number, list, map, binary and extension are told apart."""
    values: list[Any] = [
        None, True, -1, 5, 200, 70_000, 2**40, -200, -70_000, -(2**40), 1.5,
        "x" * 40, "x" * 300, "x" * 70_000, b"x", b"x" * 300, b"x" * 70_000,
        [0] * 20, [0] * 70_000, {str(n): n for n in range(20)}, {str(n): 0 for n in range(70_000)},
        *(msgpack.ExtType(1, b"x" * size) for size in (1, 2, 4, 8, 16, 3, 300, 70_000)),
    ]  # fmt: skip
    answer = api.police.post_msgpack(BATCH, [*values, statement()]).then(200)
    assert [each["status"] for each in answer.json["results"]] == [*([400] * len(values)), 201]
    single = b"\x91\xca\x3f\x80\x00\x00"
    headers = {"Content-Type": "application/msgpack"}
    assert api.police.post(BATCH, content=single, headers=headers).json["refused"] == 1


TYPES = {
    "none": "",
    "a form": "application/x-www-form-urlencoded",
    "text": "text/plain",
    "another character set": "application/json; charset=latin-1",
    "lines": "application/x-ndjson",
}


@pytest.mark.parametrize("name", TYPES)
def test_another_content_type_is_not_read(api: Api, name: str) -> None:
    """415, and the body says what is read."""
    headers = {"Content-Type": TYPES[name]}
    answer = api.police.post(EVENTS, content=PLAIN, headers=headers)
    assert "application/json" in answer.then_problem(415, "content_type").json["detail"] or name
    compressed = {"Content-Encoding": "gzip"}
    api.police.post(EVENTS, content=PLAIN, headers=compressed).then_problem(415, "content_type")


def test_utf_8_may_be_named(api: Api) -> None:
    """``charset=utf-8`` is what JSON is anyway."""
    headers = {"Content-Type": 'application/json; charset="UTF-8"; version=1'}
    api.police.post(EVENTS, content=PLAIN, headers=headers).then(201)


def chunks(size: int, chunk: int = 1 << 16) -> Iterator[bytes]:
    """A body without a length."""
    for _ in range(size // chunk):
        yield b" " * chunk


@pytest.mark.parametrize("size", [ONE_BYTES_MAX + (1 << 16), 50 << 20])
def test_a_body_that_is_too_large_is_not_read_to_its_end(api: Api, size: int) -> None:
    """413 with and without Content-Length, and the connection serves the next request."""
    api.police.post(EVENTS, content=b" " * size).then_problem(413, "too_large")
    api.police.post(EVENTS, content=chunks(size)).then_problem(413, "too_large")
    api.police.post(EVENTS, statement()).then(201)


def test_a_batch_has_limits_of_its_own(api: Api) -> None:
    """8 MiB, 1000 items, 1 MiB an item."""
    too_long = api.police.post(BATCH, content=chunks(BATCH_BYTES_MAX + (1 << 16)))
    too_long.then_problem(413, "too_large")
    api.police.post(BATCH, [1] * 1001).then_problem(413, "too_large")
    api.police.post_msgpack(BATCH, [1] * 1001).then_problem(413, "too_large")
    large = statement(facts={"channel": "x" * (ONE_BYTES_MAX + 1)})
    answer = api.police.post(BATCH, [large, statement()]).then(200)
    assert [each["status"] for each in answer.json["results"]] == [413, 201]


def test_a_client_that_goes_away_in_the_middle_leaves_nothing(api: Api) -> None:
    """Half a body and a closed connection: nothing is stored, the server goes on."""
    url = urlsplit(str(api.http.base_url))
    assert url.hostname is not None
    head = (
        f"POST {EVENTS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {api.key('police:met')}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(PLAIN)}\r\n\r\n"
    )
    with socket.create_connection((url.hostname, url.port or 0)) as half:
        half.sendall(head.encode() + PLAIN[:50])
    api.police.post(EVENTS, statement()).then(201)
    api.then_recorded("contact_received")


def test_brackets_in_text_do_not_cut_a_batch(api: Api) -> None:
    """Brackets, commas and escaped quotes inside strings belong to their item."""
    odd = statement(person='a"],[{\\"}', id=None)
    answer = api.police.post(BATCH, [odd, statement()]).then(200)
    assert answer.json["recorded"] == 2
    assert api.log.entries("test-incident")[0].envelope.person == 'a"],[{\\"}'


@pytest.mark.parametrize("raw", [b"{}", b"", b"[1] [2]", b"[[]", b'["x]', b"[1]]"])
def test_what_is_no_list_is_no_batch(api: Api, raw: bytes) -> None:
    """400 for the whole, because no item can be told from another."""
    api.police.post(BATCH, content=raw).then_problem(400, "malformed")


@pytest.mark.parametrize("raw", [b"", b"\x80", b"\x90\x90", b"\xdc\x00", b"\x91\xa5xy"])
def test_what_is_no_messagepack_array_is_no_batch(api: Api, raw: bytes) -> None:
    """400 for the whole."""
    headers = {"Content-Type": "application/msgpack"}
    api.police.post(BATCH, content=raw, headers=headers).then_problem(400, "malformed")
