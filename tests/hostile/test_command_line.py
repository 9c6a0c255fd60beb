"""The table through `jointlog import` and `jointlog post`: an exit code, a sentence, no trace."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from jointlog.cli.exits import Exit
from jointlog.domain.store.log import open_log
from tests.cli.running import run
from tests.grammar import INCIDENT
from tests.hostile.doors import json_of
from tests.hostile.table import STORED, TABLE, Row, statement

LINES = {name: row for name, row in TABLE.items() if row.is_json}
POSTED = {
    name: row
    for name, row in TABLE.items()
    if row.values
    and all(isinstance(value, str) for value in row.values.values())
    and not row.values.keys() & {"colour", "facts", "facts.colour", "facts.\ud800", "type"}
}
EXPORTED = {"version": 1, "recorded_at": "2026-03-01T12:00:01.000Z"}


def _statement(row: Row) -> bytes:
    """A statement as a line, with an id of its own unless the row is about the id."""
    said = {"incident": INCIDENT, **statement(row)}
    if "id" not in row.values:
        said["id"] = str(uuid4())
    return json_of({"agency": "police:met", **said}, row)


def _exported(row: Row) -> bytes:
    """An entry as an export writes it, of an incident of its own."""
    said = {"incident": f"I-{uuid4()}", **statement(row)}
    event_id = said.pop("id") if "id" in row.values else str(uuid4())
    said.pop("id", None)
    line = {**EXPORTED, "event_id": event_id, "agency": "police:met", **said}
    return json_of({name: held for name, held in line.items() if held is not None}, row)


@pytest.mark.parametrize("door", [_statement, _exported], ids=["statement", "exported entry"])
def test_an_import_names_each_hostile_line_and_keeps_the_others(
    empty_log: str, door: object
) -> None:
    """Good and hostile lines in turn: line 2n is refused or kept as its row says.

    A line whose version said is another's way of being refused: the field is not known twice.
    """
    assert callable(door)
    rows = {name: row for name, row in LINES.items() if "version" not in row.values}
    good = Row(STORED)
    lines = [line for row in rows.values() for line in (door(good), door(row))]
    done = run("import", "-", "--database", empty_log, stdin=b"\n".join(lines))
    assert done.exit_code == Exit.MALFORMED, done.output
    assert "Traceback" not in done.output
    for number, (name, row) in enumerate(rows.items(), 1):
        is_told = f"jointlog: line {2 * number}: " in done.stderr
        assert is_told == (row.outcome != STORED), name
        assert f"jointlog: line {2 * number - 1}: " not in done.stderr
    kept = len(rows) + sum(row.outcome == STORED for row in rows.values())
    with open_log(empty_log) as log:
        assert log.head() == kept


@pytest.mark.parametrize("name", POSTED)
def test_a_hostile_option_of_post_is_refused_or_kept(empty_log: str, name: str) -> None:
    """Exit 7 (2 where the option's own values are known) and nothing stored, or it is kept."""
    row = POSTED[name]
    said = {"incident": INCIDENT, **statement(row)}
    facts = said.pop("facts")
    options = {f"--{key.replace('_', '-')}": value for key, value in {**said, **facts}.items()}
    options.pop("--type")
    args = [each for pair in options.items() for each in pair]
    done = run("post", "call_information_recorded", "--as", "police:met", *args,
               "--database", empty_log)  # fmt: skip
    assert "Traceback" not in done.output
    if row.outcome == STORED:
        assert done.exit_code == Exit.OK, done.output
        with open_log(empty_log) as log:
            (entry,) = log.entries(INCIDENT)
        assert all(getattr(entry.fact, key) == value for key, value in facts.items())
        return
    assert done.exit_code in (Exit.MALFORMED, Exit.USAGE), done.output
    assert not Path(empty_log).exists() or _head(empty_log) == 0


def _head(database: str) -> int:
    with open_log(database) as log:
        return log.head()


def test_a_file_of_another_encoding_is_told_by_line(empty_log: str) -> None:
    """UTF-16, a mark at the start, 2 MB in one line, and bytes that are nothing: each is named."""
    good = _statement(Row(STORED))
    for raw in (
        b"\xef\xbb\xbf" + good,
        good.decode().encode("utf-16"),
        b'{"x": "' + b"x" * 2_000_000 + b'"}',
        bytes(range(1, 10)) + bytes(range(14, 256)),
        json.dumps([1]).encode(),
    ):
        done = run(
            "import", "-", "--database", empty_log, stdin=raw + b"\n" + _statement(Row(STORED))
        )
        assert done.exit_code == Exit.MALFORMED
        assert "line 1: " in done.stderr
        assert "Traceback" not in done.output
    assert _head(empty_log) == 5
