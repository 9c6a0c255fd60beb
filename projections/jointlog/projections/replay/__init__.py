"""One incident entry by entry: the state after each, and where in it to look first."""

from jointlog.projections.replay.session import Learnt, Place, Replay, replay
from jointlog.projections.replay.steps import Limit, Standing, Step, Ticking, Waiting

__all__ = [
    "Learnt",
    "Limit",
    "Place",
    "Replay",
    "Standing",
    "Step",
    "Ticking",
    "Waiting",
    "replay",
]
