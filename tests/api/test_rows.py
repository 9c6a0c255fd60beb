"""Whoever runs the server is told how far the rows for queries are behind."""

from jointlog.domain.store.rows.loop import FollowerLoop
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.store.settings import Settings
from jointlog.projections.rows import KIND
from tests.api.grammar import EVENTS, Api, Running, statement


def test_readiness_tells_how_far_the_rows_are_behind(api: Api, running: Running) -> None:
    """One entry posted and not followed: one behind; followed: none."""
    settings = Settings(api.database)
    with open_rows(api.log, settings, KIND) as rows:
        loop = FollowerLoop(rows)
        running.turn_to_rows(RowsReader(rows), loop)
        api.police.post(EVENTS, statement()).then(201)
        told = api.nobody.get("/ready").then(200).json["rows"]
        assert (told["position"], told["lag_events"], told["is_following"]) == (0, 1, False)
        loop.catch_up()
        told = api.nobody.get("/ready").then(200).json["rows"]
        assert (told["lag_events"], told["lag_s"], told["trouble"]) == (0, 0, "")


def test_readiness_without_rows_says_nothing_of_them(api: Api) -> None:
    """A server that keeps none has no lag."""
    assert api.nobody.get("/ready").json["rows"] is None
