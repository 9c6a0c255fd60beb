"""The table over HTTP: refused or kept as each row says, nothing half stored, still answering."""

from typing import Any

import pytest

from tests.api.grammar import EVENTS, Api
from tests.grammar import INCIDENT
from tests.hostile.doors import DOORS, Door
from tests.hostile.table import KIND, STORED, TABLE, Row, statement

SAID = [
    pytest.param(door, row, id=f"{at}: {name}")
    for at, door in DOORS.items()
    for name, row in TABLE.items()
    if door.takes(row)
]
BETWEEN = 1
"""The row's place in a batch of three."""


@pytest.mark.parametrize(("door", "row"), SAID)
def test_each_row_is_refused_or_kept_as_the_table_says(api: Api, door: Door, row: Row) -> None:
    """Its problem has the code and field of the row; the log has what was answered and no more."""
    outcome = row.cloudevent if door.is_cloudevent and row.cloudevent else row.outcome
    answer = door.say(api, row)
    if door.is_batch and row.is_endless:
        answer.then_problem(400, "malformed")
        api.then_recorded()
    elif door.is_batch:
        result = answer.then(200).json["results"][BETWEEN]
        statuses = [each["status"] for each in answer.json["results"]]
        assert statuses == [201, 201 if outcome == STORED else 400, 201]
        _check(row, outcome, result.get("problem"))
        api.then_recorded(*[KIND] * (3 if outcome == STORED else 2))
    elif outcome == STORED:
        answer.then(201)
        api.then_recorded(KIND)
    else:
        answer.then_problem(400, outcome)
        _check(row, outcome, answer.json)
        api.then_recorded()
    if outcome == STORED:
        _check_kept(api, row)
    good = {name: value for name, value in statement().items() if name != "id"}
    api.police.post(EVENTS, good).then(201)


def _check(row: Row, outcome: str, problem: dict[str, Any] | None) -> None:
    """The problem of a row."""
    if outcome == STORED:
        assert problem is None
        return
    assert problem is not None
    assert (problem["code"], problem["status"]) == (outcome, 400)
    if row.field is not None:
        assert problem["field"] == row.field, problem


def _check_kept(api: Api, row: Row) -> None:
    """What was said is read back as it was said, over HTTP too."""
    shown = [event["facts"] for event in api.reviewer.get(EVENTS).then(200).json["events"]]
    kept = [entry.fact for entry in api.log.entries(INCIDENT)]
    for name, value in row.values.items():
        if name.startswith("facts."):
            fact = name.removeprefix("facts.")
            assert value in [facts.get(fact) for facts in shown]
            assert value in [getattr(each, fact) for each in kept]
