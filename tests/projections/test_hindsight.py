"""Hindsight: what later entries changed, and what was known then."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as forall
from hypothesis import strategies as st

from jointlog.domain.entry import Entry
from jointlog.domain.errors import MalformedError
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import Agency
from jointlog.projections.case import Question, examine
from jointlog.projections.finding import Finding
from jointlog.projections.findings import find
from jointlog.projections.findings.responsibility.held_by_nobody import held_by_nobody
from jointlog.projections.review import hindsight as module
from jointlog.projections.review.hindsight import (
    AsKnown,
    Change,
    Shift,
    hindsight,
    variants,
    variants_of,
)
from tests.grammar import at, given

ONLY = (held_by_nobody,)
AMENDED = "15:00 police:met entry_amended field=occurred new='2026-03-01 13:05:00 UTC' @corrects=#2"
HELD = "12:00:00 police:met s136_power_used limb=remove"
LEFT = "13:00:00 police:met resource_left_scene reason=other"
LATER = "13:15:00 police:met intelligence_check_performed"
TAKEN = "13:10:00 acute:kings responsibility_accepted strand=DET"


def recorded(*pairs: tuple[str, str]) -> tuple[Entry, ...]:
    """Entries, each with the clock time at which this log recorded it."""
    entries = given(*(line for _, line in pairs)).entries
    return tuple(
        replace(entry, recorded_at_ms=at(clock) * 1000)
        for entry, (clock, _) in zip(entries, pairs, strict=True)
    )


def shifts(entries: tuple[Entry, ...], start: str, end: str) -> list[Shift]:
    """The changes of detention's gaps between two clock times."""
    found = hindsight(entries, at(start) * 1000, at(end) * 1000, detectors=ONLY)
    return [shift for shift in found if "DET" in shift.finding.found.strands]


def shown(found: list[Shift]) -> list[tuple[Change, list[int]]]:
    """Each change with the versions of the entries it rests on."""
    return [(shift.change, [cause.version for cause in shift.causes]) for shift in found]


def test_a_finding_appears_with_the_entry_that_shows_it() -> None:
    """Police leave at 13:00 and the record goes on to 13:15: the gap appears with that entry."""
    entries = recorded(("12:00", HELD), ("13:00", LEFT), ("13:20", LATER))
    (shift,) = shifts(entries, "12:30", "14:00")
    assert (shift.change, shift.before, shift.finding) == (Change.APPEARED, None, shift.after)
    (cause,) = shift.causes
    assert (cause.version, str(cause.agency), cause.event, cause.recorded_at_ms) == (
        3,
        "police:met",
        "intelligence_check_performed",
        at("13:20") * 1000,
    )
    assert not shift.is_halved


def test_a_finding_shortens_then_vanishes() -> None:
    """15 min open; an acceptance at 13:10 recorded late makes it 10 min; one at 13:00 ends it."""
    entries = recorded(
        ("12:00", HELD),
        ("13:00", LEFT),
        ("13:20", LATER),
        ("15:00", TAKEN),
        ("16:00", "13:00:00 acute:kings responsibility_accepted strand=DET"),
    )
    short = shifts(entries, "14:00", "15:00")
    assert shown(short) == [(Change.SHORTENED, [4])]
    gone = shifts(entries, "15:00", "16:00")
    assert shown(gone) == [(Change.VANISHED, [5])]
    assert gone[0].finding is gone[0].before


def test_a_finding_lengthens_with_each_entry_that_prolongs_the_record() -> None:
    """The record's end moves from 13:15 to 13:40 by two entries: both are named."""
    entries = recorded(
        ("12:00", HELD),
        ("13:00", LEFT),
        ("13:20", LATER),
        ("13:30", "13:30:00 police:met intelligence_check_performed"),
        ("13:35", "12:30:00 police:met intelligence_check_performed"),
        ("13:40", "13:40:00 police:met intelligence_check_performed"),
    )
    assert shown(shifts(entries, "13:25", "14:00")) == [(Change.LENGTHENED, [4, 6])]


def test_a_grade_changes_and_a_length_is_known_better() -> None:
    """Left between 13:00 and 13:20; amended to 13:05: possible to definite, [0, 20] to 10 min."""
    entries = recorded(
        ("12:00", HELD),
        ("13:00", "13:00:00/13:20:00 police:met resource_left_scene reason=other"),
        ("13:20", LATER),
        ("15:00", AMENDED),
    )
    (length, grade) = shifts(tuple(entries[:3]) + _at_end(entries), "14:00", "15:00")
    assert (length.change, grade.change) == (Change.NARROWED, Change.GRADED)
    assert [cause.version for cause in grade.causes] == [4]


def _at_end(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The correction, made to say that it happened when the record ends: it prolongs nothing."""
    last = entries[-1]
    occurred = entries[2].envelope.occurred
    return (replace(last, envelope=replace(last.envelope, occurred=occurred)),)


def test_an_entry_that_changes_no_finding_is_no_shift() -> None:
    """An entry about noon, recorded later, changes nothing."""
    entries = recorded(
        ("12:00", HELD),
        ("13:00", LEFT),
        ("13:20", LATER),
        ("15:00", "12:10:00 police:met intelligence_check_performed"),
    )
    assert shifts(entries, "14:00", "16:00") == []


def test_too_many_entries_are_halved(monkeypatch: pytest.MonkeyPatch) -> None:
    """With more entries than steps allowed one cause is found by halving, and it says so."""
    monkeypatch.setattr(module, "STEPS_MAX", 2)
    noise = [("13:00", "12:10:00 police:met intelligence_check_performed")] * 5
    entries = recorded(
        ("12:00", HELD), ("12:10", LEFT), *noise, ("13:20", LATER), *[("14:00", noise[0][1])] * 5
    )
    (shift,) = shifts(entries, "12:20", "14:00")
    assert shift.is_halved
    assert [cause.version for cause in shift.causes] == [8]


def test_the_earlier_moment_comes_first() -> None:
    """From 13:00 to 12:00 is refused."""
    with pytest.raises(MalformedError):
        hindsight((), 1, 0)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (Length(10, 20), Length(10, 30), Change.LENGTHENED),
        (Length(10, 20), Length(10, None), Change.LENGTHENED),
        (Length(10, None), Length(10, 20), Change.SHORTENED),
        (Length(10, 20), Length(12, 18), Change.NARROWED),
        (Length(10, 20), Length(5, 30), Change.WIDENED),
        (Length(10, 20), Length(10, 20), None),
        (None, Length(10, 20), None),
        (Length(10, 20), None, None),
    ],
)
def test_how_a_length_changes(
    before: Length | None, after: Length | None, change: Change | None
) -> None:
    """Both ends up is longer, both down shorter, inwards narrower, outwards wider."""
    assert module._length_change(before, after) is change


def variant(entries: tuple[Entry, ...]) -> AsKnown:
    """The variants of the one gap in detention."""
    return variants(entries, gap(entries), detectors=ONLY)


def gap(entries: tuple[Entry, ...]) -> Finding:
    """The one gap in detention."""
    (found,) = (f for f in find(examine(entries), ONLY) if "DET" in f.found.strands)
    return found


def test_as_known_then_and_later_are_the_same_in_a_record_kept_at_the_time() -> None:
    """Everything was recorded within the gap: nothing differs, and what came later is not named."""
    entries = recorded(("12:00", HELD), ("13:00", LEFT), ("13:10", TAKEN), ("13:20", LATER))
    found = variant(entries)
    assert not found.differs
    assert found.then == found.later
    assert found.unwritten == ()
    assert found.at_s == at("13:10:00")


def test_a_departure_recorded_later_was_not_known_then() -> None:
    """Police left at 13:00, recorded at 18:00: at 13:10 the log showed no gap."""
    entries = recorded(("12:00", HELD), ("18:00", LEFT), ("13:10", TAKEN))
    found = variant(entries)
    assert (found.then, found.changes) == (None, (Change.APPEARED,))
    assert found.unwritten == (2,)


def test_a_notebook_made_at_the_time_was_known_then() -> None:
    """The same departure, first written at 13:01: it was known, though typed at 18:00."""
    entries = recorded(
        ("12:00", HELD), ("18:00", f"{LEFT} @first_written_at=13:01:00"), ("13:10", TAKEN)
    )
    assert not variant(entries).differs


def test_what_is_first_written_after_the_end_was_not_known_then() -> None:
    """Recorded at once but first written at 14:00 (a wrong clock): what is written counts."""
    entries = recorded(
        ("12:00", HELD), ("13:00", f"{LEFT} @first_written_at=14:00:00"), ("13:10", TAKEN)
    )
    assert variant(entries).then is None


def test_in_a_log_made_afterwards_the_evidence_grade_decides() -> None:
    """All posted the next evening: a contemporaneous source was in writing, a retrospective not.

    Of a statement nothing says when it was first written: no difference rests on it.
    """
    lines = [("21:00", HELD), ("21:00", LEFT), ("21:00", TAKEN)]
    found = variant(recorded(*lines))
    assert (found.differs, found.unwritten, found.untold) == (False, (), ())
    lines[1] = ("21:00", f"{LEFT} @evidence=retrospective")
    found = variant(recorded(*lines))
    assert (found.then, found.unwritten) == (None, (2,))
    lines[1] = ("21:00", f"{LEFT} @evidence=statement")
    found = variant(recorded(*lines))
    assert (found.differs, found.untold) == (False, (2,))


def test_an_open_finding_is_compared_at_the_end_of_the_record() -> None:
    """Open at 13:15: both variants run to 13:15, and the entry recorded later changes nothing."""
    entries = recorded(("12:00", HELD), ("13:00", LEFT), ("18:00", LATER))
    found = variant(entries)
    assert (found.at_s, found.differs) == (at("13:15:00"), False)
    assert found.later.found.length == Length(900, 900)


def test_a_record_without_an_end_has_one_variant() -> None:
    """Nothing bounds the record: there is no moment to ask for."""
    entries = recorded(("12:00", HELD), ("13:00", LEFT), ("13:20", LATER))
    found = gap(entries)
    timeless = recorded(("12:00", "unknown police:met s136_power_used limb=remove"))
    assert not variants(timeless, found, detectors=ONLY).differs


LINES = (
    HELD,
    LEFT,
    LATER,
    TAKEN,
    "13:00:00 acute:kings responsibility_accepted strand=DET",
    "13:40 police:met intelligence_check_performed",
    "~13:05 acute:kings responsibility_relinquished strand=DET",
    "13:30 police:met entry_retracted why=untrue @corrects=#2",
)


@forall(st.permutations(range(12, 20)), st.integers(11, 20), st.integers(0, 9))
@settings(deadline=None, max_examples=60)
def test_shifts_agree_with_the_findings_at_both_moments(
    hours: list[int], start: int, more: int
) -> None:
    """Before, less what vanished, plus what appeared, is after; and from T to T is nothing."""
    entries = recorded(*((f"{hour}:00", line) for hour, line in zip(hours, LINES, strict=True)))
    end = min(23, start + more)
    from_ms, to_ms = (at(f"{hour}:00") * 1000 for hour in (start, end))
    assert hindsight(entries, to_ms, to_ms, detectors=ONLY) == []
    before, after = (
        {f.id for f in find(examine(entries, Question(known_at_ms=moment)), ONLY)}
        for moment in (from_ms, to_ms)
    )
    made = hindsight(entries, from_ms, to_ms, detectors=ONLY)
    appeared = {shift.finding.id for shift in made if shift.change is Change.APPEARED}
    vanished = {shift.finding.id for shift in made if shift.change is Change.VANISHED}
    assert (before - vanished) | appeared == after
    assert appeared == after - before
    assert vanished == before - after
    for shift in made:
        assert shift.causes
        assert all(from_ms < cause.recorded_at_ms <= to_ms for cause in shift.causes)
        assert all(isinstance(cause.agency, Agency) for cause in shift.causes)


@forall(st.permutations(range(12, 20)))
@settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_cannot_matter_is_not_examined_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, hours: list[int]
) -> None:
    """Both variants are the same whether every finding is examined again or only where it may."""
    entries = recorded(*((f"{hour}:00", line) for hour, line in zip(hours, LINES, strict=True)))
    case = examine(entries)
    found = find(case, ONLY)
    quick = variants_of(case, found, ONLY)
    with monkeypatch.context() as patched:
        patched.setattr(module, "_is_same", lambda _then, _later: False)
        full = variants_of(case, found, ONLY)
    assert [(k.changes, k.unwritten, k.untold) for k in quick] == [
        (k.changes, k.unwritten, k.untold) for k in full
    ]


def test_variants_of_what_was_known_use_no_later_entry() -> None:
    """Seen as known at 13:05, what was recorded at 18:00 is in neither variant."""
    entries = recorded(("12:00", HELD), ("13:00", LEFT), ("18:00", TAKEN))
    case = examine(entries, Question(known_at_ms=at("13:05") * 1000))
    for known in variants_of(case, find(case, ONLY), ONLY):
        assert 3 not in known.unwritten
        assert not known.differs
