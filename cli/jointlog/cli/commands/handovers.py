"""``jointlog handovers``."""

from jointlog.cli.rows_command import rows_command
from jointlog.projections.statistics.subjects import HANDOVERS

command = rows_command(
    HANDOVERS,
    "List each offer of a responsibility, whom it was made to, and what came of it.",
    *("time", "length", "outcome", "incident"),
)
