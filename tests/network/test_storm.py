"""Exactly once under a hostile network, and exactly at a commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from jointlog.domain.store.log import Log, Receipt, open_log
from tests.network.postgres_relay import AT_A_COMMIT, PostgresRelay
from tests.network.posting import Statements
from tests.network.proxy import Fault, Faults, Proxy
from tests.network.storm import check, storm
from tests.store.postgres_server import Server
from tests.store.samples import AMBULANCE, NOW_MS, draft, event_id, retraction

POSTS, SEED = 10_000, 20_260_301


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_each_post_is_stored_once(store: str) -> None:
    """10,000 posts, 1 in 10 dropped, doubled, delayed or cut, three restarts: 10,000 entries.

    Each 2xx names the version and position at which the entry stands, each 5xx says that the same
    may be sent again, no id is answered 201 twice, and versions have no gaps.
    """
    result = storm(store, POSTS, SEED)
    assert result.problems == []
    assert (result.stored, len(result.outcome.acknowledged), result.restarts) == (POSTS, POSTS, 3)
    assert sum(result.faults[0].done.values()) > POSTS // 20
    if store == "postgres":
        at_commits = {fault: result.faults[1].done[f"{fault}{AT_A_COMMIT}"] for fault in Fault}
        assert min(at_commits[Fault.CUT_BEFORE], at_commits[Fault.CUT_AFTER]) > 0


def test_the_storm_notices_what_is_wrong(kept: str) -> None:
    """Given a post that is lost, one answered 201 twice, and false receipts: each is a problem."""
    result = storm("sqlite", 20, SEED, restarts=0)
    said = result.outcome.acknowledged
    assert (len(said), result.problems) == (20, [])
    result.created.append(result.created[0])
    result.outcome.wrong.append("0: HTTP/1.1 500")
    check(result, kept, Statements(SEED))
    lost = [problem for problem in result.problems if problem.endswith("is lost")]
    assert (len(lost), result.problems[:2]) == (
        20,
        ["0: HTTP/1.1 500", "1 ids were answered 201 twice"],
    )
    with open_log(kept) as log:
        for number in range(2):
            log.post(draft(number, incident=f"CAD-{number}"), AMBULANCE, now_ms=NOW_MS)
    result.problems.clear()
    check(result, kept, Statements(SEED))
    assert sum("was never sent" in problem for problem in result.problems) == 2


@dataclass
class AtCommits(Faults):
    """Faults that fall on commits alone, in this order."""

    order: list[Fault] = field(default_factory=list)

    def draw(self, random: Random, where: str = "") -> Fault:
        """The next of the order."""
        del random
        return self.order.pop(0) if where and self.order else Fault.NONE


@contextmanager
def behind(postgres: Server, *order: Fault) -> Iterator[Log]:
    """A log with two entries, whose next commits meet these faults."""
    url, faults = postgres.database(), AtCommits(0, {})
    with Proxy(postgres.port, PostgresRelay, faults).running() as proxy:
        place = url.replace(f":{postgres.port}/", f":{proxy.port}/")
        with open_log(place) as log:
            for number in (1, 2):
                log.post(draft(number), AMBULANCE, now_ms=NOW_MS)
            faults.order += order
            yield log
            assert faults.order == []


POSTS_OF_EACH_KIND: dict[str, Callable[[Log], Any]] = {
    "one statement, a call of a function": lambda log: [
        log.post(draft(3), AMBULANCE, now_ms=NOW_MS)
    ],
    "a batch, a call of a function": lambda log: log.post_many(
        [draft(3), draft(4)], AMBULANCE, now_ms=NOW_MS, atomic=True
    ),
    "a correction, BEGIN to COMMIT": lambda log: [
        log.post(retraction(3, event_id(1)), AMBULANCE, now_ms=NOW_MS)
    ],
}


@pytest.mark.parametrize("kind", POSTS_OF_EACH_KIND)
@pytest.mark.parametrize(
    ("order", "is_repeat"),
    [
        ([Fault.CUT_BEFORE], False),
        ([Fault.CUT_AFTER], True),
        ([Fault.DROP_REQUEST], False),
        ([Fault.CUT_BEFORE, Fault.CUT_BEFORE, Fault.CUT_AFTER], True),
        ([Fault.CUT_AFTER, Fault.CUT_AFTER], True),
    ],
    ids=str,
)
def test_a_cut_at_a_commit(
    postgres: Server, kind: str, order: list[Fault], *, is_repeat: bool
) -> None:
    """Cut before the commit it is sent again; cut after it, it is looked up: stored once."""
    with behind(postgres, *order) as log:
        receipts: list[Receipt] = POSTS_OF_EACH_KIND[kind](log)
        assert [receipt.version for receipt in receipts] == [3, 4][: len(receipts)]
        assert {receipt.is_repeat for receipt in receipts} == {is_repeat}
        stored = [entry.version for entry in log.entries("CAD-1")]
        assert stored == [1, 2, *(receipt.version for receipt in receipts)]
