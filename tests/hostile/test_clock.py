"""The server's clock is wrong, or is set: what was acknowledged stays, and the log goes on."""

import re

import pytest

from tests.api.grammar import EVENTS, Api, statement

HOUR_MS = 3_600_000
YEAR_MS = 365 * 24 * HOUR_MS
READS = (
    EVENTS,
    "/v1/incidents",
    "/v1/incidents/test-incident/timeline",
    "/v1/incidents/test-incident/findings",
    "/v1/incidents/test-incident/waits",
    "/v1/findings",
)


def test_a_clock_that_is_set_loses_and_reorders_nothing(api: Api) -> None:
    """Forward an hour, back two, forward a year, back to where it was: five posts, in order.

    Each has the time that the clock showed; version and position say what came before what.
    """
    started_ms, shown = api.clock.now_ms, []
    analyst = api.analyst
    for step_ms in (0, HOUR_MS, -HOUR_MS, HOUR_MS // 2, 0):
        api.clock.now_ms = started_ms + step_ms
        receipt = api.police.post(EVENTS, statement(id=None)).then(201).json
        shown.append((receipt["version"], receipt["recorded_at"]))
    events = api.police.get(EVENTS).then(200).json["events"]
    assert [(each["version"], each["recorded_at"]) for each in events] == shown
    assert [version for version, _ in shown] == [1, 2, 3, 4, 5]
    assert sorted(at for _, at in shown) != [at for _, at in shown]
    for path in READS:
        analyst.get(path).then(200)
    assert api.nobody.get("/ready").then(200).json["position"] == 5
    for line in api.nobody.get("/metrics").then(200).response.text.splitlines():
        if re.match(r"jointlog_(rows_lag|entry_age_seconds_(bucket|count))", line):
            assert float(line.rpartition(" ")[2]) >= 0, line


def test_a_repeat_after_the_clock_was_set_back_is_a_repeat(api: Api) -> None:
    """The same id has the same receipt, whatever the clock says now."""
    first = api.police.post(EVENTS, statement()).then(201).json
    api.clock.now_ms -= HOUR_MS
    again = api.police.post(EVENTS, statement()).then(200).json
    assert (again["recorded_at"], again["version"]) == (first["recorded_at"], 1)


@pytest.mark.parametrize("now_ms", [-4 * 10**12, 0, 7_258_118_400_000, 253_402_300_800_000])
def test_a_clock_out_of_its_mind_stores_nothing_that_cannot_be_read(api: Api, now_ms: int) -> None:
    """1843, 1970, 2200, 10000: refused, or stored and read; then, set right, it goes on."""
    key, right_ms = api.police, api.clock.now_ms
    api.clock.now_ms = now_ms
    answer = key.post(EVENTS, statement())
    assert answer.response.status_code in (201, 400, 401, 503), answer.response.text
    assert "Traceback" not in answer.response.text
    api.nobody.get("/ready").then(200)
    api.nobody.get("/metrics").then(200)
    api.clock.now_ms = right_ms
    key.post(EVENTS, statement(id=None)).then(201)
    assert len(key.get(EVENTS).then(200).json["events"]) == api.log.head()


def test_an_entry_about_the_future_is_kept_and_told(api: Api) -> None:
    """An act that occurs after it was recorded: kept as said, shown, and counted as no age."""
    api.police.post(EVENTS, statement(occurred="2199-12-30T12:00:00Z")).then(201)
    for path in READS:
        api.analyst.get(path).then(200)
    assert "2199-12-30" in api.police.get(EVENTS).response.text
