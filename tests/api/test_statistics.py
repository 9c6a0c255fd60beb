"""Gaps, waits, handovers, conveyances and tables of them over HTTP, in each form."""

import csv
import io
import json
from importlib import import_module
from typing import Any
from urllib.parse import unquote

import pytest

from jointlog.api import forms
from jointlog.domain.store.rows.loop import FollowerLoop
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.store.settings import Settings
from jointlog.projections.rows import KIND
from tests.api.grammar import EVENTS, Api, Running, statement
from tests.api.test_across import record, rows


def record_a_journey(api: Api) -> None:
    """Police detain, ask for an ambulance, and take the person themselves."""
    api.given(
        "12:00 police:met s136_power_used limb=remove",
        "12:10 police:met assistance_requested kind=ambulance_convey to=ambulance:las",
        "13:00 police:met police_vehicle_conveyance_started reason_code=no_ambulance_available",
        "13:30 police:met arrived_at_place_of_safety run_by=mental_health:m",
        "13:40 police:met handover_offered strands=DET to=mental_health:m",
        "14:10 mental_health:m handover_accepted strands=DET",
    )


def test_each_subject_is_listed_with_its_columns(api: Api) -> None:
    """A journey without an ambulance, and an offer that was accepted after 30 min."""
    record_a_journey(api)
    (journey,) = rows(api, "conveyances", why="no_ambulance_available", agency="police")
    assert (journey["vehicle"], journey["ambulance"]) == (
        "police_vehicle",
        "replaced by other transport",
    )
    assert journey["from_earliest"] == "2026-03-01T13:00:00Z"
    (offer,) = rows(api, "handovers", outcome="accepted", strand="DET")
    assert offer["offered_to"] == "mental_health:m"
    assert rows(api, "gaps", strand="DET", grade="definite") == []
    waits = rows(api, "waits", pair="police>", detaining="true", sort="length")
    assert [each["why"] for each in waits] == ["ambulance", "decision", "decision"]


def test_an_answer_says_on_what_it_rests(api: Api, running: Running) -> None:
    """The question in one line, the log position, and how far the rows are behind."""
    with open_rows(api.log, Settings(api.database), KIND) as kept:
        loop = FollowerLoop(kept)
        running.turn_to_rows(RowsReader(kept), loop)
        record(api, 1)
        loop.catch_up()
        api.police.post(EVENTS, statement()).then(201)
        answer = api.analyst.get("/v1/waits", params={"kind": "ambulance_convey"}).then(200)
        told = answer.json
        assert told["query"] == "of=waits&kind=ambulance_convey"
        assert (told["position"], told["lag_events"], len(told["waits"])) == (4, 1, 1)
        assert answer.response.headers["x-log-position"] == "4"
        stats = api.analyst.get("/v1/stats", params={"by": "why"}).then(200).json
        assert (stats["position"], stats["lag_events"]) == (4, 1)


def test_rows_that_were_never_made_are_told(api: Api, running: Running) -> None:
    """A server whose rows nobody has made yet says so, and what to do."""
    with open_rows(api.log, Settings(api.database), KIND) as kept:
        running.turn_to_rows(RowsReader(kept), FollowerLoop(kept))
        problem = api.analyst.get("/v1/waits").then_problem(404, "not_found").json
        assert "jointlog rows follow" in problem["detail"]


@pytest.mark.parametrize("by_header", [True, False])
@pytest.mark.parametrize("form", ["csv", "ndjson", "arrow"])
@pytest.mark.parametrize("what", ["waits", "stats"])
def test_a_table_comes_in_each_form(api: Api, what: str, form: str, *, by_header: bool) -> None:
    """Three waits, or a table of them, by name of the form or by Accept; all say the same."""
    record(api)
    media_type = forms.MEDIA_TYPES[forms.Form(form)]
    asked: dict[str, Any] = {"by": "why", "exact": "true"} if what == "stats" else {}
    how: dict[str, Any] = {"headers": {"Accept": f"text/none, {media_type};q=0.9"}}
    if not by_header:
        asked, how = {**asked, "format": form}, {}
    response = api.analyst.get(f"/v1/{what}", params=asked, **how).then(200).response
    assert response.headers["content-type"].startswith(media_type)
    found = read(form, response.content)
    plain = api.analyst.get(f"/v1/{what}", params={**asked, "format": "json"}).then(200).json
    wanted = plain["waits"] if what == "waits" else plain["tables"][0]["cells"]
    assert len(found) == len(wanted) > 0
    name = "key" if what == "waits" else "why"
    assert [row[name] for row in found] == [each[name] for each in wanted]
    assert {str(row["log_position"]) for row in found} == {str(plain["position"])}


def read(form: str, content: bytes) -> list[dict[str, Any]]:
    """The rows of an answer."""
    match form:
        case "csv":
            return list(csv.DictReader(io.StringIO(content.decode())))
        case "ndjson":
            return [json.loads(line) for line in content.splitlines()]
        case _:
            arrow: Any = import_module("pyarrow")
            with arrow.ipc.open_stream(content) as stream:
                made: list[dict[str, Any]] = stream.read_all().to_pylist()
                return made


def test_no_cell_of_csv_begins_a_formula(api: Api) -> None:
    """An area that a spreadsheet would run has an apostrophe before it."""
    record(api, 1)
    api.given(
        "12:30 police:met call_information_recorded item=area value_recorded==1+1",
        incident="CAD-0",
        first=9,
    )
    text = api.analyst.get("/v1/waits", params={"format": "csv"}).then(200).response.text
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["area"] == "'=1+1"


def test_arrow_without_its_library_is_a_sentence(api: Api, monkeypatch: Any) -> None:
    """It says which extra to install, and which other forms there are."""

    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(forms, "import_module", missing)
    problem = api.analyst.get("/v1/waits", params={"format": "arrow"})
    assert "jointlog[analysis]" in problem.then_problem(400, "malformed", "format").json["detail"]


def test_pages_in_another_form_go_on_by_a_header(api: Api) -> None:
    """X-Next is the cursor of the next page."""
    record(api)
    params = {"format": "ndjson", "limit": "2"}
    first = api.analyst.get("/v1/waits", params=params).then(200).response
    params["cursor"] = first.headers["x-next"]
    second = api.analyst.get("/v1/waits", params=params).then(200).response
    keys = [row["key"] for each in (first, second) for row in read("ndjson", each.content)]
    assert len(keys) == len(set(keys)) == 3
    assert "x-next" not in second.headers


def test_a_table_in_another_form_has_its_question_in_a_header(api: Api) -> None:
    """X-Query is the question in one line; what is not ASCII is written as %XX."""
    record(api)
    params = {"format": "csv", "area": "Bühl 5%"}
    response = api.analyst.get("/v1/waits", params=params).then(200).response
    asked = api.analyst.get("/v1/waits", params={"area": "Bühl 5%"}).then(200).json["query"]
    assert unquote(response.headers["x-query"]) == asked
    assert "B%C3%BChl" in response.headers["x-query"]


def test_yesterdays_answer_is_asked_again(api: Api) -> None:
    """The ambulance's arrival, recorded later, does not change what was known before it."""
    record(api, 1)
    before = rows(api, "waits")
    at = before[0]["known_from"]
    api.given(
        "12:20 ambulance:las resource_arrived_at_scene callsign=A1", incident="CAD-0", first=50
    )
    assert rows(api, "waits")[0]["outcome"] == "attended"
    assert rows(api, "waits", known_at=at) == before


def test_small_counts_are_kept_back_over_http(api: Api) -> None:
    """Three people: nothing is told, but to a reviewer or analyst who asks for exact counts."""
    record(api)
    (cell,) = api.analyst.get("/v1/stats").then(200).json["tables"][0]["cells"]
    assert cell == {"is_total": True, "is_kept_back": True}
    params = {"exact": "true", "by": "pair,hour", "hours": "true"}
    told = api.analyst.get("/v1/stats", params=params).then(200).json
    assert told["control"]["suppress_below"] == 0
    total = told["tables"][0]["cells"][-1]
    assert (total["count"], total["pair"]) == (3, "all")
    assert total["clock"]["min_s"] > 0
    api.police.get("/v1/stats", params={"exact": "true"}).then_problem(403, "not_permitted")


def test_an_agency_counts_its_own_incidents(api: Api) -> None:
    """A table as a key of an agency asks for it says of whom it is."""
    record(api)
    btp = api.as_agency("police:btp")
    assert "visible_to=police:btp" in btp.get("/v1/stats").then(200).json["query"]
    assert [each["incident"] for each in btp.get("/v1/waits").json["waits"]] == ["CAD-1"]


@pytest.mark.parametrize("what", ["gaps", "stats"])
def test_an_answer_on_the_same_rows_is_not_sent_again(api: Api, what: str) -> None:
    """304 until the rows move on."""
    record(api, 1)
    tag = api.analyst.get(f"/v1/{what}").then(200).response.headers["etag"]
    seen = {"If-None-Match": tag}
    api.analyst.get(f"/v1/{what}", headers=seen).then(304)
    api.given("16:00 police:met resource_left_scene", incident="CAD-9", first=90)
    api.analyst.get(f"/v1/{what}", headers=seen).then(200)
