"""Questions across incidents: filters, pages, rights, and incidents that change meanwhile."""

from typing import Any

import pytest

from jointlog.api.cursor import read_cursor, write_cursor
from jointlog.api.problems import CursorError
from tests.api.grammar import Api

NIGHT = "{} {} contact_received channel=999 caller_kind=public"


def record(api: Api, count: int = 3) -> None:
    """``count`` incidents: in each the police detain, ask for an ambulance, and leave."""
    for number in range(count):
        force = "police:met" if number % 2 == 0 else "police:btp"
        api.given(
            f"12:{number:02} {force} s136_power_used limb=remove",
            f"12:{number + 5:02} {force} assistance_requested kind=ambulance_convey"
            " to=ambulance:las",
            f"13:00 {force} resource_left_scene",
            f"15:00 {force} contact_received channel=999 caller_kind=public",
            incident=f"CAD-{number}",
            first=number * 10 + 1,
        )


def rows(api: Api, what: str, **params: Any) -> list[dict[str, Any]]:
    """The rows of the first page."""
    page = api.analyst.get(f"/v1/{what}", params=params).then(200).json
    found: list[dict[str, Any]] = page[what]
    return found


WAIT_FILTERS: list[tuple[dict[str, Any], int]] = [
    ({}, 3),
    ({"kind": "ambulance_convey"}, 3),
    ({"kind": "amhp"}, 0),
    ({"agency": "police:met"}, 2),
    ({"agency": "ambulance"}, 3),
    ({"agency": "fire"}, 0),
    ({"strand": "CONV"}, 3),
    ({"strand": "BED"}, 0),
    ({"min_s": 3600}, 3),
    ({"min_s": 86400}, 0),
    ({"from": "2026-03-01T00:00:00Z", "to": "2026-03-02T00:00:00Z"}, 3),
    ({"from": "2026-03-02T00:00:00Z"}, 0),
    ({"to": "2026-03-01T12:06:00Z"}, 1),
    ({"outcome": "absent at the end of the record"}, 3),
    ({"outcome": "attended"}, 0),
]


@pytest.mark.parametrize(("params", "count"), WAIT_FILTERS)
def test_waits_are_asked_for_by_filter(api: Api, params: dict[str, Any], count: int) -> None:
    """Three waits from 12:05, 12:06 and 12:07 to the end of the record at 15:00."""
    record(api)
    assert len(rows(api, "waits", **params)) == count


FINDING_FILTERS: list[tuple[dict[str, Any], int]] = [
    ({"code": "F-GAP-01", "strand": "DET"}, 3),
    ({"code": "held_by_nobody", "strand": "DET"}, 3),
    ({"code": "F-GAP-01", "strand": "DET", "agency": "police:btp"}, 1),
    ({"code": "F-GAP-01", "strand": "DET", "grade": "definite"}, 3),
    ({"code": "F-GAP-01", "strand": "DET", "grade": "indeterminate"}, 0),
    ({"code": "F-GAP-01", "strand": "DET", "severity": "S1"}, 3),
    ({"code": "F-GAP-01", "strand": "DET", "severity": "S3"}, 0),
    ({"code": "F-GAP-01", "strand": "DET", "min_s": 7000}, 3),
    ({"code": "F-GAP-01", "strand": "DET", "min_s": 9000}, 0),
    ({"code": "F-GAP-01", "strand": "DET", "to": "2026-03-01T13:00:00Z"}, 0),
    ({"code": "F-GAP-01", "strand": "DET", "from": "2026-03-01T15:00:00Z"}, 3),
]


@pytest.mark.parametrize(("params", "count"), FINDING_FILTERS)
def test_findings_are_asked_for_by_filter(api: Api, params: dict[str, Any], count: int) -> None:
    """Three gaps in detention from 13:00 to the end of the record at 15:00."""
    record(api)
    assert len(rows(api, "findings", **params)) == count


@pytest.mark.parametrize("what", ["findings", "waits"])
def test_pages_give_every_row_once_and_in_order(api: Api, what: str) -> None:
    """Pages of two together are the one page of all, whatever is recorded meanwhile."""
    record(api, 4)
    whole = rows(api, what)
    paged: list[dict[str, Any]] = []
    params: dict[str, Any] = {"limit": 2}
    while True:
        page = api.analyst.get(f"/v1/{what}", params=params).then(200).json
        assert len(page[what]) <= 2
        paged += page[what]
        if "next" not in page:
            break
        params["cursor"] = page["next"]
    assert paged == whole
    assert len(whole) >= 4


def test_a_cursor_belongs_to_its_filter(api: Api) -> None:
    """With another filter, another key, another address or other bytes it is refused."""
    record(api)
    cursor = api.analyst.get("/v1/waits", params={"limit": 1}).json["next"]
    other = [
        api.analyst.get("/v1/waits", params={"cursor": cursor, "agency": "police"}),
        api.analyst.get("/v1/findings", params={"cursor": cursor}),
        api.reviewer.get("/v1/waits", params={"cursor": cursor}),
        api.analyst.get("/v1/waits", params={"cursor": cursor[:-3]}),
        api.analyst.get("/v1/waits", params={"cursor": "é"}),
        api.analyst.get("/v1/waits", params={"cursor": "eyJhIjoxfQ"}),
    ]
    for answer in other:
        answer.then_problem(400, "cursor_invalid")
    api.analyst.get("/v1/waits", params={"cursor": cursor, "limit": 5}).then(200)


def test_a_cursor_says_where_a_page_ended() -> None:
    """It reads back as the same place, and only for the same question."""
    place = (7, -5, "F-GAP-01.abc", 1)
    assert read_cursor(write_cursor(place, "asked"), "asked") == place
    with pytest.raises(CursorError):
        read_cursor(write_cursor(place, "asked"), "other")


@pytest.mark.parametrize(
    ("what", "name", "value"),
    [
        ("findings", "code", "F-NONE-99"),
        ("findings", "grade", "certain"),
        ("findings", "agency", "circus"),
        ("findings", "strand", "X"),
        ("findings", "outcome", "attended"),
        ("findings", "limit", "0"),
        ("findings", "limit", "501"),
        ("findings", "min_s", "-1"),
        ("findings", "min_s", "9" * 5000),
        ("waits", "kind", "pigeon"),
        ("waits", "outcome", "eaten"),
        ("waits", "grade", "indeterminate"),
        ("waits", "reason", "other"),
        ("conveyances", "strand", "DET"),
        ("handovers", "detaining", "true"),
        ("waits", "pair", "police"),
        ("stats", "of", "doors"),
        ("stats", "by", "why,why"),
        ("stats", "zone", "Mars"),
        ("gaps", "format", "xls"),
        ("waits", "from", "2026-03-01"),
        ("waits", "to", "2026-03-01T12:00:00"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused_by_name(
    api: Api, what: str, name: str, value: str
) -> None:
    """400 with the parameter to mend; nothing is guessed and nothing ignored."""
    api.analyst.get(f"/v1/{what}", params={name: value}).then_problem(400, "malformed", name)


@pytest.mark.parametrize("what", ["findings", "gaps", "waits", "handovers", "conveyances", "stats"])
def test_a_period_that_ends_before_it_begins_is_refused(api: Api, what: str) -> None:
    """From 2 March to 1 March is no period: it is refused, not answered with nothing."""
    period = {"from": "2026-03-02T00:00:00Z", "to": "2026-03-01T00:00:00Z"}
    answer = api.analyst.get(f"/v1/{what}", params=period)
    told = answer.then_problem(400, "malformed", "to").json["detail"]
    assert "2026-03-01T00:00:00Z is before from, 2026-03-02T00:00:00Z" in told
    once = {**period, "to": period["from"]}
    api.analyst.get(f"/v1/{what}", params=once).then(200)


def test_an_agency_asks_of_its_own_incidents(api: Api) -> None:
    """The transport police see the one incident that they posted to."""
    record(api)
    btp = api.as_agency("police:btp")
    assert {each["incident"] for each in btp.get("/v1/waits").json["waits"]} == {"CAD-1"}
    assert {each["incident"] for each in btp.get("/v1/findings").json["findings"]} == {"CAD-1"}
    api.nobody.get("/v1/waits").then_problem(401, "key_refused")


def test_an_incident_that_grows_is_examined_again(api: Api) -> None:
    """The ambulance arrives: the wait is no longer absent; the others stay as they were."""
    record(api, 2)
    before = rows(api, "waits")
    api.given(
        "12:20 ambulance:las resource_arrived_at_scene callsign=A1", incident="CAD-0", first=5
    )
    after = rows(api, "waits")
    assert after[0]["outcome"].startswith("attended")
    assert after[1:] == before[1:]


@pytest.mark.parametrize("what", ["findings", "waits"])
def test_an_answer_that_has_not_changed_is_not_sent_again(api: Api, what: str) -> None:
    """304 until the log grows."""
    record(api, 1)
    answer = api.analyst.get(f"/v1/{what}").then(200)
    seen = {"If-None-Match": answer.response.headers["etag"]}
    api.analyst.get(f"/v1/{what}", headers=seen).then(304)
    api.given(NIGHT.format("16:00", "police:met"), incident="CAD-9", first=90)
    api.analyst.get(f"/v1/{what}", headers=seen).then(200)


PLAN = "mental_health:m crisis_plan_checked found=false @subject="


def test_what_repeats_for_one_person_is_asked_over_http(api: Api) -> None:
    """5 January and 1 March, 55 days apart; an agency sees only the incidents it posts to."""
    api.given(f"2026-01-05_10:00:00 {PLAN}person-7", incident="a", first=1)
    api.given(f"2026-03-01_10:00:00 {PLAN}person-7", incident="b", first=2)
    api.given(f"2026-03-01_10:00:00 {PLAN}P1", incident="c", first=3)
    answer = api.analyst.get("/v1/patterns").then(200)
    (found,) = answer.json["repeats"]
    assert (found["code"], found["finding_code"], found["person"]) == (
        "F-PAT-01",
        "F-INFO-08",
        "person-7",
    )
    assert [part["incident"] for part in found["parts"]] == ["a", "b"]
    assert found["length"]["min_s"] == 55 * 86_400
    tag = answer.response.headers["etag"]
    api.analyst.get("/v1/patterns", headers={"If-None-Match": tag}).then(304)
    for params in ({"person": "person-8"}, {"code": "F-GAP-01"}):
        assert api.analyst.get("/v1/patterns", params=params).json["repeats"] == []
    assert api.police.get("/v1/patterns").then(200).json["repeats"] == []
    params = {"code": "F-NO-01"}
    api.analyst.get("/v1/patterns", params=params).then_problem(400, "malformed", "code")
    api.nobody.get("/v1/patterns").then(401)


def test_small_numbers_are_kept_back_over_http(api: Api) -> None:
    """Of 20 people 10 waited without end: shown; of 3 people 1: neither number is."""
    asked = "10:00:00 police:met assistance_requested kind=ambulance_treat"
    last = "20:00:00 police:met restraint_started"
    number, rates = 0, []
    for name in range(20):
        lines = (asked, last) if name < 10 else (last,)
        api.given(*lines, incident=f"c-{name}", first=number + 1)
        number += len(lines)
        rates = api.analyst.get("/v1/patterns", params={"code": "F-WAIT-01"}).json["rates"]
        if name == 2:
            assert [each["is_kept_back"] for each in rates] == [True]
            assert not {"people", "found", "rate"} & set(rates[0])
    assert [(each["group"], each["people"], each["found"]) for each in rates] == [("all", 20, 10)]
