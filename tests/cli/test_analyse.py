"""`jointlog analyse`: the same findings as on the log, on any engine, whatever is damaged."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyspark
import pytest

from jointlog.cli.analysing import spark
from jointlog.domain.store.log import open_log
from jointlog.projections.rows import finding_rows
from jointlog.projections.rows.tables import FindingRow
from tests.cli.running import run, start

QUICK_JAVA = {"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
"""Three Java machines that live for seconds: what they compile well never pays."""
FEW = 6
"""Incidents that the cluster analyses: two buckets, one for each worker."""
Rows = list[dict[str, object]]


@pytest.fixture(scope="session")
def events(demo_log: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The events of the demonstration log in four buckets; no test writes to it."""
    out: Path = tmp_path_factory.mktemp("events") / "extract"
    done = run("extract", str(out), "--events-only", "--buckets", "4", "--database", demo_log)
    assert done.exit_code == 0, done.output
    return out


@pytest.fixture(scope="session")
def few(demo_log: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The events of the shortest incidents of that log in two buckets; no test writes to it."""
    folder: Path = tmp_path_factory.mktemp("few")
    small, out = str(folder / "log.sqlite"), folder / "extract"
    with open_log(demo_log) as log, open_log(small) as to:
        shortest = sorted(log.incidents(), key=lambda head: (head.version, head.incident))[:FEW]
        to.restore(entry for head in shortest for entry in log.entries(head.incident))
    done = run("extract", str(out), "--events-only", "--buckets", "2", "--database", small)
    assert done.exit_code == 0, done.output
    assert len(list((out / "events").glob("bucket=*"))) == 2
    return out


@pytest.fixture
def damaged(events: Path, tmp_path: Path) -> Callable[[Callable[[pa.Table], pa.Table]], Path]:
    """A copy of the events whose first file is changed."""
    return lambda change: changed(events, tmp_path / "damaged", change)


def changed(events: Path, copy: Path, change: Callable[[pa.Table], pa.Table]) -> Path:
    """A copy of these events whose first file is changed."""
    shutil.copytree(events, copy)
    file = copy / "events" / "bucket=0" / "events.parquet"
    pq.write_table(change(pq.ParquetFile(file).read()), file)
    return copy


def tree(folder: Path) -> dict[str, bytes]:
    """Every file by its path in the folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def rows(folder: Path, table: str) -> Rows:
    """All rows of a table."""
    files = sorted((folder / table).glob("bucket=*/*.parquet"))
    return [row for file in files for row in pq.ParquetFile(file).read().to_pylist()]


def unreadable(table: pa.Table) -> pa.Table:
    """The second row's stored form is cut off."""
    states = table.column("state").to_pylist()
    states[1] = states[1][:5]
    at = table.column_names.index("state")
    return table.set_column(at, table.schema.field("state"), pa.array(states, pa.binary()))


def test_the_findings_are_those_of_the_log(events: Path, demo_log: str, tmp_path: Path) -> None:
    """Every incident of the log, examined in this process: the same rows, column for column."""
    out = tmp_path / "out"
    done = run("analyse", str(events), str(out), "--processes", "2")
    assert done.exit_code == 0, done.output
    with open_log(demo_log) as log:
        kept = {head.incident: log.entries(head.incident) for head in log.incidents()}
    columns = FindingRow.declared.names
    expected = [
        dict(zip(columns, FindingRow.declared.values(row), strict=True))
        for entries in kept.values()
        for row in finding_rows(entries)
    ]
    found = rows(out, "findings")
    by_place = ("incident", "key")
    assert sorted(found, key=lambda row: [str(row[name]) for name in by_place]) == sorted(
        expected, key=lambda row: [str(row[name]) for name in by_place]
    )
    assert {str(row["incident"]): row["entries"] for row in rows(out, "analysed")} == {
        name: len(entries) for name, entries in kept.items()
    }
    assert rows(out, "parked") == []
    told = json.loads((out / "analysis.json").read_text())
    assert (told["findings"], told["incidents"]) == (len(expected), len(kept))
    assert told["log_position"] == str(sum(map(len, kept.values())))


def test_one_process_and_two_write_the_same_files(few: Path, tmp_path: Path) -> None:
    """Byte for byte, and so do two runs."""
    for name, processes in (("one", "1"), ("two", "2")):
        done = run("analyse", str(few), str(tmp_path / name), "--processes", processes)
        assert done.exit_code == 0, done.output
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_an_unreadable_entry_is_parked_and_nothing_stops(
    damaged: Callable[..., Path], events: Path, tmp_path: Path
) -> None:
    """One entry is cut off: its incident is marked, the exit code tells, the others are there."""
    folder = damaged(unreadable)
    done = run("analyse", str(folder), str(tmp_path / "out"), "--processes", "1")
    assert done.exit_code == 5
    assert "1 are parked" in done.output
    (parked,) = rows(tmp_path / "out", "parked")
    assert parked["version"] == 2
    marked = [row for row in rows(tmp_path / "out", "analysed") if row["problem"]]
    assert [row["incident"] for row in marked] == [parked["incident"]]
    run("analyse", str(events), str(tmp_path / "whole"), "--processes", "1")
    for table in ("findings", "analysed"):
        both = [
            [row for row in rows(tmp_path / name, table) if row["incident"] != parked["incident"]]
            for name in ("out", "whole")
        ]
        assert both[0] == both[1]


def test_a_bucket_that_cannot_be_read_is_left_out_whole(events: Path, tmp_path: Path) -> None:
    """Its file ends in the middle: it is named, no row of it is there, and the others are."""
    copy = tmp_path / "copy"
    shutil.copytree(events, copy)
    file = copy / "events" / "bucket=0" / "events.parquet"
    file.write_bytes(file.read_bytes()[:1000])
    done = run("analyse", str(copy), str(tmp_path / "out"), "--processes", "1")
    assert done.exit_code == 5
    assert "bucket 0 is left out" in done.output
    found = {path.parent.name for path in (tmp_path / "out" / "findings").glob("*/*")}
    assert found == {"bucket=1", "bucket=2", "bucket=3"}
    assert not list((tmp_path / "out").glob(".part*"))


def test_a_bucket_in_another_order_is_left_out_by_the_local_engine(
    damaged: Callable[..., Path], tmp_path: Path
) -> None:
    """Its last row comes first: an incident would be in two pieces."""
    folder = damaged(lambda table: pa.concat_tables([table.slice(len(table) - 1), table]))
    done = run("analyse", str(folder), str(tmp_path / "out"), "--processes", "1")
    assert done.exit_code == 5
    assert "stands behind" in done.output


def test_what_is_no_extract_or_is_there_already_is_refused(events: Path, tmp_path: Path) -> None:
    """A folder without events is not found; a folder that is there is not written over."""
    assert run("analyse", str(tmp_path), str(tmp_path / "out")).exit_code == 3
    done = run("analyse", str(events), str(tmp_path))
    assert (done.exit_code, "is there already" in done.output) == (2, True)


def test_spark_writes_the_same_files_as_one_machine(
    few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers, each a process of its own; byte for byte, the parked entry and its mark too."""
    folder = changed(few, tmp_path / "damaged", unreadable)
    home = tmp_path / "spark"  # Spark's workers write below its home
    home.mkdir()
    for part in Path(pyspark.__path__[0]).iterdir():
        if part.name != "work":
            (home / part.name).symlink_to(part)
    monkeypatch.setenv("SPARK_HOME", str(home))
    local = run("analyse", str(folder), str(tmp_path / "local"), "--processes", "1")
    master = "local-cluster[2,1,1024]"
    spark_args = ("--engine", "spark", "--master", master)
    done = start(
        "analyse",
        str(folder),
        str(tmp_path / "cluster"),
        *spark_args,
        env=QUICK_JAVA,
        timeout_s=600,
    )
    assert (local.exit_code, done.returncode) == (5, 5), done.stderr.decode()
    assert tree(tmp_path / "cluster") == tree(tmp_path / "local")
    assert rows(tmp_path / "cluster", "parked")
    assert done.stdout.decode() == local.stdout.replace("local", "cluster")


def test_spark_says_in_a_sentence_what_it_cannot_do(events: Path, tmp_path: Path) -> None:
    """A master that is no master: no traceback, nothing written, the exit code of the store."""
    args = ("analyse", str(events), str(tmp_path / "out"), "--engine", "spark", "--master", "none")
    done = start(*args, env=QUICK_JAVA, timeout_s=600)
    assert done.returncode == 5
    assert b"Traceback" not in done.stderr
    assert b"master" in done.stderr.lower()
    assert not (tmp_path / "out").exists()


def test_the_workers_are_told_where_this_program_is() -> None:
    """Each root of the packages, for the workers' path."""
    for root, package in zip(spark.roots(), ("domain", "projections", "cli"), strict=True):
        assert (Path(root) / "jointlog" / package).is_dir()
