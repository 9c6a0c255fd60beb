"""Reads the rows of `data/*.toml`, and refuses what they cannot mean, naming file and row.

A file holds ``[[standard]]``, ``[[threshold]]`` and ``[[late_reason]]`` tables, keyed as the fields
of `Standard`, `Threshold` and `LateReason`; triggers are read by
`jointlog.domain.protocol.triggers`.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

from jointlog.domain.declare import Catalogue
from jointlog.domain.errors import ProtocolError
from jointlog.domain.protocol.reasons import LateReason
from jointlog.domain.protocol.standard import Kind, Mark, Standard, Statistic, Threshold, Trigger
from jointlog.domain.protocol.triggers import TriggerError, TriggerReader
from jointlog.domain.vocabulary import Jurisdiction

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

STANDARD_ID: Final = re.compile(r"T-[A-Za-z0-9]+(-[A-Za-z0-9/]+)*")
FINDING: Final = re.compile(r"F-[A-Z]+-[0-9]{2}")
REASON_ID: Final = re.compile(r"[a-z]+(_[a-z]+)*")
SECONDS_MAX: Final = 10 * 366 * 86_400
"""Ten years: a limit beyond it is a slip of the unit."""
PERCENTILES: Final = range(1, 100)


class Unit(StrEnum):
    """What a threshold counts."""

    SECONDS = "s"
    DAYS = "days"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Rows:
    """What the files hold, in their order."""

    standards: list[Standard]
    thresholds: list[Threshold]
    late_reasons: list[LateReason]


def read_rows(texts: Mapping[str, str], catalogue: Catalogue) -> Rows:
    """The rows of these TOML texts, by file name, in order.

    Raises:
        ProtocolError: names the file, the row and the problem.

    """
    triggers = TriggerReader(catalogue)
    standards: dict[str, list[Standard]] = {}
    thresholds: dict[tuple[str, str], Threshold] = {}
    reasons: dict[str, LateReason] = {}
    extending: list[tuple[_Row, str]] = []
    for file, text in texts.items():
        tables = _Row(file, "-", _parsed(file, text))
        for row in tables.rows("standard", "id"):
            standard = _standard(row, triggers)
            editions = standards.setdefault(standard.id, [])
            _check_distinct(row, standard, editions)
            editions.append(standard)
            if standard.extends is not None:
                extending.append((row, standard.extends))
        for row in tables.rows("threshold", "finding"):
            threshold = _threshold(row)
            key = threshold.finding, threshold.name
            if key in thresholds:
                raise row.error(f"threshold {threshold.name!r} stands twice")
            thresholds[key] = threshold
        for row in tables.rows("late_reason", "id"):
            reason = _late_reason(row)
            if reason.id in reasons:
                raise row.error("stands twice")
            reasons[reason.id] = reason
        tables.close()
    for row, extended in extending:
        if extended not in standards:
            raise row.error(f"extends {extended!r}, which is the id of no row")
    return Rows(
        [each for editions in standards.values() for each in editions],
        [*thresholds.values()],
        [*reasons.values()],
    )


class _Row:
    """One table being read: each key is taken once, and none may be left over."""

    def __init__(self, file: str, name: str, table: dict[str, Any]) -> None:
        self.file = file
        self.name = name
        self._left = dict(table)

    def error(self, problem: str) -> ProtocolError:
        return ProtocolError(self.file, self.name, problem)

    def rows(self, key: str, named_by: str) -> "Iterable[_Row]":
        for place, table in enumerate(self.optional(key, list, []), start=1):
            if not isinstance(table, dict):
                raise self.error(f"{key} is written [[{key}]]")
            yield _Row(self.file, str(table.get(named_by, f"{key} {place}")), table)

    def required(self, key: str, expected: type[T]) -> T:
        if key not in self._left:
            raise self.error(f"{key} is missing")
        value = self._left.pop(key)
        if type(value) is not expected:  # True is no number, a date-time is no date
            raise self.error(f"{key} is {value!r:.60}, not {_SAID[expected]}")
        return value

    def optional(self, key: str, expected: type[T], default: T) -> T:
        return self.required(key, expected) if key in self._left else default

    def text(self, key: str) -> str:
        value = self.required(key, str)
        if not value.strip():
            raise self.error(f"{key} is empty")
        return value

    def matching(self, key: str, pattern: re.Pattern[str], example: str) -> str:
        value = self.text(key)
        if not pattern.fullmatch(value):
            raise self.error(f"{key} {value!r} is not of the form {example}")
        return value

    def matching_or_none(self, key: str, pattern: re.Pattern[str], example: str) -> str | None:
        return self.matching(key, pattern, example) if key in self._left else None

    def one_of(self, key: str, values: type[E], default: E | None = None) -> E:
        if default is not None and key not in self._left:
            return default
        return self.member(key, self.text(key), values)

    def member(self, key: str, value: object, values: type[E]) -> E:
        if value not in values.__members__.values():
            raise self.error(f"{key} {value!r} is not one of {', '.join(values)}")
        return values(str(value))

    def seconds(self, key: str) -> int | None:
        if key not in self._left:
            return None
        value = self.required(key, int)
        if not 0 <= value <= SECONDS_MAX:
            raise self.error(f"{key} {value} is not from 0 to {SECONDS_MAX} s")
        return value

    def day(self, key: str) -> date | None:
        return self.required(key, date) if key in self._left else None

    def triggers(self, key: str, reader: TriggerReader) -> tuple[Trigger, ...]:
        if key not in self._left and key != "start":
            return ()
        try:
            return tuple(map(reader.read, self.required(key, list)))
        except TriggerError as error:
            raise self.error(f"{key}: {error}") from None

    def close(self) -> None:
        if self._left:
            raise self.error(f"unknown key {', '.join(self._left)}")


_SAID: Final[Mapping[type, str]] = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    date: "a date",
}


def _parsed(file: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(file, "-", f"is not TOML: {error}") from None


def _standard(row: _Row, triggers: TriggerReader) -> Standard:
    standard_id = row.matching("id", STANDARD_ID, "T-136-24")
    mark = row.one_of("mark", Mark)
    standard = Standard(
        id=standard_id,
        row=row.optional("row", str, standard_id),
        name=row.text("name"),
        kind=row.one_of("kind", Kind),
        jurisdictions=_jurisdictions(row),
        in_force_from=row.day("in_force_from"),
        in_force_to=row.day("in_force_to"),
        start=row.triggers("start", triggers),
        stop=row.triggers("stop", triggers),
        stopped_by=row.triggers("stopped_by", triggers),
        supersede=row.triggers("supersede", triggers),
        cancel=row.triggers("cancel", triggers),
        limit_s=row.seconds("limit_s"),
        limit_mark=row.one_of("limit_mark", Mark, mark),
        warn_s=row.seconds("warn_s"),
        statistic=row.one_of("statistic", Statistic, Statistic.EACH),
        percentile=row.optional("percentile", int, 0),
        owed_by=row.text("owed_by"),
        finding=row.matching_or_none("finding", FINDING, "F-WAIT-07"),
        source=row.text("source"),
        mark=mark,
        note=row.optional("note", str, ""),
        extends=row.optional("extends", str, "") or None,
        repeats=row.optional("repeats", bool, default=False),
    )
    row.close()
    _check_meaning(row, standard)
    return standard


def _jurisdictions(row: _Row) -> frozenset[Jurisdiction]:
    names = row.required("jurisdictions", list)
    if not names:
        raise row.error("jurisdictions is empty")
    return frozenset(row.member("jurisdictions", name, Jurisdiction) for name in names)


def _threshold(row: _Row) -> Threshold:
    threshold = Threshold(
        finding=row.matching("finding", FINDING, "F-GAP-01"),
        name=row.text("name"),
        value=row.required("value", int),
        unit=row.one_of("unit", Unit),
        text=row.text("text"),
        mark=row.one_of("mark", Mark),
        source=row.text("source"),
    )
    row.close()
    return threshold


def _late_reason(row: _Row) -> LateReason:
    words = row.optional("words", list, [])
    if not all(isinstance(each, str) and each.strip() for each in words):
        raise row.error("words are texts")
    reason = LateReason(
        id=row.matching("id", REASON_ID, "system_unavailable"),
        name=row.text("name"),
        words=tuple(words),
        in_force_from=row.day("in_force_from"),
        in_force_to=row.day("in_force_to"),
        source=row.text("source"),
        mark=row.one_of("mark", Mark),
        note=row.optional("note", str, ""),
    )
    row.close()
    _check_days(row, reason)
    return reason


def _check_days(row: _Row, dated: Standard | LateReason) -> None:
    first, last = dated.in_force_from, dated.in_force_to
    if first is not None and last is not None and last < first:
        raise row.error(f"in_force_to {last} is before in_force_from {first}")


def _check_meaning(row: _Row, standard: Standard) -> None:
    """Refuse a row whose keys are well formed but say nothing together."""
    _check_days(row, standard)
    is_percentile = standard.statistic is Statistic.PERCENTILE
    if standard.percentile not in (PERCENTILES if is_percentile else (0,)):
        raise row.error("percentile is 1 to 99 with statistic percentile, and left out without")
    if not standard.start and "Not measured:" not in standard.note:
        raise row.error('start is empty: the note says why, after "Not measured:"')
    if standard.limit_s is not None and (standard.warn_s or 0) > standard.limit_s:
        raise row.error(f"warn_s {standard.warn_s} is after limit_s {standard.limit_s}")
    if {standard.mark, standard.limit_mark} != {Mark.CONFIRMED} and not standard.note:
        raise row.error("a row not confirmed has a note that says what to verify")


def _check_distinct(row: _Row, standard: Standard, editions: Iterable[Standard]) -> None:
    """Refuse a second edition that could not be told from an earlier one."""
    for other in editions:
        if other.version == standard.version:
            raise row.error(f"{standard.reference} stands twice")
        if standard.jurisdictions & other.jurisdictions and _overlap(standard, other):
            raise row.error(f"is in force together with {other.reference}")


def _overlap(one: Standard, other: Standard) -> bool:
    return _begins(one) <= _ends(other) and _begins(other) <= _ends(one)


def _begins(standard: Standard) -> date:
    return standard.in_force_from or date.min


def _ends(standard: Standard) -> date:
    return standard.in_force_to or date.max
