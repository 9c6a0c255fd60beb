"""The schema, the reference page, the vocabulary and the standards; health."""

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from jointlog.api.pages import docs_page
from jointlog.domain.events import catalogue
from tests.api.grammar import EVENTS, Api, recorder_of, statement

NAMES = [cls.declared.name for cls in catalogue()]


@pytest.fixture
def document(api: Api) -> dict[str, Any]:
    """The schema as it is published."""
    found: dict[str, Any] = api.nobody.get("/openapi.json").then(200).json
    return found


def test_the_schema_is_valid_openapi(document: dict[str, Any]) -> None:
    """OpenAPI 3.1, by a validator that is not ours."""
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_the_schema_has_an_example_for_every_event_type(document: dict[str, Any]) -> None:
    """All types, each with its own schema, discriminated by name, and each with its example."""
    body = document["paths"]["/v1/incidents/{incident}/events"]["post"]["requestBody"]
    assert list(body["content"]["application/json"]["examples"]) == NAMES
    mapping = document["components"]["schemas"]["Statement"]["discriminator"]["mapping"]
    assert list(mapping) == NAMES
    for name in NAMES:
        assert document["components"]["examples"][name]["value"]["type"] == name


def test_each_example_is_valid_by_its_schema(document: dict[str, Any]) -> None:
    """And a statement with a field too many is not: the schema is as strict as the reader."""
    components = document["components"]
    for name in NAMES:
        schema = {**components["schemas"][name], "components": components}
        validator = Draft202012Validator(schema)
        example = components["examples"][name]["value"]
        validator.validate(example)
        assert not validator.is_valid({**example, "colour": "red"})
        assert not validator.is_valid({**example, "type": "other"})


def test_every_address_is_in_the_schema_with_its_refusals(document: dict[str, Any]) -> None:
    """Each operation has a summary, and says that other refusals are problems."""
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["summary"]
            if path.startswith("/v1"):
                assert "application/problem+json" in operation["responses"]["default"]["content"]
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_the_reference_page_fetches_nothing(api: Api) -> None:
    """No script, no address outside, a policy that forbids both, and anchors that exist."""
    answer = api.nobody.get("/docs").then(200).response
    assert not re.search(r"https?://|//[a-z]|<script|<link|<img|@import|url\(", answer.text)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    anchors = set(re.findall(r"id='([^']+)'", answer.text))
    assert set(re.findall(r"href='#([^']+)'", answer.text)) <= anchors
    assert {f"type-{name}" for name in NAMES} <= anchors


def test_the_reference_page_escapes_what_it_shows(document: dict[str, Any]) -> None:
    """A description with markup is shown, not read."""
    document["info"]["description"] = "<b>&"
    assert "&lt;b&gt;&amp;" in docs_page(document)


def test_the_vocabulary_is_published(api: Api) -> None:
    """Each type with who may record it, its schema and its example; no key is needed."""
    types = api.nobody.get("/v1/events/types").then(200).json["types"]
    assert [each["name"] for each in types] == NAMES
    by_name = {each["name"]: each for each in types}
    assert by_name["entry_retracted"]["corrects"] == "an entry of the same agency"
    assert by_name["handover_accepted"]["own_act"]


def test_the_standards_are_published(api: Api) -> None:
    """All of them, or those in force in a place on a day."""
    everything = api.nobody.get("/v1/standards").then(200).json
    chosen = api.nobody.get("/v1/standards", params={"protocol": "england@2011-04-18"}).json
    assert everything["protocol"] is None
    assert 0 < len(chosen["standards"]) < len(everything["standards"])
    assert all("england" in each["jurisdictions"] for each in chosen["standards"])
    unknown = api.nobody.get("/v1/standards", params={"protocol": "england"})
    unknown.then_problem(404, "not_found")
    api.nobody.get("/v1/standards", params={"day": "x"}).then_problem(400, "malformed", "day")


def test_health_and_readiness(api: Api) -> None:
    """Alive without the log; ready with its position."""
    assert api.nobody.get("/health").then(200).json["status"] == "alive"
    assert api.nobody.get("/ready").then(200).json["position"] == 0
    api.police.post(EVENTS, statement()).then(201)
    assert api.nobody.get("/ready").json["position"] == 1


def test_readiness_warns_of_a_sqlite_that_can_lose_pages(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log works on it, and whoever runs it is told."""
    monkeypatch.setattr("jointlog.api.health.sqlite_wal_reset_bug", lambda: True)
    assert len(api.nobody.get("/ready").json["warnings"]) == 1
    monkeypatch.setattr("jointlog.api.health.sqlite_wal_reset_bug", lambda: False)
    assert api.nobody.get("/ready").json["warnings"] == []


def test_every_type_has_an_agency_that_may_record_it() -> None:
    """No type is published that nobody can post."""
    assert all(recorder_of(cls) for cls in catalogue())
