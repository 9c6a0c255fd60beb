"""An uncertain time: definite is what holds whenever it was, and what can be is not left out.

What may have happened by a vague time is more than what may have by a sharp one inside it. So what
is definite by the vague one is definite by each sharp one, and what is found by a sharp one is at
least possible by the vague one. A sharp time that breaks an order which the vague one leaves is not
inside it: what an entry follows cannot come after it, and who leaves has come.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from jointlog.domain.entry import Entry
from jointlog.domain.incident import Statement
from jointlog.domain.incident.beside import comes
from jointlog.domain.incident.footprints import leavers_of
from jointlog.domain.incident.links import causes_of
from jointlog.domain.time import Length
from jointlog.domain.timetext import parse
from jointlog.projections.case import Case, Question, examine
from jointlog.projections.finding import Detector, Finding, Grade
from jointlog.projections.findings import TABLE
from tests.grammar import DAY, Given
from tests.projections.findings.scenarios import Scenario, scenarios

GROUPS = ("responsibility", "waits")
APART = {
    "F-WAIT-15": "a length that begins at nothing is not told: the call may be of the arrival",
}
"""Why the law does not hold of these."""
DETECTORS = [each for each in TABLE if each.detect.__module__.split(".")[3] in GROUPS]
WIDE_S = 1200
SHARP_S = 60


def clock(at_s: int) -> str:
    """A time to the second, as entries write it."""
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%d %H:%M:%S")


def timed(entries: tuple[Entry, ...], place: int, text: str) -> tuple[Entry, ...]:
    """The entries with another time for one of them."""
    occurred = parse(text, zone="UTC", on=DAY)
    envelope = replace(entries[place].envelope, occurred=occurred)
    return (*entries[:place], replace(entries[place], envelope=envelope), *entries[place + 1 :])


@pytest.mark.parametrize(
    "detector",
    [each for each in DETECTORS if each.code not in APART],
    ids=lambda each: each.name,
)
def test_definite_is_what_holds_whenever_it_was(detector: Detector) -> None:
    """A vaguer time never makes a finding more sure, and never hides one.

    Each time of each incident of the detector's tests is made uncertain by 20 min either way, in
    turn, and held against its two ends and its middle.
    """
    assert list(breaks(detector)) == []


@pytest.mark.parametrize("code", APART)
def test_what_stands_apart_breaks_the_law(code: str) -> None:
    """A code that keeps the law stands apart no longer."""
    (detector,) = (each for each in DETECTORS if each.code == code)
    assert next(breaks(detector), None) is not None


def breaks(detector: Detector) -> Iterator[str]:
    """What breaks the law in the incidents of the detector's tests, in words."""
    for scenario in scenarios(detector):
        for place, each in enumerate(scenario.entries):
            window = each.envelope.occurred.window
            if window.latest_s - window.earliest_s < SHARP_S:
                yield from _breaks(scenario, place, window.earliest_s)


def _breaks(scenario: Scenario, place: int, at_s: int) -> Iterator[str]:
    """Hold the uncertain time against three sharp ones."""
    alone = Given(scenario.entries).case(until=scenario.until, protocol=scenario.protocol)
    until_s = max(alone.horizon.latest_s, at_s) + 2 * WIDE_S
    question = Question(until_s=until_s, protocol=alone.protocol.name)

    def found(text: str) -> tuple[Case, list[Finding]]:
        case = examine(timed(scenario.entries, place, text), question)
        return case, list(scenario.detector.find(case))

    case, wide = found(f"{clock(at_s - WIDE_S)}/{clock(at_s + WIDE_S)}")
    for sharp_s in (at_s - WIDE_S, at_s, at_s + WIDE_S):
        inside, sharp = found(clock(sharp_s))
        if is_one_of_its_worlds(inside.statements, case.statements):
            entry = f"{scenario.entries[place].fact} at {clock(sharp_s)}: "
            yield from (entry + each for each in _more_sure(wide, sharp))
            yield from (entry + each for each in _hidden(wide, sharp))


def _more_sure(wide: Sequence[Finding], sharp: Sequence[Finding]) -> Iterator[str]:
    """What is definite by the vague time, and not by the sharp one."""
    surely = [each for each in sharp if each.found.grade is Grade.DEFINITE]
    for each in wide:
        if each.found.grade is Grade.DEFINITE and not any(_is_told(each, surely, is_wide=True)):
            yield f"not so: {each.found.sentence}"


def _hidden(wide: Sequence[Finding], sharp: Sequence[Finding]) -> Iterator[str]:
    """What is found by the sharp time, and not by the vague one.

    A length without an upper bound is no evidence (`finding.judge`), so by it nothing is hidden.
    """
    told = [each for each in wide if each.found.grade is not Grade.INDETERMINATE]
    for each in sharp:
        length = each.found.length
        is_endless = length is not None and length.max_s is None
        is_said = each.found.grade is not Grade.INDETERMINATE and not is_endless
        if is_said and not any(_is_told(each, told, is_wide=False)):
            yield f"hidden: {each.found.sentence}"


def _is_told(one: Finding, others: Iterable[Finding], *, is_wide: bool) -> Iterator[bool]:
    """Whether each of the others says the same of the same person and responsibility.

    One between the same entries has its length inside that of the vague time; one that another
    entry begins or ends is the same find under another key.
    """
    for other in others:
        a, b = one.found, other.found
        is_same = a.subject == b.subject and bool(
            set(a.strands) & set(b.strands) or not a.strands or not b.strands
        )
        bounds = [
            tuple(bound.entries if bound is not None else () for bound in (each.start, each.end))
            for each in (a, b)
        ]
        lengths = (b.length, a.length) if is_wide else (a.length, b.length)
        yield is_same and (bounds[0] != bounds[1] or _is_inside(*lengths))


def _is_inside(inner: Length | None, outer: Length | None) -> bool:
    if inner is None or outer is None:
        return True  # one of them tells no length
    ends = outer.max_s is None or (inner.max_s is not None and inner.max_s <= outer.max_s)
    return outer.min_s <= inner.min_s and ends


def is_one_of_its_worlds(sharp: Sequence[Statement], wide: Sequence[Statement]) -> bool:
    """Whether the sharp times keep the orders that the vague ones leave."""
    return _orders(wide) <= _orders(sharp) and _comings(wide) == _comings(sharp)


def _orders(statements: Sequence[Statement]) -> set[tuple[int, int]]:
    """Each entry with what it follows by its own words, at any remove, where the times allow it."""
    by_id = {each.entry.event_id: each for each in statements}
    found: set[tuple[int, int]] = set()
    for each in statements:
        open_now, seen = [each], {each.version}
        while open_now:
            causes = (by_id.get(name) for name in causes_of(open_now.pop()))
            more = [cause for cause in causes if cause is not None and cause.version not in seen]
            seen |= {cause.version for cause in more}
            open_now += more
        found |= {
            (other.version, each.version)
            for other in statements
            if other.version in seen and _may_precede(other, each)
        }
    return found


def _may_precede(one: Statement, other: Statement) -> bool:
    return one.window.earliest_s <= other.window.latest_s


def _comings(statements: Sequence[Statement]) -> dict[int, bool]:
    """For each leaving, whether the agency can have come before."""
    return {
        left.version: any(
            comes(each)
            and each is not left
            and each.subject == left.subject
            and each.actor.matches(leaver)
            and _may_precede(each, left)
            for each in statements
        )
        for left in statements
        for leaver in leavers_of(left)
    }
