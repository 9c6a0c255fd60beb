"""A wait has one length: each view and each finding that tells it tells the same."""

from collections.abc import Iterator

import pytest

from benchmarks.simulation import entries_of
from jointlog.domain import cases
from jointlog.domain.entry import Entry
from jointlog.domain.incident import Request
from jointlog.domain.incident.clocks import Run
from jointlog.domain.simulation import simulate
from jointlog.domain.time import Length
from jointlog.projections.case import Case, Question, examine
from jointlog.projections.finding import Finding, Grade
from jointlog.projections.findings import find
from jointlog.projections.lanes.drawing import Group, lanes
from jointlog.projections.overall import run_for, waited
from jointlog.projections.plain import timeline_plain
from jointlog.projections.replay.steps import steps
from jointlog.projections.rows import WaitRow, rows_of
from jointlog.projections.waits import waits
from tests.cases.checking import recorded
from tests.grammar import given

OF_A_WAIT = {"F-WAIT-01", "F-WAIT-03", "F-GAP-02", "F-INFO-04"}
"""They tell how long a request waited, where they end with what ended it."""
SIMULATED = 12


def incidents() -> Iterator[tuple[str, list[Entry]]]:
    """All cases of the project, and synthetic incidents."""
    for name in cases.names():
        yield name, recorded(cases.load(name))
    for incident in simulate(seed=3, count=SIMULATED):
        yield incident.id, entries_of(incident)


INCIDENTS = dict(incidents())


def told_everywhere(case: Case, request: Request) -> Iterator[tuple[str, Length]]:
    """Each place that tells how long the request waited, but findings."""
    at = case.timeline.requests.all.index(request)
    wait = waits(case)[at]
    yield "waits", wait.length
    plain = timeline_plain(case)["waits"][at]["length"]
    yield "timeline as JSON", Length(plain["min_s"], plain.get("max_s"))
    for step in steps(case):
        for each in step.waits:
            if each.request.version == request.version and each.is_ended:
                yield "replay", each.elapsed
    for lane in lanes(case).lanes:
        if lane.group is Group.WAITS:
            for bar in lane.bars:
                if bar.start.entries == request.start.entries and bar.label == wait.outcome:
                    yield "lanes", bar.length


def tells(finding: Finding, request: Request) -> bool:
    """Whether it tells how long the request waited, in every order."""
    found = finding.found
    begun = found.start.entries if found.start is not None else ()
    over = found.end.entries if found.end is not None else ()
    ended = request.end.entries if request.end is not None else ()
    is_it = finding.code in OF_A_WAIT and begun == request.start.entries and over == ended
    return is_it and found.grade is Grade.DEFINITE


@pytest.mark.parametrize("name", INCIDENTS)
def test_a_wait_has_one_length_wherever_it_is_told(name: str) -> None:
    """Lists, rows, lanes, replay, the timeline as JSON and the findings that are definite."""
    entries = INCIDENTS[name]
    case = examine(entries, Question())
    rows = {row.key: row for row in rows_of(entries) if isinstance(row, WaitRow)}
    findings = find(case)
    for request in case.timeline.requests.all:
        length = waited(case, request).length
        row = rows[str(request.event_id)]
        assert Length(row.min_s, row.max_s) == length
        for place, told in told_everywhere(case, request):
            assert told == length, place
        for finding in findings:
            if tells(finding, request):
                assert finding.found.length == length, finding.code


def test_what_bounds_a_wait_is_cited() -> None:
    """The journey began about 12:20, and no later than the arrival that says it followed: 12:18.

    Asked for at 12:00: 15 to 18 min, by the entry of the arrival.
    """
    case = given(
        "12:00:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las",
        "~12:20:00_±5_min police:met police_vehicle_conveyance_started reason_code=other",
        "12:18:00 police:met arrived_at_place_of_safety kind=emergency_department @caused_by=#2",
    ).case()
    (wait,) = waits(case)
    assert (wait.length.min_s, wait.length.max_s) == (900, 1080)
    assert wait.entries == (1, 2, 3)
    (finding,) = [each for each in find(case) if each.code == "F-WAIT-01"]
    assert finding.found.length == wait.length
    assert finding.found.entries == (1, 2, 3)


def test_what_bounds_nothing_is_not_cited() -> None:
    """The arrival at 12:40 is later than the journey can have begun: it bounds nothing."""
    case = given(
        "12:00:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las",
        "~12:20:00_±5_min police:met police_vehicle_conveyance_started reason_code=other",
        "12:40:00 police:met arrived_at_place_of_safety kind=emergency_department @caused_by=#2",
    ).case()
    (wait,) = waits(case)
    assert (wait.length, wait.entries) == (Length(900, 1500), (1, 2))


def test_an_earlier_entry_bounds_the_beginning() -> None:
    """Asked for about 12:00 and not before the call at 12:02 that led to it; there at 12:10."""
    case = given(
        "12:02:00 police:met contact_received channel=999 caller_kind=public",
        "~12:00:00_±5_min police:met assistance_requested kind=ambulance_treat @caused_by=#1",
        "12:10:00 ambulance:las resource_arrived_at_scene callsign=A1",
    ).case()
    (wait,) = waits(case)
    assert (wait.length, wait.entries) == (Length(300, 480), (2, 3, 1))


def test_a_wait_whose_end_depends_on_the_order_tells_every_length() -> None:
    """The crew came from 12:10 to 12:20, or police took the person away from 12:15 to 12:16.

    Attended from 10 to 16 min, or replaced from 15 to 16 min: 10 to 16 min.
    """
    case = given(
        "12:00:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las",
        "12:10:00/12:20:00 ambulance:las resource_arrived_at_scene callsign=A1",
        "12:15:00/12:16:00 police:met police_vehicle_conveyance_started reason_code=other",
    ).case()
    (wait,) = waits(case)
    assert wait.length == Length(600, 960)


def test_a_clock_has_one_length_too() -> None:
    """Each run of each case: at least as long, and no longer, in the shown order and the others."""
    runs: list[tuple[Case, Run]] = [
        (case, run)
        for entries in INCIDENTS.values()
        for case in [examine(entries)]
        for run in case.runs
    ]
    assert runs
    for case, run in runs:
        length, shown = run_for(case, run).length, run.length(case.horizon)
        if not case.ways.of(case):
            assert length == shown
