"""Every refusal is a problem: the table, the framework's own errors, faults, and the store's."""

import logging
from collections.abc import Iterator
from html import unescape
from typing import Any, Never

import psycopg
import pytest
from eventsourcing.persistence import OperationalError
from starlette.exceptions import HTTPException

from jointlog.api.problems import TABLE, answer_of, of_http, plain_problem, row_of
from jointlog.domain import errors
from jointlog.domain.errors import (
    BatchRefusedError,
    LogError,
    MalformedError,
    ProtocolError,
    StoreBusyError,
    StoreError,
    UnknownEventError,
)
from jointlog.domain.store.contract import RaceLostError, refusing
from jointlog.domain.store.log import Log
from tests.api.grammar import BATCH, EVENTS, Api, statement


def kinds(base: type[LogError]) -> Iterator[type[LogError]]:
    """Every refusal there is."""
    yield base
    for kind in base.__subclasses__():
        yield from kinds(kind)


def test_every_refusal_has_a_row() -> None:
    """One row a class of `jointlog.domain.errors` and of the API; codes are stable and unique."""
    ours = [
        k for k in kinds(LogError) if k.__module__.startswith((errors.__name__, "jointlog.api"))
    ]
    assert sorted(TABLE, key=str) == sorted(ours, key=str)
    assert len({kind.code for kind in TABLE}) == len(TABLE)
    assert row_of(RaceLostError) is TABLE[StoreBusyError]


def test_only_problems_of_the_server_speak_of_retrying() -> None:
    """5xx says whether to send the same again; 4xx never does."""
    for row in TABLE.values():
        assert (row.retry is not None) == (row.status >= 500)


def test_a_problem_names_field_and_expected_value() -> None:
    """Also inside a batch; an unknown type names those that may be meant."""
    inner = MalformedError("facts.eta", "is out of bounds", "a whole number of minutes")
    plain = plain_problem(BatchRefusedError(3, inner))
    assert (plain["index"], plain["field"]) == (3, "facts.eta")
    assert plain["expected"] == "a whole number of minutes"
    assert plain_problem(UnknownEventError("x", ("y",)))["expected"] == "y"
    assert plain_problem(UnknownEventError("x", ("a", "b", "c")))["expected"] == "a, b or c"
    assert "expected" not in plain_problem(UnknownEventError("x"))


def test_a_problem_can_hold_what_is_no_unicode() -> None:
    """Half a surrogate pair in a message is written as its escape."""
    assert b"\\ud800" in bytes(answer_of(MalformedError("x", "\ud800")).body)


def test_there_is_no_such_address(api: Api) -> None:
    """404 for every other path, with and without a key."""
    for path in ("/v2/incidents", "/v1/incidents/", "/redoc", "/problems/none", "/v1"):
        api.police.get(path).then_problem(404, "no_such_address")
        api.nobody.get(path).then_problem(404, "no_such_address")


def test_an_address_answers_its_own_methods_only(api: Api) -> None:
    """405, with the methods that it answers."""
    answer = api.police.send("DELETE", EVENTS).then_problem(405, "method_not_allowed")
    assert answer.response.headers["allow"]
    api.police.get(BATCH).then_problem(405, "method_not_allowed")


def test_what_the_framework_refuses_is_a_problem_too() -> None:
    """Whatever status it uses, ours is one of the table."""
    assert of_http(HTTPException(413)).code == "too_large"
    assert of_http(HTTPException(400, "odd")).code == "request_refused"


@pytest.mark.parametrize(
    ("question", "field", "expected"),
    [
        ("limit=0", "limit", "greater than or equal to 1"),
        ("min_s=abc", "min_s", "a valid integer"),
        ("detaining=maybe", "detaining", "a valid boolean"),
        ("format=foo", "format", "'json', 'csv', 'ndjson' or 'arrow'"),
    ],
)
def test_a_parameter_is_refused_with_what_is_expected(
    api: Api, question: str, field: str, expected: str
) -> None:
    """The value that was given, and what would be accepted, in a field of its own."""
    told = api.police.get(f"/v1/waits?{question}").then_problem(400, "malformed").json
    given = question.partition("=")[2]
    assert (told["field"], told["expected"]) == (field, expected)
    assert told["detail"] == f"{field}: '{given}' is not accepted (expected {expected})"


@pytest.mark.parametrize(
    ("error", "status", "retry"),
    [
        (StoreBusyError("the log is busy; send the same again"), 503, True),
        (StoreError("the disk is full: free some space"), 503, False),
        (ProtocolError("police.toml", "T-1", "no such event"), 500, False),
    ],
)
def test_a_problem_of_the_server_says_whether_to_retry(
    api: Api, monkeypatch: pytest.MonkeyPatch, error: LogError, status: int, *, retry: bool
) -> None:
    """In ``retry``, and with Retry-After where it does; readiness tells the same."""

    def refuse(*_args: Any, **_named: Any) -> Never:
        raise error

    monkeypatch.setattr(Log, "submit", refuse)
    monkeypatch.setattr(Log, "head", refuse)
    answer = api.police.post(EVENTS, statement()).then_problem(status, error.code)
    assert answer.json["retry"] is retry
    assert ("retry-after" in answer.response.headers) is retry
    api.nobody.get("/ready").then_problem(status, error.code)
    api.nobody.get("/health").then(200)


def test_a_fault_tells_its_cause_to_the_log_only(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """500 without a traceback or the message of the fault; the next request is answered."""

    def fail(*_args: Any, **_named: Any) -> Never:
        raise ValueError("the secret cause")

    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
        patched.setattr(Log, "submit", fail)
        answer = api.police.post(EVENTS, statement()).then_problem(500, "unexpected")
    assert "secret" not in answer.response.text
    assert answer.json["retry"] is False
    api.police.post(EVENTS, statement()).then(201)


def test_each_problem_has_a_page(api: Api) -> None:
    """The ``type`` of a problem is an address that explains it."""
    for kind in TABLE:
        page = api.nobody.get(f"/problems/{kind.code}").then(200)
        assert TABLE[kind].title in unescape(page.response.text)


@pytest.mark.parametrize("is_wrapped", [False, True])
def test_what_a_database_says_is_told_by_its_code(is_wrapped: bool) -> None:  # noqa: FBT001 - a column
    """Its text may name its address, or repeat a value; what to do is told."""
    said = 'connection to server at "10.0.0.9" failed: Key (state)=(S3cret)'
    error: StoreError | StoreBusyError | None = None
    try:
        with refusing():
            raise OperationalError(said) from psycopg.OperationalError(said)
    except (StoreError, StoreBusyError) as refused:
        error = refused
    if is_wrapped:
        outer = StoreBusyError(str(error))
        outer.__cause__ = error
        error = outer
    assert error is not None
    assert said in str(error), "the command line says all"
    detail = plain_problem(error)["detail"]
    assert detail == (
        "the database was lost (OperationalError); send the same again, with the same id"
    )
