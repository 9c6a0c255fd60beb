"""`jointlog import --profile`: whole rows or none, once, and what it says of it."""

import json
import sys
from pathlib import Path

import pytest

from jointlog.cli.commands import import_profile
from jointlog.cli.exits import Exit
from jointlog.domain.store.log import open_log
from tests.cli.running import run
from tests.profile.making import HEAD, PROFILE, ROW

BAD = "2,L1,A2,soon,01/03/2017 10:05\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, ...]:
    """The arguments of an import of one good row."""
    (tmp_path / "p.toml").write_text(PROFILE)
    (tmp_path / "d.csv").write_text(HEAD + ROW)
    return (
        "import",
        "--profile",
        str(tmp_path / "p.toml"),
        str(tmp_path / "d.csv"),
        "--database",
        str(tmp_path / "log.sqlite"),
    )


def entries(tmp_path: Path) -> int:
    """How many entries the log has."""
    with open_log(str(tmp_path / "log.sqlite")) as log:
        return log.head()


def test_the_same_file_again_records_nothing(files: tuple[str, ...], tmp_path: Path) -> None:
    """The second run finds every statement there; a new row is added."""
    assert "2 recorded, 0 were there" in run(*files).output
    assert "0 recorded, 2 were there" in run(*files).output
    (tmp_path / "d.csv").write_text(HEAD + ROW + ROW.replace("1,", "2,", 1))
    assert "2 recorded, 2 were there" in run(*files).output
    assert entries(tmp_path) == 4


def test_a_bad_row_is_quarantined_whole(files: tuple[str, ...], tmp_path: Path) -> None:
    """Of a row with one bad cell nothing is recorded; the file has the row and the reason."""
    (tmp_path / "d.csv").write_text(HEAD + BAD + ROW + "3,\n")
    kept = tmp_path / "kept.ndjson"
    done = run(*files, "--quarantine", str(kept))
    assert done.exit_code == Exit.MALFORMED
    assert "3 rows: 1 imported, 2 quarantined" in done.output
    assert entries(tmp_path) == 2
    first, second = (json.loads(line) for line in kept.read_text().splitlines())
    assert (first["row"], first["raw"]["unit"]) == (2, "A2")
    assert first["reason"].startswith("sent.occurred: 'soon' is not a time")
    assert second["raw"] == ["3", ""]


def test_the_columns_are_checked_at_the_first_row_that_can_be_read(
    files: tuple[str, ...], tmp_path: Path
) -> None:
    """Of a file of another system the lacking column is named once, also behind a torn row."""
    (tmp_path / "d.csv").write_text("other,heading\ntorn\n1,2\n3,4\n")
    done = run(*files)
    assert done.exit_code == Exit.MALFORMED
    assert done.stderr.count("no such column") == 1
    assert "row 3" not in done.stderr


def test_reasons_are_printed_where_no_file_is_named(files: tuple[str, ...], tmp_path: Path) -> None:
    """The first twenty, then how many more."""
    (tmp_path / "d.csv").write_text(HEAD + BAD * 25)
    done = run(*files)
    assert done.stderr.count("is not a time") == 20
    assert "and 5 more rows" in done.stderr


def test_a_changed_row_is_quarantined_and_nothing_of_it_recorded(
    files: tuple[str, ...], tmp_path: Path
) -> None:
    """Its first event is recorded otherwise, so its new second event is not recorded either."""
    only = "1,L1,A1,01/03/2017 10:00:00,\n"
    (tmp_path / "d.csv").write_text(HEAD + only)
    assert run(*files).exit_code == 0
    changed = only.replace("10:00:00,", "10:01:00,01/03/2017 10:05:00")
    (tmp_path / "d.csv").write_text(HEAD + changed)
    done = run(*files)
    assert done.exit_code == Exit.MALFORMED
    assert "sent: event id" in done.stderr
    assert entries(tmp_path) == 1


def test_rows_that_contradict_each_other_in_one_file(
    files: tuple[str, ...], tmp_path: Path
) -> None:
    """The second row of the same key with another content is left out; the same again is not."""
    (tmp_path / "d.csv").write_text(HEAD + ROW + ROW + ROW.replace("A1", "A2"))
    done = run(*files)
    assert "3 rows: 2 imported, 1 quarantined; statements: 2 recorded, 2 were" in done.output


def test_agencies_of_one_row_are_refused_together(files: tuple[str, ...], tmp_path: Path) -> None:
    """A conflict in the second agency's event keeps the first agency's from being recorded."""
    text = PROFILE.replace('"police:met"\ncaused_by', '"ambulance:las"\ncaused_by')
    assert text != PROFILE
    (tmp_path / "p.toml").write_text(text)
    came = "1,L1,A1,,01/03/2017 10:05:00\n"
    (tmp_path / "d.csv").write_text(HEAD + came)
    assert run(*files).exit_code == 0
    (tmp_path / "d.csv").write_text(HEAD + "1,L1,A1,01/03/2017 10:00:00,01/03/2017 10:06:00\n")
    assert run(*files).exit_code == Exit.MALFORMED
    assert entries(tmp_path) == 1
    (tmp_path / "d.csv").write_text(HEAD + ROW.replace("1,", "2,", 1))
    assert run(*files).exit_code == 0
    assert entries(tmp_path) == 3


def test_a_dry_run_says_what_would_be_recorded(files: tuple[str, ...], tmp_path: Path) -> None:
    """Statements of the first rows, the counts, and no log is made."""
    done = run(*files, "--dry-run")
    assert done.exit_code == 0
    statement = json.loads(done.output.splitlines()[0].removeprefix("row 2: "))
    assert statement["type"] == "resource_allocated"
    assert statement["occurred"]["text"] == "01/03/2017 10:00:00"
    assert "sent (resource_allocated): 1 would be recorded" in done.output
    assert not (tmp_path / "log.sqlite").exists()


def test_many_rows_go_in_batches(
    files: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the size of a batch, the same entries are recorded."""
    monkeypatch.setattr(import_profile, "AT_ONCE", 3)
    rows = "".join(ROW.replace("1,", f"{n},", 1) for n in range(10))
    (tmp_path / "d.csv").write_text(HEAD + rows)
    assert "10 rows: 10 imported" in run(*files).output
    assert entries(tmp_path) == 20


def test_a_zone_can_be_given(files: tuple[str, ...], tmp_path: Path) -> None:
    """It replaces that of the profile; one that is none is refused."""
    assert run(*files, "--zone", "America/New_York").exit_code == 0
    with open_log(str(tmp_path / "log.sqlite")) as log:
        assert log.entries("T-L1")[0].envelope.occurred.offset_s == -5 * 3600
    done = run(*files, "--zone", "Nowhere/Else")
    assert done.exit_code == Exit.MALFORMED
    assert "'Nowhere/Else' is not a time zone" in done.output


def test_options_that_make_no_sense(files: tuple[str, ...], tmp_path: Path) -> None:
    """A profile that is not there, options without a profile, a column without a value."""
    assert run(*files, "--set", "x").exit_code == Exit.USAGE
    assert "x: is not to be given" in run(*files, "--set", "x=1").output
    assert run("import", files[3], "--dry-run").exit_code == Exit.USAGE
    done = run("import", "--profile", "nobody", files[3])
    assert done.exit_code == Exit.NOT_FOUND
    assert "police-log, sffd" in done.output
    (tmp_path / "p.toml").write_bytes(b"\xff")
    assert "p.toml: is not UTF-8" in run(*files).output
    (tmp_path / "p.toml").write_text(PROFILE.replace('column = "unit"', 'column = "nuit"'))
    assert "'nuit': no such column" in run(*files).output


def test_a_bar_is_shown_on_a_terminal_only(
    files: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Standard input, which has no size, has none; nor has a file where stderr is no terminal."""
    done = run(*files[:3], "-", *files[4:], stdin=(HEAD + ROW).encode())
    assert "1 rows: 1 imported" in done.output

    class Terminal:
        def isatty(self) -> bool:
            return True

        def write(self, text: str) -> int:
            written.append(text)
            return len(text)

        def flush(self) -> None:
            written.append("")

    written: list[str] = []
    monkeypatch.setattr(sys, "stderr", Terminal())
    with (tmp_path / "d.csv").open("rb") as file, import_profile.progress(file) as advance:
        file.read()
        advance()
    assert "Importing" in "".join(written)


@pytest.mark.parametrize("name", ["d.csv", "p.toml", "log.sqlite"])
def test_the_rows_left_out_never_take_the_place_of_what_is_read(
    files: tuple[str, ...], tmp_path: Path, name: str
) -> None:
    """The table, the profile and the log are refused as quarantine file, and stay as they are."""
    assert run(*files).exit_code == 0
    before = (tmp_path / name).read_bytes()
    done = run(*files, "--quarantine", str(tmp_path / name))
    assert done.exit_code == Exit.USAGE
    assert "is a file of this import; name another" in done.output
    assert (tmp_path / name).read_bytes() == before
    kept = tmp_path / "kept.ndjson"
    kept.write_text("of an earlier run")
    assert run(*files, "--quarantine", str(kept)).exit_code == 0
    piped = (*files[:3], "-", *files[4:], "--quarantine", str(kept))
    assert run(*piped, stdin=(HEAD + ROW).encode()).exit_code == 0
    assert kept.read_text() == ""


def test_columns_are_checked_though_the_first_row_is_bad(
    files: tuple[str, ...], tmp_path: Path
) -> None:
    """A row of too few cells first; the next shows that the table has no column ``unit``."""
    (tmp_path / "d.csv").write_text("id,log,nuit,sent,came\n1,\n" + ROW)
    done = run(*files)
    assert done.exit_code == Exit.MALFORMED
    assert "'unit': no such column" in done.output
    assert entries(tmp_path) == 0


def test_a_column_that_no_object_has_is_named(files: tuple[str, ...], tmp_path: Path) -> None:
    """Objects may leave a column out; one that all of them leave out may be a slip."""
    text = PROFILE.replace('"csv"', '"ndjson"').replace('occurred = "came"', 'occurred = "a.came"')
    (tmp_path / "p.toml").write_text(text)
    first = {"id": 1, "log": "L1", "unit": "A1", "sent": "01/03/2017 10:00"}
    (tmp_path / "d.csv").write_text(json.dumps(first) + "\n")
    assert "no row has 'a.came', which the profile reads" in run(*files).output
    second = first | {"id": 2, "a": {"came": "01/03/2017 10:05"}}
    (tmp_path / "d.csv").write_text(json.dumps(first) + "\n" + json.dumps(second) + "\n")
    done = run(*files)
    assert "came (resource_arrived_at_scene): 1 recorded" in done.output
    assert "no row has" not in done.output
