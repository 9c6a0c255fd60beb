"""``jointlog post EVENT``: one event, with options made from its class."""

from pathlib import Path
from typing import Any

import click

from jointlog.cli.now import new_id, now_ms
from jointlog.cli.output import say, say_json
from jointlog.cli.posting import ENVELOPE, FACT, options_of, plain_of
from jointlog.cli.reading import database_option, json_option, opened
from jointlog.cli.sending import send
from jointlog.domain.declare import Event
from jointlog.domain.entry import Envelope
from jointlog.domain.events import catalogue
from jointlog.domain.lines import say_recorded_at
from jointlog.domain.nearest import hint, nearest
from jointlog.domain.statement import draft_of, draft_to_plain
from jointlog.domain.vocabulary import Agency

LIST_COLUMNS = 100


class EventGroup(click.Group):
    """One command for each event type."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The event types, in the order of the vocabulary."""
        del ctx
        return [cls.declared.name for cls in catalogue()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of an event type."""
        del ctx
        name = cmd_name.replace("-", "_")
        return command_of(catalogue().named(name)) if name in catalogue() else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the event type, or name the nearest."""
        name = args[0].replace("-", "_")
        if name not in catalogue() and not args[0].startswith("-"):
            known = [cls.declared.name for cls in catalogue()]
            near = hint(nearest(name, known)) or " (see 'jointlog post --help')"
            raise click.UsageError(f"there is no event type {args[0]!r:.100}{near}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the event types under their subjects."""
        del ctx
        by_subject: dict[str, list[tuple[str, str]]] = {}
        for cls in catalogue():
            summary = cls.declared.summary.partition("\n")[0]
            by_subject.setdefault(cls.declared.subject, []).append((cls.declared.name, summary))
        for subject, rows in by_subject.items():
            with formatter.section(subject.capitalize()):
                formatter.write_dl(rows)


def own_options(function: Any) -> Any:
    """The options that every event has besides its facts and envelope."""
    for option in (
        database_option,
        json_option,
        click.option(
            "--key-file",
            type=click.Path(path_type=Path, dir_okay=False),
            envvar="JOINTLOG_KEY_FILE",
            show_envvar=True,
            help="The file that holds the agency's key, for --url.",
        ),
        click.option(
            "--url",
            envvar="JOINTLOG_URL",
            show_envvar=True,
            help="Post over HTTP to this server instead of into the file.",
        ),
        click.option(
            "--id", "event_id", metavar="ID", help="The event's id.  [default: a new one]"
        ),
        click.option(
            "--as", "agency", metavar="KIND:ID", help="The agency that states it, without --url."
        ),
        click.option("--incident", required=True, help="The incident it is about."),
    ):
        function = option(function)
    return function


def command_of(cls: type[Event]) -> click.Command:
    """The command that posts events of this class."""

    @click.command(cls.declared.name, help=cls.declared.summary)
    @own_options
    def post_event(
        *,
        incident: str,
        agency: str | None,
        event_id: str | None,
        url: str | None,
        key_file: Path | None,
        database: str,
        as_json: bool,
        **given: Any,
    ) -> None:
        statement: dict[str, Any] = {
            "id": event_id or str(new_id()),
            "incident": incident,
            "type": cls.declared.name,
            "facts": plain_of(cls, given, FACT),
            **plain_of(Envelope, given, ENVELOPE),
        }
        if url is not None:
            if key_file is None:
                raise click.UsageError("--url needs --key-file, the file with the agency's key")
            receipt = send(url, incident, _checked(statement), key_file)
        elif agency is None:
            raise click.UsageError("say who states it with --as, such as --as police:met")
        else:
            receipt = _record(statement, Agency.parse(agency), database)
        _print(receipt, as_json=as_json)

    made: click.Command = post_event
    made.params = [*options_of(cls), *made.params]
    return made


def _checked(statement: dict[str, Any]) -> dict[str, Any]:
    """The statement read and written once, so that a slip is told before it is sent."""
    return draft_to_plain(draft_of(statement, incident=None, new_id=new_id))


def _record(statement: dict[str, Any], agency: Agency, database: str) -> dict[str, Any]:
    draft = draft_of(statement, incident=None, new_id=new_id)
    with opened(database, must_exist=False) as log:
        receipt = log.post(draft, agency, now_ms=now_ms())
        warnings = log.unlinked(draft)
    return {
        "event_id": str(receipt.event_id),
        "incident": receipt.incident,
        "version": receipt.version,
        "position": receipt.position,
        "recorded_at": say_recorded_at(receipt.recorded_at_ms),
        "repeat": receipt.is_repeat,
        **({"warnings": warnings} if warnings else {}),
    }


def _print(receipt: dict[str, Any], *, as_json: bool) -> None:
    for warning in receipt.get("warnings", []):
        say(f"jointlog: {warning}", err=True)
    if as_json:
        say_json(receipt)
        return
    state = "was recorded before" if receipt.get("repeat") else "recorded"
    say(
        f"{state}: {receipt['incident']} #{receipt['version']}, id {receipt['event_id']}, "
        f"at {receipt['recorded_at']}"
    )


@click.group("post", cls=EventGroup, subcommand_metavar="EVENT [OPTIONS]...")
def command() -> None:
    """Record one event: into the log's file, or over HTTP with --url and --key-file.

    'jointlog post EVENT --help' lists the fields of an event. An object is written
    name=value,name=value or as JSON; a list by repeating the option.
    """
