"""``jointlog import``."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

import click

from jointlog.cli.commands.import_profile import options_of, run
from jointlog.cli.exits import Exit
from jointlog.cli.now import new_id, now_ms
from jointlog.cli.output import say
from jointlog.cli.progress import progress
from jointlog.cli.reading import database_option, opened
from jointlog.domain.entry import Entry
from jointlog.domain.errors import BatchRefusedError, LogError, MalformedError, StoreBusyError
from jointlog.domain.lines import from_line, read_json
from jointlog.domain.statement import draft_of
from jointlog.domain.store.log import Log
from jointlog.domain.vocabulary import Agency
from jointlog.domain.wire import read

LINE_LENGTH_MAX: Final = 1_000_000
RESTORED_AT_ONCE: Final = 200
EXPORTED: Final = ("event_id", "recorded_at")
"""A line with these fields is an exported entry; any other is a statement to be posted."""


@dataclass(slots=True)
class Import:
    """One run: what was recorded, what was there, what was refused."""

    log: Log
    recorded: int = 0
    repeats: int = 0
    bad: int = 0
    held: list[tuple[int, Entry]] = field(default_factory=list)

    def take(self, number: int, line: bytes) -> None:
        """Record one line, or say why it is refused."""
        try:
            plain = read_json(line)
            if isinstance(plain, dict) and all(name in plain for name in EXPORTED):
                self.held.append((number, from_line(line.decode())))
                if len(self.held) >= RESTORED_AT_ONCE:
                    self.flush()
                return
            self.flush()
            self._post(number, plain)
        except StoreBusyError:
            raise
        except LogError as error:
            self.refuse(number, error)

    def _post(self, number: int, plain: Any) -> None:
        if not isinstance(plain, dict) or "agency" not in plain:
            raise MalformedError("agency", "is missing", "who states it, as kind:id")
        try:
            agency = read(Agency, plain["agency"])
        except MalformedError as error:
            raise error.within("agency") from None
        said = {name: value for name, value in plain.items() if name != "agency"}
        draft = draft_of(said, incident=None, new_id=new_id)
        receipt = self.log.post(draft, agency, now_ms=now_ms())
        self.repeats += receipt.is_repeat
        self.recorded += not receipt.is_repeat
        state = "was there" if receipt.is_repeat else "recorded"
        say(f"line {number}: {state}, {receipt.incident} #{receipt.version} {receipt.event_id}")

    def flush(self) -> None:
        """Restore the entries held; a refused one is told, and the others are kept."""
        while self.held:
            before, kept = self.log.head(), self.held
            try:
                self.log.restore(entry for _, entry in self.held)
                self.held = []
            except BatchRefusedError as error:
                kept, (number, _) = self.held[: error.index], self.held[error.index]
                self.refuse(number, error.error)
                self.held = self.held[error.index + 1 :]
            recorded = self.log.head() - before
            self.recorded += recorded
            self.repeats += len(kept) - recorded

    def refuse(self, number: int, error: LogError) -> None:
        """Say why a line is not recorded."""
        self.bad += 1
        say(f"jointlog: line {number}: {error}", err=True)


@click.command("import")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--profile", default="", metavar="FILE|NAME", help="How to read rows that are not ours."
)
@click.option("--dry-run", is_flag=True, help="Say what the profile would record; record nothing.")
@click.option(
    "--quarantine", default="", metavar="FILE", help="Write the rows left out, with reasons."
)
@click.option("--zone", default="", help="Zone of the times, instead of the profile's.")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="A column of every row.")
@database_option
def command(
    *,
    file: BinaryIO,
    profile: str,
    dry_run: bool,
    quarantine: str,
    zone: str,
    given: tuple[str, ...],
    database: str,
) -> None:
    """Record the lines of JSON in FILE ('-' is standard input), or the rows a profile reads.

    A line that 'jointlog export' wrote is restored with its own id, version and time of recording.
    Any other line is a statement with "agency": it is posted now. Good lines are kept; a bad line
    is named on stderr, and the exit code is then 7.

    With --profile, FILE is CSV, NDJSON, XLSX or lines of text: each row is recorded whole or left
    out with a reason, and the same file again records nothing twice.
    """
    options = options_of(profile, dry_run=dry_run, quarantine=quarantine, zone=zone, given=given)
    if options is not None:
        run(file, database, options)
        return
    with opened(database, must_exist=False) as log:
        lines = Import(log)
        for number, line in progress(lines_of(file), "lines"):
            if line is None:
                problem = MalformedError("", f"longer than {LINE_LENGTH_MAX} bytes", "a line")
                lines.refuse(number, problem)
            elif line.strip():
                lines.take(number, line)
        lines.flush()
    say(f"{lines.recorded} recorded, {lines.repeats} were there, {lines.bad} refused")
    if lines.bad:
        raise click.exceptions.Exit(Exit.MALFORMED)


def lines_of(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The lines with their numbers from 1; None for one that is too long to be read."""
    number = 0
    while line := file.readline(LINE_LENGTH_MAX + 1):
        number += 1
        if len(line) <= LINE_LENGTH_MAX or line.endswith(b"\n"):
            yield number, line.rstrip(b"\r\n")
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(LINE_LENGTH_MAX)
        yield number, None
