"""``jointlog``: the table of commands, and how a refusal becomes a sentence and an exit code."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final, NoReturn

import click

from jointlog.cli.output import NO_PAGER, say, wants_colour
from jointlog.cli.progress import working

PROGRAM: Final = "jointlog"
NEAR: Final = 0.6
"""How alike two names are at least, where one is named for the other."""
DEBUG: Final = "JOINTLOG_DEBUG"
COMMANDS: Final = {
    "demo": "Record real incidents in a new log and show one of them.",
    "serve": "Start the HTTP API on this log.",
    "agency": "Issue, list and revoke the keys of agencies and readers.",
    "post": "Record one event, here or over HTTP.",
    "import": "Record exported entries or statements from lines of JSON.",
    "export": "Write entries as lines of JSON.",
    "extract": "Write the log as files for other tools: Parquet, SQLite, OCEL, XES.",
    "analyse": "Find what the record shows in an extract, at any scale.",
    "incidents": "List the incidents of the log.",
    "timeline": "Draw who held what, who waited, and where nobody did.",
    "replay": "Go through an incident entry by entry: what changed, how all stood.",
    "waits": "List who waited for whom, how long, and how it ended.",
    "findings": "List what the record shows: gaps, waits, missing information.",
    "gaps": "List the responsibilities that nobody held, across incidents.",
    "handovers": "List each offer of a responsibility, and what came of it.",
    "conveyances": "List each journey of a person, and why by police.",
    "stats": "Count and measure gaps, waits, handovers and conveyances.",
    "ask": "Ask a saved question, such as foi-2017.",
    "patterns": "Show what repeats for one person, and rates across incidents.",
    "units": "Show figures of units: who came, who waited, gaps in cover.",
    "rows": "Keep the rows that analysts query up with the log.",
    "doctor": "Say what is wrong with a set-up, and how to mend it.",
    "backup": "Copy the log while it is in use, verify copies, put one back.",
    "explain": "Show what a finding rests on: entries, rule, standard, source.",
    "knew": "Show what an agency had at a moment, and what others had.",
    "hindsight": "Show which findings changed between two moments, and by which entry.",
    "coverage": "Show who supplied which source for when, and who is not heard.",
    "readings": "Set competing readings of the section 136 clock side by side.",
    "skew": "Estimate how far clocks differ; proposed, never applied.",
    "chronology": "Write an incident as a document: HTML, DOCX or CSV.",
    "protocols": "List the time standards in force on a day, or show one.",
    "simulate": "Write practice incidents, with what is true of them beside them.",
    "completion": "Print what makes the Tab key complete, for bash, zsh or fish.",
    "docs": "Print the reference pages, or write them all.",
}
"""Every command with its line of help; each is imported only when it is asked for."""
MODULES: Final = {"import": "import_lines", "export": "export_lines"}
"""Where a command's name is no name of a module."""
OTHERS: Final = frozenset({"serve", "post", "import", "rows", "completion"})
"""What waits for others, or says itself how far it is. Any other tells that it still works."""
BEHIND: Final = ("--database", "--json", "--csv", "--width")
"""Options that most commands have, and that stand behind them."""


class LazyGroup(click.Group):
    """The commands of the table, each in `jointlog.cli.commands`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which a newcomer needs them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"jointlog.cli.commands.{MODULES.get(cmd_name, cmd_name)}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name the nearest."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            raise click.UsageError(f"there is no command {name!r}{nearest(name, COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options that stand before the command; say where another belongs."""
        try:
            return super().parse_args(ctx, list(args))
        except click.NoSuchOption as error:
            name = next((each for each in args if each in COMMANDS), "")
            told = self.get_command(ctx, name) if name else None
            options = [opt for each in told.params for opt in each.opts] if told else BEHIND
            if error.option_name not in options:
                raise
            raise click.UsageError(
                f"{error.option_name} stands behind the command, as in "
                f"'{PROGRAM} {name or 'COMMAND'} {error.option_name}'",
                ctx,
            ) from None

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """The commands that begin so, without importing any, and the options."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - only for the Tab key

        offered = [
            CompletionItem(name, help=told)
            for name, told in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*offered, *super(click.Group, self).shell_complete(ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the table without importing any command."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, args: Sequence[str] | None = None, **extra: Any) -> NoReturn:  # type: ignore[override]
        """Run, say a refusal in one sentence, and exit with its code."""
        extra.pop("standalone_mode", None)
        extra.setdefault("prog_name", PROGRAM)
        if "_JOINTLOG_COMPLETE" in os.environ:
            from jointlog.cli.completing import register  # noqa: PLC0415 - only for the Tab key

            register()
        sys.exit(guarded(lambda: super(LazyGroup, self).main(args, standalone_mode=False, **extra)))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; where its reader has gone, end quietly: click itself would exit 1."""
        try:
            code = super().invoke(ctx)
        except BrokenPipeError:
            return unheard()
        return damaged(code) if ctx.meta.get("jointlog.unreadable") else code


def nearest(name: str, known: Any) -> str:
    """The hint at the nearest known name, also where only its beginning was typed, or nothing."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - only on an error

    def likeness(each: str) -> float:
        return max(SequenceMatcher(None, name, e).ratio() for e in (each, each[: len(name)]))

    best = max(known, key=likeness)
    is_near = likeness(best) > NEAR
    return f"; did you mean {best!r}?" if is_near else f" (see '{PROGRAM} --help')"


def guarded(run: Any) -> int:
    """Run, and return the exit code; every error is one sentence on stderr."""
    try:
        code = run()
        sys.stdout.flush()
    except BrokenPipeError:
        return unheard()
    except Exception as error:
        code = refused(error)
        if code is None and os.environ.get(DEBUG):
            raise
        return fault(error) if code is None else code
    return code if isinstance(code, int) else 0


def damaged(code: Any) -> Any:
    """The exit code of a command that left out what cannot be read."""
    from jointlog.cli.exits import Exit  # noqa: PLC0415 - only where it is needed

    return Exit.INTEGRITY if code in (None, Exit.OK, Exit.FINDINGS) else code


def unheard() -> int:
    """Say nothing more to a pipe that its reader closed; the exit code of that."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def refused(error: Exception) -> int | None:
    """Say what was wrong, and return the exit code; None where the fault is ours."""
    from jointlog.cli.exits import Exit, exit_of  # noqa: PLC0415 - only on an error
    from jointlog.domain.errors import LogError  # noqa: PLC0415

    if isinstance(error, click.Abort):
        say(f"{PROGRAM}: stopped", err=True)
        return Exit.INTERRUPTED
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx is not None else PROGRAM
        if type(error).__name__ == "NoArgsIsHelpError":
            click.echo(error.format_message(), err=True)
        else:
            message = error.format_message().rstrip(".")
            say(f"{PROGRAM}: {message} (try '{path} --help')", err=True)
        return Exit.USAGE
    if isinstance(error, click.ClickException):
        say(f"{PROGRAM}: {error.format_message()}", err=True)
        return error.exit_code
    if isinstance(error, LogError):
        say(f"{PROGRAM}: {error}", err=True)
        return exit_of(error)
    if isinstance(error, OSError):
        name = f"{error.filename}: " if error.filename else ""
        say(f"{PROGRAM}: {name}{error.strerror or error}", err=True)
        return Exit.NOT_FOUND if isinstance(error, FileNotFoundError) else Exit.TRY_AGAIN
    return None


def fault(error: Exception) -> int:
    """Say that the fault is ours, and return the exit code."""
    from jointlog.cli.exits import Exit  # noqa: PLC0415 - only on an error

    say(
        f"{PROGRAM}: this is a fault of {PROGRAM}, please report it: "
        f"{type(error).__name__}: {error} ({DEBUG}=1 shows where)",
        err=True,
    )
    return Exit.BUG


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour; auto follows NO_COLOR, FORCE_COLOR, TERM and the terminal.",
)
@click.option(
    "--pager/--no-pager",
    "uses_pager",
    default=True,
    help="Long lists on a terminal go through PAGER; JOINTLOG_NO_PAGER=1 or --no-pager: never.",
)
@click.version_option(package_name=PROGRAM)
@click.pass_context
def cli(ctx: click.Context, color: str, *, uses_pager: bool) -> None:
    """Keep a joint incident log: who held which responsibility when, and where the gap was.

    Start with: jointlog demo
    """
    ctx.meta[NO_PAGER] = not uses_pager or bool(os.environ.get("JOINTLOG_NO_PAGER"))
    ctx.color = wants_colour(color, os.environ, is_terminal=sys.stdout.isatty())
    if ctx.invoked_subcommand not in OTHERS:
        ctx.with_resource(working("working"))


def main() -> NoReturn:
    """Run the command line."""
    cli.main()
