"""``jointlog docs``."""

from pathlib import Path

import click

from jointlog.cli.output import say, say_page
from jointlog.cli.pages import PAGES, page


@click.command("docs")
@click.argument("name", metavar="[PAGE]", required=False, type=click.Choice(list(PAGES)))
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write PAGE, or every page, into this folder.",
)
@click.option(
    "--man",
    "man_folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the man page of every command into this folder.",
)
def command(name: str | None, folder: Path | None, man_folder: Path | None) -> None:
    """Print a reference page as Markdown: events, findings, standards, cli, api or problems."""
    if man_folder is not None:
        _write_man(man_folder)
        if folder is None:
            return
    if folder is None:
        if name is None:
            raise click.UsageError(f"name a page ({', '.join(PAGES)}) or a folder with --write")
        say_page(page(name))
        return
    folder.mkdir(parents=True, exist_ok=True)
    for each in PAGES if name is None else (name,):
        path = folder / f"{each}.md"
        path.write_text(page(each), "utf-8")
        say(f"wrote {path}")


def _write_man(folder: Path) -> None:
    from jointlog.cli.pages.man import pages  # noqa: PLC0415 - imports every command

    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, "utf-8")
    say(f"wrote the man pages into {folder}: man -l {folder}/jointlog.1")
