"""Each command: what it prints, and what it refuses."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from jointlog.cli.exits import Exit
from tests.cli.running import run

BETHNAL = "bethnal-green-2011"
ARRIVED = ("post", "resource_arrived_at_scene", "--incident", "t1", "--callsign", "A1")
AT = ("--occurred", "2026-03-01 22:41 Europe/London")


def test_demo_can_be_run_again(empty_log: str) -> None:
    """A second run records nothing twice, and says what to type next with this database."""
    first = run("demo", "--database", empty_log)
    again = run("demo", "--database", empty_log)
    assert first.exit_code == again.exit_code == 0, first.output
    assert "recorded now" in first.stdout
    assert "all there before" in again.stdout
    assert f"export JOINTLOG_DATABASE={empty_log}" in again.stdout
    shown = [text.partition("Type next")[0].rpartition("\n\n")[0] for text in (first.stdout,)]
    assert again.stdout.startswith(shown[0].rpartition("\n\n")[0])


def test_incidents_lists_every_case(demo_log: str) -> None:
    """The list has the incident, its first day and who recorded it."""
    text = run("incidents", "--database", demo_log).stdout
    assert "bethnal-green-2011" in text
    assert "2011-04-18" in text


def test_a_misspelt_incident_is_answered_with_the_nearest(demo_log: str) -> None:
    """A slip in an incident's id is exit code 3 and names the nearest id."""
    done = run("timeline", "bethnal-gren-2011", "--database", demo_log)
    assert done.exit_code == Exit.NOT_FOUND
    assert "did you mean bethnal-green-2011?" in done.stderr


def test_timeline_as_json_has_the_gap(demo_log: str) -> None:
    """`--json` gives the spans: clinical care unheld, with its bounds and entries."""
    plain = json.loads(run("timeline", BETHNAL, "--json", "--database", demo_log).stdout)
    unheld = [s for s in plain["spans"] if s["strand"] == "CLIN" and s["is_unheld"]]
    assert unheld
    assert unheld[0]["start"]["entries"]


def test_until_is_a_clock_time_of_the_incident(demo_log: str) -> None:
    """`--until 19:45` is read in the incident's zone on its first day; later entries are gone."""
    done = run("replay", BETHNAL, "--until", "19:45", "--json", "--database", demo_log)
    types = [step["entry"]["type"] for step in json.loads(done.stdout)]
    assert "assistance_requested" in types
    assert "handover_accepted" not in types
    full = run("replay", BETHNAL, "--json", "--database", demo_log)
    assert len(types) < len(json.loads(full.stdout))


def test_as_known_before_anything_was_recorded_shows_nothing(demo_log: str) -> None:
    """As known in 2012 this log held nothing, and the replay has no entry."""
    args = ("--as-known-at", "2012-01-01T00:00:00Z", "--json", "--database", demo_log)
    assert json.loads(run("replay", BETHNAL, *args).stdout) == []


def test_replay_in_the_order_recorded(demo_log: str) -> None:
    """`--order recorded` prints versions 1, 2, 3, ... and when each was recorded."""
    args = ("replay", BETHNAL, "--order", "recorded", "--database", demo_log)
    text = run(*args).stdout
    assert "as recorded" in text
    assert "recorded 20" in text
    steps = json.loads(run(*args, "--json").stdout)
    versions = [step["entry"]["version"] for step in steps]
    assert versions == sorted(versions)


def test_a_time_that_cannot_be_read_names_the_option(demo_log: str) -> None:
    """`--until teatime` is exit code 7, and the sentence names --until."""
    done = run("replay", BETHNAL, "--until", "teatime", "--database", demo_log)
    assert done.exit_code == Exit.MALFORMED
    assert "--until" in done.stderr


def test_findings_fail_on(demo_log: str) -> None:
    """Findings are no error; `--fail-on s1` makes them one, where one is S1."""
    args = ("findings", BETHNAL, "--database", demo_log)
    assert run(*args).exit_code == 0
    assert run(*args, "--fail-on", "s1").exit_code == Exit.FINDINGS
    assert run(*args, "--severity", "S3", "--fail-on", "s1").exit_code == 0
    assert run(*args, "--fail-on", "any").exit_code == Exit.FINDINGS
    clean = ("findings", "synthetic-clean-2024", "--database", demo_log, "--fail-on", "any")
    assert run(*clean).exit_code == 0


def test_findings_are_narrowed(demo_log: str) -> None:
    """Code, strand, agency, period and length each narrow, across all incidents."""
    args = ("findings", "--json", "--database", demo_log)
    found = json.loads(run(*args, "--code", "f-gap-01", "--strand", "CLIN").stdout)
    assert {each["code"] for each in found} == {"F-GAP-01"}
    assert all("CLIN" in each["strands"] for each in found)
    april = json.loads(run(*args, "--from", "2011-04-01", "--to", "2011-05-01").stdout)
    assert {each["incident"] for each in april} >= {BETHNAL}
    long = json.loads(run(*args, "--code", "held_by_nobody", "--min", "45").stdout)
    assert long
    assert all(each["length"]["min_s"] >= 2_700 for each in long)
    las = json.loads(run(*args, "--agency", "ambulance:las").stdout)
    assert all(any(p.startswith("ambulance") for p in each["parties"]) for each in las)


def test_two_protocols_stand_side_by_side(demo_log: str) -> None:
    """Two `--protocol` give one column each, with the grade there or a dash."""
    names = ("england@2011-04-18", "england@2026-03-01")
    args = [arg for name in names for arg in ("--protocol", name)]
    text = run("findings", BETHNAL, *args, "--width", "140", "--database", demo_log).stdout
    assert all(name in text.splitlines()[0] for name in names)


def test_gaps_are_the_longest_first(demo_log: str) -> None:
    """`gaps` has the findings of the two gap rules only, by least length."""
    found = json.loads(run("gaps", "--json", "--database", demo_log).stdout)
    assert {each["code"] for each in found} <= {"F-GAP-01", "F-GAP-03"}
    lengths = [each.get("min_s", 0) for each in found]
    assert lengths == sorted(lengths, reverse=True)
    assert BETHNAL in run("gaps", "--database", demo_log).stdout


def test_waits_of_one_and_of_all(demo_log: str) -> None:
    """The ambulance of Bethnal Green was asked for at 19:39 and replaced by other transport."""
    text = run("waits", BETHNAL, "--database", demo_log).stdout
    assert "19:39" in text
    assert "replaced by" in text
    every = json.loads(run("waits", "--json", "--database", demo_log).stdout)
    assert len({each["incident"] for each in every}) > 1


def test_explain_every_finding(demo_log: str) -> None:
    """Every finding of every case can be explained: its entries, its rule, its source."""
    found = json.loads(run("findings", "--json", "--database", demo_log).stdout)
    for each in found:
        args = ("explain", each["id"], "--incident", each["incident"], "--database", demo_log)
        text = run(*args).stdout
        assert "The entries it rests on" in text
        assert "What it finds" in text
        assert "Source" in text
        plain = json.loads(run(*args, "--json").stdout)
        assert [entry["version"] for entry in plain["entries"]]
    assert run("explain", "F-NONE.1", "--database", demo_log).exit_code == Exit.NOT_FOUND


def test_protocols_of_a_day_and_one_standard() -> None:
    """The limit of detention was 72 h in 2011 and is 24 h from 11 December 2017."""
    old = run("protocols", "--on", "2011-04-18", "--width", "140").stdout
    assert "T-136-72@" in old
    assert "T-136-24@" not in old
    shown = run("protocols", "t-136-24", "--width", "400").stdout
    assert "Policing and Crime Act 2017" in shown
    assert "mark" in shown
    assert json.loads(run("protocols", "T-136-24", "--json").stdout)[0]["limit_s"] == 86_400


def test_a_key_is_shown_once_and_listed_without_its_secret(empty_log: str) -> None:
    """`agency add` prints the key alone on stdout; list and revoke know its id only."""
    added = run("agency", "add", "police:met", "--days", "1", "--database", empty_log)
    key = added.stdout.strip()
    key_id = key.split("_")[1]
    listed = run("agency", "list", "--database", empty_log).stdout
    assert key_id in listed
    assert key.split("_", 2)[2] not in listed
    assert run("agency", "revoke", key_id, "--database", empty_log).exit_code == 0
    rows = json.loads(run("agency", "list", "--json", "--database", empty_log).stdout)
    assert [row["state"] for row in rows] == ["revoked"]
    gone = run("agency", "revoke", "nothing", "--database", empty_log)
    assert gone.exit_code == Exit.NOT_FOUND


def test_post_prints_the_receipt_and_takes_a_repeat(empty_log: str) -> None:
    """The same id and content twice is recorded once; other content under it is exit code 4."""
    event_id = ("--id", "0195576c-8a20-7000-8000-000000000001")
    args = (*ARRIVED, *AT, "--as", "ambulance:las", *event_id, "--database", empty_log)
    assert "recorded: t1 #1" in run(*args).stdout
    assert "was recorded before: t1 #1" in run(*args).stdout
    other = run(*args, "--skill", "paramedic")
    assert other.exit_code == Exit.CONFLICT
    assert "already recorded" in other.stderr


def test_post_reads_objects_and_lists(empty_log: str) -> None:
    """An object is a first value, pairs, or JSON; a list is a repeated option."""
    done = run(
        "post",
        "responsibility_disputed",
        *AT,
        *("--incident", "t2", "--as", "police:met", "--strand", "SAFE"),
        *("--parties", "police:met"),
        *("--parties", "agency=acute:rlh,position=disclaims"),
        *("--actor", '{"agency": "acute:rlh", "role": "emergency_nurse"}'),
        *("--clock", "system=CAD,offset_s=-30"),
        *("--database", empty_log),
    )
    assert done.exit_code == 0, done.output
    entry = json.loads(run("export", "t2", "--database", empty_log).stdout)
    assert entry["facts"]["parties"] == [
        {"agency": "police:met"},
        {"agency": "acute:rlh", "position": "disclaims"},
    ]
    assert entry["actor"] == {"agency": "acute:rlh", "role": "emergency_nurse"}
    assert entry["clock"]["offset_s"] == -30


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--as", "police:met", "--people", "many"], Exit.MALFORMED, "facts.people"),
        (["--as", "police:met", "--skill", "magic"], Exit.USAGE, "--skill"),
        (["--as", "nobody:x"], Exit.MALFORMED, "not a kind of agency"),
        ([], Exit.USAGE, "--as"),
        (["--url", "http://127.0.0.1:9"], Exit.USAGE, "--key-file"),
        (["--as", "police:met", "--occurred", "22:41"], Exit.MALFORMED, "occurred"),
        (["--as", "police:met", "--clock", "{"], Exit.MALFORMED, "clock"),
    ],
)
def test_post_names_what_is_wrong(empty_log: str, args: list[str], code: Exit, said: str) -> None:
    """A slip is one sentence that names the field or option, and nothing is recorded."""
    done = run(*ARRIVED, *AT, "--database", empty_log, *args)
    assert done.exit_code == code, done.output
    assert said in done.stderr
    assert not Path(empty_log).exists()


def test_post_refuses_what_the_agency_may_not_say(empty_log: str) -> None:
    """An ambulance crew cannot record that a warrant was executed: exit code 6."""
    args = ("--incident", "t1", "--as", "ambulance:las", "--database", empty_log)
    done = run("post", "s136_power_used", *AT, *args)
    assert done.exit_code == Exit.NOT_PERMITTED


def test_an_unknown_event_names_the_nearest() -> None:
    """A slip in an event type is exit code 2 and names the nearest type."""
    done = run("post", "handover_acepted")
    assert done.exit_code == Exit.USAGE
    assert "did you mean handover_accepted?" in done.stderr
    assert "handover_accepted" in run("post", "--help").stdout


class Answering(BaseHTTPRequestHandler):
    """A server that keeps what it was sent and answers as it is told."""

    status = 201
    answer: Any = None
    seen: dict[str, Any]

    def do_POST(self) -> None:
        """Keep the request, and answer."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).seen = {
            "path": self.path,
            "key": self.headers["Authorization"],
            "body": json.loads(body),
        }
        raw = json.dumps(type(self).answer).encode()
        self.send_response(type(self).status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *args: Any) -> None:
        """Print nothing."""


@contextmanager
def answering(status: int, answer: Any) -> Iterator[str]:
    """A server's address, for as long as it answers so."""
    Answering.status, Answering.answer = status, answer
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_post_over_http(tmp_path: Path) -> None:
    """With `--url` the statement goes to the server under the key of the file."""
    key = tmp_path / "key"
    key.write_text("jl_a_b\n")
    receipt = {"event_id": "e", "incident": "t1", "version": 1, "recorded_at": "now"}
    with answering(201, receipt) as url:
        done = run(*ARRIVED, *AT, "--url", url, "--key-file", str(key))
    assert done.exit_code == 0, done.output
    assert "recorded: t1 #1" in done.stdout
    assert Answering.seen["path"] == "/v1/incidents/t1/events"
    assert Answering.seen["key"] == "Bearer jl_a_b"
    assert Answering.seen["body"]["facts"] == {"callsign": "A1"}


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, 7), (401, 6), (403, 6), (404, 3), (409, 4), (412, 4), (500, 5), (503, 75)],
)
def test_a_refusal_over_http_has_the_exit_code_of_here(
    tmp_path: Path, status: int, code: int
) -> None:
    """A refusal by the server is told in its words, with the exit code that it has in the file."""
    key = tmp_path / "key"
    key.write_text("jl_a_b")
    with answering(status, {"detail": "because of\x1b[31m it"}) as url:
        done = run(*ARRIVED, *AT, "--url", url, "--key-file", str(key))
    assert done.exit_code == code
    assert "because of\\x1b[31m it" in done.stderr


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    """No server is exit code 75; no key file 3; an empty one 7; another scheme 7."""
    key = tmp_path / "key"
    key.write_text("jl_a_b")
    args = (*ARRIVED, *AT, "--key-file", str(key))
    assert run(*args, "--url", "http://127.0.0.1:9").exit_code == Exit.TRY_AGAIN
    assert run(*args, "--url", "ftp://127.0.0.1:9").exit_code == Exit.MALFORMED
    key.write_text("")
    assert run(*args, "--url", "http://127.0.0.1:9").exit_code == Exit.MALFORMED
    key.unlink()
    assert run(*args, "--url", "http://127.0.0.1:9").exit_code == Exit.NOT_FOUND


def test_a_link_to_nothing_is_warned_of_and_recorded(empty_log: str) -> None:
    """The warning stands on stderr and in the JSON; the event is recorded, exit code 0."""
    args = (
        *("post", "contact_received", "--as", "police:met", "--incident", "N"),
        *("--channel", "999", "--caller-kind", "public", "--occurred", "2026-03-01T12:00:00Z"),
        *("--database", empty_log),
    )
    link = ("--replies-to", "00000000-0000-4000-8000-000000000001")
    done = run(*args, *link)
    assert done.exit_code == 0
    assert "jointlog: replies_to names 00000000-0000-4000-8000-000000000001" in done.stderr
    assert json.loads(run(*args, *link, "--json").stdout)["warnings"]
    clean = run(*args)
    assert clean.stderr == ""


def test_the_axis_names_the_offsets_on_a_night_of_changing_clocks(empty_log: str) -> None:
    """26 October 2025, 00:20 to 03:20: 01:00 stands twice, once as BST and once as GMT."""
    event = ("--as", "police:met", "--incident", "N", "--database", empty_log)
    call = ("contact_received", "--channel", "999", "--caller-kind", "public")
    for what, occurred in (
        (call, "2025-10-26 00:20 Europe/London"),
        (("s136_power_used", "--limb", "remove"), "2025-10-26T01:10:00+01:00"),
        (("resource_left_scene",), "2025-10-26T01:50:00+00:00"),
        (call, "2025-10-26 03:20 Europe/London"),
    ):
        assert run("post", *what, *event, "--occurred", occurred).exit_code == 0
    args = ("timeline", "N", "--database", empty_log, "--width", "150")
    text = run(*args).stdout
    assert "01:00 BST" in text
    assert "01:00 GMT" in text
    assert (
        "BST" not in run(*args, "--until", "2025-10-26T01:40:00+01:00").stdout.split("entries  ")[0]
    )
