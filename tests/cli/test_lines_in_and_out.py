"""Import and export: byte for byte, and hostile lines."""

import json
from pathlib import Path

import pytest

from jointlog.cli.commands.import_lines import LINE_LENGTH_MAX
from jointlog.cli.exits import Exit
from tests.cli.running import run

GOOD = {
    "agency": "police:met",
    "incident": "t1",
    "type": "resource_arrived_at_scene",
    "occurred": "2026-03-01T22:41:00Z",
}


def line(**changes: object) -> bytes:
    """The good statement, changed, as a line."""
    return json.dumps(GOOD | changes).encode()


def test_export_and_import_round_trip_byte_for_byte(demo_log: str, empty_log: str) -> None:
    """The whole log exported, imported into an empty one and exported again is the same bytes."""
    first = run("export", "--database", demo_log).stdout_bytes
    done = run("import", "-", "--database", empty_log, stdin=first)
    assert done.exit_code == 0, done.output
    assert run("export", "--database", empty_log).stdout_bytes == first
    again = run("import", "-", "--database", empty_log, stdin=first)
    assert again.stdout.endswith(f"0 recorded, {len(first.splitlines())} were there, 0 refused\n")


def test_export_of_one_incident_into_a_file(demo_log: str, tmp_path: Path) -> None:
    """`--output` writes the same bytes as standard output."""
    file = tmp_path / "out.jsonl"
    args = ("export", "bethnal-green-2011", "--database", demo_log)
    assert run(*args, "--output", str(file)).exit_code == 0
    assert file.read_bytes() == run(*args).stdout_bytes
    assert run("export", "nothing", "--database", demo_log).exit_code == Exit.NOT_FOUND


HOSTILE = {
    "no JSON": b"{",
    "NaN": line(facts={"people": float("nan")}),
    "a key twice": b'{"agency":"police:met","agency":"police:met"}',
    "900 levels": b"[" * 900 + b"]" * 900,
    "5,000 digits": b'{"agency":"police:met","facts":{"people":' + b"9" * 5_000 + b"}}",
    "half a surrogate": b'{"agency":"police:met","subject":"\\ud800"}',
    "not UTF-8": b'{"agency":"\xff"}',
    "UTF-16": "{}".encode("utf-16"),
    "NUL": line(subject="a\x00b"),
    "no object": b"[1, 2]",
    "no agency": b"{}",
    "unknown agency": line(agency="x:y"),
    "unknown event": line(type="resource_arived"),
    "unknown field": line(colour="red"),
    "a naive time": line(occurred="2026-03-01 22:41"),
    "not permitted": line(type="assessment_concluded"),
    "too long": b'{"a":"' + b"x" * LINE_LENGTH_MAX + b'"}',
    "a broken entry": b'{"event_id":"1","recorded_at":"2"}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_bad_line_costs_no_good_neighbour(empty_log: str, name: str) -> None:
    """A bad line is named by its number, its neighbours are kept, and the exit code is 7."""
    good, other = line(facts={"callsign": "A1"}), line(facts={"callsign": "A2"})
    raw = b"\n".join([good, HOSTILE[name], b"", other])
    done = run("import", "-", "--database", empty_log, stdin=raw)
    assert done.exit_code == Exit.MALFORMED, done.output
    assert done.stderr.startswith("jointlog: line 2: ")
    assert done.stderr.count("\n") == 1
    assert done.stdout.endswith("2 recorded, 0 were there, 1 refused\n")
    assert run("export", "--database", empty_log).stdout.count("\n") == 2


def test_a_bad_entry_of_an_export_costs_no_other_incident(demo_log: str, empty_log: str) -> None:
    """With one entry missing, what follows in its incident is refused and the others restored."""
    whole = run("export", "--database", demo_log).stdout_bytes.splitlines(keepends=True)
    done = run("import", "-", "--database", empty_log, stdin=b"".join(whole[:3] + whole[4:]))
    assert done.exit_code == Exit.MALFORMED
    first = json.loads(whole[3])["incident"]
    kept = run("export", "--database", empty_log).stdout_bytes.splitlines(keepends=True)
    others = [each for each in whole if json.loads(each)["incident"] != first]
    assert kept == whole[:3] + others
    assert done.stderr.count("jointlog: line ") == len(whole) - len(kept) - 1


def test_a_changed_entry_is_not_taken_for_the_old_one(demo_log: str, empty_log: str) -> None:
    """An exported line that was edited under the same id is refused as a conflict of ids."""
    lines = run("export", "bethnal-green-2011", "--database", demo_log).stdout_bytes.splitlines()
    run("import", "-", "--database", empty_log, stdin=b"\n".join(lines))
    changed = lines[0].replace(b"police:met", b"police:cot", 1)
    done = run("import", "-", "--database", empty_log, stdin=changed)
    assert done.exit_code == Exit.MALFORMED
    assert "already recorded" in done.stderr
