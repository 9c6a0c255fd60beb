"""The rows that analysts query: what an incident's entries say, flat, one table a subject.

    for row in rows_of(entries):
        print(row.declared.name, row)

`tables` declares the columns; `making` fills them. It is pure: the same entries always give the
same rows, whichever database keeps them (`jointlog.domain.store.rows`).
"""

from typing import Final

from jointlog.domain.table import Kind
from jointlog.projections.rows.making import finding_rows, rows_of
from jointlog.projections.rows.tables import (
    TABLES,
    ConveyanceRow,
    FindingRow,
    HandoverRow,
    HoldRow,
    IncidentRow,
    WaitRow,
)

KIND: Final = Kind(TABLES, rows_of)
"""What the follower keeps."""

__all__ = [
    "KIND",
    "TABLES",
    "ConveyanceRow",
    "FindingRow",
    "HandoverRow",
    "HoldRow",
    "IncidentRow",
    "WaitRow",
    "finding_rows",
    "rows_of",
]
