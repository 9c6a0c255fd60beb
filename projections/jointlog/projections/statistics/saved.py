"""Saved questions: a TOML file with a title and parts, each a list of rows or a table.

title = "..."           # what is asked
source = "..."          # who asks, where that is recorded
period = "last year"    # or nothing: the calendar year before, unless another is named

[[part]]
title = "..."
of = "waits"            # gaps, waits, handovers or conveyances
show = "table"          # or "rows"
by = ["pair", "why"]    # of a table: one or two dimensions
hours = true            # of a table: hours by the clock and person-hours too
sort = "length"         # of rows: or "time"
limit = 5               # of rows
columns = ["why"]       # of rows: which are shown
filter = { pair = "police>", detaining = true, min_s = 600 }
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

from jointlog.domain.errors import MalformedError, NotFoundError
from jointlog.domain.time import EPOCH
from jointlog.projections.statistics.asking import Asked
from jointlog.projections.statistics.dimensions import DIMENSIONS
from jointlog.projections.statistics.listing import SORTS
from jointlog.projections.statistics.reading import TEXTS, read_asked, subject_of
from jointlog.projections.statistics.subjects import SUBJECTS, Subject

SUFFIX: Final = ".toml"
LAST_YEAR: Final = "last year"
TABLE, ROWS = "table", "rows"
LIMIT: Final = 100
NUMBERS: Final = ("min_s", "max_s")
_OF_QUESTION: Final = ("title", "source", "period", "part")
_OF_PART: Final = (
    "title",
    "of",
    "show",
    "by",
    "hours",
    "sort",
    "limit",
    "once",
    "columns",
    "filter",
)
_FILTERS: Final = ("agency", "from", "to", "known_at", "detaining", *NUMBERS, *TEXTS)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a question."""

    title: str
    subject: Subject
    is_table: bool
    by: tuple[str, ...]
    with_hours: bool
    sort: str
    limit: int
    is_once: bool
    columns: tuple[str, ...]
    filter: Mapping[str, Any]

    def asked(self, given: Mapping[str, str], instant: Callable[[str, str], int | None]) -> Asked:
        """What is asked, with more that narrows it; what is given goes before the file.

        Raises:
            MalformedError: names the filter.

        """
        held = {name: str(value) for name, value in self.filter.items() if name not in NUMBERS}
        is_detaining = bool(self.filter.get("detaining"))
        return read_asked(
            self.subject,
            {**held, **{name: value for name, value in given.items() if value}},
            instant,
            min_s=self.filter.get("min_s"),
            max_s=self.filter.get("max_s"),
            detaining=is_detaining,
        )


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved question."""

    name: str
    title: str
    source: str
    is_of_last_year: bool
    parts: tuple[Part, ...]


def shipped_names() -> list[str]:
    """The questions that come with the program, by name."""
    folder = files(__package__) / "data"
    return sorted(each.name.removesuffix(SUFFIX) for each in folder.iterdir())


def shipped(name: str) -> Saved:
    """The question of this name.

    Raises:
        NotFoundError: none that comes with the program has it.

    """
    if name not in shipped_names():
        known = ", ".join(shipped_names())
        message = f"there is no saved question {name!r:.80}: name a TOML file, or one of {known}"
        raise NotFoundError(message)
    return read_saved((files(__package__) / "data" / f"{name}{SUFFIX}").read_text("utf-8"), name)


def read_saved(text: str, name: str) -> Saved:
    """A question from its file.

    Args:
        text: the TOML.
        name: what it is called.

    Raises:
        MalformedError: names what is wrong and where.

    """
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MalformedError(name, f"is no TOML: {error}", "see docs/how-to") from None
    _only(plain, _OF_QUESTION, name)
    period = plain.get("period", "")
    if period not in ("", LAST_YEAR):
        raise MalformedError(f"{name}.period", f"{period!r:.60} is none", f"'{LAST_YEAR}'")
    parts = plain.get("part", [])
    if not isinstance(parts, list) or not parts:
        raise MalformedError(f"{name}.part", "there is no part", "one [[part]] or more")
    return Saved(
        name,
        _text(plain, "title", name),
        _text(plain, "source", name),
        period == LAST_YEAR,
        tuple(_part(each, f"{name}.part.{number}") for number, each in enumerate(parts, 1)),
    )


def year_before(now_ms: int, zone: ZoneInfo) -> int:
    """The calendar year before that of an instant."""
    return datetime.fromtimestamp(now_ms / 1000, zone).year - 1


def year_ms(year: int, zone: ZoneInfo) -> int:
    """When a year begins in a zone, UTC milliseconds."""
    return int((datetime(year, 1, 1, tzinfo=zone) - EPOCH).total_seconds()) * 1000


def _part(plain: Any, where: str) -> Part:
    if not isinstance(plain, dict):
        raise MalformedError(where, "is no table", "[[part]]")
    _only(plain, _OF_PART, where)
    of = _text(plain, "of", where)
    if of not in SUBJECTS:
        raise MalformedError(f"{where}.of", f"{of!r:.60} is none", ", ".join(SUBJECTS))
    subject = subject_of(of)
    show = plain.get("show", TABLE)
    if show not in (TABLE, ROWS):
        raise MalformedError(f"{where}.show", f"{show!r:.60} is none", f"{TABLE} or {ROWS}")
    columns = _texts(plain, "columns", where, subject.table.names)
    sort = _text(plain, "sort", where)
    if sort not in ("", *SORTS):
        raise MalformedError(f"{where}.sort", f"{sort!r:.60} is none", ", ".join(SORTS))
    limit = plain.get("limit", LIMIT)
    if type(limit) is not int or limit < 1:
        raise MalformedError(f"{where}.limit", "is no number of rows", "a number from 1")
    narrowed = plain.get("filter", {})
    if not isinstance(narrowed, dict):
        raise MalformedError(f"{where}.filter", "is no table", "filter = { agency = ... }")
    _only(narrowed, _FILTERS, f"{where}.filter")
    for name, value in narrowed.items():
        _check_filter(name, value, f"{where}.filter.{name}")
    return Part(
        _text(plain, "title", where),
        subject,
        show == TABLE,
        _texts(plain, "by", where, DIMENSIONS),
        bool(plain.get("hours", False)),
        sort,
        limit,
        bool(plain.get("once", False)),
        columns,
        narrowed,
    )


def _check_filter(name: str, value: Any, where: str) -> None:
    wanted: type = str
    if name in NUMBERS:
        wanted = int
    elif name == "detaining":
        wanted = bool
    if type(value) is not wanted:
        named = {str: "a text", int: "a number of seconds", bool: "true or false"}
        raise MalformedError(where, f"{value!r:.60} cannot be read", named[wanted])


def _only(plain: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for name in plain:
        if name not in known:
            raise MalformedError(f"{where}.{name[:40]}", "is not known", ", ".join(known))


def _text(plain: Mapping[str, Any], name: str, where: str) -> str:
    value = plain.get(name, "")
    if not isinstance(value, str):
        raise MalformedError(f"{where}.{name}", "is no text", "a text")
    return value


def _texts(
    plain: Mapping[str, Any], name: str, where: str, known: tuple[str, ...]
) -> tuple[str, ...]:
    values = plain.get(name, [])
    if not isinstance(values, list) or any(value not in known for value in values):
        raise MalformedError(f"{where}.{name}", "is no list of names", ", ".join(known))
    return tuple(values)
