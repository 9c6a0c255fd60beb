"""Lists and tables across incidents, and saved questions, as an analyst asks them."""

import csv
import io
import json
import re
from collections import Counter
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from jointlog.cli.exits import Exit
from jointlog.domain.store.log import open_log
from jointlog.domain.store.rows.contract import RowsDatabase
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.settings import Settings
from jointlog.projections.rows import KIND
from tests.cli.recompute import VEHICLE, Incident, incidents_of
from tests.cli.running import run
from tests.statistics.stock import add, wait

NO_AMBULANCE = ("no_ambulance_within_30_min", "no_ambulance_available", "ambulance_diverted")
COUNT = 30


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[Incident]]:
    """A log of simulated incidents, and the lines that it exports."""
    folder: Path = tmp_path_factory.mktemp("simulated")
    database = str(folder / "log.sqlite")
    run("simulate", "--seed", "11", "--count", str(COUNT), "--output", str(folder / "s.jsonl"))
    open_log(database).close()
    done = run("import", str(folder / "s.jsonl"), "--database", database)
    assert done.exit_code == 0, done.output[-500:]
    text = run("export", "--database", database).stdout
    return database, incidents_of(map(json.loads, text.splitlines()))


def asked(*args: str) -> Any:
    """What a command answers as JSON."""
    done = run(*args, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


OF_AMBULANCE = ("--kind", "ambulance_convey", "--pair", "police>ambulance", "--database")


def test_waits_are_those_reckoned_from_the_exported_lines(
    simulated: tuple[str, list[Incident]],
) -> None:
    """Every wait of police for an ambulance: the same length where one thing surely ended it.

    Where several may have, or what followed says so, the wait is wider or narrower: they meet.
    """
    database, incidents = simulated
    held = {row["key"]: row for row in asked("waits", *OF_AMBULANCE, database)}
    reckoned = [each for incident in incidents for each in incident.waits()]
    assert {name for name, *_ in reckoned} == set(held)
    assert sum(is_sure for *_, is_sure in reckoned) > COUNT / 3
    for name, low, high, is_sure in reckoned:
        found = held[name]["min_s"], held[name]["max_s"]
        assert found == (low, high) or (not is_sure and found[0] <= high and low <= found[1])


def test_a_table_is_that_of_its_rows(simulated: tuple[str, list[Incident]]) -> None:
    """Count, sum, median, p90 and longest; no two of them overlap, so the clock says the sum."""
    database, _ = simulated
    held = asked("waits", *OF_AMBULANCE, database)
    lows, highs = (sorted(row[name] for row in held) for name in ("min_s", "max_s"))
    told = asked("stats", "waits", "--exact", "--hours", *OF_AMBULANCE, database)
    (cell,) = told["tables"][0]["cells"]
    assert cell["count"] == len(held) > COUNT / 2
    assert cell["total"] == cell["clock"] == {"min_s": sum(lows), "max_s": sum(highs)}
    for name, share in (("median", 0.5), ("p90", 0.9), ("longest", 1)):
        rank = ceil(share * len(held)) - 1
        assert cell[name] == {"min_s": lows[rank], "max_s": highs[rank]}, name
    longest = asked("waits", "--sort", "length", "--limit", "5", *OF_AMBULANCE, database)
    assert [row["min_s"] for row in longest] == lows[:-6:-1]


def test_the_question_of_2017_is_answered(simulated: tuple[str, list[Incident]]) -> None:
    """By year: what police drove because no ambulance came is what the exported lines say."""
    database, incidents = simulated
    answer = asked("ask", "foi-2017", "--exact", "--from", "2024-01-01", "--database", database)
    assert "[C:S40]" in answer["source"]
    hours, longest, journeys = answer["parts"]
    reasons = Counter(
        line["facts"].get("reason_code", "")
        for incident in incidents
        for line in incident.lines
        if line["type"] == VEHICLE
    )
    totals = {
        cell["no_ambulance"]: cell["count"]
        for cell in journeys["tables"][0]["cells"]
        if cell["outcome"] == "all"
    }
    assert totals["because no ambulance came"] == sum(reasons[each] for each in NO_AMBULANCE) > 0
    assert totals["all"] == sum(reasons.values())
    assert totals["not recorded"] == reasons[""]
    lengths = [row["detaining_min_s"] for row in longest["rows"]]
    assert len(lengths) == 5
    assert lengths == sorted(lengths, reverse=True)
    total = hours["tables"][0]["cells"][-1]
    assert total["is_total"]
    assert total["clock"]["min_s"] <= total["total"]["min_s"]
    assert total["person"]["min_s"] > 0


def test_a_question_of_last_year_is_of_one_calendar_year(
    simulated: tuple[str, list[Incident]],
) -> None:
    """In the zone: 2024 began at 00:00 in London; years together are all of the time."""
    database, _ = simulated
    asked_for = [
        asked("ask", "foi-2017", "--exact", *which, "--database", database)["parts"][2]
        for which in (("--year", "2024"), ("--year", "2025"), ("--from", "1990-01-01"))
    ]
    assert "from=2024-01-01T00:00:00Z&to=2025-01-01T00:00:00Z" in asked_for[0]["query"]
    one, two, every = (part["tables"][0]["cells"][-1]["count"] for part in asked_for)
    assert one + two == every
    last = asked("ask", "foi-2017", "--database", database)["parts"][2]["query"]
    assert "-01-01T00:00:00Z" in last.partition("&to=")[2]


def test_the_question_is_answered_in_words_and_as_csv(
    simulated: tuple[str, list[Incident]],
) -> None:
    """A table says how it was asked, on what it rests and what is kept back."""
    database, _ = simulated
    args = ("ask", "foi-2017", "--year", "2024", "--database", database)
    text = run(*args, "--width", "140").stdout
    for part in ("asked: of=waits", "log position", "nearest rank", "kept back", "[C:S40]"):
        assert part in text
    assert "query" in run(*args, "--csv").stdout
    empty = run(*args[:-4], "--year", "1999", "--database", database).stdout
    assert empty.count("Nothing of what was asked for is recorded.") == 3
    assert "foi-2017" in run("ask", "--list").stdout


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ((), Exit.USAGE, "--list"),
        (("none",), Exit.NOT_FOUND, "foi-2017"),
        (("none.toml",), Exit.NOT_FOUND, "none.toml"),
        (("foi-2017", "--json", "--csv"), Exit.USAGE, "exclude"),
        (("foi-2017", "--year", "2024", "--from", "2024-01-01"), Exit.USAGE, "exclude"),
        (("foi-2017", "--year", "24"), Exit.USAGE, "1900<=x<=9998"),
        (("foi-2017", "--from", "soon"), Exit.MALFORMED, "--from"),
        (("foi-2017", "--zone", "Mars"), Exit.MALFORMED, "zone"),
    ],
)
def test_what_cannot_be_asked_is_refused(args: tuple[str, ...], code: Exit, said: str) -> None:
    """Named, with what to do."""
    done = run("ask", *args)
    assert done.exit_code == code, done.output
    assert said in done.stderr


def test_rows_are_made_where_there_are_none_and_it_is_said(demo_log: str, tmp_path: Path) -> None:
    """First many entries were not in the rows; the second time none is told of."""
    database = tmp_path / "copy.sqlite"
    database.write_bytes(Path(demo_log).read_bytes())
    first = run("handovers", "--database", str(database))
    assert "entries were not in the rows: they are now" in first.stderr
    second = run("handovers", "--database", str(database))
    assert "were not in the rows" not in second.stderr
    assert first.stdout == second.stdout
    assert "accepted" in first.stdout


def stocked(log: str, rows: list[Any]) -> str:
    """A log of nothing with these rows beside it."""
    with open_log(log) as opened, open_rows(opened, Settings(Path(log)), KIND) as kept:
        database: RowsDatabase = kept.database
        from jointlog.domain.store.rows.rebuild import ensure  # noqa: PLC0415

        ensure(database, KIND)
        add(database, rows)
    return log


def test_a_table_has_bars_and_no_colour_without_a_terminal(empty_log: str) -> None:
    """30 waits for a bed and 15 for an AMHP: bars of 20 and 10 signs; 2 for a doctor kept back."""
    kinds = ["bed"] * 30 + ["amhp"] * 15 + ["doctor"] * 2 + ["ambulance"] * 12
    rows = [wait(f"k{n}", incident=f"I-{n}", why=why) for n, why in enumerate(kinds)]
    text = run("stats", "--by", "why", "--database", stocked(empty_log, rows)).stdout
    lines = {line.split()[0]: line for line in text.splitlines() if line.strip()}
    assert lines["bed"].count("━") == 20
    assert lines["amhp"].count("━") == 10
    assert "kept back" in lines["doctor"]
    assert "kept back" in lines["ambulance"]
    assert "\x1b" not in text
    assert "━" not in lines["all"]


@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_a_table_is_drawn(empty_log: str, tmp_path: Path, ending: str) -> None:
    """SVG and PNG, with the question and the log position below the title."""
    rows = [wait(f"k{n}", n * 60, incident=f"I-{n}") for n in range(24)]
    file = tmp_path / f"plot{ending}"
    args = ("--plot", str(file), "--exact", "--database", stocked(empty_log, rows))
    done = run("stats", "--by", "hour,why", "--measure", "median", *args)
    assert done.exit_code == 0, done.output
    drawn = file.read_bytes()
    assert drawn.startswith(b"<svg" if ending == ".svg" else b"\x89PNG")
    if ending == ".svg":
        assert "log position" in drawn.decode()


def test_a_drawing_says_what_is_kept_back(empty_log: str, tmp_path: Path) -> None:
    """Monday 2 people, Tuesday 12, Wednesday 13: two bars, and a word where Monday's is not told.

    A word too for the one that Monday could be reckoned with; days as they follow.
    """
    days = [5] * 2 + [6] * 12 + [7] * 13
    rows = [wait(f"k{n}", day * 1440, incident=f"I-{n}") for n, day in enumerate(days)]
    file = tmp_path / "plot.svg"
    asked = ("--by", "weekday", "--plot", str(file), "--database", stocked(empty_log, rows))
    assert run("stats", *asked).exit_code == 0
    drawn = file.read_text("utf-8")
    assert drawn.count(">kept back<") == 2
    days_shown = re.findall(">([A-Z][a-z]+day)<", drawn)
    assert days_shown == ["Monday", "Tuesday", "Wednesday"]
    assert "waits: count, by weekday" in drawn


def test_a_plot_of_another_kind_is_refused_first(empty_log: str) -> None:
    """Before the log is opened: there is none."""
    done = run("stats", "--plot", "p.gif", "--database", empty_log)
    assert done.exit_code == Exit.USAGE
    assert ".svg" in done.stderr


def test_stats_as_csv_has_its_question_in_each_row(demo_log: str) -> None:
    """Gaps have a table for each grade; definite and possible are never added up."""
    args = ("stats", "gaps", "--by", "code", "--exact", "--database", demo_log)
    rows = list(csv.DictReader(io.StringIO(run(*args, "--csv").stdout)))
    assert {row["grade"] for row in rows} >= {"definite", "possible"}
    assert {row["query"] for row in rows} == {
        "of=gaps&by=code&zone=Europe/London&suppress_below=nothing"
    }
    text = run(*args).stdout
    assert "definite" in text
    assert "not for publication" in text
    assert run(*args, "--json", "--csv").exit_code == Exit.USAGE


def test_lists_of_rows_are_narrowed_and_sorted(demo_log: str) -> None:
    """Journeys by police only; with --limit the first rows; nothing is said in a sentence."""
    every = asked("conveyances", "--database", demo_log)
    police = asked("conveyances", "--agency", "police", "--database", demo_log)
    assert 0 < len(police) < len(every)
    assert all(row["is_police"] for row in police)
    assert len(asked("conveyances", "--limit", "1", "--database", demo_log)) == 1
    assert "took" in run("conveyances", "--sort", "reason", "--database", demo_log).stdout
    none = run("handovers", "--from", "2090-01-01", "--database", demo_log).stdout
    assert none == "No handover of what was asked for is recorded.\n"


def test_options_of_rows_do_not_go_with_one_incident(demo_log: str) -> None:
    """And those of an examined incident not without one."""
    for args in (
        ("waits", "bethnal-green-2011", "--pair", "police>"),
        ("waits", "bethnal-green-2011", "--detaining", "--max", "5"),
        ("waits", "--until", "2011-04-18T20:00Z"),
        ("gaps", "--until", "2011-04-18T20:00Z"),
    ):
        done = run(*args, "--database", demo_log)
        assert done.exit_code == Exit.USAGE, args
        assert "INCIDENT" in done.stderr
    one = asked("gaps", "bethnal-green-2011", "--strand", "CLIN", "--database", demo_log)
    assert {tuple(each["strands"]) for each in one} == {("CLIN",)}
