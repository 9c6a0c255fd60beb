"""Where to look first: the twenty minutes in which most of the gravest findings begin."""

from dataclasses import replace

import pytest

from jointlog.domain.incident import Bound
from jointlog.domain.time import FIRST_S, Window
from jointlog.projections.case import examine
from jointlog.projections.finding import Finding, Severity
from jointlog.projections.findings import find
from jointlog.projections.review.busiest import Busiest, busiest
from tests.grammar import at, entry

GAP = (
    "12:00 police:met s136_power_used limb=remove",
    "13:00 police:met responsibility_relinquished strand=DET",
    "13:30 acute:kings responsibility_accepted strand=DET",
)


def begins(clock: str, severity: Severity = Severity.S1, *, until: str = "") -> Finding:
    """A finding that begins then, or some time until then."""
    finding = next(iter(find(examine([entry(n, line) for n, line in enumerate(GAP, 1)]))))
    start = Bound(Window(at(clock), at(until or clock)), (1,))
    return replace(finding, severity=severity, found=replace(finding.found, start=start))


def test_most_of_the_gravest_in_twenty_minutes() -> None:
    """Of four S1 three begin from 14:00 to 14:20; five S2 elsewhere do not count; 14:21 is out."""
    found = [
        *(begins(clock) for clock in ("10:00", "14:00:30", "14:05", "14:20", "14:21")),
        *(begins("16:00", Severity.S2) for _ in range(5)),
    ]
    assert busiest(found) == Busiest(Window(at("14:00"), at("14:20")), Severity.S1, 3, 5)


def test_what_only_perhaps_begins_within_does_not_count() -> None:
    """14:00, and some time from 14:10 to 14:40: one S1 surely; the two S2 at 10:00 stand out."""
    found = [
        begins("14:00"),
        begins("14:10", until="14:40"),
        begins("10:00", Severity.S2),
        begins("10:20", Severity.S2),
    ]
    assert busiest(found) == Busiest(Window(at("10:00"), at("10:20")), Severity.S2, 2, 2)


@pytest.mark.parametrize(
    "clocks", [(), ("10:00",), ("10:00", "14:00"), ("10:00", "10:05", "11:59:59")]
)
def test_nothing_stands_out(clocks: tuple[str, ...]) -> None:
    """None, one, two apart, or all within two hours."""
    assert busiest([begins(clock) for clock in clocks]) is None


def test_what_has_no_time_of_its_own_is_left_out() -> None:
    """Without a begin, and with one before something only: neither is a place to look at."""
    found = begins("10:00")
    timeless = replace(found, found=replace(found.found, start=None))
    before = replace(found.found, start=Bound(Window(FIRST_S, at("10:00")), (1,)))
    rest = [begins(clock) for clock in ("10:00", "10:10", "14:00")]
    told = busiest([timeless, replace(found, found=before), *rest])
    assert told is not None
    assert (told.begin, told.of) == (2, 3)
