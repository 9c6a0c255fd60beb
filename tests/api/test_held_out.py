"""Real incidents that no rule was written with, posted over HTTP, and what must be found."""

from pathlib import Path
from typing import Any

import pytest

from jointlog.domain import cases
from jointlog.domain.cases import CaseFile, Expectation
from jointlog.domain.statement import draft_to_plain
from tests.api.grammar import Api

HERE = Path(__file__).parent / "held_out"
NAMES = sorted(file.stem for file in HERE.glob("*.toml"))
PROTOCOLS = {
    "aurora-2019": "other@2019-08-24",
    "kirkcaldy-2015": "scotland@2015-05-03",
    "rochester-2020": "other@2020-03-22",
}


def case_of(name: str) -> CaseFile:
    """The case of this file."""
    file = HERE / f"{name}.toml"
    return cases.read(file.read_text("utf-8"), file.name)


def posted(api: Api, case: CaseFile) -> str:
    """Post every fact as the agency that says it; the path of the incident's questions."""
    path = f"/v1/incidents/{case.id}"
    for draft, agency in case.drafts:
        api.clock.now_ms += 1000
        answer = api.as_agency(str(agency)).post(f"{path}/events", draft_to_plain(draft)).then(201)
        assert "warnings" not in answer.json
    return path


def meets(finding: dict[str, Any], expected: Expectation) -> bool:
    """Whether a finding as answered is the one expected."""
    length = finding.get("length")
    inside_s = expected.contains_s
    return (
        finding["code"] == expected.finding
        and expected.subject in ("", finding["subject"])
        and expected.grade in ("", finding["grade"])
        and set(map(str, expected.parties)) <= set(finding["parties"])
        and (
            inside_s is None
            or (length is not None and length["min_s"] <= inside_s <= length.get("max_s", inside_s))
        )
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_held_out_incident_gives_what_its_reviews_found(api: Api, name: str) -> None:
    """Each must be found over HTTP, and none that must not, under the law of its place and day."""
    case = case_of(name)
    path = posted(api, case)
    answer = api.reviewer.get(f"{path}/findings").then(200).json
    assert answer["protocol"] == PROTOCOLS[name]
    shown = [f"{f['code']} {f['grade']} {f['sentence']}" for f in answer["findings"]]
    for expected in case.must_find:
        assert any(meets(f, expected) for f in answer["findings"]), (expected.why, shown)
    for expected in case.must_not:
        assert not any(meets(f, expected) for f in answer["findings"]), (expected.why, shown)


@pytest.mark.parametrize("name", NAMES)
def test_its_times_are_those_of_its_place(api: Api, name: str) -> None:
    """The first entry's instant, by its own zone: Rochester is 4 h behind UTC, Denver 6 h."""
    case = case_of(name)
    path = posted(api, case)
    first = {
        "aurora-2019": "2019-08-25T04:",
        "kirkcaldy-2015": "2015-05-03T06:09:00Z",
        "rochester-2020": "2020-03-22T20:18:00Z",
    }
    events = api.reviewer.get(f"{path}/events").then(200).json["events"]
    assert events[0]["counted_as"]["earliest"].startswith(first[name])


@pytest.mark.parametrize("name", NAMES)
def test_no_standard_of_another_place_measures_it(api: Api, name: str) -> None:
    """What a finding is measured by is in force in that jurisdiction on that day."""
    case = case_of(name)
    path = posted(api, case)
    params = {"protocol": PROTOCOLS[name]}
    standards = api.nobody.get("/v1/standards", params=params).then(200).json["standards"]
    known = {each["reference"] for each in standards}
    for finding in api.reviewer.get(f"{path}/findings").json["findings"]:
        if "standard" in finding:
            assert finding["standard"].partition(" ")[0] in known
