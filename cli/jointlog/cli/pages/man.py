r"""The man pages, one a command, from the same declarations as its help.

Plain man(7): headings, paragraphs, and tagged paragraphs for options. Nothing of a page depends on
the day on which it is written.
"""

import re
from collections.abc import Iterator
from importlib.metadata import version
from typing import Final

import click

from jointlog.cli.exits import MEANINGS
from jointlog.cli.main import COMMANDS, PROGRAM, cli
from jointlog.cli.pages.commands import VARIABLES

SECTION: Final = 1
FOOT: Final = (f"{PROGRAM} {version(PROGRAM)}", "User Commands")
LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def pages() -> dict[str, str]:
    """Every man page by its file name: ``jointlog.1``, ``jointlog-replay.1``, ..."""
    root = click.Context(cli, info_name=PROGRAM, **cli.context_settings)
    made = {f"{PROGRAM}.{SECTION}": _page(cli, root, [])}
    for name in COMMANDS:
        command = cli.get_command(root, name)
        assert command is not None, "the table names it"
        context = click.Context(command, info_name=name, parent=root)
        inner: list[tuple[click.Command, click.Context]] = []
        if isinstance(command, click.Group) and name != "post":
            for each in command.list_commands(context):
                held = command.get_command(context, each)
                assert held is not None, "the group lists it"
                inner.append((held, click.Context(held, info_name=each, parent=context)))
        made[f"{PROGRAM}-{name}.{SECTION}"] = _page(command, context, inner)
    return made


def _page(
    command: click.Command,
    context: click.Context,
    inner: list[tuple[click.Command, click.Context]],
) -> str:
    """One page: name, synopsis, description, options, commands, exit status, environment."""
    name = context.command_path.replace(" ", "-")
    told = COMMANDS.get(context.info_name or "") or command.get_short_help_str(200)
    lines = [
        " ".join((".TH", *map(_quoted, (name.upper(), str(SECTION), "", *FOOT)))),
        ".ad l",
        ".nh",
        ".SH NAME",
        rf"{escaped(name)} \- {escaped(told.rstrip('.'))}",
        ".SH SYNOPSIS",
        *_synopsis(command, context),
        ".SH DESCRIPTION",
        *_prose(command.help or ""),
        *_options(command, context),
    ]
    if command is cli:
        lines.append(".SH COMMANDS")
        for other, what in COMMANDS.items():
            lines += [".TP", rf"\fB{escaped(f'{PROGRAM}-{other}')}\fR(1)", escaped(what)]
    for each, own in inner:
        lines += [f".SH {_quoted(own.command_path)}", *_synopsis(each, own)]
        lines += [".PP", *_prose(each.help or ""), *_options(each, own, heading=".SS")]
    lines.append(".SH EXIT STATUS")
    for code, text in MEANINGS.items():
        lines += [".TP", rf"\fB{int(code)}\fR", escaped(_plain(text))]
    lines.append(".SH ENVIRONMENT")
    for variable, text in VARIABLES:
        lines += [".TP", rf"\fB{escaped(variable)}\fR", escaped(_plain(text))]
    if command is not cli:
        lines += [".SH SEE ALSO", rf"\fB{PROGRAM}\fR(1)"]
    return "\n".join(lines) + "\n"


def _synopsis(command: click.Command, context: click.Context) -> Iterator[str]:
    words = " ".join(command.collect_usage_pieces(context))
    yield rf"\fB{escaped(context.command_path)}\fR {escaped(words)}"


def _options(command: click.Command, context: click.Context, heading: str = ".SH") -> Iterator[str]:
    records = [
        record
        for parameter in command.get_params(context)
        if isinstance(parameter, click.Option)
        and (record := parameter.get_help_record(context)) is not None
    ]
    if records:
        yield f"{heading} OPTIONS"
    for names, text in records:
        yield from (".TP", rf"\fB{escaped(names)}\fR", escaped(text))


def _prose(text: str) -> Iterator[str]:
    """Paragraphs; one that begins with a backspace keeps its lines, as click has it."""
    for number, block in enumerate(text.strip().split("\n\n")):
        if number:
            yield ".PP"
        lines = [line.strip() for line in block.splitlines()]
        if lines and lines[0] == "\b":
            yield from (".nf", *map(escaped, lines[1:]), ".fi")
        else:
            yield from map(escaped, lines)


def _plain(text: str) -> str:
    """Text without the signs of Markdown."""
    return LINK.sub(r"\1", text).replace("`", "")


def escaped(text: str) -> str:
    r"""The text for man: no sign of it is a request, an escape or a hyphen that is not one."""
    safe = text.replace("\\", "\\e").replace("-", "\\-").replace("|", "|\\:")
    return rf"\&{safe}" if safe.startswith((".", "'")) else safe


def _quoted(text: str) -> str:
    return f'"{escaped(text)}"'
