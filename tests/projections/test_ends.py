"""Ends of bars: what goes on has no edge there, and no text stands over another."""

from itertools import combinations

from jointlog.domain.cases import load, names
from jointlog.domain.time import Window
from jointlog.projections.case import Case, examine
from jointlog.projections.lanes.drawing import lanes
from jointlog.projections.lanes.labels import LETTER_PX
from jointlog.projections.lanes.shapes import WIDE_PX, Row, Shape, picture
from jointlog.projections.lanes.standing import standing
from tests.cases.checking import recorded
from tests.grammar import at, given

POWER = "12:00 police:met s136_power_used limb=remove"
LEFT = "13:00 police:met resource_left_scene reason=other"
TAKEN = "14:00 police:met s136_power_used limb=remove"
NOTED = "15:00 police:met resource_arrived_at_scene"


def rows(case: Case, window: Window | None = None) -> list[Row]:
    """Every lane as it is drawn."""
    drawn = lanes(case, window)
    shown = picture(drawn, drawn.clock, case.horizon, lambda bar: bar.id)
    return [row for section in shown.sections for row in section.rows]


def detention(case: Case, window: Window | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """The bars of its lane: what each is, and how its pieces fade or go on."""
    (row,) = (row for row in rows(case, window) if row.name == "Detention")
    return [(s.kind, [(p.fade, p.onward) for p in s.pieces]) for s in row.shapes]


def test_a_gap_that_goes_on_has_no_edge_at_the_end_of_the_record() -> None:
    """Held 12:00 to 13:00, nobody until the record ends at 15:00: it fades behind that."""
    assert detention(given(POWER, LEFT, NOTED).case()) == [
        ("held", [("", "")]),
        ("gap", [("", "r"), ("out", "")]),
    ]


def test_what_goes_on_outside_the_window_has_no_edge_there() -> None:
    """Of 12:00, 13:00 and 14:00 the window of 12:30 to 13:30 has only the 13:00."""
    case = given(POWER, LEFT, TAKEN, NOTED).case()
    assert detention(case, Window(at("12:30"), at("13:30"))) == [
        ("held", [("", "l")]),
        ("gap", [("", "r")]),
    ]
    assert detention(case, Window(at("13:10"), at("13:30"))) == [("gap", [("", "lr")])]


def test_an_uncertain_end_fades_without_an_edge() -> None:
    """Held from 12:00 to between 13:00 and 13:20: sure until 13:00, fading from then."""
    case = given(POWER, LEFT.replace("13:00", "13:00/13:20"), TAKEN, NOTED).case()
    assert detention(case)[0] == ("held", [("", "r"), ("out", "")])


def test_the_file_draws_the_edges_that_there_are() -> None:
    """A rectangle without edge, and over it the edges: three sides, or above and below."""
    case = given(POWER, LEFT, TAKEN, NOTED).case()
    whole = standing(lanes(case), case.horizon, "x")
    assert whole.count('class="e"') == sum(
        bool(piece.onward) for row in rows(case) for s in row.shapes for piece in s.pieces
    )
    part = standing(lanes(case, Window(at("13:10"), at("13:30"))), case.horizon, "x")
    assert "m0 24h-" in part


def test_the_limit_of_a_clock_that_began_at_an_unknown_time_is_not_drawn() -> None:
    """In London 2010 a clock of 14 days runs from before 15:00: no line says where they end."""
    clocks = [
        shape
        for name in names()
        for row in rows(examine(recorded(load(name))))
        for shape in row.shapes
        if "clock" in shape.kind
    ]
    assert any(shape.limit_at for shape in clocks)
    begun_before = [shape for shape in clocks if "from before" in shape.title]
    assert begun_before
    assert not any(shape.limit_at for shape in begun_before)


def _stands(shape: Shape) -> tuple[int, float, float]:
    begin = float(shape.text_at.rstrip("%"))
    return shape.y, begin, begin + len(shape.text) * LETTER_PX * 100 / WIDE_PX


def test_no_text_stands_over_another() -> None:
    """In each real case: of two texts on the same row of a lane one ends before the other."""
    for name in names():
        for row in rows(examine(recorded(load(name)))):
            told = [_stands(shape) for shape in row.shapes if shape.text and shape.text_at]
            for (on, a, b), (beside, c, d) in combinations(told, 2):
                assert on != beside or b <= c or d <= a, (name, row.name)


def test_what_began_at_an_unknown_time_has_a_row_of_its_own() -> None:
    """Two agencies are known to have held it before 12:00, in no known order: two rows."""
    case = given(
        "before_12:00 police:met resource_arrived_at_scene",
        "before_12:00 police:met s136_power_used limb=remove",
        "before_12:00 mental_health:slam handover_accepted strands=DET by_role=ward_nurse",
        "12:30 mental_health:slam resource_arrived_at_scene",
    ).case()
    (row,) = (row for row in rows(case) if row.name == "Detention")
    assert sorted({shape.y for shape in row.shapes}) == [30 * n for n in range(len(row.shapes))]


def test_marks_that_would_meet_stand_on_rows_of_their_own() -> None:
    """Nine entries from 12:00 are one mark; a late one 5 min on is 9 px away: 9 + 5 px meet."""
    lines = [f"12:0{n} police:met resource_arrived_at_scene callsign=u{n}" for n in range(9)]
    late = "12:05 police:met resource_arrived_at_scene @first_written_at=18:00"
    case = given(*lines, late, "20:00 police:met resource_arrived_at_scene").case()
    (row,) = (row for row in rows(case) if row.name == "Entries")
    shown = [(shape.kind, shape.count, shape.y) for shape in row.shapes]
    assert [each[:2] for each in shown] == [("entry", 9), ("late", 1), ("entry", 1)]
    assert len({(shape.y, shape.pieces[0].x) for shape in row.shapes}) == len(shown)
    assert row.height == 2 * 30


def test_texts_of_the_file_stand_over_its_bars() -> None:
    """In each row all bars come first, so that none is drawn over a text."""
    text = standing(lanes(given(POWER, LEFT, TAKEN).case()), given(POWER).case().horizon, "x")
    assert "</text></g>" not in text.partition("Unheld")[2].replace("<circle", "")
