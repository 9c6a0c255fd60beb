"""One incident: what was stated, in which order it counts, and who held what (the fold).

    statements = view(entries)                  # corrections and clock offsets applied, ordered
    timeline = fold(statements)                 # strands, waits, presence

`advance(timeline, statement)` is the one fold; the order of the statements is the question asked:
as recorded, by occurred, or as known at a moment.
"""

from jointlog.domain.incident.fold import advance, fold
from jointlog.domain.incident.presence import Departure, Visit
from jointlog.domain.incident.requests import Outcome, Request
from jointlog.domain.incident.spans import Bound, Span, State, Track
from jointlog.domain.incident.statements import Order, Statement, horizon, view
from jointlog.domain.incident.timeline import Change, Timeline

__all__ = [
    "Bound",
    "Change",
    "Departure",
    "Order",
    "Outcome",
    "Request",
    "Span",
    "State",
    "Statement",
    "Timeline",
    "Track",
    "Visit",
    "advance",
    "fold",
    "horizon",
    "view",
]
