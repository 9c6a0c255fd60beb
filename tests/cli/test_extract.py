"""`jointlog extract`: the files, read by the tools they are for, say what the log says."""

import json
import shutil
import sqlite3
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import polars as pl
import pyarrow.parquet as pq
import pytest
from lxml import etree

from jointlog.cli.extracting.entries import COLUMNS, entry_of, event_files, incidents_in
from jointlog.cli.extracting.placing import new_folder
from jointlog.domain.errors import CorruptEntryError
from jointlog.domain.store.log import open_log
from jointlog.domain.time import say_instant
from jointlog.projections.extract import STATE, TABLES, bucket_of
from jointlog.projections.rows import rows_of
from tests.cli.conftest import Recorded
from tests.cli.running import ROOT, run
from tests.grammar import at, draft
from tests.store.postgres_server import throwaway

Told = dict[str, Any]


@pytest.fixture(scope="session")
def extract(demo_log: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An extract of the demonstration log, made by two processes; no test writes to it."""
    out: Path = tmp_path_factory.mktemp("extract") / "out"
    done = run("extract", str(out), "--processes", "2", "--database", demo_log)
    assert done.exit_code == 0, done.output
    return out


def stamp_of(folder: Path) -> Told:
    """What the extract says of itself."""
    told: Told = json.loads((folder / "extract.json").read_text())
    return told


def tree(folder: Path) -> dict[str, bytes]:
    """Every file by its path in the folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_entries_of_an_extract_are_those_of_the_log(extract: Path, demo_log: str) -> None:
    """Read back incident by incident from the stored bytes: each is equal, in order."""
    with open_log(demo_log) as log:
        kept = {head.incident: log.entries(head.incident) for head in log.incidents()}
    found = {}
    for path in event_files(extract):
        bucket = int(path.parent.name.removeprefix("bucket="))
        for entries in incidents_in(path):
            assert bucket_of(entries[0].incident, 16) == bucket
            assert entries[0].incident not in found
            found[entries[0].incident] = entries
    assert found == kept
    assert stamp_of(extract)["events"] == sum(map(len, kept.values()))
    assert stamp_of(extract)["incidents"] == len(kept)


def test_a_damaged_row_is_refused_by_name() -> None:
    """A row that is of no entry names its incident and version."""
    with pytest.raises(CorruptEntryError, match="incident 'I-1', version 2, 'contact_received'"):
        entry_of("I-1", "3" * 32, 2, "contact_received", b"\xc1")


def test_duckdb_and_polars_count_and_sum_as_the_log_does(extract: Path, demo_log: str) -> None:
    """Rows of each table, and the sum of each whole number column, three times the same."""
    rows: dict[str, Counter[str]] = {table.name: Counter() for table in TABLES}
    with open_log(demo_log) as log:
        for head in log.incidents():
            for row in rows_of(log.entries(head.incident)):
                table = row.declared
                rows[table.name]["rows"] += 1
                for column in table.columns:
                    if column.kind == "integer":
                        rows[table.name][column.name] += getattr(row, column.name) or 0
        rows["events"]["rows"] = rows["events"]["versions"] = log.head()
    for table in TABLES[1:]:
        numbers = [column.name for column in table.columns if column.kind == "integer"]
        files = f"{extract}/{table.name}/*/*.parquet"
        frame = pl.read_parquet(files)
        sums = ", ".join(f"coalesce(sum({name}), 0)" for name in numbers)
        asked = f"SELECT count(*), {sums} FROM '{files}'"  # noqa: S608
        said = duckdb.execute(asked).fetchone()
        expected = [rows[table.name][name] for name in ("rows", *numbers)]
        assert list(map(int, said or ())) == expected
        assert [frame.height, *(int(frame[name].sum()) for name in numbers)] == expected
    last = f"SELECT count(*), max(position) FROM '{extract}/events/*/*.parquet'"  # noqa: S608
    assert duckdb.execute(last).fetchone() == (rows["events"]["rows"], rows["events"]["rows"])


def test_each_file_says_what_it_is_of_and_what_its_columns_mean(extract: Path) -> None:
    """The stamp is in the metadata of each Parquet file, the meaning beside each column."""
    stamp = stamp_of(extract)
    for path in extract.rglob("*.parquet"):
        schema = pq.read_schema(path)
        assert schema.metadata[b"jointlog.log_position"] == str(stamp["log_position"]).encode()
        table = next(each for each in TABLES if each.name == path.stem)
        columns = [*table.columns, *([STATE] if table.name == "events" else [])]
        assert schema.names == [column.name for column in columns]
        for column in columns:
            assert schema.field(column.name).metadata[b"description"] == column.text.encode()


def test_the_same_log_gives_the_same_bytes(extract: Path, demo_log: str, tmp_path: Path) -> None:
    """Whatever the number of processes; `--events-only` gives the same events and no rows."""
    run("extract", str(tmp_path / "one"), "--processes", "1", "--database", demo_log)
    assert tree(tmp_path / "one") == tree(extract)
    few_of = ("--events-only", "--format", "parquet", "--database", demo_log)
    run("extract", str(tmp_path / "few"), *few_of)
    few = {name: raw for name, raw in tree(extract).items() if name.startswith("events/")}
    assert {name: raw for name, raw in tree(tmp_path / "few").items() if "/" in name} == few


def test_what_was_known_then_is_extracted_as_it_was(recorded: Recorded, tmp_path: Path) -> None:
    """As known at 20:30, before and after an entry of 21:00: the same bytes; at 19:00, none."""
    log = recorded(("20:00", "19:59 police:met s136_power_used limb=remove"))
    then, later, early = (tmp_path / name for name in ("then", "later", "early"))
    known = ("--as-known-at", utc("20:30"), "--database", log)
    said = run("extract", str(then), *known)
    assert said.output.startswith("1 events of 1 incidents, up to position 1 of the log")
    assert stamp_of(then)["as_known_at"] == f"{utc('20:30')[:-1]}.999Z"
    with open_log(log) as to:
        made, agency = draft(2, "20:50 police:met police_released")
        to.post(made, agency, now_ms=at("21:00") * 1000)
    run("extract", str(later), *known)
    assert tree(later) == tree(then)
    assert "2 events" in run("extract", str(tmp_path / "all"), "--database", log).output
    done = run("extract", str(early), "--as-known-at", utc("19:00"), "--database", log)
    assert done.exit_code == 0, done.output
    tables = [pl.read_parquet(path) for path in early.rglob("*.parquet")]
    assert [table.height for table in tables] == [0] * len(TABLES)


def utc(clock: str) -> str:
    """The time of the grammar's day in UTC."""
    return say_instant(at(clock))


def test_nothing_is_overwritten_silently(extract: Path, demo_log: str, tmp_path: Path) -> None:
    """A folder that is there is refused; `--replace` takes away an earlier extract only."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    for option in ((), ("--replace",)):
        done = run("extract", str(out), *option, "--database", demo_log)
        assert done.exit_code == 2, done.output
    assert (out / "thesis.txt").read_text() == "years of work"
    again = shutil.copytree(extract, tmp_path / "again")
    (again / "events" / "stale.parquet").write_text("x")
    assert run("extract", str(again), "--database", demo_log).exit_code == 2
    assert (
        run(
            "extract", str(again), "--replace", "--processes", "1", "--database", demo_log
        ).exit_code
        == 0
    )
    assert tree(again) == tree(extract)
    assert {path.name for path in tmp_path.iterdir()} == {"out", "again"}


def test_a_folder_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """Stopped in the middle: neither the folder nor what was written of it is left."""
    out = tmp_path / "deep" / "out"
    with suppress(KeyboardInterrupt), new_folder(out, replaces=False) as folder:
        (folder / "events").write_text("half")
        raise KeyboardInterrupt
    assert list(out.parent.iterdir()) == []


def test_what_cannot_be_read_is_told_and_counted(demo_log: str, tmp_path: Path) -> None:
    """One entry of a later form: the others are written, the exit code is 5."""
    log = shutil.copy(demo_log, tmp_path / "log.sqlite")
    with sqlite3.connect(log) as raw:
        raw.execute("DROP TRIGGER entries_are_never_changed")
        raw.execute("UPDATE entries SET topic = 'of_next_year' WHERE position = 3")
    raw.close()
    done = run("extract", str(tmp_path / "out"), "--processes", "1", "--database", str(log))
    assert done.exit_code == 5, done.output
    assert "position 3 is left out" in done.output
    assert stamp_of(tmp_path / "out")["unreadable"] == 1


def test_the_columns_that_entries_are_read_from_are_there(extract: Path) -> None:
    """`COLUMNS` of the reader are columns of the events."""
    schema = pq.read_schema(event_files(extract)[0])
    assert set(COLUMNS) <= set(schema.names)


def test_duckdb_views_have_times_to_read_and_what_a_column_means(extract: Path) -> None:
    """`views.sql` as it is: every table, each wait begins at the time of its seconds."""
    with duckdb.connect() as db:
        db.execute(f"SET file_search_path = '{extract}'")
        db.execute((extract / "views.sql").read_text())
        counts = {t.name: _one(db, f"SELECT count(*) FROM {t.name}") for t in TABLES}  # noqa: S608
        rows = stamp_of(extract)["rows"]
        assert counts == rows
        wrong = "SELECT count(*) FROM waits WHERE epoch(from_earliest) <> from_earliest_s"
        assert _one(db, wrong) == 0
        told = "SELECT comment FROM duckdb_columns() WHERE table_name = 'waits' AND column_name = "
        assert _one(db, f"{told}'why'").startswith("What was waited for")


def _one(db: duckdb.DuckDBPyConnection, asked: str) -> Any:
    row = db.execute(asked).fetchone()
    assert row is not None
    return row[0]


def test_disclosed_columns_hold_no_free_text_and_no_reference(extract: Path) -> None:
    """As many rows as the log has; incidents and people are numbers, the words are not there."""
    raw = (extract / "disclosed.sqlite").read_bytes()
    words = pl.read_parquet(f"{extract}/findings/*/*.parquet")["sentence"].to_list()
    incidents = pl.read_parquet(f"{extract}/incidents/*/*.parquet")["incident"].to_list()
    dated = [text for text in incidents if text[-1].isdigit()]  # the others name an agency too
    assert len(dated) > 5
    assert not [text for text in (*words, *dated) if text.encode() in raw]
    with sqlite3.connect(extract / "disclosed.sqlite") as db:
        for table in TABLES:
            count = db.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]  # noqa: S608
            assert {table.name: count}.items() <= dict(stamp_of(extract)["rows"]).items()
        asked = "SELECT count(DISTINCT incident), min(incident), max(incident) FROM waits"
        assert db.execute(asked).fetchone()[1] >= 1
        assert db.execute("SELECT max(incident) FROM incidents").fetchone() == (13,)
        stamp = dict(db.execute("SELECT name, value FROM extract").fetchall())
        meaning = db.execute(
            "SELECT disclosed FROM dictionary WHERE table_name = 'findings' "
            "AND column_name = 'sentence'"
        ).fetchone()
    db.close()
    assert (stamp["log_position"], meaning) == (
        str(stamp_of(extract)["log_position"]),
        ("left out",),
    )


def test_what_is_disclosed_can_be_named_in_a_file(demo_log: str, tmp_path: Path) -> None:
    """Two columns of waits, and nothing else; a column that there is not is refused by name."""
    chosen = tmp_path / "chosen.toml"
    chosen.write_text('[waits]\nshown = ["why", "min_s"]\n')
    out, options = tmp_path / "out", ("--disclose", str(chosen), "--database", demo_log)
    done = run("extract", str(out), "--format", "sqlite", *options)
    assert done.exit_code == 0, done.output
    with sqlite3.connect(out / "disclosed.sqlite") as db:
        told = db.execute("SELECT name FROM pragma_table_info('waits')").fetchall()
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    db.close()
    assert (told, tables) == (
        [("why",), ("min_s",)],
        [("extract",), ("dictionary",), ("waits",)],
    )
    assert {path.name for path in out.iterdir()} == {
        "dictionary.json",
        "dictionary.md",
        "disclosed.sqlite",
        "extract.json",
    }
    chosen.write_text('[waits]\nshown = ["whz"]\n')
    done = run("extract", str(tmp_path / "no"), *options)
    assert done.exit_code == 7
    assert "'whz' is no column; did you mean 'why'?" in done.output
    assert not (tmp_path / "no").exists()


def test_the_ocel_json_is_valid_against_the_schema_of_the_standard(extract: Path) -> None:
    """The schema that the makers of the format publish; each time is a time of RFC 3339."""
    schema = ROOT.parent / "shared" / "data" / "ocel" / "schema_ocel2.json"
    if not schema.exists():
        pytest.skip("shared/data/ocel/schema_ocel2.json is not beside this project")
    plain = json.loads((extract / "log.ocel.json").read_text())
    checker = jsonschema.Draft7Validator.FORMAT_CHECKER
    validator = jsonschema.Draft7Validator(json.loads(schema.read_text()), format_checker=checker)
    assert [error.message for error in validator.iter_errors(plain)] == []
    known = {each["id"] for each in plain["objects"]}
    assert len(known) == len(plain["objects"])
    linked = {
        r["objectId"] for e in (*plain["events"], *plain["objects"]) for r in e["relationships"]
    }
    assert linked <= known
    assert plain["extract"]["log_position"] == str(stamp_of(extract)["log_position"])


def test_xes_has_no_character_that_xml_has_not(recorded: Recorded, tmp_path: Path) -> None:
    """A bell, a quote and a tag in a text: the file is XML, the bell is U+FFFD."""
    log = recorded(
        ("20:00", "19:59 police:met call_information_recorded item=x 'value_recorded=a\x07<b>\"&'")
    )
    run("extract", str(tmp_path / "out"), "--format", "xes", "--database", log)
    root = etree.parse(tmp_path / "out" / "log.xes").getroot()
    (told,) = root.findall(".//{*}string[@key='value_recorded']")
    assert told.get("value") == 'a\ufffd<b>"&'


def test_the_dictionary_tells_every_column_of_every_file(extract: Path) -> None:
    """In JSON and in Markdown; with the kinds that the Parquet files have."""
    plain = json.loads((extract / "dictionary.json").read_text())
    page = (extract / "dictionary.md").read_text()
    assert [each["name"] for each in plain["tables"]] == [table.name for table in TABLES]
    for table in plain["tables"]:
        schema = pq.read_schema(next((extract / table["name"]).rglob("*.parquet")))
        assert [column["name"] for column in table["columns"]] == schema.names
        assert all(f"| `{column['name']}` |" in page for column in table["columns"])
    assert plain["logs"]["objects"].keys() == {
        "incident",
        "person",
        "agency",
        "resource",
        "responsibility",
        "request",
    }


def test_a_log_in_postgresql_gives_the_same_bytes(
    extract: Path, demo_log: str, tmp_path: Path
) -> None:
    """The same entries, imported in another database, by two processes."""
    lines, out = str(tmp_path / "lines.jsonl"), tmp_path / "out"
    run("export", "--output", lines, "--database", demo_log)
    with throwaway() as server:
        assert run("import", lines, "--database", server.url()).exit_code == 0
        done = run("extract", str(out), "--processes", "2", "--database", server.url())
    assert done.exit_code == 0, done.output
    assert tree(out) == tree(extract)
