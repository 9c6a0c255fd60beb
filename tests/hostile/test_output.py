"""What is shown does no harm: every command, document and list, with every text hostile."""

import csv
import io
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from jointlog.api.page.gate import templates
from jointlog.domain.store.log import open_log
from tests.cli.running import run
from tests.hostile.everywhere import record

HARMFUL = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
MARKUP = ("<script>alert", "<img src=x", "onerror=alert(1)>")
TEXTS = 700
"""Texts that can be any, at least, in the 112 event types and what is said around them."""
OF_AN_INCIDENT = [
    ("timeline",), ("replay",), ("waits",), ("findings",), ("gaps",), ("coverage",),
    ("readings",), ("skew",), ("hindsight", "--from", "2026-03-01 13:00"),
    ("knew", "--at", "2026-03-01 13:30"),
]  # fmt: skip
ACROSS = [
    ("incidents",), ("waits",), ("findings",), ("gaps",), ("handovers",), ("conveyances",),
    ("units",), ("patterns",), ("stats", "waits", "--by", "why,pair"), ("ask", "foi-2017"),
    ("rows", "status"),
]  # fmt: skip
LISTS = {"handovers", "conveyances", "incidents", "waits", "findings", "gaps"}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of the log, its rows made."""
    path = str(tmp_path_factory.mktemp("harm") / "log.sqlite")
    with open_log(path) as opened:
        said = record(opened)
        assert min(said.values()) > TEXTS
    assert run("rows", "follow", "--once", "--database", path).exit_code == 0
    return path


def harmful(text: str) -> set[str]:
    """The characters that could move a cursor, hide or turn text; a line's end is none."""
    return {c for c in text if c != "\n" and unicodedata.category(c) in HARMFUL}


def shown(log: str, *args: str) -> str:
    """What a command says, on both streams."""
    done = run(*args, "--database", log)
    assert done.exit_code in (0, 1), (args, done.output)
    assert "Traceback" not in done.output
    return done.stdout + done.stderr


@pytest.mark.parametrize("command", OF_AN_INCIDENT, ids=" ".join)
def test_no_view_hands_on_what_could_harm_a_terminal(log: str, command: tuple[str, ...]) -> None:
    """As text and as JSON, on both streams."""
    name, *options = command
    about = ["I-terminal", *(["police:any"] if name == "knew" else [])]
    assert harmful(shown(log, name, *about, *options)) == set()
    assert harmful(shown(log, name, *about, *options, "--json")) == set()


def test_a_text_that_does_harm_is_shown_escaped(log: str) -> None:
    """Nothing is swallowed: the replay has it, sign for sign."""
    said = shown(log, "replay", "I-terminal").replace("\n", "").replace(" ", "")
    assert r"\x1b]0;owned\x07\x1b[2J\x9b31m\u202eevil\u2066" in said


def test_no_list_hands_on_what_could_harm_a_terminal(log: str) -> None:
    """Lists across incidents, figures, the saved question; each finding explained."""
    for command in ACROSS:
        assert harmful(shown(log, *command)) == set(), command
    found = json.loads(run("findings", "I-terminal", "--json", "--database", log).stdout)
    assert found
    for each in found[::20]:
        assert harmful(shown(log, "explain", each["id"])) == set()


def cells(text: str) -> Iterator[str]:
    """Every cell of a table in CSV."""
    for row in csv.reader(io.StringIO(text, newline="")):
        yield from row


def test_no_cell_of_any_table_begins_a_formula(log: str, tmp_path: Path) -> None:
    """Lists, views and chronologies as CSV: nothing that a spreadsheet would run, or hide."""
    tables = {name: run(name, "--csv", "--database", log).stdout for name in sorted(LISTS)}
    for name in ("replay", "timeline", "findings", "coverage"):
        tables[f"one {name}"] = run(name, "I-formula", "--csv", "--database", log).stdout
    file = tmp_path / "chronology.csv"
    shown(log, "chronology", "I-formula", "--output", str(file))
    tables["chronology"] = file.read_bytes().decode("utf-8-sig")
    held = 0
    for name, text in tables.items():
        for cell in cells(text):
            assert not cell.lstrip().startswith(FORMULA) or is_number(cell), (name, cell)
            held += cell.startswith(("'=cmd", "'\uff1d1+1"))
    assert held > TEXTS / 2


def is_number(cell: str) -> bool:
    """Whether a cell is a number, which no spreadsheet runs."""
    return cell.lstrip("-").replace(".", "", 1).isdigit()


def test_documents_have_no_markup_and_nothing_that_turns_text(log: str, tmp_path: Path) -> None:
    """HTML is escaped, and what turns or hides text is written as its number; a DOCX opens."""
    for incident in ("I-terminal", "I-markup"):
        for form in ("html", "docx"):
            file = tmp_path / f"{incident}.{form}"
            shown(log, "chronology", incident, "--output", str(file))
        text = (tmp_path / f"{incident}.html").read_text("utf-8")
        assert not any(each in text for each in MARKUP)
        assert harmful(text) == set(), incident
        opened = docx.Document(str(tmp_path / f"{incident}.docx"))
        said = "\n".join(c.text for t in opened.tables for r in t.rows for c in r.cells)
        assert harmful(said) <= {"\t"}, incident
        svg = tmp_path / f"{incident}.svg"
        shown(log, "timeline", incident, "--svg", str(svg))
        drawn = svg.read_text("utf-8")
        assert not any(each in drawn for each in MARKUP)
        assert harmful(drawn) == set(), incident


def test_the_page_shows_what_turns_text() -> None:
    """What a template fills in has its number in place of it; ends of lines and letters stay."""
    page = templates.from_string("<p>{{ text }}</p>")
    assert page.render(text="a\u202eb\x1b<\n\u05d0") == "<p>a\\u202eb\ufffd&lt;\n\u05d0</p>"
