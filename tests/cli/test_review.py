"""The reviewer's questions: who knew what, what changed since, coverage, readings, clocks."""

import json
import shlex
from typing import Any

import pytest

from jointlog.cli.exits import Exit
from jointlog.domain.store.log import open_log
from tests.cli.conftest import Recorded
from tests.cli.running import run
from tests.grammar import INCIDENT

BETHNAL = "bethnal-green-2011"
HELD = ("12:00", "12:00:00 police:met s136_power_used limb=remove")
LEFT = "13:00:00 police:met resource_left_scene reason=other"
TAKEN = ("13:30", "13:10:00 acute:kings responsibility_accepted strand=DET")
AT_FIVE = "2026-03-01 13:05:00 UTC"
ACT = "resource_arrived_at_scene @actor=ambulance:las"
SKEWED = tuple(
    (f"{hour + 1}:00", line)
    for hour in (12, 13, 14)
    for line in (
        f"{hour}:00:00 police:met {ACT} @clock=police-log",
        f"{hour}:05:00 ambulance:las {ACT} @clock=CAD",
    )
)


def plain(*args: str) -> Any:
    """What a command prints with `--json`."""
    done = run(*args, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_knew_shows_what_was_told_and_what_was_not(demo_log: str) -> None:
    """The ambulance was asked at 19:39; that he was at the scene stood in police's call record."""
    text = run("knew", BETHNAL, "ambulance:las", "--database", demo_log).stdout
    had, _, lacked = text.partition("What others had and no record shows")
    assert "told by police:met: assistance requested" in had
    assert "at the scene\n     police:met: call record, 19:34" in lacked
    assert "police:met: as oversight:inquest says, 19:34-19:39 (#10)" in lacked
    seen = plain("knew", BETHNAL, "ambulance:las", "--at", "19:38", "--database", demo_log)
    assert seen["at"] == "2011-04-18T18:38:00Z"
    assert (seen["parts"], seen["had"], seen["lacked"]) == ([], [], [])
    early = run("knew", BETHNAL, "ambulance:las", "--at", "19:38", "--database", demo_log).stdout
    assert "No record shows that ambulance:las was with a person, asked or was asked" in early
    assert early.count("nothing that is recorded") == 2


def test_knew_lists_against_an_agency_only_its_own_part(demo_log: str) -> None:
    """The bed found after the ambulance had left is counted, and listed against the doctor not."""
    args = ("knew", "synthetic-clean-2024", "ambulance:northshire", "--database", demo_log)
    seen = plain(*args)
    assert seen["parts"][0]["end"]["latest"] == "2024-03-12T09:49:00Z"
    lacked = {each["item"] for each in seen["lacked"]}
    assert "crisis plan" in lacked
    assert "a bed today" not in lacked
    assert f"{seen['later']} more came to be known" in run(*args).stdout


def test_knew_is_only_possible_for_a_kind(demo_log: str) -> None:
    """What some ambulance service had, "ambulance" possibly had."""
    seen = plain("knew", BETHNAL, "ambulance", "--database", demo_log)
    assert {each["state"] for each in seen["had"]} == {"possibly known"}
    assert "possibly known" in run("knew", BETHNAL, "ambulance", "--database", demo_log).stdout


def test_knew_refuses_an_agency_that_the_record_does_not_name(demo_log: str) -> None:
    """Not to be named is not to have known nothing: exit code 3, with the nearest name."""
    done = run("knew", BETHNAL, "ambulance:lass", "--database", demo_log)
    assert done.exit_code == Exit.NOT_FOUND
    assert "did you mean ambulance:las?" in done.stderr
    other = run("knew", BETHNAL, "fire:zz", "--database", demo_log)
    assert other.exit_code == Exit.NOT_FOUND
    assert "it names " in other.stderr


def test_knew_tells_people_details_and_callsigns_apart(recorded: Recorded) -> None:
    """Two persons are named; a value stands with its item; what a kind is told is possible."""
    arrived = "resource_arrived_at_scene"
    log = recorded(
        ("12:00", f"12:00:00 police:met {arrived} callsign=T1"),
        ("12:01", f"12:01:00 police:met {arrived} @subject=P2"),
        ("12:02", f"12:02:00 ambulance:las {arrived} callsign=A1"),
        ("12:03", f"12:03:00 ambulance:las {arrived} @subject=P2"),
        ("12:04", "12:04:00 police:met information_passed_to_resources items=knife to=A1"),
        ("12:05", "12:05:00 police:met call_information_recorded item=age value_recorded=34"),
        (
            "12:06",
            "12:06:00 police:met call_information_recorded item=hat value_recorded=red @subject=P2",
        ),
    )
    police = run("knew", INCIDENT, "police:met", "--database", log).stdout
    assert "[P2] recorded: resource arrived at scene" in police
    assert "age = 34" in police
    ambulance = run("knew", INCIDENT, "ambulance:las", "--database", log).stdout
    assert "told by police:met (to A1): information passed to" in ambulance
    assert "  - [P2] hat\n" in ambulance


def test_hindsight_names_the_entry_and_its_agency(recorded: Recorded) -> None:
    """The gap to 13:15 vanished when the hospital recorded at 13:30 that it had taken over."""
    later = ("13:16", "13:15:00 police:met intelligence_check_performed")
    log = recorded(HELD, ("13:00", LEFT), later, TAKEN)
    args = ("hindsight", INCIDENT, "--from", "13:20", "--database", log)
    shifts = [s for s in plain(*args)["shifts"] if "DET" in s["before"]["strands"]]
    changed = [s for s in shifts if s["before"]["code"] == "F-GAP-01"]
    assert [s["change"] for s in changed] == ["shortened"]
    assert [(c["entry"], c["agency"]) for c in changed[0]["causes"]] == [(4, "acute:kings")]
    text = run(*args).stdout
    assert "1 entry was recorded after 2026-03-01T13:20:00Z and by 2026-03-01T13:30:00Z." in text
    assert "shortened  F-GAP-01 held by nobody" in text
    assert "   by     #4 acute:kings: responsibility_accepted, recorded" in text


def test_hindsight_between_equal_moments_changes_nothing(demo_log: str) -> None:
    """After the last entry nothing is added; two moments in the wrong order are refused."""
    args = ("hindsight", BETHNAL, "--database", demo_log)
    assert "No finding changed." in run(*args, "--from", "2150-01-01T00:00:00Z").stdout
    early = plain(*args, "--from", "2012-01-01T00:00:00Z")
    assert {shift["change"] for shift in early["shifts"]} == {"appeared"}
    assert all(shift["causes"] for shift in early["shifts"])
    wrong = run(*args, "--from", "2012-01-02T00:00:00Z", "--to", "2012-01-01T00:00:00Z")
    assert wrong.exit_code == Exit.MALFORMED


def test_coverage_shows_sources_and_silences(demo_log: str) -> None:
    """Luton's ambulance gave three entries of inquest evidence; police may have been silent."""
    text = run("coverage", "luton-2013", "--database", demo_log).stdout
    assert "  ambulance:eeast\n    inquest evidence · 3 entries · 14:00-16:15" in text
    assert "police:bedfordshire with P1: " in text
    assert "its own spacing allows 30 min · possible" in text
    clean = run("coverage", "synthetic-clean-2024", "--database", demo_log).stdout
    assert "none longer than the agency's own usual spacing" in clean


def test_coverage_names_who_is_not_heard(recorded: Recorded) -> None:
    """The hospital is recorded as having taken over, and has no entry; police fall silent."""
    log = recorded(
        HELD,
        ("12:01", "12:00:00 police:met resource_arrived_at_scene"),
        (
            "12:02",
            "12:01:00 police:met responsibility_relinquished strand=CLIN accepted_by=acute:kings",
        ),
        ("15:00", "15:00:00 ambulance:las resource_arrived_at_scene"),
    )
    covered = plain("coverage", INCIDENT, "--database", log)
    assert [each["agency"] for each in covered["unheard"]] == ["acute:kings"]
    (silence,) = covered["silences"]
    assert (silence["agency"], silence["grade"]) == ("police:met", "definite")
    text = run("coverage", INCIDENT, "--database", log).stdout
    assert "acute:kings: recorded as having accepted (#3)" in text
    assert "source not named · 1 entry" in text
    assert "(after #3)" in text


def test_readings_stand_side_by_side(recorded: Recorded) -> None:
    """Apron at 20:30 and door at 01:30: two columns, five hours apart, and the rule below."""
    arrived = "arrived_at_place_of_safety place_id=ED arrival_basis"
    log = recorded(
        HELD,
        ("20:30", f"20:30:00 police:met {arrived}=apron"),
        ("23:00", f"2026-03-02_01:30:00 acute:kings {arrived}=door"),
        ("23:01", "2026-03-02_22:00:00 doctor:d detention_authority_ended how=released"),
    )
    text = run("readings", INCIDENT, "--database", log).stdout
    (columns,) = [line for line in text.splitlines() if "counted from" in line]
    assert columns.split("counted from")[1].split("  ")[-1] == "arrival at the door"
    assert "arrival on the apron" in columns
    assert "The first and the last start are 5 h apart." in text
    assert " ".join(text.split()).count("Mental Health Act 1983 ss 135, 136") == 1
    (ran_out,) = [line for line in text.splitlines() if "ran out" in line]
    assert ran_out.split() == ["ran", "out", "yes", "no"]
    found = plain("readings", INCIDENT, "--subject", "P1", "--database", log)["readings"]
    assert [each["by"] for each in found] == ["police:met", "acute:kings"]
    assert plain("readings", INCIDENT, "--subject", "P9", "--database", log)["readings"] == []


def test_more_readings_than_columns_go_on_below(recorded: Recorded) -> None:
    """Three columns of 22 do not fit on 80: the third stands below; extended by 12 h."""
    arrived = "police:met arrived_at_place_of_safety arrival_basis"
    log = recorded(
        HELD,
        *(
            (f"13:0{number}", f"13:0{number}:00 {arrived}={point}")
            for number, point in enumerate(("apron", "queue", "door"))
        ),
        ("14:00", "14:00:00 doctor:d detention_extended"),
    )
    text = run("readings", INCIDENT, "--database", log).stdout
    assert text.count("counted from") == 2
    assert "extended by 12 h" in " ".join(text.split())
    assert (
        run("readings", INCIDENT, "--width", "160", "--database", log).stdout.count("counted from")
        == 1
    )


def test_no_reading_is_said(demo_log: str) -> None:
    """Nobody was detained at Bethnal Green."""
    assert "No reading: " in run("readings", BETHNAL, "--database", demo_log).stdout


def test_skew_is_proposed_as_a_command_that_posts_it(recorded: Recorded) -> None:
    """Three acts, five minutes apart: the printed command posts the very statement."""
    log = recorded(*SKEWED)
    args = ("skew", INCIDENT, "--database", log)
    told = plain(*args)
    assert told["note"] == "proposed, never applied"
    (proposal,) = told["proposals"]
    assert proposal["statement"]["facts"]["offset_s"] == -300
    text = run(*args).stdout
    assert "police:met police-log is 5 min behind ambulance:las CAD, give or take 0 s" in text
    typed = text[text.index("jointlog post") :].replace("\\\n", "")
    words = shlex.split(typed.replace("KIND:ID", "police:met"))[1:]
    assert run(*words, "--database", log).exit_code == 0
    with open_log(log) as opened:
        fact = opened.entries(INCIDENT)[-1].fact
    facts = proposal["statement"]["facts"]
    assert {name: getattr(fact, name) for name in ("system", "offset_s", "basis")} == {
        name: facts[name] for name in ("system", "offset_s", "basis")
    }
    assert plain(*args)["proposals"] == []


def test_skew_without_a_clock_or_a_proposal(recorded: Recorded, demo_log: str) -> None:
    """Entries that name no clock give no statement; without pairs nothing is proposed."""
    log = recorded(*((clock, line.partition(" @clock")[0]) for clock, line in SKEWED))
    assert "No statement can be made" in run("skew", INCIDENT, "--database", log).stdout
    assert "No skew is proposed" in run("skew", BETHNAL, "--database", demo_log).stdout


def test_skew_adds_to_what_is_known(recorded: Recorded) -> None:
    """An offset of 60 s is declared of police's clock: what is left is 360 s behind, in all 300."""
    known = "11:00:00 police:met clock_offset_declared system=police-log offset_s=60"
    log = recorded(("11:00", known), *SKEWED)
    (proposal,) = plain("skew", INCIDENT, "--database", log)["proposals"]
    assert (proposal["offset_s"], proposal["known_offset_s"]) == (-360, 60)
    assert "Known before of police:met" in run("skew", INCIDENT, "--database", log).stdout


def test_explain_shows_a_finding_as_known_then_and_later(recorded: Recorded) -> None:
    """Leaving was first written at 18:00: at the gap's own end, 13:10, it was not known."""
    log = recorded(HELD, ("18:00", f"{LEFT} @first_written_at=18:00:00"), ("13:10", TAKEN[1]))
    gaps = plain("findings", INCIDENT, "--code", "F-GAP-01", "--strand", "DET", "--database", log)
    told = plain("explain", gaps[0]["id"], "--database", log)
    assert told["as_known"]["unwritten"] == [2]
    assert "then" not in told["as_known"]
    assert told["as_known"]["later"]["id"] == gaps[0]["id"]
    text = run("explain", gaps[0]["id"], "--database", log).stdout
    assert "As known then, and as established later" in text
    assert "  then   not found" in text
    assert "It appeared: not in writing by 13:10:00: #2." in text
    assert gaps[0]["as_known"] == told["as_known"]
    listed = run("findings", INCIDENT, "--code", "F-GAP-01", "--database", log).stdout
    assert "As known at 13:10:00: not found (not in writing then: #2)" in listed


def test_findings_tell_how_a_length_stood_then(recorded: Recorded) -> None:
    """Taken at 13:10, amended at 18:00 to have been left at 13:05: 10 min then, 5 min later."""
    log = recorded(
        HELD,
        ("13:00", LEFT),
        ("13:09", TAKEN[1]),
        ("18:00", f"18:00 police:met entry_amended field=occurred new='{AT_FIVE}' @corrects=#2"),
    )
    args = ("findings", INCIDENT, "--code", "F-GAP-01", "--strand", "DET", "--database", log)
    text = " ".join(run(*args).stdout.split())
    assert "As known at 13:10:00: 10 min, definite; shortened since" in text
    assert "(not in writing then: #4)" in text


def test_explain_says_of_what_nothing_says_when_it_was_written(recorded: Recorded) -> None:
    """Hearsay that was recorded after the incident counts as known, and is named."""
    log = recorded(
        ("20:00", f"{HELD[1]} @evidence=hearsay"),
        ("20:01", f"{LEFT} @first_written_at=18:00:00"),
        ("20:02", TAKEN[1]),
    )
    gaps = plain("findings", INCIDENT, "--code", "F-GAP-01", "--strand", "DET", "--database", log)
    text = run("explain", gaps[0]["id"], "--database", log).stdout
    assert "Nothing says when these were first written; they count as known: #1." in text


def test_explain_of_what_was_known_shows_no_variants(demo_log: str) -> None:
    """Where both are the same nothing is added; nor is it across incidents."""
    (finding, *_) = plain("findings", BETHNAL, "--database", demo_log)
    assert "As known at" not in run("findings", "--database", demo_log).stdout
    assert "as_known" not in plain("explain", finding["id"], "--database", demo_log)


def test_a_finding_carries_its_answers(recorded: Recorded) -> None:
    """The answer of the police stands with the finding that it names, and with no other."""
    log = recorded(HELD, ("13:00", LEFT), ("13:30", TAKEN[1]))
    args = ("findings", INCIDENT, "--code", "F-GAP-01", "--database", log)
    finding = plain(*args)[0]
    assert finding["answers"] == []
    done = run(
        *("post", "finding_answered", "--as", "police:met", "--incident", INCIDENT),
        *("--finding-id", finding["id"], "--explanation", "a nurse had\x1b[2J taken over"),
        *("--supported-by", "ward notes", "--occurred", "2026-03-02T09:00:00Z"),
        *("--database", log),
    )
    assert done.exit_code == 0, done.output
    found = {each["id"]: each["answers"] for each in plain(*args)}
    assert found.pop(finding["id"]) == [
        {
            "entry": 4,
            "agency": "police:met",
            "explanation": "a nurse had\x1b[2J taken over",
            "supported_by": "ward notes",
        }
    ]
    assert not any(found.values())
    for text in (run(*args).stdout, run("explain", finding["id"], "--database", log).stdout):
        assert "Answered by police:met (#4): a nurse had\\x1b[2J taken over" in text
        assert "\x1b" not in text


@pytest.mark.parametrize("command", ["knew", "hindsight", "coverage", "readings", "skew"])
def test_every_question_is_answered_in_80_columns(command: str, demo_log: str) -> None:
    """On each shipped incident, and with JSON that names the incident."""
    more = {
        "knew": ("police",),
        "hindsight": ("--from", "2000-01-01T00:00:00Z"),
    }.get(command, ())
    for incident in (BETHNAL, "bethlem-2010", "luton-2013", "dyfed-powys-2015"):
        args = (command, incident, *more, "--database", demo_log)
        done = run(*args)
        assert done.exit_code == 0, done.output
        assert max(map(len, done.stdout.splitlines())) <= 80
        assert plain(*args)["incident"] == incident
        assert "no incident" in run(command, "nowhere", *more, "--database", demo_log).stderr


def test_what_is_too_much_to_add_one_at_a_time_is_halved(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then one entry is named for a change, and it is said that only one was looked for."""
    monkeypatch.setattr("jointlog.projections.review.hindsight.STEPS_MAX", 1)
    log = recorded(HELD, ("13:00", LEFT), ("13:30", TAKEN[1]))
    text = run("hindsight", INCIDENT, "--from", "12:30", "--database", log).stdout
    assert "one such entry was looked for" in text
