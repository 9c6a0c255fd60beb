"""The reference pages are current and complete."""

import os
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from jointlog.cli.main import COMMANDS, cli
from jointlog.cli.pages import PAGES, page
from jointlog.cli.pages.man import escaped
from jointlog.domain.events import catalogue
from jointlog.domain.protocol import Library
from jointlog.projections.findings import TABLE
from tests.cli.running import ROOT, run

DOCS = ROOT / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_current(name: str) -> None:
    """The file under docs/ is what `jointlog docs` prints now."""
    held = (DOCS / f"{name}.md").read_text("utf-8")
    assert held == page(name), f"docs/{name}.md is stale: run 'jointlog docs --write docs/'"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_the_same_twice(name: str) -> None:
    """A page does not depend on the order of sets or on the time."""
    assert run("docs", name).stdout == page(name)


def test_every_event_finding_and_standard_has_its_anchor() -> None:
    """Each event, finding and standard has a heading that is its name."""
    events, findings, standards = (
        page(n).splitlines() for n in ("events", "findings", "standards")
    )
    for cls in catalogue():
        assert f"## {cls.declared.name}" in events
    for detector in TABLE:
        assert f"## {detector.name}" in findings
    for standard in Library.load(catalogue()):
        assert f"## {standard.id}" in standards


def test_every_command_and_option_is_documented() -> None:
    """docs/cli.md has every command, subcommand and option, but the events of `post`."""
    text = page("cli")
    context = click.Context(cli, info_name="jointlog")
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        assert f"## jointlog {name}" in text
        inner = getattr(command, "commands", {})
        for each in (command, *inner.values()):
            for parameter in each.params:
                if isinstance(parameter, click.Option):
                    assert parameter.opts[0] in text, (name, parameter.opts)
                    assert parameter.help, (name, parameter.opts)


def test_the_man_pages_are_current(tmp_path: Path) -> None:
    """docs/man has one page a command, as `jointlog docs --man` writes them now."""
    assert run("docs", "--man", str(tmp_path)).exit_code == 0
    made, held = (
        {path.name: path.read_text("utf-8") for path in folder.iterdir()}
        for folder in (tmp_path, DOCS / "man")
    )
    assert held == made, "docs/man is stale: run 'jointlog docs --man docs/man'"
    assert set(made) == {"jointlog.1", *(f"jointlog-{name}.1" for name in COMMANDS)}


@pytest.mark.skipif(shutil.which("man") is None, reason="man is not installed: man-db")
def test_a_man_page_is_read_by_man_without_a_warning() -> None:
    """Man shows each page's name, an option and an exit code, and warns of nothing."""
    for page_of in sorted((DOCS / "man").iterdir()):
        done = subprocess.run(
            ["man", "--warnings=w", "-l", str(page_of)],
            env={**os.environ, "MANWIDTH": "80", "LANG": "C.UTF-8", "PAGER": "cat"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == "", page_of
        assert page_of.stem in done.stdout
        assert "--help" in done.stdout
        assert "The log is busy or the server cannot be reached" in " ".join(done.stdout.split())


def test_signs_of_man_in_a_text_are_text() -> None:
    """A backslash, a hyphen, and a dot or quote at the beginning stand for themselves."""
    assert escaped(r"a\b -c") == r"a\eb \-c"
    assert escaped(".so x") == r"\&.so x"
    assert escaped("'x'") == r"\&'x'"


def test_docs_writes_all_pages(tmp_path: object) -> None:
    """`docs --write` writes every page, and without a page or folder it is a usage error."""
    done = run("docs", "--write", str(tmp_path))
    assert done.exit_code == 0
    assert done.stdout.count("wrote ") == len(PAGES)
    assert run("docs").exit_code == 2
