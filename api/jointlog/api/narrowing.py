"""Which incidents a question about findings can be about, asked of the rows that are kept.

The rows only leave incidents out: what is answered is made from their entries, as without rows.
"""

from typing import Any, Final

from jointlog.domain.errors import NotFoundError, StoreError
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.store.rows.schema import fingerprint
from jointlog.projections.asked import Filter, Narrow, Narrowed

COLUMNS: Final = "SELECT columns FROM rows_position"
MARKED: Final = "SELECT incident FROM rows_heads WHERE problem <> ''"


def narrow_by(rows: RowsReader) -> Narrow:
    """Asks these rows; it cannot tell where there are none, or of another edition."""

    def narrow(asked: Filter) -> Narrowed | None:
        try:
            position, answers = rows.queries([(COLUMNS, ()), (MARKED, ()), _statement(asked)])
        except (NotFoundError, StoreError):
            return None
        ((columns,),), marked, incidents = answers
        if columns != fingerprint(rows.tables):
            return None
        named = (frozenset(name for (name,) in found) for found in (incidents, marked))
        return Narrowed(position, *named)

    return narrow


def _statement(asked: Filter) -> tuple[str, list[Any]]:
    """Every incident with a row that fits; of another agency of the kind too."""
    where, values = ["known_until_ms IS NULL"], list[Any]()

    def fits(condition: str, *given: Any) -> None:
        where.append(condition)
        values.extend(given)

    if asked.kind:
        fits("(code = ? OR name = ?)", asked.kind, asked.kind)
    if asked.grade is not None:
        fits("grade = ?", asked.grade.value)
    if asked.severity is not None:
        fits("severity = ?", asked.severity.value)
    if asked.strand is not None:
        fits("(' ' || strands || ' ') LIKE ?", f"% {asked.strand.value} %")
    if asked.agency is not None:
        fits("(' ' || parties) LIKE ?", f"% {asked.agency.kind.value}%")
    if asked.min_s is not None:
        fits("min_s >= ?", asked.min_s)
    if asked.to_s is not None:
        fits("(from_earliest_s IS NULL OR from_earliest_s < ?)", asked.to_s)
    if asked.from_s is not None:
        period = "to_latest_s IS NULL OR to_latest_s >= ? OR from_earliest_s >= ?"
        fits(f"({period} OR from_earliest_s IS NULL)", asked.from_s, asked.from_s)
    condition = " AND ".join(where)
    return f"SELECT DISTINCT incident FROM rows_findings WHERE {condition}", values  # noqa: S608
