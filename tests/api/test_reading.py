"""Reading one incident: entries in three orders, timeline, waits, findings, and entity tags."""

import sqlite3

import pytest

from jointlog.domain.store.keys import Scope
from tests.api.grammar import EVENTS, ID, OTHER_ID, Api, Client, statement
from tests.grammar import INCIDENT, RECORDED_MS, line_id

PATH = f"/v1/incidents/{INCIDENT}"
LEFT = (
    "12:00 police:met s136_power_used limb=remove",
    "12:05 police:met assistance_requested kind=ambulance_convey to=ambulance:las",
    "13:00 police:met resource_left_scene",
    "12:30 police:met contact_received channel=999 caller_kind=public",
)


def spoil(api: Api, version: int) -> None:
    """Make a stored entry unreadable, as a later release or a broken disk would."""
    with sqlite3.connect(api.database) as connection:
        connection.execute("DROP TRIGGER entries_are_never_changed")
        connection.execute(
            "UPDATE entries SET topic = 'of_the_future' WHERE originator_version = ?", (version,)
        )
    connection.close()


def test_entries_are_read_by_occurred_and_by_recorded(api: Api) -> None:
    """The last recorded occurred third; each entry says when it counts."""
    api.given(*LEFT)
    by_occurred = api.police.get(EVENTS).then(200).json
    by_recorded = api.police.get(EVENTS, params={"order": "recorded"}).then(200).json
    assert [each["version"] for each in by_occurred["events"]] == [1, 2, 4, 3]
    assert [each["version"] for each in by_recorded["events"]] == [1, 2, 3, 4]
    first = by_occurred["events"][0]
    assert first["occurred"]["earliest"] == "2026-03-01T12:00:00Z"
    assert first["counted_as"] == {
        "earliest": "2026-03-01T12:00:00Z",
        "latest": "2026-03-01T12:00:59Z",
    }
    assert (by_occurred["version"], by_occurred["unreadable"]) == (4, [])


def test_entries_are_read_as_known_at_a_moment(api: Api) -> None:
    """Lines are recorded one second apart: after two seconds two of them are known."""
    api.given(*LEFT)
    known = api.police.get(EVENTS, params={"known_at": "2026-03-01T21:20:02Z"}).json
    assert [each["version"] for each in known["events"]] == [1, 2]
    until = api.police.get(EVENTS, params={"until": "2026-03-01T12:59:59+00:00"}).json
    assert [each["version"] for each in until["events"]] == [1, 2, 4]


def test_an_entry_that_was_taken_back_stands_apart(api: Api) -> None:
    """It no longer counts, and it is still shown; before it was taken back it counted."""
    api.police.post(EVENTS, statement())
    api.clock.now_ms += 1000
    back = statement(
        id=OTHER_ID, type="entry_retracted", facts={"why": "wrong_person"}, corrects=ID
    )
    api.police.post(EVENTS, back).then(201)
    now = api.police.get(EVENTS).json
    assert [each["event_id"] for each in now["events"]] == [OTHER_ID]
    assert [each["event_id"] for each in now["retracted"]] == [ID]
    before = api.police.get(EVENTS, params={"known_at": "2026-03-01T21:20:00Z"}).json
    assert [each["event_id"] for each in before["events"]] == [ID]


def test_the_timeline_shows_who_held_what(api: Api) -> None:
    """Detention is held by the police from 12:00."""
    api.given(*LEFT)
    shown = api.police.get(f"{PATH}/timeline").then(200).json
    held = [s for s in shown["spans"] if s["strand"] == "DET" and s["holders"] == ["police:met"]]
    assert held[0]["start"]["entries"] == [1]
    assert held[0]["length"]["min_s"] > 0
    assert shown["protocol"] == "england@2026-03-01"
    assert shown["horizon"]["latest"] == "2026-03-01T13:00:59Z"
    nobody = api.police.get(f"{PATH}/timeline", params={"subject": "P9"}).json
    assert nobody["spans"] == []


def test_the_waits_show_who_waited_for_whom(api: Api) -> None:
    """The ambulance was asked for at 12:05 and is absent at the end of the record."""
    api.given(*LEFT)
    (wait,) = api.police.get(f"{PATH}/waits").then(200).json["waits"]
    assert (wait["kind"], wait["by"], wait["to"]) == (
        "ambulance_convey",
        "police:met",
        "ambulance:las",
    )
    assert wait["outcome"] == "absent at the end of the record"
    assert wait["event_id"] == str(line_id(2))
    assert "end" not in wait
    assert api.police.get(f"{PATH}/waits", params={"subject": "P9"}).json["waits"] == []


def test_the_answers_to_a_request_are_shown(api: Api) -> None:
    """An acknowledgement is one thing said of the wait, by whom and when."""
    api.given(*LEFT[:2], "12:06 ambulance:las request_acknowledged @replies_to=#2")
    (wait,) = api.police.get(f"{PATH}/waits").json["waits"]
    (said,) = wait["answers"]
    assert (said["by"], said["at"]["entries"]) == ("ambulance:las", [3])


def test_the_findings_rest_on_entries_and_a_protocol(api: Api) -> None:
    """Police leave at 13:00 without acceptance; other standards may be asked for."""
    api.given(*LEFT, "15:00 police:met contact_received channel=999 caller_kind=public")
    found = api.police.get(f"{PATH}/findings").then(200).json
    codes = [each["code"] for each in found["findings"]]
    assert "F-GAP-01" in codes
    gap = found["findings"][codes.index("F-GAP-01")]
    assert gap["entries"]
    assert gap["protocol"] == found["protocol"] == "england@2026-03-01"
    other = api.police.get(f"{PATH}/findings", params={"protocol": "england@2011-04-18"}).json
    assert other["protocol"] == "england@2011-04-18"
    assert api.police.get(f"{PATH}/findings", params={"subject": "P9"}).json["findings"] == []
    unknown = api.police.get(f"{PATH}/findings", params={"protocol": "mars@2011-04-18"})
    unknown.then_problem(404, "not_found")


@pytest.mark.parametrize("what", ["events", "timeline", "waits", "findings"])
def test_a_read_that_has_not_changed_is_not_sent_again(api: Api, what: str) -> None:
    """304 for the tag of the same question; another question or a new entry is another tag."""
    api.given(LEFT[0])
    path = f"{PATH}/{what}"
    tag = api.police.get(path).then(200).response.headers["etag"]
    assert tag.startswith(f'W/"{INCIDENT}@1+')
    seen = {"If-None-Match": f'"x", {tag}'}
    again = api.police.get(path, headers=seen).then(304)
    assert (again.response.text, again.response.headers["etag"]) == ("", tag)
    api.police.get(path, headers={"If-None-Match": "*"}).then(304)
    api.police.get(path, headers=seen, params={"until": "2026-03-01T23:00:00Z"}).then(200)
    api.reviewer.get(path, headers=seen).then(200)
    api.given(LEFT[1], first=2)
    api.police.get(path, headers=seen).then(200)


def test_an_agency_reads_the_incidents_that_it_posts_to(api: Api) -> None:
    """Others are 403 to it; reviewers and analysts read all; without a key nobody reads."""
    api.given(LEFT[0])
    ambulance = api.as_agency("ambulance:las")
    for path in (EVENTS, f"{PATH}/timeline", f"{PATH}/waits", f"{PATH}/findings"):
        ambulance.get(path).then_problem(403, "not_permitted")
        api.nobody.get(path).then_problem(401, "key_refused")
        api.reviewer.get(path).then(200)
        api.analyst.get(path).then(200)
    ambulance.post(EVENTS, statement()).then(201)
    ambulance.get(EVENTS).then(200)


def test_what_is_not_recorded_is_not_found(api: Api) -> None:
    """An incident without entries, an event of another incident, an id that is none."""
    api.police.get(EVENTS).then_problem(404, "not_found")
    api.given(LEFT[0])
    api.police.get(f"{EVENTS}/{ID}").then_problem(404, "not_found")
    api.police.get(f"{EVENTS}/x").then_problem(400, "malformed", "event_id")
    api.police.get("/v1/incidents/%21/events").then_problem(400, "malformed", "incident")


def test_one_event_has_an_address_and_a_tag(api: Api) -> None:
    """An entry never changes, so its tag stays while the incident grows."""
    api.given(LEFT[0])
    first = api.police.get(f"{EVENTS}/{line_id(1)}").then(200)
    api.given(LEFT[1], first=2)
    tag = {"If-None-Match": first.response.headers["etag"]}
    api.police.get(f"{EVENTS}/{line_id(1)}", headers=tag).then(304)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("known_at", "2026-03-01T21:20:02"),
        ("known_at", "yesterday"),
        ("known_at", "2026-02-30T21:20:02Z"),
        ("until", "2026-03-01 12:00:00Z"),
        ("order", "sideways"),
        ("colour", "red"),
    ],
)
def test_a_question_that_cannot_be_read_is_refused_by_name(api: Api, name: str, value: str) -> None:
    """400 with the parameter to mend, also for one that does not exist."""
    api.given(LEFT[0])
    api.police.get(EVENTS, params={name: value}).then_problem(400, "malformed", name)


def test_a_question_asked_twice_is_refused(api: Api) -> None:
    """One of the two would be lost."""
    api.given(LEFT[0])
    twice = api.police.get(f"{EVENTS}?order=recorded&order=occurred")
    twice.then_problem(400, "malformed", "order")


def test_an_unreadable_entry_is_shown_and_hides_nothing(api: Api) -> None:
    """The other entries are read, and every view says that one is not."""
    api.given(*LEFT)
    spoil(api, 2)
    shown = api.police.get(EVENTS).then(200).json
    assert [each["version"] for each in shown["events"]] == [1, 4, 3]
    assert [each["position"] for each in shown["unreadable"]] == [2]
    for what in ("timeline", "waits", "findings"):
        assert len(api.police.get(f"{PATH}/{what}").then(200).json["unreadable"]) == 1
    for what in ("findings", "waits"):
        page = api.analyst.get(f"/v1/{what}").then(200).json
        assert [each["incident"] for each in page["unreadable"]] == [INCIDENT]


def test_incidents_are_listed_page_by_page(api: Api) -> None:
    """Three incidents in pages of two; an agency sees its own."""
    for number, agency in enumerate(("police:met", "ambulance:las", "police:met"), 1):
        line = f"12:00 {agency} contact_received channel=999 caller_kind=public"
        api.given(line, incident=f"CAD-{number}", first=number)
    first = api.reviewer.get("/v1/incidents", params={"limit": 2}).then(200).json
    assert [each["incident"] for each in first["incidents"]] == ["CAD-1", "CAD-2"]
    rest = api.reviewer.get("/v1/incidents", params={"limit": 2, "cursor": first["next"]}).json
    assert [each["incident"] for each in rest["incidents"]] == ["CAD-3"]
    assert "next" not in rest
    own = api.police.get("/v1/incidents").then(200)
    assert [each["incident"] for each in own.json["incidents"]] == ["CAD-1", "CAD-3"]
    tag = {"If-None-Match": own.response.headers["etag"]}
    api.police.get("/v1/incidents", headers=tag).then(304)
    api.police.get("/v1/incidents", params={"cursor": first["next"]}).then_problem(
        400, "cursor_invalid"
    )


def test_incidents_are_found_by_an_agencys_own_reference(api: Api) -> None:
    """Police's number K-9 and the id itself, in either case; an agency finds only its own."""
    call = "contact_received channel=999 caller_kind=public"
    api.given(f"12:00 police:met {call} call_ref=K-9", incident="one", first=1)
    api.given(f"12:00 ambulance:las {call} call_ref=K-9", incident="two", first=2)

    def found(ref: str, who: Client) -> list[str]:
        page = who.get("/v1/incidents", params={"ref": ref}).then(200).json
        return [each["incident"] for each in page["incidents"]]

    assert found("k-9", api.reviewer) == ["one", "two"]
    assert found("K-9", api.police) == ["one"]
    assert found("two", api.reviewer) == ["two"]
    assert found("K-8", api.reviewer) == []


def test_a_uuid_names_its_incident_in_either_case(api: Api) -> None:
    """The id is read in lower case."""
    upper = "0195576C-8A20-7000-8000-0000000000FF"
    api.police.post(f"/v1/incidents/{upper}/events", statement()).then(201)
    read = api.police.get(f"/v1/incidents/{upper.lower()}/events").then(200).json
    assert read["incident"] == upper.lower()


def test_reads_are_not_kept_by_shared_caches(api: Api) -> None:
    """They are private, and differ by key."""
    api.given(LEFT[0])
    headers = api.police.get(EVENTS).response.headers
    assert headers["cache-control"] == "private, no-cache"
    assert headers["vary"] == "Authorization"
    assert "server" not in headers
    assert api.key("police:met", Scope.AGENCY) not in str(headers)
    assert RECORDED_MS > 0
