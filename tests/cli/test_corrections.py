"""What was said later of entries, a reviewer's preference, and the reasons for a late entry."""

import pytest

from tests.cli.conftest import Recorded
from tests.cli.running import run
from tests.cli.test_review import HELD, plain
from tests.grammar import INCIDENT, line_id

CORRECTED = (
    ("12:00", "12:00:00 police:met s136_power_used limb=remove"),
    ("12:10", "12:05:00 police:met resource_arrived_at_scene"),
    ("12:20", "12:20:00 police:met entry_amended @corrects=#1 field=occurred new=12:01 why=typing"),
    ("12:30", "12:30:00 police:met entry_retracted @corrects=#2 why=duplicate note=twice"),
    ("12:40", "12:40:00 ambulance:las entry_disputed @corrects=#1 position='it was 12:10'"),
    ("12:50", "12:50:00 police:met late_entry_made late_entry=#1 why_late=busy"),
)
NOTED = "oversight:iopc contradiction_noted"
SAID = (
    "amended by police:met, 12:20:00 (#3): occurred to 12:01: typing",
    "disputed by ambulance:las, 12:40:00 (#5): it was 12:10",
    "made late by police:met, 12:50:00 (#6): busy (not on the list",
)


@pytest.mark.parametrize("view", [("replay",), ("timeline",), ("replay", "--order", "recorded")])
def test_corrections_are_told_of_the_entry_they_name(
    recorded: Recorded, view: tuple[str, ...]
) -> None:
    """In the replay and under the timeline: what, by which entry of whom, when and why."""
    args = (*view, INCIDENT, "--database", recorded(*CORRECTED), "--width", "200")
    text = run(*args).stdout
    for said in SAID:
        assert f"! {said}" in text
    assert "retracted by police:met, 12:30:00 (#4)" in text
    before = run(*args, "--as-known-at", "12:15").stdout
    assert "amended by" not in before
    assert "retracted" not in before


def test_what_was_taken_back_stands_at_the_end_of_the_replay(recorded: Recorded) -> None:
    """It is shown, with who took it back and why, and nobody came by it; of another person not."""
    log = recorded(*CORRECTED)
    text = run("replay", INCIDENT, "--database", log, "--width", "200").stdout
    _, _, taken = text.partition("Taken back by their own agency")
    assert "resource_arrived_at_scene" in taken
    assert "! retracted by police:met, 12:30:00 (#4)" in taken
    assert ": duplicate: twice" in taken
    other = run("replay", INCIDENT, "--subject", "P2", "--database", log).stdout
    assert "Taken back" not in other
    steps = plain("replay", INCIDENT, "--database", log)
    said = {step["entry"]["version"]: step["said"] for step in steps}
    assert [each["remark"] for each in said[1]] == ["amended", "disputed", "made late"]
    assert said[3] == []


def test_nothing_is_said_of_entries_that_nobody_corrected(demo_log: str) -> None:
    """The clean incident has no correction, and no part of the page for one."""
    for view in ("replay", "timeline"):
        text = run(view, "synthetic-clean-2024", "--database", demo_log).stdout
        assert "Said later" not in text
        assert "Taken back" not in text


def test_a_preference_is_shown_in_readings_and_in_explain(recorded: Recorded) -> None:
    """Apron or door: the door is preferred, by whom, when and why; both columns stay."""
    door = "arrived_at_place_of_safety place_id=ED"
    ids = ",".join(str(line_id(number)) for number in (2, 3))
    log = recorded(
        HELD,
        ("12:40", f"12:30:00 police:met {door} arrival_basis=door"),
        ("12:50", f"12:45:00 acute:kings {door} arrival_basis=door"),
        ("20:00", f"20:00 {NOTED} events={ids} preferred={line_id(3)} reason=cctv"),
    )
    found = plain("readings", INCIDENT, "--database", log)["readings"]
    assert [(each["by"], each["begun"]["entries"]) for each in found] == [
        ("police:met", [2]),
        ("acute:kings", [3]),
    ]
    for each in found:
        (said,) = each["preferences"]
        assert (said["agency"], said["preferred"], said["reason"]) == ("oversight:iopc", 3, "cctv")
        assert said["recorded_at"] == "2026-03-01T20:00:00.000Z"
    text = " ".join(run("readings", INCIDENT, "--database", log, "--width", "200").stdout.split())
    assert "#3 is preferred to it by oversight:iopc" in text
    assert "preferred by oversight:iopc, 20:00 (#4): cctv" in text
    findings = plain("findings", INCIDENT, "--code", "F-REC-02", "--database", log)
    for each in findings:
        assert "oversight:iopc prefers entry 3 (entry 4: cctv)" in each["sentence"]
        page = run("explain", each["id"], "--database", log, "--width", "200").stdout
        assert "! contradiction noted by oversight:iopc, 20:00 (#4)" in page
        told = plain("explain", each["id"], "--database", log)["entries"]
        assert [said["text"] for entry in told for said in entry["said"]] == [
            "between entries 2, 3: cctv",
            "between entries 2, 3: cctv; this entry is preferred",
        ]


def test_reasons_for_a_late_entry_are_listed() -> None:
    """Each with its mark and source, as text and as JSON."""
    text = run("protocols", "--late-reasons", "--on", "2026-03-01").stdout
    assert text.startswith("england@2026-03-01: 9 reasons for a late entry")
    assert "system_unavailable" in text
    assert "Another reason is kept" in text
    rows = plain("protocols", "--late-reasons", "--on", "2026-03-01")
    assert {row["mark"] for row in rows} == {"proposal"}
