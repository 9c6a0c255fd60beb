"""Batches: one result an item, or all or none."""

import json

import pytest

from tests.api.grammar import BATCH, ID, OTHER_ID, Api, statement

REFUSED = statement(id=None, type="ambulance_dispatched")
THREE = [statement(), {**statement(id=None), "colour": "red"}, statement(id=OTHER_ID)]


def test_each_item_has_its_own_result(api: Api) -> None:
    """Recorded, repeated, malformed, not permitted and in conflict, side by side."""
    api.police.post(BATCH, [statement()]).then(200)
    conflict = statement(occurred="2026-03-01T13:00:00Z")
    accept = statement(
        id=None,
        type="handover_accepted",
        facts={"strands": ["DET"]},
        actor={"agency": "acute:kings"},
    )
    items = [statement(id=OTHER_ID), statement(), {"type": 1}, accept, conflict]
    answer = api.police.post(BATCH, items).then(200).json
    assert [each["status"] for each in answer["results"]] == [201, 200, 400, 403, 409]
    assert [each["index"] for each in answer["results"]] == [0, 1, 2, 3, 4]
    assert (answer["recorded"], answer["repeats"], answer["refused"]) == (1, 1, 3)
    assert answer["results"][0]["receipt"]["version"] == 2
    assert answer["results"][2]["problem"]["field"] == "type"
    api.then_recorded("contact_received", "contact_received")


def test_an_atomic_batch_is_all_or_none(api: Api) -> None:
    """The refused item is named with its field, and nothing is recorded; without it, all is."""
    refused = api.police.post(f"{BATCH}?atomic=true", THREE)
    problem = refused.then_problem(422, "batch_refused", "colour").json
    assert problem["index"] == 1
    api.then_recorded()
    answer = api.police.post(f"{BATCH}?atomic=true", [THREE[0], THREE[2]]).then(200).json
    assert answer["recorded"] == 2


def test_an_atomic_batch_is_undone_when_the_log_refuses_an_item(api: Api) -> None:
    """The second item takes the first one's id with another content: neither is recorded."""
    items = [statement(), statement(occurred="2026-03-01T13:00:00Z")]
    problem = api.police.post(f"{BATCH}?atomic=true", items).then_problem(422, "batch_refused").json
    assert problem["index"] == 1
    api.then_recorded()


def test_items_may_be_of_several_incidents(api: Api) -> None:
    """Where the address names none, each item does, and one that does not is refused."""
    items = [
        statement(incident="CAD-1"),
        statement(id=OTHER_ID, incident="CAD-2"),
        statement(id=None),
    ]
    answer = api.police.post("/v1/events/batch", items).then(200).json
    assert [each["status"] for each in answer["results"]] == [201, 201, 400]
    assert answer["results"][2]["problem"]["field"] == "incident"
    api.then_recorded("contact_received", incident="CAD-1")


def test_a_messagepack_batch_is_read_as_a_json_one_is(api: Api) -> None:
    """The same items, the same results."""
    packed = api.police.post_msgpack(BATCH, THREE).then(200).json
    assert [each["status"] for each in packed["results"]] == [201, 400, 201]
    as_json = api.police.post(BATCH, THREE).then(200).json
    assert [each["status"] for each in as_json["results"]] == [200, 400, 200]


@pytest.mark.parametrize("raw", [b"[]", b" [ ] "])
def test_an_empty_batch_records_nothing(api: Api, raw: bytes) -> None:
    """It is a batch all the same."""
    assert api.police.post(BATCH, content=raw).then(200).json["results"] == []


def test_a_batch_of_1000_is_recorded_at_once(api: Api) -> None:
    """The limit itself is allowed."""
    answer = api.police.post(BATCH, [statement(id=None)] * 1000).then(200).json
    assert answer["recorded"] == 1000


def test_a_batch_has_no_precondition(api: Api) -> None:
    """If-Match would be of one version, and a batch passes through many: refused, not ignored."""
    headers = {"If-Match": '"0"'}
    api.police.post(BATCH, THREE, headers=headers).then_problem(400, "malformed", "If-Match")


def test_one_cloudevent_is_no_batch(api: Api) -> None:
    """415 that names the type of a batch of CloudEvents."""
    event = {"specversion": "1.0", "id": ID, "source": "/x", "type": "contact_received"}
    for headers in (
        {"Content-Type": "application/cloudevents+json"},
        {"Content-Type": "application/json", "ce-id": ID},
    ):
        answer = api.police.post(BATCH, content=json.dumps(event).encode(), headers=headers)
        assert "batch+json" in answer.then_problem(415, "content_type").json["detail"]


def test_a_reviewer_posts_no_batch(api: Api) -> None:
    """The same permission as for one event."""
    api.reviewer.post(BATCH, THREE).then_problem(403, "not_permitted")
