"""What is recorded of one person says nothing of another."""

from dataclasses import fields, replace
from typing import Any
from uuid import UUID, uuid5

import pytest

from jointlog.domain.entry import Entry, Envelope
from jointlog.projections.case import Question, examine
from jointlog.projections.finding import Detector, Finding
from jointlog.projections.findings import TABLE
from tests.grammar import Given
from tests.projections.findings.scenarios import Scenario, scenarios

GROUPS = ("responsibility", "waits")
DETECTORS = [each for each in TABLE if each.detect.__module__.split(".")[3] in GROUPS]
OTHER = "P9"
LINKS = [f.name for f in fields(Envelope) if "UUID" in str(f.type)]
"""What of an entry names another entry."""


def as_other(entries: tuple[Entry, ...], after: int) -> tuple[Entry, ...]:
    """The same entries about another person, recorded after the first ones."""
    ids = {each.event_id: uuid5(each.event_id, OTHER) for each in entries}
    return tuple(
        replace(
            each,
            event_id=ids[each.event_id],
            version=after + each.version,
            envelope=replace(each.envelope, subject=OTHER, **_links(each, ids)),
        )
        for each in entries
    )


def _links(entry: Entry, ids: dict[UUID, UUID]) -> dict[str, Any]:
    known = {name: getattr(entry.envelope, name) for name in LINKS}
    return {name: ids[link] for name, link in known.items() if link is not None}


def told(findings: list[Finding]) -> list[tuple[object, ...]]:
    """What is found of the first person, without words."""
    return [
        (f.found.grade, f.found.strands, f.found.start, f.found.length, f.found.parties)
        for f in findings
        if f.found.subject != OTHER
    ]


def is_of_one(scenario: Scenario) -> bool:
    """Whether its entries are of one person, and all that they name is among them."""
    ids = {each.event_id for each in scenario.entries}
    links = {getattr(each.envelope, name) for each in scenario.entries for name in LINKS}
    return links <= {None, *ids} and {e.envelope.subject for e in scenario.entries} == {"P1"}


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda each: each.name)
def test_what_is_recorded_of_another_person_changes_nothing(detector: Detector) -> None:
    """The first person's findings are the same as alone.

    Each incident of the detector's tests is examined with that of another test beside it, of a
    second person.
    """
    known = [each for each in scenarios(detector) if is_of_one(each)]
    for place, first in enumerate(known):
        alone = told(examined(first, first.entries))
        for step in (1, 2, 5):
            other = known[(place + step) % len(known)]
            both = (*first.entries, *as_other(other.entries, len(first.entries)))
            assert told(examined(first, both)) == alone, [each.fact for each in both]


def examined(scenario: Scenario, entries: tuple[Entry, ...]) -> list[Finding]:
    """What the rule finds in the entries, to the end of the scenario's own record."""
    alone = Given(scenario.entries).case(until=scenario.until, protocol=scenario.protocol)
    question = Question(until_s=alone.horizon.latest_s, protocol=alone.protocol.name)
    return list(scenario.detector.find(examine(entries, question)))
