"""The reference pages are current and complete."""

import click
import pytest

from jointlog.cli.main import COMMANDS, cli
from jointlog.cli.pages import PAGES, page
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


def test_docs_writes_all_pages(tmp_path: object) -> None:
    """`docs --write` writes every page, and without a page or folder it is a usage error."""
    done = run("docs", "--write", str(tmp_path))
    assert done.exit_code == 0
    assert done.stdout.count("wrote ") == len(PAGES)
    assert run("docs").exit_code == 2
