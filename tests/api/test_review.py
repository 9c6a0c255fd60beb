"""The reviewer's questions over HTTP: who knew what, what changed since, coverage, readings."""

from typing import Any

import pytest

from jointlog.domain.cases import load
from tests.api.grammar import Api
from tests.grammar import INCIDENT

PATH = f"/v1/incidents/{INCIDENT}"
BETHNAL = "bethnal-green-2011"
LEFT = (
    "12:00 police:met s136_power_used limb=remove",
    "12:10 police:met arrived_at_place_of_safety arrival_basis=apron place_id=ED",
    "12:40 police:met resource_left_scene",
    "13:00 acute:kings arrived_at_place_of_safety arrival_basis=door place_id=ED",
)
QUESTIONS = (
    "knowledge?agency=police",
    "hindsight?from=2026-03-01T21:20:02Z",
    "coverage",
    "readings",
    "skew",
)


def shipped(api: Api, name: str) -> str:
    """Record a shipped incident; the path of its questions."""
    for draft, agency in load(name).drafts:
        api.log.post(draft, agency, now_ms=api.clock())
        api.clock.now_ms += 1000
    return f"/v1/incidents/{name}"


def asked(api: Api, path: str, **params: str) -> Any:
    """The answer to a reviewer."""
    return api.reviewer.get(path, params=params).then(200).json


def test_what_an_agency_knew(api: Api) -> None:
    """At 19:45 the ambulance had the request; that he was at the scene stood with police only."""
    path = f"{shipped(api, BETHNAL)}/knowledge"
    seen = asked(api, path, agency="ambulance:las", at="2011-04-18T18:45:00Z")
    assert (seen["agency"], seen["at"]) == ("ambulance:las", "2011-04-18T18:45:00Z")
    told = seen["had"][0]
    assert (told["item"], told["how"], told["by"], told["state"]) == (
        "assistance requested",
        "told",
        "police:met",
        "surely known",
    )
    lacked = {each["item"]: each["held_by"][0] for each in seen["lacked"]}
    assert lacked["at the scene"]["agency"] == "police:met"
    assert lacked["at the scene"]["how"] == "call record"
    assert asked(api, path, agency="ambulance:las")["at"] == "2011-04-18T19:27:59Z"


def test_knowledge_of_an_agency_that_is_not_named(api: Api) -> None:
    """It is not found, rather than said to have known nothing; a wrong name is malformed."""
    api.given(*LEFT)
    path = f"{PATH}/knowledge"
    api.reviewer.get(path, params={"agency": "fire:lfb"}).then_problem(404, "not_found")
    api.reviewer.get(path, params={"agency": "??"}).then_problem(400, "malformed", "agency")
    api.reviewer.get(path).then_problem(400, "malformed", "agency")
    params = {"agency": "police", "at": "noon"}
    api.reviewer.get(path, params=params).then_problem(400, "malformed", "at")


def test_hindsight_names_the_cause(api: Api) -> None:
    """The hospital's door, recorded fourth, shows how long nobody was recorded as holding."""
    api.given(*LEFT)
    later = asked(api, f"{PATH}/hindsight", **{"from": "2026-03-01T21:20:03Z"})
    assert (later["earlier"], later["later"]) == (
        "2026-03-01T21:20:03.000Z",
        "2026-03-01T21:20:04.000Z",
    )
    gaps = [s for s in later["shifts"] if s.get("after", {}).get("code") == "F-GAP-01"]
    assert gaps
    for shift in gaps:
        assert [(c["entry"], c["agency"]) for c in shift["causes"]] == [(4, "acute:kings")]
    both = {"from": "2026-03-01T21:20:00Z", "to": "2026-03-01T21:20:00Z"}
    assert asked(api, f"{PATH}/hindsight", **both)["shifts"] == []


def test_hindsight_refuses_moments_that_are_none(api: Api) -> None:
    """The first moment is needed, and not after the second."""
    api.given(*LEFT)
    path = f"{PATH}/hindsight"
    api.reviewer.get(path).then_problem(400, "malformed", "from")
    api.reviewer.get(path, params={"from": ""}).then_problem(400, "malformed", "from")
    params = {"from": "2026-03-01T21:20:04Z", "to": "2026-03-01T21:20:03Z"}
    api.reviewer.get(path, params=params).then_problem(400, "malformed", "from")


def test_coverage_shows_who_supplied_what(api: Api) -> None:
    """Luton: eleven entries of police from inquest evidence; as known at once, only one."""
    path = f"{shipped(api, 'luton-2013')}/coverage"
    supplies = {each["agency"]: each for each in asked(api, path)["supplies"]}
    police = supplies["police:bedfordshire"]
    assert (police["source"], police["entries"]) == ("inquest_evidence", 11)
    assert asked(api, path)["silences"][0]["grade"] == "possible"
    first = asked(api, path, known_at="2026-03-01T21:20:00Z")["supplies"]
    assert [each["entries"] for each in first] == [1]


def test_competing_readings_stand_side_by_side(api: Api) -> None:
    """Apron at 12:10 and door at 13:00 give two readings, each with the rule and its source."""
    api.given(*LEFT)
    answer = asked(api, f"{PATH}/readings")
    assert answer["protocol"] == "england@2026-03-01"
    apron, door = answer["readings"]
    assert (apron["start"], apron["by"]) == ("arrival on the apron", "police:met")
    assert (door["start"], door["by"]) == ("arrival at the door", "acute:kings")
    assert apron["expiry"]["earliest"] == "2026-03-02T12:10:00Z"
    assert "Mental Health Act 1983" in apron["source"]
    assert apron["rule"].startswith("detention at a place of safety")
    assert asked(api, f"{PATH}/readings", subject="P9")["readings"] == []


def test_skew_is_proposed_over_http(api: Api) -> None:
    """Three acts, by police at 12:00, 13:00, 14:00, by the ambulance 300 s later: 300 s behind."""
    act = "resource_arrived_at_scene @actor=ambulance:las"
    for number, hour in enumerate((12, 13, 14)):
        api.given(
            f"{hour}:00:00 police:met {act} @clock=police-log",
            f"{hour}:05:00 ambulance:las {act} @clock=CAD",
            first=2 * number + 1,
        )
    answer = asked(api, f"{PATH}/skew")
    assert answer["note"] == "proposed, never applied"
    (found,) = answer["proposals"]
    assert (found["first"], found["second"]) == ("ambulance:las CAD", "police:met police-log")
    assert (found["offset_s"], len(found["pairs"])) == (-300, 3)
    assert found["statement"]["type"] == "clock_offset_declared"
    assert [e["counted_as"]["earliest"] for e in asked(api, f"{PATH}/events")["events"]][1] == (
        "2026-03-01T12:05:00Z"
    )


def test_no_skew_is_proposed_from_one_pair(api: Api) -> None:
    """One act by two records is no proof of a clock."""
    act = "resource_arrived_at_scene @actor=ambulance:las"
    api.given(f"12:00:00 police:met {act}", f"12:05:00 ambulance:las {act} @clock=CAD")
    assert asked(api, f"{PATH}/skew")["proposals"] == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_answer_has_its_tag_and_its_readers(api: Api, question: str) -> None:
    """A known answer is 304, a new entry changes the tag, and only participants may read."""
    api.given(*LEFT)
    path = f"{PATH}/{question}"
    tag = api.police.get(path).then(200).response.headers["etag"]
    api.police.get(path, headers={"If-None-Match": tag}).then(304)
    api.given("14:00 police:met intelligence_check_performed", first=5)
    assert api.police.get(path).then(200).json["version"] == 5
    assert api.police.get(path).response.headers["etag"] != tag
    api.as_agency("police:other").get(path).then_problem(403, "not_permitted")
    api.nobody.get(path).then(401)


def test_a_finding_carries_its_answers(api: Api) -> None:
    """In the incident's findings and across incidents: who answered, and what."""
    api.given(*LEFT)
    finding = api.police.get(f"{PATH}/findings").json["findings"][0]
    assert finding["answers"] == []
    api.given(
        f"14:00 police:met finding_answered finding_id={finding['id']} explanation=no", first=5
    )
    expected = [{"entry": 5, "agency": "police:met", "explanation": "no"}]
    for path in (f"{PATH}/findings", "/v1/findings"):
        found = {f["id"]: f for f in api.police.get(path).then(200).json["findings"]}
        assert found[finding["id"]]["answers"] == expected


def test_corrections_are_told_over_http(api: Api) -> None:
    """Amended, disputed, made late and taken back: by which entry of whom, and why."""
    api.given(
        "12:00 police:met s136_power_used limb=remove",
        "12:05 police:met resource_arrived_at_scene",
        "12:20 police:met entry_amended @corrects=#1 field=occurred new=12:01 why=typing",
        "12:30 police:met entry_retracted @corrects=#2 why=duplicate",
        "12:40 ambulance:las entry_disputed @corrects=#1 position=no",
        "12:50 police:met late_entry_made late_entry=#1 why_late=inquest",
    )
    events = asked(api, f"{PATH}/events")
    said = {each["version"]: each["said"] for each in events["events"]}
    assert [(each["remark"], each["agency"], each["text"]) for each in said[1]] == [
        ("amended", "police:met", "occurred to 12:01: typing"),
        ("disputed", "ambulance:las", "no"),
        ("made late", "police:met", "inquest (on the list: evidence_in_proceedings)"),
    ]
    assert said[5] == []
    (taken,) = events["retracted"]
    assert [(each["entry"], each["text"]) for each in taken["said"]] == [(4, "duplicate")]
    assert set(asked(api, f"{PATH}/timeline")["said"]) == {"1", "2"}
    early = asked(api, f"{PATH}/events", known_at="2026-03-01T21:20:02Z")
    assert [each["said"] for each in early["events"]] == [[], []]
    assert early["retracted"] == []
    one = api.reviewer.get(f"{PATH}/events/{events['events'][0]['event_id']}").then(200).json
    assert "said" not in one


def test_two_versions_of_one_arrival_and_the_preferred_one(api: Api) -> None:
    """The hospital's door is preferred by the reviewer to the apron; both readings stand."""
    api.given(*LEFT)
    api.given(
        "20:00 oversight:iopc contradiction_noted events=#2,#4 preferred=#4 reason=cctv", first=5
    )
    apron, door = asked(api, f"{PATH}/readings")["readings"]
    for reading in (apron, door):
        (said,) = reading["preferences"]
        assert (said["agency"], said["preferred"], said["others"]) == ("oversight:iopc", 4, [2])
        assert (said["entry"], said["reason"]) == (5, "cctv")


def test_reasons_for_a_late_entry_are_data(api: Api) -> None:
    """Nine, each a proposal with its source; no key is needed."""
    answer = api.nobody.get("/v1/standards", params={"protocol": "england@2026-03-01"}).json
    assert len(answer["late_reasons"]) == 9
    assert {each["mark"] for each in answer["late_reasons"]} == {"proposal"}


LATE = (
    "12:00:00 police:met s136_power_used limb=remove @first_written_at=12:00:00",
    "13:00:00 police:met resource_left_scene reason=other @first_written_at=18:00:00",
    "13:10:00 acute:kings responsibility_accepted strand=DET @first_written_at=13:10:00",
)


def test_a_finding_states_both_variants_where_they_differ(api: Api) -> None:
    """Leaving was first written at 18:00: at the gap's own end, 13:10, it was not known."""
    api.given(*LATE)
    found = {
        each["id"]: each
        for each in asked(api, f"{PATH}/findings")["findings"]
        if each["code"] == "F-GAP-01" and "DET" in each["strands"]
    }
    ((name, gap),) = found.items()
    assert gap["as_known"]["at"] == "2026-03-01T13:10:00Z"
    assert gap["as_known"]["unwritten"] == [2]
    assert gap["as_known"]["changes"] == ["appeared"]
    assert "then" not in gap["as_known"]
    assert gap["as_known"]["later"]["length"]["min_s"] == 600
    one = asked(api, f"{PATH}/findings/{name}")
    assert one["finding"] == gap
    assert [each["version"] for each in one["events"]] == gap["entries"]
    assert one["rule"].startswith("Report each stretch in which a needed strand")
    assert {each["mark"] for each in one["thresholds"]} == {"proposal"}


def test_a_finding_across_incidents_states_both_variants_too(api: Api) -> None:
    """As those of the incident do, whatever is asked; and anew once an entry is added.

    Acceptance by another agency at 13:05, written at once, ends the gap 5 minutes earlier.
    """
    api.given(*LATE)
    for number in (4, 5):  # of an incident that grows
        every = asked(api, f"{PATH}/findings")["findings"]
        across = asked(api, "/v1/findings", limit="500")["findings"]
        assert sorted(across, key=lambda f: f["id"]) == sorted(every, key=lambda f: f["id"])
        some = asked(api, "/v1/findings", code="F-GAP-01", limit="1")["findings"]
        assert [each for each in every if each["id"] == some[0]["id"]] == some
        assert any("as_known" in each for each in across)
        api.given(
            "13:05:00 ambulance:las responsibility_accepted strand=DET @first_written_at=13:05:00",
            first=number,
        )


def test_a_finding_that_was_known_then_has_one_variant(api: Api) -> None:
    """All three in writing at once: nothing differs; a finding that is none is not found."""
    api.given(*(line.partition(" @")[0] + " @evidence=contemporaneous" for line in LATE))
    for each in asked(api, f"{PATH}/findings")["findings"]:
        assert "as_known" not in each
    path = f"{PATH}/findings/F-GAP-01.00000000"
    api.reviewer.get(path).then_problem(404, "not_found")


def test_one_finding_has_its_standard_and_tag(api: Api) -> None:
    """The standard is told with its source; a known answer is 304; others may not read it."""
    path = shipped(api, BETHNAL)
    listed = asked(api, f"{path}/findings")["findings"]
    name = next(each["id"] for each in listed if "standard" in each)
    answer = api.reviewer.get(f"{path}/findings/{name}").then(200)
    assert answer.json["standard"]["source"]
    tag = answer.response.headers["etag"]
    api.reviewer.get(f"{path}/findings/{name}", headers={"If-None-Match": tag}).then(304)
    api.as_agency("police:other").get(f"{path}/findings/{name}").then_problem(403, "not_permitted")
