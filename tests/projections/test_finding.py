"""What every finding is: its page, its id, its grade, and the words for its standard."""

import re

import pytest

from jointlog.domain.errors import NotFoundError
from jointlog.domain.incident import Order
from jointlog.domain.protocol import Mark
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import EvidenceGrade, Strand
from jointlog.projections.case import Question, examine
from jointlog.projections.finding import Detector, Grade, exceeds, judge, versus
from jointlog.projections.findings import TABLE, find
from jointlog.projections.findings.responsibility.held_by_nobody import held_by_nobody
from tests.grammar import at, given

PARTS = (
    "What it finds:",
    "Why it matters:",
    "When it is wrong to raise it:",
    "Example:",
    "Source:",
)
BLAME = re.compile(r"\b(failed|failure|should have|negligent|unlawful)\b", re.IGNORECASE)
DETAINED = "12:00:00 police:met s136_power_used"
LEFT = "13:00:00 police:met resource_left_scene"


@pytest.mark.parametrize("detector", TABLE, ids=lambda detector: detector.name)
def test_each_detector_has_a_page(detector: Detector) -> None:
    """A summary sentence and five paragraphs, in order, without blame."""
    page = detector.page
    places = [page.find(part) for part in PARTS]
    assert -1 not in places
    assert places == sorted(places)
    assert not BLAME.search(page)
    assert re.fullmatch(r"F-[A-Z]+-\d\d", detector.code)


def test_codes_and_names_are_distinct() -> None:
    """No two detectors share a code or a name."""
    assert len({detector.code for detector in TABLE}) == len(TABLE)
    assert len({detector.name for detector in TABLE}) == len(TABLE)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (61, 99, Grade.DEFINITE),
        (61, None, Grade.DEFINITE),
        (60, 61, Grade.POSSIBLE),
        (0, 60, None),
        (0, None, None),
    ],
)
def test_a_grade_is_true_for_all_or_some_orders(
    low: int, high: int | None, expected: Grade | None
) -> None:
    """Against a limit of 60 s; a length without upper bound is no evidence."""
    assert judge(Length(low, high), 60) is expected


def test_an_id_stays_while_its_first_entry_stands() -> None:
    """More entries change neither the id nor its form; the weakest evidence is inherited."""
    (first,) = held_by_nobody.find(given(DETAINED, LEFT).case(until="13:15"))
    more = given(DETAINED, LEFT, "13:10:00 acute:x handover_accepted strands=DET @evidence=hearsay")
    (later,) = held_by_nobody.find(more.case())
    assert first.id == later.id
    assert re.fullmatch(r"F-GAP-01\.[0-9a-f]{8}", first.id)
    assert (first.evidence, later.evidence) == (
        EvidenceGrade.CONTEMPORANEOUS,
        EvidenceGrade.HEARSAY,
    )
    assert first.standard_reference == ""
    assert first.protocol == "england@2026-03-01"


def test_a_standard_says_how_well_it_is_known() -> None:
    """A figure that is not confirmed is marked, beside the finding and in its words."""
    lines = given(
        "10:00:00 police:wmp information_requested to=mental_health:x urgency=urgent"
    ).case(until="11:00")
    (finding,) = [each for each in find(lines) if each.code == "F-INFO-04"]
    standard = finding.found.standard
    assert standard is not None
    assert standard.mark is not Mark.CONFIRMED
    assert finding.standard_reference == f"{standard.reference} [{standard.mark}]"
    assert versus(standard, 900) == (
        f"comparator 15 min ({standard.reference}, {standard.mark}: to be verified)"
    )
    law = next(each for each in lines.protocol if each.mark is Mark.CONFIRMED)
    assert "to be verified" not in versus(law, 60)
    run = next(run for run in lines.runs if run.standard is standard)
    assert exceeds(run, lines) is Grade.DEFINITE
    run.limit_s = None
    assert exceeds(run, lines) is None


def test_the_incident_chooses_its_protocol() -> None:
    """By its jurisdiction and first day; by name where asked; by the day recorded at worst."""
    assert given(f"{DETAINED} @jurisdiction=wales").case().protocol.name == "wales@2026-03-01"
    named = given(DETAINED).case(protocol="scotland@2020-01-01")
    assert named.protocol.name == "scotland@2020-01-01"
    assert given("unknown police:met s136_power_used").case().protocol.name == "england@2026-03-01"
    assert examine(()).incident == ""
    assert examine(()).protocol.name == "england@1970-01-01"
    with pytest.raises(NotFoundError):
        given(DETAINED).case(protocol="nowhere")


def test_a_question_chooses_the_view() -> None:
    """As recorded, until a moment, and as known by a moment."""
    entries = given(DETAINED, "11:00:00 police:met restraint_started", LEFT).entries
    recorded = examine(entries, Question(order=Order.RECORDED))
    assert [statement.version for statement in recorded.statements] == [1, 2, 3]
    until = examine(entries, Question(until_s=at("12:30")))
    assert [statement.version for statement in until.statements] == [2, 1]
    assert until.horizon.latest_s == at("12:30")
    known = examine(entries, Question(known_at_ms=entries[0].recorded_at_ms))
    assert list(known.by_version) == [1]
    assert [s.version for s in recorded.named("restraint_started")] == [2]


def test_a_case_gathers_spans_of_every_person() -> None:
    """Detention of both people, in the order of their pseudonyms."""
    case = given(f"{DETAINED} @subject=P2", DETAINED).case()
    assert [span.subject for span in case.spans(Strand.DET)] == ["P1", "P1", "P2", "P2"]


def test_detention_past_its_limit_is_lapsed() -> None:
    """Arrived on 27 February at 12:30: 24 h later detention is held by nobody, to the end."""
    lines = (
        "2026-02-27_12:00:00 police:met s136_power_used",
        "2026-02-27_12:30:00 police:met arrived_at_place_of_safety",
        "2026-03-01_12:30:00 police:met restraint_ended",
    )
    case = given(*lines).case()
    last = case.spans(Strand.DET)[-1]
    assert (last.state.value, last.start.window.earliest_s) == ("lapsed", at("12:30") - 86_400)
    given(*lines).when_examined(held_by_nobody).then(("definite", 86_400, 86_400, "DET"))
    ended = "2026-02-28_12:00:00 doctor:x detention_authority_ended how=discharged"
    assert given(*lines, ended).case().spans(Strand.DET)[-1].state.value == "not needed"
    late = ended.replace("2026-02-28_12", "2026-02-28_13")
    states = [span.state.value for span in given(*lines, late).case().spans(Strand.DET)]
    assert states == ["not needed", "held", "lapsed", "not needed"]
    handed = "2026-02-28_12:45:00 acute:x handover_accepted strands=DET"
    states = [span.state.value for span in given(*lines, handed).case().spans(Strand.DET)]
    assert states == ["not needed", "held", "lapsed"]
    before = "2026-02-28_12:10:00 acute:x handover_accepted strands=DET"
    states = [span.state.value for span in given(*lines, before).case().spans(Strand.DET)]
    assert states == ["not needed", "held", "held", "lapsed"]


def test_detention_possibly_past_its_limit_has_not_lapsed() -> None:
    """Arrived at 12:30 and ended at 12:30 the next day, to the minute: perhaps in time."""
    case = given(
        "2026-02-27_12:00 police:met s136_power_used",
        "2026-02-27_12:30 police:met arrived_at_place_of_safety",
        "2026-02-28_12:30 doctor:x detention_authority_ended how=discharged",
    ).case()
    states = [span.state.value for span in case.spans(Strand.DET)]
    assert states == ["not needed", "held", "not needed"]


def test_a_limit_without_detention_lapses_nothing() -> None:
    """An arrival is recorded, and that anybody was detained is not."""
    case = given(
        "2026-02-27_12:30:00 acute:x arrived_at_place_of_safety",
        "2026-03-01_12:30:00 police:met restraint_ended",
    ).case()
    assert case.spans(Strand.DET) == []
