"""Metrics, lines of log, request ids and spans: what is told, and what never is."""

import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.parser import text_string_to_metric_families

from jointlog.api.operating.logs import JsonLines, Logs, TextLines, configure, described
from jointlog.api.operating.tracing import is_wanted, tracing
from jointlog.domain.errors import MalformedError, StoreBusyError, StoreError
from tests.api.grammar import BATCH, EVENTS, OTHER_ID, Api, statement
from tests.network.serving import ApiProcess, key_for

CANARY = "Zanzibar-canary-4711"
UUID = re.compile(r"[0-9a-f-]{36}")


def numbers(text: str) -> dict[str, float]:
    """The samples of an exposition, by name and labels."""
    return {
        sample.name
        + "".join(f",{name}={value}" for name, value in sorted(sample.labels.items())): (
            sample.value
        )
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics_count_requests_posts_and_ages(api: Api) -> None:
    """Given a post, a repeat, a batch of one and a stranger: 2 entries, with their ages.

    Both state 12:00:00 and are recorded at the test's clock. No key is needed, as for `/ready`.
    """
    api.police.post(EVENTS, statement()).then(201)
    api.police.post(EVENTS, statement()).then(200)
    api.police.post(BATCH, [statement(id=OTHER_ID), {"type": "no"}]).then(200)
    api.nobody.get(f"/v1/incidents/{CANARY}/events").then(401)
    answer = api.nobody.get("/metrics").then(200)
    assert answer.response.headers["content-type"].startswith("text/plain")
    told = numbers(answer.response.text)
    assert told["jointlog_position"] == 2
    assert told["jointlog_up"] == 1
    assert told["jointlog_entry_age_seconds_count"] == 2
    assert told["jointlog_append_seconds_count"] == 3
    assert told["jointlog_append_group_posts_count"] == 3
    assert told["jointlog_append_waiting_posts"] == 0
    assert not any(name.startswith("jointlog_backup") for name in told)
    assert CANARY not in answer.response.text
    assert "test-incident" not in answer.response.text


def test_requests_are_counted_by_the_template_of_their_route(api: Api) -> None:
    """The incident's name is in no label; a method that nobody knows is `other`."""
    before = numbers(api.nobody.get("/metrics").response.text)
    api.police.get(EVENTS).then(404)
    api.nobody.get(f"/nowhere/{CANARY}").then(404)
    api.nobody.send("PROPFIND", "/health").then(405)
    after = numbers(api.nobody.get("/metrics").response.text)
    counted = {name for name, value in after.items() if value > before.get(name, 0)}
    named = "jointlog_http_requests_total,method={},route={},status={}"
    assert named.format("GET", "/v1/incidents/{incident}/events", 404) in counted
    assert named.format("GET", "none", 404) in counted
    assert any(name.startswith("jointlog_http_requests_total,method=other") for name in counted)
    assert not any(CANARY in name for name in after)


def test_an_answer_names_its_request(api: Api) -> None:
    """A UUID is taken over; any other text is not, since it could say something."""
    given = "0195576c-8a20-7000-8000-00000000000c"
    for sent, expected in ((given, given), (CANARY, None), ("", None)):
        answer = api.nobody.get("/health", headers={"X-Request-Id": sent})
        said = answer.response.headers["x-request-id"]
        assert UUID.fullmatch(said)
        assert said == expected or expected is None


def test_a_log_that_cannot_be_read_is_told(api: Api) -> None:
    """The page is answered, and says so."""
    api.log.close()
    told = numbers(api.nobody.get("/metrics").then(200).response.text)
    assert told["jointlog_up"] == 0
    assert "jointlog_position" not in told


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """What was written to standard error; logging is as before at the end."""
    root, ours = logging.getLogger(), logging.getLogger("jointlog")
    requests, uvicorn = logging.getLogger("jointlog.request"), logging.getLogger("uvicorn")
    shown, uvicorn.handlers[:], uvicorn.propagate = uvicorn.handlers[:], [], True
    kept = (root.handlers[:], root.level, ours.level, requests.level)
    yield lambda: capsys.readouterr().err
    root.handlers[:], level, ours.level, requests.level = kept
    root.setLevel(level)
    uvicorn.handlers[:], uvicorn.propagate = shown, False


@pytest.mark.parametrize("form", ["json", "text"])
def test_no_field_of_a_post_is_in_the_logs_at_any_level(
    api: Api, lines: Callable[[], str], form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A canary in every text, in the address, the question and the headers: in no line.

    Also not when the post is refused, malformed, or meets a fault whose text has the canary.
    """
    configure(Logs(form, "debug"))
    facts = {"channel": "999", "caller_kind": "public", "location": CANARY}
    plain = statement(facts=facts, person=CANARY, source={"kind": "cad_log", "ref": CANARY})
    path = f"/v1/incidents/{CANARY}/events"
    headers = {"X-Request-Id": CANARY, "User-Agent": CANARY, "traceparent": CANARY}
    api.police.post(path, plain, headers=headers).then(201)
    api.police.post(path, statement(facts={"channel": CANARY})).then(400)
    api.police.post(f"{path}?{CANARY}={CANARY}", plain).then(400)
    api.police.post(path, content=CANARY.encode()).then(400)
    api.police.get(path, params={"known_at": CANARY}).then(400)
    api.with_key(CANARY).get(path).then(401)

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr(api.log, "submit", fail)
    api.police.post(path, plain).then(500)

    def refuse(*_: Any, **__: Any) -> None:
        raise StoreError(f"the database answered {CANARY}")

    monkeypatch.setattr(api.log, "submit", refuse)
    api.police.post(path, plain).then(503)
    written = lines()
    assert CANARY not in written
    assert written.count("/v1/incidents/{incident}/events") >= 7
    assert "RuntimeError" in written
    assert "test_operate.py" in written
    if form == "json":
        held = [json.loads(line) for line in written.splitlines()]
        posted = next(line for line in held if line.get("status") == 201)
        key_id = api.key("police:met").split("_")[1]
        assert posted.keys() == {
            *("time", "level", "logger", "pid", "message", "method", "route", "status", "ms"),
            *("request_id", "key", "agency_kind", "scope"),
        }
        assert (posted["key"], posted["agency_kind"]) == (key_id, "police")


def test_a_library_s_line_has_its_own_text_only(lines: Callable[[], str]) -> None:
    """Numbers, codes and kinds of errors are told; texts that were filled in are not."""
    configure(Logs("json"))
    other = logging.getLogger("another.library")
    other.warning("%d of %s failed: %s", 3, CANARY, OSError(28, CANARY))
    other.warning(f"one\n{CANARY}")
    other.warning("ü")
    other.warning(OSError(28, CANARY))
    other.info("not written")
    logging.getLogger("jointlog.x").error("%s: %s", "store_busy", StoreBusyError(CANARY))
    logging.getLogger("jointlog.x").info("%(a)s", {"a": CANARY})
    held = [json.loads(line)["message"] for line in lines().splitlines()]
    assert held == [
        "3 of <str> failed: OSError(28)",
        "one",
        "<text>",
        "OSError(28)",
        "store_busy: StoreBusyError(store_busy)",
        "%(a)s",
    ]
    assert described(MalformedError("x", CANARY)) == "MalformedError(malformed)"


def test_off_and_auto(lines: Callable[[], str]) -> None:
    """Off writes no request; auto is JSON where standard error is no terminal."""
    configure(Logs("off"))
    assert not logging.getLogger("jointlog.request").isEnabledFor(logging.INFO)
    configure(Logs("auto"))
    assert isinstance(logging.getLogger().handlers[0].formatter, JsonLines)
    configure(Logs("text"))
    assert isinstance(logging.getLogger().handlers[0].formatter, TextLines)
    assert lines() == ""


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, False),
        ({"OTEL_SERVICE_NAME": "x"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "x"}, False),
        ({"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "x"}, False),
    ],
)
def test_spans_are_sent_where_the_standard_variables_say_so(
    environ: dict[str, str], *, wanted: bool
) -> None:
    """And nothing of the library is imported otherwise."""
    assert is_wanted(environ) is wanted


def test_what_is_not_supported_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another exporter or protocol, and a missing library."""
    for environ in ({"OTEL_TRACES_EXPORTER": "console"}, {"OTEL_TRACES_EXPORTER": "otlp"}):
        named = {**environ, "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}
        with pytest.raises(StoreError, match="http/protobuf"), tracing(named):
            pass
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.resources", None)
    wanted = {"OTEL_TRACES_EXPORTER": "otlp"}
    with pytest.raises(StoreError, match=r"jointlog\[otel\]"), tracing(wanted):
        pass


class Receiver(HTTPServer):
    """Takes spans as a collector does."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.bodies: list[bytes] = []


class Taking(BaseHTTPRequestHandler):
    """Keeps each body."""

    def do_POST(self) -> None:
        """Take one."""
        server = self.server
        assert isinstance(server, Receiver)
        server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def test_spans_of_requests_and_appends_reach_a_collector(tmp_path: Path) -> None:
    """Given a real server and a real OTLP receiver: the append is within its request's span.

    The trace is the caller's, names are templates, and no byte of the canary is sent.
    """
    place = str(tmp_path / "log.sqlite")
    key = key_for(place)
    receiver = Receiver()
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    environ = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{receiver.server_port}"}
    with ApiProcess(place, tmp_path / "api.txt", environ=environ).running() as api:
        answer = httpx2.post(
            f"http://127.0.0.1:{api.port}/v1/incidents/{CANARY}/events",
            json={
                "type": "resource_arrived_at_scene",
                "occurred": "2026-03-01T12:00:00Z",
                "facts": {"callsign": CANARY},
            },
            headers={
                "Authorization": f"Bearer {key}",
                "traceparent": f"00-{trace}-00f067aa0ba902b7-01",
            },
        )
        assert answer.status_code == 201, answer.text
        api.signal(signal.SIGTERM)
    receiver.shutdown()
    receiver.server_close()
    spans = [
        span
        for body in receiver.bodies
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    named = {span.name: span for span in spans}
    request, append = named["POST /v1/incidents/{incident}/events"], named["append"]
    assert request.trace_id.hex() == append.trace_id.hex() == trace
    assert append.parent_span_id == request.span_id
    assert not any(CANARY.encode() in body for body in receiver.bodies)


def test_off_imports_nothing_of_the_library() -> None:
    """Without OTEL variables the SDK and its exporter are never loaded."""
    program = (
        "import sys; import jointlog.api.server; heavy = 'opentelemetry.sdk', 'requests'; "
        "sys.exit(any(name.startswith(heavy) for name in sys.modules))"
    )
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", program], env=environ, check=True)
