"""F-REC-01 and its traps."""

import pytest

from jointlog.projections.findings.record.late_entry import late_entry
from tests.grammar import given

DAY_S = 86_400
OLD = "2026-02-26_10:00:00 police:met restraint_started"
LIVE = tuple(f"{hour}:00 police:met observations_recorded taken=true" for hour in (10, 11, 12))


def test_first_written_long_after_is_found() -> None:
    """Happened on 1 March at 10:00:00, first written on 3 March at 10:00:00: 2 days."""
    found = given(
        "10:00:00 police:met restraint_started @first_written_at=2026-03-03_10:00:00"
    ).when_examined(late_entry)
    found.then(("definite", 2 * DAY_S, 2 * DAY_S))
    assert "first written down 2 d 00 h 00 min after" in found.findings[0].found.sentence


def test_perhaps_late_is_possible() -> None:
    """Written at noon on the day after some time of 1 March: 12 h to 36 h."""
    found = given(
        "2026-03-01 police:met restraint_started @first_written_at=2026-03-02_12:00:00"
    ).when_examined(late_entry)
    found.then(("possible", 43_201, 129_600))
    assert found.findings[0].found.settle


def test_late_among_entries_made_in_time_is_found() -> None:
    """Three live entries of four; the fourth was recorded 3 d 11 h 20 min later."""
    found = given(*LIVE, OLD).when_examined(late_entry)
    found.then(("definite", 300_004, 300_004))
    assert "is recorded in this log 3 d 11 h 20 min after" in found.findings[0].found.sentence
    given(*LIVE, OLD, OLD).when_examined(late_entry).then(
        ("definite", 300_004, 300_004), ("definite", 300_005, 300_005)
    )


@pytest.mark.parametrize(
    "lines",
    [
        (OLD,),
        (OLD, OLD, OLD),
        (*LIVE[:2], OLD),
        (*LIVE, OLD, OLD, OLD),
        (*LIVE, OLD.replace("police:met", "police:kent")),
        (*LIVE, OLD.replace("2026-02-26_10:00:00", "unknown")),
        ("2026-03-01 police:met restraint_started", *LIVE),
    ],
)
def test_a_record_gathered_afterwards_is_no_finding(lines: tuple[str, ...]) -> None:
    """No, too few or no majority of live entries of that agency; a time that is not known."""
    given(*lines).when_examined(late_entry).then_nothing()


@pytest.mark.parametrize(
    "line",
    [
        f"{OLD} @evidence=statement",
        f"{OLD} @evidence=hearsay",
        f"{OLD} @source=inquest_evidence",
        "2026-02-26_10:00 police:met entry_disputed position=x",
        (
            "2026-02-26_10:00 oversight:x call_information_found_inaccurate item=x"
            " @first_written_at=2026-03-03_10:00"
        ),
        f"{OLD} @first_written_at=2026-02-26_10:20",
    ],
)
def test_late_by_design_or_written_in_time_is_no_finding(line: str) -> None:
    """A statement, hearsay, evidence, a word about the record, a review; a notebook at the time."""
    given(*LIVE, line).when_examined(late_entry).then_nothing()


def test_a_reason_clears_it_and_an_empty_one_does_not() -> None:
    """Named by its id, or as what it follows from."""
    late = "20:00 police:met late_entry_made why_late='in hospital'"
    for how in ("late_entry=#4", "@caused_by=#4", "@replies_to=#4"):
        given(*LIVE, OLD, f"{late} {how}").when_examined(late_entry).then_nothing()
    blank = late.replace("'in hospital'", "' '")
    given(*LIVE, OLD, f"{blank} late_entry=#4").when_examined(late_entry).then(
        ("definite", 300_004, 300_004)
    )


def test_a_reason_outside_the_list_is_shown_and_clears_nothing() -> None:
    """Being busy is on no list: the finding stays, says so, and rests on what says it."""
    late = "20:00 police:met late_entry_made late_entry=#4 why_late="
    found = given(*LIVE, OLD, f"{late}busy", f"{late}'no time'").when_examined(late_entry)
    found.then(("definite", 300_004, 300_004))
    (only,) = found.findings
    assert only.found.sentence.endswith(
        'the reason recorded, "busy" and "no time", is not on the list of reasons'
    )
    assert only.found.entries == (4, 5, 6)
    given(*LIVE, OLD, f"{late}busy", f"{late}'system down: no radio'").when_examined(
        late_entry
    ).then_nothing()
