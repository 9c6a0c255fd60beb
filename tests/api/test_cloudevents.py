"""CloudEvents 1.0 over HTTP: structured, binary, batch, and the published conformance messages."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import msgpack
import pytest

from jointlog.api.body import Body, form_of
from jointlog.api.cloudevents import event_id
from jointlog.domain.declare import fields_of
from jointlog.domain.errors import MalformedError
from jointlog.domain.events import catalogue
from tests.api.grammar import BATCH, EVENTS, ID, OTHER_ID, Api, Client, recorder_of, statement

SHARED = Path(__file__).parents[3] / "shared" / "data" / "cloudevents"
FEATURE = SHARED / "http-protocol-binding.feature"
STRUCTURED = {"Content-Type": "application/cloudevents+json"}
BATCHED = {"Content-Type": "application/cloudevents-batch+json"}
FACTS = {"channel": "999", "caller_kind": "public"}


def cloudevent(**changes: Any) -> dict[str, Any]:
    """A CloudEvent that police may send; ``None`` takes an attribute away."""
    plain = {
        "specversion": "1.0",
        "id": ID,
        "source": "/cad/met",
        "type": "org.jointlog.contact_received",
        "time": "2026-03-01T12:00:00Z",
        "incident": "test-incident",
        "data": {"facts": FACTS},
        **changes,
    }
    return {name: value for name, value in plain.items() if value is not None}


def send(client: Client, plain: Any, path: str = "/v1/events") -> Any:
    """Post it in structured mode."""
    return client.post(path, plain, headers=STRUCTURED)


def test_a_structured_event_is_the_statement_that_it_carries(api: Api) -> None:
    """Its id, time and data become those of the entry; sent as plain JSON it is a repeat."""
    send(api.police, cloudevent()).then(201)
    api.police.post(EVENTS, statement()).then(200)


def test_a_binary_event_has_its_attributes_in_headers(api: Api) -> None:
    """The body is the data, in JSON or MessagePack; header values may be quoted and escaped."""
    headers = {
        "ce-specversion": "1.0",
        "ce-id": ID,
        "ce-source": '"/cad/\\met"',
        "ce-type": "contact_received",
        "ce-time": "2026-03-01t12:00:00z",
        "ce-incident": "test%2Dincident",
    }
    api.police.post("/v1/events", {"facts": FACTS}, headers=headers).then(201)
    packed = {**headers, "Content-Type": "application/msgpack"}
    data = msgpack.packb({"facts": FACTS})
    api.police.post("/v1/events", content=data, headers=packed).then(200)
    api.police.post(EVENTS, statement()).then(200)


def test_a_binary_event_may_have_no_data(api: Api) -> None:
    """A type without required facts needs no body; one that has them says which."""
    bare = next(
        cls
        for cls in catalogue()
        if recorder_of(cls) == "police:met"
        and not cls.declared.corrects.value.startswith("an")
        and not any(each.is_required for each in fields_of(cls))
    )
    headers = {
        "ce-specversion": "1.0",
        "ce-id": ID,
        "ce-source": "/x",
        "ce-type": bare.declared.name,
        "ce-time": "2026-03-01T12:00:00Z",
    }
    api.police.post(EVENTS, content=b"", headers=headers).then(201)
    other = {**headers, "ce-type": "contact_received"}
    api.police.post(EVENTS, content=b"", headers=other).then_problem(
        400, "malformed", "facts.channel"
    )


def test_an_id_that_is_no_uuid_is_made_into_one_of_source_and_id(api: Api) -> None:
    """The same source and id are the same event; another source is another event."""
    first = send(api.police, cloudevent(id="call-7")).then(201).json
    assert first["event_id"] == str(event_id("call-7", "/cad/met"))
    send(api.police, cloudevent(id="call-7")).then(200)
    send(api.police, cloudevent(id="call-7", source="/cad/btp")).then(201)


def test_the_data_may_say_more_than_the_attributes(api: Api) -> None:
    """The envelope stands in the data; occurred and subject there come before the attributes."""
    data = {
        "facts": FACTS,
        "occurred": "~2026-03-01 11:50 Europe/London",
        "subject": "P2",
        "evidence": "hearsay",
        "incident": "test-incident",
    }
    send(api.police, cloudevent(subject="P1", data=data)).then(201)
    (entry,) = api.log.entries("test-incident")
    assert entry.envelope.occurred.text == "~2026-03-01 11:50 Europe/London"
    assert (entry.subject, entry.envelope.evidence.value) == ("P2", "hearsay")


def test_the_address_may_name_the_incident(api: Api) -> None:
    """A CloudEvent posted to an incident needs no attribute of it."""
    send(api.police, cloudevent(incident=None), EVENTS).then(201)
    send(api.police, cloudevent(incident=None)).then_problem(400, "malformed", "incident")


def test_data_may_stand_in_base64(api: Api) -> None:
    """As the structured mode writes what is not JSON."""
    packed = msgpack.packb({"facts": FACTS})
    text = base64.b64encode(packed).decode()
    event = cloudevent(data=None, data_base64=text, datacontenttype="application/msgpack")
    send(api.police, event).then(201)


def test_a_batch_of_cloudevents_has_a_result_an_item(api: Api) -> None:
    """On the CloudEvents address and on the batch addresses; also all or none."""
    items = [cloudevent(), cloudevent(id=OTHER_ID, specversion="0.3"), cloudevent(id="x")]
    for path in ("/v1/events", "/v1/events/batch", BATCH):
        answer = api.police.post(path, items, headers=BATCHED).then(200).json
        assert [each["status"] // 100 for each in answer["results"]] == [2, 4, 2]
        assert answer["results"][1]["problem"]["field"] == "specversion"
    api.police.post("/v1/events?atomic=true", items, headers=BATCHED).then_problem(
        422, "batch_refused", "specversion"
    )
    api.police.post(EVENTS, items, headers=BATCHED).then_problem(415, "content_type")


def test_all_or_none_is_said_of_batches_only(api: Api) -> None:
    """``atomic`` with one event is refused, not ignored."""
    answer = send(api.police, cloudevent(), "/v1/events?atomic=true")
    answer.then_problem(400, "malformed", "atomic")


BAD: dict[str, tuple[Any, str | None]] = {
    "no object": ([], None),
    "no id": (cloudevent(id=None), "id"),
    "an empty id": (cloudevent(id=""), "id"),
    "a number as id": (cloudevent(id=7), "id"),
    "no source": (cloudevent(source=None), "source"),
    "no type": (cloudevent(type=None), "type"),
    "another version": (cloudevent(specversion="0.3"), "specversion"),
    "a naive time": (cloudevent(time="2026-03-01T12:00:00"), "time"),
    "no time at all": (cloudevent(time=None), "occurred"),
    "no object as data": (cloudevent(data="x"), "data"),
    "data twice": (cloudevent(data_base64="e30="), "data_base64"),
    "no base64": (cloudevent(data=None, data_base64="%"), "data_base64"),
    "a number as base64": (cloudevent(data=None, data_base64=1), "data_base64"),
    "a form as data": (cloudevent(datacontenttype="text/plain"), "datacontenttype"),
    "a number as data type": (cloudevent(datacontenttype=1), "datacontenttype"),
    "the id in the data": (cloudevent(data={"id": ID}), "data.id"),
    "two incidents": (cloudevent(data={"incident": "x"}), "data.incident"),
    "an attribute in capitals": (cloudevent(Incident="x"), "Incident"),
    "an envelope field as attribute": (cloudevent(evidence="hearsay"), "evidence"),
    "an attribute that is a list": (cloudevent(tags=["x"]), "tags"),
    "an attribute that is long": (cloudevent(trace="x" * 501), "trace"),
    "another vocabulary": (cloudevent(type="com.example.someevent"), "type"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_cloudevent_is_refused_by_attribute(api: Api, name: str) -> None:
    """400 with the attribute to mend; nothing is stored."""
    plain, field = BAD[name]
    code = "unknown_event" if name == "another vocabulary" else "malformed"
    send(api.police, plain).then_problem(400, code, field)
    api.then_recorded()


@pytest.mark.parametrize(
    ("name", "value"), [("ce-id", "%FF"), ("ce-datacontenttype", "application/json")]
)
def test_a_bad_header_is_refused_by_name(api: Api, name: str, value: str) -> None:
    """400 with the header to mend."""
    headers = {"ce-specversion": "1.0", "ce-source": "/x", "ce-type": "contact_received"}
    answer = api.police.post("/v1/events", {}, headers={**headers, name: value})
    answer.then_problem(400, "malformed", name)


def test_a_header_that_stands_twice_is_refused() -> None:
    """One of the two would be lost."""
    body = Body(b"{}", form_of("application/json"), ((b"ce-id", b"1"), (b"ce-id", b"2")))
    with pytest.raises(MalformedError, match="stands twice"):
        body.statement()


def test_other_extension_attributes_are_the_transport_s(api: Api) -> None:
    """They are allowed, as the specification says, and not kept."""
    send(api.police, cloudevent(traceparent="00-x", partitionkey="7", urgent=True)).then(201)
    send(api.police, cloudevent()).then(200)


def messages() -> list[tuple[str, list[tuple[str, str]], bytes]]:
    """The HTTP messages of the conformance suite: scenario, headers and body."""
    if not FEATURE.exists():
        return []
    found = []
    for scenario in FEATURE.read_text().split("Scenario Outline: ")[1:]:
        title = scenario.split("\n")[0]
        request = re.findall(r'"""\n(.*?)"""', scenario, re.DOTALL)[0]
        for kind in re.findall(r"^\s*\| (application/\S.*?) +\|$", scenario, re.MULTILINE):
            lines = [line.strip() for line in request.replace("<contentType>", kind).split("\n")]
            blank = lines.index("")
            pairs = [line.split(": ", 1) for line in lines[1:blank]]
            headers = [(name.lower(), value) for name, value in pairs]
            found.append((f"{title} {kind}", headers, "\n".join(lines[blank:]).encode()))
    return found


@pytest.mark.skipif(not FEATURE.exists(), reason=f"conformance messages are not at {SHARED}")
def test_the_conformance_messages_are_read_as_they_say(api: Api) -> None:
    """All four carry id, source, type and time; only their type is none of our vocabulary."""
    found = messages()
    assert len(found) == 4
    for title, headers, raw in found:
        (kind,) = (value for name, value in headers if name == "content-type")
        sent = tuple((name.encode(), value.encode()) for name, value in headers)
        plain = Body(raw, form_of(kind), sent).statement()
        assert isinstance(plain, dict), title
        assert plain["id"] == str(event_id("1234-1234-1234", "/mycontext/subcontext")), title
        assert plain["type"] == "com.example.someevent", title
        assert plain["occurred"] == "2018-04-05T03:56:24Z", title
        assert plain["message"] == "Hello World!", title
        mended = {name: value for name, value in headers if name not in ("host", "content-length")}
        answer = api.police.post("/v1/events", content=raw, headers=mended)
        answer.then_problem(400, "malformed", "message")


@pytest.mark.skipif(not FEATURE.exists(), reason=f"conformance messages are not at {SHARED}")
def test_the_conformance_messages_post_with_a_type_and_data_of_ours(api: Api) -> None:
    """The same four requests, with our type and data in place of theirs, are one entry."""
    data = json.dumps({"facts": FACTS, "incident": "test-incident"})
    statuses = []
    for _, headers, raw in messages():
        ours = re.sub(rb'\{\s*"message": "Hello World!"\s*\}', data.encode(), raw)
        ours = ours.replace(b"com.example.someevent", b"contact_received")
        sent = {n: v for n, v in headers if n not in ("host", "content-length")}
        if "ce-type" in sent:
            sent["ce-type"] = "contact_received"
        statuses.append(api.police.post("/v1/events", content=ours, headers=sent).response)
    assert [each.status_code for each in statuses] == [201, 200, 200, 200]
