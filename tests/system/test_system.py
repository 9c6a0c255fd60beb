"""The whole system from seeds: what must hold after each step holds, and a fault is noticed."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jointlog.domain.store.log import Log, Receipt
from tests.system.run import run
from tests.system.world import World

SEEDS = (1, 2, 3)
FAILED_ONCE: tuple[int, ...] = ()
"""Seeds that failed before something was mended; each says what."""


@pytest.mark.parametrize("seed", [*SEEDS, *FAILED_ONCE])
def test_what_must_hold_holds_after_each_step(seed: int) -> None:
    """Acknowledged is stored, once, as said; versions have no gap; live equals rebuilt.

    Four agencies, a network that drops, doubles and reorders, a clock that is set back, and a
    store that is killed while idle, at a commit, and before its answer.
    """
    done = run(seed)
    assert min(done[what] for what in ("deliver", "drop", "double", "crash", "clock")) > 0


def test_a_store_that_forgets_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a log that acknowledges at another place than it stores, then the run stops there."""
    stock = Log.post

    def post(self: Log, *said: Any, **how: Any) -> Receipt:
        receipt = stock(self, *said, **how)
        return replace(receipt, position=receipt.position + 1)

    monkeypatch.setattr(Log, "post", post)
    world = World(tmp_path, 1)
    with pytest.raises(AssertionError, match="was acknowledged at"):
        world.run()
    world.close()


def test_a_projection_that_misses_an_entry_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a projection that misses an entry, then live and rebuilt differ."""
    world = World(tmp_path, 1)
    monkeypatch.setattr(world.live, "_follow", lambda: None)
    monkeypatch.setattr(world, "crash", lambda: None)
    with pytest.raises(AssertionError, match="live projection"):
        world.run()
    world.close()
