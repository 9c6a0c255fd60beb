"""The tables that `analyse` makes: findings, what was analysed, and what is parked."""

from typing import Final

from jointlog.domain.declare import about
from jointlog.domain.table import Row, Table, table
from jointlog.projections.rows import FindingRow


@table("analysed")
class AnalysedRow(Row):
    """One incident that was analysed, and whether its findings may be wrong."""

    entries: int = about("Entries that could be read.")
    unreadable: int = about("Entries that could not be read: they are in `parked`.")
    missing: int = about("Entries that are not there, by the gaps between the versions.")
    position: int = about("Place in the log of its last entry.")
    findings: int = about("How many findings it has.")
    problem: str = about("Why its findings may be wrong; empty where nothing says so.")


@table("parked")
class ParkedRow(Row):
    """What no findings could be made of, and why: one entry, or a whole incident."""

    version: int = about("The entry's place in its incident; of a whole incident, its last.")
    position: int = about("Place in the log.")
    type: str = about("The event type's name; empty for a whole incident.")
    reason: str = about("Why.")


TABLES: Final[tuple[Table, ...]] = (FindingRow.declared, AnalysedRow.declared, ParkedRow.declared)
"""Every table that is written, the findings first."""
