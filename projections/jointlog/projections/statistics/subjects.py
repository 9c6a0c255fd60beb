"""What can be asked for: gaps, waits, handovers and conveyances, and which columns a filter means.

A column that holds several agencies or responsibilities is a text with spaces between.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from jointlog.domain.errors import MalformedError
from jointlog.domain.table import Query, Table
from jointlog.projections.rows import ConveyanceRow, FindingRow, HandoverRow, WaitRow

GAP_CODES: Final = ("F-GAP-01", "F-GAP-03")
"""Held by nobody, and left without a recorded acceptance: what is meant by a gap."""
SIDES: Final = 2


@dataclass(frozen=True, slots=True)
class Subject:
    """One table that can be asked.

    Attributes:
        name: what it is called in addresses and commands.
        table: the rows.
        columns: by filter, the column that it narrows.
        pair: the columns of who waited or gave and of for whom or to whom; one column has both.
        several: columns that hold several words.
        who: the column of the agency whose time it is.
        is_graded: whether how sure it is keeps tables apart.

    """

    name: str
    table: Table
    columns: Mapping[str, str]
    pair: tuple[str, ...]
    several: tuple[str, ...]
    who: str
    is_graded: bool = False

    def column(self, name: str) -> str:
        """The column that a filter narrows.

        Raises:
            MalformedError: it narrows nothing here.

        """
        if name not in self.columns:
            known = ", ".join(sorted(self.columns))
            raise MalformedError(name, f"{self.name} are not narrowed by {name}", known)
        return self.columns[name]

    @property
    def is_paired(self) -> bool:
        """Whether who and for whom are columns of their own."""
        return len(self.pair) == SIDES


_SHARED: Final = {"area": "area", "protocol": "protocol", "person": "subject"}

GAPS: Final = Subject(
    "gaps",
    FindingRow.declared,
    {
        **_SHARED,
        "strand": "strands",
        "kind": "name",
        "code": "code",
        "standard": "standard",
        "grade": "grade",
        "severity": "severity",
    },
    ("parties",),
    ("strands", "parties"),
    "parties",
    is_graded=True,
)
WAITS: Final = Subject(
    "waits",
    WaitRow.declared,
    {
        **_SHARED,
        "strand": "strand",
        "kind": "kind",
        "why": "why",
        "standard": "standard",
        "grade": "grade",
        "severity": "severity",
        "outcome": "outcome",
    },
    ("waiting", "for_agency"),
    (),
    "waiting",
)
HANDOVERS: Final = Subject(
    "handovers",
    HandoverRow.declared,
    {**_SHARED, "strand": "strand", "kind": "offered_how", "outcome": "outcome"},
    ("offered_by", "offered_to"),
    (),
    "offered_by",
)
CONVEYANCES: Final = Subject(
    "conveyances",
    ConveyanceRow.declared,
    {**_SHARED, "kind": "vehicle", "why": "reason", "outcome": "ambulance"},
    ("conveyed_by",),
    (),
    "conveyed_by",
)
SUBJECTS: Final = {each.name: each for each in (GAPS, WAITS, HANDOVERS, CONVEYANCES)}


T = TypeVar("T")


class Rows(Protocol):
    """Whoever answers queries on the rows."""

    @property
    def is_sqlite(self) -> bool:
        """Whether SQL is SQLite's; else it is PostgreSQL's."""

    def ask(self, work: Callable[[Query], T]) -> tuple[int, T]:
        """What is made of queries on one state, and its log position; ``work`` may run twice."""

    def queries(
        self, statements: Sequence[tuple[str, Sequence[Any]]]
    ) -> tuple[int, list[list[tuple[Any, ...]]]]:
        """The rows of several queries on one state, and the log position of that state."""
