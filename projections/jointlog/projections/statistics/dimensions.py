"""What a table is grouped by, each as an expression in SQL and as a name to read.

Hours, weekdays and months are those of a zone. What may have begun in one hour or in another is
counted under `NOT_SURE`. SQLite knows no zones, so the changes of the zone's clocks are written
into the expression.
"""

from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from jointlog.domain.errors import MalformedError
from jointlog.domain.events.conveyance import PoliceVehicleReason
from jointlog.projections.statistics.asking import BEGUN
from jointlog.projections.statistics.subjects import CONVEYANCES, Subject

HOUR_S: Final = 3600
DAY_S: Final = 86_400
STEP_S: Final = 14 * DAY_S
"""No zone changes its clocks twice within so long and back, where anyone is asked."""
FROM_S: Final = int(datetime(1970, 1, 1, tzinfo=UTC).timestamp())
TO_S: Final = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())
OPENS, CLOSES = 9, 17
"""Office hours, Monday to Friday: what is not in them is out of hours. Holidays are not known."""
SATURDAY: Final = 5
UNSURE_S: Final = 7 * HOUR_S
"""A begin in a window as wide as this may be in office hours and out of them."""
EPOCH_WEEKDAY: Final = 3
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NOT_SURE: Final = "not sure"
NOT_SAID: Final = "not recorded"
IN_HOURS, OUT_OF_HOURS = "in hours", "out of hours"
OF_TIME: Final = ("hour", "weekday", "out_of_hours", "month")
PLAIN: Final = ("kind", "why", "code", "outcome", "area", "strand", "standard", "grade", "severity")
NO_AMBULANCE: Final = "no_ambulance"
BECAUSE_NONE: Final = (
    PoliceVehicleReason.NO_AMBULANCE_WITHIN_30_MIN,
    PoliceVehicleReason.NO_AMBULANCE_AVAILABLE,
    PoliceVehicleReason.AMBULANCE_DIVERTED,
)
"""Reasons for a police vehicle that say that no ambulance came."""
CAME_NOT, ANOTHER = "because no ambulance came", "for another reason"
DIMENSIONS: Final = ("pair", "who", *OF_TIME, "protocol", *PLAIN, NO_AMBULANCE)
"""Everything that a table may be grouped by; not every subject has every one."""


def offset_of(column: str, zone: ZoneInfo, low_s: int, high_s: int) -> str:
    """What is added to UTC seconds of a column to get those of the zone's clocks, in SQL."""
    changes = _changes(zone, low_s, high_s)
    return _branch(column, changes)


def _branch(column: str, changes: list[tuple[int, int]]) -> str:
    """A search by halves, so that no row is compared with every change."""
    if len(changes) == 1:
        return str(changes[0][1])
    half = len(changes) // 2
    before, after = _branch(column, changes[:half]), _branch(column, changes[half:])
    return f"CASE WHEN {column} < {changes[half][0]} THEN {before} ELSE {after} END"


def _changes(zone: ZoneInfo, low_s: int, high_s: int) -> list[tuple[int, int]]:
    """Since when (UTC seconds) which offset was in force (seconds)."""
    made = [(low_s, _offset(zone, low_s))]
    at_s = low_s
    while at_s < high_s:
        next_s = at_s + STEP_S
        if (offset := _offset(zone, next_s)) != made[-1][1]:
            made.append((_change(zone, at_s, next_s), offset))
        at_s = next_s
    return made


def _change(zone: ZoneInfo, low_s: int, high_s: int) -> int:
    """The first second at which the offset is that of the later one."""
    wanted = _offset(zone, high_s)
    while high_s - low_s > 1:
        middle_s = (low_s + high_s) // 2
        if _offset(zone, middle_s) == wanted:
            high_s = middle_s
        else:
            low_s = middle_s
    return high_s


def _offset(zone: ZoneInfo, at_s: int) -> int:
    found = datetime.fromtimestamp(at_s, UTC).astimezone(zone).utcoffset()
    assert found is not None, "every zone has an offset at every instant"
    return int(found.total_seconds())


def expression(name: str, subject: Subject, zone: ZoneInfo, span: tuple[int, int]) -> str:
    """The expression of a dimension in SQL; ``span`` is from when to when rows begin.

    Raises:
        MalformedError: there is no such dimension, or this subject has none.

    """
    if name not in DIMENSIONS:
        raise MalformedError("by", f"{name[:60]!r} groups nothing", ", ".join(DIMENSIONS))
    if name == "pair":
        return " || ' > ' || ".join(subject.pair)
    if name == "who":
        return subject.who
    if name in OF_TIME:
        return _of_time(name, zone, span)
    if name == NO_AMBULANCE and subject is CONVEYANCES:
        because = ", ".join(f"'{reason}'" for reason in BECAUSE_NONE)
        return (
            f"CASE WHEN reason IN ({because}) THEN '{CAME_NOT}' "
            f"WHEN reason <> '' THEN '{ANOTHER}' ELSE '' END"
        )
    column = subject.columns.get(name)
    if column is None:
        known = ", ".join(("pair", "who", *OF_TIME, *sorted(subject.columns)))
        raise MalformedError("by", f"{subject.name} are not grouped by {name}", known)
    if name == "protocol":  # of which place; the day is that of the incident
        return f"CASE WHEN {column} LIKE '%@%' THEN {_before_at(column)} ELSE {column} END"
    return column


def _before_at(column: str) -> str:
    """The text before the ``@``: both SQLite and PostgreSQL count and cut so."""
    length = f"length({column})"
    return f"substr({column}, 1, {length} - {len('@2025-01-04')})"


def _of_time(name: str, zone: ZoneInfo, span: tuple[int, int]) -> str:
    low_s, high_s = max(span[0], FROM_S), min(span[1], TO_S)
    if name == "month":
        months = _months(zone, low_s, high_s)
        first, last = (_branch(column, months) for column in ("from_earliest_s", "from_latest_s"))
        return f"CASE WHEN {first} = {last} THEN {first} ELSE -1 END"
    early, late = (
        f"({column} + {offset_of(column, zone, low_s, high_s)})"
        for column in ("from_earliest_s", "from_latest_s")
    )
    size = HOUR_S if name in ("hour", "out_of_hours") else DAY_S
    first, last = _whole(early, size), _whole(late, size)
    if name == "out_of_hours":
        out = _is_out(first)
        is_one = f"{out} = {_is_out(last)} AND from_latest_s - from_earliest_s < {UNSURE_S}"
        return f"CASE WHEN {is_one} THEN {out} ELSE -1 END"
    if name == "hour":
        return f"CASE WHEN {first} = {last} THEN {first} % 24 ELSE -1 END"
    return f"CASE WHEN {first} = {last} THEN ({first} + {EPOCH_WEEKDAY}) % 7 ELSE -1 END"


def _whole(seconds: str, size: int) -> str:
    """How many whole hours or days; both databases cut the rest off, as all are after 1970."""
    return f"CAST(({seconds} - {seconds} % {size}) / {size} AS bigint)"


def _is_out(hours: str) -> str:
    """1 where these hours since 1970 are out of office hours, else 0."""
    weekday = f"(({hours} - {hours} % 24) / 24 + {EPOCH_WEEKDAY}) % 7"
    is_open = f"{hours} % 24 >= {OPENS} AND {hours} % 24 < {CLOSES}"
    return f"CASE WHEN {weekday} < {SATURDAY} AND {is_open} THEN 0 ELSE 1 END"


def _months(zone: ZoneInfo, low_s: int, high_s: int) -> list[tuple[int, int]]:
    """When each month began in the zone (UTC seconds), and its number since year 0."""
    first = datetime.fromtimestamp(low_s, UTC).astimezone(zone)
    made: list[tuple[int, int]] = []
    at = first.year * 12 + first.month - 1
    while not made or made[-1][0] <= high_s:
        begin = datetime(at // 12, at % 12 + 1, 1, tzinfo=zone)
        made.append((int(begin.timestamp()), at))
        at += 1
    return made


def label(name: str, value: Any) -> str:
    """The name of a value to read."""
    if value in (None, ""):
        return NOT_SAID
    if name == "pair":
        return " > ".join(side or NOT_SAID for side in str(value).split(" > "))
    if name not in OF_TIME:
        return str(value)
    if value == -1:
        return NOT_SURE
    match name:
        case "hour":
            return f"{value:02}"
        case "weekday":
            return WEEKDAYS[value]
        case "out_of_hours":
            return OUT_OF_HOURS if value else IN_HOURS
        case _:
            return f"{value // 12:04}-{value % 12 + 1:02}"


def order_of(name: str, value: str) -> tuple[int, str]:
    """Sorts names: weekdays as they follow, what is not said last."""
    if value in (NOT_SURE, NOT_SAID):
        return len(WEEKDAYS), value
    return (WEEKDAYS.index(value) if name == "weekday" else 0), value


def span_statement(subject: Subject) -> str:
    """From when to when rows begin, in SQL: one row with two numbers or nulls."""
    table = f"rows_{subject.table.name}"
    return f"SELECT min({BEGUN}), max(coalesce(from_latest_s, from_earliest_s)) FROM {table}"  # noqa: S608
