"""Posting one statement: receipts, repeats, conflicts, versions and permissions."""

import json
from uuid import UUID

import msgpack

from jointlog.api.views import receipt_json, receipt_view
from jointlog.domain.events import catalogue
from jointlog.domain.store.keys import Scope
from jointlog.domain.store.log import Receipt
from tests.api.grammar import (
    BATCH,
    DAY_MS,
    EVENTS,
    ID,
    OTHER_ID,
    Api,
    recorder_of,
    statement,
)
from tests.grammar import INCIDENT, line_id


def test_a_receipt_is_written_as_the_framework_would() -> None:
    """With and without warnings, of a first post and of a repeat."""
    for is_repeat in (False, True):
        for warnings in ([], ['names "x", which is not there']):
            receipt = Receipt(UUID(ID), "CAD-1.a_b", 3, 70_000, 1_790_000_000_007, is_repeat)
            expected = receipt_view(receipt, warnings).model_dump_json(exclude_none=True)
            assert receipt_json(receipt, warnings) == expected


def test_the_first_header_of_a_name_counts(api: Api) -> None:
    """Given a good key before or behind one that opens nothing, then the first decides."""
    content, kind = json.dumps(statement()).encode(), ("Content-Type", "application/json")
    keys = [("Authorization", f"Bearer {key}") for key in (api.key("police:met"), "jl_0_no")]
    for headers, status in (([kind, *keys], 201), ([kind, *reversed(keys)], 401)):
        assert api.http.post(EVENTS, content=content, headers=headers).status_code == status


def test_a_post_is_answered_with_its_receipt_and_place(api: Api) -> None:
    """201 with the receipt, the entry's address and the version for the next If-Match."""
    answer = api.police.post(EVENTS, statement()).then(201)
    assert answer.json == {
        "event_id": ID,
        "incident": "test-incident",
        "version": 1,
        "position": 1,
        "recorded_at": "2026-03-01T21:20:00.000Z",
        "repeat": False,
    }
    assert answer.response.headers["etag"] == '"1"'
    read = api.police.get(answer.response.headers["location"]).then(200).json
    assert (read["type"], read["agency"]) == ("contact_received", "police:met")
    assert read["facts"] == statement()["facts"]


def test_a_post_without_id_is_given_one(api: Api) -> None:
    """The id is made by the server, and two such posts are two entries."""
    first = api.police.post(EVENTS, statement(id=None)).then(201).json
    second = api.police.post(EVENTS, statement(id=None)).then(201).json
    assert first["event_id"] != second["event_id"]


def test_the_same_statement_under_the_same_id_is_recorded_once(api: Api) -> None:
    """The repeat is answered 200 with the first receipt, also when the version has moved."""
    first = api.police.post(EVENTS, statement()).then(201).json
    api.police.post(EVENTS, statement(id=OTHER_ID)).then(201)
    again = api.police.post(EVENTS, statement(), headers={"If-Match": '"0"'}).then(200)
    assert again.json == {**first, "repeat": True}
    api.then_recorded("contact_received", "contact_received")


def test_the_same_id_with_another_body_is_a_conflict(api: Api) -> None:
    """409, and the first entry stands."""
    api.police.post(EVENTS, statement())
    other = statement(occurred="2026-03-01T12:05:00Z")
    api.police.post(EVENTS, other).then_problem(409, "id_reused")
    api.as_agency("ambulance:las").post(EVENTS, statement()).then_problem(409, "id_reused")
    api.then_recorded("contact_received")


def test_if_match_refuses_when_the_incident_has_grown(api: Api) -> None:
    """A poster that has seen version 0 is told of version 1, and posts again on that."""
    api.police.post(EVENTS, statement(), headers={"If-Match": '"0"'}).then(201)
    late = statement(id=OTHER_ID)
    refused = api.police.post(EVENTS, late, headers={"If-Match": '"0"'})
    assert refused.then_problem(412, "version_moved").json["version"] == 1
    api.police.post(EVENTS, late, headers={"If-Match": "12"}).then_problem(
        400, "malformed", "If-Match"
    )
    api.police.post(EVENTS, late, headers={"If-Match": '"1"'}).then(201)


def test_every_event_type_s_example_is_accepted_from_an_agency_that_may_record_it(api: Api) -> None:
    """The vocabulary as it is published posts as it stands: 201 each time."""
    shown = {each["name"]: each for each in api.nobody.get("/v1/events/types").json["types"]}
    assert len(shown) == len(catalogue())
    for cls in catalogue():
        example = shown[cls.declared.name]["example"]
        api.as_agency(recorder_of(cls)).post(EVENTS, example).then(201)
    api.then_recorded(*(cls.declared.name for cls in catalogue()))


def test_police_cannot_record_that_the_hospital_accepted(api: Api) -> None:
    """Nobody accepts for the receiver; the same police may accept in their own name."""
    accepted = statement(type="handover_accepted", facts={"strands": ["DET"]})
    for_hospital = {**accepted, "actor": {"agency": "mental_health:slam"}}
    api.police.post(EVENTS, for_hospital).then_problem(403, "not_permitted")
    api.as_agency("ambulance:las").post(EVENTS, accepted).then_problem(403, "not_permitted")
    api.then_recorded()
    api.as_agency("mental_health:slam").post(EVENTS, for_hospital).then(201)


def test_an_agency_corrects_only_its_own_entries(api: Api) -> None:
    """Another agency's retraction is refused, and its dispute is recorded."""
    api.police.post(EVENTS, statement())
    taken_back = statement(
        id=OTHER_ID, type="entry_retracted", facts={"why": "wrong_person"}, corrects=ID
    )
    ambulance = api.as_agency("ambulance:las")
    ambulance.post(EVENTS, taken_back).then_problem(403, "not_permitted")
    api.police.post(EVENTS, taken_back).then(201)


def test_only_an_agency_s_key_posts(api: Api) -> None:
    """Reviewers' and analysts' keys read; no key at all is another refusal."""
    api.reviewer.post(EVENTS, statement()).then_problem(403, "not_permitted")
    api.analyst.post(EVENTS, statement()).then_problem(403, "not_permitted")
    missing = api.nobody.post(EVENTS, statement()).then_problem(401, "key_refused")
    assert missing.response.headers["www-authenticate"].startswith("Bearer")
    api.with_key("jl_none_such").post(EVENTS, statement()).then_problem(401, "key_refused")
    api.with_key("jl_" + "x" * 300).get("/v1/incidents").then_problem(401, "key_refused")


def test_a_key_ends_when_it_expires_and_when_it_is_revoked(api: Api) -> None:
    """401 from the moment on; what it posted stays."""
    client = api.police
    client.post(EVENTS, statement()).then(201)
    api.clock.now_ms += DAY_MS
    client.post(EVENTS, statement(id=OTHER_ID)).then_problem(401, "key_refused")
    api.keys.clear()
    renewed = api.police
    renewed.get(EVENTS).then(200)
    key_id = api.key("police:met", Scope.AGENCY).split("_")[1]
    api.log.keys.revoke(key_id, now_ms=api.clock())
    renewed.get(EVENTS).then_problem(401, "key_refused")
    api.then_recorded("contact_received")


def test_messagepack_is_read_as_json_is(api: Api) -> None:
    """The same statement in all three names of MessagePack: once new, then repeats."""
    names = ("application/msgpack", "application/x-msgpack", "application/vnd.msgpack")
    packed = msgpack.packb(statement())
    sent = [api.police.post(EVENTS, content=packed, headers={"Content-Type": n}) for n in names]
    assert [each.response.status_code for each in sent] == [201, 200, 200]
    api.police.post(EVENTS, statement()).then(200)


def test_the_incident_of_the_body_is_that_of_the_address(api: Api) -> None:
    """It may be repeated, and must not differ; the address must be an incident's id."""
    api.police.post(EVENTS, statement(incident="test-incident")).then(201)
    other = statement(id=OTHER_ID, incident="another")
    api.police.post(EVENTS, other).then_problem(400, "malformed", "incident")
    api.police.post("/v1/incidents/%20x/events", statement()).then_problem(
        400, "malformed", "incident"
    )


def test_a_statement_may_name_its_incident_instead_of_the_address(api: Api) -> None:
    """POST /v1/events takes plain statements too; without an incident it says so."""
    api.police.post("/v1/events", statement(incident="CAD-7")).then(201)
    api.police.post("/v1/events", statement(id=OTHER_ID)).then_problem(400, "malformed", "incident")
    api.then_recorded("contact_received", incident="CAD-7")


def test_a_link_to_nothing_is_recorded_with_a_warning(api: Api) -> None:
    """replies_to and an id in the facts name nothing, or an entry of another incident."""
    other = "/v1/incidents/another/events"
    api.police.post(other, statement(id=OTHER_ID)).then(201)
    api.police.post(EVENTS, statement(id=str(line_id(6)))).then(201)
    links = {"replies_to": OTHER_ID, "caused_by": str(line_id(6)), "corrects": str(line_id(7))}
    posted = api.police.post(EVENTS, statement(**links)).then(201)
    warnings = posted.json["warnings"]
    assert [warning.partition(" names ")[0] for warning in warnings] == ["replies_to", "corrects"]
    assert f"which is not in incident {INCIDENT}" in warnings[0]
    assert "another" not in str(warnings)
    facts = {"why_late": "busy", "late_entry": str(line_id(8))}
    item = statement(id=str(line_id(5)), type="late_entry_made", facts=facts)
    answer = api.police.post(BATCH, [item, {"type": "nonsense"}]).then(200).json
    assert answer["results"][0]["receipt"]["warnings"][0].startswith("facts.late_entry names")
    assert answer["refused"] == 1


def test_a_link_within_the_incident_or_the_batch_gives_no_warning(api: Api) -> None:
    """Also where the batch records what is named after what names it."""
    first = statement(id=ID, replies_to=OTHER_ID)
    answer = api.police.post(BATCH, [first, statement(id=OTHER_ID)]).then(200).json
    assert not any("warnings" in each["receipt"] for each in answer["results"])
    again = api.police.post(EVENTS, first).then(200).json
    assert again["repeat"]
    assert "warnings" not in again
