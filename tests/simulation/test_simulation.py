"""Practice data with known truth: what is made, and what the engine finds in it."""

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import NoReturn

import pytest
from click.testing import CliRunner

from benchmarks.simulation import CODES, HONEST, Score, entries_of, matched, report, units, weigh
from jointlog.cli.main import cli
from jointlog.domain import simulation
from jointlog.domain.decide import check_permission
from jointlog.domain.simulation import Holder, Incident, Seen, Truth, Wait, simulate
from jointlog.domain.simulation.plan import Handover, Ride
from jointlog.domain.simulation.writing import Habit, written
from jointlog.domain.statement import draft_of
from jointlog.domain.store.log import open_log
from jointlog.domain.timetext import parse
from jointlog.projections.case import examine
from jointlog.projections.finding import Grade

SEED, COUNT = 1, 200
SURE = ("F-GAP-01", "F-GAP-03", "F-WAIT-03", "F-RST-02")
TURNED_DOWN = (Ride.DECLINED, Ride.CANCELLED)


@cache
def incidents() -> tuple[Incident, ...]:
    """The incidents that these tests look at."""
    return tuple(simulate(seed=SEED, count=COUNT))


def graded(*codes: str) -> Iterator[tuple[Incident, Truth | None, Grade | None]]:
    """Each truth of the codes with the grade of its find, then the finds that say nothing true."""
    for incident in incidents():
        if HONEST in incident.features:
            continue
        found = [u for u in units(examine(entries_of(incident))) if u.code in codes]
        truths = [truth for truth in incident.truths if truth.code in codes]
        for truth, unit in matched(truths, found):
            yield incident, truth, None if unit is None else unit.grade
        for unit in found:
            yield incident, None, unit.grade


def test_same_seed_same_incidents() -> None:
    """A seed gives the same incidents, whole or from the middle; another seed gives others."""
    again = tuple(simulate(seed=SEED, count=5, first=10))
    assert [each.lines() for each in again] == [each.lines() for each in incidents()[10:15]]
    assert [each.answers() for each in again] == [each.answers() for each in incidents()[10:15]]
    assert next(simulate(seed=2, count=1)).lines() != incidents()[0].lines()


def test_every_draft_is_permitted_and_readable() -> None:
    """Each statement reads as its draft by the one strict reader, and its agency may record it."""
    for incident in incidents():
        for each in incident.stated:
            assert draft_of(each.plain, incident=None, new_id=never) == each.draft
            check_permission(each.draft, each.agency)


def never() -> NoReturn:
    """No statement comes without an id."""
    raise AssertionError


def test_ids_are_unique() -> None:
    """No two statements share an event id."""
    ids = [each.draft.event_id for incident in incidents() for each in incident.stated]
    assert len(set(ids)) == len(ids)


def test_truth_lies_inside_the_incident() -> None:
    """Every truth, wait and holder begins and ends within its incident, in that order."""
    for incident in incidents():
        made: list[Truth | Wait | Holder] = [*incident.truths, *incident.waits]
        for each in (*made, *incident.holders):
            assert incident.start_s <= each.start_s <= each.end_s <= incident.end_s, each


def test_holders_of_a_strand_do_not_overlap() -> None:
    """One agency at a time truly holds detention, supervision, care, assessment and the bed."""
    for incident in incidents():
        by_strand: dict[tuple[str, str], int] = {}
        for holder in incident.holders:
            key = (holder.subject, holder.strand)
            assert by_strand.get(key, 0) <= holder.start_s, holder
            by_strand[key] = holder.end_s


def test_true_gap_is_a_time_without_holder() -> None:
    """A real gap of detention or supervision is a stretch in which nobody truly held it."""
    for incident in incidents():
        free = {(h.subject, h.strand, h.start_s) for h in incident.holders if not h.holder}
        for truth in incident.truths:
            if truth.code == "F-GAP-01" and truth.real and truth.strand in ("DET", "SAFE"):
                assert (truth.subject, truth.strand, truth.start_s) in free, truth


def test_what_happens_varies() -> None:
    """Among the incidents is each special feature, each end of a handover and of a request."""
    features = {feature for each in incidents() for feature in each.features}
    assert features >= {
        "clock-change night",
        "declared skew",
        "late entries",
        "one agency's record came after the others'",
        "two people",
        "undeclared skew",
        "unlinked",
    }
    why = {truth.why for each in incidents() for truth in each.truths}
    assert why >= {*Handover, *Ride, "acceptance not recorded", "departure not recorded"}
    assert {truth.seen for each in incidents() for truth in each.truths} == set(Seen)


def test_import_round_trip(tmp_path: Path) -> None:
    """Twenty incidents written by the command are posted to a log, and come back as written."""
    done = CliRunner().invoke(
        cli, ["simulate", "--seed", "1", "--count", "20", "--output", str(tmp_path)]
    )
    assert done.exit_code == 0, done.output
    lines = (tmp_path / "statements.jsonl").read_text("utf-8").splitlines()
    truths = (tmp_path / "truth.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in truths] == [each.answers() for each in incidents()[:20]]
    assert f"20 incidents with {len(lines)} statements" in done.output
    with open_log(":memory:") as log:
        for incident in incidents()[:20]:
            for draft, agency in incident.drafts:
                log.post(draft, agency, now_ms=1_800_000_000_000)
        assert log.head() == len(lines)
        kept = log.entries(incidents()[0].id)
    assert [entry.envelope for entry in kept] == [d.envelope for d, _ in incidents()[0].drafts]


def test_import_reads_the_lines(tmp_path: Path) -> None:
    """``jointlog import`` records every line of the file, without truth where none is asked."""
    file, log = tmp_path / "s.jsonl", str(tmp_path / "log.sqlite")
    run = CliRunner().invoke
    assert run(cli, ["simulate", "--count", "2", "--output", str(file)]).exit_code == 0
    assert list(tmp_path.iterdir()) == [file]
    truth = tmp_path / "t.jsonl"
    asked = ["simulate", "--count", "2", "--output", str(file), "--truth", str(truth)]
    assert run(cli, asked).exit_code == 0
    assert len(truth.read_text("utf-8").splitlines()) == 2
    done = run(cli, ["import", str(file), "--database", log])
    assert done.exit_code == 0, done.output
    assert f"{len(file.read_text().splitlines())} recorded" in done.output


def test_every_definite_truth_is_found() -> None:
    """Where the clocks are honest, what the record shows for sure is found as definite.

    Where the orders are too many to look at each, nothing is definite (decision 0010): at most one
    incident in a hundred, and there it is found as possible.
    """
    missed = [
        (incident, grade)
        for incident, truth, grade in graded(*SURE)
        if truth and truth.seen is Seen.DEFINITE and grade is not Grade.DEFINITE
    ]
    too_many = {incident.id for incident, _ in missed if not has_each_order(incident)}
    assert [incident.id for incident, _ in missed if incident.id not in too_many] == []
    assert {grade for _, grade in missed} <= {Grade.POSSIBLE}
    assert len(too_many) <= len(incidents()) // 100


def has_each_order(incident: Incident) -> bool:
    """Whether each admissible order of the incident is looked at."""
    case = examine(entries_of(incident))
    orders = case.ways.orders_of(case)
    return orders is None or orders.is_complete


def test_ambulance_that_never_came_is_found() -> None:
    """Where nobody turned the request down, an ambulance that never came is found as definite."""
    found = [(t, g) for _, t, g in graded("F-WAIT-01") if t and t.why not in TURNED_DOWN]
    assert len(found) > 10
    assert {grade for _, grade in found} == {Grade.DEFINITE}


def test_ambulance_turned_down_is_found() -> None:
    """An ambulance that was declined or cancelled, and never came, is found as definite."""
    found = [(t, g) for _, t, g in graded("F-WAIT-01") if t and t.why in TURNED_DOWN]
    assert {grade for _, grade in found} == {Grade.DEFINITE}


def test_no_false_definite() -> None:
    """Where the clocks are honest, no find is definite that the record does not make sure."""
    false = [
        (incident.id, truth)
        for incident, truth, grade in graded(*SURE, "F-WAIT-01")
        if grade is Grade.DEFINITE and (truth is None or truth.seen is not Seen.DEFINITE)
    ]
    assert false == []


def test_the_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """The benchmark prints one line a finding, and each difference with its cause."""
    scores = {code: Score() for code in (*CODES, "waits")}
    for incident in incidents()[:20]:
        weigh(incident, scores, Score().counts)
    report(SEED, 20, scores, Score().counts)
    told = capsys.readouterr().out
    assert all(f"| {code} |" in told for code in CODES)


@pytest.mark.parametrize("form", ["zone", "offset", "utc"])
def test_written_time_allows_for_the_instant(form: str) -> None:
    """An honest clock writes what the instant lies in, also in the hour that occurs twice."""
    rng = Random(3)  # noqa: S311 - a test
    for at_s in range(1_729_980_000, 1_730_000_000, 617):
        for vague in (0, 100):
            for to_second in (True, False):
                habit = Habit(form, to_second=to_second, vague_percent=vague)
                window = parse(written(rng, habit, at_s)).window
                assert window.earliest_s <= at_s <= window.latest_s


def test_generator_knows_no_detector() -> None:
    """No module of the generator imports the fold or the projections."""
    for file in Path(simulation.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert "incident" not in (node.module or ""), file
                assert "projections" not in (node.module or ""), file
