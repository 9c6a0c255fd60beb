"""`docs/cli.md`: every command with its options, and the exit codes."""

import click

from jointlog.cli.exits import MEANINGS
from jointlog.cli.main import COMMANDS, PROGRAM, cli
from jointlog.cli.pages import NOTICE
from jointlog.cli.pages.markdown import code, heading, joined, paragraph, table

WIDTH = 80
INTRODUCTION = """Data goes to standard output, messages to standard error. `--json` prints JSON
in the shapes of the API, `--csv` the same as rows: a member of a member is `start.earliest`, a list
is one cell, and no cell begins a formula.
Colour follows `--color`, then `NO_COLOR`, `FORCE_COLOR`, `TERM=dumb` and
the terminal; nothing needs it to be understood. Control, format and bidirectional characters of
recorded text are printed as escapes."""
VARIABLES = (
    ("JOINTLOG_DATABASE", "the log, where `--database` is not given"),
    ("JOINTLOG_PEPPER", "the secret that keys are hashed with: see [storage](storage.md)"),
    (
        "JOINTLOG_DAMAGED_WAL",
        "`ignore`: open a log although acknowledged entries cannot be read any more",
    ),
    ("JOINTLOG_REQUIRE_FIXED_SQLITE", "`yes`: refuse an SQLite with the WAL-reset fault"),
    ("JOINTLOG_BACKUPS", "folder of backups, for `jointlog backup` and the age in `/ready`"),
    (
        "JOINTLOG_BACKUP_AGE_MAX_H",
        "hours from which on the last verified backup is too old; 26 if not set",
    ),
    ("JOINTLOG_LOG, JOINTLOG_LOG_LEVEL", "form and level of the lines of `jointlog serve`"),
    ("OTEL_*", "OpenTelemetry's own: see `docs/how-to/operate.md`"),
    ("JOINTLOG_URL, JOINTLOG_KEY_FILE", "server and key of `jointlog post`"),
    ("JOINTLOG_DEBUG", "`1` shows the traceback of a fault of jointlog itself"),
    ("JOINTLOG_NO_PAGER", "`1`: long lists are never sent through the pager"),
    ("NO_COLOR, FORCE_COLOR, COLUMNS, PAGER", "as elsewhere"),
)


def page() -> str:
    """The page."""
    context = click.Context(
        cli,
        info_name=PROGRAM,
        max_content_width=WIDTH,
        terminal_width=WIDTH,
        **cli.context_settings,
    )
    codes = [(str(int(exit_code)), text) for exit_code, text in MEANINGS.items()]
    blocks = [
        heading(1, "Command line"),
        NOTICE,
        paragraph(INTRODUCTION),
        code(cli.get_help(context)),
        heading(2, "Exit codes"),
        table(("code", "meaning"), codes),
        heading(2, "Environment"),
        table(("variable", "meaning"), [(f"`{name}`", text) for name, text in VARIABLES]),
    ]
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        blocks += _command(command, name, context, 2)
    return joined(blocks)


def _command(command: click.Command, name: str, parent: click.Context, level: int) -> list[str]:
    context = click.Context(
        command, info_name=name, parent=parent, max_content_width=WIDTH, terminal_width=WIDTH
    )
    blocks = [heading(level, context.command_path), code(command.get_help(context))]
    if name == "post":
        return [*blocks, "The fields of each event are in [events.md](events.md)."]
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            inner = command.get_command(context, each)
            assert inner is not None
            blocks += _command(inner, each, context, level + 1)
    return blocks
