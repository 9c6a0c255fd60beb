"""A damaged log: what the command line says of it, and that it never says something else."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from jointlog.cli.exits import Exit
from jointlog.domain.store.log import open_log
from tests.cli.running import run
from tests.store.samples import AMBULANCE, NOW_MS, draft

PAGE = 4096
QUESTIONS = (["incidents"], ["export", "CAD-1"])
ADVICE = "restore the last verified backup"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A log of 120 entries of five incidents."""
    path = tmp_path_factory.mktemp("whole") / "log.sqlite"
    with open_log(str(path)) as log:
        for number in range(1, 121):
            made = draft(number, incident=f"CAD-{number % 5}")
            log.post(made, AMBULANCE, now_ms=NOW_MS)
    return path.read_bytes()


def answers(path: Path, content: bytes) -> list[tuple[int, str]]:
    """What the questions are answered, of a log with this content."""
    for each in path.parent.iterdir():
        each.unlink()
    path.write_bytes(content)
    said = []
    for question in QUESTIONS:
        done = run(*question, "--database", str(path))
        said.append((done.exit_code, done.output))
    return said


@pytest.mark.parametrize("how", ["garbled", "zeroed", "cut off"])
def test_damage_is_told_or_not_met(empty_log: str, whole: bytes, how: str) -> None:
    """Any one page garbled or zeroed, or the file cut off before it.

    Each question has the answer that the whole log gives, or exit code 5 and a sentence that says
    what to do. A damaged text of an entry is another matter: it is shown as unreadable.
    """
    path = Path(empty_log)
    expected = answers(path, whole)
    assert [code for code, _ in expected] == [Exit.OK, Exit.OK]
    told = 0
    for start in range(0, len(whole), PAGE):
        page = random.Random(start).randbytes(PAGE) if how == "garbled" else bytes(PAGE)  # noqa: S311
        behind = b"" if how == "cut off" else page + whole[start + PAGE :]
        if how == "cut off" and not start:
            continue  # an empty file is an empty log
        for answer, wanted in zip(answers(path, whole[:start] + behind), expected, strict=True):
            code, said = answer
            if answer != wanted:
                told += 1
                assert (code, said.count("\n"), ADVICE in said) == (Exit.INTEGRITY, 1, True), said
    assert told >= len(whole) // PAGE // 2


def test_a_damaged_wal_is_told(empty_log: str, tmp_path: Path) -> None:
    """A WAL of which acknowledged entries cannot be read: exit code 5, and what to do."""
    copy = tmp_path / "copy.sqlite"
    with open_log(empty_log) as log:
        for number in range(1, 4):
            log.post(draft(number), AMBULANCE, now_ms=NOW_MS)
        copy.write_bytes(Path(empty_log).read_bytes())
        wal = bytearray(Path(f"{empty_log}-wal").read_bytes())
    wal[32 + 24 + 100] ^= 0xFF
    Path(f"{copy}-wal").write_bytes(wal)
    done = run("incidents", "--database", str(copy))
    assert done.exit_code == Exit.INTEGRITY
    assert "copy.sqlite-wal is damaged at frame 1" in done.output
    assert ADVICE in done.output
    done = run("incidents", "--database", str(copy), env={"JOINTLOG_DAMAGED_WAL": "ignore"})
    assert "CAD-1" not in done.output


def test_one_unreadable_entry_hides_no_incident(empty_log: str) -> None:
    """Two of three entries are shown; which is left out is told, and the exit code says damage.

    A chronology, which leaves the machine as a document, is refused instead.
    """
    with open_log(empty_log) as log:
        for number in (1, 2, 3):
            log.post(draft(number), AMBULANCE, now_ms=NOW_MS)
    with closing(sqlite3.connect(empty_log)) as at, at:
        at.execute("DROP TRIGGER entries_are_never_changed")
        at.execute("UPDATE entries SET topic = 'of_a_later_release' WHERE position = 2")
    for command in ("timeline", "replay", "findings", "waits", "gaps", "coverage", "export"):
        done = run(command, "CAD-1", "--database", empty_log)
        assert done.exit_code == Exit.INTEGRITY, command
        assert "jointlog: position 2 is left out: " in done.stderr
        assert "there is no event type 'of_a_later_release'" in done.stderr
        assert done.stdout
    done = run("units", "--database", empty_log)
    assert (done.exit_code, "position 2 is left out" in done.stderr) == (Exit.INTEGRITY, True)
    done = run("chronology", "CAD-1", "--database", empty_log)
    assert (done.exit_code, done.stdout) == (Exit.INTEGRITY, "")
    with closing(sqlite3.connect(empty_log)) as at, at:
        at.execute("UPDATE entries SET topic = 'of_a_later_release'")
    done = run("timeline", "CAD-1", "--database", empty_log)
    assert (done.exit_code, done.stdout) == (Exit.INTEGRITY, "")
