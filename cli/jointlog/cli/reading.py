"""Opening the log, choosing the view, and the options that several commands share."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import wraps
from typing import Any, Final, TypeVar

import click

from jointlog.cli.output import AS_CSV, WIDTH_MIN, say, terminal_width
from jointlog.cli.progress import working
from jointlog.domain.entry import INCIDENT_ID, Entry
from jointlog.domain.errors import CorruptEntryError, NotFoundError
from jointlog.domain.incident import Order
from jointlog.domain.incident import view as statements_of
from jointlog.domain.store.address import DATABASE
from jointlog.domain.store.log import Log
from jointlog.domain.store.settings import DEFAULT_DATABASE, Settings, read_database
from jointlog.projections.case import Case, Question, examine
from jointlog.projections.references import named, references_of
from jointlog.projections.wording.times import Clock

UNREADABLE: Final = "jointlog.unreadable"
"""The positions that this command has said cannot be read."""
LOOKED_THROUGH_MAX: Final = 20_000
"""In a log of no more entries the nearest of all references is told."""
TOLD: Final = "jointlog.told"
"""The references that this command has said the incident of."""
F = TypeVar("F", bound=Callable[..., Any])

database_option = click.option(
    "--database",
    envvar=DATABASE,
    default=DEFAULT_DATABASE,
    show_default=True,
    show_envvar=True,
    help="The log: path of a SQLite file.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def _csv_asked(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001
    context.meta[AS_CSV] = value


def _data_asked(context: click.Context, _: click.Parameter, value: bool) -> bool:  # noqa: FBT001
    """Whether data is to be printed, as JSON or (see `say_json`) CSV."""
    if value and context.meta[AS_CSV]:
        raise click.UsageError("--csv and --json exclude each other", context)
    return value or bool(context.meta[AS_CSV])


def data_option(command: F) -> F:
    """Add ``--json`` and ``--csv``; both give ``as_json``, and `say_json` prints what was asked."""
    made = click.option(
        "--csv",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_csv_asked,
        help="Print CSV: one row an item.",
    )(command)
    return click.option(
        "--json", "as_json", is_flag=True, callback=_data_asked, help="Print JSON."
    )(made)


width_option = click.option(
    "--width",
    type=click.IntRange(WIDTH_MIN, 1000),
    help="Columns to draw in.  [default: the terminal's, or 80]",
)
protocol_option = click.option(
    "--protocol",
    default="",
    metavar="PLACE@DATE",
    help="Time standards, such as england@2011-04-18.  [default: the incident's own]",
)


@contextmanager
def opened(database: str, *, must_exist: bool = True) -> Iterator[Log]:
    """The log of this name.

    Raises:
        NotFoundError: there is none, and there must be.
        StoreError: it cannot be used.

    """
    path = read_database(database)
    if must_exist and path is not None and not path.exists():
        raise NotFoundError(
            f"there is no log at {database}: name another with --database or {DATABASE}, "
            "or make one with 'jointlog demo'"
        )
    with Log.open(settings_of(database)) as log:
        yield log


def settings_of(database: str) -> Settings:
    """The environment's settings, with this database."""
    from os import environ  # noqa: PLC0415 - read when asked, so that tests can set it

    return Settings.of({**environ, DATABASE: database})


def entries_of(log: Log, incident: str, *, whole: bool = False) -> list[Entry]:
    """The entries of the incident of this id, or of this reference of an agency's own.

    One that cannot be read is told, and makes the exit code that of a damaged log; the others are
    given, unless ``whole`` asks for all or none.

    Raises:
        CorruptEntryError: none can be read, or not all, where all are asked for.
        NotFoundError: nothing is recorded of it, or several incidents have the reference; names
            the nearest, or all of them.

    """
    located = log.located(incident) if INCIDENT_ID.fullmatch(incident) else []
    located = located or log.located(_referred(log, incident))
    found = [each.entry for each in located if each.entry is not None]
    unreadable = [each for each in located if each.entry is None]
    if unreadable and (whole or not found):
        raise CorruptEntryError(unreadable[0].problem)
    for each in unreadable:
        told = click.get_current_context().meta.setdefault(UNREADABLE, set())
        if each.position not in told:
            told.add(each.position)
            say(f"jointlog: position {each.position} is left out: {each.problem}", err=True)
    return found


def _referred(log: Log, reference: str) -> str:
    """The id of the one incident that has the reference; says whose it is."""
    found = named(log, reference)
    candidates = {each.incident: each for each in reversed(found)}
    if len(candidates) == 1:
        (one,) = candidates.values()
        told = click.get_current_context().meta.setdefault(TOLD, set())
        if reference not in told:
            told.add(reference)
            whose = f"{one.reference} is {one.agency}'s reference of {one.incident}"
            say(f"jointlog: {whose}", err=True)
        return one.incident
    if candidates:
        whose = "; ".join(f"{each.incident} ({each.agency})" for each in found)
        raise NotFoundError(
            f"{len(candidates)} incidents have the reference {reference!r}, name one: {whose}"
        )
    raise NotFoundError(
        f"there is no incident {reference!r:.80} in this log; {_near(log, reference)}"
    )


def _near(log: Log, reference: str) -> str:
    """The hint at the nearest id, or agency's own reference where the log is not too large."""
    from difflib import get_close_matches  # noqa: PLC0415 - only on an error

    names = {head.incident: "" for head in log.incidents()}
    if log.head() <= LOOKED_THROUGH_MAX:
        located = (each for after in range(0, log.head(), 1000) for each in log.read(after, 1000))
        for each in (e.entry for e in located if e.entry is not None):
            for named_so in references_of(each):
                names.setdefault(named_so.reference, f" ({named_so.agency}'s of {each.incident})")
    near = get_close_matches(reference, names, n=1, cutoff=0.4)
    return f"did you mean {near[0]}{names[near[0]]}?" if near else "see 'jointlog incidents'"


@dataclass(frozen=True, slots=True)
class View:
    """What a reader asked to see of an incident."""

    as_known_at: str = ""
    order: str = Order.OCCURRED.value
    until: str = ""
    subject: str = ""
    protocol: str = ""

    def case(self, entries: list[Entry]) -> tuple[Case, Clock]:
        """The incident examined under this view, and the clock to show it by."""
        clock = Clock.of(statements_of(entries), entries)
        known_s = clock.instant_s(self.as_known_at, "--as-known-at") if self.as_known_at else None
        until_s = clock.instant_s(self.until, "--until") if self.until else None
        question = Question(
            order=Order(self.order),
            known_at_ms=None if known_s is None else known_s * 1000 + 999,
            until_s=until_s,
            protocol=self.protocol,
        )
        with working(f"examining {len(entries)} entries"):
            return examine(entries, question), clock


SUBJECT = click.option("--subject", default="", help="Only this person, by pseudonym.")
UNTIL = click.option(
    "--until",
    default="",
    metavar="TIME",
    help="Only what occurred by then; also the end of the record.",
)
ORDER = click.option(
    "--order",
    type=click.Choice([order.value for order in Order]),
    default=Order.OCCURRED.value,
    show_default=True,
    help="Fold by the time things occurred, or as they were recorded.",
)
AS_KNOWN_AT = click.option(
    "--as-known-at",
    default="",
    metavar="TIME",
    help="Only what this log had recorded by then.",
)
FROM = click.option(
    "--from", "begins", default="", metavar="TIME", help="Only what lasted until then or longer."
)
TO = click.option("--to", "ends", default="", metavar="TIME", help="Only what began by then.")
VIEW_FIELDS: Final = tuple(field.name for field in fields(View))


def _with_view(command: F, options: Iterable[Callable[[Any], Any]]) -> F:
    """Add the options, and give the command the view that they ask for."""

    @wraps(command)
    def with_view(*args: Any, **given: Any) -> Any:
        asked = {name: given.pop(name) for name in VIEW_FIELDS if name in given}
        return command(*args, view=View(**asked), **given)

    made: Any = with_view
    for option in options:
        made = option(made)
    result: F = made
    return result


def view_options(command: F) -> F:
    """Add ``--as-known-at``, ``--order``, ``--until``, ``--subject`` and ``--protocol``."""
    return _with_view(command, (protocol_option, SUBJECT, UNTIL, ORDER, AS_KNOWN_AT))


def moment_options(command: F) -> F:
    """Add ``--as-known-at``, ``--until`` and ``--subject``."""
    return _with_view(command, (SUBJECT, UNTIL, AS_KNOWN_AT))


def window_options(command: F) -> F:
    """Add ``--from`` and ``--to``, given to the command as ``begins`` and ``ends``."""
    made: F = FROM(TO(command))
    return made


def width_of(asked: int | None) -> int:
    """The width asked for, or the terminal's."""
    return asked or terminal_width()
