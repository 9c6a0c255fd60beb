"""F-WAIT-07: arrival to accepted handover."""

from jointlog.projections.findings.waits.handover_wait import handover_wait
from tests.grammar import given

ARRIVED = "arrived_at_place_of_safety kind=emergency_department"


def test_26_min_at_an_emergency_department() -> None:
    """20:01 to 20:27 in 2011: 26 min, beyond 15 min and not 30; the row has no first day."""
    found = given(
        f"2011-04-18T20:01:00+01:00 police:met {ARRIVED} run_by=acute:rlh",
        "2011-04-18T20:27:00+01:00 acute:rlh handover_accepted strands=CLIN",
    ).when_examined(handover_wait)
    found.then(("definite", 1560, 1560, "CLIN", "PLACE"))
    (finding,) = found.findings
    assert finding.standard_reference == "T-HO-15@undated"
    assert [str(a) for a in finding.found.parties] == ["police:met", "acute:rlh"]


def test_the_longest_limit_passed_names_it() -> None:
    """52 min: beyond 45, 30 and 15 min; 60 min is not passed."""
    found = given(
        f"12:00:00 ambulance:las {ARRIVED}",
        "12:52:00 acute:rlh handover_accepted strands=CLIN",
    ).when_examined(handover_wait)
    found.then(("definite", 3120, 3120, "CLIN", "PLACE"))
    (finding,) = found.findings
    assert finding.found.limit_s == 2700
    assert "also passed: limit 30 min" in finding.found.sentence
    assert "60 min" not in finding.found.sentence
    assert [str(a) for a in finding.found.parties] == ["ambulance:las", "acute:rlh"]


def test_within_15_min_is_nothing() -> None:
    """14 min passes none."""
    given(
        f"12:00:00 ambulance:las {ARRIVED}", "12:14:00 acute:rlh handover_accepted strands=CLIN"
    ).when_examined(handover_wait).then_nothing()


def test_minutes_that_allow_both_are_possible() -> None:
    """12:00 to 12:15, each to the minute: 14:01 to 15:59 against 15 min."""
    found = given(
        f"12:00 ambulance:las {ARRIVED}", "12:15 acute:rlh handover_accepted strands=CLIN"
    ).when_examined(handover_wait)
    found.then(("possible", 841, 959, "CLIN", "PLACE"))
    assert "exact times" in found.findings[0].found.settle


def test_not_accepted_when_the_record_ends() -> None:
    """No acceptance is recorded by 12:40; the record of it would settle it."""
    found = given(f"12:00:00 ambulance:las {ARRIVED}").when_examined(
        handover_wait, until="12:40:00"
    )
    found.then(("definite", 2400, 2400, "CLIN", "PLACE"))
    assert found.findings[0].found.settle == ""
    assert [str(a) for a in found.findings[0].found.parties] == ["ambulance:las"]


def test_left_before_acceptance() -> None:
    """The person left after 20 min: a wait that ended without acceptance."""
    found = given(
        f"12:00:00 ambulance:las {ARRIVED}", "12:20:00 acute:rlh person_absconded"
    ).when_examined(handover_wait, until="13:00:00")
    found.then(("definite", 1200, 1200, "CLIN", "PLACE"))
    assert "ended without a recorded acceptance" in found.findings[0].found.sentence


def test_apron_and_entry_are_both_given() -> None:
    """Apron 12:00, entry 12:30, accepted 12:40: 40 min, and 10 min from the entry."""
    found = given(
        f"12:00:00 ambulance:las {ARRIVED} arrival_basis=apron",
        f"12:30:00 acute:rlh {ARRIVED} arrival_basis=entry",
        f"12:31:00 acute:rlh {ARRIVED}",
        f"12:32:00 acute:rlh {ARRIVED} arrival_basis=entry @subject=P2",
        "12:40:00 acute:rlh handover_accepted strands=CLIN",
    ).when_examined(handover_wait, until="12:41:00")
    found.then(("definite", 2400, 2400, "CLIN", "PLACE"))
    assert found.findings[0].found.sentence.endswith("; counted from the entry: 10 min")


def test_apron_and_entry_of_an_open_wait() -> None:
    """With no acceptance, both readings run to the end of the record."""
    found = given(
        f"12:00:00 ambulance:las {ARRIVED} arrival_basis=apron",
        f"12:30:00 acute:rlh {ARRIVED} arrival_basis=entry",
    ).when_examined(handover_wait, until="12:50:00")
    assert "counted from the entry: 20 min" in found.findings[0].found.sentence


BARE = "12:00:00 ambulance:las"
TAKEN = "12:52:00 acute:rlh handover_accepted strands=CLIN"


def test_who_runs_the_place_is_named_whoever_accepts() -> None:
    """The trust runs it, a nurse of another agency accepts; left before: the trust all the same."""
    found = given(f"{BARE} {ARRIVED} run_by=acute:kings", TAKEN).when_examined(handover_wait)
    assert list(map(str, found.findings[0].found.parties)) == ["ambulance:las", "acute:kings"]
    left = "12:52:00 acute:rlh person_absconded"
    found = given(f"{BARE} {ARRIVED} run_by=acute:kings", left).when_examined(handover_wait)
    assert list(map(str, found.findings[0].found.parties)) == ["ambulance:las", "acute:kings"]
    found = given(f"{BARE} {ARRIVED}", left).when_examined(handover_wait)
    assert list(map(str, found.findings[0].found.parties)) == ["ambulance:las"]


def test_one_reading_of_the_arrival_is_told_once() -> None:
    """At the door, and nothing of another reading; one before or after it is another arrival."""
    found = given(f"{BARE} {ARRIVED} arrival_basis=door", TAKEN).when_examined(handover_wait)
    sentence = found.findings[0].found.sentence
    assert "counted from" not in sentence
    assert sentence.endswith("incidents and one cannot be in breach of it") or "min" in sentence
    later = f"13:30:00 acute:rlh {ARRIVED} arrival_basis=entry"
    found = given(f"{BARE} {ARRIVED} arrival_basis=apron", TAKEN, later).when_examined(
        handover_wait
    )
    assert "counted from" not in found.findings[0].found.sentence


def test_readings_as_it_begins_and_as_it_ends_are_told() -> None:
    """In the queue in the same second; at the door as the handover is accepted."""
    found = given(
        f"{BARE} {ARRIVED} arrival_basis=apron",
        f"12:00:00 acute:rlh {ARRIVED} arrival_basis=queue",
        TAKEN,
        f"12:52:00 acute:rlh {ARRIVED} arrival_basis=door",
    ).when_examined(handover_wait)
    sentence = found.findings[0].found.sentence
    assert "; counted from the queue: 52 min" in sentence
    assert "; counted from the door: 0 s" in sentence
