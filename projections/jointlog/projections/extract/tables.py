"""The tables of an extract: the events, and the rows that are made of them."""

from typing import Final

from jointlog.domain.table import Column, Table
from jointlog.projections.extract.events import STATE, EventRow
from jointlog.projections.rows import TABLES as ROWS

EVENTS: Final = EventRow.declared
TABLES: Final[tuple[Table, ...]] = (EVENTS, *ROWS)
"""Every table of an extract, the events first."""


def columns_of(table: Table) -> tuple[Column, ...]:
    """The columns of a table's files; the events have their stored form behind the others."""
    return (*table.columns, STATE) if table is EVENTS else table.columns
