"""A profile, applied: the statements of a row, or the reason why it cannot be read."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from jointlog.domain.entry import incident_id
from jointlog.domain.errors import MalformedError
from jointlog.domain.time import FIRST_S
from jointlog.projections.profile.maker import DAYS, Made, Maker, Rule, items
from jointlog.projections.profile.midnight import PastMidnight
from jointlog.projections.profile.rows import Row, Shape, shown
from jointlog.projections.profile.times import Times, has_two_readings
from jointlog.projections.profile.values import Cell, Condition

NUMBER: Final = "#"
"""Pseudo-column: the row's number in the file, from 1."""
HASH: Final = "#sha256"
"""Pseudo-column: SHA-256 of the row's cells as canonical JSON."""
REPEATED_HOUR: Final = "times in a repeated hour, kept as the interval of both readings"
NEXT_DAY: Final = "times after midnight, read as of the day after the row's date"
OUT_OF_ORDER: Final = "rows with times out of order, kept as they are"


@dataclass(eq=False, slots=True, kw_only=True)
class Profile:
    """What the rows of a table state; made by `read_profile`.

    Attributes:
        name: for messages and reports.
        shape: how the file holds its rows.
        zone: IANA name of the zone of times without offset.
        past_midnight: which rows are of a day after their date; None where none is.
        given: columns that whoever imports gives, the same for every row.
        effects: what was read in a way worth knowing, counted; grows with each row.
        columns: every column that a row must have, those given included.

    """

    name: str
    shape: Shape
    zone: str
    times: Times
    namespace: UUID
    nulls: frozenset[str]
    past_midnight: PastMidnight | None
    given: tuple[str, ...]
    row_key: tuple[str, ...]
    incident: Cell
    skip: tuple[Condition, ...]
    takes_first: bool
    order: tuple[str, ...]
    rules: tuple[Rule, ...]
    effects: Counter[str]
    makers: Sequence[Maker]
    columns: frozenset[str] = field(init=False)
    _late: Sequence[Maker] = field(init=False)
    _is_hashed: bool = field(init=False)

    def __post_init__(self) -> None:
        named = frozenset(self.row_key) | self.incident.columns
        named |= frozenset(condition.column for condition in self.skip)
        named = named.union(*(rule.columns for rule in self.rules))
        self._is_hashed = HASH in named
        if self.past_midnight is not None:
            named |= {self.past_midnight.date, self.past_midnight.clock}
        self.columns = named - {NUMBER, HASH, DAYS}
        names = [rule.name for rule in self.rules]
        self._late = [
            maker
            for place, maker in enumerate(self.makers)
            if any(link in names[place:] for link in maker.rule.links.values())
        ]

    def check_columns(self, row: Row, given: Mapping[str, str]) -> None:
        """Make sure that a table's first row has the columns; objects may leave theirs out.

        Raises:
            MalformedError: names a column that is not there, or that is to be given and is not.

        """
        for name in self.given:
            if not given.get(name):
                raise MalformedError(name, "is not given", f"--set {name}=...")
        for name in sorted(given.keys() - set(self.given)):
            raise MalformedError(name, "is not to be given", ", ".join(self.given) or "nothing")
        if self.shape.format == "ndjson":
            return
        for name in sorted(self.columns - row.cells.keys() - given.keys()):
            raise MalformedError(f"{name!r:.60}", "no such column", f"one of {shown(row.cells)}")

    def statements(self, row: Row, given: Mapping[str, str]) -> list[Made]:
        """The statements of a row, in the profile's order; none where the row is skipped.

        Args:
            row: the row.
            given: value of each column in `given`.

        Raises:
            LogError: the row cannot be read, states nothing, or states what its agency may not;
                nothing of it may be recorded.

        """
        cells = self._cells(row, given)
        if any(condition.holds(cells) for condition in self.skip):
            self.effects["rows skipped by the profile"] += 1
            return []
        incident, key = self._key(cells)
        parts: dict[str, Made] = {}
        for maker in self.makers:
            try:
                found = maker.make(cells, incident, key, parts)
            except MalformedError as error:
                raise error.within(maker.rule.name) from None
            if found is not None:
                parts[maker.rule.name] = found
                if self.takes_first:
                    break
        if not parts:
            raise MalformedError("", "states no event of the profile", "a row that one fits")
        for maker in self._late:
            name = maker.rule.name
            if name in parts:
                parts[name] = maker.linked(parts[name], parts)
        self._note(parts)
        return list(parts.values())

    def _key(self, cells: Mapping[str, str]) -> tuple[str, str]:
        """The row's incident, and that with its key as the ids of its events have it."""
        try:
            incident = incident_id(self.incident.text(cells))
        except MalformedError as error:
            raise error.within("incident") from None
        key = [cells[name] for name in self.row_key]
        if not all(key):
            lacking = self.row_key[key.index("")]
            raise MalformedError(lacking, "is empty", "a value: it is part of the row's key")
        return incident, items(incident, *key, *filter(None, [cells[DAYS]]))

    def _cells(self, row: Row, given: Mapping[str, str]) -> dict[str, str]:
        nulls, held = self.nulls, row.cells
        cells = {}
        for name in self.columns:
            text = held.get(name, "")
            cells[name] = "" if text in nulls else text
        cells.update(given)
        cells[NUMBER] = str(row.number)
        cells[DAYS] = self._days(cells, row.section)
        if self._is_hashed:
            plain = json.dumps(dict(row.cells), sort_keys=True, ensure_ascii=False)
            cells[HASH] = hashlib.sha256(plain.encode()).hexdigest()
        return cells

    def _days(self, cells: Mapping[str, str], section: int) -> str:
        """How many days after its date a row is, as a column tells it: empty is none."""
        if self.past_midnight is None:
            return ""
        try:
            return str(self.past_midnight.days(cells, section) or "")
        except MalformedError as error:
            raise error.within("past_midnight") from None

    def _note(self, parts: Mapping[str, Made]) -> None:
        """Count what is worth knowing of a row that can be read."""
        for part in parts.values():
            if has_two_readings(part.draft.envelope.occurred):
                self.effects[REPEATED_HOUR] += 1
            if part.is_next_day:
                self.effects[NEXT_DAY] += 1
        times = (parts[name].draft.envelope.occurred for name in self.order if name in parts)
        latest_s = FIRST_S
        for window in (occurred.window for occurred in times):
            if window.latest_s < latest_s:
                self.effects[OUT_OF_ORDER] += 1
                return
            latest_s = max(latest_s, window.earliest_s)
