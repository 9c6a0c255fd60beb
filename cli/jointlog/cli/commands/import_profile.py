"""``jointlog import --profile``: rows of somebody else's table, by a mapping file.

A row is imported whole or not at all: what the log would refuse of it is found before any of it is
posted. The statements of a batch are posted in one transaction, whichever agencies state them.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO

import click

from jointlog.cli.commands.import_references import References
from jointlog.cli.exits import Exit
from jointlog.cli.now import now_ms
from jointlog.cli.output import say
from jointlog.cli.reading import opened
from jointlog.domain.declare import Event
from jointlog.domain.entry import Draft, Envelope
from jointlog.domain.errors import IdReusedError, LogError, MalformedError
from jointlog.domain.statement import draft_to_plain
from jointlog.domain.store.collecting import few_collections
from jointlog.domain.store.log import Log
from jointlog.domain.store.owner import for_owner
from jointlog.domain.vocabulary import Agency, EvidenceGrade
from jointlog.projections.profile import (
    BadRow,
    Made,
    Profile,
    Row,
    read_profile,
    rows_of,
    shipped_names,
    shipped_text,
)

Said = tuple[Agency, str, Event, Envelope]
"""What a statement says: who, in which incident, and what."""
AT_ONCE: Final = 4000
"""Statements in a transaction, about; those of a row stand together."""
SHOWN_MAX: Final = 20
ROWS_SHOWN: Final = 2
"""Rows of which a dry run shows every statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for besides the file; ``given`` are columns for every row."""

    profile: str
    is_dry: bool = False
    quarantine: str = ""
    zone: str = ""
    given: Mapping[str, str] = field(default_factory=dict)


def options_of(
    profile: str, *, dry_run: bool, quarantine: str, zone: str, given: tuple[str, ...]
) -> Options | None:
    """The options as given on the command line; None where no profile is.

    Raises:
        click.UsageError: one of them makes no sense.

    """
    if not profile:
        if dry_run or quarantine or zone or given:
            raise click.UsageError("--dry-run, --quarantine, --zone and --set go with --profile")
        return None
    pairs = dict(each.partition("=")[::2] for each in given)
    if not all("=" in each for each in given):
        raise click.UsageError("--set is written NAME=VALUE")
    return Options(profile=profile, is_dry=dry_run, quarantine=quarantine, zone=zone, given=pairs)


def run(file: BinaryIO, database: str, options: Options) -> None:
    """Import the rows of a file, say what was done, and exit with 7 where a row is left out.

    Raises:
        LogError: the profile or the file cannot be read, or the log cannot be written.

    """
    profile = load(options.profile, options.zone)
    with ExitStack() as stack:
        log = None if options.is_dry else stack.enter_context(opened(database, must_exist=False))
        path = options.quarantine
        kept = None
        if path:
            refuse_overwriting(Path(path), file, options.profile, database)
            kept = stack.enter_context(for_owner(Path(path)).open("w", encoding="utf-8"))
        references = stack.enter_context(References())
        importer = Importer(profile, options.given, log, kept, references)
        stack.enter_context(few_collections())
        with progress(file) as advance:
            for row in rows_of(profile.shape, file):
                importer.take(row)
                advance()
            importer.flush()
        importer.say_report()
    if importer.quarantined:
        raise click.exceptions.Exit(Exit.MALFORMED)


def refuse_overwriting(path: Path, file: BinaryIO, *others: str) -> None:
    """Make sure that the rows left out do not take the place of what is read or written.

    Raises:
        click.UsageError: the path is the file imported, the profile or the log.

    """
    if not path.exists():
        return
    is_taken = any(Path(each).exists() and path.samefile(each) for each in others)
    with suppress(OSError):  # not everything that is read has a number
        is_taken = is_taken or os.path.samestat(path.stat(), os.fstat(file.fileno()))
    if is_taken:
        raise click.UsageError(f"--quarantine {path} is a file of this import; name another")


def load(name: str, zone: str = "") -> Profile:
    """The profile of this file, or the one that comes with the program under this name.

    Raises:
        MalformedError: it cannot be used; names the file, the table and the key.
        NotFoundError: there is neither.

    """
    path = Path(name)
    if name in shipped_names() or not path.is_file():
        return read_profile(f"{name}.toml", shipped_text(name), zone=zone)
    try:
        return read_profile(path.name, path.read_text("utf-8"), zone=zone)
    except UnicodeDecodeError:
        raise MalformedError(path.name, "is not UTF-8", "a profile") from None


@contextmanager
def progress(file: BinaryIO) -> Iterator[Any]:
    """A bar of the bytes read on a terminal; nothing elsewhere. Yields what moves it."""
    try:
        size = os.fstat(file.fileno()).st_size
    except OSError:
        size = 0
    if not size or not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=size, label="Importing", file=sys.stderr) as bar:
        yield lambda: bar.update(max(0, file.tell() - bar.pos))


@dataclass(slots=True)
class Importer:
    """One run: the rows held for the next batch, and the counts."""

    profile: Profile
    given: Mapping[str, str]
    log: Log | None
    kept: TextIO | None
    references: References
    rows: int = 0
    imported: int = 0
    quarantined: int = 0
    recorded: Counter[str] = field(default_factory=Counter)
    repeats: Counter[str] = field(default_factory=Counter)
    inferred: int = 0
    unseen: frozenset[str] | None = None
    _held: list[tuple[Row, list[Made]]] = field(default_factory=list)
    _statements: int = 0

    def take(self, row: Row | BadRow) -> None:
        """Hold the statements of a row, and post what is held once it is enough.

        Raises:
            MalformedError: the first row that can be read lacks a column.

        """
        self.rows += 1
        if isinstance(row, BadRow):
            self.refuse(row.number, row.raw, row.reason)
            return
        if self.unseen is None:
            self.profile.check_columns(row, self.given)
            self.unseen = self.profile.columns - self.given.keys()
        if self.unseen:
            self.unseen -= row.cells.keys()
        try:
            made = self.profile.statements(row, self.given)
        except LogError as error:
            self.refuse(row.number, row.cells, str(error))
            return
        if made:
            self._held.append((row, made))
            self._statements += len(made)
        if self._statements >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Post what is held, row by whole row.

        Raises:
            LogError: the log cannot be written, or somebody else took an id meanwhile: what was
                not posted is posted by the same command again.

        """
        said = self._recorded()
        fresh: list[tuple[Draft, Agency]] = []
        for row, made in self._held:
            self._admit(row, made, said, fresh)
        self._held.clear()
        self._statements = 0
        if self.log is not None and fresh:
            self.log.post_all(fresh, now_ms=now_ms())

    def _recorded(self) -> dict[int, Said]:
        """What the log says under the ids of what is held."""
        if self.log is None:
            return {}
        ids = {each.draft.event_id for _, made in self._held for each in made}
        return {
            event_id.int: (entry.agency, entry.incident, entry.fact, entry.envelope)
            for event_id, entry in self.log.recorded(ids).items()
        }

    def _admit(
        self, row: Row, made: list[Made], said: dict[int, Said], fresh: list[tuple[Draft, Agency]]
    ) -> None:
        """Add what a row states anew, unless something of it is recorded otherwise."""
        new: list[Made] = []
        for each in made:
            draft = each.draft
            own = (each.agency, draft.incident, draft.fact, draft.envelope)
            known = said.setdefault(draft.event_id.int, own)
            if known is own:
                new.append(each)
            elif known != own:
                for other in new:
                    del said[other.draft.event_id.int]
                problem = IdReusedError(str(draft.event_id), known[1])
                self.refuse(row.number, row.cells, f"{each.name}: {problem}")
                return
        fresh += [(each.draft, each.agency) for each in new]
        self.imported += 1
        if self.log is None and self.imported <= ROWS_SHOWN:
            self._show(row, made)
        names = Counter([each.name for each in new])
        self.recorded.update(names)
        if len(new) < len(made):
            self.repeats.update(Counter([each.name for each in made]) - names)
        for each in made:
            if each.named:
                self.references.add(row.number, each.named)
        if self.log is None:
            self.references.state(each.draft.event_id for each in new)
        for each in new:
            self._note(row, each)

    def _note(self, row: Row, made: Made) -> None:
        """Say what was read into the words of a row."""
        if made.draft.envelope.evidence is not EvidenceGrade.INFERRED:
            return
        self.inferred += 1
        if self.inferred <= SHOWN_MAX:
            name = made.draft.fact.declared.name
            say(f"row {row.number}: read as {name} ({made.name}): {made.because:.120}")

    def _show(self, row: Row, made: list[Made]) -> None:
        for each in made:
            plain = {"agency": str(each.agency), **draft_to_plain(each.draft)}
            say(f"row {row.number}: {json.dumps(plain, ensure_ascii=False)}")

    def refuse(self, number: int, raw: object, reason: str) -> None:
        """Leave a row out, with the reason."""
        self.quarantined += 1
        if self.kept is not None:
            plain = {"row": number, "reason": reason, "raw": raw}
            self.kept.write(json.dumps(plain, ensure_ascii=False) + "\n")
        elif self.quarantined <= SHOWN_MAX:
            say(f"jointlog: row {number}: {reason}", err=True)

    def say_report(self) -> None:
        """Say what was done, counted."""
        will = "would be " if self.log is None else ""
        if self.inferred > SHOWN_MAX:
            say(f"... and {self.inferred - SHOWN_MAX} more, kept with evidence 'inferred'")
        for rule in self.profile.rules:
            counts = f"{self.recorded[rule.name]} {will}recorded"
            if self.repeats[rule.name]:
                counts += f", {self.repeats[rule.name]} were there"
            say(f"  {rule.name} ({rule.cls.declared.name}): {counts}")
        for text, count in sorted(self.profile.effects.items()):
            say(f"  {text}: {count}")
        self._say_missing()
        for column in sorted(self.unseen or ()):
            say(f"  no row has {column!r:.60}, which the profile reads")
        if self.quarantined > SHOWN_MAX and self.kept is None:
            more = self.quarantined - SHOWN_MAX
            say(f"jointlog: and {more} more rows; --quarantine FILE keeps all", err=True)
        say(
            f"{self.rows} rows: {self.imported} {will}imported, {self.quarantined} quarantined; "
            f"statements: {self.recorded.total()} {will}recorded, "
            f"{self.repeats.total()} were there"
        )

    def _say_missing(self) -> None:
        """Say which links to other rows lead to nothing; they are kept."""
        missing, count = 0, self.references.count
        for missing, link in enumerate(self.references.missing(self.log), start=1):
            if missing <= SHOWN_MAX:
                say(f"  row {link.row}: {link.field} names {link.text!r:.80}, which no event has")
        if count:
            kept = f"{count} {'would be ' if self.log is None else ''}kept"
            say(
                f"  links to events of other rows: {kept}, {missing} of them to a reference that "
                "no event has yet: linked once one is recorded"
            )
