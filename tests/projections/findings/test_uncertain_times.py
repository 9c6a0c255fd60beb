"""An uncertain time: definite is what holds whenever it was, and what can be is not left out."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from jointlog.domain.entry import Entry
from jointlog.domain.timetext import parse
from jointlog.projections.case import Question, examine
from jointlog.projections.finding import Detector, Finding, Grade
from jointlog.projections.findings import TABLE
from tests.grammar import DAY, Given
from tests.projections.findings.scenarios import Scenario, scenarios

GROUPS = ("responsibility", "waits")
APART = (
    *("F-GAP-01", "F-GAP-02", "F-GAP-04", "F-DISP-03", "F-PRES-01"),
    *("F-WAIT-01", "F-WAIT-04", "F-WAIT-05", "F-WAIT-06", "F-WAIT-08", "F-WAIT-14", "F-WAIT-16"),
)
"""Another time can make these another finding, or none: an order, a grace, a kind of call."""
DETECTORS = [
    each
    for each in TABLE
    if each.detect.__module__.split(".")[3] in GROUPS and each.code not in APART
]
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


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda each: each.name)
def test_definite_is_what_holds_whenever_it_was(detector: Detector) -> None:
    """What is definite is found at either end of the time and in the middle.

    And what is definite at one of them is at least possible. Each time of each incident of the
    detector's tests is made uncertain by 20 min either way, in turn.
    """
    for scenario in scenarios(detector):
        for place, each in enumerate(scenario.entries):
            window = each.envelope.occurred.window
            if window.latest_s - window.earliest_s < SHARP_S:
                check(scenario, place, window.earliest_s)


def check(scenario: Scenario, place: int, at_s: int) -> None:
    """Hold the uncertain time against three sharp ones."""
    alone = Given(scenario.entries).case(until=scenario.until, protocol=scenario.protocol)
    until_s = alone.horizon.latest_s + 2 * WIDE_S
    question = Question(until_s=until_s, protocol=alone.protocol.name)

    def found(text: str) -> list[Finding]:
        case = examine(timed(scenario.entries, place, text), question)
        return list(scenario.detector.find(case))

    wide = found(f"{clock(at_s - WIDE_S)}/{clock(at_s + WIDE_S)}")
    sharps = [found(clock(sharp_s)) for sharp_s in (at_s - WIDE_S, at_s, at_s + WIDE_S)]
    for sharp in sharps:
        assert sharp or not definite(wide), (scenario.entries[place].fact, definite(wide))
        assert wide or not definite(sharp), (scenario.entries[place].fact, definite(sharp))


def definite(findings: list[Finding]) -> list[str]:
    """The sentences of the definite ones."""
    return [each.found.sentence for each in findings if each.found.grade is Grade.DEFINITE]
