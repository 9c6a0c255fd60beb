"""Lists sort and filter, every table is data too, long ones go through the pager, bars tell."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from jointlog.cli.exits import Exit
from jointlog.cli.flat import flat_table
from jointlog.domain.store.log import open_log
from tests.cli.running import run
from tests.cli.terminal import Terminal
from tests.grammar import at, draft

BETHNAL = "bethnal-green-2011"
EVERY_TABLE = (
    ("incidents",),
    ("timeline", BETHNAL),
    ("replay", BETHNAL),
    ("waits",),
    ("findings",),
    ("gaps",),
    ("explain", "F-GAP-01.d998ce3a"),
    ("knew", BETHNAL, "ambulance:las"),
    ("hindsight", BETHNAL, "--from", "2011-04-19T00:00:00Z"),
    ("coverage", BETHNAL),
    ("readings", "luton-2013"),
    ("skew", BETHNAL),
    ("agency", "list"),
    ("units",),
    ("doctor",),
)


def rows_of(*args: str) -> list[dict[str, str]]:
    """What a command prints with `--csv`, by column."""
    done = run(*args, "--csv")
    assert done.exit_code == 0, done.output
    return list(csv.DictReader(io.StringIO(done.stdout)))


def ids(name: str, *args: str) -> list[Any]:
    """One member of each row that a command prints with `--json`."""
    done = run(*args, "--json")
    assert done.exit_code == 0, done.output
    return [row[name] for row in json.loads(done.stdout)]


@pytest.mark.parametrize("args", EVERY_TABLE, ids=lambda args: args[0])
def test_every_table_is_json_and_csv(args: tuple[str, ...], demo_log: str) -> None:
    """Both have something to say of the demo's incidents, and not at once."""
    options = (*args, "--database", demo_log)
    value = json.loads(run(*options, "--json").stdout)
    rows = rows_of(*options)
    if isinstance(value, list):
        assert len(rows) == len(value)
    assert run(*options, "--json", "--csv").exit_code == Exit.USAGE


def test_saved_questions_and_copies_are_data_too(demo_log: str, tmp_path: Path) -> None:
    """The list of questions, and that of copies: a row each, with their names."""
    (asked,) = csv.DictReader(io.StringIO(run("ask", "--list", "--csv").stdout))
    assert [asked] == json.loads(run("ask", "--list", "--json").stdout)
    assert run("ask", "--list", "--csv", "--json").exit_code == Exit.USAGE
    assert run("backup", "create", str(tmp_path), "--database", demo_log).exit_code == 0
    (copied,) = csv.DictReader(io.StringIO(run("backup", "list", str(tmp_path), "--csv").stdout))
    (told,) = json.loads(run("backup", "list", str(tmp_path), "--json").stdout)
    assert copied["entries"] == str(told["entries"])


def test_standards_are_csv() -> None:
    """One row a standard in force on the day."""
    done = run("protocols", "--on", "2011-04-18", "--json")
    assert len(rows_of("protocols", "--on", "2011-04-18")) == len(json.loads(done.stdout))
    assert "did you mean T-136-24?" in run("protocols", "T-136-24X").stderr


def test_no_cell_begins_a_formula(empty_log: str) -> None:
    """A call's reference =1+1 is text in a spreadsheet: it has an apostrophe before it."""
    line = "12:00 police:met contact_received channel=999 caller_kind=public call_ref='=1+1'"
    made, agency = draft(1, line)
    with open_log(empty_log) as log:
        log.post(made, agency, now_ms=at("14:00") * 1000)
    (row,) = rows_of("replay", "test-incident", "--database", empty_log)
    assert row["entry.facts.call_ref"] == "'=1+1"


def test_no_row_is_an_empty_file(demo_log: str) -> None:
    """Where nothing is found, CSV has not even a heading."""
    done = run("waits", "--from", "2030-01-01", "--csv", "--database", demo_log)
    assert (done.exit_code, done.stdout) == (0, "")


def test_values_are_flat_rows() -> None:
    """Members of members get dotted names, lists of words one cell, several lists a part each."""
    head, rows = flat_table([{"a": {"b": 1}, "c": ["x", "y"]}, {"d": [["z"]]}])
    assert head == ["a.b", "c", "d"]
    assert rows == [[1, "x; y", None], [None, None, '["z"]']]
    head, rows = flat_table({"of": "i", "one": [{"a": 1}], "two": [{"b": 2}]})
    assert head == ["of", "part", "a", "b"]
    assert rows == [["i", "one", 1, None], ["i", "two", None, 2]]
    assert flat_table({"of": "i"}) == (["of"], [["i"]])
    assert flat_table({"of": "i", "one": []}) == ([], [])


def test_findings_are_sorted_and_narrowed_by_words(demo_log: str) -> None:
    """By length the surely longest first; by code in its order; --text keeps rows that say it."""
    shortest = ids("min_s", "gaps", "--database", demo_log)
    assert shortest == sorted(shortest, reverse=True)
    codes = ids("code", "findings", "--sort", "code", "--database", demo_log)
    assert codes == sorted(codes)
    backwards = ids("code", "findings", "--sort", "code", "--reverse", "--database", demo_log)
    assert backwards == codes[::-1]
    found = ids("name", "findings", "--text", "Handover wait", "--database", demo_log)
    assert "handover_wait" in found
    assert len(found) < len(codes)
    severities = ids("severity", "findings", "--sort", "severity", "--database", demo_log)
    assert severities == sorted(severities)


def test_waits_are_filtered_and_sorted(demo_log: str) -> None:
    """By agency, kind, period, length; the longest first where that is asked for."""
    every = ids("waiting", "waits", "--database", demo_log)
    of_las = run("waits", "--agency", "ambulance:las", "--json", "--database", demo_log).stdout
    assert 0 < len(json.loads(of_las)) < len(every)
    kinds = ids("kind", "waits", "--kind", "ambulance_treat", "--database", demo_log)
    assert set(kinds) == {"ambulance_treat"}
    assert ids("waiting", "waits", "--from", "2030-01-01", "--database", demo_log) == []
    longest = ids("min_s", "waits", "--sort", "length", "--database", demo_log)
    assert longest == sorted(longest, reverse=True)
    assert min(ids("min_s", "waits", "--min", "10", "--database", demo_log)) >= 600


def test_incidents_are_filtered_and_sorted(demo_log: str) -> None:
    """By who recorded, by period, by words; by id, day, number of entries or the newest first."""

    def listed(*args: str) -> list[Any]:
        return ids("incident", "incidents", *args, "--database", demo_log)

    every = listed()
    assert listed("--sort", "first", "--reverse") == every[::-1]
    assert listed("--sort", "id") == sorted(every, key=str.casefold)
    assert listed("--agency", "police:hertfordshire") == ["watford-2021"]
    assert BETHNAL in listed("--from", "2011-01-01", "--to", "2012-01-01")
    assert BETHNAL not in listed("--from", "2012-01-01")
    assert listed("--text", "Bethnal") == [BETHNAL]
    counts = ids("version", "incidents", "--sort", "entries", "--database", demo_log)
    assert counts == sorted(counts, reverse=True)
    positions = ids("position", "incidents", "--sort", "recent", "--database", demo_log)
    assert positions == sorted(positions, reverse=True)
    days = ids("first_day", "incidents", "--sort", "day", "--database", demo_log)
    assert days == sorted(days)
    nothing = run("incidents", "--text", "nowhere", "--database", demo_log)
    assert nothing.stdout == "No incident is what was asked for.\n"


@pytest.mark.parametrize(
    "words",
    [
        ["incidents"],
        ["findings"],
        ["gaps"],
        ["waits"],
        ["handovers"],
        ["conveyances"],
        ["stats", "waits"],
        ["ask", "foi-2017"],
        ["waits", BETHNAL],
    ],
    ids=" ".join,
)
def test_a_period_that_ends_before_it_begins_is_refused(demo_log: str, words: list[str]) -> None:
    """From 2012 to 2011 is no period: it is refused, not answered with nothing."""
    period = ["--from", "2012-01-01", "--to", "2011-01-01", "--database", demo_log]
    done = run(*words, *period)
    assert done.exit_code == Exit.MALFORMED, done.output
    assert "is before from" in done.stderr


def test_a_long_list_goes_through_the_pager_on_a_terminal(
    terminal: Terminal, demo_log: str
) -> None:
    """A pager that keeps two lines shows two; --no-pager and JOINTLOG_NO_PAGER show the end."""
    options = ("--database", demo_log)
    pager = "head -n 2"
    terminal.start("findings", *options, PAGER=pager)
    seen = terminal.sees("left with 0")
    assert len([line for line in seen.splitlines() if line.strip()]) == 3
    terminal.start("--no-pager", "findings", *options, PAGER=pager)
    terminal.sees("What one rests on: jointlog explain")
    terminal.start("findings", *options, PAGER=pager, JOINTLOG_NO_PAGER="1")
    terminal.sees("What one rests on: jointlog explain")
    terminal.start("agency", "list", *options, PAGER=pager)
    terminal.sees("No key is issued")
