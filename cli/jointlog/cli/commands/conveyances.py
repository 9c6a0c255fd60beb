"""``jointlog conveyances``."""

from jointlog.cli.rows_command import rows_command
from jointlog.projections.statistics.subjects import CONVEYANCES

command = rows_command(
    CONVEYANCES,
    "List each journey of a person: by whom, in what, and why by police where it was police.",
    *("time", "length", "reason", "incident"),
)
