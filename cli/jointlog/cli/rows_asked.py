"""The filters of rows as options, and the rows themselves, brought up to date first."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import wraps
from typing import Any, Final, TypeVar

import click

from jointlog.cli.completing import agencies
from jointlog.cli.now import now_ms
from jointlog.cli.output import say
from jointlog.cli.progress import progress
from jointlog.cli.reading import (
    data_option,
    database_option,
    opened,
    settings_of,
    width_option,
)
from jointlog.cli.sorting import Sorting, sort_options
from jointlog.domain.errors import MalformedError
from jointlog.domain.store.rows.contract import RowsOf
from jointlog.domain.store.rows.loop import FollowerLoop
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.time import MINUTE_S
from jointlog.domain.timetext import parse
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.asked import Filter
from jointlog.projections.finding import Grade, Severity
from jointlog.projections.rows import KIND
from jointlog.projections.statistics.asking import Asked
from jointlog.projections.statistics.reading import CHOICES, FILTERS, ZONE, read_asked
from jointlog.projections.statistics.subjects import SUBJECTS, WAITS, Subject

F = TypeVar("F", bound=Callable[..., Any])
CHOICES_MAX: Final = 20
NAMES: Final = {"person": "--subject", "protocol": "--under", "known_at": "--as-known-at"}
"""Options that are named otherwise than their filter."""
HELP: Final = {
    "pair": "Who, and for or to whom: 'police>ambulance:las', 'police>' or '>ambulance'.",
    "strand": "The responsibility concerned.",
    "kind": "What was asked for; of a gap its name, of a journey the vehicle.",
    "why": "What was waited for; of a journey why in a police vehicle.",
    "code": "Only this finding, by code.",
    "standard": "The time standard that measures it.",
    "grade": "How sure it is; of a wait, how surely it passed its limit.",
    "severity": "How much it matters.",
    "outcome": "How it ended; of a journey, what came of the ambulance.",
    "protocol": "Only incidents read under these standards: a place, or a place at a day.",
    "area": "The incident's area.",
    "person": "Only this person, by pseudonym.",
}
OF_ONE: Final = (
    *("from", "to", "known_at", "agency", "person"),
    *("strand", "kind", "grade", "severity", "outcome"),
)
"""Filters that an examined incident has too."""
TIMES: Final = {
    "from": "Only what began then or later.",
    "to": "Only what began before then.",
    "known_at": "Only what this log had recorded by then.",
}
zone_option = click.option(
    "--zone", default=ZONE, show_default=True, help="Zone of times, hours, days and months."
)


@dataclass(frozen=True, slots=True)
class Listing:
    """Of which log a list is, and in which form: text of this width, JSON or CSV."""

    sorting: Sorting
    limit: int | None
    zone: str
    width: int | None
    database: str
    as_json: bool


def listing_options(*sorts: str, default: str = "") -> Callable[[F], F]:
    """Add what every list of rows can be asked for; gives ``listing``."""
    limit = click.option("--limit", type=click.IntRange(1), help="At most so many rows.")
    options = (limit, zone_option, width_option, data_option, database_option)

    def add(command: F) -> F:
        @wraps(command)
        def with_listing(*args: Any, **given: Any) -> Any:
            listing = Listing(**{each.name: given.pop(each.name) for each in fields(Listing)})
            return command(*args, listing=listing, **given)

        made: Any = with_listing
        for each in reversed([sort_options(*sorts, default=default), *options]):
            made = each(made)
        result: F = made
        return result

    return add


@dataclass(frozen=True, slots=True)
class Words:
    """What was asked in options."""

    given: Mapping[str, str]
    min_s: int | None
    max_s: int | None
    detaining: bool

    def asked(self, subject: Subject, zone: str = ZONE) -> Asked:
        """What is asked of this subject; times without a zone are in this one.

        Raises:
            MalformedError: names the option.

        """
        return read_asked(
            subject,
            self.given,
            instant_in(zone),
            min_s=self.min_s,
            max_s=self.max_s,
            detaining=self.detaining,
        )

    def named(self, *names: str) -> list[str]:
        """The options given that are not of these filters."""
        others = [option(name) for name, text in self.given.items() if text and name not in names]
        others += ["--max"] if self.max_s is not None else []
        return [*others, *(["--detaining"] if self.detaining else [])]


def instant_in(zone: str) -> Callable[[str, str], int | None]:
    """Reads the time of an option, in this zone unless it says so, as UTC milliseconds.

    A time of recording is to the end of its second.
    """

    def instant(name: str, text: str) -> int | None:
        if not text:
            return None
        try:
            window = parse(text, zone=zone).window
        except MalformedError as error:
            raise error.within(option(name)) from None
        return window.earliest_s * 1000 + (999 if name == "known_at" else 0)

    return instant


def option(name: str) -> str:
    """The option of a filter."""
    return NAMES.get(name, f"--{name}")


def row_options(*subjects: str) -> Callable[[F], F]:
    """Add the filters of these subjects; gives ``words``."""

    def add(command: F) -> F:
        texts = [*dict.fromkeys(name for subject in subjects for name in FILTERS[subject])]

        @wraps(command)
        def with_words(*args: Any, **options: Any) -> Any:
            least, most = options.pop("min_minutes"), options.pop("max_minutes")
            words = Words(
                {n: options.pop(f"{n}_") or "" for n in (*TIMES, "agency", *texts)},
                None if least is None else least * MINUTE_S,
                None if most is None else most * MINUTE_S,
                options.pop("detaining", False),
            )
            return command(*args, words=words, **options)

        made: Any = with_words
        for each in reversed([*_times(), *map(_text(subjects), texts), *_lengths(subjects)]):
            made = each(made)
        result: F = made
        return result

    return add


def _times() -> Iterator[Any]:
    for name, text in TIMES.items():
        yield click.option(option(name), f"{name}_", default="", metavar="TIME", help=text)
    about = "A party to it."
    yield click.option(
        "--agency",
        "agency_",
        default="",
        metavar="KIND[:ID]",
        help=about,
        shell_complete=agencies,
    )


def _text(subjects: tuple[str, ...]) -> Callable[[str], Any]:
    def made(name: str) -> Any:
        known = dict.fromkeys(
            value for subject in subjects for value in CHOICES[subject].get(name, ())
        )
        kind = click.Choice(list(known), case_sensitive=False)
        is_listed = 0 < len(known) <= CHOICES_MAX or (name == "kind" and subjects == (WAITS.name,))
        more = {"type": kind} if is_listed else {"default": ""}
        return click.option(option(name), f"{name}_", help=HELP[name], **more)

    return made


def _lengths(subjects: tuple[str, ...]) -> Iterator[Any]:
    number = click.IntRange(0)
    least, most = "Only what surely lasted this long.", "Only what surely lasted no longer."
    yield click.option("--min", "min_minutes", type=number, metavar="MINUTES", help=least)
    yield click.option("--max", "max_minutes", type=number, metavar="MINUTES", help=most)
    if WAITS.name in subjects:
        about = "Only time in which the waiting agency held detention; lengths are of it."
        yield click.option("--detaining", is_flag=True, help=about)


@contextmanager
def queried(database: str) -> Iterator[RowsReader]:
    """The rows of the log, for queries; beside an SQLite log they are brought up to date first.

    Raises:
        NotFoundError: there is no log, or no rows in PostgreSQL yet.

    """
    with opened(database) as log, open_rows(log, settings_of(database), KIND) as rows:
        reader = RowsReader(rows)
        lag = reader.lag(now_ms())
        if lag.events and rows.database.is_sqlite:
            _bring_up(rows, lag.events)
        elif lag.events:
            behind = f"{lag.events} entries, {lag.seconds:.0f} s"
            say(f"jointlog: the rows are behind the log by {behind}", err=True)
        yield reader


def _bring_up(rows: RowsOf, behind: int) -> None:
    """Apply what is recorded and not in the rows, with a bar where it takes long."""
    batches = FollowerLoop(rows).catching_up()
    each = (None for applied in batches for _ in range(applied))
    done = sum(1 for _ in progress(each, "entries into rows", behind))
    say(f"jointlog: {done} entries were not in the rows: they are now", err=True)


def of_one(words: Words, zone: str) -> Filter:
    """The filter of an examined incident.

    Raises:
        UsageError: an option that narrows rows across incidents only.

    """
    given = words.given
    if others := words.named(*OF_ONE):
        raise click.UsageError(f"{', '.join(others)}: across incidents only, without an INCIDENT")
    instant = instant_in(zone)
    from_ms, to_ms = instant("from", given["from"]), instant("to", given["to"])
    strand, grade, severity = (given.get(name, "") for name in ("strand", "grade", "severity"))
    return Filter(
        kind=given["kind"],
        agency=Agency.parse(given["agency"]) if given["agency"] else None,
        strand=Strand(strand) if strand else None,
        grade=Grade(grade) if grade else None,
        severity=Severity(severity) if severity else None,
        from_s=None if from_ms is None else from_ms // 1000,
        to_s=None if to_ms is None else to_ms // 1000,
        min_s=words.min_s,
        outcome=given.get("outcome", ""),
    )


def every_subject() -> tuple[str, ...]:
    """The names of all that can be asked for."""
    return tuple(SUBJECTS)
